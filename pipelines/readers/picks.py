"""Stretches of geographies and the places of the wanted rows in them → those rows, each proven to be the one meant.

Every geography has the same rows in the same order. So the wanted ones are taken by their place, and each proves by
its labels and ids that it is the one. Where the places do not hold (a row is missing, a line break stands inside
quotes), the stretch is read row by row.
"""

from __future__ import annotations

import csv
import io
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pacsv

from pipelines.errors import SourceError
from pipelines.readers.runs import Stretch, stretches
from pipelines.readers.streams import Table

# Says where a row is, once somebody must know.
At = Callable[[], str]
NEWLINE = 10
# So many picked rows are decoded together: some megabytes.
BATCH = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A wanted geography: our region, the bytes that its rows begin with, its id where the rows carry one.

    `date` is for tables that have each geography once for each date.
    """

    region: str
    head: bytes
    id: bytes = b""
    name: str = ""
    date: str = ""


class Form(ABC):
    """A format whose rows lie together by geography, each of them with the same rows in the same order."""

    start: re.Pattern[bytes]
    encoding: str
    # Cells of a row before its values, and in all.
    before: int
    width: int
    # Places of the wanted rows in a geography, ascending; a row's index in it is what the rest of the program knows.
    ranks: npt.NDArray[np.int64]
    # Whether the cell before the last one of `before` is another in every row (the name of its series).
    gap: bool = False
    # Rows of a geography, where geographies that are leapt over are to be proven whole.
    total: int | None = None

    @abstractmethod
    def region(self, key: bytes) -> str | None:
        """Return our region of a geography as it is written, None where it is not wanted."""

    @abstractmethod
    def enter(self, region: str, cells: Sequence[str], line: bytes, at: At) -> Run:
        """Return the geography that begins with these cells, whose raw line is `line`."""

    @abstractmethod
    def belongs(self, run: Run, cells: Sequence[str], rank: int) -> bool:
        """Return whether a row is the one of this place."""

    @abstractmethod
    def rank(self, run: Run, cells: Sequence[str], at: At) -> int:
        """Return the place at which a row belongs, -1 where the format has no such row."""

    @abstractmethod
    def verify(self, run: Run, cells: Sequence[str], row: int, at: At) -> None:
        """Raise SourceError where a picked row is not labelled as the wanted row `row` is."""

    @abstractmethod
    def ended(self, run: Run, count: int | None, lacking: Sequence[int], what: str) -> None:
        """Raise where the format promises rows that the geography lacks.

        `count` is how many rows it has, None where they were read one by one.
        """


@dataclass(slots=True)
class Picked:
    """Rows picked so far, stretch by stretch: geography and date, index among the wanted, offset, bytes of the values.

    `lacking` are rows that a wanted geography does not have.
    """

    runs: list[tuple[Run, int]] = field(default_factory=list)
    indices: list[npt.NDArray[np.int64]] = field(default_factory=list)
    places: list[npt.NDArray[np.int64]] = field(default_factory=list)
    values: list[bytes] = field(default_factory=list)
    lacking: list[tuple[str, int]] = field(default_factory=list)

    @property
    def regions(self) -> npt.NDArray[np.object_]:
        """Return the region of each row."""
        return self._repeated([run.region for run, _ in self.runs])

    @property
    def dates(self) -> npt.NDArray[np.object_]:
        """Return the date of each row."""
        return self._repeated([run.date for run, _ in self.runs])

    @property
    def rows(self) -> npt.NDArray[np.int64]:
        """Return the index of each row among the wanted ones."""
        return np.concatenate(self.indices)

    def placed(self, table: Table, row: int) -> str:
        """Return `file, row N` of a row picked."""
        return placed(table, int(np.concatenate(self.places)[row]))

    def _repeated(self, texts: Sequence[str]) -> npt.NDArray[np.object_]:
        return np.repeat(np.array(texts, dtype=object), [count for _, count in self.runs])

    def columns(self, names: Sequence[str], wanted: Sequence[str], where: Callable[[int], str]) -> pa.Table:
        """Return the wanted ones of the columns after `before`, as text."""
        try:
            return pacsv.read_csv(
                pa.BufferReader(b"\n".join(self.values) + b"\n"),
                read_options=pacsv.ReadOptions(column_names=list(names), use_threads=False, block_size=BLOCK),
                parse_options=pacsv.ParseOptions(newlines_in_values=False, ignore_empty_lines=False),
                convert_options=pacsv.ConvertOptions(
                    include_columns=list(wanted),
                    column_types=dict.fromkeys(wanted, pa.string()),
                    strings_can_be_null=False,
                ),
            ).combine_chunks()
        except pa.ArrowInvalid as error:
            raise SourceError(self._ragged(len(names), where, error)) from error

    def _ragged(self, width: int, where: Callable[[int], str], error: Exception) -> str:
        for row, value in enumerate(self.values):
            cells = next(csv.reader(io.StringIO(value.decode("utf-8", "replace"), newline="")), [])
            if len(cells) != width:
                return f"{where(row)}: {len(cells)} columns of values, expected {width}; nothing of the file was used"
        return f"{where(0)}, or one after it: not rows of the format ({error}); nothing of the file was used"


def pick(table: Table, offset: int, form: Form, take: Callable[[Picked], None]) -> list[str]:
    """Hand the wanted rows to `take`, some megabytes at a time; return the regions found, in the file's order."""
    picker = _Picker(form, table, take)
    with table.open() as file:
        file.read(offset)
        wanted = lambda key: form.region(key) is not None  # noqa: E731
        for stretch in stretches(file, offset, form.start, wanted, table.name, form.total):
            picker.stretch(stretch)
        picker.end()
    picker.hand_over()
    return list(dict.fromkeys(region for region, _ in picker.found))


class _Picker:
    """What is known while a table streams by: the geography at hand, and how each wanted row begins."""

    def __init__(self, form: Form, table: Table, take: Callable[[Picked], None]) -> None:
        self.form, self.table, self.take = form, table, take
        self.picked, self.found = Picked(), dict[tuple[str, str], None]()
        self.run: Run | None = None
        self.row, self.by_place = 0, True
        # Whether labels with line breaks were met: then a row ends before the next row's head, not at a line's end.
        self.broken = False
        self.seen: set[int] = set()
        # The bytes between a geography's head and its id, and between that and the values: the same for all of them.
        self.middle: list[tuple[bytes, bytes, bytes] | None] = [None] * len(form.ranks)
        # The same, with a byte where the head and one where the id goes, and its length: empty until it is known.
        self.like = [b""] * len(form.ranks)
        self.lengths = np.zeros(len(form.ranks), dtype=np.int64)
        self.index = {int(rank): row for row, rank in enumerate(form.ranks)}

    def stretch(self, stretch: Stretch) -> None:
        if stretch.fresh:
            self.end()
            self._begin(stretch)
        if not (self.by_place and self._by_place(stretch)):
            self.by_place = False
            self._row_by_row(stretch)
        if len(self.picked.values) > BATCH:
            self.hand_over()

    def hand_over(self) -> None:
        if self.picked.values or self.picked.lacking:
            self.take(self.picked)
        self.picked = Picked()

    def end(self) -> None:
        if self.run is None:
            return
        lacking = sorted(set(range(len(self.form.ranks))) - self.seen)
        self.form.ended(self.run, self.row if self.by_place else None, lacking, self.table.name)
        self.picked.lacking += [(self.run.region, row) for row in lacking]
        self.run = None

    def _begin(self, stretch: Stretch) -> None:
        region = self.form.region(stretch.key)
        assert region is not None, "a stretch that nobody wanted"
        first = stretch.data[stretch.begin : min(stretch.end, stretch.begin + FIRST)]
        cells = self._cells(first)
        if len(cells) < self.form.width:
            first = stretch.data[stretch.begin : min(stretch.end, stretch.begin + LONG)]
            cells = self._cells(first)
        self.run = self.form.enter(region, cells, first, self._at(stretch.offset))
        self.row, self.by_place, self.seen = 0, True, set()
        if (region, self.run.date) in self.found:
            raise SourceError(
                f"{self._at(stretch.offset)()}: {self.run.name} is the second geography that is our {region}; expected "
                "one; nothing of the file was used: name its geographic code alone in the regions"
            )
        self.found[region, self.run.date] = None

    def _by_place(self, stretch: Stretch) -> bool:
        """Pick by place; return False, with nothing picked, where the places do not hold in this stretch."""
        for broken in (self.broken, not self.broken):
            if self._picked(stretch, self._starts(stretch, broken), broken):
                self.broken = broken
                return True
        return False

    def _starts(self, stretch: Stretch, broken: bool) -> npt.NDArray[np.int64]:
        """Return where the rows of a stretch begin: at every line, or at every line with the geography's head."""
        assert self.run is not None
        begin, size = stretch.begin, stretch.end - stretch.begin
        data = np.frombuffer(stretch.data, np.uint8, size, begin)
        starts = np.concatenate(([0], np.flatnonzero(data[:-1] == NEWLINE) + 1))
        if broken:
            for place, byte in enumerate(self.run.head[:TOLD_BY]):
                starts = starts[starts + place < size]
                starts = starts[data[starts + place] == byte]
        return starts + begin

    def _picked(self, stretch: Stretch, starts: npt.NDArray[np.int64], broken: bool) -> bool:
        count = len(starts)
        if not count:
            return False
        # With the last row at its place and no two rows alike, every row before it is at its place.
        if not self._belongs(stretch.data[int(starts[-1]) : stretch.end], self.row + count - 1):
            return False
        low, high = np.searchsorted(self.form.ranks, (self.row, self.row + count)).tolist()
        places = self.form.ranks[low:high] - self.row
        ends = np.append(starts, stretch.end)[places + 1] - 1
        rows, begins = range(low, high), starts[places].tolist()
        values = self._alike(stretch.data, rows, starts[places], ends)
        # Where lines do not tell the rows, a row of another kind may stand between two heads.
        if values is None or (broken and any(b"\n" in value for value in values)):
            values = []
            for row, start, end in zip(rows, begins, ends.tolist(), strict=True):
                value = self._value(stretch.data, start, end, row, stretch)
                if value is None or b"\n" in value:
                    return False
                values.append(value)
        self._add(np.arange(low, high), starts[places] + (stretch.offset - stretch.begin), values)
        self.row += count
        return True

    def _alike(
        self, data: bytes, rows: range, starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]
    ) -> list[bytes] | None:
        """Return the bytes of the rows' values where all of them begin as they did before, compared in one go."""
        assert self.run is not None
        parts = self.like[rows.start : rows.stop]
        if self.form.gap or not all(parts):
            return None
        before = len(self.run.head) + len(self.run.id) - 2
        cuts = starts + before + self.lengths[rows.start : rows.stop]
        # A row that ends before its values do is half of one, whose label goes on in the next line.
        if (cuts > ends).any():
            return None
        expected = b"".join(parts).replace(b"\x01", self.run.head).replace(b"\x02", self.run.id)
        begins, stops = starts.tolist(), cuts.tolist()
        if b"".join([data[begin:stop] for begin, stop in zip(begins, stops, strict=True)]) != expected:
            return None
        return [data[stop:end] for stop, end in zip(stops, ends.tolist(), strict=True)]

    def _value(self, data: bytes, start: int, end: int, row: int, stretch: Stretch) -> bytes | None:
        """Return the bytes of a row's values, None where the row is not the wanted one."""
        assert self.run is not None
        known = self.middle[row]
        if known is not None:
            prefix = b"".join((known[1], self.run.id, known[2]))
            at = self._after(data, start, end, self.run.head + known[0])
            if at and at + len(prefix) <= end and data.startswith(prefix, at):
                return data[at + len(prefix) : end]
        line = data[start:end]
        cells = self._cells(line)
        if not self._belongs(line, int(self.form.ranks[row])):
            return None
        self.form.verify(self.run, cells, row, self._at(stretch.offset + start - stretch.begin))
        cut = cell_start(line, self.form.before)
        if known is None:
            self._learn(row, self._between(line, cut))
        return line[cut:]

    def _learn(self, row: int, between: tuple[bytes, bytes, bytes] | None) -> None:
        self.middle[row] = between
        if between is not None:
            self.like[row] = b"\x01" + between[0] + between[1] + b"\x02" + between[2]
            self.lengths[row] = len(self.like[row])

    def _after(self, data: bytes, start: int, end: int, prefix: bytes) -> int:
        """Return where a row goes on after `prefix`, and after the cell that is another in every row; 0 if not."""
        if not data.startswith(prefix, start):
            return 0
        at = start + len(prefix)
        return data.find(b",", at, end) + 1 if self.form.gap else at

    def _between(self, line: bytes, cut: int) -> tuple[bytes, bytes, bytes] | None:
        """Return what stands between head and gap, and around the id, in this row of every geography."""
        assert self.run is not None
        head = len(self.run.head)
        if not self.run.id:
            return line[head:cut], b"", b""
        at = cell_start(line, self.form.before - 1)
        quote = b'"' if line.startswith(b'"', at) else b""
        first = line[head : cell_start(line, self.form.before - 2) if self.form.gap else at]
        at += len(quote)
        return (first, quote, line[at + len(self.run.id) : cut]) if line.startswith(self.run.id, at) else None

    def _row_by_row(self, stretch: Stretch) -> None:
        """Read every row of a stretch with a real reader of CSV, and take the wanted ones by what they say."""
        assert self.run is not None
        text = self._decoded(stretch.data[stretch.begin : stretch.end], stretch.offset)
        lines = text.split("\n")
        reader = csv.reader((f"{line}\n" for line in lines[:-1]), strict=True)
        offset, line = stretch.offset, 0
        try:
            for cells in reader:
                self._row(cells, offset)
                offset += sum(len(each.encode(self.form.encoding)) + 1 for each in lines[line : reader.line_num])
                line = reader.line_num
        except csv.Error as error:
            raise SourceError(f"{self._at(offset)()}: no row of CSV ({error}); nothing of the file was used") from error

    def _row(self, cells: Sequence[str], offset: int) -> None:
        assert self.run is not None
        if len(cells) != self.form.width:
            raise SourceError(
                f"{self._at(offset)()}: {len(cells)} columns, expected {self.form.width}; found "
                f"{','.join(cells)[:100]!r}; nothing of the file was used"
            )
        row = self.index.get(self.form.rank(self.run, cells, self._at(offset)))
        if row is None:
            return
        if row in self.seen:
            raise SourceError(f"{self._at(offset)()}: the row stands twice; expected once; nothing was used")
        self.form.verify(self.run, cells, row, self._at(offset))
        line = io.StringIO()
        csv.writer(line, lineterminator="").writerow(cells[self.form.before :])
        self._add(np.array([row]), np.array([offset]), [line.getvalue().encode()])

    def _add(self, rows: npt.NDArray[np.int64], offsets: npt.NDArray[np.int64], values: Sequence[bytes]) -> None:
        assert self.run is not None
        self.picked.runs.append((self.run, len(rows)))
        self.picked.indices.append(rows)
        self.picked.places.append(offsets)
        self.picked.values += values
        self.seen.update(rows.tolist())

    def _belongs(self, record: bytes, rank: int) -> bool:
        assert self.run is not None
        # What does not begin as every row of the place does is the second line of one.
        if not record.startswith(self.run.head):
            return False
        cells = self._cells(record)
        return len(cells) == self.form.width and self.form.belongs(self.run, cells, rank)

    def _cells(self, line: bytes) -> list[str]:
        """Return the cells of the first record in some bytes."""
        return next(csv.reader(io.StringIO(line.decode(self.form.encoding, "replace"))), [])

    def _decoded(self, data: bytes, offset: int) -> str:
        try:
            return data.decode(self.form.encoding)
        except UnicodeDecodeError as error:
            raise SourceError(
                f"{self._at(offset + error.start)()}: byte 0x{data[error.start]:02x} is no {self.form.encoding}; "
                f"expected text in {self.form.encoding}; nothing of the file was used"
            ) from error

    def _at(self, offset: int) -> At:
        return lambda: placed(self.table, offset)


def placed(table: Table, offset: int) -> str:
    """Return `file, row N`; only for messages, since to count rows is to read the file again."""
    return f"{table.name}, row {table.line_at(offset)}"


def cell_start(line: bytes, number: int) -> int:
    """Return where cell `number` (from 0) begins in a raw line; commas inside quotes are text."""
    at = 0
    for _ in range(number):
        if line[at : at + 1] == b'"':
            at = line.index(b'"', at + 1) + 1
            while line[at : at + 1] == b'"':
                at = line.index(b'"', at + 1) + 1
        at = line.index(b",", at) + 1
    return at


# Larger than what is decoded together, which is then one block.
BLOCK = 64 << 20
# Bytes of a head that no line inside quotes begins with: a year, its quotes and the comma.
TOLD_BY = 7
# Enough for the first record of a geography; and for one whose labels are long or go over several lines.
FIRST, LONG = 1 << 10, 1 << 16
