"""How unevenly a group lives over the units of a territory: indices of one group, from counts per unit."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.methods.answer import Reason, answered, given, require, require_counts, require_pairs, require_part
from pipelines.methods.rounding import BASE

# Below this, small counts alone make places look segregated, and the index is not reported.
LEAST_MEDIAN_COUNT, LEAST_UNITS = 25, 20
DRAWS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Segregation:
    """Indices of one group against everybody else: 0 is even, 1 is apart, except for isolation and interaction."""

    # Share of either group that would have to move for an even spread.
    dissimilarity: float
    # Share of the group among the neighbours of its average member, and of the others among them.
    isolation: float
    interaction: float
    # Isolation beyond what the group's size alone makes: eta squared.
    correlation_ratio: float
    gini: float
    # Theil's H.
    entropy: float
    # Atkinson's index with b = 0.5.
    atkinson: float


@answered
def segregation(group: Sequence[float], total: Sequence[float]) -> Segregation:
    """Return the indices of a group of persons over units, from the group's and everybody's number in each unit.

    Units without anybody add nothing. A group of nobody, or of everybody, has no index and is refused. The indices
    depend on the size of the units and are biased upwards by small counts and random rounding.
    Source: Massey and Denton (1988), Social Forces 67:281. Same values as PySAL segregation, which is not used because
    it would bring some forty packages for six sums.
    """
    units = _units(group, total)
    members, everybody = math.fsum(x for x, _ in units), math.fsum(t for _, t in units)
    share = members / everybody
    isolation = math.fsum(x / members * x / t for x, t in units)
    return Segregation(
        dissimilarity=_dissimilarity(units, members, everybody - members),
        isolation=isolation,
        interaction=math.fsum(x / members * (t - x) / t for x, t in units),
        correlation_ratio=(isolation - share) / (1 - share),
        gini=mean_gap([(t, x / t) for x, t in units]) / (2 * share * (1 - share)),
        entropy=_entropy_index(units, share, everybody),
        atkinson=_atkinson(units, share, everybody),
    )


@answered
def dissimilarity(group: Sequence[float], others: Sequence[float]) -> float:
    """Return the index of dissimilarity (0 to 1) of two groups that share nobody, from their numbers in each unit."""
    require_pairs(group, others)
    require_counts(*group, *others)
    members, rest = math.fsum(group), math.fsum(others)
    require(members > 0 and rest > 0, Reason.NO_VARIATION)
    return math.fsum(abs(x / members - y / rest) for x, y in zip(group, others, strict=True)) / 2


def reportable(group: Sequence[float]) -> bool:
    """Return whether the units are enough, and the group's numbers in them large enough, to report an index."""
    return len(group) >= LEAST_UNITS and statistics.median(group) >= LEAST_MEDIAN_COUNT


@answered
def dissimilarity_by_chance(group: Sequence[float], total: Sequence[float], seed: int, draws: int = DRAWS) -> float:
    """Return the mean index of dissimilarity if each person lived in a unit drawn with the unit's share of all.

    Multinomial draws of the group and of the others (numpy.random), the same for the same seed.
    Source: Carrington and Troske (1997), J. Bus. Econ. Stat. 15:402.
    """
    require(draws > 0, Reason.EMPTY)
    units = _units(group, total)
    members, everybody = round(math.fsum(x for x, _ in units)), round(math.fsum(t for _, t in units))
    require(0 < members < everybody, Reason.NO_VARIATION)
    chance = np.array([t for _, t in units]) / math.fsum(t for _, t in units)
    random = np.random.default_rng(seed)
    drawn = random.multinomial(members, chance, draws) / members
    rest = random.multinomial(everybody - members, chance, draws) / (everybody - members)
    return float(np.abs(drawn - rest).sum(axis=1).mean() / 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dissimilarity:
    """An index of dissimilarity, what chance alone makes of it, and the part beyond chance."""

    index: float
    by_chance: float
    beyond_chance: float


@answered
def reported_dissimilarity(
    group: Sequence[float], total: Sequence[float], seed: int, draws: int = DRAWS
) -> Dissimilarity:
    """Return the index of a group of persons against the others, with chance's part, where it may be reported.

    Fewer than 20 units, or a median of the group below 25 in a unit, is refused: `reportable`.
    """
    units = _units(group, total)
    require(reportable([x for x, _ in units]), Reason.BASE_TOO_SMALL)
    index = given(segregation(group, total)).dissimilarity
    chance = given(dissimilarity_by_chance(group, total, seed, draws))
    return Dissimilarity(index=index, by_chance=chance, beyond_chance=given(beyond_chance(index, chance)))


@answered
def dissimilarity_rounding_sd(group: Sequence[float], total: Sequence[float], seed: int, draws: int = DRAWS) -> float:
    """Return the standard deviation that random rounding of the counts gives to an index of dissimilarity.

    Draws the group and the others of each unit again from the counts that may be behind the published ones, each as
    likely as rounding to base 5 makes it (numpy.random), the same for the same seed.
    """
    require(draws > 0, Reason.EMPTY)
    units = _units(group, total)
    random = np.random.default_rng(seed)
    off = np.arange(1 - BASE, BASE)
    likely = (BASE - np.abs(off)) / BASE**2
    members, others = (
        np.maximum(0, np.array(counts) + random.choice(off, (draws, len(units)), p=likely))
        for counts in zip(*((x, t - x) for x, t in units), strict=True)
    )
    peopled = (members.sum(axis=1) > 0) & (others.sum(axis=1) > 0)
    require(bool(peopled.sum() > 1), Reason.NO_VARIATION)
    one, rest = (counts[peopled] / counts[peopled].sum(axis=1, keepdims=True) for counts in (members, others))
    return float((np.abs(one - rest).sum(axis=1) / 2).std())


@answered
def beyond_chance(index: float, by_chance: float) -> float:
    """Return the part of an index that chance does not make: 0 is what chance makes, 1 is apart, below 0 is evener.

    Source: Carrington and Troske (1997).
    """
    require_part(index, 1)
    require(0 <= by_chance < 1, Reason.NO_VARIATION)
    return (index - by_chance) / (1 - by_chance)


def mean_gap(shares: Sequence[tuple[float, float]]) -> float:
    """Return the mean absolute difference of shares between two persons drawn at random, from (persons, share) pairs.

    Sorted, so that a territory of ten thousand units takes one pass and not a hundred million pairs.
    """
    total = math.fsum(persons for persons, _ in shares)
    seen = weighted = gap = 0.0
    for persons, share in sorted(shares, key=lambda pair: pair[1]):
        gap += persons * (share * seen - weighted)
        seen += persons
        weighted += persons * share
    return 2 * gap / total**2


def entropy_of(shares: Sequence[float]) -> float:
    """Return the entropy of shares that sum to 1, in natural units; a share of 0 adds nothing."""
    return -math.fsum(share * math.log(share) for share in shares if share > 0)


def _units(group: Sequence[float], total: Sequence[float]) -> list[tuple[float, float]]:
    require_pairs(group, total)
    require_counts(*group, *total)
    require(all(x <= t for x, t in zip(group, total, strict=True)), Reason.PART_EXCEEDS_WHOLE)
    units = [(x, t) for x, t in zip(group, total, strict=True) if t > 0]
    require(bool(units), Reason.EMPTY)
    require(0 < math.fsum(x for x, _ in units) < math.fsum(t for _, t in units), Reason.NO_VARIATION)
    return units


def _dissimilarity(units: Sequence[tuple[float, float]], members: float, rest: float) -> float:
    return math.fsum(abs(x / members - (t - x) / rest) for x, t in units) / 2


def _entropy_index(units: Sequence[tuple[float, float]], share: float, everybody: float) -> float:
    whole = entropy_of((share, 1 - share))
    return math.fsum(t * (whole - entropy_of((x / t, 1 - x / t))) for x, t in units) / (everybody * whole)


def _atkinson(units: Sequence[tuple[float, float]], share: float, everybody: float) -> float:
    # With b = 0.5 the two exponents are square roots, and the outer one is a square.
    kept = math.fsum(math.sqrt((1 - x / t) * (x / t)) * t for x, t in units) / (share * everybody)
    return 1 - share / (1 - share) * kept**2
