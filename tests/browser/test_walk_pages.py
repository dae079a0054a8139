"""One page of every kind: whole and quiet, at home on every screen, and the same in the other language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from browser.walks import LANGS, PAGES, WIDTHS, Lang, Walk

pytestmark = pytest.mark.browser

# What the system prefers → what the theme calls it.
SCHEMES = {"light": "default", "dark": "slate"}


@pytest.mark.parametrize("preferred", SCHEMES)
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_page_is_whole_and_fits_every_screen_in_both_languages(walk: Walk, path: str, preferred: str) -> None:
    walk.page.emulate_media(color_scheme=preferred)
    walk.to(f"en/{path}")
    faults = list(_faults(walk, "en", preferred))
    walk.page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    walk.follow("Français", f"fr/{path}")
    faults += _faults(walk, "fr", preferred)
    # The narrowest screen is the last; the way back is seen there too.
    back = walk.page.get_by_role("link", name="English", exact=True)

    assert faults == []
    assert back.is_visible()
    assert back.evaluate("link => link.href") == f"{walk.address}en/{path}"
    assert walk.complaints == []


def _faults(walk: Walk, lang: Lang, preferred: str) -> Iterator[str]:
    """Yield what is wrong with the page that is open, which should be in `lang` and in the colours preferred."""
    page = walk.page
    if page.locator("html").get_attribute("lang") != lang:
        yield f"{walk.at()}: not said to be in {lang}"
    if page.locator("body").get_attribute("data-md-color-scheme") != SCHEMES[preferred]:
        yield f"{walk.at()}: not in {preferred} colours"
    headings = [heading.inner_text().strip() for heading in page.locator("h1").all()]
    if len(headings) != 1 or not headings[0]:
        yield f"{walk.at()}: one heading h1 was expected: {headings}"
    if not page.locator("main").is_visible():
        yield f"{walk.at()}: no main part"
    for width in WIDTHS:
        yield from (f"{walk.at()} at {width} px: {fault}" for fault in _misfits(walk, width))


def _misfits(walk: Walk, width: int) -> list[str]:
    """Return what is wrong with the page on a screen of `width`."""
    walk.page.set_viewport_size({"width": width, "height": 900})
    sideways, outside, scrollers = walk.probe("sideways"), walk.probe("outside"), walk.probe("scrollers")
    return [
        *([f"the document scrolls sideways by {sideways} px"] if sideways > 0 else []),
        *(f"cut off: {what}" for what in outside),
        *(f"scrolls, and no key reaches it: {each['what']}" for each in scrollers if not each["reached"]),
        *(f"scrolls, and has no name: {each['what']}" for each in scrollers if not each["name"]),
    ]


@pytest.mark.parametrize("lang", LANGS)
def test_every_page_of_a_language_has_a_title_of_its_own(site: Path, lang: Lang) -> None:
    # All pages, not only those walked: two tabs, two bookmarks or two search results must not look the same.
    pages: dict[str, list[str]] = {}
    for file in sorted((site / lang).rglob("index.html")):
        found = re.search(r"<title>(.*?)</title>", file.read_text(encoding="utf-8"), re.DOTALL)
        title = found[1].strip() if found else ""
        pages.setdefault(title, []).append(file.parent.relative_to(site).as_posix())

    assert "" not in pages
    assert {title: found for title, found in pages.items() if len(found) > 1} == {}


def test_entrance_leads_to_both_languages(walk: Walk) -> None:
    for name, lang in (("Continue in English", "en"), ("Continuer en français", "fr")):
        walk.to("")
        assert walk.page.locator("h1").count() == 1
        walk.page.set_viewport_size({"width": 320, "height": 640})
        assert walk.probe("sideways") <= 0
        walk.follow(name, f"{lang}/")
    assert walk.complaints == []
