"""A bulk Census Profile, whichever census: a constant block of rows for each geography → OBSERVATIONS."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from pipelines.errors import SourceError
from pipelines.model import Slice
from pipelines.readers.cells import Found, Places, flagged, observations
from pipelines.readers.members import Axes, Cell, Dimension, MemberError, plain, wanted
from pipelines.readers.picks import At, Form, Picked, Run, cell_start, pick
from pipelines.readers.streams import Table, members
from pipelines.readers.symbols import PROFILE, Cells, Where, bounds, inline, read_cells

# How the second and further rows of one label in one block are told apart, where the format has no ids.
_OCCURRENCE = re.compile(r"#[0-9]+$")
CHARACTERISTIC, COLUMN = "CHARACTERISTIC", "Column"
# The id and label of a row's characteristic, from its cells and from those of the rows of its block before it.
Named = Callable[[Sequence[str], dict[str, int]], tuple[str, str]]
Bounds = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What one census's bulk files look like.

    `geography` gives the code (without vintage) of a row's place from the first cells; `head` is how many of them tell
    the place, `flag` which of them is its quality flag. `columns` are the value columns as the header spells them, in
    which symbols stand either beside the numbers or `inline`; `bounds` are the columns of a column's bounds.
    """

    table: Table
    offset: int
    encoding: str
    start: re.Pattern[bytes]
    geography: Callable[[Sequence[str]], str]
    head: int
    before: int
    columns: tuple[str, ...]
    named: Named
    period: str
    basis: str
    repeats: bool = False
    inline: bool = False
    flag: int | None = None
    bounds: Mapping[str, Bounds] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """Return how many cells a row has."""
        return self.before + len(self.columns) * (1 if self.inline else 2)


def read(
    profile: Profile,
    source_id: str,
    slices: Sequence[Slice],
    axes: Axes,
    places: Mapping[str, str],
    hint: Callable[[MemberError, Mapping[str, str]], str],
) -> pd.DataFrame:
    """Return the OBSERVATIONS that `slices` want of the profile, in `places` only.

    The first block of the file tells which characteristics there are; every other one is held to it. `hint` adds to
    the message where a declared id is another system's.
    """
    what = f"{source_id} ({profile.table.name})"
    block = first_block(profile)
    dimensions = [
        Dimension(name=CHARACTERISTIC, members=block),
        Dimension(name=COLUMN, members={name: name for name in profile.columns}),
    ]
    try:
        cells = wanted(slices, axes, dimensions, what)
    except MemberError as error:
        raise SourceError(f"{error}{hint(error, block)}") from error
    form = BlockForm(profile, block, cells, Places(places))
    reading = _Reading(profile, form, cells)
    if not pick(profile.table, profile.offset, form, reading.take):
        raise SourceError(f"{what}: none of the regions asked for is in the file; nothing of it was used")
    return observations(source_id, cells, reading.found)


def first_block(profile: Profile) -> dict[str, str]:
    """Return id → label of the characteristics, in the order in which the first geography has them."""
    block: dict[str, str] = {}
    counts: dict[str, int] = {}
    with profile.table.open() as file:
        file.read(profile.offset)
        text = io.TextIOWrapper(file, encoding=profile.encoding, newline="")
        here: list[str] | None = None
        for row, cells in enumerate(csv.reader(text), start=1):
            if not cells:
                break
            if len(cells) != profile.width:
                raise SourceError(
                    f"{profile.table.name}, row {row} after the header: {len(cells)} columns, expected "
                    f"{profile.width}; "
                    "nothing of the file was used"
                )
            here = here or cells[: profile.head]
            if cells[: profile.head] != here:
                break
            identifier, label = profile.named(cells, counts)
            if block.setdefault(identifier, label) != label or len(block) != row:
                raise SourceError(
                    f"{profile.table.name}, row {row} after the header: characteristic {identifier} stands twice "
                    "in one "
                    "place; expected once; nothing of the file was used"
                )
    if not block:
        raise SourceError(f"{profile.table.name}: no rows after the header; nothing was read: fetch it again")
    return block


class BlockForm(Form):
    """The rows of a bulk profile: in each geography the block that the first one has."""

    def __init__(self, profile: Profile, block: Mapping[str, str], cells: Sequence[Cell], places: Places) -> None:
        self.profile, self.places = profile, places
        self.start, self.encoding = profile.start, profile.encoding
        self.before, self.width = profile.before, profile.width
        self.order = {identifier: rank for rank, identifier in enumerate(block)}
        self.ids = sorted({cell.members[0] for cell in cells}, key=self.order.__getitem__)
        self.labels = [block[identifier] for identifier in self.ids]
        # What a row says of itself at each place of the block: without ids, a label that may stand there again.
        self.rows = [_OCCURRENCE.sub("", identifier) if profile.repeats else identifier for identifier in block]
        self.ranks = np.array([self.order[identifier] for identifier in self.ids], dtype=np.int64)
        self.careful: dict[str, bool] = {}
        self._regions: dict[bytes, str | None] = {}

    def region(self, key: bytes) -> str | None:
        """Return our region of a place by its code."""
        if key not in self._regions:
            cells = next(csv.reader([key.decode(self.encoding, "replace")]), [])
            # A region's identifier begins with its vintage; a code that has none gets room for it.
            self._regions[key] = self.places.region(f"0000{self.profile.geography(cells)}")
        return self._regions[key]

    def enter(self, region: str, cells: Sequence[str], line: bytes, at: At) -> Run:
        """Return the geography that begins here, and whether its flag asks for caution."""
        if len(cells) != self.width:
            raise SourceError(f"{at()}: {len(cells)} columns, expected {self.width}; nothing of the file was used")
        flag = self.profile.flag
        self.careful[region] = flag is not None and flagged(cells[flag], self.profile.basis, at)
        first = line.split(b"\n")[0]
        return Run(region=region, head=first[: cell_start(first, self.profile.head)], name=cells[1] or cells[0])

    def belongs(self, run: Run, cells: Sequence[str], rank: int) -> bool:  # noqa: ARG002
        """Return whether a row is that of a place in the block, by its id, or by its label where there are no ids."""
        return rank < len(self.rows) and self.profile.named(cells, {})[0] == self.rows[rank]

    def rank(self, run: Run, cells: Sequence[str], at: At) -> int:
        """Return the place of a row by the id of its characteristic; without ids only the place itself tells it."""
        if self.profile.repeats:
            raise SourceError(
                f"{at()}: {run.name} has not the rows of the first place in the file, and the rows carry no ids to "
                "tell "
                "them by; expected the same rows everywhere; nothing of the file was used: fetch it again"
            )
        return self.order.get(self.profile.named(cells, {})[0], -1)

    def verify(self, run: Run, cells: Sequence[str], row: int, at: At) -> None:
        """Raise where a picked row's characteristic has not the label that the first block gives it."""
        label = self.profile.named(cells, {})[1]
        # Without ids the label is what made the row the wanted one.
        if not self.profile.repeats and plain(label) != plain(self.labels[row]):
            raise SourceError(
                f"{at()}: characteristic {self.ids[row]} is {label.strip()!r} in {run.name}, in the first place of the "
                f"file {self.labels[row].strip()!r}; expected the same everywhere; nothing of the file was used"
            )

    def ended(self, run: Run, count: int | None, lacking: Sequence[int], what: str) -> None:
        """Raise where a place lacks rows: a bulk profile has every characteristic of every place."""
        if lacking or (self.profile.repeats and count != len(self.rows)):
            first = f", among them {self.ids[lacking[0]]} ({self.labels[lacking[0]].strip()!r})" if lacking else ""
            raise SourceError(
                f"{what}: {run.name} lacks rows{first}; expected the {len(self.rows)} rows of the first place; nothing "
                "of the file was used: it may be cut; fetch it again"
            )


class _Reading:
    """Picked rows, decoded batch by batch into cells of OBSERVATIONS."""

    def __init__(self, profile: Profile, form: BlockForm, cells: Sequence[Cell]) -> None:
        self.profile, self.form = profile, form
        self.found: list[Found] = []
        step = 1 if profile.inline else 2
        self.names = [f"c{place}" for place in range(step * len(profile.columns))]
        rows = {identifier: row for row, identifier in enumerate(form.ids)}
        self.columns: dict[str, npt.NDArray[np.int64]] = {}
        for index, cell in enumerate(cells):
            of_row = self.columns.setdefault(cell.members[1], np.full(len(rows), -1, dtype=np.int64))
            of_row[rows[cell.members[0]]] = index

    def take(self, picked: Picked) -> None:
        """Add the wanted cells of the rows picked."""
        columns = {each for column in self.columns for each in (column, *self.profile.bounds.get(column, ()))}
        needed = [name for column in sorted(columns) for name in self._pair(column)]
        texts = picked.columns(self.names, needed, lambda row: picked.placed(self.profile.table, row))
        regions, rows = picked.regions, picked.rows
        careful = np.array([self.form.careful[region] for region in regions], dtype=np.bool_)
        for column, of_row in self.columns.items():
            chosen = np.flatnonzero(of_row[rows] >= 0)
            if not len(chosen):
                continue
            printed = read_cells(*self._cells(texts, column, chosen), PROFILE, self._where(picked, chosen, column))
            caution = (printed.caution | careful[chosen]) & ~np.isnan(printed.value)
            low, high = self._bounds(texts, column, chosen, picked)
            self.found.append(
                Found(
                    region=regions[chosen],
                    cell=of_row[rows[chosen]],
                    period=np.full(len(chosen), self.profile.period, dtype=object),
                    printed=Cells(value=printed.value, status=printed.status, caution=caution),
                    lower=low,
                    upper=high,
                )
            )

    def _bounds(
        self, texts: pa.Table, column: str, chosen: npt.NDArray[np.intp], picked: Picked
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]] | tuple[None, None]:
        names = self.profile.bounds.get(column)
        if names is None:
            return None, None
        low, high = (
            bounds(*self._cells(texts, name, chosen), PROFILE, self._where(picked, chosen, name)) for name in names
        )
        return low, high

    def _cells(self, texts: pa.Table, column: str, chosen: npt.NDArray[np.intp]) -> tuple[pa.Array, pa.Array]:
        pair = [texts[name].combine_chunks().take(chosen) for name in self._pair(column)]
        return inline(pair[0]) if self.profile.inline else (pair[0], pair[1])

    def _pair(self, column: str) -> list[str]:
        place = self.profile.columns.index(column)
        return [f"c{place}"] if self.profile.inline else [f"c{2 * place}", f"c{2 * place + 1}"]

    def _where(self, picked: Picked, chosen: npt.NDArray[np.intp], column: str) -> Where:
        return lambda row: (
            f"{picked.placed(self.profile.table, int(chosen[row]))} "
            f"({picked.regions[chosen[row]]}, characteristic {self.form.ids[picked.rows[chosen[row]]]}), column "
            f"{column}"
        )


def table_in(path: Path, pattern: str) -> Table:
    """Return the data file in a zip, or the file itself where it is no zip."""
    if path.suffix.lower() != ".zip":
        return Table(path=path)
    names = [name for name in members(path) if re.search(pattern, name)]
    if len(names) != 1:
        raise SourceError(
            f"{path.name}: {len(names)} files of the form {pattern!r} in it, expected one; it holds "
            f"{', '.join(members(path))}; nothing was read"
        )
    return Table(path=path, member=names[0])
