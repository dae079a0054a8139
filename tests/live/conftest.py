"""A small emulator for all tests here, and a project whose sources are few, so that each test takes a second."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd
import pytest
from emulator import Emulator

from pipelines.fetch import Desk, open_desk
from pipelines.kept import Kept
from pipelines.live import Live, bring_in
from pipelines.model import Plan

# A wide table with municipalities, one without, an ordinary one, single cells, and the profile that names territories.
ELIGIBILITY, INCOME, HISTORY = "statcan-98-10-0534", "statcan-98-10-0203", "statcan-15-10-0032"
CELLS, PROFILE = "statcan-43-10-0072", "statcan-census-profile-2021"
FEW = (ELIGIBILITY, INCOME, HISTORY, CELLS, PROFILE)


@dataclass
class Place:
    """A project with a cache of its own. Nothing here waits: pauses are written down instead."""

    root: Path
    plan: Plan
    mirrors: str
    slept: list[float] = field(default_factory=list)

    @property
    def cache(self) -> Path:
        return self.root / "build" / "cache"

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        with open_desk(self.root, self.cache, mirrors=self.mirrors, sleep=self.slept.append) as desk:
            yield desk

    def come(self, *names: str) -> Live:
        """Bring in these sources, or all of the few; the others of the few are what is embedded of them."""
        asked = names or FEW
        few = {name: self.plan.sources[name] for name in FEW}
        sources = {name: each if name in asked else replace(each, fetch=None) for name, each in few.items()}
        with self.desk() as desk:
            return bring_in(replace(self.plan, sources=sources), self.root, desk, Kept(self.cache / "made"))

    def of(self, name: str, came: Live) -> pd.DataFrame:
        return came.observations[came.observations["source"] == name]


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with Emulator(size="small", data=tmp_path_factory.mktemp("emulator")) as emulator:
        yield emulator


@pytest.fixture
def emulator(small: Emulator) -> Iterator[Emulator]:
    small.faults.clear()
    small.requests.clear()
    yield small
    small.faults.clear()


@pytest.fixture
def place(emulator: Emulator, root: Path, plan: Plan, tmp_path: Path) -> Place:
    # `bring_in` reads what is embedded of the declared sources; the rest of the project is not needed.
    shutil.copytree(root / "profiles" / "snapshots", tmp_path / "profiles" / "snapshots")
    for file in (tmp_path / "profiles" / "snapshots").glob("*.csv"):
        if file.stem not in FEW:
            file.unlink()
    return Place(root=tmp_path, plan=plan, mirrors=emulator.mirrors)


@pytest.fixture
def fetched(place: Place) -> Place:
    """The same place, its few sources fetched and pinned."""
    assert place.come().failures == ()
    return place
