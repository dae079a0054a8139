"""What `profiles/rules.yml` declares of two guards: what our own output may give away, and what moved too far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipelines.model.declared import STRICT, Text
from pipelines.model.words import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryTiling:
    """Population categories that nobody is in two of; `complete` where everybody of `whole` is in one of them."""

    __pydantic_config__ = STRICT
    whole: str
    parts: list[str]
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """Breakdown members such as `sex=female` that make up another, or everybody where `whole` is empty."""

    __pydantic_config__ = STRICT
    parts: list[str]
    whole: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusive:
    """Measures of one source that are parts of another of its measures and share nobody; some people may be in none."""

    __pydantic_config__ = STRICT
    whole: str
    parts: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiling:
    """Regions that make up another, without gap or overlap.

    The wholes are the region `whole`, or every region of the level `each`; the parts are `members`, or the regions of
    the level `level` whose parent is the whole. `count` is how many there are; fewer are no whole.
    """

    __pydantic_config__ = STRICT
    whole: str | None = None
    each: Level | None = None
    level: Level | None = None
    members: list[str] = field(default_factory=list)
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """What a reader must not be able to work out of what we publish.

    `narrowest` and `narrowest_told` are persons: how wide a range must at least be left for a hidden count, and for
    one that `told` puts below a number by its rule's own name. Numbers withheld by a rule in `spared` are no secret.
    `made_of` are categories that a source itself made of others, `same_counts` measures (by source) that count the
    same persons. A system of more than `largest` cells is a fault, not a pass.
    """

    __pydantic_config__ = STRICT
    narrowest: float
    narrowest_told: float
    told: dict[str, float]
    spared: list[str]
    largest: int
    why: Text
    made_of: dict[str, dict[str, int | float | str]] = field(default_factory=dict)
    same_counts: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    categories: list[CategoryTiling] = field(default_factory=list)
    partitions: list[Partition] = field(default_factory=list)
    exclusive: list[Exclusive] = field(default_factory=list)
    tilings: list[Tiling] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnomalyRule:
    """A count of the minority that moved, between neighbouring censuses, too far to be taken as it stands.

    It moved by `at_least` persons whatever rounding did, and, where `factor` is given, by more than that factor in
    five years beyond what the total did; or, where `from_below` is given, from or to a count below that.
    """

    __pydantic_config__ = STRICT
    id: str
    outcome: Literal["hold", "mark"]
    at_least: float
    why: Text
    factor: float | None = None
    from_below: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Peers:
    """Other regions of the level, whose own change excuses a region's: how many, how large, how far from them.

    `spread` counts robust standard deviations (1.4826 times the median absolute deviation) of the log of the change.
    """

    __pydantic_config__ = STRICT
    at_least: int
    persons: float
    spread: float
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """Why a flagged figure is right all the same, and when that was found out."""

    __pydantic_config__ = STRICT
    date: str
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Anomalies:
    """The rules by which a figure is held or marked, the first that fits deciding, and the figures found right."""

    __pydantic_config__ = STRICT
    rules: list[AnomalyRule]
    peers: Peers
    confirmed: dict[str, Confirmed] = field(default_factory=dict)

    def why(self) -> Mapping[str, Text]:
        """Return what each rule that may stand in a figure says for itself."""
        return {rule.id: rule.why for rule in self.rules}
