"""What the compare page reads: hand-checked against the published tables; whatever is changed in it is found."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from conftest import ROOT
from project import put

from pipelines.check import site_faults
from pipelines.check.beside_files import BesideFiles
from pipelines.check.pages import Found
from pipelines.check.shown import stored
from pipelines.model import LANGS, Lang

PATH = "profiles/esq/pr24/"
RATE, SIZE, SHARE = "unemployment-rate", "community-size", "community-share"
NBSP = "\u00a0"


def read(built: Any, name: str) -> dict[str, Any]:
    return json.loads((built.folder / name).read_text(encoding="utf-8"))


def faults(built: Any, shared: bool = False) -> list[str]:
    """Return what is wrong with the files of one profile, or with those of the two pages."""
    store = stored(built.figures)
    files = BesideFiles(built.folder, built.plan, built.figures, store, built.reader.voices, built.reader.version)
    found = Found()
    if shared:
        files.shared(found)
    else:
        files.read(PATH, found)
    return [str(fault) for fault in found.faults]


def text(figure: list[Any]) -> str:
    """Return how a figure reads, its marks and bounds apart."""
    return next(part[3] for part in figure[1] if part[0] == "figure")


# By hand, from 43-10-0069-01 (Quebec, 2016), 15-10-0032-01 (Quebec, 2021) and 43-10-0068-01.
@pytest.mark.parametrize(
    ("lang", "indicator", "group", "shown"),
    [
        ("en", RATE, "minority", "8.7%"),
        ("fr", RATE, "minority", f"8,7{NBSP}%"),
        ("en", RATE, "majority", "6.8%"),
        ("en", RATE, "gap", f"+1.9{NBSP}points"),
        ("fr", RATE, "gap", f"+1,9{NBSP}point"),
        ("en", RATE, "ratio", "1.28"),
        ("en", SIZE, "minority", "1,253,578"),
        ("fr", SIZE, "minority", f"1{NBSP}253{NBSP}578"),
        ("fr", SHARE, "minority", f"14,9{NBSP}%"),
        ("en", "average-employment-income", "minority", "$43,480"),
        ("fr", "average-employment-income", "majority", f"40{NBSP}280{NBSP}$"),
    ],
)
def test_a_figure_stands_there_as_its_profile_shows_it(built, lang, indicator, group, shown):
    line = read(built, f"{lang}/{PATH}compare.json")["indicators"][indicator]
    figure = line["figures"][group]

    assert text(figure) == shown
    assert figure[0] == f"esq:pr24:{indicator}:{group}:{line['period']}"


def test_the_period_is_the_latest_that_is_reported(built):
    lines = read(built, f"en/{PATH}compare.json")["indicators"]

    assert {name: lines[name]["period"] for name in (RATE, SIZE)} == {RATE: "2016", SIZE: "2021"}


def test_a_sentence_is_the_one_of_the_profile(built):
    rule, of, parts = read(built, f"en/{PATH}compare.json")["indicators"][RATE]["said"][0]
    said = "".join(part if isinstance(part, str) else part[3] for part in parts)

    assert (rule, of) == ("comparison/side-by-side", f"esq:pr24:{RATE}:gap:2016")
    assert (
        said
        == "In 2016, the unemployment rate was 8.7% among English speakers and 6.8% among French speakers in Quebec."
    )


def test_the_index_has_every_profile_and_only_what_some_profile_has(built):
    index = read(built, "en/compare/index.json")
    profiles = {file.parent.name for file in built.folder.glob("en/profiles/esq/*/compare.json")}

    assert set(index["communities"]["esq"]["regions"]) == set(index["regions"]) == profiles
    assert len(profiles) > 30
    found = {
        name for region in profiles for name in read(built, f"en/profiles/esq/{region}/compare.json")["indicators"]
    }
    assert found <= set(index["communities"]["esq"]["indicators"])
    assert {name for _, _, names in index["themes"] for name in names} == set(index["indicators"])


def test_the_files_hold(built):
    assert faults(built) == []
    assert faults(built, shared=True) == []


def edit(built: Any, change: Callable[[dict[str, Any]], None], lang: Lang = "en", name: str = f"{PATH}compare.json"):
    document = read(built, f"{lang}/{name}")
    change(document)
    put(built.folder, f"{lang}/{name}", json.dumps(document, ensure_ascii=False))


def figure_of(document: dict[str, Any], group: str = "minority", name: str = RATE) -> list[Any]:
    return document["indicators"][name]["figures"][group]


def set_text(document: dict[str, Any], said: str) -> None:
    figure_of(document)[1][0][3] = said


def set_sentence(document: dict[str, Any], place: int, said: Any) -> None:
    document["indicators"][RATE]["said"][0][place] = said


SPOILED: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "a digit": (lambda d: set_text(d, "8.8%"), "is 8.7 percent and the page says '8.8%'"),
    "another language": (lambda d: set_text(d, f"8,7{NBSP}%"), "no number in percent in en"),
    "another figure": (
        lambda d: figure_of(d).__setitem__(0, f"esq:pr24:{RATE}:total:2016"), "in the place of the minority"),
    "the figure that a text is of": (
        lambda d: figure_of(d)[1][0].__setitem__(1, f"esq:pr24:{RATE}:total:2016"), "total:2016 is 7.2 percent"),
    "words beside a figure": (lambda d: figure_of(d)[1].append("about"), "is not a value with its bounds"),
    "the length of a bar": (lambda d: figure_of(d).__setitem__(2, 12.5), "is drawn as .12.5, None, None., in the sto"),
    "a bound that there is not": (lambda d: figure_of(d).__setitem__(4, 9.5), "is drawn as"),
    "a figure left out": (lambda d: d["indicators"][RATE]["figures"].pop("majority"), "the store has gap, majority"),
    "the period": (lambda d: d["indicators"][RATE].__setitem__("period", "2011"), "stands in the place of|store has"),
    "the source": (lambda d: d["indicators"][RATE].__setitem__("sources", ["x"]), "its sources are x"),
    "the population": (lambda d: d["indicators"][RATE].__setitem__("populations", ["main/x"]), "its populations are"),
    "a break": (lambda d: d["indicators"][RATE].__setitem__("break", "x"), "its breaks are x"),
    "a rule that says more": (
        lambda d: set_sentence(d, 0, "comparison/higher"), "says more than the interval of its figure allows"),
    "words that say more": (
        lambda d: d["indicators"][RATE]["said"][0][2].__setitem__(2, " and so higher than "), "not the wording of its"),
    "a sentence without its rule": (
        lambda d: d["indicators"][SIZE]["said"][1].__setitem__(0, ""), "no rule stands behind it"),
    "a year in a sentence": (
        lambda d: d["indicators"][SIZE]["said"][0][2].__setitem__(0, "In 2011, English speakers numbered "),
        "2011 is not the period of"),
    "a number in a sentence": (
        lambda d: d["indicators"][SIZE]["said"][0][2].append(" Some 40 of them."), "40 is neither a figure nor decl"),
    "the edition": (lambda d: d.__setitem__("edition", "9.9 (00000000)"), "is said as edition"),
    "the region": (lambda d: d.__setitem__("region", "pr35"), "it says that it is of esq in pr35"),
    "its form": (lambda d: d["indicators"][RATE].pop("said"), "not written as the compare page reads it"),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILED)
def test_whatever_is_changed_is_found(copy, name):
    spoil, said = SPOILED[name]
    edit(copy, spoil)

    assert re_any(said, faults(copy)), faults(copy)


def re_any(said: str, found: list[str]) -> bool:
    return any(re.search(said, fault) for fault in found)


def test_both_languages_say_the_same(copy):
    edit(copy, lambda d: d["indicators"].pop(RATE), "fr")

    assert faults(copy) == [f"{PATH}compare.json: it holds other figures or sentences in each language"]


def test_a_file_that_is_missing_is_a_fault(copy):
    (copy.folder / "en" / PATH / "compare.json").unlink()

    assert "the file is missing" in faults(copy)[0]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (
            lambda d: d["texts"].__setitem__("region_hint", "Type 12 letters"),
            "12 is neither a figure nor declared text",
        ),
        (lambda d: d["indicators"][RATE].__setitem__("universe", "People aged 16"), "16 is neither"),
        (
            lambda d: d["sources"]["statcan-43-10-0069"].__setitem__("table", "43-10-0070-01"),
            "table is '43-10-0070-01'",
        ),
        (lambda d: d["sources"]["statcan-43-10-0069"].__setitem__("notice", "Ours"), "notice is 'Ours'"),
        (lambda d: d["regions"]["pr24"].__setitem__(0, "Quebec 2"), "2 is neither"),
    ],
)
def test_a_number_in_a_name_or_a_text_is_found(copy, spoil, said):
    edit(copy, spoil, "en", "compare/index.json")

    assert re_any(said, faults(copy, shared=True)), faults(copy, shared=True)


def test_the_whole_check_reads_these_files(copy):
    """As `portrait verify` does: a changed digit in one of them fails the site."""
    edit(copy, lambda d: set_text(d, "8.8%"))
    _, found = site_faults(copy.folder, LANGS, copy.figures, copy.plan, ROOT)

    assert [str(fault) for fault in found] == [
        f"en/{PATH}compare.json: esq:pr24:{RATE}:minority:2016 is 8.7 percent and the page says '8.8%'"
    ]
