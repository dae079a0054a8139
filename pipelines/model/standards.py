"""What `profiles/standards.yml` declares: the age structure that two groups are compared in, and its bands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.model.declared import STRICT, Text

BAND = re.compile(r"(\d+)-(\d+|plus)")
# Where an open band ends: no declared band begins there.
NO_END = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiling:
    """Members of one dimension that tile the ages which these indicators are about, each with the bands it takes in.

    `weights` says the weight of each member as it is printed; `note` what such weights are for the denominators of
    these indicators, which need not be the population.
    """

    __pydantic_config__ = STRICT
    indicators: list[str]
    dimension: str
    members: dict[str, list[str]]
    weights: Text
    note: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """A fixed age structure: weights of five-year bands, in any unit, and how the members of dimensions tile them."""

    __pydantic_config__ = STRICT
    label: Text
    source: Text
    address: str
    why: Text
    bands: dict[str, int]
    tilings: list[Tiling]

    def by_member(self, tiling: Tiling) -> dict[str, int]:
        """Return the weight of each member of a tiling: the sum of its bands."""
        return {member: sum(self.bands[band] for band in bands) for member, bands in tiling.members.items()}


def ages_of(band: str) -> tuple[int, int] | None:
    """Return the first age of a band and the one after its last, from its name (`15-19`, `65-plus`); None if none."""
    match = BAND.fullmatch(band)
    if match is None:
        return None
    first, last = int(match[1]), NO_END if match[2] == "plus" else int(match[2]) + 1
    return (first, last) if first < last else None


def tiling_of(standards: Mapping[str, Standard], indicator: str) -> tuple[Standard, Tiling] | None:
    """Return the standard of an indicator and the tiling in which it stands, None where none is declared."""
    return next(
        (
            (standard, tiling)
            for standard in standards.values()
            for tiling in standard.tilings
            if indicator in tiling.indicators
        ),
        None,
    )
