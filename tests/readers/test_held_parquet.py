"""Tables 43-10-0067 to 0072 in the shape of the copy people hold, a few rows at a time."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.errors import SourceError
from pipelines.model import Plan
from pipelines.readers import read_held

LABOUR, INCOME, OVERQUALIFIED, YOUTH = (
    "statcan-43-10-0069",
    "statcan-43-10-0068",
    "statcan-43-10-0071",
    "statcan-43-10-0072",
)
TOTAL = {
    "Year": "2016",
    "Geography": "Quebec Region",
    "Sex": "Total – Sex",
    "Age": "Total – 15 years and over",
    "Immigration": "Total – Immigrant and generation status",
    "VisMin": "Total – Visible minority",
}
RATE = {
    **TOTAL,
    "Degree": "Total – Highest certificate, diploma or degree",
    "Indicator": "Unemployment rate",
    "Value": 7.1,
}
PAY = {**RATE, "Indicator": "Average employment income", "Value": 41_000.0}
NEET = {
    **TOTAL,
    "Age": "Total – 15 to 29 years",
    "Language": "Total – First official language spoken",
    "Immigration": "Total – Generation status",
    "Indicator": "Youth not in employment, education or training",
    "Value": 11.1,
}
OVER = {
    **TOTAL,
    "Language": "Total – First official language spoken",
    "Location": "Total – Location of study",
    "Degree": "University certificate or diploma or degree at bachelor level or above",
    "Indicator": "Population in overqualification situation",
    "Value": 13.6,
}


def table(folder: Path, *rows: dict, name: str = "table.parquet") -> Path:
    """Write rows as the copy is written: Parquet, text columns coded."""
    frame = pd.DataFrame(rows)
    frame = frame.astype(dict.fromkeys(frame.columns.drop("Value"), "category"))
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), folder / name)
    return folder / name


def cells(plan: Plan, source: str, *files: Path) -> list[tuple]:
    """Return (period, region, measure, population, breakdown, value, status) of what is read, None for no value."""
    read = read_held(list(files), source, plan)
    assert set(read["source"]) == {source}
    rows = read.drop(columns=["source", "lower", "upper", "quality"]).itertuples(index=False)
    return [tuple(None if pd.isna(part) else part for part in row) for row in rows]


def test_a_total_is_read_as_the_total(plan: Plan, tmp_path: Path):
    found = cells(plan, LABOUR, table(tmp_path, RATE))
    assert found == [("2016", "pr24", "unemployment-rate", "total", "", 7.1, "reported")]


@pytest.mark.parametrize(("spelled", "population"), [("English only", "fols-english"), ("French only", "fols-french")])
def test_a_language_inside_age_is_a_population_of_all_ages(plan: Plan, tmp_path: Path, spelled: str, population: str):
    found = cells(plan, LABOUR, table(tmp_path, RATE, {**RATE, "Age": spelled, "Value": 9.0}))
    assert ("2016", "pr24", "unemployment-rate", population, "", 9.0, "reported") in found
    assert len(found) == 2


def test_a_language_in_a_column_of_its_own_is_the_same_population(plan: Plan, tmp_path: Path):
    rows = [
        NEET,
        {**NEET, "Language": "English only", "Value": 12.0},
        {**NEET, "Language": "English and French", "Value": 8.0},
    ]
    found = cells(plan, YOUTH, table(tmp_path, *rows))
    assert [(row[3], row[5]) for row in found] == [("fols-english", 12.0), ("total", 11.1)]


def test_dashes_and_apostrophes_are_read_alike_however_they_are_spelled(plan: Plan, tmp_path: Path):
    curly = {**RATE, "Geography": "St. John’s, Newfoundland and Labrador"}
    plain = {
        key: text.replace("–", "-").replace("’", "'") if isinstance(text, str) else text for key, text in curly.items()
    }
    assert "–" in curly["Sex"]
    assert "–" not in plain["Sex"]
    first = cells(plan, LABOUR, table(tmp_path, curly, name="dash.parquet"))
    assert first == cells(plan, LABOUR, table(tmp_path, plain, name="hyphen.parquet"))
    assert first[0][:4] == ("2016", "cma001", "unemployment-rate", "total")


def test_an_empty_cell_is_not_available_and_never_zero(plan: Plan, tmp_path: Path):
    rows = [{**RATE, "VisMin": "Black", "Value": None}, {**RATE, "VisMin": "Arab", "Value": 0.0}, RATE]
    found = {row[3]: row[5:] for row in cells(plan, LABOUR, table(tmp_path, *rows))}
    assert found == {"black": (None, "not_available"), "arab": (0.0, "reported"), "total": (7.1, "reported")}


@pytest.mark.parametrize(
    ("column", "member"),
    [("Geography", "Atlantis"), ("VisMin", "Martian"), ("Indicator", "Happiness"), ("Sex", "Unknown")],
)
def test_a_member_that_nobody_declared_stops_the_reader_with_its_name(
    plan: Plan, tmp_path: Path, column: str, member: str
):
    with pytest.raises(
        SourceError, match=rf"^table\.parquet: members that nobody declared: {member}; declare them"
    ) as caught:
        read_held([table(tmp_path, RATE, {**RATE, column: member})], LABOUR, plan)
    assert caught.value.exit_status == 4


@pytest.mark.parametrize("column", ["Year", "Geography", "Sex", "Age", "Immigration", "VisMin", "Indicator", "Value"])
def test_a_column_that_is_missing_is_named_with_those_there_are(plan: Plan, tmp_path: Path, column: str):
    path = tmp_path / "table.parquet"
    pq.write_table(pa.Table.from_pandas(pd.DataFrame([RATE]).drop(columns=column), preserve_index=False), path)
    with pytest.raises(SourceError, match=rf"^table\.parquet: columns {column} are missing; found "):
        read_held([path], LABOUR, plan)


def test_weekly_earnings_are_left_out_by_name(plan: Plan, tmp_path: Path):
    rows = [PAY, {**PAY, "Indicator": "Average weekly earnings (full-time)", "Value": 300.0}]
    assert [row[2:6] for row in cells(plan, INCOME, table(tmp_path, *rows))] == [
        ("average-employment-income", "total", "", 41_000.0)
    ]


def test_another_indicator_beside_weekly_earnings_stops_the_reader(plan: Plan, tmp_path: Path):
    rows = [
        PAY,
        {**PAY, "Indicator": "Average weekly earnings (full-time)"},
        {**PAY, "Indicator": "Median employment income"},
    ]
    with pytest.raises(SourceError, match=r"indicators that nobody declared: .*Median employment income"):
        read_held([table(tmp_path, *rows)], INCOME, plan)


def test_parts_of_a_group_are_read_by_sex_alone_and_parts_of_a_language_by_immigrant_status_too(
    plan: Plan, tmp_path: Path
):
    immigrants, women = {"Immigration": "Immigrants"}, {"Sex": "Females"}
    rows = [
        {**RATE, "VisMin": "Black", **women},
        {**RATE, "VisMin": "Black", **immigrants},
        {**RATE, "Age": "English only", **women},
        {**RATE, "Age": "English only", **immigrants},
        {**RATE, "Age": "English only", **women, **immigrants},
        {**RATE, "Age": "English only", "VisMin": "Black"},
        {**RATE, **immigrants},
    ]
    assert [row[3:5] for row in cells(plan, LABOUR, table(tmp_path, *rows))] == [
        ("black", "sex=female"),
        ("fols-english", "immigrant=immigrants"),
        ("fols-english", "sex=female"),
    ]


@pytest.mark.parametrize(
    "group", ["Visible minority population", "Visible minority, n.i.e.", "Multiple visible minorities"]
)
def test_a_group_that_is_no_community_is_left_out_by_name(plan: Plan, tmp_path: Path, group: str):
    assert [row[3] for row in cells(plan, LABOUR, table(tmp_path, RATE, {**RATE, "VisMin": group}))] == ["total"]


def test_parts_of_degree_and_place_of_study_are_left_out(plan: Plan, tmp_path: Path):
    rows = [RATE, {**RATE, "Degree": "Bachelor's degree", "Value": 4.0}]
    assert [row[5] for row in cells(plan, LABOUR, table(tmp_path, *rows, name="degree.parquet"))] == [7.1]
    rows = [
        OVER,
        {**OVER, "Location": "Location of study outside Canada", "Value": 30.0},
        {**OVER, "Degree": "Master's degree"},
    ]
    assert [row[5] for row in cells(plan, OVERQUALIFIED, table(tmp_path, *rows))] == [13.6]


def test_a_degree_column_without_its_total_is_named(plan: Plan, tmp_path: Path):
    with pytest.raises(
        SourceError, match=r"no total in column Degree; expected one of Total - Highest certificate, .* bachelor level"
    ):
        read_held([table(tmp_path, {**RATE, "Degree": "Bachelor's degree"})], LABOUR, plan)


def test_several_files_are_one_source_sorted_by_cell(plan: Plan, tmp_path: Path):
    first = table(tmp_path, RATE, name="provinces.parquet")
    second = table(tmp_path, {**RATE, "Geography": "Montréal, Quebec"}, {**RATE, "Year": "2006"}, name="cma.parquet")
    assert [row[:2] for row in cells(plan, LABOUR, first, second)] == [
        ("2006", "pr24"),
        ("2016", "cma462"),
        ("2016", "pr24"),
    ]


def test_years_that_are_numbers_in_the_file_are_periods_all_the_same(plan: Plan, tmp_path: Path):
    assert cells(plan, LABOUR, table(tmp_path, {**RATE, "Year": 2016}))[0][0] == "2016"


@pytest.mark.parametrize(
    "content", [b"", b"Year,Geography\n2016,Quebec\n", b"PAR1 and no more"], ids=["empty", "CSV", "cut short"]
)
def test_a_file_that_is_no_parquet_is_named(plan: Plan, tmp_path: Path, content: bytes):
    (tmp_path / "table.parquet").write_bytes(content)
    with pytest.raises(SourceError, match=r"^table\.parquet: not a Parquet file \(.*\); nothing was written$"):
        read_held([tmp_path / "table.parquet"], LABOUR, plan)


def test_a_parquet_that_was_cut_in_the_middle_is_named(plan: Plan, tmp_path: Path):
    whole = table(tmp_path, RATE).read_bytes()
    (tmp_path / "table.parquet").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SourceError, match=r"^table\.parquet: not a Parquet file"):
        read_held([tmp_path / "table.parquet"], LABOUR, plan)


def test_a_file_that_does_not_exist_is_named(plan: Plan, tmp_path: Path):
    with pytest.raises(
        SourceError, match=rf"no such file: {tmp_path}/none.parquet; nothing was written; name the files with --from"
    ):
        read_held([tmp_path / "none.parquet"], LABOUR, plan)


def test_a_cell_that_two_files_give_is_a_source_error(plan: Plan, tmp_path: Path):
    path = table(tmp_path, RATE)
    with pytest.raises(SourceError, match="pr24"):
        read_held([path, path], LABOUR, plan)


def test_a_value_that_is_no_number_is_a_source_error(plan: Plan, tmp_path: Path):
    with pytest.raises(SourceError, match="Value"):
        read_held([table(tmp_path, {**RATE, "Value": "F"})], LABOUR, plan)


def test_a_period_that_nobody_declared_stops_the_reader(plan: Plan, tmp_path: Path):
    with pytest.raises(SourceError, match="2021"):
        read_held([table(tmp_path, {**RATE, "Year": "2021"})], LABOUR, plan)
