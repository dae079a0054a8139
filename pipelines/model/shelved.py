"""What pages say of entries of registers, worked out: how old the last look is, how far a plan has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipelines.model.declared import Text
from pipelines.model.figure import Figure
from pipelines.model.published import Checked
from pipelines.model.registers import Entry, Observed, PlanIndicator, Prompt, RegisterKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """An indicator of a plan: where it began, what was last observed, how far that is to the target in per cent.

    `began` is None where the figure it rests on has no value; `reached` then is too, and where nothing was observed.
    """

    indicator: PlanIndicator
    figure: Figure | None
    began: float | None
    last: Observed | None
    reached: float | None
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """An entry under its kind and id; `looked_at` is the last day that somebody vouched for it.

    `figures` are those that it rests on, None where the store lacks one; `index` is a table's representation index;
    `late` says of each activity of a plan whether it should be done; `rows` are the published rows it leads to.
    """

    kind: RegisterKind
    id: str
    entry: Entry
    looked_at: str
    stale: bool
    figures: Mapping[str, Figure | None] = field(default_factory=dict)
    index: float | None = None
    followed: tuple[Followed, ...] = ()
    late: tuple[bool, ...] = ()
    rows: tuple[Checked, ...] = ()

    @property
    def name(self) -> str:
        """Return what the entry is called in keys: `kind/id`."""
        return f"{self.kind}/{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompted:
    """A question that a figure put, with the figure."""

    prompt: Prompt
    figure: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An entry as a profile names it; `index` is a table's representation index, None where there is none."""

    kind: RegisterKind
    id: str
    title: Text
    index: float | None = None

    @property
    def name(self) -> str:
        """Return what the entry is called in keys: `kind/id`."""
        return f"{self.kind}/{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What the registers hold of a community in one region, and the questions that its figures put.

    `assets` are the organizations, tables, voices and the like of exactly this region, by kind; `reported` what others
    published of it; `gaps` what is not known of the community, first of this region. Nothing here depends on a day.
    """

    assets: Mapping[RegisterKind, tuple[Named, ...]] = field(default_factory=dict)
    reported: tuple[Named, ...] = ()
    gaps: tuple[Named, ...] = ()
    prompts: tuple[Prompted, ...] = ()


Shelves = Mapping[RegisterKind, tuple[Shelved, ...]]
