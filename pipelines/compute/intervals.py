"""The declared decision table → the bounds of each value, and what kind they are; where none fits, there are none."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipelines.compute.populations import WEIGHTED
from pipelines.methods.columns import Column, count_rounding, count_sampling, share_rounding, share_sampling
from pipelines.model import From, Indicator, Interval, Plan

Bounds = tuple[Column, Column]
NO_BOUNDS: Bounds = (np.array(np.nan), np.array(np.nan))


def bounded(table: pd.DataFrame, indicator: Indicator, origin: From, plan: Plan) -> pd.DataFrame:
    """Return the table of one indicator and source with `lower`, `upper` (in its unit) and `interval`.

    Which kind of bounds a row has is what `profiles/rules.yml` says of its basis, of what it is made of and of whether
    the source publishes bounds.
    """
    is_counted = indicator.kind in WEIGHTED
    made = "counts" if is_counted else "printed"
    everyone = _everyone_asked(table["period"], origin.source, plan)
    kinds = _kinds(table, made, everyone, origin, plan)
    lower, upper = np.full(len(table), np.nan), np.full(len(table), np.nan)
    for kind, (low, high) in {
        Interval.ROUNDING: _rounding(table, indicator) if is_counted else NO_BOUNDS,
        Interval.SAMPLING95: _sampling(table, indicator),
    }.items():
        here = (kinds == kind) & table["value"].notna().to_numpy()
        lower, upper = np.where(here, low, lower), np.where(here, high, upper)
    known = np.isfinite(lower) & np.isfinite(upper)
    return table.assign(
        lower=np.where(known, lower, np.nan),
        upper=np.where(known, upper, np.nan),
        interval=np.where(known, kinds, Interval.NONE.value),
        basis=np.where(everyone, "full-count", "sample"),
        made=made,
    )


def _kinds(table: pd.DataFrame, made: str, everyone: np.ndarray, origin: From, plan: Plan) -> np.ndarray:
    """Return the kind of bounds that the decision table gives each row."""
    if origin.measure in plan.rules.rounding.exact.get(origin.source, []):
        return np.full(len(table), Interval.NONE.value, dtype=object)
    published = table["part_variance" if made == "counts" else "lower"].notna().to_numpy() & ~everyone
    rules = {(rule.basis, rule.bounds): rule.interval.value for rule in plan.rules.intervals if rule.made == made}
    chosen = np.full(len(table), rules["sample", False], dtype=object)
    chosen[published] = rules["sample", True]
    chosen[everyone] = rules["full-count", False]
    return chosen


def _everyone_asked(periods: pd.Series, name: str, plan: Plan) -> np.ndarray:
    """Return where everyone was asked: by the source's basis, and in a mixed one from the declared period on."""
    basis = plan.sources[name].basis
    if basis == "mixed":
        return (periods >= plan.rules.full_count_since[name]).to_numpy()
    return np.full(len(periods), basis == "full-count")


def _rounding(table: pd.DataFrame, indicator: Indicator) -> Bounds:
    if indicator.kind == "count":
        return count_rounding(table["value"], table["part_error"])
    low, high = share_rounding(table["numerator"], table["denominator"], table["part_error"], table["whole_error"])
    return 100 * low, 100 * high


def _sampling(table: pd.DataFrame, indicator: Indicator) -> Bounds:
    """Return the published bounds where a row has its own, else those that follow from the bounds of its parts."""
    published = table["lower"].to_numpy(dtype=float), table["upper"].to_numpy(dtype=float)
    if indicator.kind not in WEIGHTED:
        return published
    if indicator.kind == "count":
        low, high = count_sampling(table["value"], table["part_variance"])
        has_own = np.isfinite(published[0]) & np.isfinite(published[1])
        return np.where(has_own, published[0], low), np.where(has_own, published[1], high)
    low, high, _ = share_sampling(
        table["numerator"], table["part_variance"], table["denominator"], table["whole_variance"]
    )
    return 100 * low, 100 * high
