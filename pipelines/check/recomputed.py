"""The store and what the cells give today → the figures in which they differ, column by column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from pipelines.check.downloads import COLUMNS, PARQUET, differing, spelled
from pipelines.cores import mapped
from pipelines.errors import Fault

# The same program on another machine may part in the last binary digits.
CLOSE = 1e-9


@dataclass(slots=True)
class Recomputed:
    """How many figures were worked out again from their cells, and of which sources they could not be."""

    figures: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def recompute(
    figures: pd.DataFrame, names: Sequence[str], compute: Callable[[str], pd.DataFrame], absent: Iterable[str] = ()
) -> Recomputed:
    """Return what differs between `figures` and `compute` of each community, on all cores.

    The figures of `absent` sources, of which no cell is here, are counted and not compared.
    """
    gone = set(absent)
    found = Recomputed(left_out=_left_out(figures, gone))

    def one(name: str) -> tuple[int, list[Fault]]:
        stored = figures[figures["community"] == name]
        return _compared(stored, compute(name), gone)

    # What takes longest is begun first.
    for number, faults in mapped(one, sorted(names, key=lambda name: -int((figures["community"] == name).sum()))):
        found.figures += number
        found.faults += faults
    strange = figures[~figures["community"].isin(list(names))]
    found.faults += (_fault(each, "is of a community that is not declared") for each in strange["figure_id"])
    return found


def _left_out(figures: pd.DataFrame, absent: set[str]) -> dict[str, int]:
    """Return the absent sources with the number of their figures in the store."""
    counts = figures.loc[figures["source"].isin(list(absent)), "source"].value_counts()
    return {str(name): int(count) for name, count in counts.items()}


def _compared(stored: pd.DataFrame, made: pd.DataFrame, absent: set[str]) -> tuple[int, list[Fault]]:
    """Return how many figures of a community were compared, and in what they differ."""
    faults: list[Fault] = []
    if absent:
        # Where a source is absent another may stand in; only what both took from the same source is compared.
        stored = stored[~stored["source"].isin(list(absent))]
        made = made[made["figure_id"].isin(stored["figure_id"])]
    here, there = stored.set_index("figure_id", drop=False), made.set_index("figure_id", drop=False)
    if not here.index.is_unique:
        twice = here.index[here.index.duplicated()]
        return len(here), [_fault(each, "stands in the store more than once") for each in twice]
    faults += (
        _fault(each, "is in the store, and the cells do not give it") for each in here.index.difference(there.index)
    )
    faults += (
        _fault(each, "follows from the cells, and is not in the store") for each in there.index.difference(here.index)
    )
    both = here.index.intersection(there.index, sort=False)
    faults += _changed(here.loc[both], there.loc[both])
    return len(here), faults


def _changed(here: pd.DataFrame, there: pd.DataFrame) -> Iterator[Fault]:
    for name in COLUMNS:
        for place in np.flatnonzero(differing(here[name], there[name], CLOSE)):
            stands, gives = (spelled(table[name].iloc[place]) for table in (here, there))
            yield _fault(str(here["figure_id"].iloc[place]), f"{name}: the store says {stands}, the cells say {gives}")


def _fault(figure_id: str, said: str) -> Fault:
    return Fault("recomputed", PARQUET, f"{figure_id} {said}")
