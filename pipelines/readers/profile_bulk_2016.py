"""The 2016 Census Profile as bulk CSV (98-401-X2016…, symbols among the numbers) → OBSERVATIONS."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from pipelines.errors import SourceError
from pipelines.model import Slice
from pipelines.readers.headers import header_cells, same_header
from pipelines.readers.members import Axes
from pipelines.readers.profile_blocks import Profile, table_in
from pipelines.readers.profile_blocks import read as read_profile
from pipelines.readers.streams import first_line

DATA = r"_data(_[^/]+)?\.csv$"
PLACE = (
    "CENSUS_YEAR", "GEO_CODE (POR)", "GEO_LEVEL", "GEO_NAME", "GNR", "GNR_LF", "DATA_QUALITY_FLAG", "ALT_GEO_CODE",
)  # fmt: skip
# The level's name stands inside the titles of these columns.
TITLES = (
    re.compile(r"DIM: (?P<title>Profile of .+)"),
    re.compile(r"Member ID: (?P<title>Profile of .+)"),
    re.compile(r"Notes: (?P<title>Profile of .+)"),
)
COLUMNS = (
    "Dim: Sex (3): Member ID: [1]: Total - Sex",
    "Dim: Sex (3): Member ID: [2]: Male",
    "Dim: Sex (3): Member ID: [3]: Female",
)
START = re.compile(rb'"?2016"?,("?[0-9]+(?:\.[0-9]+)?"?),')
CANADA = "01"
# What the codes of the finest places in a file are, by a word of its title. Provinces have two digits everywhere.
SCHEMAS = {
    ("Economic Regions", 4): "S0500",
    ("Health Regions", 4): "A0007",
    ("Dissemination Areas", 8): "S0512",
}
PLAIN_SCHEMAS = {2: "A0002", 4: "A0003", 7: "A0005"}


def read(
    path: Path, source_id: str, slices: Sequence[Slice], axes: Axes, places: Mapping[str, str], basis: str
) -> pd.DataFrame:
    """Return the OBSERVATIONS that `slices` want, in `places` only.

    The quality flag of 2016 has another meaning than that of 2021 and is not read.
    """
    return read_profile(_profile(path, basis), source_id, slices, axes, places, lambda _error, _block: "")


def _profile(path: Path, basis: str) -> Profile:
    table = table_in(path, DATA)
    with table.open() as file:
        line, offset = first_line(file, "utf-8-sig", table.name)
    found = header_cells(line, table.name)
    titles = [_title(pattern, cell) for pattern, cell in zip(TITLES, found[len(PLACE) :], strict=False)]
    expected = [*PLACE, *(title or pattern.pattern for title, pattern in zip(titles, TITLES, strict=False)), *COLUMNS]
    same_header(found, expected, table.name)
    return Profile(
        table=table,
        offset=offset,
        encoding="utf-8",
        start=START,
        geography=lambda cells: geography(cells[0], found[len(PLACE)], table.name),
        head=len(PLACE),
        before=len(PLACE) + len(TITLES),
        columns=COLUMNS,
        named=lambda cells, _: (cells[len(PLACE) + 1], cells[len(PLACE)]),
        period="2016",
        basis=basis,
        inline=True,
    )


def geography(code: str, title: str, what: str) -> str:
    """Return the geographic code without vintage of a place's number; raises SourceError for a level not known."""
    if code.zfill(2) == CANADA:
        return "A000011124"
    named = (schema for (level, digits), schema in SCHEMAS.items() if level in title and digits == len(code))
    schema = next(named, PLAIN_SCHEMAS.get(len(code)))
    if schema is None:
        raise SourceError(
            f"{what}: the place {code!r} of {title!r} is of no level that is known; expected codes of "
            f"{', '.join(map(str, PLAIN_SCHEMAS))} digits; nothing of the file was used"
        )
    return f"{schema}{code}"


def _title(pattern: re.Pattern[str], cell: str) -> str | None:
    return cell if pattern.fullmatch(cell) else None
