"""Cells combined without losing what is missing: the status of a combination is the worst of its parts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.methods.columns import Column, variance_from_count_bounds
from pipelines.model import STATUS_RANK, Status, weight

PLACE = ["period", "region", "breakdown"]


def worst(first: pd.Series, second: pd.Series) -> pd.Series:
    """Return, element by element, the status that lets one say the least."""
    return first.where(first.map(STATUS_RANK) >= second.map(STATUS_RANK), second)


@dataclass(frozen=True, slots=True)
class Categories:
    """The cells of one measure, a row a place and a column a category, so that any population is a sum of columns.

    `value` is persons (NaN unless reported), `rank` that of the status (NOT_AVAILABLE where there is no cell),
    `caution` whether the source asks for it. `lower` and `upper` are the published 95% bounds and `variance`, in
    squared persons, what they imply; None where the measure is published without any.
    """

    places: pd.DataFrame
    columns: Mapping[str, int]
    value: Column
    rank: npt.NDArray[np.int8]
    caution: npt.NDArray[np.bool_]
    lower: Column | None = None
    upper: Column | None = None
    variance: Column | None = None

    @classmethod
    def of(cls, cells: pd.DataFrame) -> Categories:
        """Return the categories of `cells`, in which a category stands once in a place, places in their order."""
        place = cells.groupby(PLACE, observed=True).ngroup().to_numpy()
        codes, names = pd.factorize(cells["population"])
        first = np.unique(place, return_index=True)[1]
        shape = (len(first), len(names))
        value = np.full(shape, np.nan)
        rank = np.full(shape, STATUS_RANK[Status.NOT_AVAILABLE], dtype=np.int8)
        caution = np.zeros(shape, dtype=np.bool_)
        value[place, codes] = cells["value"].to_numpy(dtype=float)
        rank[place, codes] = cells["status"].map(STATUS_RANK).to_numpy(dtype=np.int8)
        caution[place, codes] = (cells["quality"] == "caution").to_numpy()
        lower = upper = variance = None
        if cells["lower"].notna().any():
            lower, upper = np.full(shape, np.nan), np.full(shape, np.nan)
            lower[place, codes] = cells["lower"].to_numpy(dtype=float)
            upper[place, codes] = cells["upper"].to_numpy(dtype=float)
            variance = variance_from_count_bounds(value, lower, upper)
        return cls(
            places=cells[PLACE].iloc[first].reset_index(drop=True),
            columns={str(name): column for column, name in enumerate(names)},
            value=value,
            rank=rank,
            caution=caution,
            lower=lower,
            upper=upper,
            variance=variance,
        )


def weighted_sum(cells: Categories, weights: Mapping[str, int | float | str]) -> pd.DataFrame:
    """Return PLACE, value (persons), status, quality, bounds and variance of a population of weighted categories.

    A place that lacks one of the categories is NOT_AVAILABLE: a missing part is never taken for zero. The official
    languages' half of "English and French" and the thirds of mother tongue are such weights (methods, B1). Where the
    source asks for caution with a part, it does with the sum. Bounds are those published for a single whole category;
    the variance is that of a sum of groups that share nobody. Both are NaN where nothing is published.
    """
    factors = {category: weight(declared) for category, declared in weights.items()}
    if not factors.keys() <= cells.columns.keys():
        missing = dict.fromkeys(("value", *SPREAD), np.nan)
        return cells.places.assign(**missing, status=Status.NOT_AVAILABLE.value, quality="")
    # A common denominator first, so that thirds do not leave a trail of binary dust.
    common = math.lcm(*(factor.denominator for factor in factors.values()))
    chosen = [cells.columns[category] for category in factors]
    times = np.array([float(factor * common) for factor in factors.values()])
    rank = cells.rank[:, chosen].max(axis=1)
    reported = rank == STATUS_RANK[Status.REPORTED]
    value = np.where(reported, cells.value[:, chosen] @ times / common, np.nan)
    return cells.places.assign(
        value=value,
        **_spread(cells, chosen, times / common, reported),
        status=SPELLED[rank],
        quality=np.where(cells.caution[:, chosen].any(axis=1), "caution", ""),
    )


def _spread(cells: Categories, chosen: list[int], weights: Column, reported: npt.NDArray[np.bool_]) -> dict[str, Any]:
    """Return the bounds and the variance of the weighted sum of the `chosen` columns, NaN where it has none."""
    if cells.lower is None or cells.upper is None or cells.variance is None:
        return dict.fromkeys(SPREAD, np.nan)
    lower = upper = np.full(len(reported), np.nan)
    if len(chosen) == 1 and weights[0] == 1:
        lower, upper = cells.lower[:, chosen[0]], cells.upper[:, chosen[0]]
    variance = cells.variance[:, chosen] @ weights**2
    return {
        name: np.where(reported, column, np.nan) for name, column in zip(SPREAD, (lower, upper, variance), strict=True)
    }


SPREAD = ("lower", "upper", "variance")
SPELLED = np.array([status.value for status in Status], dtype=object)
