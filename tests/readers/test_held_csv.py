"""Tables that people hold as CSV: first official language by province since 1971, mother tongue by region in 2021."""

from pathlib import Path

import pandas as pd
import pytest

from pipelines.errors import SourceError
from pipelines.model import Plan
from pipelines.readers import read_held

FOLS, TONGUE = "statcan-15-10-0032", "statcan-98-401-x2021008"
LANGUAGES = "year,geo_code,geo_name,english,french,neither,total,english_pct,source_table\n"
TONGUES = (
    "er_code,er_name,mother_tongue_total,english,french,non_official,english_and_french,english_and_non_official,"
    "french_and_non_official,english_french_and_non_official,multiple_non_official\n"
)


def file(folder: Path, text: str | bytes) -> Path:
    path = folder / "held.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def found(plan: Plan, source: str, path: Path) -> dict[tuple[str, ...], tuple[float | None, str]]:
    """Return (value, status) by (period, region, population) of what is read."""
    read = read_held([path], source, plan)
    assert set(read["measure"]) == {"persons"}
    assert set(read["breakdown"]) == {""}
    return {
        (row.period, row.region, row.population): (None if pd.isna(row.value) else row.value, row.status)
        for row in read.itertuples()
    }


def test_languages_are_read_as_persons_and_the_printed_percentages_are_not(plan: Plan, tmp_path: Path):
    path = file(tmp_path, LANGUAGES + "2021,QC,Quebec,1253578.0,6816540.0,69250.0,8139365.0,15.4,15-10-0032-01\n")
    assert found(plan, FOLS, path) == {
        ("2021", "pr24", "fols-english-distributed"): (1253578.0, "reported"),
        ("2021", "pr24", "fols-french-distributed"): (6816540.0, "reported"),
        ("2021", "pr24", "fols-neither"): (69250.0, "reported"),
        ("2021", "pr24", "total"): (8139365.0, "reported"),
    }


def test_an_empty_count_is_not_available_and_a_zero_is_zero(plan: Plan, tmp_path: Path):
    path = file(tmp_path, LANGUAGES + "1971,NU,Nunavut,,0,1,2,,15-10-0032-01\n")
    read = found(plan, FOLS, path)
    assert read["1971", "pr62", "fols-english-distributed"] == (None, "not_available")
    assert read["1971", "pr62", "fols-french-distributed"] == (0.0, "reported")


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ("2021,ZZ,Atlantis,1,1,1,3,33,15-10-0032-01\n", "ZZ"),
        ("2021,QC,Quebec,1,1,1,3,33,98-10-0170-01\n", "98-10-0170-01"),
    ],
    ids=["a place", "a table"],
)
def test_a_place_or_a_table_that_nobody_declared_stops_the_reader(plan: Plan, tmp_path: Path, row: str, named: str):
    with pytest.raises(SourceError, match=f"{FOLS}: places or tables that nobody declared: {named}") as caught:
        read_held([file(tmp_path, LANGUAGES + row)], FOLS, plan)
    assert caught.value.exit_status == 4


@pytest.mark.parametrize("column", ["year", "geo_code", "english", "neither", "total", "source_table"])
def test_a_column_that_a_table_of_languages_lacks_is_named(plan: Plan, tmp_path: Path, column: str):
    path = file(tmp_path, LANGUAGES.replace(f"{column}", "other", 1) + "2021,QC,Quebec,1,1,1,3,33,15-10-0032-01\n")
    with pytest.raises(SourceError, match=f"{FOLS}: columns {column} are missing; found .*other"):
        read_held([path], FOLS, plan)


def test_every_multiple_response_is_a_category_of_its_own(plan: Plan, tmp_path: Path):
    read = found(plan, TONGUE, file(tmp_path, TONGUES + "2410,Gaspésie,100,10,70,5,6,3,2,1,3\n"))
    assert {population: value for (_, _, population), (value, _) in read.items()} == {
        "total": 100, "mt-english": 10, "mt-french": 70, "mt-non-official": 5, "mt-english-french": 6,
        "mt-english-non-official": 3, "mt-french-non-official": 2, "mt-english-french-non-official": 1,
        "mt-multiple-non-official": 3,
    }  # fmt: skip
    assert {key[:2] for key in read} == {("2021", "er2410")}


def test_a_mother_tongue_without_a_count_is_not_available(plan: Plan, tmp_path: Path):
    read = found(plan, TONGUE, file(tmp_path, TONGUES + "2410,Gaspésie,100,,70,5,6,3,2,1,3\n"))
    assert read["2021", "er2410", "mt-english"] == (None, "not_available")


def test_a_region_that_nobody_declared_stops_the_reader(plan: Plan, tmp_path: Path):
    with pytest.raises(SourceError, match=f"{TONGUE}: regions that nobody declared: er9999"):
        read_held([file(tmp_path, TONGUES + "9999,Atlantis,100,10,70,5,6,3,2,1,3\n")], TONGUE, plan)


def test_a_column_that_a_table_of_mother_tongues_lacks_is_named(plan: Plan, tmp_path: Path):
    path = file(tmp_path, TONGUES.replace("non_official,", "other,", 1) + "2410,Gaspésie,100,10,70,5,6,3,2,1,3\n")
    with pytest.raises(SourceError, match=f"{TONGUE}: columns non_official are missing; found er_code"):
        read_held([path], TONGUE, plan)


@pytest.mark.parametrize(
    "content",
    [b"", b"PAR1\xff\xfe", LANGUAGES.encode() + b"2021,QC,Quebec,1,1,1,3,33,x,y,z\n1\n2,3,4,5,6,7,8,9,10,11,12,13\n",
     LANGUAGES.encode() + b"2021,QC,Quebec,many,1,1,3,33,15-10-0032-01\n"],
    ids=["empty", "no text", "ragged", "a word for a number"],
)  # fmt: skip
def test_a_file_that_is_no_table_is_named(plan: Plan, tmp_path: Path, content: bytes):
    with pytest.raises(SourceError, match=r"held\.csv"):
        read_held([file(tmp_path, content)], FOLS, plan)


def test_an_infinite_count_is_refused(plan: Plan, tmp_path: Path):
    with pytest.raises(SourceError, match="inf"):
        read_held([file(tmp_path, LANGUAGES + "2021,QC,Quebec,inf,1,1,3,33,15-10-0032-01\n")], FOLS, plan)
