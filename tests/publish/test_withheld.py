"""The list of what is withheld holds all of it, each with a declared rule in both languages."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipelines.errors import VerificationError
from pipelines.model import Plan
from pipelines.publish.withheld import write_withheld
from tests.drawn import drawn

WITHHELD = {"value": None, "status": "withheld"}
TABLE = drawn(
    [
        {"value": 100},
        {**WITHHELD, "breakdown": "sex=male", "rule": "complementary"},
        {**WITHHELD, "breakdown": "sex=female", "rule": "count-under-10"},
        {**WITHHELD, "group": "majority", "rule": "complementary"},
        {**WITHHELD, "period": "2016", "rule": "anomaly-leap"},
        {"value": None, "group": "total"},
    ]
)


def test_every_withheld_figure_is_listed_with_its_reason_and_no_other(plan: Plan, tmp_path: Path):
    with write_withheld(TABLE, plan, tmp_path).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["figure_id"], row["rule"]) for row in rows] == [
        ("esq:pr24:community-size:majority:2021", "complementary"),
        ("esq:pr24:community-size:minority:2016", "anomaly-leap"),
        ("esq:pr24:community-size:minority:sex=female:2021", "count-under-10"),
        ("esq:pr24:community-size:minority:sex=male:2021", "complementary"),
    ]
    why = plan.rules.why()["complementary"]
    assert (rows[0]["why_en"], rows[0]["why_fr"]) == (why.en, why.fr)


@pytest.mark.parametrize("rule", ["", "made-up"])
def test_a_figure_withheld_for_no_declared_reason_stops_the_build(plan: Plan, tmp_path: Path, rule: str):
    table = drawn([{**WITHHELD, "rule": rule}])
    with pytest.raises(VerificationError, match=f"withheld under '{rule}', which profiles/rules.yml does not declare"):
        write_withheld(table, plan, tmp_path)
