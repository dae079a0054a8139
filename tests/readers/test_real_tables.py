"""The committed snapshots are what the readers make of the real tables, byte for byte."""

from pathlib import Path

import pytest
from project import ROOT

from pipelines.model import Plan
from pipelines.readers import read_held, write_embedded

SHARED = ROOT.parent / "shared" / "data"
TABLES = {
    "statcan-15-10-0032": "fols-history/fact_first_official_language.csv",
    "statcan-98-401-x2021008": "mother-tongue-2021/quebec_er_2021_mother_tongue.csv",
    "statcan-43-10-0069": "statcan-43-10/rateDT_4310006901.parquet",
    "statcan-43-10-0072": "statcan-43-10/youthDT_4310007201.parquet",
}


@pytest.mark.shared
@pytest.mark.parametrize(("source", "file"), TABLES.items(), ids=TABLES.keys())
def test_the_committed_snapshot_is_made_of_the_real_table(plan: Plan, tmp_path: Path, source: str, file: str):
    observations = read_held([SHARED / file], source, plan)
    made = write_embedded(observations, source, plan.sources[source], tmp_path)
    assert made.read_bytes() == (ROOT / "profiles" / "snapshots" / f"{source}.csv").read_bytes()
