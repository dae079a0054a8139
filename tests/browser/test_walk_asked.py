"""What users of such sites ask for, ranked: for each request a walk that shows its answer."""

from __future__ import annotations

import ast
import csv
import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from browser.walks import LANGS, Lang, Walk

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
# The fourteen requests, the first asked for most, and the tests that walk the way of who asks.
ASKED: dict[str, tuple[str, ...]] = {
    "a citation to paste or to import": (
        "test_walk_cite.test_two_clicks_copy_the_citation_of_a_figure",
        "test_walk_cite.test_what_a_page_copies_is_what_the_program_prints",
    ),
    "reliability on every number, and right": ("test_walk_asked.test_poor_numbers_and_no_others_are_marked_as_such",),
    "print or PDF of one area": (
        "test_walk_print.test_a_profile_prints_on_two_sheets",
        "test_walk_print.test_paper_and_pdf_say_the_same",
    ),
    "zero, rounded, withheld and missing told apart": (
        "test_walk_asked.test_zero_missing_and_withheld_are_read_apart_and_rounding_is_said",
    ),
    "where a number comes from": ("test_walk_asked.test_a_number_leads_to_its_table_and_to_its_publisher",),
    "trends, and the old vintage kept": ("test_walk_asked.test_earlier_censuses_stay_and_breaks_are_marked",),
    "how fresh it is, whatever breaks upstream": (
        "test_walk_asked.test_every_source_says_how_and_when_it_was_obtained",
    ),
    "custom areas": (
        "test_walk_asked.test_an_area_of_several_provinces_says_what_it_is_made_of_and_is_compared",
        "test_walk_compare.test_six_regions_and_not_one_more",
    ),
    "text that never goes stale": ("test_walk_asked.test_every_number_of_a_sentence_is_a_figure_of_the_store",),
    "share, embed or keep exactly what one saw": (
        "test_walk_charts.test_a_chart_is_shown_on_another_page_by_the_line_that_is_given",
        "test_walk_charts.test_a_chart_is_taken_as_a_drawing_and_as_a_picture",
        "test_walk_compare.test_the_address_follows_every_choice_and_brings_it_back",
    ),
    "both languages, downloads included": (
        "test_walk_pages.test_page_is_whole_and_fits_every_screen_in_both_languages",
        "test_walk_asked.test_a_file_speaks_the_language_of_its_page",
    ),
    "charts for a screen reader": (
        "test_walk_reading.test_charts_are_pictures_with_a_name_and_a_description",
        "test_walk_reading.test_every_chart_has_words_and_its_numbers_are_in_the_table_beside_it",
    ),
    "boundary changes explained": ("test_walk_asked.test_a_region_whose_boundary_moved_says_so_and_leads_to_why",),
    "what changed since last time": ("test_walk_asked.test_changes_are_a_page_a_feed_and_a_file_that_agree",),
}


def test_every_request_has_its_walks() -> None:
    found = {
        f"{file.stem}.{node.name}"
        for file in HERE.glob("test_*.py")
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }
    named = {name for names in ASKED.values() for name in names}

    assert len(ASKED) == 14
    assert all(ASKED.values())
    assert sorted(named - found) == []


def store(site: Path, profile: str, lang: Lang = "en") -> dict[str, dict[str, str]]:
    """Return figure id → its row in the file beside a profile."""
    with (site / lang / "profiles" / profile / "figures.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["figure_id"]: row for row in csv.DictReader(file)}


def cells(walk: Walk) -> dict[str, str]:
    """Return figure id → all that its cell in the tables of this page says, marks included."""
    # What is marked has its figure inside the cell, beside the mark.
    found = walk.page.locator("table td:is([data-figure], :has([data-figure]))").evaluate_all(
        """all => all.map((cell) => [
          cell.dataset.figure || cell.querySelector("[data-figure]").dataset.figure, cell.textContent.trim(),
        ])"""
    )
    return dict(found)


@pytest.mark.parametrize("lang", LANGS)
def test_poor_numbers_and_no_others_are_marked_as_such(walk: Walk, site: Path, lang: Lang) -> None:
    walk.to(f"{lang}/profiles/fsc/pr62/details/")
    shown, rows = cells(walk), store(site, "fsc/pr62")
    poor = {name for name in shown if rows[name]["reliability"] == "poor"}
    marked = {name for name, text in shown.items() if "‡" in text}

    assert len(poor) > 2
    assert marked == poor
    # The mark is explained on the page: to who sees it, and to who reads on.
    assert walk.page.locator("article p").filter(has_text=re.compile("^‡|\\s‡ ")).last.is_visible()
    walk.to(f"{lang}/profiles/fsc/pr62/")
    themes = walk.page.locator(".pt-theme:has(td[data-figure])")
    assert themes.count() == walk.page.locator(".pt-theme:has(td[data-figure]) .pt-sure").count() > 0


@pytest.mark.parametrize("lang", LANGS)
def test_zero_missing_and_withheld_are_read_apart_and_rounding_is_said(walk: Walk, site: Path, lang: Lang) -> None:
    said: dict[str, set[str]] = {}
    for page in ("fsc/pr62/details", "arab/pr60"):
        walk.to(f"{lang}/profiles/{page}/")
        rows = store(site, page.removesuffix("/details"))
        for name, text in cells(walk).items():
            # A profile sets other regions beside its own.
            if name in rows:
                said.setdefault(rows[name]["status"], set()).add(re.sub("[‡†§]", "", text).strip())

    words = {"en": ("not available", "withheld"), "fr": ("non disponible", "retenue")}[lang]
    assert said["not_available"] == {words[0]}
    assert said["withheld"] == {words[1]}
    assert all(re.search(r"\d", text) for text in said["reported"])
    assert not any(re.search(r"\d", text) for status, texts in said.items() for text in texts if status != "reported")

    # A true zero is a number like any other.
    zero = "chinese:pr59:unemployment-rate:gap:2016"
    assert float(store(site, "chinese/pr59")[zero]["value"]) == 0
    walk.to(f"{lang}/profiles/chinese/pr59/")
    shown = walk.page.locator(f"[data-figure='{zero}']").first.inner_text()
    assert shown.replace("\N{NO-BREAK SPACE}", " ") == {"en": "0.0 points", "fr": "0,0 point"}[lang]

    # Counts end in 0 or 5 by design: the page of a source that rounds says so where its numbers stand.
    walk.to(f"{lang}/profiles/esq/pr24/")
    bounds = walk.page.locator("#size .pt-sure").first.inner_text()
    assert {"en": "rounding", "fr": "arrondi"}[lang] in bounds


@pytest.mark.parametrize("lang", LANGS)
def test_a_number_leads_to_its_table_and_to_its_publisher(walk: Walk, lang: Lang) -> None:
    walk.to(f"{lang}/profiles/esq/pr24/")
    walk.page.locator('td[data-figure="esq:pr24:unemployment-rate:minority:2016"]').first.click()
    walk.page.locator("dialog[open] a[href*='/sources/']").click()
    walk.page.wait_for_url(f"{walk.address}{lang}/sources/statcan-43-10-0069/")

    assert walk.page.locator("h1").inner_text() == "43-10-0069-01"
    published = walk.page.locator("article a[href*='statcan.gc.ca'][href*='4310006901']")
    assert published.count() == 1
    assert published.is_visible()
    walk.settle()
    assert walk.complaints == []


def test_earlier_censuses_stay_and_breaks_are_marked(walk: Walk, site: Path) -> None:
    walk.to("en/profiles/esq/pr24/")
    years = [
        text.split("\n")[-1].split()[-1 if "†" not in text else -2]
        for text in walk.page.locator("#size table")
        .first.locator("tr:has(td[data-figure*=':community-size:']) th")
        .all_inner_texts()
    ]
    periods = {row["period"] for row in store(site, "esq/pr24").values() if row["indicator"] == "community-size"}
    assert years[0] == "2021"
    assert years == sorted(set(years), reverse=True)
    assert set(years) <= periods
    # Back to the first census that asked, and the year where the method changed has its mark and its reason.
    assert years[-1] == min(period for period in periods if len(period) == 4)
    rows = walk.page.locator("#size tbody tr").filter(has_text="2011 †")
    assert rows.count() > 0
    assert "2011" in walk.page.locator("#size .pt-sure").first.inner_text()
    # What was frozen is kept where every page leads to.
    walk.to("en/changes/")
    walk.page.locator("article a[href$='/editions/']").first.click()
    walk.page.wait_for_url(f"{walk.address}editions/")
    assert walk.page.locator("h1").count() == len(LANGS)


@pytest.mark.parametrize("lang", LANGS)
def test_every_source_says_how_and_when_it_was_obtained(walk: Walk, site: Path, lang: Lang) -> None:
    obtained = {
        "en": ("Release", "How obtained", "In this edition"),
        "fr": ("Diffusion", "Mode d'obtention", "Dans la présente édition"),
    }
    walk.to(f"{lang}/sources/")
    used = {name for row in store(site, "esq/pr24").values() for name in row["source"].split()}
    assert len(used) > 5
    listed = walk.page.locator("article a[href*='/sources/']").evaluate_all("all => all.map((one) => one.href)")
    pages = {f"{lang}/sources/{name}/" for name in used}
    assert pages <= {address.removeprefix(walk.address) for address in listed}
    for page in sorted(pages):
        walk.to(page)
        facts = dict(
            zip(
                walk.page.locator("#facts dt").all_inner_texts(),
                walk.page.locator("#facts dd").all_inner_texts(),
                strict=False,
            )
        )
        assert [name for name in obtained[lang] if not facts.get(name, "").strip()] == [], page


def test_an_area_of_several_provinces_says_what_it_is_made_of_and_is_compared(walk: Walk) -> None:
    walk.to("en/profiles/fsc/x-atlantic/")
    made_of = walk.page.locator(".pt-head").inner_text()
    for name in ("Newfoundland and Labrador", "Prince Edward Island", "Nova Scotia", "New Brunswick"):
        assert name in made_of

    walk.to("en/compare/?c=fsc&r=x-atlantic,x-prairies,x-territories,pr13&i=overqualification")
    walk.page.locator("#result").wait_for()
    shown = walk.page.locator(".pt-compare table [data-figure*=':minority:']").evaluate_all(
        "all => all.map((one) => one.dataset.figure.split(':')[1])"
    )
    assert sorted(set(shown)) == ["pr13", "x-atlantic", "x-prairies", "x-territories"]
    assert walk.complaints == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("profile", ["esq/pr24", "fsc/pr13", "black/cma535"])
def test_every_number_of_a_sentence_is_a_figure_of_the_store(walk: Walk, site: Path, lang: Lang, profile: str) -> None:
    walk.to(f"{lang}/profiles/{profile}/")
    rows = store(site, profile)
    # What is left of a sentence once its figures are taken out: words, and the years of those figures.
    sentences = walk.page.locator(".pt-says li, .pt-theme > p:has([data-rule])").evaluate_all(
        """all => all.map((one) => {
          const copy = one.cloneNode(true);
          const figures = [...copy.querySelectorAll("[data-figure]")].map((each) => each.dataset.figure);
          const of = [...copy.querySelectorAll("[data-of]")].map((each) => each.dataset.of);
          copy.querySelectorAll("[data-figure], [data-part], [data-bounds], button").forEach((each) => each.remove());
          return { figures, of, left: copy.textContent };
        })"""
    )

    assert len(sentences) > 3
    for sentence in sentences:
        named = [*sentence["figures"], *(name for each in sentence["of"] for name in each.split())]
        assert set(named) <= set(rows), sentence
        years = {
            year
            for name in named
            for row in [rows[name]]
            for year in re.findall(r"\d{4}", row["period"] + " " + row["since"])
        }
        assert set(re.findall(r"\d+", sentence["left"])) <= years, sentence


@pytest.mark.parametrize("lang", LANGS)
def test_a_file_speaks_the_language_of_its_page(walk: Walk, tmp_path: Path, lang: Lang) -> None:
    walk.to(f"{lang}/profiles/fsc/pr13/")
    with walk.page.expect_download() as download:
        walk.page.locator("a[href$='figures.csv'][download]").locator("visible=true").first.click()
    download.value.save_as(tmp_path / "figures.csv")
    with (tmp_path / "figures.csv").open(encoding="utf-8-sig", newline="") as file:
        names = {row["region_name"] for row in csv.DictReader(file)}

    assert names == {{"en": "New Brunswick", "fr": "Nouveau-Brunswick"}[lang]}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("region", ["er2430", "er2435", "rss05", "rss16"])
def test_a_region_whose_boundary_moved_says_so_and_leads_to_why(walk: Walk, lang: Lang, region: str) -> None:
    walk.to(f"{lang}/profiles/esq/{region}/")
    note = walk.page.locator(".pt-head .pt-small, article > .pt-small").filter(has_text="Brome-Missisquoi").first
    assert note.is_visible()
    note.get_by_role("link").click()
    walk.page.wait_for_url(re.compile(f"/{lang}/methods/breaks/#"))
    target = walk.page.locator(":target")
    assert "Estrie" in target.inner_text()


@pytest.mark.parametrize("lang", LANGS)
def test_changes_are_a_page_a_feed_and_a_file_that_agree(walk: Walk, lang: Lang) -> None:
    walk.to(f"{lang}/changes/")
    links = {
        kind: walk.page.locator(f"article a[href$='{kind}']").first.evaluate("link => link.href")
        for kind in ("changes.json", "changes.atom")
    }
    told = walk.page.locator("article").inner_text()
    changes = json.loads(walk.page.request.get(links["changes.json"]).text())
    running = changes["editions"][0]
    assert running["running"]
    assert running["text"][lang] in told
    feed = ET.fromstring(walk.page.request.get(links["changes.atom"]).text())
    entries = feed.findall("{http://www.w3.org/2005/Atom}entry")
    assert len(entries) == len(changes["editions"])
    said = " ".join(" ".join(entry.itertext()) for entry in entries)
    assert all(edition["text"][lang] in said for edition in changes["editions"])
