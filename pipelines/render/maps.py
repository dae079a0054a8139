"""A ranking of regions → a map of squares or of outlines: what stands where, in which class and with which mark."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pipelines.model import Figure, Level, Plan, Ranking, Reliability, Status, Text
from pipelines.model.maps import Drawing, Grid, MapClass, Outline, class_of
from pipelines.render.words import Words

# User units of the drawings: a square and what lies between two, about a finger's width on a phone.
SQUARE, PITCH = 64, 67
MARGIN = 1
# With fewer regions that have a value there is nothing to see that the table does not say better.
FEWEST_REGIONS = 3
# Letters of a value and of a name that fit a square in the larger of their fonts.
SHORT_VALUE, SHORT_NAME = 8, 8
# Where the lines of a square's name and value stand, from its top, by how many there are.
NAME_AT = {1: (20,), 2: (17, 29)}
VALUE_AT = {1: (50,), 2: (45, 57)}
# The radius that a number takes on an outline, and from the middle of its letters to the line they stand on.
ROOM, MIDDLE = 34, 7
MARK_ROOM = 12
# A word ends at an ordinary space; a no-break space keeps a number with its unit.
BETWEEN_WORDS = re.compile(r"(?<= )")
HATCHED = (Status.WITHHELD, Status.SUPPRESSED, Status.UNRELIABLE)
# The marks besides the classes: hatched, nothing there, and few people behind a value.
SECRET, NOTHING, FEW, CARE = "secret", "nothing", "few", "care"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: its words, where it stands."""

    words: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Area:
    """A region on a map: its full name, its path and class or mark, the lines of its short name and of its value.

    `link` says whether a profile is there to be opened; `few` and `care` mark the value as the tables do, by `mark`.
    `small` says that the value takes smaller letters.
    """

    region: str
    name: str
    path: str
    look: str
    link: bool
    figure: Figure | None
    label: tuple[Line, ...] = ()
    value: tuple[Line, ...] = ()
    few: bool = False
    care: bool = False
    mark: Line | None = None
    small: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A map: its id on the page, its size, its areas, those of the inset, and its legend.

    `classes` are the labels of the classes from the lowest, `marks` the other marks that stand on this map.
    `notice` is what the licence of the outlines asks for, empty for squares; `left_out` names regions without outline.
    `short` says that every name is short enough for larger letters.
    """

    id: str
    width: int
    height: int
    areas: tuple[Area, ...]
    classes: tuple[Text, ...]
    marks: tuple[str, ...]
    inset: tuple[Area, ...] = ()
    box: tuple[int, int, int, int] | None = None
    notice: str = ""
    left_out: str = ""
    short: bool = False


def map_id(community: str, level: Level) -> str:
    """Return the anchor of a community's map of a level on an indicator's page."""
    return f"map-{community}-{level}"


class Cartographer:
    """Draws maps in one language."""

    def __init__(self, plan: Plan, words: Words) -> None:
        self.plan, self.words = plan, words

    def drawn(self, indicator: str, ranking: Ranking, with_profile: Collection[str]) -> Drawn | None:
        """Return the map of a ranking; None where the indicator is not mapped, or the regions have no place on one.

        Outlines are drawn where a frame was fetched that holds every region of the ranking, squares otherwise.
        """
        if not self.can_draw(indicator, ranking):
            return None
        assert self.plan.maps is not None
        classes = self.plan.maps.classes(indicator)
        figures = {row.label: row.figures[0] for row in ranking.rows}
        drawing = self._drawing(ranking)
        grid = self.plan.maps.grids.get(ranking.level)
        name = map_id(ranking.community, ranking.level)
        if drawing is not None:
            return self._outlined(name, drawing, figures, classes, with_profile)
        assert grid is not None
        return self._squared(name, grid, figures, classes, with_profile, self._lacking(ranking))

    def can_draw(self, indicator: str, ranking: Ranking) -> bool:
        """Return whether an indicator is mapped and every region of a ranking has a place on a map."""
        if self.plan.maps is None or not self.plan.maps.classes(indicator):
            return False
        reported = [row for row in ranking.rows if row.figures[0] is not None and row.figures[0].value is not None]
        if len(reported) < FEWEST_REGIONS:
            return False
        grid = self.plan.maps.grids.get(ranking.level)
        on_grid = grid is not None and _regions(ranking) <= grid.squares().keys()
        return on_grid or self._drawing(ranking) is not None

    def _drawing(self, ranking: Ranking) -> Drawing | None:
        wanted = _regions(ranking)
        found = (each for each in self.plan.drawings.values() if each.level is ranking.level)
        return next((each for each in found if wanted <= each.outlines.keys()), None)

    def _lacking(self, ranking: Ranking) -> tuple[str, ...]:
        """Return the regions for want of whose outline the others are squares too."""
        wanted = _regions(ranking)
        for each in self.plan.drawings.values():
            if each.level is ranking.level and wanted & each.outlines.keys():
                return tuple(sorted(wanted - each.outlines.keys()))
        return ()

    def _squared(
        self,
        name: str,
        grid: Grid,
        figures: Mapping[str, Figure | None],
        classes: list[MapClass],
        with_profile: Collection[str],
        lacking: tuple[str, ...],
    ) -> Drawn:
        areas = []
        # In reading order, so that the keyboard goes from the north-west to the south-east.
        for region, (column, line) in grid.squares().items():
            x, y = MARGIN + column * PITCH, MARGIN + line * PITCH
            area = self._area(
                region, f"M{x} {y}h{SQUARE}v{SQUARE}h-{SQUARE}z", figures.get(region), classes, with_profile
            )
            middle, said = x + SQUARE // 2, self._value(area.figure)
            areas.append(
                replace(
                    area,
                    label=tuple(_stacked(grid.labels[region][self.words.lang].split("|"), middle, y, NAME_AT)),
                    value=tuple(_stacked(said, middle, y, VALUE_AT)),
                    mark=_mark(area, x + SQUARE - 3, y + SQUARE - 3),
                    small=len(said) > 1 or len(said[0]) > SHORT_VALUE,
                )
            )
        columns, lines = max(len(row.split()) for row in grid.rows), len(grid.rows)
        return Drawn(
            id=name,
            width=2 * MARGIN + columns * PITCH - (PITCH - SQUARE),
            height=2 * MARGIN + lines * PITCH - (PITCH - SQUARE),
            areas=tuple(areas),
            classes=tuple(each.label for each in classes),
            marks=tuple(_marks(areas)),
            left_out=self._named(lacking),
            short=all(len(line.words) <= SHORT_NAME for area in areas for line in area.label),
        )

    def _outlined(
        self,
        name: str,
        drawing: Drawing,
        figures: Mapping[str, Figure | None],
        classes: list[MapClass],
        with_profile: Collection[str],
    ) -> Drawn:
        def areas(outlines: Mapping[str, Outline], linked: Collection[str]) -> tuple[Area, ...]:
            return tuple(
                self._with_value(self._area(region, each.path, figures.get(region), classes, linked), each)
                for region, each in outlines.items()
            )

        # What is drawn twice is one stop of the keyboard, and large enough for a finger.
        whole = areas(drawing.outlines, frozenset(with_profile) - drawing.inset.keys())
        return Drawn(
            id=name,
            width=drawing.width,
            height=drawing.height,
            areas=whole,
            classes=tuple(each.label for each in classes),
            marks=tuple(_marks(whole)),
            inset=areas(drawing.inset, with_profile),
            box=drawing.box,
            notice=self._notice(drawing.boundary),
        )

    def _area(
        self, region: str, path: str, figure: Figure | None, classes: list[MapClass], with_profile: Collection[str]
    ) -> Area:
        few = figure is not None and figure.value is not None and figure.reliability is Reliability.POOR
        return Area(
            region=region,
            name=self.words.region_name(region),
            path=path,
            look=look_of(figure, classes),
            link=region in with_profile,
            figure=figure,
            few=few,
            care=figure is not None and figure.value is not None and bool(figure.symbol),
        )

    def _with_value(self, area: Area, outline: Outline) -> Area:
        """Return an area of a drawing with its number and mark written on it, where there is room for them."""
        if area.figure is None or area.figure.value is None:
            return area
        said = self._value(area.figure)
        y = outline.y + MIDDLE
        if outline.room >= ROOM and len(said) == 1:
            return replace(area, value=(Line(said[0], outline.x, y),), mark=_mark(area, outline.x + ROOM + MIDDLE, y))
        return replace(area, mark=_mark(area, outline.x, y)) if outline.room >= MARK_ROOM else area

    def _named(self, regions: Iterable[str]) -> str:
        return ", ".join(self.words.region_name(region) for region in regions)

    def _notice(self, name: str) -> str:
        boundary = self.plan.boundaries[name]
        licence = boundary.licence or self.plan.publishers[boundary.publisher].licence
        return self.words.notice_of(boundary, self.plan.licences[licence])

    def _value(self, figure: Figure | None) -> list[str]:
        """Return what is written on a square: the figure in one or two lines, a dash where there is none."""
        if figure is None or look_of(figure, []) == NOTHING:
            return ["–"]
        said = self.words.figure(figure)
        if len(said) <= SHORT_VALUE:
            return [said]
        first, *rest = BETWEEN_WORDS.split(said, maxsplit=1)
        return [first, *rest]


def look_of(figure: Figure | None, classes: list[MapClass]) -> str:
    """Return how a region looks: `k0` for the lowest class and so on, hatched, or as one of which nothing is known."""
    if figure is not None and figure.value is not None:
        return f"k{class_of(figure.value, classes)}" if classes else ""
    return SECRET if figure is not None and figure.status in HATCHED else NOTHING


def _mark(area: Area, x: int, y: int) -> Line | None:
    """Return the sign of a value to be used with care, None where there is none."""
    return Line("‡" if area.few else "E", x, y) if area.few or area.care else None


def _regions(ranking: Ranking) -> frozenset[str]:
    return frozenset(row.label for row in ranking.rows)


def _stacked(lines: list[str], x: int, top: int, places: Mapping[int, tuple[int, ...]]) -> Iterator[Line]:
    for words, below in zip(lines, places[len(lines)], strict=True):
        yield Line(words, x, top + below)


def _marks(areas: Collection[Area]) -> Iterator[str]:
    """Yield the marks besides the classes that stand on a map, for its legend."""
    looks = {area.look for area in areas}
    yield from (mark for mark in (SECRET, NOTHING) if mark in looks)
    if any(area.few for area in areas):
        yield FEW
    if any(area.care for area in areas):
        yield CARE
