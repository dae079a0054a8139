"""A ranking of regions → a dot for the minority and an open square for the majority in each, with their intervals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from textwrap import wrap

from pipelines.model import Figure, Ranking, Row
from pipelines.render.charts.scale import THICK, Shows, dot, drawn_bounds, has_bounds, square

# Names stand left of FIRST; values are drawn from FIRST to LAST; the minority's number ends at the right edge.
FIRST, LAST = 168, 342
NAME_LETTERS, NAME_PITCH, ROW_GAP = 24, 13, 6
# More regions than this are for the table.
MOST_ROWS = 60
# Fewer have nothing to be compared with.
LEAST_ROWS = 3


@dataclass(frozen=True, slots=True)
class DotRow:
    """A region: the lines of its name with the y of each, its figures, and the y of its marks."""

    region: str
    name: tuple[tuple[str, int], ...]
    y: int
    minority: Figure


@dataclass(frozen=True, slots=True)
class Dots:
    """The chart: its rows from the highest, the marks of both groups, their intervals, and who has no value."""

    rows: tuple[DotRow, ...]
    guides: str
    minority: str
    majority: str
    minority_whiskers: str
    majority_whiskers: str
    without: tuple[tuple[str, Figure | None], ...]
    figures: tuple[Figure, ...]
    height: int


def dots(ranking: Ranking, name: Callable[[str], str], shows: Shows = has_bounds) -> Dots | None:
    """Return the chart of a ranking, None where it has too few regions with a value or too many for a drawing."""
    kept = [(row, row.figures[0]) for row in ranking.rows]
    valued = [(row, figure) for row, figure in kept if figure is not None and figure.value is not None]
    if not LEAST_ROWS <= len(valued) <= MOST_ROWS:
        return None
    drawn = [each for row, _ in valued for each in row.figures[:2] if each is not None and each.value is not None]
    numbers = [number for each in drawn for number in (each.value or 0, *(drawn_bounds(each, shows) or ()))]
    low: float = min(numbers)
    high: float = max(numbers)

    def x(value: float) -> int:
        return FIRST + round((LAST - FIRST) * (value - low) / ((high - low) or 1))

    rows, top = [], 0
    marks: dict[str, list[str]] = {"guides": [], "minority": [], "majority": [], "minority_w": [], "majority_w": []}
    for row, figure in valued:
        lines = _name(name(row.label), top)
        middle = (lines[0][1] + lines[-1][1]) // 2 - 4
        rows.append(DotRow(row.label, lines, middle, figure))
        _mark(row, middle, x, shows, marks)
        top = lines[-1][1] + ROW_GAP
    paths = {what: "".join(found) for what, found in marks.items()}
    return Dots(
        rows=tuple(rows),
        guides=paths["guides"],
        minority=paths["minority"],
        majority=paths["majority"],
        minority_whiskers=paths["minority_w"],
        majority_whiskers=paths["majority_w"],
        without=tuple((row.label, figure) for row, figure in kept if figure is None or figure.value is None),
        figures=tuple(drawn),
        height=top,
    )


def _name(name: str, top: int) -> tuple[tuple[str, int], ...]:
    # A name of a region often has hyphens, and may break at one.
    lines = wrap(name, NAME_LETTERS)
    return tuple((line, top + NAME_PITCH * place) for place, line in enumerate(lines, 1))


def _mark(row: Row, y: int, x: Callable[[float], int], shows: Shows, marks: dict[str, list[str]]) -> None:
    marks["guides"].append(f"M{FIRST - 6} {y}H{LAST + 6}")
    for group, figure, mark in zip(("minority", "majority"), row.figures[:2], (dot, square), strict=False):
        if figure is not None and figure.value is not None:
            marks[group].append(mark(x(figure.value), y))
            bounds = drawn_bounds(figure, shows)
            if bounds:
                # The two lie side by side, so that both are seen where they overlap.
                at = y - THICK if group == "minority" else y + THICK
                marks[f"{group}_w"].append(f"M{x(bounds[0])} {at - 2}v4m0-2H{x(bounds[1])}m0-2v4")
