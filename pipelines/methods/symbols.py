"""What Statistics Canada prints beside or instead of a number, taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.methods.answer import Reason, answered, given, require

# Marks on a number: revised, preliminary, terminated series.
MARKS = ("r", "p", "t")
# What can be said of the number: three dots before two, so that the longer symbol is read first.
STATUSES = ("...", "..", "0s", "<LOD", "x", "A", "B", "C", "D", "E", "F")
NOT_APPLICABLE = "..."

_SYMBOLS = re.compile("|".join(re.escape(symbol) for symbol in (*STATUSES, *MARKS)))
_HEADER = re.compile(r"\s*(?P<dimension>[^:]*?)\s*:\s*(?P<member>.*?)\s*\[(?P<id>\d+)\]\s*", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbols:
    """The marks and the statuses of one cell, in the order in which they are printed."""

    marks: tuple[str, ...]
    status: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A published value, None where nothing is printed, with its symbols."""

    value: float | None
    symbols: Symbols


@answered
def split_symbols(text: str) -> Symbols:
    """Return the marks and statuses of a symbol cell such as `rE`; one with an unknown symbol is refused."""
    found = _SYMBOLS.findall(text)
    require("".join(found) == text.strip(), Reason.CONTRADICTORY)
    return Symbols(
        marks=tuple(symbol for symbol in found if symbol in MARKS),
        status=tuple(symbol for symbol in found if symbol in STATUSES),
    )


@answered
def cell(value: str, symbol: str) -> Cell:
    """Return a census cell from its printed value and symbols.

    A zero marked `...` is not applicable and no zero: its value is None. So is an empty value. Refused: text that is
    no number, an unknown symbol.
    """
    symbols = given(split_symbols(symbol))
    printed = value.strip()
    require(re.fullmatch(r"(-?\d+(\.\d+)?)?", printed) is not None, Reason.CONTRADICTORY)
    nothing = not printed or NOT_APPLICABLE in symbols.status
    return Cell(value=None if nothing else float(printed), symbols=symbols)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The column of a wide census table: its dimension, the member, and the member's number."""

    dimension: str
    member: str
    member_id: int


@answered
def value_header(header: str) -> Header:
    """Return the parts of a value header such as `Gender (3):Men[2]`; one without member or number is refused.

    The dimension ends at the first colon; only the last bracket is the number, and spaces around parts do not count.
    """
    found = _HEADER.fullmatch(header)
    require(found is not None, Reason.CONTRADICTORY)
    assert found is not None
    return Header(dimension=found["dimension"], member=found["member"], member_id=int(found["id"]))
