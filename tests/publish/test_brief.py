"""The brief as a PDF: what it holds, how it is tagged, how many sheets it takes, and that its texts stay texts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pandas as pd
import pytest
from pdf import text_of

from pipelines.assemble import assemble_profiles, shelves
from pipelines.compute import compute, regions_of
from pipelines.errors import PortraitError
from pipelines.model import LANGS, Lang, Plan, Profile, Text
from pipelines.publish.brief import PAPERS, Paper, brief_pdf, pages
from pipelines.render import Renderer

EDITION = "0.1.0 (0123abcd)"
# Not texts of the brief: codes, drawings, and what a reader hears instead of seeing it.
UNSEEN = ("lang", "title", "svg", "said")


def profiles_of(plan: Plan, figures: pd.DataFrame, name: str) -> dict[str, Profile]:
    found = assemble_profiles(plan, name, shelves(figures), regions_of(plan.communities[name], plan))
    return {profile.region: profile for profile in found}


@pytest.fixture(scope="module")
def profiles(plan: Plan, esq: pd.DataFrame) -> dict[str, Profile]:
    return profiles_of(plan, esq, "esq")


@pytest.fixture(scope="module")
def writers(plan: Plan, root: Path) -> dict[str, Renderer]:
    return {lang: Renderer(plan, lang, root, "https://portrait.example") for lang in LANGS}


def texts(document: Any) -> Iterator[str]:
    """Yield every text that a document shows, without what is for the machine."""
    if isinstance(document, str):
        yield document
    elif isinstance(document, Mapping):
        for name, each in document.items():
            if name not in UNSEEN and name != "heads":
                yield from texts(each)
    elif isinstance(document, list):
        for each in document:
            yield from texts(each)


def joined(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("region", ["pr24", "er2460", "rss04"])
def test_the_pdf_shows_everything_that_the_brief_says(
    profiles: dict[str, Profile], writers: dict[str, Renderer], root: Path, region: str, lang: Lang
) -> None:
    document = writers[lang].brief(profiles[region], EDITION)
    shown = unicodedata.normalize("NFC", text_of(brief_pdf(document, root, "a4")))
    said = [text for text in texts(document) if text and text not in ("minority", "majority", "outline")]

    assert len(said) > 30
    assert [text for text in said if joined(text) not in shown] == []
    # Soft hyphens would be copied with the number of a table, and found by no search.
    assert "\u00ad" not in shown


def test_numbers_in_the_charts_are_text(profiles: dict[str, Profile], writers: dict[str, Renderer], root: Path) -> None:
    document = writers["fr"].brief(profiles["pr24"], EDITION)
    shown = text_of(brief_pdf(document, root, "letter"))
    drawn = re.findall(r"<text[^>]*data-figure[^>]*>([^<]+)</text>", "".join(one["svg"] for one in document["charts"]))

    assert len(document["charts"]) == 3
    assert len(drawn) > 12
    assert [number for number in drawn if joined(number) not in shown] == []


@pytest.mark.parametrize("lang", LANGS)
def test_it_is_tagged_and_says_its_language_and_title(
    profiles: dict[str, Profile], writers: dict[str, Renderer], root: Path, lang: Lang
) -> None:
    made = brief_pdf(writers[lang].brief(profiles["pr24"], EDITION), root, "a4")

    for mark in (b"/StructTreeRoot", b"/MarkInfo", b"pdfuaid:part>1<", b"/S/H1", b"/S/H2", b"/S/Figure", b"/S/P"):
        assert mark in made.replace(b" ", b""), mark
    assert re.search(rb"/Lang\s*\(" + lang.encode() + rb"-CA\)", made)
    title = {"en": "English-speaking communities of Quebec", "fr": "Communautés d'expression anglaise du Québec"}[lang]
    assert escape(title, {"'": "&apos;"}).encode() in made
    # No date of the day on which somebody happened to make it.
    assert b"CreationDate" not in made
    assert b"CreateDate" not in made


def test_tables_have_heads_that_are_tagged(
    profiles: dict[str, Profile], writers: dict[str, Renderer], root: Path
) -> None:
    # A health region stands on the figures of the administrative regions that it covers.
    document = writers["en"].brief(profiles["rss04"], EDITION)
    made = brief_pdf(document, root, "a4").replace(b" ", b"")

    assert len(document["elsewhere"]) == 2
    assert made.count(b"/S/Table") == 2
    assert b"/S/TH" in made


@pytest.mark.parametrize("paper", PAPERS)
def test_every_profile_takes_two_sheets(
    plan: Plan, observations: pd.DataFrame, esq: pd.DataFrame, writers: dict[str, Renderer], root: Path, paper: Paper
) -> None:
    black = compute(observations, plan, "black")
    found = [*profiles_of(plan, esq, "esq").values(), *list(profiles_of(plan, black, "black").values())[::3]]
    taken = {
        (profile.community, profile.region): pages(brief_pdf(writers["fr"].brief(profile, EDITION), root, paper))
        for profile in found
    }

    assert len(taken) > 50
    assert {place: number for place, number in taken.items() if number > 2} == {}


def test_a_long_brief_is_set_in_smaller_letters_before_it_takes_a_third_sheet(
    profiles: dict[str, Profile], writers: dict[str, Renderer], root: Path
) -> None:
    document = writers["fr"].brief(profiles["pr24"], EDITION)
    longer = {**document, "gaps": document["gaps"] * 12}

    assert pages(brief_pdf(longer, root, "letter")) == 2
    assert pages(brief_pdf({**document, "gaps": document["gaps"] * 90}, root, "letter")) > 2


def test_the_same_brief_has_the_same_bytes(
    profiles: dict[str, Profile], writers: dict[str, Renderer], root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = writers["fr"].brief(profiles["pr24"], EDITION)
    made = brief_pdf(document, root, "a4")
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")

    assert brief_pdf(document, root, "a4") == made
    # The fonts of a machine are not looked at: what is embedded is ours.
    fonts = set(re.findall(rb"/FontName\s*/(?:[A-Z]{6}\+)?([\w-]+)", made))
    assert {name.partition(b"-")[0] for name in fonts} == {b"LibertinusSerif"}


HOSTILE = (
    '#eval("1") #read("/etc/passwd")',
    "$x^2$ *bold* _slanted_ `raw` @label <label>",
    r"\ \u{41} // gone /* gone */ #{ }",
    '<script>alert("1")</script> </svg> &amp;',
    "= Heading - item + item ~ --- ... 'quotes'",
    "W" * 120,
)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_set_as_it_stands(plan: Plan, profiles: dict[str, Profile], root: Path, name: str) -> None:
    regions = {**plan.regions, "pr24": replace(plan.regions["pr24"], name=Text(en=name, fr=name))}
    document = Renderer(replace(plan, regions=regions), "en", root).brief(profiles["pr24"], EDITION)
    made = brief_pdf(document, root, "a4")

    assert document["name"] == name
    assert joined(name) in text_of(made)
    assert pages(made) == 2


def test_letters_that_no_font_of_ours_holds_stand_as_their_numbers(
    profiles: dict[str, Profile], writers: dict[str, Renderer], root: Path
) -> None:
    document = {**writers["en"].brief(profiles["pr24"], EDITION), "name": "Île 😀 日"}
    shown = text_of(brief_pdf(document, root, "a4"))

    assert "Île[U+1F600][U+65E5]" in shown


def test_a_chart_without_words_is_refused(
    profiles: dict[str, Profile], writers: dict[str, Renderer], root: Path
) -> None:
    document = writers["en"].brief(profiles["pr24"], EDITION)
    document["charts"][0]["said"] = None

    with pytest.raises(PortraitError, match="could not be set"):
        brief_pdf(document, root, "a4")


def test_invented_figures_say_so_on_every_page(
    profiles: dict[str, Profile], writers: dict[str, Renderer], root: Path
) -> None:
    document = {**writers["en"].brief(profiles["pr24"], EDITION), "synthetic": "SYNTHETIC. Not evidence."}
    made = brief_pdf(document, root, "a4")

    assert pages(made) == 2
    assert text_of(made).count("SYNTHETIC.Notevidence.") == 2


def test_french_is_set_as_french(profiles: dict[str, Profile], writers: dict[str, Renderer]) -> None:
    document = writers["fr"].brief(profiles["pr24"], EDITION)
    shown = "\n".join(texts(document))

    assert "8,7\u00a0%" in shown
    assert "1\u00a0253\u00a0578" in shown
    assert re.search(r"(?<!https)(?<![\u00a0])[:](?=\s)", shown) is None, "a colon without its no-break space"
    assert "«\u00a0" in shown
