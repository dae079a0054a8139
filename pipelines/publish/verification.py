"""Published rows held against our figures → data/verification.csv, one line a row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from decimal import Context, Decimal
from pathlib import Path

from pipelines.model.published import ADDED_COLUMNS, PUBLISHED_COLUMNS, Checked
from pipelines.publish.spreadsheets import harmless

FILE = "verification.csv"
# `ours` and `difference` (ours less published) have the decimals of the publication; `lower` and `upper` are what
# random rounding leaves certain of ours, empty where nothing is known.
COLUMNS = (
    "key", *PUBLISHED_COLUMNS, *ADDED_COLUMNS, "outcome", "within", "figure_ids", "ours", "lower", "upper",
    "difference", "reason", "rule", "text_en", "text_fr",
)  # fmt: skip
# As many as the figures have that the bounds come from.
DIGITS = Context(prec=15)
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def write_verification(checked: Iterable[Checked], folder: Path) -> None:
    """Write what came of every published row; the columns alone where nothing was compared."""
    with (folder / FILE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([_cell(text) for text in _cells(each)] for each in checked)


def _cells(checked: Checked) -> Iterator[str]:
    row, rule = checked.row, checked.rule
    yield row.key
    yield from (getattr(row, name) for name in (*PUBLISHED_COLUMNS, *ADDED_COLUMNS))
    yield from (checked.outcome.value, checked.within or "", " ".join(checked.figures))
    yield _text(checked.value)
    yield from (_text(number and +number.normalize(DIGITS)) for number in (checked.lower, checked.upper))
    yield _text(checked.difference)
    yield from (rule.reason or "", rule.id)
    yield from ((rule.text.en.strip(), rule.text.fr.strip()) if rule.text else ("", ""))


def _cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; a negative number is a number."""
    return text if NUMBER.fullmatch(text) else harmless(text)


def _text(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}"
