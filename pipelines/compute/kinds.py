"""The closed kinds of indicator: the cells of one source and measure, and a population → values with their status.

Each returns PLACE, group, value, status, lower, upper, quality, kind, numerator and denominator; persons in the latter
two, missing where the source gives no counts. Nothing missing is ever taken for zero, and 0 of 0 is not applicable.
Beside them stands what bounds are made of (ORIGINS): `lower` and `upper` are so far those that the source publishes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from pipelines.methods.combine import Categories, weighted_sum, worst
from pipelines.methods.rounding import MEAN_VARIANCE
from pipelines.model import Kind, Population, Rounding, Status, weight

PLACE = ["period", "region", "breakdown"]
WHERE = ["period", "region"]
VALUES = ["value", "status", "quality", "lower", "upper", "variance"]
# What bounds are made of: variances in squared persons, from published bounds; the worst that random rounding can do to
# numerator and denominator, and its variance in the numerator, in persons; whether several cells make the figure; and,
# once bounds are there, whom the source asked and how the figure was made.
NUMBERS = ["part_variance", "whole_variance", "part_error", "whole_error", "rounding_variance"]
ORIGINS = [*NUMBERS, "derived", "basis", "made"]
Weights = Mapping[str, int | float | str]


@dataclass(frozen=True)
class Measure:
    """The cells of one measure of a source."""

    cells: pd.DataFrame

    @cached_property
    def all(self) -> Categories:
        """Return every cell by place and category."""
        return Categories.of(self.cells)

    @cached_property
    def everyone(self) -> Categories:
        """Return the cells of whole groups, no breakdown."""
        return Categories.of(self.cells[self.cells["breakdown"] == ""])

    def over(self, broken: tuple[str, ...]) -> Categories | None:
        """Return the cells that are broken down by exactly these dimensions, None where there are none."""
        keys = [key for key in self.cells["breakdown"].unique() if dimensions(key) == broken]
        return Categories.of(self.cells[self.cells["breakdown"].isin(keys)]) if keys else None


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a measure, of the measure that it is a part of where it is one, and which breakdowns it is over."""

    measure: Measure
    of: Measure
    over: tuple[str, ...]
    groups: tuple[str, ...]
    rounding: Rounding

    def error(self, weights: Weights) -> float:
        """Return the worst that random rounding can do to a weighted sum of published counts, in persons."""
        known = self.rounding.errors
        return sum(float(weight(w)) * known.get(category, self.rounding.error) for category, w in weights.items())


def counts(cells: Cells, population: Population) -> pd.DataFrame:
    """Return persons in each group: the declared weights over the published counts."""
    parts = []
    for group in cells.groups:
        weights = getattr(population, group)
        found = weighted_sum(cells.measure.all, weights).rename(columns={"variance": "part_variance"})
        parts.append(found.assign(group=group, whole_variance=np.nan, **_errors(cells, weights, {})))
    return _finished(parts).assign(numerator=np.nan, denominator=np.nan)


def shares(cells: Cells, population: Population) -> pd.DataFrame:
    """Return minority and majority as per cent of all persons."""
    groups = [group for group in cells.groups if group != "total"]
    return _finished(
        _percent(
            cells, cells.measure.all, cells.measure.all, getattr(population, group), population.total, PLACE
        ).assign(group=group)
        for group in groups
    )


def proportions(cells: Cells, population: Population) -> pd.DataFrame:
    """Return the persons of a measure as per cent of the persons of the same group that it is a part of."""
    return _finished(
        _percent(
            cells, cells.measure.all, cells.of.all, getattr(population, group), getattr(population, group), PLACE
        ).assign(group=group)
        for group in cells.groups
    )


def distributions(cells: Cells, population: Population) -> pd.DataFrame:
    """Return the persons in each member of a breakdown as per cent of the group's persons in all of them."""
    inside = cells.measure.over(cells.over)
    if inside is None:
        return _finished([])
    everyone = cells.measure.everyone
    return _finished(
        _percent(cells, inside, everyone, getattr(population, group), getattr(population, group), WHERE).assign(
            group=group
        )
        for group in cells.groups
    )


def published(cells: Cells, population: Population) -> pd.DataFrame:
    """Return rates, means or medians as the source prints them, each group a single category of the source."""
    group_of = {next(iter(getattr(population, group))): group for group in cells.groups}
    every = cells.measure.cells
    table = every[every["population"].isin(group_of)]
    return table[[*PLACE, "value", "status", "lower", "upper", "quality"]].assign(
        group=table["population"].map(group_of),
        kind=Kind.PUBLISHED,
        numerator=np.nan,
        denominator=np.nan,
        **dict.fromkeys(NUMBERS, np.nan),
        derived=False,
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


def _percent(
    cells: Cells, inside: Categories, around: Categories, part: Weights, of: Weights, on: Sequence[str]
) -> pd.DataFrame:
    """Return the weighted `part` of what is `inside` as per cent of the weighted `of` in what is `around`."""
    pair = _side_by_side(weighted_sum(inside, part), _whole(weighted_sum(around, of), on), on)
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
        # Bounds of the parts are none of their quotient.
        lower=np.nan,
        upper=np.nan,
        part_variance=pair["variance_part"],
        whole_variance=pair["variance_whole"],
        **_errors(cells, part, of),
    )


def _errors(cells: Cells, part: Weights, whole: Weights) -> dict[str, float | bool]:
    """Return what random rounding can do, and whether several cells make the figure: a percentage always."""
    factors = [float(weight(declared)) for declared in part.values()]
    return {
        "part_error": cells.error(part),
        "whole_error": cells.error(whole) if whole else np.nan,
        "rounding_variance": MEAN_VARIANCE * sum(factor**2 for factor in factors),
        "derived": bool(whole) or factors != [1],
    }


def _whole(table: pd.DataFrame, on: Sequence[str]) -> pd.DataFrame:
    return table if on == PLACE else table.drop(columns="breakdown")


def _side_by_side(part: pd.DataFrame, whole: pd.DataFrame, on: Sequence[str]) -> pd.DataFrame:
    """Return each part beside its whole, a row for what either lacks in the other's place where both have the same."""
    if on == PLACE and len(part) == len(whole) and all(part[name].equals(whole[name]) for name in PLACE):
        values = {
            f"{name}_{side}": table[name] for side, table in (("part", part), ("whole", whole)) for name in VALUES
        }
        return part[PLACE].assign(**values)
    how: Literal["left", "right"] = "left" if on == WHERE else "right"
    return part.merge(whole, on=list(on), how=how, suffixes=("_part", "_whole"), validate="m:1")


def _finished(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return the parts as one table, computed by us."""
    found = list(parts)
    if not found:
        columns = [*PLACE, "group", "value", "status", "quality", "lower", "upper", "numerator", "denominator"]
        return pd.DataFrame(columns=[*columns, *NUMBERS, "derived", "kind"])
    return pd.concat(found, ignore_index=True).assign(kind=Kind.COMPUTED)
