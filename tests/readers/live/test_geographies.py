"""Outlines in every published format, and the file of dissemination blocks."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import Polygon, box

from pipelines.errors import SourceError
from pipelines.readers import geographic_attributes
from pipelines.readers.boundaries import read_boundaries

from .drawn import line

LAMBERT = "EPSG:3347"
SQUARE, BOW_TIE = box(-73, 45, -72, 46), Polygon([(-71, 45), (-70, 46), (-70, 45), (-71, 46)])


def frame(crs: str = "EPSG:4326", shapes: tuple[Polygon, ...] = (SQUARE, SQUARE)) -> gpd.GeoDataFrame:
    data = {"RLS_code": ["0712", "0111"], "RLS_nom": ["Gatineau", "Rivière-du-Loup"]}
    return gpd.GeoDataFrame(data, geometry=list(shapes), crs="EPSG:4326").to_crs(crs)


def written(folder: Path, name: str, crs: str = "EPSG:4326", **options: object) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    frame(crs).to_file(path, **options)
    return path


def topojson(folder: Path) -> Path:
    """A topology of one square that both territories share, as a mapping tool writes it."""
    objects = [
        {"type": "Polygon", "arcs": [[0]], "properties": {"RLS_code": code, "RLS_nom": name}}
        for code, name in (("0712", "Gatineau"), ("0111", "Rivière-du-Loup"))
    ]
    arcs = [[[-73, 45], [-72, 45], [-72, 46], [-73, 46], [-73, 45]]]
    path = folder / "territoires.json"
    whole = {
        "type": "Topology",
        "arcs": arcs,
        "objects": {"layer": {"type": "GeometryCollection", "geometries": objects}},
    }
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


def in_folder(folder: Path, encoding: str, named: bool) -> Path:
    path = written(folder, "shapes/rls.shp", LAMBERT, encoding=encoding)
    if not named:
        path.with_suffix(".cpg").unlink()
    return path.parent


def in_zip(folder: Path) -> Path:
    inside = in_folder(folder, "cp1252", named=False)
    path = folder / "rls.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in inside.iterdir():
            archive.write(file, f"Territoires/{file.name}")
        archive.writestr("Territoires/rls.pdf", "a page")
    return path


@pytest.mark.parametrize(
    "draw",
    [
        lambda folder: in_folder(folder, "utf-8", named=True),
        lambda folder: in_folder(folder, "utf-8", named=False),
        lambda folder: in_folder(folder, "cp1252", named=True),
        lambda folder: in_folder(folder, "cp1252", named=False),
        in_zip,
        lambda folder: written(folder, "rls.geojson", driver="GeoJSON"),
        lambda folder: written(folder, "rls.gpkg", LAMBERT, driver="GPKG"),
        topojson,
    ],
    ids=["utf-8 said", "utf-8 unsaid", "cp1252 said", "cp1252 unsaid", "zip", "GeoJSON", "GeoPackage", "TopoJSON"],
)
def test_outlines_come_in_degrees_with_their_ids_and_names(tmp_path: Path, draw: Callable[[Path], Path]):
    found = read_boundaries(draw(tmp_path), "RLS_code", "RLS_nom")
    assert found["dguid"].tolist() == ["0111", "0712"]
    assert found["name"].tolist() == ["Rivière-du-Loup", "Gatineau"]
    assert found.crs == "EPSG:4326"
    assert found.total_bounds.round(4).tolist() == [-73, 45, -72, 46]
    assert list(found.columns) == ["dguid", "name", "geometry"]


def test_outlines_that_cross_themselves_are_mended_and_counted(tmp_path: Path):
    said: list[str] = []
    path = tmp_path / "rls.geojson"
    frame(shapes=(SQUARE, BOW_TIE)).to_file(path, driver="GeoJSON")
    found = read_boundaries(path, "RLS_code", "RLS_nom", said.append)
    assert found.geometry.is_valid.all()
    assert said == ["rls.geojson: 1 of 2 outlines are not valid (they cross themselves) and were mended"]


def test_numbers_get_their_leading_zeros_back(tmp_path: Path):
    path = tmp_path / "rls.geojson"
    frame().assign(RLS_code=[712, 111]).to_file(path, driver="GeoJSON")
    assert read_boundaries(path, "RLS_code", "RLS_nom", digits=4)["dguid"].tolist() == ["0111", "0712"]


def unplaced(folder: Path) -> Path:
    path = in_folder(folder, "utf-8", named=True)
    (path / "rls.prj").unlink()
    return path


def twice(folder: Path) -> Path:
    path = folder / "rls.geojson"
    frame().assign(RLS_code="0111").to_file(path, driver="GeoJSON")
    return path


def text_file(folder: Path, name: str = "rls.geojson") -> Path:
    path = folder / name
    path.write_text("<html>Just a moment...", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("draw", "column", "message"),
    [
        (topojson, "RSS_code", r"no column 'RSS_code'; found .*RLS_code"),
        (unplaced, "RLS_code", r"nothing says where its coordinates lie \(no \.prj\)"),
        (twice, "RLS_code", "0111 stands twice in 'RLS_code'"),
        (text_file, "RLS_code", r"rls\.geojson: not outlines that can be read"),
        (lambda folder: folder, "RLS_code", r"0 files of outlines \(none\)"),
        (lambda folder: folder / "gone.shp", "RLS_code", r"gone\.shp: 1 files of outlines"),
    ],
    ids=["column", "prj", "twice", "html", "empty", "gone"],
)
def test_what_holds_no_outlines_is_told(tmp_path: Path, draw: Callable[[Path], Path], column: str, message: str):
    with pytest.raises(SourceError, match=message):
        read_boundaries(draw(tmp_path), column, "RLS_nom")


BLOCK = {
    "PRUID_PRIDU": "24",
    "CDUID_DRIDU": "2466",
    "CSDUID_SDRIDU": "2466023",
    "CSDNAME_SDRNOM": "Montréal",
    "DAUID_ADIDU": "24661234",
    "DBUID_IDIDU": "24661234001",
    "DBPOP2021_IDPOP2021": "120",
    "CTUID_SRIDU": "4620001.00",
}


def blocks(folder: Path, *rows: dict[str, str], header: list[str] | None = None) -> Path:
    path = folder / "2021_92-151_X.csv"
    cells = [(BLOCK | row).values() for row in rows]
    path.write_bytes("".join(line(list(each)) for each in (header or list(BLOCK), *cells)).encode("latin-1"))
    return path


ONTARIO = {
    "PRUID_PRIDU": "35",
    "CDUID_DRIDU": "3520",
    "CSDUID_SDRIDU": "3520005",
    "DAUID_ADIDU": "35201234",
    "DBUID_IDIDU": "35201234001",
}


def test_blocks_of_the_provinces_are_read_with_their_parents(tmp_path: Path):
    found = geographic_attributes.read(
        blocks(tmp_path, {}, ONTARIO, {"DBUID_IDIDU": "24661234002", "DBPOP2021_IDPOP2021": ""}), ["24"]
    )
    assert found["db"].tolist() == ["24661234001", "24661234002"]
    first = found.iloc[0]
    assert (first["da"], first["csd"], first["cd"], first["pr"], first["ct"], first["population"]) == (
        "24661234",
        "2466023",
        "2466",
        "24",
        "4620001.00",
        120,
    )
    assert found["population"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("rows", "header", "message"),
    [
        (
            [{"DAUID_ADIDU": "24669999"}],
            None,
            r"2021_92-151_X\.csv, row 2: da of block 24661234001 is '24669999'; expected the first 8",
        ),
        (
            [{}, {"DBUID_IDIDU": "24661234002", "CSDUID_SDRIDU": "2465005"}],
            None,
            r"row 3: csd of block 24661234002 is '2465005'",
        ),
        ([{"DBPOP2021_IDPOP2021": "1 200"}], None, r"population of block 24661234001 is '1 200'; expected persons"),
        ([{}, {}], None, "block 24661234001 stands twice"),
        ([ONTARIO], None, "no block of the provinces 24"),
        ([{}], [*list(BLOCK)[:-2], "DBPOP2016", "CTUID_SRIDU"], "columns DBPOP2021_IDPOP2021; found PRUID_PRIDU"),
    ],
    ids=["area", "municipality", "population", "twice", "elsewhere", "header"],
)
def test_blocks_that_cannot_be_are_named(
    tmp_path: Path, rows: list[dict[str, str]], header: list[str] | None, message: str
):
    with pytest.raises(SourceError, match=message):
        geographic_attributes.read(blocks(tmp_path, *rows, header=header), ["24"])
