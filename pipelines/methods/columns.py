"""Bounds of whole columns of figures at once: the scalar methods over NumPy arrays, NaN where those refuse.

Every function takes arrays (or single numbers) that broadcast, in the units of its scalar sibling, and holds to the
same formulas; nothing is looped over. NaN or infinity in gives NaN out, and so does a precondition that fails: the
scalar sibling names the reason. Tests hold each function equal to its sibling.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from pipelines.methods import statcan
from pipelines.methods.rounding import WORST_ERROR

Column: TypeAlias = npt.NDArray[np.float64]
Limits: TypeAlias = tuple[Column, Column]


def share_rounding(
    part: npt.ArrayLike,
    whole: npt.ArrayLike,
    part_error: npt.ArrayLike = WORST_ERROR,
    whole_error: npt.ArrayLike = WORST_ERROR,
) -> Limits:
    """Return the worst cases of `part / whole` (0 to 1) of two published counts: `rounding.share`."""
    x, n, dx, dn = _columns(part, whole, part_error, whole_error)
    fit = (np.minimum(x, dx) >= 0) & (dn >= 0) & (n > dn) & (x - dx <= n + dn)
    x, n, dx, dn = _where(fit, x, n, dx, dn)
    return np.maximum(0.0, x - dx) / (n + dn), np.minimum(1.0, (x + dx) / (n - dn))


def count_rounding(value: npt.ArrayLike, error: npt.ArrayLike = WORST_ERROR) -> Limits:
    """Return the smallest and the largest count, in its unit, that may be behind a published one: `rounding.count`."""
    count, off = _columns(value, error)
    count, off = _where((count >= 0) & (off >= 0), count, off)
    return np.maximum(0.0, count - off), count + off


def variance_from_count_bounds(count: npt.ArrayLike, lower: npt.ArrayLike, upper: npt.ArrayLike) -> Column:
    """Return the variance, in squared persons, that published 95% bounds imply: `statcan.count_from_bounds` squared.

    A count of zero is published without bounds and counts as without variance (methods, B2.4); any other count
    without bounds has none that is known: NaN.
    """
    y, low, high = _columns(count, lower, upper)
    # Not `y`, which is missing where the bounds are.
    empty = np.asarray(count, dtype=np.float64) == 0
    y, low, high = _where((y > 0) & (low >= 0) & (low <= y) & (y <= high), y, low, high)
    squared, half = statcan.t_of_95() ** 2, (high - low) / 2
    variance = 2 * half**2 / (squared + np.sqrt(squared**2 + (squared * half / y) ** 2))
    return np.where(empty, 0.0, variance)


def count_sampling(count: npt.ArrayLike, variance: npt.ArrayLike) -> Limits:
    """Return the modified Wilson limits of a long-form count, in its unit: `statcan.count_interval`.

    `variance` in squared persons, as `variance_from_count_bounds` gives it. A count of zero has no interval: NaN.
    """
    y, v = _columns(count, variance)
    y, v = _where((y > 0) & (v >= 0), y, v)
    squared = statcan.t_of_95() ** 2 * v
    shift = squared / (2 * y)
    half = np.sqrt(squared + shift**2)
    return y + shift - half, y + shift + half


def share_sampling(
    part: npt.ArrayLike,
    part_variance: npt.ArrayLike,
    whole: npt.ArrayLike,
    whole_variance: npt.ArrayLike,
    rounding: bool = False,
) -> tuple[Column, Column, Column]:
    """Return lower, upper and standard error (0 to 1) of a share of two long-form counts: `statcan.share_of_counts`.

    Variances in squared persons, as `variance_from_count_bounds` gives them. A share of 0 or 1 has no interval: NaN.
    With `rounding` the mean variance of random rounding is added.
    """
    x, vx, n, vn = _columns(part, part_variance, whole, whole_variance)
    x, vx, n, vn = _where((x > 0) & (x < n) & (vx >= 0) & (vn >= 0), x, vx, n, vn)
    p = x / n
    inside = vx - p**2 * vn
    variance = np.where(inside < 0, vx + p**2 * vn, inside)
    if rounding:
        variance = variance + statcan.ROUNDING_VARIANCE * (1 + p**2)
    (variance,) = _where(variance > 0, variance)
    se = np.sqrt(variance) / n
    squared = statcan.t_of_95() ** 2 * se**2 / (p * (1 - p))
    # Wilson's interval with t^2 over the effective size p(1 - p) / se^2 written out, so that nothing is divided by se.
    centre = (p + squared / 2) / (1 + squared)
    half = np.sqrt(squared * p * (1 - p) + squared**2 / 4) / (1 + squared)
    return centre - half, centre + half, se


def se_from_mean_bounds(lower: npt.ArrayLike, upper: npt.ArrayLike) -> Column:
    """Return the standard error of an average, in its unit, from its 95% bounds: `statcan.average_from_bounds`."""
    low, high = _columns(lower, upper)
    low, high = _where(low <= high, low, high)
    return (high - low) / (2 * statcan.t_of_95())


def difference_sampling(
    p1: npt.ArrayLike, l1: npt.ArrayLike, u1: npt.ArrayLike, p2: npt.ArrayLike, l2: npt.ArrayLike, u2: npt.ArrayLike
) -> Limits:
    """Return the limits of `p1 - p2`, in their unit, from the limits of each: `mover.difference`.

    For groups that share no person, and limits of one kind and confidence (the caller's to see to).
    """
    one, low1, high1, two, low2, high2 = _estimates(p1, l1, u1, p2, l2, u2)
    gap = one - two
    return gap - np.hypot(one - low1, high2 - two), gap + np.hypot(high1 - one, two - low2)


def ratio_sampling(
    p1: npt.ArrayLike, l1: npt.ArrayLike, u1: npt.ArrayLike, p2: npt.ArrayLike, l2: npt.ArrayLike, u2: npt.ArrayLike
) -> Limits:
    """Return the limits of `p1 / p2`, without unit, from the limits of each: `mover.ratio`.

    As `difference_sampling`; NaN where a limit of `p1` is below zero or the reference may be zero or less.
    """
    one, low1, high1, two, low2, high2 = _positive_reference(*_estimates(p1, l1, u1, p2, l2, u2))
    product = one * two
    low, high, below = low1 * (2 * one - low1), high1 * (2 * one - high1), low2 * (2 * two - low2)
    roots = product + np.sqrt(np.maximum(0.0, product**2 - low * high2 * (2 * two - high2)))
    # Where nothing is below, the lower limit is zero, and the sum of roots may be zero too.
    lower = np.where(low == 0, 0.0, low / np.where(low == 0, 1.0, roots))
    return lower, (product + np.sqrt(np.maximum(0.0, product**2 - high * below))) / below


def difference_rounding(
    p1: npt.ArrayLike, l1: npt.ArrayLike, u1: npt.ArrayLike, p2: npt.ArrayLike, l2: npt.ArrayLike, u2: npt.ArrayLike
) -> Limits:
    """Return the worst cases of `p1 - p2`, in their unit, from the worst cases of each: `rounding.difference`."""
    _, low1, high1, _, low2, high2 = _estimates(p1, l1, u1, p2, l2, u2)
    return low1 - high2, high1 - low2


def ratio_rounding(
    p1: npt.ArrayLike, l1: npt.ArrayLike, u1: npt.ArrayLike, p2: npt.ArrayLike, l2: npt.ArrayLike, u2: npt.ArrayLike
) -> Limits:
    """Return the worst cases of `p1 / p2`, without unit, from the worst cases of each: `rounding.ratio`.

    NaN where a limit of `p1` is below zero or the reference may be zero or less.
    """
    _, low1, high1, _, low2, high2 = _positive_reference(*_estimates(p1, l1, u1, p2, l2, u2))
    return low1 / high2, high1 / low2


def _columns(*given: npt.ArrayLike) -> tuple[Column, ...]:
    """Return the inputs as arrays of one shape, every row that lacks one of them missing whole."""
    columns = np.broadcast_arrays(*(np.asarray(each, dtype=np.float64) for each in given))
    return _where(np.logical_and.reduce([np.isfinite(column) for column in columns]), *columns)


def _where(fit: npt.NDArray[np.bool_], *columns: Column) -> tuple[Column, ...]:
    return tuple(np.where(fit, column, np.nan) for column in columns)


def _estimates(*given: npt.ArrayLike) -> tuple[Column, ...]:
    """Return two values, each with its limits in order; NaN where a value is outside its own."""
    one, low1, high1, two, low2, high2 = columns = _columns(*given)
    return _where((low1 <= one) & (one <= high1) & (low2 <= two) & (two <= high2), *columns)


def _positive_reference(*columns: Column) -> tuple[Column, ...]:
    _, low1, _, _, low2, _ = columns
    return _where((low1 >= 0) & (low2 > 0), *columns)
