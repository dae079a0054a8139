"""A profile on paper: two sheets of A4 or of Letter that hold what its brief holds, and nothing of the rest."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from browser.walks import LANGS, Lang, Walk
from pipelines.assemble import assemble_profiles, shelves
from pipelines.compute import compute, regions_of
from pipelines.model import Plan
from pipelines.render import Renderer

pytestmark = pytest.mark.browser

PAPERS = ("A4", "Letter")
FACTOR = re.compile(rb"([\d.]+) 0 0 [\d.]+ \S+ \S+ cm")
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
TEXT_CONTRAST = 4.5
# Many figures and few, many sources and none of its own, much that is missing; the longest page of all.
REPRESENTATIVE = (
    "esq/pr24", "esq/er2460", "esq/rss04", "esq/rss07", "esq/cma433", "fsc/pr11", "fsc/cma580", "black/cma535",
    "arab/pr60", "west-asian/x-territories",
)  # fmt: skip
# Codes, and what a screen reader says in place of a drawing.
UNSEEN = ("lang", "title", "svg", "said", "edition", "address")
KEYS = ("minority", "majority", "outline")
# What is visible: texts as they are laid out, and those of the drawings.
VISIBLE = """() => {
  const seen = (element) => element.checkVisibility();
  const article = document.querySelector("article");
  const drawn = [...article.querySelectorAll("svg text")].filter(seen).map((element) => element.textContent);
  return article.innerText + " " + drawn.join(" ");
}"""
FIGURES = """() => [...document.querySelectorAll("article [data-figure]")]
  .filter((element) => element.checkVisibility()).map((element) => element.textContent)"""


def sheets(walk: Walk, paper: str) -> int:
    """Return how many sheets a page takes; one that is too wide, and so printed smaller, takes a hundred."""
    printed = walk.page.pdf(format=paper)
    drawn = b"".join(
        zlib.decompressobj().decompress(stream) for stream in STREAM.findall(printed) if stream.startswith(b"x")
    )
    # Dots of a 300th of an inch from pixels of a 96th; what is printed smaller is drawn with another factor.
    factors = Counter(FACTOR.findall(drawn)).most_common(1)
    return len(re.findall(rb"/Type\s*/Page\b", printed)) if factors[0][0].startswith((b"3.125", b"3.1249")) else 100


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("profile", REPRESENTATIVE)
def test_a_profile_prints_on_two_sheets(walk: Walk, lang: Lang, profile: str) -> None:
    walk.to(f"{lang}/profiles/{profile}/")

    taken = {paper: sheets(walk, paper) for paper in PAPERS}
    assert {paper: number for paper, number in taken.items() if number > 2} == {}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("profile", ["esq/pr24", "esq/rss04", "black/cma535"])
def test_paper_and_pdf_say_the_same(
    walk: Walk, plan: Plan, observations: pd.DataFrame, root: Path, lang: Lang, profile: str
) -> None:
    walk.page.emulate_media(media="print")
    walk.to(f"{lang}/profiles/{profile}/")
    printed = _joined(walk.page.evaluate(VISIBLE))
    edition = re.search(r"\d\S+ \([0-9a-f]{8}\)", walk.page.locator(".pt-cite").inner_text())
    brief = _brief(plan, observations, root, lang, *profile.split("/"), edition[0] if edition else "")
    said = [text for text in _texts(brief) if text and text not in KEYS]

    assert len(said) > 25
    assert [text for text in said if _joined(text) not in printed] == [], "in the PDF and not on paper"
    whole = _joined(" ".join([*said, *(chart["svg"] for chart in brief["charts"])]))
    figures = walk.page.evaluate(FIGURES)
    assert len(figures) > 1
    assert [text for text in figures if _joined(text) not in whole] == [], "on paper and not in the PDF"
    assert walk.page.locator(".pt-b .pt-chart:visible").count() == len(brief["charts"])


def _brief(
    plan: Plan, observations: pd.DataFrame, root: Path, lang: Lang, community: str, region: str, edition: str
) -> dict[str, Any]:
    figures = compute(observations, plan, community)
    found = assemble_profiles(plan, community, shelves(figures), regions_of(plan.communities[community], plan))
    profile = next(profile for profile in found if profile.region == region)
    return Renderer(plan, lang, root).brief(profile, edition)


def _texts(document: Any) -> Iterator[str]:
    if isinstance(document, str):
        yield document
    elif isinstance(document, dict):
        for name, each in document.items():
            # The head of a section stands on paper where the section does.
            if name not in UNSEEN and name != "heads":
                yield from _texts(each)
    elif isinstance(document, list):
        for each in document:
            yield from _texts(each)


def _joined(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


@pytest.mark.parametrize("lang", LANGS)
def test_paper_holds_the_brief_and_hides_the_rest(walk: Walk, lang: Lang) -> None:
    walk.page.emulate_media(media="print")
    walk.to(f"{lang}/profiles/esq/pr24/")

    assert walk.page.locator(".pt-card:visible").count() == 6
    assert walk.page.locator("article .pt-chart:visible").count() == 3
    for shown in (
        "h1", "#at-a-glance", ".pt-says", ".pt-b .pt-sure", "#gaps", ".pt-untold", "#evidence", ".pt-sources",
        ".pt-cite", ".pt-all",
    ):  # fmt: skip
        assert walk.page.locator(shown).first.is_visible(), shown
    assert "/profiles/esq/pr24/" in walk.page.locator(".pt-all").inner_text()
    for hidden in (
        "header.md-header", ".md-tabs", ".md-sidebar", ".md-footer", ".pt-crumbs", ".pt-actions", ".pt-table",
        "#compared", "#planning", "#assets", "#screen", ".headerlink",
    ):  # fmt: skip
        assert walk.page.locator(hidden).locator("visible=true").count() == 0, hidden


def test_the_screen_shows_nothing_that_is_for_paper_alone(walk: Walk) -> None:
    walk.to("en/profiles/esq/pr24/")

    assert not walk.page.locator(".pt-all").is_visible()
    assert walk.page.locator("#compared").is_visible()


def test_paper_is_white_and_notes_are_smaller_than_the_text(walk: Walk) -> None:
    walk.page.emulate_media(media="print", color_scheme="dark")
    walk.to("fr/profiles/esq/pr24/")
    sizes = {
        what: walk.page.locator(what)
        .locator("visible=true")
        .first.evaluate("(element) => parseFloat(getComputedStyle(element).fontSize)")
        for what in (".pt-says li", ".pt-lede", ".pt-sure", ".pt-untold", ".pt-when", ".pt-sources", ".pt-cite")
    }

    # Who reads in dark colours prints in dark ink all the same.
    assert [each for each in walk.probe("contrasts", "article") if each["ratio"] < TEXT_CONTRAST] == []
    assert walk.page.evaluate("getComputedStyle(document.body).backgroundColor") in (
        "rgb(255, 255, 255)",
        "rgba(0, 0, 0, 0)",
    )
    assert {what: size for what, size in sizes.items() if size > sizes[".pt-says li"]} == {}
    # Below six points nobody reads on paper.
    assert min(sizes.values()) >= 6 * 96 / 72


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize(
    "path",
    ["profiles/esq/pr24/", "indicators/unemployment-rate/", "profiles/esq/pr24/details/", "methods/how-to-read/"],
)
def test_nothing_is_wider_than_the_paper(walk: Walk, path: str, paper: str) -> None:
    # A page that is too wide is printed smaller, or cut. A sheet less its margins, in pixels.
    width = {"A4": 688, "Letter": 710}[paper]
    walk.page.set_viewport_size({"width": width, "height": 950})
    walk.page.emulate_media(media="print")
    walk.to(f"fr/{path}")

    assert walk.page.evaluate("document.documentElement.scrollWidth") <= width


def test_pages_of_tables_print_whole_and_repeat_their_heads(walk: Walk) -> None:
    walk.page.emulate_media(media="print")
    walk.to("en/profiles/esq/pr24/details/")

    tables = walk.page.locator(".pt-table")
    assert tables.count() > 2
    assert all(table.is_visible() for table in tables.all())
    heads = walk.page.locator(".pt-table thead").evaluate_all("all => all.map((one) => getComputedStyle(one).display)")
    assert set(heads) == {"table-header-group"}
    assert sheets(walk, "A4") > 2
