"""The dictionaries between the tables' spellings and our names are closed."""

import pandas as pd
import pytest

from pipelines.errors import SourceError
from pipelines.readers.spelling import columns_of, dictionary, folded, named


@pytest.mark.parametrize(
    ("spelled", "plain"),
    [
        ("Total – Sex", "Total - Sex"),
        ("Total — Sex", "Total - Sex"),
        ("St. John’s", "St. John's"),
        (" A\u00a0b ", "A b"),
    ],
)
def test_dashes_apostrophes_and_spaces_are_made_plain(spelled: str, plain: str):
    assert folded(spelled) == plain


def test_accents_and_capitals_are_part_of_a_name():
    assert folded("Montréal") != folded("Montreal")
    assert folded("Black") != folded("black")


def test_one_spelling_cannot_have_two_names():
    with pytest.raises(SourceError, match="the spelling 'A - B' is declared for both first and second"):
        dictionary({"first": ["A – B"], "second": ["A - B"]})


def test_two_spellings_may_have_one_name():
    assert dictionary({"first": ["A – B", "A - B", "AB"]}) == {"A - B": "first", "AB": "first"}


def test_every_unknown_member_is_named_at_once_and_an_ignored_one_is_none():
    members = pd.Series(["A", "B", "C"])
    with pytest.raises(
        SourceError, match="table: members that nobody declared: B, C; declare them or leave them out by name"
    ):
        named(members, {"A": "a"}, "table")
    assert named(members, {"A": "a", "B": "b"}, "table", ignored=["C"]).tolist()[:2] == ["a", "b"]
    assert named(members, {"A": "a", "B": "b"}, "table", ignored=["C"]).isna().tolist() == [False, False, True]


def test_every_missing_column_is_named_at_once():
    with pytest.raises(SourceError, match="table: columns b, c are missing; found a, d"):
        columns_of(pd.DataFrame(columns=["a", "d"]), ["a", "b", "c"], "table")
