"""Rows by age and sex → an age pyramid: bars of the minority, the outline of the majority, on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipelines.model import Figure, Row
from pipelines.render.charts.scale import WIDTH

# Its head, the height of an age group, half of the names' column between the sexes, the longest bar.
HEAD = 20
STEP = 15
BAR_HEIGHT = 13
MIDDLE = 52
HALF_PYRAMID = 104


@dataclass(frozen=True, slots=True)
class Side:
    """The bar of a sex: its figure, its length, and how far the bars of both groups reach."""

    figure: Figure
    length: int
    reach: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """An age group of a pyramid: its name's y, the bar of each sex, and the outline of the majority."""

    breakdown: str
    y: int
    men: Side | None
    women: Side | None
    majority: str


@dataclass(frozen=True, slots=True)
class Pyramid:
    """An age pyramid: its steps from the oldest, how high it is, and where the bars of men and of women begin."""

    steps: tuple[Step, ...]
    height: int
    left: int = WIDTH // 2 - MIDDLE
    right: int = WIDTH // 2 + MIDDLE

    @property
    def figures(self) -> list[Figure]:
        """Return the figures that are drawn as bars."""
        return [side.figure for step in self.steps for side in (step.men, step.women) if side]

    @property
    def solid(self) -> str:
        """Return the bars of the minority, as lines along their middle."""
        return "".join(
            f"M{start} {step.y + BAR_HEIGHT / 2:g}h{way * side.length}"
            for step in self.steps
            for side, start, way in ((step.men, self.left, -1), (step.women, self.right, 1))
            if side
        )

    @property
    def outline(self) -> str:
        """Return the ends of the majority's bars."""
        return "".join(step.majority for step in self.steps)


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
    men, women = (_side(sexes.get(sex), 0, scale) for sex in ("male", "female"))
    others = [_side(sexes.get(sex), 1, scale) for sex in ("male", "female")]
    left, right = WIDTH // 2 - MIDDLE, WIDTH // 2 + MIDDLE
    ends = (
        other and start + way * other.length for other, start, way in zip(others, (left, right), (-1, 1), strict=True)
    )
    men, women = (
        replace(side, reach=max(side.length, other.length if other else 0)) if side else None
        for side, other in zip((men, women), others, strict=True)
    )
    outline = "".join(f"M{end} {y}v{STEP - 1}" for end in ends if end is not None)
    return Step(age, y, men, women, outline)


def _side(row: Row | None, place: int, scale: float) -> Side | None:
    figure = row.figures[place] if row else None
    if figure is None or figure.value is None:
        return None
    return Side(figure, round(figure.value * scale))
