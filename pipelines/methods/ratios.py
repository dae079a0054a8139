"""The ratio of two independent proportions with the interval that chance alone gives it."""

from __future__ import annotations

import math

from pipelines.methods import mover
from pipelines.methods.answer import Bounds, Estimate, Reason, answered, given, require, require_part
from pipelines.methods.proportions import wilson
from pipelines.methods.quantiles import normal_z
from pipelines.methods.score import last_inside
from pipelines.methods.statcan import WIDEST_LOG


@answered
def katz_log(part1: float, whole1: float, part2: float, whole2: float, confidence: float = 0.95) -> Estimate:
    """Return share 1 / share 2 with the interval that is symmetrical on the logarithm.

    Persons with the characteristic and persons in all, for two groups that share nobody. Chance-variation interval.
    A group without any case is refused: `walters_adjusted_log` or `koopman` answer there.
    Source: Katz, Baptista, Azen and Pike (1978), Biometrics 34:469, method C.
    """
    _require_groups(part1, whole1, part2, whole2)
    require(part1 > 0 and part2 > 0, Reason.ZERO_COUNT)
    ratio = (part1 / whole1) / (part2 / whole2)
    return _around(ratio, _log_se(part1, whole1, part2, whole2), confidence)


@answered
def walters_adjusted_log(
    part1: float, whole1: float, part2: float, whole2: float, confidence: float = 0.95
) -> Estimate:
    """Return share 1 / share 2 with the log interval after half a case is added to cases and persons of each group.

    Counts as in `katz_log`; the value is the adjusted ratio, so that a group without any case has one too.
    Source: Walter (1975), Biometrika 62:371; Pettigrew, Gart and Thomas (1986), Biometrika 73:425.
    """
    _require_groups(part1, whole1, part2, whole2)
    one, all1, two, all2 = part1 + 0.5, whole1 + 0.5, part2 + 0.5, whole2 + 0.5
    return _around((one / all1) / (two / all2), _log_se(one, all1, two, all2), confidence)


@answered
def koopman(part1: float, whole1: float, part2: float, whole2: float, confidence: float = 0.95) -> Estimate:
    """Return share 1 / share 2 with Koopman's score interval, good for small counts.

    Counts as in `katz_log`. No case in group 1 gives 0 with an upper bound; none in the reference group is refused.
    Chance-variation interval. Source: Koopman (1984), Biometrics 40:513.
    """
    return _score(part1, whole1, part2, whole2, confidence, 1.0)


@answered
def miettinen_nurminen(part1: float, whole1: float, part2: float, whole2: float, confidence: float = 0.95) -> Estimate:
    """Return share 1 / share 2 with the score interval of Miettinen and Nurminen: `koopman` with N/(N - 1).

    Source: Miettinen and Nurminen (1985), Stat. Med. 4:213.
    """
    _require_groups(part1, whole1, part2, whole2)
    total = whole1 + whole2
    require(total > 1, Reason.BASE_TOO_SMALL)
    return _score(part1, whole1, part2, whole2, confidence, total / (total - 1))


@answered
def mover_wilson(part1: float, whole1: float, part2: float, whole2: float, confidence: float = 0.95) -> Estimate:
    """Return share 1 / share 2 with the closed-form interval made of the two Wilson intervals.

    Counts as in `katz_log`; no case in the reference group is refused. Chance-variation interval.
    Source: Donner and Zou (2012), Stat. Methods Med. Res. 21:347.
    """
    return given(mover.ratio(given(wilson(part1, whole1, confidence)), given(wilson(part2, whole2, confidence))))


def _require_groups(part1: float, whole1: float, part2: float, whole2: float) -> None:
    require_part(part1, whole1)
    require_part(part2, whole2)


def _log_se(part1: float, whole1: float, part2: float, whole2: float) -> float:
    return math.sqrt(1 / part1 - 1 / whole1 + 1 / part2 - 1 / whole2)


def _around(ratio: float, log_se: float, confidence: float) -> Estimate:
    spread = normal_z(confidence) * log_se
    require(spread < WIDEST_LOG, Reason.BASE_TOO_SMALL)
    factor = math.exp(spread)
    return Estimate(
        value=ratio,
        lower=ratio / factor,
        upper=ratio * factor,
        bounds=Bounds.CHANCE,
        confidence=confidence,
    )


def _score(part1: float, whole1: float, part2: float, whole2: float, confidence: float, correction: float) -> Estimate:
    """Return the ratios that a score test at this confidence does not reject."""
    _require_groups(part1, whole1, part2, whole2)
    require(part2 > 0, Reason.ZERO_REFERENCE)
    share1, share2 = part1 / whole1, part2 / whole2
    allowed = normal_z(confidence) ** 2 * correction

    # All ratios from 0 to infinity lie on the stretch from 0 to 1 as odds = ratio / (1 + ratio).
    def excess(odds: float) -> float:
        return _excess(part1, whole1, part2, whole2, odds / (1 - odds), allowed)

    observed = share1 / (share1 + share2)
    lower = last_inside(observed, 0.0, excess) if part1 > 0 else 0.0
    upper = last_inside(observed, 1.0, excess)
    return Estimate(
        value=share1 / share2,
        lower=lower / (1 - lower),
        upper=upper / (1 - upper),
        bounds=Bounds.CHANCE,
        confidence=confidence,
    )


def _excess(part1: float, whole1: float, part2: float, whole2: float, ratio: float, allowed: float) -> float:
    """Return by how much the squared gap exceeds what chance allows if share 1 is `ratio` times share 2."""
    a = (whole1 + whole2) * ratio
    b = whole1 * ratio + part1 + whole2 + part2 * ratio
    cases = part1 + part2
    # The smaller root of a s^2 - b s + cases, written so that a small `a` loses no digits.
    expected2 = min(1.0, 2 * cases / (b + math.sqrt(max(0.0, b**2 - 4 * a * cases))))
    expected1 = min(1.0, ratio * expected2)
    variance = expected1 * (1 - expected1) / whole1 + ratio**2 * expected2 * (1 - expected2) / whole2
    return (part1 / whole1 - ratio * part2 / whole2) ** 2 - allowed * variance
