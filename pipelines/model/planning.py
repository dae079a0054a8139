"""What a profile says for planning: ways of counting side by side, a screen of thresholds, a concentration class."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipelines.model.declared import Text
from pipelines.model.figure import Figure
from pipelines.model.screens import Distance, ShareClass, Step, Threshold, Unscreened
from pipelines.model.standards import Standard, Tiling


class Result(StrEnum):
    """What a figure says of a threshold; where its bounds lie on both sides of it, the figure says nothing."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_DISTINGUISHABLE = "not_distinguishable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedRow:
    """One way of counting: its name in the texts, what it is called for this community, its number and its share."""

    method: str
    label: Text
    number: Figure
    share: Figure | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The ways of counting a community in a place and period, fewest first, and the band between the answers.

    `beside` are counts that are no answer of their own; `missing` the ways that this edition lacks here. `least` and
    `most` are the rows of the smallest and the largest answer, None below two ways.
    """

    period: str | None
    rows: tuple[CountedRow, ...]
    beside: tuple[CountedRow, ...]
    missing: tuple[str, ...]
    least: CountedRow | None
    most: CountedRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """One test of the screen and what the figures say of it."""

    threshold: Threshold
    result: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """The next step above a value, and how far it is; `step` is None above the last, `distance` beside it then."""

    figure: Figure
    step: Step
    distance: Distance
    result: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """The screen of one place.

    `known` says whether the declarations tell that the place is of the kind whose tests are shown: for a municipality
    they do not say whether it lies in a metropolitan area. `number` is None where this edition has no count here.
    """

    place: str
    known: bool
    apart: bool
    number: Figure | None
    share: Figure | None
    everyone: Figure | None
    tested: tuple[Tested, ...]
    unscreened: tuple[Unscreened, ...]
    nexts: tuple[Next, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Concentration:
    """The class of the minority's share of a place; `upper` is another than `lower` where the bounds lie in two."""

    share: Figure
    lower: ShareClass
    upper: ShareClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Planning:
    """What the census can and cannot say of thresholds in a place; `screened` is None where no test is for its kind."""

    screened: Screened | None
    concentration: Concentration | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardRow:
    """An indicator in a period, as it is and in the standard age structure: minority, majority, and their gap each.

    `crosses` where the minority's rate is the higher at some ages and the lower at others: one number hides that.
    """

    indicator: str
    period: str
    crude: tuple[Figure | None, ...]
    standard: tuple[Figure | None, ...]
    crosses: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standardised:
    """The rates of a place that exist in a standard age structure, beside themselves; standards and tilings used."""

    rows: tuple[StandardRow, ...]
    standards: tuple[Standard, ...]
    tilings: tuple[Tiling, ...]
