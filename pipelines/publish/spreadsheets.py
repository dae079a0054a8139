"""A text that a spreadsheet would take for a formula → the same with an apostrophe before it, which makes it a text."""

from __future__ import annotations

import re

import pandas as pd

# The signs, their wide twins, and the control characters that some programs pass over before they look. Texts that are
# marked already are marked once more, so that who reads takes one apostrophe away and has every text as it was.
FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def harmless(text: str) -> str:
    """Return `text` as a cell of CSV in which no spreadsheet sees a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def harmless_columns(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose texts are harmless; numbers are left as they are, a minus sign included."""
    changed = {}
    for name in table.columns:
        if not pd.api.types.is_numeric_dtype(table[name].dtype):
            texts = table[name].unique()
            marked = {text: harmless(text) for text in texts if isinstance(text, str) and FORMULA.match(text)}
            if marked:
                changed[name] = table[name].map(lambda text, known=marked: known.get(text, text))
    return table.assign(**changed) if changed else table
