"""A community's shelves → where a region stands among all of its level in an indicator, where enough have a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pipelines.assemble.shelf import Shelf
from pipelines.model import Among, Figure, Group, Level, Plan

# Fewer regions are no company.
LEAST = 5


class Peers:
    """The regions of a community, from which those of one level are taken once for all of them."""

    def __init__(self, plan: Plan, stock: Mapping[str, Shelf]) -> None:
        self.plan, self.stock = plan, stock
        self.known: dict[tuple[str, Level, str], tuple[Figure, ...]] = {}
        self.newest: dict[tuple[str, Level], str | None] = {}

    def of_themes(self, shelf: Shelf) -> Iterator[Among]:
        """Yield where a region stands in each theme, by what the theme leads with."""
        for section in self.plan.sections.sections:
            names = (name for name, indicator in self.plan.indicators.items() if indicator.theme == section.id)
            found = self.among(shelf, dict.fromkeys([*section.lead, *names]))
            if found is not None:
                yield found

    def among(self, shelf: Shelf, names: Iterable[str]) -> Among | None:
        """Return the first of these indicators in which a region can be shown among its level; None where none can.

        Counts are left out: the size of a region is no news. So is what a region has for an earlier period alone: the
        table of the indicator, where the others' numbers stand, holds the newest.
        """
        level = self.plan.regions[shelf.region].level
        for name in names:
            period = shelf.latest(name)
            if period is None or self.plan.indicators[name].unit == "persons" or period != self._newest(name, level):
                continue
            own = shelf.get(name, Group.MINORITY, period)
            found = self._ordered(name, level, period)
            if own is not None and own.value is not None and len(found) >= LEAST:
                return Among(level=level, own=own, ordered=found)
        return None

    def _newest(self, name: str, level: Level) -> str | None:
        """Return the newest period that any region of a level has rows for, as the indicator's page does."""
        key = (name, level)
        if key not in self.newest:
            inside = (shelf for region, shelf in self.stock.items() if self.plan.regions[region].level is level)
            self.newest[key] = max((period for shelf in inside for period in shelf.periods(name)), default=None)
        return self.newest[key]

    def _ordered(self, name: str, level: Level, period: str) -> tuple[Figure, ...]:
        """Return the minority's values of a level, the lowest first."""
        key = (name, level, period)
        if key not in self.known:
            inside = (shelf for region, shelf in self.stock.items() if self.plan.regions[region].level is level)
            figures = (shelf.get(name, Group.MINORITY, period) for shelf in inside)
            valued = [(figure.value, figure.id, figure) for figure in figures if figure and figure.value is not None]
            self.known[key] = tuple(figure for *_, figure in sorted(valued, key=lambda each: each[:2]))
        return self.known[key]
