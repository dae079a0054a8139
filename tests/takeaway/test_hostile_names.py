"""Names and texts that hold markup, formulas and long words: shown as they are, never run."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page

from pipelines.model import LANGS
from takeaway.drawn import COMMUNITY, ENDS, FORMULA, INDICATOR, LONG, LONG_REGION, PICTURE, REGION, RIGHT_TO_LEFT, RUNS

pytestmark = pytest.mark.browser
PAGES = (
    "",
    "profiles/",
    f"profiles/{COMMUNITY}/",
    f"profiles/{COMMUNITY}/{REGION}/",
    f"profiles/{COMMUNITY}/{LONG_REGION}/",
    f"profiles/{COMMUNITY}/{LONG_REGION}/details/",
    f"profiles/esq/{LONG_REGION}/",
    f"indicators/{INDICATOR}/",
    "indicators/",
    "regions/province/",
    "regions/cma/",
    "data/",
)


@pytest.fixture(scope="module")
def narrow(browser: Browser, served: str) -> Page:
    context = browser.new_context(viewport={"width": 320, "height": 700}, base_url=served)
    page = context.new_page()
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    yield page
    context.close()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("path", PAGES)
def test_nothing_runs_and_nothing_is_wider_than_the_narrowest_screen(narrow: Page, lang: str, path: str):
    said: list[str] = []
    narrow.on("console", lambda message: said.append(message.text))
    narrow.goto(f"{lang}/{path}")
    narrow.wait_for_timeout(150)

    assert narrow.evaluate("window.ran") is None
    assert said == []
    assert narrow.evaluate("document.scrollingElement.scrollWidth") <= 320
    names = narrow.evaluate("[...document.querySelectorAll('*')].flatMap((each) => each.getAttributeNames())")
    assert [name for name in names if name.startswith("on")] == []


def test_the_names_are_read_as_they_were_written(narrow: Page):
    narrow.goto(f"en/profiles/{COMMUNITY}/{REGION}/")
    assert f"{FORMULA} {RUNS}" in narrow.locator("h1").inner_text()
    narrow.goto(f"fr/profiles/{COMMUNITY}/{REGION}/")
    assert PICTURE in narrow.locator("h1").inner_text()
    narrow.goto(f"en/profiles/{COMMUNITY}/{LONG_REGION}/")
    assert f"{RIGHT_TO_LEFT} {ENDS}" in narrow.locator("h1").inner_text()
    narrow.goto(f"fr/profiles/{COMMUNITY}/{LONG_REGION}/")
    assert LONG in narrow.locator("h1").inner_text()


def test_a_number_beside_a_name_that_runs_from_right_to_left_stays_in_its_place(narrow: Page):
    narrow.goto(f"en/profiles/{COMMUNITY}/{LONG_REGION}/")
    loose = narrow.evaluate(
        "[...document.querySelectorAll('article [data-figure]')].filter((e) => !e.closest('svg')"
        " && getComputedStyle(e).unicodeBidi !== 'isolate').length"
    )
    assert loose == 0


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_told_to_search_engines_is_one_piece_of_data(narrow: Page, lang: str):
    narrow.goto(f"{lang}/profiles/{COMMUNITY}/{LONG_REGION}/")
    said = json.loads(narrow.locator('script[type="application/ld+json"]').inner_text())
    assert said["@type"] == "Dataset"
    assert said["name"] == narrow.title().removesuffix(" - Portrait")


@pytest.mark.parametrize("lang", LANGS)
def test_no_cell_of_a_csv_is_a_formula_and_the_name_is_whole(hostile: Path, lang: str):
    file = hostile / lang / "profiles" / COMMUNITY / REGION / "figures.csv"
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"), newline="")))
    names = {row["region_name"] for row in rows}
    assert names == {f"'{FORMULA} {RUNS}"} if lang == "en" else len(names) == 1
    for row in rows:
        odd = {name: text for name, text in row.items() if text.startswith(("=", "+", "-", "@", "\t", "\r"))}
        assert all(name in ("value", "lower", "upper") and float(text) < 0 for name, text in odd.items())


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(hostile: Path):
    book = load_workbook(hostile / "en" / "profiles" / COMMUNITY / REGION / "figures.xlsx")
    for sheet in book:
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n"}
        assert not any(cell.hyperlink for cell in cells)
    assert any(FORMULA in str(cell.value) for row in book["Figures - Valeurs"].iter_rows() for cell in row)
