"""FIGURES of the minority in every region of a level → the place of each, with the places that it may have."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from pipelines.compute.comparing import renamed
from pipelines.compute.kinds import NUMBERS
from pipelines.methods.answer import given
from pipelines.methods.columns import Column
from pipelines.methods.quantiles import student_t
from pipelines.methods.ranks import confidence_of_each
from pipelines.methods.statcan import DEGREES, t_of_95
from pipelines.model import Group, Interval, Kind, Plan, Reliability, Status, Unit

LEAGUE = ["indicator", "region_level", "period", "population", "source"]


def ranked(table: pd.DataFrame, plan: Plan) -> Iterator[pd.DataFrame]:
    """Yield the ranks of the regions that report a value, 1 for the highest, for leagues whose bounds are of one kind.

    Regions without bounds are not ranked: their order could be chance. Regions that only rounding sets apart share a
    place; `lower` and `upper` are the first and the last place that the bounds allow (Klein, Wright and Wieczorek
    2020), which hold for all regions together. A league is of one source and one population.
    """
    values = table[
        (table["group"] == Group.MINORITY)
        & (table["breakdown"] == "")
        & (table["status"] == Status.REPORTED)
        & (table["reliability"] != Reliability.POOR)
    ]
    for _, league in values.groupby(LEAGUE, sort=False):
        kinds = set(league["interval"])
        size = plan.rules.comparing.ranked_at_least <= len(league) <= plan.rules.comparing.ranked_at_most
        if size and len(kinds) == 1 and Interval.NONE not in kinds:
            yield _places(league, str(next(iter(kinds))), plan)


def _places(league: pd.DataFrame, kind: str, plan: Plan) -> pd.DataFrame:
    value = league["value"].to_numpy()
    lower, upper = _joint(league, kind)
    noise = _noise(league) if kind == Interval.ROUNDING else np.zeros(len(league))
    apart = value[None, :] - value[:, None] > 2 * np.hypot(noise[None, :], noise[:, None])
    first = 1 + (lower[None, :] > upper[:, None]).sum(axis=1)
    last = len(league) - (upper[None, :] < lower[:, None]).sum(axis=1)
    table = league.assign(
        **dict.fromkeys([*NUMBERS, "numerator", "denominator"], np.nan),
        value=(1 + apart.sum(axis=1)).astype(float),
        lower=first.astype(float),
        upper=last.astype(float),
        kind=Kind.COMPUTED.value,
        cell="place of " + league["figure_id"] + f" among {len(league)}",
    )
    return renamed(table, Group.RANK.value, Unit.RANK.value, plan)


def _joint(league: pd.DataFrame, kind: str) -> tuple[Column, Column]:
    """Return bounds that hold for all regions together: worst cases do; 95% limits are widened (Šidák)."""
    value, lower, upper = (league[name].to_numpy() for name in ("value", "lower", "upper"))
    if kind == Interval.ROUNDING:
        return lower, upper
    wider = student_t(given(confidence_of_each(len(league))), DEGREES) / t_of_95()
    return value - wider * (value - lower), value + wider * (upper - value)


def _noise(league: pd.DataFrame) -> Column:
    """Return the standard deviation that random rounding gives each value, in its unit (methods, B2.2)."""
    variance = league["rounding_variance"].to_numpy()
    base = league["denominator"].to_numpy()
    share = league["value"].to_numpy() / 100
    of_share = 100 * np.sqrt(variance * (1 + share**2)) / base
    noise: Column = np.where((league["unit"] == Unit.PERCENT).to_numpy(), of_share, np.sqrt(variance))
    return noise
