"""What others published, the declared rules that lead from it to our figures, and what came of comparing the two."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

from pipelines.model.declared import Text

# Read by pydantic when declarations are parsed, as in `declared`.
STRICT: dict[str, Any] = {"extra": "forbid", "strict": True}
# What a published row says, as a file of published figures has it; the value is kept as the text that was printed.
PUBLISHED_COLUMNS = (
    "publication", "url", "census_year", "geography", "geo_level", "population_definition", "indicator", "group",
    "value", "unit",
)  # fmt: skip
# What the project's own file adds: of whom, and by which definition, as far as the publication says.
ADDED_COLUMNS = ("universe", "definition")
# Why a figure of ours is not the published one, or why there is none.
ReasonName = Literal["definition", "universe", "vintage", "boundary", "method", "not-computable"]
# Column → what it must be: a text or one of several, in which `*` stands for anything.
Match = dict[str, str | list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedRow:
    """One figure that somebody printed, as printed."""

    publication: str
    url: str
    census_year: str
    geography: str
    geo_level: str
    population_definition: str
    indicator: str
    group: str
    value: str
    unit: str
    universe: str = ""
    definition: str = ""

    @property
    def key(self) -> str:
        """Return what names the row wherever it stands: a hash of all it says but its value."""
        said = "\x1f".join(getattr(self, name) for name in PUBLISHED_COLUMNS if name != "value")
        return hashlib.sha256(said.encode()).hexdigest()[:12]

    @property
    def said(self) -> str:
        """Return the row's description in one line, for messages."""
        parts = (self.publication, self.census_year, self.geography, self.population_definition)
        return " | ".join((*parts, self.indicator, self.group))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A figure of ours, counted `times`; the region and the period are those of the row unless others are given.

    `over` names a declared list of regions: the figure of each of them is added.
    """

    __pydantic_config__ = STRICT
    community: str
    indicator: str
    group: str
    breakdown: str = ""
    region: str = ""
    period: str = ""
    over: str = ""
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CellPick:
    """A count printed in the same publication, counted `times`; `of` says in which columns it is another row."""

    __pydantic_config__ = STRICT
    of: dict[str, str]
    times: int | float = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """How our value is had: one figure, a sum of figures, or (with `per`) a sum in per cent of another.

    `cells` and `per_cells` are counts that the publication itself prints: then our method is tried on them.
    """

    __pydantic_config__ = STRICT
    figures: list[Pick] = field(default_factory=list)
    per: list[Pick] = field(default_factory=list)
    cells: list[CellPick] = field(default_factory=list)
    per_cells: list[CellPick] = field(default_factory=list)
    # Whether these counts were randomly rounded to a multiple of 5 before they were printed.
    cells_rounded: bool = False

    @property
    def one(self) -> bool:
        """Return whether it is a figure of the store as it stands."""
        plain = len(self.figures) == 1 and not self.figures[0].over and self.figures[0].times == 1
        return plain and not self.per


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedRule:
    """What leads from published rows to our figure, or to why there is none.

    `rows` are those it holds for, except those of `but`. With `ours` and a `reason`, the difference is explained and
    must be exactly `difference`, in the row's unit and decimals; with `ours` alone, the two must agree; with a
    `reason` alone, nothing is computed. `rounded_to` is the step to which a publication says that it rounded.
    """

    __pydantic_config__ = STRICT
    id: str
    rows: Match
    but: list[Match] = field(default_factory=list)
    ours: Formula | None = None
    reason: ReasonName | None = None
    difference: str | None = None
    rounded_to: int | None = None
    text: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedUnit:
    """How a printed unit is read: what it counts, and what the publication adds to it."""

    __pydantic_config__ = STRICT
    kind: Literal["persons", "percent", "dollars", "points", "number"]
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedRules:
    """The whole of `profiles/published.yml`; `french` are the rows' words, which most publications have in English."""

    __pydantic_config__ = STRICT
    places: dict[str, str]
    units: dict[str, PublishedUnit]
    french: dict[str, str]
    rules: list[PublishedRule]
    regions: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Published rows and the rules that lead from them.

    `led` is the one rule that holds for a row, by the row's key; `words` are the rows' words in both languages, by how
    they are printed, and the titles of their publications, which stay as they are.
    """

    rows: tuple[PublishedRow, ...]
    rules: PublishedRules
    led: Mapping[str, PublishedRule]
    words: Mapping[str, Text] = field(default_factory=dict)


class Outcome(StrEnum):
    """What came of holding our figure against a published one."""

    AGREES = "agrees"
    EXPLAINED = "explained"
    NOT_COMPUTED = "not-computed"
    # A preview has not the communities that it needs.
    LEFT_OUT = "left-out"
    # A fault: no site is published with one.
    DIFFERS = "differs"


class Within(StrEnum):
    """How two numbers agree: as printed, or within what the random rounding of the counts can have done."""

    PRINTED = "printed"
    ROUNDING = "rounding"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A published row held against our figure.

    `value` and `difference` (ours less published) have the decimals of the publication; `figures` are the ids used,
    empty where the counts are the publication's own. `fault` says what is wrong, where something is.
    """

    row: PublishedRow
    rule: PublishedRule
    outcome: Outcome
    value: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    difference: Decimal | None = None
    within: Within | None = None
    figures: tuple[str, ...] = ()
    fault: str = ""
