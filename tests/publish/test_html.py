"""The pages as HTML, as a strict parser and a screen reader expect it: every type whole, all pages in short."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import html5lib
import pytest
from browser.walks import LANGS, TYPES
from lxml import etree, html

REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers", "for", "list")
ID = re.compile(r'\sid="([^"]*)"')
H1 = re.compile(r"<h1\b")
MAIN = re.compile(r"<main\b")
HEADINGS = re.compile(r"<h([1-6])\b")
INLINE = re.compile(r"<[^>]*\s(?:style|on[a-z]+)=\"")


def tree(page: Path) -> html.HtmlElement:
    return html.document_fromstring(page.read_text(encoding="utf-8"))


def said(element: html.HtmlElement) -> str:
    return etree.tostring(element, encoding="unicode", with_tail=False)[:120]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("path", TYPES.values(), ids=TYPES)
def test_a_strict_parser_finds_nothing(site: Path, lang: str, path: str) -> None:
    parser = html5lib.HTMLParser()
    parser.parse((site / lang / path / "index.html").read_text(encoding="utf-8"))

    assert [(place, fault) for place, fault, _ in parser.errors] == []


@pytest.mark.parametrize("path", ["index.html", "404.html", "editions/index.html"])
def test_a_strict_parser_finds_nothing_at_the_root(site: Path, path: str) -> None:
    parser = html5lib.HTMLParser()
    parser.parse((site / path).read_text(encoding="utf-8"))

    assert [(place, fault) for place, fault, _ in parser.errors] == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("path", TYPES.values(), ids=TYPES)
def test_a_page_keeps_the_rules_of_html(site: Path, lang: str, path: str) -> None:
    assert list(_faults(tree(site / lang / path / "index.html"))) == []


def _faults(page: html.HtmlElement) -> Iterator[str]:
    ids = Counter(page.xpath("//@id"))
    yield from (f"id twice: {name}" for name, times in ids.items() if times > 1)
    for attribute in REFERENCES:
        for element in page.xpath(f"//*[@{attribute}]"):
            lost = [name for name in element.get(attribute).split() if name not in ids]
            if lost:
                yield f"{attribute} leads nowhere: {said(element)}"
    yield from (f"one in another: {said(each)}" for each in page.xpath("//a//a|//a//button|//button//a|//summary//a"))
    yield from (f"a picture without alt: {said(each)}" for each in page.xpath("//img[not(@alt)]"))
    yield from (
        f"an image without a name: {said(each)}"
        for each in page.xpath("//*[@role='img'][not(@aria-label)][not(@aria-labelledby)]")
    )
    yield from (f"a head without scope: {said(each)}" for each in page.xpath("//article//table//th[not(@scope)]"))
    yield from (
        f"a table without a name: {said(each)}"
        for each in page.xpath("//article//table[not(caption)][not(@aria-label)][not(@aria-labelledby)]")
        if not each.xpath("ancestor::*[@role='region'][@aria-label or @aria-labelledby]")
    )
    yield from _unlabelled(page)


def _unlabelled(page: html.HtmlElement) -> Iterator[str]:
    """Yield what asks for something and does not say what."""
    for field in page.xpath("//article//input[not(@type='hidden')]|//article//select|//article//textarea"):
        labels = page.xpath("//label[@for=$name]", name=field.get("id", ""))
        if not (labels or field.get("aria-label") or field.get("aria-labelledby") or field.xpath("ancestor::label")):
            yield f"a field without a label: {said(field)}"


def test_a_fault_of_each_kind_is_seen() -> None:
    page = html.document_fromstring(
        '<article><p id="a"></p><p id="a"></p><div aria-labelledby="nowhere"></div><a href="x"><a href="y"></a></a>'
        '<img src="x"><svg role="img"></svg><table><tr><th>x</th></tr></table><input id="f"></article>'
    )

    assert [fault.split(":")[0] for fault in _faults(page)] == [
        "id twice", "aria-labelledby leads nowhere", "a picture without alt", "an image without a name",
        "a head without scope", "a table without a name", "a field without a label",
    ]  # fmt: skip


def test_every_page_has_one_title_its_parts_and_ids_of_its_own(site: Path) -> None:
    faults = [
        f"{file.relative_to(site)}: {fault}"
        for lang in LANGS
        for file in sorted((site / lang).rglob("*.html"))
        for fault in _in_short(file.read_text(encoding="utf-8"))
    ]

    assert faults == []


def _in_short(page: str) -> Iterator[str]:
    """Yield what a page lacks, read as text: a site of thousands of pages is read in seconds."""
    if len(H1.findall(page)) != 1:
        yield "one h1 was expected"
    if len(MAIN.findall(page)) != 1:
        yield "one main was expected"
    twice = [name for name, times in Counter(ID.findall(page)).items() if times > 1]
    if twice:
        yield f"ids twice: {twice}"
    levels = [int(level) for level in HEADINGS.findall(page)]
    for one, other in pairwise(levels):
        if other > one + 1:
            yield f"from h{one} to h{other}"
            break
    found = INLINE.search(page)
    if found:
        yield f"a style or a script in an attribute: {found.group()[:80]}"


def test_in_short_sees_what_it_should() -> None:
    good = '<main id="m"><h1 id="a">x</h1><h2>y</h2></main>'

    assert list(_in_short(good)) == []
    assert list(_in_short(good.replace("h2", "h3"))) == ["from h1 to h3"]
    assert list(_in_short(good.replace('id="m"', 'id="a"'))) == ["ids twice: ['a']"]
    assert list(_in_short(good.replace("h1", "p"))) == ["one h1 was expected"]
    assert list(_in_short(good.replace("main", "div"))) == ["one main was expected"]
    assert len(list(_in_short(good.replace("<h2>", '<h2 style="x">')))) == 1
