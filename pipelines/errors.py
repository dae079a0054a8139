"""The few things that can go wrong, each named for the fact and carrying its exit status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, zip_longest
from pathlib import Path


class PortraitError(Exception):
    """Something that the person at the command line can understand and mend."""

    exit_status = 1


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong in one file: where it is, what was found, what was expected."""

    file: str
    line: int
    message: str
    found: str = ""
    expected: str = ""

    def __str__(self) -> str:
        """Return `file:line: message; found …; expected …` on one line."""
        tail = "".join(
            f"; {name} {text}" for name, text in (("found", self.found), ("expected", self.expected)) if text
        )
        return f"{self.file}:{self.line}: {self.message}{tail}"


class DeclarationError(PortraitError):
    """The declarations hold problems; all of them are in `problems`, none of them was acted on."""

    exit_status = 2

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        count = len(self.problems)
        lines = "\n".join(str(problem) for problem in self.problems)
        super().__init__(f"{lines}\n{count} problem{'s' if count > 1 else ''} in the declarations; nothing was built")


class UsageError(PortraitError):
    """The command was asked for something that does not exist."""

    exit_status = 2


class UpstreamChangedError(PortraitError):
    """A publisher serves something other than what is pinned; nothing of it was taken in."""

    exit_status = 3

    def __init__(self, names: Iterable[str]) -> None:
        changed = list(names)
        super().__init__(
            f"{len(changed)} changed upstream: {', '.join(changed)}; the pinned figures stand; look at the new "
            "ones and take them in with `portrait accept SOURCE`"
        )


class SourceError(PortraitError):
    """A source's bytes could not be had, or are not what the source is declared to be."""

    exit_status = 4


class MissingSourcesError(SourceError):
    """The rest was done, and these sources it was done without."""

    def __init__(self, failures: Iterable[SourceError]) -> None:
        self.failures = tuple(failures)
        lines = "\n".join(str(failure) for failure in self.failures)
        count = len(self.failures)
        super().__init__(
            f"{lines}\n{count} source{'s' if count > 1 else ''} could not be had; the rest was done without"
        )


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that a check found: of which kind, where, and what it says."""

    kind: str
    place: str
    said: str

    def __str__(self) -> str:
        """Return `place: what is wrong` on one line."""
        return f"{self.place}: {self.said}"


class VerificationError(PortraitError):
    """What was made is not what it was made from. `after` says what that means for the site."""

    exit_status = 5

    def __init__(self, faults: Iterable[Fault | str], after: str = "the published site was not touched") -> None:
        self.faults = tuple(faults)
        count = len(self.faults)
        shown = "\n".join(_by_kind(_some(self.faults)))
        more = f"\n… and {count - SHOWN_FAULTS} more" if count > SHOWN_FAULTS else ""
        super().__init__(f"{shown}{more}\n{count} fault{'s' if count > 1 else ''}{_kinds(self.faults)}; {after}")


def _some(faults: tuple[Fault | str, ...]) -> list[Fault | str]:
    """Return the faults that a screen holds: as many of each kind as there is room for, in their order."""
    if len(faults) <= SHOWN_FAULTS:
        return list(faults)
    kinds: dict[str, list[int]] = {}
    for place, fault in enumerate(faults):
        kinds.setdefault(fault.kind if isinstance(fault, Fault) else "", []).append(place)
    in_turn = (place for each in zip_longest(*kinds.values()) for place in each if place is not None)
    return [faults[place] for place in sorted(islice(in_turn, SHOWN_FAULTS))]


def _by_kind(faults: Iterable[Fault | str]) -> Iterator[str]:
    """Yield the faults, those of a kind under its name."""
    kind = ""
    for fault in faults:
        if isinstance(fault, Fault) and fault.kind != kind:
            kind = fault.kind
            yield f"[{kind}]"
        yield str(fault)


def _kinds(faults: Iterable[Fault | str]) -> str:
    """Return how many faults there are of each kind."""
    kinds = Counter(fault.kind for fault in faults if isinstance(fault, Fault))
    return f" ({', '.join(f'{kind}: {number}' for kind, number in kinds.items())})" if kinds else ""


# A terminal holds about this many lines; the rest is counted.
SHOWN_FAULTS = 40


def relative(path: Path, root: Path) -> str:
    """Return `path` as a reader of the project would write it: relative to its root where it lies inside."""
    try:
        return path.relative_to(root).as_posix()
    except ValueError:
        return path.as_posix()
