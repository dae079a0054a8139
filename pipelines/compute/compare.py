"""FIGURES of minority and majority → their gap, their ratio, the gap as a number of people, the minority's share."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from pipelines.compute.comparing import made, pairs, renamed
from pipelines.methods.columns import (
    Column,
    count_rounding,
    difference_rounding,
    difference_sampling,
    ratio_rounding,
    ratio_sampling,
    share_rounding,
    share_sampling,
)
from pipelines.methods.statcan import t_of_95
from pipelines.model import Group, Interval, Plan, Status, Unit

PLACE = ["community", "region", "indicator", "breakdown", "period", "source", "population"]
# Kinds of which minority and majority are compared: a count, or a share of everybody, compares nothing by itself.
COMPARED = ("proportion", "rate", "mean", "median")
GAP_UNIT = {Unit.PERCENT: Unit.POINTS.value, Unit.DOLLARS: Unit.DOLLARS.value}


def compared(table: pd.DataFrame, plan: Plan) -> Iterator[pd.DataFrame]:
    """Yield the comparisons of a community's figures, for the declared breakdowns."""
    kinds = table["indicator"].map({name: indicator.kind for name, indicator in plan.indicators.items()})
    here = table[kinds.isin(COMPARED) & table["breakdown"].isin(plan.rules.comparing.breakdowns)]
    of = {group: here[here["group"] == group] for group in (Group.MINORITY, Group.MAJORITY, Group.TOTAL)}
    pair = pairs(of[Group.MINORITY], of[Group.MAJORITY], PLACE)
    if len(pair):
        gap = _gap(pair, plan)
        yield gap
        yield _ratio(pair, plan)
        # Only what is made of counts has a number of people to speak of.
        counted = pair["made"] == "counts"
        if counted.any():
            yield _people(pair[counted], gap[counted.to_numpy()], plan)
    whole = pairs(of[Group.MINORITY], of[Group.TOTAL], PLACE)
    both = whole[whole["numerator"].notna() & whole["numerator_other"].notna()]
    if len(both):
        yield _minority_share(both, plan)


def _gap(pair: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    value = (pair["value"] - pair["value_other"]).to_numpy()
    table = made(pair, value, difference_rounding, difference_sampling, " - ")
    return renamed(table, Group.GAP.value, pair["unit"].map(GAP_UNIT), plan)


def _ratio(pair: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return minority over majority; there is none to a majority of zero or less, nor of a loss."""
    above = (pair["value_other"] > 0) & (pair["value"] >= 0)
    value = (pair["value"] / pair["value_other"].where(above)).to_numpy()
    table = made(pair, value, ratio_rounding, ratio_sampling, " / ")
    return renamed(table, Group.RATIO.value, Unit.RATIO.value, plan)


def _people(pair: pd.DataFrame, gap: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return the gap as a number of people of the minority: gap x its persons in the denominator, where counted.

    Printed to a multiple of the declared base, the bounds rounded outwards.
    """
    base, step = pair["denominator"].to_numpy(), plan.rules.comparing.people_base
    lower, upper = _people_bounds(pair, gap, base)
    table = gap.assign(
        value=step * np.round(gap["value"] / 100 * base / step),
        lower=step * np.floor(lower / step),
        upper=step * np.ceil(upper / step),
        cell=gap["figure_id"] + " x " + pd.Series(base, index=gap.index).map("{:.10g}".format) + " / 100",
    )
    return renamed(table, Group.PEOPLE.value, Unit.PERSONS.value, plan)


def _people_bounds(pair: pd.DataFrame, gap: pd.DataFrame, base: Column) -> tuple[Column, Column]:
    """Return the bounds of gap x base: every worst case of both, or the sampling errors of both together."""
    value, low, high = (gap[name].to_numpy() / 100 for name in ("value", "lower", "upper"))
    least, most = count_rounding(base, pair["whole_error"])
    products = np.stack([low * least, low * most, high * least, high * most])
    swing = np.abs(value) * t_of_95() * np.sqrt(pair["whole_variance"].to_numpy())
    sampled = (
        value * base - np.hypot((value - low) * base, swing),
        value * base + np.hypot((high - value) * base, swing),
    )
    rounding = (gap["interval"] == Interval.ROUNDING).to_numpy()
    return (
        np.where(rounding, products.min(axis=0), sampled[0]),
        np.where(rounding, products.max(axis=0), sampled[1]),
    )


def _minority_share(pair: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return the minority's part of all persons who have the characteristic, from the two numerators."""
    part, whole = pair["numerator"], pair["numerator_other"]
    error, whole_error = pair["part_error"], pair["part_error_other"]
    variance, whole_variance = pair["part_variance"], pair["part_variance_other"]

    def rounding(*_: Column) -> tuple[Column, Column]:
        low, high = share_rounding(part, whole, error, whole_error)
        return 100 * low, 100 * high

    def sampling(*_: Column) -> tuple[Column, Column]:
        low, high, _se = share_sampling(part, variance, whole, whole_variance)
        return 100 * low, 100 * high

    value = (100 * part / whole.where(whole > 0)).to_numpy()
    table = made(pair, value, rounding, sampling, " of ")
    shown = table["status"] == Status.REPORTED
    table = table.assign(numerator=part.where(shown), denominator=whole.where(shown))
    return renamed(table, Group.MINORITY_SHARE.value, Unit.PERCENT.value, plan)
