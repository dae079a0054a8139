"""Columns of bounds against their scalar siblings, one row at a time."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.methods import columns, mover, rounding, statcan
from pipelines.methods.answer import Bounds, Estimate, Refused

# Numbers that a column may hold by right or by mistake.
ODD = st.sampled_from([0.0, -1.0, 4.0, 5.0, math.nan, math.inf, -math.inf])
COUNTS = ODD | st.integers(0, 400).map(lambda n: 5.0 * n) | st.floats(0.01, 1e7)
FRACTIONS = ODD | st.floats(1e-6, 1)


def bounds(answer: Estimate | Refused) -> tuple[float, ...]:
    return (math.nan, math.nan) if isinstance(answer, Refused) else (answer.lower, answer.upper)


def share_rounding(x: float, n: float, dx: float, dn: float) -> tuple[float, ...]:
    return bounds(rounding.share(x, n, dx, dn))


def count_rounding(count: float, error: float) -> tuple[float, ...]:
    return bounds(rounding.count(count, error))


def variance(count: float, lower: float, upper: float) -> tuple[float, ...]:
    found = statcan.count_from_bounds(count, lower, upper)
    return (math.nan,) if isinstance(found, Refused) else (found.se**2,)


def share_sampling(x: float, vx: float, n: float, vn: float, with_rounding: bool = False) -> tuple[float, ...]:
    if not (vx >= 0 and vn >= 0):
        return (math.nan,) * 3
    part, whole = (statcan.Measured(value=value, se=math.sqrt(var)) for value, var in ((x, vx), (n, vn)))
    found = statcan.share_of_counts(part, whole, with_rounding)
    if isinstance(found, Refused):
        return (math.nan,) * 3
    return (*bounds(found.estimate), found.measured.se)


def share_sampling_rounded(x: float, vx: float, n: float, vn: float) -> tuple[float, ...]:
    return share_sampling(x, vx, n, vn, with_rounding=True)


def mean_se(lower: float, upper: float) -> tuple[float, ...]:
    found = statcan.average_from_bounds((lower + upper) / 2, lower, upper)
    return (math.nan,) if isinstance(found, Refused) else (found.se,)


def of_two(method: Callable[..., Any], kind: Bounds, confidence: float | None) -> Callable[..., tuple[float, ...]]:
    def sibling(p1: float, l1: float, u1: float, p2: float, l2: float, u2: float) -> tuple[float, ...]:
        one, other = (
            Estimate(value=value, lower=low, upper=high, bounds=kind, confidence=confidence)
            for value, low, high in ((p1, l1, u1), (p2, l2, u2))
        )
        return bounds(method(one, other))

    return sibling


def with_rounding(*given: Any) -> Any:
    return columns.share_sampling(*given, rounding=True)


def estimates(numbers: st.SearchStrategy[float]) -> st.SearchStrategy[tuple[float, ...]]:
    """Return two values with their limits: mostly in order, sometimes not."""
    three = st.tuples(numbers, numbers, numbers)
    ordered = three.map(lambda each: (sorted(each)[1], sorted(each)[0], sorted(each)[2]))
    return st.tuples(ordered | three, ordered | three).map(lambda pair: (*pair[0], *pair[1]))


VALUES = FRACTIONS | st.floats(-1e6, 1e6).map(lambda value: round(value, 6))
SIBLINGS: list[tuple[Callable[..., Any], Callable[..., tuple[float, ...]], st.SearchStrategy[tuple[float, ...]]]] = [
    (columns.share_rounding, share_rounding, st.tuples(COUNTS, COUNTS, COUNTS, COUNTS)),
    (columns.count_rounding, count_rounding, st.tuples(COUNTS, COUNTS)),
    (columns.variance_from_count_bounds, variance, st.lists(COUNTS, min_size=3, max_size=3).map(tuple)),
    (columns.share_sampling, share_sampling, st.tuples(COUNTS, COUNTS, COUNTS, COUNTS)),
    (with_rounding, share_sampling_rounded, st.tuples(COUNTS, COUNTS, COUNTS, COUNTS)),
    (columns.se_from_mean_bounds, mean_se, st.tuples(VALUES, VALUES)),
    (columns.difference_sampling, of_two(mover.difference, Bounds.SAMPLING, 0.95), estimates(VALUES)),
    (columns.ratio_sampling, of_two(mover.ratio, Bounds.SAMPLING, 0.95), estimates(VALUES)),
    (columns.difference_rounding, of_two(rounding.difference, Bounds.ROUNDING, None), estimates(VALUES)),
    (columns.ratio_rounding, of_two(rounding.ratio, Bounds.ROUNDING, None), estimates(VALUES)),
]


def in_order(row: tuple[float, ...]) -> tuple[float, ...]:
    """Return a count between its bounds, which rows drawn at random hardly ever are."""
    low, count, high = sorted(row)
    return count, low, high


def table(method: Callable[..., Any], rows: Sequence[tuple[float, ...]]) -> list[tuple[float, ...]]:
    found = method(*np.array(rows, dtype=float).T)
    return list(zip(*(found if isinstance(found, tuple) else (found,)), strict=True))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("method", "sibling", "row"), SIBLINGS, ids=lambda each: getattr(each, "__name__", ""))
@given(data=st.data())
def test_a_column_holds_what_its_sibling_answers(
    method: Callable[..., Any],
    sibling: Callable[..., tuple[float, ...]],
    row: st.SearchStrategy[tuple[float, ...]],
    data: st.DataObject,
):
    if method is columns.variance_from_count_bounds:
        row = row | row.map(in_order)
    rows = data.draw(st.lists(row, min_size=1, max_size=12))
    for found, given_row in zip(table(method, rows), rows, strict=True):
        assert found == pytest.approx(sibling(*given_row), rel=1e-9, abs=1e-12, nan_ok=True), given_row


def test_a_count_of_zero_has_no_variance_whatever_its_bounds():
    found = columns.variance_from_count_bounds([0, 0, 5, math.nan], [math.nan, 0, math.nan, 0], [math.nan, 0, 9, 0])
    np.testing.assert_array_equal(found, [0, 0, math.nan, math.nan])


def test_published_bounds_of_the_unemployed_give_their_published_coefficient():
    # 1,988,645 unemployed in 2021, 1,982,970 to 1,994,336: 0.14%.
    variance = columns.variance_from_count_bounds([1_988_645], [1_982_970], [1_994_336])
    assert 100 * math.sqrt(variance[0]) / 1_988_645 == pytest.approx(0.14, abs=0.005)


def test_a_share_of_nobody_or_everybody_has_no_sampling_interval():
    lower, upper, se = columns.share_sampling([0, 9, 5], [0, 4, 4], [9, 9, 9], [4, 4, 4])
    assert np.isnan([lower, upper, se])[:, :2].all()
    assert 0 < lower[2] < 5 / 9 < upper[2] < 1


def test_a_ratio_to_what_may_be_nothing_has_no_interval():
    for method in (columns.ratio_sampling, columns.ratio_rounding):
        lower, upper = method([0.5, 0.5], [0.4, 0.4], [0.6, 0.6], [0.2, 0.2], [0.0, 0.1], [0.3, 0.3])
        assert np.isnan([lower[0], upper[0]]).all()
        assert lower[1] < 2.5 < upper[1]


def test_columns_of_a_table_and_single_errors_go_together():
    part = pd.Series([25, None, 0], dtype="float64")
    lower, upper = columns.share_rounding(part, pd.Series([100.0, 100, 100]), 4, 4)
    np.testing.assert_allclose(lower, [21 / 104, math.nan, 0])
    np.testing.assert_allclose(upper, [29 / 96, math.nan, 4 / 96])
