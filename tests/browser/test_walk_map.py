"""Maps: by keyboard, by touch on a phone, chosen by the form and by the address, and all of them without a script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.walks import LANGS, PATIENCE_MS, Lang, Walk

pytestmark = pytest.mark.browser

CHOSEN = "#map-chosen"
PROVINCE = "indicators/unemployment-rate/#map-black-province"
ASKED = "map/?c=black&i=unemployment-rate&l=province"
# A target that a finger hits (WCAG 2.2, 2.5.5; 2.5.8 asks for 24).
FINGER_PX = 44


def focused(page: Page) -> str:
    """Return where the link that has the focus leads."""
    return str(page.evaluate("document.activeElement.getAttribute('href')"))


def region(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


@pytest.mark.parametrize("lang", LANGS)
def test_arrow_keys_go_from_region_to_region_and_enter_opens_the_profile(walk: Walk, lang: Lang) -> None:
    walk.to(f"{lang}/{PROVINCE}")
    first = walk.page.locator("#map-black-province svg a[tabindex='0']")
    expect(first).to_have_count(1)
    walk.page.locator("#map-black-province svg a[href$='/pr35/']").focus()
    been = []
    for key in ("ArrowRight", "ArrowLeft", "ArrowLeft", "ArrowUp", "ArrowUp", "End", "Home"):
        walk.page.keyboard.press(key)
        been.append(region(focused(walk.page)))
    assert been[:3] == ["pr24", "pr35", "pr46"]
    # Manitoba lies under Nunavut, or beside what of the north has a profile; further up is nothing.
    assert been[3] in ("pr61", "pr62", "pr46")
    assert been[4] == been[3]
    # One stop of the Tab key for a map.
    expect(walk.page.locator("#map-black-province svg a[tabindex='0']")).to_have_count(1)
    walk.page.locator("#map-black-province svg a[href$='/pr35/']").focus()
    walk.page.keyboard.press("Enter")
    walk.page.wait_for_url(f"**/{lang}/profiles/black/pr35/")
    walk.settle()
    assert walk.complaints == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_region_is_named_in_full_with_its_value(walk: Walk, lang: Lang) -> None:
    walk.to(f"{lang}/{PROVINCE}")
    link = walk.page.locator("#map-black-province svg a[href$='/pr35/']")
    shown = link.locator("[data-figure]")
    # The value is the one of the table under the map, and the short name is for the eye alone.
    value = walk.page.locator(f"td[data-figure='{shown.get_attribute('data-figure')}']")
    assert shown.text_content() == value.text_content()
    heard = walk.page.locator("#map-black-province").get_by_role("link", name=f"Ontario {value.text_content()}")
    expect(heard).to_have_count(1)


@pytest.mark.parametrize("lang", LANGS)
def test_a_finger_reaches_each_region_on_a_phone(browser: Browser, address: str, lang: Lang) -> None:
    with browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as context:
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.goto(f"{address}{lang}/{PROVINCE}")
        links = page.locator("#map-black-province svg a")
        sizes = [box for each in links.all() if (box := each.bounding_box())]
        assert len(sizes) > 5
        assert all(box["width"] >= FINGER_PX and box["height"] >= FINGER_PX for box in sizes)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.locator("#map-black-province svg a[href$='/pr24/']").tap()
        page.wait_for_url(f"**/{lang}/profiles/black/pr24/")


@pytest.mark.parametrize("lang", LANGS)
def test_the_form_shows_the_map_that_is_chosen_and_the_address_keeps_it(walk: Walk, lang: Lang) -> None:
    walk.to(f"{lang}/map/")
    expect(walk.page.locator(CHOSEN)).to_have_count(0)
    walk.page.locator("#pt-map-c").select_option("black")
    walk.page.locator("#pt-map-i").select_option("unemployment-rate")
    walk.page.locator("#pt-map-l").select_option("province")
    walk.page.locator("#pt-choose button").click()
    expect(walk.page.locator(f"{CHOSEN} [data-figure='black:pr35:unemployment-rate:minority:2016']")).to_be_visible()
    assert walk.at() == f"{lang}/{ASKED}"
    expect(walk.page.get_by_role("status")).to_contain_text("2016")
    # What was drawn for another page leads to the same profiles from here.
    walk.page.locator(f"{CHOSEN} svg a[href$='/pr35/']").click()
    walk.page.wait_for_url(f"**/{lang}/profiles/black/pr35/")
    walk.settle()
    walk.page.go_back()
    walk.settle()
    expect(walk.page.locator(CHOSEN)).to_be_visible()
    walk.page.go_back()
    walk.settle()
    expect(walk.page.locator(CHOSEN)).to_have_count(0)
    assert walk.complaints == []


def test_an_indicator_that_a_community_lacks_is_not_offered(walk: Walk) -> None:
    walk.to("en/map/")
    walk.page.locator("#pt-map-c").select_option("esq")
    offered = walk.page.locator("#pt-map-i option").evaluate_all("found => found.map((each) => each.value)")
    assert offered == ["mother-tongue-share"]


MALFORMED = (
    "?c=nobody&i=unemployment-rate&l=province",
    "?c=black&i=&l=",
    "?c=%3Cscript%3Ealert(1)%3C/script%3E&i=x&l=y",
    "?c=black&i=unemployment-rate&l=moon",
    "?i=../../about",
)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("query", MALFORMED)
def test_an_address_that_leads_to_no_map_says_so(walk: Walk, lang: Lang, query: str) -> None:
    walk.to(f"{lang}/map/{query}")
    said = {"en": "There is no such map.", "fr": "Cette carte n'existe pas."}[lang]
    expect(walk.page.get_by_role("status")).to_contain_text(said)
    expect(walk.page.locator(CHOSEN)).to_have_count(0)
    assert walk.page.locator(".pt-maps .pt-map").count() > 1
    assert walk.complaints == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_map_that_cannot_be_loaded_leads_to_the_page_where_it_stands(walk: Walk, lang: Lang) -> None:
    walk.page.route("**/indicators/unemployment-rate/", lambda route: route.abort())
    walk.to(f"{lang}/{ASKED}")
    link = walk.page.get_by_role("status").get_by_role("link")
    assert re.search(r"/indicators/unemployment-rate/#map-black-province$", str(link.get_attribute("href")))


@pytest.mark.parametrize("lang", LANGS)
def test_without_a_script_every_map_is_there_and_every_region_a_link(
    browser: Browser, address: str, lang: Lang
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}{lang}/map/")
        assert not page.locator("#pt-choose").is_visible()
        assert page.locator(".pt-maps .pt-map").count() == page.locator("summary[id^='maps-']").count() > 1
        page.locator(".pt-maps .pt-map svg a").first.click()
        assert "/profiles/" in page.url
        page.goto(f"{address}{lang}/map/")
        page.locator("#maps-black").click()
        page.locator("a[data-map='black unemployment-rate province']").click()
        assert page.url.endswith(PROVINCE)
        assert page.locator("#map-black-province").is_visible()
