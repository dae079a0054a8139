"""A small project, built once; each test gets its own, in no time, together with the site and what was kept."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from project import hashes, linked, small_project, thinned

from pipelines import cli
from pipelines.conductor import build
from pipelines.model import LANGS, Lang
from pipelines.order import Order

# The community that hand-written pages link to and quote, and regions of it: enough for every kind of page.
COMMUNITY, REGIONS = "esq", ("pr24", "cma462", "er2440")
EPOCH = "1760000000"


@dataclass(frozen=True)
class Place:
    """A project, the site that was published from it, and what builds keep."""

    root: Path
    site: Path
    cache: Path

    @classmethod
    def at(cls, folder: Path) -> Place:
        return cls(folder / "project", folder / "public" / "site", folder / "cache")

    @property
    def environment(self) -> dict[str, str]:
        return {"PORTRAIT_CACHE": str(self.cache), "SOURCE_DATE_EPOCH": EPOCH}

    def order(self, langs: tuple[Lang, ...] = LANGS) -> Order:
        return Order(root=self.root, out=self.site, langs=langs, epoch=EPOCH)

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Start `portrait …` as a process of its own, with processes of its own."""
        return subprocess.Popen(
            [sys.executable, "-c", "from pipelines.cli import main; main()", *arguments],
            cwd=self.root, env=os.environ | self.environment | environment, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
        )  # fmt: skip


@dataclass(frozen=True)
class Said:
    """How a command ended and what it printed."""

    status: int
    out: str
    err: str


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The project that every test copies, built. No test may change it, and none has when the last one is done."""
    place = Place.at(tmp_path_factory.mktemp("good"))
    thinned(small_project(place.root), COMMUNITY, REGIONS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PORTRAIT_CACHE", str(place.cache))
        build(place.order())
    before = hashes(place.root.parent)
    yield place
    assert hashes(place.root.parent) == before, "a test wrote into the project that all tests share"


@pytest.fixture
def place(good: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A project of the test's own with its published site; commands run in it."""
    mine = Place.at(linked(good.root.parent, tmp_path / "mine"))
    for name, value in mine.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(mine.root)
    return mine


@pytest.fixture
def portrait(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Run `portrait …` as the command line does, in this process."""

    def run(*arguments: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["portrait", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return Said(int(ended.value.code or 0), *capsys.readouterr())

    return run
