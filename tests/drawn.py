"""FIGURES drawn for a test: of each row only what matters to it is said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pandas as pd

from pipelines.model import Plan
from pipelines.tables import FIGURES, check

ROW: dict[str, Any] = {
    "community": "esq",
    "region": "pr24",
    "region_name": "",
    "region_level": "province",
    "indicator": "community-size",
    "group": "minority",
    "breakdown": "",
    "population": "declared",
    "period": "2021",
    "since": "",
    "value": None,
    "unit": "persons",
    "status": "reported",
    "lower": None,
    "upper": None,
    "interval": "none",
    "reliability": "",
    "symbol": "",
    "numerator": None,
    "denominator": None,
    "source": "statcan-98-10-0170",
    "cell": "",
    "kind": "computed",
    "series_break": "",
    "rule": "",
}
NUMBERS = ["value", "lower", "upper", "numerator", "denominator"]


def drawn(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Return FIGURES of these rows: a row without a value is suppressed unless it says otherwise."""
    table = pd.DataFrame([{**ROW, **_status(row), **row} for row in rows])
    middle = table["breakdown"].where(table["breakdown"] == "", ":" + table["breakdown"].str.replace(";", ":"))
    head = table["community"] + ":" + table["region"] + ":" + table["indicator"] + ":" + table["group"]
    table.insert(0, "figure_id", head + middle + ":" + table["period"])
    return check(table.astype(dict.fromkeys(NUMBERS, float))[list(FIGURES.columns)], FIGURES)


def _status(row: dict[str, Any]) -> dict[str, str]:
    return {} if row.get("value") is not None else {"status": "suppressed"}


def share(group: str, part: float, whole: float, **more: Any) -> dict[str, Any]:
    """Return a row of a percentage with the counts that it is made of."""
    value = 100 * part / whole
    return {"group": group, "unit": "percent", "value": value, "numerator": part, "denominator": whole, **more}


def secretive(plan: Plan) -> Plan:
    """Return the plan with small counts that a rule of ours withholds taken for secrets too: it may be declared so."""
    small = {"part-under-10": 10.0, "count-under-10": 10.0, "base-under-40": 40.0, "all-or-nobody": 50.0}
    kept = [rule for rule in plan.rules.disclosure.spared if rule not in small]
    strict = replace(plan.rules.disclosure, told=small, spared=kept)
    return replace(plan, rules=replace(plan.rules, disclosure=strict))
