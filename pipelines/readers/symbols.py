"""Printed values and the symbols beside them → value, status and quality, by closed dictionaries of each format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.errors import SourceError
from pipelines.model import Status
from pipelines.model.words import STATUS_RANK

# Digits of one script, a point, nothing else: a comma is French, a space is no number.
NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"
FRENCH = r"^-?[0-9][0-9 \x{00a0}\x{202f}]*,[0-9]+$"
ZERO = r"^0+(\.0+)?$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a symbol says of the number beside it: why there is none, or that it is to be used with caution."""

    status: Status = Status.REPORTED
    caution: bool = False


PLAIN, CAUTION = Mark(), Mark(caution=True)
_ABSENT = {
    "x": Mark(status=Status.SUPPRESSED),
    "F": Mark(status=Status.UNRELIABLE),
    "..": Mark(status=Status.NOT_AVAILABLE),
    "...": Mark(status=Status.NOT_APPLICABLE),
}
# Revised and preliminary are said of the release, not of the number: they change nothing here.
WIDE: Mapping[str, Mark] = {"": PLAIN, "r": PLAIN, "p": PLAIN, "E": CAUTION, **_ABSENT}
# A to D grade the quality of a survey's number from excellent to acceptable; `0s` is a zero by rounding, which is
# printed as a zero; below the limit of detection nothing is printed.
TABLE_STATUS: Mapping[str, Mark] = {
    **dict.fromkeys(("", "A", "B", "C", "D", "0s"), PLAIN),
    "E": CAUTION,
    "<LOD": Mark(status=Status.NOT_AVAILABLE),
    **_ABSENT,
}
TABLE_SYMBOL: Mapping[str, Mark] = dict.fromkeys(("", "p", "r"), PLAIN)
TERMINATED: Mapping[str, Mark] = dict.fromkeys(("", "t"), PLAIN)
PROFILE: Mapping[str, Mark] = {"": PLAIN, "r": PLAIN, "E": CAUTION, **_ABSENT}
# Codes of CL_FLAG, each as the symbol that the bulk files print.
SDMX_FLAG: Mapping[str, Mark] = {
    "": PLAIN,
    "1": _ABSENT[".."],
    "2": _ABSENT["..."],
    "3": CAUTION,
    "4": _ABSENT["F"],
    "5": PLAIN,
    "6": _ABSENT["x"],
    "7": CAUTION,
    "O": Mark(status=Status.NOT_AVAILABLE),
}

Where = Callable[[int], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Columns of equal length: value (NaN unless reported), rank of the status in `Status`, whether with caution."""

    value: npt.NDArray[np.float64]
    status: npt.NDArray[np.int8]
    caution: npt.NDArray[np.bool_]


def meaning(text: str, known: Mapping[str, Mark]) -> Mark | None:
    """Return what a symbol cell says, alone or joined (`r,E`, `rE`); None where a part of it is not known."""
    symbol = text.strip()
    if symbol in known:
        return known[symbol]
    parts = [part.strip() for part in symbol.split(",")] if "," in symbol else list(symbol)
    if not all(part and part in known for part in parts):
        return None
    marks = [known[part] for part in parts]
    absent = {mark.status for mark in marks} - {Status.REPORTED}
    if len(absent) > 1:
        return None
    return Mark(status=absent.pop() if absent else Status.REPORTED, caution=any(mark.caution for mark in marks))


def read_cells(values: pa.Array, symbols: pa.Array, known: Mapping[str, Mark], where: Where) -> Cells:
    """Return what `values` (printed text) say under their `symbols`.

    A zero with `...` is not applicable and no zero. An unknown symbol, a number with a symbol that says there is none,
    a gap without a symbol and text that is no number raise SourceError, placed by `where(row)`.
    """
    status, caution = _statuses(symbols, known, where)
    printed = pc.utf8_trim(values.fill_null(""), characters=" ")
    empty = _flags(pc.equal(printed, ""))
    number = _flags(pc.match_substring_regex(printed, NUMBER))
    _refuse(~empty & ~number, printed, symbols, where, "is no number", "digits and a point, or nothing")
    reported = status == STATUS_RANK[Status.REPORTED]
    nothing = (status == STATUS_RANK[Status.NOT_APPLICABLE]) & _flags(pc.match_substring_regex(printed, ZERO))
    _refuse(empty & reported, printed, symbols, where, "is empty and no symbol says why", "a number, or a symbol")
    both = number & ~reported & ~nothing
    _refuse(both, printed, symbols, where, "is a number, and its symbol says that there is none", "one of the two")
    shown = pc.if_else(pa.array(number & reported), printed, pa.scalar(None, pa.string()))
    value = pc.cast(shown, pa.float64()).to_numpy(zero_copy_only=False).astype(np.float64)
    return Cells(value=value, status=status, caution=caution & reported)


def bounds(values: pa.Array, symbols: pa.Array, known: Mapping[str, Mark], where: Where) -> npt.NDArray[np.float64]:
    """Return published bounds as numbers, NaN where the publisher prints none."""
    return read_cells(values, symbols, known, where).value


def only(symbols: pa.Array, known: Mapping[str, Mark], where: Where) -> None:
    """Raise where a column of marks holds one that is not known."""
    _statuses(symbols, known, where)


def inline(cells: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Return (values, symbols) of cells that hold either the one or the other."""
    text = pc.utf8_trim(cells.fill_null(""), characters=" ")
    letter = pc.is_in(text, value_set=pa.array([*PROFILE, "rE"]))
    return pc.if_else(letter, "", text), pc.if_else(letter, text, "")


def _statuses(
    symbols: pa.Array, known: Mapping[str, Mark], where: Where
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.bool_]]:
    kinds = pc.dictionary_encode(symbols.fill_null(""))
    if isinstance(kinds, pa.ChunkedArray):
        kinds = kinds.combine_chunks()
    codes = kinds.indices.to_numpy(zero_copy_only=False)
    marks = []
    for code, text in enumerate(kinds.dictionary.to_pylist()):
        mark = meaning(text, known)
        if mark is None:
            row = int(np.flatnonzero(codes == code)[0])
            expected = ", ".join(repr(symbol) for symbol in known)
            raise SourceError(
                f"{where(row)}: unknown symbol {text!r}; expected one of {expected}; nothing of the file was used: "
                "look it up in the table's symbol legend"
            )
        marks.append(mark)
    ranks = np.array([STATUS_RANK[mark.status] for mark in marks], dtype=np.int8)
    careful = np.array([mark.caution for mark in marks], dtype=np.bool_)
    return ranks[codes], careful[codes]


def _refuse(
    bad: npt.NDArray[np.bool_], printed: pa.Array, symbols: pa.Array, where: Where, what: str, expected: str
) -> None:
    rows = np.flatnonzero(bad)
    if not len(rows):
        return
    row = int(rows[0])
    value, symbol = printed[row].as_py(), symbols[row].as_py() or ""
    french = "; a decimal comma is that of the French file: use the English one" if "," in value else ""
    raise SourceError(
        f"{where(row)}: value {value!r} with symbol {symbol!r} {what}; expected {expected}{french}; nothing of the "
        f"file was used ({len(rows)} such cells beside each other)"
    )


def _flags(array: pa.Array) -> npt.NDArray[np.bool_]:
    return np.asarray(array.to_numpy(zero_copy_only=False), dtype=np.bool_)
