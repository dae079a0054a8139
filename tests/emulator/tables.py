"""The tables that the emulator serves, with their dimensions and members: facts, and what sources.yml names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from .people import plain
from .places import DATA, Place, World, rows

ROOT = Path(__file__).resolve().parents[2]
BRACKETED = re.compile(r"^(?P<label>.*?)\s*\[(?P<id>\d+)\]$", re.DOTALL)
# Dimension lists of members.txt that are shown under a shorter name.
SHORTER = re.compile(r"( \(43-10-0060\)|, distributed| of youth)$|(?<=^Indicators) of .*$")
ELSEWHERE = ("pr-cma", "regions-pr-cma", "cma-ct")
# Tables of hundreds of thousands of rows a place: at size small they have a few places only, made in seconds.
FEW = {
    "pr-cma": ("ca01", "pr24", "pr13", "cma462", "cma305"),
    "regions-pr-cma": ("ca01", "region2", "pr24", "pr13", "cma462"),
    "43-60": ("ca01", "pr24", "pr13"),
    "43-pr": ("ca01", "region2", "pr13"),
    "43-pr-cma": ("ca01", "region2", "pr13", "cma462"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    id: int
    label: str
    parent: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """A dimension: `key` is the list of members.txt it comes from, whatever it is shown as."""

    name: str
    key: str
    members: tuple[Member, ...]

    @property
    def bounds(self) -> bool:
        return any("confidence interval" in member.label.lower() for member in self.members)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: the last dimension of a census table goes across, `measure` names the one that is no breakdown."""

    pid: str
    en: str
    fr: str
    places: tuple[Place, ...]
    universe: str
    dimensions: tuple[Dimension, ...]
    measure: str
    share_of: str
    years: tuple[str, ...]
    release: str
    version: int = 0

    @property
    def wide(self) -> bool:
        return self.pid.startswith("98")

    @property
    def sampled(self) -> bool:
        """Say whether the long form (a sample of one household in four) stands behind the table."""
        return self.universe not in ("all", "children")

    @property
    def release_time(self) -> str:
        return f"{self.release}T08:30" if not self.version else "2026-11-20T08:30"

    @property
    def width(self) -> int:
        return len(self.dimensions[-1].members) if self.wide else 1

    @property
    def rows_a_place(self) -> int:
        product = 1
        for dimension in self.dimensions:
            product *= len(dimension.members)
        return product // self.width

    def renamed(self) -> Table:
        """Return the table with the second member of every dimension under another name."""
        return replace(self, dimensions=tuple(_renamed(dimension) for dimension in self.dimensions))

    def reshuffled(self) -> Table:
        """Return the table with the same labels, the ids of two of them exchanged in every dimension."""
        return replace(self, dimensions=tuple(_reshuffled(dimension) for dimension in self.dimensions))


def _renamed(dimension: Dimension) -> Dimension:
    members = list(dimension.members)
    where = 1 if len(members) > 1 else 0
    members[where] = replace(members[where], label=members[where].label + " (renamed)")
    return replace(dimension, members=tuple(members))


def _reshuffled(dimension: Dimension) -> Dimension:
    members = list(dimension.members)
    if len(members) < 3:
        return dimension
    one, other = members[1], members[2]
    members[1], members[2] = replace(one, label=other.label), replace(other, label=one.label)
    return replace(dimension, members=tuple(members))


@cache
def lists() -> dict[str, tuple[Member, ...]]:
    """Return the members of every dimension that the emulator knows, by the dimension's key."""
    found: dict[str, list[tuple[int, str]]] = {}
    key = ""
    for line in (DATA / "members.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            key = line[2:]
            found[key] = []
        elif line.startswith("@"):
            found[key] += profile_tree(*line[1:].split())
        elif line and not line.startswith("#"):
            found[key].append((len(line) - len(line.lstrip(" ")), line.strip()))
    return {key: nested(key, labels) for key, labels in found.items()}


def profile_tree(code: str, count: str = "") -> list[tuple[int, str]]:
    """Return a characteristic of the Census Profile and all under it, with depths; the total's universe cut off."""
    everything = [*rows("characteristics.csv")]
    depth = {code: 0}
    found = []
    for row in everything:
        if row["parent"] in depth and row["code"] not in depth:
            depth[row["code"]] = depth[row["parent"]] + 1
        if row["code"] in depth:
            label = re.sub(r" (for the (total )?population.*|- 25% sample data|- 100% data)$", "", row["label"])
            found.append((depth[row["code"]], label))
    return found[: int(count) if count else None]


def nested(key: str, labels: Sequence[tuple[int, str]]) -> tuple[Member, ...]:
    """Return members with ids and parents, filled up with invented ones to the number that the name ends in."""
    wanted = int(found[1]) if (found := re.search(r"\((\d+)[A-Za-z]?\)$", key)) else len(labels)
    padded = [
        *labels,
        *((1, f"{key.split(' (')[0]}, member {n} (invented)") for n in range(len(labels) + 1, wanted + 1)),
    ]
    members, path = [], dict[int, int]()
    for number, (depth, text) in enumerate(padded[:wanted], 1):
        marked = BRACKETED.match(text)
        path = {level: id_ for level, id_ in path.items() if level < depth}
        id_ = int(marked["id"]) if marked else number
        members.append(
            Member(id=id_, label=marked["label"] if marked else text, parent=path[max(path)] if path else None)
        )
        path[depth] = id_
    return tuple(members)


def declared(root: Path = ROOT) -> dict[str, dict[str, list[str]]]:
    """Return, for each product that sources.yml fetches, the members that its slices name, dimension by dimension."""
    from ruamel.yaml import YAML

    whole = YAML(typ="safe").load((root / "sources.yml").read_text(encoding="utf-8")) or {}
    axes = whole.get("axes") or {}
    wanted: dict[str, dict[str, list[str]]] = {}
    for source in (whole.get("sources") or {}).values():
        fetch = source.get("fetch") or {}
        way = fetch.get("wds") or fetch.get("cells")
        for part in (source.get("slices") or []) if way else []:
            table = wanted.setdefault(str(way["product"]), {})
            for dimension, use in (part.get("dimensions") or {}).items():
                names = (
                    [use]
                    if isinstance(use, str)
                    else [m for axis in use.values() for m in (axes.get(axis) or {}).values()]
                )
                table.setdefault(str(dimension), []).extend(
                    str(n) for n in names if str(n) not in table.get(str(dimension), [])
                )
    return wanted


def placed(members: Sequence[Member], labels: Iterable[str], fixed: bool = True) -> tuple[Member, ...]:
    """Return the members with the declared ones among them: at their ids where these are given, as many as before.

    What is here already under that label keeps its own spelling; another label takes the place of one nobody declared.
    """
    slots = {member.id: member for member in members}
    asked = [(m["label"], int(m["id"])) if (m := BRACKETED.match(text)) else (text, None) for text in labels]
    taken = {id_ for _, id_ in asked if id_ is not None}
    strangers = []
    for label, id_ in asked:
        here = [m for m in slots.values() if plain(m.label) == plain(label)]
        if id_ is None and here:
            taken.add(here[0].id)
        elif id_ is None:
            strangers.append(label)
        elif id_ not in [m.id for m in here]:
            old = slots.get(id_)
            slots[id_] = Member(id=id_, label=label, parent=old.parent if old else None)
            for other in here:
                slots[other.id] = replace(other, label=old.label if old else f"{label} (invented)")
    for label in strangers:
        spot = _spot(label, slots, taken, fixed)
        taken.add(spot)
        slots[spot] = Member(id=spot, label=label, parent=slots[spot].parent if spot in slots else None)
    return tuple(slots[id_] for id_ in sorted(slots))


def _spot(label: str, slots: Mapping[int, Member], taken: set[int], fixed: bool) -> int:
    """Return the id of the member to give way to a label: another total, an invented one, one of the last."""
    free = [member for member in slots.values() if member.id not in taken]
    total = plain(label).startswith("total")
    for wanted in (
        [m.id for m in free if total and plain(m.label).startswith("total")],
        [m.id for m in free if "(invented)" in m.label],
        [m.id for m in reversed(free) if m.parent is not None],
        [m.id for m in reversed(free) if fixed],
    ):
        if wanted:
            return wanted[0]
    return max(slots) + 1


def dimension(key: str, asked: Mapping[str, Iterable[str]]) -> Dimension:
    """Return a dimension of a table whose names are facts."""
    name = SHORTER.sub("", key)
    members = lists().get(key) or nested(key, [(0, f"Total - {key.split(' (')[0]}")])
    return Dimension(name=name, key=key, members=placed(members, asked.get(name, ()), "(" in key))


def approximate(keys: Sequence[str], asked: Mapping[str, Sequence[str]]) -> tuple[Dimension, ...]:
    """Return the dimensions of a table of which no header is at hand: as sources.yml names them where it does."""
    if not asked:
        return tuple(dimension(key, {}) for key in keys)
    found = []
    for name, labels in asked.items():
        here = {plain(BRACKETED.sub(r"\g<label>", text)) for text in labels}
        shared = {key: len(here & {plain(m.label) for m in lists()[key]}) for key in keys}
        key = max(shared, key=lambda k: (shared[k], SHORTER.sub("", k) == name))
        known = shared[key] > 0 or SHORTER.sub("", key) == name
        members = lists()[key] if known else nested(name, [(0, BRACKETED.sub(r"\g<label>", text)) for text in labels])
        found.append(Dimension(name=name, key=key if known else name, members=placed(members, labels, fixed=False)))
    return tuple(found)


def tables(world: World, wanted: Mapping[str, Mapping[str, Sequence[str]]] | None = None) -> dict[str, Table]:
    """Return every table served, by product, with the places of a world."""
    wanted = declared() if wanted is None else wanted
    facts = json.loads((DATA / "tables.json").read_text(encoding="utf-8"))
    return {pid: one(pid, fact, world, wanted.get(pid, {})) for pid, fact in facts.items() if pid.isdigit()}


def one(pid: str, fact: Mapping[str, object], world: World, asked: Mapping[str, Sequence[str]]) -> Table:
    """Return one table from its facts."""
    keys = [*fact["rows"], *([fact["column"]] if "column" in fact else [])]
    dimensions = approximate(keys, asked) if fact.get("approximate") else tuple(dimension(key, asked) for key in keys)
    if pid == "98100362":
        dimensions = tuple(_broken(dimension) if dimension.bounds else dimension for dimension in dimensions)
    measure = str(fact.get("measure", ""))
    kind = str(fact["places"])
    places = tuple(p for p in geography(kind, world) if world.size != "small" or p.id in FEW.get(kind, (p.id,)))
    return Table(
        pid=pid,
        en=f"{fact['en']} (synthetic)",
        fr=f"{fact['fr']} (synthétique)",
        places=places,
        universe=str(fact["universe"]),
        dimensions=dimensions,
        measure=measure,
        share_of=str(fact.get("share_of", "")),
        years=tuple(fact.get("years", ("2021",))),
        release=str(fact["release"]),
    )


def _broken(bounds: Dimension) -> Dimension:
    """Return the dimension of bounds as some tables have it: the last label ends in a line break."""
    last = bounds.members[-1]
    return replace(bounds, members=(*bounds.members[:-1], replace(last, label=last.label + "\n")))


def geography(kind: str, world: World) -> Iterator[Place]:
    """Yield the places of a table in the order of their member ids: each province before what is in it."""
    if kind != "cma-ct":
        yield world.places["ca01"]
    if kind == "health":
        yield from (world.places[key] for key in ("pr24", "pr13", "otherx-outside"))
    regions = kind in ("regions-pr-cma", "43-60", "43-pr", "43-pr-cma")
    for place in world.of("pr"):
        region = {"10": "1", "24": "2", "35": "3", "46": "4", "59": "5", "60": "6"}.get(place.code)
        if regions and region:
            yield world.places[f"region{region}"]
        # The older tables call a region that is one province by the region's name only.
        if not _elsewhere_named(kind, place):
            yield place
        yield from _within(kind, place, world)


def _elsewhere_named(kind: str, province: Place) -> bool:
    """Say whether a table names a province not at all, among the first, or by the name of its region."""
    regional = kind in ("43-pr", "43-pr-cma") and province.code in ("24", "35", "59")
    return kind == "cma-ct" or regional or (kind == "health" and province.code in ("24", "13"))


def _within(kind: str, province: Place, world: World) -> Iterator[Place]:
    if kind in ("pr-cd", "pr-cd-csd"):
        for division in world.of("cd", province.code):
            yield division
            if kind == "pr-cd-csd":
                yield from (p for p in world.of("csd", province.code) if p.parent == division.id)
    elif kind in ("pr-er", "health"):
        yield from world.of("er", province.code)
    elif kind in (*ELSEWHERE, "43-60", "43-pr-cma"):
        for area in [p for k in ("cma", "part") for p in world.of(k, province.code)]:
            yield area
            if kind == "cma-ct":
                yield from (p for p in world.of("ct") if p.parent == area.id)


PROVINCES = {
    "N.L.": "Newfoundland and Labrador",
    "N.S.": "Nova Scotia",
    "N.B.": "New Brunswick",
    "Que.": "Quebec",
    "Ont.": "Ontario",
    "Man.": "Manitoba",
    "Sask.": "Saskatchewan",
    "Alta.": "Alberta",
    "B.C.": "British Columbia",
    "Ont./Que.": "Ontario/Quebec",
}


def shown(place: Place, table: Table) -> tuple[str, str]:
    """Return a place's name as a table prints it, in English and in French."""
    if place.kind not in ("cma", "part"):
        return place.name_en, place.name_fr
    if table.wide:
        return f"{place.name_en} (CMA), {place.short}", f"{place.name_fr} (RMR), {place.short}"
    if table.pid == "43100060":
        return f"{place.name_en} (CMA), {place.short}\u00a0", f"{place.name_fr} (RMR), {place.short}"
    name = place.name_en.replace(" - ", "–").replace("Québec", "Quebec").replace("Quinte West", "").rstrip("–")
    name = re.sub(r" \((Quebec|Ontario) part\)", r", \1 part", name)
    province = "Ontario/Quebec" if "Ottawa" in name else PROVINCES[place.short]
    return f"{name}, {province}", f"{place.name_fr} ({province})"
