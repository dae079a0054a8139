"""Profiles: which exist, what they show, and that their sentences never say more than their figures."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.assemble import Shelf, assemble_profiles, shelves
from pipelines.assemble.sentences import glance, sentence
from pipelines.compute import compute, regions_of
from pipelines.model import LANGS, WHOM, Figure, Group, Interval, Kind, Level, Plan, Profile, Status


def made(plan: Plan, figures: pd.DataFrame, community: str) -> dict[str, Profile]:
    territory = regions_of(plan.communities[community], plan)
    return {p.region: p for p in assemble_profiles(plan, community, shelves(figures), territory)}


@pytest.fixture(scope="module")
def profiles(plan: Plan, esq: pd.DataFrame) -> dict[str, Profile]:
    return made(plan, esq, "esq")


def people(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of groups of people: what compares them does not make a profile."""
    return figures[figures["group"].isin(WHOM)]


def test_every_administrative_and_health_region_has_a_profile(plan: Plan, profiles: dict[str, Profile]):
    always = {n for n, r in plan.regions.items() if r.level in (Level.ADMINISTRATIVE_REGION, Level.HEALTH_REGION)}
    assert len(always) == 35
    assert always <= profiles.keys()


@pytest.mark.parametrize("community", ["esq", "fsc", "japanese"])
def test_a_profile_exists_exactly_where_eight_figures_are_reported(
    plan: Plan, observations: pd.DataFrame, community: str
):
    figures = compute(observations, plan, community)
    reported = people(figures[figures["status"] == "reported"]).groupby("region").size()
    enough = {str(region) for region, count in reported.items() if count >= 8}
    always = plan.communities[community].where.always
    expected = enough | {n for n in regions_of(plan.communities[community], plan) if plan.regions[n].level in always}
    assert made(plan, figures, community).keys() == expected


def test_seven_reported_figures_are_too_few(plan: Plan, observations: pd.DataFrame):
    figures = compute(observations, plan, "black")
    ontario = figures[figures["region"] == "pr35"]
    reported = people(ontario[ontario["status"] == "reported"])
    assert "pr35" not in made(plan, reported.head(7), "black")
    assert "pr35" in made(plan, reported.head(8), "black")


def test_themes_come_in_the_declared_order_and_empty_ones_say_who_holds_the_data(
    plan: Plan, profiles: dict[str, Profile]
):
    themes = profiles["pr24"].themes
    assert [theme.section.id for theme in themes] == [section.id for section in plan.sections.sections]
    assert {theme.section.id for theme in themes if not theme.empty} == {
        "size", "income", "education", "work", "occupations",
    }  # fmt: skip
    assert all(theme.missing for theme in themes if theme.empty)


def test_a_region_of_mother_tongue_alone_says_that_the_size_by_language_is_elsewhere(profiles: dict[str, Profile]):
    size = profiles["er2460"].themes[0]
    assert [block.indicator for block in size.blocks] == ["mother-tongue-size", "mother-tongue-share"]
    assert any("98-10-0170" in missing.en for missing in size.missing)


def test_a_health_region_shows_the_regions_it_covers_each_for_itself(profiles: dict[str, Profile]):
    mauricie = profiles["rss04"]
    assert [(part.region, part.extent) for part in mauricie.elsewhere] == [("er2470", "whole"), ("er2433", "whole")]
    ids = {f.id for part in mauricie.elsewhere for b in part.blocks for r in b.rows for f in r.figures if f}
    assert "esq:er2470:mother-tongue-size:minority:2021" in ids
    assert not any(":rss04:" in each for each in ids)


def test_a_city_is_compared_with_its_province_and_a_province_with_the_rest(
    plan: Plan, observations: pd.DataFrame, profiles: dict[str, Profile]
):
    assert profiles["cma462"].compared_with == "pr24"
    assert profiles["pr24"].compared_with is None
    fsc = made(plan, compute(observations, plan, "fsc"), "fsc")
    assert fsc["cma580"].compared_with == "pr35"
    assert fsc["pr35"].compared_with == "x-canada-outside-quebec"
    assert fsc["x-canada-outside-quebec"].compared_with is None
    black = made(plan, compute(observations, plan, "black"), "black")
    assert black["pr35"].compared_with == "ca"
    assert black["ca"].compared_with is None


def figure(value: float | None, period: str = "2021", group: Group = Group.MINORITY, **more: object) -> Figure:
    fields: dict[str, object] = {
        "community": "esq", "region": "pr24", "indicator": "community-size", "breakdown": "", "population": "declared",
        "unit": "persons", "lower": None, "upper": None, "interval": Interval.NONE, "reliability": None, "symbol": "",
        "numerator": None, "denominator": None, "source": "statcan-15-10-0032", "cell": "", "kind": Kind.COMPUTED,
        "series_break": "", "since": "", "rule": "",
    }  # fmt: skip
    fields |= more
    status = Status.REPORTED if value is not None else Status.NOT_AVAILABLE
    name = f"esq:pr24:{fields['indicator']}:{group}:{period}"
    return Figure(id=name, value=value, status=status, period=period, group=group, **fields)  # type: ignore[arg-type]


def shelf(*figures: Figure) -> Shelf:
    return Shelf("esq", "pr24", {(f.indicator, f.group, f.breakdown, f.period): f for f in figures})


def wordings(plan: Plan, one: Shelf) -> list[str]:
    return [f"{said.ladder}/{said.rung}" for said in glance(plan, one)]


def moved(then: float, now: float, since: str = "2016", **more: object) -> Shelf:
    """Two counts of one series and the change between them, each count off by 6 persons at most."""
    bounds = {"lower": now - then - 12, "upper": now - then + 12, "interval": Interval.ROUNDING, "since": since}
    change = figure(now - then, "2021", Group.CHANGE, **{**bounds, **more})
    growth = figure(100 * now / then - 100 if then else 0.0, "2021", Group.GROWTH, unit="percent")
    return shelf(figure(then, since), figure(now, "2021"), change, growth)


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        (1000, 1013, "change/higher"),
        (1000, 1012, "change/within-rounding"),  # twelve persons can be rounding alone
        (1000, 988, "change/within-rounding"),
        (1000, 987, "change/lower"),
        (1000, 1000, "change/within-rounding"),
    ],
)
def test_growth_is_said_only_beyond_what_rounding_explains(plan: Plan, then: float, now: float, expected: str):
    assert wordings(plan, moved(then, now)) == [expected]


def test_growth_is_not_claimed_across_a_break_nor_without_bounds(plan: Plan):
    assert wordings(plan, moved(1000, 9000, "2006", series_break="full-count-2011")) == ["change/across-break"]
    none = {"lower": None, "upper": None, "interval": Interval.NONE}
    assert wordings(plan, moved(1000, 9000, **none)) == ["change/side-by-side"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
@given(st.integers(0, 5_000), st.integers(0, 5_000))
def test_never_grown_when_smaller_nor_shrunk_when_larger(plan: Plan, then: int, now: int):
    found = wordings(plan, moved(then, now))
    assert ("change/higher" in found) == (now - then > 12)
    assert ("change/lower" in found) == (then - now > 12)


def rate(value: float | None, group: Group = Group.MINORITY, **more: object) -> Figure:
    fields = {"indicator": "unemployment-rate", "unit": "percent", "source": "statcan-43-10-0069", **more}
    return figure(value, "2016", group, **fields)


def said_of(plan: Plan, *figures: Figure) -> list[str]:
    return [f"{each.ladder}/{each.rung}" for each in sentence(plan, shelf(*figures), "unemployment-rate")]


def bounded(value: float, lower: float, upper: float, group: Group, unit: str, kind: Interval) -> Figure:
    return rate(value, group, lower=lower, upper=upper, unit=unit, interval=kind)


BOTH = (rate(8.7), rate(6.8, Group.MAJORITY))


def test_without_an_interval_two_values_stand_side_by_side(plan: Plan):
    gap = rate(1.9, Group.GAP, unit="points")
    assert said_of(plan, *BOTH) == ["comparison/side-by-side"]
    assert said_of(plan, *BOTH, gap) == ["comparison/side-by-side"]


@pytest.mark.parametrize(
    ("lower", "upper", "kind", "expected"),
    [
        (0.1, 3.7, Interval.SAMPLING95, "higher"),
        (0.0, 3.8, Interval.SAMPLING95, "within-sampling"),
        (-0.2, 4.0, Interval.ROUNDING, "within-rounding"),
    ],
)
def test_the_interval_of_the_gap_chooses_the_words(
    plan: Plan, lower: float, upper: float, kind: Interval, expected: str
):
    gap = bounded(1.9, lower, upper, Group.GAP, "points", kind)
    assert said_of(plan, *BOTH, gap) == [f"comparison/{expected}"]


def test_a_number_of_people_is_said_only_where_the_difference_is(plan: Plan):
    people_ = bounded(1500, 100, 2900, Group.PEOPLE, "persons", Interval.SAMPLING95)
    apart = bounded(1.9, 0.1, 3.7, Group.GAP, "points", Interval.SAMPLING95)
    together = bounded(1.9, -0.1, 3.9, Group.GAP, "points", Interval.SAMPLING95)
    assert said_of(plan, *BOTH, apart, people_) == ["comparison/higher", "people/higher"]
    assert said_of(plan, *BOTH, together, people_) == ["comparison/within-sampling"]


def test_a_difference_that_prints_as_nothing_is_not_called_one(plan: Plan):
    gap = bounded(0.04, 0.01, 0.07, Group.GAP, "points", Interval.ROUNDING)
    assert said_of(plan, *BOTH, gap) == ["comparison/side-by-side"]


def test_without_the_majority_the_sentence_says_so(plan: Plan):
    assert said_of(plan, rate(8.7), rate(None, Group.MAJORITY)) == ["single/alone"]


def test_without_the_minority_nothing_is_said(plan: Plan):
    assert said_of(plan, rate(None), rate(6.8, Group.MAJORITY)) == []


def test_only_the_rungs_that_an_interval_allows_speak_of_more_and_less(plan: Plan):
    claims = re.compile(
        r"\b(higher|lower|more|less|fewer|grew|fell|only|plus|moins|augmenté|diminué|seulement|davantage)\b"
    )
    for name, ladder in plan.phrases.ladders().items():
        for rung, text in ladder.items():
            claiming = any(claims.search(text[lang]) for lang in LANGS)
            # A place among others is told by its own bounds.
            assert claiming == (rung in ("higher", "lower")) or name == "rank", f"{name}/{rung}"


def test_the_latest_period_shown_is_never_passed_over_in_silence(plan: Plan):
    """Where the newest cell is empty, its row still stands above the latest reported one."""
    newer = replace(rate(None), id="esq:pr24:unemployment-rate:minority:2021", period="2021")
    one = shelf(newer, rate(8.7), rate(6.8, Group.MAJORITY))
    profile = next(iter(assemble_profiles(replace_minimum(plan, 1), "esq", {"pr24": one}, ["pr24"])))
    work = next(theme for theme in profile.themes if theme.section.id == "work")
    rows = next(block.rows for block in work.blocks if block.indicator == "unemployment-rate")
    assert [row.label for row in rows] == ["2021", "2016"]
    assert rows[0].figures[0] is not None
    assert rows[0].figures[0].status is Status.NOT_AVAILABLE


def replace_minimum(plan: Plan, least: int) -> Plan:
    return replace(plan, sections=replace(plan.sections, minimum_reported_figures=least))
