"""Numbers on a page are read back as a reader of the language would; what is written otherwise is no number."""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.check.reading import DECIMALS, agrees, read_number
from pipelines.model import Lang, Unit
from pipelines.render.numbers import shown

LANGUAGES = st.sampled_from(get_args(Lang))
AMOUNTS = st.floats(min_value=-1e9, max_value=1e9, allow_nan=False)


@given(AMOUNTS, st.sampled_from(list(Unit)), LANGUAGES, st.booleans(), st.sampled_from([None, 0, 1, 2]))
def test_what_is_shown_is_read_back_within_its_rounding(
    value: float, unit: Unit, lang: Lang, signed: bool, decimals: int | None
):
    text = shown(value, unit, lang, signed, decimals)
    read = read_number(text, unit, lang)
    places = DECIMALS[unit] if decimals is None else decimals
    assert read is not None, text
    assert abs(read.value - Decimal(repr(value))) <= Decimal(1).scaleb(-places) / 2
    assert agrees(read, value, places)
    assert not agrees(read, value + 2 * 10.0**-places, places)


@given(AMOUNTS, st.sampled_from([Unit.PERCENT, Unit.POINTS, Unit.DOLLARS]))
def test_a_unit_written_in_one_language_is_no_number_in_the_other(value: float, unit: Unit):
    """Except points of a whole number from two, of which both write the same."""
    for lang, other in (("en", "fr"), ("fr", "en")):
        text = shown(value, unit, lang, decimals=1)
        assert read_number(text, unit, other) is None, text


def test_every_unit_has_its_decimals():
    assert {unit.value for unit in Unit} == set(DECIMALS)


NOT_NUMBERS = [
    ("8.7%", "percent", "fr"),
    ("8,7\u00a0%", "percent", "en"),
    ("8,7 %", "percent", "fr"),
    ("8,7\u00a0%", "persons", "fr"),
    ("1 234", "persons", "fr"),
    ("1234", "persons", "en"),
    ("1,23", "persons", "en"),
    ("$-500", "dollars", "en"),
    ("-500", "persons", "en"),
    ("1.8 points", "points", "en"),
    ("٣", "persons", "en"),
    ("", "persons", "en"),
]


@pytest.mark.parametrize(("text", "unit", "lang"), NOT_NUMBERS)
def test_what_is_written_otherwise_is_no_number(text: str, unit: str, lang: Lang):
    assert read_number(text, unit, lang) is None


def test_an_english_thousand_is_no_french_number_of_persons():
    """`1,234` reads as 1.234 in French, and no one is counted in thousandths."""
    read = read_number("1,234", "persons", "fr")
    assert read is not None
    assert not agrees(read, 1234.0, DECIMALS["persons"])
    assert not agrees(read, 1.234, DECIMALS["persons"])
