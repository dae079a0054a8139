"""A source's proven bytes and its declared slices → OBSERVATIONS: each format by its own reader, then one proof."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from pipelines.errors import SourceError
from pipelines.model import Source, Supply
from pipelines.readers import (
    census_wide,
    profile_bulk_2011,
    profile_bulk_2016,
    profile_bulk_2021,
    profile_sdmx,
    wds_cells,
    wds_table,
)
from pipelines.readers.members import Axes
from pipelines.tables import CELL, OBSERVATIONS, check


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reader needs: the source's bytes, what is declared of it, and where it is wanted."""

    supply: Supply
    source_id: str
    source: Source
    axes: Axes
    places: Mapping[str, str]

    def only(self, *suffixes: str) -> Path:
        """Return the one file with one of these suffixes; raises SourceError where there are none or several."""
        found = [path for name, path in self.supply.files.items() if name.lower().endswith(suffixes)]
        if len(found) != 1:
            raise SourceError(
                f"{self.source_id}: {len(found)} files ending in {' or '.join(suffixes)}; expected one; found "
                f"{', '.join(self.supply.files) or 'nothing'}; nothing was read: fetch it again"
            )
        return found[0]


def read_live(supply: Supply, source_id: str, source: Source, axes: Axes, places: Mapping[str, str]) -> pd.DataFrame:
    """Return the OBSERVATIONS that the source's slices want, in `places` only.

    `places` is geographic code without vintage (or a place's folded name) → our region. Raises SourceError where the
    files are not what is declared; then nothing of the source is used.
    """
    if source.reader is None or source.reader not in READERS:
        raise SourceError(f"{source_id}: no reader {source.reader!r}; expected one of {', '.join(READERS)}")
    if not source.slices:
        raise SourceError(f"{source_id}: no slices are declared, so nothing of it is wanted; add them in sources.yml")
    table = READERS[source.reader](Reading(supply=supply, source_id=source_id, source=source, axes=axes, places=places))
    prove(table, source_id, source)
    return check(table, OBSERVATIONS)


def prove(table: pd.DataFrame, source_id: str, source: Source) -> None:
    """Raise where rows are not what the source is declared to be: other periods, a cell twice, no finite number."""
    if table.empty:
        raise SourceError(f"{source_id}: no cell was found; expected those of its slices")
    strangers = sorted(set(table["period"]) - set(source.periods))
    if strangers:
        raise SourceError(
            f"{source_id}: periods that nobody declared: {', '.join(strangers)}; expected "
            f"{', '.join(source.periods)}; add "
            "them in sources.yml"
        )
    twice = table.duplicated(CELL)
    if twice.any():
        raise SourceError(
            f"{source_id}: a cell stands twice: {', '.join(map(str, table.loc[twice, CELL[1:]].iloc[0]))}; "
            "expected once; "
            "nothing of the source was used"
        )
    for column in ("value", "lower", "upper"):
        endless = np.isinf(table[column])
        if endless.any():
            cell = ", ".join(map(str, table.loc[endless, CELL[1:]].iloc[0]))
            raise SourceError(f"{source_id}: an infinite {column}: {cell}; nothing of the source was used")


def _wide(r: Reading) -> pd.DataFrame:
    return census_wide.read(r.only(".zip"), r.source_id, r.source.slices, r.axes, r.places, r.source.basis)


def _table(r: Reading) -> pd.DataFrame:
    return wds_table.read(r.only(".zip"), r.source_id, r.source.slices, r.axes, r.places)


def _cells(r: Reading) -> pd.DataFrame:
    answers, metadata = r.only("cells.json"), r.only("metadata.json")
    return wds_cells.read(answers, metadata, r.source_id, r.source.slices, r.axes, r.places)


def _sdmx(r: Reading) -> pd.DataFrame:
    if r.source.fetch is None or r.source.fetch.sdmx is None:
        raise SourceError(f"{r.source_id}: the reader profile-sdmx needs fetch: sdmx, which tells the flows' version")
    version = r.source.fetch.sdmx.version
    return profile_sdmx.read(r.supply, r.source_id, r.source.slices, r.axes, r.places, r.source.basis, version)


def _bulk(read: Callable[..., pd.DataFrame]) -> Callable[[Reading], pd.DataFrame]:
    return lambda r: read(r.only(".zip", ".csv"), r.source_id, r.source.slices, r.axes, r.places, r.source.basis)


READERS: Mapping[str, Callable[[Reading], pd.DataFrame]] = {
    "wds-census-wide": _wide,
    "wds-table": _table,
    "wds-cells": _cells,
    "profile-sdmx": _sdmx,
    "profile-bulk-2021": _bulk(profile_bulk_2021.read),
    "profile-bulk-2016": _bulk(profile_bulk_2016.read),
    "profile-bulk-2011": _bulk(profile_bulk_2011.read),
}
