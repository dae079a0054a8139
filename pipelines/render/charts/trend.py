"""A series of figures → lines over the periods, to scale in time and from nothing; what a break parts is not joined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipelines.model import Figure, Row
from pipelines.render.charts.scale import WIDTH, Shows, dot, drawn_bounds, has_bounds, highest, square, upright

MARGIN = 34
# Where the largest value stands and where nothing does.
TOP, BOTTOM = 40, 128
HEIGHT = 165
# From a point to the number above it, and to the one below it.
ABOVE, BELOW = 8, 17
# A survey's value compares neither with what came before it nor with what came after.
SURVEY = "nhs"


@dataclass(frozen=True, slots=True)
class Point:
    """A value of a line, its interval from y `low` to y `high`; `labelled` where its number is written beside it."""

    figure: Figure
    x: int
    y: int
    labelled: bool
    label_y: int
    low: int
    high: int
    whisker: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A group's line: its points, and its stretches, those across a break apart."""

    group: str
    points: tuple[Point, ...]
    solid: str
    across: str

    @property
    def dots(self) -> str:
        """Return the marks of the points: dots for the minority, open squares for the majority."""
        mark = dot if self.group == "minority" else square
        return "".join(mark(point.x, point.y) for point in self.points)

    @property
    def whiskers(self) -> str:
        """Return the intervals."""
        return "".join(point.whisker for point in self.points)


@dataclass(frozen=True, slots=True)
class Lines:
    """A trend: where each period stands, where a break does, and the lines."""

    periods: tuple[tuple[str, int], ...]
    breaks: tuple[tuple[str, int], ...]
    lines: tuple[Line, ...]
    height: int = HEIGHT

    @property
    def figures(self) -> list[Figure]:
        """Return the figures that are drawn."""
        return [point.figure for line in self.lines for point in line.points]


def trend(rows: Sequence[Row], shows: Shows = has_bounds) -> Lines:
    """Return lines over the periods, to scale in time and from zero; counts are drawn for the minority alone."""
    years = [int(row.label) for row in rows]
    shown = [figure for row in rows for figure in row.figures[:2] if figure is not None]
    groups = 1 if shown and shown[0].unit == "persons" else 2
    values = [highest(f, shows) for row in rows for f in row.figures[:groups] if f is not None and f.value is not None]
    across = {row.label: _x(int(row.label), years[0], years[-1]) for row in rows}
    top = max(values, default=1) or 1
    lines = [_line(rows, place, across, top, shows) for place in range(groups)]
    return Lines(
        periods=tuple(across.items()),
        breaks=tuple((row.series_break, across[row.label]) for row in rows if row.series_break),
        lines=tuple(_apart(lines)),
    )


def _x(year: int, first: int, last: int) -> int:
    span = max(last - first, 1)
    return round(MARGIN + (WIDTH - 2 * MARGIN) * (year - first) / span)


def _y(value: float, top: float) -> int:
    return round(TOP + (BOTTOM - TOP) * (1 - value / top))


def _line(rows: Sequence[Row], place: int, across: dict[str, int], top: float, shows: Shows) -> Line:
    kept = [(row, row.figures[place]) for row in rows]
    figures = [(row, figure) for row, figure in kept if figure is not None and figure.value is not None]
    points = []
    for index, (row, figure) in enumerate(figures):
        y = _y(figure.value or 0, top)
        labelled = len(figures) <= 4 or index in (0, len(figures) - 1)
        x, bounds = across[row.label], drawn_bounds(figure, shows)
        low, high = (_y(bounds[0], top), _y(bounds[1], top)) if bounds else (y, y)
        whisker = upright(x, low, high) if bounds else ""
        points.append(Point(figure, x, y, labelled, high - ABOVE, low, high, whisker))
    group = figures[0][1].group.value if figures else ""
    solid, across_break = "", ""
    for before, after in pairwise(points):
        stretch = f"M{before.x} {before.y}L{after.x} {after.y}"
        if after.figure.series_break or before.figure.series_break.startswith(SURVEY):
            across_break += stretch
        else:
            # A line that goes on from the last point need not be lifted.
            joined = solid.endswith(f" {before.y}") and solid.rpartition("L")[2] == f"{before.x} {before.y}"
            solid += f"L{after.x} {after.y}" if joined else stretch
    return Line(group, tuple(points), solid, across_break)


def _apart(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines with the labels of the lower one below its points, so that the two do not overlap."""
    for index, line in enumerate(lines):
        others = lines[1 - index].points if len(lines) > 1 else ()
        mine = sum(point.y for point in line.points) / max(len(line.points), 1)
        theirs = sum(point.y for point in others) / max(len(others), 1)
        below = bool(others) and (mine, index) > (theirs, 1 - index)
        points = tuple(replace(p, label_y=p.low + BELOW if below else p.high - ABOVE) for p in line.points)
        yield Line(line.group, points, line.solid, line.across)
