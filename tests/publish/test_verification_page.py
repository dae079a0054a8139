"""The verification page and its download, read back from the built site."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest
from lxml import html as lxml_html

from pipelines.check import compared, published_texts
from pipelines.model import LANGS, Lang, Plan
from pipelines.model.published import PUBLISHED_COLUMNS, Checked, Outcome

ATTRIBUTES = ("data-published", "data-difference", "data-ours", "data-row", "data-reason", "data-count")


@pytest.fixture(scope="module")
def checked(site: Path, plan: Plan) -> tuple[Checked, ...]:
    assert plan.published is not None
    return compared(plan.published, [pd.read_parquet(site / "data" / "figures.parquet")])


def page(site: Path, lang: Lang) -> lxml_html.HtmlElement:
    return lxml_html.fromstring((site / lang / "verification" / "index.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_says_of_each_row_exactly_what_came_of_it(
    site: Path, plan: Plan, checked: tuple[Checked, ...], lang: Lang
):
    texts = published_texts(checked, plan, lang)
    found = {
        (name, element.get(name)): element.text_content()
        for name in ATTRIBUTES
        for element in page(site, lang).iterfind(f".//*[@{name}]")
    }
    assert found == dict(texts)


@pytest.mark.parametrize("lang", LANGS)
def test_our_figure_stands_beside_the_published_one(site: Path, checked: tuple[Checked, ...], lang: Lang):
    shown = {
        line.find(".//*[@data-published]").get("data-published"): [
            element.get("data-figure") for element in line.iterfind(".//*[@data-figure]")
        ]
        for line in page(site, lang).iterfind(".//tr")
        if line.find(".//*[@data-published]") is not None
    }
    single = [each for each in checked if each.rule.ours and each.rule.ours.one]
    assert single
    assert all(shown[each.row.key] == list(each.figures) for each in single)
    assert all(not shown[each.row.key] for each in checked if each.outcome is Outcome.NOT_COMPUTED)


@pytest.mark.parametrize("lang", LANGS)
def test_every_publication_is_linked_and_every_table_scrolls(site: Path, checked: tuple[Checked, ...], lang: Lang):
    content = page(site, lang)
    links = {element.get("href") for element in content.iterfind(".//a[@data-row]")}
    assert links == {each.row.url for each in checked}
    tables = content.findall(".//table[@class='pt-table pt-checked']")
    assert len(tables) == 3
    assert all(table.getparent().get("class") == "pt-scroll" for table in tables)


def test_the_download_holds_every_row_with_its_outcome(site: Path, checked: tuple[Checked, ...]):
    with (site / "data" / "verification.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["key"] for row in rows] == [each.row.key for each in checked]
    assert [row["outcome"] for row in rows] == [each.outcome for each in checked]
    assert all(row[name] == getattr(each.row, name) for row, each in zip(rows, checked, strict=True)
               for name in PUBLISHED_COLUMNS)  # fmt: skip
    assert all((row["ours"] == "") == (row["outcome"] == Outcome.NOT_COMPUTED) for row in rows)
    assert all(row["text_en"] and row["text_fr"] for row in rows if row["outcome"] != Outcome.AGREES)
