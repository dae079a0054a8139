"""The declarations → the book of citations in one language: templates and names, as Python and pages fill them.

The book is plain values, written as they are into `data/citations.<lang>.json`; what a page's script fills and what
`portrait cite` fills is therefore the same.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from babel.dates import format_date

from pipelines.model import Lang, Level, Plan
from pipelines.model.citations import FORMATS, Entry, Piece, Shape
from pipelines.render.numbers import LOCALE
from pipelines.render.words import STANDARDISED

Book = dict[str, Any]


def book(plan: Plan, lang: Lang, built: str, site: str) -> Book:
    """Return the book of a build of the day `built` (YYYY-MM-DD…) that stands at `site`, empty where nobody said.

    Raises KeyError where the project declares no citations.
    """
    found = plan.citations
    if found is None:
        raise KeyError("profiles/citations.yml")
    populations = {name: _populations(plan, name, lang) for name in plan.communities}
    return {
        "lang": lang,
        "site": site,
        "accessed": built[:10],
        "accessed_long": long_date(built[:10], lang),
        "synthetic": plan.texts["synthetic_banner"][lang] if plan.synthetic else "",
        "words": {name: said[lang] for name, said in found.words.items()},
        "parts": {name: _pieces(said, lang) for name, said in found.parts.items()},
        "groups": {name: said[lang] for name, said in found.groups.items()},
        "census": [[rule.period, rule.basis, rule.said[lang]] for rule in found.census],
        "shapes": {thing: _shape(getattr(found, thing), lang) for thing in ("figure", "table", "page")},
        "levels": _levels(plan, lang),
        "communities": {
            name: {"minority": each.minority.label[lang], "majority": each.majority.label[lang]}
            for name, each in plan.communities.items()
        },
        "populations": {name: labels for name, labels in populations.items() if labels},
        "members": _members(plan, lang),
        "sources": {name: _source(plan, name, lang) for name in plan.sources if plan.has(name)},
    }


def long_date(day: str, lang: Lang) -> str:
    """Return a day as people write it: `November 21, 2026`, `21 novembre 2026`, and the first as `1er`."""
    said: str = format_date(date.fromisoformat(day), "long", locale=LOCALE[lang])
    return f"1er{said[1:]}" if lang == "fr" and said.startswith("1 ") else said


def _shape(shape: Shape, lang: Lang) -> dict[str, Any]:
    return {name: _format(getattr(shape, name), lang) for name in FORMATS}


def _format(said: list[Piece] | Entry, lang: Lang) -> Any:
    if isinstance(said, list):
        return _pieces(said, lang)
    fields = [[field.name, field.kind, _pieces(field.said, lang)] for field in said.fields]
    return {"type": said.type, "fields": fields}


def _pieces(said: list[Piece], lang: Lang) -> list[str]:
    return [piece if isinstance(piece, str) else piece[lang] for piece in said]


def _levels(plan: Plan, lang: Lang) -> dict[str, str]:
    """Return what the levels are called; a country needs no word to be told from other places of its name."""
    said = {level.value: plan.texts[f"one_{level}"][lang] for level in Level if f"one_{level}" in plan.texts}
    return {level: text[:1].lower() + text[1:] for level, text in said.items() if level != Level.COUNTRY}


def _populations(plan: Plan, community: str, lang: Lang) -> dict[str, str]:
    """Return what stands in for a community's own definition → its label."""
    found: dict[str, str] = {}
    for each in plan.communities[community].populations.values():
        for population in each:
            if population.id != "declared":
                found.setdefault(population.id, population.label[lang])
    return found


def _members(plan: Plan, lang: Lang) -> dict[str, str]:
    found = {
        f"{dimension}={name}": member.label[lang]
        for dimension, each in plan.categories.breakdowns.items()
        for name, member in each.members.items()
    }
    return {**found, STANDARDISED: plan.texts["standard_row"][lang]} if "standard_row" in plan.texts else found


def _source(plan: Plan, name: str, lang: Lang) -> dict[str, Any]:
    source = plan.sources[name]
    publisher = plan.publishers[source.publisher]
    return {
        "publisher": publisher.name[lang],
        "table": source.table,
        "title": source.title[lang],
        "basis": source.basis,
        "periods": source.periods,
        "notice": plan.licences[publisher.licence].notice[lang],
    }
