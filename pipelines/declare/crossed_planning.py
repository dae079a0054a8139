"""What the standards and the screens say of bands, members, indicators and regions, checked: a Plan in, faults out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from pipelines.methods.concentration import SHARE_CUTS
from pipelines.model import LANGS, Plan
from pipelines.model.screens import Range, Screens
from pipelines.model.standards import NO_END, Standard, Tiling, ages_of

Finding = tuple[tuple[str, ...], tuple[Any, ...], str, str, str]
STANDARDS, SCREENS = ("profiles/standards.yml",), ("profiles/screens.yml",)
RATES = ("rate", "proportion")
# In a text, a weight is the number after a colon; thousands are set apart by a comma or a no-break space.
WEIGHT = re.compile(r":\s*(\d+)")
SEPARATOR = re.compile(r"(?<=\d)[,\u00a0](?=\d{3}\b)")


def crossed_planning(plan: Plan) -> Iterator[Finding]:
    """Yield every band that does not tile, every weight that is none, and every name that leads nowhere."""
    seen: dict[str, str] = {}
    for name, standard in plan.standards.items():
        yield from _bands((name,), standard)
        for index, tiling in enumerate(standard.tilings):
            here = (name, "tilings", index)
            yield from _tiling(plan, here, standard, tiling)
            for position, indicator in enumerate(tiling.indicators):
                if indicator in seen:
                    inside = (*here, "indicators", position)
                    yield STANDARDS, inside, "the indicator has a tiling", indicator, f"one only; {seen[indicator]}"
                seen[indicator] = f"{name} has it"
    if plan.screens is not None:
        yield from _screens(plan, plan.screens)


def _bands(here: tuple[Any, ...], standard: Standard) -> Iterator[Finding]:
    """Yield the bands that are none, weigh nothing, or leave ages out between one and the next."""
    ends: int | None = None
    for band, weight in standard.bands.items():
        inside = (*here, "bands", band)
        ages = ages_of(band)
        if weight <= 0:
            yield STANDARDS, inside, "not a weight", str(weight), "a whole number above 0"
        if ages is None:
            yield STANDARDS, inside, "not a band of ages", band, "such as 15-19, or 90-plus for the last"
            continue
        if ends is not None and ages[0] != ends:
            yield STANDARDS, inside, "the bands do not follow each other", band, f"a band from {ends} on"
        ends = ages[1]


def _tiling(plan: Plan, here: tuple[Any, ...], standard: Standard, tiling: Tiling) -> Iterator[Finding]:
    for index, name in enumerate(tiling.indicators):
        inside = (*here, "indicators", index)
        if name not in plan.indicators:
            yield STANDARDS, inside, "no such indicator", name, "a declared indicator"
        elif plan.indicators[name].kind not in RATES:
            yield STANDARDS, inside, "only a rate is standardised", plan.indicators[name].kind, " or ".join(RATES)
    dimension = plan.categories.breakdowns.get(tiling.dimension)
    if dimension is None:
        yield STANDARDS, (*here, "dimension"), "no such breakdown", tiling.dimension, "a declared breakdown"
    ends: int | None = None
    for member, bands in tiling.members.items():
        inside = (*here, "members", member)
        if dimension is not None and member not in dimension.members:
            yield STANDARDS, inside, f"no such member of {tiling.dimension}", member, ", ".join(dimension.members)
        unknown = [band for band in bands if band not in standard.bands]
        if unknown or not bands:
            yield STANDARDS, inside, "no such band", ", ".join(unknown), "bands of this standard"
            continue
        covered = _covered(bands)
        if covered is None or covered != ages_of(member):
            yield STANDARDS, inside, f"the bands do not tile {member}", ", ".join(bands), f"bands that make up {member}"
            continue
        if ends is not None and covered[0] != ends:
            yield STANDARDS, inside, "the members do not tile the ages", member, f"a member from {_age(ends)} on"
        ends = covered[1]
    yield from _said(here, standard, tiling)


def _said(here: tuple[Any, ...], standard: Standard, tiling: Tiling) -> Iterator[Finding]:
    """Yield where the weights that a page prints are not those of the bands, in the order of the members."""
    if any(band not in standard.bands for bands in tiling.members.values() for band in bands):
        return
    wanted = [str(weight) for weight in standard.by_member(tiling).values()]
    for lang in LANGS:
        said = WEIGHT.findall(SEPARATOR.sub("", tiling.weights[lang]))
        if said != wanted:
            inside = (*here, "weights", lang)
            yield STANDARDS, inside, "not the weights of the members", ", ".join(said), ", ".join(wanted)


def _covered(bands: list[str]) -> tuple[int, int] | None:
    """Return the ages that bands cover when they follow each other without a gap and without an overlap, else None."""
    ages = [ages_of(band) for band in bands]
    known = [each for each in ages if each is not None]
    follow = all(one[1] == other[0] for one, other in pairwise(known))
    return (known[0][0], known[-1][1]) if len(known) == len(ages) and follow else None


def _age(age: int) -> str:
    return "no age" if age == NO_END else str(age)


def _screens(plan: Plan, screens: Screens) -> Iterator[Finding]:
    for key, unit in (("number", "persons"), ("share", "percent")):
        name = getattr(screens, key)
        if name not in plan.indicators:
            yield SCREENS, (key,), "no such indicator", name, "a declared indicator"
        elif plan.indicators[name].unit != unit:
            yield SCREENS, (key,), "not in this unit", plan.indicators[name].unit, unit
    for index, region in enumerate(screens.apart):
        if region not in plan.regions:
            yield SCREENS, ("apart", index), "no such region", region, "a declared region"
    ids: Mapping[str, list[str]] = {
        key: [each.id for each in getattr(screens, key)] for key in ("thresholds", "unscreened", "distances", "classes")
    }
    for key, names in ids.items():
        for index, name in enumerate(names):
            if name in names[:index]:
                yield SCREENS, (key, index, "id"), "the id is taken", name, "each id once"
    for index, threshold in enumerate(screens.thresholds):
        for key in ("number", "share", "everyone"):
            yield from _range(("thresholds", index, key), getattr(threshold, key))
    for index, step in enumerate(screens.steps):
        if step.of not in ("number", "share"):
            yield SCREENS, ("steps", index, "of"), "not what is held against steps", step.of, "number or share"
    yield from _classes(screens)


def _range(inside: tuple[Any, ...], held: Range) -> Iterator[Finding]:
    if held.at_least is not None and held.below is not None and held.at_least >= held.below:
        yield SCREENS, inside, "a range that nothing is in", f"{held.at_least} to below {held.below}", "the lower first"


def _classes(screens: Screens) -> Iterator[Finding]:
    """Yield where the classes are not those of the method, and where a distance would never be said."""
    begin = [each.at_least for each in screens.classes]
    expected = [0.0, *(round(100 * cut, 6) for cut in SHARE_CUTS)]
    if begin != expected:
        found = ", ".join(f"{each:g}" for each in begin)
        yield SCREENS, ("classes",), "not the classes of the method", found, ", ".join(f"{each:g}" for each in expected)
    ends = [each.within for each in screens.distances]
    known = [end for end in ends[:-1] if end is not None]
    if not ends or ends[-1] is not None or len(known) != len(ends) - 1 or known != sorted(set(known)):
        found = ", ".join("none" if end is None else f"{end:g}" for end in ends)
        yield SCREENS, ("distances",), "the distances do not widen", found, "each wider, and the last without within"
