"""A region among all of its level → a strip of dots on one line, its own marked, the lowest and the highest named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipelines.model import Among, Figure
from pipelines.render.charts.scale import LABEL_PITCH, WIDTH, dot, lines_of

LEFT, RIGHT = 8, WIDTH - 8
# From the last line of the label to the line of dots; from that to the numbers above and below it.
DROP, ABOVE, BELOW = 38, 12, 19
# A number this near an end begins or ends there, so that it is not cut.
NEAR = 40


@dataclass(frozen=True, slots=True)
class Marked:
    """A number of the strip: its figure, and where it stands; `kind` is the class of its anchor, empty for the middle."""

    figure: Figure
    x: int
    y: int
    kind: str


@dataclass(frozen=True, slots=True)
class AmongDrawn:
    """The strip: the lines of its label, all other dots, its own, the numbers, and how high it is."""

    label: tuple[tuple[str, int], ...]
    y: int
    others: str
    own: str
    number: Marked
    ends: tuple[Marked, ...]
    height: int

    @property
    def figures(self) -> list[Figure]:
        """Return the figures whose numbers are written."""
        return [self.number.figure, *(end.figure for end in self.ends)]


def among(found: Among, label: Callable[[str], str]) -> AmongDrawn:
    """Return the strip of a region among the others, from the lowest value to the highest; `label` names indicators."""
    lines = lines_of(f"{label(found.own.indicator)}, {found.own.period}", 0)
    y = lines[-1][1] + DROP
    low, high = _value(found.ordered[0]), _value(found.ordered[-1])

    def x(figure: Figure) -> int:
        return LEFT + round((RIGHT - LEFT) * (_value(figure) - low) / ((high - low) or 1))

    others = sorted({x(figure) for figure in found.ordered if figure.id != found.own.id})
    ends = [
        Marked(figure, at, y + BELOW, kind)
        for figure, at, kind in ((found.ordered[0], 0, ""), (found.ordered[-1], WIDTH, "e"))
        if figure.id != found.own.id
    ]
    mine = x(found.own)
    kind = "s" if mine < NEAR else "e" if mine > WIDTH - NEAR else ""
    number = Marked(found.own, {"s": 0, "e": WIDTH}.get(kind, mine), y - ABOVE, kind)
    return AmongDrawn(lines, y, _dots(others, y), dot(mine, y), number, tuple(ends), y + BELOW + LABEL_PITCH // 3)


def _value(figure: Figure) -> float:
    return figure.value or 0


def _dots(xs: Sequence[int], y: int) -> str:
    """Return one path of all dots, each a step from the one before it."""
    steps = [f"m{after - before} 0h0" for before, after in zip(xs, xs[1:])]
    return "".join([dot(xs[0], y), *steps]) if xs else ""
