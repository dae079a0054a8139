"""One small emulator for all these tests, and how they ask it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest

from emulator import Emulator


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Asker:
    emulator: Emulator

    def __call__(self, path: str, body: Any = None, method: str = "", **headers: str) -> Answer:
        """Ask on a new connection; words in header names are joined with hyphens."""
        connection = HTTPConnection(urlsplit(self.emulator.address).netloc, timeout=60)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            sent = None if body is None else json.dumps(body)
            connection.request(method or ("GET" if sent is None else "POST"), path, sent, named)
            reply = connection.getresponse()
            return Answer(reply.status, dict(reply.getheaders()), reply.read())
        finally:
            connection.close()


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with Emulator(size="small", data=tmp_path_factory.mktemp("emulator"), page=20) as emulator:
        yield emulator


@pytest.fixture
def emulator(small: Emulator) -> Iterator[Emulator]:
    """The small emulator with every fault off, before and after."""
    small.faults.clear()
    small.requests.clear()
    yield small
    small.faults.clear()


@pytest.fixture
def ask(emulator: Emulator) -> Asker:
    return Asker(emulator)
