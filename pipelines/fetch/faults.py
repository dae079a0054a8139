"""What was met on the way to a source → one sentence: what, where, found, expected, what was done, what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.errors import SourceError


class HumanNeeded(SourceError):  # noqa: N818 - named for the fact, as SourceError's other kinds are
    """A host lets only people in, or a file that a person drops in is not there; the message says which and where."""


class NotServed(SourceError):  # noqa: N818 - as above
    """The server answered, with a status that asking again will not change."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class Passing(Exception):  # noqa: N818 - it is no error until it has lasted
    """Something that may be gone at the next try; `wait_s` is what the server asks for, `gained` that bytes came."""

    def __init__(self, found: str, *, wait_s: float = 0.0, gained: bool = False) -> None:
        super().__init__(found)
        self.wait_s = wait_s
        self.gained = gained


def told(what: str, *, where: str = "", found: str = "", expected: str = "", done: str = "", do: str = "") -> str:
    """Return one line in the order in which a person reads it; parts that are empty are left out."""
    parts = (
        what,
        where and f"at {where}",
        found and f"found {found}",
        expected and f"expected {expected}",
        done,
        do and f"what to do: {do}",
    )
    return "; ".join(part for part in parts if part)


@contextmanager
def about(source: str) -> Iterator[None]:
    """Put the source's id before whatever goes wrong with it."""
    try:
        yield
    except HumanNeeded as error:
        raise HumanNeeded(f"{source}: {error}") from error
    except SourceError as error:
        raise SourceError(f"{source}: {error}") from error
