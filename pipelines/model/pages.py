"""What pages are made of: profiles with their themes and rows, hubs, and pages themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pipelines.model.declared import Section, Text
from pipelines.model.editions import EditionSummary, Withdrawn
from pipelines.model.figure import Figure
from pipelines.model.planning import Counted, Planning, Standardised
from pipelines.model.published import Checked
from pipelines.model.shelved import Registered
from pipelines.model.words import Group, Interval, Lang, Level, Reliability


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence to be: the ladder and rung of its wording in the phrases, and what fills its places.

    `of` is the comparison whose interval chose the rung, None where nothing is compared.
    """

    ladder: str
    rung: str
    indicator: str
    period: str
    region: str
    parts: Mapping[str, Figure]
    of: Figure | None = None
    earlier: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a table: the figures of minority, majority and total, None where no source has the cell."""

    label: str
    figures: tuple[Figure | None, ...]
    series_break: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The rows of one indicator."""

    indicator: str
    rows: tuple[Row, ...]

    @property
    def of_a_group(self) -> bool:
        """Return whether a row has a cell for the minority or the majority."""
        return any(figure is not None for row in self.rows for figure in row.figures[:2])

    @property
    def of_everyone(self) -> bool:
        """Return whether a row has a cell for the whole population."""
        return any(figure is not None for row in self.rows for figure in row.figures[2:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Among:
    """A region among all of its level: its own value, and every value of the minority there, the lowest first."""

    level: Level
    own: Figure
    ordered: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A section of a profile with what these sources say of it and what they do not."""

    section: Section
    sentences: tuple[Sentence, ...]
    bars: tuple[Row, ...]
    lines: tuple[Block, ...]
    spread: tuple[Block, ...]
    pyramid: Block | None
    blocks: tuple[Block, ...]
    details: tuple[Block, ...]
    missing: tuple[Text, ...]
    sources: tuple[str, ...]
    populations: tuple[tuple[str, str], ...]
    breaks: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Return whether there is nothing to show."""
        return not self.blocks and not self.spread

    @property
    def has_bounds(self) -> bool:
        """Return whether a value is shown with the 95% bounds of its sample."""
        return any(figure.interval is Interval.SAMPLING95 for figure in self._shown())

    @property
    def has_rounding(self) -> bool:
        """Return whether a value is shown that has the bounds of random rounding."""
        return any(figure.interval is Interval.ROUNDING for figure in self._shown())

    @property
    def has_poor(self) -> bool:
        """Return whether a value that few people stand behind is shown."""
        return any(figure.reliability is Reliability.POOR for figure in self._shown())

    @property
    def has_caution(self) -> bool:
        """Return whether a value is shown that its source asks to be used with caution."""
        return any(figure.symbol for figure in self._shown())

    @property
    def tables(self) -> tuple[tuple[str, tuple[Block, ...], int], ...]:
        """Return the tables of the section: a letter for each, its blocks, and how many of the groups it has room for.

        `t` holds the community and whom it is compared with, and the whole population where a row has it; `w` holds
        what is published of the whole population alone, which would be a row of dashes there.
        """
        told = tuple(block for block in self.blocks if block.of_a_group)
        whole = tuple(block for block in self.blocks if not block.of_a_group)
        found = (("t", told, 3 if any(block.of_everyone for block in told) else 2), ("w", whole, 1))
        return tuple(each for each in found if each[1])

    def _shown(self) -> Iterator[Figure]:
        blocks = (*self.blocks, *self.spread)
        return (figure for block in blocks for row in block.rows for figure in row.figures if figure is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparable:
    """An indicator's latest figures in a region, by group, and the sentences that they allow."""

    indicator: str
    period: str
    figures: Mapping[Group, Figure]
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Figures of another region that bear on this one, with how far the two coincide."""

    region: str
    extent: str
    blocks: tuple[Block, ...]


class ChartKind(StrEnum):
    """The charts of which a brief prints a few: the first of a section, or the region among all of its level."""

    BARS = "bars"
    LINE = "line"
    PYRAMID = "pyramid"
    COUNTING = "counting"
    AMONG = "among"


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefChart:
    """A chart that a brief prints: of which section, and of which kind."""

    section: str
    kind: ChartKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A community in a region: one page; on paper a brief of it, with the charts of `brief`."""

    community: str
    region: str
    cards: tuple[Block, ...]
    glance: tuple[Sentence, ...]
    themes: tuple[Theme, ...]
    compared: tuple[Block, ...]
    compared_groups: tuple[Group, ...]
    compared_with: str | None
    elsewhere: tuple[Elsewhere, ...]
    sources: tuple[str, ...]
    populations: tuple[tuple[str, str], ...]
    breaks: tuple[str, ...]
    has_gaps: bool
    withdrawn: tuple[Withdrawn, ...] = ()
    counting: Counted | None = None
    planning: Planning | None = None
    standardised: Standardised | None = None
    comparables: tuple[Comparable, ...] = ()
    among: tuple[Among, ...] = ()
    brief: tuple[BriefChart, ...] = ()
    registered: Registered = field(default_factory=Registered)

    @property
    def told(self) -> tuple[Theme, ...]:
        """Return the themes that have a section: those with figures, and the size where there are ways of counting."""
        return tuple(theme for theme in self.themes if self._is_told(theme))

    @property
    def untold(self) -> tuple[Theme, ...]:
        """Return the themes of which there is only to say who holds the figures."""
        return tuple(theme for theme in self.themes if theme.missing and not self._is_told(theme))

    def _is_told(self, theme: Theme) -> bool:
        return not theme.empty or (theme.section.id == "size" and self.counting is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The regions of one level, by the value of the minority, highest first; those without a value last."""

    community: str
    level: Level
    period: str
    populations: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def ranked(self) -> bool:
        """Return whether a region has a place among the others, which takes bounds."""
        return any(row.figures[3] is not None for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Featured:
    """A hub's table for one level of region: the minority's latest value of a few indicators, a row a region."""

    level: Level
    indicators: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """What stands beside the profiles: which exist, and every indicator over all regions.

    `whole` is whether every community and both languages are built, and so a copy of the whole site can be had.
    """

    profiles: Mapping[str, tuple[str, ...]]
    featured: Mapping[str, tuple[Featured, ...]]
    rankings: Mapping[str, tuple[Ranking, ...]]
    verification: tuple[Checked, ...] = ()
    editions: tuple[EditionSummary, ...] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page to be written: where, in which language, and what goes into the shell.

    `files` are written beside it, by name.
    """

    path: str
    lang: Lang
    title: str
    description: str
    content: str
    contents: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...] = ()
