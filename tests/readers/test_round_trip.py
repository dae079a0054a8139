"""What is written as a snapshot is read back as it was, whatever the statuses and values."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from project import SNAPSHOT

from pipelines.model import Plan, Status
from pipelines.readers import read_embedded, write_embedded
from pipelines.readers.embedded import breakdowns
from pipelines.tables import CELL, OBSERVATIONS, check

# Amounts and counts as publishers print them: at most six digits, or three decimals, before and after the point.
PRINTED = st.decimals(min_value=-999_999, max_value=999_999, places=3).map(float)
MISSING = [status for status in Status if status is not Status.REPORTED]
ANSWER = st.one_of(st.tuples(PRINTED, st.just(Status.REPORTED)), st.tuples(st.none(), st.sampled_from(MISSING)))
# One folder serves all examples: each writes its snapshot anew.
SLOW_MACHINES = settings(
    max_examples=40, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def cells(plan: Plan) -> list[tuple[str, ...]]:
    """Return every cell that the drawn source may have."""
    source = plan.sources["jobs"]
    return list(product(source.periods, plan.regions, source.measures, source.populations, breakdowns(source, plan)))


def observed(plan: Plan, answers: dict[int, tuple[float | None, Status]]) -> pd.DataFrame:
    """Return OBSERVATIONS with these answers, by the number of the cell."""
    every = cells(plan)
    rows = [("jobs", *every[number], value, status.value) for number, (value, status) in answers.items()]
    table = pd.DataFrame(rows, columns=[*CELL, "value", "status"])
    typed = table.astype({"value": float, **dict.fromkeys([*CELL, "status"], str)})
    return check(typed.assign(lower=float("nan"), upper=float("nan"), quality=""), OBSERVATIONS)


def holding(plan: Plan, table: pd.DataFrame) -> Plan:
    """Return the plan with a source that declares what is in the table, and no more: it must have a row of each."""
    source = plan.sources["jobs"]
    held = {column: set(table[column]) for column in ("period", "measure", "population")}
    less = replace(
        source,
        periods=[period for period in source.periods if period in held["period"]],
        measures={measure: said for measure, said in source.measures.items() if measure in held["measure"]},
        populations=[population for population in source.populations if population in held["population"]],
    )
    return replace(plan, sources={"jobs": less})


@SLOW_MACHINES
@given(answers=st.dictionaries(st.integers(0, 107), ANSWER, min_size=1, max_size=30))
def test_what_is_written_is_read_back(drawn: Path, drawn_plan: Plan, answers: dict[int, tuple[float | None, Status]]):
    written = observed(drawn_plan, answers)
    path = write_embedded(written, "jobs", drawn_plan.sources["jobs"], drawn)
    first = path.read_bytes()
    read = read_embedded(holding(drawn_plan, written), drawn)
    assert_frame_equal(read, written.sort_values(CELL, ignore_index=True))
    write_embedded(read, "jobs", drawn_plan.sources["jobs"], drawn)
    assert path.read_bytes() == first


@SLOW_MACHINES
@given(data=st.data(), answers=st.dictionaries(st.integers(0, 107), ANSWER, min_size=2, max_size=12))
def test_the_bytes_do_not_depend_on_the_order_of_the_rows(
    drawn: Path, drawn_plan: Plan, data: st.DataObject, answers: dict
):
    table = observed(drawn_plan, answers)
    shuffled = table.iloc[data.draw(st.permutations(range(len(table))))]
    first = write_embedded(table, "jobs", drawn_plan.sources["jobs"], drawn).read_bytes()
    assert write_embedded(shuffled, "jobs", drawn_plan.sources["jobs"], drawn).read_bytes() == first


def test_there_are_108_cells_in_the_drawn_source(drawn_plan: Plan):
    assert len(cells(drawn_plan)) == 108


def test_all_six_statuses_come_back_distinct(drawn: Path, drawn_plan: Plan):
    answers = {number: (1.5 if status is Status.REPORTED else None, status) for number, status in enumerate(Status)}
    written = observed(drawn_plan, answers)
    write_embedded(written, "jobs", drawn_plan.sources["jobs"], drawn)
    read = read_embedded(holding(drawn_plan, written), drawn)
    assert sorted(read["status"]) == sorted(Status)
    assert list(read.loc[read["value"].notna(), "status"]) == ["reported"]


def test_rows_are_sorted_under_a_preamble_and_no_part_is_left(drawn: Path, drawn_plan: Plan):
    answers = {number: (float(number), Status.REPORTED) for number in (100, 3, 50)}
    path = write_embedded(observed(drawn_plan, answers), "jobs", drawn_plan.sources["jobs"], drawn)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert path == drawn / SNAPSHOT
    assert lines[:3] == ["# source: jobs", "# table: T-1", "# release: 2022-11-30"]
    assert lines[7:] == sorted(lines[7:])
    assert [line.split(",")[-2] for line in lines[7:]] == ["3", "50", "100"]
    assert [file.name for file in path.parent.iterdir()] == ["jobs.csv"]


def test_a_source_that_lost_its_statuses_says_so_in_the_preamble(drawn: Path, drawn_plan: Plan):
    source = replace(drawn_plan.sources["jobs"], statuses_lost=True, release=None)
    path = write_embedded(observed(drawn_plan, {0: (None, Status.NOT_AVAILABLE)}), "jobs", source, drawn)
    text = path.read_text(encoding="utf-8")
    assert "# release: not recorded in the copy that the figures were read from\n" in text
    assert "# statuses: lost on the way: an empty cell is not_available" in text


@pytest.mark.parametrize("value", [12_345_678_901.0, 98_765_432.125, 0.000_012_5])
def test_a_value_of_many_digits_is_read_back(drawn: Path, drawn_plan: Plan, value: float):
    written = observed(drawn_plan, {0: (value, Status.REPORTED)})
    write_embedded(written, "jobs", drawn_plan.sources["jobs"], drawn)
    assert read_embedded(holding(drawn_plan, written), drawn)["value"].tolist() == [value]
