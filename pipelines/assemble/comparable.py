"""A shelf → its latest value of every indicator, ready to stand beside other regions', and what may be said of each."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.assemble.sentences import said_of
from pipelines.assemble.shelf import Shelf
from pipelines.model import WHOM, Comparable, Group, Plan

# What stands in a line of a comparison; a group that no region has is no column.
BESIDE = (*WHOM, Group.GAP, Group.RATIO, Group.PEOPLE, Group.RANK)


def comparables(plan: Plan, shelf: Shelf) -> Iterator[Comparable]:
    """Yield what each indicator says of everyone in the group, in the declared order, in its latest reported period.

    Where no value is reported the latest period stands, so that a withheld value is shown as such and not left out.
    """
    for name in plan.indicators:
        period = shelf.latest(name) or next(iter(shelf.periods(name)), None)
        if period is None:
            continue
        found = ((group, shelf.get(name, group, period)) for group in BESIDE)
        figures = {group: figure for group, figure in found if figure is not None}
        if figures:
            yield Comparable(
                indicator=name, period=period, figures=figures, sentences=tuple(said_of(plan, shelf, name))
            )
