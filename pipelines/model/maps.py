"""What `profiles/maps.yml` declares of maps, and what a map is drawn from: squares laid out by hand, or outlines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from pipelines.model.declared import STRICT, Text
from pipelines.model.words import Level

# Stands on a line of a grid where there is no square.
NO_SQUARE = "."


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A tile map: its lines from the north, each a region's id or a dot a square, and what is written on the squares.

    `|` in a label is where it may be broken into lines.
    """

    __pydantic_config__ = STRICT
    rows: Annotated[list[str], Field(min_length=1)]
    labels: dict[str, Text]

    def squares(self) -> dict[str, tuple[int, int]]:
        """Return the column and the line of each region's square; of one that stands twice, the last."""
        lines = [row.split() for row in self.rows]
        return {
            name: (column, line)
            for line, names in enumerate(lines)
            for column, name in enumerate(names)
            if name != NO_SQUARE
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class MapClass:
    """A class of a map's legend: values below `below` and not below the class before it; the last is open."""

    __pydantic_config__ = STRICT
    label: Text
    below: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Outlines that are drawn together, each time at the same scale: the regions of a level, in a projection.

    `within` keeps it to what lies in one province, `inset` are regions that are drawn once more, larger.
    """

    __pydantic_config__ = STRICT
    level: Level
    projection: Annotated[str, Field(pattern=r"^EPSG:\d{4,5}$")]
    within: str | None = None
    inset: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Maps:
    """The whole of `profiles/maps.yml`; `indicators` are those that have maps, each with the name of its scale."""

    __pydantic_config__ = STRICT
    grids: dict[Level, Grid]
    scales: dict[str, list[MapClass]]
    indicators: dict[str, str]
    frames: dict[str, Frame] = field(default_factory=dict)

    def classes(self, indicator: str) -> list[MapClass]:
        """Return the classes of an indicator, which are those of every map of it; none where it has no map."""
        return self.scales.get(self.indicators.get(indicator, ""), [])


def class_of(value: float, classes: list[MapClass]) -> int:
    """Return the number of the class that `value` falls into, 0 for the lowest; a bound belongs to the class above."""
    return next(number for number, each in enumerate(classes) if each.below is None or value < each.below)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A region as it is drawn: the path around it, and the middle and radius of the circle that fits into it."""

    path: str
    x: int
    y: int
    room: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """The outlines of a frame, in whole units of one drawing: by region, the inset's apart, with the box around it.

    `boundary` is the file that they come from.
    """

    level: Level
    width: int
    height: int
    boundary: str
    outlines: Mapping[str, Outline]
    inset: Mapping[str, Outline] = field(default_factory=dict)
    box: tuple[int, int, int, int] | None = None
