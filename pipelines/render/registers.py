"""Entries of registers → their pages in one language: a page a register, and one for each case and each plan."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from pipelines.model import Level, Page, Text
from pipelines.model.registers import (
    Case,
    DecisionTable,
    Entry,
    MobilizationPlan,
    Outreach,
    Partnership,
    RegisterKind,
    Voice,
)
from pipelines.model.shelved import Followed, Shelved, Shelves
from pipelines.render.entry_addresses import WITH_PAGES, address_of
from pipelines.render.numbers import shown
from pipelines.render.pages import Renderer
from pipelines.render.verification import Line, line

# How what somebody counted is written.
WRITTEN = {"persons": "persons", "percent": "percent", "dollars": "dollars", "number": "ratio"}
# The sections of the page of a case or plan, and the texts of their headings.
PARTS = (
    ("told", "case_told"),
    ("indicators", "plan_indicators"),
    ("observed", "plan_observed"),
    ("activities", "plan_activities"),
    ("about", "plan_about"),
    ("cite", "cite_title"),
)
# What is shown of an entry where it is there, in this order; the head of each is the text `field_<name>`.
FIELDS = (
    "does", "mandate", "decides", "aim", "question", "place", "years", "goal", "whom", "how", "said", "looked_for",
    "holder", "ask", "cost", "delay", "became", "territory", "offers", "turn_to", "named", "languages", "since",
    "parties", "stage", "started", "ended", "decided", "method", "on", "people", "consent", "contact", "approach",
    "done", "came_of_it", "lessons", "partners", "mobilizers", "materials", "start", "end", "author", "form",
)  # fmt: skip


# A register of so many entries is read region by region.
LONG = 12
# With fewer regions than these there is nothing to choose between.
FEW = 3


def _slug(text: str) -> str:
    """Return a text as an address holds it: plain lower-case letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A line of an entry: its head and what it says."""

    name: str
    head: str
    said: Markup


class RegisterPages:
    """Makes the pages of the registers in one language from what stands on the shelves.

    `profiles` are the regions of each community that has profiles; entries lead there.
    """

    def __init__(self, renderer: Renderer, shelves: Shelves, profiles: Mapping[str, Sequence[str]]) -> None:
        self.renderer, self.words, self.lang = renderer, renderer.words, renderer.lang
        self.plan, self.terms = renderer.plan, renderer.plan.register_terms
        self.shelves, self.profiles = shelves, profiles

    def pages(self) -> Iterator[Page]:
        """Yield the page of every register, and those of cases and plans."""
        for kind, shelf in self.shelves.items():
            yield self.register(kind, shelf)
            if kind in WITH_PAGES:
                yield from (self.entry(each) for each in shelf)

    def register(self, kind: RegisterKind, shelf: Sequence[Shelved]) -> Page:
        """Return the page of a register: every entry of it, or how one adds the first."""
        assert self.terms is not None
        said, path = self.terms.kinds[kind], address_of(kind)
        groups = self._groups(kind, shelf, path)
        content = self.renderer.html(
            "register", path, kind=kind, register=said, groups=groups, count=len(shelf), places=self._places(shelf),
            with_pages=kind in WITH_PAGES, topics=self._used(shelf, "topics"), approaches=self._used(shelf, "approach"),
            ratings=self._used(shelf, "evidence"), strategies=self._used(shelf, "strategies"), terms=self.terms,
        )  # fmt: skip
        contents = [(f"in-{region or 'all'}", name) for region, name, _ in groups]
        if len(groups) == 1:
            contents = [(one["id"], one["title"]) for one in groups[0][2]]
        title = said.label[self.lang]
        if kind not in WITH_PAGES:
            # A strategy may be called the same; two tabs or two search results must not.
            title = self.words.texts["register_title"].format(label=title)
        return self._page(path, title, said.about[self.lang], content, contents)

    def _groups(
        self, kind: RegisterKind, shelf: Sequence[Shelved], path: str
    ) -> list[tuple[str, str, list[dict[str, Any]]]]:
        """Return (region, its name, entries) in the order of the regions; a short register is one group without."""
        by_region: dict[str, list[Shelved]] = {}
        if kind in WITH_PAGES or len(shelf) < LONG:
            by_region[""] = list(shelf)
        else:
            for each in shelf:
                by_region.setdefault(each.entry.regions[0] if each.entry.regions else "", []).append(each)
        if len(by_region) < FEW:
            by_region = {"": list(shelf)}
        levels, order = list(Level), list(self.plan.regions)
        regions = sorted(
            (region for region in by_region if region),
            key=lambda region: (levels.index(self.plan.regions[region].level), order.index(region)),
        )
        names = self._names(regions)
        if "" in by_region:
            regions.insert(0, "")
        return [
            (
                region,
                names[region] if region else self.words.texts["register_everywhere"],
                [self._shown(each, path) for each in self._sorted(by_region[region])],
            )
            for region in regions
        ]

    def _names(self, regions: Sequence[str]) -> dict[str, str]:
        """Return what regions are called; those that share a name with another here say their level."""
        names = {region: self.words.region_name(region) for region in regions}
        often = Counter(names.values())
        return {
            region: name
            if often[name] == 1
            else f"{name} ({self.words.texts[f'one_{self.plan.regions[region].level}'].lower()})"
            for region, name in names.items()
        }

    def _sorted(self, shelf: Sequence[Shelved]) -> list[Shelved]:
        """Return entries in the order of their titles in the page's language."""
        return sorted(shelf, key=lambda each: (_slug(each.entry.title[self.lang]), each.id))

    def _places(self, shelf: Sequence[Shelved]) -> list[tuple[str, str]]:
        """Return the places of cases, each once, by name: what the filter asks for, and how the place is called."""
        found = {
            _slug(each.entry.place.en): each.entry.place[self.lang] for each in shelf if isinstance(each.entry, Case)
        }
        return sorted(found.items(), key=lambda each: _slug(each[1]))

    def entry(self, each: Shelved) -> Page:
        """Return the page of one case or plan."""
        assert self.terms is not None
        path = address_of(each.kind, each.id)
        template = "mobilization_plan" if isinstance(each.entry, MobilizationPlan) else "case"
        content = self.renderer.html(
            template, path, one=self._shown(each, path), register=self.terms.kinds[each.kind], terms=self.terms,
            plan=self._plan(each),
        )  # fmt: skip
        parts = [(anchor, self.words.texts[key]) for anchor, key in PARTS if f' id="{anchor}"' in content]
        return self._page(path, each.entry.title[self.lang], each.entry.summary[self.lang], content, parts)

    def _page(self, path: str, title: str, description: str, content: str, contents: list[tuple[str, str]]) -> Page:
        return Page(
            path=path, lang=self.lang, title=title, description=description, content=content, contents=tuple(contents)
        )

    def _used(self, shelf: Sequence[Shelved], name: str) -> list[str]:
        """Return the values that the entries of a shelf have in a field, each once, as they are declared."""
        found: dict[str, None] = {}
        for each in shelf:
            value = getattr(each.entry, name, [])
            found |= dict.fromkeys([value] if isinstance(value, str) else value)
        return list(found)

    def _shown(self, each: Shelved, path: str) -> dict[str, Any]:
        """Return what the templates show of an entry."""
        entry = each.entry
        return {
            "id": each.id,
            "kind": each.kind,
            "name": each.name,
            "entry": entry,
            "title": entry.title[self.lang],
            "summary": entry.summary[self.lang],
            "facts": list(self._facts(each)),
            "strategies": [(name, self._term("strategies", name)) for name in entry.strategies],
            "steps": [(name, self._term("steps", name)) for name in entry.steps],
            "regions": [self.words.region_name(region) for region in entry.regions],
            "communities": [
                self.words.community_label(name) for name in entry.communities if name in self.plan.communities
            ],
            "added": self._day(each, "added.on", entry.added.on),
            "checked": self._day(each, "checked.on", entry.checked.on) if entry.checked else "",
            "profiles": list(self._profiles(entry)),
            "topics": list(entry.topics) if isinstance(entry, Case) else [],
            "evidence": entry.evidence if isinstance(entry, Case) else "",
            "place": _slug(entry.place.en) if isinstance(entry, Case) else "",
            "outcomes": list(self._outcomes(each)) if isinstance(entry, Case) else [],
            "rows": list(self._rows(each)),
            "link": "" if each.kind not in WITH_PAGES else f"{each.id}/",
            "address": getattr(entry, "address", ""),
            "host": urlsplit(getattr(entry, "address", "")).hostname or "",
            "origin": entry.origin,
            "stale": each.stale,
            "citation": self._citation(each, path),
        }

    def _day(self, each: Shelved, path: str, day: str) -> Markup:
        return Markup('<span data-entry="{}:{}">{}</span>').format(each.name, path, day)

    def _profiles(self, entry: Entry) -> Iterator[tuple[str, str]]:
        """Yield (address, title) of the profiles of an entry's communities in its regions, as far as there are any."""
        for community in entry.communities:
            for region in entry.regions:
                if region in self.profiles.get(community, ()):
                    yield f"profiles/{community}/{region}/", self.renderer.title_of(community, region)

    def _term(self, group: str, name: str) -> str:
        terms: dict[str, Text] = getattr(self.terms, group)
        return terms[name][self.lang]

    def _facts(self, each: Shelved) -> Iterator[Fact]:
        """Yield the lines of an entry that are there."""
        for name in FIELDS:
            value = getattr(each.entry, name, None)
            if value not in (None, "", []):
                yield Fact(name=name, head=self.words.texts[f"field_{name}"], said=self._said(each, name, value))
        yield from self._derived(each)

    def _said(self, each: Shelved, name: str, value: Any) -> Markup:
        """Return a field's value as it is read; numbers carry the key of their entry."""
        if isinstance(value, Text):
            return Markup(escape(value[self.lang]))
        if name == "languages":
            return Markup(escape(", ".join(self.words.texts.get(f"language_{code}", code) for code in value)))
        if isinstance(value, list):
            return Markup("; ").join(escape(part[self.lang]) for part in value)
        if name == "consent":
            return Markup(escape(f"{value.to[self.lang]} ({self.words.texts[f'consent_{value.form}']})"))
        if isinstance(value, int):
            text = str(value) if name == "since" else shown(value, "persons", self.lang)
            return Markup('<span data-entry="{}:{}">{}</span>').format(each.name, name, text)
        if name in ("stage", "method", "form", "approach"):
            return Markup(escape(self.words.texts[f"{name}_{value}"]))
        return Markup('<span data-entry="{}:{}">{}</span>').format(each.name, name, value)

    def _derived(self, each: Shelved) -> Iterator[Fact]:
        """Yield what follows from an entry and a figure: a representation index, out of how many, a baseline."""
        entry = each.entry
        if isinstance(entry, DecisionTable):
            seats = [
                self._number(each, name, number, "persons")
                for name, number in (("held_by_minority", entry.held_by_minority), ("seats", entry.seats))
            ]
            yield self._fact("seats", Markup("{} / {}").format(*seats))
            yield self._fact("share", self.words.data(each.figures[entry.population]))
            none = Markup(escape(self.words.texts["index_none"]))
            yield self._fact("index", none if each.index is None else self._number(each, "index", each.index, "ratio"))
        elif isinstance(entry, Outreach):
            yield self._fact("reached", self._number(each, "reached", entry.reached, "persons"))
            if entry.of:
                yield self._fact("of", self.words.data(each.figures[entry.of]))
        elif isinstance(entry, Partnership):
            if entry.baseline:
                yield self._fact("baseline", self.words.data(each.figures[entry.baseline]))
            for index_of, result in enumerate(entry.results):
                number = self._number(each, f"results.{index_of}.value", result.value, WRITTEN[result.unit])
                yield Fact(name="result", head=result.what[self.lang], said=number)
        elif isinstance(entry, Voice) and entry.name:
            yield self._fact("name", self._said(each, "name", entry.name))

    def _fact(self, name: str, said: Markup) -> Fact:
        return Fact(name=name, head=self.words.texts[f"field_{name}"], said=said)

    def _number(self, each: Shelved, path: str, value: float, unit: str) -> Markup:
        decimals = (
            None if float(value).is_integer() and unit != "percent" else max(1, len(str(value).partition(".")[2]))
        )
        if path == "index":
            decimals = None
        if path.startswith("progress"):
            decimals = 0
        text = shown(value, unit, self.lang, decimals=decimals)
        return Markup('<span data-entry="{}:{}">{}</span>').format(each.name, path, text)

    def _outcomes(self, each: Shelved) -> Iterator[tuple[str, Markup | None, Markup, str]]:
        """Yield what was measured of a case: what, before, after, and a note."""
        entry = each.entry
        assert isinstance(entry, Case)
        for index, outcome in enumerate(entry.outcomes):
            unit, here = WRITTEN[outcome.unit], f"outcomes.{index}"
            before = None if outcome.before is None else self._number(each, f"{here}.before", outcome.before, unit)
            after = self._number(each, f"{here}.after", outcome.after, unit)
            yield outcome.what[self.lang], before, after, outcome.note[self.lang] if outcome.note else ""

    def _rows(self, each: Shelved) -> Iterator[Line]:
        """Yield the published rows that an entry leads to, as the verification page shows them."""
        published = self.plan.published
        if published is not None:
            yield from (line(row, published, self.words, lambda _: None) for row in each.rows)

    def _plan(self, each: Shelved) -> dict[str, Any] | None:
        """Return where a plan stands: its indicators and activities; None for what is no plan."""
        entry = each.entry
        if not isinstance(entry, MobilizationPlan):
            return None
        return {
            "indicators": [self._followed(each, place, row) for place, row in enumerate(each.followed)],
            "observed": list(self._observed(each, entry)),
            "activities": list(zip(entry.activities, each.late, strict=True)),
            "entry": entry,
        }

    def _observed(self, each: Shelved, entry: MobilizationPlan) -> Iterator[tuple[str, Markup, Markup, Markup]]:
        """Yield what was observed of a plan, from the first day on: what, when, how much, and a note."""
        followed = {indicator.id: indicator for indicator in entry.indicators}
        rows = enumerate(self.plan.registers.observed.get(each.id, ()))
        for place, row in sorted(rows, key=lambda numbered: numbered[1].on):
            indicator = followed[row.indicator]
            on, note = (
                Markup('<span data-entry="{}:{}.{}">{}</span>').format(each.name, name, place, said)
                for name, said in (("row_on", row.on), ("row_note", row.note))
            )
            number = self._number(each, f"row.{place}", row.value, WRITTEN[indicator.unit])
            yield indicator.what[self.lang], on, number, note if row.note else Markup("")

    def _followed(self, each: Shelved, place: int, row: Followed) -> dict[str, Any]:
        unit, here = WRITTEN[row.indicator.unit], f"indicators.{place}"
        began = None
        if row.figure is not None:
            began = self.words.data(row.figure)
        elif row.began is not None:
            began = self._number(each, f"{here}.baseline", row.began, unit)
        name = row.indicator.id
        return {
            "row": row,
            "what": row.indicator.what[self.lang],
            "began": began,
            "target": self._number(each, f"{here}.target", row.indicator.target, unit),
            "due": row.indicator.due,
            "last": self._number(each, f"observed.{name}", row.last.value, unit) if row.last else None,
            "reached": None if row.reached is None else self._number(each, f"progress.{name}", row.reached, "percent"),
            "bar": 0 if row.reached is None else max(0, min(100, round(row.reached))),
        }

    def _citation(self, each: Shelved, path: str) -> str:
        address = f"{self.renderer.address}/{self.lang}/{path.partition('#')[0]}"
        address += "" if each.kind in WITH_PAGES else f"#{each.id}"
        return self.words.texts["register_citation"].format(
            title=each.entry.title[self.lang], origin=each.entry.origin.text[self.lang], address=address
        )
