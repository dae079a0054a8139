"""The Web Data Service: what says SUCCESS and is none, what answers out of order, and when it is locked."""

import json
from pathlib import Path

import pytest

from fetch.conftest import Place
from fetch.served import Reply, Server, say, zipped
from fetch.upstream import (
    CELLS,
    LINK,
    LIST,
    METADATA,
    PRODUCT,
    RELEASE,
    REST,
    TABLE,
    ZIP,
    cell,
    cells,
    row,
    serve_table,
)
from pipelines.errors import SourceError
from pipelines.fetch import Desk, Wants, obtain
from pipelines.fetch.wds import changed_tables, inventory, padded, released, utc
from pipelines.model.live import Fetch, WdsCells

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "data"
SOME = Fetch(cells=WdsCells(product=PRODUCT))


@pytest.fixture(autouse=True)
def _published(server: Server) -> None:
    serve_table(server)


def nothing_is_kept(place: Place) -> bool:
    return place.objects() == [] and not place.lock.exists()


def test_a_table_comes_with_its_description(desk: Desk):
    supply = obtain("s", TABLE, Wants(), desk)
    assert set(supply.files) == {f"{PRODUCT}-eng.zip", "metadata.json"}
    assert json.loads(supply.files["metadata.json"].read_text())["productId"] == int(PRODUCT)
    assert {pin.release for pin in supply.pins} == {RELEASE}
    assert {pin.address.split("/")[2] for pin in supply.pins} == {"www150.statcan.gc.ca"}


@pytest.mark.parametrize("path", [LIST, LINK, METADATA])
def test_the_nightly_lock_says_when_to_come_back(desk: Desk, server: Server, place: Place, path: str):
    server.on(path, Reply(409, b"locked"))
    with pytest.raises(
        SourceError, match=r"s: the Web Data Service is locked .*status 409; .*come back at 08:30 Eastern"
    ):
        obtain("s", TABLE, Wants(), desk)
    assert len(server.asked(path)) == 1
    assert not place.lock.exists()


def test_a_link_that_leads_nowhere(desk: Desk, server: Server, place: Place):
    server.on(ZIP, Reply(404, b"<html>404</html>"))
    with pytest.raises(
        SourceError, match=f"gave a link for table {PRODUCT} that leads nowhere; .*404 behind a SUCCESS"
    ):
        obtain("s", TABLE, Wants(), desk)
    assert nothing_is_kept(place)


def test_a_table_that_is_not_published_is_not_asked_for(desk: Desk, server: Server):
    server.on(LIST, say([row(10100001)]))
    with pytest.raises(SourceError, match=f"publishes no table {PRODUCT}; .*found 1 tables, this one not among them"):
        obtain("s", TABLE, Wants(), desk)
    assert server.asked("getFullTable") == []


@pytest.mark.parametrize(
    ("path", "answer", "why"),
    [
        (LINK, {"status": "FAILED", "object": "The cube product ID does not exist"}, "found .*does not exist"),
        (METADATA, [cell("", code=7)], r"responseStatusCode 7 \(table not available\); expected responseStatusCode 0"),
        (METADATA, [cell("", code=6)], "table is being published at this moment"),
        (METADATA, [cell("", code=99)], "a code that the service does not document"),
        (METADATA, [cell("", product=10100001)], f"found 10100001; expected productId {PRODUCT}"),
        (METADATA, [{"status": "FAILED", "object": "CUBE_NOT_AVAILABLE"}], "CUBE_NOT_AVAILABLE"),
        (METADATA, {}, "expected a list of one envelope"),
        (LIST, [], "expected a list of tables"),
        (LIST, [{"productId": 1}], "expected productId and releaseTime in each row"),
        (LIST, [row(release="yesterday")], "a release time cannot be read; found 'yesterday'"),
    ],
)
def test_an_answer_that_is_not_what_is_documented(desk: Desk, server: Server, place: Place, path, answer, why):
    server.on(path, say(answer))
    with pytest.raises(SourceError, match=f"s: .*{why}"):
        obtain("s", TABLE, Wants(), desk)
    assert not place.lock.exists()


def test_a_zip_without_its_table(desk: Desk, server: Server, place: Place):
    server.on(ZIP, Reply(200, zipped({"other.csv": b"1"})))
    with pytest.raises(SourceError, match=f"a zip with other.csv; expected {PRODUCT}.csv, {PRODUCT}_MetaData.csv"):
        obtain("s", TABLE, Wants(), desk)
    assert not place.lock.exists()


def test_the_list_is_asked_once_a_run_and_rows_that_are_twice_count_once(desk: Desk, server: Server):
    server.on(LIST, say([row(release="2021-01-01T13:30:00Z"), row(), row(release="2020-01-01T13:30:00Z")]))
    assert released(PRODUCT, desk) == released(PRODUCT, desk) == RELEASE
    assert len(server.asked("getAllCubesListLite")) == 1


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-09-14T12:30:00Z", "2026-09-14T12:30:00Z"),
        ("2026-09-14T08:30", "2026-09-14T12:30:00Z"),
        ("2026-01-14T08:30", "2026-01-14T13:30:00Z"),
    ],
)
def test_release_times_are_utc_in_the_list_and_torontos_elsewhere(text: str, moment: str):
    assert utc(text) == moment


def test_cells_are_known_by_coordinate_and_not_by_place(desk: Desk, server: Server):
    server.on(CELLS, cells(lambda found: found[::-1]))
    wants = Wants(coordinates=lambda _: ["1.2", "1.10", "1.3.0.0.0.0.0.0.0.0"])
    held = json.loads(obtain("s", SOME, wants, desk).files["cells.json"].read_text())
    assert [each["coordinate"] for each in held] == [padded(each) for each in wants.coordinates({})]


def test_cells_are_asked_three_hundred_at_a_time(desk: Desk, server: Server):
    server.on(CELLS, cells())
    wants = Wants(coordinates=lambda _: [f"1.{number}" for number in range(1, 602)])
    held = json.loads(obtain("s", SOME, wants, desk).files["cells.json"].read_text())
    assert [len(json.loads(seen.body)) for seen in server.asked(CELLS)] == [300, 300, 1]
    assert len(held) == 601


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda found: [found[0], cell(padded("1.3"), code=3, status="FAILED")], "1.3.0.*: FAILED, 3 .request failed"),
        (lambda found: [found[0], cell(".........", code=4)], r"\.{9}: SUCCESS, 4 .vector invalid.*1 are lacking"),
        (lambda found: [found[0], {"status": "FAILED", "object": "CUBE_NOT_AVAILABLE"}], "FAILED, CUBE_NOT_AVAILABLE"),
        (lambda found: found[:1], "no answer for 1.3.0.0.0.0.0.0.0.0; expected 2 cells, of which 1 are lacking"),
        (lambda found: [*found, found[0]], "expected each cell asked for, once"),
        (lambda found: [*found, cell(padded("1.9"))], "1.9.0.0.0.0.0.0.0.0; expected each cell asked for, once"),
        (lambda found: [found[0], cell(padded("1.3"), product=10100001)], "expected each cell asked for, once"),
        (lambda _: {"status": "SUCCESS"}, "expected a list of envelopes"),
    ],
    ids=[
        "one failed",
        "code 4",
        "failed in words",
        "one missing",
        "one twice",
        "one not asked",
        "another table",
        "none",
    ],
)
def test_a_batch_of_which_one_cell_is_not_in_order_is_not_kept(desk: Desk, server: Server, place: Place, change, why):
    server.on(CELLS, cells(change))
    with pytest.raises(SourceError, match=f"s: .*{why}"):
        obtain("s", SOME, Wants(coordinates=lambda _: ["1.2", "1.3"]), desk)
    # The table's description is good, and kept; nothing is pinned, and no answer that holds the bad cell is there.
    assert not place.lock.exists()
    (described,) = place.objects()
    assert b"vectorDataPoint" not in described


@pytest.mark.parametrize("coordinate", ["1.a", "", "1.2.3.4.5.6.7.8.9.10.11"])
def test_what_is_no_coordinate(coordinate: str):
    with pytest.raises(SourceError, match="is no coordinate; expected up to 10 member ids joined by dots"):
        padded(coordinate)


def test_the_tables_that_changed_on_a_day(desk: Desk, server: Server):
    changed = {"responseStatusCode": 0, "productId": int(PRODUCT), "releaseTime": "2022-08-17T08:30"}
    server.on(f"{REST}/getChangedCubeList/2022-08-17", say({"status": "SUCCESS", "object": [changed]}))
    assert changed_tables("2022-08-17", desk) == {PRODUCT: RELEASE}
    assert changed_tables("2022-08-18", desk) == {}


@pytest.mark.shared
def test_the_real_list_of_tables_is_understood(desk: Desk, server: Server):
    server.on(LIST, Reply(200, (SAMPLES / "wds-metadata" / "getAllCubesListLite_excerpt.json").read_bytes()))
    assert inventory(desk).releases["43100060"].endswith("Z")
    assert {len(product) for product in inventory(desk).releases} == {8}


@pytest.mark.shared
def test_real_cells_and_a_real_description_are_understood(desk: Desk, server: Server):
    wds = SAMPLES / "samples" / "wds"
    asked = json.loads((wds / "getDataFromCubePidCoordAndLatestNPeriods.json").read_bytes())
    server.on(LIST, say([row(18100004)]))
    server.on(CELLS, say(asked))
    described = Reply(200, (wds / "cubemeta.json").read_bytes().replace(b"10100001", b"18100004"))
    server.on(METADATA, described)
    cells = obtain("s", Fetch(cells=WdsCells(product="18100004")), Wants(coordinates=lambda _: ["2.2"]), desk).files[
        "cells.json"
    ]
    assert json.loads(cells.read_text())[0]["vectorDataPoint"][0]["value"] == 169.8
