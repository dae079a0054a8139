"""An ordinary table that has the same rows for every place and date → its wanted cells, picked by their place."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence

import numpy as np

from pipelines.errors import SourceError
from pipelines.readers.cells import Found, Places
from pipelines.readers.members import Cell, Dimension, plain
from pipelines.readers.picks import At, Form, Picked, Run, pick
from pipelines.readers.runs import ScatteredError
from pipelines.readers.streams import Table
from pipelines.readers.symbols import TABLE_STATUS, TABLE_SYMBOL, TERMINATED, Cells, Where, only, read_cells
from pipelines.readers.wds_metadata import Metadata

BEFORE = ("REF_DATE", "GEO", "DGUID")
VALUES = ("VALUE", "STATUS", "SYMBOL", "TERMINATED", "DECIMALS")
# A year, a month or a day of a year; a pair of years is no period that we have.
DATE = re.compile(r"(?P<year>[0-9]{4})(-[0-9]{2}(-[0-9]{2})?)?")
# Powers of ten, as the service's code set names them. Some tables print a space after the name.
SCALARS: Mapping[str, int] = {
    "units": 0,
    "tens": 1,
    "hundreds": 2,
    "thousands": 3,
    "tens of thousands": 4,
    "hundreds of thousands": 5,
    "millions": 6,
    "tens of millions": 7,
    "hundreds of millions": 8,
    "billions": 9,
}


def year_of(date: str, at: At) -> str:
    """Return the year of a REF_DATE; raises SourceError where it is none."""
    found = DATE.fullmatch(date)
    if found is None:
        raise SourceError(
            f"{at()}: REF_DATE {date!r} is no year, month or day; expected such as 2021 or 2021-01; nothing of the "
            "file "
            "was used"
        )
    return found["year"]


def factor(text: str, at: At) -> float:
    """Return what values are multiplied by, from SCALAR_FACTOR and SCALAR_ID with a tab between."""
    name, _, identifier = text.partition("\t")
    if str(SCALARS.get(name.strip())) != identifier.strip():
        raise SourceError(
            f"{at()}: unknown factor {name.strip()!r} with id {identifier!r}; expected one of "
            f"{', '.join(f'{known} ({power})' for known, power in SCALARS.items())}; nothing of the file was used"
        )
    return 10.0 ** SCALARS[name.strip()]


def prove_labels(dimensions: Sequence[Dimension], ids: str, labels: Sequence[str], at: At) -> None:
    """Raise where a row's labels are not those of the members in its coordinate (without its geography)."""
    for dimension, member, label in zip(dimensions, ids.split(".") if ids else [], labels, strict=True):
        if plain(dimension.members[member]) != plain(label):
            raise SourceError(
                f"{at()}: {dimension.name} is {label!r}, but its id {member} in the coordinate is "
                f"{dimension.members[member]!r} in the metadata; expected the same; nothing of the file was used: "
                "ids or "
                "labels were changed"
            )


def by_place(
    table: Table,
    offset: int,
    width: int,
    dimensions: Sequence[Dimension],
    cells: Sequence[Cell],
    metadata: Metadata,
    places: Places,
) -> list[Found]:
    """Return the wanted cells; raises ScatteredError where the table is not the same rows for every place and date."""
    form = LongForm(width, dimensions, cells, metadata, places)
    reading = _Reading(table, form, cells)
    pick(table, offset, form, reading.take)
    return reading.found


class LongForm(Form):
    """The rows of an ordinary table: at each date, in each place, every combination of the members, ascending."""

    start = re.compile(rb'("?[0-9]{4}[^",\r\n]*"?,(?:"(?:[^"]|"")*"|[^,"\r\n]*),"?[^",\r\n]*"?),')
    encoding, gap = "utf-8", True

    def __init__(
        self, width: int, dimensions: Sequence[Dimension], cells: Sequence[Cell], metadata: Metadata, places: Places
    ) -> None:
        self.width, self.before = width, width - len(VALUES)
        self.dimensions, self.places = dimensions, places
        self.digits = [
            {member: digit for digit, member in enumerate(sorted(dimension.members, key=int))}
            for dimension in dimensions
        ]
        self.total = int(np.prod([len(digit) for digit in self.digits], dtype=np.int64))
        self.ids = sorted({cell.members for cell in cells}, key=lambda ids: tuple(map(int, ids)))
        self.ranks = np.array([self._rank(".".join(ids)) for ids in self.ids], dtype=np.int64)
        self.geographies = {member.id for member in metadata.dimensions[0].members}
        self.factors = np.full(len(self.ids), np.nan)
        self._regions: dict[bytes, str | None] = {}

    def region(self, key: bytes) -> str | None:
        """Return our region of a place: by its identifier, or else by its name."""
        place = key[key.index(b",") :]
        if place not in self._regions:
            _, name, dguid = next(csv.reader([key.decode("utf-8", "replace")]))
            self._regions[place] = self.places.told_by(dguid, name)
        return self._regions[place]

    def enter(self, region: str, cells: Sequence[str], line: bytes, at: At) -> Run:
        """Return the place and date that begin here."""
        if len(cells) != self.width:
            raise ScatteredError(f"{len(cells)} columns, expected {self.width}")
        year_of(cells[0], at)
        coordinate = cells[self.before - 1]
        geography = coordinate.split(".")[0]
        if geography not in self.geographies:
            raise SourceError(
                f"{at()}: COORDINATE {coordinate!r} begins with {geography!r}, an id of no place in the metadata; "
                "nothing "
                "of the file was used"
            )
        found = self.start.match(line)
        assert found is not None, "a place that begins with no row"
        return Run(region=region, head=line[: found.end()], id=geography.encode(), name=cells[1], date=cells[0])

    def belongs(self, run: Run, cells: Sequence[str], rank: int) -> bool:
        """Return whether a row's coordinate is that of a place."""
        geography, _, ids = cells[self.before - 1].partition(".")
        return geography.encode() == run.id and self._rank(ids) == rank

    def _rank(self, ids: str) -> int:
        rank, members = 0, ids.split(".") if ids else []
        if len(members) != len(self.digits):
            return -1
        for digit, member in zip(self.digits, members, strict=True):
            if member not in digit:
                return -1
            rank = rank * len(digit) + digit[member]
        return rank

    def rank(self, run: Run, cells: Sequence[str], at: At) -> int:  # noqa: ARG002
        """Raise ScatteredError: rows that are not at their places are told by reading all of them."""
        raise ScatteredError(f"{run.name} has not every row at its place")

    def verify(self, run: Run, cells: Sequence[str], row: int, at: At) -> None:
        """Raise where a picked row's labels are not those of its coordinate, or its factor is not known."""
        labels = cells[len(BEFORE) : len(BEFORE) + len(self.dimensions)]
        prove_labels(self.dimensions, ".".join(self.ids[row]), labels, at)
        # UOM, UOM_ID, SCALAR_FACTOR, SCALAR_ID, VECTOR, COORDINATE stand before the value.
        multiplied = factor(
            "\t".join(cells[self.before - 4 : self.before - 2]), lambda: f"{at()}, column SCALAR_FACTOR"
        )
        if not np.isnan(self.factors[row]) and self.factors[row] != multiplied:
            raise ScatteredError(f"{run.name} has another factor than the places before it")
        self.factors[row] = multiplied

    def ended(self, run: Run, count: int | None, lacking: Sequence[int], what: str) -> None:  # noqa: ARG002
        """Raise ScatteredError where a place has not every row."""
        if count != self.total:
            raise ScatteredError(f"{what}: {run.name} has {count} rows, expected {self.total}")


class _Reading:
    """Picked rows, decoded batch by batch."""

    def __init__(self, table: Table, form: LongForm, cells: Sequence[Cell]) -> None:
        self.table, self.form = table, form
        self.found: list[Found] = []
        index = {cell.members: place for place, cell in enumerate(cells)}
        self.cell = np.array([index[ids] for ids in form.ids], dtype=np.int64)

    def take(self, picked: Picked) -> None:
        """Add the rows picked."""
        texts = picked.columns(VALUES, VALUES[:-1], lambda row: picked.placed(self.table, row))
        column = {name: texts[name].combine_chunks() for name in VALUES[:-1]}
        printed = read_cells(column["VALUE"], column["STATUS"], TABLE_STATUS, self._where(picked, "VALUE"))
        only(column["SYMBOL"], TABLE_SYMBOL, self._where(picked, "SYMBOL"))
        only(column["TERMINATED"], TERMINATED, self._where(picked, "TERMINATED"))
        rows = picked.rows
        value = printed.value * self.form.factors[rows]
        self.found.append(
            Found(
                region=picked.regions,
                cell=self.cell[rows],
                period=np.array([date[:4] for date in picked.dates], dtype=object),
                printed=Cells(value=value, status=printed.status, caution=printed.caution),
            )
        )

    def _where(self, picked: Picked, column: str) -> Where:
        return lambda row: f"{picked.placed(self.table, row)}, column {column}"
