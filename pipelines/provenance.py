"""An order and its plan → what the figures were made from, written beside them so that two stores can be told apart."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from pipelines import __version__
from pipelines.kept import digest, digest_of_files
from pipelines.model import LANGS, Plan, Source, Supply, Text
from pipelines.order import Order

# The code and the declared rules that decide what number a figure has; the rest decides how it looks.
METHOD = ("readers", "compute", "methods", "community.py", "tables.py")
RULES = ("profiles/rules.yml", "profiles/standards.yml")
SNAPSHOTS = "profiles/snapshots"
# Of a source's declaration, what only says how its bytes are had or described: a new address moves no figure.
DESCRIBED = ("publisher", "title", "address", "release", "obtained", "obtained_live", "fetch", "title_note", "rounding")


def provenance(order: Order, plan: Plan) -> dict[str, Any]:
    """Return what the figures of this build are made from: sources by hash, declarations by hash, the program.

    The same for the same inputs; `edition` is the day of the build.
    """
    package = Path(__file__).parent
    rules = digest_of_files(order.root, RULES)
    return {
        "edition": order.built[:10],
        "built": order.built,
        "live": order.live,
        "synthetic": plan.synthetic,
        "whole": order.is_whole,
        "communities": list(plan.communities),
        "program": {
            "version": __version__,
            "code": digest_of_files(package, ["."], (".py",)),
            "method": digest(digest_of_files(package, METHOD, (".py",)), rules),
            "libraries": digest_of_files(order.root, ["requirements.txt"]),
        },
        "declarations": {
            "communities": _hashes(plan.communities),
            "indicators": _hashes(plan.indicators),
            "regions": _hashes(plan.regions),
            "sources": _hashes(plan.sources, DESCRIBED),
        },
        "sources": {name: _source(order, plan, name) for name in plan.sources if plan.has(name)},
    }


def _hashes(declared: Mapping[str, Any], without: tuple[str, ...] = ()) -> dict[str, str]:
    """Return a hash of each thing's declaration as far as a figure rests on it: words for readers left out."""
    return {name: digest(_meant(each, without)) for name, each in declared.items()}


def _meant(value: Any, without: tuple[str, ...] = ()) -> str:
    if isinstance(value, Text):
        return ""
    if is_dataclass(value):
        parts = [(each.name, getattr(value, each.name)) for each in fields(value) if each.name not in without]
        return repr([(name, _meant(part)) for name, part in parts])
    if isinstance(value, Mapping):
        return repr([(key, _meant(part)) for key, part in value.items()])
    if isinstance(value, (list, tuple)):
        return repr([_meant(part) for part in value])
    return repr(value)


def _source(order: Order, plan: Plan, name: str) -> dict[str, Any]:
    source, supply = plan.sources[name], plan.supplies.get(name)
    return {"table": source.table, "release": source.release, **_bytes(order, name, supply)}


def _bytes(order: Order, name: str, supply: Supply | None) -> dict[str, Any]:
    if supply is None:
        snapshot = order.root / SNAPSHOTS / f"{name}.csv"
        return {"origin": "embedded", "sha256": hashlib.sha256(snapshot.read_bytes()).hexdigest()}
    files = [{"name": pin.name, "sha256": pin.sha256, "retrieved": pin.retrieved} for pin in supply.pins]
    return {"origin": "fetched", "sha256": digest(*(pin.sha256 for pin in supply.pins)), "files": files}


def names(plan: Plan) -> dict[str, Any]:
    """Return what the ids of the store are called in both languages, so that an edition needs no plan to be read."""
    return {
        "communities": {
            name: {
                "name": _both(each.name),
                "minority": _both(each.minority.label),
                "majority": _both(each.majority.label),
            }
            for name, each in plan.communities.items()
        },
        "regions": {name: _both(region.name) for name, region in plan.regions.items()},
        "indicators": {
            name: {"label": _both(each.label), "universe": _both(each.universe)}
            for name, each in plan.indicators.items()
        },
        "breakdowns": {
            f"{dimension}={member}": _both(category.label)
            for dimension, declared in plan.categories.breakdowns.items()
            for member, category in declared.members.items()
        },
        "sources": {name: _named(source) for name, source in plan.sources.items() if plan.has(name)},
    }


def _named(source: Source) -> dict[str, Any]:
    return {"table": source.table, "title": _both(source.title)}


def _both(text: Text) -> dict[str, str]:
    return {lang: text[lang] for lang in LANGS}
