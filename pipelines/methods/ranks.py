"""Ranks that say how sure they are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipelines.methods.answer import Reason, answered, require, require_counts, require_pairs

# Bars of so many standard errors that just do not touch mark a difference at 5% if the errors are alike
# (Goldstein and Healy, 1995, J. R. Stat. Soc. A 158:175).
COMPARISON_BAR_SE = 1.39
DRAWS = 2000


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
    Source: Klein, Wright and Wieczorek (2020), J. R. Stat. Soc. A 183:589.
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
    drawn = np.random.default_rng(seed).normal(values, errors, (draws, len(values)))
    # Ties (areas that do not move at all) share the lowest rank, as in `ranks`.
    order = 1 + (drawn[:, :, None] > drawn[:, None, :]).sum(axis=2)
    low, high = np.percentile(order, (5, 95), axis=0, method="inverted_cdf")
    return [(int(one), int(other)) for one, other in zip(low, high, strict=True)]
