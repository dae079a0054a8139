"""The figures of all communities, recomputed from the snapshots' own lines, independently of the program."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from pipelines.compute import compute
from pipelines.model import Plan


def raw_cells(root: Path, source: str) -> dict[tuple[str, ...], tuple[str, str]]:
    """Return (period, region, measure, population, breakdown) → (value, status) as the file has them."""
    lines = (root / "profiles" / "snapshots" / f"{source}.csv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.reader(line for line in lines if not line.startswith("#")))[1:]
    return {tuple(row[:5]): (row[5], row[6]) for row in rows}


CATEGORY = {
    ("esq", "minority"): "fols-english",
    ("esq", "majority"): "fols-french",
    ("fsc", "minority"): "fols-french",
    ("fsc", "majority"): "fols-english",
    ("black", "minority"): "black",
    ("black", "majority"): "not-visible-minority",
    ("korean", "minority"): "korean",
    ("korean", "majority"): "not-visible-minority",
}


@pytest.mark.parametrize("community", ["esq", "fsc", "black", "korean"])
def test_every_published_figure_is_its_cell(root: Path, plan: Plan, observations: pd.DataFrame, community: str):
    figures = compute(observations, plan, community)
    published = figures[figures["kind"] == "published"]
    cells = {source: raw_cells(root, source) for source in published["source"].unique()}
    assert len(published) > 4000
    for row in published.itertuples():
        category = CATEGORY.get((community, row.group), "total")
        value, status = cells[row.source][row.period, row.region, row.indicator, category, row.breakdown]
        assert status == row.status, row.figure_id
        assert (value == "") == pd.isna(row.value), row.figure_id
        assert value == "" or float(value) == row.value, row.figure_id


def test_every_share_re_derives_from_its_counts(plan: Plan, observations: pd.DataFrame):
    for community in ("esq", "fsc"):
        figures = compute(observations, plan, community)
        of_people = figures["group"].isin(["minority", "majority", "total"])
        shares = figures[figures["indicator"].str.endswith("-share") & (figures["kind"] == "computed") & of_people]
        assert len(shares) > 50
        again = 100 * shares["numerator"] / shares["denominator"]
        pd.testing.assert_series_equal(again, shares["value"], check_names=False, rtol=1e-12)


def test_no_cell_of_the_copy_became_zero(observations: pd.DataFrame):
    absent = observations[observations["status"] != "reported"]
    assert len(absent) > 10_000
    assert absent["value"].isna().all()


def test_earnings_that_must_not_be_published_are_nowhere(root: Path):
    for file in (root / "profiles" / "snapshots").glob("*.csv"):
        assert "eekly earnings" not in file.read_text(encoding="utf-8"), file.name
