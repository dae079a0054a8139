"""The `_MetaData.csv`, which is not valid CSV, in both dialects."""

import pytest

from pipelines.errors import SourceError
from pipelines.readers.wds_metadata import read_metadata, split_cells

ORDINARY = """\ufeff"Cube Title","Product Id","CANSIM Id"
"A "drawn" table, of two dimensions",43100060,

"Dimension ID","Dimension name","Dimension Notes"
1,Geography,,
2,"Men, women",1,

"Dimension ID","Member Name","Classification Code","Member ID","Parent Member ID",Terminated,"Member Notes"
1,Canada,[11124],1,,,
1,"Saint John's "city"",[001],2,1,,1;2
2,"Total
over two lines",,1,,,
2,"Women, aged",,2,1,,

Symbol Legend
Description,Symbol
"not applicable",...,
suppressed,x

"Survey Code","Survey Name"
3901,Census

"Subject Code","Subject Name"
18,Prices

"Note ID",Note
1,"A numeric value "0" indicates a weekend."
2,"First line,

third line: 3,""not a note"".
4,still the second note."
3,plain

"Correction ID","Correction Date","Correction Note"
"""
CENSUS = (
    ORDINARY.replace("18,Prices\n", "").replace('"Subject Code","Subject Name"\n', "")
    + '"Dimension ID","Member ID","Attribute Key",Title,Label,"Long Label",Value\n'
    + '"1","1","1","DGUID","DGUID","DGUID","2021A000011124"\n"1","1","2","DQF_CODE","Q","Q","00000"\n'
)


def test_the_ordinary_dialect_is_read():
    found = read_metadata(ORDINARY, "drawn_MetaData.csv")
    assert (found.title, found.product) == ('A "drawn" table, of two dimensions', "43100060")
    assert [dimension.name for dimension in found.dimensions] == ["Geography", "Men, women"]
    saint_john = found.dimensions[0].members[1]
    assert (saint_john.id, saint_john.label, saint_john.parent, saint_john.notes, saint_john.classification) == (
        "2",
        'Saint John\'s "city"',
        "1",
        ("1", "2"),
        "001",
    )
    assert found.dimensions[1].spelled().members == {"1": "Total\nover two lines", "2": "Women, aged"}
    assert found.legend == {"...": "not applicable", "x": "suppressed"}
    assert found.areas == {}


def test_notes_keep_their_quotes_and_their_lines():
    notes = read_metadata(ORDINARY, "drawn_MetaData.csv").notes
    assert notes["1"] == 'A numeric value "0" indicates a weekend.'
    assert notes["2"].splitlines()[2] == 'third line: 3,""not a note"".'
    assert notes["2"].endswith("4,still the second note.")
    assert notes["3"] == "plain"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_census_dialect_has_attributes_of_places_straight_after_the_corrections(end: str):
    found = read_metadata(CENSUS.replace("\n", end), "drawn_MetaData.csv")
    assert found.areas == {"1": {"DGUID": "2021A000011124", "DQF_CODE": "00000"}}
    assert len(found.dimensions) == 2


def test_it_may_come_without_a_byte_order_mark():
    assert read_metadata(ORDINARY[1:], "drawn").product == "43100060"


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("", [""]),
        ("a,b", ["a", "b"]),
        ('"a,b",c', ["a,b", "c"]),
        ('"a "b" c",d', ['a "b" c', "d"]),
        ('"a ""b""",d', ['a "b"', "d"]),
        ('"",""', ["", ""]),
        ("a,,", ["a", "", ""]),
        ('1,"open', None),
    ],
)
def test_cells_are_told_apart_though_their_quotes_are_not_doubled(line: str, cells: list[str] | None):
    assert split_cells(line) == cells


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<html>", "begins with '<html>'; expected the header 'Cube Title'"),
        ('"Cube Title","Product Id"\n', "no block of dimensions; found cube"),
        (ORDINARY.replace('"Member ID"', '"Member"', 1), "columns Member ID are missing from the block 'Dimension ID'"),
        (ORDINARY.replace('Women, aged",,2', 'Women, aged",,1'), "dimension 'Men, women': id 1 stands twice"),
        (ORDINARY.replace('Women, aged",,2', 'Women, aged",,two'), "an id that is no number"),
        (ORDINARY.replace("suppressed,x", 'suppressed,"x'), "a row of the block 'Description' that does not end"),
        (ORDINARY.replace("suppressed,x", "suppressed,x,y,z"), "4 cells in the row 'suppressed,x,y,z'"),
    ],
    ids=["html", "cut", "column", "twice", "no id", "open", "wide"],
)
def test_what_is_not_the_metadata_of_a_table_is_told(text: str, message: str):
    with pytest.raises(SourceError, match=message):
        read_metadata(text, "drawn_MetaData.csv")
