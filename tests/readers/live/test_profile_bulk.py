"""The bulk files of the Census Profile, 2021, 2016 and 2011."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import SourceError
from pipelines.model import Slice
from pipelines.readers import profile_bulk_2011, profile_bulk_2016, profile_bulk_2021, streams

from .drawn import line, said, zipped

DA = "2021S051224660001"
NAMES = {
    "1": "Population, 2021",
    "8": "Total - Age – 100% data",
    "9": "  0 to 14 years",
    "388": "Total - FOLS",
    "389": "  English",
    "390": "  French",
}
PLACES = {
    "S051224660001": "da1",
    "S051224660003": "da3",
    "A00052466023": "csd2466023",
    "A000224": "pr24",
    "A000011124": "ca",
}
AXES = {
    "fols": {"total": "Total - FOLS [388]", "english": "English [389]"},
    "gender": {"all": "C1_COUNT_TOTAL", "female": "C3_COUNT_WOMEN+"},
}
SLICE = Slice(measure="persons", dimensions={"CHARACTERISTIC": {"population": "fols"}, "Column": {"sex": "gender"}})


def place(number: int) -> str:
    return f"2021S0512{24660000 + number}"


def block(dguid: str, names: dict[str, str] = NAMES, flag: str = "00000", intervals: bool = False) -> list[list[str]]:
    """Return the rows of a place: value n of characteristic c is 100 c + n."""
    head = ["2021", dguid, dguid[9:], "Dissemination area", f"Montréal {dguid[-1]}", "3.1", "4.6", flag]
    count = len(profile_bulk_2021.columns(intervals))
    return [
        [
            *head,
            identifier,
            name,
            "",
            *(each for n in range(1, count + 1) for each in (str(100 * int(identifier) + n), "")),
        ]
        for identifier, name in names.items()
    ]


def bulk_zip(folder: Path, rows: list[list[str]], header: list[str] | None = None, intervals: bool = False) -> Path:
    text = "".join(line(each) for each in (header or profile_bulk_2021.header(intervals), *rows))
    files = {
        "98-401-X2021006_English_CSV_data.csv": text.encode("cp1252"),
        "98-401-X2021006_English_meta.txt": b"meta",
        "98-401-X2021006_Geo_starting_row.CSV": b"Geo Code,Geo Name,Line Number\r\n",
        "README_meta.txt": b"read me",
    }
    return zipped(folder, files, "98-401-X2021006_eng_CSV.zip")


def read(path: Path, slices: list[Slice] | None = None, axes: dict | None = None, basis: str = "mixed") -> pd.DataFrame:
    return profile_bulk_2021.read(path, "drawn", slices or [SLICE], axes or AXES, PLACES, basis)


def test_wanted_characteristics_of_wanted_places_are_read(tmp_path: Path):
    rows = [each for number in (1, 2, 3) for each in block(place(number))]
    assert said(read(bulk_zip(tmp_path, rows))) == {
        (region, *key): value
        for region in ("da1", "da3")
        for key, value in {
            ("total", ""): 38801,
            ("total", "sex=female"): 38803,
            ("english", ""): 38901,
            ("english", "sex=female"): 38903,
        }.items()
    }


def test_a_file_out_of_its_zip_is_the_same(tmp_path: Path):
    path = tmp_path / "98-401-X2021006_English_CSV_data.csv"
    path.write_bytes("".join(line(each) for each in (profile_bulk_2021.header(False), *block(DA))).encode("cp1252"))
    assert said(read(path))["da1", "english", ""] == 38901


def test_bounds_come_with_the_file_that_has_them(tmp_path: Path):
    found = read(bulk_zip(tmp_path, block(DA, intervals=True), intervals=True))
    everybody = found[(found["population"] == "english") & (found["breakdown"] == "")].iloc[0]
    women = found[(found["population"] == "english") & (found["breakdown"] == "sex=female")].iloc[0]
    assert everybody[["value", "lower", "upper"]].tolist() == [38901, 38904, 38907]
    assert women[["value", "lower", "upper"]].tolist() == [38903, 38906, 38909]


def test_symbols_and_flags_are_read(tmp_path: Path):
    rows = block(DA, flag="05000")
    rows[3][11:17] = ["", "x", "7", "", "12", "rE"]
    rows[4][11:17] = ["", "...", "7", "", "", "F"]
    found = read(bulk_zip(tmp_path, rows), basis="full-count")
    assert said(found) == {
        ("da1", "total", ""): "suppressed",
        ("da1", "total", "sex=female"): 12,
        ("da1", "english", ""): "not_applicable",
        ("da1", "english", "sex=female"): "unreliable",
    }
    assert set(found.loc[found["status"] == "reported", "quality"]) == {"caution"}


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (
            ["5", "q"],
            r"98-401-X2021006_English_CSV_data\.csv, row 5 \(da1, characteristic 388\), column C1_COUNT_TOTAL: "
            r"unknown symbol 'q'",
        ),
        (["5", "x"], "value '5' with symbol 'x' is a number"),
        (["", ""], "is empty and no symbol says why"),
        (["1,5", ""], "is no number"),
    ],
)
def test_a_cell_that_cannot_be_is_named(tmp_path: Path, cells: list[str], message: str):
    rows = block(DA)
    rows[3][11:13] = cells
    with pytest.raises(SourceError, match=message):
        read(bulk_zip(tmp_path, rows))


def test_rows_in_another_order_are_found_by_their_ids(tmp_path: Path):
    other = dict(reversed(NAMES.items()))
    found = said(read(bulk_zip(tmp_path, block(place(1)) + block(place(3), other))))
    assert found["da3", "english", ""] == 38901


def test_a_place_that_lacks_a_wanted_row_is_refused(tmp_path: Path):
    rows = block(place(1)) + [row for row in block(place(3)) if row[8] != "389"]
    with pytest.raises(
        SourceError, match=r"2021S051224660003 lacks rows, among them 389 \('English'\); expected the 6 rows"
    ):
        read(bulk_zip(tmp_path, rows))


def test_a_characteristic_with_another_label_elsewhere_is_refused(tmp_path: Path):
    rows = block(place(1)) + block(place(3), NAMES | {"389": "  French"})
    with pytest.raises(
        SourceError,
        match=r"row 12: characteristic 389 is .French. in 2021S051224660003, in the first place .* .English.",
    ):
        read(bulk_zip(tmp_path, rows))


def test_an_id_of_the_web_service_is_told(tmp_path: Path):
    names = NAMES | {"374": "In sixth decile", "375": "In seventh decile"}
    axes = AXES | {"fols": {"total": "Total - FOLS [374]"}}
    with pytest.raises(
        SourceError,
        match=r"this looks like the SDMX id: the bulk file's id of 'Total - FOLS' is 388",
    ):
        read(bulk_zip(tmp_path, block(DA, names)), axes=axes)


def test_a_label_that_is_gone_is_told(tmp_path: Path):
    with pytest.raises(SourceError, match="id 389 is declared as 'English', but the table calls it 'English only'"):
        read(bulk_zip(tmp_path, block(DA, NAMES | {"389": "  English only"})))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda h: ["YEAR", *h[1:]], "'YEAR' found where 'CENSUS_YEAR' was expected"),
        (lambda h: [c for c in h if c != "GEO_NAME"], "columns missing: 'GEO_NAME'"),
        (lambda h: [*h, "C19"], "additional columns: 'C19'"),
        (lambda h: [*h[:11], h[13], h[12], h[11], *h[14:]], "columns in another order.*column 12 is 'C2_COUNT_MEN.'"),
        (lambda h: h[:-1], "one more or less often.*22 columns, expected 23"),
        (
            lambda _: ["<!DOCTYPE html><title>Just a moment...</title>"],
            "a web page where a table was expected.*may ask for a human",
        ),
    ],
    ids=["renamed", "missing", "additional", "order", "symbol", "html"],
)
def test_a_header_that_is_another_is_told(tmp_path: Path, change: Callable[[list[str]], list[str]], message: str):
    with pytest.raises(SourceError, match=message):
        read(bulk_zip(tmp_path, block(DA), change(profile_bulk_2021.header(False))))


def test_a_zip_without_data_is_told(tmp_path: Path):
    with pytest.raises(SourceError, match=r"0 files of the form .* it holds README_meta\.txt"):
        read(zipped(tmp_path, {"README_meta.txt": "hello"}, "bulk.zip"))


def test_none_of_the_places_is_an_error(tmp_path: Path):
    with pytest.raises(SourceError, match="none of the regions asked for is in the file"):
        read(bulk_zip(tmp_path, block(place(2))))


@given(
    st.lists(st.sets(st.integers(1, 9)), min_size=1, max_size=6),
    st.integers(1, 9),
    st.sampled_from([64, 700, 1 << 19]),
)
@settings(max_examples=80)
def test_picking_by_place_is_reading_row_by_row(
    tmp_path_factory: pytest.TempPathFactory, gone: list[set[int]], wanted: int, chunk: int
):
    """Rows other than the wanted one may be missing anywhere: it is always found, by place or by its id."""
    names = {str(n): f"  Characteristic, number {n}\u2019s" for n in range(1, 10)}
    whole = block(place(0), names)
    rows = whole + [
        row
        for number, lacking in enumerate(gone, start=1)
        for row in block(place(number), names)
        if int(row[8]) == wanted or int(row[8]) not in lacking
    ]
    axes = {"all": {"one": f"Characteristic, number {wanted}'s [{wanted}]"}}
    piece = Slice(measure="m", dimensions={"CHARACTERISTIC": {"population": "all"}, "Column": "C1_COUNT_TOTAL"})
    places = {place(number)[4:]: place(number) for number in range(len(gone) + 1)}
    path = bulk_zip(tmp_path_factory.mktemp("drawn"), rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streams, "CHUNK", chunk)
        found = profile_bulk_2021.read(path, "drawn", [piece], axes, places, "mixed")
    text = "".join(map(line, rows))
    naive = {(row[1],): float(row[11]) for row in csv.reader(io.StringIO(text)) if row[8] == str(wanted)}
    assert said(found, "region") == naive


HEADER_2016 = [
    *profile_bulk_2016.PLACE,
    "DIM: Profile of Census Subdivisions (2247)",
    "Member ID: Profile of Census Subdivisions (2247)",
    "Notes: Profile of Census Subdivisions (2247)",
    *profile_bulk_2016.COLUMNS,
]
AXES_2016 = {
    "fols": {"total": "Total - FOLS [100]", "english": "English [101]"},
    "sex": {"all": profile_bulk_2016.COLUMNS[0], "male": profile_bulk_2016.COLUMNS[1]},
}
SLICE_2016 = Slice(measure="persons", dimensions={"CHARACTERISTIC": {"population": "fols"}, "Column": {"sex": "sex"}})


def rows_2016(code: str, level: str, cells: list[list[str]]) -> list[list[str]]:
    head = ["2016", code, level, "Montréal", "4.4", "5.0", "00000", code]
    labels = [("Population, 2016", "1"), ("Total - FOLS", "100"), ("English", "101")]
    return [[*head, label, identifier, "", *values] for (label, identifier), values in zip(labels, cells, strict=True)]


def file_2016(folder: Path, rows: list[list[str]], header: list[str] | None = None) -> Path:
    path = folder / "98-401-X2016055_English_CSV_data.csv"
    path.write_text(
        "\ufeff" + "".join(line(each) for each in (header or HEADER_2016, *rows)), encoding="utf-8", newline=""
    )
    return path


def read_2016(path: Path) -> pd.DataFrame:
    return profile_bulk_2016.read(path, "drawn", [SLICE_2016], AXES_2016, PLACES, "full-count")


def test_2016_has_its_symbols_among_the_numbers_and_places_by_number(tmp_path: Path):
    rows = [
        *rows_2016("01", "0", [["9", "9", "9"], ["100", "60", "40"], ["30", "20", "10"]]),
        *rows_2016("24", "1", [["9", "...", "..."], ["x", "..", "..."], ["F", "3", "10"]]),
        *rows_2016("2466023", "3", [["9", "9", "9"], ["1", "2", "3"], ["4", "5", "6"]]),
        *rows_2016("3520005", "3", [["9", "9", "9"], ["1", "2", "3"], ["4", "5", "6"]]),
    ]
    found = read_2016(file_2016(tmp_path, rows))
    assert set(found["period"]) == {"2016"}
    cells = said(found)
    assert cells["ca", "english", "sex=male"] == 20
    assert (cells["pr24", "total", ""], cells["pr24", "total", "sex=male"]) == ("suppressed", "not_available")
    assert (cells["pr24", "english", ""], cells["pr24", "english", "sex=male"]) == ("unreliable", 3)
    assert cells["csd2466023", "total", ""] == 1
    assert len(cells) == 12


@pytest.mark.parametrize(
    ("rows", "header", "message"),
    [
        (
            rows_2016("24", "1", [["9"] * 3, ["1", "z", "3"], ["4"] * 3]),
            None,
            r"row 3 \(pr24, characteristic 100\), column Dim: Sex .3.: Member ID: .2.: Male: value 'z'",
        ),
        (rows_2016("24", "1", [["9"] * 3, ["", "1", "3"], ["4"] * 3]), None, "is empty and no symbol says why"),
        (rows_2016("246602", "1", [["9"] * 3] * 3), None, "the place '246602' of 'DIM: Profile of Census Subdivisions"),
        (
            rows_2016("24", "1", [["9"] * 3] * 3),
            ["CENSUS_YEAR", "GEO_CODE", *HEADER_2016[2:]],
            "'GEO_CODE' found where 'GEO_CODE .POR.'",
        ),
        (
            rows_2016("24", "1", [["9"] * 3] * 3),
            [*HEADER_2016[:8], "Characteristic", *HEADER_2016[9:]],
            "'Characteristic' found where",
        ),
    ],
    ids=["symbol", "gap", "place", "header", "title"],
)
def test_2016_that_cannot_be_is_named(tmp_path: Path, rows: list[list[str]], header: list[str] | None, message: str):
    with pytest.raises(SourceError, match=message):
        read_2016(file_2016(tmp_path, rows, header))


@pytest.mark.parametrize(
    ("code", "title", "geography"),
    [
        ("01", "Profile of Census Subdivisions (2247)", "A000011124"),
        ("2466", "Profile of Census Divisions (2247)", "A00032466"),
        ("2440", "Profile of Economic Regions (2247)", "S05002440"),
        ("2406", "Profile of Health Regions (2247)", "A00072406"),
    ],
)
def test_2016_codes_are_of_the_level_in_the_title(code: str, title: str, geography: str):
    assert profile_bulk_2016.geography(code, f"DIM: {title}", "drawn") == geography


HEADER_2011 = [
    "Geo_Code",
    "Prov_Name",
    "CD_Name",
    "CSD_Name",
    "CSD_Type",
    "Topic",
    "Characteristics",
    "Note",
    "Total",
    "Flag_Total",
    "Male",
    "Flag_Male",
    "Female",
    "Flag_Female",
]
AXES_2011 = {"english": {"single": "Language: English", "any": "Language: English #2"}}
SLICE_2011 = Slice(measure="persons", dimensions={"CHARACTERISTIC": {"population": "english"}, "Column": "Total"})


def rows_2011(code: str, values: list[tuple[str, str]]) -> list[list[str]]:
    labels = [
        ("Population", "Population in 2011"),
        ("Language", "  English"),
        ("Language", "  English"),
        ("Language", "French"),
    ]
    head = [code, "Québec", "Montréal", "Montréal", "Ville"]
    return [
        [*head, topic, label, "", *value, "", "...", "", "..."]
        for (topic, label), value in zip(labels, values, strict=True)
    ]


def file_2011(folder: Path, rows: list[list[str]], title: str = "Census Profile - Census Subdivisions (CSDs)") -> Path:
    path = folder / "98-316-XWE2011001-301.csv"
    path.write_bytes((f"{title}\r\n" + "".join(line(each) for each in (HEADER_2011, *rows))).encode("cp1252"))
    return path


def read_2011(path: Path) -> pd.DataFrame:
    return profile_bulk_2011.read(path, "drawn", [SLICE_2011], AXES_2011, PLACES, "full-count")


def test_2011_has_a_title_no_ids_and_labels_that_repeat(tmp_path: Path):
    rows = rows_2011("1001101", [("9", "")] * 4) + rows_2011("2466023", [("9", ""), ("10", ""), ("", "x"), ("5", "")])
    found = read_2011(file_2011(tmp_path, rows))
    assert said(found, "region", "period", "population") == {
        ("csd2466023", "2011", "single"): 10,
        ("csd2466023", "2011", "any"): "suppressed",
    }


def test_2011_with_a_row_missing_is_refused_since_nothing_tells_its_rows(tmp_path: Path):
    rows = rows_2011("1001101", [("9", "")] * 4) + rows_2011("2466023", [("9", "")] * 4)
    with pytest.raises(SourceError, match="has not the rows of the first place in the file"):
        read_2011(file_2011(tmp_path, [*rows[:5], *rows[6:]]))
    with pytest.raises(SourceError, match="lacks rows"):
        read_2011(file_2011(tmp_path, rows[:-1]))


def test_2011_without_its_title_is_another_file(tmp_path: Path):
    with pytest.raises(SourceError, match="expected a title such as 'Census Profile - Census Subdivisions"):
        read_2011(file_2011(tmp_path, rows_2011("2466023", [("9", "")] * 4), "Geo_Code,Prov_Name"))
    with pytest.raises(SourceError, match="is of no level that is known"):
        read_2011(file_2011(tmp_path, rows_2011("24660", [("9", "")] * 4)))


def test_a_file_that_ends_after_its_header_is_told(tmp_path: Path):
    with pytest.raises(SourceError, match="no rows after the header"):
        read(bulk_zip(tmp_path, []))
