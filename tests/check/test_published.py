"""Our figures against published ones: each row agrees, differs as declared, or says why there is nothing to compare."""

from __future__ import annotations

import csv
import os
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from project import change, drawn_project, put

from pipelines.check import check_published, compared, published_texts, unlike
from pipelines.check.published import last_unit
from pipelines.compute import compute
from pipelines.declare import declare
from pipelines.declare.published import led, read_published
from pipelines.errors import DeclarationError, VerificationError
from pipelines.model import LANGS, Plan, Text
from pipelines.model.published import (
    ADDED_COLUMNS,
    PUBLISHED_COLUMNS,
    CellPick,
    Checked,
    Formula,
    Outcome,
    Pick,
    Published,
    PublishedRow,
    PublishedRule,
    PublishedRules,
    PublishedUnit,
    Within,
)

OWN = Path("profiles/published.csv")
RULES = "profiles/published.yml"
WHY = Text(en="Because", fr="Parce que")


@pytest.fixture(scope="module")
def figures(plan: Plan, observations: pd.DataFrame) -> list[pd.DataFrame]:
    """The FIGURES of every community that a rule leads to, computed from the embedded cells."""
    assert plan.published is not None
    picks = [pick for rule in plan.published.rules.rules if rule.ours for pick in (*rule.ours.figures, *rule.ours.per)]
    return [compute(observations, plan, name) for name in sorted({pick.community for pick in picks})]


def faults_of(path: Path, plan: Plan, figures: list[pd.DataFrame]) -> list[str]:
    """Return what is wrong with a file of published figures, held against ours by the project's rules."""
    own = plan.published
    assert own is not None
    rows, problems = read_published(path, path.parent)
    found, more = led(rows, own.rules, path.name)
    if problems or more:
        return [str(problem) for problem in (*problems, *more)]
    published = Published(rows=tuple(row for _, row in rows), rules=own.rules, led=found)
    checked = compared(published, figures, beside=own.rows)
    return [*(each.fault for each in checked if each.fault), *unlike(published.rows, own)]


def written(path: Path, rows: list[PublishedRow], columns: tuple[str, ...] = PUBLISHED_COLUMNS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([getattr(row, name) for name in columns] for row in rows)
    return path


# --- The project's own rows, or those of the file that PORTRAIT_PUBLISHED names ---


def test_every_published_figure_agrees_or_differs_as_declared(root: Path, plan: Plan, figures: list[pd.DataFrame]):
    path = Path(os.environ.get("PORTRAIT_PUBLISHED") or root / OWN)
    wrong = faults_of(path, plan, figures)
    assert not wrong, "\n".join([f"{len(wrong)} of {path}:", *wrong])


def test_what_can_be_compared_is(plan: Plan, figures: list[pd.DataFrame]):
    assert plan.published is not None
    checked = compared(plan.published, figures)
    counts = Counter(each.outcome for each in checked)
    assert len(checked) == 230
    # A floor, so that a comparison is not quietly given up; raise it when more can be compared.
    assert counts[Outcome.AGREES] >= 11
    assert counts[Outcome.AGREES] + counts[Outcome.EXPLAINED] >= 17
    assert set(counts) == {Outcome.AGREES, Outcome.EXPLAINED, Outcome.NOT_COMPUTED}


def test_a_wrong_value_is_named_with_ours(tmp_path: Path, plan: Plan, figures: list[pd.DataFrame]):
    row = one(plan, indicator="share of population", census_year="2021", value="14.9")
    (fault, *_) = faults_of(written(tmp_path / "p.csv", [replace(row, value="19.4")]), plan, figures)
    assert "PERT home page" in str(fault)
    assert "published 19.4 %, ours 14.91" in fault
    assert "esq:pr24:community-share:minority:2021" in fault
    assert "differ by -4.5, and no reason is declared" in fault


def test_a_wrong_value_of_a_row_without_a_figure_is_noticed_too(
    tmp_path: Path, plan: Plan, figures: list[pd.DataFrame]
):
    row = one(plan, geography="Laval", indicator="share of population", value="20.6")
    wrong = faults_of(written(tmp_path / "p.csv", [replace(row, value="26.0")]), plan, figures)
    assert wrong == [f"{row.said}: published 26.0 %, and 20.6 in the project's own file"]


def test_a_row_that_no_rule_leads_from_is_named(tmp_path: Path, plan: Plan, figures: list[pd.DataFrame]):
    row = replace(
        one(plan, value="14.9", indicator="share of population"), publication="Somebody", indicator="happiness"
    )
    wrong = faults_of(written(tmp_path / "p.csv", [row]), plan, figures)
    assert wrong == [f"p.csv:2: no rule leads to it; found {row.said}; expected one rule of {RULES}"]


def test_the_order_of_rows_and_the_added_columns_do_not_matter(tmp_path: Path, plan: Plan, figures: list[pd.DataFrame]):
    assert plan.published is not None
    rows = list(reversed(plan.published.rows))
    assert faults_of(written(tmp_path / "a.csv", rows), plan, figures) == []
    assert faults_of(written(tmp_path / "b.csv", rows, PUBLISHED_COLUMNS + ADDED_COLUMNS), plan, figures) == []


@pytest.mark.shared
def test_the_rows_are_kept_as_they_were_given(root: Path):
    def rows(path: Path) -> list[list[str]]:
        with path.open(encoding="utf-8", newline="") as file:
            return [[row[name] for name in PUBLISHED_COLUMNS] for row in csv.DictReader(file)]

    assert rows(root / OWN) == rows(root.parent / "shared" / "data" / "published-figures.csv")


def one(plan: Plan, **said: str) -> PublishedRow:
    assert plan.published is not None
    (row,) = [row for row in plan.published.rows if all(getattr(row, name) == text for name, text in said.items())]
    return row


# --- Each outcome, drawn small ---

ROW = PublishedRow(
    publication="Report",
    url="https://a.ca",
    census_year="2016",
    geography="Here",
    geo_level="province",
    population_definition="",
    indicator="share",
    group="English",
    value="8.7",
    unit="%",
)
FIGURE = Pick(community="esq", indicator="rate", group="minority")


def rules_of(rule: PublishedRule) -> PublishedRules:
    units = {"%": PublishedUnit(kind="percent"), "persons": PublishedUnit(kind="persons")}
    return PublishedRules(places={"Here": "pr24"}, units=units, french={}, rules=[rule], regions={"two": ["a", "b"]})


def figure(value: float | None, unit: str = "percent", region: str = "pr24", **other: object) -> dict[str, object]:
    return {
        "figure_id": f"esq:{region}:rate:minority:2016",
        "value": float("nan") if value is None else value,
        "unit": unit,
        "status": "reported",
        "lower": float("nan"),
        "upper": float("nan"),
        "interval": "none",
        **other,
    }


def held(
    value: str, *ours: dict[str, object], rule: PublishedRule | None = None, unit: str = "%", beside: tuple = ()
) -> Checked:
    """Return one row of `value` held against the figures `ours`."""
    row = replace(ROW, value=value, unit=unit)
    leading = rule or PublishedRule(id="rule", rows={"group": "English"}, ours=Formula(figures=[FIGURE]))
    published = Published(rows=(row,), rules=rules_of(leading), led={row.key: leading})
    (checked,) = compared(published, [pd.DataFrame(ours or [figure(None)])], beside=beside)
    return checked


def explained(difference: str) -> PublishedRule:
    return PublishedRule(
        id="rule", rows={}, ours=Formula(figures=[FIGURE]), reason="definition", difference=difference, text=WHY
    )


@pytest.mark.parametrize(
    ("printed", "ours", "agrees"),
    [
        ("8.7", 8.7, True),
        ("8.7", 8.65, True),
        ("8.7", 8.75, True),
        ("8.7", 8.7500001, False),
        ("8.7", 8.6499999, False),
        ("9", 8.5, True),
        ("9", 9.5, True),
        ("9", 8.49, False),
        # A zero that is printed counts: 9.0 is nearer than 9.
        ("9.0", 8.9, False),
        ("9.0", 9.05, True),
    ],
)
def test_values_agree_within_half_a_unit_of_the_last_printed_digit(printed: str, ours: float, agrees: bool):
    checked = held(printed, figure(ours))
    assert checked.outcome is (Outcome.AGREES if agrees else Outcome.DIFFERS)
    assert checked.within is (Within.PRINTED if agrees else None)


def test_counts_agree_within_what_their_rounding_can_have_done():
    bounds = {"lower": 96.0, "upper": 104.0, "interval": "rounding"}
    assert held("104", figure(100, "persons", **bounds), unit="persons").within is Within.ROUNDING
    assert held("105", figure(100, "persons", **bounds), unit="persons").outcome is Outcome.DIFFERS


def test_a_sampling_interval_is_no_tolerance():
    bounds = {"lower": 7.0, "upper": 10.0, "interval": "sampling95"}
    assert held("9.1", figure(8.7, **bounds)).outcome is Outcome.DIFFERS


def test_a_difference_without_a_reason_is_a_fault():
    checked = held("8.9", figure(8.7))
    assert checked.outcome is Outcome.DIFFERS
    assert (
        "published 8.9 %, ours 8.7 (esq:pr24:rate:minority:2016): they differ by -0.2, and no reason" in checked.fault
    )


def test_an_explained_difference_shows_its_size():
    checked = held("8.9", figure(8.7), rule=explained("-0.2"))
    assert (checked.outcome, checked.difference, checked.fault) == (Outcome.EXPLAINED, Decimal("-0.2"), "")


def test_an_explanation_that_is_no_longer_needed_is_a_fault():
    checked = held("8.7", figure(8.7), rule=explained("-0.2"))
    assert checked.outcome is Outcome.DIFFERS
    assert "the two agree, and the rule rule explains a difference (definition)" in checked.fault


def test_an_explained_difference_that_moved_is_a_fault():
    checked = held("8.9", figure(8.6), rule=explained("-0.2"))
    assert checked.outcome is Outcome.DIFFERS
    assert "they differ by -0.3, and the rule rule explains -0.2" in checked.fault


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (figure(8.7, region="pr35"), "the store has no figure esq:pr24:rate:minority:2016"),
        (figure(None, status="withheld"), "esq:pr24:rate:minority:2016 is withheld"),
        (figure(8.7, "dollars"), "ours is in dollars, which does not compare with %"),
    ],
)
def test_a_rule_that_leads_to_no_figure_is_a_fault(found: dict[str, object], said: str):
    checked = held("8.7", found)
    assert checked.outcome is Outcome.DIFFERS
    assert said in checked.fault


def test_a_preview_leaves_out_what_it_has_no_figures_of():
    rule = PublishedRule(id="rule", rows={}, ours=Formula(figures=[FIGURE]))
    published = Published(rows=(ROW,), rules=rules_of(rule), led={ROW.key: rule})
    (checked,) = compared(published, [pd.DataFrame([figure(1, region="pr35")])], left_out={"esq"})
    assert (checked.outcome, checked.fault) == (Outcome.LEFT_OUT, "")


def test_a_sum_over_regions_adds_values_and_worst_cases():
    pick = replace(FIGURE, over="two")
    rule = PublishedRule(id="rule", rows={}, ours=Formula(figures=[pick]))
    parts = [figure(100, "persons", region=name, lower=96.0, upper=104.0, interval="rounding") for name in "ab"]
    checked = held("207", *parts, rule=rule, unit="persons")
    assert (checked.value, checked.lower, checked.upper) == (200, 192, 208)
    assert checked.within is Within.ROUNDING
    assert held("209", *parts, rule=rule, unit="persons").outcome is Outcome.DIFFERS


def test_a_share_is_in_per_cent_of_another_sum():
    formula = Formula(figures=[replace(FIGURE, region="a")], per=[replace(FIGURE, over="two")])
    parts = [figure(25, "persons", region="a"), figure(75, "persons", region="b")]
    checked = held("25.0", *parts, rule=PublishedRule(id="rule", rows={}, ours=formula))
    assert (checked.outcome, checked.value) == (Outcome.AGREES, Decimal("25.0"))


def test_our_method_is_tried_on_counts_that_the_publication_prints():
    half = [CellPick(of={"group": "French"}), CellPick(of={"group": "both"}, times=0.5)]
    cells = (replace(ROW, group="French", value="715", unit="persons"),
             replace(ROW, group="both", value="55", unit="persons"))  # fmt: skip
    exact = PublishedRule(id="rule", rows={}, ours=Formula(cells=half))
    rounded = PublishedRule(id="rule", rows={}, ours=Formula(cells=half, cells_rounded=True))
    assert held("745", rule=exact, unit="persons", beside=cells).outcome is Outcome.DIFFERS
    checked = held("745", rule=rounded, unit="persons", beside=cells)
    # 715 + 55/2, each cell up to 4 off.
    assert (checked.lower, checked.upper, checked.within) == (Decimal("736.5"), Decimal("748.5"), Within.ROUNDING)
    assert "is not among the rows" in held("745", rule=rounded, unit="persons").fault


@pytest.mark.parametrize(("printed", "step"), [("8.0", "0.1"), ("8", "1"), ("-2800", "1"), ("0.59", "0.01")])
def test_the_last_unit_is_that_of_the_printed_text(printed: str, step: str):
    assert last_unit(printed) == Decimal(step)


def test_a_build_with_a_fault_stops(plan: Plan, figures: list[pd.DataFrame]):
    moved = [bent(table, value=15.2, lower=15.2, upper=15.2) for table in figures]
    with pytest.raises(VerificationError) as caught:
        check_published(plan, moved)
    assert caught.value.exit_status == 5
    (fault,) = caught.value.faults
    assert "PERT home page" in str(fault)
    assert f"published 14.9 %, ours 15.2 ({BENT}): they differ by 0.3" in str(fault)


def test_a_value_that_left_its_own_bounds_is_a_fault(plan: Plan, figures: list[pd.DataFrame]):
    with pytest.raises(VerificationError, match=f"{BENT} is 15.2, outside its own bounds"):
        check_published(plan, [bent(table, value=15.2) for table in figures])


def bent(table: pd.DataFrame, **values: float) -> pd.DataFrame:
    """Return FIGURES in which one figure is another."""
    table = table.copy()
    table.loc[table["figure_id"] == BENT, list(values)] = list(values.values())
    return table


BENT = "esq:pr24:community-share:minority:2021"


# --- Declarations: every row is led by exactly one rule ---

HEAD = ",".join(PUBLISHED_COLUMNS)
DRAWN_ROWS = f"""\
{HEAD}
Report,https://a.ca,2016,Quebec,province,Jobs,job rate (approx.),Northern,58.1,%
Report,https://a.ca,2016,Ontario,province,Jobs,pay,Northern,41000,$
"""
DRAWN_RULES = """\
places: {Quebec: pr24}
regions: {both: [pr24, pr35]}
units:
  '%': {kind: percent}
  $: {kind: dollars}
french: {Quebec: Québec, Ontario: Ontario, province: province, job rate (approx.): taux, pay: paie, Northern: Du Nord}
rules:
  - id: jobs
    rows: {indicator: job rate*}
    ours:
      figures: [{community: north, indicator: job-rate, group: minority}]
    reason: definition
    difference: '-0.1'
    text: {en: Other jobs, fr: Autres emplois}
  - id: pays
    rows: {indicator: pay}
    but: [{geography: Quebec}]
    reason: not-computable
    text: {en: No pay, fr: Aucune paie}
"""


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    root = drawn_project(tmp_path / "project")
    put(root, OWN.as_posix(), DRAWN_ROWS)
    put(root, RULES, DRAWN_RULES)
    return root


def problems(drawn: Path) -> list[str]:
    with pytest.raises(DeclarationError) as caught:
        declare(drawn)
    return [str(problem) for problem in caught.value.problems]


def test_a_project_has_its_rows_led_by_their_rules(drawn: Path):
    published = declare(drawn).published
    assert published is not None
    assert [published.led[row.key].id for row in published.rows] == ["jobs", "pays"]


def test_a_project_may_do_without(tmp_path: Path):
    assert declare(drawn_project(tmp_path / "project")).published is None


MISTAKES = {
    "a row without a rule": (
        RULES,
        "indicator: pay}",
        "indicator: cash}",
        "{csv}:3: no rule leads to it; found Report",
    ),
    "a row that is excepted": (RULES, "{geography: Quebec}]", "{geography: Ontario}]", "{csv}:3: no rule leads to it"),
    "a row with two rules": (
        RULES,
        "{indicator: job rate*}",
        "{group: N*n}",
        "{csv}:3: 2 rules lead to it: Report | 2016",
    ),
    "a number with a comma": (OWN, "58.1", '"58,1"', "{csv}:2: the value is no number; found 58,1"),
    "a number that is none": (OWN, "58.1", "NaN", "{csv}:2: the value is no number; found NaN"),
    "an empty cell": (OWN, "58.1,%", "58.1,", "{csv}:2: a cell is empty; found unit"),
    "a unit nobody knows": (OWN, "58.1,%", "58.1,per mille", "{csv}:2: an unknown unit: Report"),
    "a place nobody knows": (RULES, "{Quebec: pr24}", "{Nunavik: pr24}", "{csv}:2: the rule jobs needs its place"),
    "too few cells": (OWN, ",58.1,%", "", "{csv}:2: not as many cells as columns"),
    "other columns": (OWN, "census_year", "year", "{csv}:1: not the columns"),
    "a word without French": (RULES, "pay: paie, ", "", "{csv}:3: the indicator has no French; found pay"),
    "an unknown region": (RULES, "pr24}", "pr99}", "{yml}:1: no such region; found pr99"),
    "an unknown region of a list": (RULES, "pr35]", "pr99]", "{yml}:2: no such region; found pr99"),
    "an unknown indicator": (RULES, "job-rate", "misery", "{yml}:10: no such indicator; found misery"),
    "an unknown community": (RULES, "north,", "south,", "{yml}:10: no such community; found south"),
    "an unknown group": (RULES, "minority}", "others}", "{yml}:10: no such group; found others"),
    "an unknown column": (RULES, "{indicator: pay}", "{colour: red}", "{yml}:16: no such column; found colour"),
    "the value as a column": (RULES, "{indicator: pay}", "{value: '1'}", "{yml}:16: no such column; found value"),
    "an unknown reason": (RULES, "reason: definition", "reason: chance", "{yml}:12: not what is declared here"),
    "a difference without its size": (
        RULES,
        "    difference: '-0.1'\n",
        "",
        "{yml}:8: an explained difference has its",
    ),
    "a size that is none": (RULES, "'-0.1'", "'0.0'", "{yml}:13: no difference; found 0.0"),
    "a reason without its text": (
        RULES,
        "    text: {en: No pay, fr: Aucune paie}\n",
        "",
        "{yml}:15: a reason and its text",
    ),
    "a text in one language": (RULES, ", fr: Aucune paie", "", "{yml}:19: a key is missing: rules.1.text.fr"),
    "nothing computed, another reason": (RULES, "not-computable", "vintage", "{yml}:18: nothing is computed, and the"),
    "an id that is taken": (RULES, "id: pays", "id: jobs", "{yml}:15: the id is taken; found jobs"),
    "a step that nobody printed": (
        RULES,
        "id: jobs",
        "id: jobs\n    rounded_to: 10",
        "{csv}:2: not rounded as the rule",
    ),
    "a step that nobody speaks of": (
        RULES,
        "id: pays",
        "id: pays\n    rounded_to: 10",
        "{csv}:3: the rule pays rounds",
    ),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_named_where_it_stands(drawn: Path, case: str):
    file, old, new, said = MISTAKES[case]
    change(drawn, str(file), old, new)
    found = problems(drawn)
    assert [problem for problem in found if problem.startswith(said.format(csv=OWN, yml=RULES))], found


def test_a_figure_that_stands_twice_is_named(drawn: Path):
    put(drawn, OWN.as_posix(), DRAWN_ROWS + DRAWN_ROWS.splitlines()[1].replace("58.1", "59.0"))
    assert problems(drawn)[0].startswith(f"{OWN}:4: the figure stands on line 2 already; found Report | 2016 | Quebec")


# --- What the page must say ---


def test_the_texts_of_the_page_are_written_as_each_language_writes_them(plan: Plan, figures: list[pd.DataFrame]):
    assert plan.published is not None
    checked = compared(plan.published, figures)
    texts = {lang: published_texts(checked, plan, lang) for lang in LANGS}
    income = one(plan, value="-2800", geography="Montréal").key
    assert texts["en"]["data-published", income] == "−$2,800"
    assert texts["fr"]["data-published", income] == "−2\u00a0800\u00a0$"
    share = one(plan, value="85.3").key
    assert texts["en"]["data-difference", share] == "+0.1\u00a0points"
    assert texts["fr"]["data-difference", share] == "+0,1\u00a0point"
    assert texts["en"]["data-count", "all"] == "230"
    assert texts["en"].keys() == texts["fr"].keys()
