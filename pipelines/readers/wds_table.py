"""An ordinary table of the Web Data Service (a zip; one row a cell) → OBSERVATIONS."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.errors import SourceError
from pipelines.model import Slice
from pipelines.readers.cells import Found, Places, observations, settled
from pipelines.readers.census_wide import opened
from pipelines.readers.columns import Part, at_row, parts
from pipelines.readers.headers import header_cells, same_header
from pipelines.readers.members import Axes, Cell, Dimension, plain, wanted
from pipelines.readers.runs import ScatteredError
from pipelines.readers.streams import Table, first_line
from pipelines.readers.symbols import TABLE_STATUS, TABLE_SYMBOL, TERMINATED, Cells, only, read_cells
from pipelines.readers.wds_long import BEFORE, by_place, factor, prove_labels, year_of
from pipelines.readers.wds_metadata import Metadata

Kind = TypeVar("Kind", np.int64, np.float64)
AFTER = (
    "UOM", "UOM_ID", "SCALAR_FACTOR", "SCALAR_ID", "VECTOR", "COORDINATE", "VALUE", "STATUS", "SYMBOL", "TERMINATED",
    "DECIMALS",
)  # fmt: skip


def read(path: Path, source_id: str, slices: Sequence[Slice], axes: Axes, places: Mapping[str, str]) -> pd.DataFrame:
    """Return the OBSERVATIONS that `slices` want of the table in the zip at `path`, in `places` only.

    A place is known by its identifier, or else by its name. The period is the year of REF_DATE. Scalar factors are
    applied. Raises SourceError where the table is not what is declared.
    """
    table, metadata = opened(path)
    with table.open() as file:
        line, offset = first_line(file, "utf-8-sig", table.name)
    header = header_cells(line, table.name)
    dimensions = _dimensions(header, metadata, table.name)
    cells = wanted(slices, axes, dimensions, f"{source_id} ({table.name})")
    try:
        found = by_place(table, offset, len(header), dimensions, cells, metadata, Places(places))
    except ScatteredError:
        found = _every_row(table, offset, header, dimensions, cells, metadata, Places(places))
    if not found:
        raise SourceError(f"{table.name}: none of the regions and members asked for is in the table; nothing was used")
    return observations(source_id, cells, settled(found))


UNREAD = ("UOM", "UOM_ID", "VECTOR", "DECIMALS")


def _every_row(
    table: Table,
    offset: int,
    header: Sequence[str],
    dimensions: Sequence[Dimension],
    cells: Sequence[Cell],
    metadata: Metadata,
    places: Places,
) -> list[Found]:
    """Return the wanted cells of a table in whatever order: every row is taken apart, which is slow."""
    reading = _Reading(table, header, dimensions, cells, metadata, places)
    columns = list(range(len(header)))
    columns = [place for place in columns if header[place] not in UNREAD or place < len(BEFORE) + len(dimensions)]
    for part in parts(table, offset, len(header), columns):
        reading.take(part)
    return reading.found


def _dimensions(header: Sequence[str], metadata: Metadata, what: str) -> list[Dimension]:
    """Return the table's dimensions without geography; they are the columns between DGUID and UOM."""
    middle = header[len(BEFORE) : len(header) - len(AFTER)]
    same_header(header, [*BEFORE, *middle, *AFTER], what)
    said = [dimension.spelled() for dimension in metadata.dimensions[1:]]
    if [plain(name) for name in middle] != [plain(dimension.name) for dimension in said]:
        raise SourceError(
            f"{what}: the header has the dimensions {', '.join(middle) or 'none'}, the metadata "
            f"{', '.join(dimension.name for dimension in said) or 'none'}; expected the same; nothing was read"
        )
    return said


class _Reading:
    """Rows that are wanted, by place and coordinate, decoded part by part."""

    def __init__(
        self,
        table: Table,
        header: Sequence[str],
        dimensions: Sequence[Dimension],
        cells: Sequence[Cell],
        metadata: Metadata,
        places: Places,
    ) -> None:
        self.table, self.dimensions, self.places = table, dimensions, places
        self.geographies = {member.id for member in metadata.dimensions[0].members}
        self.wanted = {".".join(cell.members): index for index, cell in enumerate(cells)}
        # From the end, since a dimension may have the name of a column after it.
        self.place = {name: len(header) - len(AFTER) + place for place, name in enumerate(AFTER)}
        self.found: list[Found] = []
        self.spelled: set[tuple[str, ...]] = set()

    def take(self, part: Part) -> None:
        """Add the wanted rows of a part."""
        rows = part.columns
        coordinates = pc.dictionary_encode(rows[f"c{self.place['COORDINATE']}"])
        index = _by_kind(coordinates, lambda text: self.wanted.get(text.partition(".")[2], -1), np.int64)
        kinds, regions = self._regions(rows)
        chosen, numbers = part.kept(pa.array((index >= 0) & (regions >= 0)))
        if not len(chosen):
            return
        keep = np.flatnonzero((index >= 0) & (regions >= 0))
        self._labels(chosen, numbers)
        self.found.append(
            Found(
                region=np.array(kinds, dtype=object)[regions[keep]],
                cell=index[keep],
                period=self._years(chosen["c0"], numbers),
                printed=self._printed(chosen, numbers),
            )
        )

    def _regions(self, rows: pa.RecordBatch) -> tuple[list[str], npt.NDArray[np.int64]]:
        """Return our regions, and which of them each row is in: -1 where it is in none."""
        joined = pc.dictionary_encode(pc.binary_join_element_wise(rows["c2"], rows["c1"], "\t"))
        kinds: dict[str, int] = {}

        def code(text: str) -> int:
            dguid, _, name = text.partition("\t")
            region = self.places.told_by(dguid, name)
            return -1 if region is None else kinds.setdefault(region, len(kinds))

        codes = _by_kind(joined, code, np.int64)
        return list(kinds), codes

    def _years(self, dates: pa.Array, numbers: Sequence[int]) -> npt.NDArray[np.object_]:
        for date in pc.unique(dates).to_pylist():
            year_of(date, partial(self._at, dates, date, "REF_DATE", numbers))
        return np.array(pc.utf8_slice_codeunits(dates, 0, 4).to_pylist(), dtype=object)

    def _at(self, cells: pa.Array, text: str, column: str, numbers: Sequence[int]) -> str:
        """Return where the first cell with this text is."""
        return at_row(self.table, numbers, column)(pc.index(cells, text).as_py())

    def _labels(self, rows: pa.RecordBatch, numbers: Sequence[int]) -> None:
        """Raise where a row's labels are not those of the members in its coordinate; each spelling is proven once."""
        columns = [rows[f"c{len(BEFORE) + place}"].to_pylist() for place in range(len(self.dimensions))]
        coordinates = rows[f"c{self.place['COORDINATE']}"].to_pylist()
        for row, (coordinate, *labels) in enumerate(zip(coordinates, *columns, strict=True)):
            geography, _, ids = coordinate.partition(".")
            seen = (ids, *labels)
            if geography not in self.geographies:
                raise SourceError(
                    f"{at_row(self.table, numbers, 'COORDINATE')(row)}: {coordinate!r} begins with {geography!r}, "
                    "an id "
                    "of no place in the metadata; nothing of the file was used"
                )
            if seen in self.spelled:
                continue
            prove_labels(self.dimensions, ids, labels, partial(at_row(self.table, numbers, "COORDINATE"), row))
            self.spelled.add(seen)

    def _printed(self, rows: pa.RecordBatch, numbers: Sequence[int]) -> Cells:
        column = {name: rows[f"c{place}"] for name, place in self.place.items() if name not in UNREAD}
        where = at_row(self.table, numbers, "VALUE")
        printed = read_cells(column["VALUE"], column["STATUS"], TABLE_STATUS, where)
        only(column["SYMBOL"], TABLE_SYMBOL, at_row(self.table, numbers, "SYMBOL"))
        only(column["TERMINATED"], TERMINATED, at_row(self.table, numbers, "TERMINATED"))
        factor = self._factors(column["SCALAR_FACTOR"], column["SCALAR_ID"], numbers)
        return Cells(value=printed.value * factor, status=printed.status, caution=printed.caution)

    def _factors(self, names: pa.Array, ids: pa.Array, numbers: Sequence[int]) -> npt.NDArray[np.float64]:
        pairs = pc.binary_join_element_wise(names, ids, "\t")
        at = partial(self._at, pairs, column="SCALAR_FACTOR", numbers=numbers)
        return _by_kind(pc.dictionary_encode(pairs), lambda text: factor(text, partial(at, text)), np.float64)


def _by_kind(texts: pa.DictionaryArray, code: Callable[[str], float], kind: type[Kind]) -> npt.NDArray[Kind]:
    """Return what `code` makes of each text; it is asked once for each spelling."""
    codes = np.array([code(text) for text in texts.dictionary.to_pylist()], dtype=kind)
    return codes[texts.indices.to_numpy(zero_copy_only=False)] if len(codes) else np.zeros(0, dtype=kind)
