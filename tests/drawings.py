"""Figures and rows as charts take them, made up for tests of what is drawn."""

from __future__ import annotations

from pipelines.model import Figure, Group, Interval, Kind, Row, Status

Bounds = tuple[float, float]


def figure(
    value: float | None,
    group: Group = Group.MINORITY,
    *,
    indicator: str = "x",
    region: str = "pr24",
    period: str = "2016",
    unit: str = "percent",
    broken: str = "",
    bounds: Bounds | None = None,
    interval: Interval = Interval.SAMPLING95,
    breakdown: str = "",
    source: str = "s",
) -> Figure:
    """Return a figure; with `bounds` it has an interval of that kind."""
    lower, upper = bounds or (None, None)
    return Figure(
        id=f"esq:{region}:{indicator}:{group}:{period}{':' + breakdown if breakdown else ''}", community="esq",
        region=region, indicator=indicator, group=group, breakdown=breakdown, population="declared", period=period,
        value=value, unit=unit, status=Status.NOT_AVAILABLE if value is None else Status.REPORTED, lower=lower,
        upper=upper, interval=interval if bounds else Interval.NONE, reliability=None, symbol="", numerator=None,
        denominator=None, source=source, cell="", kind=Kind.PUBLISHED, series_break=broken, since="", rule="",
    )  # fmt: skip


def row(
    label: str,
    minority: float | None,
    majority: float | None,
    broken: str = "",
    unit: str = "percent",
    bounds: Bounds | None = None,
) -> Row:
    """Return a row of both groups; the bounds are the minority's."""
    pair = (
        figure(minority, Group.MINORITY, period=label, unit=unit, broken=broken, bounds=bounds),
        figure(majority, Group.MAJORITY, period=label, unit=unit, broken=broken),
    )
    return Row(label=label, figures=pair, series_break=broken)
