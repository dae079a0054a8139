"""Ways of counting side by side: one period, fewest first, a band only between two answers, and what is missing."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.assemble import Shelf, shelves
from pipelines.assemble.counting import BESIDE, METHODS, SINGLE, counted
from pipelines.model import LANGS, Community, Figure, Group, Interval, Kind, Plan, Status
from pipelines.render.charts.counting import LEFT, RIGHT, strip


@pytest.fixture(scope="module")
def community(plan: Plan) -> Community:
    return plan.communities["esq"]


def figure(indicator: str, value: float | None, period: str = "2021", breakdown: str = "", **more: object) -> Figure:
    group = Group.TOTAL if indicator == "fols-both-size" else Group.MINORITY
    fields: dict[str, object] = {
        "community": "esq", "region": "pr24", "population": "declared", "unit": "persons", "lower": None,
        "upper": None, "interval": Interval.NONE, "reliability": None, "symbol": "", "numerator": None,
        "denominator": None, "source": "drawn", "cell": "", "kind": Kind.COMPUTED, "series_break": "", "since": "",
        "rule": "", "status": Status.REPORTED if value is not None else Status.SUPPRESSED,
    }  # fmt: skip
    middle = f":{breakdown}" if breakdown else ""
    return Figure(
        id=f"esq:pr24:{indicator}:{group}{middle}:{period}",
        indicator=indicator, group=group, breakdown=breakdown, period=period, value=value, **fields | more,
    )  # type: ignore[arg-type]  # fmt: skip


def shelf(*figures: Figure) -> Shelf:
    return Shelf("esq", "pr24", {(f.indicator, f.group, f.breakdown, f.period): f for f in figures})


ALL = (
    figure("community-size", 1_253_578),
    figure("fols-single-size", 1_103_480, population="fols-english-single-answers"),
    figure("mother-tongue-size", 843_000, population="mother-tongue-english"),
    figure("mother-tongue-size", 639_365, breakdown=SINGLE, population="mother-tongue-english-single"),
    figure("home-language-size", 1_020_000, population="home-language-english"),
    figure("fols-both-size", 300_195, population="fols-both"),
)


def test_the_ways_stand_from_the_fewest_to_the_most(community: Community):
    found = counted(community, shelf(*ALL))
    assert found is not None
    assert [row.method for row in found.rows] == [
        "mother-tongue-single", "mother-tongue", "home-language", "fols-single", "fols",
    ]  # fmt: skip
    assert found.least is found.rows[0]
    assert found.most is found.rows[-1]
    assert found.period == "2021"


def test_people_counted_on_both_sides_stand_beside_and_widen_no_band(community: Community):
    found = counted(community, shelf(*ALL))
    assert found is not None
    assert [row.number.value for row in found.beside] == [300_195]
    assert "fols-both" not in {row.method for row in found.rows}


def test_what_is_not_here_is_named(community: Community):
    found = counted(community, shelf(ALL[0]))
    assert found is not None
    assert found.missing == ("fols-single", "mother-tongue", "home-language")


@pytest.mark.parametrize("number", range(len(METHODS)))
def test_one_answer_is_no_band(community: Community, number: int):
    method = METHODS[number]
    found = counted(community, shelf(figure(method.size, 100, breakdown=method.breakdown)))
    assert found is not None
    assert [row.method for row in found.rows] == [method.name]
    assert (found.least, found.most) == (None, None)


def test_two_periods_are_never_set_side_by_side(community: Community):
    found = counted(community, shelf(figure("community-size", 900), figure("fols-single-size", 800, "2016")))
    assert found is not None
    assert [row.method for row in found.rows] == ["fols"]
    assert found.least is None


def test_the_period_is_the_latest_that_any_way_reports(community: Community):
    later, earlier = figure("community-size", None), figure("community-size", 700, "2016")
    found = counted(community, shelf(later, earlier, figure("fols-single-size", 600, "2016")))
    assert found is not None
    assert found.period == "2016"
    assert [row.number.value for row in found.rows] == [600, 700]


def test_a_count_that_is_not_reported_is_missing_and_not_zero(community: Community):
    found = counted(community, shelf(figure("community-size", 900), figure("fols-single-size", None)))
    assert found is not None
    assert [row.method for row in found.rows] == ["fols"]
    assert found.missing[0] == "fols-single"


def test_what_stands_in_for_the_definition_is_not_called_the_definition(community: Community):
    found = counted(community, shelf(figure("community-size", 900, population="fols-english-single")))
    assert found is not None
    assert found.rows == ()
    assert found.missing[0] == "fols"


def test_other_communities_are_not_counted_by_language(plan: Plan):
    assert counted(plan.communities["black"], shelf(*ALL)) is None


def test_a_place_without_any_count_still_says_who_holds_them(community: Community):
    found = counted(community, shelf())
    assert found is not None
    assert (found.period, found.rows, found.least) == (None, (), None)
    assert found.missing == ("fols", "fols-single", "mother-tongue", "home-language")


@given(st.dictionaries(st.sampled_from(range(len(METHODS))), st.integers(0, 10**7), min_size=2))
def test_the_band_holds_every_answer(community: Community, values: dict[int, int]):
    figures = [figure(METHODS[n].size, v, breakdown=METHODS[n].breakdown) for n, v in values.items()]
    found = counted(community, shelf(*figures))
    assert found is not None
    assert found.least is not None
    assert found.most is not None
    assert found.least.number.value == min(values.values())
    assert found.most.number.value == max(values.values())
    drawn = strip(found.rows, "fr")
    assert all(LEFT <= drawn.first <= dot.x <= drawn.last <= RIGHT for dot in drawn.dots)
    assert [dot.x for dot in drawn.dots] == sorted(dot.x for dot in drawn.dots)
    assert len({dot.y for dot in drawn.dots}) == len(drawn.dots)


def test_real_regions_have_the_mother_tongue_both_ways(community: Community, esq: pd.DataFrame):
    """Counted by hand from the published cells of the administrative region of Montréal (er2440)."""
    found = counted(community, shelves(esq)["er2440"])
    assert found is not None
    assert [row.method for row in found.rows] == ["mother-tongue-single", "mother-tongue"]
    single, distributed = (row.number.value or 0 for row in found.rows)
    assert 0 < single < distributed


def test_every_way_is_explained_in_both_languages(plan: Plan):
    for method in (*METHODS, *BESIDE):
        for lang in LANGS:
            assert plan.texts[f"counting_what_{method.name}"][lang]


@pytest.mark.parametrize("name", ["esq", "fsc"])
def test_both_minorities_declare_every_way(plan: Plan, name: str):
    concepts = plan.communities[name].populations
    for method in (*METHODS, *BESIDE):
        assert any(each.breakdown == method.breakdown for each in concepts[method.concept])
        assert plan.indicators[method.size].concept in (None, method.concept)
