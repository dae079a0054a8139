"""Counts of census areas brought to other territories, by the people who live in the overlap or by its area."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipelines.methods.answer import Reason, answered, given, require, require_counts, require_pairs, require_part
from pipelines.methods.rounding import MEAN_VARIANCE


class Allocation(StrEnum):
    """How much of a territory's population lives in areas that were not split."""

    MOSTLY_WHOLE = "A"
    SOME_SPLIT = "B"
    MUCH_SPLIT = "C"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of a census area and the territory that its representative point lies in; area in any one unit."""

    territory: str
    population: float
    dwellings: float = 0.0
    area: float = 0.0


@answered
def territory_weights(blocks: Sequence[Block]) -> dict[str, float]:
    """Return the share of one census area that goes to each territory; the shares sum to 1.

    By population; where nobody lives by dwellings, and where there are none by area. No blocks, or blocks without
    even an area, are refused.
    """
    require(len(blocks) > 0, Reason.EMPTY)
    measures = [
        [block.population for block in blocks],
        [block.dwellings for block in blocks],
        [block.area for block in blocks],
    ]
    require_counts(*(size for sizes in measures for size in sizes))
    sizes = next((sizes for sizes in measures if sum(sizes) > 0), [])
    require(bool(sizes), Reason.EMPTY)
    weights = dict.fromkeys((block.territory for block in blocks), 0.0)
    for block, size in zip(blocks, sizes, strict=True):
        weights[block.territory] += size / math.fsum(sizes)
    return weights


@answered
def apportioned_counts(counts: Mapping[str, float], weights: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Return the count of each territory, in the unit of `counts`, from census areas and their territory weights.

    Every area needs weights that sum to 1. Counts only: a rate is made anew from its apportioned parts, and a median
    cannot be apportioned. An area whose count is missing makes the answer missing; it is not zero.
    """
    require(counts.keys() == weights.keys(), Reason.LENGTHS_DIFFER)
    for shares in weights.values():
        require_counts(*shares.values())
        require(math.isclose(math.fsum(shares.values()), 1, abs_tol=1e-9), Reason.CONTRADICTORY)
    territories: dict[str, list[float]] = {}
    for area, shares in weights.items():
        for territory, share in shares.items():
            territories.setdefault(territory, []).append(share * counts[area])
    return {territory: math.fsum(parts) for territory, parts in territories.items()}


@answered
def areal_counts(counts: Sequence[float], shares: Sequence[Sequence[float]]) -> list[float]:
    """Return the count of each territory if people are spread evenly over their census area.

    `shares` has a row for each area and a column for each territory: the share of the area's surface that lies in it.
    Rows may sum to less than 1 where an area reaches beyond the territories, but never to more.
    Source: extensive variables of tobler.area_weighted.area_interpolate, which reads geometries; this takes shares.
    """
    _require_table(counts, shares)
    require(all(math.fsum(row) <= 1 + 1e-9 for row in shares), Reason.PART_EXCEEDS_WHOLE)
    return [_weighted(counts, column) for column in zip(*shares, strict=True)]


@answered
def areal_rates(rates: Sequence[float], overlaps: Sequence[Sequence[float]]) -> list[float]:
    """Return the mean rate of each territory, in the unit of `rates`, weighted by the overlapping area.

    `overlaps` has a row for each census area and a column for each territory, in one unit of area. A territory that
    no area overlaps is refused. For quantities per area only: a rate of persons is made anew from its parts.
    Source: intensive variables of tobler.area_weighted.area_interpolate.
    """
    _require_table(rates, overlaps)
    columns = list(zip(*overlaps, strict=True))
    require(all(math.fsum(column) > 0 for column in columns), Reason.EMPTY)
    return [_weighted(rates, column) / math.fsum(column) for column in columns]


@answered
def allocation_class(population_in_whole_areas: float, population: float) -> Allocation:
    """Return A if at least 95% of a territory's population lives in areas that were not split, B from 85%, C below."""
    require_part(population_in_whole_areas, population)
    share = population_in_whole_areas / population
    if share >= 0.95:
        return Allocation.MOSTLY_WHOLE
    return Allocation.SOME_SPLIT if share >= 0.85 else Allocation.MUCH_SPLIT


@answered
def rounding_sd(weights: Sequence[float]) -> float:
    """Return the standard deviation, in persons, that random rounding of the areas gives to one apportioned count."""
    require_counts(*weights)
    return math.sqrt(MEAN_VARIANCE * math.fsum(weight**2 for weight in weights))


@answered
def apportioned_rate(
    parts: Mapping[str, float], wholes: Mapping[str, float], weights: Mapping[str, Mapping[str, float]], territory: str
) -> float:
    """Return the rate (part over whole) of one territory, both apportioned; a territory without anybody is refused."""
    part = given(apportioned_counts(parts, weights)).get(territory, 0.0)
    whole = given(apportioned_counts(wholes, weights)).get(territory, 0.0)
    require(whole > 0, Reason.EMPTY)
    return part / whole


def _require_table(values: Sequence[float], table: Sequence[Sequence[float]]) -> None:
    require_pairs(values, table)
    require_pairs(*table)
    require_counts(*(cell for row in table for cell in row))


def _weighted(values: Sequence[float], column: Sequence[float]) -> float:
    return math.fsum(value * share for value, share in zip(values, column, strict=True))
