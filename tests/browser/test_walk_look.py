"""Pages hold still while they load, bear larger letters and narrower screens, and show the keyboard where it is."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Browser

from browser.walks import LANGS, PAGES, PATIENCE_MS, PROBE, Lang, Walk

pytestmark = pytest.mark.browser

# Google's "good" ends at 0.1; a page of text has no reason to move at all.
SHIFT = 0.02
LOOKED_AT = {"home": "", "profile": "profiles/esq/pr24/", "indicator": "indicators/unemployment-rate/"}
SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  const watch = new PerformanceObserver((list) => {
    for (const one of list.getEntries()) sum += one.hadRecentInput ? 0 : one.value;
  });
  watch.observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
})"""
# The measures of WCAG 1.4.12.
SPACED = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }
"""
# Texts that their own box cuts off.
CUT = """() => [...document.querySelectorAll("article *")].filter((element) => {
  const cuts = ["hidden", "clip"].includes(getComputedStyle(element).overflowY);
  return cuts && element.clientHeight > 1 && element.scrollHeight > element.clientHeight + 2;
}).map((element) => element.outerHTML.slice(0, 120))"""
# Where the focus is, when something that stays on the screen lies on all of it.
HIDDEN = """() => {
  const element = document.activeElement;
  const box = element.getBoundingClientRect();
  const seen = [[.5, .5], [.1, .1], [.9, .1], [.1, .9], [.9, .9]].some(([x, y]) => {
    const top = document.elementFromPoint(box.left + x * box.width, box.top + y * box.height);
    return top && (element.contains(top) || top.contains(element));
  });
  return element === document.body || seen || box.width < 2 ? "" : element.outerHTML.slice(0, 120);
}"""


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", LOOKED_AT.values(), ids=LOOKED_AT)
def test_nothing_jumps_while_a_page_loads(walk: Walk, path: str, width: int) -> None:
    walk.page.set_viewport_size({"width": width, "height": 900})
    walk.to(f"fr/{path}")

    assert walk.page.evaluate(SHIFTS) <= SHIFT


def test_a_jump_is_seen(walk: Walk) -> None:
    walk.to("en/about/")
    walk.page.evaluate(
        "document.querySelector('article').prepend(Object.assign(document.createElement('div'), { id: 'late' }))"
    )
    walk.page.wait_for_timeout(100)
    walk.page.evaluate("document.getElementById('late').style.height = '300px'")

    assert walk.page.evaluate(SHIFTS) > SHIFT


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_no_script_holds_up_the_first_paint(site: Path, lang: Lang, path: str) -> None:
    page = html.parse(site / lang / path / "index.html")
    blocking = page.xpath("//script[@src][not(@async)][not(@defer)][not(@type='module')][following::article]/@src")

    assert blocking == []


@pytest.fixture
def restyled(browser: Browser, address: str) -> Iterator[Walk]:
    """Return a walk of a reader with styles of their own, on a phone; the policy binds the page alone."""
    with browser.new_context(viewport={"width": 390, "height": 900}, bypass_csp=True) as context:
        context.add_init_script(path=PROBE)
        context.set_default_timeout(PATIENCE_MS)
        yield Walk(context.new_page(), address)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_text_set_wider_apart_is_not_cut_off(restyled: Walk, lang: Lang, path: str) -> None:
    page = restyled.page
    restyled.to(f"{lang}/{path}")
    page.add_style_tag(content=SPACED)

    assert page.evaluate(CUT) == []
    assert restyled.probe("sideways") <= 0
    # Letters of a chart may reach past its edge: they stand in a drawing, and its numbers in the table beside it.
    assert [each for each in restyled.probe("outside") if not each.startswith("<text")] == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_twice_as_large_nothing_scrolls_sideways(browser: Browser, address: str, lang: Lang, path: str) -> None:
    # What a browser does at 200 per cent on a screen of 1280: half as many pixels, each twice as large.
    with browser.new_context(viewport={"width": 640, "height": 450}, device_scale_factor=2) as context:
        page = context.new_page()
        page.goto(f"{address}{lang}/{path}")

        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.parametrize("path", LOOKED_AT.values(), ids=LOOKED_AT)
def test_the_focus_is_never_hidden_by_what_stays(walk: Walk, path: str) -> None:
    walk.page.set_viewport_size({"width": 1280, "height": 600})
    walk.to(f"en/{path}")
    forth = [_hidden(walk, "Tab") for _ in range(60)]
    # Backwards what is reached comes in from above, under the header.
    back = [_hidden(walk, "Shift+Tab") for _ in range(50)]

    assert [each for each in forth + back if each] == []


def _hidden(walk: Walk, key: str) -> str:
    walk.page.keyboard.press(key)
    found = walk.page.evaluate(HIDDEN)
    if found:
        # What comes back into sight with the focus takes a moment.
        walk.page.wait_for_timeout(300)
        found = walk.page.evaluate(HIDDEN)
    return found


@pytest.mark.parametrize("lang", LANGS)
def test_the_menu_of_a_phone_opens_by_keyboard(walk: Walk, lang: Lang) -> None:
    walk.page.set_viewport_size({"width": 390, "height": 800})
    walk.to(f"{lang}/profiles/esq/pr24/")
    link = walk.page.locator(".md-nav--primary .md-nav__link[href$='/indicators/']")
    assert not link.is_visible()

    walk.page.keyboard.press("Tab")
    button = walk.page.locator("label.md-header__button[for=__drawer]")
    assert button.evaluate("button => parseFloat(getComputedStyle(button).outlineWidth)") >= 2
    walk.page.keyboard.press("Space")
    link.wait_for()
    for _ in range(20):
        walk.page.keyboard.press("Tab")
        if link.evaluate("link => link === document.activeElement"):
            break
    walk.page.keyboard.press("Enter")
    walk.page.wait_for_url(f"{walk.address}{lang}/indicators/")


def test_nothing_out_of_sight_takes_the_focus(walk: Walk) -> None:
    walk.page.set_viewport_size({"width": 390, "height": 800})
    walk.to("en/profiles/esq/pr24/")
    away = []
    for _ in range(25):
        walk.page.keyboard.press("Tab")
        box = walk.page.evaluate(
            "(({ left, right }) => ({ left, right }))(document.activeElement.getBoundingClientRect())"
        )
        if box["right"] <= 0 or box["left"] >= 390:
            away.append(walk.probe("focus")["what"])

    assert away == []


def test_nothing_moves_for_who_asked_for_stillness(walk: Walk) -> None:
    walk.page.emulate_media(reduced_motion="reduce")
    walk.to("en/profiles/esq/pr24/")
    moving = walk.page.evaluate(
        """() => [...document.querySelectorAll("body *")].filter((element) => {
          const style = getComputedStyle(element);
          const lasts = style.transitionDuration.split(", ").some((each) => parseFloat(each) > 0);
          return style.animationName !== "none" || lasts;
        }).map((element) => element.className)"""
    )

    assert moving == []
    assert walk.page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_colours_of_the_readers_own_leave_charts_and_cards_standing(walk: Walk) -> None:
    walk.page.emulate_media(forced_colors="active")
    walk.to("en/profiles/esq/pr24/")
    card = walk.page.locator(".pt-card").first
    line = walk.page.locator(".pt-chart .m path").first

    assert card.evaluate("card => getComputedStyle(card).borderLeftStyle") == "solid"
    # Two groups told apart by their ground and outline keep both.
    assert line.evaluate("line => getComputedStyle(line).stroke") == "rgb(11, 94, 138)"


@pytest.mark.parametrize("lang", LANGS)
def test_the_home_page_starts_with_one_field(walk: Walk, lang: Lang) -> None:
    for width in (1280, 390):
        walk.page.set_viewport_size({"width": width, "height": 700})
        walk.to(f"{lang}/")
        field = walk.page.locator("#pt-find").bounding_box()

        assert field is not None
        assert field["y"] + field["height"] < 700, "the field is below what is seen at once"


def test_key_figures_say_what_when_how_much_and_the_gap(walk: Walk) -> None:
    walk.to("en/profiles/esq/pr24/")
    card = walk.page.locator(".pt-card").filter(has_text="Unemployment rate")
    tops = walk.page.locator(".pt-card .pt-big").evaluate_all(
        "all => all.map((each) => each.getBoundingClientRect().top)"
    )

    assert [line for line in card.inner_text().split("\n") if line] == [
        "Unemployment rate", "2016", "8.7%", "French speakers: 6.8%", "Gap: +1.9\N{NO-BREAK SPACE}points",
    ]  # fmt: skip
    # The values of a row of cards stand on one line.
    assert len({round(top) for top in tops[:3]}) == 1


def test_the_style_sheet_is_small(site: Path) -> None:
    style = (site / "assets/portrait.css").read_text(encoding="utf-8")

    # What travels is compressed; the weight of a whole page is kept elsewhere.
    assert len(gzip.compress(style.encode(), 9)) <= 8_000
    # Nothing comes from elsewhere.
    assert re.findall(r"url\(\s*[\"']?(?:https?:)?//", style) == []
