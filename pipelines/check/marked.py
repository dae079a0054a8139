"""Texts as CSV files have them → the texts: one that begins as a formula does was marked by an apostrophe."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

# What begins a formula for some spreadsheet, and a text that was marked because it begins so.
FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
MARKED = re.compile(rf"'+[{re.escape(''.join(FORMULA))}]")


def marked(text: str) -> str:
    """Return a text as a CSV file of ours has it."""
    return f"'{text}" if MARKED.match(f"'{text}") else text


def unmark(table: pd.DataFrame, columns: Iterable[str]) -> list[tuple[str, str]]:
    """Take the marks off the texts of `table`, in place; return (column, text) of each that lacks one it should have.

    A column that the table lacks is passed over.
    """
    bare = []
    for column in [each for each in columns if each in table]:
        texts = [text for text in table[column].unique() if isinstance(text, str)]
        bare += [(column, text) for text in texts if text.startswith(FORMULA)]
        known = {text: text[1:] for text in texts if MARKED.match(text)}
        if known:
            table[column] = [known.get(text, text) for text in table[column]]
    return bare
