"""The edges: nobody, none of them, all of them, nothing known; and numbers worked out by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from pipelines.methods import (
    acs,
    apportion,
    codes,
    concentration,
    differences,
    fols,
    funnel,
    many_groups,
    medians,
    mover,
    multiple,
    proportions,
    protection,
    quality,
    ranks,
    rates,
    ratios,
    rounding,
    segregation,
    standardise,
    statcan,
    symbols,
)
from pipelines.methods.answer import Bounds, Estimate, Reason, Refused

Band, Margin, Measured = medians.Band, acs.WithMargin, statcan.Measured
OPEN = [Band(lower=0, upper=10, count=10), Band(lower=10, upper=None, count=30)]
SURE = Estimate(value=0.5, lower=0.4, upper=0.6, bounds=Bounds.SAMPLING, confidence=0.95)
CHANCE = Estimate(value=0.5, lower=0.4, upper=0.6, bounds=Bounds.CHANCE, confidence=0.95)
TURNED = Estimate(value=0.5, lower=0.6, upper=0.4, bounds=Bounds.SAMPLING, confidence=0.95)
BELOW = Estimate(value=0.5, lower=-0.1, upper=0.6, bounds=Bounds.SAMPLING, confidence=0.95)
LOSS = Estimate(value=0.5, lower=-0.1, upper=0.6, bounds=Bounds.ROUNDING, confidence=None)
ROUNDED = Estimate(value=0.5, lower=0.4, upper=0.6, bounds=Bounds.ROUNDING, confidence=None)

REFUSED: list[tuple[Callable[..., Any], tuple[Any, ...], Reason]] = [
    (proportions.wilson, (0, 0), Reason.EMPTY),
    (proportions.wilson, (None, 10), Reason.MISSING),
    (proportions.wilson, (3, math.nan), Reason.MISSING),
    (proportions.wilson, (3, math.inf), Reason.MISSING),
    (proportions.wilson, (11, 10), Reason.PART_EXCEEDS_WHOLE),
    (proportions.wilson, (-1, 10), Reason.NEGATIVE),
    (proportions.wilson, (1, 10, 1), Reason.CONFIDENCE_OUT_OF_RANGE),
    (proportions.wilson, (1, 10, 95), Reason.CONFIDENCE_OUT_OF_RANGE),
    *((method, (1, 10, 0, 0), Reason.EMPTY) for method in (differences.newcombe, differences.mee, differences.wald)),
    (differences.miettinen_nurminen, (1, 10, 3, 2), Reason.PART_EXCEEDS_WHOLE),
    (differences.agresti_caffo, (1, 10, None, 2), Reason.MISSING),
    (differences.miettinen_nurminen, (0.1, 0.4, 0.1, 0.4), Reason.BASE_TOO_SMALL),
    (ratios.katz_log, (0, 10, 3, 10), Reason.ZERO_COUNT),
    (ratios.katz_log, (3, 10, 0, 10), Reason.ZERO_COUNT),
    *(
        (method, (3, 10, 0, 10), Reason.ZERO_REFERENCE)
        for method in (ratios.koopman, ratios.miettinen_nurminen, ratios.mover_wilson)
    ),
    (mover.difference, (SURE, CHANCE), Reason.KINDS_DIFFER),
    (mover.ratio, (SURE, CHANCE), Reason.KINDS_DIFFER),
    (mover.difference, (SURE, TURNED), Reason.OUT_OF_ORDER),
    (mover.ratio, (SURE, BELOW), Reason.ZERO_REFERENCE),
    (mover.ratio, (BELOW, SURE), Reason.NEGATIVE),
    (rounding.ratio, (LOSS, ROUNDED), Reason.NEGATIVE),
    (rounding.ratio, (ROUNDED, LOSS), Reason.ZERO_REFERENCE),
    (funnel.limits, (0.2, 0), Reason.EMPTY),
    (funnel.limits, (1.2, 9), Reason.PART_EXCEEDS_WHOLE),
    (funnel.exact_limits, (0.0, 9), Reason.NO_VARIATION),
    (funnel.exact_limits, (0.2, 9.5), Reason.CONTRADICTORY),
    (funnel.dispersion, ([], [], 0.2), Reason.EMPTY),
    (funnel.place, (3, 9, 1.0), Reason.NO_VARIATION),
    (multiple.discovery_rates, ([],), Reason.EMPTY),
    (multiple.discovery_rates, ([0.1, 1.1],), Reason.OUT_OF_ORDER),
    (protection.hidden_with, ([5], [True]), Reason.BASE_TOO_SMALL),
    (protection.hidden_with, ([5, 6], [True]), Reason.LENGTHS_DIFFER),
    (protection.share_shown, (50, 40), Reason.PART_EXCEEDS_WHOLE),
    (protection.rounded_count, (12, 0), Reason.OUT_OF_ORDER),
    (quality.non_response_warning, (101,), Reason.PART_EXCEEDS_WHOLE),
    (quality.too_wide, (TURNED,), Reason.OUT_OF_ORDER),
    (quality.against_benchmark, (3, 2, 1, quality.Polarity.NEITHER), Reason.OUT_OF_ORDER),
    (rates.variance_inflation, ({}, [9], [1]), Reason.EMPTY),
    (rates.variance_inflation, ({1: [0]}, [9], [1]), Reason.ZERO_COUNT),
    (rates.variance_inflation, ({1: [1, 2]}, [9], [1]), Reason.LENGTHS_DIFFER),
    (rounding.worst_error, (0,), Reason.OUT_OF_ORDER),
    (rounding.weighted_sd, ([],), Reason.EMPTY),
    (rounding.tied, (1, -1, 1, 1), Reason.NEGATIVE),
    (segregation.reported_dissimilarity, ([24] * 20, [50] * 20, 1), Reason.BASE_TOO_SMALL),
    (segregation.reported_dissimilarity, ([25] * 19, [50] * 19, 1), Reason.BASE_TOO_SMALL),
    (segregation.dissimilarity_by_chance, ([0.4], [1], 1), Reason.NO_VARIATION),
    (fols.equal_parts, (set(),), Reason.EMPTY),
    (medians.with_half, (OPEN, OPEN[:1]), Reason.LENGTHS_DIFFER),
    (medians.reweighted, ([OPEN], [0]), Reason.EMPTY),
    (medians.rounded_median, (OPEN, -1), Reason.NEGATIVE),
    (medians.sampled_median, (OPEN, 0), Reason.OUT_OF_ORDER),
    (apportion.suppressed_bounds, ({"a": 6}, {"a": 5}, {"a": {"t": 1.0}}), Reason.PART_EXCEEDS_WHOLE),
    (apportion.suppressed_bounds, ({"b": 6}, {"a": 5}, {"a": {"t": 1.0}}), Reason.LENGTHS_DIFFER),
    (apportion.apportioned_counts, ({"a": -5}, {"a": {"t": 1.0}}), Reason.NEGATIVE),
    (standardise.rates_cross, ([1], [9], [1], [0]), Reason.EMPTY),
    (standardise.compared, ([1], [9], [1], [9]), Reason.BASE_TOO_SMALL),
    (standardise.standardised_from_variances, ([0.0], [0.1], [1]), Reason.NO_VARIATION),
    (ranks.tiers, ([1], [2, 3]), Reason.LENGTHS_DIFFER),
    (ranks.comparison_bar, (1, -1), Reason.NEGATIVE),
    (acs.difference, (Margin(value=1, margin90=-1), Margin(value=2, margin90=0)), Reason.NEGATIVE),
    (acs.ratio, (Margin(value=1, margin90=1), Margin(value=2, margin90=-1)), Reason.NEGATIVE),
    (codes.released_at, ("yesterday",), Reason.CONTRADICTORY),
    (codes.health_territories, (71510,), Reason.CONTRADICTORY),
    (codes.census_tract_area, (5350012.02,), Reason.CONTRADICTORY),
    (codes.padded_coordinate, (1.12,), Reason.CONTRADICTORY),
    (quality.quality_flag, (909,), Reason.CONTRADICTORY),
    (acs.annotated, (None,), Reason.MISSING),
    (codes.released_at, ("2025-02-30T08:30",), Reason.CONTRADICTORY),
    (codes.released_at, ("2025-02-20T08:30", "Mars/Olympus"), Reason.CONTRADICTORY),
    (rates.byar, (-1,), Reason.NEGATIVE),
    (rates.crude_rate, (3, 0), Reason.EMPTY),
    (rates.crude_rate, (3, None), Reason.MISSING),
    (rates.crude_rate, (3, -5), Reason.NEGATIVE),
    (rates.directly_standardised, ([5, 4], [100, 100], [1, 1]), Reason.FEWER_THAN_TEN),
    (rates.directly_standardised, ([5, 9], [100, 0], [1, 1]), Reason.EMPTY),
    (rates.directly_standardised, ([5, 9], [100, 50], [1]), Reason.LENGTHS_DIFFER),
    (rates.directly_standardised, ([5, None], [100, 50], [1, 1]), Reason.MISSING),
    (rates.directly_standardised, ([15, -1], [100, 50], [1, 1]), Reason.NEGATIVE),
    (rates.indirectly_standardised, (5, [10], [0], [100]), Reason.ZERO_REFERENCE),
    (rates.indirectly_standardised, (5, [10], [3], [0]), Reason.EMPTY),
    (statcan.count_interval, (Measured(value=0, se=0),), Reason.EMPTY),
    (statcan.approximate_count, (10, 20, -1.5), Reason.NEGATIVE),
    (statcan.ratio_of_shares, (Measured(value=1, se=0), Measured(value=1, se=99)), Reason.BASE_TOO_SMALL),
    (statcan.p_value, (Measured(value=1, se=0),), Reason.NO_VARIATION),
    (statcan.difference_of_measured, (Measured(value=1, se=-1), Measured(value=1, se=1)), Reason.NEGATIVE),
    (statcan.count_from_bounds, (10, 12, 14), Reason.OUT_OF_ORDER),
    (statcan.count_from_bounds, (10, None, None), Reason.MISSING),
    (statcan.average_from_bounds, (10, 12, 9), Reason.OUT_OF_ORDER),
    (statcan.share_of_counts, (Measured(value=0, se=0), Measured(value=9, se=1)), Reason.NO_VARIATION),
    (statcan.share_of_counts, (Measured(value=9, se=1), Measured(value=9, se=1)), Reason.NO_VARIATION),
    (statcan.share_of_counts, (Measured(value=10, se=1), Measured(value=9, se=1)), Reason.PART_EXCEEDS_WHOLE),
    (statcan.share_of_counts, (Measured(value=1, se=math.nan), Measured(value=9, se=1)), Reason.MISSING),
    (statcan.ratio_of_shares, (Measured(value=0.1, se=0.01), Measured(value=0, se=0)), Reason.ZERO_REFERENCE),
    (rounding.rounded, (5,), Reason.OUT_OF_ORDER),
    (rounding.share, (0, 0), Reason.EMPTY),
    (rounding.share, (0, 4), Reason.BASE_TOO_SMALL),
    (rounding.share, (20, 10), Reason.PART_EXCEEDS_WHOLE),
    (rounding.ratio_of_shares, (10, 50, 0, 50), Reason.ZERO_REFERENCE),
    (rounding.total, ([],), Reason.EMPTY),
    (rounding.total, ([5, None],), Reason.MISSING),
    (rounding.ratio, (SURE, SURE), Reason.KINDS_DIFFER),
    (acs.total, ([],), Reason.EMPTY),
    (acs.proportion, (Margin(value=0, margin90=3), Margin(value=0, margin90=3)), Reason.EMPTY),
    (acs.change_percent, (Margin(value=0, margin90=3), Margin(value=5, margin90=3)), Reason.ZERO_REFERENCE),
    (acs.difference_test, (Margin(value=1, margin90=0), Margin(value=2, margin90=0)), Reason.NO_VARIATION),
    (medians.median, ([],), Reason.EMPTY),
    (medians.median, ([Band(lower=0, upper=10, count=0)],), Reason.EMPTY),
    (medians.median, ([Band(lower=0, upper=10, count=math.nan)],), Reason.MISSING),
    (medians.median, (list(reversed(OPEN)),), Reason.OUT_OF_ORDER),
    (medians.sampled_median, (OPEN, 25), Reason.OPEN_BAND),
    (medians.rounded_median, (OPEN,), Reason.OPEN_BAND),
    (medians.median, ([Band(lower=0, upper=9, count=5)], medians.pareto), Reason.NO_VARIATION),
    (standardise.standardised_share, ([1, 0], [9, 0], [1, 1]), Reason.EMPTY),
    (standardise.standardised_share, ([1, 1], [9, 9], [0, 0]), Reason.EMPTY),
    (standardise.kitagawa, ([1], [9], [1, 1], [9, 9]), Reason.LENGTHS_DIFFER),
    (standardise.merged_bands, ([9, 9], [90, 90]), Reason.BASE_TOO_SMALL),
    (segregation.segregation, ([0, 0], [9, 9]), Reason.NO_VARIATION),
    (segregation.segregation, ([9, 9], [9, 9]), Reason.NO_VARIATION),
    (segregation.segregation, ([0], [0]), Reason.EMPTY),
    (segregation.segregation, ([9, None], [9, 9]), Reason.MISSING),
    (segregation.segregation, ([10, 1], [9, 9]), Reason.PART_EXCEEDS_WHOLE),
    (many_groups.many_groups, ([[3, 0], [5, 0]],), Reason.NO_VARIATION),
    (many_groups.many_groups, ([[3, 1], [5]],), Reason.LENGTHS_DIFFER),
    (concentration.location_quotient, (1, 9, 0, 99), Reason.ZERO_REFERENCE),
    (concentration.share_in_concentrated_units, ([0, 0], [5, 5], 0.5), Reason.EMPTY),
    (ranks.rank_ranges, ([2, 1], [1, 2]), Reason.OUT_OF_ORDER),
    (ranks.rank_ranges, ([], []), Reason.EMPTY),
    (apportion.territory_weights, ([],), Reason.EMPTY),
    (apportion.territory_weights, ([apportion.Block(territory="t", population=0)],), Reason.EMPTY),
    (apportion.apportioned_counts, ({"a": 5}, {"a": {"t": 0.9}}), Reason.CONTRADICTORY),
    (apportion.apportioned_counts, ({"a": None}, {"a": {"t": 1.0}}), Reason.MISSING),
    (apportion.apportioned_counts, ({"a": 5}, {"b": {"t": 1.0}}), Reason.LENGTHS_DIFFER),
    (apportion.areal_counts, ([5], [[0.7, 0.7]]), Reason.PART_EXCEEDS_WHOLE),
    (apportion.areal_rates, ([5], [[1, 0]]), Reason.EMPTY),
    (fols.redistributed, (1, None, 1, 1, "English"), Reason.MISSING),
    (fols.redistributed_rate, (0, 0, 0, 0), Reason.EMPTY),
    (quality.social_class, (None,), Reason.MISSING),
    (quality.business_class, (-1,), Reason.NEGATIVE),
    (quality.quality_flag, ("0000",), Reason.CONTRADICTORY),
    (quality.quality_flag, ("00300",), Reason.CONTRADICTORY),
    (symbols.split_symbols, ("q",), Reason.CONTRADICTORY),
    (symbols.cell, ("1,5", ""), Reason.CONTRADICTORY),
    (symbols.value_header, ("Symbol",), Reason.CONTRADICTORY),
    (codes.dguid, (2021, "parish", "1"), Reason.CONTRADICTORY),
    (codes.web_characteristic, (2632,), Reason.CONTRADICTORY),
    (codes.product_number, ("98-10",), Reason.CONTRADICTORY),
    (codes.health_territories, ("7151",), Reason.CONTRADICTORY),
]


@pytest.mark.parametrize(("method", "inputs", "reason"), REFUSED)
def test_a_precondition_that_fails_gives_its_reason_and_no_number(
    method: Callable[..., Any], inputs: tuple[Any, ...], reason: Reason
):
    assert method(*inputs) == Refused(reason)


def test_every_reason_is_given_by_some_method():
    assert {reason for _, _, reason in REFUSED} == set(Reason)


def got(answer: Any) -> Any:
    assert not isinstance(answer, Refused), answer
    return answer


def triple(answer: Any) -> tuple[float, float, float]:
    found = got(answer)
    return found.value, found.lower, found.upper


def test_none_of_them_has_a_lower_bound_of_exactly_zero_and_all_an_upper_of_one():
    # Newcombe (1998), 0 of 20.
    assert triple(proportions.wilson(0, 20)) == (0.0, 0.0, pytest.approx(0.1611, abs=5e-5))
    assert triple(proportions.wilson(20, 20)) == (1.0, pytest.approx(0.8389, abs=5e-5), 1.0)


@pytest.mark.parametrize(
    ("method", "groups", "lower", "upper"),
    [
        # Newcombe (1998), table II: cells at the edge.
        (differences.newcombe, (0, 10, 0, 20), -0.1611, 0.2775),
        (differences.newcombe, (10, 10, 0, 10), 0.6075, 1.0),
        # By hand: the constrained shares are (1 + d) / 2 and (1 - d) / 2, so (1 - d) / (1 + d) = z^2 N / (N - 1) / 2 n.
        (differences.miettinen_nurminen, (10, 10, 0, 10), (1 - 0.202183) / (1 + 0.202183), 1.0),
        (differences.mee, (10, 10, 0, 10), (1 - 0.192073) / (1 + 0.192073), 1.0),
        (differences.mee, (6, 7, 2, 7), 0.0544, 0.8478),
    ],
)
def test_differences_of_empty_and_full_shares(
    method: Callable[..., Any], groups: tuple[int, ...], lower: float, upper: float
):
    found = got(method(*groups))
    assert (found.lower, found.upper) == (pytest.approx(lower, abs=6e-5), pytest.approx(upper, abs=6e-5))


def test_a_score_interval_ends_where_the_likeliest_shares_are_just_rejected():
    # 21 of 22 against 31 of 502. The shares were found by maximising the likelihood itself, without the cubic.
    found = got(differences.mee(21, 22, 31, 502))
    for end, share2 in ((found.lower, 0.0644136156), (found.upper, 0.0531436348)):
        share1 = share2 + end
        variance = share1 * (1 - share1) / 22 + share2 * (1 - share2) / 502
        assert abs(found.value - end) / math.sqrt(variance) == pytest.approx(1.959964, abs=1e-6)


def test_a_ratio_of_no_case_to_some_is_zero_with_an_upper_bound():
    for method in (ratios.koopman, ratios.miettinen_nurminen, ratios.mover_wilson):
        value, lower, upper = triple(method(0, 40, 8, 40))
        assert (value, lower) == (0.0, 0.0)
        assert 0 < upper < 1


def test_no_event_has_a_lower_limit_of_zero():
    # Upper limit by hand: exp(-u) = 0.025.
    assert triple(rates.exact(0)) == (0, 0, pytest.approx(-math.log(0.025)))
    assert got(rates.byar(0)).lower == 0
    assert got(rates.crude_rate(0, 500, 1000)).value == 0


def test_ten_events_are_enough_for_a_standardised_rate():
    assert got(rates.directly_standardised([5, 5], [100, 50], [1, 1], 100)).value == pytest.approx(7.5)


@pytest.mark.parametrize(("count", "way"), [(9, True), (10, False)])
def test_exact_limits_are_used_below_ten_events(count: int, way: bool):
    exact, byar, found = (got(answer) for answer in (rates.exact(count), rates.byar(count), rates.crude_rate(count, 1)))
    assert rates.uses_exact_limits(count) is way
    assert found == (exact if way else byar)


def test_a_part_that_rounding_puts_above_its_whole_is_the_whole():
    assert triple(rounding.share(25, 20)) == (1.0, 21 / 24, 1.0)


def test_a_negative_radicand_makes_a_share_conservative():
    part, whole = Measured(value=100, se=1), Measured(value=110, se=10)
    found = got(statcan.share_of_counts(part, whole))
    assert found.conservative
    assert found.measured.se == pytest.approx(math.sqrt(1 + (100 / 110) ** 2 * 100) / 110)


def test_a_median_in_the_open_band_is_more_than_its_start():
    assert medians.median(OPEN) == medians.MoreThan(10)


def test_pareto_and_straight_line_by_hand():
    bands = [
        Band(lower=0, upper=50_000, count=4000),
        Band(lower=50_000, upper=60_000, count=1200),
        Band(lower=60_000, upper=None, count=4800),
    ]
    # a (N_a / (N / 2)) ** (1 / alpha), alpha = ln(6000 / 4800) / ln(6 / 5)
    assert got(medians.median(bands, medians.pareto)) == pytest.approx(58_031.7668, abs=5e-5)
    assert got(medians.median(bands)) == pytest.approx(58_333.3333, abs=5e-5)
    assert medians.median(bands, medians.by_width) == medians.median(bands, medians.pareto)
    narrow = [
        Band(lower=0, upper=2500, count=3),
        Band(lower=2500, upper=5000, count=9),
        Band(lower=5000, upper=None, count=1),
    ]
    assert medians.median(narrow, medians.by_width) == medians.median(narrow)


def test_kitagawa_by_hand():
    # Group 1: rates 0.1 and 0.5 over weights 0.5, 0.5; group 2: 0.2 and 0.4 over 0.8, 0.2.
    found = got(standardise.kitagawa([10, 50], [100, 100], [16, 8], [80, 20]))
    assert found.gap == pytest.approx(0.3 - 0.24)
    assert found.rate_effect == pytest.approx(-0.1 * 0.65 + 0.1 * 0.35)
    assert found.composition_effect == pytest.approx(-0.3 * 0.15 + 0.3 * 0.45)


def test_segregation_by_hand():
    apart = got(segregation.segregation([10, 0], [10, 10]))
    for index in ("dissimilarity", "isolation", "correlation_ratio", "gini", "entropy", "atkinson"):
        assert getattr(apart, index) == pytest.approx(1)
    even = got(segregation.segregation([5, 10, 0], [50, 100, 0]))
    for index in ("dissimilarity", "correlation_ratio", "gini", "entropy", "atkinson"):
        assert getattr(even, index) == pytest.approx(0, abs=1e-12)
    # Three groups, each in a unit of its own.
    three = got(many_groups.many_groups([[7, 0, 0], [0, 7, 0], [0, 0, 7]]))
    assert (three.theil, three.dissimilarity, three.gini, three.normalised_exposure) == pytest.approx((1, 1, 1, 1))
    assert three.diversity == pytest.approx(math.log(3))


def test_chance_alone_makes_an_index_that_is_the_same_for_the_same_seed():
    group, total = [5] * 30, [50] * 30
    chance = got(segregation.dissimilarity_by_chance(group, total, seed=1))
    assert 0.1 < chance < 0.3
    assert chance == segregation.dissimilarity_by_chance(group, total, seed=1)
    assert segregation.beyond_chance(chance, chance) == 0
    assert not segregation.reportable(group)
    assert segregation.reportable([25] * 20)


@pytest.mark.parametrize(
    ("minority", "everybody", "expected"),
    [
        (200, 1000, "high"),
        (199, 1000, "medium"),
        (50, 100, "high"),
        (49, 98, "high"),
        (49, 99, "low"),
        (50, 500, "medium"),
        (50, 501, "low"),
        (0, 400, "low"),
    ],
)
def test_concentration_of_an_area(minority: int, everybody: int, expected: str):
    assert concentration.area_class(minority, everybody) == expected


@pytest.mark.parametrize(("share", "expected"), [(0, 0), (0.0999, 0), (0.1, 1), (0.3, 2), (0.5, 3), (0.7, 4), (1, 4)])
def test_classes_of_shares_have_their_lower_bound(share: float, expected: int):
    assert concentration.share_class(share) == expected


def test_equal_values_share_a_rank_and_rounding_alone_makes_a_tie():
    assert ranks.ranks([3, 1, 3, 9]) == [2, 1, 2, 4]
    assert rounding.tied(0.100, 0.004, 0.110, 0.004) is True
    assert rounding.tied(0.100, 0.004, 0.112, 0.004) is False


def test_intervals_that_touch_do_not_decide_a_rank():
    assert ranks.rank_ranges([1, 2], [2, 3]) == [(1, 2), (1, 2)]
    assert ranks.rank_ranges([1, 2.1], [2, 3]) == [(1, 1), (2, 2)]


def test_simulated_ranks_of_sure_values_are_their_ranks():
    assert ranks.simulated_rank_ranges([3, 1, 2], [0, 0, 0], seed=1) == [(3, 3), (1, 1), (2, 2)]
    assert ranks.simulated_rank_ranges([1, 1.001], [1, 1], seed=1) == [(1, 2), (1, 2)]


@pytest.mark.parametrize(("inside", "expected"), [(950, "A"), (949, "B"), (850, "B"), (849, "C")])
def test_allocation_classes(inside: float, expected: str):
    assert apportion.allocation_class(inside, 1000) == expected


def test_areas_without_people_are_split_by_dwellings_then_by_area():
    blocks = [apportion.Block(territory="t", population=0, dwellings=3, area=1)]
    blocks += [apportion.Block(territory="u", population=0, dwellings=1, area=1)]
    assert apportion.territory_weights(blocks) == {"t": 0.75, "u": 0.25}
    bare = [apportion.Block(territory=block.territory, population=0, area=block.area) for block in blocks]
    assert apportion.territory_weights(bare) == {"t": 0.5, "u": 0.5}


def test_quebec_2011_is_shared_out_as_it_was_published():
    # Statistics Canada, 2011 Census: 935,635 English and 245,230 both make an official-language minority of 1,058,250.
    assert got(fols.redistributed(935_635, 0, 245_230, 0, "English")).minority == 1_058_250


@pytest.mark.parametrize(
    ("lower", "upper", "polarity", "expected"),
    [
        (0.1, 0.2, "low_is_good", "similar"),
        (0.1, 0.19, "low_is_good", "better"),
        (0.1, 0.19, "high_is_good", "worse"),
        (0.1, 0.19, "neither", "lower"),
        (0.21, 0.3, "neither", "higher"),
        (0.21, 0.3, "low_is_good", "worse"),
    ],
)
def test_against_a_benchmark_of_a_fifth(lower: float, upper: float, polarity: str, expected: str):
    assert quality.against_benchmark(lower, upper, 0.2, quality.Polarity(polarity)) == expected


@pytest.mark.parametrize(
    ("lower", "upper", "expected"), [(0, 1, False), (-1, 0, False), (0.001, 1, True), (-1, -0.001, True)]
)
def test_an_interval_that_touches_the_reference_does_not_distinguish(lower: float, upper: float, expected: bool):
    estimate = Estimate(value=lower, lower=lower, upper=upper, bounds=Bounds.CHANCE, confidence=0.95)
    assert quality.distinguishable(estimate) is expected


@pytest.mark.parametrize(
    ("cv", "social", "letter"), [(16.54, "acceptable", "D"), (16.55001, "E", "D"), (4.999, "acceptable", "A")]
)
def test_classes_of_coefficients_of_variation(cv: float, social: str, letter: str):
    assert quality.social_class(cv) == social
    assert quality.business_class(cv) == letter


@pytest.mark.parametrize(
    ("value", "symbol", "flag", "expected"),
    [
        ("", "x", "00909", quality.IncomeStatus.SUPPRESSED),
        ("", "F", "00000", quality.IncomeStatus.UNRELIABLE),
        ("0", "...", "00000", quality.IncomeStatus.NOT_APPLICABLE),
        ("5", "r", "00000", quality.IncomeStatus.REVISED),
        ("5", "r", "05000", quality.IncomeStatus.REVISED_CAUTION),
        ("", "", "00900", Refused(Reason.CONTRADICTORY)),
        ("", "", "00000", Refused(Reason.CONTRADICTORY)),
        ("5", "", "10000", Refused(Reason.CONTRADICTORY)),
        ("5", "..", "00000", Refused(Reason.CONTRADICTORY)),
    ],
)
def test_what_may_be_said_of_an_income_cell(value: str, symbol: str, flag: str, expected: Any):
    found = quality.short_form_income(got(symbols.cell(value, symbol)), got(quality.quality_flag(flag)))
    assert found == expected


def test_a_zero_that_does_not_apply_is_no_zero():
    assert got(symbols.cell("0", "...")).value is None
    assert got(symbols.cell("0", "")).value == 0.0


def test_headers_may_hold_colons_brackets_and_line_ends():
    header = got(symbols.value_header("Statistics (3): Upper bound: count (9)\n [3]"))
    assert (header.dimension, header.member, header.member_id) == ("Statistics (3)", "Upper bound: count (9)", 3)


def test_an_estimate_in_another_unit_keeps_its_kind():
    assert SURE.times(100) == Estimate(value=50, lower=40, upper=60, bounds=Bounds.SAMPLING, confidence=0.95)


def test_margins_at_another_confidence():
    found = got(acs.at_95(Margin(value=100, margin90=16.45)))
    assert (found.lower, found.upper, found.bounds) == (pytest.approx(80.4), pytest.approx(119.6), Bounds.SAMPLING)


def test_an_approximate_error_grows_with_the_design():
    one, other = got(statcan.approximate_share(50, 200)), got(statcan.approximate_share(50, 200, 6.0))
    assert one.se == pytest.approx(math.sqrt(1.5 * 3 * 0.25 * 0.75 / 200))
    assert other.se == pytest.approx(2 * one.se)


def test_two_sampled_shares_differ_beyond_two_standard_errors_and_a_bit():
    # Standard error of the difference 0.05: Student's t with 32 degrees needs a gap of 0.10185.
    one = Measured(value=0.5, se=0.03)
    assert statcan.differ(one, Measured(value=0.398, se=0.04)) is True
    assert statcan.differ(one, Measured(value=0.3985, se=0.04)) is False


@pytest.mark.parametrize(
    ("method", "counts"),
    [
        (proportions.wilson, (30, 90)),
        (rates.exact, (30,)),
        (rates.byar, (30,)),
        (differences.newcombe, (30, 90, 20, 80)),
        (ratios.koopman, (30, 90, 20, 80)),
    ],
)
def test_no_formula_of_chance_is_called_a_sampling_interval(method: Callable[..., Any], counts: tuple[int, ...]):
    assert got(method(*counts)).bounds is Bounds.CHANCE


def test_a_funnel_is_cut_at_zero_and_one():
    assert triple(funnel.limits(0.02, 30)) == (
        0.02,
        0.0,
        pytest.approx(0.02 + 1.959964 * math.sqrt(0.0196 / 30)),
    )
