"""A cell that is wanted under two names comes out under both: a total is a measure, and the whole of another."""

from dataclasses import replace
from pathlib import Path

from pipelines.model import Slice
from pipelines.readers import read_live

from .drawn import AGE, AXES, CANADA, FOLS, PLACES, QUEBEC, SLICE, said, wide_rows, wide_zip
from .test_live import SOURCE, supply

EVERYONE = Slice(measure="everyone", dimensions={AGE[0]: "Total - Age [1]", FOLS[0]: {"population": "fols"}})


def test_a_total_is_there_as_a_measure_of_its_own_and_among_the_ages(tmp_path: Path):
    path = wide_zip(tmp_path, wide_rows((CANADA, QUEBEC), (AGE, FOLS)))
    both = replace(SOURCE, measures={"persons": "a", "everyone": "b"}, slices=[SLICE, EVERYONE])
    found = read_live(supply(path), "drawn", both, AXES, PLACES)
    cells = said(found, "measure", "region", "population", "breakdown")
    assert cells["persons", "pr24", "english", ""] == cells["everyone", "pr24", "english", ""] == 200102
    assert cells["persons", "pr24", "english", "age=0-14"] == 200202
    alone = read_live(supply(path), "drawn", replace(both, slices=[SLICE]), AXES, PLACES)
    assert len(found) == len(alone) + 2 * 3
