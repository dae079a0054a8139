"""Bytes and a place → a file that is there whole or not at all, also after a kill, on a full disk, or two at once."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipelines.errors import SourceError
from pipelines.fetch.faults import told

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no fcntl; there, two builds at once are the user's own care
    fcntl = None  # type: ignore[assignment]

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
UNFINISHED = ".tmp"


def write_whole(place: Path, data: bytes) -> None:
    """Write a small file beside its place and rename it; raises SourceError, leaving nothing, where that cannot be."""
    fresh = place.with_name(f"{place.name}.{os.getpid()}{UNFINISHED}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(place)
        settle(place.parent)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise cannot_write(place, error) from error


def cannot_write(path: Path, error: OSError | str) -> SourceError:
    """Return the error for a file that the disk does not take."""
    full = isinstance(error, str) or error.errno in NO_ROOM
    return SourceError(
        told(
            "there is no room for the file" if full else "the file cannot be written",
            where=str(path.parent),
            found=str(error),
            done="the piece that was written is deleted; what was fetched before stays",
            do=f"{'make room' if full else 'mend that'} there, or set PORTRAIT_CACHE to a folder on another disk",
        )
    )


def settle(place: Path) -> None:
    """Make sure that a file's bytes, or a folder's names, outlast a power cut."""
    if os.name == "posix":
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def briefly(folder: Path) -> Iterator[None]:
    """Hold a folder while a file in it is read, changed and written."""
    handle = os.open(folder, os.O_RDONLY) if fcntl is not None else -1
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        if fcntl is not None:
            os.close(handle)


def is_ours(lock: Any) -> bool:
    """Return whether this process holds the lock file now: the kernel gives it back when a process dies."""
    if fcntl is not None:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
