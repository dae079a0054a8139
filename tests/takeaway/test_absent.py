"""Zero and the five kinds of missing are six different things, in every format and in both languages."""

from __future__ import annotations

import csv
import io
import json

import pandas as pd
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from pipelines.assemble import shelves
from pipelines.model import LANGS, Lang, Plan, Status
from pipelines.publish.downloads import arrow, csv_by_region, csv_text, json_by_region
from pipelines.publish.workbook import COLUMNS, FIGURES_SHEET, workbook
from pipelines.render.words import Words

MISSING = list(Status)[1:]


def test_in_parquet(share: pd.DataFrame):
    stream = io.BytesIO()
    pq.write_table(arrow(share), stream)
    table = pq.read_table(io.BytesIO(stream.getvalue()))
    assert table["value"].to_pylist() == [0.0, 100 / 3, *[None] * 5]
    assert table["status"].to_pylist() == ["reported", "reported", *MISSING]


@pytest.mark.parametrize("lang", LANGS)
def test_in_csv_of_each_language(share: pd.DataFrame, plan: Plan, lang: Lang):
    data = csv_by_region(csv_text(share), share, plan, LANGS)[lang, "pr24"].decode()
    rows = list(csv.DictReader(io.StringIO(data, newline="")))
    assert [row["value"] for row in rows] == ["0", "33.3333333333333", "", "", "", "", ""]
    assert [row["status"] for row in rows] == ["reported", "reported", *MISSING]
    assert {row["region_name"] for row in rows} == {plan.regions["pr24"].name[lang]}
    assert {row["cell"] for row in rows} == {"'-1"}


def test_in_json(share: pd.DataFrame, plan: Plan):
    document = json.loads(json_by_region(share, plan, "esq")["pr24"])
    assert [each["value"] for each in document["figures"]] == [0.0, pytest.approx(100 / 3), *[None] * 5]
    assert [each["status"] for each in document["figures"]] == ["reported", "reported", *MISSING]
    for lang in LANGS:
        assert len({document["statuses"][status][lang] for status in MISSING}) == 5


def test_in_a_workbook(share: pd.DataFrame, plan: Plan):
    sheet = load_workbook(io.BytesIO(workbook(share, plan, "esq", "pr24", "1")))[FIGURES_SHEET]
    place = {name: number for number, name in enumerate(COLUMNS)}
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[place["value"]] for row in rows] == [0, pytest.approx(100 / 3), *[None] * 5]
    assert len({row[place["status"]] for row in rows}) == 6


@pytest.mark.parametrize("lang", LANGS)
def test_on_a_page(share: pd.DataFrame, plan: Plan, lang: Lang):
    words = Words(plan, lang)
    figures = sorted(shelves(share)["pr24"].figures.values(), key=lambda each: each.period)
    shown = [words.figure(figure) for figure in figures]
    assert shown[0] == {"en": "0.0%", "fr": "0,0\u00a0%"}[lang]
    assert shown[2:] == [words.texts[f"status_{status}"] for status in MISSING]
    assert len(set(shown)) == 7
