"""Estimates of the American Community Survey and how their 90% margins of error carry through arithmetic."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from pipelines.methods.answer import Bounds, Estimate, Reason, answered, given, require, require_counts

# The Census Bureau divides its published margins by the rounded 1.645, so we do too
# (Understanding and Using American Community Survey Data, 2020, chapter 7).
Z90 = 1.645
Z95 = 1.96


@dataclass(frozen=True, slots=True, kw_only=True)
class WithMargin:
    """An estimate and its 90% margin of error, in the same unit; `as_ratio` if a proportion took a ratio's margin."""

    value: float
    margin90: float
    as_ratio: bool = False

    @property
    def se(self) -> float:
        """The standard error, in the same unit."""
        return self.margin90 / Z90


class Annotation(StrEnum):
    """What the Census Bureau says in place of a number."""

    NOT_COMPUTED = "not_computed"
    TOO_FEW_CASES = "too_few_cases"
    NOT_APPLICABLE = "not_applicable"
    MARGIN_NOT_COMPUTABLE = "moe_not_computable"
    MEDIAN_OPEN_ENDED = "median_open_ended"
    CONTROLLED = "controlled"


# U.S. Census Bureau, "Notes on ACS Estimate and Annotation Values".
ANNOTATIONS: Mapping[int, Annotation] = MappingProxyType(
    {
        -666666666: Annotation.NOT_COMPUTED,
        -999999999: Annotation.TOO_FEW_CASES,
        -888888888: Annotation.NOT_APPLICABLE,
        -222222222: Annotation.MARGIN_NOT_COMPUTABLE,
        -333333333: Annotation.MEDIAN_OPEN_ENDED,
        -555555555: Annotation.CONTROLLED,
    }
)


@answered
def annotated(value: float) -> float | Annotation:
    """Return a published value, or the annotation that it stands for; an annotation is never a number."""
    return ANNOTATIONS.get(int(value), value) if value < 0 and value == int(value) else value


@answered
def total(parts: Sequence[WithMargin]) -> WithMargin:
    """Return the sum of estimates in one unit; of those that are zero only the largest margin counts.

    Source: U.S. Census Bureau, ACS handbook (2020), chapter 8. The formula degrades beyond some four parts.
    """
    require(len(parts) > 0, Reason.EMPTY)
    require_counts(*(part.margin90 for part in parts))
    zeros = max((part.margin90 for part in parts if part.value == 0), default=0.0)
    margins = [part.margin90 for part in parts if part.value != 0]
    return WithMargin(value=math.fsum(part.value for part in parts), margin90=math.hypot(zeros, *margins))


@answered
def difference(one: WithMargin, other: WithMargin) -> WithMargin:
    """Return `one - other`, in their unit. Source: ACS handbook (2020), chapter 8."""
    require_counts(one.margin90, other.margin90)
    return WithMargin(value=one.value - other.value, margin90=math.hypot(one.margin90, other.margin90))


@answered
def proportion(part: WithMargin, whole: WithMargin) -> WithMargin:
    """Return the share (0 to 1) that `part` is of the `whole` it is inside; a negative radicand takes a ratio's margin.

    Source: ACS handbook (2020), chapter 8.
    """
    require_counts(part.value, whole.value, part.margin90, whole.margin90)
    require(whole.value > 0, Reason.EMPTY)
    share = part.value / whole.value
    radicand = part.margin90**2 - (share * whole.margin90) ** 2
    if radicand < 0:
        return WithMargin(value=share, margin90=given(ratio(part, whole)).margin90, as_ratio=True)
    return WithMargin(value=share, margin90=math.sqrt(radicand) / whole.value)


@answered
def ratio(one: WithMargin, other: WithMargin) -> WithMargin:
    """Return `one / other`, neither inside the other; no unit. Source: ACS handbook (2020), chapter 8."""
    require_counts(one.margin90, other.margin90)
    require(other.value != 0, Reason.ZERO_REFERENCE)
    value = one.value / other.value
    margin = math.hypot(one.margin90, value * other.margin90) / abs(other.value)
    return WithMargin(value=value, margin90=margin, as_ratio=True)


@answered
def product(one: WithMargin, other: WithMargin) -> WithMargin:
    """Return `one x other`, in the product of their units. Source: ACS handbook (2020), chapter 8."""
    require_counts(one.margin90, other.margin90)
    margin = math.hypot(one.value * other.margin90, other.value * one.margin90)
    return WithMargin(value=one.value * other.value, margin90=margin)


@answered
def change_percent(before: WithMargin, after: WithMargin) -> WithMargin:
    """Return the change from `before` to `after` in per cent of `before`. Source: ACS handbook (2020), chapter 8."""
    quotient = given(ratio(after, before))
    return WithMargin(value=100 * (quotient.value - 1), margin90=100 * quotient.margin90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """A difference in standard errors, and whether it exceeds the critical value."""

    z: float
    significant: bool


@answered
def difference_test(one: WithMargin, other: WithMargin, critical: float = Z90) -> Tested:
    """Return the size of the difference of two estimates in standard errors. Source: ACS handbook (2020), chapter 7.

    Two estimates without any margin cannot be tested and are refused.
    """
    require(critical > 0, Reason.CONFIDENCE_OUT_OF_RANGE)
    gap = given(difference(one, other))
    require(gap.margin90 > 0, Reason.NO_VARIATION)
    z = abs(gap.value) / gap.se
    return Tested(z=z, significant=z > critical)


@answered
def at_95(estimate: WithMargin) -> Estimate:
    """Return the estimate with its 95% sampling interval, in its unit; bounds are not cut at zero."""
    require_counts(estimate.margin90)
    half = estimate.margin90 * Z95 / Z90
    return Estimate(
        value=estimate.value,
        lower=estimate.value - half,
        upper=estimate.value + half,
        bounds=Bounds.SAMPLING,
        confidence=0.95,
    )
