"""FIGURES → `withheld.csv`: every figure that we withhold, and why."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from pipelines.errors import VerificationError
from pipelines.model import Plan, Status, Text
from pipelines.publish.spreadsheets import harmless

FILE = "withheld.csv"
HEAD = ("figure_id", "rule", "why_en", "why_fr")


def write_withheld(figures: pd.DataFrame, plan: Plan, folder: Path) -> Path:
    """Write `withheld.csv` into `folder`: every figure withheld by us, with its rule and why, sorted by id; return it.

    What a publisher suppressed is not in it: that is the publisher's to explain. Raises VerificationError where a
    withheld figure names no declared rule.
    """
    rows, why = _withheld(figures), _why(plan)
    _require_rules(rows, why)
    path = folder / FILE
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(HEAD)
        for name, rule in zip(rows["figure_id"], rows["rule"], strict=True):
            table.writerow((name, rule, harmless(why[rule].en), harmless(why[rule].fr)))
    return path


def _withheld(figures: pd.DataFrame) -> pd.DataFrame:
    return figures[figures["status"] == Status.WITHHELD][["figure_id", "rule"]].sort_values("figure_id")


def _why(plan: Plan) -> Mapping[str, Text]:
    return {**plan.rules.why(), **plan.rules.anomalies.why()}


def _require_rules(rows: pd.DataFrame, why: Mapping[str, Text]) -> None:
    nameless = rows[~rows["rule"].isin(list(why))]
    if len(nameless):
        raise VerificationError(
            f"{name}: withheld under {rule!r}, which profiles/rules.yml does not declare; nothing was published"
            for name, rule in zip(nameless["figure_id"], nameless["rule"], strict=True)
        )
