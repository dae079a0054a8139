"""A finished folder → the published one, in one step: readers see the old site or the new one, never a mix."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.errors import UsageError

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no fcntl; there, two builds at once are the user's own care
    fcntl = None  # type: ignore[assignment]

AT_FDCWD = -100
RENAME_EXCHANGE = 2
NEW, OLD = ".new", ".old"


@contextmanager
def building(out: Path) -> Iterator[Path]:
    """Yield an empty folder beside `out` to build in; it is gone afterwards, whatever happened.

    What a killed build left is cleared, and a swap that was cut short is undone, before anything is written.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    with _alone(out):
        fresh, old = _beside(out, NEW), _beside(out, OLD)
        if old.exists() and not out.exists():
            old.rename(out)
        for leftover in (fresh, old):
            shutil.rmtree(leftover, ignore_errors=True)
        fresh.mkdir()
        try:
            yield fresh
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


def swap_in(fresh: Path, out: Path) -> None:
    """Put `fresh` in the place of `out`; the old site is deleted only once the new one stands."""
    if not out.exists():
        fresh.rename(out)
        return
    if not _exchange(fresh, out):
        # Without an atomic exchange the old site has another name for a moment; `building` restores it if cut short.
        old = _beside(out, OLD)
        out.rename(old)
        fresh.rename(out)
        old.rename(fresh)
    shutil.rmtree(fresh)


def _beside(out: Path, suffix: str) -> Path:
    return out.with_name(f".{out.name}{suffix}")


def _exchange(first: Path, second: Path) -> bool:
    """Return whether the kernel exchanged the two names atomically (Linux; not on every file system)."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renameat2"):
        return False
    done = libc.renameat2(AT_FDCWD, os.fsencode(first), AT_FDCWD, os.fsencode(second), RENAME_EXCHANGE)
    if done == 0:
        return True
    if ctypes.get_errno() in (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP):
        return False
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(second))


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Hold the lock of this output, so that two builds do not write over each other."""
    with _beside(out, ".lock").open("w") as lock:
        if fcntl is not None:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise UsageError(
                    f"another build is writing {out}; wait for it, or give --out another folder"
                ) from error
        yield
