"""A built site, the declarations and the figure store → what was proven of its numbers, or every fault.

Every number that is read on a page is a figure of the store, in its unit, format and rounding, or declared text; every
comparison says what its rule allows; both languages say the same; the downloads are the store.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from pipelines.check import links
from pipelines.check.arithmetic import arithmetic_faults
from pipelines.check.beside_files import BesideFiles
from pipelines.check.cited import Cited
from pipelines.check.downloads import Profiles, package_faults, twin_faults
from pipelines.check.keyed import keys_of
from pipelines.check.pages import Counts, Found, Reader
from pipelines.check.shown import stored
from pipelines.cores import jobs, mapped
from pipelines.errors import Fault, VerificationError
from pipelines.model import Lang, Plan

# So many addresses are read in one go; few enough to keep all cores busy to the end.
PORTION = 40


@dataclass(slots=True)
class Verified:
    """What was proven: how much was read, how many figures were held against their cells, and in how many seconds."""

    counts: Counts = field(default_factory=Counts)
    figures: int = 0
    recomputed: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0


def verify_site(folder: Path, langs: Sequence[Lang], figures: pd.DataFrame, plan: Plan, root: Path) -> Verified:
    """Return what was proven of the site in `folder`; raises VerificationError with every fault.

    `root` is the project, whose hand-written pages are declared text.
    """
    began = time.perf_counter()
    verified, faults = site_faults(folder, langs, figures, plan, root)
    if faults:
        raise VerificationError(faults)
    verified.seconds = time.perf_counter() - began
    return verified


def site_faults(
    folder: Path, langs: Sequence[Lang], figures: pd.DataFrame, plan: Plan, root: Path
) -> tuple[Verified, list[Fault]]:
    """Return what was read of a site, and everything that is wrong with it."""
    keys, store = keys_of(folder, figures, plan), stored(figures)
    reader = Reader(folder, langs, plan, store, root, keys)
    beside = BesideFiles(folder, plan, figures, store, reader.voices, keys.version)
    cited = Cited(folder, langs, plan, store)
    profiles = Profiles(folder, tuple(langs), figures, plan)

    def done(portion: tuple[str, list[str]]) -> Found:
        what, names = portion
        found = Found()
        for name in names:
            if what == "page":
                reader.read(name, found)
            elif what == "profile":
                found.faults += profiles.faults(name)
                beside.read(name, found)
                found.faults += cited.faults(name)
            else:
                found.faults += reader.strays()
                beside.shared(found)
                found.faults += package_faults(folder)
                found.faults += twin_faults(folder, figures)
                found.faults += arithmetic_faults(figures, plan)
                found.faults += (Fault("link", path, said) for path, said in links.asset_faults(folder, reader.files))
        return found

    portions = [("store", [""]), *_portions("page", reader.addresses()), *_portions("profile", profiles.paths())]
    verified, faults = Verified(figures=len(figures)), list[Fault]()
    pages: dict[str, links.Linked] = {}
    for found in mapped(done, portions):
        verified.counts.add(found.counts)
        faults += found.faults
        pages |= found.links
    faults += (Fault("link", path, said) for path, said in links.faults(pages))
    return verified, sorted(faults)


def _portions(what: str, names: Sequence[str]) -> Iterable[tuple[str, list[str]]]:
    # One process has no others to keep busy, and remembers what it read.
    size = PORTION if jobs() > 1 else max(len(names), 1)
    return ((what, list(names[at : at + size])) for at in range(0, len(names), size))
