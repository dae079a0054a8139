"""A page as it is read: by keyboard, by colours, on paper; its charts as pictures, as text and as numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from browser.walks import LANGS, PAGES, Lang, Walk

pytestmark = pytest.mark.browser

# WCAG 2.2: text 4.5:1 (1.4.3), what shows the focus 3:1 (1.4.11).
TEXT_CONTRAST = 4.5
FOCUS_CONTRAST = 3
# A profile whose cells are partly not available, and whose numbers are partly poor.
WITH_GAPS = "profiles/arab/pr60/"


@pytest.mark.parametrize("kind", ["home", "community", "province", "indicator", "methods", "glossary"])
def test_the_first_tab_skips_to_the_content(walk: Walk, kind: str) -> None:
    walk.to(f"en/{PAGES[kind]}")
    walk.page.keyboard.press("Tab")
    assert walk.page.locator("a.md-skip:focus").is_visible()

    walk.page.keyboard.press("Enter")
    walk.settle()
    target = walk.page.locator(":target")
    assert target.count() == 1
    top = target.bounding_box()["y"]
    header = walk.page.locator("header.md-header").bounding_box()
    assert header["y"] + header["height"] <= top + 1 < 900, "the content that was skipped to is hidden"
    # A page without a link in its content has nothing to be reached there.
    if walk.page.locator("article").get_by_role("link").count():
        walk.page.keyboard.press("Tab")
        assert walk.probe("focus")["inArticle"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["", "profiles/esq/pr24/", "indicators/unemployment-rate/"])
def test_the_focus_is_seen_wherever_it_is(walk: Walk, path: str, scheme: str) -> None:
    walk.page.emulate_media(color_scheme=scheme)
    walk.to(f"fr/{path}")
    stops = list(_stops(walk, 45))

    assert len(stops) > 20
    assert [stop for stop in stops if stop["width"] < 2] == []
    assert [stop for stop in stops if stop["ratio"] < FOCUS_CONTRAST] == []


def _stops(walk: Walk, count: int) -> Iterator[dict]:
    """Yield where the focus is after each of `count` tabs, or of fewer where the page ends."""
    for _ in range(count):
        walk.page.keyboard.press("Tab")
        stop = walk.probe("focus")
        if stop["what"].startswith("<body"):
            return
        yield stop


def test_arrow_keys_scroll_a_wide_table(walk: Walk) -> None:
    walk.page.set_viewport_size({"width": 320, "height": 900})
    walk.to("fr/profiles/esq/pr24/")
    assert len(walk.probe("scrollers")) > 2, "the tables of this page are expected to be wider than the screen"
    table = walk.page.locator(".pt-scroll").first
    table.focus()
    walk.page.keyboard.press("ArrowRight")

    walk.page.wait_for_function("() => document.activeElement.scrollLeft > 0", timeout=2000)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("path", ["profiles/esq/pr24/", "profiles/fsc/cma580/", "profiles/black/cma535/"])
def test_charts_are_pictures_with_a_name_and_a_description(walk: Walk, lang: Lang, path: str) -> None:
    walk.to(f"{lang}/{path}")
    pictures = walk.page.get_by_role("img").and_(walk.page.locator(".pt-chart svg"))

    assert pictures.count() == walk.page.locator(".pt-chart svg").count() > 0
    for picture in pictures.all():
        title, description = picture.locator("title").text_content(), picture.locator("desc").text_content()
        assert title.strip()
        assert description.strip()
        # The name that a screen reader speaks is made of both.
        assert walk.page.get_by_role("img", name=f"{title.strip()} {description.strip()}").count() == 1
        assert picture.locator("text").count() > 1


def test_every_chart_has_words_and_its_numbers_are_in_the_table_beside_it(site: Path) -> None:
    # All profiles: read as files, which takes seconds where a browser takes minutes.
    charts, faults = 0, []
    for file in sorted(site.glob("*/profiles/*/*/index.html")):
        for section in html.parse(file).xpath("//section[.//*[local-name()='svg']]"):
            tabled = _numbers(section.xpath(".//table//*[@data-figure]"))
            for chart in section.xpath(".//*[local-name()='svg']"):
                charts += 1
                faults += [f"{file}: {fault}" for fault in _faults(chart, tabled)]

    assert charts > 500
    assert faults == []


def _faults(chart: html.HtmlElement, tabled: dict[str, str]) -> Iterator[str]:
    """Yield what a chart lacks for those who cannot see it: a role, words, its numbers in the table."""
    if chart.get("role") != "img":
        yield "a chart that is no picture to a screen reader"
    named = {
        name: chart.xpath(f"string(.//*[@id='{name}'])").strip() for name in chart.get("aria-labelledby", "").split()
    }
    if [element.tag for element in chart[:2]] != ["title", "desc"] or len(named) != 2 or not all(named.values()):
        yield f"a chart without a title and a description: {named}"
    drawn = _numbers(chart.xpath(".//*[local-name()='text'][@data-figure]"))
    if not drawn:
        yield "a chart without numbers"
    yield from (
        f"in the chart and not in the table: {name}" for name, text in drawn.items() if tabled.get(name) != text
    )


def _numbers(elements: list) -> dict[str, str]:
    """Return figure id → the number as it is read."""
    return {element.get("data-figure"): "".join(element.itertext()).strip() for element in elements}


# Every kind of text on a profile, and in what surrounds it on all pages.
TEXTS = (
    "h1", "h2", "h3", "article p", "article li", "article a", ".pt-lede", ".pt-sure", ".pt-small", ".pt-missing",
    ".pt-cite", ".pt-table caption", ".pt-table thead th", ".pt-table tbody th", ".pt-table td", ".pt-then td",
    ".pt-then small", ".pt-na", ".pt-none", ".pt-poor", ".pt-big", ".pt-card p:not([class])", ".pt-when", ".pt-key",
    ".pt-chart svg text", ".md-header__title", ".md-tabs__link", ".pt-language", ".md-nav--secondary .md-nav__link",
    ".md-footer .md-copyright__highlight",
)  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(walk: Walk, scheme: str) -> None:
    walk.page.emulate_media(color_scheme=scheme)
    measured: dict[str, list[dict]] = {what: [] for what in TEXTS}
    for path in ("profiles/esq/pr24/", WITH_GAPS):
        walk.to(f"en/{path}")
        for what, found in measured.items():
            found += walk.probe("contrasts", what)

    assert [what for what, found in measured.items() if not found] == [], "not on these pages"
    faint = {what: [each for each in found if each["ratio"] < TEXT_CONTRAST] for what, found in measured.items()}
    assert {what: found for what, found in faint.items() if found} == {}


@pytest.mark.parametrize("lang", LANGS)
def test_dark_mode_is_switched_by_hand_and_stays(walk: Walk, lang: Lang) -> None:
    body = walk.page.locator("body")
    walk.to(f"{lang}/profiles/esq/er2460/")
    walk.page.get_by_title({"en": "Switch to dark mode", "fr": "Passer au mode sombre"}[lang]).click()
    assert body.get_attribute("data-md-color-scheme") == "slate"

    walk.to(f"{lang}/profiles/esq/er2460/")
    assert body.get_attribute("data-md-color-scheme") == "slate"
    walk.to(f"{lang}/glossary/")
    assert body.get_attribute("data-md-color-scheme") == "slate"

    walk.page.get_by_title({"en": "Switch to light mode", "fr": "Passer au mode clair"}[lang]).click()
    walk.to(f"{lang}/")
    assert body.get_attribute("data-md-color-scheme") == "default"
    assert walk.complaints == []
