"""What random rounding to multiples of 5 leaves certain: worst-case bounds, which are no confidence intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.methods.answer import Bounds, Estimate, Reason, answered, given, require, require_counts

BASE = 5
# A count that ends in 1 to 4 moves by at most 4 to a multiple of 5; one that ends in 0 or 5 stays.
WORST_ERROR = 4.0
# Of one rounded count: the mean over the last digits, and the largest (a residual of 2 or 3).
MEAN_VARIANCE, LARGEST_VARIANCE = 4.0, 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Residual:
    """How a count that lies `residual` above a multiple of 5 is rounded: upwards with this probability."""

    probability_up: float
    error_up: float
    error_down: float
    mean_error: float
    variance: float


@answered
def rounded(residual: int) -> Residual:
    """Return the law of the rounding error, in persons, of a count `residual` (0 to 4) above a multiple of 5.

    Unbiased: the mean error is 0. Source: Statistics Canada, Data Quality and Confidentiality Standards and
    Guidelines (2011 Census), random rounding. The probabilities follow from unbiasedness; no source prints them.
    """
    require(0 <= residual < BASE, Reason.OUT_OF_ORDER)
    up = residual / BASE
    return Residual(
        probability_up=up,
        error_up=float(BASE - residual) if residual else 0.0,
        error_down=0.0 - residual,
        mean_error=up * (BASE - residual) - (1 - up) * residual,
        variance=float(residual * (BASE - residual)),
    )


def _bounds(value: float, lower: float, upper: float) -> Estimate:
    return Estimate(value=value, lower=lower, upper=upper, bounds=Bounds.ROUNDING, confidence=None)


@answered
def count(published: float, error: float = WORST_ERROR) -> Estimate:
    """Return a published count, in its unit, between the smallest and the largest that may be behind it.

    `error` is 4 for one cell, 6 for one cell plus half of another, 4 k for a sum of k cells.
    """
    require_counts(published, error)
    return _bounds(published, max(0.0, published - error), published + error)


@answered
def share(part: float, whole: float, part_error: float = WORST_ERROR, whole_error: float = WORST_ERROR) -> Estimate:
    """Return the share (0 to 1) of two published counts, rounded independently, between its worst cases.

    A part that rounding alone puts above its whole counts as the whole; one further above is refused. So is a base
    that rounding alone could make zero. It computes shares of any base: whether to publish one is another rule.
    """
    require_counts(part, whole, part_error, whole_error)
    require(whole > whole_error, Reason.BASE_TOO_SMALL if whole else Reason.EMPTY)
    require(part - part_error <= whole + whole_error, Reason.PART_EXCEEDS_WHOLE)
    lower = max(0.0, part - part_error) / (whole + whole_error)
    return _bounds(min(1.0, part / whole), lower, min(1.0, (part + part_error) / (whole - whole_error)))


@answered
def share_sd(part: float, whole: float, variance: float = MEAN_VARIANCE) -> float:
    """Return the approximate standard deviation, as a share, that rounding gives to `part / whole`.

    `variance` is that of one rounded count: MEAN_VARIANCE, or LARGEST_VARIANCE for a cautious reading.
    """
    require_counts(part, whole, variance)
    require(whole > 0, Reason.EMPTY)
    return math.sqrt(variance * (1 + (part / whole) ** 2)) / whole


@answered
def ratio(one: Estimate, other: Estimate) -> Estimate:
    """Return the ratio of two rounding bounds that share no cell, between its worst cases; no unit.

    Serves the ratio of two shares, an index and a location quotient. A reference that may be zero is refused.
    """
    _require_rounding(one, other)
    require_counts(one.lower)
    require(other.lower > 0, Reason.ZERO_REFERENCE)
    return _bounds(one.value / other.value, one.lower / other.upper, one.upper / other.lower)


@answered
def ratio_of_shares(part1: float, whole1: float, part2: float, whole2: float) -> Estimate:
    """Return (part 1 / whole 1) / (part 2 / whole 2) of four published counts between its worst cases; no unit."""
    return given(ratio(given(share(part1, whole1)), given(share(part2, whole2))))


@answered
def difference(one: Estimate, other: Estimate) -> Estimate:
    """Return the difference of two rounding bounds that share no cell, in their unit: the worst cases add up."""
    _require_rounding(one, other)
    return _bounds(one.value - other.value, one.lower - other.upper, one.upper - other.lower)


@answered
def difference_of_shares(part1: float, whole1: float, part2: float, whole2: float) -> Estimate:
    """Return part 1 / whole 1 - part 2 / whole 2 (-1 to 1) of four published counts between its worst cases."""
    return given(difference(given(share(part1, whole1)), given(share(part2, whole2))))


@answered
def difference_of_shares_sd(sd1: float, sd2: float) -> float:
    """Return the standard deviation that rounding gives to a difference of two shares that share no cell."""
    require_counts(sd1, sd2)
    return math.hypot(sd1, sd2)


@answered
def total(published: Sequence[float]) -> Estimate:
    """Return the sum of published counts, in their unit, between its worst cases: 4 for each count."""
    require(len(published) > 0, Reason.EMPTY)
    parts = [given(count(part)) for part in published]
    return _bounds(
        math.fsum(published), math.fsum(part.lower for part in parts), math.fsum(part.upper for part in parts)
    )


@answered
def worst_error(base: int) -> float:
    """Return the largest error, in persons, of one count rounded to a multiple of `base`: 4 for 5, 9 for 10.

    Counts below 10 of the sample before 2011 were rounded to a multiple of 10.
    """
    require(base >= 1, Reason.OUT_OF_ORDER)
    return base - 1.0


@answered
def mean_variance(base: int) -> float:
    """Return the variance of one rounded count, in squared persons, mean over the last digits: 4 for base 5."""
    require(base >= 1, Reason.OUT_OF_ORDER)
    return (base**2 - 1) / 6


@answered
def largest_variance(base: int) -> float:
    """Return the variance of one rounded count, in squared persons, for the worst last digit: 6 for base 5."""
    require(base >= 1, Reason.OUT_OF_ORDER)
    return float((base // 2) * ((base + 1) // 2))


@answered
def weighted_worst_error(weights: Sequence[float]) -> float:
    """Return the largest error, in persons, of a sum of rounded cells that count by these weights: 6 for 1 and 1/2.

    A plain sum of k cells has k weights of 1, and 4 k.
    """
    require(len(weights) > 0, Reason.EMPTY)
    return WORST_ERROR * math.fsum(map(abs, weights))


@answered
def weighted_sd(weights: Sequence[float], variance: float = MEAN_VARIANCE) -> float:
    """Return the standard deviation, in persons, of a sum of rounded cells that count by these weights.

    Serves sums, English with half of both (1, 1/2), and a count apportioned from areas by their weights. `variance` is
    that of one cell: MEAN_VARIANCE, or LARGEST_VARIANCE for a cautious reading.
    """
    require(len(weights) > 0, Reason.EMPTY)
    require_counts(variance)
    return math.sqrt(variance) * math.hypot(*weights)


@answered
def adds_up(parts: Sequence[float], published_total: float) -> bool:
    """Return whether published parts can, rounding considered, sum to the published total of their universe."""
    require(len(parts) > 0, Reason.EMPTY)
    require_counts(*parts, published_total)
    return abs(math.fsum(parts) - published_total) <= WORST_ERROR * (len(parts) + 1)


@answered
def tied(one: float, one_sd: float, other: float, other_sd: float) -> bool:
    """Return whether rounding alone may have made two figures of full counts differ: within two standard deviations."""
    require_counts(one_sd, other_sd)
    return abs(one - other) <= 2 * math.hypot(one_sd, other_sd)


def _require_rounding(*estimates: Estimate) -> None:
    require(all(each.bounds is Bounds.ROUNDING for each in estimates), Reason.KINDS_DIFFER)
    require(all(each.lower <= each.value <= each.upper for each in estimates), Reason.OUT_OF_ORDER)
