"""What `profiles/rules.yml` declares: which uncertainty goes with which number, and what is withheld or marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipelines.model.declared import STRICT, Text
from pipelines.model.guards import Anomalies, Disclosure
from pipelines.model.words import Interval, Reliability

# What a number is made of: published counts, or printed by the source as it stands.
Made = Literal["counts", "printed"]
# What a threshold is held against. `width` is that of a 95% interval in points, `cv` its standard error in per cent of
# the value; `size` is the value without its sign, `numerator` and `denominator` are persons, `counted` the persons of
# whom a value speaks: the numerator of a percentage, the count itself.
Against = Literal["size", "numerator", "denominator", "counted", "width", "cv"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalRule:
    """A line of the decision table: which bounds a number has, by how everyone was asked and what is published."""

    __pydantic_config__ = STRICT
    id: str
    basis: Literal["full-count", "sample"]
    made: Made
    bounds: bool
    interval: Interval
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounding:
    """Random rounding: the largest error of a published count in persons, and where it differs.

    `errors` are by population category, for counts that the source itself made of several; `exact` are the measures of
    a source that it publishes unrounded.
    """

    __pydantic_config__ = STRICT
    error: float
    errors: dict[str, float]
    exact: dict[str, list[str]]
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class WithholdRule:
    """A figure is withheld where what `against` names is below `below` or above `above`.

    `units` are those that it is held to; `derived` keeps it to figures that we made of several cells, `extreme` to 0
    and 100 per cent.
    """

    __pydantic_config__ = STRICT
    id: str
    against: Against
    units: list[str]
    why: Text
    below: float | None = None
    above: float | None = None
    derived: bool = False
    extreme: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRule:
    """A reported figure is classed; of several rules that fit, the worst holds, and of equals the first.

    Held to figures of a `basis`, `made` in a way and with a kind of `interval`, where these are given; to 0 and 100 per
    cent and amounts of zero or less where `extreme`; where what `against` names is below `below` or above `above`.
    """

    __pydantic_config__ = STRICT
    id: str
    reliability: Reliability
    units: list[str]
    why: Text
    basis: Literal["full-count", "sample"] | None = None
    made: Made | None = None
    interval: Interval | None = None
    extreme: bool = False
    against: Against | None = None
    below: float | None = None
    above: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRule:
    """A rule that the program keeps by itself: its name in the store, and why."""

    __pydantic_config__ = STRICT
    id: str
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparing:
    """How comparisons are made: for which kinds and units, among how many regions, and with which breakdowns."""

    __pydantic_config__ = STRICT
    breakdowns: list[str]
    ranked_at_most: int
    ranked_at_least: int
    people_base: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """How a percentage is printed: `decimals` of them from `base` persons in the denominator on."""

    __pydantic_config__ = STRICT
    base: int
    decimals: int
    about: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The whole of `profiles/rules.yml`."""

    __pydantic_config__ = STRICT
    intervals: list[IntervalRule]
    rounding: Rounding
    withholding: list[WithholdRule]
    reliability: list[ClassRule]
    precision: list[Precision]
    comparing: Comparing
    named: list[NamedRule]
    disclosure: Disclosure
    anomalies: Anomalies
    full_count_since: dict[str, str] = field(default_factory=dict)

    def why(self) -> Mapping[str, Text]:
        """Return what each rule that may stand in a figure says for itself."""
        held = {rule.id: rule.why for rule in self.withholding}
        classed = {rule.id: rule.why for rule in self.reliability}
        named = {rule.id: rule.why for rule in self.named}
        return {**held, **classed, **named, **self.anomalies.why()}
