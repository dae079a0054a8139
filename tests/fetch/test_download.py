"""Files: whole or not at all, taken up where they broke off where that is safe, and never without room."""

import errno
import os
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from fetch.conftest import Place
from fetch.served import CHALLENGE, PAGE, Reply, Seen, Server, conditional, ranged, zipped
from pipelines.errors import SourceError
from pipelines.fetch import Desk, HumanNeeded, Wants, obtain
from pipelines.fetch.plain import take_file
from pipelines.model.live import Download, Fetch, HeldFile

FILE = "https://www12.statcan.gc.ca/file.csv"
ZIP = "https://www12.statcan.gc.ca/file.zip"
DATA = random.Random(1).randbytes(300_000)


def taken(desk: Desk, address: str = FILE) -> bytes:
    return desk.library.path(take_file(desk, address.rsplit("/")[-1], address).record).read_bytes()


def ranges(server: Server) -> list[str]:
    return [seen.headers.get("Range", "") for seen in server.seen]


def test_a_transfer_that_breaks_off_is_taken_up_where_it_stopped(desk: Desk, server: Server, place: Place):
    server.on("/file.csv", Reply(200, DATA, {"ETag": '"1"'}, cut=120_000), ranged(DATA, ETag='"1"'))
    assert taken(desk) == DATA
    first, second = server.seen
    assert "Range" not in first.headers
    assert 0 < int(second.headers["Range"].removeprefix("bytes=").removesuffix("-")) <= 120_000
    assert second.headers["If-Range"] == '"1"'
    assert [file for file in place.kept() if "parts" in file.parts] == []


def test_what_broke_off_in_one_run_is_taken_up_in_the_next(place: Place, server: Server):
    server.on("/file.csv", Reply(200, DATA, {"ETag": '"1"'}, cut=120_000), Reply(503))
    with place.desk() as desk, pytest.raises(SourceError, match="could not be brought to answer"):
        taken(desk)
    assert place.objects() == []
    server.on("/file.csv", ranged(DATA, ETag='"1"'))
    with place.desk() as desk:
        assert taken(desk) == DATA
    assert ranges(server)[-1].startswith("bytes=")


@pytest.mark.parametrize("headers", [{}, {"ETag": 'W/"1"'}], ids=["no version", "a weak one"])
def test_without_a_version_to_rely_on_a_transfer_starts_again(desk: Desk, server: Server, headers: dict[str, str]):
    server.on("/file.csv", Reply(200, DATA, headers, cut=120_000), Reply(200, DATA, headers))
    assert taken(desk) == DATA
    assert ranges(server) == ["", ""]


@pytest.mark.parametrize(
    "second",
    [
        Reply(200, DATA, {"ETag": '"2"'}),
        Reply(416),
        Reply(206, DATA[7:], {"Content-Range": f"bytes 7-{len(DATA) - 1}/{len(DATA)}"}),
        Reply(206, DATA[120_000:], {"ETag": '"2"', "Content-Range": f"bytes 120000-{len(DATA) - 1}/{len(DATA)}"}),
    ],
    ids=["range ignored", "416", "another range", "another version"],
)
def test_a_server_that_does_not_go_on_as_asked_is_asked_for_the_whole_file(desk: Desk, server: Server, second: Reply):
    server.on("/file.csv", Reply(200, DATA, {"ETag": '"1"'}, cut=120_000), second, Reply(200, DATA))
    assert taken(desk) == DATA


def test_a_body_that_is_shorter_than_announced_is_not_taken(desk: Desk, server: Server, place: Place):
    server.on("/file.csv", Reply(200, DATA[:1000], {"Content-Length": str(len(DATA))}, length=False))
    with pytest.raises(SourceError, match=r"the body broke off .*1000 bytes read, 299000 more expected"):
        taken(desk)
    assert place.objects() == []


def test_what_is_unchanged_is_not_sent_again(desk: Desk, server: Server):
    server.on("/file.csv", conditional(DATA, '"1"'))
    assert taken(desk) == taken(desk) == DATA
    assert server.seen[1].headers["If-None-Match"] == '"1"'


def test_a_server_that_ignores_conditions_is_not_read_to_its_end(desk: Desk, server: Server):
    server.on("/file.csv", Reply(200, DATA, {"ETag": '"1"'}), Reply(200, DATA, {"ETag": '"1"'}, cut=10))
    assert taken(desk) == taken(desk) == DATA


def test_halves_of_two_files_that_make_no_zip_are_fetched_again_whole(desk: Desk, server: Server):
    old, new = zipped({"a.csv": DATA}), zipped({"a.csv": DATA[::-1]})
    same = {"Last-Modified": "Sat, 21 Nov 2026 12:00:00 GMT"}
    server.on("/file.zip", Reply(200, old, same, cut=120_000), ranged(new, **same))
    assert taken(desk, ZIP) == new
    assert ranges(server)[0] == ranges(server)[2] == ""


@pytest.mark.parametrize("answer", [CHALLENGE, PAGE], ids=["status 403", "status 200"])
def test_a_page_in_place_of_a_file_leaves_nothing_and_says_what_to_do(
    desk: Desk, server: Server, place: Place, answer: Reply
):
    server.on("/file.zip", answer)
    with pytest.raises(HumanNeeded, match=f"open {ZIP} in a browser, save the file, and put it at .*held/file.zip"):
        taken(desk, ZIP)
    assert place.kept() == []


def test_the_file_that_a_person_put_there_is_taken_where_the_host_asks_for_one(
    desk: Desk, server: Server, place: Place
):
    server.on("/file.zip", CHALLENGE)
    (place.root / "held").mkdir()
    (place.root / "held" / "file.zip").write_bytes(zipped({"a.csv": b"1"}))
    fetch = Fetch(download=Download(address=ZIP))
    first = obtain("s", fetch, Wants(), desk)
    assert first.files["file.zip"].read_bytes() == zipped({"a.csv": b"1"})
    assert obtain("s", fetch, Wants(), desk) == first
    assert len(server.seen) == 1


def test_a_file_that_only_people_may_fetch_is_asked_of_a_person(desk: Desk, server: Server, place: Place):
    way = HeldFile(name="held/profile.zip", page="https://www12.statcan.gc.ca/x", mirrors=["https://archive.org/p.zip"])
    with pytest.raises(
        HumanNeeded,
        match=r"s: profile.zip is not here yet.*open https://www12.statcan.gc.ca/x in a browser.*"
        rf"\(or the same file from https://archive.org/p.zip\), and put it at {place.root}/held/profile.zip",
    ):
        obtain("s", Fetch(file=way), Wants(), desk)
    assert server.seen == []


def test_a_spoilt_file_of_a_persons_is_left_to_them(desk: Desk, place: Place):
    file = place.root / "held" / "profile.zip"
    file.parent.mkdir()
    file.write_bytes(zipped({"a.csv": DATA})[:-100])
    way = HeldFile(name="held/profile.zip", page="https://www12.statcan.gc.ca/x")
    with pytest.raises(SourceError, match=r"not usable; .*expected a whole zip.*it was left where it is"):
        obtain("s", Fetch(file=way), Wants(), desk)
    assert file.exists()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 kB."""
    disk = tmp_path / "build" / "cache" / "fetched" / "parts"
    disk.mkdir(parents=True)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)], capture_output=True)
    if done.returncode:
        pytest.skip(f"a small disk cannot be made here: {done.stderr.decode().strip()}")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_that_fills_up_is_told_and_nothing_stays_on_it(small_disk: Path, desk: Desk, server: Server):
    server.on("/file.csv", Reply(200, DATA, length=False))
    with pytest.raises(SourceError, match=f"no room for the file; at {small_disk}; .*No space left.*PORTRAIT_CACHE"):
        taken(desk)
    assert list(small_disk.iterdir()) == []


def test_a_file_that_will_not_fit_is_not_begun(small_disk: Path, desk: Desk, server: Server):
    server.on("/file.csv", Reply(200, DATA))
    with pytest.raises(SourceError, match=f"no room for the file; .*found {len(DATA)} bytes to come, 65536 free"):
        taken(desk)
    assert list(small_disk.iterdir()) == []


def test_a_write_that_fails_is_told_and_nothing_stays(
    desk: Desk, server: Server, place: Place, monkeypatch: pytest.MonkeyPatch
):
    """For machines on which no small disk can be made: the second write finds the disk full."""
    server.on("/file.csv", Reply(200, DATA, length=False))
    write, done = os.write, []

    def full(handle: int, data: bytes) -> int:
        done.append(handle)
        if len(done) > 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(handle, data[:1000])

    monkeypatch.setattr("pipelines.fetch.download.os.write", full)
    with pytest.raises(SourceError, match=r"no room for the file; .*the piece that was written is deleted"):
        taken(desk)
    monkeypatch.undo()
    assert place.kept() == []


def test_progress_hears_of_every_byte(place: Place, server: Server):
    heard: list[tuple[str, int | None, int]] = []

    class Bar:
        def __init__(self, label: str, total: int | None) -> None:
            self.label, self.total, self.got = label, total, 0

        def __enter__(self) -> "Bar":
            return self

        def __exit__(self, *_: object) -> None:
            heard.append((self.label, self.total, self.got))

        def update(self, n: int, /) -> None:
            self.got += n

    server.on("/file.csv", Reply(200, DATA))
    with place.desk(progress=Bar) as desk:
        taken(desk)
    assert heard == [("file.csv", len(DATA), len(DATA))]


def test_a_mirrors_bytes_do_not_stand_for_the_originals(place: Place, server: Server):
    def which(seen: Seen) -> Reply:
        return Reply(200, seen.path.encode())

    server.on("/a/file.csv", which)
    server.on("/b/file.csv", which)
    for mirror in ("a", "b"):
        with place.desk(mirrors=f"www12.statcan.gc.ca={server.base}/{mirror}") as desk:
            assert taken(desk) == f"/{mirror}/file.csv".encode()
    assert len(server.seen) == 2
