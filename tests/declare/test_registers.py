"""Entries of registers: what a good one is, and for each kind of bad one the file, the line and what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from project import change, line_of, put

from pipelines.declare import declare
from pipelines.errors import DeclarationError
from pipelines.model import Plan
from pipelines.model.registers import KINDS, Case, Reported

REGISTERS = "profiles/registers"
COMMON = """\
title: {en: The table, fr: La table}
summary: {en: What it is., fr: Ce que c'est.}
communities: [north]
regions: [pr35]
origin:
  text: {en: Its minutes, fr: Ses procès-verbaux}
  address: https://example.org/minutes
added: {by: A. Writer, on: '2026-01-31'}
checked: {by: B. Reader, on: '2026-02-28'}
"""
TABLE = """\
decides: {en: The plan of services., fr: Le plan de services.}
named: {en: By the board., fr: Par le conseil.}
seats: 8
held_by_minority: 1
since: '2024-05'
population: north:pr35:job-rate:minority:2021
"""
VOICE = """\
form: quotation
said: {en: We drive an hour., fr: Nous roulons une heure.}
spoken_in: en
method: interview
on: '2025-03-04'
people: 3
consent:
  to: {en: To be quoted without a name., fr: Être cités sans être nommés.}
  form: written
  on: '2025-03-04'
"""
PLAN = """\
goal: {en: A nurse who speaks it., fr: Une infirmière qui la parle.}
approach: hybrid
partners:
  - {en: The clinic, fr: La clinique}
mobilizers: {en: Four volunteers., fr: Quatre bénévoles.}
materials: {en: A leaflet., fr: Un dépliant.}
start: '2026-01'
end: '2026-12'
activities:
  - what: {en: Meet the clinic., fr: Rencontrer la clinique.}
    step: partner-locally
    who: {en: The coordinator, fr: La coordination}
    start: '2026-02'
    end: '2026-03'
indicators:
  - id: visits
    what: {en: Visits in the language., fr: Visites dans la langue.}
    unit: persons
    target: 200
    due: '2026-12-31'
    baseline: 20
    baseline_on: '2026-01-31'
"""
BODIES = {"tables": TABLE, "voices": VOICE, "plans": PLAN}
NAMES = {kind: f"{REGISTERS}/{kind}/one.yml" for kind in BODIES}


@pytest.fixture
def registered(drawn: Path) -> Path:
    """A drawn project with one good entry in three registers."""
    for kind, body in BODIES.items():
        put(drawn, NAMES[kind], COMMON + body)
    return drawn


def problems(project: Path) -> list[str]:
    with pytest.raises(DeclarationError) as caught:
        declare(project)
    return [str(problem) for problem in caught.value.problems]


def test_good_entries_are_read_and_typed(registered: Path):
    put(registered, f"{REGISTERS}/plans/one.csv", "indicator,on,value,note\nvisits,2026-06-30,64.5,half a year\n")
    plan = declare(registered)

    assert [(kind, name) for kind, name, _ in plan.registers.all()] == [
        ("tables", "one"),
        ("voices", "one"),
        ("plans", "one"),
    ]
    (row,) = plan.registers.observed["one"]
    assert (row.indicator, row.on, row.value) == ("visits", "2026-06-30", 64.5)


BAD = {
    "an unknown region": ("tables", "[pr35]", "[pr99]", "no such region; found pr99"),
    "an unknown community": ("tables", "[north]", "[south]", "no such community; found south"),
    "a dangling figure": ("tables", "north:pr35:job-rate", "north:pr35:jobs", "not the id of a figure"),
    "a target without unit": ("plans", "    unit: persons\n", "", "a key is missing: indicators.0.unit"),
    "an end before the start": ("plans", "end: '2026-12'", "end: '2025-12'", "the end comes before the start"),
    "an activity that ends before it starts": ("plans", "end: '2026-03'", "end: '2026-01'", "the end comes before"),
    "two baselines": (
        "plans",
        "    baseline: 20\n",
        "    baseline: 20\n    baseline_figure: north:pr35:job-rate:minority:2021\n",
        "a target needs one baseline; found both",
    ),
    "a baseline without its day": ("plans", "    baseline_on: '2026-01-31'\n", "", "a baseline without its day"),
    "more seats held than there are": ("tables", "held_by_minority: 1", "held_by_minority: 9", "found 9 of 8"),
    "markup": ("tables", "What it is.", "What <b>it</b> is.", "markup in a text"),
    "a script": ("voices", "We drive an hour.", "<script>alert(1)</script>", "markup in a text"),
    "a control character": ("tables", "What it is.", '"What\\u0007 it is."', "a control character in a text"),
    "text that turns around": ("tables", "What it is.", '"What\\u202e it is."', "a control character in a text"),
    "an e-mail address": ("voices", "We drive an hour.", "Write to ann@example.org.", "an e-mail address"),
    "a telephone number": ("voices", "We drive an hour.", "Call 514 555-0199.", "a telephone number"),
    "a name without consent": ("voices", "people: 3", "people: 1\nname: Ann Example", "a name without consent"),
    "a quotation without consent": (
        "voices",
        VOICE[VOICE.index("consent") :],
        "",
        "a quotation without consent",
    ),
    "a day that is none": ("voices", "on: '2025-03-04'\npeople", "on: '2025-02-30'\npeople", "no such day"),
    "checked before it was added": ("tables", "'2026-02-28'", "'2026-01-01'", "checked before it was added"),
    "an address that is none": ("tables", "https://example.org/minutes", "javascript:x", "not an address"),
    "a YAML tag": ("tables", "seats: 8", "seats: !!python/int 8", "tags are not allowed"),
    "an entity": ("tables", "What it is.", "What &#60;b> it is.", "markup in a text"),
    "an image with a script": ("plans", "A leaflet.", "A <img src=x onerror=alert(1)> leaflet.", "markup in a text"),
    "a script in who entered it": ("tables", "by: A. Writer", "by: '<script>x</script>'", "markup in a text"),
    "a script in what is observed under": ("plans", "id: visits", "id: '<svg>'", "markup in a text"),
    "a sign that nobody sees": ("tables", "What it is.", '"What\\u200b it is."', "a control character in a text"),
    "a toll-free number": ("voices", "We drive an hour.", "Call 1-800-555-0199.", "a telephone number"),
    "a number with its area in brackets": ("voices", "We drive an hour.", "Call (514)555-0199.", "a telephone number"),
    "a number in one piece": ("voices", "We drive an hour.", "Call 5145550199.", "a telephone number"),
    "a number from abroad": ("voices", "We drive an hour.", "Call +33 1 70 18 99 00.", "a telephone number"),
    "an e-mail address as an address": (
        "tables",
        "https://example.org/minutes",
        "mailto:ann@example.org",
        "an e-mail address",
    ),
    "a target that never ends": ("plans", "target: 200", "target: .inf", "not a number; found inf"),
    "a baseline that is no number": ("plans", "baseline: 20\n", "baseline: .nan\n", "not a number; found nan"),
    "a target without a baseline": (
        "plans",
        "    baseline: 20\n    baseline_on: '2026-01-31'\n",
        "",
        "a target needs one baseline; found neither",
    ),
    "a baseline that dangles": (
        "plans",
        "    baseline: 20\n    baseline_on: '2026-01-31'\n",
        "    baseline_figure: north:pr35:jobs:minority:2021\n",
        "not the id of a figure; found north:pr35:jobs",
    ),
    "a key that stands twice": ("tables", "seats: 8", "seats: 8\nseats: 9", "twice"),
    "an unknown key": ("tables", "seats: 8", "seats: 8\nchairs: 9", "unknown key: chairs"),
    "an unknown strategy": ("tables", "seats: 8", "seats: 8\nstrategies: [hoping]", "not what is declared here"),
}


@pytest.mark.parametrize(("kind", "old", "new", "said"), BAD.values(), ids=BAD)
def test_a_bad_entry_is_named_with_its_file(registered: Path, kind: str, old: str, new: str, said: str):
    change(registered, NAMES[kind], old, new)
    found = problems(registered)

    assert len({problem.split(":")[1] for problem in found}) == 1, found
    assert all(problem.startswith(f"{NAMES[kind]}:") for problem in found)
    assert any(said in problem for problem in found), found


def test_a_problem_names_its_line(registered: Path):
    change(registered, NAMES["tables"], "[pr35]", "[pr99]")
    line = line_of(registered, NAMES["tables"], "pr99")
    assert problems(registered) == [f"{NAMES['tables']}:{line}: no such region; found pr99; expected a declared region"]


def test_all_problems_are_told_at_once(registered: Path):
    change(registered, NAMES["tables"], "[pr35]", "[pr99]")
    change(registered, NAMES["voices"], "We drive an hour.", "Call 514 555-0199.")
    change(registered, NAMES["plans"], "end: '2026-12'", "end: '2025-12'")
    assert {problem.split(":")[0] for problem in problems(registered)} == set(NAMES.values())


def test_the_same_entry_twice_is_told_once(registered: Path):
    put(registered, f"{REGISTERS}/tables/two.yml", (COMMON + TABLE).replace("The table", "the  TABLE"))
    (found,) = problems(registered)
    assert "the same entry twice" in found
    assert "one.yml" in found


def test_a_file_of_two_megabytes_is_no_entry(registered: Path):
    change(registered, NAMES["tables"], "What it is.", "x" * 2_000_000)
    (found,) = problems(registered)
    assert "the file is too large; found 2000" in found


@pytest.mark.parametrize("kind", BODIES)
def test_markup_is_found_in_every_text_of_an_entry(registered: Path, kind: str):
    """Whatever field a text stands in: each is spoiled once, in turn."""
    good = COMMON + BODIES[kind]
    texts = sorted(set(re.findall(r"(?:en|fr): ([^,}]+)[,}]", good)))
    assert len(texts) >= 6
    for text in texts:
        put(registered, NAMES[kind], good.replace(text, "<script>alert(1)</script>"))
        found = problems(registered)
        assert found, text
        assert all("markup in a text; found <script>alert(1)</script>" in problem for problem in found), text


def test_every_problem_of_every_entry_is_told_at_once(registered: Path):
    change(registered, NAMES["tables"], "{en: What it is.,", "{en: What <b>it</b> is and ann@example.org.,")
    change(registered, NAMES["tables"], "[north]", "[south]")
    change(registered, NAMES["tables"], "since: '2024-05'", "since: May")
    change(registered, NAMES["plans"], "end: '2026-03'", "end: '2026-01'")
    put(registered, f"{REGISTERS}/tables/two.yml", COMMON + TABLE)
    put(registered, f"{REGISTERS}/tables/three.yml", COMMON + TABLE)
    said = [problem.split(": ", 1)[1].split(";")[0] for problem in problems(registered)]
    assert sorted(said) == [
        "an e-mail address",
        "markup in a text",
        "no such community",
        "no such day",
        "the end comes before the start",
        "the same entry twice",
    ]


def test_a_long_field_is_told_with_its_length(registered: Path):
    change(registered, NAMES["tables"], "What it is.", "word " * 1000)
    (found,) = problems(registered)
    assert "a text that is too long; found 4999 characters" in found


def test_a_folder_that_is_no_register_is_told(registered: Path):
    put(registered, f"{REGISTERS}/seats/one.yml", COMMON)
    (found,) = problems(registered)
    assert found.startswith(f"{REGISTERS}/seats:1: no such register; found seats")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("indicator;on;value\n", "not the columns of observations"),
        ("indicator,on,value,note\nvisits,2026-06-30,many,\n", "no number; found many"),
        ("indicator,on,value,note\nseats,2026-06-30,3,\n", "observed, and not in the plan; found seats"),
        ("indicator,on,value,note\nvisits,30 June,3,\n", "observed on no such day; found 30 June"),
        ("indicator,on,value,note\nvisits,2026-06-30\n", "not a line of observations"),
        ("indicator,on,value,note\nvisits,2026-06-30,nan,\n", "no number; found nan"),
        ("indicator,on,value,note\nvisits,2026-06-30,1_000,\n", "no number; found 1_000"),
        ("indicator,on,value,note\nvisits,2026-06-30,3,<b>three</b>\n", "markup in a text; found <b>three</b>"),
        ("indicator,on,value,note\nvisits,2026-06-30,3,Call 514 555-0199.\n", "a telephone number"),
        ("indicator,on,value,note\nvisits,2026-06-30,3," + "x" * 200_000 + "\n", "not a table of observations"),
        ("indicator,on,value,note\nvisits,2026-06-30,3," + "x" * 2_000_000 + "\n", "the file is too large; found 2000"),
    ],
)
def test_observations_beside_a_plan_are_checked(registered: Path, text: str, said: str):
    put(registered, f"{REGISTERS}/plans/one.csv", text)
    (found,) = problems(registered)
    assert said in found


def test_numbers_that_look_like_telephones_are_none(registered: Path):
    """A table of Statistics Canada, a range of years and an amount are no telephone numbers."""
    said = '"Table 98-10-0534, 2016-2021, 1 250 000 people, SOR/92-48."'
    change(registered, NAMES["tables"], "What it is.", said)
    assert declare(registered).registers


def test_the_project_s_own_registers_hold_what_the_documents_say(plan: Plan):
    entries = plan.registers.entries
    errer = entries["cases"]["errer-woreda-newborn-care"]
    assert isinstance(errer, Case)
    assert [(o.before, o.after) for o in errer.outcomes] == [(7.1, 14.2), (7.4, 30.0)]
    # Nobody's seats, partners or words were made up.
    assert [kind for kind in KINDS if not entries[kind]] == ["tables", "partnerships", "outreach", "voices", "plans"]


def test_every_reported_entry_leads_to_published_rows(plan: Plan):
    assert plan.published is not None
    for entry in plan.registers.entries["reported"].values():
        assert isinstance(entry, Reported)
        rows = [row for row in plan.published.rows if row.publication == entry.publication]
        assert [row for row in rows if row.geography in entry.geography]


@pytest.mark.parametrize("name", ["page", "cite"])
def test_an_id_that_every_page_has_as_an_anchor_is_refused(registered: Path, name: str):
    put(registered, f"{REGISTERS}/tables/{name}.yml", (COMMON + TABLE).replace("The table", "Another table"))
    (found,) = problems(registered)
    assert found.startswith(f"{REGISTERS}/tables/{name}.yml:")
    assert "the id is taken by every page" in found
