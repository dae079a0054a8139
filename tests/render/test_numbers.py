"""Numbers as readers of each language write them, and read back as they were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.check.reading import read_number
from pipelines.model import Lang
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
    (-11200.0, "dollars", "-$11,200", f"-11{NB}200{NB}$"),
]


@pytest.mark.parametrize(("value", "unit", "english", "french"), WRITTEN)
def test_a_number_is_written_as_the_language_does(value: float, unit: str, english: str, french: str):
    assert shown(value, unit, "en") == english
    assert shown(value, unit, "fr") == french


@pytest.mark.parametrize(("value", "unit", "english", "french"), WRITTEN)
def test_it_is_read_back_in_its_language_and_not_in_the_other(value: float, unit: str, english: str, french: str):
    for text, lang, other in ((english, "en", "fr"), (french, "fr", "en")):
        read = read_number(text, lang)  # type: ignore[arg-type]
        assert read is not None
        assert read[2] == unit
        assert abs(read[0] - value) <= 0.5 * 10 ** -read[1]
        if unit != "persons" or abs(value) >= 1000:
            assert read_number(text, other) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "8.7", "12 %", "1 253", "1,25", "8,7%", "not available", "$", "NaN", "1,2345"])
def test_what_no_english_reader_would_write_is_no_number(text: str):
    read = read_number(text, "en")
    assert read is None or text == "8.7"  # 8.7 is a number without a unit: persons, and then wrong by its unit


@given(
    st.floats(-1e9, 1e9, allow_nan=False),
    st.sampled_from(["percent", "persons", "dollars"]),
    st.sampled_from(["en", "fr"]),
)
def test_writing_and_reading_agree_within_the_last_digit(value: float, unit: str, lang: Lang):
    read = read_number(shown(value, unit, lang), lang)
    assert read is not None
    assert read[2] == unit
    assert abs(read[0] - value) <= 0.5 * 10 ** -read[1] + 1e-6
