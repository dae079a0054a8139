"""The counts of 2016 that were published and withdrawn are not let through; ordinary growth is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.compute.anomaly import flagged, flags
from pipelines.errors import DeclarationError
from pipelines.model import Plan, Text
from pipelines.model.guards import Confirmed
from tests.drawn import drawn, share

SOURCE = "statcan-census-profile-2016"


def counts(region: str, then: float, now: float, total: tuple[float, float] = (20_000, 20_000)) -> list[dict[str, Any]]:
    """Return the minority and everybody of a municipality in 2011 and 2016, with the bounds of rounding."""
    place = {"region": region, "region_level": "municipality", "source": SOURCE}
    return [
        {**place, "group": group, "period": period, "value": value, **_bounds(value, error)}
        for group, values, error in (("minority", (then, now), 6), ("total", total, 4))
        for period, value in zip(("2011", "2016"), values, strict=True)
    ]


def _bounds(value: float, error: float) -> dict[str, Any]:
    return {"lower": max(0.0, value - error), "upper": value + error, "interval": "rounding"}


def rule_of(table: pd.DataFrame, region: str, period: str = "2016") -> str:
    row = table.set_index("figure_id").loc[f"esq:{region}:community-size:minority:{period}"]
    assert row["status"] == ("withheld" if row["rule"] == "anomaly-leap" else "reported")
    return str(row["rule"])


# English speakers by the 2011 Census and as first published from that of 2016 (CBC News, 2017-08-11), and the whole
# population of each municipality in 2016.
WITHDRAWN = [
    ("csd2412072", 135, 240, 19_500, "anomaly-leap"),  # Rivière-du-Loup
    ("csd2449058", 680, 1_460, 75_400, "anomaly-leap"),  # Drummondville
    ("csd2435050", 0, 50, 2_400, "anomaly-appears"),  # Sainte-Thècle
]


@pytest.mark.parametrize(("region", "then", "now", "total", "rule"), WITHDRAWN)
def test_the_counts_that_were_withdrawn_in_2017_are_held_or_marked(
    plan: Plan, region: str, then: float, now: float, total: float, rule: str
):
    table = flagged(drawn(counts(region, then, now, (total, total))), plan)
    assert rule_of(table, region) == rule
    assert rule_of(table, region, "2011") == ""


def test_so_they_are_among_municipalities_that_moved_as_they_do(plan: Plan):
    rows = [row for region, then, now, total, _ in WITHDRAWN for row in counts(region, then, now, (total, total))]
    others = [
        (200, 210),
        (680, 700),
        (1500, 1450),
        (340, 300),
        (120, 150),
        (910, 980),
        (400, 395),
        (250, 260),
        (610, 600),
    ]
    for number, (then, now) in enumerate(others):
        rows += counts(f"csd99{number:05d}", then, now)
    table = flagged(drawn(rows), plan)
    assert [rule_of(table, region) for region, *_ in WITHDRAWN] == [rule for *_, rule in WITHDRAWN]
    assert {rule_of(table, f"csd99{number:05d}") for number in range(len(others))} == {""}


def test_growth_that_all_regions_of_a_level_share_is_no_anomaly(plan: Plan):
    rows = [row for n in range(9) for row in counts(f"csd99{n:05d}", 200 + n, 2.1 * (200 + n))]
    assert {rule_of(flagged(drawn(rows), plan), f"csd99{n:05d}") for n in range(9)} == {""}
    # Eight others are peers enough; seven are not, and each is judged by itself.
    assert rule_of(flagged(drawn(rows[:-4]), plan), "csd9900000") == "anomaly-leap"


def test_a_place_that_doubles_takes_its_minority_along(plan: Plan):
    assert rule_of(flagged(drawn(counts("csd1", 300, 600, (5000, 5000))), plan), "csd1") == "anomaly-leap"
    assert rule_of(flagged(drawn(counts("csd1", 300, 600, (5000, 10_000))), plan), "csd1") == ""
    # A place that shrinks excuses no growth.
    assert rule_of(flagged(drawn(counts("csd1", 300, 600, (10_000, 5000))), plan), "csd1") == "anomaly-leap"
    # Nor does it make ordinary growth an anomaly.
    assert rule_of(flagged(drawn(counts("csd1", 300, 400, (10_000, 5000))), plan), "csd1") == ""


def test_a_total_that_is_not_there_excuses_nothing(plan: Plan):
    alone = drawn(row for row in counts("csd1", 300, 600) if row["group"] == "minority")
    assert rule_of(flagged(alone, plan), "csd1") == "anomaly-leap"


BOUNDARIES = [
    # Up: (now - 6) / (then + 6) is more than 1.5, and now - then - 12 at least 50. 306 x 1.5 = 459.
    (300, 465, "anomaly-drift"),
    (300, 466, "anomaly-leap"),
    # Down, the same.
    (465, 300, "anomaly-drift"),
    (466, 300, "anomaly-leap"),
    # The persons of a leap: 20 to 81 is 49 at least, 20 to 82 is 50.
    (20, 81, "anomaly-drift"),
    (20, 82, "anomaly-leap"),
    # A drift: 306 x 1.35 = 413.1; and of 30 persons at least.
    (300, 419, ""),
    (300, 420, "anomaly-drift"),
    (20, 61, ""),
    (20, 62, "anomaly-drift"),
    # From hardly anybody: below 10 persons, and 25 more at least. 9 to 46 is 25, and 30 would be a drift.
    (9, 45, ""),
    (9, 46, "anomaly-appears"),
    (10, 47, ""),
    (46, 9, "anomaly-appears"),
    (0, 36, ""),
    (0, 37, "anomaly-appears"),
    # Ordinary.
    (680, 700, ""),
    (0, 0, ""),
    (0, 10, ""),
]


@pytest.mark.parametrize(("then", "now", "rule"), BOUNDARIES)
def test_the_thresholds_of_the_rules(plan: Plan, then: float, now: float, rule: str):
    assert flags(drawn(counts("csd1", then, now)), plan).iloc[1] == rule


def test_ten_years_are_twice_the_time(plan: Plan):
    table = drawn(row | {"period": {"2011": "2006"}.get(row["period"], row["period"])} for row in counts("a", 300, 600))
    # (594 / 306) is 1.94 in ten years and 1.39 in five.
    assert rule_of(flagged(table, plan), "a") == "anomaly-drift"


def test_what_is_held_is_not_what_the_next_census_is_held_against(plan: Plan):
    """300, 600, 310: the middle one is wrong, and the last one right."""
    rows = counts("a", 300, 600)
    after = [
        row | {"period": "2021", "value": value, **_bounds(value, 6)} for row, value in ((rows[1], 310), (rows[3], 2e4))
    ]
    table = flagged(drawn([*rows, *after]), plan)
    assert [rule_of(table, "a", period) for period in ("2011", "2016", "2021")] == ["", "anomaly-leap", ""]


def test_a_held_count_takes_along_what_is_made_of_it_and_leaves_nothing(plan: Plan):
    rows = counts("a", 300, 600)
    place = {"region": "a", "region_level": "municipality", "source": SOURCE, "period": "2016"}
    more = [
        share("minority", 600, 20_000, indicator="community-share", **place),
        share("majority", 19_000, 20_000, indicator="community-share", **place),
        share("minority", 600, 20_000, indicator="community-share", **{**place, "region": "b"}),
    ]
    table = flagged(drawn([*rows, *more]), plan).set_index("figure_id")
    held = table.loc["esq:a:community-share:minority:2016"]
    assert (held["status"], held["rule"], held["interval"]) == ("withheld", "anomaly-leap", "none")
    assert held[["value", "numerator", "denominator", "lower", "upper"]].isna().all()
    others = table.drop(["esq:a:community-share:minority:2016", "esq:a:community-size:minority:2016"])
    assert set(others["status"]) == {"reported"}


def test_a_mark_leaves_the_value_and_says_caution(plan: Plan):
    row = flagged(drawn(counts("a", 0, 50)), plan).set_index("figure_id").loc["esq:a:community-size:minority:2016"]
    assert (row["value"], row["status"], row["reliability"], row["rule"]) == (
        50,
        "reported",
        "caution",
        "anomaly-appears",
    )


def test_a_mark_makes_nothing_better(plan: Plan):
    table = drawn(counts("a", 0, 50)).assign(reliability="poor", rule="base-under-100")
    assert flagged(table, plan).equals(table)


def confirming(plan: Plan, name: str) -> Plan:
    said = Confirmed(date="2017-08-17", why=Text(en="Asked the publisher.", fr="Demandé à l'organisme."))
    return replace(plan, rules=replace(plan.rules, anomalies=replace(plan.rules.anomalies, confirmed={name: said})))


def test_a_confirmed_figure_is_let_through(plan: Plan):
    table = drawn(counts("a", 300, 600))
    assert flagged(table, confirming(plan, "esq:a:community-size:minority:2016")).equals(table)


def test_a_confirmation_that_nothing_needs_is_an_error(plan: Plan):
    table = drawn(counts("a", 300, 310))
    with pytest.raises(
        DeclarationError, match="confirmed that no rule flags; found esq:a:community-size:minority:2016"
    ):
        flagged(table, confirming(plan, "esq:a:community-size:minority:2016"))
    # An edition that does not hold the figure says nothing of it.
    assert flagged(table, confirming(plan, "esq:b:community-size:minority:2016")).equals(table)


def test_the_embedded_history_of_the_provinces_is_let_through(esq: pd.DataFrame, plan: Plan):
    assert set(flags(esq, plan)) == {""}


@settings(max_examples=30)
@given(st.integers(0, 400), st.integers(0, 400))
def test_what_rounding_may_have_done_alone_is_never_flagged(plan: Plan, then: int, more: int):
    now = then + min(more, 12)
    assert set(flags(drawn(counts("a", then, now)), plan)) == {""}


@settings(max_examples=30)
@given(st.integers(0, 2000), st.integers(0, 2000))
def test_up_and_down_are_judged_alike(plan: Plan, one: int, other: int):
    there, back = (flags(drawn(counts("a", *pair)), plan).iloc[1] for pair in ((one, other), (other, one)))
    assert there == back
