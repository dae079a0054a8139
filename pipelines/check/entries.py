"""A key of an entry of a register → what stands there, a number with its unit or a day; worked out from scratch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pipelines.methods.following import progress, representation_index
from pipelines.model import Plan
from pipelines.model.registers import DecisionTable, Entry, MobilizationPlan, PlanIndicator

# How what somebody counted is written.
WRITTEN = {"persons": "persons", "percent": "percent", "dollars": "dollars", "number": "ratio"}
# A figure's id → its value in the store.
Values = Callable[[str], float | None]


@dataclass(frozen=True, slots=True)
class Held:
    """What an entry holds at a place: a number in a unit, or a text such as a day."""

    value: float | str
    unit: str = ""
    decimals: int | None = None


def held(plan: Plan, key: str, values: Values) -> Held | None:
    """Return what stands under `kind/id:path`; None where no entry has such a place."""
    name, _, path = key.partition(":")
    kind, _, each = name.partition("/")
    entry = next((e for k, i, e in plan.registers.all() if k == kind and i == each), None)
    if entry is None:
        return None
    if path == "index" and isinstance(entry, DecisionTable):
        index = representation_index(entry.held_by_minority, entry.seats, values(entry.population))
        return None if index is None else Held(index, "ratio", 2)
    head, _, rest = path.partition(".")
    if isinstance(entry, MobilizationPlan) and head in ("row", "row_on", "row_note"):
        return _row(plan, each, entry, head, rest)
    if isinstance(entry, MobilizationPlan) and head in ("progress", "observed", "observed_on"):
        return _observed(plan, each, entry, head, rest, values)
    return _declared(entry, path.split("."))


def _row(plan: Plan, name: str, entry: MobilizationPlan, what: str, place: str) -> Held | None:
    """Return what the line at a place of the table beside a plan says."""
    rows = plan.registers.observed.get(name, ())
    row = rows[int(place)] if place.isdecimal() and int(place) < len(rows) else None
    indicator = next((each for each in entry.indicators if row and each.id == row.indicator), None)
    if row is None or indicator is None:
        return None
    if what == "row":
        return Held(row.value, WRITTEN[indicator.unit])
    return Held(row.on if what == "row_on" else row.note)


def _observed(plan: Plan, name: str, entry: MobilizationPlan, what: str, of: str, values: Values) -> Held | None:
    indicator = next((each for each in entry.indicators if each.id == of), None)
    rows = [row for row in plan.registers.observed.get(name, ()) if row.indicator == of]
    if indicator is None or not rows:
        return None
    last = max(rows, key=lambda row: row.on)
    if what == "observed_on":
        return Held(last.on)
    if what == "observed":
        return Held(last.value, WRITTEN[indicator.unit])
    began = values(indicator.baseline_figure) if indicator.baseline_figure else indicator.baseline
    reached = progress(began, last.value, indicator.target)
    return None if reached is None else Held(reached, "percent", 0)


def _declared(entry: Entry, path: list[str]) -> Held | None:
    """Return what is declared at a path; a number has the unit of what it stands in."""
    at: Any = entry
    unit = "persons"
    for key in path:
        if isinstance(at, list | tuple):
            at = at[int(key)] if key.isdecimal() and int(key) < len(at) else None
        else:
            at = getattr(at, key, None)
        if at is None:
            return None
        unit = WRITTEN.get(getattr(at, "unit", ""), unit) if not isinstance(at, PlanIndicator) else WRITTEN[at.unit]
    if isinstance(at, int) and path[-1] == "since":
        return Held(str(at))
    return Held(at, "" if isinstance(at, str) else unit) if isinstance(at, str | int | float) else None
