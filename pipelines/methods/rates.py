"""Counts of events and crude, directly and indirectly standardised rates with the interval that chance gives them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.methods.answer import (
    Bounds,
    Estimate,
    Reason,
    answered,
    given,
    require,
    require_counts,
    require_pairs,
)
from pipelines.methods.quantiles import normal_z, poisson_limits

# Below this many events Byar's approximation is not used for rates, and no directly standardised rate is computed
# (Public Health England, technical guide "Confidence intervals", 2018).
FEW_EVENTS = 10
# European Standard Populations (Eurostat, 2013): 2013 in 19 bands, 0-4 to 90 and over; 1976 in 18, 0-4 to 85 and over.
EUROPEAN_2013 = (
    *(5000.0, 5500.0, 5500.0, 5500.0, 6000.0, 6000.0, 6500.0, 7000.0, 7000.0, 7000.0),
    *(7000.0, 6500.0, 6000.0, 5500.0, 5000.0, 4000.0, 2500.0, 1500.0, 1000.0),
)
EUROPEAN_1976 = (8000.0, *(7000.0,) * 10, 6000.0, 5000.0, 4000.0, 3000.0, 2000.0, 1000.0, 1000.0)


@answered
def byar(count: float, confidence: float = 0.95) -> Estimate:
    """Return a count of events with Byar's limits, a chance-variation interval.

    The formula as published: for a count or two and a high confidence its lower limit can fall under zero, which is
    why `crude_rate` takes exact limits below ten events. No event has a lower limit of exactly 0.
    Source: Breslow and Day (1987), Statistical Methods in Cancer Research II, p. 69.
    """
    require_counts(count)
    lower, upper = _byar_limits(count, normal_z(confidence))
    return Estimate(value=count, lower=lower, upper=upper, bounds=Bounds.CHANCE, confidence=confidence)


@answered
def exact(count: float, confidence: float = 0.95) -> Estimate:
    """Return a count of events with the exact Poisson limits, a chance-variation interval.

    No event has a lower limit of exactly 0. The chi-square quantiles are SciPy's (scipy.special.chdtri).
    Source: Garwood (1936), Biometrika 28:437.
    """
    require_counts(count)
    lower, upper = poisson_limits(count, confidence)
    return Estimate(value=count, lower=lower, upper=upper, bounds=Bounds.CHANCE, confidence=confidence)


@answered
def crude_rate(count: float, population: float, per: float = 1.0, confidence: float = 0.95) -> Estimate:
    """Return events per `per` persons of `population`: exact limits below ten events, Byar's from ten on.

    One person may have several events, so the rate may exceed `per`. An empty population is refused.
    Source: Public Health England, technical guide "Confidence intervals" (2018).
    """
    require_counts(count, population)
    require(population > 0, Reason.EMPTY)
    return given(_count(count, confidence)).times(per / population)


@answered
def directly_standardised(
    counts: Sequence[float],
    populations: Sequence[float],
    standard: Sequence[float],
    per: float = 1.0,
    confidence: float = 0.95,
    inflation: float = 1.0,
) -> Estimate:
    """Return the events per `per` persons that the rates of each band would give in the `standard` population.

    One entry per age band in each list; a band without population is refused, and so are fewer than ten events in
    all. Limits of Dobson from Byar's limits of the total count: a chance-variation interval. `inflation` multiplies the
    variance where one person has several of the events: see `variance_inflation`.
    Source: Dobson, Kuulasmaa, Eberle and Scherer (1991), Stat. Med. 10:457.
    """
    require_pairs(counts, populations, standard)
    require_counts(*counts, *standard)
    require_counts(*populations, inflation)
    require(all(population > 0 for population in populations) and sum(standard) > 0, Reason.EMPTY)
    total = math.fsum(counts)
    require(total >= FEW_EVENTS, Reason.FEWER_THAN_TEN)
    shares = [weight / math.fsum(standard) for weight in standard]
    bands = list(zip(shares, counts, populations, strict=True))
    rate = math.fsum(share * count / population for share, count, population in bands)
    variance = inflation * math.fsum(share**2 * count / population**2 for share, count, population in bands)
    lower, upper = _byar_limits(total, normal_z(confidence))
    scale = math.sqrt(variance / total)
    return Estimate(
        value=rate,
        lower=rate + scale * (lower - total),
        upper=rate + scale * (upper - total),
        bounds=Bounds.CHANCE,
        confidence=confidence,
    ).times(per)


@answered
def variance_inflation(
    persons: Mapping[int, Sequence[float]], populations: Sequence[float], standard: Sequence[float]
) -> float:
    """Return by how much repeated events widen the variance of a directly standardised rate; 1 if nobody has two.

    `persons` gives for each number of events the persons of each band who had exactly so many; the rate's counts are
    the sum of events times persons. Nobody with an event is refused.
    Source: Public Health England, PHEindicatormethods, calculate_dsr for events that are not independent.
    """
    require_pairs(populations, standard)
    require(len(persons) > 0, Reason.EMPTY)
    require_counts(*populations, *standard, *persons, *(count for counts in persons.values() for count in counts))
    require(all(population > 0 for population in populations), Reason.EMPTY)
    alike = repeated = 0.0
    for events, counts in persons.items():
        require_pairs(counts, populations)
        bands = zip(counts, populations, standard, strict=True)
        variance = math.fsum(weight**2 * count / population**2 for count, population, weight in bands)
        alike, repeated = alike + events * variance, repeated + events**2 * variance
    require(alike > 0, Reason.ZERO_COUNT)
    return repeated / alike


@dataclass(frozen=True, slots=True, kw_only=True)
class Indirect:
    """Observed over expected events, and the events that the reference rates make one expect."""

    ratio: Estimate
    expected: float


@answered
def indirectly_standardised(
    observed: float,
    populations: Sequence[float],
    reference_counts: Sequence[float],
    reference_populations: Sequence[float],
    confidence: float = 0.95,
) -> Indirect:
    """Return observed events over those expected if each band had the rate of the reference population.

    One entry per age band; a reference band without population, and an expectation of zero, are refused. Exact limits
    below ten events, Byar's from ten on, over the expectation, which is taken as fixed. Chance-variation interval.
    Ratios of areas with different age structures do not rank. Source: Breslow and Day (1987), p. 65.
    """
    require_pairs(populations, reference_counts, reference_populations)
    require_counts(observed, *populations, *reference_counts, *reference_populations)
    require(all(size > 0 for size in reference_populations), Reason.EMPTY)
    bands = zip(populations, reference_counts, reference_populations, strict=True)
    expected = math.fsum(population * count / size for population, count, size in bands)
    require(expected > 0, Reason.ZERO_REFERENCE)
    return Indirect(ratio=given(_count(observed, confidence)).times(1 / expected), expected=expected)


def uses_exact_limits(count: float) -> bool:
    """Return whether a rate of so many events takes exact limits rather than Byar's."""
    return count < FEW_EVENTS


@answered
def _count(count: float, confidence: float) -> Estimate:
    return given(exact(count, confidence) if uses_exact_limits(count) else byar(count, confidence))


def _byar_limits(count: float, z: float) -> tuple[float, float]:
    more = count + 1
    lower = count * (1 - 1 / (9 * count) - z / (3 * math.sqrt(count))) ** 3 if count > 0 else 0.0
    return lower, more * (1 - 1 / (9 * more) + z / (3 * math.sqrt(more))) ** 3
