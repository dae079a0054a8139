"""Methods that no vector covers, against numbers worked out by hand or printed by others."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import Any

import pytest

from pipelines.methods import (
    apportion,
    fols,
    funnel,
    medians,
    protection,
    quality,
    ranks,
    rates,
    rounding,
    segregation,
    standardise,
    statcan,
)
from pipelines.methods.answer import Bounds, Estimate, Refused

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
Band, Measured = medians.Band, statcan.Measured


def got(answer: Any) -> Any:
    assert not isinstance(answer, Refused), answer
    return answer


BIG = [127, 25, 18, 21, 12, 27, 48, 27, 29, 32, 32, 34, 45, 65, 38, 68, 74, 82, 91]
PEOPLE = [636, 558, 609, 543, 384, 594, 669, 843, 660, 576, 606, 522, 426, 273, 300, 288, 153, 123, 207]


def test_repeated_events_widen_both_sides_of_a_rate_by_one_factor():
    # PHEindicatormethods, testdata_nonind_big: 10430.24799147 (9532.94977862, 11373.07483298). Its frequencies of
    # events are not printed: the factor is what its lower limit implies, and has to give its upper limit.
    plain = got(rates.directly_standardised(BIG, PEOPLE, rates.EUROPEAN_2013, 100_000))
    factor = ((plain.value - 9532.94977862) / (plain.value - plain.lower)) ** 2
    wide = got(rates.directly_standardised(BIG, PEOPLE, rates.EUROPEAN_2013, 100_000, inflation=factor))
    assert (wide.value, wide.upper) == pytest.approx((10430.24799147, 11373.07483298), abs=5e-8)


def test_the_factor_of_repeated_events_by_hand():
    # 6 persons with one event and 2 with three, in one band: (6 + 2 x 9) / (6 + 2 x 3).
    assert rates.variance_inflation({1: [6], 3: [2]}, [100], [1]) == 2
    assert rates.variance_inflation({1: [6, 3]}, [100, 50], [1, 2]) == 1
    # Two bands: weights and populations count. (4 / 100^2 + 9 x 4 x 1 / 50^2) / (4 / 100^2 + 3 x 4 x 1 / 50^2)
    found = got(rates.variance_inflation({1: [4, 0], 3: [0, 1]}, [100, 50], [1, 2]))
    assert found == pytest.approx((0.0004 + 0.0144) / (0.0004 + 0.0048))


def test_european_standards_hold_a_hundred_thousand():
    assert (sum(rates.EUROPEAN_2013), len(rates.EUROPEAN_2013)) == (100_000, 19)
    assert (sum(rates.EUROPEAN_1976), len(rates.EUROPEAN_1976)) == (100_000, 18)


@pytest.mark.shared
def test_the_census_s_own_intervals_come_back_from_their_bounds():
    with (SHARED / "samples" / "methods" / "statcan_long_form_cv_ci_canada.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 18
    for row in rows:
        value, low, high, cv = (float(row[name]) for name in ("estimate", "ci95_low", "ci95_high", "cv_percent"))
        if high - value == value - low:
            measured = got(statcan.average_from_bounds(value, low, high))
            made = got(statcan.plain_interval(measured))
        else:
            measured = got(statcan.count_from_bounds(value, low, high))
            made = got(statcan.count_interval(measured))
        assert (made.lower, made.upper) == pytest.approx((low, high), abs=1), row
        assert measured.cv_percent == pytest.approx(cv, abs=0.0051), row


def test_a_count_of_zero_is_published_without_bounds_and_has_no_error():
    assert statcan.count_from_bounds(0, None, None) == Measured(value=0.0, se=0.0)
    assert isinstance(statcan.count_from_bounds(5, None, None), Refused)
    assert isinstance(statcan.count_from_bounds(math.nan, 1, 2), Refused)


def test_two_standard_errors_and_a_bit_are_rare_by_one_in_twenty():
    gap = Measured(value=2.0369333434601016, se=1)
    assert got(statcan.p_value(gap)) == pytest.approx(0.05, abs=1e-12)
    assert statcan.p_value(Measured(value=-gap.value, se=1)) == statcan.p_value(gap)


def test_a_standardised_share_of_one_band_has_wilsons_interval_even_of_nobody():
    # Newcombe (1998): 15 of 148; 0 of 20.
    found = got(standardise.standardised_share([15], [148], [7]))
    assert (found.lower, found.upper) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    none = got(standardise.standardised_share([0], [20], [1]))
    assert (none.value, none.lower, none.upper) == (0, 0, pytest.approx(0.1611, abs=5e-5))
    # Two bands of 20 and half of the weight each are as good as one of 40: z^2 / (40 + z^2).
    two = got(standardise.standardised_share([0, 0], [20, 20], [1, 1]))
    assert two.upper == pytest.approx(3.841459 / 43.841459, abs=1e-7)
    # With three quarters of the weight in one of them: as one of 20 / (9 + 1) x 16 = 32.
    uneven = got(standardise.standardised_share([0, 0], [20, 20], [3, 1]))
    assert uneven.upper == pytest.approx(3.841459 / 35.841459, abs=1e-7)


def test_two_groups_compared_by_hand():
    # The first two bands are merged: the minority has 12 and 10 persons in them.
    found = got(standardise.compared([6, 5, 10], [12, 10, 40], [20, 20, 60], [40, 40, 100]))
    assert found.bands == [range(2), range(2, 3)]
    assert found.weights == pytest.approx([102 / 242, 140 / 242])
    assert found.crude == pytest.approx((21 / 62, 100 / 180))
    one, other = 0.5 * 102 / 242 + 0.25 * 140 / 242, 0.5 * 102 / 242 + 0.6 * 140 / 242
    assert (found.standardised[0].value, found.standardised[1].value) == pytest.approx((one, other))
    assert found.difference.value == pytest.approx(one - other)
    assert found.ratio is not None
    assert found.ratio.value == pytest.approx(one / other)
    assert found.decomposition.gap == pytest.approx(21 / 62 - 100 / 180)
    assert found.crossing is False


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (([5, 5], [4, 6]), True),
        (([5, 5], [4, 4]), False),
        (([5, 5], [5, 6]), False),
        (([5, 5], [5, 5]), False),
    ],
)
def test_rates_that_cross(parts: tuple[list[int], list[int]], expected: bool):
    one, other = parts
    assert standardise.rates_cross(one, [10, 10], other, [10, 10]) is expected


def test_a_single_summary_of_nobody_has_no_ratio():
    found = got(standardise.compared([5, 5], [50, 50], [0, 0], [50, 50]))
    assert found.ratio is None
    assert found.difference.lower < 0.1 < found.difference.upper


def test_halves_of_both_go_into_the_bands():
    english = [Band(lower=0, upper=10, count=15), Band(lower=10, upper=None, count=5)]
    both = [Band(lower=0, upper=10, count=5), Band(lower=10, upper=None, count=0)]
    assert [band.count for band in got(medians.with_half(english, both))] == [17.5, 5]


def test_a_reweighted_median_by_hand():
    young = [Band(lower=0, upper=10, count=30), Band(lower=10, upper=20, count=10)]
    old = [Band(lower=0, upper=10, count=1), Band(lower=10, upper=20, count=3)]
    # Shares below 10: 3/4 and 1/4. In a structure of one to three: 3/8, so half lies an eighth into five eighths.
    bands = got(medians.reweighted([young, old], [1, 3]))
    assert medians.median(bands) == pytest.approx(10 + 10 * (1 / 8) / (5 / 8))


def test_funnel_limits_by_hand_and_exact_ones_for_many_persons():
    found = got(funnel.limits(0.2, 400))
    assert (found.lower, found.upper) == pytest.approx((0.2 - 0.039199, 0.2 + 0.039199), abs=1e-6)
    wide = got(funnel.limits(0.2, 400, dispersion=4.0))
    assert wide.upper - 0.2 == pytest.approx(2 * (found.upper - 0.2))
    assert funnel.limits(0.2, 400, dispersion=0.3) == found
    exact = got(funnel.exact_limits(0.2, 40_000))
    many = got(funnel.limits(0.2, 40_000))
    assert (exact.lower, exact.upper) == pytest.approx((many.lower, many.upper), abs=2e-5)


def test_exact_funnel_limits_by_hand():
    # Four draws of one half: none 1/16, one 4/16. The tail of 0.1 lies (0.1 - 1/16) / (4/16) = 0.15 of the way from
    # none to one; the other side mirrors it.
    found = got(funnel.exact_limits(0.5, 4, 0.8))
    assert (found.lower, found.upper) == pytest.approx((0.15 / 4, (3 - 0.15) / 4))
    # None is likelier than the tail.
    assert got(funnel.exact_limits(0.01, 5)).lower == 0


@pytest.mark.parametrize(
    ("part", "place"), [(50, "inside"), (59, "inside"), (60, "high"), (66, "very_high"), (40, "low"), (34, "very_low")]
)
def test_places_in_a_funnel(part: int, place: str):
    # One half of 100: a standard deviation is 5 persons, 1.96 of them 9.8 and 3.09 of them 15.45.
    assert funnel.place(part, 100, 0.5) == place
    assert funnel.place(part, 100, 0.5, dispersion=16) == "inside"


def test_dispersion_pulls_the_extremes_in():
    # z scores -2, -1, 0, 1, 2 (one half of 100): the tenths lie at -1.6 and 1.6.
    found = got(funnel.dispersion([40, 45, 50, 55, 60], [100] * 5, 0.5))
    assert found == pytest.approx((2 * 1.6**2 + 2) / 5)
    assert got(funnel.z_score(60, 100, 0.5)) == pytest.approx(2)


def test_index_beyond_chance_is_reported_where_units_are_enough():
    group, total = [50, 0] * 10, [60] * 20
    found = got(segregation.reported_dissimilarity(group, total, seed=3))
    assert found.index == got(segregation.segregation(group, total)).dissimilarity
    assert found.beyond_chance == pytest.approx((found.index - found.by_chance) / (1 - found.by_chance))
    assert 0 < found.by_chance < found.index
    assert found == segregation.reported_dissimilarity(group, total, seed=3)


def test_rounding_moves_an_index_less_the_larger_the_counts():
    small, large = (
        got(segregation.dissimilarity_rounding_sd([n, 3 * n] * 10, [5 * n, 5 * n] * 10, seed=1)) for n in (10, 1000)
    )
    assert 0 < 50 * large < small < 0.05


def test_rounding_of_an_index_by_hand():
    # 200 and 200 of the group, 300 and 100 of the others: the index is 3/4 - 1/2. Each count has a variance of 4.
    found = got(segregation.dissimilarity_rounding_sd([200, 200], [500, 300], seed=1, draws=4000))
    spread = 2 * math.sqrt((1 / 2) ** 2 * 2 + (1 / 4) ** 2 + (3 / 4) ** 2) / 400
    assert found == pytest.approx(spread, rel=0.05)


def test_bars_that_just_touch_are_about_a_twentieth():
    bar = got(ranks.comparison_bar(10, 2))
    assert (bar.lower, bar.upper) == pytest.approx((7.22, 12.78))
    # 2 x 1.39 standard errors against 1.96 x root 2.
    touching = 2 * ranks.COMPARISON_BAR_SE
    assert touching == pytest.approx(1.959964 * math.sqrt(2), abs=0.01)


def test_tiers_by_hand():
    assert ranks.tiers([1, 2, 5, 9], [2.5, 4, 6, 9]) == [1, 1, 2, 3]
    # A chain: the first and the last differ, but the middle holds them together.
    assert ranks.tiers([4, 0, 2], [6, 2, 4]) == [1, 1, 1]
    assert ranks.rankable(100, True)
    assert not ranks.rankable(101, True)
    assert not ranks.rankable(9, False)


def test_ties_of_rounding_by_hand():
    # Two standard deviations of a difference: 2 x root 2 x 0.01 = 0.0283.
    assert ranks.rank_ranges_beyond_rounding([0.10, 0.12, 0.14], [0.01] * 3) == [(1, 2), (1, 3), (2, 3)]


def test_allocation_quality_of_each_territory():
    weights = {"a": {"t": 1.0}, "b": {"t": 0.5, "u": 0.5}, "c": {"u": 1.0}, "d": {"v": 1.0}}
    found = got(apportion.allocation_classes({"a": 950, "b": 100, "c": 800, "d": 0}, weights))
    # t: 950 of 1000 in whole areas; u: 800 of 850, 94.1%; nobody lives in v.
    assert found == {"t": "A", "u": "B"}


def test_suppressed_areas_are_bounded_and_never_guessed():
    weights = {"a": {"t": 1.0}, "b": {"t": 0.25, "u": 0.75}}
    found = got(apportion.suppressed_bounds({"a": 30}, {"a": 60, "b": 40}, weights))
    assert found["t"] == apportion.Covered(least=30, most=40, population_covered=pytest.approx(60 / 70))
    assert found["u"] == apportion.Covered(least=0, most=30, population_covered=0)


def test_errors_of_weighted_cells():
    # English and half of both: 4 + 2, and 2 root 1.25.
    assert rounding.weighted_worst_error([1, 0.5]) == fols.WORST_ROUNDING_ERROR
    assert got(rounding.weighted_sd([1, 0.5])) == pytest.approx(2.236, abs=5e-4)
    assert [rounding.worst_error(base) for base in (5, 10)] == [4, 9]
    for base in (5, 10):
        variances = [r * (base - r) for r in range(base)]
        assert rounding.mean_variance(base) == sum(variances) / base
        assert rounding.largest_variance(base) == max(variances)


def test_a_majority_by_subtraction_is_off_by_up_to_eight():
    found = got(rounding.difference(got(rounding.count(100)), got(rounding.count(40))))
    assert (found.value, found.lower, found.upper) == (60, 52, 68)


def test_mother_tongues_count_in_equal_parts():
    english, french, other = fols.Language
    assert fols.equal_parts({english}) == {english: 1}
    assert fols.equal_parts({english, french}) == {english: 0.5, french: 0.5}
    assert fols.equal_parts({english, french, other})[french] == 1 / 3


@pytest.mark.parametrize(
    ("whole", "precision"),
    [(500, "one_decimal"), (499, "whole"), (100, "whole"), (99, "about"), (40, "about"), (39, "withheld")],
)
def test_precision_of_a_share(whole: int, precision: str):
    assert protection.share_precision(whole) == precision


def test_thresholds_of_withholding_have_their_first_shown_number():
    assert [protection.area_withheld(persons) for persons in (39, 40)] == [True, False]
    assert [protection.area_withheld(persons, postal=True) for persons in (99, 100)] == [True, False]
    assert [protection.income_withheld(*area) for area in ((249, 40), (250, 39), (250, 40))] == [True, True, False]
    assert [protection.statistic_withheld(*sample) for sample in ((3, 10), (4, 9), (4, 10))] == [True, True, False]
    assert [protection.count_shown(count) for count in (9, 10)] == [False, True]
    assert [protection.share_shown(*share) for share in ((10, 39), (5, 40), (10, 40))] == [False, False, True]
    assert [protection.share_shown(10, homes, households=True) for homes in (24, 25)] == [False, True]


@pytest.mark.parametrize(
    ("part", "whole", "said"), [(0, 49, "<5%"), (49, 49, ">95%"), (1, 49, ""), (0, 50, ""), (50, 50, "")]
)
def test_nobody_and_everybody_of_a_small_group(part: int, whole: int, said: str):
    assert protection.extreme(part, whole) == said


def test_counts_that_we_make_are_rounded_and_hidden_parts_have_company():
    assert [protection.rounded_count(count) for count in (0, 2.4, 2.5, 7.49, 12.5)] == [0, 0, 5, 5, 15]
    assert protection.rounded_count(15, 10) == 20
    assert protection.hidden_with([40, 15, 20], [True, False, False]) == [True, True, False]
    assert protection.hidden_with([40, 15, 20], [True, False, True]) == [True, False, True]
    assert protection.hidden_with([40, 15, 20], [False, False, False]) == [False, False, False]


@pytest.mark.parametrize(
    ("percent", "said"), [(19.9, "no"), (20, "warning"), (49.9, "warning"), (50, "strong_caution")]
)
def test_warnings_of_non_response(percent: float, said: str):
    assert quality.non_response_warning(percent) == said


def test_an_interval_of_more_than_thirty_points_is_too_wide():
    wide = Estimate(value=0.5, lower=0.25, upper=0.5625, bounds=Bounds.SAMPLING, confidence=0.95)
    narrow = Estimate(value=0.5, lower=0.25, upper=0.5, bounds=Bounds.SAMPLING, confidence=0.95)
    assert quality.too_wide(wide) is True
    assert quality.too_wide(narrow) is False


def test_few_cases_and_no_interval_are_not_compared():
    neither = quality.Polarity.NEITHER
    assert quality.against_benchmark(None, None, 0.2, neither) == "not compared"
    assert quality.against_benchmark(0.3, 0.4, None, neither) == "not compared"
    assert quality.against_benchmark(0.3, 0.4, 0.2, neither, count=9) == "not compared"
    assert quality.against_benchmark(0.3, 0.4, 0.2, neither, count=10) == "higher"


def test_few_observations_are_not_published_whatever_their_coefficient():
    assert quality.social_class(1.0, observations=9) == "F"
    assert quality.social_class(1.0, observations=10) == "acceptable"
