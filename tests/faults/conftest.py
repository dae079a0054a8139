"""A small project, built once; each test gets its own, in no time, together with the site and what was kept."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from project import hashes, linked, small_project, thinned

from faults.place import COMMUNITIES, REGIONS, Place, Said
from pipelines import cli
from pipelines.conductor import build


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The project that every test copies, built. No test may change it, and none has when the last one is done."""
    place = Place.at(tmp_path_factory.mktemp("good"))
    thinned(small_project(place.root), COMMUNITIES, REGIONS)
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
