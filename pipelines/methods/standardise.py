"""Shares of two groups as if they had one age structure, and the part of a gap that the structures make."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.methods import mover
from pipelines.methods.answer import (
    Bounds,
    Estimate,
    Reason,
    Refused,
    answered,
    given,
    require,
    require_counts,
    require_pairs,
    require_part,
)
from pipelines.methods.proportions import wilson_centre_and_half
from pipelines.methods.quantiles import normal_z, student_t
from pipelines.methods.statcan import DEGREES


@answered
def crude_share(parts: Sequence[float], wholes: Sequence[float]) -> float:
    """Return the share (0 to 1) of persons with the characteristic over all bands."""
    _require_bands(parts, wholes)
    return math.fsum(parts) / math.fsum(wholes)


@answered
def pooled_structure(wholes1: Sequence[float], wholes2: Sequence[float]) -> list[float]:
    """Return the share of each band in two groups together: the internal standard of one region. They sum to 1."""
    require_pairs(wholes1, wholes2)
    require_counts(*wholes1, *wholes2)
    total = math.fsum(wholes1) + math.fsum(wholes2)
    require(total > 0, Reason.EMPTY)
    return [(one + other) / total for one, other in zip(wholes1, wholes2, strict=True)]


@answered
def standardised_share(
    parts: Sequence[float], wholes: Sequence[float], standard: Sequence[float], confidence: float = 0.95
) -> Estimate:
    """Return the share (0 to 1) that a group's own band shares give in the `standard` structure.

    `parts` of the `wholes` persons of each band; `standard` in any unit. A band with nobody in it is refused: merge
    bands first, alike in both groups (`merged_bands`). Wilson's interval for as many persons as would give the variance
    of the weighted binomial shares: a chance-variation interval, which for one band is Wilson's own.
    Source: Breslow and Day (1987), p. 58; Preston et al. (2001), Demography, 2.3.
    """
    _require_bands(parts, wholes)
    shares = [part / whole for part, whole in zip(parts, wholes, strict=True)]
    variances = [share * (1 - share) / whole for share, whole in zip(shares, wholes, strict=True)]
    value, variance = _standardised(shares, variances, standard)
    if variance > 0 and 0 < value < 1:
        size = value * (1 - value) / variance
    else:
        # Nobody or everybody in every band that counts: no interval of width zero, but that of the weighted size.
        _, spread = _standardised(shares, [1 / whole for whole in wholes], standard)
        size = 1 / spread
    return _interval(value, size, normal_z(confidence), Bounds.CHANCE, confidence)


@answered
def standardised_from_variances(
    shares: Sequence[float], variances: Sequence[float], standard: Sequence[float], confidence: float = 0.95
) -> Estimate:
    """Return the standardised share (0 to 1) from band shares with design-based variances: a sampling interval.

    Modified Wilson with Student's t, 32 degrees, as the census has for its own shares (`statcan.share_of_counts`). A
    share of 0 or 1, or without any variance, is refused.
    """
    for share in shares:
        require_part(share, 1)
    value, variance = _standardised(shares, variances, standard)
    require(variance > 0 and 0 < value < 1, Reason.NO_VARIATION)
    size = value * (1 - value) / variance
    return _interval(value, size, student_t(confidence, DEGREES), Bounds.SAMPLING, confidence)


def _standardised(
    shares: Sequence[float], variances: Sequence[float], standard: Sequence[float]
) -> tuple[float, float]:
    """Return the weighted mean of band shares and its variance."""
    require_pairs(shares, variances, standard)
    require_counts(*standard, *variances)
    total = math.fsum(standard)
    require(total > 0, Reason.EMPTY)
    value = math.fsum(weight * share for weight, share in zip(standard, shares, strict=True)) / total
    # Weights that sum to their total but for binary dust do not take a share of 1 above 1.
    variance = math.fsum((weight / total) ** 2 * each for weight, each in zip(standard, variances, strict=True))
    return min(1.0, value), variance


def _interval(value: float, size: float, quantile: float, bounds: Bounds, confidence: float) -> Estimate:
    centre, half = wilson_centre_and_half(value, size, quantile)
    return Estimate(
        value=value,
        lower=min(value, max(0.0, centre - half)),
        upper=max(value, min(1.0, centre + half)),
        bounds=bounds,
        confidence=confidence,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Decomposition:
    """A gap of two crude shares in two parts that add up to it; all are shares (-1 to 1)."""

    gap: float
    # What differing rates make, at the mean of the two structures.
    rate_effect: float
    # What differing structures make, at the mean of the two groups' rates.
    composition_effect: float


@answered
def kitagawa(
    parts1: Sequence[float], wholes1: Sequence[float], parts2: Sequence[float], wholes2: Sequence[float]
) -> Decomposition:
    """Return the gap of crude shares, group 1 - group 2, as an effect of rates and one of composition.

    Bands with nobody of one of the groups are refused. Source: Kitagawa (1955), JASA 50:1168.
    """
    _require_bands(parts1, wholes1)
    _require_bands(parts2, wholes2)
    require_pairs(parts1, parts2)
    total1, total2 = math.fsum(wholes1), math.fsum(wholes2)
    bands = [
        (x1 / n1, n1 / total1, x2 / n2, n2 / total2)
        for x1, n1, x2, n2 in zip(parts1, wholes1, parts2, wholes2, strict=True)
    ]
    return Decomposition(
        gap=math.fsum(parts1) / total1 - math.fsum(parts2) / total2,
        rate_effect=math.fsum((rate1 - rate2) * (weight1 + weight2) / 2 for rate1, weight1, rate2, weight2 in bands),
        composition_effect=math.fsum(
            (weight1 - weight2) * (rate1 + rate2) / 2 for rate1, weight1, rate2, weight2 in bands
        ),
    )


@answered
def merged_bands(wholes1: Sequence[float], wholes2: Sequence[float], least: float = 20) -> list[range]:
    """Return runs of neighbouring bands with at least `least` persons of each group, the same runs for both.

    What is left at the end joins the last run. Groups too small for even one run are refused.
    """
    require_pairs(wholes1, wholes2)
    require_counts(*wholes1, *wholes2)
    runs: list[range] = []
    start = 0
    for stop in range(1, len(wholes1) + 1):
        if min(sum(wholes1[start:stop]), sum(wholes2[start:stop])) >= least:
            runs.append(range(start, stop))
            start = stop
    require(bool(runs), Reason.BASE_TOO_SMALL)
    runs[-1] = range(runs[-1].start, len(wholes1))
    return runs


@answered
def rates_cross(
    parts1: Sequence[float], wholes1: Sequence[float], parts2: Sequence[float], wholes2: Sequence[float]
) -> bool:
    """Return whether group 1 is above group 2 in one band and below in another: a single summary then hides it."""
    _require_bands(parts1, wholes1)
    _require_bands(parts2, wholes2)
    require_pairs(parts1, parts2)
    # Cross-multiplied, so that equal rates differ by exactly nothing.
    gaps = [x1 * n2 - x2 * n1 for x1, n1, x2, n2 in zip(parts1, wholes1, parts2, wholes2, strict=True)]
    return min(gaps) < 0 < max(gaps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two groups crude and in one structure, after small bands were merged; ratios are None where a share is 0."""

    bands: list[range]
    # The pooled structure of the merged bands; sums to 1.
    weights: list[float]
    crude: tuple[float, float]
    standardised: tuple[Estimate, Estimate]
    difference: Estimate
    ratio: Estimate | None
    decomposition: Decomposition
    crossing: bool


@answered
def compared(
    parts1: Sequence[float],
    wholes1: Sequence[float],
    parts2: Sequence[float],
    wholes2: Sequence[float],
    confidence: float = 0.95,
) -> Compared:
    """Return two groups of persons compared in the age structure of both together, with all that is to be shown.

    One entry per band in each list. Neighbouring bands with fewer than 20 persons of either group are merged, in both
    groups alike, before anything is computed. Chance-variation intervals; MOVER for the difference and the ratio.
    """
    require_pairs(parts1, wholes1, parts2, wholes2)
    bands = given(merged_bands(wholes1, wholes2))
    x1, n1, x2, n2 = (
        [math.fsum(column[band.start : band.stop]) for band in bands] for column in (parts1, wholes1, parts2, wholes2)
    )
    weights = given(pooled_structure(n1, n2))
    one, other = (given(standardised_share(x, n, weights, confidence)) for x, n in ((x1, n1), (x2, n2)))
    ratio = mover.ratio(one, other)
    return Compared(
        bands=bands,
        weights=weights,
        crude=(given(crude_share(x1, n1)), given(crude_share(x2, n2))),
        standardised=(one, other),
        difference=given(mover.difference(one, other)),
        ratio=None if isinstance(ratio, Refused) else ratio,
        decomposition=given(kitagawa(x1, n1, x2, n2)),
        crossing=given(rates_cross(x1, n1, x2, n2)),
    )


def _require_bands(parts: Sequence[float], wholes: Sequence[float]) -> None:
    require_pairs(parts, wholes)
    for part, whole in zip(parts, wholes, strict=True):
        require_part(part, whole)
