"""A 98-10 census table of the Web Data Service (a zip; one column a member of its last dimension) → OBSERVATIONS."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from pipelines.errors import SourceError
from pipelines.model import Slice
from pipelines.model.words import STATUS_RANK, Status
from pipelines.readers.cells import Found, Places, flagged, observations
from pipelines.readers.headers import header_cells, same_header
from pipelines.readers.members import Axes, Cell, Dimension, plain, wanted
from pipelines.readers.picks import At, Form, Picked, Run, pick
from pipelines.readers.streams import Table, first_line, member_text, members
from pipelines.readers.symbols import WIDE, Cells, Where, read_cells
from pipelines.readers.wds_metadata import Metadata, read_metadata

BEFORE = ("REF_DATE", "GEO", "DGUID")
# Eighteen tables have the plural.
SYMBOLS = ("Symbol", "Symbols")
_MEMBER = re.compile(r"(?P<dimension>[^:]*):(?P<label>.*)\[(?P<id>[0-9]+)\]\s*", re.DOTALL)
# Where a row begins: a year, a place, and its identifier, which some places have not.
START = re.compile(rb'"?[0-9]{4}"?,((?:"(?:[^"]|"")*"|[^,"\r\n]*),"?[^",\r\n]*"?),')


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The header of a wide table: its dimensions without geography (the last one is in the columns), and its width."""

    rows: tuple[str, ...]
    column: Dimension

    @property
    def before(self) -> int:
        """Return how many cells come before the first value: the year, the place, the labels, the coordinate."""
        return len(BEFORE) + len(self.rows) + 1

    @property
    def width(self) -> int:
        """Return how many cells a row has."""
        return self.before + 2 * len(self.column.members)


def layout(header: Sequence[str], what: str) -> Layout:
    """Return what a wide table's header says; raises SourceError where it is not of that form.

    The columns of symbols all have one name: they are read by their place, each after its column of values.
    """
    same_header(header[: len(BEFORE)], BEFORE, what)
    if "Coordinate" not in header:
        raise SourceError(
            f"{what}, header: no column 'Coordinate'; found {', '.join(header[:12])}; nothing was read: this is not a "
            "98-10 census table; an ordinary table has the reader wds-table"
        )
    start = header.index("Coordinate") + 1
    pairs = header[start:]
    if not pairs or len(pairs) % 2:
        raise SourceError(
            f"{what}, header: {len(pairs)} columns after 'Coordinate'; expected a symbol column after each value column"
        )
    found: dict[str, str] = {}
    names: set[str] = set()
    for place in range(0, len(pairs), 2):
        match = _MEMBER.fullmatch(pairs[place])
        if match is None or pairs[place + 1].strip() not in SYMBOLS:
            raise SourceError(
                f"{what}, header: columns {start + place + 1} and {start + place + 2} are {pairs[place]!r} and "
                f"{pairs[place + 1]!r}; expected 'dimension:member[id]' and 'Symbol'; nothing was read"
            )
        if found.setdefault(match["id"], match["label"].strip()) != match["label"].strip():
            raise SourceError(f"{what}, header: member id {match['id']} stands twice: {pairs[place]!r}")
        names.add(plain(match["dimension"]))
    if len(names) > 1 or len(found) < len(pairs) // 2:
        raise SourceError(f"{what}, header: value columns of more than one dimension: {', '.join(sorted(names))}")
    return Layout(rows=tuple(header[len(BEFORE) : start - 1]), column=Dimension(name=names.pop(), members=found))


def read(
    path: Path, source_id: str, slices: Sequence[Slice], axes: Axes, places: Mapping[str, str], basis: str
) -> pd.DataFrame:
    """Return the OBSERVATIONS that `slices` want of the table in the zip at `path`, in `places` only.

    A row that the table lacks in a place that it has is not available. `basis` says whether the long or the short
    form's quality flag of a place counts. Raises SourceError where the table is not what is declared.
    """
    table, metadata = opened(path)
    with table.open() as file:
        line, offset = first_line(file, "utf-8-sig", table.name)
    shape = layout(header_cells(line, table.name), table.name)
    dimensions = agreed(shape, metadata, table.name)
    cells = wanted(slices, axes, dimensions, f"{source_id} ({table.name})")
    form = WideForm(shape, dimensions, cells, metadata, Places(places))
    reading = _Reading(table, form, cells, shape, basis)
    regions = pick(table, offset, form, reading.take)
    form.complete(regions, table.name)
    return observations(source_id, cells, reading.found)


def opened(path: Path) -> tuple[Table, Metadata]:
    """Return the table in a zip of the Web Data Service, and the metadata beside it."""
    names = members(path)
    tables = [name for name in names if re.fullmatch(r"[0-9]{8}\.csv", name)]
    described = [name for name in names if re.fullmatch(r"[0-9]{8}_MetaData\.csv", name)]
    if len(tables) != 1 or len(described) != 1:
        french = "; the French zip ends in -fra: use the one that ends in -eng" if "-fra" in path.name else ""
        raise SourceError(
            f"{path.name}: holds {', '.join(names) or 'nothing'}; expected a table such as 98100170.csv and its "
            f"98100170_MetaData.csv{french}; nothing was read"
        )
    metadata = read_metadata(member_text(path, described[0]), described[0])
    if metadata.product != tables[0][:8]:
        raise SourceError(f"{path.name}: {described[0]} describes table {metadata.product}, not {tables[0][:8]}")
    return Table(path=path, member=tables[0]), metadata


def agreed(shape: Layout, metadata: Metadata, what: str) -> list[Dimension]:
    """Return the table's dimensions without geography; header and metadata must say the same of them."""
    described = [dimension.spelled() for dimension in metadata.dimensions[1:]]
    names, said = [*shape.rows, shape.column.name], [dimension.name for dimension in described]
    if [plain(name) for name in names] != [plain(name) for name in said]:
        raise SourceError(
            f"{what}: the header has the dimensions {', '.join(names)}, the metadata {', '.join(said)}; expected the "
            "same; nothing was read: the zip is damaged, or the publisher changed the format"
        )
    labels = {identifier: plain(label) for identifier, label in described[-1].members.items()}
    for identifier, label in shape.column.members.items():
        # One table prints the number of a note after the label.
        if labels.get(identifier) not in (plain(label), plain(re.sub(r"\([0-9;]+\)$", "", label.strip()))):
            raise SourceError(
                f"{what}, header: member id {identifier} of {shape.column.name!r} is {label!r}, in the metadata "
                f"{labels.get(identifier)!r}; expected the same; nothing was read"
            )
    return described


class WideForm(Form):
    """The rows of a wide table: in each geography every combination of the members, ascending by coordinate."""

    start, encoding = START, "utf-8"

    def __init__(
        self, shape: Layout, dimensions: Sequence[Dimension], cells: Sequence[Cell], metadata: Metadata, places: Places
    ) -> None:
        self.before, self.width = shape.before, shape.width
        self.dimensions, self.metadata, self.places = dimensions[:-1], metadata, places
        self.digits = [
            {member: digit for digit, member in enumerate(sorted(dimension.members, key=int))}
            for dimension in self.dimensions
        ]
        self.combinations = sorted({cell.members[:-1] for cell in cells}, key=lambda ids: tuple(map(int, ids)))
        self.ranks = np.array([self._rank(ids) for ids in self.combinations], dtype=np.int64)
        self.areas = {area.get("DGUID", ""): member for member, area in metadata.areas.items()}
        self.flags: dict[str, tuple[str, str]] = {}
        self.year = ""
        self._regions: dict[bytes, str | None] = {}

    def region(self, key: bytes) -> str | None:
        """Return our region of a place: by its identifier, by its name only where it has none."""
        if key not in self._regions:
            at = key.rindex(b",")
            name, dguid = key[:at].decode("utf-8", "replace").strip('"'), key[at + 1 :].decode().strip('"')
            self._regions[key] = self.places.region(dguid, "" if dguid else name)
        return self._regions[key]

    def enter(self, region: str, cells: Sequence[str], line: bytes, at: At) -> Run:
        """Return the geography that begins here: its id as the coordinates have it, and as the metadata must."""
        if len(cells) != self.width:
            raise SourceError(f"{at()}: {len(cells)} columns, expected {self.width}; nothing of the file was used")
        year, name, dguid = cells[:3]
        if self.year and year != self.year:
            raise SourceError(f"{at()}: REF_DATE {year!r}, before it {self.year!r}; expected one year in the table")
        self.year = year
        identifier = cells[self.before - 1].split(".")[0]
        said = self.areas.get(dguid) if self.areas and dguid else identifier
        if said != identifier:
            raise SourceError(
                f"{at()}: {name} ({dguid}) has the id {identifier} in its coordinate, in the metadata "
                f"{said or 'none'}; "
                "expected the same; nothing of the file was used"
            )
        self.flags[region] = (self.metadata.areas.get(identifier, {}).get("DQF_CODE", ""), f"{name} ({dguid})")
        found = START.match(line)
        assert found is not None, "a geography that begins with no row"
        return Run(region=region, head=line[: found.end()], id=identifier.encode(), name=f"{name} ({dguid})")

    def belongs(self, run: Run, cells: Sequence[str], rank: int) -> bool:
        """Return whether a row's coordinate is that of a place."""
        return self._place(run, cells) == rank

    def rank(self, run: Run, cells: Sequence[str], at: At) -> int:
        """Return the place of a row by its coordinate, as a number whose digits are the members."""
        if cells[self.before - 1].split(".")[0].encode() != run.id:
            raise SourceError(
                f"{at()}: the coordinate {cells[self.before - 1]} is of another place than {run.name}, whose id is "
                f"{run.id.decode()}; expected the rows of a place together; nothing of the file was used"
            )
        return self._place(run, cells)

    def ended(self, run: Run, count: int | None, lacking: Sequence[int], what: str) -> None:
        """Do nothing: a row that a place lacks is a cell that is not available."""

    def _place(self, run: Run, cells: Sequence[str]) -> int:
        geography, *ids = cells[self.before - 1].split(".")
        if geography.encode() != run.id or len(ids) != len(self.digits):
            return -1
        return self._rank(tuple(ids))

    def _rank(self, ids: Sequence[str]) -> int:
        rank = 0
        for digit, member in zip(self.digits, ids, strict=True):
            if member not in digit:
                return -1
            rank = rank * len(digit) + digit[member]
        return rank

    def verify(self, run: Run, cells: Sequence[str], row: int, at: At) -> None:  # noqa: ARG002
        """Raise where the labels of a picked row are not those of the members in its coordinate."""
        if cells[0] != self.year:
            raise SourceError(f"{at()}: REF_DATE {cells[0]!r}, before it {self.year!r}; expected one year in the table")
        for dimension, member, label in zip(
            self.dimensions, self.combinations[row], cells[len(BEFORE) :], strict=False
        ):
            if plain(label) != plain(dimension.members[member]):
                raise SourceError(
                    f"{at()}: {dimension.name} is {label!r}, but its id {member} in the coordinate "
                    f"{cells[self.before - 1]} is {dimension.members[member]!r} in the metadata; expected the same; "
                    "nothing of the file was used: ids or labels were changed"
                )

    def complete(self, found: Sequence[str], what: str) -> None:
        """Raise where nothing was found, or a wanted place of the metadata is not in the table."""
        listed = {self.places.region(dguid) for dguid in self.areas} - {None}
        lacking = sorted(map(str, listed - set(found)))
        if lacking:
            raise SourceError(
                f"{what}: no row of {len(lacking)} places that the metadata list, among them {lacking[0]}; "
                "expected all "
                "of them together; nothing of the file was used: it may be cut, or not sorted by place"
            )
        if not found:
            raise SourceError(f"{what}: none of the regions asked for is in the table; nothing of it was used")


class _Reading:
    """Picked rows, decoded batch by batch into cells of OBSERVATIONS."""

    def __init__(self, table: Table, form: WideForm, cells: Sequence[Cell], shape: Layout, basis: str) -> None:
        self.table, self.form, self.basis = table, form, basis
        self.found: list[Found] = []
        rows = {ids: row for row, ids in enumerate(form.combinations)}
        ids = list(shape.column.members)
        self.names = [f"{kind}{place}" for place in range(len(ids)) for kind in ("value", "symbol")]
        # Of each value column: which wanted row is which wanted cell in it, -1 where it is none.
        self.columns: dict[int, np.ndarray] = {}
        for index, cell in enumerate(cells):
            place = ids.index(cell.members[-1]) if cell.members[-1] in ids else self._absent(cell.members[-1])
            of_row = self.columns.setdefault(place, np.full(len(rows), -1, dtype=np.int64))
            of_row[rows[cell.members[:-1]]] = index

    def _absent(self, member: str) -> int:
        raise SourceError(f"{self.table.name}, header: no column of member id {member}, which the metadata list")

    def take(self, picked: Picked) -> None:
        """Add the wanted cells of the rows picked."""
        if picked.values:
            self._printed(picked)
        if picked.lacking:
            self._lacking(picked)

    def _printed(self, picked: Picked) -> None:
        needed = [name for place in self.columns for name in (f"value{place}", f"symbol{place}")]
        texts = picked.columns(self.names, needed, lambda row: picked.placed(self.table, row))
        regions, rows = picked.regions, picked.rows
        careful = {run.region for run, _ in picked.runs if self._careful(run.region)}
        flagged_rows = np.array([region in careful for region in regions], dtype=np.bool_)
        for place, of_row in self.columns.items():
            chosen = np.flatnonzero(of_row[rows] >= 0)
            value, symbol = (texts[f"{kind}{place}"].combine_chunks().take(chosen) for kind in ("value", "symbol"))
            printed = read_cells(value, symbol, WIDE, self._where(picked, chosen, place))
            caution = (printed.caution | flagged_rows[chosen]) & ~np.isnan(printed.value)
            self._keep(
                regions[chosen],
                of_row[rows[chosen]],
                Cells(value=printed.value, status=printed.status, caution=caution),
            )

    def _where(self, picked: Picked, chosen: np.ndarray, place: int) -> Where:
        column = self.form.before + 2 * place + 1
        return lambda row: f"{picked.placed(self.table, int(chosen[row]))}, column {column}"

    def _careful(self, region: str) -> bool:
        flag, name = self.form.flags[region]
        return bool(flag) and flagged(flag, self.basis, lambda: f"{self.table.name}, metadata of {name}")

    def _lacking(self, picked: Picked) -> None:
        pairs = [
            (region, of_row[row])
            for region, row in picked.lacking
            for of_row in self.columns.values()
            if of_row[row] >= 0
        ]
        count = len(pairs)
        absent = Cells(
            value=np.full(count, np.nan),
            status=np.full(count, STATUS_RANK[Status.NOT_AVAILABLE], dtype=np.int8),
            caution=np.zeros(count, dtype=np.bool_),
        )
        self._keep(np.array([region for region, _ in pairs], dtype=object), np.array([c for _, c in pairs]), absent)

    def _keep(self, regions: np.ndarray, cells: np.ndarray, printed: Cells) -> None:
        period = np.full(len(regions), self.form.year, dtype=object)
        self.found.append(Found(region=regions, cell=cells, period=period, printed=printed))
