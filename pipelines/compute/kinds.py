"""The closed kinds of indicator: the cells of one source and measure, and a population → values with their status.

Each returns PLACE, group, value, status, lower, upper, quality, kind, numerator and denominator; persons in the latter
two, missing where the source gives no counts. Nothing missing is ever taken for zero, and 0 of 0 is not applicable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.methods.combine import weighted_sum, worst
from pipelines.model import Kind, Population, Status

PLACE = ["period", "region", "breakdown"]
WHERE = ["period", "region"]


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a measure, of the measure that it is a part of where it is one, and which breakdowns it is over."""

    measure: pd.DataFrame
    of: pd.DataFrame
    over: tuple[str, ...]
    groups: tuple[str, ...]


def counts(cells: Cells, population: Population) -> pd.DataFrame:
    """Return persons in each group: the declared weights over the published counts."""
    parts = [weighted_sum(cells.measure, getattr(population, group)).assign(group=group) for group in cells.groups]
    return _finished(parts).assign(numerator=np.nan, denominator=np.nan)


def shares(cells: Cells, population: Population) -> pd.DataFrame:
    """Return minority and majority as per cent of all persons."""
    whole = weighted_sum(cells.measure, population.total)
    groups = [group for group in cells.groups if group != "total"]
    return _finished(
        _percent(weighted_sum(cells.measure, getattr(population, group)), whole, PLACE).assign(group=group)
        for group in groups
    )


def proportions(cells: Cells, population: Population) -> pd.DataFrame:
    """Return the persons of a measure as per cent of the persons of the same group that it is a part of."""
    return _finished(
        _percent(
            weighted_sum(cells.measure, getattr(population, group)),
            weighted_sum(cells.of, getattr(population, group)),
            PLACE,
        ).assign(group=group)
        for group in cells.groups
    )


def distributions(cells: Cells, population: Population) -> pd.DataFrame:
    """Return the persons in each member of a breakdown as per cent of the group's persons in all of them."""
    inside = cells.measure[cells.measure["breakdown"].map(dimensions) == cells.over]
    everyone = cells.measure[cells.measure["breakdown"] == ""]
    parts = []
    for group in cells.groups:
        whole = weighted_sum(everyone, getattr(population, group)).drop(columns="breakdown")
        parts.append(_percent(weighted_sum(inside, getattr(population, group)), whole, WHERE).assign(group=group))
    return _finished(parts)


def published(cells: Cells, population: Population) -> pd.DataFrame:
    """Return rates, means or medians as the source prints them, each group a single category of the source."""
    group_of = {next(iter(getattr(population, group))): group for group in cells.groups}
    table = cells.measure[cells.measure["population"].isin(group_of)]
    return table[[*PLACE, "value", "status", "lower", "upper", "quality"]].assign(
        group=table["population"].map(group_of), kind=Kind.PUBLISHED, numerator=np.nan, denominator=np.nan
    )


KINDS: dict[str, Callable[[Cells, Population], pd.DataFrame]] = {
    "count": counts,
    "share": shares,
    "proportion": proportions,
    "distribution": distributions,
    "rate": published,
    "mean": published,
    "median": published,
}


def dimensions(breakdown: str) -> tuple[str, ...]:
    """Return the dimensions of a breakdown key such as `age=0-14;sex=female`, in its order."""
    return tuple(part.partition("=")[0] for part in breakdown.split(";")) if breakdown else ()


def _percent(part: pd.DataFrame, whole: pd.DataFrame, on: Sequence[str]) -> pd.DataFrame:
    pair = part.merge(
        whole, on=list(on), how="left" if on == WHERE else "right", suffixes=("_part", "_whole"), validate="m:1"
    )
    missing = Status.NOT_AVAILABLE.value
    status = worst(pair["status_part"].fillna(missing), pair["status_whole"].fillna(missing))
    status = status.mask((status == Status.REPORTED) & (pair["value_whole"] == 0), Status.NOT_APPLICABLE.value)
    reported = status == Status.REPORTED
    quality = pair["quality_part"].where(pair["quality_part"] == "caution", pair["quality_whole"]).fillna("")
    return pair[PLACE].assign(
        value=(100 * pair["value_part"] / pair["value_whole"]).where(reported),
        status=status,
        quality=quality,
        numerator=pair["value_part"].where(reported),
        denominator=pair["value_whole"].where(reported),
    )


def _finished(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return the parts as one table: computed by us, and without bounds, for those of the parts do not add up."""
    return pd.concat(list(parts), ignore_index=True).assign(kind=Kind.COMPUTED, lower=np.nan, upper=np.nan)
