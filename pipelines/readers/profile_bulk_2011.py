"""The 2011 Census Profile as bulk CSV (98-316-XWE2011001, no ids of characteristics) → OBSERVATIONS."""

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

DATA = r"\.csv$"
COLUMNS = ("Total", "Male", "Female")
ROW = ("Topic", "Characteristics", "Note")
START = re.compile(rb'("?[0-9]+(?:\.[0-9]+)?"?),')
# By the title in the first line, what the codes of its places are.
SCHEMAS = {
    "Census Subdivisions": {7: "A0005"},
    "Census Divisions": {4: "A0003"},
    "Provinces": {2: "A0002"},
    "Health Regions": {4: "A0007"},
    "Economic Regions": {4: "S0500"},
}
# Levels above the finest have their own lengths in any file.
WIDER = {2: "A0002", 4: "A0003"}
CANADA = "01"


def read(
    path: Path, source_id: str, slices: Sequence[Slice], axes: Axes, places: Mapping[str, str], basis: str
) -> pd.DataFrame:
    """Return the OBSERVATIONS that `slices` want, in `places` only.

    A characteristic is spelled `Topic: Characteristic`, and with ` #2` the second one of that spelling in the block.
    """
    return read_profile(_profile(path, basis), source_id, slices, axes, places, lambda _error, _block: "")


def _profile(path: Path, basis: str) -> Profile:
    table = table_in(path, DATA)
    with table.open() as file:
        title, before = first_line(file, "cp1252", table.name)
        line, size = first_line(file, "cp1252", table.name)
    found = header_cells(line, table.name)
    if "Profile" not in title or "Topic" not in found:
        raise SourceError(
            f"{table.name}: the first lines are {title.strip()!r} and {line.strip()[:60]!r}; expected a title such as "
            "'Census Profile - Census Subdivisions (CSDs)' and then the header; nothing was read"
        )
    head = found.index("Topic")
    pairs = [each for column in COLUMNS for each in (column, f"Flag_{column}")]
    same_header(found, ["Geo_Code", *found[1:head], *ROW, *pairs], table.name)
    return Profile(
        table=table,
        offset=before + size,
        encoding="cp1252",
        start=START,
        geography=lambda cells: geography(cells[0], title, table.name),
        head=head,
        before=head + len(ROW),
        columns=COLUMNS,
        named=lambda cells, counts: _named(cells[head], cells[head + 1], counts),
        period="2011",
        basis=basis,
        repeats=True,
    )


def geography(code: str, title: str, what: str) -> str:
    """Return the geographic code without vintage of a place's number; raises SourceError for a level not known."""
    if code.zfill(2) == CANADA:
        return "A000011124"
    finest = next((schemas for level, schemas in SCHEMAS.items() if level in title), {})
    schema = finest.get(len(code)) or WIDER.get(len(code))
    if schema is None:
        raise SourceError(
            f"{what}: the place {code!r} of {title.strip()!r} is of no level that is known; expected one of "
            f"{', '.join(SCHEMAS)}; nothing of the file was used"
        )
    return f"{schema}{code}"


def _named(topic: str, characteristic: str, counts: dict[str, int]) -> tuple[str, str]:
    """Return (id, label) of a row: the label, with its number where it stands in the block more than once."""
    label = f"{topic.strip()}: {characteristic.strip()}"
    counts[label] = counts.get(label, 0) + 1
    number = counts[label]
    return (f"{label}#{number}", f"{label} #{number}") if number > 1 else (label, label)
