"""Each fault does what it says, and only where and as often as it is asked to."""

from __future__ import annotations

import csv
import io
import zipfile
from http.client import IncompleteRead

import pytest

from emulator import Emulator, Fault

from .conftest import Asker

REST = "/www150/t1/wds/rest"
ZIP = "/www150/n1/tbl/csv/98100534-eng.zip"


def data(body: bytes, delimiter: str = ",") -> list[list[str]]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return [
            *csv.reader(io.StringIO(archive.read("98100534.csv").decode("utf-8-sig"), newline=""), delimiter=delimiter)
        ]


def labels(ask: Asker) -> list[list[str]]:
    (found,) = ask(f"{REST}/getCubeMetadata", [{"productId": 98100534}]).json()
    return [[m["memberNameEn"] for m in d["member"]] for d in found["object"]["dimension"]]


def test_503_then_200(ask: Asker, emulator: Emulator) -> None:
    emulator.faults.statuses("98100534-eng.zip", [503])
    assert [ask(ZIP).status for _ in range(3)] == [503, 200, 200]


def test_500_half_of_the_time(ask: Asker, emulator: Emulator) -> None:
    emulator.faults.statuses("^geo/", [500], every=2)
    path = "/geo/geo_wa/rest/services/2021/Cartographic_boundary_files/MapServer/0/query?where=1%3D1&f=geojson"
    assert [ask(path).status for _ in range(4)] == [500, 200, 500, 200]
    assert ask(ZIP).status == 200


def test_the_lock_window(ask: Asker, emulator: Emulator) -> None:
    emulator.faults.add("getFullTableDownloadCSV", Fault.LOCKED)
    assert ask(f"{REST}/getFullTableDownloadCSV/98100534/en").status == 409


def test_a_reset_in_the_middle_and_then_the_rest(ask: Asker, emulator: Emulator) -> None:
    whole = ask(ZIP).body
    emulator.faults.add("98100534-eng.zip", Fault.RESET, times=1, after=1000)
    with pytest.raises((IncompleteRead, ConnectionResetError)):
        ask(ZIP)
    assert ask(ZIP, Range="bytes=1000-").body == whole[1000:]


def test_a_range_that_is_ignored(ask: Asker, emulator: Emulator) -> None:
    emulator.faults.add("98100534-eng.zip", Fault.NO_RANGE)
    answer = ask(ZIP, Range="bytes=1000-")
    assert (answer.status, answer.headers.get("Accept-Ranges")) == (200, None)


def test_a_truncated_zip(ask: Asker, emulator: Emulator) -> None:
    emulator.faults.add("98100534-eng.zip", Fault.TRUNCATED, after=5000)
    with pytest.raises(zipfile.BadZipFile, match="not a zip file"):
        zipfile.ZipFile(io.BytesIO(ask(ZIP).body))


def test_a_wrong_checksum(ask: Asker, emulator: Emulator) -> None:
    emulator.faults.add("98100534-eng.zip", Fault.WRONG_CRC)
    with pytest.raises(zipfile.BadZipFile, match=r"Bad CRC-32 for file '98100534\.csv'"):
        data(ask(ZIP).body)


def test_a_member_that_climbs_out(ask: Asker, emulator: Emulator) -> None:
    emulator.faults.add("98100534-eng.zip", Fault.EVIL_MEMBER)
    assert "../evil.csv" in zipfile.ZipFile(io.BytesIO(ask(ZIP).body)).namelist()


def test_a_bomb_is_a_valid_zip_of_zeros(ask: Asker, emulator: Emulator) -> None:
    emulator.faults.add("98100534-eng.zip", Fault.BOMB, size=100_000_000)
    body = ask(ZIP).body
    assert len(body) < 200_000
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.infolist()[0].file_size == 100_000_000
        assert archive.testzip() is None
        assert b"SYNTHETIC" in archive.comment


@pytest.mark.parametrize(("fault", "status"), [(Fault.CLOUDFLARE_403, 403), (Fault.CLOUDFLARE_200, 200)])
def test_a_challenge_instead_of_the_answer(ask: Asker, emulator: Emulator, fault: Fault, status: int) -> None:
    emulator.faults.add("sdmx/rest/data", fault)
    answer = ask(
        "/api/census-recensement/profile/sdmx/rest/data/STC_CP,DF_PR/A5..1.1.1?format=csv", Accept_Language="en"
    )
    assert (answer.status, b"Just a moment..." in answer.body) == (status, True)


def test_envelopes_that_fail(ask: Asker, emulator: Emulator) -> None:
    items = [{"productId": 98100534, "coordinate": f"1.1.{n}.1.0.0.0.0.0.0", "latestN": 1} for n in (1, 2, 3)]
    method = f"{REST}/getDataFromCubePidCoordAndLatestNPeriods"
    emulator.faults.add("getDataFrom", Fault.FAILED, times=1, element=1)
    assert [found["status"] for found in ask(method, items).json()] == ["SUCCESS", "FAILED", "SUCCESS"]
    emulator.faults.add("getDataFrom", Fault.CODE_4, times=1, element=2)
    assert [found["object"]["responseStatusCode"] for found in ask(method, items).json()] == [0, 0, 4]
    emulator.faults.add("getDataFrom", Fault.SHUFFLED)
    assert [found["object"]["coordinate"] for found in ask(method, items).json()] != [
        item["coordinate"] for item in items
    ]


def test_a_link_that_leads_nowhere(ask: Asker, emulator: Emulator) -> None:
    emulator.faults.add("getFullTableDownloadCSV", Fault.LINK_404)
    link = ask(f"{REST}/getFullTableDownloadCSV/98100534/en").json()["object"]
    assert ask("/www150" + link.removeprefix("https://www150.statcan.gc.ca")).status == 404


def test_columns_renamed_missing_added_and_exchanged(ask: Asker, emulator: Emulator) -> None:
    good = data(ask(ZIP).body)[0]
    found = {}
    for fault in (Fault.RENAMED_COLUMN, Fault.MISSING_COLUMN, Fault.ADDED_COLUMN, Fault.REORDERED_COLUMNS):
        emulator.faults.clear()
        emulator.faults.add("98100534-eng.zip", fault)
        found[fault] = data(ask(ZIP).body)[0]
    assert found[Fault.RENAMED_COLUMN] == [*good[:3], "Gender (3) renamed", *good[4:]]
    assert found[Fault.MISSING_COLUMN] == [*good[:3], *good[4:]]
    assert found[Fault.ADDED_COLUMN] == [*good[:4], "Novelty (1)", *good[4:]]
    assert found[Fault.REORDERED_COLUMNS] == [*good[:3], good[4], good[3], *good[5:]]


def test_a_symbol_that_no_dictionary_has(ask: Asker, emulator: Emulator) -> None:
    emulator.faults.add("98100534-eng.zip", Fault.UNKNOWN_SYMBOL)
    assert data(ask(ZIP).body)[1][7] == "Q"


def test_french_where_english_was_asked_for(ask: Asker, emulator: Emulator) -> None:
    emulator.faults.add("98100534-eng.zip", Fault.FRENCH)
    assert data(ask(ZIP).body, ";")[0][:3] == ["PÉRIODE DE RÉFÉRENCE", "GÉO", "DGUID"]


def test_no_byte_order_mark(ask: Asker, emulator: Emulator) -> None:
    emulator.faults.add("98100534-eng.zip", Fault.NO_BOM)
    with zipfile.ZipFile(io.BytesIO(ask(ZIP).body)) as archive:
        assert archive.read("98100534.csv").startswith(b"REF_DATE")


def test_a_member_renamed_in_zip_and_metadata(ask: Asker, emulator: Emulator) -> None:
    emulator.faults.add("98100534-eng.zip", Fault.RENAMED_MEMBER)
    assert labels(ask)[1][1] == "Men+ (renamed)"
    assert "Men+ (renamed)" in {row[3] for row in data(ask(ZIP).body) if row}


def test_ids_reshuffled_under_the_same_labels(ask: Asker, emulator: Emulator) -> None:
    before = labels(ask)[1]
    emulator.faults.add("98100534-eng.zip", Fault.RESHUFFLED_MEMBER)
    assert labels(ask)[1] == [before[0], before[2], before[1]]


def test_a_new_release_is_newer_in_every_way(ask: Asker, emulator: Emulator) -> None:
    old = ask(ZIP)
    emulator.faults.add("98100534-eng.zip", Fault.NEW_RELEASE)
    new = ask(ZIP, If_None_Match=old.headers["ETag"])
    assert new.status == 200
    assert new.body != old.body
    assert new.headers["Last-Modified"] != old.headers["Last-Modified"]
    changed = ask(f"{REST}/getChangedCubeList/2026-11-20").json()["object"]
    assert changed == [{"responseStatusCode": 0, "productId": 98100534, "releaseTime": "2026-11-20T08:30"}]
    assert ask(ZIP).status == 200


def test_a_dataset_that_is_no_success(ask: Asker, emulator: Emulator) -> None:
    emulator.faults.add("package_show", Fault.NOT_SUCCESS)
    assert ask("/ckan/recherche/api/3/action/package_show?id=limites-territoriales").json()["success"] is False


def test_faults_are_switched_over_http(ask: Asker, emulator: Emulator) -> None:
    assert ask("/_faults", {"where": "98100534", "fault": "status", "statuses": [503]}).status == 200
    assert ask(ZIP).status == 503
    assert ask("/_faults", {"where": "98100534", "fault": "nonsense"}).status == 400
    assert ask("/_faults", {"clear": True}).json() == []
    assert emulator.faults.as_json() == []


def test_requests_are_logged(ask: Asker, emulator: Emulator) -> None:
    ask(ZIP, Range="bytes=0-9")
    (logged,) = emulator.requests
    assert (logged.method, logged.address, logged.status, logged.sent) == ("GET", ZIP[1:], 206, 10)
