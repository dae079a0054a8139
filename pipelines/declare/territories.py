"""A fetched list of territories + what is declared of their levels → Regions, named in both languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pipelines.model import Level, Plan, Region, Territories, Territory, Text
from pipelines.model.places import region_of

LEVELS = {
    "er": Level.ECONOMIC_REGION,
    "rss": Level.HEALTH_REGION,
    "hr": Level.HEALTH_REGION,
    "cd": Level.CENSUS_DIVISION,
    "csd": Level.MUNICIPALITY,
}
# "Percé, Ville (V)" and "Le Rocher-Percé (MRC)": the kind of territory follows, in words or in the agency's letters.
KIND = re.compile(r"^(?P<name>.+?)(?:, (?P<kind>[^,()]+ \([^()]+\)|[^,() ]{1,4})| \((?P<letters>[A-ZÉ]{1,4})\))$")
# An article that French draws together with the preposition before it.
ARTICLES = (("Les ", "aux ", "des "), ("Le ", "au ", "du "))
ELIDED = re.compile(r"^[AEIOUYÀÂÄÉÈÊËÎÏÔÖÙÛÜ]", re.IGNORECASE)


def with_territories(plan: Plan, found: Iterable[Territory]) -> Plan:
    """Return the plan with a region for each territory of a declared level that it does not declare itself."""
    declared = plan.territories
    if declared is None:
        return plan
    provinces = tuple(province.removeprefix("pr") for province in declared.provinces)
    fresh: dict[str, tuple[Territory, Level]] = {}
    for territory in found:
        name = region_of(territory.dguid)
        level = LEVELS.get(re.sub(r"\d.*", "", name or ""))
        if name and level in declared.levels and name not in plan.regions and _code(name).startswith(provinces):
            fresh[name] = (territory, level)
    regions = {name: _region(name, *each, declared) for name, each in sorted(fresh.items())}
    return replace(plan, regions={**plan.regions, **_told_apart(regions, fresh)})


def _code(name: str) -> str:
    """Return the digits of a region's id; those of Quebec's health regions lack the province."""
    digits = re.sub(r"\D", "", name)
    return f"24{digits}" if name.startswith("rss") else digits


def _region(name: str, territory: Territory, level: Level, declared: Territories) -> Region:
    names = Text(en=plain(territory.name_en), fr=plain(territory.name_fr))
    said = declared.levels[level]
    province = f"pr{_code(name)[:2]}"
    parent = f"cd{_code(name)[:4]}" if level is Level.MUNICIPALITY else province
    return Region(
        level=level,
        name=names,
        place=_filled(said.place, names),
        of=_filled(said.of, names),
        tables=[],
        former=[],
        parent=parent,
    )


def plain(published: str) -> str:
    """Return a published name without the kind of municipality that follows it."""
    match = KIND.match(published.strip())
    # Two hyphens are what becomes of a dash on the way.
    return (match["name"] if match else published.strip()).replace("--", "–")


def _kind(published: str) -> str:
    match = KIND.match(published.strip())
    return re.sub(r" \([^()]*\)$", "", match["kind"] or match["letters"]) if match else ""


def _told_apart(regions: Mapping[str, Region], fresh: Mapping[str, tuple[Territory, Level]]) -> dict[str, Region]:
    """Return the regions, those of one level that share a name each with its kind or, failing that, its code."""
    shared = Counter((region.level, region.name.en) for region in regions.values())
    found = {}
    for name, region in regions.items():
        if shared[region.level, region.name.en] > 1:
            territory = fresh[name][0]
            marks = Text(en=_kind(territory.name_en) or _code(name), fr=_kind(territory.name_fr) or _code(name))
            region = replace(
                region, name=Text(en=f"{region.name.en} ({marks.en})", fr=f"{region.name.fr} ({marks.fr})")
            )
        found[name] = region
    still = Counter((region.level, region.name.en) for region in found.values())
    return {
        name: replace(region, name=_coded(region.name, name)) if still[region.level, region.name.en] > 1 else region
        for name, region in found.items()
    }


def _coded(text: Text, name: str) -> Text:
    return Text(en=f"{text.en} [{_code(name)}]", fr=f"{text.fr} [{_code(name)}]")


def _filled(said: Text, names: Text) -> Text:
    french = said.fr.replace("{à}", at_in_french(names.fr)).replace("{de}", of_in_french(names.fr))
    return Text(en=said.en.replace("{name}", names.en), fr=french.replace("{name}", names.fr))


def at_in_french(name: str) -> str:
    """Return `à` with a place's name: à Gatineau, aux Cèdres, au Bic, à La Tuque."""
    for article, at, _ in ARTICLES:
        if name.startswith(article):
            return at + name.removeprefix(article)
    return f"à {name}"


def of_in_french(name: str) -> str:
    """Return `de` with a place's name: de Gatineau, d'Ormstown, des Cèdres, du Bic, de La Tuque."""
    for article, _, of in ARTICLES:
        if name.startswith(article):
            return of + name.removeprefix(article)
    return f"d'{name}" if ELIDED.match(name) else f"de {name}"
