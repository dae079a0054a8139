"""A table whose rows lie together by geography → the stretches of each wanted one, the others leapt over unread."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from pipelines.errors import SourceError
from pipelines.readers.streams import chunks


class ScatteredError(SourceError):
    """The rows of a place do not lie together, or not all of them are there: they cannot be told by their places."""


# The first probe of a stretch looks this far ahead, each further one twice as far.
NEAR = 1 << 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Whole records of one geography: `data[begin:end]`, whose first byte is byte `offset` of the table.

    `fresh` is whether the geography begins here. The bytes are valid until the next stretch is asked for.
    """

    key: bytes
    data: bytes
    begin: int
    end: int
    offset: int
    fresh: bool


def stretches(
    file: IO[bytes],
    offset: int,
    start: re.Pattern[bytes],
    wanted: Callable[[bytes], bool],
    what: str,
    total: int | None = None,
) -> Iterator[Stretch]:
    """Yield the stretches of the geographies that are wanted, in the file's order.

    `start` matches where a record begins, its first group being the geography; a line that it does not match goes on
    with the record before it (a line break inside quotes). A geography whose rows do not lie together is
    an error; with `total`, so is one that is leapt over and has not so many lines.
    """
    ended: set[bytes] = set()
    current: bytes | None = None
    lines = total
    for data, limit, base in _whole_records(file, offset, start, what):
        at = 0
        while at < limit:
            key = _key(data, at, start, base, what)
            if key != current:
                if key in ended:
                    raise ScatteredError(
                        f"{what}: the rows of {key.decode('utf-8', 'replace')} do not lie together (again at byte "
                        f"{base + at}); expected every geography once; nothing of the file was used"
                    )
                if current is not None:
                    ended.add(current)
                _whole(current, lines, total, what)
                lines = total if total is None else 0
            end = _end_of_run(data, at, limit, key, start)
            if wanted(key):
                yield Stretch(key=key, data=data, begin=at, end=end, offset=base + at, fresh=key != current)
                lines = total
            elif total is not None:
                lines = (lines or 0) + data.count(b"\n", at, end)
            current = key
            at = end
    _whole(current, lines, total, what)


def _whole(key: bytes | None, lines: int | None, total: int | None, what: str) -> None:
    if key is not None and lines != total:
        raise ScatteredError(
            f"{what}: {key.decode('utf-8', 'replace')} has {lines} rows, expected {total}; nothing of the file was used"
        )


def _whole_records(
    file: IO[bytes], offset: int, start: re.Pattern[bytes], what: str
) -> Iterator[tuple[bytes, int, int]]:
    """Yield (bytes, how many of them are whole records, offset of the first); blank lines at the end are dropped."""
    left = b""
    for chunk in chunks(file):
        data = left + chunk
        cut = _last_start(data, len(data), start)
        if cut:
            yield data, cut, offset
            offset += cut
        elif len(data) > LONGEST_RECORD:
            raise SourceError(
                f"{what}: no row begins in the {len(data)} bytes after byte {offset}; found {data[:60]!r}; nothing of "
                "the file was used: this is not the declared format"
            )
        left = data[cut:]
    last = left.rstrip(b"\r\n")
    if last:
        yield last + b"\n", len(last) + 1, offset


# A row is shorter than a chunk; what is longer is no row.
LONGEST_RECORD = 16 << 20


def _key(data: bytes, at: int, start: re.Pattern[bytes], base: int, what: str) -> bytes:
    found = start.match(data, at)
    if found is None:
        line = data[at : at + 80].split(b"\n")[0].decode("utf-8", "replace")
        raise SourceError(
            f"{what}: at byte {base + at} a row begins with {line!r}; expected a year or code and a geography; nothing "
            "of the file was used: this is not the declared format"
        )
    return found[1]


def _next_start(data: bytes, at: int, limit: int, start: re.Pattern[bytes]) -> tuple[int, bytes]:
    """Return where the first record after byte `at` begins, and its geography; `limit` where none does before it."""
    while True:
        line = data.find(b"\n", at, limit) + 1
        if line == 0 or line >= limit:
            return limit, b""
        found = start.match(data, line)
        if found:
            return line, found[1]
        at = line


def _last_start(data: bytes, limit: int, start: re.Pattern[bytes]) -> int:
    """Return where the last record before `limit` begins whose beginning is wholly there; 0 where only one does."""
    at = limit
    while True:
        line = data.rfind(b"\n", 0, at) + 1
        if line == 0 or (line < limit and start.match(data, line)):
            return line
        at = line - 1


def _end_of_run(data: bytes, at: int, limit: int, key: bytes, start: re.Pattern[bytes]) -> int:
    """Return where the geography ends: by probes ever farther ahead, then by halving, never by reading every row."""
    last = _last_start(data, limit, start)
    if last > at and start.match(data, last)[1] == key:  # type: ignore[index]
        return limit
    low, step = at, NEAR
    while (probe := _next_start(data, min(low + step, limit - 1), limit, start))[1] == key:
        low, step = probe[0], 2 * step
    # From `low` on the next record is of this geography, from `high` on of another.
    high = min(low + step, limit - 1)
    while high - low > 1:
        middle = (low + high) // 2
        found, its = _next_start(data, middle, limit, start)
        if its == key:
            low = max(middle, min(found, high - 1))
        else:
            high = middle
    return _next_start(data, high, limit, start)[0]
