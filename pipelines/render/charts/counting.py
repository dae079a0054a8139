"""Ways of counting → the geometry of a strip of dots: one line a way, and the band between the fewest and the most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from pipelines.model import Figure, Lang
from pipelines.model.planning import CountedRow
from pipelines.render.charts.scale import LABEL_PITCH, LONGEST_LABEL, dot

# Nobody is at LEFT, the largest answer at RIGHT; beside it is room for its number.
LEFT, RIGHT = 6, 318
# From the last line of a label to its dot, and from a dot to the next label.
DROP, GAP = 14, 22
FROM_DOT = 10
TOP = 12


@dataclass(frozen=True, slots=True)
class Dot:
    """A way of counting: the lines of its label with the y of each, and where its dot and its number stand."""

    label: tuple[tuple[str, int], ...]
    figure: Figure
    x: int
    y: int
    text_x: int


@dataclass(frozen=True, slots=True)
class Strip:
    """The dots from the top; the band from `first` to `last`; how high the drawing is."""

    dots: tuple[Dot, ...]
    first: int
    last: int
    height: int

    @property
    def figures(self) -> list[Figure]:
        """Return the figures that are drawn."""
        return [each.figure for each in self.dots]

    @property
    def marks(self) -> str:
        """Return the dots."""
        return "".join(dot(each.x, each.y) for each in self.dots)

    @property
    def guides(self) -> str:
        """Return a line from nobody to each dot."""
        return "".join(f"M{LEFT} {each.y}H{each.x}" for each in self.dots)


def strip(rows: Sequence[CountedRow], lang: Lang) -> Strip:
    """Return the strip of rows that are reported, fewest first, on a scale that begins at nobody."""
    most = max(row.number.value or 0 for row in rows)
    dots: list[Dot] = []
    y = TOP
    for row in rows:
        lines = wrap(row.label[lang], LONGEST_LABEL, break_on_hyphens=False)
        label = tuple((line, y + index * LABEL_PITCH) for index, line in enumerate(lines))
        y = label[-1][1] + DROP
        x = LEFT + round((RIGHT - LEFT) * (row.number.value or 0) / most) if most else LEFT
        dots.append(Dot(label=label, figure=row.number, x=x, y=y, text_x=x + FROM_DOT))
        y += GAP
    xs = [each.x for each in dots]
    return Strip(dots=tuple(dots), first=min(xs), last=max(xs), height=y - GAP + DROP)
