"""The guards, each seen to fail: something is changed in a real site, and the fault names it."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from conftest import ROOT
from project import change, put, small_project

from pipelines.check import recompute, site_faults, verify_site
from pipelines.check.arithmetic import arithmetic_faults
from pipelines.check.downloads import CSV, PACKAGE, PARQUET, Profiles, package_faults, twin_faults
from pipelines.compute import compute
from pipelines.conductor import build
from pipelines.declare import declare
from pipelines.errors import VerificationError
from pipelines.live import embedded_only
from pipelines.model import LANGS
from pipelines.order import Order
from pipelines.publish.downloads import arrow

PROFILE = "profiles/esq/pr24/index.html"
DETAILS = "profiles/esq/pr24/details/index.html"
RATE = "esq:pr24:unemployment-rate:minority:2016"
SIZE = "esq:pr24:community-size:minority:2021"


def matching(faults: list[str], said: str) -> list[str]:
    return [fault for fault in faults if re.search(said, fault)]


def test_the_site_holds(built):
    verified, faults = site_faults(built.folder, LANGS, built.figures, built.plan, ROOT)
    assert [str(fault) for fault in faults] == []
    counts = verified.counts
    assert counts.pages > 300
    assert min(counts.figures, counts.bounds, counts.declared, counts.keyed, counts.sentences) > 50


# Where, what stands there, what is put there, what is said of it.
CHANGES = {
    "a digit of a figure": ("en", PROFILE, f'{RATE}">8.7%', f'{RATE}">8.8%', f"{RATE} is 8.7 percent and .*'8.8%'"),
    "another figure's id": (
        "en", PROFILE, f'<td data-figure="{RATE}">', f'<td data-figure="{RATE.replace("minority", "majority")}">',
        "unemployment-rate:majority:2016 is 6.8 percent and the page says '8.7%'",
    ),
    "an English figure on a French page": ("fr", PROFILE, "8,7\u00a0%", "8.7%", "no number in percent in fr"),
    "an English number on a French page": (
        "fr", PROFILE, "1\u00a0253\u00a0578", "1,253,578", "no number in persons in fr"),
    "a year in a sentence": (
        "en", PROFILE, "In 2016, the unemployment rate", "In 2011, the unemployment rate", "2011.*unemployment rate"),
    "a year in a sentence without a rule": (
        "en", PROFILE, "In 2021, English speakers numbered", "In 2016, English speakers numbered",
        f"2016 is not the period of {SIZE}"),
    "the period of a row": (
        "en", PROFILE, '<small>2011 †</small></th><td data-figure="esq:pr24:average-employment',
        '<small>2006 †</small></th><td data-figure="esq:pr24:average-employment', "2006 is not the period of"),
    "the period of a card": (
        "fr", PROFILE, '<p class="pt-when">2016</p>', '<p class="pt-when">2015</p>', "2015 is not the period of"),
    "a period along a drawing": (
        "en", PROFILE, 'class="p">2001</text>', 'class="p">2002</text>', "2002 is no period of what is drawn"),
    "the ends of a drawing": (
        "en", PROFILE, "spoken, 1971 to 2021, Quebec</title>", "spoken, 1981 to 2021, Quebec</title>",
        "the first period drawn is not 1981"),
    "an age": (
        "en", DETAILS, "15 to 24 years (2016)", "25 to 54 years (2016)", "25 to 54 years"),
    "a table in a citation": (
        "en", PROFILE, "tables 43-10-0067-01,", "tables 43-10-0068-01,", "is said as tables, expected 43-10-0067-01"),
    "a table that is nobody's": ("fr", PROFILE, ">43-10-0069-01<", ">43-10-0079-01<", "43-10-0079-01 is neither"),
    "a table of another source": (
        "fr", PROFILE, ">43-10-0069-01<", ">43-10-0068-01<", "the link to statcan-43-10-0069 says '43-10-0068-01'"),
    "a table in a declared text": (
        "en", PROFILE, "in table 98-10-0170 down", "in table 98-10-0179 down", "98-10-0179 is neither"),
    "a number in a declared text": (
        "en", PROFILE, "Population aged 15 years and over, in private", "Population aged 16 years and over, in private",
        "16 is neither a figure nor declared text: .*aged 16 years and over"),
    "the edition of a page": ("en", PROFILE, "Edition 0.", "Edition 1.", "is said as edition"),
    "a number in a hand-written page": (
        "en", "methods/counting/index.html", "43-10-0067 to 43-10-0072", "43-10-0067 to 43-10-0073",
        "43-10-0073 is neither a figure"),
    "a number in a table of a hand-written page": (
        "fr", "methods/counting/index.html", "<td>1/2</td>", "<td>1/4</td>", "(1|4) is neither a figure"),
    "a year in a hand-written page": (
        "en", "methods/counting/index.html", "community of Quebec in 2021", "community of Quebec in 2016",
        "2016 is (neither a figure|not the period)"),
    "a number in the title of a drawing": (
        "en", PROFILE, 'Education, English speakers and majority, Quebec</title>',
        "Education, 12 English speakers and majority, Quebec</title>", "12 is neither a figure .* in <title>"),
    "a number in the description of a drawing": (
        "fr", PROFILE, "<desc id=\"d1\">", "<desc id=\"d1\">3 ", "3 is neither a figure .* in <desc>"),
    "a number in the description of a page": (
        "en", PROFILE, 'content="Evidence profile:', 'content="42 evidence profiles:', "42 is neither .* in the meta"),
    "a number in an attribute that is spoken": (
        "en", "indicators/neet/index.html", 'role="region" aria-label="', 'role="region" aria-label="7 ',
        "7 is neither a figure .* in the aria-label of div"),
    "a number typed into a page": (
        "en", PROFILE, "At a glance</h2>", "At a glance</h2><p>Some 23,000 people</p>",
        "23,000 is neither a figure nor declared text: 'Some 23,000 people' in <p>"),
    "a period typed into a page": (
        "fr", PROFILE, "</h2>", "</h2><p>Depuis 2016</p>", "2016 is neither a figure nor declared text"),
    "a number written as an entity": (
        "en", PROFILE, "At a glance</h2>", "At a glance</h2><p>&#52;2</p>", "42 is neither"),
    "a percentage in a row that has figures": (
        "en", PROFILE, "<small>2021</small>", "<small>12% 2021</small>", "12 is neither a figure nor declared text"),
    "a published figure": (
        "en", "verification/index.html", ">13.7%</span>", ">13.8%</span>", "published .* is 13.7 percent"),
    "a count on the verification page": (
        "fr", "verification/index.html", '<span data-count="agrees">', '<span data-count="agrees">1', "count agrees"),
    "a mark of a template": ("en", PROFILE, "At a glance", "{{ at_a_glance }}", r"\{\{ is left in the page"),
    "a token": (
        "fr", "compare/index.html", "</h1>", "</h1><!-- portrait:compare -->", "<!-- portrait:compare --> is left in"),
    "a misspelt token": (
        "en", "compare/index.html", "</h1>", "</h1>\n<!-- profil:compare -->\n",
        "en/compare/index.html.*<!-- profil:compare --> is left in the page"),
    "a token without spaces": (
        "en", "methods/counting/index.html", "</h1>", "</h1><!--Portrait compare-->",
        "<!--Portrait compare--> is left in the page"),
    "an element that cannot be read": ("en", PROFILE, f'data-figure="{RATE}"', f"data-figure='{RATE}'", "language"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_in_one_page_is_found_and_named(built, copy, name: str):
    lang, address, old, new, said = CHANGES[name]
    before = built.faults(address)
    copy.change(f"{lang}/{address}", old, new)
    more = [fault for fault in copy.faults(address) if fault not in before]
    assert matching(more, said), more


def test_a_digit_in_a_drawing_is_found(copy):
    html = (copy.folder / "fr" / PROFILE).read_text(encoding="utf-8")
    drawn = re.search(r'<text [^>]*data-figure="([^"]*)">([^<]*\d)', html)
    assert drawn
    put(copy.folder, f"fr/{PROFILE}", html.replace(drawn[0], f"{drawn[0][:-1]}{(int(drawn[0][-1]) + 1) % 10}", 1))
    assert matching(copy.faults(PROFILE), f"{drawn[1]} is .* and the page says")


def test_a_changed_bound_is_found(copy):
    file, figure_id, bounds = first_bounds(copy.folder)
    changed = re.sub(r"\d(?=\D*$)", lambda digit: str((int(digit[0]) + 1) % 10), bounds)
    copy.change(f"en/{file}", f'data-bounds="{figure_id}">{bounds}', f'data-bounds="{figure_id}">{changed}')
    assert matching(copy.faults(file), f"a bound of {figure_id} is")


def first_bounds(folder: Path) -> tuple[str, str, str]:
    for file in sorted((folder / "en" / "profiles").rglob("index.html")):
        found = re.search(r'data-bounds="([^"]*)">([^<]*)<', file.read_text(encoding="utf-8"))
        if found:
            return file.relative_to(folder / "en").as_posix(), found[1], found[2]
    raise AssertionError("no page shows bounds")


def test_a_page_missing_in_one_language_is_found(copy):
    (copy.folder / "fr" / DETAILS).unlink()
    copy.reader.files = copy.reader.files - {f"fr/{DETAILS}"}
    try:
        assert copy.faults(DETAILS) == [f"fr/{DETAILS}: the page is missing in fr"]
    finally:
        copy.reader.files = copy.reader.files | {f"fr/{DETAILS}"}


def test_figures_that_only_one_language_shows_are_found(copy):
    row = re.search(r"<tr class=\"pt-then\">.*?</tr>", (copy.folder / "en" / PROFILE).read_text(encoding="utf-8"))
    assert row
    copy.change(f"en/{PROFILE}", row[0], "")
    assert matching(copy.faults(PROFILE), f"^fr/{PROFILE}: [1-3] figures are not so on the page of the other language")


def test_numbers_of_the_text_that_only_one_language_has_are_found(copy):
    """2011 and 2016 are both periods of the card's neighbours; the other language tells them apart."""
    copy.change(f"en/{PROFILE}", "in private households.</dd>", "in private households. Universe: 43-10-0068-01</dd>")
    assert matching(copy.faults(PROFILE), "the page of the other language does not: 43-10-0068-01")


STRONGER = ("higher", "lower", "within-rounding", "within-sampling")


def test_words_that_claim_more_than_their_rule_are_found(copy):
    file, rule, of, sentence = first_ruled(copy.folder, "comparison/side-by-side")
    louder = sentence.replace(" and <span", ", higher than <span", 1)
    assert louder != sentence
    copy.change(f"en/{file}", sentence, louder)
    assert matching(copy.faults(file), f"is not the wording of its rule.*higher than.*by {rule}, of {of}")


@pytest.mark.parametrize("rung", STRONGER)
def test_a_rule_that_the_interval_does_not_allow_is_found(copy, rung: str):
    file, rule, of, _ = first_ruled(copy.folder, "comparison/side-by-side")
    copy.change(f"en/{file}", f'data-rule="{rule}" data-of="{of}"', f'data-rule="comparison/{rung}" data-of="{of}"')
    assert matching(copy.faults(file), "says more than the interval of its figure allows, which is side-by-side")


def test_a_comparison_without_its_rule_is_found(copy):
    file, rule, of, _ = first_ruled(copy.folder, "change/higher")
    copy.change(f"en/{file}", f'<span data-rule="{rule}" data-of="{of}">', "<span>")
    assert matching(copy.faults(file), "compares, and no rule stands behind it")


def first_ruled(folder: Path, wanted: str) -> tuple[str, str, str, str]:
    """Return page, rule, figure and HTML of the first sentence that a rule of this name chose."""
    pattern = re.compile(rf'<span data-rule="({wanted}[^"]*)" data-of="([^"]*)">(.*?)</(?:li|p)>')
    for file in sorted((folder / "en" / "profiles").rglob("index.html")):
        found = pattern.search(file.read_text(encoding="utf-8"))
        if found:
            return file.relative_to(folder / "en").as_posix(), *found.groups()
    raise AssertionError(f"no page has a sentence by {wanted}")


def edited(figures: pd.DataFrame, value: float = 8.8) -> pd.DataFrame:
    return figures.assign(value=figures["value"].mask(figures["figure_id"] == RATE, value))


def put_csv(folder: Path) -> None:
    """Edit the unemployment rate in the CSV of the store."""
    text = (folder / CSV).read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith(f"{RATE},"))
    assert ",8.7,percent," in line
    put(folder, CSV, text.replace(line, line.replace(",8.7,percent,", ",8.8,percent,")))


def put_parquet(folder: Path, figures: pd.DataFrame) -> None:
    (folder / PARQUET).unlink()
    pq.write_table(arrow(edited(figures)), folder / PARQUET)


def mend(folder: Path) -> None:
    """Make datapackage.json say the hashes that the files have now."""
    package = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
    for resource in package["resources"]:
        data = (folder / "data" / resource["path"]).read_bytes()
        resource |= {"hash": f"sha256:{hashlib.sha256(data).hexdigest()}", "bytes": len(data)}
    put(folder, PACKAGE, json.dumps(package))


def test_a_figure_edited_in_the_csv_is_found(built, copy):
    put_csv(copy.folder)
    assert matching(list(map(str, package_faults(copy.folder))), "figures.csv has sha256")
    mend(copy.folder)
    assert list(package_faults(copy.folder)) == []
    (fault,) = twin_faults(copy.folder, built.figures)
    assert str(fault) == f"{CSV}: {RATE}: value is 8.8 here and 8.7 in {PARQUET}"


def test_a_figure_edited_in_the_parquet_is_found(built, copy):
    put_parquet(copy.folder, built.figures)
    assert matching(list(map(str, package_faults(copy.folder))), "figures.parquet has sha256")
    mend(copy.folder)
    (fault,) = twin_faults(copy.folder, pq.read_table(copy.folder / PARQUET).to_pandas())
    assert f"{RATE}: value is" in str(fault)


def test_a_figure_edited_in_both_and_their_hashes_is_found_by_pages_parts_downloads_and_cells(
    built, copy, observations
):
    put_csv(copy.folder)
    put_parquet(copy.folder, built.figures)
    mend(copy.folder)
    figures = pq.read_table(copy.folder / PARQUET).to_pandas()
    assert list(package_faults(copy.folder)) == []
    assert list(twin_faults(copy.folder, figures)) == []
    _, faults = site_faults(copy.folder, LANGS, figures, built.plan, ROOT)
    said = [str(fault) for fault in faults]
    assert matching(said, f"{PROFILE}: {RATE} is 8.8 percent and the page says '8.7%'")
    assert matching(said, f"fr/profiles/esq/pr24/figures.csv: {RATE}: value is .*8.7.*, in the store .*8.8")
    assert matching(said, f"profiles/esq/pr24/figures.json: {RATE}: value is .*8.7")
    assert matching(said, "unemployment-rate:gap:2016 is 1.9; minority - majority is 2 ")
    again = recompute(figures, ["esq"], lambda name: compute(observations, built.plan, name))
    assert [str(fault) for fault in again.faults] == [f"{PARQUET}: {RATE} value: the store says 8.8, the cells say 8.7"]


def test_the_store_is_what_the_cells_give(built, observations):
    again = recompute(built.figures, ["esq"], lambda name: compute(observations, built.plan, name))
    assert (again.faults, again.figures, again.left_out) == ([], len(built.figures), {})


def test_figures_without_cells_here_are_counted(built, observations):
    source = "statcan-43-10-0069"
    gone = observations[observations["source"] != source]
    again = recompute(built.figures, ["esq"], lambda name: compute(gone, built.plan, name), [source])
    missing = int((built.figures["source"] == source).sum())
    assert again.faults == []
    assert again.left_out == {source: missing}
    assert again.figures == len(built.figures) - missing


def test_figures_added_and_missing_are_found(built, observations):
    figures = built.figures[built.figures["figure_id"] != RATE]
    more = pd.concat([figures, figures.head(1).assign(figure_id="esq:pr24:made-up:minority:2016")])
    again = recompute(more, ["esq"], lambda name: compute(observations, built.plan, name))
    assert matching(list(map(str, again.faults)), f"{RATE} follows from the cells, and is not in the store")
    assert matching(list(map(str, again.faults)), "made-up:minority:2016 is in the store, and the cells do not give it")


CONTRADICTIONS = {
    "a share": ("community-share:minority:2021", "value", 15.5, "is not 100 x numerator / denominator"),
    "a bound": ("community-share:minority:2021", "upper", 14.0, "lies outside its bounds"),
    "a change": ("community-size:change:2021", "value", 1.0, "minority - minority before is 150098"),
    "a growth": ("community-size:growth:2021", "value", 1.0, "100 x minority / minority before - 100 is 13.6"),
    "a ratio": ("unemployment-rate:ratio:2016", "value", 2.0, "minority / majority is 1.27"),
    "a count of what is not there": ("unemployment-rate:minority:2016", "lower", 8.0, "status or interval excludes"),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_figures_that_contradict_each_other_are_found(built, name: str):
    figure, column, value, said = CONTRADICTIONS[name]
    here = built.figures["figure_id"] == f"esq:pr24:{figure}"
    assert here.sum() == 1
    figures = built.figures.assign(**{column: built.figures[column].mask(here, value)})
    assert matching(list(map(str, arithmetic_faults(figures, built.plan))), f"{figure} .*{re.escape(said)}")


@pytest.mark.parametrize("lang", LANGS)
def test_a_profile_file_that_differs_from_the_store_is_found(built, copy, lang: str):
    copy.change(f"{lang}/profiles/esq/pr24/figures.csv", ",8.7,percent,", ",8.8,percent,")
    (fault,) = Profiles(copy.folder, LANGS, built.figures, built.plan).faults("profiles/esq/pr24/")
    assert str(fault).startswith(f"{lang}/profiles/esq/pr24/figures.csv: ")


def test_a_profile_json_that_differs_from_the_store_is_found(built, copy):
    copy.change("fr/profiles/esq/pr24/figures.json", '"value":8.7,', '"value":8.8,')
    said = [str(f) for f in Profiles(copy.folder, LANGS, built.figures, built.plan).faults("profiles/esq/pr24/")]
    assert matching(said, "figures.json: .*: value is 8.8, in the store 8.7")
    assert matching(said, "figures.json is another in each language")


def test_a_link_that_leads_nowhere_is_found(built, copy):
    copy.change(f"en/{PROFILE}", 'href="../../../cite/"', 'href="../../../site/"')
    copy.change(f"fr/{PROFILE}", 'href="#cite"', 'href="#quote"')
    _, faults = site_faults(copy.folder, LANGS, built.figures, built.plan, ROOT)
    said = [str(fault) for fault in faults]
    assert f"en/{PROFILE}: the link ../../../site/ leads nowhere" in said
    assert f"fr/{PROFILE}: the link #quote leads to a place that the page lacks" in said


def built_and_verified(order: Order) -> None:
    build(order)
    figures = pq.read_table(order.out / PARQUET).to_pandas()
    plan = embedded_only(declare(order.root, order.communities), order.root).plan.edition()
    verify_site(order.out, order.langs, figures, plan, order.root)


def test_a_number_typed_into_a_template_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    root = small_project(tmp_path / "project")
    change(root, "profiles/templates/community.html.j2", "</header>", "<p>About 42 regions, since 2016.</p></header>")
    monkeypatch.setenv("PORTRAIT_CACHE", str(tmp_path / "cache"))
    order = Order(root=root, out=tmp_path / "site", langs=LANGS, communities=("esq",), epoch="1760000000")
    with pytest.raises(VerificationError) as error:
        built_and_verified(order)
    said = [str(fault) for fault in error.value.faults]
    for lang in LANGS:
        for number in ("42", "2016"):
            assert matching(
                said, f"{lang}/profiles/esq/index.html: {number} is neither .*About 42 regions, since 2016."
            )
