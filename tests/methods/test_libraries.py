"""Our closed forms against SciPy where it has the same method for whole numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.stats import contingency

from pipelines.methods import multiple, proportions, ranks, rates, ratios
from pipelines.methods.answer import Estimate, Refused

CONFIDENCES = st.sampled_from([0.9, 0.95, 0.998])
CASES = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(1, n), st.just(n)))


def limits(answer: Estimate | Refused) -> tuple[float, float]:
    assert isinstance(answer, Estimate)
    return answer.lower, answer.upper


@given(CASES, CONFIDENCES)
def test_wilson_is_that_of_scipy(counts: tuple[int, int], confidence: float):
    theirs = stats.binomtest(*counts).proportion_ci(confidence, method="wilson")
    assert limits(proportions.wilson(*counts, confidence)) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


@given(CASES, CASES, CONFIDENCES)
def test_katz_is_the_relative_risk_of_scipy(one: tuple[int, int], other: tuple[int, int], confidence: float):
    theirs = contingency.relative_risk(*one, *other).confidence_interval(confidence)
    assert limits(ratios.katz_log(*one, *other, confidence)) == pytest.approx((theirs.low, theirs.high), rel=1e-9)


@given(st.integers(0, 5000), CONFIDENCES)
def test_exact_limits_put_the_tails_where_the_poisson_law_has_them(count: int, confidence: float):
    lower, upper = limits(rates.exact(count, confidence))
    assert stats.poisson.cdf(count, upper) == pytest.approx((1 - confidence) / 2, rel=1e-6)
    if count:
        assert stats.poisson.sf(count - 1, lower) == pytest.approx((1 - confidence) / 2, rel=1e-6)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_discovery_rates_are_as_benjamini_and_hochberg_wrote_them(p_values: list[float]):
    order = sorted(range(len(p_values)), key=lambda place: p_values[place])
    scaled = [p_values[place] * len(order) / rank for rank, place in enumerate(order, start=1)]
    by_hand = {place: min(1.0, *scaled[rank:]) for rank, place in enumerate(order)}
    assert multiple.discovery_rates(p_values) == pytest.approx([by_hand[place] for place in range(len(p_values))])


@given(st.lists(st.integers(0, 20), min_size=1, max_size=30))
def test_ranks_are_the_smallest_of_ties_as_in_scipy(values: list[int]):
    assert ranks.ranks(values) == stats.rankdata(values, method="min").tolist()
