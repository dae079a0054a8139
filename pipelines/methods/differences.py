"""The difference of two independent proportions with the interval that chance alone gives it."""

from __future__ import annotations

import math

from pipelines.methods import mover
from pipelines.methods.answer import Bounds, Estimate, Reason, answered, given, require, require_part
from pipelines.methods.proportions import wilson
from pipelines.methods.quantiles import normal_z
from pipelines.methods.score import last_inside


@answered
def newcombe(part1: float, whole1: float, part2: float, whole2: float, confidence: float = 0.95) -> Estimate:
    """Return share 1 - share 2 (-1 to 1) with Newcombe's hybrid score interval: the one to use by default.

    Persons with the characteristic and persons in all, for two groups that share nobody. Chance-variation interval.
    An empty group is refused. Source: Newcombe (1998), Stat. Med. 17:873, method 10.
    """
    return given(mover.difference(given(wilson(part1, whole1, confidence)), given(wilson(part2, whole2, confidence))))


@answered
def miettinen_nurminen(part1: float, whole1: float, part2: float, whole2: float, confidence: float = 0.95) -> Estimate:
    """Return share 1 - share 2 (-1 to 1) with the score interval of Miettinen and Nurminen, for small groups.

    Counts as in `newcombe`; the variance carries the factor N/(N - 1). Chance-variation interval.
    Source: Miettinen and Nurminen (1985), Stat. Med. 4:213; Newcombe (1998), method 6.
    """
    require_part(part1, whole1)
    require_part(part2, whole2)
    total = whole1 + whole2
    require(total > 1, Reason.BASE_TOO_SMALL)
    return _score(part1, whole1, part2, whole2, confidence, total / (total - 1))


@answered
def mee(part1: float, whole1: float, part2: float, whole2: float, confidence: float = 0.95) -> Estimate:
    """Return share 1 - share 2 (-1 to 1) with Mee's score interval: `miettinen_nurminen` without N/(N - 1).

    Source: Mee (1984), Biometrics 40:1175; Newcombe (1998), method 5.
    """
    require_part(part1, whole1)
    require_part(part2, whole2)
    return _score(part1, whole1, part2, whole2, confidence, 1.0)


@answered
def agresti_caffo(part1: float, whole1: float, part2: float, whole2: float, confidence: float = 0.95) -> Estimate:
    """Return share 1 - share 2 (-1 to 1) with a Wald interval after one case and one non-case are added to each group.

    The value is the observed difference; the interval is around the adjusted one. Chance-variation interval.
    Source: Agresti and Caffo (2000), Am. Stat. 54:280.
    """
    require_part(part1, whole1)
    require_part(part2, whole2)
    observed = part1 / whole1 - part2 / whole2
    centre, half = _wald(part1 + 1, whole1 + 2, part2 + 1, whole2 + 2, normal_z(confidence))
    # The shift towards zero can put a difference of -1 or 1 outside its own interval: it is widened to hold it.
    return _estimate(observed, min(observed, centre - half), max(observed, centre + half), confidence)


@answered
def wald(part1: float, whole1: float, part2: float, whole2: float, confidence: float = 0.95) -> Estimate:
    """Return share 1 - share 2 (-1 to 1) with the textbook interval, which is too narrow for small groups.

    For comparison with what others publish; the profiles do not use it. Chance-variation interval.
    Source: Newcombe (1998), Stat. Med. 17:873, method 1.
    """
    require_part(part1, whole1)
    require_part(part2, whole2)
    observed, half = _wald(part1, whole1, part2, whole2, normal_z(confidence))
    return _estimate(observed, observed - half, observed + half, confidence)


def _wald(part1: float, whole1: float, part2: float, whole2: float, z: float) -> tuple[float, float]:
    share1, share2 = part1 / whole1, part2 / whole2
    variance = share1 * (1 - share1) / whole1 + share2 * (1 - share2) / whole2
    return share1 - share2, z * math.sqrt(variance)


def _estimate(value: float, lower: float, upper: float, confidence: float) -> Estimate:
    return Estimate(
        value=value, lower=max(-1.0, lower), upper=min(1.0, upper), bounds=Bounds.CHANCE, confidence=confidence
    )


def _score(part1: float, whole1: float, part2: float, whole2: float, confidence: float, correction: float) -> Estimate:
    """Return the differences that a score test at this confidence does not reject.

    Not statsmodels.stats.proportion.confint_proportions_2indep: its score interval of a difference (0.15) is off, or
    fails, where a share is near 0 or 1 and the groups differ in size, as for 21 of 22 against 31 of 502. Its other
    intervals agree with ours; they are a few lines each and do not need the library.
    """
    observed = part1 / whole1 - part2 / whole2
    allowed = normal_z(confidence) ** 2 * correction

    def excess(difference: float) -> float:
        share2 = _constrained_share2(part1, whole1, part2, whole2, difference)
        share1 = min(1.0, max(0.0, share2 + difference))
        variance = share1 * (1 - share1) / whole1 + share2 * (1 - share2) / whole2
        return (observed - difference) ** 2 - allowed * variance

    lower = last_inside(observed, -1.0, excess)
    return _estimate(observed, lower, last_inside(observed, 1.0, excess), confidence)


def _constrained_share2(part1: float, whole1: float, part2: float, whole2: float, difference: float) -> float:
    """Return the likeliest share of group 2 if share 1 is `difference` higher: a root of the likelihood's cubic."""
    total, cases = whole1 + whole2, part1 + part2
    square = (whole1 + 2 * whole2) * difference - total - cases
    linear = (whole2 * difference - total - 2 * part2) * difference + cases
    constant = part2 * difference * (1 - difference)
    shift = square / (3 * total)
    q = shift**3 - square * linear / (6 * total**2) + constant / (2 * total)
    size = math.sqrt(max(0.0, shift**2 - linear / (3 * total)))
    p = math.copysign(size, q)
    angle = (math.pi + math.acos(max(-1.0, min(1.0, q / p**3)))) / 3 if p**3 else 0.0
    share2 = 2 * p * math.cos(angle) - shift
    return min(min(1.0, 1 - difference), max(max(0.0, -difference), share2))
