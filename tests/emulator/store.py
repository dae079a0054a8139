"""Where the emulator keeps the zips it has made: each made when it is first asked for, and kept for the next run."""

from __future__ import annotations

import hashlib
import threading
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from .cells import Model
from .faults import OF_TABLES, OF_ZIPS, Fault, Faults, Rule
from .metadata import SYNTHETIC
from .places import Place, World
from .spoiled import spoil
from .tables import ROOT, Table, declared, tables
from .zips import write

HERE = Path(__file__).parent
KEPT_PLACES = 200  # places whose cells are remembered for the service of single cells


@cache
def code_hash() -> str:
    """Return what the emulator's code and facts, and the declarations that it reads, hash to."""
    digest = hashlib.sha256()
    for path in [
        *sorted(
            p
            for p in HERE.rglob("*")
            if p.suffix in (".py", ".csv", ".txt", ".json") and not p.name.startswith("test_")
        ),
        ROOT / "sources.yml",
    ]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


class Store:
    """The tables of one size and their zips."""

    def __init__(self, world: World, size: str, folder: Path, faults: Faults) -> None:
        self.world, self.faults = world, faults
        self.folder = folder / f"{size}-{code_hash()}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.tables = tables(world)
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()
        self._models: dict[tuple[str, int], Model] = {}
        self._cells: OrderedDict[tuple[str, int, str, str], np.ndarray] = OrderedDict()

    def fetched(self) -> list[str]:
        """Return the products that sources.yml fetches whole or in part."""
        return [pid for pid in declared() if pid in self.tables]

    def table(self, pid: str) -> Table:
        """Return a table as it is now: with the faults that change a table in it."""
        table = self.tables[pid]
        for rule in self.faults.on(f"{pid}-eng.zip", *OF_TABLES):
            if rule.fault is Fault.NEW_RELEASE:
                table = replace(table, version=1)
            else:
                table = table.renamed() if rule.fault is Fault.RENAMED_MEMBER else table.reshuffled()
        return table

    def cells(self, pid: str, place: Place, year: str) -> np.ndarray:
        """Return a place's codes in a table, remembered for a while."""
        table = self.table(pid)
        key = (pid, table.version, place.id, year)
        with self._lock("cells"):
            if key not in self._cells:
                model = self._models.setdefault((pid, table.version), Model(table=table, world=self.world))
                self._cells[key] = model.cells(place, year)
                if len(self._cells) > KEPT_PLACES:
                    self._cells.popitem(last=False)
            return self._cells[key]

    def zip_of(self, pid: str, language: str = "eng") -> Path:
        """Return the zip of a table as it is served now, made where it was not yet."""
        name = f"{pid}-{language}.zip"
        changes = sorted(rule.fault.value for rule in self.faults.on(f"{pid}-eng.zip", *OF_TABLES))
        path = self.made(
            "+".join([f"{pid}-eng", *changes]) + ".zip", lambda path: write(self.table(pid), self.world, path)
        )
        spoilers = self.faults.on(name, *OF_ZIPS)
        if language == "fra" and not spoilers:
            spoilers = [Rule(where=name, fault=Fault.FRENCH)]
        for rule in spoilers:
            if rule.times is not None and self.faults.take(name, rule.fault) is None:
                continue
            path = self._spoiled(path, rule)
        return path

    def _spoiled(self, good: Path, rule: Rule) -> Path:
        marks = "".join(f"-{key}={value}" for key, value in sorted(rule.options.items()))
        name = f"{good.stem}+{rule.fault.value}{hashlib.sha256(marks.encode()).hexdigest()[:6] if marks else ''}.zip"
        return self.made(name, lambda path: spoil(rule, good, path))

    def made(self, name: str, make: Callable[[Path], None]) -> Path:
        """Return a file of this store, made by one thread only."""
        path = self.folder / name
        with self._lock(name):
            if not path.is_file():
                temporary = path.with_suffix(".making")
                make(temporary)
                temporary.replace(path)
        return path

    def _lock(self, name: str) -> threading.Lock:
        with self._guard:
            return self._locks.setdefault(name, threading.Lock())


def marked(path: Path, members: dict[str, bytes]) -> None:
    """Write a small zip that says in its comment that it is invented."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = SYNTHETIC.encode()
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 9, 1, 8, 30, 0)), data, zipfile.ZIP_DEFLATED)
