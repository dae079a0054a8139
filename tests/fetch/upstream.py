"""The services as scripted answers: a table of the Web Data Service, a flow of the profile, as the real ones answer."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from fetch.served import Reply, Seen, Server, conditional, say, zipped
from pipelines.fetch.sdmx import HEADER
from pipelines.model.live import Fetch, Sdmx, Wds

REST = "/t1/wds/rest"
PRODUCT = "98100170"
LIST = f"{REST}/getAllCubesListLite"
LINK = f"{REST}/getFullTableDownloadCSV/{PRODUCT}/en"
METADATA = f"{REST}/getCubeMetadata"
CELLS = f"{REST}/getDataFromCubePidCoordAndLatestNPeriods"
ZIP = f"/n1/tbl/csv/{PRODUCT}-eng.zip"
TABLE = Fetch(wds=Wds(product=PRODUCT))
RELEASE, LATER = "2022-08-17T12:30:00Z", "2026-11-20T13:30:00Z"
SDMX = "/census-recensement/profile/sdmx/rest"


def table(value: bytes = b"1", comment: bytes = b"") -> bytes:
    return zipped({f"{PRODUCT}.csv": value, f"{PRODUCT}_MetaData.csv": b"Cube Title"}, comment)


def row(product: int = int(PRODUCT), release: str = RELEASE) -> dict[str, Any]:
    return {"productId": product, "releaseTime": release, "archived": "2", "subjectCode": None}


def serve_table(server: Server, data: bytes | None = None, release: str = RELEASE, etag: str = '"1"') -> None:
    """Publish one table, as it was released at a moment."""
    server.on(LIST, say([row(10100001), row(release=release), row(release=release)]))
    server.on(LINK, say({"status": "SUCCESS", "object": f"https://www150.statcan.gc.ca{ZIP}"}))
    described = {"responseStatusCode": 0, "productId": int(PRODUCT), "releaseTime": "2022-08-17T08:30", "dimension": []}
    server.on(METADATA, say([{"status": "SUCCESS", "object": described}]))
    server.on(ZIP, conditional(data or table(), etag))


def cell(coordinate: str, product: int = int(PRODUCT), code: int = 0, status: str = "SUCCESS") -> dict[str, Any]:
    held = {"responseStatusCode": code, "productId": product, "coordinate": coordinate, "vectorDataPoint": []}
    return {"status": status, "object": held}


def cells(change: Callable[[list[dict[str, Any]]], Any] = lambda found: found) -> Callable[[Seen], Reply]:
    return lambda seen: say(change([cell(each["coordinate"]) for each in json.loads(seen.body)]))


def area(code: str) -> str:
    return f"2021A0005{code}"


def codelist(name: str, codes: dict[str, str]) -> Callable[[Seen], Reply]:
    """Return a list as the service gives it: prepared anew each time, its names in the language asked for."""

    def answer(seen: Seen) -> Reply:
        if "vnd.sdmx.structure+json" not in seen.headers["Accept"]:
            return Reply(200, b"<xml/>")
        suffix = "" if seen.headers["Accept-Language"] == "en" else " (fr)"
        listed = [{"id": code, "name": name + suffix} for code, name in codes.items()]
        return say({"meta": {"prepared": str(id(seen))}, "data": {"codelists": [{"id": name, "codes": listed}]}})

    return answer


def csv_of(rows: Iterable[Iterable[str]], header: Iterable[str] = HEADER) -> Reply:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([header, *rows])
    return Reply(200, out.getvalue().encode("utf-8-sig"), {"Content-Type": "text/csv"})


def rows_of(seen: Seen, version: str = "1.3") -> list[list[str]]:
    """Return the rows that a request asks for, in an order that nobody promised."""
    _, areas, genders, codes, statistics = urlsplit(seen.path).path.rsplit("/", 1)[1].split(".")
    lang = seen.headers["Accept-Language"]
    return [
        [f"STC_CP:DF_CSD({version})", "A5", "2021", place, gender, code, statistic, f"{len(code)}", *[""] * 7,
         f"{place} {lang}", *[""] * 6]
        for code in reversed(codes.split("+"))
        for place in reversed(areas.split("+"))
        for gender in genders.split("+")
        for statistic in statistics.split("+")
    ]  # fmt: skip


class Profile:
    """The flow of municipalities: `count` of Quebec and one of Ontario; `data` answers what is not a code list."""

    way = Fetch(sdmx=Sdmx(flows=["DF_CSD"], provinces=["24"], version="1.3"))

    def __init__(self, server: Server, count: int = 3, codes: Iterable[str] = ("374", "375", "1")) -> None:
        self.server = server
        self.places = {area(f"24{number:05d}"): f"Town {number}" for number in range(count)}
        self.data: Callable[[Seen], Reply] = lambda seen: csv_of(rows_of(seen))
        server.on(
            f"{SDMX}/codelist/STC_CP/CL_CHARACTERISTIC/latest", codelist("CL_CHARACTERISTIC", dict.fromkeys(codes, "x"))
        )
        everywhere = self.places | {area("3520005"): "Toronto", "2021A000011124": "Canada"}
        server.on(f"{SDMX}/codelist/STC_CP/CL_GEO_CSD/latest", codelist("CL_GEO_CSD", everywhere))
        server.answers = Answers(server.answers, self)

    def requests(self, lang: str = "en") -> list[list[str]]:
        """Return areas and codes of each request for data in a language."""
        keys = [
            seen.path.split("/")[-1] for seen in self.server.asked("/data/") if seen.headers["Accept-Language"] == lang
        ]
        return [key.removesuffix("?format=csv").split(".") for key in keys]


class Answers(dict):
    """Answers by path, where all data requests go to one place."""

    def __init__(self, answers: dict, profile: Profile) -> None:
        super().__init__(answers)
        self.profile = profile

    def get(self, path: str, default: Any = None) -> Any:
        return (
            [lambda seen: self.profile.data(seen)] if "/data/STC_CP,DF_CSD,1.3/" in path else super().get(path, default)
        )
