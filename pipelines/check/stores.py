"""A site's folder, an edition's folder or a file → the figure store in it, with what it says it was made from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
from pyarrow import ArrowException

from pipelines.check.marked import unmark
from pipelines.errors import UsageError

PROVENANCE_FILE, NAMES_FILE, PACKAGE_FILE = "provenance.json", "names.json", "datapackage.json"
# In a folder of ours the store is looked for under these names, the first there is.
STORES = ("figures.parquet", "figures.csv", "figures.csv.gz")
# What a table must have to be a figure store; later columns are compared where both stores have them.
NEEDED = ("figure_id", "community", "region", "indicator", "group", "breakdown", "period", "value", "unit", "status")
NUMBERS = ("value", "lower", "upper", "numerator", "denominator")


@dataclass(frozen=True, slots=True)
class Store:
    """A figure store: `figures` one a row by FIGURES as it was then, `made_from` empty where nothing says.

    `date` is that of the edition, empty where nobody said; `names` are its labels in both languages.
    """

    place: str
    figures: pd.DataFrame
    made_from: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, Any] = field(default_factory=dict)
    folder: Path | None = None

    @property
    def date(self) -> str:
        """Return the day of the edition as YYYY-MM-DD."""
        return str(self.made_from.get("edition", ""))

    @property
    def synthetic(self) -> bool:
        """Return whether an emulator invented a figure of this store."""
        return bool(self.made_from.get("synthetic")) or "synthetic" in set(self.figures.get("kind", ()))

    def of(self, communities: Iterable[str]) -> Store:
        """Return the store with the figures of these communities alone."""
        inside = self.figures["community"].isin(list(communities))
        figures = self.figures if inside.all() else self.figures[inside].reset_index(drop=True)
        return Store(self.place, figures, self.made_from, self.names, self.folder)


def read_store(place: Path) -> Store:
    """Return the store at `place`: a site, a folder that holds a store, or the file itself.

    Raises UsageError where there is none, or where what is there is none.
    """
    file = _file(place)
    figures = _read(file)
    lacking = [name for name in NEEDED if name not in figures.columns]
    if lacking:
        raise UsageError(f"{file}: no figure store: it lacks the columns {', '.join(lacking)}")
    twice = figures.loc[figures["figure_id"].duplicated(), "figure_id"]
    if len(twice):
        raise UsageError(f"{file}: {twice.iloc[0]} stands in it more than once; a figure store has each id once")
    return Store(str(place), figures, _made_from(file.parent), _json(file.parent / NAMES_FILE), file.parent)


def frozen_editions(folder: Path) -> tuple[Store, ...]:
    """Return the frozen editions under `folder`, the earliest first; none where there is no such folder."""
    places = sorted(place for place in folder.iterdir() if place.is_dir()) if folder.is_dir() else []
    found = tuple(read_store(place) for place in places)
    for place, store in zip(places, found, strict=True):
        if store.date != place.name:
            raise UsageError(
                f"{place}: the folder of an edition bears its date; {PROVENANCE_FILE} says {store.date or 'nothing'}"
            )
    return found


def _file(place: Path) -> Path:
    if place.is_file():
        return place
    if not place.is_dir():
        raise UsageError(f"{place}: there is no such file or folder; give a site's folder, figures.csv or .parquet")
    for folder in (place / "data", place):
        for name in STORES:
            if (folder / name).is_file():
                return folder / name
    raise UsageError(f"{place}: no figure store here; looked for {', '.join(STORES)}, also under data/")


def _read(file: Path) -> pd.DataFrame:
    try:
        if file.suffix == ".parquet":
            table: pd.DataFrame = pq.read_table(file).to_pandas()
            return table
        # Empty is a text here ("no breakdown"), and the absence of a number there.
        head = pd.read_csv(file, nrows=0).columns
        texts = {name: str for name in head if name not in NUMBERS}
        table = pd.read_csv(
            file, dtype={**texts, **{n: float for n in NUMBERS if n in head}}, keep_default_na=False,
            na_values={name: [""] for name in NUMBERS},
        )  # fmt: skip
        unmark(table, texts)
        return table
    except (ArrowException, ValueError, EOFError, OSError) as error:
        raise UsageError(f"{file}: not readable as a figure store: {str(error).splitlines()[0]}") from error


def _made_from(folder: Path) -> Mapping[str, Any]:
    """Return the provenance beside a store; an older store says no more than its version and its day."""
    known = _json(folder / PROVENANCE_FILE)
    if known:
        return known
    package = _json(folder / PACKAGE_FILE)
    if "created" not in package:
        return {}
    return {"edition": str(package["created"])[:10], "program": {"version": package.get("version", "")}}


def _json(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise UsageError(f"{file}: not readable as JSON: {error}; the store was not read") from error
    if not isinstance(found, dict):
        raise UsageError(f"{file}: expected an object, found {type(found).__name__}; the store was not read")
    return found
