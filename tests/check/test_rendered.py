"""The check before publishing: each kind of fault is found on a page made for it, and a sound page passes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipelines.check import check_rendered
from pipelines.errors import VerificationError
from pipelines.model import Plan

ID = "esq:pr24:unemployment-rate:minority:2016"
GONE = "esq:pr24:unemployment-rate:majority:2016"
STORE = pd.DataFrame(
    {
        "figure_id": [ID, GONE],
        "value": [8.7, float("nan")],
        "unit": ["percent", "percent"],
        "status": ["reported", "not_available"],
        "lower": [8.14, float("nan")],
        "upper": [9.3, float("nan")],
    }
)
EN = f'<p id="top"><a href="#top">up</a> <a href="../fr/">fr</a></p><td data-figure="{ID}">8.7%</td>'
FR = f'<p id="top"><a href="../en/#top">en</a></p><td data-figure="{ID}">8,7\u00a0%</td>'


def checked(tmp_path: Path, plan: Plan, en: str = EN, fr: str = FR, **more: str) -> None:
    for lang, html in (("en", en), ("fr", fr)):
        (tmp_path / lang).mkdir(exist_ok=True)
        (tmp_path / lang / "index.html").write_text(html, encoding="utf-8")
    for name, html in more.items():
        file = tmp_path / "en" / name / "index.html"
        file.parent.mkdir()
        file.write_text(html, encoding="utf-8")
    check_rendered(tmp_path, ("en", "fr"), STORE, plan)


def test_a_sound_page_passes(tmp_path: Path, plan: Plan):
    checked(tmp_path, plan, en=EN + f'<text x="1" data-figure="{GONE}">not available</text>')


BOUNDED = f'<small class="pt-ci" data-bounds="{ID}">(8.1% to 9.3%)</small>'


def test_bounds_rounded_as_their_digits_say_pass(tmp_path: Path, plan: Plan):
    checked(tmp_path, plan, en=EN + BOUNDED, fr=FR + f'<small data-bounds="{ID}">(8,1\u00a0% à 9,3\u00a0%)</small>')


FAULTS = {
    "another bound": (EN + BOUNDED.replace("9.3", "9.2"), FR, "a bound of .* is 9.3 percent and the page says '9.2%'"),
    "one bound": (EN + BOUNDED.replace(" to 9.3%", ""), FR, "has no bounds"),
    "bounds of a figure that has none": (EN + BOUNDED.replace(ID, GONE), FR, "a bound of"),
    "bounds in the other language": (EN, FR + BOUNDED, "has no bounds"),
    "another value": (EN.replace("8.7%", "8.8%"), FR, "is 8.7 percent and the page says '8.8%'"),
    "rounded too far": (EN.replace("8.7%", "9%"), FR, None),
    "another unit": (EN.replace("8.7%", "8.7"), FR, "the page says '8.7'"),
    "french on an english page": (EN.replace("8.7%", "8,7\u00a0%"), FR, "no number in en"),
    "english on a french page": (EN, FR.replace("8,7\u00a0%", "8.7%"), "no number in fr"),
    "an ordinary space": (EN, FR.replace("\u00a0", " "), "no number in fr"),
    "a figure that does not exist": (EN.replace(ID, "esq:pr24:x:minority:2016"), FR, "not in the figure store"),
    "a number for what is not available": (EN + f'<td data-figure="{GONE}">0.0%</td>', FR, "is not available"),
    "an empty cell for what is not available": (EN + f'<td data-figure="{GONE}"></td>', FR, "is not available"),
    "an element that cannot be read": (EN + f'<b data-figure="{ID}">8.7%</b>', FR, "carry a figure, 1 could be read"),
    "a link that leads nowhere": (EN + '<a href="../nowhere/">x</a>', FR, "leads nowhere"),
    "an image that is not there": (EN + '<img src="../x.png">', FR, "leads nowhere"),
    "an anchor that is not there": (EN + '<a href="#below">x</a>', FR, "a place that the page lacks"),
    "a mark of a template": (EN + "@@content@@", FR, "is left in the page"),
    "a token": (EN + "<!-- portrait:figure x -->", FR, "is left in the page"),
}


@pytest.mark.parametrize("name", [name for name, (_, _, said) in FAULTS.items() if said])
def test_a_fault_is_found_and_named(tmp_path: Path, plan: Plan, name: str):
    en, fr, said = FAULTS[name]
    with pytest.raises(VerificationError, match=said):
        checked(tmp_path, plan, en, fr)


def test_a_value_rounded_as_its_digits_say_passes(tmp_path: Path, plan: Plan):
    """9 % for 8.7 is right to its last digit; that pages keep one decimal is held elsewhere."""
    checked(tmp_path, plan, *FAULTS["rounded too far"][:2])


def test_a_page_in_one_language_only_is_found(tmp_path: Path, plan: Plan):
    with pytest.raises(VerificationError, match=r"about/index\.html: the page is missing in fr"):
        checked(tmp_path, plan, about="<p>hello</p>")


def test_every_fault_is_listed_up_to_a_screenful(tmp_path: Path, plan: Plan):
    wrong = EN + "".join(f'<a href="../no{n}/">x</a>' for n in range(60))
    with pytest.raises(VerificationError, match=r"and 20 more\n60 faults") as error:
        checked(tmp_path, plan, wrong)
    assert len(error.value.faults) == 60
    assert error.value.exit_status == 5
