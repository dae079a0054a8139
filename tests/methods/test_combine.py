"""Weighted sums and statuses, against sums done by hand."""

from __future__ import annotations

import io
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.methods.combine import Categories, weighted_sum, worst
from pipelines.model import Status, weight


def cells(text: str) -> pd.DataFrame:
    table = pd.read_csv(io.StringIO(text), skipinitialspace=True, dtype={"period": str}, keep_default_na=False)
    none = {"lower": math.nan, "upper": math.nan}
    return table.assign(value=pd.to_numeric(table["value"]).astype(float), quality=table.get("quality", ""), **none)


def categories(text: str) -> Categories:
    return Categories.of(cells(text))


MONTREAL = """\
period,region,breakdown,population,value,status
2021,er2440,,english,322315,reported
2021,er2440,,both,42695,reported
2021,er2440,,three,15685,reported
"""


def test_halves_and_thirds_are_shared_out_exactly():
    found = weighted_sum(categories(MONTREAL), {"english": 1, "both": "1/2", "three": "1/3"})
    # 322315 + 21347.5 + 5228.333... by hand
    assert found["value"].tolist() == [pytest.approx(348_890.833_333_333_3, abs=1e-9)]
    assert found["status"].tolist() == [Status.REPORTED]


def test_a_category_that_is_missing_makes_the_sum_not_available_and_never_smaller():
    found = weighted_sum(categories(MONTREAL), {"english": 1, "neither": 1})
    assert found["status"].tolist() == [Status.NOT_AVAILABLE]
    assert math.isnan(found["value"].iloc[0])


def test_a_suppressed_part_makes_the_sum_suppressed():
    text = MONTREAL.replace("both,42695,reported", "both,,suppressed")
    found = weighted_sum(categories(text), {"english": 1, "both": 0.5})
    assert found["status"].tolist() == [Status.SUPPRESSED]
    assert found["value"].isna().all()


def test_a_sum_is_to_be_read_with_the_caution_that_one_of_its_parts_asks_for():
    text = """\
period,region,breakdown,population,value,status,quality
2021,er2440,,english,100,reported,
2021,er2440,,both,10,reported,caution
2021,er2445,,english,100,reported,
2021,er2445,,both,10,reported,
"""
    found = weighted_sum(categories(text), {"english": 1, "both": 0.5}).set_index("region")["quality"]
    assert found.to_dict() == {"er2440": "caution", "er2445": ""}


def test_a_true_zero_is_a_number():
    text = MONTREAL.replace("both,42695", "both,0").replace("english,322315", "english,0")
    found = weighted_sum(categories(text), {"english": 1, "both": 0.5})
    assert found["value"].tolist() == [0.0]
    assert found["status"].tolist() == [Status.REPORTED]


def test_the_sum_of_one_category_is_the_category():
    found = weighted_sum(categories(MONTREAL), {"english": 1})
    assert found["value"].tolist() == [322315.0]


def test_places_do_not_mix():
    other = MONTREAL + "2021,er2445,,english,34175,reported\n"
    found = weighted_sum(categories(other), {"english": 1}).set_index("region")["value"]
    assert found.to_dict() == {"er2440": 322315.0, "er2445": 34175.0}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("reported", "reported", "reported"),
        ("reported", "suppressed", "suppressed"),
        ("not_available", "suppressed", "not_available"),
        ("unreliable", "withheld", "withheld"),
        ("not_applicable", "suppressed", "not_applicable"),
    ],
)
def test_the_worse_of_two_statuses_stands(one: str, other: str, expected: str):
    assert worst(pd.Series([one]), pd.Series([other])).tolist() == [expected]
    assert worst(pd.Series([other]), pd.Series([one])).tolist() == [expected]


STATUSES = st.sampled_from([status.value for status in Status])


@given(STATUSES, STATUSES, STATUSES)
def test_the_worst_does_not_depend_on_the_order(a: str, b: str, c: str):
    one, two, three = pd.Series([a]), pd.Series([b]), pd.Series([c])
    assert worst(worst(one, two), three).tolist() == worst(one, worst(two, three)).tolist()


def test_weights_are_exact():
    assert weight("1/3") * 3 == 1
    assert weight(0.5) * 2 == 1
    assert weight(0.1) * 10 == 1
