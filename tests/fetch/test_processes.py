"""Two builds at once on one cache, and builds that are killed: the old or the new, never a part of it."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import nullcontext
from pathlib import Path

import pytest

from fetch.conftest import Place
from fetch.served import Reply, Seen, Server
from fetch.upstream import PRODUCT, TABLE, ZIP, serve_table, table
from pipelines.errors import SourceError
from pipelines.fetch import Wants, obtain

HERE = Path(__file__).resolve()
# What this project's fetch settles on the disk while it takes one table, with some to spare.
POINTS = 32


def run(*arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(HERE.parents[2])}
    command = [sys.executable, str(HERE.with_name("killed.py")), *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True)


def test_a_fetch_that_is_killed_at_any_point_leaves_the_old_or_the_new(place: Place, server: Server):
    serve_table(server)
    with run(str(place.root), server.base, str(POINTS)) as process:
        said = process.communicate(timeout=60)[0].split()
    assert said[0] == "killed"
    assert said[-1] == "done", "more is settled than this test goes through: raise POINTS"
    for point in range(1, POINTS + 1):
        root = place.root / str(point)
        lock = root / "sources.lock"
        if lock.exists():
            assert set(json.loads(lock.read_text())["sources"]["s"]["files"]) == {f"{PRODUCT}-eng.zip", "metadata.json"}
        one = Place(root, server)
        with one.desk() as desk:
            supply = obtain("s", TABLE, Wants(), desk)
        assert supply.files[f"{PRODUCT}-eng.zip"].read_bytes() == table()
        assert supply.changed is None
        assert list(root.rglob("*.tmp")) == []


def test_a_fetch_that_is_killed_in_a_download_is_taken_up(place: Place, server: Server):
    data = table(os.urandom(400_000))
    serve_table(server, data)
    half, go = threading.Event(), threading.Event()

    def slowly(seen: Seen) -> Reply:
        if "Range" in seen.headers:
            first = int(seen.headers["Range"].removeprefix("bytes=").removesuffix("-"))
            about = {"ETag": '"1"', "Content-Range": f"bytes {first}-{len(data) - 1}/{len(data)}"}
            return Reply(206, data[first:], about)
        half.set()
        # Announces all, sends the half, and does not go on: the reader waits for the rest when it is killed.
        return Reply(200, data[:200_000], {"ETag": '"1"', "Content-Length": str(len(data))}, length=False, hold=go)

    server.on(ZIP, slowly)
    with run(str(place.root), server.base, "0") as process:
        assert half.wait(30)
        part = wait_for_part(place)
        process.send_signal(signal.SIGKILL)
    go.set()
    assert not place.lock.exists()
    with place.desk() as desk:
        supply = obtain("s", TABLE, Wants(), desk)
    assert supply.files[f"{PRODUCT}-eng.zip"].read_bytes() == data
    assert 0 < part <= int(server.asked(ZIP)[-1].headers["Range"].removeprefix("bytes=").removesuffix("-"))


def wait_for_part(place: Place) -> int:
    """Return the size of the part file once it has bytes."""
    for _ in range(200):
        for file in place.root.rglob("*.part"):
            if size := file.stat().st_size:
                return size
        time.sleep(0.05)
    raise AssertionError("no part file came")


def test_a_second_build_waits_for_the_first_and_finds_everything_fetched(place: Place, server: Server):
    serve_table(server)
    waiting, found = threading.Event(), []

    def second() -> None:
        with place.desk(sleep=lambda _: (waiting.set(), time.sleep(0.02))) as desk:
            server.seen.clear()
            found.append(obtain("s", TABLE, Wants(), desk))

    with place.desk() as desk:
        other = threading.Thread(target=second)
        other.start()
        assert waiting.wait(10)
        first = obtain("s", TABLE, Wants(), desk)
    other.join(10)
    assert found == [first]
    assert server.seen == []


def test_two_processes_at_once_on_one_cache(place: Place, server: Server):
    serve_table(server)
    running = [run(str(place.root), server.base, "0") for _ in range(2)]
    for process in running:
        with process:
            assert process.wait(60) == 0
    assert len(server.asked(ZIP)) == 1
    with place.desk() as desk:
        assert obtain("s", TABLE, Wants(), desk).files[f"{PRODUCT}-eng.zip"].read_bytes() == table()


def test_who_waits_too_long_is_told_who_holds_the_cache(place: Place):
    labels: list[str] = []

    def progress(label: str, _total: int | None):
        labels.append(label)
        return nullcontext()

    with (
        place.desk(),
        pytest.raises(
            SourceError, match=f"another build is using the cache .*found process {os.getpid()} since .*waited"
        ),
        place.desk(patience_s=3, progress=progress),
    ):
        pytest.fail("two desks hold one cache")
    assert place.slept == [1, 1, 1]
    assert labels == [f"waiting for process {os.getpid()} since {labels[0].split('since ')[1]}"]
