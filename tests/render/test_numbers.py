"""Numbers as readers of each language write them."""

from __future__ import annotations

import pytest

from pipelines.render.numbers import shown

NB = "\u00a0"

WRITTEN = [
    (8.7, "percent", "8.7%", f"8,7{NB}%"),
    (12.34, "percent", "12.3%", f"12,3{NB}%"),
    (100.0, "percent", "100.0%", f"100,0{NB}%"),
    (0.0, "percent", "0.0%", f"0,0{NB}%"),
    (1253578.0, "persons", "1,253,578", f"1{NB}253{NB}578"),
    (66018.3333, "persons", "66,018", f"66{NB}018"),
    (0.0, "persons", "0", "0"),
    (999.0, "persons", "999", "999"),
    (43480.0, "dollars", "$43,480", f"43{NB}480{NB}$"),
    (1.255, "ratio", "1.26", "1,26"),
    (3.0, "rank", "3", "3"),
    (-11200.0, "dollars", "\u2212$11,200", f"\u221211{NB}200{NB}$"),
]


@pytest.mark.parametrize(("value", "unit", "english", "french"), WRITTEN)
def test_a_number_is_written_as_the_language_does(value: float, unit: str, english: str, french: str):
    assert shown(value, unit, "en") == english
    assert shown(value, unit, "fr") == french


SIGNED = [
    (1.8, "points", "+1.8{}points", "+1,8{}point"),
    (-2.04, "points", "\u22122.0{}points", "\u22122,0{}points"),
    (0.04, "points", "0.0{}points", "0,0{}point"),
    (-880.0, "dollars", "\u2212$880", "\u2212880{}$"),
    (6.42, "percent", "+6.4%", "+6,4{}%"),
]


@pytest.mark.parametrize(("value", "unit", "english", "french"), SIGNED)
def test_a_difference_carries_its_sign_and_nothing_carries_none(value: float, unit: str, english: str, french: str):
    assert shown(value, unit, "en", signed=True) == english.format(NB)
    assert shown(value, unit, "fr", signed=True) == french.format(NB)


def test_a_percentage_of_few_people_has_fewer_decimals():
    assert shown(12.34, "percent", "en", decimals=0) == "12%"
    assert shown(12.34, "percent", "fr", decimals=0) == f"12{NB}%"
