"""What one declaration says of another, checked: a Plan in, the places that name what does not exist out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import isfinite
from typing import Any

from pipelines.declare.ids import EXPECTED_ID, ID, MEMBER
from pipelines.model import Community, From, Indicator, Plan, Population, weight

# where it is declared, the keys inside, what is wrong, what was found, what was expected
Finding = tuple[tuple[str, ...], tuple[Any, ...], str, str, str]
SOURCES, CATEGORIES, SECTIONS = ("sources.yml",), ("profiles/categories.yml",), ("profiles/sections.yml",)


def crossed(plan: Plan) -> Iterator[Finding]:
    """Yield every reference in `plan` that leads nowhere, every cycle of regions and every weight that is none."""
    yield from _categories(plan)
    yield from _sources(plan)
    yield from _regions(plan)
    for name, indicator in plan.indicators.items():
        yield from _indicator(plan, ("profiles/indicators", name), indicator)
    for name, community in plan.communities.items():
        yield from _community(plan, ("profiles/communities", name), community)
    yield from _sections(plan)


def _known(name: str, names: Any, where: tuple[str, ...], inside: tuple[Any, ...], what: str) -> Iterator[Finding]:
    if name not in names:
        yield where, inside, f"no such {what}", name, f"a declared {what}"


def _categories(plan: Plan) -> Iterator[Finding]:
    """Yield the names that could not be part of a figure's id."""
    names: list[tuple[tuple[Any, ...], str]] = [(("populations", name), name) for name in plan.categories.populations]
    for dimension, declared in plan.categories.breakdowns.items():
        names.append((("breakdowns", dimension), dimension))
        names += [(("breakdowns", dimension, "members", member), member) for member in declared.members]
    for inside, name in names:
        if not MEMBER.fullmatch(name):
            yield CATEGORIES, inside, "not an id", repr(name), EXPECTED_ID


def _sources(plan: Plan) -> Iterator[Finding]:
    for name, publisher in plan.publishers.items():
        yield from _known(publisher.licence, plan.licences, SOURCES, ("publishers", name, "licence"), "licence")
    for name, source in plan.sources.items():
        here = ("sources", name)
        if not ID.fullmatch(name):
            yield SOURCES, here, "not an id", repr(name), EXPECTED_ID
        yield from _known(source.publisher, plan.publishers, SOURCES, (*here, "publisher"), "publisher")
        for index, category in enumerate(source.populations):
            yield from _known(category, plan.categories.populations, SOURCES, (*here, "populations", index), "category")
        for index, dimension in enumerate(source.breakdowns):
            yield from _known(dimension, plan.categories.breakdowns, SOURCES, (*here, "breakdowns", index), "breakdown")
        for index, change in enumerate(source.breaks):
            yield from _known(change.period, source.periods, SOURCES, (*here, "breaks", index, "period"), "period")


def _regions(plan: Plan) -> Iterator[Finding]:
    for name, region in plan.regions.items():
        where = ("profiles/regions", name)
        for key, other in (("parent", region.parent), ("part_of", region.part_of)):
            if other is not None:
                yield from _known(other, plan.regions, where, (key,), "region")
        for index, cover in enumerate(region.covers):
            yield from _known(cover.region, plan.regions, where, ("covers", index, "region"), "region")
        if _is_own_ancestor(name, plan.regions):
            yield (
                where,
                ("parent",),
                "the region lies inside itself",
                region.parent or "",
                "a chain of parents that ends",
            )


def _is_own_ancestor(name: str, regions: Any) -> bool:
    seen: set[str] = set()
    parent = regions[name].parent
    while parent in regions and parent not in seen:
        if parent == name:
            return True
        seen.add(parent)
        parent = regions[parent].parent
    return False


def _indicator(plan: Plan, where: tuple[str, ...], indicator: Indicator) -> Iterator[Finding]:
    yield from _known(indicator.theme, [s.id for s in plan.sections.sections], where, ("theme",), "section")
    for index, origin in enumerate(indicator.sources):
        place = ("from", index)
        yield from _known(origin.source, plan.sources, where, (*place, "source"), "source")
        if origin.source in plan.sources:
            measures = plan.sources[origin.source].measures
            yield from _known(origin.measure, measures, where, (*place, "measure"), f"measure of {origin.source}")
            if origin.of:
                yield from _known(origin.of, measures, where, (*place, "of"), f"measure of {origin.source}")
            for position, dimension in enumerate(origin.over):
                inside = (*place, "over", position)
                yield from _known(dimension, plan.sources[origin.source].breakdowns, where, inside, "breakdown")
        yield from _whole(where, place, indicator, origin)
    if indicator.unit != UNITS[indicator.kind]:
        yield where, ("unit",), f"a {indicator.kind} is not in this unit", indicator.unit, UNITS[indicator.kind]


def _whole(where: tuple[str, ...], place: tuple[Any, ...], indicator: Indicator, origin: From) -> Iterator[Finding]:
    """Yield what a proportion or a distribution lacks of what it is a part of, and what another kind has too much."""
    for kind, key, given in (("proportion", "of", origin.of), ("distribution", "over", origin.over)):
        if indicator.kind == kind and not given:
            yield where, place, f"a {kind} lacks what it is a part of", "", f"{key}: …"
        if indicator.kind != kind and given:
            yield where, (*place, key), f"only a {kind} has {key}", str(given), indicator.kind


UNITS = {
    "count": "persons",
    "share": "percent",
    "proportion": "percent",
    "distribution": "percent",
    "rate": "percent",
    "mean": "dollars",
    "median": "dollars",
}


def _community(plan: Plan, where: tuple[str, ...], community: Community) -> Iterator[Finding]:
    for key in ("within", "outside", "without"):
        for index, region in enumerate(getattr(community.where, key)):
            yield from _known(region, plan.regions, where, ("where", key, index), "region")
    for index, name in enumerate(community.featured):
        yield from _known(name, plan.indicators, where, ("featured", index), "indicator")
    if "main" not in community.populations:
        yield where, ("populations",), "the community's own population is missing", "", "main: …"
    for concept, populations in community.populations.items():
        for index, population in enumerate(populations):
            yield from _population(plan, where, ("populations", concept, index), population)


def _population(plan: Plan, where: tuple[str, ...], here: tuple[Any, ...], population: Population) -> Iterator[Finding]:
    for group in ("minority", "majority", "total"):
        for category, declared in getattr(population, group).items():
            inside = (*here, group, category)
            yield from _known(category, plan.categories.populations, where, inside, "category")
            if not _is_weight(declared):
                yield (
                    where,
                    inside,
                    "not a weight",
                    str(declared),
                    "a number above 0 and at most 1, or a fraction like 1/3",
                )
    dimension, _, member = population.breakdown.partition("=")
    if population.breakdown:
        known = plan.categories.breakdowns
        yield from _known(dimension, known, where, (*here, "breakdown"), "breakdown")
        yield from _known(
            member, known[dimension].members if dimension in known else (), where, (*here, "breakdown"), "member"
        )


# Small numbers over small numbers; an exponent could take for ever to read.
FRACTION = re.compile(r"[0-9]{1,3}/[1-9][0-9]{0,2}|[01]?\.[0-9]{1,9}|[01]")


def _is_weight(declared: int | float | str) -> bool:
    if isinstance(declared, str) and not FRACTION.fullmatch(declared):
        return False
    if isinstance(declared, float) and not isfinite(declared):
        return False
    return 0 < weight(declared) <= 1


def _sections(plan: Plan) -> Iterator[Finding]:
    ids = [section.id for section in plan.sections.sections]
    for index, name in enumerate(plan.sections.at_a_glance):
        yield from _known(name, plan.indicators, SECTIONS, ("at_a_glance", index), "indicator")
    for index, name in enumerate(plan.sections.brief):
        yield from _known(name, ids, SECTIONS, ("brief", index), "section")
    for index, section in enumerate(plan.sections.sections):
        here = ("sections", index)
        if section.id in ids[:index]:
            yield SECTIONS, (*here, "id"), "the id is taken", section.id, "each section once"
        if section.pyramid:
            yield from _known(section.pyramid, plan.indicators, SECTIONS, (*here, "pyramid"), "indicator")
        for key in ("said", "lead", "history", "trends", "spread"):
            for position, name in enumerate(getattr(section, key)):
                yield from _known(name, plan.indicators, SECTIONS, (*here, key, position), "indicator")
        for position, missing in enumerate(section.missing):
            if missing.unless:
                yield from _known(missing.unless, plan.indicators, SECTIONS, (*here, "missing", position), "indicator")
