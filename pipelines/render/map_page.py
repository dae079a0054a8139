"""The Catalogue → what the page of maps shows: a map to begin with for each community, and the list of all maps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipelines.model import Catalogue, Indicator, Ranking
from pipelines.render.maps import Drawn
from pipelines.render.pages import Renderer


def map_page(renderer: Renderer, catalogue: Catalogue) -> dict[str, Any]:
    """Return the values of the page's template."""
    every = {name: list(_mapped(renderer, catalogue, name)) for name in catalogue.profiles}
    return {
        "first": list(_first(renderer, catalogue, every)),
        "choices": [
            (community, [(name, ranking.level) for name, ranking in maps]) for community, maps in every.items() if maps
        ],
    }


def _mapped(renderer: Renderer, catalogue: Catalogue, community: str) -> Iterator[tuple[str, Ranking]]:
    """Yield the indicators of a community that are mapped, each once for every level, in the order of the sections."""
    order = {section.id: place for place, section in enumerate(renderer.plan.sections.sections)}
    names = sorted(renderer.plan.indicators, key=lambda name: order[renderer.plan.indicators[name].theme])
    for name in names:
        for ranking in catalogue.rankings[name]:
            if ranking.community == community and renderer.cartographer.can_draw(name, ranking):
                yield name, ranking


def _first(
    renderer: Renderer, catalogue: Catalogue, every: dict[str, list[tuple[str, Ranking]]]
) -> Iterator[tuple[Indicator, Ranking, Drawn]]:
    """Yield for each community the map of what is said first of it at a glance."""
    glance = renderer.plan.sections.at_a_glance
    for community, maps in every.items():
        known = [name for name in glance if any(name == mapped for mapped, _ in maps)]
        chosen = next(((name, each) for name, each in maps if name in known[:1]), maps[0] if maps else None)
        if chosen is not None:
            name, ranking = chosen
            drawn = renderer.cartographer.drawn(name, ranking, catalogue.profiles[community])
            assert drawn is not None
            yield renderer.plan.indicators[name], ranking, drawn
