"""What the search may find: words of pages and every name, no number of a table; and an index that is made once."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from project import hashes

from pipelines.errors import PortraitError
from pipelines.model import LANGS, Lang, Page
from pipelines.publish import search
from pipelines.publish.search import handwritten_entries, made_from, make_index, page_entry, profile_entry

CONTENT = """<header><h1 id="page"><span>Northern</span> Quebec</h1><p class="pt-lede">People of the north.</p></header>
<h2 id="at-a-glance">At a glance</h2>
<div class="pt-card"><p class="pt-big"><span data-figure="a:b:c">987,654</span></p></div>
<section class="pt-theme" id="work"><h2>Work</h2>
<p><span data-rule="comparison/x" data-of="y">The rate was <span data-figure="a:b:c">12.3%</span> among them.</span></p>
<table><tr><td data-figure="a:b:d">55,555</td></tr></table><svg><text>44,444</text></svg>
<p class="pt-missing">Nothing on hours.</p></section>
<h2 id="compared">Compared with</h2><p>What every profile says.</p>"""
PAGE = Page(
    path="profiles/north/pr24/",
    lang="en",
    title="Northern, <b>Quebec</b>",
    description="",
    content=CONTENT,
    contents=(),
)


def test_of_a_profile_its_names_themes_and_sentences_are_searched_and_no_number() -> None:
    path, title, body = profile_entry(PAGE, ["Quebec", "Québec", "Lower Canada", "Quebec"])

    assert (path, title) == ("profiles/north/pr24/", "Northern, <b>Quebec</b>")
    assert body == (
        "<h1>Northern, &lt;b&gt;Quebec&lt;/b&gt;</h1><p>People of the north.</p>"
        '<h2 id="work">Work</h2><p>The rate was … among them.</p><p>Quebec · Québec · Lower Canada</p>'
    )


def test_of_another_page_all_text_outside_tables_is_searched() -> None:
    body = page_entry(PAGE)[2]

    assert "Nothing on hours." in body
    assert "What every profile says." in body
    for number in ("987,654", "12.3", "55,555", "44,444"):
        assert number not in body


def test_a_term_of_the_glossary_is_a_place_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "glossary"
    folder.mkdir()
    (folder / "index.html").write_text(
        "<title>Glossary - Portrait</title><nav>Home</nav><article class='x'><h1>Glossary</h1><dl>"
        '<dt id="cell">Cell<a class="headerlink" href="#cell">¶</a></dt>'
        "<dd>One number &amp; its place.</dd></dl></article>",
        encoding="utf-8",
    )

    assert list(handwritten_entries(tmp_path)) == [
        ("glossary/", "Glossary", '<h1>Glossary</h1><h2 id="cell">Cell</h2><p>One number &amp; its place.</p>')
    ]


ENTRIES: dict[Lang, list[search.Entry]] = {
    "en": [("glossary/", "Glossary", "<h1>Glossary</h1><p>Rounding of cells.</p>"), profile_entry(PAGE, ["Québec"])],
    "fr": [("glossary/", "Glossaire", "<h1>Glossaire</h1><p>Arrondissement des cellules.</p>")],
}


def test_the_index_holds_each_page_in_its_language_and_is_the_same_twice(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        make_index(tmp_path / name, ENTRIES)
    one = hashes(tmp_path / "one")

    assert one == hashes(tmp_path / "two")
    entry = json.loads((tmp_path / "one" / "pagefind-entry.json").read_text(encoding="utf-8"))
    assert {lang: found["page_count"] for lang, found in entry["languages"].items()} == {"en": 2, "fr": 1}
    groups = json.loads((tmp_path / "one" / "groups.en.json").read_text(encoding="utf-8"))
    assert [len(ids) for ids in groups.values()] == [1]
    assert (tmp_path / "one" / "fragment" / f"{groups['knowledge'][0]}.pf_fragment").is_file()
    # The program's own boxes and buttons are not ours.
    assert not any("ui" in name or name.endswith(".css") or "unknown" in name for name in one)


def test_what_looks_like_markup_is_text_in_the_index(tmp_path: Path) -> None:
    make_index(tmp_path, {"en": [("x/", "<script>alert(1)</script>", page_entry(PAGE)[2])]})
    [fragment] = tmp_path.glob("fragment/*")
    said = json.loads(gzip.decompress(fragment.read_bytes()).removeprefix(b"pagefind_dcd"))

    assert said["url"] == "/en/x/"
    assert said["meta"]["title"] == "Northern, <b>Quebec</b>"


def test_another_text_is_another_index() -> None:
    other = {**ENTRIES, "fr": [("glossary/", "Glossaire", "<h1>Glossaire</h1><p>Autre.</p>")]}

    assert [*made_from(ENTRIES)] == [*made_from(dict(ENTRIES))] != [*made_from(other)]


def test_a_program_that_fails_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search.sys, "executable", "/bin/false")

    with pytest.raises(PortraitError, match="the full-text index could not be made"):
        make_index(tmp_path, ENTRIES)


def fragments(site: Path, lang: Lang) -> Iterator[dict]:
    for file in site.glob(f"pagefind/fragment/{lang}_*"):
        yield json.loads(gzip.decompress(file.read_bytes()).removeprefix(b"pagefind_dcd"))


@pytest.mark.parametrize("lang", LANGS)
def test_the_index_of_the_site_leads_to_every_page_but_the_details(site: Path, lang: Lang) -> None:
    found = {fragment["url"] for fragment in fragments(site, lang)}
    pages = {f"/{file.parent.relative_to(site).as_posix()}/" for file in (site / lang).rglob("index.html")}
    unsearched = {page.removeprefix(f"/{lang}/") for page in pages - found}

    assert found <= pages
    assert {page for page in unsearched if not page.endswith("/details/") and not page.startswith("decisions/")} == {
        "",
        "search/",
    }


@pytest.mark.parametrize("lang", LANGS)
def test_the_names_of_all_regions_and_communities_are_a_small_file(site: Path, lang: Lang) -> None:
    file = site / lang / "search" / "places.json"
    known = json.loads(file.read_text(encoding="utf-8"))

    assert len(gzip.compress(file.read_bytes(), 6)) <= 15_000
    assert len(known["places"]) > 80
    assert len(known["communities"]) == 12
    for _, names, _, address in (*known["places"], *known["communities"]):
        path, _, anchor = address.partition("#")
        page = (site / lang / path / "index.html").read_text(encoding="utf-8")
        assert names.isascii()
        assert not anchor or f'id="{anchor}"' in page
