"""What all drawings share: their width, how labels are wrapped, and which figures have an interval to draw."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import wrap

from pipelines.model import Figure, Interval

# User units of the drawings: about a phone's width, so that text keeps its size on one.
WIDTH = 400
LABEL_PITCH = 15
# Letters of a label that fit the width in the widest of the fonts.
LONGEST_LABEL = 48
# Percentages share one scale in a chart, up to the next of these.
FULL_SCALES = (10, 20, 40, 60, 80, 100)
# How thick an interval is drawn.
THICK = 4
# Whether the bounds of a figure tell a reader something.
Shows = Callable[[Figure], bool]


def has_bounds(figure: Figure | None) -> bool:
    """Return whether a figure has a value and an interval around it."""
    return (
        figure is not None
        and figure.value is not None
        and figure.interval is not Interval.NONE
        and figure.lower is not None
        and figure.upper is not None
    )


def highest(figure: Figure, shows: Shows) -> float:
    """Return the largest number of a figure that is drawn: its upper bound where that is drawn, or its value."""
    bounds = drawn_bounds(figure, shows)
    return max(figure.value or 0, bounds[1]) if bounds else figure.value or 0


def drawn_bounds(figure: Figure, shows: Shows) -> tuple[float, float] | None:
    """Return the bounds of a figure, None where it has none or where they tell nothing."""
    if not has_bounds(figure) or not shows(figure) or figure.lower is None or figure.upper is None:
        return None
    return figure.lower, figure.upper


def across(first: int, last: int, y: int) -> str:
    """Return the outline of an interval that lies from `first` to `last` around `y`."""
    return f"M{first} {y - THICK // 2}H{last}v{THICK}H{first}z"


def upright(x: int, low: int, high: int) -> str:
    """Return the outline of an interval that stands from y `low` up to y `high` around `x`."""
    return f"M{x - THICK // 2} {low}V{high}h{THICK}V{low}z"


def dot(x: int, y: int) -> str:
    """Return a point, which a round stroke makes a dot: the minority."""
    return f"M{x} {y}h0"


def square(x: int, y: int) -> str:
    """Return an open square around a point: the majority."""
    return f"M{x - 3} {y - 3}h6v6h-6z"


def lines_of(label: str, top: int, letters: int = LONGEST_LABEL) -> tuple[tuple[str, int], ...]:
    """Return the lines of a label under `top`, each with its y."""
    lines = wrap(label, letters, break_on_hyphens=False)
    return tuple((line, top + LABEL_PITCH * place) for place, line in enumerate(lines, 1))
