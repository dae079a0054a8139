"""Statistics Canada's Web Data Service and the files of www150: what it answers, faithful also where it is odd."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from .cells import CUT, said
from .faults import Fault, Faults
from .maps import health_regions
from .metadata import SYNTHETIC, cube
from .places import Place
from .reply import Reply, Request
from .store import Store
from .tables import Table

REST = "/t1/wds/rest/"
MOST = 300  # items of one batch
STATUS = {"": 0, "..": 1, "E": 7, "F": 8, "...": 9}
CODES = {
    "scalar": (("scalarFactor", ((0, "units", "unités"), (3, "thousands", "milliers"), (6, "millions", "millions"))),),
    "frequency": (
        ("frequency", ((6, "Monthly", "Mensuel"), (12, "Annual", "Annuel"), (18, "Occasional", "Occasionnel"))),
    ),
    "symbol": (("symbol", ((0, None, None), (1, "preliminary", "préliminaire"), (3, "revised", "révisé"))),),
    "status": (
        (
            "status",
            (
                (0, "normal", "normal"),
                (1, "not available for a specific reference period", "indisponible"),
                (7, "use with caution", "à utiliser avec prudence"),
                (8, "too unreliable to be published", "trop peu fiable"),
                (9, "not applicable", "n'ayant pas lieu de figurer"),
            ),
        ),
    ),
    "securityLevel": (("securityLevel", ((0, "public", "public"), (1, "suppressed", "confidentiel"))),),
    "wdsResponseStatus": (
        (
            "code",
            (
                (0, "Success", "Succès"),
                (3, "Request failed", "Échec"),
                (4, "Vector is invalid", "Vecteur invalide"),
                (7, "Cube is not available", "Cube non disponible"),
            ),
        ),
    ),
}


def utc(naive: str) -> str:
    """Return a time of Toronto as the inventory has it: in UTC."""
    return (
        datetime.fromisoformat(naive)
        .replace(tzinfo=ZoneInfo("America/Toronto"))
        .astimezone(UTC)
        .strftime("%Y-%m-%dT%H:%M:%SZ")
    )


class Wds:
    """The service over one store."""

    def __init__(self, store: Store, faults: Faults) -> None:
        self.store, self.faults = store, faults

    def answer(self, request: Request) -> Reply:
        path = request.target.split("?")[0]
        if path.startswith(REST):
            return self.rest(path.removeprefix(REST), request)
        if found := re.fullmatch(r"/n1/tbl/csv/(\d{8})-(eng|fra)\.zip", path):
            if found[1] in self.store.tables:
                return Reply(
                    200, file=self.store.zip_of(found[1], found[2]), headers={"Content-Type": "application/zip"}
                )
        elif path.endswith(("/HR_000a23a_e.zip", "/HR_000b23a_e.zip")) and path.startswith("/n1/pub/82-402-x/"):
            file = self.store.made(path.rsplit("/", 1)[1], lambda made: health_regions(self.store.world, made))
            return Reply(200, file=file, headers={"Content-Type": "application/zip"})
        return Reply.text(
            404, f"<html><head><title>404</title></head><body>Not found. {SYNTHETIC}</body></html>", "text/html"
        )

    def rest(self, path: str, request: Request) -> Reply:
        method, _, rest = path.partition("/")
        calls: dict[tuple[str, str], Callable[[], Reply]] = {
            ("GET", "getAllCubesListLite"): lambda: Reply.json(200, self.inventory()),
            ("GET", "getFullTableDownloadCSV"): lambda: self.link(rest, request),
            ("GET", "getChangedCubeList"): lambda: self.changed(rest),
            ("GET", "getCodeSets"): lambda: Reply.json(200, {"status": "SUCCESS", "object": code_sets()}),
            ("POST", "getCubeMetadata"): lambda: self.batch(request, self.metadata),
            ("POST", "getDataFromCubePidCoordAndLatestNPeriods"): lambda: self.batch(request, self.series),
        }
        call = calls.get((request.method, method))
        return call() if call else Reply.json(404, {"message": f"HTTP 404 Not Found: {method}"})

    def inventory(self) -> list[dict[str, Any]]:
        """Return the list of all tables, some of them twice."""
        found = []
        for table in map(self.store.table, self.store.tables):
            found.append(
                {
                    "productId": int(table.pid),
                    "cansimId": None,
                    "cubeTitleEn": table.en,
                    "cubeTitleFr": table.fr,
                    "cubeStartDate": f"{min(table.years)}-01-01T05:00:00Z",
                    "cubeEndDate": f"{max(table.years)}-01-01T05:00:00Z",
                    "releaseTime": utc(table.release_time),
                    "archived": "2",
                    "subjectCode": None if table.wide else ["43"],
                    "surveyCode": ["3901"],
                    "frequencyCode": 18,
                    "corrections": [],
                    "issueDate": f"{table.release}T05:00:00Z",
                }
            )
        return found + found[3:6]

    def link(self, rest: str, request: Request) -> Reply:
        """Return the address of a table's zip: SUCCESS even where there is no such table."""
        product, _, language = rest.partition("/")
        if not re.fullmatch(r"\d{8}", product):
            return Reply.json(406, {"message": "ProductId value must be 8 numbers long"})
        if language not in ("en", "fr"):
            return Reply.json(406, {"message": "Language must be en or fr"})
        if self.faults.take(request.address, Fault.FAILED):
            return Reply.json(
                200,
                {
                    "status": "FAILED",
                    "object": f"The cube product ID {product} does not exist. Error code = CUBE_NOT_AVAILABLE",
                },
            )
        lost = "lost/" if self.faults.take(request.address, Fault.LINK_404) else ""
        address = f"https://www150.statcan.gc.ca/n1/tbl/csv/{lost}{product}-{'eng' if language == 'en' else 'fra'}.zip"
        return Reply.json(200, {"status": "SUCCESS", "object": address})

    def changed(self, rest: str) -> Reply:
        """Return the tables released on a day."""
        try:
            day = date.fromisoformat(rest)
        except ValueError:
            return Reply.json(
                406 if rest else 404, {"message": "Wrong date format, check manual" if rest else "HTTP 404 Not Found"}
            )
        tables = [
            table for table in map(self.store.table, self.store.tables) if table.release_time[:10] == day.isoformat()
        ]
        found = [{"responseStatusCode": 0, "productId": int(t.pid), "releaseTime": t.release_time} for t in tables]
        return Reply.json(200, {"status": "SUCCESS", "object": found})

    def batch(self, request: Request, one: Callable[[dict[str, Any]], dict[str, Any]]) -> Reply:
        """Answer a list of questions: at most 300, each with a status of its own."""
        try:
            asked = json.loads(request.body)
        except ValueError:
            return Reply.json(406, {"message": "JSON syntax error"})
        if not isinstance(asked, list) or len(asked) > MOST or not asked:
            return Reply.json(406, {"message": f"Array of 1 to {MOST} objects expected"})
        if any(not re.fullmatch(r"\d{8}", str(item.get("productId", ""))) for item in asked):
            return Reply.json(406, {"message": "ProductId value must be 8 numbers long"})
        found = [one(item) for item in asked]
        if rule := self.faults.take(request.address, Fault.FAILED):
            at = int(rule.options.get("element", 0)) % len(found)
            found[at] = self.failed(asked[at])
        if rule := self.faults.take(request.address, Fault.CODE_4):
            at = int(rule.options.get("element", 0)) % len(found)
            found[at] = {
                "status": "SUCCESS",
                "object": {
                    "responseStatusCode": 4,
                    "productId": int(asked[at]["productId"]),
                    "coordinate": ".........",
                    "vectorId": 0,
                    "vectorDataPoint": [],
                },
            }
        if self.faults.take(request.address, Fault.SHUFFLED):
            found = found[1::2] + found[::2]
        return Reply.json(200, found)

    @staticmethod
    def failed(item: dict[str, Any]) -> dict[str, Any]:
        product = int(item["productId"])
        if "coordinate" not in item:
            return {
                "status": "FAILED",
                "object": f"The cube product ID {product} does not exist. Error code = CUBE_NOT_AVAILABLE",
            }
        return {
            "status": "FAILED",
            "object": {
                "responseStatusCode": 3,
                "productId": product,
                "coordinate": item["coordinate"],
                "vectorId": 0,
                "vectorDataPoint": [],
            },
        }

    def metadata(self, item: dict[str, Any]) -> dict[str, Any]:
        product = str(item["productId"])
        return (
            {"status": "SUCCESS", "object": cube(self.store.table(product))}
            if product in self.store.tables
            else self.failed(item)
        )

    def series(self, item: dict[str, Any]) -> dict[str, Any]:
        """Return the latest points of one series, by its coordinate of ten positions."""
        product, coordinate = str(item["productId"]), str(item.get("coordinate", ""))
        table = self.store.table(product) if product in self.store.tables else None
        place, row, column = located(table, coordinate) if table else (None, 0, 0)
        if table is None or place is None or len(coordinate.split(".")) != 10:
            return self.failed({**item, "coordinate": coordinate})
        points = [
            self.point(table, place, year, int(self.store.cells(product, place, year)[row, column]))
            for year in table.years[-max(1, int(item.get("latestN", 1))) :]
        ]
        return {
            "status": "SUCCESS",
            "object": {
                "responseStatusCode": 0,
                "productId": int(product),
                "coordinate": coordinate,
                "vectorId": 0,
                "vectorDataPoint": points,
            },
        }

    @staticmethod
    def point(table: Table, place: Place, year: str, code: int) -> dict[str, Any]:
        value, symbol = said(code, table, place)
        hidden = symbol in ("x", "..", "...", "F")
        return {
            "refPer": f"{year}-01-01",
            "refPer2": "",
            "refPerRaw": f"{year}-01-01",
            "refPerRaw2": "",
            "value": None if hidden else float(value),
            "decimals": int(code >= CUT),
            "scalarFactorCode": 0,
            "symbolCode": 3 if "r" in symbol else 0,
            "statusCode": STATUS.get(symbol.replace("r,", ""), 0),
            "securityLevelCode": int(symbol == "x"),
            "releaseTime": table.release_time,
            "frequencyCode": 18,
        }


def located(table: Table, coordinate: str) -> tuple[Place | None, int, int]:
    """Return the place, row and column of a coordinate; no place where there is no such cell."""
    try:
        ids = [int(part) for part in coordinate.split(".")]
        wheres = [[m.id for m in d.members].index(id_) for d, id_ in zip(table.dimensions, ids[1:], strict=False)]
        place = table.places[ids[0] - 1] if ids[0] > 0 and not any(ids[len(table.dimensions) + 1 :]) else None
    except (ValueError, IndexError):
        return None, 0, 0
    flat = int(np.ravel_multi_index(wheres, [len(d.members) for d in table.dimensions]))
    return place, flat // table.width, flat % table.width


def code_sets() -> dict[str, list[dict[str, Any]]]:
    """Return the code sets in the shape of the service."""
    return {
        name: [
            {("code" if stem == "code" else f"{stem}Code"): code, f"{stem}DescEn": en, f"{stem}DescFr": fr}
            for stem, codes in sets
            for code, en, fr in codes
        ]
        for name, sets in CODES.items()
    }
