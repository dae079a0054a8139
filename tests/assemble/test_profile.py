"""Profiles: which exist, what they show, and that their sentences never say more than their figures."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.assemble import Shelf, assemble_profiles, shelves
from pipelines.assemble.sentences import glance, sentence
from pipelines.compute import compute, regions_of
from pipelines.model import Figure, Group, Interval, Kind, Level, Plan, Profile, Status


def made(plan: Plan, figures: pd.DataFrame, community: str) -> dict[str, Profile]:
    territory = regions_of(plan.communities[community], plan)
    return {p.region: p for p in assemble_profiles(plan, community, shelves(figures), territory)}


@pytest.fixture(scope="module")
def profiles(plan: Plan, esq: pd.DataFrame) -> dict[str, Profile]:
    return made(plan, esq, "esq")


def test_every_administrative_and_health_region_has_a_profile(plan: Plan, profiles: dict[str, Profile]):
    always = {n for n, r in plan.regions.items() if r.level in (Level.ADMINISTRATIVE_REGION, Level.HEALTH_REGION)}
    assert len(always) == 35
    assert always <= profiles.keys()


@pytest.mark.parametrize("community", ["esq", "fsc", "japanese"])
def test_a_profile_exists_exactly_where_eight_figures_are_reported(
    plan: Plan, observations: pd.DataFrame, community: str
):
    figures = compute(observations, plan, community)
    reported = figures[figures["status"] == "reported"].groupby("region").size()
    enough = {str(region) for region, count in reported.items() if count >= 8}
    always = plan.communities[community].where.always
    expected = enough | {n for n in regions_of(plan.communities[community], plan) if plan.regions[n].level in always}
    assert made(plan, figures, community).keys() == expected


def test_seven_reported_figures_are_too_few(plan: Plan, observations: pd.DataFrame):
    figures = compute(observations, plan, "black")
    ontario = figures[figures["region"] == "pr35"]
    reported = ontario[ontario["status"] == "reported"]
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
        "series_break": "",
    }  # fmt: skip
    fields |= more
    status = Status.REPORTED if value is not None else Status.NOT_AVAILABLE
    name = f"esq:pr24:{fields['indicator']}:{group}:{period}"
    return Figure(id=name, value=value, status=status, period=period, group=group, **fields)  # type: ignore[arg-type]


def shelf(*figures: Figure) -> Shelf:
    return Shelf("esq", "pr24", {(f.indicator, f.group, f.breakdown, f.period): f for f in figures})


def wordings(plan: Plan, one: Shelf) -> list[str]:
    return [said.wording for said in glance(plan, one)]


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        (1000, 1013, "sentence_grew"),
        (1000, 1012, "sentence_was"),  # twelve persons can be rounding alone
        (1000, 988, "sentence_was"),
        (1000, 987, "sentence_shrank"),
        (1000, 1000, "sentence_was"),
    ],
)
def test_growth_is_said_only_beyond_what_rounding_explains(plan: Plan, then: float, now: float, expected: str):
    assert expected in wordings(plan, shelf(figure(then, "2016"), figure(now, "2021")))


def test_growth_is_not_claimed_over_the_change_from_sample_to_full_count(plan: Plan):
    found = wordings(plan, shelf(figure(1000, "2006"), figure(9000, "2011")))
    assert found == ["sentence_was"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
@given(st.integers(0, 5_000), st.integers(0, 5_000))
def test_never_grown_when_smaller_nor_shrunk_when_larger(plan: Plan, then: int, now: int):
    found = wordings(plan, shelf(figure(then, "2016"), figure(now, "2021")))
    assert ("sentence_grew" in found) == (now - then > 12)
    assert ("sentence_shrank" in found) == (then - now > 12)


def rate(value: float | None, group: Group = Group.MINORITY) -> Figure:
    return figure(value, "2016", group, indicator="unemployment-rate", unit="percent", source="statcan-43-10-0069")


def test_a_sentence_sets_two_values_side_by_side_and_compares_nothing(plan: Plan):
    said = list(sentence(plan, shelf(rate(8.7), rate(6.8, Group.MAJORITY)), "unemployment-rate"))
    assert [each.wording for each in said] == ["sentence_pair"]
    assert {name: part.value for name, part in said[0].parts.items()} == {"minority": 8.7, "majority": 6.8}


def test_without_the_majority_the_sentence_says_so(plan: Plan):
    said = list(sentence(plan, shelf(rate(8.7), rate(None, Group.MAJORITY)), "unemployment-rate"))
    assert [each.wording for each in said] == ["sentence_alone"]
    assert said[0].parts.keys() == {"minority"}


def test_without_the_minority_nothing_is_said(plan: Plan):
    assert list(sentence(plan, shelf(rate(None), rate(6.8, Group.MAJORITY)), "unemployment-rate")) == []


def test_no_wording_of_this_edition_compares_because_no_figure_has_an_interval(plan: Plan, esq: pd.DataFrame):
    assert set(esq["interval"]) == {"none"}
    pair = plan.texts["sentence_pair"]
    for word in ("higher", "lower", "more", "less", "only", "plus élevé", "inférieur", "supérieur", "seulement"):
        assert word not in pair.en
        assert word not in pair.fr


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
