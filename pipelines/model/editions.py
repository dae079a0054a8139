"""What is declared of editions, and what a withdrawn figure leaves behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from pipelines.model.declared import STRICT, Text

Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class Move(StrEnum):
    """What became of a figure from one store to the next, the gravest first."""

    # Still listed, and no longer with a number.
    RECALLED = "recalled"
    # No longer listed at all.
    WITHDRAWN = "withdrawn"
    CHANGED = "changed"
    ADDED = "added"


class Reason(StrEnum):
    """Why a figure is not what it was, as far as it is known."""

    UPSTREAM = "upstream revision"
    METHOD = "method"
    DECLARATION = "declaration"
    BUG = "bug"
    # One of the two stores was made with the figure's source, the other without it.
    SOURCE = "source"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Why some figures moved: `figures` are ids, or patterns of ids in which `*` stands for anything.

    It is said of these `moves` alone, of all where none is named.
    """

    __pydantic_config__ = STRICT
    figures: Annotated[list[str], Field(min_length=1)]
    reason: Reason
    text: Text
    moves: list[Move] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionNote:
    """What a person says of an edition; without a date it is of the one that is running."""

    __pydantic_config__ = STRICT
    id: str
    text: Text
    date: Day | None = None
    reasons: list[Explained] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """A figure that was taken back: when, why, and which figure takes its place, if one does."""

    __pydantic_config__ = STRICT
    figure: str
    date: Day
    reason: Reason
    why: Text
    replacement: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The whole of `profiles/changes.yml`; `tag` is the authority of the feed's ids, and stays for ever."""

    __pydantic_config__ = STRICT
    tag: Annotated[str, Field(pattern=r"^[a-z0-9.-]+,\d{4}(-\d{2}(-\d{2})?)?$")] = "portrait.invalid,2026"
    editions: list[EditionNote] = field(default_factory=list)
    withdrawn: list[Withdrawal] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """What stands in the place of a figure that is no longer given: everything but its number.

    `figure` is its id and `label` what it was; `date` is that of a declared withdrawal, else empty. `edition` is the
    last frozen one that has the number, `replacement` the id of a figure that takes its place; empty where there is
    none. `anchor` is the place on the profile that nothing else holds any more, else empty.
    """

    figure: str
    label: Text
    why: Text
    date: str = ""
    edition: str = ""
    replacement: str = ""
    anchor: str = ""

    @property
    def community(self) -> str:
        """Return the id of the figure's community."""
        return self.figure.split(":")[0]

    @property
    def region(self) -> str:
        """Return the id of the figure's region."""
        return self.figure.split(":")[1]

    @property
    def indicator(self) -> str:
        """Return the id of the figure's indicator."""
        return self.figure.split(":")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionSummary:
    """An edition as the change log tells of it: how many figures moved since the one before, by move and reasons.

    `counts` is None where no edition was frozen before it; `running` is the edition of this very site, which is not
    frozen yet; `figures` is how many it holds.
    """

    date: str
    earlier: str
    running: bool
    figures: int
    note: EditionNote | None = None
    counts: Mapping[str, Mapping[str, int]] | None = None
