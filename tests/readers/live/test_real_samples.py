"""Real files and headers of the publishers, where this machine holds them."""

import csv
import io
import json
from pathlib import Path

import pytest
from pyogrio import read_dataframe

from pipelines.errors import SourceError
from pipelines.model import Slice
from pipelines.readers import census_wide, profile_bulk_2011, profile_bulk_2016, profile_bulk_2021, wds_cells, wds_table
from pipelines.readers.boundaries import read_boundaries
from pipelines.readers.headers import header_cells, same_header
from pipelines.readers.profile_sdmx import HEADER
from pipelines.readers.wds_metadata import read_metadata

from .drawn import said, zipped

pytestmark = pytest.mark.shared
SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
SAMPLES = SHARED / "samples"


def text(name: str, encoding: str = "utf-8") -> str:
    return (SAMPLES / name).read_bytes().decode(encoding)


def test_all_98_10_headers_are_understood():
    headers = json.loads(text("wds/statcan_98-10_csv_headers_eng_2025-06.json"))
    columns = 0
    for product, header in headers.items():
        shape = census_wide.layout(header, product)
        columns += len(shape.column.members)
        assert shape.width == len(header)
        assert shape.column.name == shape.column.name.strip()
    assert (len(headers), columns) == (523, 4155)


def test_the_header_of_98_10_0170_has_its_dimensions():
    headers = json.loads(text("wds/statcan_98-10_csv_headers_eng_2025-06.json"))
    shape = census_wide.layout(headers["98100170"], "98100170")
    assert shape.rows == (
        "Knowledge of official languages (5)",
        "Age (27)",
        "Gender (3)",
        "First official language spoken (5)",
    )
    assert shape.column.name == "Mother tongue (11)"
    assert list(shape.column.members.items())[:2] == [("1", "Total - Mother tongue"), ("2", "English")]


def test_a_real_ordinary_table_is_read():
    path = SAMPLES / "wds/18100204-eng.zip"
    axes = {
        "sizes": {
            "over": "Electric power selling price over 5000kw [2]",
            "under": "Electric power selling price under 5000kw",
        }
    }
    piece = Slice(population="total", dimensions={"Index": {"measure": "sizes"}})
    places = {"A000011124": "ca", "A000224": "pr24", "Atlantic Region": "x-atlantic"}
    # The table is monthly: a year has twelve values of a cell, which only the proof after the reader refuses.
    found = wds_table.read(path, "drawn", [piece], axes, places)
    assert set(found["region"]) == {"ca", "pr24", "x-atlantic"}
    first = found[(found["region"] == "ca") & (found["measure"] == "over") & (found["period"] == "1981")]
    assert first["value"].tolist()[0] == 31.1
    assert set(found["status"]) == {"reported", "not_available", "suppressed"} & set(found["status"])


def test_the_shapes_of_the_census_dialect_are_read(tmp_path: Path):
    described = read_metadata(text("shapes/98_10_MetaData_dialect.csv"), "98100170_MetaData.csv")
    assert described.areas == {"1": {"DGUID": "2021A000011124"}}
    assert described.dimensions[1].spelled().members == {"1": "Total - Mother tongue", "2": "English"}
    drawn = (
        '"Cube Title","Product Id"\n"Shape",98100362\n\n"Dimension ID","Dimension name"\n1,Geography\n2,Age (3)\n'
        '3,Statistics (3)\n\n"Dimension ID","Member Name","Member ID","Parent Member ID","Member Notes"\n'
        '1,Canada,1,,\n1,Quebec,2,,\n2,"Total - Age",1,,\n3,Count,1,,\n'
        '3,"95% confidence interval lower bound, Count",2,,\n'
        '3,"95% confidence interval upper bound, Count",3,,\n'
    )
    path = zipped(
        tmp_path, {"98100362.csv": text("shapes/98-10_wide_with_symbols.csv"), "98100362_MetaData.csv": drawn}
    )
    labels = [
        "Count [1]",
        "95% confidence interval lower bound, Count [2]",
        "95% confidence interval upper bound, Count [3]",
    ]
    axes = {"ci": dict(zip(("value", "lower", "upper"), labels, strict=True))}
    piece = Slice(
        measure="persons", population="total", dimensions={"Age (3)": "Total - Age", "Statistics (3)": {"bounds": "ci"}}
    )
    found = census_wide.read(path, "drawn", [piece], axes, {"A000011124": "ca", "A000224": "pr24"}, "sample")
    assert found[["value", "lower", "upper"]].iloc[0].tolist() == [100, 48.5, 52]
    assert said(found, "region")["pr24",] == "not_applicable"


def test_real_metadata_are_read():
    path = SAMPLES / "wds/18100204-eng.zip"
    _, described = census_wide.opened(path)
    assert described.title == "Electric power selling price index, monthly"
    assert [len(dimension.members) for dimension in described.dimensions] == [13, 3]
    assert len(described.legend) == 14
    assert described.notes["2"].startswith("On August 12, 2016, the electric")


def test_real_cube_metadata_give_the_coordinates():
    lines = (SHARED / "wds-metadata/getCubeMetadata_6_cubes.jsonl").read_text(encoding="utf-8").splitlines()
    cubes = {str(cube["productId"]): cube for cube in (json.loads(line)["object"] for line in lines)}
    housing = cubes["43100060"]
    axes = {"groups": {"english": "English only", "french": "French only [9]"}}
    dimensions = wds_cells.dimensions(housing, "43100060")
    uses: dict[str, object] = {
        each.name: f"{label} [{identifier}]"
        for each in dimensions[1:]
        for identifier, label in list(each.members.items())[:1]
    }
    piece = Slice(
        measure="m", dimensions=uses | {"Age group and first official language spoken": {"population": "groups"}}
    )
    places = {"A000224": "pr24", "S0503462": "cma462", "S050524505": "cma24505"}
    found = wds_cells.coordinates("drawn", [piece], axes, housing, places)
    assert found == [f"{geography}.1.{group}.1.1.6.1.0.0.0" for geography in (13, 15, 16) for group in (8, 9)]
    assert len(cubes) == 6
    assert all(wds_cells.dimensions(cube, product) for product, cube in cubes.items())


def test_a_real_point_is_read(tmp_path: Path):
    answer = json.loads(text("wds/getDataFromCubePidCoordAndLatestNPeriods.json"))[0]["object"]
    described = {
        "productId": 18100004,
        "dimension": [
            {
                "dimensionPositionId": 1,
                "dimensionNameEn": "Geography",
                "member": [
                    {
                        "memberId": 2,
                        "memberNameEn": "Canada",
                        "geoLevel": 0,
                        "vintage": 2016,
                        "classificationCode": "11124",
                    }
                ],
            },
            {
                "dimensionPositionId": 2,
                "dimensionNameEn": "Products",
                "member": [{"memberId": 2, "memberNameEn": "All-items"}],
            },
        ],
    }
    (tmp_path / "cells.json").write_text(json.dumps([answer]), encoding="utf-8")
    (tmp_path / "metadata.json").write_text(json.dumps(described), encoding="utf-8")
    piece = Slice(measure="index", population="total", dimensions={"Products": "All-items [2]"})
    found = wds_cells.read(
        tmp_path / "cells.json", tmp_path / "metadata.json", "drawn", [piece], {}, {"A000011124": "ca"}
    )
    assert said(found, "region", "period") == {("ca", "2026"): 169.8}


def test_the_header_of_the_web_service_is_the_real_one():
    assert tuple(text("census_profile_sdmx/csv_header_full.txt").strip().split(",")) == HEADER


@pytest.mark.parametrize("name", ["98-401-X2021012_English_CSV_data.head.csv", "98-401-X2021012_head_5rows.csv"])
def test_real_lines_of_the_2021_profile_are_read(tmp_path: Path, name: str):
    path = tmp_path / "98-401-X2021012_English_CSV_data.csv"
    path.write_bytes((SAMPLES / "census_profile_bulk" / name).read_bytes())
    axes = {"sizes": {"now": "Population, 2021 [1]", "before": "Population, 2016 [2]"}}
    piece = Slice(population="total", dimensions={"CHARACTERISTIC": {"measure": "sizes"}, "Column": "C1_COUNT_TOTAL"})
    found = profile_bulk_2021.read(path, "drawn", [piece], axes, {"S051610010001": "ada"}, "full-count")
    assert said(found, "measure") == {("now",): 8881, ("before",): 9334}


def test_the_header_with_intervals_is_the_real_one():
    real = header_cells(text("census_profile_bulk/98-401-X2021012CI_header.txt"), "CI")
    same_header(real, profile_bulk_2021.header(True), "CI")
    with pytest.raises(SourceError, match="columns missing"):
        same_header(profile_bulk_2021.header(False), real, "without")


def test_the_header_of_2016_is_the_real_one(tmp_path: Path):
    path = tmp_path / "98-401-X2016044_English_CSV_data.csv"
    path.write_text(
        text("census_profile_bulk/98-401-X2016044_header.txt", "utf-8-sig").strip()
        + '\n"2016","24660001","4","24660001","4.4","5.0","00000","24660001",'
        + '"Population, 2016","1","1","500","...","..."\n',
        encoding="utf-8-sig",
    )
    piece = Slice(
        measure="persons",
        population="total",
        dimensions={"CHARACTERISTIC": "Population, 2016 [1]", "Column": profile_bulk_2016.COLUMNS[0]},
    )
    found = profile_bulk_2016.read(path, "drawn", [piece], {}, {"S051224660001": "da"}, "full-count")
    assert found["value"].tolist() == [500]


def test_real_lines_of_the_2011_profile_are_read(tmp_path: Path):
    path = tmp_path / "98-316-XWE2011001-301.csv"
    path.write_bytes((SAMPLES / "census_profile_bulk/98-316-XWE2011001-301.head.csv").read_bytes())
    piece = Slice(
        measure="persons",
        population="total",
        dimensions={"CHARACTERISTIC": "Population and dwelling counts: Population in 2011", "Column": "Total"},
    )
    found = profile_bulk_2011.read(path, "drawn", [piece], {}, {"A00051001101": "csd1001101"}, "full-count")
    assert said(found, "region", "period") == {("csd1001101", "2011"): 62}


def test_all_characteristics_of_both_systems_are_told_apart():
    rows = list(
        csv.DictReader(io.StringIO(text("census_profile_bulk/characteristics_2021_bulk_vs_sdmx.csv", "utf-8-sig")))
    )
    from pipelines.methods.codes import web_characteristic

    assert len(rows) == 2631
    assert all(
        str(web_characteristic(int(row["bulk_characteristic_id"]))) == row["sdmx_characteristic_code"] for row in rows
    )


@pytest.mark.parametrize(
    ("folder", "identifier", "name", "count", "first", "bounds"),
    [
        ("rss-2024", "RSS_code", "RSS_nom", 18, ("01", "Bas-Saint-Laurent"), (-80, 44.9, -56.9, 62.6)),
        ("rls-2020", "RLS_code", "RLS_nom", 96, ("0111", "RLS de Kamouraska"), (-80, 44.9, -56.9, 62.6)),
        (
            "provinces-2021",
            "DGUID",
            "PRENAME",
            13,
            ("2021A000210", "Newfoundland and Labrador"),
            (-141.1, 41.7, -52.6, 83.2),
        ),
        (
            "cd-2021",
            "DGUID",
            "CDNAME",
            98,
            ("2021A00032401", "Communauté maritime des Îles-de-la-Madeleine"),
            (-80, 44.9, -56.9, 62.6),
        ),
    ],
)
def test_real_outlines_are_read(
    folder: str, identifier: str, name: str, count: int, first: tuple[str, str], bounds: tuple[float, ...]
):
    said: list[str] = []
    found = read_boundaries(SHARED / "boundaries" / folder, identifier, name, said.append)
    assert len(found) == count
    assert tuple(found.iloc[0][["dguid", "name"]]) == first
    west, south, east, north = found.total_bounds
    assert bounds[0] <= west
    assert bounds[1] <= south
    assert east <= bounds[2]
    assert north <= bounds[3]
    assert found.geometry.is_valid.all()
    assert bool(said) == (folder == "rss-2024")


def test_names_without_a_declared_encoding_keep_their_accents():
    found = read_boundaries(SHARED / "boundaries/rls-2020", "RLS_code", "RLS_nom")
    assert "RLS de Rivière-du-Loup" in set(found["name"])
    assert len(read_dataframe(SHARED / "boundaries/rls-2020/rls_no_water.shp", encoding="cp1252")) == 96
