"""What is printed of a small number, and what Statistics Canada withholds for smallness. Formulas and thresholds only:
which of them a profile applies, and why, is declared in profiles/rules.yml."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum

from pipelines.methods.answer import Reason, answered, require, require_counts, require_part
from pipelines.methods.rounding import BASE

# Random rounding moves a share of 500 persons by less than two points, one of 100 by up to eight.
ONE_DECIMAL, NO_DECIMAL, BAND_ONLY = 500, 100, 40
# Statistics Canada, 2021 Census: area suppression (persons), of areas drawn from postal codes, of income (persons in
# private households, private households).
LEAST_PERSONS, LEAST_PERSONS_POSTAL = 40, 100
LEAST_INCOME_PERSONS, LEAST_INCOME_HOUSEHOLDS = 250, 40
# Records behind an average, a median or a share of income, and the sum of their weights.
LEAST_RECORDS, LEAST_WEIGHT = 4, 10
# A count that we make of others is not shown below this, nor a share on fewer persons or households.
LEAST_COUNT, LEAST_BASE_PERSONS, LEAST_BASE_HOUSEHOLDS = 10, 40, 25
# Everybody or nobody of a group smaller than this says something of each of them.
SMALL_GROUP = 50


class Precision(StrEnum):
    """How a share may be printed."""

    ONE_DECIMAL = "one_decimal"
    WHOLE = "whole"
    ABOUT = "about"
    WITHHELD = "withheld"


@answered
def share_precision(whole: float) -> Precision:
    """Return how a share of so many persons may be printed: from 500 one decimal, 100 none, 40 "about", else not."""
    require_counts(whole)
    if whole >= ONE_DECIMAL:
        return Precision.ONE_DECIMAL
    if whole >= NO_DECIMAL:
        return Precision.WHOLE
    return Precision.ABOUT if whole >= BAND_ONLY else Precision.WITHHELD


@answered
def area_withheld(persons: float, postal: bool = False) -> bool:
    """Return whether Statistics Canada withholds all characteristics of an area: below 40 persons, 100 if postal."""
    require_counts(persons)
    return persons < (LEAST_PERSONS_POSTAL if postal else LEAST_PERSONS)


@answered
def income_withheld(persons: float, households: float) -> bool:
    """Return whether income is withheld: below 250 persons in private households, or below 40 private households."""
    require_counts(persons, households)
    return persons < LEAST_INCOME_PERSONS or households < LEAST_INCOME_HOUSEHOLDS


@answered
def statistic_withheld(records: float, weight: float) -> bool:
    """Return whether an average, a median or a share of income rests on too little: below 4 records or weight 10."""
    require_counts(records, weight)
    return records < LEAST_RECORDS or weight < LEAST_WEIGHT


@answered
def count_shown(count: float) -> bool:
    """Return whether a count that we make of others may be shown: from 10 on; below it is "fewer than 10"."""
    require_counts(count)
    return count >= LEAST_COUNT


@answered
def share_shown(part: float, whole: float, households: bool = False) -> bool:
    """Return whether a share may be shown: its base at least 40 persons (25 households), its part at least 10.

    Of a part that is published as 0 or 5 no rate is made.
    """
    require_part(part, whole)
    return part >= LEAST_COUNT and whole >= (LEAST_BASE_HOUSEHOLDS if households else LEAST_BASE_PERSONS)


class Extreme(StrEnum):
    """What is said of nobody or everybody of a small group instead of the number."""

    BELOW_5 = "<5%"
    ABOVE_95 = ">95%"
    NEITHER = ""


@answered
def extreme(part: float, whole: float) -> Extreme:
    """Return what is said instead of 0% or 100% of a group of fewer than 50; of other shares, nothing instead."""
    require_part(part, whole)
    if whole >= SMALL_GROUP or 0 < part < whole:
        return Extreme.NEITHER
    return Extreme.BELOW_5 if part == 0 else Extreme.ABOVE_95


@answered
def rounded_count(count: float, base: int = BASE) -> int:
    """Return a count that we made, in persons, at the nearest multiple of `base`, halves away from zero: 5, or 10 if
    apportioned."""
    require_counts(count)
    require(base >= 1, Reason.OUT_OF_ORDER)
    return base * math.floor(count / base + 0.5)


@answered
def hidden_with(parts: Sequence[float], hidden: Sequence[bool]) -> list[bool]:
    """Return which parts of a published total to hide so that none is told by subtraction.

    One hidden part alone takes the smallest of the others with it, the first of equals; none or several stay as
    they are. A single part, which is its total, cannot be protected and is refused.
    """
    require(len(parts) == len(hidden), Reason.LENGTHS_DIFFER)
    require_counts(*parts)
    if sum(hidden) != 1:
        return list(hidden)
    require(len(parts) > 1, Reason.BASE_TOO_SMALL)
    other = min((place for place, gone in enumerate(hidden) if not gone), key=lambda place: parts[place])
    return [gone or place == other for place, gone in enumerate(hidden)]
