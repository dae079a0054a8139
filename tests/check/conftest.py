"""A real site of one community, built once; tests change copies of it, and read only what they changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from project import change, linked

from pipelines.check.keyed import keys_of
from pipelines.check.pages import Found, Reader
from pipelines.check.shown import stored
from pipelines.conductor import build
from pipelines.declare import declare
from pipelines.live import embedded_only
from pipelines.model import LANGS, Plan
from pipelines.order import Order

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Built:
    """A site of English-speaking Quebec, and what proves it. `reader` is the same for all tests: making one is dear."""

    folder: Path
    plan: Plan
    figures: pd.DataFrame
    reader: Reader

    def copy(self, target: Path) -> Built:
        """Return a copy of the site at `target`; the reader reads there from now on."""
        linked(self.folder, target)
        return replace(self, folder=target)

    def change(self, file: str, old: str, new: str) -> None:
        change(self.folder, file, old, new)

    def faults(self, *addresses: str) -> list[str]:
        """Return what is wrong with the pages at these addresses, after the language."""
        found = Found()
        before, self.reader.folder = self.reader.folder, self.folder
        try:
            for address in addresses:
                self.reader.read(address, found)
        finally:
            self.reader.folder = before
        return [str(fault) for fault in found.faults]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("esq")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PORTRAIT_CACHE", str(folder / "cache"))
        build(Order(root=ROOT, out=folder / "site", langs=LANGS, communities=("esq",), epoch="1760000000"))
    plan = embedded_only(declare(ROOT, ("esq",)), ROOT).plan.edition()
    figures = pq.read_table(folder / "site" / "data" / "figures.parquet").to_pandas()
    keys = keys_of(folder / "site", figures, plan)
    reader = Reader(folder / "site", LANGS, plan, stored(figures), ROOT, keys)
    return Built(folder / "site", plan, figures, reader)


@pytest.fixture
def copy(built: Built, tmp_path: Path) -> Built:
    """A copy of the site, to be changed."""
    return built.copy(tmp_path / "site")
