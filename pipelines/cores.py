"""Work that keeps what it makes → done ahead on all cores, so that doing it one by one finds it made."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, TypeVar

from pipelines.errors import UsageError

T = TypeVar("T")
R = TypeVar("R")
# What the processes are born with: a closure over plan and tables, which a queue could not carry.
_work: Callable[[Any], Any] | None = None


def jobs() -> int:
    """Return how many processes may work at once: `PORTRAIT_JOBS`, or one a core."""
    asked = os.environ.get("PORTRAIT_JOBS", "")
    if asked and not (asked.isdecimal() and int(asked)):
        raise UsageError(f"PORTRAIT_JOBS is {asked!r}; expected a number from 1")
    return int(asked) if asked else os.cpu_count() or 1


def done_ahead(work: Callable[[str], object], names: Sequence[str]) -> None:
    """Do `work` for each name, in processes of their own where the system can fork; nothing is returned.

    Whoever fails is silent here: the work is asked for again in this process, where its error can be told.
    """
    global _work
    if jobs() < 2 or len(names) < 2 or not sys.platform.startswith("linux"):
        return
    _work = work
    try:
        with warnings.catch_warnings():
            # Python warns of forks beside threads; those of the libraries here hold no lock between two calls.
            warnings.simplefilter("ignore", DeprecationWarning)
            with ProcessPoolExecutor(min(jobs(), len(names)), mp_context=get_context("fork")) as pool:
                for future in [pool.submit(_silent, name) for name in names]:
                    future.exception()
    finally:
        _work = None


def _one(part: Any) -> Any:
    assert _work is not None
    return _work(part)


def _silent(part: Any) -> None:
    # What was made is kept on disk; bringing it back would cost more than it is worth.
    _one(part)


def mapped(work: Callable[[T], R], parts: Sequence[T]) -> list[R]:
    """Return `work` of each part, in order, in processes of their own where the system can fork; errors are raised."""
    global _work
    if jobs() < 2 or len(parts) < 2 or not sys.platform.startswith("linux"):
        return [work(part) for part in parts]
    _work = work
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            with ProcessPoolExecutor(min(jobs(), len(parts)), mp_context=get_context("fork")) as pool:
                return list(pool.map(_one, parts))
    finally:
        _work = None
