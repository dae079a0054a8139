"""Counts of two censuses → how far each moved for certain, in five years, beyond its total and beyond its peers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[np.float64]
Counts = tuple[Column, Column, Column]
# Makes the median absolute deviation of a normal law its standard deviation.
TO_SIGMA = 1.4826
# Censuses are five years apart; what moved over ten had twice the time.
BETWEEN_CENSUSES = 5
# What one person or none is taken for where a factor needs a number above zero.
ONE = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """How each count moved, up or down.

    `persons` is the least that it moved whatever rounding did (0 where it may not have moved), `smaller` the smaller of
    the two counts. `factor` is by how much in five years for certain, beyond what the total did the same way (a total
    that is missing did nothing). `beyond_peers` is the factor in five years beyond the peers' median, `deviations` how
    many robust standard deviations that is; both missing where there are too few peers.
    """

    persons: Column
    smaller: Column
    factor: Column
    beyond_peers: Column
    deviations: Column


def jumps(
    now: Counts,
    then: Counts,
    *,
    totals: tuple[Column, Column],
    years: Column,
    levels: npt.NDArray[np.intp],
    peers: tuple[int, float],
) -> Jump:
    """Return the jump of each count; `now` and `then` are its value, the least and the most that it may stand for.

    Peers are the counts of one level (same number in `levels`), if there are `peers[0]` of at least `peers[1]` persons
    both times.
    """
    up = now[0] >= then[0]
    fives = years / BETWEEN_CENSUSES
    persons = np.maximum(np.where(up, now[1] - then[2], then[1] - now[2]), 0.0)
    certain = np.where(up, _log(now[1]) - _log(then[2]), _log(then[1]) - _log(now[2]))
    sign = np.where(up, 1.0, -1.0)
    with_total = np.nan_to_num(sign * (_log(totals[0]) - _log(totals[1])))
    excess = np.maximum(certain, 0.0) - np.maximum(with_total, 0.0)
    change = (_log(now[0]) - _log(then[0])) / fives
    large = np.minimum(now[0], then[0]) >= peers[1]
    median, sigma = _of_peers(change, levels, large, peers[0])
    beyond = sign * (change - median)
    with np.errstate(divide="ignore", invalid="ignore"):
        deviations = np.where(sigma > 0, beyond / sigma, np.where(beyond > 0, np.inf, 0.0))
    return Jump(
        persons=persons,
        smaller=np.minimum(now[0], then[0]),
        factor=np.exp(np.maximum(excess, 0.0) / fives),
        beyond_peers=np.exp(beyond),
        deviations=np.where(np.isnan(median), np.nan, deviations),
    )


def _log(count: Column) -> Column:
    return np.log(np.maximum(count, ONE))


def _of_peers(
    change: Column, levels: npt.NDArray[np.intp], large: npt.NDArray[np.bool_], at_least: int
) -> tuple[Column, Column]:
    """Return the median and robust standard deviation of the other counts' change; missing where there are too few."""
    median, sigma = np.full(len(change), np.nan), np.full(len(change), np.nan)
    for level in np.unique(levels):
        here = np.flatnonzero(levels == level)
        for place in here:
            others = change[here[large[here] & (here != place)]]
            if len(others) >= at_least:
                median[place] = np.median(others)
                sigma[place] = TO_SIGMA * np.median(np.abs(others - median[place]))
    return median, sigma
