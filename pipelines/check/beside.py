"""The claims of a page's texts → those that do not hold: a period is that of the figures beside it, and so on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipelines.check.content import Block
from pipelines.check.declared_text import Claim, Reading
from pipelines.check.keyed import Keys
from pipelines.check.shown import Stored
from pipelines.model import Lang, Plan

SOURCE = re.compile(r'href="[^"]*?sources/([a-z0-9-]+)/"[^>]*>([^<]*)<')
PERIODS = re.compile(r"\d{4}")
BREAKDOWN = re.compile("[:;]")
IN_PARENTHESES = re.compile(r" \([^)]*\)$")


@dataclass(frozen=True, slots=True)
class Page:
    """What a page is about: its language, its address after the language, and what may be said of it alone.

    `edition` is the version and the start of the hash of the figures beside it, empty where there are none.
    """

    lang: Lang
    path: str
    html: str
    edition: str = ""

    def about(self, what: str) -> str:
        """Return the id that a page under `what` is about, such as a source's; empty where it is no such page."""
        parts = self.path.split("/")
        return parts[1] if len(parts) > 1 and parts[0] == what else ""


@dataclass(slots=True)
class Around:
    """The figures of each scope of a page, and the periods along each drawing."""

    rows: dict[int, list[str]] = field(default_factory=dict)
    tables: dict[int, list[str]] = field(default_factory=dict)
    cards: dict[int, list[str]] = field(default_factory=dict)
    plates: dict[int, list[str]] = field(default_factory=dict)
    following: dict[int, list[str]] = field(default_factory=dict)
    drawings: dict[int, list[str]] = field(default_factory=dict)
    axes: dict[int, list[str]] = field(default_factory=dict)


def around(blocks: Sequence[Block], readings: Sequence[Reading]) -> Around:
    """Return what stands around the blocks of a page."""
    found = Around()
    label = -1
    for number, (block, reading) in enumerate(zip(blocks, readings, strict=True)):
        if block.svg and any(claim.kind == "alone" for claim in reading.claims):
            found.axes.setdefault(block.svg, []).extend(claim.value for claim in reading.claims)
        if not block.figures:
            label = number
            continue
        scopes = (
            (block.row, found.rows),
            (block.table, found.tables),
            (block.card, found.cards),
            (block.svg, found.drawings),
            (block.plate, found.plates),
        )
        for scope, into in scopes:
            if scope:
                into.setdefault(scope, []).extend(block.figures)
        if block.svg and label >= 0 and blocks[label].svg == block.svg:
            found.following.setdefault(label, []).extend(block.figures)
    return found


def _series(figure_id: str) -> str:
    """Return community, region and indicator of a figure."""
    return ":".join(figure_id.split(":", 3)[:3])


class Beside:
    """Proves the claims of pages in one language."""

    def __init__(self, plan: Plan, lang: Lang, store: Mapping[str, Stored], keys: Keys) -> None:
        self.plan, self.lang, self.store, self.keys = plan, lang, store, keys
        self.dates = {
            date[:10]
            for supply in plan.supplies.values()
            for date in (
                *(pin.retrieved for pin in supply.pins),
                supply.verified,
                supply.changed and supply.changed.seen,
            )
            if date
        }
        self.members: defaultdict[str, set[str]] = defaultdict(set)
        for dimension, each in plan.categories.breakdowns.items():
            for name, member in each.members.items():
                self.members[member.label[lang]].add(f"{dimension}={name}")
        self.periods: defaultdict[str, set[str]] = defaultdict(set)
        for figure_id, figure in store.items():
            self.periods[_series(figure_id)].add(figure.period)
        self.known = {period for periods in self.periods.values() for period in periods}
        self.facts = {name: self._facts(name) for name in plan.sources}

    def _facts(self, name: str) -> set[str]:
        """Return what the page of a source says of it without a word beside it."""
        source = self.plan.sources[name]
        return {source.table, source.release or "", ", ".join(source.periods)}

    def is_fact(self, block: Block, page: Page) -> bool:
        """Return whether a block is nothing but a fact of the source that the page is about."""
        return block.text in self.facts.get(page.about("sources"), ())

    def faults(
        self, page: Page, blocks: Sequence[Block], readings: Sequence[Reading], generated: bool
    ) -> Iterator[str]:
        """Yield every claim of the page that does not hold; what is written by hand may speak of tables as it likes."""
        found = around(blocks, readings)
        for number, (block, reading) in enumerate(zip(blocks, readings, strict=True)):
            near = self._near(number, block, found)
            for claim in reading.claims:
                said = self._wrong(claim, block, near, found, page)
                if said:
                    yield f"{said}: {block.text!r}"
            if near and not block.figures:
                yield from self._mislabelled(block, near)
        for axis in found.axes.values():
            if any(before >= after for before, after in pairwise(axis)):
                yield f"the periods along a drawing are not in order: {', '.join(axis)}"
        if generated:
            yield from self._sources(page)

    def _near(self, number: int, block: Block, found: Around) -> list[str]:
        """Return the figures that a label stands for: those of its row or card, or those drawn after it."""
        if block.row:
            return found.rows.get(block.row, [])
        if block.card:
            return found.cards.get(block.card, [])
        return found.following.get(number, [])

    def _wrong(self, claim: Claim, block: Block, near: Sequence[str], found: Around, page: Page) -> str:
        """Return what is wrong with a claim; empty where it holds."""
        if claim.kind in ("period", "earlier", "since", "alone", "beside", "first", "last"):
            return self._untimely(claim, block, near, found)
        expected = self._expected(claim, page)
        if claim.value in expected:
            return ""
        return f"{claim.value!r} is said as {claim.kind}, expected {' or '.join(sorted(expected)[:3]) or 'none'}"

    def _untimely(self, claim: Claim, block: Block, near: Sequence[str], found: Around) -> str:
        if claim.kind in ("first", "last"):
            axis = found.axes.get(block.svg, [])
            place = 0 if claim.kind == "first" else -1
            return "" if axis and axis[place] == claim.value else f"the {claim.kind} period drawn is not {claim.value}"
        if claim.kind == "alone" and block.svg:
            drawn = found.drawings.get(block.svg, [])
            known = {period for each in drawn for period in self.periods[_series(each)]}
            return "" if claim.value in known else f"{claim.value} is no period of what is drawn"
        figures = [block.figures[mark] for mark in claim.marks] or near
        if not figures and block.kind in ("caption", "title", "desc"):
            figures = found.tables.get(block.table, []) or found.drawings.get(block.svg, [])
        if not figures and block.kind == "figcaption":
            figures = found.plates.get(block.plate, [])
        if not figures and block.row and any(self._is_of(each, claim) for each in found.tables.get(block.table, ())):
            # A row of which no source has a cell.
            return ""
        if block.kind == "caption" and not figures and claim.value in self.known:
            # A table of which no cell is reported for the groups that it shows.
            return ""
        if not figures:
            return f"{claim.value} is neither a figure nor declared text"
        other = next((each for each in figures if not self._is_of(each, claim)), None)
        return f"{claim.value} is not the period of {other}" if other else ""

    def _is_of(self, figure_id: str, claim: Claim) -> bool:
        """Return whether a figure is of the period that is claimed; one that is not stored has its own fault."""
        figure = self.store.get(figure_id)
        if figure is None:
            return True
        return claim.value == figure.period or (claim.kind in ("earlier", "since") and claim.value == figure.since)

    def _mislabelled(self, block: Block, near: Sequence[str]) -> Iterator[str]:
        """Yield where a label names another sex, age or status than its figures have."""
        label = IN_PARENTHESES.sub("", block.text)
        for part in label.split(", "):
            members = self.members.get(part)
            other = next((each for each in near if members and members.isdisjoint(BREAKDOWN.split(each))), None)
            if other:
                yield f"{part!r} is not what {other} is of: {block.text!r}"

    def _expected(self, claim: Claim, page: Page) -> set[str]:
        """Return what a page may say in this place."""
        linked = [page.about("sources")] if page.about("sources") else list(dict.fromkeys(SOURCE.findall(page.html)))
        names = [each if isinstance(each, str) else each[0] for each in linked]
        sources = [self.plan.sources[name] for name in names if name in self.plan.sources]
        if claim.kind in ("retrieved", "verified", "changed"):
            return self.dates
        if claim.kind == "date":
            return set(self.keys.dates)
        if claim.kind == "version":
            return {self.keys.version}
        if claim.kind == "edition":
            return {page.edition}
        if claim.kind == "address":
            address = f"/{page.lang}/{page.path}"
            return {claim.value} if claim.value.endswith(address) else {address}
        if claim.kind == "table":
            return {source.table for source in sources}
        if claim.kind == "tables":
            return {", ".join(source.table for source in sources)}
        references = {boundary.reference for boundary in self.plan.boundaries.values()}
        return {", ".join(sorted({period for source in sources for period in source.periods})), *references}

    def _sources(self, page: Page) -> Iterator[str]:
        """Yield links to a source that bear the number of another table."""
        for name, text in SOURCE.findall(page.html):
            source = self.plan.sources.get(name)
            if source and PERIODS.search(text) and not text.startswith(source.table) and text[:1].isdigit():
                yield f"the link to {name} says {text!r}, expected {source.table}"
