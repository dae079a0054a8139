"""FIGURES of the minority in every census → how each moved since the census before: by how much, and in per cent."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipelines.compute.comparing import OfTwo, made, renamed
from pipelines.methods.columns import (
    Column,
    difference_rounding,
    difference_sampling,
    ratio_rounding,
    ratio_sampling,
)
from pipelines.model import Group, Plan, Status, Unit

SERIES = ["indicator", "region", "population"]
CHANGE_UNIT = {Unit.PERCENT: Unit.POINTS.value, Unit.PERSONS: Unit.PERSONS.value}


def changed(table: pd.DataFrame, plan: Plan) -> Iterator[pd.DataFrame]:
    """Yield the change of each value since the census before that reports one, and the growth of each count.

    Amounts of money are left out: whether a table's earlier dollars are worth those of today is not published with it.
    Series are of one population; a definition that changes makes another series.
    """
    series = table[
        (table["group"] == Group.MINORITY)
        & (table["breakdown"] == "")
        & table["unit"].isin(CHANGE_UNIT)
        & (table["status"] == Status.REPORTED)
    ].sort_values([*SERIES, "period"])
    before = series.groupby(SERIES).shift(1).add_suffix("_other")
    pair = pd.concat([series, before], axis=1)
    pair = pair[pair["value_other"].notna()]
    if pair.empty:
        return
    pair = pair.assign(since=pair["period_other"])
    pair = pair.assign(series_break=_breaks(pair, plan))
    value = (pair["value"] - pair["value_other"]).to_numpy()
    moved = made(pair, value, difference_rounding, difference_sampling, " - ")
    yield renamed(moved, Group.CHANGE.value, pair["unit"].map(CHANGE_UNIT), plan)
    counts = pair[pair["unit"] == Unit.PERSONS]
    if len(counts):
        value = (100 * counts["value"] / counts["value_other"].where(counts["value_other"] > 0) - 100).to_numpy()
        grown = made(counts, value, _percent_more(ratio_rounding), _percent_more(ratio_sampling), " / ")
        yield renamed(grown, Group.GROWTH.value, Unit.PERCENT.value, plan)


def _percent_more(ratio: OfTwo) -> OfTwo:
    def limits(*columns: Column) -> tuple[Column, Column]:
        low, high = ratio(*columns)
        return 100 * low - 100, 100 * high - 100

    return limits


def _breaks(pair: pd.DataFrame, plan: Plan) -> list[str]:
    """Return the latest break between the two censuses of each pair, '' where there is none.

    A census that stands alone compares neither with what was before nor with what came after.
    """
    declared = {name: sorted(source.breaks, key=lambda change: change.period) for name, source in plan.sources.items()}
    found = []
    for source, since, period in zip(pair["source"], pair["since"], pair["period"], strict=True):
        crossed = [
            change.id
            for change in declared[source]
            if since < change.period <= period or (change.alone and change.period == since)
        ]
        found.append(crossed[-1] if crossed else "")
    return found
