"""A figure → where it comes from: what it is made of, down to the cells with their lines in the snapshot."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from pipelines.check.formulas import bounds_of, formula_of, parts_of
from pipelines.check.stores import Store
from pipelines.model import Kind, Plan, Status, Supply

SNAPSHOTS = "profiles/snapshots"


@dataclass(frozen=True, slots=True)
class Trace:
    """What is known of a figure, as (what, text), and the same of each figure that it is made of."""

    lines: tuple[tuple[str, str], ...]
    parts: tuple[Trace, ...] = ()

    def text(self, indent: str = "") -> Iterator[str]:
        """Yield it as lines for a terminal, what a figure is made of set in below it."""
        for what, said in self.lines:
            yield f"{indent}{what:12} {said}"
        for part in self.parts:
            yield ""
            yield from part.text(f"{indent}    ")

    def document(self) -> dict[str, Any]:
        """Return it as JSON has it; what stands on several lines is a list."""
        found: dict[str, Any] = {}
        for what, said in self.lines:
            found[what] = said if what not in REPEATED else [*found.get(what, []), said]
        return {**found, **({"made_of": [part.document() for part in self.parts]} if self.parts else {})}


REPEATED = frozenset(("line", "file", "edition"))


def trace(
    figure_id: str, figures: pd.DataFrame, plan: Plan, root: Path, version: str, editions: Sequence[Store] = ()
) -> Trace:
    """Return where a figure of `figures`, the FIGURES of a community, comes from; KeyError where it is not there.

    `editions` are the frozen ones, in which it is looked up.
    """
    found = figures[figures["figure_id"] == figure_id].to_dict("records")
    if not found:
        raise KeyError(figure_id)
    figure = {str(key): value for key, value in found[0].items()}
    then = [("edition", said) for said in frozen_values(figure_id, editions)]
    gone = [("withdrawn", f"{w.date}: {w.why.en}") for w in plan.changes.withdrawn if w.figure == figure_id]
    traced = _traced(figure, figures, plan, root, version)
    return Trace((*traced.lines, *gone, *then), traced.parts)


def frozen_values(figure_id: str, editions: Sequence[Store]) -> Iterator[str]:
    """Yield what each frozen edition says of a figure."""
    for edition in editions:
        for row in edition.figures[edition.figures["figure_id"] == figure_id].to_dict("records"):
            said = f"{row['value']:.10g} {row['unit']}" if row["status"] == Status.REPORTED else row["status"]
            yield f"{edition.date}: {said}"


def _traced(figure: Mapping[str, Any], figures: pd.DataFrame, plan: Plan, root: Path, version: str) -> Trace:
    made_of = parts_of(figure, figures)
    lines = [*_judged(figure, plan)]
    words, numbers = formula_of(figure, made_of)
    if words:
        lines += [("kind", f"computed by portrait {version}"), ("formula", words)]
        lines += [("numbers", numbers)] if numbers else []
        lines.append(("parts", ", ".join(part["figure_id"] for part in made_of) or figure["cell"]))
    else:
        lines += _sourced(figure, plan, root, version)
    return Trace(tuple(lines), tuple(_traced(part, figures, plan, root, version) for part in made_of))


def _judged(figure: Mapping[str, Any], plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield what the figure is and how far it carries."""
    indicator = plan.indicators[figure["indicator"]]
    value = "" if figure["value"] != figure["value"] else f"{figure['value']:.10g} {figure['unit']}"
    yield "figure", figure["figure_id"]
    yield "value", value or "none"
    yield "status", figure["status"]
    yield "reliability", figure["reliability"] or "not classed"
    if figure["rule"]:
        why = plan.rules.why().get(figure["rule"])
        yield "rule", f"{figure['rule']}: {why.en}" if why else figure["rule"]
    if figure["symbol"]:
        yield "symbol", f"{figure['symbol']}: the publisher asks that it be used with caution"
    yield "interval", bounds_of(figure, plan)
    if figure["since"]:
        yield "since", figure["since"]
    if figure["series_break"]:
        yield "break", figure["series_break"]
    yield "indicator", f"{indicator.label.en} ({indicator.universe.en})"
    yield "population", f"{figure['population']}: {_population(figure, plan)}"


def _sourced(figure: Mapping[str, Any], plan: Plan, root: Path, version: str) -> Iterator[tuple[str, str]]:
    """Yield the source of a figure that is made of cells, and the cells."""
    source = plan.sources[figure["source"]]
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
