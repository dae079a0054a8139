"""A hand-written page → the same with its tokens replaced by what the declarations and the figure store say today.

A token is a comment such as `<!-- portrait:communities -->` or `<!-- portrait:figure FIGURE_ID -->`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from pipelines.errors import PortraitError
from pipelines.model import Boundary, Catalogue, Figure, Level, Licence, Plan, Publisher, Section
from pipelines.render.dataset import of_store
from pipelines.render.entry_addresses import address_of
from pipelines.render.frozen import reasons
from pipelines.render.map_page import map_page
from pipelines.render.numbers import shown
from pipelines.render.pages import MOST_ROWS, Renderer
from pipelines.render.verification import verification
from pipelines.render.words import without_accents

TOKEN = re.compile(r"<!-- portrait:([a-z-]+)(?: ([^ ]+))? -->")
# The names that finder and search read once somebody types, under a language's folder.
PLACES_FILE = "search/places.json"
# A mark of the theme's override, which publishing reads.
NOT_A_TOKEN = "other-language"


def brought_to_life(
    renderer: Renderer, html: str, path: str, catalogue: Catalogue, figures: Callable[[str], Figure | None]
) -> str:
    """Return `html` with its tokens replaced; an unknown token or figure is an error that names page and token."""

    def part(match: re.Match[str]) -> str:
        name, argument = match.groups()
        if name == NOT_A_TOKEN:
            return match.group(0)
        if name == "figure":
            figure = figures(argument or "")
            # A preview leaves communities out, and invented figures are few; elsewhere a missing one is a slip.
            lacking = renderer.plan.synthetic or (argument or "").partition(":")[0] in renderer.plan.left_out
            if figure is None and lacking:
                return f'<span data-absent="{argument}">{renderer.words.t("left_out")}</span>'
            if figure is None:
                raise PortraitError(f"{where}: no such figure {argument}; data/figures.csv has those there are")
            return str(renderer.words.data(figure))
        if name == "verification":
            return renderer.html(name, path, **verification(renderer.words, catalogue, figures))
        if name not in PARTS:
            raise PortraitError(f"{where}: no such token {name}; expected figure, verification, {', '.join(PARTS)}")
        return renderer.html(name.replace("-", "_"), path, **PARTS[name](renderer, catalogue))

    where = f"site/{renderer.lang}/{path}"
    return TOKEN.sub(part, html)


def _places(renderer: Renderer, catalogue: Catalogue) -> Iterator[tuple[Level, list[tuple[str, Any, str]]]]:
    """Yield each level and its regions, each with the shortest way to what is known of it."""
    for level in Level:
        found = []
        for name, region in renderer.plan.regions.items():
            pages = [community for community, regions in catalogue.profiles.items() if name in regions]
            if region.level is level:
                link = f"profiles/{pages[0]}/{name}/" if len(pages) == 1 else f"regions/{level}/#{name}"
                found.append((name, region, link))
        if found:
            yield level, found


def _finder(renderer: Renderer, catalogue: Catalogue) -> dict[str, Any]:
    levels = list(_places(renderer, catalogue))
    by_name = [level for level, regions in levels if len(regions) > MOST_ROWS]
    return {"levels": levels, "by_name": by_name}


def places(renderer: Renderer, catalogue: Catalogue) -> dict[str, Any]:
    """Return what the search says, and (name, every name without accents, level, address) of what it finds by name.

    These are all regions and all communities; addresses start from the language's home page.
    """
    texts, lang = renderer.words.texts, renderer.lang
    regions = [
        (region.name[lang], renderer.words.searchable(region), texts[f"one_{level}"], link)
        for level, regions in _places(renderer, catalogue)
        for _, region, link in regions
    ]
    communities = [
        (community.name[lang], without_accents(community.name), texts["search_community"], f"profiles/{name}/")
        for name, community in renderer.plan.communities.items()
    ]
    said = {key: text for key, text in texts.items() if key == "search" or key.startswith("search_")}
    return {"texts": said, "places": regions, "communities": communities}


def _by_section(renderer: Renderer) -> Iterator[tuple[Section, list[str]]]:
    for section in renderer.plan.sections.sections:
        names = [name for name, indicator in renderer.plan.indicators.items() if indicator.theme == section.id]
        if names:
            yield section, names


def _editions(renderer: Renderer, catalogue: Catalogue) -> dict[str, Any]:
    texts = renderer.words.texts
    return {
        "editions": catalogue.editions,
        "counted": lambda number: shown(number, "persons", renderer.lang),
        "reason_of": lambda said: reasons(said, texts),
    }


def _boundaries(plan: Plan) -> Iterator[tuple[str, Boundary, Licence, Publisher]]:
    for name, boundary in plan.boundaries.items():
        publisher = plan.publishers[boundary.publisher]
        yield name, boundary, plan.licences[boundary.licence or publisher.licence], publisher


def _registers(renderer: Renderer, _: Catalogue) -> dict[str, Any]:
    terms, entries = renderer.plan.register_terms, renderer.plan.registers.entries
    kinds = terms.kinds.items() if terms else ()
    return {
        "registers": [(kind, said, len(entries.get(kind, {}))) for kind, said in kinds],
        "register_address": address_of,
    }


PARTS: dict[str, Callable[[Renderer, Catalogue], dict[str, Any]]] = {
    "registers": _registers,
    "communities": lambda renderer, _: {"communities": list(renderer.plan.communities.items())},
    "levels": lambda renderer, catalogue: {"levels": [level for level, _ in _places(renderer, catalogue)]},
    "find-region": lambda renderer, catalogue: _finder(renderer, catalogue),
    "editions": lambda renderer, catalogue: _editions(renderer, catalogue),
    "maps": map_page,
    "indicators": lambda renderer, _: {"sections": list(_by_section(renderer))},
    "compare": lambda renderer, _: {"sections": list(_by_section(renderer))},
    "evidence": lambda *_: {},
    "take-away": lambda renderer, catalogue: {
        "whole": catalogue.whole,
        "registers": list(renderer.plan.registers.entries),
        "of_store": partial(of_store, renderer.words),
    },
    "sources": lambda renderer, _: {
        "sources": [(name, each) for name, each in renderer.plan.sources.items() if renderer.plan.has(name)],
        "others": [(name, each) for name, each in renderer.plan.sources.items() if not renderer.plan.has(name)],
        "boundaries": list(_boundaries(renderer.plan)),
    },
}
