"""Invented maps, squares laid out by code: the boundary service, Quebec's health territories, the health regions."""

from __future__ import annotations

import math
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from .faults import Fault, Faults
from .metadata import SYNTHETIC
from .places import Place, World, rows, world
from .reply import Reply, Request

SERVICE = re.compile(r"/geo_wa/rest/services/2021/(Cartographic|Digital)_boundary_files/MapServer/(\d+)/query$")
# Layer of the service → kind of place, prefix of its attributes.
LAYERS = {0: ("pr", "PR"), 2: ("er", "ER"), 4: ("cd", "CD"), 6: ("cma", "CMA"), 9: ("csd", "CSD"), 11: ("ct", "CT")}
LARGEST_PAGE = 6000
WEST, SOUTH, STEP = -79.5, 45.0, 0.7
HTML_500 = "<html><head><title>Error: </title></head><body><h1>Error: Internal server error.</h1></body></html>"
LAYER_NAMES = ("RSS", "RTS", "RLS", "CLSC")
YEARS = ("2020", "2024", "2026")
Ring = list[list[float]]


def square(west: float, south: float, side: float) -> Ring:
    """Return a closed ring, anticlockwise."""
    east, north = west + side, south + side
    return [
        [round(x, 5), round(y, 5)]
        for x, y in ((west, south), (east, south), (east, north), (west, north), (west, south))
    ]


@cache
def rings() -> dict[str, list[Ring]]:
    """Return the squares of every place: divisions on a grid, municipalities inside theirs, the rest made of these."""
    whole = world()
    found: dict[str, list[Ring]] = {}
    for province, (west, south) in {"24": (WEST, SOUTH), "13": (-68.5, 40.0)}.items():
        for number, division in enumerate(whole.of("cd", province)):
            x, y = west + STEP * (number % 10), south + STEP * (number // 10)
            inside = [p for p in whole.of("csd", province) if p.parent == division.id]
            found |= dict(
                zip((p.id for p in inside), ([ring] for ring in packed(x, y, STEP, len(inside))), strict=True)
            )
            # A division is as wide as its square less a seam, so that regions made of several are valid.
            found[division.id] = [square(x, y, STEP - 0.01)]
    for kind in ("er", "hr", "cma", "part"):
        for place in whole.of(kind):
            if made := pieces(whole, place):
                found[place.id] = [ring for key in made for ring in found[key]]
    elsewhere = [
        p for kind in ("pr", "cma", "ct") for p in whole.of(kind) if p.id not in found and p.code not in ("24", "13")
    ]
    found |= {
        place.id: [ring] for place, ring in zip(elsewhere, packed(-140.0, 50.0, 40.0, len(elsewhere)), strict=True)
    }
    found["pr24"], found["pr13"] = [square(WEST, SOUTH, STEP * 10)], [square(-68.5, 40.0, STEP * 5)]
    return found


def pieces(whole: World, place: Place) -> list[str]:
    """Return what a region is made of: whole divisions, and the municipalities of those that it shares."""
    inside = [key for key in whole.members.get(place.id, ()) if key.startswith("csd")]
    found: list[str] = []
    for division in sorted({whole.places[key].parent for key in inside}):
        mine = [key for key in inside if whole.places[key].parent == division]
        found += [division] if len(mine) == len(whole.members[division]) else mine
    return found


def packed(west: float, south: float, side: float, count: int) -> Iterator[Ring]:
    """Yield so many squares, side by side in one."""
    across = math.ceil(math.sqrt(max(1, count)))
    step = side / across
    yield from (square(west + step * (n % across), south + step * (n // across), step * 0.98) for n in range(count))


def geometry(place: Place) -> dict[str, Any]:
    here = rings().get(place.id) or [square(-60.0, 60.0, 0.1)]
    if len(here) == 1:
        return {"type": "Polygon", "coordinates": here}
    return {"type": "MultiPolygon", "coordinates": [[ring] for ring in here]}


class ArcGis:
    """The boundary service over one world; `page` is how many features it gives at a time at most."""

    def __init__(self, whole: World, page: int = LARGEST_PAGE) -> None:
        self.world, self.page = whole, page

    def answer(self, request: Request) -> Reply:
        path, _, query = request.target.partition("?")
        asked = {key: values[0] for key, values in parse_qs(query or request.body.decode()).items()}
        found = SERVICE.search(path)
        if not found or int(found[2]) not in LAYERS:
            return Reply.text(500, HTML_500, "text/html")
        if asked.get("f") not in ("geojson", "pgeojson"):
            return Reply.text(200, f"<html><body>Query: (give f=geojson) {SYNTHETIC}</body></html>", "text/html")
        if asked.get("outSR", "4326") != "4326" or asked.get("where", "").strip() == "":
            return Reply.json(
                200,
                {
                    "error": {
                        "code": 400,
                        "message": "Unable to complete operation.",
                        "details": ["'where' or 'outSR' is invalid"],
                    }
                },
            )
        return self.page_of(int(found[2]), asked)

    def page_of(self, layer: int, asked: dict[str, str]) -> Reply:
        """Return one page of a layer's features."""
        kind, prefix = LAYERS[layer]
        provinces = re.findall(r"'(\d\d)'", asked["where"]) if "PRUID" in asked["where"].upper() else None
        places = [
            p
            for p in [*self.world.of(kind), *(self.world.of("part") if kind == "cma" else ())]
            if provinces is None or (p.province or p.code) in provinces
        ]
        if asked.get("returnCountOnly") == "true":
            return Reply.json(200, {"count": len(places)})
        start, count = int(asked.get("resultOffset", 0)), min(self.page, int(asked.get("resultRecordCount", self.page)))
        features = [feature(place, prefix) for place in places[start : start + count]]
        body: dict[str, Any] = {
            "type": "FeatureCollection",
            "crs": {"type": "name", "properties": {"name": "EPSG:4326"}},
            "features": features,
        }
        if start + count < len(places):
            body["exceededTransferLimit"] = True
        return Reply.json(200, body)


def feature(place: Place, prefix: str) -> dict[str, Any]:
    """Return one feature with the attributes of its layer."""
    name = place.name_en.rsplit(", ", 1)[0] if place.kind == "csd" else place.name_en.rsplit(" (", 1)[0]
    properties = {
        "DGUID": place.dguid,
        f"{prefix}UID": place.code,
        f"{prefix}NAME": name,
        "LANDAREA": place.area_km2,
        "PRUID": place.province or place.code,
    }
    return {"type": "Feature", "id": place.code, "geometry": geometry(place), "properties": properties}


class Ckan:
    """Données Québec: the dataset of health territories and its zips."""

    def __init__(self, made: Callable[[str, Callable[[Path], None]], Path], faults: Faults) -> None:
        self.made, self.faults = made, faults

    def answer(self, request: Request) -> Reply:
        path, _, query = request.target.partition("?")
        if path.endswith("/api/3/action/package_show"):
            return self.package(parse_qs(query).get("id", [""])[0], request)
        if found := re.search(r"/download/territoires_([a-z]+)_(\d{4})\.zip$", path):
            layer, year = found[1].upper(), found[2]
            if layer in LAYER_NAMES and year in YEARS:
                file = self.made(f"territoires_{layer}_{year}.zip", lambda made: territories(layer, year, made))
                return Reply(200, file=file, headers={"Content-Type": "application/zip"})
        return Reply.text(404, f"<html><body>404. {SYNTHETIC}</body></html>", "text/html")

    def package(self, name: str, request: Request) -> Reply:
        """Return the dataset; unknown ones, and this one under the fault, are no success."""
        if name != "limites-territoriales" or self.faults.take(request.address, Fault.NOT_SUCCESS):
            fault = {
                "success": False,
                "error": {"__type": "Not Found Error", "message": "Non trouvé"},
                "help": SYNTHETIC,
            }
            return Reply.json(404 if name != "limites-territoriales" else 200, fault)
        resources = [resource(layer, year) for layer in LAYER_NAMES for year in YEARS]
        resources.insert(
            0,
            {
                "id": "0" * 8,
                "name": "Guide d'utilisation",
                "format": "PDF",
                "last_modified": "2026-05-01T00:00:00.000000",
                "url": "https://www.donneesquebec.ca/recherche/dataset/limites-territoriales/guide.pdf",
            },
        )
        result = {
            "id": "limites-territoriales",
            "name": "limites-territoriales",
            "title": "Limites territoriales (synthétique)",
            "license_id": "cc-by",
            "organization": {"name": "msss"},
            "notes": SYNTHETIC,
            "resources": resources,
        }
        return Reply.json(200, {"help": SYNTHETIC, "success": True, "result": result})


def resource(layer: str, year: str) -> dict[str, str]:
    identity = f"{LAYER_NAMES.index(layer):08d}-{year}-4000-8000-000000000000"
    address = f"https://www.donneesquebec.ca/recherche/dataset/limites-territoriales/resource/{identity}/download/territoires_{layer.lower()}_{year}.zip"
    return {
        "id": identity,
        "name": f"Limites territoriales des {layer} en {year}",
        "description": SYNTHETIC,
        "format": "SHP",
        "url": address,
        "last_modified": f"{year}-04-15T12:00:00.000000",
    }


def territories(layer: str, year: str, path: Path) -> None:
    """Write the zip of a layer of health territories: codes are text, the DBF is cp1252 and nothing says so."""
    networks = [*rows("health-territories.csv")]
    found: list[dict[str, str]] = []
    for row in networks:
        above = {
            "RSS_code": row["rss"],
            "RSS_nom": f"Région {row['rss']}",
            "RTS_code": row["rts"],
            "RTS_nom": f"RTS {row['rts']}",
        }
        if layer == "CLSC":
            found += [
                {
                    "CLSC_code": f"{row['rls']}{n}",
                    "CLSC_nom": f"CLSC inventé {row['rls']}{n}",
                    "RLS_code": row["rls"],
                    "RLS_nom": row["name"],
                    **above,
                }
                for n in (1, 2)
            ]
        elif layer == "RLS":
            found.append({"RLS_code": row["rls"], "RLS_nom": row["name"], **above})
        elif layer == "RTS":
            found.append(above)
        else:
            found.append({"RSS_code": above["RSS_code"], "RSS_nom": above["RSS_nom"]})
    unique = {row[f"{layer}_code"]: row for row in found}
    cells = [*packed(WEST, SOUTH, 10.0, len(unique))]
    records = [({**row, "Version": f"{year}-04-01"}, ring) for row, ring in zip(unique.values(), cells, strict=True)]
    shapefile(f"Territoires_{layer}_{year}", records, path, cpg=False)


def health_regions(whole: World, path: Path) -> None:
    """Write the zip of Statistics Canada's health regions (82-402-X)."""
    records = []
    for place in whole.of("hr"):
        records.append(
            (
                {"HR_UID": place.code, "ENGNAME": place.name_en, "FRENAME": place.name_fr, "DGUID": place.dguid},
                rings()[place.id],
            )
        )
    shapefile("HR_000b23a_e", records, path, cpg=True)


def shapefile(name: str, records: list[tuple[dict[str, str], Any]], path: Path, *, cpg: bool) -> None:
    """Write a zipped shapefile in geographic coordinates, its attributes in cp1252."""
    import geopandas
    from shapely.geometry import MultiPolygon, Polygon

    shapes = [
        MultiPolygon([Polygon(ring) for ring in ring_or_rings])
        if isinstance(ring_or_rings[0][0], list)
        else Polygon(ring_or_rings)
        for _, ring_or_rings in records
    ]
    frame = geopandas.GeoDataFrame([row for row, _ in records], geometry=shapes, crs="EPSG:4269")
    with tempfile.TemporaryDirectory() as folder:
        frame.to_file(Path(folder) / f"{name}.shp", engine="pyogrio", encoding="cp1252")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.comment = SYNTHETIC.encode()
            for file in sorted(Path(folder).iterdir()):
                if file.suffix != ".cpg" or cpg:
                    archive.writestr(
                        zipfile.ZipInfo(file.name, (2026, 4, 15, 12, 0, 0)), file.read_bytes(), zipfile.ZIP_DEFLATED
                    )
