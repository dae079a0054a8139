"""A project of a test's own, the site published from it, and how a command on it ended."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from pipelines.model import LANGS, Lang
from pipelines.order import Order

# The community that hand-written pages link to and quote, another one, and regions for every kind of page.
COMMUNITIES, REGIONS = ("esq", "japanese"), ("pr24", "cma462", "er2440")
EPOCH = "1760000000"  # 9 October 2025


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
