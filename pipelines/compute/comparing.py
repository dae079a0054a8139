"""What comparisons share: two tables of figures side by side, and what a figure made of two figures takes from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from pipelines.compute.kinds import NUMBERS
from pipelines.compute.withholding import RANK, SPELLED
from pipelines.methods.columns import Column
from pipelines.methods.combine import worst
from pipelines.model import Interval, Kind, Plan, Reliability, Status

# The worst cases, and the 95% limits, of something made of two values with their bounds.
OfTwo = Callable[[Column, Column, Column, Column, Column, Column], tuple[Column, Column]]
BOUNDED = ("value", "lower", "upper")


def pairs(one: pd.DataFrame, other: pd.DataFrame, on: Sequence[str]) -> pd.DataFrame:
    """Return each row of `one` with that of `other` in its place, whose columns end in `_other`."""
    return one.merge(other, on=list(on), suffixes=("", "_other"), validate="1:1")


def made(pair: pd.DataFrame, value: Column, rounding: OfTwo, sampling: OfTwo, sign: str) -> pd.DataFrame:
    """Return the figures made of each pair: value, status, bounds, reliability and cells.

    The status is the worse of the two. Bounds are made of bounds of one kind; of two kinds, or of none, there are none.
    A part that is poorly known withholds what is made of it.
    """
    status = worst(pair["status"], pair["status_other"])
    reported = (status == Status.REPORTED).to_numpy()
    lower, upper, interval = _bounds(pair, rounding, sampling)
    ranks = (pair[name].map(RANK).to_numpy(dtype=int) for name in ("reliability", "reliability_other"))
    reliability = np.maximum(*ranks)
    poor = reported & (reliability == RANK[Reliability.POOR])
    shown = reported & ~poor & np.isfinite(value)
    known = shown & np.isfinite(lower) & np.isfinite(upper)
    undefined = reported & ~np.isfinite(value)
    return pair.assign(
        **dict.fromkeys([*NUMBERS, "numerator", "denominator"], np.nan),
        derived=True,
        value=np.where(shown, value, np.nan),
        status=np.select(
            [poor, undefined],
            [Status.WITHHELD.value, Status.NOT_APPLICABLE.value],
            default=status.to_numpy(dtype=object),
        ),
        lower=np.where(known, lower, np.nan),
        upper=np.where(known, upper, np.nan),
        interval=np.where(known, interval, Interval.NONE.value),
        reliability=np.where(shown, SPELLED[reliability], ""),
        symbol=np.where(shown & ((pair["symbol"] == "E") | (pair["symbol_other"] == "E")), "E", ""),
        rule=np.select([poor, ~reported], ["part-poor", _rule(pair)], default=""),
        kind=Kind.COMPUTED.value,
        cell=pair["figure_id"] + sign + pair["figure_id_other"],
    )


def _rule(pair: pd.DataFrame) -> pd.Series:
    """Return the rule by which a part was withheld, that of the first where both were."""
    first = pair["rule"].where(pair["status"] == Status.WITHHELD, "")
    second = pair["rule_other"].where(pair["status_other"] == Status.WITHHELD, "")
    return first.where(first != "", second)


def _bounds(pair: pd.DataFrame, rounding: OfTwo, sampling: OfTwo) -> tuple[Column, Column, Column]:
    columns = [pair[f"{name}{side}"].to_numpy(dtype=float) for side in ("", "_other") for name in BOUNDED]
    same = (pair["interval"] == pair["interval_other"]).to_numpy()
    lower, upper = np.full(len(pair), np.nan), np.full(len(pair), np.nan)
    for kind, limits in ((Interval.ROUNDING, rounding), (Interval.SAMPLING95, sampling)):
        here = same & (pair["interval"] == kind).to_numpy()
        if here.any():
            low, high = limits(*columns)
            lower, upper = np.where(here, low, lower), np.where(here, high, upper)
    return lower, upper, pair["interval"].to_numpy(dtype=object)


def renamed(table: pd.DataFrame, group: str, unit: pd.Series | str, plan: Plan) -> pd.DataFrame:
    """Return figures of a comparison under its own group, unit and ids."""
    table = table.assign(group=group, unit=unit)
    kind = Kind.SYNTHETIC.value if plan.synthetic else table["kind"]
    return table.assign(figure_id=ids(table), kind=kind)


def ids(table: pd.DataFrame) -> pd.Series:
    """Return the permanent id of each figure."""
    middle = table["breakdown"].where(table["breakdown"] == "", ":" + table["breakdown"].str.replace(";", ":"))
    head = table["community"] + ":" + table["region"] + ":" + table["indicator"] + ":" + table["group"]
    return head + middle + ":" + table["period"]
