"""How much a difference lets one say: its interval, and nothing else, chooses the rung of the ladder."""

from __future__ import annotations

from pipelines.model import Interval, Rung, Unit

# Below half of the last digit that is printed, nothing of a difference can be seen on the page.
HALF_A_DIGIT = {Unit.POINTS: 0.05, Unit.PERSONS: 0.5, Unit.DOLLARS: 0.5, Unit.PERCENT: 0.05, Unit.RATIO: 0.005}


def rung(
    value: float | None, lower: float | None, upper: float | None, interval: str, unit: str, broken: bool = False
) -> Rung:
    """Return what may be said of a difference `value` in `unit`, from its bounds and their kind.

    Higher only where the whole interval lies above zero, lower only where it lies below; an interval that touches zero
    tells nothing apart. Without an interval, or where the printed difference is zero, the values stand side by side.
    A difference across a break of the series (`broken`) is not read at all.
    """
    if broken:
        return Rung.ACROSS_BREAK
    if value is None or lower is None or upper is None or interval == Interval.NONE:
        return Rung.SIDE_BY_SIDE
    if lower <= 0 <= upper:
        return Rung.WITHIN_ROUNDING if interval == Interval.ROUNDING else Rung.WITHIN_SAMPLING
    if abs(value) < HALF_A_DIGIT[Unit(unit)]:
        return Rung.SIDE_BY_SIDE
    return Rung.HIGHER if lower > 0 else Rung.LOWER
