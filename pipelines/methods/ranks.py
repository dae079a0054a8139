"""Ranks that say how sure they are."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from pipelines.methods.answer import Bounds, Estimate, Reason, answered, require, require_counts, require_pairs
from pipelines.methods.rounding import tied

# Bars of so many standard errors that just do not touch mark a difference at 5% if the errors are alike
# (Goldstein and Healy, 1995, J. R. Stat. Soc. A 158:175).
COMPARISON_BAR_SE = 1.39
DRAWS = 2000
# More areas than this are shown in tiers, not ranked.
MOST_RANKED = 100


@answered
def ranks(values: Sequence[float]) -> list[int]:
    """Return the rank of each value, 1 for the smallest; equal values share the lowest rank of their places."""
    require(len(values) > 0, Reason.EMPTY)
    return [1 + sum(other < value for other in values) for value in values]


@answered
def rank_ranges(lower: Sequence[float], upper: Sequence[float]) -> list[tuple[int, int]]:
    """Return the ranks that each area may have, 1 for the smallest, from the bounds of its value.

    An area is surely above another only if their intervals do not touch. The ranges hold jointly with the joint
    confidence of the intervals: see `confidence_of_each`.
    Source: Klein, Wright and Wieczorek (2020), J. R. Stat. Soc. C 69:589 (doi 10.1111/rssc.12402).
    """
    require_pairs(lower, upper)
    intervals = list(zip(lower, upper, strict=True))
    require(all(low <= high for low, high in intervals), Reason.OUT_OF_ORDER)
    areas = len(intervals)
    return [
        (1 + sum(other < low for other in upper), areas - sum(other > high for other in lower))
        for low, high in intervals
    ]


@answered
def rank_ranges_beyond_rounding(values: Sequence[float], sds: Sequence[float]) -> list[tuple[int, int]]:
    """Return the ranks that areas of a full count may have, 1 for the smallest, if random rounding alone made ties.

    `sds` is what rounding gives to each value (`rounding.share_sd`, `rounding.weighted_sd`), in the values' unit. Two
    areas are tied within two standard deviations of their difference, and keep the order of their values beyond, which
    is likely and not certain: worst cases reach further.
    """
    require_pairs(values, sds)
    require_counts(*sds)
    areas = list(zip(values, sds, strict=True))
    ranges = []
    for value, sd in areas:
        apart = [other for other, other_sd in areas if tied(value, sd, other, other_sd) is False]
        ranges.append((1 + sum(other < value for other in apart), len(areas) - sum(other > value for other in apart)))
    return ranges


@answered
def tiers(lower: Sequence[float], upper: Sequence[float]) -> list[int]:
    """Return the tier of each area, 1 for the smallest values: areas of different tiers surely differ.

    A tier ends where the interval of no area in it reaches the next one; within a tier nothing is said of the order.
    """
    require_pairs(lower, upper)
    intervals = list(zip(lower, upper, strict=True))
    require(all(low <= high for low, high in intervals), Reason.OUT_OF_ORDER)
    found = [0] * len(intervals)
    tier, reach = 0, -math.inf
    for place in sorted(range(len(intervals)), key=lambda area: lower[area]):
        tier += lower[place] > reach
        reach = max(reach, upper[place])
        found[place] = tier
    return found


@answered
def comparison_bar(value: float, se: float) -> Estimate:
    """Return a value between the ends of its comparison bar, in its unit: bars that do not touch differ at about 5%.

    For pictures of areas with standard errors much alike; a bar covers some 83% and is no 95% interval.
    Source: Goldstein and Healy (1995), J. R. Stat. Soc. A 158:175.
    """
    require_counts(se)
    half = COMPARISON_BAR_SE * se
    return Estimate(
        value=value,
        lower=value - half,
        upper=value + half,
        bounds=Bounds.SAMPLING,
        confidence=math.erf(COMPARISON_BAR_SE / math.sqrt(2)),
    )


def rankable(areas: int, all_reliable: bool) -> bool:
    """Return whether areas may be ranked at all: no more than a hundred, and none of them unreliable."""
    return 1 <= areas <= MOST_RANKED and all_reliable


@answered
def confidence_of_each(areas: int, joint_confidence: float = 0.95, independent: bool = True) -> float:
    """Return the confidence that each of so many intervals needs for all to hold together.

    Independent estimates: the root of the joint confidence (Šidák); otherwise Bonferroni.
    """
    require(areas >= 1, Reason.EMPTY)
    require(0 < joint_confidence < 1, Reason.CONFIDENCE_OUT_OF_RANGE)
    return float(joint_confidence ** (1 / areas)) if independent else 1 - (1 - joint_confidence) / areas


@answered
def simulated_rank_ranges(
    values: Sequence[float], errors: Sequence[float], seed: int, draws: int = DRAWS
) -> list[tuple[int, int]]:
    """Return the 5th and 95th percentile of each area's rank when values move by their standard errors.

    Normal draws (numpy.random), the same for the same seed; each area for itself, not jointly.
    Source: Marshall and Spiegelhalter (1998), BMJ 316:1701.
    """
    require_pairs(values, errors)
    require_counts(*errors)
    require(draws > 0, Reason.EMPTY)
    drawn = np.random.default_rng(seed).normal(values, errors, (draws, len(values)))
    # Ties (areas that do not move at all) share the lowest rank, as in `ranks`. One area at a time: all pairs of a
    # thousand areas in two thousand draws would not fit in memory.
    order = np.column_stack([1 + (drawn < column[:, None]).sum(axis=1) for column in drawn.T])
    low, high = np.percentile(order, (5, 95), axis=0, method="inverted_cdf")
    return [(int(one), int(other)) for one, other in zip(low, high, strict=True)]
