"""Cells combined without losing what is missing: the status of a combination is the worst of its parts."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from pipelines.model import STATUS_RANK, Status, weight

PLACE = ["period", "region", "breakdown"]


def worst(first: pd.Series, second: pd.Series) -> pd.Series:
    """Return, element by element, the status that lets one say the least."""
    return first.where(first.map(STATUS_RANK) >= second.map(STATUS_RANK), second)


def weighted_sum(cells: pd.DataFrame, weights: Mapping[str, int | float | str]) -> pd.DataFrame:
    """Return PLACE, value (persons), status and quality of a population made of weighted categories.

    A place that lacks one of the categories is NOT_AVAILABLE: a missing part is never taken for zero. The official
    languages' half of "English and French" and the thirds of mother tongue are such weights (methods, B1). Where the
    source asks for caution with a part, it does with the sum.
    """
    factors = {category: weight(declared) for category, declared in weights.items()}
    # A common denominator first, so that thirds do not leave a trail of binary dust.
    common = math.lcm(*(factor.denominator for factor in factors.values()))
    rows = cells[cells["population"].isin(weights)]
    times = rows["population"].map({category: float(factor * common) for category, factor in factors.items()})
    summed = (
        rows.assign(
            value=rows["value"] * times.astype(float),
            rank=rows["status"].map(STATUS_RANK).astype(float),
            caution=rows["quality"] == "caution",
        )
        .groupby(PLACE, sort=False, observed=True)
        # A category stands once in a place (OBSERVATIONS are unique), so that counting rows counts categories.
        .agg(value=("value", "sum"), rank=("rank", "max"), have=("population", "size"), caution=("caution", "max"))
        .reset_index()
    )
    places = cells[PLACE].drop_duplicates().sort_values(PLACE)
    table = places.merge(summed, on=PLACE, how="left", validate="1:1")
    rank = table["rank"].where(table["have"] == len(weights), STATUS_RANK[Status.NOT_AVAILABLE])
    status = rank.astype(int).map({rank: status for status, rank in STATUS_RANK.items()})
    value = (table["value"] / common).where(status == Status.REPORTED)
    quality = table["caution"].eq(True).map({True: "caution", False: ""})
    return table[PLACE].assign(value=value, status=status, quality=quality)
