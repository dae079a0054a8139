"""The additive relations that everybody knows: sexes, ages and regions that make up a whole, groups that share nobody.

A relation is a tuple of (member, factor) that sums to zero over the true counts; its members are WHATs (universe,
breakdown, people) in one region and period, or regions of one WHAT and period.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from pipelines.methods.printed import People, universe
from pipelines.model import Plan, Region
from pipelines.model.guards import CategoryTiling, Partition, Tiling


class What(NamedTuple):
    """A count without its place: whose universe, which breakdown, which people."""

    universe: str
    breakdown: str
    people: People


@dataclass(frozen=True, slots=True)
class Relation:
    """Members and factors; `slack` where people whom no member counts may be in the whole, which comes first.

    `defines` where the members after the first are what the first is made of, and need not be printed to matter.
    """

    members: tuple[tuple[What | str, float], ...]
    slack: bool = False
    defines: bool = False


def alone(category: str) -> People:
    """Return the people of one whole category."""
    return People(((category, Fraction(1)),))


@dataclass(frozen=True)
class Templates:
    """The relations of a plan; `whats` are the counts that are printed or hidden anywhere."""

    plan: Plan
    whats: frozenset[What]

    @cached_property
    def _by_place(self) -> Mapping[tuple[str, str], list[What]]:
        found: dict[tuple[str, str], list[What]] = {}
        for what in sorted(self.whats):
            found.setdefault((what.universe, what.breakdown), []).append(what)
        return found

    @cached_property
    def _exclusive(self) -> Mapping[str, list[tuple[str, tuple[str, ...]]]]:
        """Return for each universe the wholes and parts that are measures of one source, of which nobody is in two."""
        found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for name, source in self.plan.sources.items():
            for declared in self.plan.rules.disclosure.exclusive:
                parts = [part for part in declared.parts if part in source.measures]
                if declared.whole in source.measures and parts:
                    named = (universe(self.plan, name, declared.whole), *(universe(self.plan, name, p) for p in parts))
                    for each in named:
                        found.setdefault(each, []).append((named[0], named[1:]))
        return found

    def of_what(self, what: What) -> Iterator[Relation]:
        """Yield the relations between a count and others of the same region and period."""
        for partition in self.plan.rules.disclosure.partitions:
            yield from self._broken_down(what, partition)
        for whole, parts in self._exclusive.get(what.universe, ()):
            names = ((whole, 1.0), *((part, -1.0) for part in parts))
            members = tuple((what._replace(universe=name), times) for name, times in names)
            if sum(member in self.whats for member, _ in members) > 1:
                yield Relation(members, slack=True)
        yield from self._of_categories(what)

    def _broken_down(self, what: What, partition: Partition) -> Iterator[Relation]:
        """Yield the relations in which the count is a part, or the whole, of a declared partition."""
        held = [part for part in what.breakdown.split(";") if part]
        for part in held:
            if part in partition.parts:
                rest = [other for other in held if other != part]
                yield self._partition(what, partition, rest)
            elif part == partition.whole:
                yield self._partition(what, partition, [other for other in held if other != part])
        dimensions = {part.partition("=")[0] for part in partition.parts}
        if not partition.whole and not dimensions & {part.partition("=")[0] for part in held}:
            relation = self._partition(what, partition, held)
            # Everybody is the whole of every partition; only those that are printed say anything.
            if any(member in self.whats for member, _ in relation.members[1:]):
                yield relation

    def _partition(self, what: What, partition: Partition, rest: list[str]) -> Relation:
        def key(part: str) -> What:
            return what._replace(breakdown=";".join(sorted([*rest, part] if part else rest)))

        return Relation(((key(partition.whole), 1.0), *((key(part), -1.0) for part in partition.parts)))

    def _of_categories(self, what: What) -> Iterator[Relation]:
        """Yield how the groups of the count's place make up everybody, or what categories they share."""
        here = self._by_place.get((what.universe, what.breakdown), [])
        held = {category for each in here for category, _ in each.people.weights}
        tiling = next((t for t in self.plan.rules.disclosure.categories if held <= {t.whole, *t.parts}), None)
        if tiling is None or len(here) < 2:
            return
        whole = what._replace(people=alone(tiling.whole))
        groups = [each for each in here if each != whole]
        if not _apart([each.people for each in groups]):
            yield from _made_of_categories(what, groups, whole if whole in self.whats else None, tiling, held)
        elif whole in self.whats:
            yield Relation(((whole, 1.0), *((each, -1.0) for each in groups)), slack=not _all(groups, tiling))

    def of_region(self, name: str) -> Iterable[Relation]:
        """Return the relations between a region and others, of the same count in the same period."""
        return self._by_region.get(name, ())

    @cached_property
    def _by_region(self) -> Mapping[str, list[Relation]]:
        found: dict[str, list[Relation]] = {}
        for tiling in self.plan.rules.disclosure.tilings:
            for whole, parts in _tiles(tiling, self.plan.regions):
                relation = Relation(((whole, 1.0), *((part, -1.0) for part in parts)))
                for region in (whole, *parts):
                    found.setdefault(region, []).append(relation)
        return found


def _apart(groups: list[People]) -> bool:
    """Return whether each group has a whole category of its own, and no category is more than once in all of them.

    Then whatever each counts, and however few, there are people for it: nothing but their sum binds them.
    """
    times: Counter[str] = Counter()
    for people in groups:
        times.update(dict(people.weights))
    within = max(times.values(), default=Fraction(0)) <= 1
    return within and all(any(share == 1 for _, share in people.weights) for people in groups)


def _all(groups: list[What], tiling: CategoryTiling) -> bool:
    """Return whether everybody is in the groups, once."""
    times: Counter[str] = Counter()
    for each in groups:
        times.update(dict(each.people.weights))
    return tiling.complete and all(times[part] == 1 for part in tiling.parts)


def _made_of_categories(
    what: What, groups: list[What], whole: What | None, tiling: CategoryTiling, held: set[str]
) -> Iterator[Relation]:
    """Yield each group as the categories that it is made of, which nobody need print, and everybody as all of them."""
    for each in groups:
        if len(each.people.weights) > 1 or each.people.weights[0][1] != 1:
            made_of = ((what._replace(people=alone(c)), -float(times)) for c, times in each.people.weights)
            yield Relation(((each, 1.0), *made_of), defines=True)
    if whole is not None:
        # Of an incomplete tiling, the categories that nobody prints are as unknown as the rest.
        parts = [part for part in tiling.parts if tiling.complete or part in held]
        named = ((what._replace(people=alone(part)), -1.0) for part in parts)
        yield Relation(((whole, 1.0), *named), slack=not tiling.complete, defines=True)


def _tiles(tiling: Tiling, regions: Mapping[str, Region]) -> Iterator[tuple[str, list[str]]]:
    """Yield each whole of a tiling with its parts; nothing where the plan does not know them all."""
    wholes = [tiling.whole] if tiling.whole else [name for name, r in regions.items() if r.level == tiling.each]
    children: dict[str, list[str]] = {}
    for name, region in regions.items():
        if tiling.level is not None and region.level == tiling.level and region.parent:
            children.setdefault(region.parent, []).append(name)
    for whole in wholes:
        parts = tiling.members or children.get(whole, [])
        known = whole in regions and bool(parts) and all(part in regions for part in parts)
        if known and tiling.count in (None, len(parts)):
            yield whole, parts
