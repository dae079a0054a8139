"""Medians of grouped data: interpolated in a straight line or along a Pareto curve, with what is uncertain of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.methods.answer import Bounds, Estimate, Reason, answered, require, require_counts, require_pairs
from pipelines.methods.rounding import WORST_ERROR

# A band no wider than this is interpolated in a straight line (U.S. Census Bureau, income measures).
NARROW_BAND_DOLLARS = 2_500


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """How many of the universe have a value from `lower` up to `upper`; `upper` is None for "and over".

    The width is `upper - lower`: give the next band's lower bound as `upper` for the true width. Some publications
    print "40,000 to 44,999" and interpolate with 4,999; their figures need their bounds.
    """

    lower: float
    upper: float | None
    count: float


@dataclass(frozen=True, slots=True)
class MoreThan:
    """The median lies in the open band: all that can be said is that it is above this, in the bands' unit."""

    bound: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupedMedian:
    """A median of a sample with its standard error, in the bands' unit."""

    value: float
    se: float


Interpolate = Callable[[Band, float, float, float], float]


def linear(band: Band, below: float, wanted: float, total: float) -> float:  # noqa: ARG001 - one signature for all
    """Return the value that `wanted` persons of `total` lie below, spread evenly over the band's width."""
    width = _upper(band) - band.lower
    return band.lower + (wanted - below) / band.count * width


def pareto(band: Band, below: float, wanted: float, total: float) -> float:
    """Return the value that `wanted` persons of `total` lie below, along a Pareto curve through the band's ends.

    Nobody above the band, or a band from zero, leaves no curve: refused. For income bands of 10,000 dollars or more.
    """
    upper, above_lower = _upper(band), total - below
    above_upper = above_lower - band.count
    require(band.lower > 0 and above_upper > 0, Reason.NO_VARIATION)
    alpha = math.log(above_lower / above_upper) / math.log(upper / band.lower)
    return float(band.lower * (above_lower / (total - wanted)) ** (1 / alpha))


def by_width(band: Band, below: float, wanted: float, total: float) -> float:
    """Return `linear` in a band up to 2,500 dollars wide and `pareto` in a wider one that has a curve."""
    curved = band.lower > 0 and total - below - band.count > 0 and _upper(band) - band.lower > NARROW_BAND_DOLLARS
    return (pareto if curved else linear)(band, below, wanted, total)


@answered
def median(bands: Sequence[Band], interpolate: Interpolate = linear) -> float | MoreThan:
    """Return the median of a grouped universe, in the bands' unit.

    Bands ascend without overlap and hold everybody once: no subtotals. Losses in the lowest band count as zero.
    Nobody in any band, and a count below zero, are refused.
    Source: U.S. Census Bureau, ACS PUMS accuracy document (2013), "Standard errors for medians"; Pareto: Census
    Bureau, Current Population Reports P60, appendix.
    """
    return _quantile(_checked(bands), 0.5, interpolate)


@answered
def sampled_median(
    bands: Sequence[Band], sampling_percent: float, design_factor: float = 1.0, interpolate: Interpolate = linear
) -> GroupedMedian:
    """Return the median of a grouped sample and its standard error: half of what one standard error of 50% covers.

    `sampling_percent` is the share of the universe in the sample (25 for the long form), `design_factor` the root of
    the design effect. Refused where the median, or 50% and one standard error, falls in the open band.
    Source: U.S. Census Bureau, ACS PUMS accuracy document (2013), "Standard errors for medians".
    """
    checked = _checked(bands)
    require(0 < sampling_percent <= 100, Reason.OUT_OF_ORDER)
    require_counts(design_factor)
    total = _total(checked)
    se_share = design_factor * math.sqrt((100 - sampling_percent) / (total * sampling_percent)) / 2
    require(se_share < 0.5, Reason.BASE_TOO_SMALL)
    # The standard error takes a band up to where the next one starts, whatever the width convention of the median.
    touching = [Band(lower=one.lower, upper=other.lower, count=one.count) for one, other in pairwise(checked)]
    low, high = (_closed([*touching, checked[-1]], 0.5 + step * se_share, interpolate) for step in (-1, 1))
    return GroupedMedian(value=_closed(checked, 0.5, interpolate), se=(high - low) / 2)


@answered
def rounded_median(bands: Sequence[Band], error: float = WORST_ERROR, interpolate: Interpolate = linear) -> Estimate:
    """Return the median of a fully counted universe between what random rounding of the bands could make of it.

    Each count may be off by `error` persons. The extremes put the most below and the fewest above one band, so
    those combinations are all that need trying. Refused where one of them falls in the open band.
    """
    require_counts(error)
    checked = _checked(bands)
    tried = [_closed(moved, 0.5, interpolate) for moved in _extremes(checked, error) if _total(moved) > 0]
    value = _closed(checked, 0.5, interpolate)
    return Estimate(
        value=value, lower=min(value, *tried), upper=max(value, *tried), bounds=Bounds.ROUNDING, confidence=None
    )


@answered
def with_half(bands: Sequence[Band], both: Sequence[Band]) -> list[Band]:
    """Return the bands of a language group with half of those of "English and French" added, band by band.

    The halves are kept; one count may then be off by 6 persons from rounding (`fols.WORST_ROUNDING_ERROR`).
    """
    return _summed([bands, both], [1.0, 0.5])


@answered
def reweighted(groups: Sequence[Sequence[Band]], standard: Sequence[float]) -> list[Band]:
    """Return the bands that a population would have in another structure: a median cannot be standardised itself.

    One list of bands and one weight for each group (an age band); each group counts by its weight, whatever its size.
    A group of nobody is refused. The counts are shares of the weights' sum.
    """
    require_pairs(groups, standard)
    require_counts(*standard)
    require(sum(standard) > 0, Reason.EMPTY)
    sizes = [_total(_checked(bands)) for bands in groups]
    return _summed(groups, [weight / size for weight, size in zip(standard, sizes, strict=True)])


def _summed(groups: Sequence[Sequence[Band]], weights: Sequence[float]) -> list[Band]:
    edges = {tuple((band.lower, band.upper) for band in bands) for bands in groups}
    require(len(edges) == 1, Reason.LENGTHS_DIFFER)
    require_counts(*(band.count for bands in groups for band in bands))
    columns = zip(*groups, strict=True)
    return [
        Band(
            lower=same[0].lower,
            upper=same[0].upper,
            count=math.fsum(weight * band.count for weight, band in zip(weights, same, strict=True)),
        )
        for same in columns
    ]


def _extremes(bands: Sequence[Band], error: float) -> list[list[Band]]:
    """Return the bands with all counts up to some band moved one way and all after it the other way."""
    ways = [(error, -error), (-error, error)]
    return [
        [_moved(band, first if place < cut else then) for place, band in enumerate(bands)]
        for cut in range(len(bands) + 1)
        for first, then in ways
    ]


def _moved(band: Band, by: float) -> Band:
    return Band(lower=band.lower, upper=band.upper, count=max(0.0, band.count + by))


def _checked(bands: Sequence[Band]) -> Sequence[Band]:
    require(len(bands) > 0, Reason.EMPTY)
    require_counts(*(band.count for band in bands))
    require(all(band.upper is None or band.lower < band.upper for band in bands), Reason.OUT_OF_ORDER)
    require(
        all(one.upper is not None and one.upper <= other.lower for one, other in pairwise(bands)), Reason.OUT_OF_ORDER
    )
    require(_total(bands) > 0, Reason.EMPTY)
    return bands


def _total(bands: Sequence[Band]) -> float:
    return math.fsum(band.count for band in bands)


def _upper(band: Band) -> float:
    assert band.upper is not None, "an open band is answered before anything is interpolated"
    return band.upper


def _quantile(bands: Sequence[Band], share: float, interpolate: Interpolate) -> float | MoreThan:
    total = _total(bands)
    wanted, below = share * total, 0.0
    for band in bands:
        if band.count > 0 and below + band.count >= wanted:
            return MoreThan(band.lower) if band.upper is None else interpolate(band, below, wanted, total)
        below += band.count
    # Sums that differ by binary dust: the end of the last band that holds anyone.
    last = [band for band in bands if band.count > 0][-1]
    return MoreThan(last.lower) if last.upper is None else last.upper


def _closed(bands: Sequence[Band], share: float, interpolate: Interpolate) -> float:
    value = _quantile(bands, share, interpolate)
    require(not isinstance(value, MoreThan), Reason.OPEN_BAND)
    return float(value)  # type: ignore[arg-type]
