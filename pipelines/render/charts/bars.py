"""Rows of figures → pairs of bars on one scale from nothing, an interval on each that has one.

Every number in a chart is the label of a figure, so what is drawn can be read, and what is read can be traced.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipelines.model import Figure, Group, Row
from pipelines.render.charts.scale import (
    FULL_SCALES,
    LABEL_PITCH,
    Shows,
    across,
    drawn_bounds,
    has_bounds,
    highest,
    lines_of,
)

BAR_AREA = 320
BAR_HEIGHT = 13
GAP = 9


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its figure, the y of its top, its length, its interval, and where its number begins."""

    figure: Figure
    y: int
    length: int
    whisker: str
    text_x: int


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

    @property
    def figures(self) -> list[Figure]:
        """Return the figures that are drawn."""
        return [bar.figure for pair in self.pairs for bar in pair.bars]

    @property
    def solid(self) -> str:
        """Return the bars of the minority, as lines along their middle."""
        return "".join(
            f"M0 {bar.y + BAR_HEIGHT / 2:g}h{bar.length}"
            for pair in self.pairs
            for bar in pair.bars
            if bar.figure.group is Group.MINORITY
        )

    @property
    def outlined(self) -> str:
        """Return the bars of the majority, as outlines."""
        return "".join(
            f"M0 {bar.y}h{bar.length}v{BAR_HEIGHT}H0z"
            for pair in self.pairs
            for bar in pair.bars
            if bar.figure.group is not Group.MINORITY
        )

    @property
    def whiskers(self) -> str:
        """Return the intervals."""
        return "".join(bar.whisker for pair in self.pairs for bar in pair.bars)


def bar_pairs(rows: Sequence[Row], label: Callable[[str], str], shows: Shows = has_bounds) -> Bars:
    """Return pairs of bars, minority above majority, on one scale from 0 per cent; `label` names an indicator."""
    largest = max((highest(figure, shows) for row in rows for figure in row.figures[:2] if figure), default=0)
    full = next((scale for scale in FULL_SCALES if scale >= largest), 100)
    pairs, top = [], 0
    for row in rows:
        pair = _pair(row, label(row.label), top, full, shows)
        pairs.append(pair)
        top += LABEL_PITCH * len(pair.label) + 2 * (BAR_HEIGHT + 2) + GAP
    return Bars(tuple(pairs), top)


def _pair(row: Row, label: str, top: int, full: int, shows: Shows) -> Pair:
    figures = [figure for figure in row.figures[:2] if figure is not None and figure.value is not None]
    lines = lines_of(f"{label}, {figures[0].period}", top)
    first = top + LABEL_PITCH * len(lines) + 4
    bars = tuple(
        _bar(figure, first + place * (BAR_HEIGHT + 2), BAR_AREA / full, shows) for place, figure in enumerate(figures)
    )
    return Pair(lines, bars)


def _bar(figure: Figure, y: int, scale: float, shows: Shows) -> Bar:
    length = round(scale * (figure.value or 0))
    bounds = drawn_bounds(figure, shows)
    if bounds is None:
        return Bar(figure, y, length, "", length + 5)
    lower, upper = (round(scale * bound) for bound in bounds)
    return Bar(figure, y, length, across(lower, upper, y + BAR_HEIGHT // 2 + 1), max(length, upper) + 5)
