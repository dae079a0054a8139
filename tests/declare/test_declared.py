"""What holds no problem: the project's own declarations, the drawn ones, and ways of writing that mean the same."""

from pathlib import Path

import pytest
from project import ROOT, change, put

from pipelines.declare import declare
from pipelines.model import Text, weight

NORTH = "profiles/communities/north.yml"


def test_the_projects_own_declarations_hold_no_problem():
    plan = declare(ROOT)
    assert {"esq", "fsc", "black", "japanese"} <= set(plan.communities)
    assert {"ca", "pr24", "er2440", "cma462", "rss06"} <= set(plan.regions)
    assert {"unemployment-rate", "community-size", "mother-tongue-share"} <= set(plan.indicators)


def test_a_plan_holds_what_the_files_say(drawn: Path):
    plan = declare(drawn)
    assert list(plan.regions) == ["ca", "pr24", "pr35"]
    assert plan.regions["pr24"].name == Text(en="Quebec", fr="Québec")
    assert plan.texts["said"]["fr"] == "En {period}"
    assert plan.communities["north"].populations["main"][0].minority == {"north": 1}


def test_communities_stand_in_their_declared_order_and_then_by_name(drawn: Path):
    text = (drawn / NORTH).read_text(encoding="utf-8")
    put(drawn, "profiles/communities/aaa.yml", text)
    put(drawn, "profiles/communities/zzz.yml", text.replace("order: 10", "order: 5"))
    assert list(declare(drawn).communities) == ["zzz", "aaa", "north"]


def test_named_communities_alone_are_in_the_plan_and_the_rest_is_checked_all_the_same(drawn: Path):
    put(drawn, "profiles/communities/other.yml", (drawn / NORTH).read_text(encoding="utf-8"))
    assert list(declare(drawn, ("other",)).communities) == ["other"]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_file_saved_by_a_windows_editor_says_the_same(drawn: Path, newline: str, encoding: str):
    text = (drawn / NORTH).read_text(encoding="utf-8")
    expected = declare(drawn).communities["north"]
    put(drawn, NORTH, text.replace("\n", newline).encode(encoding))
    assert declare(drawn).communities["north"] == expected


@pytest.mark.parametrize(("declared", "persons"), [("1", "1"), ("0.5", "1/2"), ("1/3", "1/3"), ("'0.25'", "1/4")])
def test_a_weight_is_an_exact_fraction(drawn: Path, declared: str, persons: str):
    change(drawn, NORTH, "minority: {north: 1}", f"minority: {{north: {declared}}}")
    found = declare(drawn).communities["north"].populations["main"][0].minority["north"]
    assert str(weight(found)) == persons


def test_hidden_files_of_an_operating_system_are_no_declarations(drawn: Path):
    put(drawn, "profiles/communities/.DS_Store", b"\x00\x01")
    assert list(declare(drawn).communities) == ["north"]
