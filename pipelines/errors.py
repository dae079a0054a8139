"""The few things that can go wrong, each named for the fact and carrying its exit status."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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


class VerificationError(PortraitError):
    """What was rendered is not what the figure store says; the last good site was left as it was."""

    exit_status = 5

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        shown = "\n".join(self.faults[:SHOWN_FAULTS])
        more = f"\n… and {len(self.faults) - SHOWN_FAULTS} more" if len(self.faults) > SHOWN_FAULTS else ""
        super().__init__(
            f"{shown}{more}\n{len(self.faults)} faults in the rendered pages; the published site was not touched"
        )


# A terminal holds about this many lines; the rest is counted.
SHOWN_FAULTS = 40


def relative(path: Path, root: Path) -> str:
    """Return `path` as a reader of the project would write it: relative to its root where it lies inside."""
    try:
        return path.relative_to(root).as_posix()
    except ValueError:
        return path.as_posix()
