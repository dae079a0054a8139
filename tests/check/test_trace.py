"""A figure back to its cells: the formula with its numbers, what it is made of, and what is said of how sure it is."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from pipelines.check.formulas import FORMULAS
from pipelines.check.stores import Store
from pipelines.check.trace import Trace, trace
from pipelines.model import WHOM, Group, Plan


@pytest.fixture(scope="module")
def traced(esq: pd.DataFrame, plan: Plan, root: Path):
    return lambda figure_id: trace(figure_id, esq, plan, root, "1.2.3")


def said(traced: Trace, what: str) -> str:
    return next(text for name, text in traced.lines if name == what)


def ids(traced: Trace) -> list[str]:
    return [said(part, "figure") for part in traced.parts]


PLACE = "esq:pr24:unemployment-rate"


def test_a_gap_is_its_two_rates_and_leads_to_their_lines(traced):
    found = traced(f"{PLACE}:gap:2016")
    assert said(found, "formula") == "minority - majority"
    assert said(found, "numbers") == "8.7 - 6.8 = 1.9 points"
    assert ids(found) == [f"{PLACE}:minority:2016", f"{PLACE}:majority:2016"]
    assert [said(part, "line").split(": ")[1].split(" (")[0] for part in found.parts] == [
        "2016,pr24,unemployment-rate,fols-english,,8.7,reported",
        "2016,pr24,unemployment-rate,fols-french,,6.8,reported",
    ]


def test_growth_is_of_two_censuses(traced):
    found = traced("esq:pr24:community-size:growth:2021")
    assert said(found, "since") == "2016"
    assert said(found, "numbers").startswith("100 x 1253578 / 1103480 - 100 = 13.6")
    assert ids(found) == ["esq:pr24:community-size:minority:2021", "esq:pr24:community-size:minority:2016"]


def test_a_rank_lists_the_regions_that_it_is_among(traced, esq: pd.DataFrame):
    found = traced("esq:er2440:mother-tongue-share:rank:2021")
    assert len(found.parts) == 17
    values = [esq.set_index("figure_id")["value"][name] for name in ids(found)]
    assert values == sorted(values, reverse=True)
    assert "esq:er2440:mother-tongue-share:minority:2021" in ids(found)


def test_every_comparison_of_the_store_has_a_formula_that_gives_its_value(traced, esq: pd.DataFrame):
    """The numbers of the formula are computed anew from its text, by nothing of the program's."""
    shown = esq[(esq["status"] == "reported") & ~esq["group"].isin(WHOM)]
    assert set(shown["group"]) >= {Group.GAP, Group.RATIO, Group.CHANGE, Group.GROWTH, Group.RANK}
    checked = 0
    for _, league in shown[shown["group"] != Group.RANK].groupby(["group", "unit"]):
        some = league.sample(min(3, len(league)), random_state=1)
        for name, value in zip(some["figure_id"], some["value"], strict=True):
            sum_, _, answer = said(traced(name), "numbers").partition(" = ")
            assert re.fullmatch(r"[-\d.e+ x/]+", sum_), sum_
            assert eval(sum_.replace("x", "*")) == pytest.approx(value, abs=1e-6)
            assert float(answer.split()[0]) == pytest.approx(value, rel=1e-8)
            checked += 1
    assert checked >= 9


def test_the_table_of_formulas_is_that_of_the_comparisons():
    assert set(FORMULAS) == set(Group) - set(WHOM)


def test_what_withheld_or_marked_it_says_why(traced, esq: pd.DataFrame, plan: Plan):
    ruled = esq[esq["rule"] != ""].iloc[0]
    assert said(traced(ruled["figure_id"]), "rule") == f"{ruled['rule']}: {plan.rules.why()[ruled['rule']].en}"


def test_bounds_are_said_with_their_kind_and_their_making(traced):
    assert said(traced("esq:pr24:community-size:minority:2021"), "interval").startswith("rounding: 1253571.5 to ")
    assert said(traced(f"{PLACE}:gap:2016"), "interval") == "none: its parts have none, or bounds of two kinds"
    assert "publishes no interval" in said(traced(f"{PLACE}:minority:2016"), "interval")


def test_the_values_in_frozen_editions_are_told(esq: pd.DataFrame, plan: Plan, root: Path):
    name = f"{PLACE}:minority:2016"
    then = esq[esq["figure_id"] == name].assign(value=8.4)
    found = trace(name, esq, plan, root, "1", [Store("drawn", then, {"edition": "2026-01-02"})])
    assert said(found, "edition") == "2026-01-02: 8.4 percent"


def test_as_a_document_what_it_is_made_of_lies_inside(traced):
    document = traced("esq:er2460:mother-tongue-share:rank:2021").document()
    assert len(document["made_of"]) == 17
    assert all(len(part["line"]) == 5 for part in document["made_of"])


def test_a_figure_that_is_not_there_is_an_error(traced):
    with pytest.raises(KeyError):
        traced(f"{PLACE}:minority:1900")
