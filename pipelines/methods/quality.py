"""How far a published value carries: classes of the coefficient of variation, data quality flags, comparisons."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipelines.methods.answer import Estimate, Reason, Refused, answered, require, require_counts, require_part
from pipelines.methods.symbols import Cell

# Fewer are not published by Statistics Canada's social surveys, and not compared here.
LEAST_OBSERVATIONS = 10
# Width of a 95% interval of a share above which the share is not shown. Better than a coefficient of variation near 0
# and 1, where that of the share and that of the rest differ.
WIDEST = 0.30
# Total non-response in per cent from which a profile warns, and from which it does so strongly.
WARNED, STRONGLY_WARNED = 20, 50


class SocialClass(StrEnum):
    """Classes of Statistics Canada's social surveys."""

    ACCEPTABLE = "acceptable"
    CAUTION = "E"
    DO_NOT_PUBLISH = "F"


class AcsClass(StrEnum):
    """Reliability of American Community Survey estimates as maps by Esri shade it."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@answered
def social_class(cv_percent: float, observations: float = LEAST_OBSERVATIONS) -> SocialClass:
    """Return the class of a coefficient of variation in per cent, rounded to one decimal as the guidelines print it.

    Up to 16.5 acceptable, up to 33.3 with caution. Fewer than ten observations are not published whatever the
    coefficient; enough are taken for granted if not given.
    Source: Statistics Canada, Canadian Community Health Survey, release guidelines.
    """
    require_counts(cv_percent, observations)
    if observations < LEAST_OBSERVATIONS:
        return SocialClass.DO_NOT_PUBLISH
    # Class bounds are stated to one decimal, so the guidelines class the rounded coefficient.
    printed = round(cv_percent, 1)
    if printed <= 16.5:
        return SocialClass.ACCEPTABLE
    return SocialClass.CAUTION if printed <= 33.3 else SocialClass.DO_NOT_PUBLISH


@answered
def business_class(cv_percent: float) -> str:
    """Return the letter, A (best) to F, of a coefficient of variation in per cent; each letter has its lower bound.

    The usual scale of Statistics Canada's business surveys: 5, 10, 15, 25, 35. The legend of a table goes before it.
    """
    require_counts(cv_percent)
    return "ABCDEF"[sum(cv_percent >= start for start in (5, 10, 15, 25, 35))]


@answered
def acs_class(cv_percent: float) -> AcsClass:
    """Return high up to 12 per cent, medium up to 40, low above. Source: Esri, ACS reliability; no official cut-off."""
    require_counts(cv_percent)
    if cv_percent <= 12:
        return AcsClass.HIGH
    return AcsClass.MEDIUM if cv_percent <= 40 else AcsClass.LOW


class Polarity(StrEnum):
    """Whether a low or a high value is the better one; neither, for what people are."""

    LOW_IS_GOOD = "low_is_good"
    HIGH_IS_GOOD = "high_is_good"
    NEITHER = "neither"


class Comparison(StrEnum):
    """How a value stands to a benchmark."""

    BETTER = "better"
    SIMILAR = "similar"
    WORSE = "worse"
    LOWER = "lower"
    HIGHER = "higher"
    NOT_COMPARED = "not compared"


def against_benchmark(
    lower: float | None,
    upper: float | None,
    benchmark: float | None,
    polarity: Polarity,
    count: float = LEAST_OBSERVATIONS,
) -> Comparison | Refused:
    """Return how a value with these bounds stands to a benchmark, in one unit, that is taken as fixed.

    Similar where the interval holds the benchmark, its ends included. Without polarity: lower or higher, which passes
    no judgement. Not compared without interval or benchmark, or if fewer than ten cases are behind the value (enough
    are taken for granted if not given). Source: Office for Health Improvement and Disparities, Fingertips technical
    guidance.
    """
    if lower is None or upper is None or benchmark is None or count < LEAST_OBSERVATIONS:
        return Comparison.NOT_COMPARED
    return _compared(lower, upper, benchmark, polarity)


@answered
def _compared(lower: float, upper: float, benchmark: float, polarity: Polarity) -> Comparison:
    require(lower <= upper, Reason.OUT_OF_ORDER)
    if lower <= benchmark <= upper:
        return Comparison.SIMILAR
    low = upper < benchmark
    if polarity is Polarity.NEITHER:
        return Comparison.LOWER if low else Comparison.HIGHER
    return Comparison.BETTER if low == (polarity is Polarity.LOW_IS_GOOD) else Comparison.WORSE


def distinguishable(estimate: Estimate, reference: float = 0.0) -> bool:
    """Return whether an interval leaves a reference out: 0 for a difference, 1 for a ratio. Touching is not leaving."""
    return estimate.upper < reference or estimate.lower > reference


@answered
def too_wide(share: Estimate, widest: float = WIDEST) -> bool:
    """Return whether the interval of a share (0 to 1) is wider than 30 points: too wide to show the share."""
    require_counts(widest)
    require(share.lower <= share.upper, Reason.OUT_OF_ORDER)
    return share.upper - share.lower > widest


class Warned(StrEnum):
    """What a profile says of total non-response."""

    NO = "no"
    YES = "warning"
    STRONGLY = "strong_caution"


@answered
def non_response_warning(percent: float) -> Warned:
    """Return what to say of a total non-response rate in per cent: a warning from 20, a strong one from 50."""
    require_part(percent, 100)
    if percent >= STRONGLY_WARNED:
        return Warned.STRONGLY
    return Warned.YES if percent >= WARNED else Warned.NO


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityFlag:
    """The five digits of the 2021 Census Profile's data quality flag.

    Quality digits give total non-response: 0 below 10%, then one per ten points, 5 from 50% on (use with caution),
    9 suppressed. Income digits are 0 or 9.
    """

    incomplete: int
    short_form: int
    short_income: int
    long_form: int
    long_income: int


USE_WITH_CAUTION, SUPPRESSED = 5, 9
# What each digit may be, in order. Statistics Canada, 2021 Census Profile, data quality flag.
_DIGITS = ("012", "0123459", "09", "0123459", "09")


@answered
def quality_flag(flag: str) -> QualityFlag:
    """Return the parts of a 2021 data quality flag; one that is not five of the known digits is refused."""
    known = (
        isinstance(flag, str)
        and len(flag) == len(_DIGITS)
        and all(digit in allowed for digit, allowed in zip(flag, _DIGITS, strict=True))
    )
    require(known, Reason.CONTRADICTORY)
    return QualityFlag(
        incomplete=int(flag[0]),
        short_form=int(flag[1]),
        short_income=int(flag[2]),
        long_form=int(flag[3]),
        long_income=int(flag[4]),
    )


class IncomeStatus(StrEnum):
    """What may be said of an income cell of the short form, where everybody counts (tax records)."""

    AVAILABLE = "available"
    # The long form of the area is to be used with caution, which says nothing of 100% income.
    AVAILABLE_LONG_FORM_POOR = "available_long_form_poor"
    CAUTION = "caution"
    REVISED = "revised"
    REVISED_CAUTION = "revised_caution"
    SUPPRESSED = "suppressed"
    UNRELIABLE = "unreliable"
    NOT_APPLICABLE = "not_applicable"
    NOT_AVAILABLE = "not_available"


@answered
def short_form_income(cell: Cell, flag: QualityFlag) -> IncomeStatus:
    """Return what may be said of a 100% income cell, from its value, its symbols and its area's flag.

    The first three digits of the flag speak of it, the last two do not. A value that a symbol or the flag says cannot
    be there, and a gap that neither explains, are contradictory and refused.
    Source: Statistics Canada, 2021 Census Profile, data quality flag and symbols.
    """
    status = _income(cell, flag.incomplete, flag.short_form, flag.short_income)
    poor = status is IncomeStatus.AVAILABLE and flag.long_form == USE_WITH_CAUTION
    return IncomeStatus.AVAILABLE_LONG_FORM_POOR if poor else status


@answered
def long_form_income(cell: Cell, flag: QualityFlag) -> IncomeStatus:
    """Return what may be said of an income cell of the sample: as `short_form_income`, by digits one, four and five."""
    return _income(cell, flag.incomplete, flag.long_form, flag.long_income)


def _income(cell: Cell, incomplete: int, form: int, income: int) -> IncomeStatus:
    hidden = incomplete == 1 or SUPPRESSED in (form, income)
    absent = _absence(cell)
    if cell.value is None or absent is IncomeStatus.NOT_APPLICABLE:
        require(absent is not None, Reason.CONTRADICTORY)
        return absent or IncomeStatus.NOT_AVAILABLE
    require(absent is None and not hidden, Reason.CONTRADICTORY)
    return _presence(cell, form)


_ABSENT = {
    "x": IncomeStatus.SUPPRESSED,
    "F": IncomeStatus.UNRELIABLE,
    "...": IncomeStatus.NOT_APPLICABLE,
    "..": IncomeStatus.NOT_AVAILABLE,
}


def _absence(cell: Cell) -> IncomeStatus | None:
    return next((_ABSENT[symbol] for symbol in cell.symbols.status if symbol in _ABSENT), None)


def _presence(cell: Cell, form: int) -> IncomeStatus:
    caution = "E" in cell.symbols.status or form == USE_WITH_CAUTION
    if "r" in cell.symbols.marks:
        return IncomeStatus.REVISED_CAUTION if caution else IncomeStatus.REVISED
    return IncomeStatus.CAUTION if caution else IncomeStatus.AVAILABLE
