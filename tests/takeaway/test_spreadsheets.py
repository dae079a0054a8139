"""Texts that a spreadsheet would take for formulas: marked when written, as they were when read back."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis.strategies import text

from pipelines.check.downloads import COLUMNS, read_csv, spelled
from pipelines.check.marked import marked, unmark
from pipelines.check.stores import read_store
from pipelines.publish.downloads import csv_text
from pipelines.publish.spreadsheets import harmless

BEGINS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠1")


@pytest.mark.parametrize("said", BEGINS)
def test_what_begins_as_a_formula_is_marked(said: str):
    assert harmless(said) == f"'{said}"


@pytest.mark.parametrize("said", ["", "Montréal", "'s-Gravenhage", "1 - 2", "a=b", " =1"])
def test_any_other_text_is_left_alone(said: str):
    assert harmless(said) == said


@given(text())
@example("=1")
@example("'=1")
@example("''-1")
@example("'")
def test_who_reads_has_every_text_as_it_was(said: str):
    table = pd.DataFrame({"name": [harmless(said)]})
    assert unmark(table, ["name", "no such column"]) == []
    assert table["name"].tolist() == [said]
    assert marked(said) == harmless(said)


def test_a_file_that_holds_a_formula_is_a_fault(share: pd.DataFrame, tmp_path: Path):
    file = tmp_path / "figures.csv"
    file.write_text(csv_text(share).replace("'-1", "-1"), encoding="utf-8")
    _, faults = read_csv(file, "figures.csv")
    assert [str(each) for each in faults] == ["figures.csv: cell: a spreadsheet takes '-1' for a formula"]


def test_a_store_that_is_read_from_csv_is_the_one_that_was_written(share: pd.DataFrame, tmp_path: Path):
    file = tmp_path / "figures.csv"
    file.write_text(csv_text(share.assign(value=-share["value"])), encoding="utf-8")
    table, faults = read_csv(file, "figures.csv")
    assert faults == []
    for found in (table, read_store(file).figures):
        assert found["cell"].tolist() == share["cell"].tolist() == ["-1"] * len(share)
        # A negative number is a number.
        assert found["value"].iloc[1] == pytest.approx(-100 / 3)
    assert spelled(table["value"].iloc[2]) == "nothing"
    assert list(table.columns) == COLUMNS
