"""Quantiles of the normal, Student and Poisson laws for a two-sided confidence. SciPy computes them."""

from __future__ import annotations

from scipy.special import chdtri, ndtri, stdtr, stdtrit

from pipelines.methods.answer import Reason, require


def _upper_tail(confidence: float) -> float:
    require(0 < confidence < 1, Reason.CONFIDENCE_OUT_OF_RANGE)
    return (1 - confidence) / 2


def normal_z(confidence: float) -> float:
    """Return z with `confidence` between -z and z: 1.959964 for 0.95 (scipy.special.ndtri)."""
    return -float(ndtri(_upper_tail(confidence)))


def student_t(confidence: float, degrees: float) -> float:
    """Return t with `confidence` between -t and t: 2.036933 for 0.95 and 32 degrees (scipy.special.stdtrit)."""
    return -float(stdtrit(degrees, _upper_tail(confidence)))


def two_sided_p(t: float, degrees: float) -> float:
    """Return the share of Student's law beyond t on both sides (scipy.special.stdtr)."""
    return 2 * float(stdtr(degrees, -abs(t)))


def poisson_limits(count: float, confidence: float) -> tuple[float, float]:
    """Return the exact limits of a Poisson mean of which `count` events were seen (scipy.special.chdtri)."""
    tail = _upper_tail(confidence)
    lower = float(chdtri(2 * count, 1 - tail)) / 2 if count > 0 else 0.0
    return lower, float(chdtri(2 * count + 2, tail)) / 2
