"""Counts of census areas brought to other territories, by the people who live in the overlap or by its area."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipelines.methods.answer import Reason, answered, given, require, require_counts, require_pairs, require_part


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
    require_counts(*counts.values())
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
def allocation_classes(
    populations: Mapping[str, float], weights: Mapping[str, Mapping[str, float]]
) -> dict[str, Allocation]:
    """Return the class of each territory from the areas' populations and territory weights (`territory_weights`).

    An area is whole where a territory has all of it. A territory that nobody lives in has no class.
    """
    everybody = given(apportioned_counts(populations, weights))
    whole = {area: shares for area, shares in weights.items() if max(shares.values()) > 1 - 1e-9}
    inside = given(apportioned_counts({area: populations[area] for area in whole}, whole)) if whole else {}
    return {
        # Shares that sum to 1 but for binary dust: never more inside than there are.
        territory: given(allocation_class(min(inside.get(territory, 0.0), persons), persons))
        for territory, persons in everybody.items()
        if persons > 0
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """The least and the most that a territory can have if areas are suppressed, and how much of it is seen (0 to 1)."""

    least: float
    most: float
    population_covered: float


@answered
def suppressed_bounds(
    counts: Mapping[str, float], populations: Mapping[str, float], weights: Mapping[str, Mapping[str, float]]
) -> dict[str, Covered]:
    """Return what each territory can have at least and at most, in persons, if `counts` lacks suppressed areas.

    A suppressed area holds nobody to everybody of its population; nothing is imputed. Areas of `populations` are all
    of them; a count above its area's population is refused, and a territory without population is left out.
    """
    require(counts.keys() <= populations.keys() == weights.keys(), Reason.LENGTHS_DIFFER)
    for area, count in counts.items():
        require_counts(count, populations[area])
        require(count <= populations[area], Reason.PART_EXCEEDS_WHOLE)
    seen = {area: counts.get(area, 0.0) for area in populations}
    hidden = {area: 0.0 if area in counts else populations[area] for area in populations}
    least, more, everybody = (given(apportioned_counts(each, weights)) for each in (seen, hidden, populations))
    return {
        territory: Covered(
            least=least[territory],
            most=least[territory] + more[territory],
            population_covered=1 - more[territory] / persons,
        )
        for territory, persons in everybody.items()
        if persons > 0
    }


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
