"""Which of a community's populations a source can carry: the first whose every category the source has."""

from __future__ import annotations

from pipelines.model import Community, Indicator, Population, Source, weight

# Kinds that are made of counts, which can be weighted.
WEIGHTED = ("count", "share", "proportion", "distribution")


def carried(community: Community, indicator: Indicator, source: Source) -> list[Population]:
    """Return one population for each breakdown that the community declares for the indicator's concept.

    A percentage or a mean without its denominator cannot be weighted, so only whole single categories carry one.
    """
    chosen: dict[str, Population] = {}
    for population in community.populations.get(indicator.concept or "main", []):
        if population.breakdown not in chosen and _fits(population, indicator, source):
            chosen[population.breakdown] = population
    return list(chosen.values())


def _fits(population: Population, indicator: Indicator, source: Source) -> bool:
    groups = [getattr(population, group) for group in indicator.groups]
    has_all = all(category in source.populations for group in groups for category in group)
    if indicator.kind in WEIGHTED:
        return has_all
    return has_all and all(len(group) == 1 and weight(next(iter(group.values()))) == 1 for group in groups)
