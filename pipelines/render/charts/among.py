"""A region among all of its level → lines of dots, an indicator each: its own marked, both ends named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.model import Among, Figure
from pipelines.render.charts.scale import LABEL_PITCH, WIDTH, dot, lines_of

# Dots lie between LEFT and RIGHT; the lowest number ends before them, the highest begins after them.
LEFT, RIGHT, BESIDE = 70, WIDTH - 74, 9
# From the last line of the label to the region's own number, to the dots, and to the next label.
NUMBER, DROP, GAP = 15, 27, 12


@dataclass(frozen=True, slots=True)
class Marked:
    """A number of a strip: its figure, and where it stands."""

    figure: Figure
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class StripLine:
    """A line: the lines of its label, its own number, and the lowest and highest, None where that is its own."""

    label: tuple[tuple[str, int], ...]
    number: Marked
    lowest: Marked | None
    highest: Marked | None


@dataclass(frozen=True, slots=True)
class AmongDrawn:
    """The chart: its lines, the dots of all other regions, its own dots, and how high it is."""

    lines: tuple[StripLine, ...]
    others: str
    own: str
    height: int

    @property
    def figures(self) -> list[Figure]:
        """Return the figures whose numbers are written."""
        marked = (each for line in self.lines for each in (line.number, line.lowest, line.highest))
        return [each.figure for each in marked if each]


def among(found: Sequence[Among], label: Callable[[str], str]) -> AmongDrawn:
    """Return a region among the others, a line an indicator, each from its lowest value to its highest."""
    lines, others, own, top = [], "", "", 0
    for each in found:
        labelled = lines_of(f"{label(each.own.indicator)}, {each.own.period}", top)
        line, y = _line(each, labelled), labelled[-1][1] + DROP
        lines.append(line)
        others += _dots(sorted({_x(f, each) for f in each.ordered if f.id != each.own.id}), y)
        own += dot(line.number.x, y)
        top = y + GAP
    return AmongDrawn(tuple(lines), others, own, top - GAP + LABEL_PITCH)


def _line(found: Among, label: tuple[tuple[str, int], ...]) -> StripLine:
    last = label[-1][1]
    ends = [
        None if figure.id == found.own.id else Marked(figure, x, last + DROP + 4)
        for figure, x in ((found.ordered[0], LEFT - BESIDE), (found.ordered[-1], RIGHT + BESIDE))
    ]
    return StripLine(label, Marked(found.own, _x(found.own, found), last + NUMBER), *ends)


def _x(figure: Figure, found: Among) -> int:
    low, high = found.ordered[0].value or 0, found.ordered[-1].value or 0
    return LEFT + round((RIGHT - LEFT) * ((figure.value or 0) - low) / ((high - low) or 1))


def _dots(xs: Sequence[int], y: int) -> str:
    """Return dots at these places, each a step from the one before it."""
    steps = [f"m{after - before} 0h0" for before, after in pairwise(xs)]
    return "".join([dot(xs[0], y), *steps]) if xs else ""
