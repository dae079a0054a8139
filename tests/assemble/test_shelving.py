"""Entries on their shelves: how old a look at them is, what figures say of them, which questions figures put."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from project import drawn_project, put

from pipelines.assemble.registers import here, months_between, prompted, shelve
from pipelines.declare import declare, require_figures
from pipelines.errors import DeclarationError
from pipelines.model import Figure, Group, Interval, Kind, Plan, Status
from pipelines.model.registers import Prompt, RegisterTerms

from declare.test_registers import BODIES, COMMON, NAMES  # isort: skip

SHARE = "north:pr35:job-rate:minority:2021"


def figure(
    value: float | None, *, figure_id: str = SHARE, lower: float | None = None, upper: float | None = None
) -> Figure:
    community, region, indicator, group, period = figure_id.split(":")
    return Figure(
        id=figure_id, community=community, region=region, indicator=indicator, group=Group(group), breakdown="",
        population="declared", period=period, since="", value=value, unit="percent",
        status=Status.REPORTED if value is not None else Status.SUPPRESSED, lower=lower, upper=upper,
        interval=Interval.NONE if lower is None else Interval.SAMPLING95, reliability=None, symbol="", numerator=None,
        denominator=None, source="jobs", cell="", kind=Kind.PUBLISHED, series_break="", rule="",
    )  # fmt: skip


@pytest.fixture
def registered(tmp_path: Path) -> Path:
    project = drawn_project(tmp_path / "project")
    for kind, body in BODIES.items():
        put(project, NAMES[kind], COMMON + body)
    put(
        project,
        "profiles/registers/plans/one.csv",
        "indicator,on,value,note\nvisits,2026-06-30,65,\nvisits,2026-03-31,40,\n",
    )
    return project


@pytest.mark.parametrize(
    ("then", "now", "months"),
    [("2026-01-31", "2026-02-28", 0), ("2026-01-31", "2026-03-01", 1), ("2024-02-28", "2026-02-28", 24)],
)
def test_whole_months_lie_between_two_days(then: str, now: str, months: int):
    assert months_between(then, now) == months


def test_a_table_has_the_index_that_follows_from_its_figure(registered: Path):
    plan = declare(registered)
    (table,) = shelve(plan, lambda _: figure(25.0), (), "2026-03-01")["tables"]
    assert table.index == 0.5
    (table,) = shelve(plan, lambda _: figure(None), (), "2026-03-01")["tables"]
    assert table.index is None


def test_a_plan_stands_where_the_last_observation_is(registered: Path):
    (plan,) = shelve(declare(registered), lambda _: None, (), "2026-07-01")["plans"]
    (row,) = plan.followed
    assert (row.began, row.last.value if row.last else None, row.reached, row.late) == (20, 65.0, 25.0, False)
    # The meeting of February and March was to be over by then.
    assert plan.late == (True,)


def test_a_target_that_was_not_reached_in_time_is_late(registered: Path):
    (plan,) = shelve(declare(registered), lambda _: None, (), "2027-01-01")["plans"]
    assert [row.late for row in plan.followed] == [True]


def test_entries_of_a_region_are_those_of_what_it_lies_in(registered: Path):
    plan = declare(registered)
    shelf = shelve(plan, lambda _: None, (), "2026-03-01")["voices"]
    assert [each.id for each in here(shelf, plan, "north", "pr35")] == ["one"]
    assert list(here(shelf, plan, "north", "ca")) == []
    assert list(here(shelf, plan, "south", "pr35")) == []


def terms(plan: Plan, **rule: float | bool | None) -> Plan:
    """Return the plan with one question about the job rate."""
    text = plan.texts["said"]
    prompt = Prompt(id="one", indicator="job-rate", group="minority", text=text, strategies=["outreach"], **rule)  # type: ignore[arg-type]
    return replace(
        plan, register_terms=RegisterTerms(kinds={}, topics={}, evidence={}, strategies={}, steps={}, prompts=[prompt])
    )


@pytest.mark.parametrize(
    ("rule", "value", "bounds", "asked"),
    [
        ({"at_least": 10.0}, 10.0, (None, None), True),
        ({"at_least": 10.0}, 9.9, (None, None), False),
        ({"at_most": -2.0}, -2.0, (None, None), True),
        ({"at_least": 10.0}, None, (None, None), False),
        # Beyond doubt is the whole of an interval, and never without one.
        ({"at_least": 10.0, "beyond_doubt": True}, 12.0, (9.0, 15.0), False),
        ({"at_least": 10.0, "beyond_doubt": True}, 12.0, (10.5, 15.0), True),
        ({"at_least": 10.0, "beyond_doubt": True}, 12.0, (None, None), False),
    ],
)
def test_a_question_is_put_where_its_rule_holds(registered: Path, rule, value, bounds, asked):
    plan = terms(declare(registered), **rule)
    found = prompted(plan, lambda *_: figure(value, lower=bounds[0], upper=bounds[1]))
    assert bool(found) == asked


def test_a_figure_that_the_edition_lacks_is_named_with_its_line(registered: Path):
    plan = declare(registered)
    require_figures(plan, registered, pd.DataFrame({"figure_id": [SHARE]}))
    with pytest.raises(DeclarationError) as caught:
        require_figures(plan, registered, pd.DataFrame({"figure_id": ["another"]}))
    (problem,) = caught.value.problems
    line = (COMMON + BODIES["tables"]).splitlines().index(f"population: {SHARE}") + 1
    assert (
        str(problem)
        == f"{NAMES['tables']}:{line}: no such figure; found {SHARE}; expected a figure_id of data/figures.csv"
    )
