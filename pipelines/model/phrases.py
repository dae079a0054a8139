"""What `profiles/phrases.yml` declares: the ladder of wordings, of which a figure's interval chooses the rung."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pipelines.model.declared import STRICT, Text


class Rung(StrEnum):
    """How much may be said of a difference."""

    # The whole interval of the difference lies above, or below, zero.
    HIGHER = "higher"
    LOWER = "lower"
    # The interval holds zero: rounding, or the sample, may be all there is to the difference.
    WITHIN_ROUNDING = "within-rounding"
    WITHIN_SAMPLING = "within-sampling"
    # No interval, or nothing left of the difference as it is printed: two values side by side, and no more.
    SIDE_BY_SIDE = "side-by-side"
    # A series that breaks between the two: whatever the interval, they do not compare.
    ACROSS_BREAK = "across-break"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The whole of `profiles/phrases.yml`: each ladder by what it compares.

    `comparison` sets minority beside majority, `change` now beside then, `people` says the gap as a number of people
    and `rank` a region's place; `single` holds wordings that compare nothing.
    """

    __pydantic_config__ = STRICT
    comparison: dict[Rung, Text]
    change: dict[Rung, Text]
    people: dict[Rung, Text]
    rank: dict[str, Text]
    single: dict[str, Text]

    def ladders(self) -> Mapping[str, Mapping[str, Text]]:
        """Return every ladder by its name, each rung by its own."""
        return {
            "comparison": {str(rung): text for rung, text in self.comparison.items()},
            "change": {str(rung): text for rung, text in self.change.items()},
            "people": {str(rung): text for rung, text in self.people.items()},
            "rank": self.rank,
            "single": self.single,
        }
