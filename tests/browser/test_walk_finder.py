"""Find a region by any of its names, with or without accents, by keyboard, at once; without a script, by the lists."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest
from lxml import html
from playwright.sync_api import Browser, Page

from browser.walks import LANGS, PATIENCE_MS, Lang, Walk

pytestmark = pytest.mark.browser

FIELD = "#pt-find"
RESULTS = ".pt-places li:visible"
# A person sees an answer within a tenth of a second as immediate (Nielsen 1993, the limit that WCAG authors quote too).
AT_ONCE_MS = 100


def find(walk: Walk, typed: str) -> list[str]:
    """Type into the empty field of the home page key by key; return the names of the regions that remain."""
    walk.page.locator(FIELD).fill("")
    walk.page.locator(FIELD).press_sequentially(typed)
    # The names are read once somebody wants one.
    walk.settle()
    return walk.page.locator(RESULTS).all_inner_texts()


# Names as a person writes them → the regions meant, in the order of their levels.
ASKED = {
    "outaouais": ["Outaouais", "Outaouais"],
    "OUTAOUAIS": ["Outaouais", "Outaouais"],
    "montreal": ["Montréal", "Montréal", "Montréal"],
    "cote nord": ["Côte-Nord", "Côte-Nord"],
    "Côte-Nord": ["Côte-Nord", "Côte-Nord"],
    "l'outaouais": ["Outaouais", "Outaouais"],
}
# Regions of all levels, of which the lists hold every one.
AT_LEAST = 80


@pytest.mark.parametrize("lang", LANGS)
def test_a_name_finds_its_regions_at_every_level(walk: Walk, lang: Lang) -> None:
    walk.to(f"{lang}/")
    found, announced = {}, {}
    for typed in ASKED:
        found[typed] = find(walk, typed)
        announced[typed] = walk.page.get_by_role("status").inner_text().split()[-1]

    assert found == ASKED
    # Those who do not see the list hear how many there are.
    assert announced == {typed: str(len(names)) for typed, names in ASKED.items()}
    assert walk.complaints == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_city_is_found_by_the_name_it_had(walk: Walk, lang: Lang) -> None:
    walk.to(f"{lang}/")

    assert find(walk, "sudbury") == [{"en": "Greater Sudbury", "fr": "Grand Sudbury"}[lang]]
    assert any("Gatineau" in name for name in find(walk, "hull"))


@pytest.mark.parametrize("lang", LANGS)
def test_the_province_comes_before_regions_that_only_mention_it(walk: Walk, lang: Lang) -> None:
    walk.to(f"{lang}/")
    found = find(walk, "quebec")

    assert found[0] == {"en": "Quebec", "fr": "Québec"}[lang]
    assert {"Capitale-Nationale", "Nord-du-Québec"} < set(found)


@pytest.mark.parametrize("lang", LANGS)
def test_enter_goes_to_the_first_region_shown(walk: Walk, lang: Lang) -> None:
    walk.to(f"{lang}/")
    find(walk, "outaouais")
    walk.page.keyboard.press("Enter")

    walk.page.wait_for_url(f"{walk.address}{lang}/profiles/esq/er2460/")
    assert "Outaouais" in walk.page.locator("h1").inner_text()


def test_enter_leads_to_the_row_of_a_region_of_several_communities(walk: Walk) -> None:
    walk.to("en/")
    find(walk, "sudbury")
    walk.page.keyboard.press("Enter")

    walk.page.wait_for_url(f"{walk.address}en/regions/cma/#cma580")
    assert walk.page.locator("#cma580").is_visible()
    assert walk.page.locator("#cma580 a[href*='profiles/fsc/cma580/']").is_visible()


@pytest.mark.parametrize("lang", LANGS)
def test_an_unknown_name_says_so_and_leads_nowhere(walk: Walk, lang: Lang) -> None:
    walk.to(f"{lang}/")
    found = find(walk, "xyz")
    status = walk.page.get_by_role("status").inner_text()
    walk.page.keyboard.press("Enter")
    walk.settle()

    assert status.startswith({"en": "No region has this name.", "fr": "Aucune région ne porte ce nom."}[lang])
    assert walk.at() == f"{lang}/"
    # Where the announcement promises the lists, they are there.
    promised = {"en": "lists below", "fr": "listes ci-dessous"}[lang] in status
    assert len(found) == (walk.page.locator(".pt-places li").count() if promised else 0)


def test_emptying_the_field_brings_every_region_back(walk: Walk) -> None:
    walk.to("en/")
    find(walk, "xyz")
    walk.page.locator(FIELD).fill("")

    assert walk.page.locator(RESULTS).count() == walk.page.locator(".pt-places li").count() > AT_LEAST


def test_regions_appear_as_one_types(walk: Walk) -> None:
    walk.to("en/")
    times = walk.page.evaluate_handle("selector => probe.timeKeys(selector)", FIELD)
    typed = "saguenay lac saint jean"
    walk.page.locator(FIELD).press_sequentially(typed)
    walk.page.wait_for_timeout(100)
    measured: list[float] = times.json_value()

    # The median: a busy machine may hold up a single frame.
    assert len(measured) == len(typed)
    assert median(measured) < AT_ONCE_MS, measured


@pytest.fixture
def scriptless(browser: Browser) -> Iterator[Page]:
    """Return a page of a browser that runs no script."""
    with browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}) as context:
        context.set_default_timeout(PATIENCE_MS)
        yield context.new_page()


@pytest.mark.parametrize("lang", LANGS)
def test_without_a_script_the_lists_hold_the_same_links(scriptless: Page, address: str, lang: Lang) -> None:
    scriptless.goto(f"{address}{lang}/")
    assert not scriptless.locator(FIELD).is_visible()
    # Where there is no field there must be no name of one either.
    assert not scriptless.locator("label[for=pt-find]").is_visible()

    link = scriptless.locator(".pt-places a[href$='profiles/esq/er2460/']")
    if not link.is_visible():
        scriptless.locator(".pt-find summary").click()
    assert link.inner_text() == "Outaouais"
    link.click()
    assert scriptless.url == f"{address}{lang}/profiles/esq/er2460/"


@pytest.mark.parametrize("lang", LANGS)
def test_every_link_of_the_lists_leads_somewhere(site: Path, lang: Lang) -> None:
    home = site / lang
    links = html.parse(home / "index.html").xpath("//ul[@class='pt-places']//a/@href")
    broken = [link for link in links if not _leads_somewhere(home, *link.partition("#")[::2])]

    assert len(links) > AT_LEAST
    assert broken == []


def _leads_somewhere(home: Path, path: str, anchor: str) -> bool:
    file = home / path / "index.html"
    return file.is_file() and (not anchor or f'id="{anchor}"' in file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("lang", LANGS)
def test_without_a_script_a_profile_shows_tables_and_charts(scriptless: Page, address: str, lang: Lang) -> None:
    scriptless.goto(f"{address}{lang}/profiles/esq/pr24/")

    for what in ("h1", ".pt-big", "section.pt-theme svg", "section.pt-theme table td", "#cite"):
        assert scriptless.locator(what).first.is_visible(), what
    shown = scriptless.locator("section#work table td[data-figure='esq:pr24:unemployment-rate:minority:2016']")
    assert shown.inner_text() == {"en": "8.7%", "fr": "8,7\N{NO-BREAK SPACE}%"}[lang]
