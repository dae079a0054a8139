"""Pins: taken once, kept while they last, watched, and changed by a person alone; synthetic ones stay apart."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from fetch.conftest import HOSTS, Place
from fetch.served import Reply, Server, conditional, zipped
from fetch.upstream import (
    LATER,
    LIST,
    METADATA,
    PRODUCT,
    RELEASE,
    SDMX,
    TABLE,
    ZIP,
    Profile,
    codelist,
    csv_of,
    row,
    rows_of,
    serve_table,
    table,
)  # fmt: skip
from pipelines.errors import SourceError
from pipelines.fetch import HumanNeeded, Wants, accept, obtain, watch
from pipelines.model.live import Change, Download, Fetch, HeldFile, Supply

FILE = Fetch(download=Download(address="https://www12.statcan.gc.ca/file.csv"))
HELD = Fetch(file=HeldFile(name="held/profile.zip", page="https://www12.statcan.gc.ca/x"))
NOTHING = Wants()
WANTS = Wants(characteristics=["374", "1"])


def had(place: Place, fetch: Fetch = TABLE, wants: Wants = NOTHING, **more) -> Supply:
    with place.desk(**more) as desk:
        return obtain("s", fetch, wants, desk)


def watched(place: Place, fetch: Fetch = TABLE, wants: Wants = NOTHING, **more) -> Change | None:
    with place.desk(**more) as desk:
        return watch("s", fetch, wants, desk)


def accepted(place: Place, fetch: Fetch = TABLE, wants: Wants = NOTHING, **more) -> tuple[Supply | None, Supply]:
    with place.desk(**more) as desk:
        return accept("s", fetch, wants, desk)


def entry(place: Place) -> dict:
    return json.loads(place.lock.read_text())["sources"]["s"]


def empty_cache(place: Place) -> None:
    for file in place.kept():
        file.unlink()


def zip_of(supply: Supply) -> bytes:
    return supply.files[f"{PRODUCT}-eng.zip"].read_bytes()


def test_what_is_served_first_is_pinned(place: Place, server: Server):
    serve_table(server)
    supply = had(place)
    pin = entry(place)["files"][f"{PRODUCT}-eng.zip"]
    assert pin["address"] == f"https://www150.statcan.gc.ca{ZIP}"
    assert (pin["size"], pin["release"], pin["etag"]) == (len(table()), RELEASE, '"1"')
    assert pin["retrieved"] == "2026-11-21T12:00:00Z"
    assert (supply.verified, supply.changed, supply.synthetic) == ("2026-11-21", None, False)


def test_what_is_cached_is_had_without_any_request(place: Place, server: Server):
    serve_table(server)
    first = had(place)
    before = place.lock.read_bytes()
    server.seen.clear()
    place.day = "2026-12-01"
    assert had(place) == first
    assert server.seen == []
    assert place.lock.read_bytes() == before


def test_bytes_that_were_spoilt_on_the_disk_are_fetched_again(place: Place, server: Server):
    serve_table(server)
    file = had(place).files[f"{PRODUCT}-eng.zip"]
    good = file.read_bytes()
    file.chmod(0o644)
    file.write_bytes(good[:-1] + b"x")
    assert zip_of(had(place)) == good


def test_an_empty_cache_is_filled_again_if_upstream_still_agrees(place: Place, server: Server):
    serve_table(server)
    had(place)
    pinned = entry(place)
    empty_cache(place)
    place.day = "2026-12-01"
    assert had(place).verified == "2026-12-01"
    assert entry(place) == pinned | {"verified": "2026-12-01"}


def test_an_empty_cache_and_a_changed_upstream_stop_the_source(place: Place, server: Server):
    serve_table(server)
    had(place)
    pinned = entry(place)["files"]
    empty_cache(place)
    serve_table(server, table(b"2"), LATER, '"2"')
    with pytest.raises(SourceError, match=r"s: upstream has changed, .*now sha256 .*run `portrait accept s`"):
        had(place)
    assert entry(place)["files"] == pinned
    assert entry(place)["changed"]["seen"] == "2026-11-21"


def test_a_watched_source_that_agrees_is_verified_cheaply(place: Place, server: Server):
    serve_table(server)
    had(place)
    server.seen.clear()
    place.day = "2026-11-22"
    assert watched(place) is None
    assert [(seen.path, "If-None-Match" in seen.headers) for seen in server.seen] == [(LIST, False), (ZIP, True)]
    assert entry(place)["verified"] == "2026-11-22"
    assert had(place).verified == "2026-11-22"


def test_a_table_that_was_released_again_is_reported_and_the_pinned_bytes_go_on(place: Place, server: Server):
    serve_table(server)
    good = zip_of(had(place))
    serve_table(server, table(b"2"), LATER, '"2"')
    place.day = "2026-11-22"
    change = watched(place)
    assert change == Change(
        seen="2026-11-22", what=f"table {PRODUCT} was released again: pinned {RELEASE}, now {LATER}", release=LATER
    )
    place.day = "2026-11-23"
    assert watched(place) == change
    supply = had(place)
    assert (zip_of(supply), supply.changed, supply.verified) == (good, change, "2026-11-21")


def test_other_bytes_under_the_same_release_are_noticed(place: Place, server: Server):
    serve_table(server)
    good = zip_of(had(place))
    serve_table(server, table(b"2"), RELEASE, '"2"')
    change = watched(place)
    assert change is not None
    assert change.what.startswith(f"{PRODUCT}-eng.zip: pinned sha256 ")
    assert zip_of(had(place)) == good


def test_a_table_that_is_withdrawn_is_reported(place: Place, server: Server):
    serve_table(server)
    had(place)
    server.on(LIST, Reply(200, json.dumps([row(10100001)]).encode()))
    change = watched(place)
    assert change is not None
    assert change.what == f"table {PRODUCT} is no longer in Statistics Canada's list of tables"


def test_a_change_that_upstream_takes_back_is_forgotten(place: Place, server: Server):
    serve_table(server)
    had(place)
    serve_table(server, release=LATER)
    assert watched(place) is not None
    serve_table(server)
    assert watched(place) is None
    assert had(place).changed is None


def test_a_person_accepts_a_change_and_the_old_bytes_stay(place: Place, server: Server):
    serve_table(server)
    good = zip_of(had(place))
    serve_table(server, table(b"2"), LATER, '"2"')
    watched(place)
    old, new = accepted(place)
    assert old is not None
    assert (zip_of(old), zip_of(new)) == (good, table(b"2"))
    assert (new.changed, new.verified, entry(place)["changed"]) == (None, "2026-11-21", None)
    server.seen.clear()
    assert had(place) == new
    assert server.seen == []


def test_a_change_can_be_accepted_where_the_old_bytes_are_gone(place: Place, server: Server):
    serve_table(server)
    had(place)
    empty_cache(place)
    serve_table(server, table(b"2"), LATER, '"2"')
    old, new = accepted(place)
    assert old is None
    assert zip_of(new) == table(b"2")


def test_nothing_pinned_is_nothing_to_watch(place: Place, server: Server):
    assert watched(place) is None
    assert server.seen == []


@pytest.mark.parametrize("etag", ['"1"', None], ids=["with conditions", "without"])
def test_a_plain_file_is_watched_by_condition_or_by_hash(place: Place, server: Server, etag: str | None):
    def serve(data: bytes, etag: str | None) -> None:
        server.on("/file.csv", conditional(data, etag) if etag else Reply(200, data))

    serve(b"old", etag)
    had(place, FILE)
    place.day = "2026-11-22"
    assert watched(place, FILE) is None
    assert entry(place)["verified"] == "2026-11-22"
    serve(b"new", etag and '"2"')
    for _ in range(2):
        change = watched(place, FILE)
        assert change is not None
        assert "file.csv: pinned sha256" in change.what
    assert had(place, FILE).files["file.csv"].read_bytes() == b"old"
    _, new = accepted(place, FILE)
    assert new.files["file.csv"].read_bytes() == b"new"


def test_a_flow_is_watched_by_fetching_it_again(place: Place, server: Server):
    profile = Profile(server)
    had(place, profile.way, WANTS)
    assert watched(place, profile.way, WANTS) is None
    profile.data = lambda seen: csv_of([[*line[:7], "99", *line[8:]] for line in rows_of(seen)])
    change = watched(place, profile.way, WANTS)
    assert change is not None
    assert "DF_CSD-en.csv: pinned" in change.what
    assert "CL_GEO" not in change.what


def test_another_question_is_pinned_anew_and_what_does_not_depend_on_it_is_still_compared(place: Place, server: Server):
    profile = Profile(server)
    had(place, profile.way, WANTS)
    more = replace(WANTS, characteristics=["374", "375", "1"])
    assert had(place, profile.way, more).changed is None
    profile.places["2021A00052499999"] = "New Town"
    server.on(f"{SDMX}/codelist/STC_CP/CL_GEO_CSD/latest", codelist("CL_GEO_CSD", profile.places))
    with pytest.raises(SourceError, match=r"CL_GEO_CSD-en.json: pinned .*portrait accept s"):
        had(place, profile.way, WANTS)


def test_a_file_that_a_person_put_here_is_pinned_and_a_later_one_does_not_take_its_place(place: Place):
    file = place.root / "held" / "profile.zip"
    file.parent.mkdir()
    file.write_bytes(zipped({"a.csv": b"1"}))
    first = had(place, HELD)
    assert first.files["profile.zip"].read_bytes() == zipped({"a.csv": b"1"})
    file.write_bytes(zipped({"a.csv": b"2"}))
    os.utime(file, (1, 1))
    place.day = "2026-12-01"
    later = had(place, HELD)
    assert later.files == first.files
    assert later.changed is not None
    assert (later.verified, watched(place, HELD)) == ("2026-11-21", later.changed)
    assert accepted(place, HELD)[1].files["profile.zip"].read_bytes() == zipped({"a.csv": b"2"})
    file.unlink()
    assert had(place, HELD).changed is None


def test_a_host_that_asks_for_a_human_leaves_the_pinned_bytes_in_use(place: Place, server: Server):
    server.on("/file.csv", Reply(200, b"old"), Reply(403, b"Just a moment..."))
    had(place, FILE)
    with pytest.raises(HumanNeeded, match=r"s: .*asks for a human"):
        watched(place, FILE)
    assert had(place, FILE).files["file.csv"].read_bytes() == b"old"


@pytest.mark.parametrize(
    "text", ["<<<<<<< HEAD", "{}", '{"version": 2, "sources": {}}', '{"version": 1, "sources": {"s": {}}}']
)
def test_pins_that_cannot_be_read_are_never_taken_for_none(place: Place, server: Server, text: str):
    serve_table(server)
    place.lock.write_text(text)
    with pytest.raises(
        SourceError, match=f"the pins cannot be read; at {place.lock}; .*restore the file from the last"
    ):
        had(place)
    assert server.seen == []


def synthetic(server: Server) -> None:
    server.headers["X-Portrait-Synthetic"] = "yes"


def test_synthetic_bytes_are_pinned_apart_and_only_under_their_mirrors(place: Place, server: Server):
    serve_table(server)
    synthetic(server)
    supply = had(place)
    assert supply.synthetic
    assert not place.lock.exists()
    assert "s" in json.loads((place.cache / "fetched" / "synthetic.lock").read_text())["sources"]
    server.seen.clear()
    assert had(place) == supply
    assert server.seen == []
    other = ",".join(f"{host}=http://127.0.0.1:9" for host in HOSTS)
    with pytest.raises(SourceError, match="could not be brought to answer"):
        had(place, mirrors=other)


def test_a_zip_that_says_so_itself_is_synthetic(place: Place):
    file = place.root / "held" / "profile.zip"
    file.parent.mkdir()
    file.write_bytes(zipped({"a.csv": b"1"}, b"SYNTHETIC figures, not published by anyone"))
    assert had(place, HELD).synthetic
    assert not place.lock.exists()


def test_a_synthetic_server_does_not_touch_what_is_pinned_for_real(place: Place, server: Server):
    serve_table(server)
    had(place)
    pinned = place.lock.read_bytes()
    empty_cache(place)
    serve_table(server, table(b"2"), LATER, '"2"')
    synthetic(server)
    assert had(place).synthetic
    assert place.lock.read_bytes() == pinned
    (place.cache / "fetched" / "synthetic.lock").unlink()
    with pytest.raises(SourceError, match="found synthetic bytes; expected real ones, as pinned"):
        watched(place)
    assert place.lock.read_bytes() == pinned


def test_the_same_bytes_are_not_real_once_a_synthetic_server_gave_them(place: Place, server: Server):
    serve_table(server)
    had(place)
    serve_table(server, etag='"2"')
    synthetic(server)
    accepted(place)
    (place.cache / "fetched" / "synthetic.lock").unlink()
    assert had(place).synthetic


def test_a_synthetic_pin_counts_for_nothing_under_other_mirrors(place: Place):
    file = place.root / "held" / "profile.zip"
    file.parent.mkdir()
    file.write_bytes(zipped({"a.csv": b"1"}, b"SYNTHETIC"))
    mirrors = "www150.statcan.gc.ca=http://127.0.0.1:9"
    assert had(place, HELD, mirrors=mirrors).synthetic
    file.unlink()
    assert had(place, HELD, mirrors=mirrors).synthetic
    with pytest.raises(HumanNeeded, match=r"profile.zip is not here yet"):
        had(place, HELD, mirrors="")


def test_a_source_of_both_kinds_is_refused(place: Place, server: Server):
    serve_table(server)
    described = server.answers[METADATA][0]
    assert isinstance(described, Reply)
    server.on(METADATA, replace(described, headers={"X-Portrait-Synthetic": "yes"}))
    with pytest.raises(SourceError, match=r"partly from a synthetic server .*real: .*zip, synthetic: metadata.json"):
        had(place)
    assert not place.lock.exists()


def test_the_lock_is_the_same_bytes_wherever_it_is_written(place: Place, server: Server, tmp_path: Path):
    serve_table(server)
    had(place)
    first = place.lock.read_bytes()
    place.root = tmp_path / "elsewhere"
    place.root.mkdir()
    had(place)
    assert place.lock.read_bytes() == first
    assert b"127.0.0.1" not in first
