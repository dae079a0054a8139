"""A figure → where it comes from: the source, the cells with their lines in the snapshot, and what was done to them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipelines.model import Kind, Plan, Supply

SNAPSHOTS = "profiles/snapshots"


def trace(figure: Mapping[str, Any], plan: Plan, root: Path, version: str) -> Iterator[tuple[str, str]]:
    """Yield (what, text) lines that lead from a row of FIGURES to the published cells."""
    source = plan.sources[figure["source"]]
    indicator = plan.indicators[figure["indicator"]]
    value = "" if figure["value"] != figure["value"] else f"{figure['value']:.10g} {figure['unit']}"
    yield "figure", figure["figure_id"]
    yield "value", value or "none"
    yield "status", figure["status"]
    yield "reliability", figure["reliability"] or "not classed"
    if figure["symbol"]:
        yield "symbol", f"{figure['symbol']}: the publisher asks that it be used with caution"
    yield "interval", _bounds(figure)
    if figure["series_break"]:
        yield "break", figure["series_break"]
    yield "indicator", f"{indicator.label.en} ({indicator.universe.en})"
    yield "population", f"{figure['population']}: {_population(figure, plan)}"
    yield "kind", _done(figure, version)
    yield "source", f"{source.table}, {source.title.en}"
    yield "address", source.address.en
    yield "release", source.release or "not recorded in the copy that the figures were read from"
    yield "obtained", source.obtained.en
    supply = plan.supplies.get(figure["source"])
    yield "cell", figure["cell"]
    if supply is not None:
        yield from _fetched(supply)
        return
    file = root / SNAPSHOTS / f"{figure['source']}.csv"
    yield "snapshot", f"{file.relative_to(root).as_posix()} sha256 {hashlib.sha256(file.read_bytes()).hexdigest()}"
    yield from _cells(figure, plan, file)


def _fetched(supply: Supply) -> Iterator[tuple[str, str]]:
    for pin in supply.pins:
        yield "file", f"{pin.name} sha256 {pin.sha256}, retrieved {pin.retrieved} from {pin.address}"
    if supply.verified:
        yield "verified", supply.verified
    if supply.changed:
        yield "changed", f"upstream, seen {supply.changed.seen}: {supply.changed.what}"
    if supply.synthetic:
        yield "SYNTHETIC", "invented by an emulator; not evidence"


def _population(figure: Mapping[str, Any], plan: Plan) -> str:
    concept = plan.indicators[figure["indicator"]].concept or "main"
    declared = plan.communities[figure["community"]].populations[concept]
    return next(population.label.en for population in declared if population.id == figure["population"])


def _bounds(figure: Mapping[str, Any]) -> str:
    if figure["lower"] != figure["lower"]:
        return str(figure["interval"])
    return f"{figure['interval']}: {figure['lower']:.10g} to {figure['upper']:.10g}, as the source publishes them"


def _done(figure: Mapping[str, Any], version: str) -> str:
    if figure["kind"] == Kind.SYNTHETIC:
        return "synthetic: an emulator's invention"
    if figure["kind"] == Kind.PUBLISHED:
        return "published: as the source prints it"
    if figure["numerator"] == figure["numerator"]:
        return f"computed by portrait {version}: 100 x {figure['numerator']:.10g} / {figure['denominator']:.10g}"
    return f"computed by portrait {version}: weighted sum of the cells below"


def _cells(figure: Mapping[str, Any], plan: Plan, file: Path) -> Iterator[tuple[str, str]]:
    """Yield the lines of the snapshot that the figure was made of."""
    indicator = plan.indicators[figure["indicator"]]
    measure = next(origin.measure for origin in indicator.sources if origin.source == figure["source"])
    declared = plan.communities[figure["community"]].populations[indicator.concept or "main"]
    sources = set(plan.sources[figure["source"]].populations)
    for population in declared:
        weights = dict(getattr(population, figure["group"]))
        if indicator.kind == "share":
            weights |= population.total
        if population.id != figure["population"] or not set(weights) <= sources:
            continue
        breakdown = "" if population.breakdown else figure["breakdown"]
        starts = {
            f"{figure['period']},{figure['region']},{measure},{category},{breakdown},": weight
            for category, weight in weights.items()
        }
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            for start, weight in starts.items():
                if line.startswith(start):
                    yield "line", f"{file.name}:{number}: {line} (weight {weight})"
        return
