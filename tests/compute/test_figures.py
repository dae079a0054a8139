"""FIGURES of a made-up community, every expectation calculated by hand; and properties of the real ones."""

from __future__ import annotations

import io
from dataclasses import replace

import pandas as pd
import pandera.errors
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.compute import compute, regions_of
from pipelines.model import Figure, Group, Interval, Kind, Plan, Status
from pipelines.tables import FIGURES, check

HEAD = "source,period,region,measure,population,breakdown,value,status\n"


def observed(rows: str) -> pd.DataFrame:
    table = pd.read_csv(io.StringIO(HEAD + rows), dtype=str, keep_default_na=False)
    value = pd.to_numeric(table["value"].replace("", None)).astype(float)
    return table.assign(value=value, lower=float("nan"), upper=float("nan"), quality="")


def figures(rows: str, plan: Plan, community: str = "esq") -> pd.DataFrame:
    return compute(observed(rows), plan, community).set_index("figure_id")


SIZE = """\
statcan-15-10-0032,2021,pr24,persons,fols-english-distributed,,1253578,reported
statcan-15-10-0032,2021,pr24,persons,fols-french-distributed,,7074323,reported
statcan-15-10-0032,2021,pr24,persons,total,,8406905,reported
"""


def test_a_share_is_a_hundred_times_part_over_whole_and_keeps_both(plan: Plan):
    row = figures(SIZE, plan).loc["esq:pr24:community-share:minority:2021"]
    # 1253578 / 8406905 by hand: 0.1491128...
    assert row["value"] == pytest.approx(14.911_290_184_4, abs=1e-9)
    assert (row["numerator"], row["denominator"]) == (1253578, 8406905)
    assert (row["kind"], row["unit"], row["interval"]) == ("computed", "percent", "rounding")
    assert row["population"] == "declared"


def test_the_census_of_2011_is_marked_as_a_break(plan: Plan):
    found = figures(SIZE.replace(",2021,", ",2011,"), plan)
    assert set(found["series_break"]) == {"full-count-2011"}
    assert set(figures(SIZE, plan)["series_break"]) == {""}


def test_the_survey_of_2011_is_a_break_in_every_sample_series(esq: pd.DataFrame):
    in_2011 = esq[(esq["period"] == "2011") & esq["source"].str.startswith("statcan-43-10")]
    assert len(in_2011) > 100
    assert set(in_2011["series_break"]) == {"nhs-2011"}


RATE = """\
statcan-43-10-0069,2016,pr24,unemployment-rate,fols-english,,8.7,reported
statcan-43-10-0069,2016,pr24,unemployment-rate,fols-french,,6.8,reported
statcan-43-10-0069,2016,pr24,unemployment-rate,total,,7.2,reported
"""


def test_a_percentage_without_counts_is_taken_as_printed_and_names_its_population(plan: Plan):
    row = figures(RATE, plan).loc["esq:pr24:unemployment-rate:minority:2016"]
    assert (row["value"], row["kind"]) == (8.7, "published")
    # No counts, so no half of "English and French": the population that the cell describes is named.
    assert row["population"] == "fols-english-single"
    assert row["reliability"] == "caution"


@pytest.mark.parametrize("status", ["suppressed", "not_available", "not_applicable", "unreliable", "withheld"])
def test_what_is_not_reported_stays_what_it_is(plan: Plan, status: str):
    row = figures(RATE.replace("8.7,reported", f",{status}"), plan).loc["esq:pr24:unemployment-rate:minority:2016"]
    assert row["status"] == status
    assert pd.isna(row["value"])
    assert row["reliability"] == ""


def test_a_percentage_above_a_hundred_is_withheld(plan: Plan):
    row = figures(RATE.replace("8.7", "150"), plan).loc["esq:pr24:unemployment-rate:minority:2016"]
    assert row["status"] == "withheld"
    assert pd.isna(row["value"])


@pytest.mark.parametrize(
    ("value", "expected"), [("100", "poor"), ("0", "poor"), ("99.9", "caution"), ("0.1", "caution")]
)
def test_an_extreme_percentage_is_poor(plan: Plan, value: str, expected: str):
    row = figures(RATE.replace("8.7", value), plan).loc["esq:pr24:unemployment-rate:minority:2016"]
    assert (row["value"], row["reliability"]) == (float(value), expected)


@pytest.mark.parametrize(("persons", "expected"), [(99, "poor"), (100, "caution"), (499, "caution"), (500, "good")])
def test_few_persons_counted_make_a_count_weak(plan: Plan, persons: int, expected: str):
    found = figures(SIZE.replace("1253578", str(persons)), plan)
    assert found.loc["esq:pr24:community-size:minority:2021", "reliability"] == expected


def test_nothing_of_nothing_is_not_applicable(plan: Plan):
    zero = SIZE.replace("1253578", "0").replace("8406905", "0").replace("7074323", "0")
    row = figures(zero, plan).loc["esq:pr24:community-share:minority:2021"]
    assert row["status"] == "not_applicable"
    assert pd.isna(row["value"])


def test_a_part_that_the_table_lacks_is_not_available_and_not_zero(plan: Plan):
    without = "\n".join(line for line in SIZE.splitlines() if "english" not in line) + "\n"
    found = figures(without, plan)
    assert found.loc["esq:pr24:community-share:minority:2021", "status"] == "not_available"
    assert found.loc["esq:pr24:community-size:minority:2021", "status"] == "not_available"
    assert found.loc["esq:pr24:community-size:majority:2021", "value"] == 7074323


MOTHER_TONGUE = """\
statcan-98-401-x2021008,2021,er2460,persons,mt-english,,58825,reported
statcan-98-401-x2021008,2021,er2460,persons,mt-french,,286660,reported
statcan-98-401-x2021008,2021,er2460,persons,mt-english-french,,11805,reported
statcan-98-401-x2021008,2021,er2460,persons,mt-english-non-official,,1825,reported
statcan-98-401-x2021008,2021,er2460,persons,mt-french-non-official,,3740,reported
statcan-98-401-x2021008,2021,er2460,persons,mt-english-french-non-official,,1135,reported
statcan-98-401-x2021008,2021,er2460,persons,total,,400930,reported
"""


def test_mother_tongue_is_shared_out_and_stands_beside_the_single_answers(plan: Plan):
    found = figures(MOTHER_TONGUE, plan)
    both = found.loc["esq:er2460:mother-tongue-size:minority:2021"]
    # 58825 + 11805/2 + 1825/2 + 1135/3 = 66018.333...
    assert both["value"] == pytest.approx(66_018.333_333_333, abs=1e-6)
    assert both["population"] == "mother-tongue-english"
    single = found.loc["esq:er2460:mother-tongue-size:minority:responses=single:2021"]
    assert (single["value"], single["population"]) == (58825, "mother-tongue-english-single")


def test_mother_tongue_never_stands_in_for_first_official_language(plan: Plan):
    found = figures(MOTHER_TONGUE, plan)
    assert set(found["indicator"]) == {"mother-tongue-size", "mother-tongue-share"}


def test_weights_apply_where_a_source_has_counts_of_every_category(plan: Plan):
    """With counts of English, French and both, the community's own definition is used: half of both."""
    source = replace(
        plan.sources["statcan-15-10-0032"], populations=["total", "fols-english", "fols-french", "fols-both"]
    )
    rows = """\
statcan-15-10-0032,2011,pr24,persons,fols-english,,935635,reported
statcan-15-10-0032,2011,pr24,persons,fols-french,,6561510,reported
statcan-15-10-0032,2011,pr24,persons,fols-both,,245230,reported
statcan-15-10-0032,2011,pr24,persons,total,,7815955,reported
"""
    found = figures(rows, replace(plan, sources={**plan.sources, "statcan-15-10-0032": source}))
    row = found.loc["esq:pr24:community-size:minority:2011"]
    # 935635 + 245230/2, the published minority of 2011
    assert (row["value"], row["population"]) == (1_058_250, "declared")


def test_the_community_is_counted_only_where_it_is_a_minority(plan: Plan):
    assert "pr24" in regions_of(plan.communities["esq"], plan)
    assert "pr35" not in regions_of(plan.communities["esq"], plan)
    outside = regions_of(plan.communities["fsc"], plan)
    assert "pr24" not in outside
    assert "cma462" not in outside
    assert {"pr13", "cma580", "cma35505", "x-canada-outside-quebec"} <= set(outside)
    assert {"cma505", "cma24505"} & set(outside) == set()
    assert {"ca", "pr24", "cma462"} <= set(regions_of(plan.communities["black"], plan))


def test_ids_are_unique_sorted_and_spelled_as_promised(esq: pd.DataFrame):
    assert esq["figure_id"].is_unique
    keys = ["community", "region", "indicator", "group", "breakdown", "period"]
    assert esq[keys].equals(esq[keys].sort_values(keys, ignore_index=True))
    assert "esq:pr24:unemployment-rate:minority:2016" in set(esq["figure_id"])
    assert "esq:pr24:unemployment-rate:minority:sex=female:2016" in set(esq["figure_id"])


def test_the_known_value_of_the_contract_is_in_the_store(esq: pd.DataFrame):
    row = esq.set_index("figure_id").loc["esq:pr24:unemployment-rate:minority:2016"]
    assert (row["value"], row["unit"], row["status"], row["source"]) == (
        8.7,
        "percent",
        "reported",
        "statcan-43-10-0069",
    )
    assert row["cell"] == "Quebec Region; Unemployment rate; First official language spoken: English only; all; 2016"


PUBLISHED_SIZES = [  # Statistics Canada, 15-10-0032: official-language minority of Quebec, as quoted in publications
    ("2006", 994_725),
    ("2011", 1_058_250),
    ("2016", 1_103_480),
    ("2021", 1_253_578),
]


@pytest.mark.parametrize(("period", "persons"), PUBLISHED_SIZES)
def test_the_size_of_the_english_speaking_community_is_the_published_one(esq: pd.DataFrame, period: str, persons: int):
    row = esq.set_index("figure_id").loc[f"esq:pr24:community-size:minority:{period}"]
    assert row["value"] == persons


@pytest.mark.parametrize(("period", "share"), [("2006", 13.4), ("2011", 13.5), ("2016", 13.7), ("2021", 14.9)])
def test_its_share_rounds_to_the_published_one(esq: pd.DataFrame, period: str, share: float):
    row = esq.set_index("figure_id").loc[f"esq:pr24:community-share:minority:{period}"]
    assert round(row["value"], 1) == share


BASE = {
    "id": "a:b:c:minority:2016",
    "community": "a",
    "region": "b",
    "indicator": "c",
    "group": Group.MINORITY,
    "breakdown": "",
    "population": "declared",
    "period": "2016",
    "since": "",
    "unit": "percent",
    "lower": None,
    "upper": None,
    "interval": Interval.NONE,
    "reliability": None,
    "symbol": "",
    "numerator": None,
    "denominator": None,
    "source": "s",
    "cell": "",
    "kind": Kind.PUBLISHED,
    "series_break": "",
    "rule": "",
}


@given(st.none() | st.floats(allow_nan=False), st.sampled_from(Status))
def test_a_figure_has_a_value_exactly_when_it_is_reported(value: float | None, status: Status):
    if (value is None) == (status is Status.REPORTED):
        with pytest.raises(ValueError, match="cannot be"):
            Figure(**BASE, value=value, status=status)
    else:
        assert Figure(**BASE, value=value, status=status).value == value


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(st.lists(st.sampled_from([*Status]), min_size=3, max_size=3), st.integers(0, 10**7))
def test_no_combination_of_statuses_makes_a_value_out_of_nothing(plan: Plan, statuses: list[Status], persons: int):
    groups = ("fols-english-distributed", "fols-french-distributed", "total")
    rows = "".join(
        f"statcan-15-10-0032,2021,pr24,persons,{group},,{persons if status is Status.REPORTED else ''},{status}\n"
        for group, status in zip(groups, statuses, strict=True)
    )
    found = figures(rows, plan)
    share = found.loc["esq:pr24:community-share:minority:2021"]
    both = statuses[0] is Status.REPORTED and statuses[2] is Status.REPORTED
    # All are counted in: everybody of fewer than 50 people is withheld.
    assert pd.notna(share["value"]) == (both and persons >= 50)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"value": None}, "value_iff_reported"),
        ({"status": "suppressed"}, "value_iff_reported"),
        ({"status": "unknown"}, "isin"),
        ({"value": 101.0}, "percent_within_0_and_100"),
        ({"value": -0.1}, "percent_within_0_and_100"),
        ({"lower": 1.0}, "bounds_hold_the_value"),
        ({"lower": 9.0, "upper": 10.0, "interval": "rounding"}, "bounds_hold_the_value"),
        ({"lower": 8.0, "upper": 9.0}, "bounds_hold_the_value"),
        ({"period": "16"}, "str_matches"),
        ({"group": "everyone"}, "isin"),
    ],
)
def test_the_contract_refuses_a_figure_that_cannot_be(esq: pd.DataFrame, change: dict[str, object], rule: str):
    one = esq[esq["figure_id"] == "esq:pr24:unemployment-rate:minority:2016"].reset_index(drop=True)
    assert len(check(one, FIGURES)) == 1
    for column, value in change.items():
        one[column] = pd.Series([value], dtype=one[column].dtype)
    with pytest.raises(pandera.errors.SchemaErrors, match=rule):
        check(one, FIGURES)


def test_the_same_id_twice_is_refused(esq: pd.DataFrame):
    with pytest.raises(pandera.errors.SchemaErrors, match="unique"):
        check(pd.concat([esq.head(1), esq.head(1)], ignore_index=True), FIGURES)
