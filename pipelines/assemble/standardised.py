"""A shelf → the rates that exist in a standard age structure, each beside itself as it is, and what that hides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from pipelines.assemble.shelf import Shelf
from pipelines.model import Figure, Group, Plan, Status
from pipelines.model.planning import Standardised, StandardRow
from pipelines.model.standards import Tiling

T = TypeVar("T")
STANDARDISED = "age=standardised"
SHOWN = (Group.MINORITY, Group.MAJORITY, Group.GAP)


def standardised(plan: Plan, shelf: Shelf) -> Standardised | None:
    """Return the latest standardised rates of a place, in the order of the declarations; None where there are none."""
    found = [
        (_row(shelf, name, period, tiling), standard, tiling)
        for standard in plan.standards.values()
        for tiling in standard.tilings
        for name in tiling.indicators
        for period in _latest(shelf, name)
    ]
    if not found:
        return None
    return Standardised(
        rows=tuple(row for row, _, _ in found),
        standards=_each_once([standard for _, standard, _ in found]),
        tilings=_each_once([tiling for _, _, tiling in found]),
    )


def _latest(shelf: Shelf, name: str) -> Iterator[str]:
    """Yield the latest period in which both groups' standardised rates are reported, if there is one."""
    for period in shelf.periods(name, STANDARDISED):
        pair = [shelf.get(name, group, period, STANDARDISED) for group in (Group.MINORITY, Group.MAJORITY)]
        if all(figure is not None and figure.status is Status.REPORTED for figure in pair):
            yield period
            return


def _row(shelf: Shelf, name: str, period: str, tiling: Tiling) -> StandardRow:
    return StandardRow(
        indicator=name,
        period=period,
        crude=tuple(shelf.get(name, group, period) for group in SHOWN),
        standard=tuple(shelf.get(name, group, period, STANDARDISED) for group in SHOWN),
        crosses=crosses(shelf, name, period, tiling),
    )


def crosses(shelf: Shelf, name: str, period: str, tiling: Tiling) -> bool:
    """Return whether the minority's rate is above the majority's in one band of ages and below it in another.

    Bands whose bounds, where both have them, cannot tell the two rates apart are on neither side.
    """
    sides = {
        side
        for member in tiling.members
        for side in [_side(*(_at(shelf, name, group, period, tiling, member) for group in SHOWN[:2]))]
    }
    return {-1, 1} <= sides


def _at(shelf: Shelf, name: str, group: Group, period: str, tiling: Tiling, member: str) -> Figure | None:
    return shelf.get(name, group, period, f"{tiling.dimension}={member}")


def _side(minority: Figure | None, majority: Figure | None) -> int:
    """Return 1 where the minority's rate is the higher, -1 where it is the lower, 0 where that cannot be said."""
    if minority is None or majority is None or minority.value is None or majority.value is None:
        return 0
    if None not in (minority.lower, minority.upper, majority.lower, majority.upper):
        overlap = minority.lower <= majority.upper and majority.lower <= minority.upper  # type: ignore[operator]
        if overlap:
            return 0
    return (minority.value > majority.value) - (minority.value < majority.value)


def _each_once(these: Sequence[T]) -> tuple[T, ...]:
    return tuple(each for index, each in enumerate(these) if each not in these[:index])
