"""Frozen editions and what moved since → `/editions/`, `data/changes.json` and `data/changes.atom` of the site."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from pipelines.check.history import History
from pipelines.check.stores import NAMES_FILE, PROVENANCE_FILE, Store
from pipelines.errors import UsageError
from pipelines.model import Move, Names, Plan
from pipelines.publish.downloads import COLUMNS, csv_text, type_of
from pipelines.publish.feed import changes_atom, changes_json
from pipelines.publish.policy import secured
from pipelines.publish.site import SiteFolder
from pipelines.render import FrozenIndex, FrozenPages, Shelfmark

EDITIONS = "editions"
# The text of a whole store is fifty megabytes, and thirty times less when packed; an edition is kept for ever.
PACKED = "figures.csv.gz"
STORE = "figures.parquet"
# A figure is marked on an edition's page where its number, or what it is a number of, is another today.
TOLD = frozenset(("value", "status", "unit", "population", "source"))
# (name, what it depends on, what fills the folder) → the folder, as made now or before.
Keep = Callable[[str, tuple[str, ...], Callable[[Path], None]], Path]


def write_editions(site: SiteFolder, past: History, plan: Plan, pages: set[tuple[str, str]], keep: Keep) -> None:
    """Fill `/editions/`: a list, and for each edition its files and a page a profile in each language.

    `pages` are the (community, region) that have a page today.
    """
    index = FrozenIndex(plan, site.langs)
    home = site.folder / EDITIONS
    home.mkdir()
    html = index.all(edition.date for edition in past.editions)
    (home / "index.html").write_text(site.warned(html, *site.langs), encoding="utf-8")
    for edition in past.editions:
        target = home / edition.date
        files = keep(f"edition-{edition.date}", _files_key(edition), lambda f, e=edition: _files(f, e, plan))  # type: ignore[misc]
        _copied(files, target)
        marked = _marked(past.since[edition.date])
        key = (*_files_key(edition), repr(sorted(marked.items())), repr(past.withdrawn), repr(sorted(pages)))
        for lang in site.langs:
            made = FrozenPages(
                edition.date, Names(edition.names, plan.texts), plan, lang, marked, past.withdrawn, pages, site.langs
            )
            _copied(
                keep(f"edition-{edition.date}-{lang}", key, lambda f, m=made, e=edition: _pages(f, m, e)),  # type: ignore[misc]
                target / lang,
            )
        entrance = secured(index.one(_shelfmark(edition, target, plan)))
        (target / "index.html").write_text(entrance, encoding="utf-8")


def write_changes(past: History, plan: Plan, folder: Path, address: str, built: str) -> None:
    """Write the change log of figures into `folder`, as JSON and as a feed."""
    (folder / "changes.json").write_text(changes_json(past.steps, past.withdrawn), encoding="utf-8")
    feed = changes_atom([step.summary() for step in past.steps], plan, address, built)
    (folder / "changes.atom").write_bytes(feed)


def freeze(site: Path, made_from: Mapping[str, Any], editions: Path) -> Path:
    """Keep the store of a built site as a frozen edition under `editions`; return its folder.

    Raises UsageError where that day has an edition of other bytes; the same bytes are left as they are.
    """
    place = editions / str(made_from["edition"])
    files = {name: (site / "data" / name).read_bytes() for name in (STORE, PROVENANCE_FILE, NAMES_FILE)}
    if place.exists():
        other = [name for name, data in files.items() if not _holds(place / name, data)]
        if other:
            raise UsageError(
                f"{place}: an edition of that day is frozen with another {', '.join(other)}; nothing was written; an "
                "edition never changes: freeze on another day (SOURCE_DATE_EPOCH), or delete one that nobody has seen"
            )
        return place
    fresh = place.with_name(f".{place.name}.part")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for name, data in files.items():
        (fresh / name).write_bytes(data)
    fresh.rename(place)
    return place


def _holds(file: Path, data: bytes) -> bool:
    return file.is_file() and file.read_bytes() == data


def _marked(moves: pd.DataFrame) -> dict[str, str]:
    """Return the figures that are still given, and are another today → why."""
    changed = moves[moves["move"] == Move.CHANGED]
    rows = zip(changed["figure_id"], changed["what"], changed["reasons"], strict=True)
    return {name: reasons for name, what, reasons in rows if not TOLD.isdisjoint(what.split())}


def _files_key(edition: Store) -> tuple[str, ...]:
    return tuple(hashlib.sha256(file.read_bytes()).hexdigest() for file in _kept_files(edition))


def _kept_files(edition: Store) -> list[Path]:
    assert edition.folder is not None
    return [edition.folder / name for name in (STORE, PROVENANCE_FILE, NAMES_FILE)]


def _files(folder: Path, edition: Store, plan: Plan) -> None:
    """Fill `folder` with the files of an edition: those that were frozen, and what they are in text."""
    for file in _kept_files(edition):
        shutil.copyfile(file, folder / file.name)
    # Without the moment of packing the same figures are the same bytes.
    (folder / PACKED).write_bytes(gzip.compress(csv_text(edition.figures).encode(), mtime=0))
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"portrait-figures-{edition.date}",
        "title": f"Portrait: figures of the edition of {edition.date}",
        "version": edition.made_from["program"]["version"],
        "created": edition.made_from["built"],
        "licenses": [
            {"name": key, "title": licence.name.en, "path": licence.address.en}
            for key, licence in plan.licences.items()
        ],
        "resources": list(_resources(folder, edition.figures)),
    }
    (folder / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _resources(folder: Path, figures: pd.DataFrame) -> Iterator[dict[str, Any]]:
    fields = [
        {"name": name, "type": type_of(name), "description": COLUMNS[name]} for name in figures if name in COLUMNS
    ]
    for name, kind in ((STORE, "application/vnd.apache.parquet"), (PACKED, "application/gzip")):
        data = (folder / name).read_bytes()
        yield {
            "name": name.replace(".", "-"),
            "path": name,
            "mediatype": kind,
            "bytes": len(data),
            "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
            "rows": len(figures),
            "schema": {"fields": fields, "primaryKey": ["figure_id"], "missingValues": [""]},
        }


def _pages(folder: Path, made: FrozenPages, edition: Store) -> None:
    for path, html in made.pages(edition.figures):
        (folder / path).mkdir(parents=True)
        (folder / path / "index.html").write_text(secured(html), encoding="utf-8")


def _shelfmark(edition: Store, folder: Path, plan: Plan) -> Shelfmark:
    files = [folder / name for name in (STORE, PACKED, "datapackage.json", PROVENANCE_FILE, NAMES_FILE)]
    profiles: dict[str, list[str]] = {}
    for community, region in edition.figures[["community", "region"]].drop_duplicates().itertuples(index=False):
        profiles.setdefault(community, []).append(region)
    return Shelfmark(
        date=edition.date,
        version=str(edition.made_from["program"]["version"]),
        names=Names(edition.names, plan.texts),
        files=[(f.name, f.stat().st_size, hashlib.sha256(f.read_bytes()).hexdigest()) for f in files],
        profiles=profiles,
    )


def _copied(source: Path, target: Path) -> None:
    """Copy a kept folder into the site; a copy, so that whoever edits the site does not edit what is kept."""
    shutil.copytree(source, target, dirs_exist_ok=True, copy_function=shutil.copyfile)
    # What is kept is its maker's own; what is published is for everyone.
    target.chmod(0o755)
