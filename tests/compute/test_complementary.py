"""A second part is withheld where a hidden one would come out, and nothing else is touched."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.check.disclosure import leaks
from pipelines.compute.complementary import complementary
from pipelines.model import Plan
from tests.drawn import drawn, secretive, share


@pytest.fixture(scope="module")
def plan(plan: Plan) -> Plan:
    return secretive(plan)


def count(group: str, value: float | None, **more: Any) -> dict[str, Any]:
    return {"group": group, "value": value, **more}


def withheld_in(table: pd.DataFrame) -> set[str]:
    return set(table["figure_id"][table["rule"] == "complementary"])


def test_nothing_is_withheld_where_nothing_comes_out(plan: Plan):
    table = drawn([count("minority", None), count("majority", 900), count("total", 1000)])
    assert complementary(table, plan) is table


def test_the_other_sex_is_withheld_and_keeps_nothing(plan: Plan):
    table = drawn(
        [
            count("minority", 200),
            count("minority", 140, breakdown="sex=male"),
            count("minority", None, breakdown="sex=female"),
        ]
    )
    done = complementary(table, plan).set_index("figure_id")
    row = done.loc["esq:pr24:community-size:minority:sex=male:2021"]
    assert (row["status"], row["rule"], row["interval"]) == ("withheld", "complementary", "none")
    assert row[["value", "lower", "upper", "numerator", "denominator"]].isna().all()
    assert leaks(done.reset_index(), plan) == []


AGES = {"0-14": 120, "15-24": 30, "25-44": None, "45-64": 110, "65-plus": 90}


def ages(**changed: float | None) -> list[dict[str, Any]]:
    return [
        share("minority", people, 380, indicator="age-structure", breakdown=f"age={age}")
        if people is not None
        else {"indicator": "age-structure", "breakdown": f"age={age}", "unit": "percent"}
        for age, people in {**AGES, **changed}.items()
    ]


def test_the_smallest_remaining_part_is_withheld_and_not_the_whole(plan: Plan):
    done = complementary(drawn(ages()), plan)
    assert withheld_in(done) == {"esq:pr24:age-structure:minority:age=15-24:2021"}
    assert leaks(done, plan) == []


def test_a_zero_hides_nothing_and_is_not_chosen(plan: Plan):
    done = complementary(drawn(ages(**{"0-14": 150, "15-24": 0})), plan)
    assert withheld_in(done) == {"esq:pr24:age-structure:minority:age=65-plus:2021"}


def test_every_figure_that_prints_the_second_part_is_withheld(plan: Plan):
    """Women's number is printed as a count and as a numerator."""
    rows = [
        count("minority", 200),
        count("minority", None, breakdown="sex=male"),
        count("minority", 140, breakdown="sex=female"),
        share("minority", 140, 1000, indicator="community-share", breakdown="sex=female"),
    ]
    assert withheld_in(complementary(drawn(rows), plan)) == {
        "esq:pr24:community-size:minority:sex=female:2021",
        "esq:pr24:community-share:minority:sex=female:2021",
    }


def test_what_cannot_be_kept_is_left_for_the_check_to_refuse(plan: Plan):
    """Men alone are more than everybody: nothing is made better by withholding."""
    rows = [
        count("minority", 100),
        count("minority", 140, breakdown="sex=male"),
        count("minority", None, breakdown="sex=female"),
    ]
    done = complementary(drawn(rows), plan)
    assert withheld_in(done) == set()
    assert leaks(done, plan) != []


PLACES = ("ca", "pr24", "x-canada-outside-quebec")
BREAKDOWNS = ("", "sex=female", "sex=male")
OF = {"community": "black", "indicator": "visible-minority-size", "source": "statcan-census-profile-2021-sample"}


@st.composite
def stores(draw: st.DrawFn) -> pd.DataFrame:
    """Draw Black, not a visible minority and everybody, by sex, of Canada and its two parts: rounded, some hidden."""
    few = st.integers(0, 40)
    true: dict[tuple[str, str, str], float] = {}
    for place in PLACES[1:]:
        for sex in BREAKDOWNS[1:]:
            black, other, rest = draw(few), draw(st.integers(0, 400)), draw(few)
            for group, people in (("minority", black), ("majority", other), ("total", black + other + rest)):
                for where in (place, "ca"):
                    for breakdown in (sex, ""):
                        key = (where, breakdown, group)
                        true[key] = true.get(key, 0) + people
    up = draw(st.lists(st.booleans(), min_size=len(true), max_size=len(true)))
    hide = draw(st.sets(st.sampled_from(sorted(true)), min_size=1, max_size=5))
    rows = []
    for (key, people), more in zip(true.items(), up, strict=True):
        rounded = people if people % 5 == 0 else 5 * (people // 5 + more)
        place, breakdown, group = key
        rows.append(
            {**OF, "region": place, "breakdown": breakdown, "group": group, "value": None if key in hide else rounded}
        )
    return drawn(rows)


@settings(max_examples=15)
@given(stores())
def test_afterwards_nothing_comes_out_and_nothing_is_altered(plan: Plan, table: pd.DataFrame):
    done = complementary(table, plan)
    assert leaks(done, plan) == []
    same = done["rule"] != "complementary"
    pd.testing.assert_frame_equal(done[same], table[same])
    assert np.isnan(done["value"][~same].astype(float)).all()
    assert (table["status"][~same] == "reported").all()
