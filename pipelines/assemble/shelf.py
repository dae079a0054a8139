"""A community's FIGURES → one Shelf a region, from which figures are taken by name."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pipelines.model import WHOM, Figure, Group, Interval, Kind, Reliability, Status

Key = tuple[str, Group, str, str]


@dataclass(frozen=True)
class Shelf:
    """The figures of one community in one region, by indicator, group, breakdown and period."""

    community: str
    region: str
    figures: Mapping[Key, Figure]

    def get(self, indicator: str, group: Group, period: str, breakdown: str = "") -> Figure | None:
        """Return the figure, or None where no source has such a cell."""
        return self.figures.get((indicator, group, breakdown, period))

    @cached_property
    def _periods(self) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], set[str]] = {}
        for indicator, _, breakdown, period in self.figures:
            found.setdefault((indicator, breakdown), set()).add(period)
        return {key: sorted(periods, reverse=True) for key, periods in found.items()}

    def periods(self, indicator: str, breakdown: str = "") -> list[str]:
        """Return the periods of an indicator, latest first."""
        return self._periods.get((indicator, breakdown), [])

    @cached_property
    def _breakdowns(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for indicator, breakdown in self._periods:
            found.setdefault(indicator, set()).add(breakdown)
        return found

    def breakdowns(self, indicator: str) -> Set[str]:
        """Return the breakdown keys that an indicator has figures of, '' for the whole group."""
        return self._breakdowns.get(indicator, set())

    def latest(self, indicator: str, breakdown: str = "") -> str | None:
        """Return the latest period in which the minority's value is reported, or that of everyone where it has none."""
        periods = self.periods(indicator, breakdown)
        for group in (Group.MINORITY, Group.TOTAL):
            figures = [(period, self.get(indicator, group, period, breakdown)) for period in periods]
            for period, figure in figures:
                if figure is not None and figure.status is Status.REPORTED:
                    return period
            if any(figure is not None for _, figure in figures):
                return None
        return None

    @cached_property
    def reported(self) -> int:
        """Return how many figures are reported, of the minority and of those it is compared with."""
        return sum(figure.status is Status.REPORTED and figure.group in WHOM for figure in self.figures.values())


def shelves(figures: pd.DataFrame) -> dict[str, Shelf]:
    """Return region → Shelf for the FIGURES of one community; building a Figure proves its invariant."""
    community = str(figures["community"].iloc[0]) if len(figures) else ""
    found: dict[str, dict[Key, Figure]] = {}
    columns = [figures[name].tolist() for name in COLUMNS]
    for values in zip(*columns, strict=True):
        figure = _figure(*values)
        key = (figure.indicator, figure.group, figure.breakdown, figure.period)
        found.setdefault(figure.region, {})[key] = figure
    return {region: Shelf(community, region, kept) for region, kept in found.items()}


COLUMNS = [
    "figure_id", "community", "region", "indicator", "group", "breakdown", "population", "period", "since", "value",
    "unit", "status", "lower", "upper", "interval", "reliability", "symbol", "numerator", "denominator", "source",
    "cell", "kind", "series_break", "rule",
]  # fmt: skip
GROUPS = {group.value: group for group in Group}
STATUSES = {status.value: status for status in Status}
INTERVALS = {interval.value: interval for interval in Interval}
KINDS = {kind.value: kind for kind in Kind}
RELIABILITIES: dict[str, Reliability | None] = {"": None, **{each.value: each for each in Reliability}}


def _figure(
    figure_id: str, community: str, region: str, indicator: str, group: str, breakdown: str, population: str,
    period: str, since: str, value: float, unit: str, status: str, lower: float, upper: float, interval: str,
    reliability: str,
    symbol: str, numerator: float, denominator: float, source: str, cell: str, kind: str, series_break: str, rule: str,
) -> Figure:  # fmt: skip
    return Figure(
        id=figure_id,
        community=community,
        region=region,
        indicator=indicator,
        group=GROUPS[group],
        breakdown=breakdown,
        population=population,
        period=period,
        since=since,
        value=_number(value),
        unit=unit,
        status=STATUSES[status],
        lower=_number(lower),
        upper=_number(upper),
        interval=INTERVALS[interval],
        reliability=RELIABILITIES[reliability],
        symbol=symbol,
        numerator=_number(numerator),
        denominator=_number(denominator),
        source=source,
        cell=cell,
        kind=KINDS[kind],
        series_break=series_break,
        rule=rule,
    )


def _number(value: float) -> float | None:
    return None if value != value else value
