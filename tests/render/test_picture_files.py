"""The picture file of a chart: the drawing of the page with its title, key, source and address, and proven to be so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from drawings import figure
from lxml import etree
from markupsafe import Markup

from pipelines.check.drawings import Drawings
from pipelines.check.pages import files_of
from pipelines.model import Figure, Plan
from pipelines.render.charts import Easel, Key, standalone

SVG = "{http://www.w3.org/2000/svg}"
NBSP = "\u00a0"
SOURCE = "statcan-43-10-0069"
HOSTILE = '<script>alert(1)</script> "onload=" & \u202ekeew'
PAGE = "profiles/esq/pr24/"


@dataclass
class Drawn:
    figures: list[Figure]
    height: int = 60


def drawing(plan: Plan, title: str = "Taux, 2016", key: str = "Minorité", address: str = "") -> tuple[str, str]:
    """Return the HTML of a figure, and the text of its file."""
    easel = Easel(plan, "fr", address, lambda _: True)
    one = figure(12.5, source=SOURCE, bounds=(11, 14))
    inner = f'<path class="w" d="M0 5H9v4H0z"/>\n<text y="15" data-figure="{one.id}">12,5 %</text>\n'
    html = easel.chart("work", title, "Décrit", Drawn([one]), [("m", key)], "work", caller=lambda: inner)
    ((name, text),) = easel.files(PAGE)
    assert name == "work.svg"
    return str(html), text


def said(text: str) -> list[str]:
    return ["".join(each.itertext()) for each in etree.fromstring(text.encode()).iter(f"{SVG}text")]


def test_a_file_says_what_it_shows_where_it_is_from_and_where_it_stands(plan: Plan):
    html, text = drawing(plan, address="https://portrait.example")
    tree = etree.fromstring(text.encode())
    assert [line.replace(NBSP, " ") for line in said(text)] == [
        "Taux, 2016", "12,5 %", "Minorité", "Barre fine : intervalle à 95 % de l'échantillon",
        "Source : Statistique Canada, 43-10-0069-01", "https://portrait.example/fr/profiles/esq/pr24/",
    ]  # fmt: skip
    assert tree.get("lang") == "fr"
    assert tree.find(f"{SVG}a").get("href") == "https://portrait.example/fr/profiles/esq/pr24/#work"
    assert tree.find(f"{SVG}a").get("target") == "_top"
    inner = re.search(r"</desc>(.*?)</svg>", html)[1]
    assert f">{inner}</g>" in text


def test_a_file_stands_alone_without_variables_or_anything_to_be_loaded(plan: Plan):
    _, text = drawing(plan)
    assert "var(" not in text
    assert "url(" not in text
    assert not re.search(r"\b(src|xlink:href)=", text)


def test_names_are_shown_as_text_and_never_run(plan: Plan):
    html, text = drawing(plan, title=HOSTILE, key=HOSTILE)
    assert "<script" not in html
    tree = etree.fromstring(text.encode())
    assert list(tree.iter(f"{SVG}script")) == []
    assert not [each for each in tree.iter() for name in each.attrib if name.startswith("on")]
    assert tree.findtext(f"{SVG}title") == HOSTILE
    assert "".join(said(text)).replace(" ", "").count(HOSTILE.replace(" ", "")) == 2


def test_texts_that_are_escaped_already_are_not_escaped_twice(plan: Plan):
    _, text = drawing(plan, title=Markup("A &amp; B"))
    assert said(text)[0] == "A & B"


def test_a_long_title_takes_more_lines_and_moves_what_follows():
    def high(title: str) -> int:
        text = standalone(
            "", height=60, title=title, description="d", source_line="s", address="/a", key=[Key("m", "k")], lang="en"
        )
        return int(etree.fromstring(text.encode()).get("height"))

    assert high("word " * 20) == high("word") + 2 * 20


@pytest.fixture
def site(plan: Plan, tmp_path: Path) -> Path:
    html, text = drawing(plan)
    folder = tmp_path / "fr" / PAGE
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(html, encoding="utf-8")
    (folder / "work.svg").write_text(text, encoding="utf-8")
    return tmp_path


def faults(site: Path, plan: Plan) -> list[str]:
    held = Drawings(site, files_of(site), plan, "fr", {})
    file = f"fr/{PAGE}index.html"
    return [*held.strays, *held.faults(file, (site / file).read_text(encoding="utf-8"))]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("12,5", "12,6", "the drawing is not that of the page"),
        ("M0 5H9", "M0 5H8", "the drawing is not that of the page"),
        (">Taux, 2016</text>", ">Taux, 2021</text>", "the title is not that of the page"),
        ("<title id=\"t\">Taux", "<title id=\"t\">Tau", "the title is not that of the page"),
        ("Décrit", "Décrite", "the description is not that of the page"),
        ("95", "99", "the key is not that of the page"),
        ("43-10-0069-01", "43-10-0070-01", "the source line"),
        ("/fr/profiles/esq/pr24/<", "/fr/profiles/esq/pr35/<", "the address is not that of the page"),
        ("</a>", "</a><text>30</text>", "there is text that nothing accounts for"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_its_page_is_found(site: Path, plan: Plan, old: str, new: str, complaint: str):
    file = site / "fr" / PAGE / "work.svg"
    text = file.read_text(encoding="utf-8")
    assert old in text
    page = (site / "fr" / PAGE / "index.html").read_text(encoding="utf-8")
    (site / "fr" / PAGE / "index.html").write_text(page + '<a href="../../../sources/statcan-43-10-0069/">', "utf-8")
    assert faults(site, plan) == []
    file.write_text(text.replace(old, new), encoding="utf-8")
    assert [each for each in faults(site, plan) if complaint in each], faults(site, plan)


def test_a_file_that_is_missing_or_that_no_page_has_is_found(site: Path, plan: Plan):
    folder = site / "fr" / PAGE
    (folder / "work.svg").rename(folder / "other.svg")
    assert faults(site, plan) == ["other.svg is no chart of the page", "work.svg is missing"]
    (folder / "index.html").rename(site / "index.html")
    assert Drawings(site, files_of(site), plan, "fr", {}).strays == ["fr/profiles/esq/pr24"]
