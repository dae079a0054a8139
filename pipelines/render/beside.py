"""A Profile → what a script sets beside other profiles: every number already in words, every sentence in its parts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from pipelines.model import Catalogue, Comparable, Figure, Level, Profile, Section
from pipelines.render.words import Words

# Under a language's folder, and beside each profile.
INDEX_FILE, BESIDE_FILE, SHEET_FILE = "compare/index.json", "compare.json", "evidence/words.json"
# Texts of the declarations that a script says, by the beginning of their keys.
COMPARING, SHEET = "comparing_", "sheet_"
# Texts that generated pages say too.
SHARED = (
    "colon", "col_region", "col_period", "group_total", "col_gap", "col_ratio", "col_people", "col_rank", "no_cell",
    "series_break", "poor_note", "caution_note", "chart_bars_desc", "evidence_universe", "compared_gap_note",
    "compared_people_note", "compared_link",
)  # fmt: skip
# What a figure or a sentence is made of, in the order in which `Words` writes it.
PIECE = re.compile(
    r'<span data-figure="(?P<figure>[^"]+)"(?: data-part="(?P<part>[^"]+)")?>(?P<text>[^<]*)</span>'
    r'|<sup class="(?P<mark>[^"]+)" title="(?P<title>[^"]*)">(?P<letter>[^<]*)</sup>'
    r'|<small class="pt-ci" data-bounds="(?P<bounds>[^"]+)">(?P<said>[^<]*)</small>'
)
RULE = re.compile(r'<span data-rule="([^"]+)" data-of="([^"]+)">(.*)</span>', re.DOTALL)


def beside(words: Words, profile: Profile, edition: str) -> str:
    """Return the JSON of a profile: its latest figures as they are read, and what may be said of them.

    A figure is [id, parts, value, lower, upper], whose numbers are there to be drawn and never to be read; a sentence
    is [rule, figure that it speaks of, parts]. A part is a text, ["figure", id, part, text], ["mark", class, meaning,
    letter] or ["bounds", id, text].
    """
    return _written(
        {
            "community": profile.community,
            "region": profile.region,
            "edition": edition,
            "indicators": {each.indicator: _comparable(words, each) for each in profile.comparables},
        }
    )


def _written(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"


def _comparable(words: Words, each: Comparable) -> dict[str, Any]:
    figures = each.figures.values()
    concept = words.plan.indicators[each.indicator].concept or "main"
    sentences = [_sentence(str(words.sentence(sentence))) for sentence in each.sentences]
    return {
        "period": each.period,
        "break": next((figure.series_break for figure in figures if figure.series_break), ""),
        "sources": list(dict.fromkeys(figure.source for figure in figures)),
        "populations": list(dict.fromkeys(f"{concept}/{figure.population}" for figure in figures)),
        "figures": {group: _figure(words, figure) for group, figure in each.figures.items()},
        "said": sentences,
    }


def _figure(words: Words, figure: Figure) -> list[Any]:
    parts = list(_parts(str(words.data(figure))))
    return [figure.id, parts, figure.value, figure.lower, figure.upper]


def _sentence(html: str) -> list[Any]:
    """Return a sentence's rule, the figure that it speaks of, and its parts."""
    ruled = RULE.fullmatch(html)
    rule, of, said = ruled.groups() if ruled else ("", "", html)
    return [rule, of, list(_parts(said))]


def _parts(html: str) -> Iterator[str | list[str]]:
    at = 0
    for found in PIECE.finditer(html):
        if found.start() > at:
            yield unescape(html[at : found.start()])
        if found["figure"]:
            yield ["figure", found["figure"], found["part"] or "", unescape(found["text"])]
        elif found["mark"]:
            yield ["mark", found["mark"], unescape(found["title"]), found["letter"]]
        else:
            yield ["bounds", found["bounds"], unescape(found["said"])]
        at = found.end()
    if at < len(html):
        yield unescape(html[at:])


def index(words: Words, catalogue: Catalogue) -> str:
    """Return the JSON from which the compare page fills its form and explains what it shows."""
    plan, lang = words.plan, words.lang
    indicators = {name: _communities(catalogue, name) for name in plan.indicators}
    indicators = {name: found for name, found in indicators.items() if found}
    regions = dict.fromkeys(region for pages in catalogue.profiles.values() for region in pages)
    return _written(
        {
            "texts": _texts(words, COMPARING),
            "levels": {level: words.texts[f"one_{level}"] for level in Level},
            "regions": {
                name: [region.name[lang], words.searchable(region), region.level]
                for name, region in plan.regions.items()
                if name in regions
            },
            "communities": {
                name: {
                    "name": plan.communities[name].name[lang],
                    "minority": words.minority_of(name),
                    "majority": words.majority_of(name),
                    "regions": list(pages),
                    "indicators": [each for each, found in indicators.items() if name in found],
                    "populations": {
                        f"{concept}/{population.id}": [
                            population.label[lang], population.note[lang] if population.note else ""
                        ]
                        for concept, populations in plan.communities[name].populations.items()
                        for population in populations
                    },
                }
                for name, pages in catalogue.profiles.items()
            },
            "themes": [
                [section.id, section.title[lang], names]
                for section, names in _themes(plan.sections.sections, plan.indicators, indicators)
            ],
            "indicators": {
                name: {
                    "label": words.label(name),
                    "unit": words.label_unit(name),
                    "universe": words.universe(name),
                    "reading": plan.indicators[name].reading[lang],
                    "caveat": plan.indicators[name].caveat[lang],
                }
                for name in indicators
            },
            "sources": sources(words),
        }
    )  # fmt: skip


def sources(words: Words) -> dict[str, Any]:
    """Return what is said of each source: its table, its title, where it is published, and its licence's notice."""
    return {
        name: {
            "table": source.table,
            "title": source.title[words.lang],
            "address": source.address[words.lang],
            "notice": unescape(str(words.notice_for([name]))),
        }
        for name, source in words.plan.sources.items()
        if words.plan.has(name)
    }


def sheet(words: Words) -> str:
    """Return the JSON of what is said where figures are ticked, and on the evidence sheet."""
    return _written({"texts": _texts(words, SHEET)})


def _texts(words: Words, prefix: str) -> dict[str, str]:
    known = {key.removeprefix(prefix): text for key, text in words.texts.items() if key.startswith(prefix)}
    return known | {key: words.texts[key] for key in SHARED}


def _communities(catalogue: Catalogue, indicator: str) -> set[str]:
    return {ranking.community for ranking in catalogue.rankings[indicator]}


def _themes(
    sections: list[Section], declared: Mapping[str, Any], known: Mapping[str, set[str]]
) -> Iterator[tuple[Section, list[str]]]:
    for section in sections:
        names = [name for name, indicator in declared.items() if indicator.theme == section.id and name in known]
        if names:
            yield section, names
