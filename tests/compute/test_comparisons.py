"""Bounds, withholding and comparisons of made-up figures, every expectation calculated by hand from the drawn cells."""

from __future__ import annotations

import io
import math

import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pipelines.assemble.sentences import rung_of
from pipelines.assemble.shelf import shelves
from pipelines.compute import compute
from pipelines.methods.statcan import Measured, SampledShare, count_from_bounds, share_of_counts
from pipelines.model import Group, Plan, Rung

HEAD = "source,period,region,measure,population,breakdown,value,lower,upper,status\n"


def figures(rows: str, plan: Plan, community: str = "esq") -> pd.DataFrame:
    table = pd.read_csv(io.StringIO(HEAD + rows), dtype=str, keep_default_na=False)
    numbers = {name: pd.to_numeric(table[name].replace("", None)).astype(float) for name in ("value", "lower", "upper")}
    return compute(table.assign(**numbers, quality=""), plan, community).set_index("figure_id", drop=False)


# Who knows both official languages, of whom: everyone was asked, counts rounded to 5.
BILINGUAL = """\
statcan-98-10-0170,2021,pr24,knows-both,fols-english,,1000,,,reported
statcan-98-10-0170,2021,pr24,knows-both,fols-both,,100,,,reported
statcan-98-10-0170,2021,pr24,knows-both,fols-french,,3000,,,reported
statcan-98-10-0170,2021,pr24,knows-both,total,,4100,,,reported
statcan-98-10-0170,2021,pr24,speakers,fols-english,,2000,,,reported
statcan-98-10-0170,2021,pr24,speakers,fols-both,,100,,,reported
statcan-98-10-0170,2021,pr24,speakers,fols-french,,9000,,,reported
statcan-98-10-0170,2021,pr24,speakers,total,,11200,,,reported
"""


def test_a_share_of_full_counts_lies_between_the_worst_that_rounding_can_have_done(plan: Plan):
    row = figures(BILINGUAL, plan).loc["esq:pr24:bilingualism:minority:2021"]
    # English and half of both: 1050 of 2050, each off by 4 and half of 4 at most.
    assert (row["numerator"], row["denominator"]) == (1050, 2050)
    assert row["value"] == pytest.approx(100 * 1050 / 2050)
    assert (row["lower"], row["upper"]) == pytest.approx((100 * 1044 / 2056, 100 * 1056 / 2044))
    assert row["interval"] == "rounding"


def test_the_gap_and_the_ratio_have_the_worst_cases_of_both(plan: Plan):
    found = figures(BILINGUAL, plan)
    low, high = 100 * 1044 / 2056, 100 * 1056 / 2044
    # The majority: 3050 of 9050.
    least, most = 100 * 3044 / 9056, 100 * 3056 / 9044
    gap = found.loc["esq:pr24:bilingualism:gap:2021"]
    assert gap["value"] == pytest.approx(100 * 1050 / 2050 - 100 * 3050 / 9050)
    assert (gap["lower"], gap["upper"]) == pytest.approx((low - most, high - least))
    assert (gap["unit"], gap["interval"], gap["kind"]) == ("points", "rounding", "computed")
    ratio = found.loc["esq:pr24:bilingualism:ratio:2021"]
    assert (ratio["lower"], ratio["upper"]) == pytest.approx((low / most, high / least))
    assert ratio["unit"] == "ratio"


def test_the_gap_as_people_is_the_gap_times_the_minority_to_a_multiple_of_five(plan: Plan):
    row = figures(BILINGUAL, plan).loc["esq:pr24:bilingualism:people:2021"]
    # 51.2195% - 33.7017% = 17.5178 points of 2050 people: 359.1.
    assert row["value"] == 360
    # From 16.988 points of 2044 people to 18.051 points of 2056, rounded outwards: 347.2 and 371.1.
    assert (row["lower"], row["upper"]) == (345, 375)
    assert row["unit"] == "persons"


def test_the_share_of_the_minority_among_all_who_have_the_characteristic(plan: Plan):
    row = figures(BILINGUAL, plan).loc["esq:pr24:bilingualism:minority-share:2021"]
    assert (row["numerator"], row["denominator"]) == (1050, 4100)
    assert (row["lower"], row["upper"]) == pytest.approx((100 * 1044 / 4104, 100 * 1056 / 4096))


# Rates of a sample with the 95% bounds that the source publishes.
RATES = """\
statcan-98-10-0615,2021,pr24,unemployment-rate,fols-english,,8.0,7.0,9.2,reported
statcan-98-10-0615,2021,pr24,unemployment-rate,fols-french,,6.0,5.5,6.5,reported
statcan-98-10-0615,2021,pr24,unemployment-rate,total,,6.4,6.0,6.8,reported
"""


def test_a_gap_of_published_rates_has_limits_made_of_the_published_ones(plan: Plan):
    found = figures(RATES, plan)
    assert found.loc["esq:pr24:unemployment-rate:minority:2021", "interval"] == "sampling95"
    gap = found.loc["esq:pr24:unemployment-rate:gap:2021"]
    # 2 - sqrt(1^2 + 0.5^2) and 2 + sqrt(1.2^2 + 0.5^2)
    assert (gap["lower"], gap["value"], gap["upper"]) == pytest.approx((0.881_966, 2.0, 3.3), abs=1e-6)
    assert gap["interval"] == "sampling95"
    # The source has no counts of people behind these rates.
    assert not {"people", "minority-share"} & set(found["group"])


def test_without_published_bounds_a_comparison_has_none(plan: Plan):
    found = figures(RATES.replace(",7.0,9.2,", ",,,"), plan)
    gap = found.loc["esq:pr24:unemployment-rate:gap:2021"]
    assert (gap["value"], gap["interval"]) == (2.0, "none")
    assert pd.isna(gap["lower"])
    # The majority's own bounds stay its own.
    assert found.loc["esq:pr24:unemployment-rate:majority:2021", "interval"] == "sampling95"


# Counts of a sample with the 95% bounds of each: no certificate, of adults.
ADULTS = """\
statcan-98-10-0362,2021,pr24,no-certificate,fols-english,,900,800,1010,reported
statcan-98-10-0362,2021,pr24,no-certificate,fols-both,,100,70,140,reported
statcan-98-10-0362,2021,pr24,no-certificate,fols-french,,5000,4800,5210,reported
statcan-98-10-0362,2021,pr24,adults,fols-english,,10000,9700,10310,reported
statcan-98-10-0362,2021,pr24,adults,fols-both,,1000,900,1110,reported
statcan-98-10-0362,2021,pr24,adults,fols-french,,40000,39500,40500,reported
"""


def test_a_share_of_bounded_counts_has_bounds_that_follow_from_theirs(plan: Plan):
    row = figures(ADULTS, plan).loc["esq:pr24:no-certificate-25-54:minority:2021"]
    assert (row["numerator"], row["denominator"]) == (950, 10500)
    assert row["interval"] == "sampling95"
    # The same from the scalar methods: each count's error from its bounds, half of "both" with half of its error.
    part = half_of_both(count_from_bounds(900, 800, 1010), count_from_bounds(100, 70, 140))
    whole = half_of_both(count_from_bounds(10000, 9700, 10310), count_from_bounds(1000, 900, 1110))
    expected = share_of_counts(part, whole)
    assert isinstance(expected, SampledShare)
    limits = (100 * expected.estimate.lower, 100 * expected.estimate.upper)
    assert (row["lower"], row["upper"]) == pytest.approx(limits)


def half_of_both(english: object, both: object) -> Measured:
    assert isinstance(english, Measured)
    assert isinstance(both, Measured)
    return Measured(value=english.value + both.value / 2, se=math.hypot(english.se, both.se / 2))


def test_counts_of_a_sample_without_bounds_get_no_rounding_bounds_in_their_place(plan: Plan):
    bare = "\n".join(",".join([*line.split(",")[:7], "", "", "reported"]) for line in ADULTS.splitlines())
    row = figures(bare, plan).loc["esq:pr24:no-certificate-25-54:minority:2021"]
    assert (row["interval"], row["status"]) == ("none", "reported")
    assert pd.isna(row["upper"])


def counted(part: int, whole: int) -> str:
    rows = BILINGUAL.replace("fols-english,,1000", f"fols-english,,{part}").replace("fols-both,,100", "fols-both,,0")
    return rows.replace("fols-english,,2000", f"fols-english,,{whole}")


@pytest.mark.parametrize(
    ("part", "whole", "rule"),
    [
        (10, 39, "base-under-40"),
        (10, 40, ""),
        (9, 500, "part-under-10"),
        (10, 500, ""),
        (0, 5000, "part-under-10"),
        (45, 45, "all-or-nobody"),
        (50, 50, ""),
    ],
)
def test_a_share_of_few_people_is_withheld_under_the_rule_that_says_so(plan: Plan, part: int, whole: int, rule: str):
    row = figures(counted(part, whole), plan).loc["esq:pr24:bilingualism:minority:2021"]
    named = row["rule"] if row["status"] == "withheld" else ""
    assert named == rule
    emptied = row[["value", "lower", "upper", "numerator", "denominator"]].isna()
    assert emptied.all() == bool(rule)


@pytest.mark.parametrize(("whole", "expected"), [(99, "poor"), (100, "caution"), (499, "caution"), (500, "good")])
def test_a_share_of_few_people_is_weak(plan: Plan, whole: int, expected: str):
    row = figures(counted(30, whole), plan).loc["esq:pr24:bilingualism:minority:2021"]
    found = row["reliability"] or "good"
    assert found == expected


def test_what_compares_with_a_withheld_figure_is_withheld_under_its_rule(plan: Plan):
    found = figures(counted(5, 500), plan)
    for group in ("gap", "ratio", "people"):
        row = found.loc[f"esq:pr24:bilingualism:{group}:2021"]
        assert (row["status"], row["rule"]) == ("withheld", "part-under-10")
        assert pd.isna(row["value"])


def test_what_compares_with_a_poor_figure_is_withheld(plan: Plan):
    row = figures(counted(30, 90), plan).loc["esq:pr24:bilingualism:gap:2021"]
    assert (row["status"], row["rule"]) == ("withheld", "part-poor")


@pytest.mark.parametrize(
    ("upper", "status", "rule"),
    [("37.9", "reported", "width-over-15"), ("38.1", "reported", "width-over-30-printed"), ("22.9", "reported", "")],
)
def test_a_printed_rate_with_wide_bounds_is_marked_and_never_withheld(plan: Plan, upper: str, status: str, rule: str):
    row = figures(RATES.replace(",8.0,7.0,9.2,", f",9.0,8.0,{upper},"), plan).loc[
        "esq:pr24:unemployment-rate:minority:2021"
    ]
    assert (row["status"], row["rule"]) == (status, rule)


SIZES = """\
statcan-15-10-0032,2011,pr24,persons,fols-english-distributed,,1058250,,,reported
statcan-15-10-0032,2016,pr24,persons,fols-english-distributed,,1103480,,,reported
statcan-15-10-0032,2011,pr24,persons,total,,7815955,,,reported
statcan-15-10-0032,2016,pr24,persons,total,,8066555,,,reported
statcan-15-10-0032,2006,pr24,persons,fols-english-distributed,,994725,,,reported
statcan-15-10-0032,2006,pr24,persons,total,,7435900,,,reported
"""


def test_a_change_is_now_less_the_census_before_and_names_it(plan: Plan):
    found = figures(SIZES, plan)
    change = found.loc["esq:pr24:community-size:change:2016"]
    assert (change["value"], change["unit"], change["since"]) == (45230, "persons", "2011")
    # Each count may be off by 6.5: 4, half of 4, and half a person for printing it whole.
    assert (change["lower"], change["upper"], change["interval"]) == (45217, 45243, "rounding")
    growth = found.loc["esq:pr24:community-size:growth:2016"]
    assert growth["value"] == pytest.approx(100 * 45230 / 1058250)
    assert (growth["lower"], growth["upper"]) == pytest.approx(
        (100 * 1103473.5 / 1058256.5 - 100, 100 * 1103486.5 / 1058243.5 - 100)
    )
    share = found.loc["esq:pr24:community-share:change:2016"]
    assert (share["unit"], share["value"]) == ("points", pytest.approx(100 * (1103480 / 8066555 - 1058250 / 7815955)))


def test_a_change_across_a_break_carries_it_and_has_no_bounds_of_a_sample_that_published_none(plan: Plan):
    change = figures(SIZES, plan).loc["esq:pr24:community-size:change:2011"]
    assert (change["since"], change["series_break"], change["interval"]) == ("2006", "full-count-2011", "none")


def test_the_survey_of_2011_compares_with_neither_side(plan: Plan):
    rows = "".join(
        f"statcan-43-10-0069,{year},pr24,unemployment-rate,fols-english,,{value},,,reported\n"
        for year, value in (("2006", 8.8), ("2011", 9.5), ("2016", 8.7))
    )
    found = figures(rows, plan)
    for year in ("2011", "2016"):
        assert found.loc[f"esq:pr24:unemployment-rate:change:{year}", "series_break"] == "nhs-2011"


def test_money_is_not_compared_over_time(plan: Plan):
    rows = "".join(
        f"statcan-43-10-0068,{year},pr24,average-employment-income,fols-english,,{value},,,reported\n"
        for year, value in (("2006", 35560), ("2016", 43480))
    )
    assert not {"change", "growth"} & set(figures(rows, plan)["group"])


def tongues(*shares: tuple[str, int, int]) -> str:
    rows = []
    for region, english, total in shares:
        counts = {"mt-english": english, "mt-french": total - english, "total": total}
        for category in ("mt-english-french", "mt-english-non-official", "mt-french-non-official"):
            counts[category] = 0
        counts["mt-english-french-non-official"] = 0
        rows += [
            f"statcan-98-401-x2021008,2021,{region},persons,{category},,{count},,,reported"
            for category, count in counts.items()
        ]
    return "\n".join(rows) + "\n"


def test_regions_are_ranked_from_the_highest_with_the_places_that_rounding_leaves_open(plan: Plan):
    # 50%, 10.0%, 10.1% and 1%: the two in the middle differ by less than rounding can do to 1,000 people.
    found = figures(
        tongues(("er2410", 5000, 10000), ("er2415", 100, 1000), ("er2420", 101, 1000), ("er2425", 100, 10000)), plan
    )
    rank = found[found["group"] == Group.RANK].set_index(["region", "indicator"])
    places = {
        region: tuple(rank.loc[(region, "mother-tongue-share"), ["value", "lower", "upper"]])
        for region in ("er2410", "er2415", "er2420", "er2425")
    }
    assert places == {"er2410": (1, 1, 1), "er2415": (2, 2, 3), "er2420": (2, 2, 3), "er2425": (4, 4, 4)}


def test_regions_without_bounds_are_not_ranked(plan: Plan):
    rows = "".join(
        f"statcan-43-10-0069,2016,{region},unemployment-rate,fols-french,,{value},,,reported\n"
        for region, value in (("pr35", 7.0), ("pr46", 6.0), ("pr13", 9.0), ("pr12", 8.0))
    )
    assert "rank" not in set(figures(rows, plan, "fsc")["group"])


PRINTED = st.integers(1, 99).map(float)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(PRINTED, PRINTED, st.floats(0.1, 20), st.floats(0.1, 20))
def test_no_sentence_says_more_than_the_interval_of_the_difference(
    plan: Plan, one: float, other: float, below: float, above: float
):
    assume(min(one, other) - below > 0 and max(one, other) + above < 100)
    rows = RATES.replace(",8.0,7.0,9.2,", f",{one},{one - below},{one + above},").replace(
        ",6.0,5.5,6.5,", f",{other},{other - below},{other + above},"
    )
    found = figures(rows, plan)
    gap = shelves(found.reset_index(drop=True))["pr24"].get("unemployment-rate", Group.GAP, "2021")
    assert gap is not None
    said = rung_of(gap)
    if gap.lower is None or gap.upper is None:
        assert said is Rung.SIDE_BY_SIDE
    else:
        assert (said is Rung.HIGHER) == (gap.lower > 0)
        assert (said is Rung.LOWER) == (gap.upper < 0)
        assert (said is Rung.WITHIN_SAMPLING) == (gap.lower <= 0 <= gap.upper)
