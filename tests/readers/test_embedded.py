"""A snapshot is read whole or not at all: every cell a declared one, every mistake named with its line."""

import csv
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from project import DRAWN, ROOT, SNAPSHOT, change, line_of, put

from pipelines.errors import DeclarationError
from pipelines.model import Plan, Status
from pipelines.readers import read_embedded
from pipelines.tables import CELL

HEADER = "period,region,measure,population,breakdown,value,status"
ROW = "2016,pr24,job-rate,north,,58.1,reported"
STATUSES = "reported, unreliable, withheld, suppressed, not_applicable, not_available"


def messages(drawn: Path, plan: Plan) -> list[str]:
    """Return the problems of the snapshots as a person sees them; snapshots without any fail the test."""
    with pytest.raises(DeclarationError) as caught:
        read_embedded(plan, drawn)
    assert caught.value.exit_status == 2
    return [str(problem) for problem in caught.value.problems]


def test_the_projects_own_snapshots_hold_no_problem(plan: Plan):
    observations = read_embedded(plan, ROOT)
    assert set(observations["source"]) == {name for name, source in plan.sources.items() if source.held}
    assert not observations.duplicated(CELL).any()
    assert (observations["value"].notna() == (observations["status"] == Status.REPORTED)).all()


def test_a_snapshot_says_what_its_lines_say(drawn: Path, drawn_plan: Plan):
    head = DRAWN[SNAPSHOT].partition(HEADER)[0]
    lines = [
        "2016,ca,job-rate,north,,61.5,reported",
        "2016,ca,job-rate,total,sex=male,,suppressed",
        "2021,pr24,pay,south,,0,reported",
    ]
    put(drawn, SNAPSHOT, head + "\n".join([HEADER, *lines]) + "\n")
    expected = pd.DataFrame(
        [
            ("jobs", "2016", "ca", "job-rate", "north", "", 61.5, "reported"),
            ("jobs", "2016", "ca", "job-rate", "total", "sex=male", None, "suppressed"),
            ("jobs", "2021", "pr24", "pay", "south", "", 0.0, "reported"),
        ],
        columns=[*CELL, "value", "status"],
    ).assign(lower=float("nan"), upper=float("nan"), quality="")
    assert_frame_equal(read_embedded(drawn_plan, drawn), expected, check_dtype=False)


def test_statuses_stay_apart_and_nothing_missing_becomes_zero(drawn: Path, drawn_plan: Plan):
    table = read_embedded(drawn_plan, drawn)
    assert list(table["status"]) == [
        "reported", "reported", "suppressed", "reported", "unreliable", "not_available", "reported",
    ]  # fmt: skip
    assert list(table["value"].dropna()) == [61.5, 60.0, 58.1, 41_000.0]
    assert list(table.index[table["value"].isna()]) == [2, 4, 5]


@pytest.mark.parametrize(
    ("header", "wrong"),
    [
        ("periode,region,measure,population,breakdown,value,status", "period, periode"),
        ("period,region,measure,population,breakdown,value", "status"),
        ("period,region,measure,population,breakdown,value,status,note", "note"),
        ("period,region,measure,population,breakdown,status,value", "order"),
    ],
    ids=["a wrong name", "a column missing", "a column too many", "another order"],
)
def test_columns_that_are_not_those_of_a_snapshot_are_named(drawn: Path, drawn_plan: Plan, header: str, wrong: str):
    change(drawn, SNAPSHOT, HEADER, header)
    told = f"the columns are not those of a snapshot ({wrong})"
    assert messages(drawn, drawn_plan) == [f"{SNAPSHOT}:7: {told}; found {header}; expected {HEADER}"]


ROWS = {
    "a value without a status": (
        "2016,pr24,job-rate,north,,58.2,",
        "a value without a status; found value '58.2'; expected reported",
    ),
    "neither value nor status": (
        "2021,pr24,job-rate,south,,,",
        f"neither a value nor a status; found status ''; expected {STATUSES}",
    ),
    "a status that nobody declared": (
        "2016,pr24,job-rate,north,,58.2,sure",
        f"a status that nobody declared; found status 'sure'; expected {STATUSES}",
    ),
    "a status in capitals": (
        "2016,pr24,job-rate,north,,58.2,Reported",
        f"a status that nobody declared; found status 'Reported'; expected {STATUSES}",
    ),
    "a decimal comma": (
        '2016,pr24,job-rate,north,,"12,3",reported',
        "a number in French notation; found value '12,3'; expected digits and a point",
    ),
    "a space between thousands": (
        "2016,pr24,pay,north,,1 234,reported",
        "a number in French notation; found value '1 234'; expected digits and a point",
    ),
    "a narrow space between thousands": (
        '2016,pr24,pay,north,,"1\u202f234,5",reported',
        "a number in French notation; found value '1\\u202f234,5'; expected digits and a point",
    ),
    "a word for a number": (
        "2016,pr24,job-rate,north,,many,reported",
        "not a number; found value 'many'; expected digits and a point",
    ),
    "NaN for a number": (
        "2016,pr24,job-rate,north,,NaN,reported",
        "not a number; found value 'NaN'; expected digits and a point",
    ),
    "NA for a number": (
        "2016,pr24,job-rate,north,,NA,reported",
        "not a number; found value 'NA'; expected digits and a point",
    ),
    "inf for a number": (
        "2016,pr24,job-rate,north,,inf,reported",
        "not a number; found value 'inf'; expected digits and a point",
    ),
    "an exponent": (
        "2016,pr24,pay,north,,1e5,reported",
        "not a number; found value '1e5'; expected digits and a point",
    ),
    "a sign of per cent": (
        "2016,pr24,job-rate,north,,58%,reported",
        "not a number; found value '58%'; expected digits and a point",
    ),
    "a region that nobody declared": (
        "2016,pr99,job-rate,north,,58.2,reported",
        "no such region; found region 'pr99'; expected a region declared for this source",
    ),
    "a measure that nobody declared": (
        "2016,pr24,wages,north,,58.2,reported",
        "no such measure; found measure 'wages'; expected a measure declared for this source",
    ),
    "a population that nobody declared": (
        "2016,pr24,job-rate,east,,58.2,reported",
        "no such population; found population 'east'; expected a population declared for this source",
    ),
    "a breakdown that nobody declared": (
        "2016,pr24,job-rate,north,sex=child,58.2,reported",
        "no such breakdown; found breakdown 'sex=child'; expected a breakdown declared for this source",
    ),
    "a period that nobody declared": (
        "2011,pr24,job-rate,north,,58.2,reported",
        "no such period; found period '2011'; expected a period declared for this source",
    ),
    "reported without a value": (
        "2016,pr24,job-rate,north,,,reported",
        "reported without a value; found value ''; expected a number",
    ),
    "a value that is suppressed": (
        "2016,pr24,job-rate,north,,58.2,suppressed",
        "a value that is not reported; found value '58.2'; expected none",
    ),
}


@pytest.mark.parametrize(("row", "message"), ROWS.values(), ids=ROWS.keys())
def test_a_bad_cell_is_named_with_its_line(drawn: Path, drawn_plan: Plan, row: str, message: str):
    change(drawn, SNAPSHOT, ROW, row)
    assert messages(drawn, drawn_plan) == [f"{SNAPSHOT}:{line_of(drawn, SNAPSHOT, row)}: {message}"]


def test_a_cell_that_stands_twice_is_named_where_it_stands_again(drawn: Path, drawn_plan: Plan):
    change(drawn, SNAPSHOT, ROW, f"{ROW}\n{ROW.replace('58.1', '99.9')}")
    message = f"{SNAPSHOT}:12: the cell stands twice; found population 'north'; expected each cell once"
    assert messages(drawn, drawn_plan) == [message]


def test_bad_cells_of_several_kinds_are_told_at_once(drawn: Path, drawn_plan: Plan):
    change(drawn, SNAPSHOT, "61.5", "many")
    change(drawn, SNAPSHOT, ROW, ROW.replace("pr24", "pr99"))
    assert [message.split(":")[1] for message in messages(drawn, drawn_plan)] == ["8", "11"]


def test_a_slip_in_many_rows_is_shown_by_the_first_five_and_counted(drawn: Path, drawn_plan: Plan):
    change(drawn, SNAPSHOT, ROW, "\n".join(f"{year},pr24,job-rate,north,,58.1,reported" for year in range(1900, 1930)))
    found = messages(drawn, drawn_plan)
    assert f"{SNAPSHOT}:11: no such period: 30 rows in all" in found
    assert sorted({message.split(":")[1] for message in found}) == ["11", "12", "13", "14", "15"]


@pytest.mark.parametrize("content", ["", " \n\n"])
def test_an_empty_file_is_named(drawn: Path, drawn_plan: Plan, content: str):
    put(drawn, SNAPSHOT, content)
    assert messages(drawn, drawn_plan) == [f"{SNAPSHOT}:1: the file is empty; found nothing; expected a snapshot"]


def test_a_preamble_without_a_table_is_named(drawn: Path, drawn_plan: Plan):
    put(drawn, SNAPSHOT, DRAWN[SNAPSHOT].partition(HEADER)[0])
    assert messages(drawn, drawn_plan)[0].startswith(f"{SNAPSHOT}:7: the columns are not those of a snapshot")


def test_a_file_in_latin_1_names_the_line_of_the_first_letter_that_is_not_utf_8(drawn: Path, drawn_plan: Plan):
    put(drawn, SNAPSHOT, DRAWN[SNAPSHOT].replace("58.1", "\xe9").encode("latin-1"))
    assert messages(drawn, drawn_plan) == [
        f"{SNAPSHOT}:11: the file is not UTF-8; found byte 0xe9; expected UTF-8 text"
    ]


def test_a_link_out_of_the_project_is_not_followed(drawn: Path, drawn_plan: Plan):
    outside = (drawn / SNAPSHOT).rename(drawn.parent / "outside.csv")
    (drawn / SNAPSHOT).symlink_to(outside)
    told = f"the file is a link out of the project; found {outside}; expected a file under {drawn}"
    assert messages(drawn, drawn_plan) == [f"{SNAPSHOT}:1: {told}"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("# table: T-1", "# table: T-2", "the preamble's table is not the declared one; found T-2; expected T-1"),
        ("# source: jobs", "# source: pay", "the preamble's source is not the declared one; found pay; expected jobs"),
        (
            "2022-11-30",
            "2023-11-30",
            "the preamble's release is not the declared one; found 2023-11-30; expected 2022-11-30",
        ),
        ("# table: T-1\n", "", "the preamble's table is not the declared one; found nothing; expected T-1"),
    ],
    ids=["another table", "another source", "another release", "no table"],
)
def test_a_preamble_of_something_else_is_named(drawn: Path, drawn_plan: Plan, old: str, new: str, message: str):
    change(drawn, SNAPSHOT, old, new)
    assert messages(drawn, drawn_plan) == [f"{SNAPSHOT}:1: {message}"]


def test_a_missing_snapshot_is_named(drawn: Path, drawn_plan: Plan):
    (drawn / SNAPSHOT).unlink()
    expected = f"{SNAPSHOT}:1: the snapshot is missing; found nothing; expected the figures of a declared source"
    assert messages(drawn, drawn_plan) == [expected]


def test_a_snapshot_of_a_source_that_nobody_declared_is_named(drawn: Path, drawn_plan: Plan):
    put(drawn, "profiles/snapshots/pay.csv", DRAWN[SNAPSHOT])
    told = "a snapshot of a source that nobody declared; found pay; expected a source in sources.yml"
    assert messages(drawn, drawn_plan) == [f"profiles/snapshots/pay.csv:1: {told}"]


@pytest.mark.parametrize("row", ["2016,pr24,job-rate,north,58.1,reported", ROW + ",extra"], ids=["too few", "too many"])
def test_a_row_with_another_number_of_commas_is_refused_and_shown(drawn: Path, drawn_plan: Plan, row: str):
    change(drawn, SNAPSHOT, ROW, row)
    (message,) = messages(drawn, drawn_plan)
    assert message.startswith(f"{SNAPSHOT}:")
    assert f"found {row.count(',') + 1}: {row}; expected 7 columns" in message


@pytest.mark.parametrize("row", ["2016,pr24,job-rate,north,58.1,reported", ROW + ",extra"], ids=["too few", "too many"])
def test_a_row_with_another_number_of_commas_is_named_with_its_line(drawn: Path, drawn_plan: Plan, row: str):
    change(drawn, SNAPSHOT, ROW, row)
    assert messages(drawn, drawn_plan)[0].startswith(f"{SNAPSHOT}:11: ")


def test_lines_are_counted_as_an_editor_does_also_after_an_empty_one(drawn: Path, drawn_plan: Plan):
    change(drawn, SNAPSHOT, ROW, "\n" + ROW.replace("pr24", "pr99"))
    assert any(message.startswith(f"{SNAPSHOT}:12: no such region") for message in messages(drawn, drawn_plan))


def test_a_preamble_without_an_end_of_line_is_named(drawn: Path, drawn_plan: Plan):
    put(drawn, SNAPSHOT, DRAWN[SNAPSHOT].partition("\n" + HEADER)[0])
    assert messages(drawn, drawn_plan)[0].startswith(f"{SNAPSHOT}:")


def test_digits_of_another_script_are_no_number(drawn: Path, drawn_plan: Plan):
    change(drawn, SNAPSHOT, ROW, ROW.replace("58.1", "١٢"))
    assert "not a number; found value '١٢'" in messages(drawn, drawn_plan)[0]


def test_a_number_beyond_the_range_of_a_float_is_refused(drawn: Path, drawn_plan: Plan):
    change(drawn, SNAPSHOT, ROW, ROW.replace("58.1", "9" * 400))
    assert messages(drawn, drawn_plan)[0].startswith(f"{SNAPSHOT}:11: ")


def test_line_ends_of_windows_do_not_change_what_a_snapshot_says(drawn: Path, drawn_plan: Plan):
    expected = read_embedded(drawn_plan, drawn)
    put(drawn, SNAPSHOT, DRAWN[SNAPSHOT].replace("\n", "\r\n"))
    try:
        assert_frame_equal(read_embedded(drawn_plan, drawn), expected)
    except DeclarationError as error:
        pytest.fail(str(error))


def test_a_row_that_somebody_commented_out_is_not_told_as_a_wrong_header(drawn: Path, drawn_plan: Plan):
    change(drawn, SNAPSHOT, ROW, "#" + ROW)
    assert f"{SNAPSHOT}:11: no such period" in messages(drawn, drawn_plan)[0]


def test_what_is_declared_and_has_no_row_is_named(drawn: Path, drawn_plan: Plan):
    change(drawn, SNAPSHOT, "2016,ca,job-rate,south,,60,reported\n", "")
    change(drawn, SNAPSHOT, "2021,pr24,pay,north,,41000,reported\n", "")
    tail = "expected rows, or a source without it"
    assert messages(drawn, drawn_plan) == [
        f"{SNAPSHOT}:1: a declared measure has no row; found pay; {tail}",
        f"{SNAPSHOT}:1: a declared population has no row; found south; {tail}",
    ]


def test_a_header_without_a_row_is_no_snapshot(drawn: Path, drawn_plan: Plan):
    put(drawn, SNAPSHOT, DRAWN[SNAPSHOT].partition(HEADER)[0] + HEADER + "\n")
    assert "a declared period has no row; found 2016" in "\n".join(messages(drawn, drawn_plan))


def test_a_quote_that_nobody_closes_is_named_where_it_stands(drawn: Path, drawn_plan: Plan):
    change(drawn, SNAPSHOT, ROW, ROW.replace("pr24", '"pr24'))
    assert messages(drawn, drawn_plan)[0].startswith(f"{SNAPSHOT}:11: ")


def test_a_quote_that_nobody_closes_in_a_large_snapshot_is_named(drawn: Path, drawn_plan: Plan):
    change(drawn, SNAPSHOT, ROW, "\n".join([ROW.replace("pr24", '"pr24'), *[ROW] * 4000]))
    try:
        assert messages(drawn, drawn_plan)[0].startswith(f"{SNAPSHOT}:")
    except csv.Error as error:
        pytest.fail(f"csv.Error: {error}")


def test_a_cell_over_two_lines_is_refused(drawn: Path, drawn_plan: Plan):
    change(drawn, SNAPSHOT, ROW, ROW.replace("pr24", '"pr2\n4"'))
    assert messages(drawn, drawn_plan)[0].startswith(f"{SNAPSHOT}:11: ")


@pytest.mark.parametrize("mark", ["\u2028", "\x85", "\x0b"])
def test_only_a_line_end_ends_a_line(drawn: Path, drawn_plan: Plan, mark: str):
    change(drawn, SNAPSHOT, "# title: Jobs", f"# title: Jo{mark}bs")
    change(drawn, SNAPSHOT, ROW, ROW.replace("pr24", "pr99"))
    assert messages(drawn, drawn_plan)[0].startswith(f"{SNAPSHOT}:11: no such region")
