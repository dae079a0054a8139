"""Outlines of territories in any published format → a frame of identifier, name and geometry in degrees."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pyogrio  # type: ignore[import-untyped]
from pyogrio.errors import DataLayerError, DataSourceError  # type: ignore[import-untyped]
from pyproj.exceptions import CRSError

from pipelines.errors import SourceError

LONGITUDE_LATITUDE = "EPSG:4326"
SUFFIXES = (".shp", ".geojson", ".json", ".topojson", ".gpkg")


def read_boundaries(
    path: Path,
    identifier: str,
    name: str,
    say: Callable[[str], None] = lambda _: None,
    layer: str | None = None,
    digits: int | None = None,
) -> gpd.GeoDataFrame:
    """Return `dguid` (text, unique: the column `identifier`), `name` and `geometry` in EPSG:4326, sorted by id.

    `path` is a folder, a zip or a file: shapefile, GeoJSON, TopoJSON or GeoPackage. Ids that the file holds as numbers
    get their leading zeros back where `digits` says how long they are. Outlines that are not valid are mended, and
    `say` is told how many. A file that does not say where its coordinates lie is refused, but for GeoJSON and TopoJSON,
    which are in longitude and latitude by definition. Raises SourceError.
    """
    inside = inside_of(path)
    frame = _read(inside, path, layer)
    for column in (identifier, name):
        if column not in frame.columns:
            raise SourceError(
                f"{path.name}: no column {column!r}; found {', '.join(map(str, frame.columns))}; nothing was read: "
                "name the "
                "column that holds it in sources.yml"
            )
    if frame.crs is None and not inside.endswith((".geojson", ".json", ".topojson")):
        raise SourceError(
            f"{path.name}: nothing says where its coordinates lie (no .prj); expected one; nothing was read"
        )
    frame = frame.set_crs(LONGITUDE_LATITUDE) if frame.crs is None else frame.to_crs(LONGITUDE_LATITUDE)
    empty = frame.geometry.isna() | frame.geometry.is_empty
    if empty.any():
        raise SourceError(
            f"{path.name}: {int(empty.sum())} territories without an outline, among them "
            f"{frame.loc[empty, identifier].iloc[0]}"
        )
    wrong = ~frame.geometry.is_valid
    if wrong.any():
        say(
            f"{path.name}: {int(wrong.sum())} of {len(frame)} outlines are not valid (they cross themselves) and "
            "were mended"
        )
    result = gpd.GeoDataFrame(
        {"dguid": _ids(frame, identifier, digits, path), "name": frame[name].astype(str).str.strip()},
        geometry=frame.geometry.make_valid(),
        crs=LONGITUDE_LATITUDE,
    )
    twice = result["dguid"].duplicated()
    if twice.any():
        raise SourceError(
            f"{path.name}: {result.loc[twice, 'dguid'].iloc[0]} stands twice in {identifier!r}; expected each once"
        )
    return result.sort_values("dguid", ignore_index=True)


def _ids(frame: gpd.GeoDataFrame, identifier: str, digits: int | None, path: Path) -> list[str]:
    ids = [str(value).strip().removesuffix(".0") for value in frame[identifier]]
    ids = [each.zfill(digits) if digits and each.isdigit() else each for each in ids]
    bad = [each for each in ids if not each or each in ("nan", "None") or (digits is not None and len(each) != digits)]
    if bad:
        raise SourceError(f"{path.name}: {identifier} is {bad[0]!r}; expected text of {digits or 'some'} characters")
    return ids


def inside_of(path: Path) -> str:
    """Return the name, as GDAL has it, of the one file of outlines that a path is or holds."""
    if path.is_dir():
        names = [str(file) for file in path.iterdir() if file.suffix.lower() in SUFFIXES]
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            names = [f"/vsizip/{path}/{name}" for name in archive.namelist() if name.lower().endswith(SUFFIXES)]
    else:
        names = [str(path)]
    if len(names) != 1 or not Path(path).exists():
        shown = ", ".join(Path(name).name for name in names) or "none"
        raise SourceError(
            f"{path.name}: {len(names)} files of outlines ({shown}); expected one of {', '.join(SUFFIXES)}; "
            "nothing was read"
        )
    return names[0]


def _read(inside: str, path: Path, layer: str | None) -> gpd.GeoDataFrame:
    """Return the file's rows; a shapefile that does not name its encoding is UTF-8, or else cp1252."""
    shapefile = inside.lower().endswith(".shp")
    encodings = ["utf-8", "cp1252"] if shapefile and not _names_encoding(inside) else [None]
    problem: Exception | None = None
    for encoding in encodings:
        try:
            return gpd.GeoDataFrame(pyogrio.read_dataframe(inside, layer=layer, encoding=encoding, on_invalid="raise"))
        except UnicodeDecodeError as error:
            problem = error
        except (DataSourceError, DataLayerError, CRSError, ValueError, OSError) as error:
            raise SourceError(
                f"{path.name}: not outlines that can be read ({error}); nothing was read: fetch it again"
            ) from error
    raise SourceError(f"{path.name}: its texts are neither UTF-8 nor cp1252 ({problem}); nothing was read")


def _names_encoding(inside: str) -> bool:
    beside = inside[: -len(".shp")]
    if inside.startswith("/vsizip/"):
        archive, _, member = beside.removeprefix("/vsizip/").partition(".zip/")
        with zipfile.ZipFile(f"{archive}.zip") as opened:
            return any(name.lower() == f"{member}.cpg".lower() for name in opened.namelist())
    return any(Path(beside + suffix).exists() for suffix in (".cpg", ".CPG"))
