"""A distribution → two columns of 100 per cent; a part without a value leaves its place empty and is never made up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from pipelines.model import Block, Figure

# Where the columns begin at the top, their height, and the width of one (the stroke of .k0 to .k3).
TOP, TALL, WIDE = 40, 200, 46
# Letters of a group's name above its column, and where its last line stands.
HEAD_LETTERS, HEAD_BASE, HEAD_PITCH = 19, 32, 13
# The middle of each column; numbers stand to the right of it, names to the left of the first.
COLUMNS = (200, 300)
NAMES_X, BESIDE = 170, 5
# Lines of text stand at least so far apart.
PITCH = 13
WHOLE = 100.0
# Printed parts are rounded each for itself: so far from a hundred is no part missing.
ROUNDED = 0.6
PATTERNS = 4


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a column: its figure, its pattern, its piece of the column as a path, and the y of its number."""

    figure: Figure
    pattern: str
    path: str
    text_y: int


@dataclass(frozen=True, slots=True)
class Column:
    """A group's column: its name, its middle, its parts from the top, and what is left, empty where nothing is."""

    group: str
    head: tuple[tuple[str, int], ...]
    head_x: int
    x: int
    parts: tuple[Part, ...]
    rest: str


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a part with its y, and the middle of each column that has the part beside it."""

    key: str
    y: int
    beside: tuple[tuple[int, Part], ...]


@dataclass(frozen=True, slots=True)
class Stack:
    """A distribution: the names of its parts, the columns, and how high it is."""

    names: tuple[Name, ...]
    columns: tuple[Column, ...]
    height: int

    @property
    def figures(self) -> list[Figure]:
        """Return the figures that are drawn."""
        return [part.figure for column in self.columns for part in column.parts]

    @property
    def incomplete(self) -> bool:
        """Return whether a part of a column has no value."""
        return any(column.rest for column in self.columns)


def stack(block: Block, names: tuple[str, str] = ("", "")) -> Stack | None:
    """Return the columns of a distribution under the groups' names; None where its parts are not parts of a whole."""
    if not block.rows or any(f.unit != "percent" for row in block.rows for f in row.figures[:2] if f):
        return None
    sums = [sum(f.value or 0 for row in block.rows for f in [row.figures[place]] if f) for place in (0, 1)]
    # Answers that may be given together make more than a whole.
    if max(sums) > WHOLE + ROUNDED or not sums[0]:
        return None
    keys = [row.label.partition(":")[2] for row in block.rows]
    found = [_column([row.figures[place] for row in block.rows], COLUMNS[place], names[place]) for place in (0, 1)]
    columns = tuple(column for column in found if column.parts)
    middles = _middles([row.figures[0] for row in block.rows])
    ys = spread([TOP + round(TALL * middle / WHOLE) + 4 for middle in middles])
    bottom = max([TOP + TALL, *ys, *(part.text_y for column in columns for part in column.parts)])
    drawn = [(column.x, part) for column in columns for part in column.parts]
    # A name stands before its own numbers, so that whoever reads in order knows what they are of.
    named = tuple(
        Name(key, y, tuple(each for each in drawn if any(each[1].figure is figure for figure in row.figures[:2])))
        for key, y, row in zip(keys, ys, block.rows, strict=True)
    )
    return Stack(named, columns, bottom + 8)


def spread(ys: Sequence[int], pitch: int = PITCH) -> list[int]:
    """Return rising places at least `pitch` apart, each as near its own as the others let it."""
    placed: list[int] = []
    for y in ys:
        placed.append(max(y, placed[-1] + pitch) if placed else y)
    # What was pushed beyond the last wish comes back as far as those above it can give way.
    limit = max(ys, default=0) + pitch // 2
    for place in reversed(range(len(placed))):
        placed[place] = min(placed[place], limit)
        limit = placed[place] - pitch
    return placed


def _middles(figures: Sequence[Figure | None]) -> list[float]:
    """Return where the middle of each part lies, in per cent from the top; a part without a value has no height."""
    found, at = [], 0.0
    for figure in figures:
        value = (figure.value or 0.0) if figure else 0.0
        found.append(at + value / 2)
        at += value
    return found


def _column(figures: Sequence[Figure | None], x: int, name: str) -> Column:
    valued = [(place, f) for place, f in enumerate(figures) if f is not None and f.value is not None]
    middles = _middles(figures)
    ys = spread([TOP + round(TALL * middles[place] / WHOLE) + 4 for place, _ in valued])
    parts, at = [], 0.0
    for (place, figure), text_y in zip(valued, ys, strict=True):
        top, at = at, at + (figure.value or 0.0)
        first, last = (TOP + round(TALL * each / WHOLE) for each in (top, at))
        # A hair of paper between two parts.
        path = f"M{x} {first}V{max(last - 1, first)}"
        parts.append(Part(figure, f"k{place % PATTERNS}", path, text_y))
    left, right, end = x - WIDE // 2, x + WIDE // 2, TOP + round(TALL * at / WHOLE)
    lacks = len(valued) < len(figures) or at < WHOLE - ROUNDED * len(figures)
    rest = f"M{left} {end}H{right}V{TOP + TALL}H{left}z" if parts and lacks and end < TOP + TALL else ""
    # The name of the first ends with its column and that of the second begins with it.
    first_column = x == COLUMNS[0]
    lines = wrap(name, HEAD_LETTERS)
    head = tuple((line, HEAD_BASE - HEAD_PITCH * (len(lines) - 1 - at)) for at, line in enumerate(lines))
    group, head_x = ("minority", right) if first_column else ("majority", left)
    return Column(group, head, head_x, x, tuple(parts), rest)
