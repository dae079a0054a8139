"""The Census Profile as the web service gives it, and its lists of territories."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pytest

from pipelines.errors import SourceError
from pipelines.model import Slice, Supply
from pipelines.readers import profile_sdmx, read_territories
from pipelines.readers.profile_sdmx import HEADER

from .drawn import line, said

CODES = {
    "1": "Population, 2021",
    "374": "Total - FOLS",
    "375": "English",
    "389": "In some other list",
    "2230": "Unemployment rate",
}
AXES = {
    "fols": {"total": "Total - FOLS [374]", "english": "English [375]"},
    "gender": {"all": "Total [1]", "female": "Women+ [3]"},
}
SLICE = Slice(
    measure="persons",
    dimensions={"GENDER": {"sex": "gender"}, "CHARACTERISTIC": {"population": "fols"}, "STATISTIC": "Counts [1]"},
)
PLACES = {"A00052466023": "csd2466023", "A000224": "pr24", "S05075350012.02": "ct5350012.02"}
MONTREAL = "2021A00052466023"


def row(area: str, gender: str, code: str, value: str, flag: str = "", **other: str) -> list[str]:
    cells = dict.fromkeys(HEADER, "") | {
        "DATAFLOW": "STC_CP:DF_CSD(1.3)",
        "FREQ": "A5",
        "TIME_PERIOD": "2021",
        "REF_AREA": area,
        "GENDER": gender,
        "CHARACTERISTIC": code,
        "STATISTIC": "1",
        "OBS_VALUE": value,
        "FLAG": flag,
        "DATA_QUALITY_FLAG": "00000",
        "NOTE": "Note, with a comma",
    }
    return list((cells | other).values())


def supply(folder: Path, files: Mapping[str, str]) -> Supply:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return Supply(source="drawn", files={name: folder / name for name in files}, pins=())


def codelist(codes: Mapping[str, str]) -> str:
    listed = [{"id": code, "name": name} for code, name in codes.items()]
    return json.dumps({"data": {"codelists": [{"id": "CL", "codes": listed}]}})


def flow(rows: list[list[str]], header: list[str] | None = None, bom: str = "\ufeff") -> str:
    return bom + "".join(line(each) for each in (header or HEADER, *rows))


def read(
    folder: Path, rows: list[list[str]], slices: list[Slice] | None = None, basis: str = "mixed", **files: str
) -> pd.DataFrame:
    named = {"DF_CSD-en.csv": flow(rows), "CL_CHARACTERISTIC-en.json": codelist(CODES), **files}
    return profile_sdmx.read(supply(folder, named), "drawn", slices or [SLICE], AXES, PLACES, basis, "1.3")


def test_wanted_cells_of_wanted_places_are_read(tmp_path: Path):
    rows = [
        row(MONTREAL, "1", "374", "1000"),
        row(MONTREAL, "1", "375", "300"),
        row(MONTREAL, "3", "375", "160"),
        row(MONTREAL, "2", "375", "140"),
        row(MONTREAL, "1", "1", "1001"),
        row("2021A00053520005", "1", "374", "5"),
    ]
    assert said(read(tmp_path, rows)) == {
        ("csd2466023", "total", ""): 1000,
        ("csd2466023", "english", ""): 300,
        ("csd2466023", "english", "sex=female"): 160,
    }


def test_a_tract_is_known_though_its_point_is_a_low_line(tmp_path: Path):
    found = read(tmp_path, [row("2021S05075350012_02", "1", "374", "10")])
    assert found["region"].tolist() == ["ct5350012.02"]


def test_flags_say_why_there_is_no_number_or_that_it_wants_caution(tmp_path: Path):
    rows = [
        row(MONTREAL, "1", "374", "", "6"),
        row(MONTREAL, "1", "375", "5", "7"),
        row(MONTREAL, "3", "374", "0", "2"),
        row(MONTREAL, "3", "375", "", "1"),
    ]
    found = read(tmp_path, rows)
    assert said(found) == {
        ("csd2466023", "total", ""): "suppressed",
        ("csd2466023", "english", ""): 5,
        ("csd2466023", "total", "sex=female"): "not_applicable",
        ("csd2466023", "english", "sex=female"): "not_available",
    }
    assert found.loc[found["value"] == 5, "quality"].tolist() == ["caution"]


def test_bounds_are_there_where_they_are_printed(tmp_path: Path):
    rows = [
        row(MONTREAL, "1", "374", "100", CI_LOW="90", CI_HIGH="110.5"),
        row(MONTREAL, "1", "375", "50"),
        row(MONTREAL, "3", "375", "50", CI_LOW="40"),
    ]
    found = read(tmp_path, rows)
    assert found.loc[found["population"] == "total", ["lower", "upper"]].iloc[0].tolist() == [90, 110.5]
    assert found.loc[found["population"] == "english", ["lower", "upper"]].isna().all().all()


@pytest.mark.parametrize(
    ("flag", "basis", "quality"),
    [
        ("05000", "full-count", "caution"),
        ("00050", "full-count", ""),
        ("00050", "sample", "caution"),
        ("", "mixed", ""),
    ],
)
def test_the_flag_of_the_area_asks_for_caution(tmp_path: Path, flag: str, basis: str, quality: str):
    found = read(tmp_path, [row(MONTREAL, "1", "374", "100", DATA_QUALITY_FLAG=flag)], basis=basis)
    assert found["quality"].tolist() == [quality]


def test_all_flows_of_the_supply_are_read(tmp_path: Path):
    other = flow([row("2021A000224", "1", "374", "9", DATAFLOW="STC_CP:DF_PR(1.3)")], bom="")
    found = read(tmp_path, [row(MONTREAL, "1", "374", "8")], **{"DF_PR-en.csv": other})
    assert said(found, "region") == {("pr24",): 9, ("csd2466023",): 8}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([row(MONTREAL, "1", "374", "5", "9")], r"DF_CSD-en\.csv, row 2, column OBS_VALUE: unknown symbol '9'"),
        ([row(MONTREAL, "1", "374", "5", "6")], "is a number, and its symbol says that there is none"),
        ([row(MONTREAL, "1", "374", "")], "is empty and no symbol says why"),
        (
            [row(MONTREAL, "1", "374", "5", DATAFLOW="STC_CP:DF_CSD(2.0)")],
            r"row 2: DATAFLOW is 'STC_CP:DF_CSD\(2\.0\)', expected 'STC_CP:DF_CSD\(1\.3\)'",
        ),
        (
            [row(MONTREAL, "1", "374", "5"), row(MONTREAL, "1", "375", "5", TIME_PERIOD="2016")],
            r"row 3: TIME_PERIOD is '2016'",
        ),
        ([row(MONTREAL, "1", "374", "5", FREQ="A")], "FREQ is 'A', expected 'A5'"),
        (
            [row(MONTREAL, "1", "374", "5", DATA_QUALITY_FLAG="909")],
            r"column DATA_QUALITY_FLAG: unknown data quality flag '909'",
        ),
        ([row(MONTREAL, "1", "374", "5", CI_LOW="n/a")], r"column CI_LOW: value 'n/a'"),
        ([row("2021A000235", "1", "374", "5")], "none of the regions asked for is in"),
        ([row(MONTREAL, "1", "374", "5")[:-1]], r"not a row of the table .*expected 22 columns"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_rows_that_cannot_be_are_named(tmp_path: Path, rows: list[list[str]], message: str):
    with pytest.raises(SourceError, match=message):
        read(tmp_path, rows)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda h: [*h[:7], "VALUE", *h[8:]], r"'VALUE' found where 'OBS_VALUE' was expected"),
        (lambda h: h[:-1], "columns missing: 'CI_HIGH'"),
        (lambda h: [*h, "NEW"], "additional columns: 'NEW'; column 23 is 'NEW', expected none"),
        (lambda h: [h[1], h[0], *h[2:]], "columns in another order"),
        (lambda _: ["<html><title>Just a moment...</title>"], "a web page where a table was expected"),
    ],
    ids=["renamed", "missing", "additional", "order", "html"],
)
def test_a_header_that_is_another_is_told(tmp_path: Path, change: Callable[[list[str]], list[str]], message: str):
    text = flow([row(MONTREAL, "1", "374", "5")], change(list(HEADER)))
    with pytest.raises(SourceError, match=message):
        read(tmp_path, [], **{"DF_CSD-en.csv": text})


def test_an_id_of_the_bulk_files_is_told(tmp_path: Path):
    piece = Slice(
        measure="persons",
        dimensions={"GENDER": "Total [1]", "CHARACTERISTIC": "English [389]", "STATISTIC": "Counts [1]"},
    )
    with pytest.raises(
        SourceError,
        match=r"id 389 is declared as 'English'.*looks like the bulk file's id: the SDMX code of 'English' is 375",
    ):
        read(tmp_path, [row(MONTREAL, "1", "375", "5")], [piece])


def test_a_label_that_the_code_list_changed_is_told(tmp_path: Path):
    lists = codelist(CODES | {"375": "English only"})
    with pytest.raises(SourceError, match="id 375 is declared as 'English', but the table calls it 'English only'"):
        read(tmp_path, [row(MONTREAL, "1", "375", "5")], **{"CL_CHARACTERISTIC-en.json": lists})


def test_a_code_list_that_is_none_is_told(tmp_path: Path):
    with pytest.raises(SourceError, match=r"CL_CHARACTERISTIC-en\.json: not a code list"):
        read(tmp_path, [], **{"CL_CHARACTERISTIC-en.json": "{}"})


def test_territories_of_a_province_have_names_in_both_languages(tmp_path: Path):
    english = codelist(
        {MONTREAL: "Montréal, Ville (V)", "2021A00053520005": "Toronto, City (C)", "2021S0503462": "Montréal"}
    )
    french = codelist({MONTREAL: "Montréal, Ville (V)!", "2021A00053520005": "Toronto, Cité (C)"})
    regions = {"2021S05002440": "Montréal", "2021A00072406": "Région de Montréal"}
    files = {
        "CL_GEO_CSD-en.json": english,
        "CL_GEO_CSD-fr.json": french,
        "CL_GEO_ER-en.json": codelist(regions),
        "CL_GEO_ER-fr.json": codelist(regions),
    }
    found = read_territories(supply(tmp_path, files), ["24"])
    assert [(each.dguid, each.name_fr) for each in found] == [
        (MONTREAL, "Montréal, Ville (V)!"),
        ("2021S05002440", "Montréal"),
        ("2021A00072406", "Région de Montréal"),
    ]


def test_a_territory_without_a_french_name_is_an_error(tmp_path: Path):
    files = {"CL_GEO_CSD-en.json": codelist({MONTREAL: "Montréal"}), "CL_GEO_CSD-fr.json": codelist({"x": "y"})}
    with pytest.raises(SourceError, match=r"CL_GEO_CSD-fr\.json: no 2021A00052466023 .Montréal."):
        read_territories(supply(tmp_path, files), ["24"])
    with pytest.raises(SourceError, match=r"CL_GEO_CSD-fr\.json is missing"):
        read_territories(supply(tmp_path, {"CL_GEO_CSD-en.json": codelist({MONTREAL: "Montréal"})}), ["24"])
    with pytest.raises(SourceError, match="no code list CL_GEO_"):
        read_territories(supply(tmp_path, {"DF_CSD-en.csv": ""}), ["24"])
