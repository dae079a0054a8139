"""A server, and a desk that stands before it: waiting is written down instead of done, the day is given."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fetch.served import Server
from pipelines.fetch import Desk, open_desk

HOSTS = (
    "www150.statcan.gc.ca", "api.statcan.gc.ca", "geo.statcan.gc.ca", "www.donneesquebec.ca", "www12.statcan.gc.ca",
)  # fmt: skip


@dataclass
class Place:
    """A project with its cache. `day` is today there; `slept` the pauses that were asked for."""

    root: Path
    server: Server
    day: str = "2026-11-21"
    slept: list[float] = field(default_factory=list)

    @property
    def cache(self) -> Path:
        return self.root / "build" / "cache"

    @property
    def lock(self) -> Path:
        return self.root / "sources.lock"

    def desk(self, **more: Any) -> AbstractContextManager[Desk]:
        mirrors = more.pop("mirrors", ",".join(f"{host}={self.server.base}" for host in HOSTS))
        return open_desk(
            self.root,
            self.cache,
            contact="evidence@example.org",
            mirrors=mirrors,
            **{"sleep": self.slept.append, "clock": self.clock, "chance": lambda: 0.0, "now": self.now} | more,
        )

    def clock(self) -> float:
        """The time as it would be had every pause been made."""
        return time.monotonic() + sum(self.slept)

    def now(self) -> datetime:
        return datetime.fromisoformat(f"{self.day}T12:00:00").replace(tzinfo=UTC)

    @property
    def pauses(self) -> list[float]:
        """The pauses before a further try; those that keep a host from being asked too often are shorter."""
        return [pause for pause in self.slept if pause > 0.5]

    def kept(self) -> list[Path]:
        """Everything that the cache holds, the lock apart."""
        return sorted(file for file in self.cache.rglob("*") if file.is_file() and file.name != ".lock")

    def objects(self) -> list[bytes]:
        return [file.read_bytes() for file in self.kept() if "objects" in file.parts]


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def place(tmp_path: Path, server: Server) -> Place:
    return Place(tmp_path, server)


@pytest.fixture
def desk(place: Place) -> Iterator[Desk]:
    with place.desk() as desk:
        yield desk
