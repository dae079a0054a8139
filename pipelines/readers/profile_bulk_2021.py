"""The 2021 Census Profile as bulk CSV (98-401-X2021…, with or without confidence intervals) → OBSERVATIONS."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from pipelines.methods.answer import Refused
from pipelines.methods.codes import web_characteristic
from pipelines.model import Slice
from pipelines.readers.cells import VINTAGE
from pipelines.readers.headers import header_cells, same_header
from pipelines.readers.members import Axes, MemberError, plain
from pipelines.readers.profile_blocks import Profile, table_in
from pipelines.readers.profile_blocks import read as read_profile
from pipelines.readers.streams import first_line

DATA = r"_data(_[^/]+)?\.csv$"
PLACE = (
    "CENSUS_YEAR", "DGUID", "ALT_GEO_CODE", "GEO_LEVEL", "GEO_NAME", "TNR_SF", "TNR_LF", "DATA_QUALITY_FLAG",
)  # fmt: skip
ROW = ("CHARACTERISTIC_ID", "CHARACTERISTIC_NAME", "CHARACTERISTIC_NOTE")
PEOPLE = ("TOTAL", "MEN+", "WOMEN+")
# Columns of a number, of its lower and of its upper bound, for all, men+ and women+.
KINDS = {"COUNT": ((1, 2, 3), (4, 5, 6), (7, 8, 9)), "RATE": ((10, 11, 12), (13, 14, 15), (16, 17, 18))}
START = re.compile(rb'"?2021"?,("?2021[AS][0-9]{4}[^",\r\n]*"?),')


def columns(intervals: bool) -> tuple[str, ...]:
    """Return the value columns as the header spells them, in its order."""
    found = []
    for kind, (numbers, lows, highs) in KINDS.items():
        found += [f"C{n}_{kind}_{who}" for n, who in zip(numbers, PEOPLE, strict=True)]
        if intervals:
            found += [f"C{n}_{kind}_LOW_CI_{who}" for n, who in zip(lows, PEOPLE, strict=True)]
            found += [f"C{n}_{kind}_HI_CI_{who}" for n, who in zip(highs, PEOPLE, strict=True)]
    return tuple(found)


def bounds() -> dict[str, tuple[str, str]]:
    """Return the columns of a column's lower and upper bounds."""
    return {
        f"C{n}_{kind}_{who}": (f"C{low}_{kind}_LOW_CI_{who}", f"C{high}_{kind}_HI_CI_{who}")
        for kind, triple in KINDS.items()
        for n, low, high, who in zip(*triple, PEOPLE, strict=True)
    }


def header(intervals: bool) -> list[str]:
    """Return the header line: every value column has one of symbols after it, all of one name."""
    pairs = [each for column in columns(intervals) for each in (column, "SYMBOL")]
    return [*PLACE, *ROW, *pairs]


def read(
    path: Path, source_id: str, slices: Sequence[Slice], axes: Axes, places: Mapping[str, str], basis: str
) -> pd.DataFrame:
    """Return the OBSERVATIONS that `slices` want, in `places` only; bounds come with them where the file has them."""
    return read_profile(_profile(path, basis), source_id, slices, axes, places, web_service_id)


def _profile(path: Path, basis: str) -> Profile:
    table = table_in(path, DATA)
    with table.open() as file:
        line, offset = first_line(file, "cp1252", table.name)
    found = header_cells(line, table.name)
    intervals = "C4_COUNT_LOW_CI_TOTAL" in found
    same_header(found, header(intervals), table.name)
    return Profile(
        table=table,
        offset=offset,
        encoding="cp1252",
        start=START,
        geography=lambda cells: cells[0][VINTAGE:],
        head=len(PLACE),
        before=len(PLACE) + len(ROW),
        columns=columns(intervals),
        named=lambda cells, _: (cells[len(PLACE)], cells[len(PLACE) + 1]),
        period="2021",
        basis=basis,
        flag=PLACE.index("DATA_QUALITY_FLAG"),
        bounds=bounds() if intervals else {},
    )


def web_service_id(error: MemberError, block: Mapping[str, str]) -> str:
    """Return what to add to a message where the declared id looks like that of the web service (SDMX)."""
    for identifier, label in block.items():
        code = web_characteristic(int(identifier)) if identifier.isdigit() else None
        if isinstance(code, int) and str(code) == error.identifier and plain(label) == error.label:
            return (
                f"; this looks like the SDMX id: the bulk file's id of {error.label!r} is {identifier} "
                "(the two id systems never mix: use an axis of bulk ids)"
            )
    return ""


def bulk_id(error: MemberError, codes: Mapping[str, str]) -> str:
    """Return what to add to a message of the web service's reader where the declared id looks like a bulk file's."""
    if not error.identifier.isdigit():
        return ""
    code = web_characteristic(int(error.identifier))
    if isinstance(code, Refused) or plain(codes.get(str(code), "")) != error.label:
        return ""
    return (
        f"; this looks like the bulk file's id: the SDMX code of {error.label!r} is {code} "
        "(the two id systems never mix: use an axis of SDMX codes)"
    )
