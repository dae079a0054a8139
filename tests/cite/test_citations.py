"""Citations in every format: read by the parsers that people's programs are made with, of names as bad as may be."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON

from pipelines.assemble import shelves
from pipelines.model import LANGS, Figure, Group, Lang, Plan, Status, Text
from pipelines.model.citations import FORMATS
from pipelines.render import Citer
from pipelines.render.cite_book import long_date
from pipelines.render.cite_fill import key_of

NBSP = "\u00a0"
PLACE = ("esq", "pr24")
RATE = "esq:pr24:unemployment-rate:minority:2016"
HOSTILE = {
    "braces": "Nord {du} lac}{",
    "per cent and friends": "100% & #1 _x_ ~y^ $5 \\end",
    "quotes": "L'île \"d'Orléans\" «x» “y”",
    "script": "<script>alert(1)</script>",
    "lines": "one\ntwo\r\nER  - \r\nTY  - BOOK",
    "emoji and right to left": "🏔️ שלום مرحبا",
    "at": "@misc{x, y = {z}}",
    "a place": "{value} {notice}",
}


@pytest.fixture(scope="module")
def figures(esq) -> dict[str, Figure]:
    shelf = shelves(esq[esq["region"] == "pr24"])["pr24"]
    return {figure.id: figure for figure in shelf.figures.values()}


def citer_of(plan: Plan, lang: Lang, **more) -> Citer:
    return Citer(plan.edition(), lang, "2026-11-21T00:00:00Z", "https://portrait.example", **more)


def page_of(citer: Citer, title: str = "A page"):
    return citer.page_of(PLACE, title, "1.2.3 (0123abcd)", ["statcan-43-10-0069"])


def some(figures: dict[str, Figure]) -> Iterator[Figure]:
    """Yield up to six figures of every group, with and without a value, with and without a breakdown."""
    seen: dict[tuple, int] = {}
    for figure in figures.values():
        kind = (figure.group, figure.status, bool(figure.breakdown))
        seen[kind] = seen.get(kind, 0) + 1
        if seen[kind] <= 6:
            yield figure


def bibtex(text: str):
    library = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert library.failed_blocks == []
    return [{field.key: field.value for field in entry.fields} | {"key": entry.key} for entry in library.entries]


def plain_tex(text: str) -> str:
    """Return what LaTeX prints of a field that keeps its capitals."""
    names = {"braceleft": "{", "braceright": "}", "backslash": "\\", "asciitilde": "~", "asciicircum": "^"}
    inside = re.fullmatch(r"\{(.*)\}", text)
    assert inside
    return re.sub(r"\\(?:text(\w+)\{\}|([%&#_$]))", lambda found: names[found[1]] if found[1] else found[2], inside[1])


@pytest.mark.parametrize("lang", LANGS)
def test_each_parser_reads_in_each_format_what_every_citation_names(plan: Plan, figures, lang: Lang):
    citer = citer_of(plan, lang)
    page = page_of(citer)
    asked = list(some(figures))
    assert len(asked) > 60
    assert {figure.group for figure in asked} >= {Group.MINORITY, Group.MAJORITY, Group.GAP, Group.RATIO}
    for figure in asked:
        places = citer.figure_of(figure, page)
        value = citer.words.figure(figure)
        for format_ in FORMATS:
            said = citer.figure(figure, page, format_)
            if format_ == "bibtex":
                (entry,) = bibtex(said)
                said = " ".join(entry.values())
                assert entry["key"] == key_of(figure.id)
            elif format_ == "ris":
                (entry,) = rispy.loads(said)
                assert (entry["id"], entry["access_date"]) == (figure.id, "2026/11/21")
                said = " ".join(" ".join(each) if isinstance(each, list) else each for each in entry.values())
            elif format_ == "csl":
                (entry,) = json.loads(said)
                assert entry["accessed"] == {"date-parts": [[2026, 11, 21]]}
                said = " ".join(str(each) for each in entry.values())
            for name in ("publisher", "table", "census", "region", "who", "edition", "address", "notice"):
                assert places[name], f"{figure.id}: {name}"
                assert places[name].replace("%20", " ") in said, f"{figure.id}: {name} is not in {format_}: {said}"
            mark = ":" if lang == "en" else f"{NBSP}:"
            assert f"{mark} {value}" in said
        assert places["address"] == f"https://portrait.example/{lang}/profiles/esq/pr24/#{figure.id}"


@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.parametrize("lang", LANGS)
def test_no_name_breaks_out_of_its_field(plan: Plan, figures, lang: Lang, what: str):
    bad = HOSTILE[what]
    one_line = " ".join(re.split("[\x00-\x20]+", bad))
    region = replace(plan.regions["pr24"], name=Text(en=bad, fr=bad))
    citer = citer_of(replace(plan, regions={**plan.regions, "pr24": region}), lang)
    figure, page = figures[RATE], page_of(citer, bad)

    (entry,) = rispy.loads(citer.figure(figure, page, "ris"))
    assert one_line in entry["title"]
    (entry,) = rispy.loads(citer.page(page, "ris"))
    assert entry["title"] == one_line
    (item,) = json.loads(citer.figure(figure, page, "csl"))
    assert one_line in item["title"]
    for format_ in ("text", "apa"):
        assert one_line in citer.figure(figure, page, format_)
        assert "\n" not in citer.figure(figure, page, format_)
    raw = citer.page(page, "bibtex")
    library = bibtexparser.parse_string(raw)
    assert library.failed_blocks == []
    (entry,) = library.entries
    assert plain_tex(entry["title"]) == one_line
    # What BibTeX counts: as many braces open as close, wherever one stops.
    depth = 0
    for mark in raw:
        depth += (mark == "{") - (mark == "}")
        assert depth >= 0
    assert depth == 0


@pytest.mark.parametrize(
    "status", [Status.SUPPRESSED, Status.WITHHELD, Status.UNRELIABLE, Status.NOT_AVAILABLE, Status.NOT_APPLICABLE]
)
@pytest.mark.parametrize("lang", LANGS)
def test_a_figure_without_a_value_is_cited_as_what_it_is(plan: Plan, figures, lang: Lang, status: Status):
    kept = figures[RATE]
    figure = replace(kept, value=None, status=status, lower=None, upper=None)
    citer = citer_of(plan, lang)
    said = plan.texts[f"status_{status}"][lang]
    for format_ in FORMATS:
        text = citer.figure(figure, page_of(citer), format_)
        assert said in text
        assert citer.words.figure(kept).split(NBSP)[0] not in text


def test_a_figure_to_be_used_with_care_says_so(plan: Plan, figures):
    figure = replace(figures[RATE], symbol="E")
    assert "8.7% (to be used with caution)" in citer_of(plan, "en").figure(figure, page_of(citer_of(plan, "en")), "apa")


def test_french_has_its_punctuation(plan: Plan, figures):
    citer = citer_of(plan, "fr")
    page = page_of(citer, "Une page")
    said = citer.figure(figures[RATE], page, "text")
    assert said.startswith(f"PORTRAIT. «{NBSP}Taux de chômage, ")
    assert f"{NBSP}: 8,7{NBSP}%{NBSP}» [en ligne]. " in said
    assert "[consulté le 2026-11-21]" in said
    assert f"Disponible à l'adresse{NBSP}: https://portrait.example/fr/profiles/esq/pr24/#{RATE}. Adapté de " in said
    for format_ in FORMATS:
        for text in (citer.figure(figures[RATE], page, format_), citer.page(page, format_)):
            prose = re.sub(r"https?://\S+|^[A-Z0-9]{2}  - |\S+:\S+:\S+|@misc\S+|\"[\w-]+\": ", "", text, flags=re.M)
            assert not re.search(r"[^\s\u00a0]:\s|[^\u00a0]»|«[^\u00a0]| :", prose), prose


def test_apa_has_its_shape(plan: Plan, figures):
    english, french = citer_of(plan, "en"), citer_of(plan, "fr")
    said = english.figure(figures[RATE], page_of(english), "apa")
    assert re.fullmatch(
        r"Portrait\. \(2026\)\. .+ \(Edition 1\.2\.3 \(0123abcd\); figure esq:\S+\) \[Data set\]\. Adapted from .+ "
        r"Retrieved November 21, 2026, from https://\S+[^.]",
        said,
    )
    said = french.figure(figures[RATE], page_of(french), "apa")
    assert re.search(
        r"\[Jeu de données\]\. Adapté de .+ Consulté le 21 novembre 2026, à l'adresse https://\S+[^.]$", said
    )


@pytest.mark.parametrize(
    ("day", "lang", "said"),
    [
        ("2026-11-01", "fr", "1er novembre 2026"),
        ("2026-12-11", "fr", "11 décembre 2026"),
        ("2026-11-01", "en", "November 1, 2026"),
    ],
)
def test_a_long_date(day: str, lang: Lang, said: str):
    assert long_date(day, lang) == said


def test_keys_are_as_different_as_ids(figures):
    names = [*figures, "profiles/esq/pr24", "profiles/esq/pr24#t-size", "esq:pr24:x:minority:age=15-24;sex=female:2016"]
    keys = [key_of(name) for name in names]
    assert len(set(keys)) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9:.+-]+", key) for key in keys)


def test_what_stands_unmoved_in_a_frozen_edition_is_cited_there(plan: Plan, figures):
    citer = citer_of(plan, "fr", frozen={PLACE: "2026-10-01"})
    (item,) = json.loads(citer.figure(figures[RATE], page_of(citer), "csl"))
    assert item["URL"] == f"https://portrait.example/editions/2026-10-01/fr/esq/pr24/#{RATE}"
    assert item["issued"] == {"date-parts": [[2026, 10, 1]]}
    assert item["accessed"] == {"date-parts": [[2026, 11, 21]]}


def test_a_citation_program_makes_a_bibliography_of_the_file(plan: Plan, figures):
    citer = citer_of(plan, "en")
    asked = list(some(figures))[:40]
    files = citer.files(page_of(citer, "Quebec"), asked)
    items = json.loads(files["cite.csl.json"])
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"])]))
    made = [str(each) for each in bibliography.bibliography()]
    assert len(made) == len(asked) + 1
    assert all("Portrait" in each for each in made)
    assert len(bibtex(files["cite.bib"])) == len(rispy.load(io.StringIO(files["cite.ris"]))) == len(asked) + 1
    assert re.fullmatch(r"(?:[A-Z][A-Z0-9]  - [^\r\n]*\r\n)+", files["cite.ris"])


def test_an_invented_figure_says_so_first(plan: Plan, figures, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Plan, "synthetic", property(lambda _self: True))
    citer = Citer(plan, "en", "2026-11-21")
    # What an emulator invents has sources of its own; the book of these is enough here.
    citer.book["sources"] = citer_book_sources(plan, monkeypatch)
    for format_ in FORMATS:
        assert "SYNTHETIC. Every number" in citer.figure(figures[RATE], page_of(citer), format_)


def citer_book_sources(plan: Plan, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.undo()
    return Citer(plan, "en", "2026-11-21").book["sources"]
