"""Printed values and their symbols: what each says, and what cannot be."""

import math

import pyarrow as pa
import pytest

from pipelines.errors import SourceError
from pipelines.model import Status
from pipelines.readers.symbols import PROFILE, SDMX_FLAG, TABLE_STATUS, WIDE, inline, read_cells


def one(value: str, symbol: str, known=WIDE) -> tuple[float | None, str, bool]:
    cells = read_cells(pa.array([value]), pa.array([symbol]), known, lambda row: f"drawn.csv, row {row + 2}")
    number = float(cells.value[0])
    return (None if math.isnan(number) else number, [*Status][cells.status[0]].value, bool(cells.caution[0]))


@pytest.mark.parametrize(
    ("value", "symbol", "expected"),
    [
        ("12.5", "", (12.5, "reported", False)),
        ("0", "", (0.0, "reported", False)),
        ("-4.9", "r", (-4.9, "reported", False)),
        ("5", "p", (5.0, "reported", False)),
        ("0", "...", (None, "not_applicable", False)),
        ("0.0", "...", (None, "not_applicable", False)),
        ("", "...", (None, "not_applicable", False)),
        ("", "x", (None, "suppressed", False)),
        ("", "..", (None, "not_available", False)),
        ("", "F", (None, "unreliable", False)),
        ("52", "E", (52.0, "reported", True)),
        ("52", "r,E", (52.0, "reported", True)),
        ("52", "rE", (52.0, "reported", True)),
        ("52", "E, r", (52.0, "reported", True)),
        ("", "r,x", (None, "suppressed", False)),
    ],
)
def test_a_wide_cell_says(value: str, symbol: str, expected: tuple[float | None, str, bool]):
    assert one(value, symbol) == expected


@pytest.mark.parametrize(
    ("value", "symbol", "expected"),
    [
        ("7", "A", (7.0, "reported", False)),
        ("0", "0s", (0.0, "reported", False)),
        ("", "<LOD", (None, "not_available", False)),
        ("7", "E", (7.0, "reported", True)),
    ],
)
def test_an_ordinary_table_says(value: str, symbol: str, expected: tuple[float | None, str, bool]):
    assert one(value, symbol, TABLE_STATUS) == expected


@pytest.mark.parametrize(
    ("flag", "value", "status", "caution"),
    [
        ("", "1", "reported", False),
        ("1", "", "not_available", False),
        ("2", "", "not_applicable", False),
        ("3", "1", "reported", True),
        ("4", "", "unreliable", False),
        ("5", "1", "reported", False),
        ("6", "", "suppressed", False),
        ("7", "1", "reported", True),
        ("O", "", "not_available", False),
    ],
)
def test_a_flag_of_the_web_service_says(flag: str, value: str, status: str, caution: bool):
    assert one(value, flag, SDMX_FLAG)[1:] == (status, caution)


@pytest.mark.parametrize("symbol", ["q", "xx,", "r,q", "x,..", "EF?"])
def test_an_unknown_symbol_is_named_with_file_row_and_value(symbol: str):
    with pytest.raises(
        SourceError,
        match=rf"drawn\.csv, row 2: unknown symbol '{symbol.replace('?', chr(92) + '?')}'; expected one of ",
    ):
        one("", symbol)


@pytest.mark.parametrize("symbol", ["x", "..", "F"])
def test_a_number_beside_a_symbol_that_says_there_is_none_is_refused(symbol: str):
    with pytest.raises(
        SourceError, match=r"row 2: value '50000' .* is a number, and its symbol says that there is none"
    ):
        one("50000", symbol)


def test_not_applicable_goes_with_nothing_but_zero():
    with pytest.raises(SourceError, match=r"value '5' with symbol '\.\.\.' is a number"):
        one("5", "...")


@pytest.mark.parametrize("symbol", ["", "r", "E"])
def test_a_gap_that_no_symbol_explains_is_refused(symbol: str):
    with pytest.raises(SourceError, match="is empty and no symbol says why; expected a number, or a symbol"):
        one("", symbol)


@pytest.mark.parametrize("value", ["12,5", "1 234", "1e5", "inf", "NaN", "١٢"])
def test_what_is_no_number_is_refused(value: str):
    with pytest.raises(SourceError, match=r"is no number; expected digits and a point"):
        one(value, "")


def test_a_decimal_comma_is_said_to_be_french():
    with pytest.raises(SourceError, match="a decimal comma is that of the French file: use the English one"):
        one("12,5", "")


def test_symbols_among_numbers_are_told_apart():
    values, symbols = inline(pa.array(["12", "x", "..", "...", "F", " 3.5 "]))
    assert values.to_pylist() == ["12", "", "", "", "", "3.5"]
    assert symbols.to_pylist() == ["", "x", "..", "...", "F", ""]


def test_something_else_among_numbers_is_no_symbol():
    values, symbols = inline(pa.array(["n/a"]))
    with pytest.raises(SourceError, match="value 'n/a'"):
        read_cells(values, symbols, PROFILE, lambda row: f"row {row}")
