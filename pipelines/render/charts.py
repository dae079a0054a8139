"""Rows of figures → the geometry of inline charts; the templates draw it. No axis number is made up here.

Every number in a chart is the label of a figure, so what is drawn can be read, and what is read can be traced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap

from pipelines.model import Figure, Row

# User units of the drawings: about a phone's width, so that text keeps its size on one.
WIDTH = 400
BAR_AREA = 320
BAR_HEIGHT = 13
LABEL_PITCH = 15
GAP = 9
# Letters of a label that fit the width in the widest of the fonts.
LONGEST_LABEL = 48
LINE_HEIGHT = 150
MARGIN = 34
# A pyramid: its head, the height of an age group, half of the names' column between the sexes, the longest bar.
HEAD = 20
STEP = 15
MIDDLE = 52
HALF_PYRAMID = 104
# A survey's value compares neither with what came before it nor with what came after.
SURVEY = "nhs"
# Percentages share one scale in a chart, up to the next of these.
FULL_SCALES = (10, 20, 40, 60, 80, 100)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its figure, the y of its top and its length."""

    figure: Figure
    y: int
    length: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair of bars under a label of one or more lines, each with its y."""

    label: tuple[tuple[str, int], ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """A comparison: its pairs from the top, and how high it is."""

    pairs: tuple[Pair, ...]
    height: int


@dataclass(frozen=True, slots=True)
class Point:
    """A value of a line; `labelled` where its number is written beside it."""

    figure: Figure
    x: int
    y: int
    labelled: bool
    label_y: int


@dataclass(frozen=True, slots=True)
class Line:
    """A group's line: its points, and its stretches, those across a break apart."""

    group: str
    points: tuple[Point, ...]
    solid: str
    across: str


@dataclass(frozen=True, slots=True)
class Lines:
    """A trend: where each period stands, where a break does, and the lines."""

    periods: tuple[tuple[str, int], ...]
    breaks: tuple[tuple[str, int], ...]
    lines: tuple[Line, ...]


def bar_pairs(rows: Sequence[Row], label: Callable[[str], str]) -> Bars:
    """Return pairs of bars, minority above majority, on one scale from 0 per cent; `label` names an indicator."""
    largest = max((figure.value or 0 for row in rows for figure in row.figures[:2] if figure), default=0)
    full = next((scale for scale in FULL_SCALES if scale >= largest), 100)
    pairs, top = [], 0
    for row in rows:
        pair = _pair(row, label(row.label), top, full)
        pairs.append(pair)
        top += LABEL_PITCH * len(pair.label) + 2 * (BAR_HEIGHT + 2) + GAP
    return Bars(tuple(pairs), top)


def _pair(row: Row, label: str, top: int, full: int) -> Pair:
    figures = [figure for figure in row.figures[:2] if figure is not None and figure.value is not None]
    lines = wrap(f"{label}, {figures[0].period}", LONGEST_LABEL)
    first = top + LABEL_PITCH * len(lines) + 4
    bars = tuple(
        Bar(figure, first + place * (BAR_HEIGHT + 2), round(BAR_AREA * (figure.value or 0) / full))
        for place, figure in enumerate(figures)
    )
    return Pair(tuple((line, top + LABEL_PITCH * (place + 1)) for place, line in enumerate(lines)), bars)


def trend(rows: Sequence[Row]) -> Lines:
    """Return lines over the periods, to scale in time and from zero; counts are drawn for the minority alone."""
    years = [int(row.label) for row in rows]
    shown = [figure for row in rows for figure in row.figures[:2] if figure is not None]
    groups = 1 if shown and shown[0].unit == "persons" else 2
    values = [f.value for row in rows for f in row.figures[:groups] if f is not None and f.value is not None]
    across = {row.label: _x(int(row.label), years[0], years[-1]) for row in rows}
    top = max(values, default=1) or 1
    lines = [_line(rows, place, across, top) for place in range(groups)]
    return Lines(
        periods=tuple(across.items()),
        breaks=tuple((row.series_break, across[row.label]) for row in rows if row.series_break),
        lines=tuple(_apart(lines)),
    )


@dataclass(frozen=True, slots=True)
class Step:
    """An age group of a pyramid: its name's y, and the bar of each sex with where it begins."""

    breakdown: str
    y: int
    men: Bar | None
    women: Bar | None
    majority: str


@dataclass(frozen=True, slots=True)
class Pyramid:
    """An age pyramid: its steps from the oldest, how high it is, and where the bars of men and of women begin."""

    steps: tuple[Step, ...]
    height: int
    left: int = WIDTH // 2 - MIDDLE
    right: int = WIDTH // 2 + MIDDLE


def pyramid(rows: Sequence[Row]) -> Pyramid:
    """Return the pyramid of rows by age and sex, the minority as bars and the majority as an outline, on one scale."""
    by_age: dict[str, dict[str, Row]] = {}
    for row in rows:
        parts = row.label.partition(":")[2].split(";")
        sex = next(part for part in parts if part.startswith("sex="))
        age = next(part for part in parts if part != sex)
        by_age.setdefault(age, {})[sex.removeprefix("sex=")] = row
    values = [figure.value or 0 for row in rows for figure in row.figures[:2] if figure]
    scale = HALF_PYRAMID / (max(values, default=1) or 1)
    steps = [_step(age, sexes, HEAD + place * STEP, scale) for place, (age, sexes) in enumerate(by_age.items())]
    return Pyramid(tuple(steps), HEAD + STEP * len(steps))


def _step(age: str, sexes: dict[str, Row], y: int, scale: float) -> Step:
    men, women = (_side(sexes.get(sex), 0, y, scale) for sex in ("male", "female"))
    other = [_side(sexes.get(sex), 1, y, scale) for sex in ("male", "female")]
    left, right = WIDTH // 2 - MIDDLE, WIDTH // 2 + MIDDLE
    outline = ""
    if other[0] and other[1]:
        outline = f"M{left - other[0].length} {y}v{STEP - 1}M{right + other[1].length} {y}v{STEP - 1}"
    return Step(age, y, men, women, outline)


def _side(row: Row | None, place: int, y: int, scale: float) -> Bar | None:
    figure = row.figures[place] if row else None
    if figure is None or figure.value is None:
        return None
    return Bar(figure, y, round(figure.value * scale))


def _x(year: int, first: int, last: int) -> int:
    span = max(last - first, 1)
    return round(MARGIN + (WIDTH - 2 * MARGIN) * (year - first) / span)


def _line(rows: Sequence[Row], place: int, across: dict[str, int], top: float) -> Line:
    kept = [(row, row.figures[place]) for row in rows]
    figures = [(row, figure) for row, figure in kept if figure is not None and figure.value is not None]
    points = []
    for index, (row, figure) in enumerate(figures):
        y = round(40 + (LINE_HEIGHT - 62) * (1 - (figure.value or 0) / top))
        labelled = len(figures) <= 4 or index in (0, len(figures) - 1)
        points.append(Point(figure, across[row.label], y, labelled, y - 8))
    group = figures[0][1].group.value if figures else ""
    solid, across_break = "", ""
    for before, after in pairwise(points):
        stretch = f"M{before.x} {before.y}L{after.x} {after.y}"
        if after.figure.series_break or before.figure.series_break.startswith(SURVEY):
            across_break += stretch
        else:
            solid += stretch
    return Line(group, tuple(points), solid, across_break)


def _apart(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines with the labels of the lower one below its points, so that the two do not overlap."""
    for index, line in enumerate(lines):
        others = lines[1 - index].points if len(lines) > 1 else ()
        mine = sum(point.y for point in line.points) / max(len(line.points), 1)
        theirs = sum(point.y for point in others) / max(len(others), 1)
        below = bool(others) and (mine, index) > (theirs, 1 - index)
        points = tuple(Point(p.figure, p.x, p.y, p.labelled, p.y + 17 if below else p.y - 8) for p in line.points)
        yield Line(line.group, points, line.solid, line.across)
