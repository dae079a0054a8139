"""Sampling intervals of long-form census estimates, from the bounds that Statistics Canada publishes."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pipelines.methods.answer import (
    Bounds,
    Estimate,
    Reason,
    Refused,
    answered,
    given,
    require,
    require_counts,
    require_part,
)
from pipelines.methods.proportions import wilson_centre_and_half
from pipelines.methods.quantiles import student_t, two_sided_p

# The variance is estimated from 32 groups of replicates, hence Student's t with 32 degrees of freedom
# (Statistics Canada, Sampling and Weighting Technical Report, 98-306-X, 2021 edition,
# chapters 6 and 7).
DEGREES = 32
CONFIDENCE = 0.95
# Half width of a logarithmic interval from which it says nothing: a ratio of one to 10^40 either way.
WIDEST_LOG = 92.0
# Mean variance of one count rounded at random to a multiple of 5, over the residuals 0 to 4.
ROUNDING_VARIANCE = 4.0
# Design effects to assume where no bounds are published; the census publishes none. Persons of one household answer
# alike on ethnicity, religion, language of work and housing.
USUAL_DESIGN_EFFECT = 1.5
HOUSEHOLD_DESIGN_EFFECT = 2.5
# One household in four: (1 - 1/4) / (1/4).
_ONE_IN_FOUR = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """An estimate from a sample and its standard error, in the same unit."""

    value: float
    se: float

    @property
    def cv_percent(self) -> float | None:
        """The standard error in per cent of the estimate; None for an estimate of zero."""
        return 100 * self.se / abs(self.value) if self.value else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampledShare:
    """A share of two long-form counts: its 95% sampling interval, and what it rests on."""

    estimate: Estimate
    measured: Measured
    # Persons of a simple random sample that would be as precise.
    effective_size: float
    # The variance of a ratio was used because that of a proportion came out negative; the interval is wider for it.
    conservative: bool


def t_of_95() -> float:
    """Return the quantile by which 95% intervals of the census reach out: Student's t, 32 degrees, 2.036933."""
    return student_t(CONFIDENCE, DEGREES)


def _interval(value: float, lower: float, upper: float) -> Estimate:
    return Estimate(value=value, lower=lower, upper=upper, bounds=Bounds.SAMPLING, confidence=CONFIDENCE)


@answered
def count_interval(count: Measured) -> Estimate:
    """Return a count (persons or households) with its modified Wilson interval, 95%, from its standard error.

    The middle of the interval lies above the count. A count of zero has no interval and is refused.
    Source: Statistics Canada, 98-306-X (2021), chapter 7.
    """
    require_counts(count.value, count.se)
    require(count.value > 0, Reason.EMPTY)
    squared = (t_of_95() * count.se) ** 2
    shift = squared / (2 * count.value)
    half = math.sqrt(squared + shift**2)
    centre = count.value + shift
    return _interval(count.value, centre - half, centre + half)


def count_from_bounds(count: float, lower: float | None, upper: float | None) -> Measured | Refused:
    """Return a count with the standard error that its published 95% bounds imply: `count_interval` inverted.

    A count of zero is published without bounds (None) and counts as without error; any other count needs both. Bounds
    that do not hold the count are refused. Source: Statistics Canada, 98-306-X (2021), chapter 7.
    """
    return Measured(value=0.0, se=0.0) if count == 0 else _positive_from_bounds(count, lower, upper)


@answered
def _positive_from_bounds(count: float, lower: float | None, upper: float | None) -> Measured:
    assert lower is not None, "what is missing is refused before"
    assert upper is not None, "what is missing is refused before"
    require_counts(count, lower)
    _require_bounds(count, lower, upper)
    squared = t_of_95() ** 2
    half = (upper - lower) / 2
    # V solves half^2 = t^2 V + t^4 V^2 / (4 count^2); written so that small variances lose no digits.
    spread = (squared * half / count) ** 2
    variance = 2 * half**2 / (squared + math.sqrt(squared**2 + spread))
    return Measured(value=count, se=math.sqrt(variance))


@answered
def average_from_bounds(average: float, lower: float, upper: float) -> Measured:
    """Return an average (in its unit) with the standard error of its published 95% bounds, which are symmetrical.

    Source: Statistics Canada, 98-306-X (2021), chapter 7: average -/+ t x standard error.
    """
    _require_bounds(average, lower, upper)
    return Measured(value=average, se=(upper - lower) / (2 * t_of_95()))


@answered
def plain_interval(measured: Measured) -> Estimate:
    """Return an average, a difference or a ratio with its symmetrical 95% interval, t with 32 degrees of freedom."""
    require_counts(measured.se)
    half = t_of_95() * measured.se
    return _interval(measured.value, measured.value - half, measured.value + half)


@answered
def share_of_counts(part: Measured, whole: Measured, rounding: bool = False) -> SampledShare:
    """Return the share (0 to 1) that `part` is of the `whole` it is inside, with its modified Wilson interval.

    Both from one long-form table. With `rounding`, the mean variance of random rounding is added, which matters below
    some hundreds of persons. A share of 0 or 1 has no interval and is refused.
    Source: Statistics Canada, 98-306-X (2021), chapter 7; variance of a proportion as in U.S. Census Bureau, ACS
    handbook (2020), chapter 8.
    """
    require_part(part.value, whole.value)
    require_counts(part.se, whole.se)
    share = part.value / whole.value
    require(0 < share < 1, Reason.NO_VARIATION)
    inside = part.se**2 - (share * whole.se) ** 2
    conservative = inside < 0
    variance = part.se**2 + (share * whole.se) ** 2 if conservative else inside
    variance += ROUNDING_VARIANCE * (1 + share**2) if rounding else 0.0
    require(variance > 0, Reason.NO_VARIATION)
    se = math.sqrt(variance) / whole.value
    size = share * (1 - share) / se**2
    centre, half = wilson_centre_and_half(share, size, t_of_95())
    return SampledShare(
        estimate=_interval(share, centre - half, centre + half),
        measured=Measured(value=share, se=se),
        effective_size=size,
        conservative=conservative,
    )


@answered
def ratio_of_counts(one: Measured, other: Measured) -> Measured:
    """Return `one / other` for two counts of which neither is inside the other.

    Source: U.S. Census Bureau, ACS handbook (2020), chapter 8, ratio.
    """
    require_counts(one.se, other.se)
    require(other.value != 0, Reason.ZERO_REFERENCE)
    ratio = one.value / other.value
    return Measured(value=ratio, se=math.hypot(one.se, ratio * other.se) / abs(other.value))


@answered
def difference_of_measured(one: Measured, other: Measured) -> Measured:
    """Return `one - other`, in their unit, for two groups that share nobody."""
    require_counts(one.se, other.se)
    return Measured(value=one.value - other.value, se=math.hypot(one.se, other.se))


@answered
def ratio_of_shares(one: Measured, other: Measured) -> Estimate:
    """Return `one / other` for shares of two groups that share nobody, with a 95% interval on the logarithm.

    A share of zero on either side is refused, and so is an error that leaves the ratio any size.
    Source: Katz et al. (1978), with standard errors of the design.
    """
    require_counts(one.value, other.value, one.se, other.se)
    require(other.value > 0, Reason.ZERO_REFERENCE)
    require(one.value > 0, Reason.ZERO_COUNT)
    ratio = one.value / other.value
    spread = t_of_95() * math.hypot(one.se / one.value, other.se / other.value)
    require(spread < WIDEST_LOG, Reason.BASE_TOO_SMALL)
    return _interval(ratio, ratio / math.exp(spread), ratio * math.exp(spread))


@answered
def differ(one: Measured, other: Measured) -> bool:
    """Return whether two estimates of groups that share nobody differ at the 5% level, t with 32 degrees."""
    gap = given(difference_of_measured(one, other))
    return abs(gap.value) > t_of_95() * gap.se


@answered
def p_value(gap: Measured) -> float:
    """Return how often a difference at least so large comes about if there is none, t with 32 degrees, both sides.

    For lists of many comparisons (`multiple.discovery_rates`). A difference without any error is refused.
    """
    require_counts(gap.se)
    require(gap.se > 0, Reason.NO_VARIATION)
    return two_sided_p(gap.value / gap.se, DEGREES)


@answered
def approximate_count(count: float, whole: float, design_effect: float = USUAL_DESIGN_EFFECT) -> Measured:
    """Return a long-form count without published bounds and an approximate standard error.

    `count` of the `whole` weighted persons, drawn one household in four. To be labelled approximate and not published
    by Statistics Canada; nothing of the kind applies where everyone was asked (reserves, settlements, remote areas).
    """
    require_part(count, whole)
    require_counts(design_effect)
    variance = design_effect * _ONE_IN_FOUR * count * (1 - count / whole)
    return Measured(value=count, se=math.sqrt(variance))


@answered
def approximate_share(count: float, whole: float, design_effect: float = USUAL_DESIGN_EFFECT) -> Measured:
    """Return a long-form share (0 to 1) without published bounds and an approximate standard error.

    As `approximate_count`, with the base taken as fixed.
    """
    measured = given(approximate_count(count, whole, design_effect))
    return Measured(value=count / whole, se=measured.se / whole)


def _require_bounds(value: float, lower: float, upper: float) -> None:
    require(lower <= value <= upper, Reason.OUT_OF_ORDER)
