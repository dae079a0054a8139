"""What is expensive to make, kept under the hash of what it was made from: the same is never made twice."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path


def digest(*parts: str | bytes) -> str:
    """Return a hash of the parts, each kept apart from the next."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()


def digest_of_files(root: Path, places: Iterable[str], suffixes: tuple[str, ...] = ()) -> str:
    """Return a hash of the names and bytes of all files at `places` under `root`; folders are taken whole."""
    parts: list[str | bytes] = []
    for place in places:
        for file in sorted(_files(root / place)):
            if "__pycache__" not in file.parts and (not suffixes or file.suffix in suffixes):
                parts += [file.relative_to(root).as_posix(), file.read_bytes()]
    return digest(*parts)


def _files(place: Path) -> list[Path]:
    return [file for file in place.rglob("*") if file.is_file()] if place.is_dir() else [place] * place.is_file()


class Kept:
    """Folders kept by name and key under one root. What a call did not use is dropped by `forget_others`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.used: set[str] = set()

    def folder(self, name: str, key: str, make: Callable[[Path], None]) -> Path:
        """Return the folder made from `key`, made now where it is not kept yet: whole, or not at all."""
        place = self.root / f"{name}-{key[:24]}"
        self.used.add(place.name)
        if not place.is_dir():
            self.root.mkdir(parents=True, exist_ok=True)
            partial = Path(tempfile.mkdtemp(prefix=".part-", dir=self.root))
            try:
                make(partial)
                partial.replace(place)
            finally:
                shutil.rmtree(partial, ignore_errors=True)
        return place

    def forget_others(self, spare: str | None = None) -> None:
        """Drop every folder that was not asked for since this object was made, parts of killed builds included.

        Those whose name begins with `spare` stay: another kind of build asks for them.
        """
        for place in self.root.iterdir() if self.root.is_dir() else ():
            if place.name not in self.used and not (spare and place.name.startswith(spare)):
                shutil.rmtree(place, ignore_errors=True)


def cache_root(root: Path) -> Path:
    """Return where kept things live: `PORTRAIT_CACHE`, or `build/cache` in the project."""
    return Path(os.environ.get("PORTRAIT_CACHE") or root / "build" / "cache")
