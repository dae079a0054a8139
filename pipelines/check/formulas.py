"""A comparison → how it is made: its formula, the same with its numbers in it, and the figures that it is made of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipelines.model import Group, Interval, Kind, Plan, Reliability, Status

STANDARDISED = "age=standardised"
# What a comparison is, and the same with places for the numbers of its parts in their order.
FORMULAS: Mapping[str, tuple[str, str]] = {
    Group.GAP: ("minority - majority", "{0} - {1}"),
    Group.RATIO: ("minority / majority", "{0} / {1}"),
    Group.PEOPLE: ("gap x persons of the minority in the denominator / 100, rounded", "{cell}"),
    Group.MINORITY_SHARE: ("100 x minority / all who have the characteristic", "100 x {numerator} / {denominator}"),
    Group.CHANGE: ("now - then", "{0} - {1}"),
    Group.GROWTH: ("100 x now / then - 100", "100 x {0} / {1} - 100"),
    Group.RANK: ("1 + the regions of the level whose value is higher by more than rounding explains", "{cell}"),
}
OF_AGES = "the rate at each age x the weight of that age in one age structure for both groups, summed"
HOW: Mapping[str, str] = {
    Interval.SAMPLING95: "95% confidence interval of a sample",
    Interval.ROUNDING: "the worst that random rounding of the counts can have done",
    Interval.NONE: "its parts have none, or bounds of two kinds",
}
BAND = re.compile(r"[a-z][\w-]*=[\w+-]+")
LEAGUE = ("indicator", "region_level", "period", "population", "source")


def parts_of(figure: Mapping[str, Any], figures: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows that a figure is made of, in the order of its formula; none where it is made of cells."""
    if figure["group"] == Group.RANK:
        return _league(figure, figures)
    if figure["group"] in FORMULAS:
        named = [word for word in figure["cell"].split() if word.count(":") >= 4]
        return [row for name in named for row in _rows(figures[figures["figure_id"] == name])]
    if figure["breakdown"] == STANDARDISED:
        bands = dict.fromkeys(BAND.findall(figure["cell"]))
        same = figures[(figures["region"] == figure["region"]) & (figures["indicator"] == figure["indicator"])]
        same = same[(same["group"] == figure["group"]) & (same["period"] == figure["period"])]
        return [row for band in bands for row in _rows(same[same["breakdown"] == band])]
    return []


def _league(figure: Mapping[str, Any], figures: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the values that are ranked together, the highest first."""
    inside = figures["group"].eq(Group.MINORITY) & figures["breakdown"].eq("") & figures["status"].eq(Status.REPORTED)
    inside &= figures["reliability"] != Reliability.POOR
    for name in LEAGUE:
        inside &= figures[name] == figure[name]
    return _rows(figures[inside].sort_values("value", ascending=False))


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def formula_of(figure: Mapping[str, Any], parts: list[dict[str, Any]]) -> tuple[str, str]:
    """Return the formula of a figure that is made of others, and the same with its numbers; empty where it has none."""
    if figure["group"] not in FORMULAS:
        return (OF_AGES, figure["cell"]) if figure["breakdown"] == STANDARDISED else ("", "")
    words, places = FORMULAS[figure["group"]]
    if figure["status"] != Status.REPORTED:
        return words, ""
    values = [f"{part['value']:.10g}" for part in parts]
    cell = figure["cell"]
    for part, value in zip(parts, values, strict=True):
        cell = cell.replace(part["figure_id"], value)
    counts = {name: f"{figure[name]:.10g}" for name in ("numerator", "denominator")}
    return words, f"{places.format(*values, cell=cell, **counts)} = {figure['value']:.10g} {figure['unit']}"


def bounds_of(figure: Mapping[str, Any], plan: Plan) -> str:
    """Return the bounds of a figure, of which kind they are, and how they came."""
    kind = str(figure["interval"])
    if kind == Interval.NONE:
        return f"{kind}: {_why_none(figure, plan)}"
    published = kind == Interval.SAMPLING95 and figure["kind"] == Kind.PUBLISHED
    how = "as the source publishes it" if published else "computed here from the parts"
    return f"{kind}: {figure['lower']:.10g} to {figure['upper']:.10g} ({HOW[kind]}, {how})"


def _why_none(figure: Mapping[str, Any], plan: Plan) -> str:
    """Return why a figure has no bounds: the line of the decision table for what is printed, else in general."""
    if figure["group"] in FORMULAS or figure["breakdown"] == STANDARDISED:
        return HOW[Interval.NONE]
    basis = plan.sources[figure["source"]].basis
    made = "printed" if figure["kind"] == Kind.PUBLISHED else "counts"
    for rule in plan.rules.intervals:
        if (rule.basis, rule.made, rule.bounds, rule.interval) == (basis, made, False, Interval.NONE):
            return f"{rule.why.en} ({rule.id})"
    return HOW[Interval.NONE]
