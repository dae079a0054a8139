"""What registers say on pages, each digit seen to be proven; and questions that their figures do not put."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from pipelines.check.content import FIGURE, Said
from pipelines.check.entries import held
from pipelines.check.prompted import Asked
from pipelines.check.shown import stored
from pipelines.model import Plan

CASE = "knowledge/cases/errer-woreda-newborn-care/index.html"
REPORTED = "knowledge/registers/reported/index.html"
CASES = "cases/errer-woreda-newborn-care"
PROFILE = "profiles/esq/pr24/index.html"
GAP = "esq:pr24:overqualification:gap:2016"
PUTS = "prompt/degrees-without-jobs"
CHANGES = {
    "an outcome before": ("en", CASE, ">7.1%<", ">7.2%<", rf"entry {CASES}:outcomes.0.before is 7.1 percent.*'7.2%'"),
    "an outcome after": ("fr", CASE, ">30,0\u00a0%<", ">31,0\u00a0%<", f"{CASES}:outcomes.1.after is 30.0 percent"),
    "a decimal dropped of an outcome": ("en", "knowledge/cases/index.html", ">14.2%<", ">15%<", "is 14.2 percent"),
    "another entry's key": (
        "en", CASE, f'"{CASES}:outcomes.0.before"', '"cases/no-such:outcomes.0.before"', "is in no register"),
    "a place that an entry lacks": (
        "en", CASE, f'"{CASES}:outcomes.0.before"', f'"{CASES}:outcomes.9.before"', "is in no register"),
    "the day of an entry": ("en", CASE, "added.on\">2026-11-21<", "added.on\">2026-11-20<", "added.on is 2026-11-21"),
    "a number of an entry without a key": (
        "en", CASE, f'<span data-entry="{CASES}:outcomes.0.before">7.1%</span>', "7.1%", "7.1 is neither a figure nor"),
    "a reported figure": ("en", REPORTED, ">−$3,600<", ">−$3,700<", r"published bcbfc0aca83e is -3600 dollars"),
    "a question of another figure": (
        "en", PROFILE, f'"{PUTS}"', '"prompt/work-gap"', "speaks of another figure than unemployment"),
    "a question that is none": ("fr", PROFILE, f'"{PUTS}"', '"prompt/x"', "no such rule of a question"),
    "a question without its rule": (
        "en", PROFILE, f'<span data-rule="{PUTS}">', "<span>", "compares, and no rule stands behind it"),
    "other words in a question": (
        "en", PROFILE, "of overqualification lie", "of overqualification do lie", "is not the wording of its rule"),
    "a digit of a question": ("en", PROFILE, 'data-part="size">4.2', 'data-part="size">4.3', f"the size of {GAP}"),
    "the year of a question's figure": ("en", PROFILE, "development</a> (2016)", "development</a> (2011)", "2011"),
}  # fmt: skip


@pytest.mark.parametrize(("lang", "file", "old", "new", "said"), CHANGES.values(), ids=CHANGES)
def test_what_changed_on_a_page_is_found(copy, lang: str, file: str, old: str, new: str, said: str):
    assert copy.faults(file) == []
    copy.change(f"{lang}/{file}", old, new)
    faults = copy.faults(file)
    assert [fault for fault in faults if re.search(said, fault)], faults


def question(figure: str, prompt: str = "degrees-without-jobs", plan: Plan | None = None) -> Said:
    """Return a question as it stands on a page, in the words of its rule."""
    assert plan
    assert plan.register_terms
    text = next(each.text.en for each in plan.register_terms.prompts if each.id == prompt)
    return Said(f"prompt/{prompt}", "", text.replace("{figure}", FIGURE), (figure,))


@pytest.mark.parametrize(
    ("value", "wrong"),
    [(2.0, ""), (1.9, "asks what its figure, 1.9, does not ask: at least 2"), (-4.0, "does not ask"), (None, "nan")],
)
def test_a_question_below_its_threshold_is_found(built, value: float | None, wrong: str):
    one = stored(built.figures[built.figures["figure_id"] == GAP])[GAP]
    asked = Asked(built.plan, "en", {GAP: one._replace(value=float("nan") if value is None else value)})
    found = asked.wrong(question(GAP, plan=built.plan))
    assert wrong in found
    assert bool(found) == bool(wrong)


def test_a_question_that_must_be_beyond_doubt_needs_the_whole_interval(built):
    terms = built.plan.register_terms
    prompts = [replace(each, beyond_doubt=True) for each in terms.prompts]
    plan = replace(built.plan, register_terms=replace(terms, prompts=prompts))
    one = stored(built.figures[built.figures["figure_id"] == GAP])[GAP]
    for lower, upper, wrong in ((2.5, 5.0, False), (1.5, 5.0, True), (float("nan"), float("nan"), True)):
        asked = Asked(plan, "en", {GAP: one._replace(lower=lower, upper=upper)})
        assert bool(asked.wrong(question(GAP, plan=plan))) == wrong


def test_a_question_of_an_earlier_period_is_found(built):
    store = stored(built.figures)
    earlier = GAP.replace("2016", "2011")
    asked = Asked(built.plan, "en", {GAP: store[GAP], earlier: store[GAP]._replace(period="2011")})
    assert asked.wrong(question(earlier, plan=built.plan)) == "speaks of 2011, and there is 2016"


@pytest.mark.parametrize(
    ("key", "value", "unit"),
    [
        (f"{CASES}:outcomes.0.before", 7.1, "percent"),
        (f"{CASES}:outcomes.1.after", 30.0, "percent"),
        (f"{CASES}:added.on", "2026-11-21", ""),
    ],
)
def test_what_an_entry_holds_at_a_place(plan: Plan, key: str, value: float | str, unit: str):
    found = held(plan, key, lambda _: None)
    assert found is not None
    assert (found.value, found.unit) == (value, unit)


@pytest.mark.parametrize(
    "key",
    ["", "cases", f"{CASES}", f"{CASES}:", f"{CASES}:outcomes", f"{CASES}:outcomes.x.before", f"{CASES}:title.en.x",
     f"{CASES}:checked.on", "plans/none:progress.visits", f"{CASES}:index", f"{CASES}:outcomes.0.unit.x"],
)  # fmt: skip
def test_a_place_that_is_none_holds_nothing(plan: Plan, key: str):
    assert held(plan, key, lambda _: None) is None
