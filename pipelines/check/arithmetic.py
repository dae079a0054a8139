"""FIGURES → the figures that their own columns, or the figures that they compare, contradict.

Worked out here a second time, in plain arithmetic and without the stage that computed them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from pipelines.check.downloads import spelled
from pipelines.errors import Fault
from pipelines.model import WHOM, Group, Interval, Plan, Status, Unit

STORE = "data/figures.parquet"
# Two ways of working out the same number part by rounding in the last binary digits.
CLOSE = 1e-9
KEY = ["community", "region", "indicator", "breakdown", "period"]
COLUMNS = [*KEY, "figure_id", "value", "denominator"]


def arithmetic_faults(figures: pd.DataFrame, plan: Plan) -> Iterator[Fault]:
    """Yield every figure whose value, bounds, counts or parts contradict each other."""
    yield from _told(figures, _mixed(figures), "has a value, bounds or counts that its status or interval excludes")
    bounded = figures["lower"].notna() & figures["value"].notna()
    outside = bounded & ~((figures["lower"] <= figures["value"]) & (figures["value"] <= figures["upper"]))
    yield from _told(figures, outside, "lies outside its bounds")
    yield from _told(figures, _not_its_counts(figures), "is not 100 x numerator / denominator")
    parts = {group: figures[figures["group"] == group] for group in Group}
    yield from _compared(parts, Group.GAP, Group.MAJORITY, "minority - majority")
    yield from _compared(parts, Group.RATIO, Group.MAJORITY, "minority / majority")
    yield from _compared(parts, Group.CHANGE, Group.MINORITY, "minority - minority before")
    yield from _compared(parts, Group.GROWTH, Group.MINORITY, "100 x minority / minority before - 100")
    yield from _people(parts, plan.rules.comparing.people_base)
    yield from _ranks(parts)


def _apart(one: pd.Series, other: pd.Series) -> pd.Series:
    """Return where two columns are not the same number; a missing one is none."""
    return pd.Series(~np.isclose(one.to_numpy(), other.to_numpy(), rtol=CLOSE, atol=CLOSE), index=one.index)


def _told(figures: pd.DataFrame, wrong: pd.Series, said: str) -> Iterator[Fault]:
    columns = ["figure_id", "value", "unit", "lower", "upper", "numerator", "denominator", "status"]
    for row in figures.loc[wrong, columns].itertuples():
        numbers = ", ".join(f"{name} {spelled(getattr(row, name))}" for name in columns[1:])
        yield Fault("arithmetic", STORE, f"{row.figure_id} {said}: {numbers}")


def _mixed(figures: pd.DataFrame) -> pd.Series:
    """Return where a status says one thing of the numbers and the numbers another."""
    reported = figures["status"] == Status.REPORTED
    bounds = figures["lower"].notna() | figures["upper"].notna()
    one_bound = figures["lower"].notna() != figures["upper"].notna()
    withheld = figures["status"] == Status.WITHHELD
    counts = figures["numerator"].notna() | figures["denominator"].notna()
    unbounded = figures["interval"] == Interval.NONE
    return (
        (reported != figures["value"].notna())
        | one_bound
        | (bounds & (unbounded | ~reported))
        | (reported & ~unbounded & ~bounds)
        | (withheld & counts)
    )


def _not_its_counts(figures: pd.DataFrame) -> pd.Series:
    """Return where a percentage of counts is not that of its counts; standardised ones weigh several."""
    counted: pd.Series = (
        figures["group"].isin([*WHOM, Group.MINORITY_SHARE])
        & (figures["unit"] == Unit.PERCENT)
        & ~figures["breakdown"].str.contains("standardised", regex=False)
        & figures[["value", "numerator", "denominator"]].notna().all(axis=1)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = 100 * figures["numerator"] / figures["denominator"]
    return counted & _apart(figures["value"], expected)


def _compared(parts: dict[Group, pd.DataFrame], group: Group, other: Group, formula: str) -> Iterator[Fault]:
    """Yield the comparisons of a group that are not what the two figures that they compare give."""
    mine = parts[group][parts[group]["value"].notna()]
    if mine.empty:
        return
    before = group in (Group.CHANGE, Group.GROWTH)
    pair = mine.merge(parts[Group.MINORITY][COLUMNS], on=KEY, how="left", suffixes=("", "_minority"), validate="1:1")
    left = pair.assign(period=pair["since"]) if before else pair
    left = left.merge(parts[other][COLUMNS], on=KEY, how="left", suffixes=("", "_other"), validate="1:1")
    one, two = left["value_minority"], left["value_other"]
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = {
            Group.GAP: one - two,
            Group.CHANGE: one - two,
            Group.RATIO: one / two,
            Group.GROWTH: 100 * one / two - 100,
        }[group]
    wrong = _apart(left["value"], expected)
    for row in left[wrong].assign(expected=expected[wrong]).itertuples():
        said = f"{row.figure_id} is {spelled(row.value)}; {formula} is {spelled(row.expected)}"
        yield Fault("arithmetic", STORE, f"{said} ({spelled(row.value_minority)}, {spelled(row.value_other)})")


def _people(parts: dict[Group, pd.DataFrame], base: int) -> Iterator[Fault]:
    """Yield the gaps in people that are not gap x persons of the minority, to a multiple of `base`."""
    people = parts[Group.PEOPLE][parts[Group.PEOPLE]["value"].notna()]
    pair = people.merge(parts[Group.GAP][COLUMNS], on=KEY, how="left", suffixes=("", "_gap"), validate="1:1")
    pair = pair.merge(parts[Group.MINORITY][COLUMNS], on=KEY, how="left", suffixes=("", "_minority"), validate="1:1")
    expected = pair["value_gap"] / 100 * pair["denominator_minority"]
    off = (pair["value"] - expected).abs()
    wrong = ~(off <= base / 2 + 1e-6) | (pair["value"] % base != 0)
    for row in pair[wrong].assign(expected=expected[wrong]).itertuples():
        said = f"{row.figure_id} is {spelled(row.value)}; gap x persons is {spelled(row.expected)}"
        yield Fault("arithmetic", STORE, f"{said}, to a multiple of {base}")


def _ranks(parts: dict[Group, pd.DataFrame]) -> Iterator[Fault]:
    """Yield the ranks below the place that the order of the values gives; regions may share a higher one."""
    minority = parts[Group.MINORITY]
    ranks = parts[Group.RANK][parts[Group.RANK]["value"].notna()]
    league = ["community", "indicator", "breakdown", "period", "region_level"]
    places = minority["value"].groupby([minority[name] for name in league]).rank(ascending=False, method="min")
    pair = ranks.merge(minority.assign(place=places)[[*KEY, "place"]], on=KEY, how="left", validate="1:1")
    wrong = ~((pair["value"] >= 1) & (pair["value"] <= pair["place"]))
    for row in pair[wrong].itertuples():
        yield Fault(
            "arithmetic",
            STORE,
            f"{row.figure_id} is place {spelled(row.value)}; by its value it is {spelled(row.place)}",
        )
