"""Declared sources → what a live build is made from: bytes proven, territories named, cells read and kept."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from pipelines import fetch, readers
from pipelines.declare import with_territories
from pipelines.errors import SourceError
from pipelines.fetch.desk import LOCK, SYNTHETIC_LOCK, Desk, Wants
from pipelines.kept import Kept, cache_root, digest, digest_of_files
from pipelines.model import Fetch, Plan, Source, Supply, Territory, Text
from pipelines.model.places import code_of
from pipelines.readers import read_embedded
from pipelines.readers.spelling import folded
from pipelines.tables import OBSERVATIONS, check

CELLS_FILE = "cells.parquet"
# What the kept folders of read cells are called before the source's name.
CELLS = "cells-"
ID = re.compile(r"\[(\d+)\]\s*$")


@dataclass(frozen=True, slots=True)
class Live:
    """What came in: the plan with its supplies and territories, all OBSERVATIONS, and what could not be had."""

    plan: Plan
    observations: pd.DataFrame
    failures: tuple[SourceError, ...]


def lock_files(root: Path, cache: Path) -> tuple[Path, Path]:
    """Return where pins are written: those of publishers' files, and those of an emulator's."""
    return root / LOCK, cache / "fetched" / SYNTHETIC_LOCK


def inputs_of(root: Path, failures: Iterable[SourceError] = ()) -> str:
    """Return a hash of what is pinned; a build that had to do without a source is never the same as the next."""
    pinned = [path.read_bytes() for path in lock_files(root, cache_root(root)) if path.is_file()]
    return digest(*pinned, *(str(failure) for failure in failures))


def embedded_only(plan: Plan, root: Path) -> Live:
    """Return what a build without a network is made from."""
    return Live(plan, read_embedded(plan, root), ())


def bring_in(plan: Plan, root: Path, desk: Desk, kept: Kept) -> Live:
    """Return the plan and the OBSERVATIONS of a live build: what is fetched, and what is embedded of the rest.

    A source that cannot be had or read is left out and told of; where it is embedded, the embedded figures stand.
    """
    embedded = read_embedded(plan, root)
    supplies, failures = obtained(plan, desk, [name for name in fetchable(plan) if name in plan.sources])
    failures += _leave_out_real(supplies)
    plan = named(replace(plan, supplies=supplies))
    tables = {}
    # Unpacking and looking for lines leave the interpreter's lock alone, so two threads read at two cores' pace.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        reading = {name: pool.submit(_read_once, plan, name, kept) for name in supplies}
    for name, future in reading.items():
        try:
            tables[name] = future.result()
        except SourceError as error:
            failures.append(error)
    good = {name: supply for name, supply in supplies.items() if name in tables}
    plan = _as_published(plan, good)
    # What an emulator invented never stands beside what a census counted.
    rest = embedded.iloc[:0] if plan.synthetic else embedded[~embedded["source"].isin(tables)]
    return Live(plan, pd.concat([*tables.values(), rest], ignore_index=True), tuple(failures))


def _as_published(plan: Plan, supplies: Mapping[str, Supply]) -> Plan:
    """Return the plan with these supplies, its sources called what the fetched metadata calls them."""
    sources = {
        name: _told_by(source, supplies[name]) if name in supplies else source for name, source in plan.sources.items()
    }
    return replace(plan, supplies=supplies, sources=sources)


def _told_by(source: Source, supply: Supply) -> Source:
    """Return what is true of a source that was fetched: how it was obtained, its title and its release."""
    releases = [pin.release[:10] for pin in supply.pins if pin.release]
    told = replace(
        source,
        obtained=source.obtained_live or source.obtained,
        statuses_lost=False,
        release=max(releases, default=source.release),
    )
    metadata = supply.files.get("metadata.json")
    if metadata is None:
        return told
    cube = json.loads(metadata.read_text(encoding="utf-8"))
    return replace(told, title=Text(en=cube["cubeTitleEn"], fr=cube["cubeTitleFr"]), title_note=None)


def fetchable(plan: Plan) -> dict[str, Fetch]:
    """Return everything that is fetched, by id: sources of figures, then boundaries."""
    sources = {name: source.fetch for name, source in plan.sources.items() if source.fetch}
    return {**sources, **{name: boundary.fetch for name, boundary in plan.boundaries.items()}}


def wants_of(plan: Plan, name: str) -> Wants:
    """Return which cells the declared slices of source `name` ask of a service that is asked for cells."""
    source = plan.sources.get(name)
    if source is None or source.fetch is None:
        return Wants()
    if source.fetch.cells:
        places = places_of(plan)
        return Wants(
            coordinates=lambda metadata: readers.coordinates(name, source.slices, plan.axes, metadata, places),
            cells=digest(repr((source.slices, plan.axes, sorted(places.items())))),
        )
    return Wants(
        characteristics=_codes(source, plan, "CHARACTERISTIC"),
        genders=_codes(source, plan, "GENDER"),
        statistics=_codes(source, plan, "STATISTIC"),
    )


def _codes(source: Source, plan: Plan, dimension: str) -> tuple[str, ...]:
    """Return the ids of the members of an SDMX dimension that the slices name."""
    members = [member for piece in source.slices for member in _members(piece.dimensions.get(dimension), plan)]
    return tuple(dict.fromkeys(match[1] for match in map(ID.search, members) if match))


def _members(use: str | dict[str, str] | None, plan: Plan) -> Iterable[str]:
    if use is None:
        return ()
    return [use] if isinstance(use, str) else plan.axes[next(iter(use.values()))].values()


def obtained(plan: Plan, desk: Desk, names: Iterable[str]) -> tuple[dict[str, Supply], list[SourceError]]:
    """Return the supplies of the sources `names`, and an error for each that could not be had; one stops no other."""
    supplies: dict[str, Supply] = {}
    failures: list[SourceError] = []
    wanted = list(names)
    asking = placed(plan, desk, wanted)
    for name in wanted:
        try:
            supplies[name] = fetch.obtain(name, fetchable(plan)[name], wants_of(asking, name), desk)
        except SourceError as error:
            failures.append(error)
    return supplies, failures


def placed(plan: Plan, desk: Desk, names: Iterable[str]) -> Plan:
    """Return the plan with the territories that are fetched by name, where one of the sources is asked for by cell.

    Such a source is asked for the cells of every place; those that the list of territories names are places too. Where
    the list is neither asked for nor pinned, or cannot be had, the declared regions are all there is to ask for.
    """
    asked = list(names)
    naming = plan.territories.source if plan.territories else ""
    is_known = naming in asked or any(lock.get(naming) for lock in (desk.real, desk.synthetic))
    if naming not in fetchable(plan) or not is_known or not any(_by_cell(plan, name) for name in asked):
        return plan
    try:
        supply = fetch.obtain(naming, fetchable(plan)[naming], wants_of(plan, naming), desk)
    except SourceError:
        # Told of where the list itself is obtained.
        return plan
    return named(replace(plan, supplies={naming: supply}))


def _by_cell(plan: Plan, name: str) -> bool:
    way = fetchable(plan).get(name)
    return way is not None and way.cells is not None


def _leave_out_real(supplies: dict[str, Supply]) -> list[SourceError]:
    """Take the real sources out of a synthetic build, and return an error for each: the two never stand together."""
    if not any(supply.synthetic for supply in supplies.values()):
        return []
    real = [name for name, supply in supplies.items() if not supply.synthetic]
    for name in real:
        del supplies[name]
    return [
        SourceError(f"{name}: left out: it is real, and the rest of this build is an emulator's; nothing mixes the two")
        for name in real
    ]


def named(plan: Plan) -> Plan:
    """Return the plan with the territories that its supplies name."""
    return with_territories(plan, _territories(plan))


def _territories(plan: Plan) -> Iterator[Territory]:
    declared = plan.territories
    supply = plan.supplies.get(declared.source) if declared else None
    if declared and supply:
        yield from readers.read_territories(supply, [province.removeprefix("pr") for province in declared.provinces])


def places_of(plan: Plan) -> dict[str, str]:
    """Return the geographic code or the folded spelling of each region → its id."""
    codes = {code: name for name in plan.regions if (code := code_of(name))}
    spelled = {folded(text): name for name, region in plan.regions.items() for text in region.tables}
    return {**spelled, **codes}


def read(plan: Plan, name: str) -> pd.DataFrame:
    """Return the OBSERVATIONS of a supplied source."""
    return readers.read_live(plan.supplies[name], name, plan.sources[name], plan.axes, places_of(plan))


def _read_once(plan: Plan, name: str, kept: Kept) -> pd.DataFrame:
    """Return the OBSERVATIONS of a supplied source: read now, or as they were read from the same bytes before."""
    declared = repr((plan.sources[name], plan.axes, sorted(places_of(plan).items())))
    key = digest(_reading_code(), declared, *(pin.sha256 for pin in plan.supplies[name].pins))
    folder = kept.folder(f"{CELLS}{name}", key, lambda f: read(plan, name).to_parquet(f / CELLS_FILE, index=False))
    return check(pq.read_table(folder / CELLS_FILE).to_pandas(), OBSERVATIONS)


def _reading_code() -> str:
    return digest_of_files(Path(__file__).parent, ["readers", "tables.py"], (".py",))
