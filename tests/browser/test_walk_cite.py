"""Citing as a person does: two clicks from any number, by mouse and by keyboard; what is copied is what we print."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import bibtexparser
import pandas as pd
import pytest
import rispy
from playwright.sync_api import Browser, Page, expect

from browser.walks import LANGS, PATIENCE_MS, PROBE, Lang, Walk
from pipelines.assemble import shelves
from pipelines.community import edition_of, sources_by_region
from pipelines.compute import compute
from pipelines.model import Figure, Plan, Status
from pipelines.model.citations import FORMATS
from pipelines.render import Citer, Renderer

pytestmark = pytest.mark.browser

PROFILE = "profiles/esq/pr24/"
RATE = "esq:pr24:unemployment-rate:minority:2016"
# The day of the site's build, from the epoch of the fixture `site`.
BUILT = "2025-10-09"
NAMES = {"en": {"close": "Close", "page": "Cite this page"}, "fr": {"close": "Fermer", "page": "Citer cette page"}}


@pytest.fixture
def copying(browser: Browser, address: str) -> Iterator[Walk]:
    """Return a walk of a person whose browser lets pages copy."""
    with browser.new_context(
        viewport={"width": 1280, "height": 900}, permissions=["clipboard-read", "clipboard-write"]
    ) as context:
        context.add_init_script(path=PROBE)
        context.set_default_timeout(PATIENCE_MS)
        yield Walk(context.new_page(), address)


def copied(page: Page) -> str:
    """Return what the clipboard holds once the dialog says that it was copied."""
    expect(page.get_by_role("status").filter(has_text=re.compile("Copi"))).to_be_visible()
    return page.evaluate("navigator.clipboard.readText()")


@pytest.mark.parametrize("lang", LANGS)
def test_two_clicks_copy_the_citation_of_a_figure(copying: Walk, lang: Lang) -> None:
    copying.to(f"{lang}/{PROFILE}")
    page = copying.page
    page.locator(f'[data-figure="{RATE}"]:visible').first.click()
    page.get_by_role("button", name="BibTeX").click()
    (entry,) = bibtexparser.parse_string(copied(page)).entries
    assert entry.key == f"portrait:{RATE}"
    assert ("8.7\\%" if lang == "en" else "8,7\u00a0\\%") in entry["title"]
    for name in ("APA", "RIS", "CSL-JSON"):
        page.get_by_role("button", name=name).click()
        expect(page.locator("dialog").get_by_role("status")).to_contain_text(name)
        assert RATE in page.evaluate("navigator.clipboard.readText()")
    assert page.locator("dialog .pt-cite-value").text_content() == ("8.7%" if lang == "en" else "8,7\u00a0%")
    assert copying.complaints == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_table_a_chart_and_the_page_are_cited_too(copying: Walk, lang: Lang) -> None:
    copying.to(f"{lang}/{PROFILE}")
    page = copying.page
    told = []
    for place in ("caption button", "figcaption .pt-cite-button", ".pt-cite button"):
        page.locator(place).first.click()
        page.get_by_role("button", name="RIS").click()
        (entry,) = rispy.loads(copied(page))
        told.append(entry)
        page.keyboard.press("Escape")
    table, chart, whole = told
    assert (table["type_of_reference"], chart["type_of_reference"], whole["type_of_reference"]) == (
        "DATA",
        "DATA",
        "ELEC",
    )
    assert table["urls"][0].startswith(f"{copying.address}{lang}/{PROFILE}#t-")
    assert whole["urls"] == [f"{copying.address}{lang}/{PROFILE}"]
    for entry in told:
        assert entry["database_provider"] == ("Statistics Canada" if lang == "en" else "Statistique Canada")
        assert entry["title"]
        assert "43-10-00" in entry["notes"][0] or "15-10-0032" in entry["notes"][0]


@pytest.mark.parametrize(
    "path", ["indicators/unemployment-rate/", "profiles/esq/", "profiles/esq/pr24/details/", "glossary/"]
)
def test_every_page_is_cited_in_two_clicks(copying: Walk, path: str) -> None:
    copying.to(f"fr/{path}")
    page = copying.page
    page.get_by_role("button", name=NAMES["fr"]["page"]).click()
    page.get_by_role("button", name="CSL-JSON").click()
    (item,) = json.loads(copied(page))
    assert item["URL"] == f"{copying.address}fr/{path}"
    assert item["title"]
    assert not item["title"].endswith("Portrait")
    if path != "glossary/":
        assert "Adapté de Statistique Canada" in item["note"]


def test_a_figure_of_another_page_is_read_from_its_profile(copying: Walk) -> None:
    copying.to("en/indicators/unemployment-rate/")
    page = copying.page
    page.locator(f'[data-figure="{RATE}"]').first.click()
    page.get_by_role("button", name="Copy text").click()
    assert f"{copying.address}en/{PROFILE}#{RATE} (accessed {BUILT})" in copied(page)


def test_by_keyboard_alone(copying: Walk) -> None:
    copying.to(f"en/{PROFILE}")
    page = copying.page
    table = page.locator("table:has(.pt-citable)").first
    expect(table.locator(".pt-cite-button")).to_be_visible()
    assert table.locator('[role="button"][tabindex="0"]').count() == 1, "one tab stop a table"
    # A cell stays a cell: the button is inside it.
    assert page.locator("td[role], th[role]").count() == 0

    first = table.locator('[role="button"][tabindex="0"]')
    first.focus()
    where = "document.activeElement.closest('td').cellIndex + ',' + document.activeElement.closest('tr').rowIndex"
    start = page.evaluate(where)
    page.keyboard.press("ArrowRight")
    right = page.evaluate(where)
    page.keyboard.press("ArrowDown")
    down = page.evaluate(where)
    assert start.split(",")[0] != right.split(",")[0]
    assert right.split(",")[0] == down.split(",")[0]
    assert right.split(",")[1] != down.split(",")[1]
    assert table.locator('[role="button"][tabindex="0"]').count() == 1

    focused = page.evaluate("document.activeElement.closest('[data-figure]').dataset.figure")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert dialog.get_attribute("aria-labelledby")
    assert page.evaluate("document.querySelector('dialog').contains(document.activeElement)")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.format") == "apa":
            break
    page.keyboard.press("Enter")
    assert focused in copied(page)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert page.evaluate("document.activeElement.closest('[data-figure]')?.dataset.figure") == focused


def test_where_copying_is_not_allowed_the_text_is_selected(walk: Walk) -> None:
    walk.to(f"fr/{PROFILE}")
    walk.page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    walk.page.locator(f'[data-figure="{RATE}"]:visible').first.click()
    walk.page.get_by_role("button", name="APA").click()
    expect(walk.page.locator("dialog").get_by_role("status")).to_contain_text("Ctrl+C")
    assert walk.page.evaluate("String(getSelection())").startswith("Portrait. (2025)")


def test_the_address_of_a_figure_leads_to_it(walk: Walk) -> None:
    walk.to(f"en/{PROFILE}#{RATE}")
    marked = walk.page.locator(".pt-cited")
    expect(marked).to_have_attribute("data-figure", RATE)
    expect(marked).to_be_in_viewport()
    # One that stands on no page, though the store has it, is told as such, and the page stays.
    walk.to(f"en/{PROFILE}#esq:pr24:no-such-thing:minority:2016")
    expect(walk.page.get_by_role("dialog")).to_contain_text("could not be read")


@pytest.mark.parametrize("lang", LANGS)
def test_without_scripts_the_files_are_links(browser: Browser, address: str, lang: Lang) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}{lang}/{PROFILE}")
        expect(page.locator("p.pt-cite")).to_contain_text(re.compile("^portrait\\. ", re.IGNORECASE))
        for name, file in (("BibTeX", "cite.bib"), ("RIS", "cite.ris"), ("CSL-JSON", "cite.csl.json")):
            link = page.get_by_role("link", name=name, exact=True)
            assert link.get_attribute("href") == file
            assert context.request.get(f"{address}{lang}/{PROFILE}{file}").ok


def asked(figures: pd.DataFrame, region: str) -> list[Figure]:
    """Return figures of every group, status and reliability, at most eight of each."""
    shelf = shelves(figures[figures["region"] == region])[region]
    seen: dict[tuple[object, ...], int] = {}
    found = []
    for figure in shelf.figures.values():
        kind = (figure.group, figure.status, bool(figure.breakdown), figure.reliability)
        seen[kind] = seen.get(kind, 0) + 1
        if seen[kind] <= 8:
            found.append(figure)
    return found


@pytest.mark.parametrize(("community", "region"), [("esq", "pr24"), ("chinese", "pr62")])
@pytest.mark.parametrize("lang", LANGS)
def test_what_a_page_copies_is_what_the_program_prints(
    walk: Walk,
    site: Path,
    observations: pd.DataFrame,
    plan: Plan,
    root: Path,
    lang: Lang,
    community: str,
    region: str,
) -> None:
    profile = f"profiles/{community}/{region}/"
    walk.to(f"{lang}/{profile}")
    table = compute(observations, plan, community)
    figures = asked(table, region)
    assert len(figures) >= (60 if community == "esq" else 20)
    assert (community == "esq") == ({figure.status for figure in figures} == {Status.REPORTED})
    # The values are those of the program, so that figures in the downloads alone are compared as well.
    edition = edition_of((site / lang / profile / "figures.json").read_bytes())
    citer = Citer(plan.edition(), lang, BUILT, walk.address.rstrip("/"))
    title = Renderer(plan.edition(), lang, root).title_of(community, region)
    page = citer.page_of((community, region), title, edition, sources_by_region(table, plan)[region])
    values = {figure.id: citer.words.figure(figure) for figure in figures}
    made = walk.page.evaluate(
        """async ([values, formats]) => {
          const fill = await import(new URL("../assets/cite-fill.js", document.baseURI.replace(/profiles.*/, "")));
          const book = await fill.book();
          const { figures, page } = await fill.profile(book, fill.profileOf(Object.keys(values)[0]));
          const told = { page: formats.map((format) => fill.written(book, "page", format, page)) };
          for (const [id, value] of Object.entries(values)) {
            const record = figures.figures.find((each) => each.figure_id === id);
            const { label, universe } = figures.indicators[record.indicator];
            const about = { community: figures.community.name[fill.lang], region: figures.region.name[fill.lang],
              level: figures.region.level, indicator: label[fill.lang], universe: universe[fill.lang] };
            const places = fill.figurePlaces(book, { ...record, community: figures.community.id }, about, value, page);
            told[id] = formats.map((format) => fill.written(book, "figure", format, places));
          }
          return told;
        }""",
        [values, list(FORMATS)],
    )
    assert made["page"] == [citer.page(page, format_) for format_ in FORMATS]
    for figure in figures:
        assert made[figure.id] == [citer.figure(figure, page, format_) for format_ in FORMATS]
    # Nor does a page's own reading of a value differ from the program's.
    on_page = [figure for figure in figures if walk.page.locator(f'td[data-figure="{figure.id}"]').count()]
    assert len(on_page) > 5
    for figure in on_page:
        read = walk.page.evaluate(
            """async (id) => {
              const fill = await import(new URL("../assets/cite-fill.js", document.baseURI.replace(/profiles.*/, "")));
              return (await fill.figure(id)).write("text");
            }""",
            figure.id,
        )
        assert read == citer.figure(figure, page, "text")


@pytest.mark.parametrize("lang", LANGS)
def test_names_as_bad_as_may_be_are_filled_alike(walk: Walk, plan: Plan, lang: Lang) -> None:
    walk.to(f"{lang}/{PROFILE}")
    bad = [
        "{value} {notice}", "a}{b", "100% & #1 _x_ ~y^ $5 \\end", "<script>alert(1)</script>", "one\r\nER  - \u2028two",
        "🏔️ שלום مرحبا", "$& $1 $$", "\"quoted\" 'l'été'", "\u00a0 no-break \u00a0",
    ]  # fmt: skip
    citer = Citer(plan.edition(), lang, BUILT, "https://portrait.example")
    for text in bad:
        page = citer.page_of(("esq", "pr24"), text, text, ["statcan-43-10-0069", "statcan-15-10-0032"])
        made = walk.page.evaluate(
            """async ([text, formats, site]) => {
              const fill = await import(new URL("../assets/cite-fill.js", document.baseURI.replace(/profiles.*/, "")));
              const book = { ...(await fill.book()), site };
              const page = fill.pagePlaces(book, { path: "profiles/esq/pr24", title: text, edition: text,
                address: `${site}/${fill.lang}/profiles/esq/pr24/`,
                sources: ["statcan-43-10-0069", "statcan-15-10-0032"] });
              return formats.map((format) => fill.written(book, "page", format, page));
            }""",
            [text, list(FORMATS), "https://portrait.example"],
        )
        assert made == [citer.page(page, format_) for format_ in FORMATS]
