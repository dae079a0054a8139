"""The closed vocabularies: languages, statuses, groups, levels and the like."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

Lang = Literal["en", "fr"]
LANGS: tuple[Lang, ...] = ("en", "fr")


class Status(StrEnum):
    """What may be said of a cell, from the most to the least; the worst of its parts is that of a combination."""

    REPORTED = "reported"
    UNRELIABLE = "unreliable"
    WITHHELD = "withheld"
    SUPPRESSED = "suppressed"
    NOT_APPLICABLE = "not_applicable"
    NOT_AVAILABLE = "not_available"


class Interval(StrEnum):
    """What kind of uncertainty `lower` and `upper` bound."""

    SAMPLING95 = "sampling95"
    ROUNDING = "rounding"
    NONE = "none"


class Reliability(StrEnum):
    """How far a reported value carries, by the rule that its source declares."""

    GOOD = "good"
    CAUTION = "caution"
    POOR = "poor"


class Kind(StrEnum):
    """Who made the number: the publisher printed it, we computed it, or somebody's publication is quoted.

    What an emulator invented to test the program is `synthetic`, whatever was done to it since.
    """

    PUBLISHED = "published"
    COMPUTED = "computed"
    REPORTED = "reported"
    SYNTHETIC = "synthetic"


class Group(StrEnum):
    """Whom a figure is about, or what it compares."""

    MINORITY = "minority"
    MAJORITY = "majority"
    TOTAL = "total"
    # Minority less majority; minority over majority; the gap as a number of people of the minority.
    GAP = "gap"
    RATIO = "ratio"
    PEOPLE = "people"
    # The minority's part of all persons who have the characteristic.
    MINORITY_SHARE = "minority-share"
    # The minority now less the minority then, and that in per cent of then.
    CHANGE = "change"
    GROWTH = "growth"
    # The place of the minority's value among the regions of a level, 1 for the highest.
    RANK = "rank"


# The groups of people; the others compare them.
WHOM = (Group.MINORITY, Group.MAJORITY, Group.TOTAL)


class Unit(StrEnum):
    """What a value is counted in; a difference of percentages is in points, and never in per cent."""

    PERSONS = "persons"
    PERCENT = "percent"
    DOLLARS = "dollars"
    POINTS = "points"
    RATIO = "ratio"
    RANK = "rank"


class Level(StrEnum):
    """The kinds of region, from the widest."""

    COUNTRY = "country"
    GEOGRAPHIC_REGION = "geographic-region"
    PROVINCE = "province"
    CMA = "cma"
    ADMINISTRATIVE_REGION = "administrative-region"
    ECONOMIC_REGION = "economic-region"
    HEALTH_REGION = "health-region"
    CENSUS_DIVISION = "census-division"
    MUNICIPALITY = "municipality"


STATUS_RANK: Mapping[str, int] = {status.value: rank for rank, status in enumerate(Status)}
