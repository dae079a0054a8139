"""What an entry says of the other declarations, and of itself: a Plan in, what cannot be meant out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from math import isfinite
from typing import Any

from pipelines.declare.crossed import Finding
from pipelines.declare.registers import FOLDER
from pipelines.model import Group, Plan
from pipelines.model.registers import (
    Case,
    Consent,
    DecisionTable,
    Entry,
    Gap,
    MobilizationPlan,
    Outcome,
    Outreach,
    Partnership,
    Reported,
    Voice,
    rests_on,
)

TERMS = ("profiles/registers.yml",)
# A field of an entry is a paragraph or two; what is longer is a document, and has an address.
LONGEST = 4_000
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]")
MARKUP = re.compile(r"<\s*[a-zA-Z/!?]|javascript\s*:|&#", re.IGNORECASE)
E_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Ten digits as North America writes them, in groups or in one, or an international number.
TELEPHONE = re.compile(
    r"(?<![\d-])(?:\+\d[\d \u00a0().-]{7,}\d"
    r"|(?:1[ \u00a0.-]?)?(?:\(\d{3}\)[ \u00a0.-]?|\d{3}[ \u00a0./-])\d{3}[ \u00a0.-]\d{4}"
    r"|1?[2-9]\d{2}[2-9]\d{6})(?![\d-])"
)
WEB = re.compile(r"https?://[^\s/?#<>\"']+(?:[/?#][^\s<>\"']*)?")
DAY, MONTH, YEAR = r"\d{4}-\d\d-\d\d", r"\d{4}-\d\d", r"\d{4}"
SHORTEST_ID = 5
ADDRESSES = frozenset(("address",))
# Fields that hold a day, a month or a year.
DATES = frozenset(("on", "since", "started", "ended", "start", "end", "due", "done", "baseline_on", "next_opening"))


# Anchors of every page; the entries of most registers are anchors too.
RESERVED = ("page", "cite", "main", "regions")


def crossed_registers(plan: Plan) -> Iterator[Finding]:
    """Yield what entries name and nobody declared, dates that cannot be, texts that a page must not hold."""
    for kind, name, entry in plan.registers.all():
        where = (f"{FOLDER}/{kind}", name)
        if name in RESERVED:
            yield where, (), "the id is taken by every page", name, "another name for the file"
        for inside, value in _texts(entry, ()):
            yield from _text(where, inside, value)
        for inside, number in _endless(entry, ()):
            yield where, inside, "not a number", str(number), "digits and a point"
        yield from _places(plan, where, entry)
        yield from _figures(plan, where, entry)
        yield from _of_kind(plan, where, entry)
    yield from _twice(plan)
    yield from _observed(plan)
    yield from _prompts(plan)


def _texts(value: Any, inside: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Yield every text of an entry, with the keys that lead to it."""
    if isinstance(value, str):
        yield inside, value
    elif is_dataclass(value):
        for each in fields(value):
            yield from _texts(getattr(value, each.name), (*inside, each.name))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _texts(part, (*inside, index))


def _endless(value: Any, inside: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], float]]:
    """Yield the numbers of an entry that are none: YAML writes .nan and .inf."""
    if isinstance(value, float) and not isfinite(value):
        yield inside, value
    elif is_dataclass(value):
        for each in fields(value):
            yield from _endless(getattr(value, each.name), (*inside, each.name))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _endless(part, (*inside, index))


def _text(where: tuple[str, ...], inside: tuple[Any, ...], text: str) -> Iterator[Finding]:
    """Yield what a page must not show: markup, control characters, personal data, a day that is none."""
    name = inside[-1]
    short = text if len(text) <= 60 else f"{text[:57]}..."
    if len(text) > LONGEST:
        yield where, inside, "a text that is too long", f"{len(text)} characters", f"at most {LONGEST}"
    if CONTROL.search(text):
        yield where, inside, "a control character in a text", repr(short), "text"
    if MARKUP.search(text):
        yield where, inside, "markup in a text", short, "plain words; addresses have a key of their own"
    if E_MAIL.search(text):
        yield where, inside, "an e-mail address", short, "the public address of an organization's page"
    if name not in ADDRESSES and TELEPHONE.search(text):
        yield where, inside, "a telephone number", short, "the public address of an organization's page"
    if name in ADDRESSES and text and not WEB.fullmatch(text):
        yield where, inside, "not an address", short, "https://…"
    if name in DATES and text and not _day(text):
        yield where, inside, "no such day", short, "a day as YYYY-MM-DD, a month as YYYY-MM or a year"


def _day(said: str) -> date | None:
    """Return the day that a date begins, None where it is none."""
    full = said if re.fullmatch(DAY, said) else f"{said}-01" if re.fullmatch(MONTH, said) else f"{said}-01-01"
    if not re.fullmatch(f"{DAY}|{MONTH}|{YEAR}", said):
        return None
    try:
        return date.fromisoformat(full)
    except ValueError:
        return None


def _places(plan: Plan, where: tuple[str, ...], entry: Entry) -> Iterator[Finding]:
    known = {*plan.communities, *plan.left_out}
    for index, community in enumerate(entry.communities):
        if community not in known:
            yield where, ("communities", index), "no such community", community, "a declared community"
    for index, region in enumerate(entry.regions):
        if region not in plan.regions:
            yield where, ("regions", index), "no such region", region, "a declared region"
    for stamp in ("added", "checked"):
        said = getattr(entry, stamp)
        if said is not None and not re.fullmatch(DAY, said.on):
            yield where, (stamp, "on"), "no such day", said.on, "a day as YYYY-MM-DD"
    if entry.checked and entry.checked.on < entry.added.on:
        yield where, ("checked", "on"), "checked before it was added", entry.checked.on, f"{entry.added.on} or later"


def _figures(plan: Plan, where: tuple[str, ...], entry: Entry) -> Iterator[Finding]:
    """Yield the ids that no figure can have; whether the store holds the others is seen once there is a store."""
    rests = set(rests_on(entry))
    for inside, figure in _texts(entry, ()):
        if figure not in rests:
            continue
        parts = figure.split(":")
        known = (
            len(parts) >= SHORTEST_ID
            and all(parts)
            and parts[0] in {*plan.communities, *plan.left_out}
            and parts[1] in plan.regions
            and parts[2] in plan.indicators
            and parts[3] in {group.value for group in Group}
        )
        if not known:
            expected = "community:region:indicator:group[:breakdown]:period, each of them declared"
            yield where, inside, "not the id of a figure", figure, expected


def _of_kind(plan: Plan, where: tuple[str, ...], entry: Entry) -> Iterator[Finding]:
    """Yield what only entries of one kind can get wrong."""
    if isinstance(entry, Voice):
        yield from _voice(where, entry)
    elif isinstance(entry, DecisionTable):
        if not entry.seats > 0 or not 0 <= entry.held_by_minority <= entry.seats:
            found = f"{entry.held_by_minority} of {entry.seats}"
            yield where, ("held_by_minority",), "more seats than there are", found, "at most the seats of the table"
    elif isinstance(entry, Partnership | Outreach | MobilizationPlan):
        yield from _spans(where, entry)
    elif isinstance(entry, Case):
        yield from _case(plan, where, entry)
    elif isinstance(entry, Gap):
        sections = {section.id for section in plan.sections.sections}
        for index, theme in enumerate(entry.themes):
            if theme not in sections:
                yield where, ("themes", index), "no such section", theme, f"one of {', '.join(sorted(sections))}"
    elif isinstance(entry, Reported):
        yield from _reported(plan, where, entry)


def _voice(where: tuple[str, ...], voice: Voice) -> Iterator[Finding]:
    consent: Consent | None = voice.consent
    if voice.people < 1:
        yield where, ("people",), "nobody said it", str(voice.people), "how many people took part"
    if voice.form == "quotation" and consent is None:
        yield where, ("form",), "a quotation without consent", "no key consent", "what was agreed to, how and when"
    if voice.name and not (consent and consent.named):
        yield where, ("name",), "a name without consent", voice.name, "no name, or consent with named: true"


def _spans(where: tuple[str, ...], entry: Partnership | Outreach | MobilizationPlan) -> Iterator[Finding]:
    start, end = ("start", "end") if isinstance(entry, MobilizationPlan) else ("started", "ended")
    yield from _span(where, (), entry, start, end)
    if isinstance(entry, Outreach) and entry.reached < 0:
        yield where, ("reached",), "fewer than nobody", str(entry.reached), "how many people were reached"
    if not isinstance(entry, MobilizationPlan):
        return
    for index, activity in enumerate(entry.activities):
        yield from _span(where, ("activities", index), activity, "start", "end")
    names = [indicator.id for indicator in entry.indicators]
    for index, indicator in enumerate(entry.indicators):
        here = ("indicators", index)
        if names.index(indicator.id) != index:
            yield where, (*here, "id"), "the id is taken", indicator.id, "an id of its own"
        if bool(indicator.baseline_figure) == (indicator.baseline is not None):
            found = "both" if indicator.baseline_figure else "neither"
            expected = "baseline_figure, or baseline with baseline_on"
            yield where, here, "a target needs one baseline", found, expected
        if indicator.baseline is not None and not indicator.baseline_on:
            yield where, here, "a baseline without its day", str(indicator.baseline), "baseline_on"


def _span(where: tuple[str, ...], inside: tuple[Any, ...], what: Any, start: str, end: str) -> Iterator[Finding]:
    first, last = _day(getattr(what, start)), _day(getattr(what, end))
    if first and last and last < first:
        yield where, (*inside, end), "the end comes before the start", getattr(what, end), f"{getattr(what, start)} on"


def _case(plan: Plan, where: tuple[str, ...], case: Case) -> Iterator[Finding]:
    topics = plan.register_terms.topics if plan.register_terms else {}
    for index, topic in enumerate(case.topics):
        if topic not in topics:
            yield where, ("topics", index), "no such topic", topic, f"one of {', '.join(topics)}"
    before: list[Outcome] = [outcome for outcome in case.outcomes if outcome.before is not None]
    if case.evidence == "before-and-after" and not before:
        expected = "an outcome with before and after, or evidence: described"
        yield where, ("evidence",), "before and after, without either", case.evidence, expected


def _reported(plan: Plan, where: tuple[str, ...], entry: Reported) -> Iterator[Finding]:
    rows = plan.published.rows if plan.published else ()
    if entry.publication not in {row.publication for row in rows}:
        expected = "a publication of profiles/published.csv"
        yield where, ("publication",), "no such publication", entry.publication, expected
        return
    places = {row.geography for row in rows if row.publication == entry.publication}
    for index, place in enumerate(entry.geography):
        if place not in places:
            expected = f"one of {', '.join(sorted(places))}"
            yield where, ("geography", index), "the publication has no such place", place, expected


def _twice(plan: Plan) -> Iterator[Finding]:
    """Yield the entries that say what another of the same register says."""
    for kind, entries in plan.registers.entries.items():
        seen: dict[tuple[str, ...], str] = {}
        for name, entry in entries.items():
            said = (" ".join(entry.title.en.casefold().split()), *sorted(entry.communities), *sorted(entry.regions))
            if said in seen:
                expected = f"one entry; the other is {FOLDER}/{kind}/{seen[said]}.yml"
                yield (f"{FOLDER}/{kind}", name), ("title",), "the same entry twice", entry.title.en, expected
            seen.setdefault(said, name)


def _observed(plan: Plan) -> Iterator[Finding]:
    for name, rows in plan.registers.observed.items():
        entry = plan.registers.entries["plans"][name]
        assert isinstance(entry, MobilizationPlan)
        known = {indicator.id for indicator in entry.indicators}
        where = (f"{FOLDER}/plans", name)
        for row in rows:
            if row.indicator not in known:
                expected = f"an indicator of {name}.yml"
                yield where, ("indicators",), "observed, and not in the plan", row.indicator, expected
            if not re.fullmatch(DAY, row.on) or not _day(row.on):
                yield where, ("indicators",), "observed on no such day", row.on, "a day as YYYY-MM-DD"
            yield from _text(where, ("indicators", "note"), row.note)


def _prompts(plan: Plan) -> Iterator[Finding]:
    if plan.register_terms is None:
        return
    seen: set[str] = set()
    for index, prompt in enumerate(plan.register_terms.prompts):
        here = ("prompts", index)
        if prompt.id in seen:
            yield TERMS, (*here, "id"), "the id is taken", prompt.id, "an id of its own"
        seen.add(prompt.id)
        if prompt.indicator not in plan.indicators:
            yield TERMS, (*here, "indicator"), "no such indicator", prompt.indicator, "a declared indicator"
        if prompt.group not in {group.value for group in Group}:
            yield TERMS, (*here, "group"), "no such group", prompt.group, f"one of {', '.join(Group)}"
        if (prompt.at_least is None) == (prompt.at_most is None):
            yield TERMS, here, "one threshold is wanted", prompt.id, "at_least or at_most"
        for lang in ("en", "fr"):
            if "{figure}" not in prompt.text[lang]:
                yield TERMS, (*here, "text", lang), "the figure has no place", prompt.text[lang], "{figure}"
