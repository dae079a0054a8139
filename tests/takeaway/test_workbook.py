"""figures.xlsx of a profile: the figures of the store as numbers, and their statuses beside them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.check.workbooks import FIGURE_ID, NUMBERS, STATUS, workbook_faults
from pipelines.model import LANGS, Plan, Status
from pipelines.publish.workbook import COLUMNS as SHEET
from pipelines.publish.workbook import FIGURES_SHEET, FORMATS, NOTES_SHEET, workbook

EDITION = "1.0 (0a1b2c3d)"


@pytest.fixture
def sheet(share: pd.DataFrame, plan: Plan, tmp_path: Path) -> Worksheet:
    file = tmp_path / "figures.xlsx"
    file.write_bytes(workbook(share, plan, "esq", "pr24", EDITION))
    return load_workbook(file)[FIGURES_SHEET]


def column(sheet: Worksheet, name: str) -> list[object]:
    place = list(SHEET).index(name) + 1
    return [sheet.cell(row, place).value for row in range(2, sheet.max_row + 1)]


def test_zero_and_five_kinds_of_missing_are_six_things(sheet: Worksheet):
    # A workbook carries sixteen digits of a number.
    assert column(sheet, "value") == [0, pytest.approx(100 / 3, rel=1e-15), None, None, None, None, None]
    assert column(sheet, "status") == [
        "reported / déclarée", "reported / déclarée", "unreliable / peu fiable", "withheld / retenue",
        "suppressed / supprimée", "not applicable / sans objet", "not available / non disponible",
    ]  # fmt: skip


def test_numbers_are_numbers_in_the_format_of_their_unit(sheet: Worksheet):
    assert column(sheet, "lower")[:2] == [None, pytest.approx(100 / 7, rel=1e-15)]
    assert column(sheet, "numerator")[:2] == [None, 0]
    assert column(sheet, "denominator")[:2] == [None, 1234.5]
    assert column(sheet, "period")[:2] == [1996, 2001]
    assert sheet.cell(3, list(SHEET).index("value") + 1).number_format == FORMATS["percent"]


def test_heads_are_in_both_languages_frozen_and_filter_every_row(sheet: Worksheet, plan: Plan):
    heads = [cell.value for cell in sheet[1]]
    assert heads == [
        text.en if text.en == text.fr else f"{text.en} / {text.fr}"
        for text in (plan.texts[f"workbook_col_{name}"] for name in SHEET)
    ]
    assert "Value / Valeur" in heads
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, len(heads)).column_letter}{sheet.max_row}"


def test_the_check_reads_the_columns_where_they_stand(sheet: Worksheet):
    letters = {name: sheet.cell(1, place).column_letter for place, name in enumerate(SHEET, 1)}
    assert {name: letters[name] for name in NUMBERS} == NUMBERS
    assert (letters["status"], letters["figure_id"]) == (STATUS, FIGURE_ID)


def test_the_notes_say_in_both_languages_what_one_must_know(share: pd.DataFrame, plan: Plan, tmp_path: Path):
    (tmp_path / "figures.xlsx").write_bytes(workbook(share, plan, "esq", "pr24", EDITION))
    notes = load_workbook(tmp_path / "figures.xlsx")[NOTES_SHEET]
    source = plan.sources["statcan-15-10-0032"]
    publisher = plan.publishers[source.publisher]
    for place, lang in enumerate(LANGS, 1):
        said = "\n".join(str(row[place - 1]) for row in notes.iter_rows(values_only=True))
        for wanted in (source.table, source.title[lang], source.address[lang], publisher.name[lang], EDITION):
            assert wanted in said
        assert plan.licences[publisher.licence].address[lang] in said
        assert all(plan.texts[f"workbook_means_{status}"][lang] in said for status in share["status"])
        assert "{" not in said


def test_the_same_figures_are_the_same_bytes(share: pd.DataFrame, plan: Plan):
    first, second = (workbook(share, plan, "esq", "pr24", EDITION) for _ in range(2))
    assert first == second


def test_every_status_of_the_program_has_words(plan: Plan):
    for name in ("status", "means"):
        assert {status for status in Status if f"workbook_{name}_{status}" not in plan.texts} == set()


def arrays(share: pd.DataFrame) -> dict[str, np.ndarray]:
    numbers = {*NUMBERS}
    return {name: share[name].to_numpy(dtype=float if name in numbers else object).copy() for name in share}


@pytest.mark.parametrize(
    ("place", "name", "value", "said"),
    [
        (1, "value", 33.3, "2001: value is 33.33333333, in the store 33.3"),
        (0, "value", float("nan"), "1996: value is 0, in the store nan"),
        (2, "value", 0.0, "2006: value is nan, in the store 0"),
        (1, "denominator", 1234.0, "denominator is 1234.5, in the store 1234"),
        (2, "status", "suppressed", "2006: status is 'unreliable / peu fiable', in the store suppressed"),
        (2, "figure_id", "esq:pr24:other", "its figures are not those of the store"),
    ],
)
def test_a_workbook_that_is_not_the_store_is_named(
    share: pd.DataFrame, plan: Plan, tmp_path: Path, place: int, name: str, value: object, said: str
):
    file = tmp_path / "figures.xlsx"
    file.write_bytes(workbook(share, plan, "esq", "pr24", EDITION))
    statuses = {s.value: " / ".join(plan.texts[f"workbook_status_{s}"][lang] for lang in LANGS) for s in Status}
    rows = arrays(share)
    assert list(workbook_faults(file, "figures.xlsx", rows, statuses)) == []
    rows[name][place] = value
    faults = list(workbook_faults(file, "figures.xlsx", rows, statuses))
    assert len(faults) == 1
    assert said in faults[0].said


def test_a_profile_without_its_workbook_is_a_fault(share: pd.DataFrame, tmp_path: Path):
    faults = list(workbook_faults(tmp_path / "figures.xlsx", "figures.xlsx", arrays(share), {}))
    assert [str(fault).partition(":")[0] for fault in faults] == ["figures.xlsx"]
    assert "no workbook of figures" in faults[0].said
