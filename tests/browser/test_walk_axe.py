"""Every type of page in both languages, light and dark, with what scripts open: axe finds no fault of accessibility."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

import pytest
from playwright.sync_api import Browser, Page

from browser.walks import LANGS, PATIENCE_MS, PROBE, TYPES, Lang, Walk

pytestmark = pytest.mark.browser

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
# WCAG 2.2 at level AA is all that its forerunners asked for, what it adds, and axe's own advice.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (only) => {
  const found = await axe.run({ resultTypes: ["violations"], runOnly: only });
  return found.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")} ${node.failureSummary} ${node.html.slice(0, 160)}`),
  );
}"""
# Outside the two languages.
ROOT = {"entrance": "", "wrong address": "404.html", "editions": "editions/"}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a page into which axe may be brought whatever the policy of its content says."""
    # Without movement no colour is caught on its way from light to dark.
    with browser.new_context(
        viewport={"width": 1280, "height": 900}, bypass_csp=True, reduced_motion="reduce"
    ) as context:
        context.add_init_script(path=PROBE)
        context.set_default_timeout(PATIENCE_MS)
        yield context.new_page()


def faults(page: Page, *rules: str) -> list[str]:
    """Return what axe finds on the page against `rules`, or against all that the project keeps."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE)
    return page.evaluate(RUN, {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS})


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("path", TYPES.values(), ids=TYPES)
def test_axe_finds_nothing_by_day_and_in_the_dark(walk: Walk, path: str, lang: Lang) -> None:
    walk.page.emulate_media(color_scheme="light")
    walk.to(f"{lang}/{path}")
    assert walk.page.locator("article").count() == 1
    assert faults(walk.page) == []

    # As the theme's own switch does it; only the colours are others then.
    walk.page.emulate_media(color_scheme="dark")
    walk.page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
    assert faults(walk.page, "color-contrast", "link-in-text-block") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ROOT.values(), ids=ROOT)
def test_axe_finds_nothing_outside_the_languages(walk: Walk, path: str, scheme: str) -> None:
    walk.page.emulate_media(color_scheme=scheme)
    walk.to(path)

    assert faults(walk.page) == []


@pytest.mark.parametrize("lang", LANGS)
def test_axe_finds_nothing_on_a_phone_with_its_menu_open(walk: Walk, lang: Lang) -> None:
    walk.page.set_viewport_size({"width": 390, "height": 800})
    walk.to(f"{lang}/profiles/esq/pr24/")
    found = faults(walk.page)
    walk.page.locator("label.md-header__button[for=__drawer]").click()
    walk.page.wait_for_function("() => document.querySelector('.md-nav--primary').getBoundingClientRect().left >= 0")
    walk.page.wait_for_timeout(400)

    found += faults(walk.page)
    # The theme's styles need the switch of the menu before all landmarks, as the accessibility page says: it is advice
    # of axe, and no rule of WCAG.
    assert [fault for fault in found if not fault.startswith("region: #__drawer ")] == []


@pytest.mark.parametrize("lang", LANGS)
def test_axe_finds_nothing_among_the_regions_found(walk: Walk, lang: Lang) -> None:
    walk.to(f"{lang}/")
    walk.page.locator("#pt-find").press_sequentially("mon")
    walk.page.locator(".pt-results a").first.wait_for()

    assert faults(walk.page) == []


@pytest.mark.parametrize("lang", LANGS)
def test_axe_finds_nothing_in_the_search_that_opens_over_a_page(walk: Walk, lang: Lang) -> None:
    walk.to(f"{lang}/methods/")
    walk.page.locator("header a[href$='search/']").click()
    walk.page.locator("dialog[open] input").press_sequentially("montr")
    walk.page.locator("dialog[open] a").first.wait_for()

    assert faults(walk.page) == []


def test_a_fault_is_found(walk: Walk) -> None:
    walk.to("en/about/")
    walk.page.evaluate("document.querySelector('article').innerHTML += '<img src=\"../assets/images/favicon.png\">'")

    assert any(fault.startswith("image-alt: ") for fault in faults(walk.page))
