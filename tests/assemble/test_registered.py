"""What the registers hold of a community in exactly one region, and the questions of its latest figures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from project import drawn_project, put

from pipelines.assemble.registered import registered
from pipelines.assemble.shelf import Shelf
from pipelines.declare import declare
from pipelines.model import Figure, Group, Plan
from pipelines.model.registers import Prompt, RegisterTerms

from assemble.test_shelving import SHARE, figure  # isort: skip
from declare.test_registers import BODIES, COMMON, NAMES  # isort: skip

GAP = """\
title: {en: Who knows?, fr: Qui sait?}
summary: {en: Nobody., fr: Personne.}
communities: [north]
origin:
  text: {en: Search, fr: Recherche}
added: {by: A. Writer, on: '2026-01-31'}
question: {en: Who knows?, fr: Qui sait?}
looked_for: {en: A table., fr: Un tableau.}
holder: {en: The office., fr: Le bureau.}
ask: {en: Write., fr: Écrire.}
themes: [work]
"""


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    project = drawn_project(tmp_path / "project")
    for kind, body in BODIES.items():
        put(project, NAMES[kind], COMMON + body)
    put(project, "profiles/registers/gaps/a.yml", GAP)
    put(project, "profiles/registers/gaps/z.yml", GAP.replace("Who knows?", "And here?") + "regions: [pr35]\n")
    return declare(project)


def shelf(region: str, *figures: Figure) -> Shelf:
    found = {(each.indicator, each.group, each.breakdown, each.period): each for each in figures}
    return Shelf("north", region, found)


def test_entries_of_exactly_this_region_are_named_with_the_index_of_a_table(plan: Plan):
    own = shelf("pr35", figure(25.0))
    found = registered(plan, own, {"pr35": own})
    assert [(kind, [(each.id, each.index) for each in named]) for kind, named in found.assets.items()] == [
        ("tables", [("one", 0.5)]),
        ("voices", [("one", None)]),
    ]
    # What is not known here comes before what is known nowhere.
    assert [each.id for each in found.gaps] == ["z", "a"]


@pytest.mark.parametrize("stock", [{}, {"pr35": shelf("pr35", figure(None))}])
def test_without_the_share_a_table_has_no_index(plan: Plan, stock: dict[str, Shelf]):
    found = registered(plan, shelf("pr35"), stock)
    assert [each.index for each in found.assets["tables"]] == [None]


def test_other_regions_and_communities_have_none_of_it(plan: Plan):
    assert registered(plan, shelf("ca"), {}).assets == {}
    assert [each.id for each in registered(plan, shelf("ca"), {}).gaps] == ["a"]
    south = registered(plan, Shelf("south", "pr35", {}), {})
    assert (south.assets, south.gaps, south.reported, south.prompts) == ({}, (), (), ())


def test_the_latest_figure_puts_the_question_and_an_earlier_one_does_not(plan: Plan):
    prompt = Prompt(
        id="one", indicator="job-rate", group="minority", text=plan.texts["said"], strategies=["outreach"], at_least=10
    )
    terms = RegisterTerms(kinds={}, topics={}, evidence={}, strategies={}, steps={}, prompts=[prompt])
    asking = replace(plan, register_terms=terms)
    latest, earlier = figure(25.0), figure(9.0, figure_id=SHARE.replace("2021", "2016"))
    (one,) = registered(asking, shelf("pr35", earlier, latest), {}).prompts
    assert (one.prompt.id, one.figure.id) == ("one", SHARE)
    few = replace(latest, value=9.0)
    assert registered(asking, shelf("pr35", replace(earlier, value=25.0), few), {}).prompts == ()
    assert registered(asking, shelf("pr35"), {}).prompts == ()
    assert few.group is Group.MINORITY
