"""Funnels: where chance alone puts the share of an area around a benchmark, by the area's size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from scipy.special import bdtr, bdtrik

from pipelines.methods.answer import (
    Bounds,
    Estimate,
    Reason,
    answered,
    given,
    require,
    require_counts,
    require_pairs,
    require_part,
)
from pipelines.methods.quantiles import normal_z

# An area beyond these is high or low, and very much so: 0.025 and 0.001 on each side.
CONFIDENCE, STRICT_CONFIDENCE = 0.95, 0.998
# The most extreme tenth on each side is pulled in before over-dispersion is measured.
WINSORISED = 0.10


class Place(StrEnum):
    """Where an area lies in a funnel."""

    VERY_LOW = "very_low"
    LOW = "low"
    INSIDE = "inside"
    HIGH = "high"
    VERY_HIGH = "very_high"


@answered
def limits(benchmark: float, whole: float, confidence: float = CONFIDENCE, dispersion: float = 1.0) -> Estimate:
    """Return a benchmark share with the limits in which chance alone puts the share of `whole` persons.

    Normal limits cut to 0 and 1; a chance-variation interval around the benchmark, not around an observed share.
    `dispersion` above 1 widens them (`dispersion`). Source: Spiegelhalter (2005), Stat. Med. 24:1185.
    """
    require_part(benchmark, 1)
    require_part(0, whole)
    require_counts(dispersion)
    half = normal_z(confidence) * math.sqrt(max(1.0, dispersion) * benchmark * (1 - benchmark) / whole)
    return _around(benchmark, max(0.0, benchmark - half), min(1.0, benchmark + half), confidence)


@answered
def exact_limits(benchmark: float, whole: int, confidence: float = CONFIDENCE) -> Estimate:
    """Return a benchmark share with binomial limits, interpolated between counts: for small areas and rare events.

    The binomial law is SciPy's (scipy.special.bdtr, bdtrik). Source: Spiegelhalter (2005), Stat. Med. 24:1185, A.1.
    """
    require_part(benchmark, 1)
    require_part(0, whole)
    require(0 < benchmark < 1, Reason.NO_VARIATION)
    require(0 < confidence < 1, Reason.CONFIDENCE_OUT_OF_RANGE)
    require(whole == int(whole), Reason.CONTRADICTORY)
    low, high = (_binomial_limit(tail, int(whole), benchmark) for tail in ((1 - confidence) / 2, (1 + confidence) / 2))
    return _around(benchmark, min(benchmark, low), max(benchmark, high), confidence)


@answered
def z_score(part: float, whole: float, benchmark: float) -> float:
    """Return how many standard deviations of chance a share lies above (or, negative, below) the benchmark."""
    require_part(part, whole)
    require_part(benchmark, 1)
    require(0 < benchmark < 1, Reason.NO_VARIATION)
    return (part / whole - benchmark) / math.sqrt(benchmark * (1 - benchmark) / whole)


@answered
def dispersion(parts: Sequence[float], wholes: Sequence[float], benchmark: float) -> float:
    """Return the mean square of the areas' z scores, the extreme tenth on each side pulled in; 1 is chance alone.

    Above 1 areas differ by more than chance, and limits are widened by its root.
    Source: Spiegelhalter (2005), Stat. Med. 24:1185, section 4.
    """
    require_pairs(parts, wholes)
    scores = [given(z_score(part, whole, benchmark)) for part, whole in zip(parts, wholes, strict=True)]
    low, high = np.quantile(scores, (WINSORISED, 1 - WINSORISED))
    return float(np.mean(np.clip(scores, low, high) ** 2))


@answered
def place(part: float, whole: float, benchmark: float, dispersion: float = 1.0) -> Place:
    """Return where a share lies: beyond 0.025 (low, high) or 0.001 (very low, very high) of one side, or inside."""
    require_counts(dispersion)
    score = given(z_score(part, whole, benchmark)) / math.sqrt(max(1.0, dispersion))
    if abs(score) <= normal_z(CONFIDENCE):
        return Place.INSIDE
    very = abs(score) > normal_z(STRICT_CONFIDENCE)
    if score < 0:
        return Place.VERY_LOW if very else Place.LOW
    return Place.VERY_HIGH if very else Place.HIGH


def _around(benchmark: float, lower: float, upper: float, confidence: float) -> Estimate:
    return Estimate(value=benchmark, lower=lower, upper=upper, bounds=Bounds.CHANCE, confidence=confidence)


def _binomial_limit(tail: float, whole: int, benchmark: float) -> float:
    """Return the share below which a draw of `whole` persons falls with probability `tail`, between two counts."""
    found = float(bdtrik(tail, whole, benchmark))
    # SciPy has no count where even none is likelier than the tail.
    count = max(0, math.ceil(found - 1e-9)) if math.isfinite(found) else 0
    upto = float(bdtr(count, whole, benchmark))
    before = float(bdtr(count - 1, whole, benchmark)) if count else 0.0
    return min(1.0, max(0.0, (count - (upto - tail) / (upto - before)) / whole))
