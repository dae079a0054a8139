"""Charts taken away: as a drawing, as a picture, as a line for another page; and as a file that stands alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree, html

from browser.walks import LANGS, Lang, Walk

pytestmark = pytest.mark.browser

PAGE = "profiles/esq/pr24/"
PAGES = (PAGE, "profiles/black/cma535/", "indicators/unemployment-rate/")
MENU = "#work .pt-take"
PNG = b"\x89PNG\r\n\x1a\n"
SVG = "{http://www.w3.org/2000/svg}"


def opened(walk: Walk, lang: Lang) -> None:
    """Open the menu of a chart by keyboard alone."""
    walk.to(f"{lang}/{PAGE}")
    walk.page.locator(f"{MENU} summary").first.focus()
    walk.page.keyboard.press("Enter")
    # The line for another page is there once the size of the drawing is known.
    walk.page.wait_for_function("() => document.querySelector('#work .pt-take[open] textarea')?.value")


@pytest.mark.parametrize("lang", LANGS)
def test_a_chart_is_taken_as_a_drawing_and_as_a_picture(walk: Walk, tmp_path: Path, lang: Lang) -> None:
    opened(walk, lang)
    # In the order of the tabulator: the drawing, then the picture.
    for name, begins in (("work.svg", b"<svg xmlns="), ("work.png", PNG)):
        walk.page.keyboard.press("Tab")
        with walk.page.expect_download() as download:
            walk.page.keyboard.press("Enter")
        assert download.value.suggested_filename == name
        download.value.save_as(tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(begins)

    drawing = etree.parse(tmp_path / "work.svg").getroot()
    picture = (tmp_path / "work.png").read_bytes()
    width, height = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
    assert (width, height) == (2 * int(drawing.get("width")), 2 * int(drawing.get("height")))
    assert walk.complaints == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_chart_is_shown_on_another_page_by_the_line_that_is_given(walk: Walk, lang: Lang) -> None:
    opened(walk, lang)
    line = walk.page.locator(f"{MENU}[open] textarea").input_value()
    (frame,) = html.fragments_fromstring(line)
    title = walk.page.locator("#work .pt-chart title").first.text_content()
    assert frame.tag == "iframe"
    assert dict(frame.attrib) == {
        "src": f"{walk.address}{lang}/{PAGE}work.svg", "title": title, "width": "440", "loading": "lazy",
        "height": frame.get("height"),
    }  # fmt: skip

    # The choice of language has no script that would miss what is taken from its page.
    walk.to("index.html")
    walk.page.set_content(f"<!doctype html>{line}")
    inside = walk.page.frame_locator("iframe")
    assert inside.locator("svg > title").text_content() == title
    walk.page.evaluate("window.name = 'other'")
    inside.locator("svg > a").click()
    walk.page.wait_for_url(f"{walk.address}{lang}/{PAGE}#work")
    assert walk.complaints == []


def test_escape_closes_the_menu_and_the_focus_is_where_it_was(walk: Walk) -> None:
    opened(walk, "en")
    walk.page.keyboard.press("Tab")
    walk.page.keyboard.press("Escape")
    assert walk.page.locator(".pt-take[open]").count() == 0
    assert walk.page.evaluate("document.activeElement === document.querySelector('#work .pt-take summary')")
    assert walk.page.locator(f"{MENU} summary").first.get_attribute("aria-label").startswith("Download or embed, ")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("path", PAGES)
def test_nothing_that_is_drawn_is_cut_off(walk: Walk, site: Path, lang: Lang, path: str) -> None:
    drawings = sorted(site.glob(f"{lang}/{path}*.svg"))
    assert drawings
    for file in drawings:
        walk.to(file.relative_to(site).as_posix())
        beyond = walk.page.evaluate(
            """() => { const whole = document.documentElement.viewBox.baseVal;
              return [...document.querySelectorAll("text, path")].filter((each) => {
                const box = each.getBBox(), shift = each.closest(".drawing") ? 20 : 0;
                return box.x + shift < 0 || box.x + box.width + shift > whole.width;
              }).map((each) => each.outerHTML); }"""
        )
        assert beyond == [], file


def test_the_numbers_of_other_regions_are_in_the_table_of_their_indicator(site: Path) -> None:
    tables = {
        file.parent.name: {each.get("data-figure"): each.text_content() for each in _figures(html.parse(file), "table")}
        for file in site.glob("en/indicators/*/index.html")
    }
    seen = 0
    for file in sorted(site.glob("en/profiles/*/*/regions.svg")):
        for text in etree.parse(file).iter(f"{SVG}text"):
            if figure := text.get("data-figure"):
                seen += 1
                assert tables[figure.split(":")[2]][figure] == text.text, file
    assert seen > 1000


def _figures(tree: html.HtmlElement, within: str) -> list[html.HtmlElement]:
    return tree.xpath(f"//{within}//*[@data-figure]")
