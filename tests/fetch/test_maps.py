"""Boundaries from the service and from Données Québec: pages, broken backends, errors inside a status 200."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from fetch.conftest import Place
from fetch.served import CHALLENGE, PAGE, Reply, Seen, Server, say, zipped
from pipelines.errors import SourceError
from pipelines.fetch import Desk, HumanNeeded, Wants, obtain
from pipelines.model.live import ArcGis, Ckan, Fetch

LAYER = "/geo_wa/rest/services/2021/Cartographic_boundary_files/MapServer/4/query"
DIVISIONS = Fetch(arcgis=ArcGis(service="2021/Cartographic_boundary_files", layer=4, provinces=["24"], tolerance=0.002))
PACKAGE = "/recherche/api/3/action/package_show"
RLS = Fetch(ckan=Ckan(dataset="limites-territoriales", resource="RLS"))
HTML_500 = Reply(500, b"<html><title>Error: </title>Code: 500</html>", {"Content-Type": "text/html"})


def feature(number: int, province: str = "24", **change: Any) -> dict[str, Any]:
    properties = {"DGUID": f"2021A00032{number:04d}", "PRUID": province, "CDNAME": "Montréal"}
    point = {"type": "Point", "coordinates": [-73, 45]}
    return {"type": "Feature", "id": number, "properties": properties, "geometry": point} | change


def layer(count: int, page: int = 6000):
    """Return answers of a layer of `count` areas that gives `page` of them at a time at most, last area first."""

    def answer(seen: Seen) -> Reply:
        asked = {key: value for key, (value,) in parse_qs(urlsplit(seen.path).query).items()}
        start = int(asked["resultOffset"])
        end = min(start + min(page, int(asked["resultRecordCount"])), count)
        found = [feature(number) for number in reversed(range(count))][start:end]
        more = {"exceededTransferLimit": True} if end < count else {}
        return say({"type": "FeatureCollection", "features": found} | more)

    return answer


@pytest.mark.parametrize(("count", "page", "requests"), [(98, 6000, 1), (2000, 6000, 2), (4500, 6000, 3), (98, 40, 3)])
def test_a_layer_comes_page_by_page_and_sorted(desk: Desk, server: Server, count: int, page: int, requests: int):
    server.on(LAYER, layer(count, page))
    held = json.loads(obtain("b", DIVISIONS, Wants(), desk).files["layer-4.geojson"].read_text())
    assert [each["properties"]["DGUID"] for each in held["features"]] == [f"2021A00032{n:04d}" for n in range(count)]
    assert len(server.seen) == requests


def test_what_the_service_is_asked_for(desk: Desk, server: Server):
    server.on(LAYER, layer(3))
    obtain("b", DIVISIONS, Wants(), desk)
    asked = {key: value for key, (value,) in parse_qs(urlsplit(server.seen[0].path).query).items()}
    assert asked == {
        "where": "PRUID IN ('24')", "outFields": "*", "outSR": "4326", "f": "geojson", "maxAllowableOffset": "0.002",
        "geometryPrecision": "5", "orderByFields": "DGUID", "resultOffset": "0", "resultRecordCount": "2000",
    }  # fmt: skip


def test_half_of_the_requests_meet_a_broken_backend(desk: Desk, server: Server, place: Place):
    good = layer(4500)
    server.on(LAYER, HTML_500, good, Reply(500), say({"error": {"code": 500, "message": "busy"}}), good, HTML_500, good)
    assert obtain("b", DIVISIONS, Wants(), desk).files["layer-4.geojson"].stat().st_size > 0
    assert place.pauses == [1, 1, 2, 1]
    assert {seen.headers["Connection"] for seen in server.seen} == {"close"}


def test_a_layer_that_does_not_exist_is_given_up_in_the_end(desk: Desk, server: Server, place: Place):
    server.on(LAYER, HTML_500)
    with pytest.raises(
        SourceError, match=r"b: the server could not be brought to answer; .*status 500: <html>.*11 times"
    ):
        obtain("b", DIVISIONS, Wants(), desk)
    assert place.kept() == []


@pytest.mark.parametrize(
    ("held", "why"),
    [
        (
            {"error": {"code": 400, "message": "'where' is invalid"}},
            "status 200 with an error inside: .*'where' is inv",
        ),
        ({"type": "FeatureCollection"}, "expected a FeatureCollection"),
        ({"features": []}, "areas of provinces none; expected 24"),
        ({"features": [feature(1, "35")]}, "areas of provinces 35; expected 24"),
        ({"features": [feature(1), feature(1)]}, "2021A000320001 twice"),
        ({"features": [feature(1, geometry=None)]}, "an area without DGUID or geometry"),
        ({"features": [feature(1, properties={"PRUID": "24"})]}, "an area without DGUID or geometry"),
        ({"features": [], "exceededTransferLimit": True}, "no feature and word of more"),
    ],
)
def test_a_layer_that_is_not_usable(desk: Desk, server: Server, place: Place, held: Any, why: str):
    server.on(LAYER, say(held))
    with pytest.raises(SourceError, match=f"b: .*{why}"):
        obtain("b", DIVISIONS, Wants(), desk)
    assert place.kept() == []


@pytest.mark.parametrize("answer", [CHALLENGE, PAGE], ids=["status 403", "status 200"])
def test_a_boundary_service_that_asks_for_a_human(desk: Desk, server: Server, answer: Reply):
    server.on(LAYER, answer)
    with pytest.raises(HumanNeeded, match=r"b: .*asks for a human"):
        obtain("b", DIVISIONS, Wants(), desk)


def resource(name: str, modified: str, form: str = "SHP", file: str = "rls.zip") -> dict[str, Any]:
    url = f"https://www.donneesquebec.ca/recherche/dataset/x/download/{file}"
    return {"id": name, "name": name, "url": url, "format": form, "last_modified": modified, "views": 12}


def package(*resources: dict[str, Any]) -> Reply:
    return say({"success": True, "result": {"name": "limites-territoriales", "views": 3, "resources": list(resources)}})


def test_the_newest_resource_of_a_name_and_format_is_taken(desk: Desk, server: Server):
    server.on(
        PACKAGE,
        package(
            resource("Limites des RLS en 2024", "2024-04-02", file="old.zip"),
            resource("Limites des rls en 2026", "2026-04-02", "shp", file="RLS_2026.zip"),
            resource("Limites des RLS en 2027", "2027-04-02", "PDF"),
            resource("Limites des CLSC en 2027", "2027-04-02"),
        ),
    )
    server.on("/recherche/dataset/x/download/RLS_2026.zip", Reply(200, zipped({"a.shp": b"1"})))
    supply = obtain("b", RLS, Wants(), desk)
    assert set(supply.files) == {"package.json", "RLS_2026.zip"}
    chosen = json.loads(supply.files["package.json"].read_text())
    assert chosen["resource"]["name"] == "Limites des rls en 2026"
    assert "views" not in json.dumps(chosen)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (say({"success": False, "error": {"message": "Not found"}}, 404), "success:false, .*Not found"),
        (say({"success": False, "error": {"message": "busy"}}), "success:false, .*busy"),
        (say({"success": False, "result": {"resources": [resource("RLS", "2026")]}}), "success:false"),
        (Reply(404, b"<html>404</html>"), "the answer is not JSON"),
        (package(), "found only nothing; expected .*'RLS', in SHP"),
        (package(resource("RSS", "2026-01-01")), r"found only RSS .SHP."),
        (CHALLENGE, "asks for a human"),
    ],
    ids=["404", "200", "with a result", "HTML", "nothing", "another", "challenge"],
)
def test_a_dataset_that_is_not_given(desk: Desk, server: Server, place: Place, answer: Reply, why: str):
    server.on(PACKAGE, answer)
    with pytest.raises(SourceError, match=f"b: .*{why}"):
        obtain("b", RLS, Wants(), desk)
    assert place.kept() == []
