"""A project and its cache → the desk at which sources are had: session, library, locks and progress, held together."""

from __future__ import annotations

import hashlib
import json
import os
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar, cast

from pipelines.fetch.download import Bar, Progress
from pipelines.fetch.library import PATIENCE_S, Library, Record, alone, suffix_of
from pipelines.fetch.lock import Lock
from pipelines.fetch.web import Web, parsed_mirrors
from pipelines.model.live import Pin

T = TypeVar("T")
LOCK = "sources.lock"
SYNTHETIC_LOCK = "synthetic.lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wants:
    """Which cells the declarations want of a service that is asked for cells; order plays no part for SDMX.

    `characteristics`, `genders` and `statistics` are SDMX codes. `coordinates` takes what getCubeMetadata says of a
    table and returns its WDS coordinates, padded or not; `cells` is a hash of what that choice is made from.
    """

    characteristics: Sequence[str] = ()
    genders: Sequence[str] = ("1",)
    statistics: Sequence[str] = ("1",)
    coordinates: Callable[[Mapping[str, Any]], Sequence[str]] = lambda _metadata: ()
    cells: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One file of a source as upstream serves it now, in the library already: its name in the Supply, and its record.

    `address` is the publisher's, whatever mirror was asked.
    """

    name: str
    address: str
    record: Record

    @property
    def pin(self) -> Pin:
        """Return what would be pinned of it."""
        seen = self.record
        return Pin(
            name=self.name,
            address=self.address,
            sha256=seen.sha256,
            size=seen.size,
            retrieved=seen.retrieved,
            release=seen.release,
            etag=seen.etag,
            modified=seen.modified,
            asked=seen.asked,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a run fetches with. `again` says that nothing composed earlier today may be reused."""

    root: Path
    web: Web
    library: Library
    real: Lock
    synthetic: Lock
    progress: Progress
    now: Callable[[], datetime]
    again: bool = False
    _once: dict[str, object] = field(default_factory=dict)

    @property
    def today(self) -> str:
        """Return the day, in UTC, as pins write it."""
        return self.now().astimezone(UTC).strftime("%Y-%m-%d")

    @property
    def moment(self) -> str:
        """Return the second, in UTC, as pins write it."""
        return self.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def once(self, key: str, make: Callable[[], T]) -> T:
        """Return what `make` gave the first time in this run."""
        if key not in self._once:
            self._once[key] = make()
        return cast("T", self._once[key])

    def held(self, name: str) -> Path:
        """Return where a person puts a file of this name."""
        return self.root / "held" / name

    def keep(
        self, name: str, address: str, data: bytes, *, synthetic: bool, asked: str = "", release: str | None = None
    ) -> Taken:
        """Keep what was composed or asked for in one piece, and note what it was."""
        suffix = suffix_of(name)
        record = Record(
            address=self.web.asked(address),
            asked=asked,
            sha256=self.library.keep(data, suffix),
            size=len(data),
            suffix=suffix,
            retrieved=self.moment,
            release=release,
            synthetic=synthetic,
        )
        self.library.note(record)
        return Taken(name=name, address=address, record=record)

    def lock(self, *, synthetic: bool) -> Lock:
        """Return the lock that governs bytes of this kind."""
        return self.synthetic if synthetic else self.real


class _Silent:
    def update(self, n: int, /) -> None:
        """Say nothing."""


@contextmanager
def silent(_label: str, _total: int | None) -> Iterator[Bar]:
    """Show no progress."""
    yield _Silent()


@contextmanager
def open_desk(
    root: Path,
    cache: Path,
    *,
    progress: Progress = silent,
    contact: str | None = None,
    mirrors: str | None = None,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
    chance: Callable[[], float] = random.random,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    patience_s: float = PATIENCE_S,
) -> Iterator[Desk]:
    """Yield the desk of a project whose fetched bytes are kept under `cache`/fetched.

    The cache is held for as long as the desk is open: a second build waits for it (`patience_s` at most, and its
    progress says for whom), then finds everything fetched. `contact` and `mirrors` default to PORTRAIT_CONTACT and
    PORTRAIT_MIRRORS.
    """
    folder = cache / "fetched"
    contact = os.environ.get("PORTRAIT_CONTACT", "") if contact is None else contact
    mirrors = os.environ.get("PORTRAIT_MIRRORS", "") if mirrors is None else mirrors
    with (
        Web(contact=contact, mirrors=mirrors, sleep=sleep, clock=clock, chance=chance) as web,
        alone(folder, progress, sleep, patience_s),
    ):
        library = Library(folder)
        real, synthetic = locks_at(root, cache, mirrors)
        library.clear_unfinished()
        real.clear_unfinished()
        yield Desk(
            root=root,
            web=web,
            library=library,
            real=real,
            synthetic=synthetic,
            progress=progress,
            now=now,
        )


def locks_at(root: Path, cache: Path, mirrors: str) -> tuple[Lock, Lock]:
    """Return the lock of what publishers serve, and that of an emulator's inventions, which holds under its mirrors."""
    under = ",".join(f"{host}={base}" for host, base in sorted(parsed_mirrors(mirrors).items()))
    return Lock(root / LOCK), Lock(cache / "fetched" / SYNTHETIC_LOCK, under=under)


def canonical(value: Any) -> bytes:
    """Return JSON that is the same bytes for the same content, readable in a diff."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def hash_of(value: Any) -> str:
    """Return a short hash of what was asked."""
    return hashlib.sha256(canonical(value)).hexdigest()[:16]
