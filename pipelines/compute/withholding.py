"""The declared rules of what is withheld and how the rest is classed → FIGURES that keep them, each naming its rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from pipelines.methods.columns import se_from_mean_bounds
from pipelines.model import ClassRule, Group, Interval, Plan, Reliability, Status, Unit, WithholdRule

RANK = {"": 0, Reliability.GOOD: 1, Reliability.CAUTION: 2, Reliability.POOR: 3}
SPELLED = np.array(["", Reliability.GOOD.value, Reliability.CAUTION.value, Reliability.POOR.value], dtype=object)
# What a rule about persons or percentages speaks of; a difference of two numbers is neither.
HELD = ("minority", "majority", "total", Group.PEOPLE.value, Group.MINORITY_SHARE.value)
# A withheld figure keeps nothing by which it could be worked out.
EMPTIED = ("value", "lower", "upper", "numerator", "denominator", "part_variance", "whole_variance")


def withhold(table: pd.DataFrame, hits: pd.Series, rule: str) -> pd.DataFrame:
    """Return the table with the rows where `hits` withheld under `rule`: status, and nothing left to work them out."""
    emptied = {name: table[name].mask(hits) for name in EMPTIED if name in table}
    return table.assign(
        **emptied,
        status=table["status"].mask(hits, Status.WITHHELD.value),
        interval=table["interval"].mask(hits, Interval.NONE.value),
        reliability=table["reliability"].mask(hits, ""),
        symbol=table["symbol"].mask(hits, ""),
        rule=table["rule"].mask(hits, rule),
    )


def withheld(table: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return the table with every figure withheld that a rule says so of, under the first that does."""
    impossible = (table["unit"] == Unit.PERCENT) & table["value"].notna() & ~table["value"].between(0, 100)
    impossible &= table["group"] != Group.GROWTH
    table = withhold(table, impossible, "impossible")
    for rule in plan.rules.withholding:
        hits = _hits(table, rule)
        if rule.derived:
            hits &= table["derived"].eq(True)
        if rule.extreme:
            hits &= table["value"].isin((0, 100))
        if hits.any():
            table = withhold(table, hits, rule.id)
    return table


def classed(table: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return the table with the reliability of each reported value: the worst of what the rules say, good if none does.

    Where the source itself asks for caution, no rule says better, and its letter E stands beside the value.
    """
    reported = (table["status"] == Status.REPORTED).to_numpy()
    rank = np.full(len(table), RANK[Reliability.GOOD])
    named = table["rule"].to_numpy(dtype=object).copy()
    for rule in plan.rules.reliability:
        worse = (_fits(table, rule) & (rank < RANK[rule.reliability])).to_numpy()
        rank = np.where(worse, RANK[rule.reliability], rank)
        named = np.where(worse, rule.id, named)
    asked = reported & (table["quality"] == "caution").to_numpy()
    rank = np.where(asked & (rank < RANK[Reliability.CAUTION]), RANK[Reliability.CAUTION], rank)
    return table.assign(
        reliability=SPELLED[np.where(reported, rank, 0)],
        rule=named,
        symbol=np.where(asked, "E", ""),
    )


def _fits(table: pd.DataFrame, rule: ClassRule) -> pd.Series:
    """Return where a row is one of those that the rule speaks of, and beyond its threshold where it has one."""
    fits = _hits(table, rule) if rule.against else _held(table, rule.units)
    for column, wanted in (("basis", rule.basis), ("made", rule.made), ("interval", rule.interval)):
        if wanted is not None:
            fits &= table[column] == wanted
    if rule.extreme:
        fits &= (table["value"] <= 0) | ((table["unit"] == Unit.PERCENT) & (table["value"] == 100))
    return fits


def _hits(table: pd.DataFrame, rule: WithholdRule | ClassRule) -> pd.Series:
    """Return where a reported row's quantity is beyond the rule's threshold."""
    assert rule.against is not None
    measured = MEASURED[rule.against](table)
    beyond = pd.Series(False, index=table.index)
    if rule.below is not None:
        beyond |= measured < rule.below
    if rule.above is not None:
        beyond |= measured > rule.above
    return beyond & _held(table, rule.units)


def _held(table: pd.DataFrame, units: list[str]) -> pd.Series:
    return (table["status"] == Status.REPORTED) & table["unit"].isin(units) & table["group"].isin(HELD)


def _width(table: pd.DataFrame) -> pd.Series:
    return (table["upper"] - table["lower"]).where(table["interval"] == Interval.SAMPLING95)


def _cv(table: pd.DataFrame) -> pd.Series:
    """Return the standard error in per cent of the value, to one decimal as classes of it are printed."""
    se = pd.Series(se_from_mean_bounds(table["lower"], table["upper"]), index=table.index)
    counted = (table["unit"] == Unit.PERSONS) & table["part_variance"].notna()
    se = se.mask(counted, table["part_variance"] ** 0.5).where(table["interval"] == Interval.SAMPLING95)
    return (100 * se / table["value"].abs().where(table["value"] != 0)).round(1)


MEASURED: Mapping[str, Callable[[pd.DataFrame], pd.Series]] = {
    "size": lambda table: table["value"].abs(),
    "numerator": lambda table: table["numerator"],
    "denominator": lambda table: table["denominator"],
    "counted": lambda table: table["numerator"].fillna(table["value"]),
    "width": _width,
    "cv": _cv,
}
