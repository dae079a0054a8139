"""Each way in which an element can misrepresent its figure is found; a sound one passes."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from pipelines.check.content import Shown, read_content
from pipelines.check.shown import Speaker, stored
from pipelines.model import Lang, Plan

ID = "esq:pr24:unemployment-rate:minority:2016"
GONE = "esq:pr24:unemployment-rate:majority:2016"
FEW = "esq:er2410:unemployment-rate:minority:2016"
GAP = "esq:pr24:unemployment-rate:gap:2016"
NAN = float("nan")
ROWS = [
    (ID, 8.7, "percent", "reported", 8.14, 9.3, NAN),
    (GONE, NAN, "percent", "not_available", NAN, NAN, NAN),
    (FEW, 23.4, "percent", "reported", NAN, NAN, 60),
    (GAP, -1.84, "points", "reported", -2.5, -1.2, NAN),
]
NAMES = ["figure_id", "value", "unit", "status", "lower", "upper", "denominator"]
TEXTS = ("period", "since", "source", "interval", "series_break")
STORE = pd.DataFrame(ROWS, columns=NAMES).assign(numerator=NAN, **dict.fromkeys(TEXTS, ""))


def faults(plan: Plan, html: str, lang: Lang = "en") -> list[str]:
    return list(Speaker(plan, lang, stored(STORE)).faults(read_content(html).shown))


def td(figure_id: str, text: str) -> str:
    return f'<td data-figure="{figure_id}">{text}</td>'


def bounds(text: str, figure_id: str = ID) -> str:
    return f'<small class="pt-ci" data-bounds="{figure_id}">{text}</small>'


SOUND: list[tuple[str, Lang]] = [
    (td(ID, "8.7%"), "en"),
    (td(ID, "8,7\u00a0%"), "fr"),
    (
        f'<td><span data-figure="{ID}">8.7%</span><sup class="pt-poor" title="few">‡</sup> <small>2016</small></td>',
        "en",
    ),
    (td(GONE, "not available"), "en"),
    (td(GONE, "non disponible"), "fr"),
    (td(FEW, "about 23%"), "en"),
    (td(FEW, "environ 23\u00a0%"), "fr"),
    (td(GAP, "\u22121.8\u00a0points"), "en"),
    (td(GAP, "\u22121,8\u00a0point"), "fr"),
    (f'<span data-figure="{GAP}" data-part="size">1.8\u00a0points</span>', "en"),
    (f'<span data-figure="{GAP}" data-part="upper">\u22121.2\u00a0points</span>', "en"),
    (bounds("(8.1% to 9.3%)"), "en"),
    (bounds("(8,1\u00a0% à 9,3\u00a0%)"), "fr"),
    (f'<text x="1" y="2" data-figure="{ID}">8.7%</text>', "en"),
]


@pytest.mark.parametrize(("html", "lang"), SOUND)
def test_a_sound_element_passes(plan: Plan, html: str, lang: Lang):
    assert faults(plan, html, lang) == []


WRONG: list[tuple[str, Lang, str]] = [
    (td(ID, "8.8%"), "en", "is 8.7 percent and the page says '8.8%'"),
    (td(ID, "9%"), "en", "is 8.7 percent and the page says '9%'"),
    (td(ID, "8.70%"), "en", "the page says '8.70%'"),
    (td(ID, "8.7"), "en", "no number in percent in en"),
    (td(ID, "8,7\u00a0%"), "en", "no number in percent in en"),
    (td(ID, "8.7%"), "fr", "no number in percent in fr"),
    (td(ID, "8,7 %"), "fr", "no number in percent in fr"),
    (td("esq:pr24:x:minority:2016", "8.7%"), "en", "is not in the figure store; the page says '8.7%'"),
    (td(GONE, "0.0%"), "en", "is not available and the page says '0.0%'"),
    (td(GONE, ""), "en", "is not available and the page says ''"),
    (td(FEW, "23%"), "en", "without a word that it is only about so much"),
    (td(FEW, "23.4%"), "en", "without a word that it is only about so much"),
    (td(FEW, "about 24%"), "en", "is 23.4 percent and the page says 'about 24%'"),
    (td(ID, "about 9%"), "en", "no number in percent"),
    (td(GAP, "1.8\u00a0points"), "en", "is -1.84 points and the page says"),
    (td(GAP, "\u22121.8%"), "en", "no number in points"),
    (f'<span data-figure="{GAP}" data-part="size">1.9\u00a0points</span>', "en", "the size of esq:pr24"),
    (f'<span data-figure="{GAP}" data-part="half">0.9\u00a0points</span>', "en", "what part of a figure 'half' is"),
    (bounds("(8.1% to 9.2%)"), "en", "a bound of esq:pr24.* is 9.3 percent and the page says '9.2%'"),
    (bounds("(8.1%)"), "en", "has no bounds"),
    (bounds("(8.1% to 9.3%)"), "fr", "has no bounds"),
    (bounds("(8.1% to 9.3%)", GONE), "en", "has no bounds"),
]


@pytest.mark.parametrize(("html", "lang", "said"), WRONG)
def test_a_wrong_element_is_found_and_named(plan: Plan, html: str, lang: Lang, said: str):
    (fault,) = faults(plan, html, lang)
    assert re.search(said, fault), fault


def test_an_element_that_never_ends_is_named():
    assert read_content(f'<p data-figure="{ID}">8.7%').unread == [ID]


def test_an_element_within_another_is_named():
    assert read_content(f'<td data-figure="{ID}"><b data-figure="{GONE}">8.7%</b></td>').unread == [ID]


def test_entities_are_read_as_what_they_stand_for():
    assert read_content(f'<td data-figure="{ID}">8&#46;7&#37;</td>').shown == [Shown(ID, "8.7%")]
