"""What `profiles/screens.yml` declares: tests of a regulation that are held against counts, and classes of a share."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from pipelines.model.declared import STRICT, Text
from pipelines.model.words import Level


class PlaceKind(StrEnum):
    """The kinds of place that the regulation tells apart; a municipality inside a metropolitan area is no `outside`."""

    CMA = "cma"
    OUTSIDE = "outside-cma"


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Values from `at_least` on, and below `below`; both ends of the range may be open."""

    __pydantic_config__ = STRICT
    at_least: float | None = None
    below: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A test: `number` of the minority (persons), its `share` (per cent), `everyone` in the place (persons).

    `met` says what follows where all of them are met; `unknown` what else it depends on, which no census figure says.
    """

    __pydantic_config__ = STRICT
    id: str
    place: PlaceKind
    test: Text
    effect: Text
    citation: Text
    number: Range = field(default_factory=Range)
    share: Range = field(default_factory=Range)
    everyone: Range = field(default_factory=Range)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unscreened:
    """A test of the regulation that no census figure decides, told beside the others."""

    __pydantic_config__ = STRICT
    id: str
    place: PlaceKind
    test: Text
    effect: Text
    citation: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A number of persons or a percentage to which a place is held: how far the next one is, is said in words."""

    __pydantic_config__ = STRICT
    place: PlaceKind
    of: str
    at: float
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """How far a value is from a step, as a part of the step: the first whose `within` it keeps is said."""

    __pydantic_config__ = STRICT
    id: str
    said: Text
    within: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareClass:
    """A class of the minority's share of a place, from `at_least` per cent on."""

    __pydantic_config__ = STRICT
    id: str
    at_least: float
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Screens:
    """The whole of `profiles/screens.yml`.

    `number` and `share` are the indicators that are held against the tests, `levels` the kinds of region that have a
    test, `apart` the regions that the regulation sets apart.
    """

    __pydantic_config__ = STRICT
    regulation: Text
    address: Text
    number: str
    share: str
    levels: dict[Level, PlaceKind]
    apart: list[str]
    thresholds: list[Threshold]
    unscreened: list[Unscreened]
    steps: list[Step]
    distances: list[Distance]
    classes: list[ShareClass]
