"""A profile's figures.xlsx → where it is not the figure store. The sheet is read as it is stored, without a library."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from html import unescape
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import numpy as np

from pipelines.errors import Fault

SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
# Where the columns stand that say what a figure is, from A; test_workbook holds the heads to it.
NUMBERS = {"value": "G", "lower": "J", "upper": "K", "numerator": "O", "denominator": "P"}
STATUS, FIGURE_ID = "I", "Y"
CELL = re.compile(r'<c r="([A-Z]+)(\d+)"[^>]*?(?: t="(\w+)")?><v>([^<]*)</v></c>')
TEXT = re.compile(r"<si>(.*?)</si>", re.DOTALL)
WORDS = re.compile(r"<t[^>]*>([^<]*)</t>")
# What would be run, or followed.
LIVE = re.compile(r"<(?:f|hyperlink)[ >]")
DIGITS = 1e-14
NAMED = 3


def workbook_faults(
    file: Path, name: str, rows: Mapping[str, np.ndarray], statuses: Mapping[str, str]
) -> Iterator[Fault]:
    """Yield what a workbook says that `rows`, its part of the store, does not: ids, numbers, statuses, formulas.

    `statuses` are the words that it has for each status.
    """
    fault = partial(Fault, "download", name)
    try:
        with ZipFile(file) as book:
            sheet, strings = (book.read(part).decode() for part in (SHEET, STRINGS))
    except (OSError, KeyError, BadZipFile) as error:
        yield fault(f"no workbook of figures: {error}")
        return
    if LIVE.search(sheet):
        yield fault("it holds a formula or a link")
    texts = [unescape("".join(WORDS.findall(each))) for each in TEXT.findall(strings)]
    columns = _columns(sheet, len(rows["figure_id"]))
    ids = [texts[int(number)] if number == number else "" for number in columns[FIGURE_ID]]
    if ids != rows["figure_id"].tolist():
        odd = ", ".join(sorted(set(ids) ^ set(rows["figure_id"]))[:NAMED]) or "another order"
        yield fault(f"its figures are not those of the store: {odd}")
        return
    for column, letter in NUMBERS.items():
        for place in _apart(columns[letter], rows[column]):
            yield fault(
                f"{ids[place]}: {column} is {columns[letter][place]:.10g}, in the store {rows[column][place]:.10g}"
            )
    for place, status in enumerate(rows["status"]):
        number = columns[STATUS][place]
        said = texts[int(number)] if number == number else ""
        if said != statuses[status]:
            yield fault(f"{ids[place]}: status is {said!r}, in the store {status}")


def _columns(sheet: str, length: int) -> dict[str, np.ndarray]:
    """Return the wanted columns below the heads: numbers, of a text its place; NaN where a cell is empty."""
    found = {letter: np.full(length, np.nan) for letter in (*NUMBERS.values(), STATUS, FIGURE_ID)}
    for letter, row, _, number in CELL.findall(sheet):
        if letter in found and 2 <= int(row) <= length + 1:
            found[letter][int(row) - 2] = float(number)
    return found


def _apart(found: np.ndarray, stored: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        near = np.abs(found - stored) <= DIGITS * np.maximum(np.abs(found), np.abs(stored))
    return np.flatnonzero(~(near | (np.isnan(found) & np.isnan(stored))))
