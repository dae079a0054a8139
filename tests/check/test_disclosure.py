"""What comes out of drawn figures, by hand: a hidden count between published ones, and what may stay hidden."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from pipelines.check.disclosure import leaks, require_undisclosed
from pipelines.errors import VerificationError
from pipelines.methods.relations import solvable_relations
from pipelines.model import Plan
from tests.drawn import drawn, secretive, share


@pytest.fixture(scope="module")
def plan(plan: Plan) -> Plan:
    return secretive(plan)


def count(group: str, value: float | None, **more: object) -> dict[str, object]:
    return {"group": group, "value": value, **more}


def test_a_store_that_hides_nothing_tells_nothing(plan: Plan):
    table = drawn([count("minority", 100), count("majority", 895), count("total", 1000)])
    assert leaks(table, plan) == []
    require_undisclosed(table, plan)


def test_the_sexes_tell_the_one_that_is_suppressed(plan: Plan):
    # Women = everybody - men: 200 - 140 = 60, and rounding moves it by 12 at most (twice 6, each E + 1/2 both).
    table = drawn(
        [
            count("minority", 200),
            count("minority", 140, breakdown="sex=male"),
            count("minority", None, breakdown="sex=female"),
        ]
    )
    (leak,) = leaks(table, plan)
    assert leak.figures == ("esq:pr24:community-size:minority:sex=female:2021",)
    assert (leak.lower, leak.upper) == (48, 72)
    with pytest.raises(VerificationError, match="minority:sex=female:2021: hidden, but lies between 48 and 72") as told:
        require_undisclosed(table, plan)
    assert told.value.exit_status == 5


def test_two_suppressed_sexes_keep_each_others_secret(plan: Plan):
    parts = [count("minority", None, breakdown=f"sex={sex}") for sex in ("male", "female")]
    assert leaks(drawn([count("minority", 200), *parts]), plan) == []


def test_a_group_comes_out_where_rounding_leaves_fewer_than_ten(plan: Plan):
    # Minority + majority + neither = total, and nobody prints neither: the minority is at most 20 - 15 + 4 + 6 = 15.
    rows = [count("minority", None), count("majority", 15), count("total", 20)]
    assert leaks(drawn(rows), plan) == []
    # At most 20 - 25 + 10 = 5: fewer than 10 are left of what it may be.
    (leak,) = leaks(drawn([rows[0], count("majority", 25), rows[2]]), plan)
    assert (leak.lower, leak.upper) == (0, 5)


def test_a_percentage_prints_its_numerator(plan: Plan):
    rows = [count("minority", None), count("total", 400), share("minority", 60, 400, indicator="community-share")]
    (leak,) = leaks(drawn(rows), plan)
    assert leak.figures == ("esq:pr24:community-size:minority:2021",)
    assert leak.out_of == ("esq:pr24:community-share:minority:2021",)


def test_a_withheld_percentage_is_no_secret_where_the_count_is_printed(plan: Plan):
    withheld = {"indicator": "community-share", "unit": "percent", "status": "withheld", "rule": "base-under-40"}
    assert (
        leaks(drawn([count("minority", 15), count("total", 30), {**count("minority", None), **withheld}]), plan) == []
    )


def test_ages_tell_the_one_that_was_withheld_as_fewer_than_ten(plan: Plan):
    ages = {"0-14": 150, "15-24": 10, "25-44": None, "45-64": 110, "65-plus": 90}
    rows = [
        share("minority", people, 365, indicator="age-structure", breakdown=f"age={age}")
        if people is not None
        else {
            "indicator": "age-structure",
            "breakdown": f"age={age}",
            "unit": "percent",
            "status": "withheld",
            "rule": "part-under-10",
        }
        for age, people in ages.items()
    ]
    (leak,) = leaks(drawn(rows), plan)
    # 365 less 360 is 5; the rule tells that it is below 10, and rounding of E + 1/2 both adds 6: 0 to 16.
    assert (leak.lower, leak.upper) == (0, 16)
    assert leak.figures == ("esq:pr24:age-structure:minority:age=25-44:2021",)
    rows[1] = {**rows[2], "breakdown": "age=15-24"}
    assert leaks(drawn(rows), plan) == []


def test_what_the_rules_own_name_tells_is_no_leak(plan: Plan):
    """Fewer than 10, told by the rule: with halves and rounding 0 to 16, and the others leave 0 to 15 of it."""
    hidden = count("minority", None, status="withheld", rule="count-under-10")
    assert leaks(drawn([hidden, count("majority", 995), count("total", 1000)]), plan) == []
    # Of 0 to 16 less than 5 is left: 0 to 4 would be 1000 - 1005 + 10 = 5, and 1000 - 1010 + 10 = 0.
    assert leaks(drawn([hidden, count("majority", 1005), count("total", 1000)]), plan) == []
    (leak,) = leaks(drawn([hidden, count("majority", 1010), count("total", 1000)]), plan)
    assert (leak.lower, leak.upper) == (0, 0)


def test_what_is_withheld_as_wrong_or_weak_is_no_secret(plan: Plan):
    parts = [count("minority", 140, breakdown="sex=male"), count("minority", None, breakdown="sex=female")]
    table = drawn([count("minority", 200), parts[0], {**parts[1], "status": "withheld", "rule": "anomaly-leap"}])
    assert leaks(table, plan) == []


def test_regions_tell_the_one_that_is_suppressed_only_where_they_are_all_there(plan: Plan):
    regions = [name for name, region in plan.regions.items() if region.level == "administrative-region"]
    assert len(regions) == 17
    rows = [count("minority", 1000, region=name, region_level="administrative-region") for name in regions[1:]]
    hidden = count("minority", None, region=regions[0], region_level="administrative-region")
    whole = count("minority", 16_500)
    (leak,) = leaks(drawn([whole, hidden, *rows]), plan)
    # 500, and 6 of rounding for each of 16 regions and the province.
    assert (leak.lower, leak.upper) == (500 - 17 * 6, 500 + 17 * 6)
    assert leaks(drawn([whole, hidden, *rows[1:]]), plan) == []
    fewer = replace(plan, regions={name: r for name, r in plan.regions.items() if name != regions[5]})
    assert leaks(drawn([whole, hidden, *[row for row in rows if row["region"] != regions[5]]]), fewer) == []


def test_a_chain_over_a_count_that_nobody_prints_is_followed(plan: Plan):
    """Quebec's men are not printed, but Canada's less those of the rest of it are, and so come Quebec's women."""
    canada = {
        "community": "black",
        "indicator": "visible-minority-size",
        "source": "statcan-census-profile-2021-sample",
    }
    rows = [
        {**canada, **count("minority", None, breakdown="sex=female")},
        {**canada, **count("minority", 500)},
        {**canada, **count("minority", 900, region="ca", breakdown="sex=male")},
        {**canada, **count("minority", 650, region="x-canada-outside-quebec", breakdown="sex=male")},
    ]
    (leak,) = leaks(drawn(rows), plan)
    # 500 - (900 - 650) = 250, with 4 of rounding for each of the three.
    assert (leak.lower, leak.upper) == (238, 262)
    assert leaks(drawn(rows[:3]), plan) == []


def test_two_communities_share_the_cells_of_everybody(plan: Plan):
    """What one community withholds of the total, another prints."""
    of = {"indicator": "visible-minority-size", "source": "statcan-census-profile-2021-sample", "region": "pr35"}
    black = {**of, "community": "black", **count("total", None)}
    arab = {**of, "community": "arab", **count("total", 500)}
    (leak,) = leaks(drawn([black, arab]), plan)
    assert (leak.figures, leak.out_of) == (
        ("black:pr35:visible-minority-size:total:2021",),
        ("arab:pr35:visible-minority-size:total:2021",),
    )
    assert leaks(drawn([black]), plan) == []


def test_single_answers_beside_halves_tell_those_of_both(plan: Plan):
    """Half of both is what E + 1/2 both and E differ by, and so what F + 1/2 both, hidden, and F differ by."""
    rows = [
        count("minority", 300),
        count("majority", None),
        share("minority", 280, 1000, indicator="community-share", population="fols-english-single"),
        share("majority", 650, 1000, indicator="community-share", population="fols-english-single"),
    ]
    (leak,) = leaks(drawn(rows), plan)
    # 650 + (300 - 280), with 4 + 6 + 4 of rounding.
    assert (leak.lower, leak.upper) == (656, 684)


RATE = {"indicator": "unemployment-rate", "unit": "percent", "source": "statcan-43-10-0069"}


def test_a_published_gap_tells_the_hidden_rate_of_the_other_group(plan: Plan):
    hidden = {**RATE, **count("minority", None)}
    gap = {**RATE, **count("gap", 2.5), "unit": "points"}
    (leak,) = leaks(drawn([hidden, {**RATE, **count("majority", 6.0)}, gap]), plan)
    assert leak.figures == ("esq:pr24:unemployment-rate:minority:2021",)
    assert leak.out_of == ("esq:pr24:unemployment-rate:majority:2021", "esq:pr24:unemployment-rate:gap:2021")
    assert leaks(drawn([hidden, gap]), plan) == []
    assert leaks(drawn([hidden, {**RATE, **count("majority", 6.0)}]), plan) == []


@pytest.mark.parametrize(("group", "unit"), [("ratio", "ratio"), ("people", "persons")])
def test_so_do_the_other_comparisons_of_groups(plan: Plan, group: str, unit: str):
    rows = [{**RATE, **count("minority", None)}, {**RATE, **count("majority", 6.0)}]
    assert len(leaks(drawn([*rows, {**RATE, **count(group, 1.5), "unit": unit}]), plan)) == 1


def test_changes_tell_one_census_after_the_other(plan: Plan):
    rows = [
        count("minority", 100, period="2011"),
        count("minority", None, period="2016"),
        count("minority", None, period="2021"),
        count("change", 20, period="2016", since="2011"),
        count("growth", 5.0, period="2021", since="2016", unit="percent"),
    ]
    found = leaks(drawn(rows), plan)
    assert [leak.figures for leak in found] == [
        ("esq:pr24:community-size:minority:2016",),
        ("esq:pr24:community-size:minority:2021",),
    ]
    assert leaks(drawn(rows[1:]), plan) == []


def test_a_rank_tells_no_number(plan: Plan):
    rows = [count("minority", None), count("rank", 3, unit="rank")]
    assert leaks(drawn(rows), plan) == []


def test_a_system_too_large_to_be_solved_is_a_fault_and_no_pass(plan: Plan):
    small = replace(plan, rules=replace(plan.rules, disclosure=replace(plan.rules.disclosure, largest=2)))
    rows = [count("minority", 200), *(count("minority", None, breakdown=f"sex={sex}") for sex in ("male", "female"))]
    with pytest.raises(
        VerificationError, match="size:minority:sex=male:2021: too large a system to be checked: 3 cells"
    ):
        require_undisclosed(drawn(rows), small)
    enough = replace(plan, rules=replace(plan.rules, disclosure=replace(plan.rules.disclosure, largest=3)))
    require_undisclosed(drawn(rows), enough)


def test_counts_that_contradict_each_other_are_a_fault(plan: Plan):
    """Men alone are more than everybody: of the women, who are hidden, nothing can be said."""
    rows = [
        count("minority", 100),
        count("minority", 140, breakdown="sex=male"),
        count("minority", None, breakdown="sex=female"),
    ]
    with pytest.raises(VerificationError, match="no numbers keep the relations"):
        require_undisclosed(drawn(rows), plan)


@pytest.mark.parametrize(("narrowest", "found"), [(14.9, 0), (15.1, 1)])
def test_the_narrowest_range_is_the_declared_one(plan: Plan, narrowest: float, found: int):
    rows = drawn([count("minority", None), count("majority", 15), count("total", 20)])
    rules = replace(plan.rules, disclosure=replace(plan.rules.disclosure, narrowest=narrowest))
    assert len(leaks(rows, replace(plan, rules=rules))) == found


def test_every_rule_that_withholds_is_a_secret_or_declared_to_be_none(plan: Plan):
    """The ids in `told` and `spared` are those of rules: one that is renamed would go on unnoticed."""
    declared = {*plan.rules.why(), *plan.rules.anomalies.why()}
    assert {*plan.rules.disclosure.told, *plan.rules.disclosure.spared} <= declared
    held = {rule.id for rule in plan.rules.anomalies.rules if rule.outcome == "hold"}
    assert held <= set(plan.rules.disclosure.spared)


def test_every_declared_member_and_region_of_a_relation_exists(plan: Plan):
    rule = plan.rules.disclosure
    members = {f"{name}={member}" for name, each in plan.categories.breakdowns.items() for member in each.members}
    assert {part for each in rule.partitions for part in (*each.parts, each.whole) if part} <= members
    assert {part for each in rule.categories for part in (*each.parts, each.whole)} <= set(plan.categories.populations)
    assert {region for each in rule.tilings for region in (*each.members, each.whole) if region} <= set(plan.regions)
    measures = {(name, measure) for name, source in plan.sources.items() for measure in source.measures}
    same = {(s, m) for sources in rule.same_counts.values() for s, each in sources.items() for m in each}
    assert same <= measures
    assert {part for each in rule.exclusive for part in (*each.parts, each.whole)} <= {
        measure for _, measure in measures
    }


def test_the_order_of_rows_is_no_matter(plan: Plan):
    table = drawn(
        [
            count("minority", 200),
            count("minority", 140, breakdown="sex=male"),
            count("minority", None, breakdown="sex=female"),
        ]
    )
    assert leaks(pd.DataFrame(table[::-1]), plan) == leaks(table, plan)


def test_regions_that_are_too_many_together_stand_for_themselves(plan: Plan):
    """Two sexes tell the third number of a region, whether or not its province is looked at with it."""
    table = drawn(
        [
            count("minority", 200),
            count("minority", 140, breakdown="sex=male"),
            count("minority", None, breakdown="sex=female"),
        ]
    )
    assert solvable_relations(table, plan)[1]
    small = replace(plan, rules=replace(plan.rules, disclosure=replace(plan.rules.disclosure, largest=2)))
    around, together = solvable_relations(table, small)
    assert not together
    assert len(around.hidden) == 1
