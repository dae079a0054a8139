"""FIGURES by age → FIGURES of the same rates as if both groups had one declared age structure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from pipelines.methods.answer import Refused
from pipelines.methods.standardise import merged_bands
from pipelines.methods.statcan import Measured, average_from_bounds, plain_interval
from pipelines.model import STATUS_RANK, Group, Interval, Kind, Plan, Reliability, Status, Unit
from pipelines.model.standards import Standard, Tiling
from pipelines.tables import COLUMNS

STANDARDISED = "age=standardised"
COMPARED = (Group.MINORITY.value, Group.MAJORITY.value)
PLACE = ("region", "indicator", "period", "source", "population")
# A rate of fewer persons is no rate to weight (methods, B4.4): its band is merged with its neighbours, in both groups.
LEAST_PERSONS = 20
# What a figure withheld for want of persons names as its rule, where merging did not help.
TOO_FEW = "base-under-40"
RELIABILITY_RANK = {"": 0, **{each.value: rank for rank, each in enumerate(Reliability, start=1)}}
# What the rest of the stage is told of these rows: we made them of several cells, and no count is behind them.
OF_THE_STAGE: Mapping[str, Any] = {"derived": True, "made": "", "quality": ""}

# A row of FIGURES by column, and a group's rows by band.
Row = Mapping[str, Any]
Bands = Mapping[str, Row]


def standardised(figures: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return the FIGURES to append for one community: rates (per cent) directly standardised by age.

    One row for minority and majority each, wherever a source has bands of both: value = sum of weight × rate over sum
    of weights. `figures` are those of the community before anything is compared. A band that is missing or withheld
    makes the whole not reported, with the worst status of the bands: none is ever skipped. Bounds are sampling bounds
    where every band has them, rounding bounds where every band has those, else none. Columns beside those of the
    contract are kept, and empty.
    Source: methods, B4; Breslow and Day (1987), Statistical Methods in Cancer Research, vol. II, chapter 2.
    """
    rows = [
        row
        for standard in plan.standards.values()
        for tiling in standard.tilings
        for row in _of_tiling(figures, standard, tiling, plan)
    ]
    if not rows:
        return figures.iloc[:0]
    return pd.DataFrame.from_records(rows, columns=list(figures.columns)).astype(figures.dtypes.to_dict())


def _of_tiling(figures: pd.DataFrame, standard: Standard, tiling: Tiling, plan: Plan) -> Iterator[dict[str, Any]]:
    weights = {f"{tiling.dimension}={member}": weight for member, weight in standard.by_member(tiling).items()}
    chosen = figures[
        figures["indicator"].isin(tiling.indicators)
        & figures["breakdown"].isin(weights)
        & figures["group"].isin(COMPARED)
        & (figures["unit"] == Unit.PERCENT)
    ]
    places: dict[tuple[Any, ...], dict[str, dict[str, Row]]] = {}
    for row in chosen.to_dict("records"):
        groups = places.setdefault(tuple(row[name] for name in PLACE), {})
        groups.setdefault(str(row["group"]), {})[str(row["breakdown"])] = {str(key): row[key] for key in row}
    for groups in places.values():
        if len(groups) == len(COMPARED):
            runs = _runs(groups, weights)
            for bands in groups.values():
                yield _standard_row(bands, weights, runs, standard, plan)


def _runs(groups: Mapping[str, Bands], weights: Mapping[str, int]) -> list[list[str]] | None:
    """Return the bands to be weighted together, alike for both groups; None where merging leaves too few persons.

    Without counts each band stands by itself, and nobody can know how few stand behind it.
    """
    wholes = [[_persons(bands.get(key)) for key in weights] for bands in groups.values()]
    known = all(math.isfinite(persons) for column in wholes for persons in column)
    if not known or min(min(column) for column in wholes) >= LEAST_PERSONS:
        return [[key] for key in weights]
    merged = merged_bands(wholes[0], wholes[1], LEAST_PERSONS)
    if isinstance(merged, Refused):
        return None
    keys = list(weights)
    return [[keys[index] for index in run] for run in merged]


def _persons(row: Row | None) -> float:
    return float(row["denominator"]) if row is not None and row["status"] == Status.REPORTED else math.nan


def _standard_row(
    bands: Bands, weights: Mapping[str, int], runs: list[list[str]] | None, standard: Standard, plan: Plan
) -> dict[str, Any]:
    first = next(iter(bands.values()))
    status, rule = _worst(bands, weights)
    if status == Status.REPORTED and runs is None:
        status, rule = Status.WITHHELD.value, TOO_FEW
    row = {
        **first,
        # What the rest of the stage keeps of a cell, such as the error of its numerator, the whole has not.
        **{key: math.nan for key, kept in first.items() if key not in COLUMNS and isinstance(kept, float)},
        **{key: kept for key, kept in OF_THE_STAGE.items() if key in first},
        "figure_id": ":".join(str(first[key]) for key in ("community", "region", "indicator", "group"))
        + f":{STANDARDISED}:{first['period']}",
        "breakdown": STANDARDISED,
        "value": math.nan,
        "lower": math.nan,
        "upper": math.nan,
        "interval": Interval.NONE.value,
        "status": status,
        "rule": rule,
        "reliability": "",
        "symbol": "",
        "numerator": math.nan,
        "denominator": math.nan,
        "cell": _formula(weights, runs, standard),
        "kind": (Kind.SYNTHETIC if plan.synthetic else Kind.COMPUTED).value,
        "series_break": max(str(band["series_break"]) for band in bands.values()),
    }
    return row | _answer(bands, weights, runs) if status == Status.REPORTED and runs is not None else row


def _worst(bands: Bands, weights: Mapping[str, int]) -> tuple[str, str]:
    """Return the worst status of the bands with the rule that gave it; a band without a row is not available.

    Where all are reported, the rule is that of the poorest.
    """
    missing = {"status": Status.NOT_AVAILABLE.value, "rule": "", "reliability": ""}
    found = [bands.get(key, missing) for key in weights]
    worst = max(found, key=lambda each: (STATUS_RANK[each["status"]], RELIABILITY_RANK[each["reliability"]]))
    return str(worst["status"]), str(worst["rule"])


def _answer(bands: Bands, weights: Mapping[str, int], runs: list[list[str]]) -> dict[str, Any]:
    parts = [_merged([bands[key] for key in run]) for run in runs]
    shares = [sum(weights[key] for key in run) / sum(weights.values()) for run in runs]
    value = math.fsum(share * part["value"] for share, part in zip(shares, parts, strict=True))
    lower, upper, interval = _bounds(value, parts, shares)
    rows = list(bands.values())
    return {
        "value": value,
        "lower": lower,
        "upper": upper,
        "interval": interval.value,
        "reliability": max((str(row["reliability"]) for row in rows), key=RELIABILITY_RANK.__getitem__),
        "symbol": max(str(row["symbol"]) for row in rows),
    }


def _merged(run: Sequence[Row]) -> Row:
    """Return the rate of several bands together, from their counts.

    Whatever the true counts are, the rate of all lies between the lowest and the highest of the bands, and so do its
    rounding bounds; a sampling interval of the sum cannot be had from those of the parts.
    """
    if len(run) == 1:
        return run[0]
    rounded = all(row["interval"] == Interval.ROUNDING for row in run)
    persons = math.fsum(row["denominator"] for row in run)
    return {
        "value": 100 * math.fsum(row["numerator"] for row in run) / persons,
        "lower": min(row["lower"] for row in run) if rounded else math.nan,
        "upper": max(row["upper"] for row in run) if rounded else math.nan,
        "interval": Interval.ROUNDING if rounded else Interval.NONE,
    }


def _bounds(value: float, parts: Sequence[Row], shares: Sequence[float]) -> tuple[float, float, Interval]:
    """Return the bounds of a weighted mean and their kind: one kind in, the same out; of two kinds, none."""
    kinds = {str(part["interval"]) for part in parts}
    if kinds == {Interval.ROUNDING.value}:
        lower = math.fsum(share * part["lower"] for share, part in zip(shares, parts, strict=True))
        upper = math.fsum(share * part["upper"] for share, part in zip(shares, parts, strict=True))
        return min(value, lower), max(value, upper), Interval.ROUNDING
    if kinds == {Interval.SAMPLING95.value}:
        return _sampling_bounds(value, parts, shares)
    return math.nan, math.nan, Interval.NONE


def _sampling_bounds(value: float, parts: Sequence[Row], shares: Sequence[float]) -> tuple[float, float, Interval]:
    """Return the 95% bounds of a weighted mean of independent estimates: Var = sum of weight² × variance, t, 32 df."""
    errors = [average_from_bounds(part["value"], part["lower"], part["upper"]) for part in parts]
    if any(isinstance(error, Refused) for error in errors):
        return math.nan, math.nan, Interval.NONE
    known = [error for error in errors if isinstance(error, Measured)]
    se = math.hypot(*(share * error.se for share, error in zip(shares, known, strict=True)))
    answer = plain_interval(Measured(value=value, se=se))
    assert not isinstance(answer, Refused)
    return max(0.0, answer.lower), min(100.0, answer.upper), Interval.SAMPLING95


def _formula(weights: Mapping[str, int], runs: list[list[str]] | None, standard: Standard) -> str:
    """Return the bands and their weights as one writes them down: (w1 × band + w2 × band) / sum; the standard."""
    terms = [f"{sum(weights[key] for key in run)} × {_spelled(run)}" for run in runs or [[key] for key in weights]]
    return f"({' + '.join(terms)}) / {sum(weights.values())}; weights: {standard.label.en}"


def _spelled(run: Sequence[str]) -> str:
    return run[0] if len(run) == 1 else f"[{' and '.join(run)} together]"
