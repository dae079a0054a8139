"""What maps say of regions, indicators and bounds, checked against what is declared of these: a Plan in, faults out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipelines.model import LANGS, Lang, Level, Plan
from pipelines.model.maps import NO_SQUARE, Frame, Grid, MapClass

Finding = tuple[tuple[str, ...], tuple[Any, ...], str, str, str]
MAPS = ("profiles/maps.yml",)
# With fewer a map says little; with more the eye no longer tells the colours apart.
FEWEST_CLASSES, MOST_CLASSES = 4, 6
UNITS = ("percent", "dollars")
NUMBER: dict[Lang, re.Pattern[str]] = {
    "en": re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?"),
    "fr": re.compile(r"\d+(?:\u00a0\d{3})*(?:,\d+)?"),
}


def crossed_maps(plan: Plan) -> Iterator[Finding]:
    """Yield every region without a square or with two, every bound that its label does not say, every unknown name."""
    if plan.maps is None:
        return
    for level, grid in plan.maps.grids.items():
        yield from _grid(plan, level, grid)
    for name, classes in plan.maps.scales.items():
        yield from _scale(name, classes)
    for indicator, scale in plan.maps.indicators.items():
        inside = ("indicators", indicator)
        if indicator not in plan.indicators:
            yield MAPS, inside, "no such indicator", indicator, "a declared indicator"
        elif plan.indicators[indicator].unit not in UNITS:
            unit = plan.indicators[indicator].unit
            yield MAPS, inside, "a number of people is not coloured", f"{indicator} in {unit}", " or ".join(UNITS)
        if scale not in plan.maps.scales:
            yield MAPS, inside, "no such scale", scale, ", ".join(plan.maps.scales)
    for name, frame in plan.maps.frames.items():
        yield from _frame(plan, ("frames", name), frame)


def _grid(plan: Plan, level: Level, grid: Grid) -> Iterator[Finding]:
    here = ("grids", level.value)
    known = [name for name, region in plan.regions.items() if region.level is level]
    seen: dict[str, int] = {}
    lines = [row.split() for row in grid.rows]
    for number, names in enumerate(lines):
        inside = (*here, "rows", number)
        if len(names) != len(lines[0]):
            yield MAPS, inside, "the lines differ in length", f"{len(names)} places", f"{len(lines[0])} as in the first"
        for name in names:
            if name == NO_SQUARE:
                continue
            if name not in known:
                yield MAPS, inside, f"no such region of the level {level}", name, f"one of {', '.join(known)}"
            if name in seen:
                yield MAPS, inside, "the region has a square", name, f"once; it is on line {seen[name] + 1} of the grid"
            seen[name] = number
    for name in known:
        if name not in seen:
            yield MAPS, (*here, "rows"), "a region has no square", name, "each region of the level exactly once"
        if name not in grid.labels:
            yield MAPS, (*here, "labels"), "a region has no label", name, "a short name in both languages"
    for name in grid.labels:
        if name not in known:
            yield MAPS, (*here, "labels", name), "no such region", name, f"one of {', '.join(known)}"


def _scale(name: str, classes: list[MapClass]) -> Iterator[Finding]:
    here = ("scales", name)
    if not FEWEST_CLASSES <= len(classes) <= MOST_CLASSES:
        expected = f"{FEWEST_CLASSES} to {MOST_CLASSES}"
        yield MAPS, here, "too few or too many classes", str(len(classes)), expected
    last: float | None = None
    for number, each in enumerate(classes):
        inside = (*here, number)
        is_last = number == len(classes) - 1
        if (each.below is None) is not is_last:
            yield MAPS, inside, "the last class alone is open", str(each.below), "`below` in every class but the last"
        if each.below is not None and last is not None and each.below <= last:
            yield MAPS, inside, "the bounds do not rise", f"{each.below:g}", f"more than {last:g}"
        bounds = {bound for bound in (last, each.below) if bound is not None}
        for lang in LANGS:
            said = set(_numbers(each.label[lang], lang))
            if said != bounds:
                expected = ", ".join(f"{bound:g}" for bound in sorted(bounds))
                yield MAPS, (*inside, "label", lang), "the label says other bounds", each.label[lang], expected
        last = each.below if each.below is not None else last


def _numbers(label: str, lang: Lang) -> Iterator[float]:
    for text in NUMBER[lang].findall(label):
        yield float(text.replace(",", "") if lang == "en" else text.replace("\u00a0", "").replace(",", "."))


def _frame(plan: Plan, here: tuple[str, ...], frame: Frame) -> Iterator[Finding]:
    known = {name for name, region in plan.regions.items() if region.level is frame.level}
    if frame.within is not None and frame.within not in plan.regions:
        yield MAPS, (*here, "within"), "no such region", frame.within, "a declared province"
    for number, name in enumerate(frame.inset):
        # Regions that come with a fetched list are known once it was fetched.
        if known and name not in known:
            yield (
                MAPS,
                (*here, "inset", number),
                f"no such region of the level {frame.level}",
                name,
                "a declared region",
            )
