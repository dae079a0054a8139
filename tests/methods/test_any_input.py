"""Whatever goes in, a method gives numbers or a reason: never an exception, and never what is not a number."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from numbers import Real
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.methods import (
    acs,
    apportion,
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
)
from pipelines.methods.answer import Bounds, Estimate, Refused

SOUND = st.integers(0, 9) | st.integers(0, 10**9) | st.floats(0.001, 1e9) | st.floats(0.01, 1)
NUMBER: st.SearchStrategy[Any] = SOUND | st.sampled_from([-1, 0, 0.0, math.nan, math.inf, -math.inf, None, -0.5])
LIST = st.lists(SOUND, max_size=4) | st.lists(NUMBER, max_size=3)
CONFIDENCE = st.sampled_from([0.95, 0.998, 0.5]) | st.sampled_from([0, 1, -1, 95, math.nan, None])
REAL = SOUND | st.floats(-1e6, 1e6).map(lambda value: round(value, 4)) | st.sampled_from([math.nan, math.inf])
KINDS = st.sampled_from([(Bounds.SAMPLING, 0.95), (Bounds.CHANCE, 0.95), (Bounds.ROUNDING, None)])
ESTIMATE = st.builds(
    lambda value, lower, upper, kind: Estimate(
        value=value, lower=lower, upper=upper, bounds=kind[0], confidence=kind[1]
    ),
    REAL,
    REAL,
    REAL,
    KINDS,
)
MEASURED = st.builds(lambda value, se: statcan.Measured(value=value, se=se), REAL, REAL)
MARGIN = st.builds(lambda value, margin: acs.WithMargin(value=value, margin90=margin), REAL, REAL)
EDGES = st.lists(st.integers(-5, 90_000), min_size=1, max_size=5, unique=True).map(sorted)
BANDS = st.lists(
    st.builds(
        lambda lower, width, count: medians.Band(lower=lower, upper=width and lower + width, count=count),
        st.integers(-5, 60).map(lambda n: 1000 * n),
        st.sampled_from([None, 0, 1000, 5000]),
        REAL,
    ),
    max_size=4,
) | st.tuples(EDGES, st.lists(SOUND, min_size=6, max_size=6)).map(
    lambda pair: [
        medians.Band(lower=low, upper=high, count=count)
        for low, high, count in zip(pair[0], [*pair[0][1:], None], pair[1], strict=False)
    ]
)
NAMES = st.sampled_from(["a", "b", "c"])
COUNTS = st.dictionaries(NAMES, NUMBER, max_size=3)
SPLIT = st.sampled_from([{"t": 1.0}, {"t": 0.5, "u": 0.5}, {"u": 1.0}, {"t": 0.7}, {}])
WEIGHTS = st.dictionaries(NAMES, SPLIT, max_size=3)
BLOCKS = st.lists(st.builds(lambda t, p: apportion.Block(territory=t, population=p), NAMES, REAL), max_size=3)

FOUR = (NUMBER, NUMBER, NUMBER, NUMBER)
METHODS: list[tuple[Callable[..., Any], tuple[st.SearchStrategy[Any], ...]]] = [
    (proportions.wilson, (NUMBER, NUMBER, CONFIDENCE)),
    *((method, (*FOUR, CONFIDENCE)) for method in (differences.newcombe, differences.miettinen_nurminen)),
    *((method, (*FOUR, CONFIDENCE)) for method in (differences.mee, differences.agresti_caffo, differences.wald)),
    *((method, (*FOUR, CONFIDENCE)) for method in (ratios.katz_log, ratios.walters_adjusted_log, ratios.koopman)),
    *((method, (*FOUR, CONFIDENCE)) for method in (ratios.miettinen_nurminen, ratios.mover_wilson)),
    (mover.difference, (ESTIMATE, ESTIMATE)),
    (mover.ratio, (ESTIMATE, ESTIMATE)),
    (rates.byar, (NUMBER, CONFIDENCE)),
    (rates.exact, (NUMBER, CONFIDENCE)),
    (rates.crude_rate, (NUMBER, NUMBER, SOUND, CONFIDENCE)),
    (rates.directly_standardised, (LIST, LIST, LIST, SOUND, CONFIDENCE, NUMBER)),
    (rates.indirectly_standardised, (NUMBER, LIST, LIST, LIST, CONFIDENCE)),
    (rates.variance_inflation, (st.dictionaries(st.integers(-1, 4), LIST, max_size=2), LIST, LIST)),
    (statcan.count_interval, (MEASURED,)),
    (statcan.count_from_bounds, (NUMBER, NUMBER, NUMBER)),
    (statcan.average_from_bounds, (NUMBER, NUMBER, NUMBER)),
    (statcan.plain_interval, (MEASURED,)),
    (statcan.share_of_counts, (MEASURED, MEASURED, st.booleans())),
    (statcan.ratio_of_counts, (MEASURED, MEASURED)),
    (statcan.difference_of_measured, (MEASURED, MEASURED)),
    (statcan.ratio_of_shares, (MEASURED, MEASURED)),
    (statcan.differ, (MEASURED, MEASURED)),
    (statcan.p_value, (MEASURED,)),
    (statcan.approximate_count, (NUMBER, NUMBER, NUMBER)),
    (statcan.approximate_share, (NUMBER, NUMBER, NUMBER)),
    (rounding.rounded, (st.integers(-2, 9) | st.none(),)),
    (rounding.count, (NUMBER, NUMBER)),
    (rounding.share, FOUR),
    (rounding.share_sd, (NUMBER, NUMBER, NUMBER)),
    (rounding.ratio, (ESTIMATE, ESTIMATE)),
    (rounding.difference, (ESTIMATE, ESTIMATE)),
    (rounding.ratio_of_shares, FOUR),
    (rounding.difference_of_shares, FOUR),
    (rounding.difference_of_shares_sd, (NUMBER, NUMBER)),
    (rounding.total, (LIST,)),
    (rounding.adds_up, (LIST, NUMBER)),
    (rounding.tied, FOUR),
    (rounding.worst_error, (st.integers(-2, 10),)),
    (rounding.mean_variance, (st.integers(-2, 10),)),
    (rounding.largest_variance, (st.integers(-2, 10),)),
    (rounding.weighted_sd, (LIST, NUMBER)),
    (rounding.weighted_worst_error, (LIST,)),
    (acs.total, (st.lists(MARGIN, max_size=3),)),
    (acs.difference, (MARGIN, MARGIN)),
    (acs.proportion, (MARGIN, MARGIN)),
    (acs.ratio, (MARGIN, MARGIN)),
    (acs.product, (MARGIN, MARGIN)),
    (acs.change_percent, (MARGIN, MARGIN)),
    (acs.difference_test, (MARGIN, MARGIN, NUMBER)),
    (acs.at_95, (MARGIN,)),
    (acs.annotated, (NUMBER,)),
    (medians.median, (BANDS, st.sampled_from([medians.linear, medians.pareto, medians.by_width]))),
    (medians.sampled_median, (BANDS, NUMBER, NUMBER)),
    (medians.rounded_median, (BANDS, NUMBER, st.sampled_from([medians.linear, medians.by_width]))),
    (medians.with_half, (BANDS, BANDS)),
    (medians.reweighted, (st.lists(BANDS, max_size=2), LIST)),
    (segregation.segregation, (LIST, LIST)),
    (segregation.dissimilarity, (LIST, LIST)),
    (segregation.beyond_chance, (NUMBER, NUMBER)),
    (many_groups.many_groups, (st.lists(LIST, max_size=3),)),
    (concentration.location_quotient, FOUR),
    (concentration.share_in_concentrated_units, (LIST, LIST, NUMBER)),
    (concentration.share_class, (NUMBER,)),
    (concentration.area_class, (NUMBER, NUMBER)),
    (standardise.crude_share, (LIST, LIST)),
    (standardise.pooled_structure, (LIST, LIST)),
    (standardise.standardised_share, (LIST, LIST, LIST, CONFIDENCE)),
    (standardise.standardised_from_variances, (LIST, LIST, LIST, CONFIDENCE)),
    (standardise.kitagawa, (LIST, LIST, LIST, LIST)),
    (standardise.merged_bands, (LIST, LIST, NUMBER)),
    (standardise.rates_cross, (LIST, LIST, LIST, LIST)),
    (standardise.compared, (LIST, LIST, LIST, LIST, CONFIDENCE)),
    (ranks.ranks, (LIST,)),
    (ranks.rank_ranges, (LIST, LIST)),
    (ranks.rank_ranges_beyond_rounding, (LIST, LIST)),
    (ranks.tiers, (LIST, LIST)),
    (ranks.comparison_bar, (NUMBER, NUMBER)),
    (ranks.confidence_of_each, (st.integers(-1, 9), CONFIDENCE, st.booleans())),
    (apportion.territory_weights, (BLOCKS,)),
    (apportion.apportioned_counts, (COUNTS, WEIGHTS)),
    (apportion.areal_counts, (LIST, st.lists(LIST, max_size=3))),
    (apportion.areal_rates, (LIST, st.lists(LIST, max_size=3))),
    (apportion.allocation_class, (NUMBER, NUMBER)),
    (apportion.allocation_classes, (COUNTS, WEIGHTS)),
    (apportion.suppressed_bounds, (COUNTS, COUNTS, WEIGHTS)),
    (apportion.apportioned_rate, (COUNTS, COUNTS, WEIGHTS, NAMES)),
    (fols.redistributed, (*FOUR, st.sampled_from(["English", "French"]))),
    (fols.redistributed_rate, FOUR),
    (funnel.limits, (NUMBER, NUMBER, CONFIDENCE, NUMBER)),
    (funnel.exact_limits, (NUMBER, st.integers(-1, 400), CONFIDENCE)),
    (funnel.z_score, (NUMBER, NUMBER, NUMBER)),
    (funnel.dispersion, (LIST, LIST, NUMBER)),
    (funnel.place, FOUR),
    (multiple.discovery_rates, (LIST,)),
    (quality.social_class, (NUMBER, NUMBER)),
    (quality.business_class, (NUMBER,)),
    (quality.acs_class, (NUMBER,)),
    (quality.too_wide, (ESTIMATE, NUMBER)),
    (quality.non_response_warning, (NUMBER,)),
    (protection.share_precision, (NUMBER,)),
    (protection.area_withheld, (NUMBER, st.booleans())),
    (protection.income_withheld, (NUMBER, NUMBER)),
    (protection.statistic_withheld, (NUMBER, NUMBER)),
    (protection.count_shown, (NUMBER,)),
    (protection.share_shown, (NUMBER, NUMBER, st.booleans())),
    (protection.extreme, (NUMBER, NUMBER)),
    (protection.rounded_count, (NUMBER, st.integers(-1, 10))),
    (protection.hidden_with, (LIST, st.lists(st.booleans(), max_size=3))),
]
# Random draws and texts have tests of their own.
ELSEWHERE = {
    *(segregation.dissimilarity_by_chance, segregation.reported_dissimilarity, segregation.dissimilarity_rounding_sd),
    *(ranks.simulated_rank_ranges, fols.equal_parts, quality.quality_flag),
    *(quality.short_form_income, quality.long_form_income, quality.against_benchmark),
}
MODULES = (
    *(acs, apportion, concentration, differences, fols, funnel, many_groups, medians, mover, multiple, proportions),
    *(protection, quality, ranks, rates, ratios, rounding, segregation, standardise, statcan),
)


def numbers(answer: Any) -> Iterable[Any]:
    if isinstance(answer, Real):
        yield answer
    elif is_dataclass(answer):
        for field in fields(answer):
            yield from numbers(getattr(answer, field.name))
    elif isinstance(answer, Mapping):
        for value in answer.values():
            yield from numbers(value)
    elif isinstance(answer, Iterable) and not isinstance(answer, str | range):
        for value in answer:
            yield from numbers(value)


@pytest.mark.parametrize(("method", "kinds"), METHODS, ids=[method.__name__ for method, _ in METHODS])
@settings(max_examples=50)
@given(data=st.data())
def test_a_method_gives_numbers_or_a_reason(
    method: Callable[..., Any], kinds: tuple[st.SearchStrategy[Any], ...], data: st.DataObject
):
    answer = method(*(data.draw(kind) for kind in kinds))
    if isinstance(answer, Refused):
        return
    assert all(math.isfinite(number) for number in numbers(answer)), answer
    if isinstance(answer, Estimate):
        assert answer.lower <= answer.value + 1e-9 * abs(answer.value)
        assert answer.value <= answer.upper + 1e-9 * abs(answer.value)


def test_every_method_that_can_refuse_is_tried():
    tried = {method for method, _ in METHODS} | ELSEWHERE
    refusing = {
        function
        for module in MODULES
        for name, function in vars(module).items()
        if not name.startswith("_") and hasattr(function, "__wrapped__") and inspect.getmodule(function) is module
    }
    assert {f"{method.__module__}.{method.__name__}" for method in refusing - tried} == set()
