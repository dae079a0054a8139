"""What live sources say of axes, measures and territories, checked: a Plan in, the places that lead nowhere out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pipelines.model import Plan, Slice, Source

Finding = tuple[tuple[str, ...], tuple[Any, ...], str, str, str]
SOURCES, TERRITORIES = ("sources.yml",), ("profiles/territories.yml",)
# The published bounds of a cell, beside its value.
BOUNDS = ("value", "lower", "upper")
ROLES = ("population", "measure", "period", "bounds")
# Two id systems of one census profile: an axis that is spelled in one of them must never be read in the other.
SYSTEMS = {"profile-sdmx": "SDMX", "profile-bulk-2021": "bulk 2021"}


def crossed_live(plan: Plan) -> Iterator[Finding]:
    """Yield every live source, axis and fetched territory that names what does not exist."""
    for name, source in plan.sources.items():
        yield from _source(plan, ("sources", name), source)
    for name, boundary in plan.boundaries.items():
        yield from _one_way(("boundaries", name), boundary.fetch)
        if boundary.publisher not in plan.publishers:
            yield SOURCES, ("boundaries", name, "publisher"), "no such publisher", boundary.publisher, "a declared one"
        if boundary.licence is not None and boundary.licence not in plan.licences:
            yield SOURCES, ("boundaries", name, "licence"), "no such licence", boundary.licence, "a declared licence"
    yield from _systems(plan)
    if plan.territories is not None:
        yield from _territories(plan)


def _source(plan: Plan, here: tuple[Any, ...], source: Source) -> Iterator[Finding]:
    if source.held is None and source.fetch is None:
        yield SOURCES, here, "the source can be had in no way", "", "held: …, or fetch: … with reader and slices"
    if source.fetch is None:
        return
    yield from _one_way(here, source.fetch)
    if source.reader is None or not source.slices:
        yield SOURCES, (*here, "fetch"), "a fetched source says how it is read", "", "reader: … and slices: …"
    for index, piece in enumerate(source.slices):
        yield from _slice(plan, (*here, "slices", index), source, piece)


def _one_way(here: tuple[Any, ...], fetch: Any) -> Iterator[Finding]:
    given = [way for way in ("wds", "cells", "sdmx", "arcgis", "ckan", "download", "file") if getattr(fetch, way)]
    if len(given) != 1:
        yield SOURCES, (*here, "fetch"), "a source is fetched in one way", ", ".join(given), "exactly one"


def _slice(plan: Plan, here: tuple[Any, ...], source: Source, piece: Slice) -> Iterator[Finding]:
    carried = dict(_roles(piece))
    for role, given in (("measure", piece.measure), ("population", piece.population), ("period", piece.period)):
        if role == "period" and not given and role not in carried:
            continue
        if bool(given) == (role in carried):
            yield (
                SOURCES,
                here,
                f"the {role} of a slice is said once",
                given,
                f"{role}: …, or one dimension that has it",
            )
    for dimension, use in piece.dimensions.items():
        if isinstance(use, str):
            continue
        inside = (*here, "dimensions", dimension)
        if len(use) != 1:
            yield SOURCES, inside, "a dimension plays one role", ", ".join(use), "role: axis"
            continue
        role, axis = next(iter(use.items()))
        if axis not in plan.axes:
            yield SOURCES, inside, "no such axis", axis, "an axis of sources.yml"
            continue
        known = _known(plan, source, role)
        if known is None:
            yield SOURCES, inside, "no such role", role, f"{', '.join(ROLES)} or a breakdown of this source"
            continue
        for name in plan.axes[axis]:
            if name not in known:
                yield SOURCES, ("axes", axis, name), f"no such {role} (used by {here[1]})", name, ", ".join(known)
    for role, given, names in (
        ("measure", piece.measure, source.measures),
        ("population", piece.population, source.populations),
        ("period", piece.period, source.periods),
    ):
        if given and given not in names:
            yield SOURCES, (*here, role), f"no such {role}", given, ", ".join(names)


def _roles(piece: Slice) -> Iterator[tuple[str, str]]:
    for use in piece.dimensions.values():
        if not isinstance(use, str):
            yield from use.items()


def _known(plan: Plan, source: Source, role: str) -> list[str] | None:
    """Return the names that an axis in this role may have, None where there is no such role."""
    if role in source.breakdowns and role in plan.categories.breakdowns:
        return ["all", *plan.categories.breakdowns[role].members]
    named: Mapping[str, list[str]] = {
        "measure": list(source.measures),
        "population": source.populations,
        "period": source.periods,
        "bounds": list(BOUNDS),
    }
    return named.get(role)


def _systems(plan: Plan) -> Iterator[Finding]:
    """Yield an axis that is read in two id systems: the same number means another characteristic in the other."""
    users: dict[str, dict[str, str]] = {}
    for name, source in plan.sources.items():
        system = SYSTEMS.get(source.reader or "")
        for piece in source.slices if system else ():
            for use in piece.dimensions.values():
                for axis in () if isinstance(use, str) else use.values():
                    users.setdefault(axis, {})[system or ""] = name
    for axis, systems in users.items():
        if len(systems) > 1 and axis in plan.axes and any(re.search(r"\[\d+\]", m) for m in plan.axes[axis].values()):
            found = ", ".join(f"{name} ({system})" for system, name in systems.items())
            yield SOURCES, ("axes", axis), "an axis with ids is read in two id systems", found, "an axis for each"


def _territories(plan: Plan) -> Iterator[Finding]:
    declared = plan.territories
    assert declared is not None
    source = plan.sources.get(declared.source)
    if source is None or source.fetch is None or source.fetch.sdmx is None:
        yield TERRITORIES, ("source",), "no such source of names", declared.source, "a source that is fetched by sdmx"
    for index, province in enumerate(declared.provinces):
        if province not in plan.regions:
            yield TERRITORIES, ("provinces", index), "no such region", province, "a declared province"
