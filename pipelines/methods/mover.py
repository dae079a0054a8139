"""Differences and ratios of two independent estimates from their own intervals. The kind of the interval is kept."""

from __future__ import annotations

import math

from pipelines.methods.answer import Estimate, Reason, answered, require, require_counts


def _require_alike(one: Estimate, other: Estimate) -> None:
    same = (one.bounds, one.confidence) == (other.bounds, other.confidence)
    require(same and one.confidence is not None, Reason.KINDS_DIFFER)
    require(all(each.lower <= each.value <= each.upper for each in (one, other)), Reason.OUT_OF_ORDER)


@answered
def difference(one: Estimate, other: Estimate) -> Estimate:
    """Return `one - other`, in their unit, for two groups that share no person.

    Both intervals must be of one kind and confidence, and the result is of that kind; rounding bounds are refused
    (worst cases add up: `rounding.difference_of_shares`).
    Source: Newcombe (1998), Stat. Med. 17:873, method 10; Zou and Donner (2008), Stat. Med. 27:1693 (MOVER).
    """
    _require_alike(one, other)
    gap = one.value - other.value
    return Estimate(
        value=gap,
        lower=gap - math.hypot(one.value - one.lower, other.upper - other.value),
        upper=gap + math.hypot(one.upper - one.value, other.value - other.lower),
        bounds=one.bounds,
        confidence=one.confidence,
    )


@answered
def ratio(one: Estimate, other: Estimate) -> Estimate:
    """Return `one / other`, without unit, for two groups that share no person and quantities that are not negative.

    Both intervals must be of one kind and confidence, and the result is of that kind; rounding bounds are refused
    (`rounding.ratio_of_shares`). Refused too where the reference or its lower bound is zero: no upper bound exists.
    Source: Donner and Zou (2012), Stat. Methods Med. Res. 21:347 (MOVER for a ratio).
    """
    _require_alike(one, other)
    require_counts(one.lower)
    require(other.lower > 0, Reason.ZERO_REFERENCE)
    product = one.value * other.value
    low = one.lower * (2 * one.value - one.lower)
    high = one.upper * (2 * one.value - one.upper)
    # The lower bound is written so that 2 x value = upper of the reference does not divide by zero.
    lower = low / (product + _root(product**2 - low * other.upper * (2 * other.value - other.upper))) if low else 0.0
    below = other.lower * (2 * other.value - other.lower)
    return Estimate(
        value=one.value / other.value,
        lower=lower,
        upper=(product + _root(product**2 - high * below)) / below,
        bounds=one.bounds,
        confidence=one.confidence,
    )


def _root(square: float) -> float:
    # Binary dust can take a true zero below zero.
    return math.sqrt(max(0.0, square))
