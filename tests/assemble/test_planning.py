"""The screen of thresholds and the concentration class: on, just under, just over, and with bounds on both sides."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.assemble import Shelf
from pipelines.assemble.planning import held, planning
from pipelines.assemble.standardised import crosses
from pipelines.methods.concentration import SHARE_CUTS
from pipelines.model import Figure, Group, Interval, Kind, Level, Plan, Region, Status
from pipelines.model.planning import Planning, Result, Screened
from pipelines.model.screens import Range

TOWN = "csd2499999"


@pytest.fixture(scope="module")
def towns(plan: Plan) -> Plan:
    """The plan with a municipality: the declared regions have none."""
    town: Region = replace(plan.regions["pr24"], level=Level.MUNICIPALITY, parent="pr24")
    return replace(plan, regions={**plan.regions, TOWN: town})


def figure(indicator: str, value: float | None, spread: float = 0, group: Group = Group.MINORITY) -> Figure:
    bounded = value is not None and spread > 0
    return Figure(
        id=f"esq:here:{indicator}:{group}:2021", community="esq", region="here", indicator=indicator, group=group,
        breakdown="", population="declared", period="2021", since="", value=value, unit="persons",
        status=Status.REPORTED if value is not None else Status.SUPPRESSED,
        lower=value - spread if bounded and value is not None else None,
        upper=value + spread if bounded and value is not None else None,
        interval=Interval.ROUNDING if bounded else Interval.NONE, reliability=None, symbol="", numerator=None,
        denominator=None, source="drawn", cell="", kind=Kind.COMPUTED, series_break="", rule="",
    )  # fmt: skip


def shelf(region: str, *figures: Figure) -> Shelf:
    return Shelf("esq", region, {(f.indicator, f.group, f.breakdown, f.period): f for f in figures})


def made(plan: Plan, region: str, number: float, share: float, spread: float = 0, everyone: float = 4e5) -> Planning:
    found = planning(
        plan,
        plan.communities["esq"],
        shelf(
            region,
            figure("community-size", number, spread),
            figure("community-share", share, spread / 100),
            figure("community-size", everyone, spread, Group.TOTAL),
        ),
    )
    assert found is not None
    return found


def results(plan: Plan, region: str, *values: float) -> dict[str, Result]:
    screened = made(plan, region, *values).screened
    assert screened is not None
    return {each.threshold.id: each.result for each in screened.tested}


MET, NOT_MET, CANNOT = Result.MET, Result.NOT_MET, Result.NOT_DISTINGUISHABLE
CMA, OUT = "cma462", TOWN
# place, test, number, share, everyone: on it, just under, just over.
CASES = [
    (CMA, "cma-5000", 5000, 9, 4e5, MET),
    (CMA, "cma-5000", 4999, 9, 4e5, NOT_MET),
    (CMA, "cma-5000", 5001, 9, 4e5, MET),
    (CMA, "cma-under-5000", 5000, 9, 4e5, NOT_MET),
    (CMA, "cma-under-5000", 4999, 9, 4e5, MET),
    (CMA, "cma-million", 5000, 9, 1_000_000, MET),
    (CMA, "cma-million", 5000, 9, 999_999, NOT_MET),
    (OUT, "outside-500-and-5", 500, 5, 1e4, MET),
    (OUT, "outside-500-and-5", 499, 5, 1e4, NOT_MET),
    (OUT, "outside-500-and-5", 501, 4.9, 1e4, NOT_MET),
    (OUT, "outside-500-and-5", 501, 5.1, 1e4, MET),
    (OUT, "outside-500-and-5-to-30", 500, 5, 1e4, MET),
    (OUT, "outside-500-and-5-to-30", 500, 29.9, 1e4, MET),
    (OUT, "outside-500-and-5-to-30", 500, 30, 1e4, NOT_MET),
    (OUT, "outside-500-and-5-to-30", 499, 29.9, 1e4, NOT_MET),
    (OUT, "outside-500-and-30", 500, 30, 1e4, MET),
    (OUT, "outside-500-and-30", 500, 29.9, 1e4, NOT_MET),
    (OUT, "outside-500-and-30", 499, 30.1, 1e4, NOT_MET),
    (OUT, "outside-500-under-5", 500, 4.9, 1e4, MET),
    (OUT, "outside-500-under-5", 500, 5, 1e4, NOT_MET),
    (OUT, "outside-500-under-5", 499, 4.9, 1e4, NOT_MET),
    (OUT, "outside-200-and-5", 200, 5, 1e4, MET),
    (OUT, "outside-200-and-5", 199, 5, 1e4, NOT_MET),
    (OUT, "outside-200-and-5", 499, 5, 1e4, MET),
    (OUT, "outside-200-and-5", 500, 5, 1e4, NOT_MET),
    (OUT, "outside-200-and-5", 200, 4.9, 1e4, NOT_MET),
]


@pytest.mark.parametrize(("region", "test", "number", "share", "everyone", "expected"), CASES)
def test_a_threshold_on_it_just_under_and_just_over(
    towns: Plan, region: str, test: str, number: float, share: float, everyone: float, expected: Result
):
    assert results(towns, region, number, share, 0, everyone)[test] is expected


def test_every_declared_threshold_is_tried(plan: Plan):
    assert plan.screens is not None
    assert {case[1] for case in CASES} == {threshold.id for threshold in plan.screens.thresholds}


# With bounds of 6 persons and 0.06 points around each value.
STRADDLED = [
    (CMA, "cma-5000", 5005, 9, CANNOT),
    (CMA, "cma-5000", 4995, 9, CANNOT),
    (CMA, "cma-5000", 5006, 9, MET),
    (CMA, "cma-5000", 4993, 9, NOT_MET),
    (CMA, "cma-under-5000", 4995, 9, CANNOT),
    (OUT, "outside-500-and-5", 505, 8, CANNOT),
    (OUT, "outside-500-and-5", 600, 5.05, CANNOT),
    # A condition that fails decides, whatever the other one cannot tell.
    (OUT, "outside-500-and-5", 505, 4, NOT_MET),
    (OUT, "outside-500-and-5-to-30", 600, 29.97, CANNOT),
    (OUT, "outside-500-and-30", 600, 29.97, CANNOT),
    (OUT, "outside-500-under-5", 600, 4.97, CANNOT),
    (OUT, "outside-200-and-5", 203, 8, CANNOT),
    (OUT, "outside-200-and-5", 497, 8, CANNOT),
]


@pytest.mark.parametrize(("region", "test", "number", "share", "expected"), STRADDLED)
def test_bounds_on_both_sides_cannot_tell(
    towns: Plan, region: str, test: str, number: float, share: float, expected: Result
):
    assert results(towns, region, number, share, 6)[test] is expected


def test_the_million_is_of_everyone_and_has_bounds_too(plan: Plan):
    assert results(plan, CMA, 9000, 1, 6, 1_000_003)["cma-million"] is CANNOT


@given(
    value=st.floats(0, 1e6), spread=st.floats(0, 100), least=st.floats(0, 1e6),
    inside=st.floats(0, 1),
)  # fmt: skip
def test_what_is_said_holds_for_every_value_inside_the_bounds(value: float, spread: float, least: float, inside: float):
    said = held(Range(at_least=least), figure("community-size", value, spread))
    true = value - spread + 2 * spread * inside
    if said is MET:
        assert true >= least - 1e-6
    if said is NOT_MET:
        assert true <= least + 1e-6


def test_a_missing_share_is_not_known(towns: Plan):
    found = planning(towns, towns.communities["esq"], shelf(TOWN, figure("community-size", 900)))
    assert found is not None
    assert found.screened is not None
    by_id = {each.threshold.id: each.result for each in found.screened.tested}
    assert by_id["outside-500-and-30"] is Result.UNKNOWN
    # Too many people for this one, whatever their share.
    assert by_id["outside-200-and-5"] is NOT_MET


def screened(plan: Plan, region: str, *figures: Figure) -> Screened | None:
    found = planning(plan, plan.communities["esq"], shelf(region, *figures))
    assert found is not None
    return found.screened


@pytest.mark.parametrize("region", ["pr24", "er2470", "rss06", "ca"])
def test_provinces_and_regions_are_not_screened(plan: Plan, region: str):
    assert screened(plan, region, figure("community-size", 9000), figure("community-share", 9)) is None


@pytest.mark.parametrize("region", ["cma505", "cma24505", "cma35505"])
def test_ottawa_gatineau_is_set_apart(plan: Plan, region: str):
    found = screened(plan, region, figure("community-size", 9000), figure("community-share", 9))
    assert found is not None
    assert (found.apart, found.tested, found.nexts, found.unscreened) == (True, (), (), ())


def test_nobody_says_whether_a_municipality_is_in_a_metropolitan_area(towns: Plan):
    town = screened(towns, TOWN, figure("community-size", 9000))
    city = screened(towns, CMA, figure("community-size", 9000))
    assert town is not None
    assert city is not None
    assert (town.known, city.known) == (False, True)


def test_without_a_count_there_is_no_test_and_no_distance(plan: Plan):
    found = screened(plan, CMA)
    assert found is not None
    assert (found.number, found.tested, found.nexts) == (None, (), ())


def test_a_mother_tongue_count_is_never_screened(plan: Plan):
    found = screened(plan, CMA, figure("mother-tongue-size", 9000), figure("mother-tongue-share", 9))
    assert found is not None
    assert found.number is None


@pytest.mark.parametrize(
    ("number", "step", "distance"),
    [(199, 200, "near"), (181, 200, "near"), (180, 200, "far"), (101, 200, "far"), (100, 200, "very-far"),
     (200, 500, "very-far"), (0, 200, "very-far"), (499, 500, "near")],
)  # fmt: skip
def test_the_next_step_and_how_far_it_is(towns: Plan, number: float, step: float, distance: str):
    found = made(towns, TOWN, number, 50).screened
    assert found is not None
    (next_,) = found.nexts
    assert (next_.step.at, next_.distance.id, next_.result) == (step, distance, NOT_MET)


def test_above_every_step_there_is_no_next(towns: Plan):
    found = made(towns, TOWN, 500, 30).screened
    assert found is not None
    assert found.nexts == ()


def test_a_straddled_step_is_the_next_one(towns: Plan):
    found = made(towns, TOWN, 502, 50, 6).screened
    assert found is not None
    assert [(each.step.at, each.result) for each in found.nexts] == [(500, CANNOT)]


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0, "below-10"), (9.99, "below-10"), (10, "from-10"), (29.99, "from-10"), (30, "from-30"), (49.99, "from-30"),
     (50, "from-50"), (69.99, "from-50"), (70, "from-70"), (100, "from-70")],
)  # fmt: skip
def test_a_class_begins_with_its_cut(plan: Plan, share: float, expected: str):
    found = made(plan, "pr24", 9000, share).concentration
    assert found is not None
    assert (found.lower.id, found.upper.id) == (expected, expected)


@pytest.mark.parametrize("cut", SHARE_CUTS)
def test_bounds_on_both_sides_of_a_cut_are_two_classes(plan: Plan, cut: float):
    found = made(plan, "pr24", 9000, 100 * cut + 0.01, 6).concentration
    assert found is not None
    assert plan.screens is not None
    classes = [each.id for each in plan.screens.classes]
    assert classes.index(found.upper.id) == classes.index(found.lower.id) + 1


def test_without_a_share_there_is_no_class(plan: Plan):
    found = planning(plan, plan.communities["esq"], shelf("pr24", figure("community-share", None)))
    assert found is not None
    assert found.concentration is None


def test_no_law_on_languages_is_about_other_communities(plan: Plan):
    assert planning(plan, plan.communities["black"], shelf(CMA, figure("community-size", 9000))) is None


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_test_is_worded_with_the_numbers_it_is_held_to(plan: Plan, lang: str):
    assert plan.screens is not None
    for threshold in plan.screens.thresholds:
        said = threshold.test[lang].replace(",", "").replace("\u00a0", "")  # type: ignore[index]
        for wanted in (threshold.number, threshold.share, threshold.everyone):
            for end in (wanted.at_least, wanted.below):
                # "From 200 to 499" is below 500.
                assert end is None or f"{end:g}" in said or f"{end - 1:g}" in said or f"{end:.0f}" in said
    for step in plan.screens.steps:
        said = step.label[lang].replace(",", "").replace("\u00a0", "")  # type: ignore[index]
        assert said.startswith((f"{step.at:g} ", f"{step.at:g}%", f"{step.at:g}people", f"{step.at:g}personnes"))


BANDS = ("15-19", "20-24", "25-29")


def aged(group: Group, values: tuple[float, ...], spread: float = 0) -> list[Figure]:
    return [
        replace(figure("neet", value, spread, group), breakdown=f"age={band}", unit="percent")
        for band, value in zip(BANDS, values, strict=True)
    ]


@pytest.mark.parametrize(
    ("minority", "majority", "spread", "expected"),
    [
        ((10, 20, 30), (5, 15, 25), 0, False),
        ((10, 20, 30), (5, 25, 25), 0, True),
        ((10, 20, 30), (10, 25, 30), 0, False),
        # Bounds of 3 around each: a difference of 5 is none.
        ((10, 20, 30), (5, 25, 25), 3, False),
        ((10, 20, 30), (3, 27, 25), 3, True),
    ],
)
def test_rates_cross_where_each_group_has_the_higher_one_at_some_age(
    plan: Plan, minority: tuple[float, ...], majority: tuple[float, ...], spread: float, expected: bool
):
    tiling = next(t for t in plan.standards["esp-2013"].tilings if "neet" in t.indicators)
    one = shelf("pr24", *aged(Group.MINORITY, minority, spread), *aged(Group.MAJORITY, majority, spread))
    assert crosses(one, "neet", "2021", tiling) is expected
