"""Each mistake in the standards and the screens, alone: file and line, what was found, what was expected."""

from pathlib import Path

import pytest
from project import change, line_of, put

from pipelines.declare import declare
from pipelines.errors import DeclarationError

STANDARDS, SCREENS = "profiles/standards.yml", "profiles/screens.yml"
CATEGORIES = "profiles/categories.yml"
AGES = """\
  age:
    label: {en: Age, fr: Âge}
    members:
      15-24: {label: {en: Young, fr: Jeunes}, tables: [Young]}
      25-plus: {label: {en: Older, fr: Moins jeunes}, tables: [Older]}
"""
GOOD_STANDARDS = """\
drawn:
  label: {en: Drawn, fr: Dessinée}
  source: {en: Drawn, fr: Dessinée}
  address: https://a.ca
  why: {en: For a test, fr: Pour un essai}
  bands:
    15-19: 2000
    20-24: 1000
    25-plus: 4000
  tilings:
    - indicators: [job-rate]
      dimension: age
      members:
        15-24: [15-19, 20-24]
        25-plus: [25-plus]
      weights:
        en: 'Young: 3,000; older: 4,000'
        fr: 'Jeunes\u00a0: 3\u00a0000; autres\u00a0: 4\u00a0000'
      note: {en: None, fr: Aucune}
"""
GOOD_SCREENS = """\
regulation: {en: A law, fr: Une loi}
address: {en: https://a.ca, fr: https://a.ca}
number: jobs
share: job-rate
levels: {cma: cma}
apart: [pr24]
thresholds:
  - id: enough
    place: cma
    number: {at_least: 5, below: 9}
    test: {en: Five, fr: Cinq}
    effect: {en: Served, fr: Servie}
    citation: {en: s. 1, fr: art. 1}
unscreened: []
steps:
  - {place: cma, of: number, at: 5, label: {en: Five, fr: Cinq}}
distances:
  - {id: near, within: 0.1, said: {en: near, fr: près}}
  - {id: far, said: {en: far, fr: loin}}
classes:
  - {id: a, at_least: 0, label: {en: a, fr: a}}
  - {id: b, at_least: 10, label: {en: b, fr: b}}
  - {id: c, at_least: 30, label: {en: c, fr: c}}
  - {id: d, at_least: 50, label: {en: d, fr: d}}
  - {id: e, at_least: 70, label: {en: e, fr: e}}
"""
COUNTED = """\
jobs:
  theme: work
  kind: count
  unit: persons
  polarity: neither
  label: {en: Jobs, fr: Emplois}
  phrase: {en: jobs, fr: emplois}
  universe: {en: Adults, fr: Adultes}
  definition: {en: Jobs, fr: Emplois}
  reading: {en: More, fr: Plus}
  caveat: {en: None, fr: Aucune}
  from:
    - {source: jobs, measure: pay}
"""


@pytest.fixture
def declared(drawn: Path) -> Path:
    change(drawn, CATEGORIES, "breakdowns:\n", "breakdowns:\n" + AGES)
    put(drawn, "profiles/indicators/counted.yml", COUNTED)
    put(drawn, STANDARDS, GOOD_STANDARDS)
    put(drawn, SCREENS, GOOD_SCREENS)
    return drawn


def messages(root: Path) -> list[str]:
    with pytest.raises(DeclarationError) as caught:
        declare(root)
    return [str(problem) for problem in caught.value.problems]


def test_good_ones_are_taken(declared: Path):
    plan = declare(declared)
    standard = plan.standards["drawn"]
    assert standard.by_member(standard.tilings[0]) == {"15-24": 3000, "25-plus": 4000}
    assert plan.screens is not None
    assert plan.screens.thresholds[0].number.below == 9


def test_a_project_does_without(declared: Path):
    (declared / STANDARDS).unlink()
    (declared / SCREENS).unlink()
    plan = declare(declared)
    assert (plan.standards, plan.screens) == ({}, None)


# file, old, new, the line that the message names, the message after file and line
CASES = {
    "a weight of nothing": (
        STANDARDS, "    25-plus: 4000", "    25-plus: 0", "    25-plus: 0",
        "not a weight; found 0; expected a whole number above 0",
    ),
    "bands with a gap": (
        STANDARDS, "    20-24: 1000", "    21-24: 1000", "    21-24: 1000",
        "the bands do not follow each other; found 21-24; expected a band from 20 on",
    ),
    "a band that is none": (
        STANDARDS, "    20-24: 1000", "    24-20: 1000", "    24-20: 1000",
        "not a band of ages; found 24-20; expected such as 15-19, or 90-plus for the last",
    ),
    "a member with a band too few": (
        STANDARDS, "15-24: [15-19, 20-24]", "15-24: [15-19]", "15-24: [15-19]",
        "the bands do not tile 15-24; found 15-19; expected bands that make up 15-24",
    ),
    "a band twice": (
        STANDARDS, "15-24: [15-19, 20-24]", "15-24: [15-19, 15-19, 20-24]", "15-24: [15-19, 15",
        "the bands do not tile 15-24; found 15-19, 15-19, 20-24; expected bands that make up 15-24",
    ),
    "a band that nobody declared": (
        STANDARDS, "[15-19, 20-24]", "[15-19, 20-23]", "15-24: [15-19, 20-23]",
        "no such band; found 20-23; expected bands of this standard",
    ),
    "a rate of no ages": (
        STANDARDS, "dimension: age", "dimension: years", "dimension: years",
        "no such breakdown; found years; expected a declared breakdown",
    ),
    "an indicator that nobody declared": (
        STANDARDS, "indicators: [job-rate]", "indicators: [job-rite]", "indicators: [job-rite]",
        "no such indicator; found job-rite; expected a declared indicator",
    ),
    "a count that is standardised": (
        STANDARDS, "indicators: [job-rate]", "indicators: [jobs]", "indicators: [jobs]",
        "only a rate is standardised; found count; expected rate or proportion",
    ),
    "an indicator in two tilings": (
        STANDARDS, "indicators: [job-rate]", "indicators: [job-rate, job-rate]", "indicators: [job-rate, job-rate]",
        "the indicator has a tiling; found job-rate; expected one only; drawn has it",
    ),
    "weights said that are others": (
        STANDARDS, "older: 4,000", "older: 4,001", "older: 4,001",
        "not the weights of the members; found 3000, 4001; expected 3000, 4000",
    ),
    "weights said in French that are others": (
        STANDARDS, "3\u00a0000", "3\u00a0100", "3\u00a0100",
        "not the weights of the members; found 3100, 4000; expected 3000, 4000",
    ),
    "a screen of an unknown indicator": (
        SCREENS, "number: jobs", "number: jibs", "number: jibs",
        "no such indicator; found jibs; expected a declared indicator",
    ),
    "a share that is a count": (
        SCREENS, "share: job-rate", "share: jobs", "share: jobs", "not in this unit; found persons; expected percent",
    ),
    "a region that nobody declared": (
        SCREENS, "apart: [pr24]", "apart: [pr25]", "apart: [pr25]",
        "no such region; found pr25; expected a declared region",
    ),
    "a range that nothing is in": (
        SCREENS, "below: 9", "below: 5", "below: 5",
        "a range that nothing is in; found 5.0 to below 5.0; expected the lower first",
    ),
    "classes that are not the method's": (
        SCREENS, "at_least: 30", "at_least: 25", "classes:",
        "not the classes of the method; found 0, 10, 25, 50, 70; expected 0, 10, 30, 50, 70",
    ),
    "distances that never end": (
        SCREENS, "{id: far, said", "{id: far, within: 0.5, said", "distances:",
        "the distances do not widen; found 0.1, 0.5; expected each wider, and the last without within",
    ),
    "a step of nothing known": (
        SCREENS, "of: number, at", "of: people, at", "of: people, at",
        "not what is held against steps; found people; expected number or share",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "mark", "said"), CASES.values(), ids=CASES)
def test_a_mistake_is_named_where_it_stands(declared: Path, file: str, old: str, new: str, mark: str, said: str):
    change(declared, file, old, new)
    line = line_of(declared, file, mark)
    assert f"{file}:{line}: {said}" in messages(declared)


def test_members_that_leave_ages_out(declared: Path):
    change(declared, STANDARDS, "        15-24: [15-19, 20-24]\n", "        15-19: [15-19]\n")
    change(declared, CATEGORIES, "      15-24: {label", "      15-19: {label")
    line = line_of(declared, STANDARDS, "        25-plus: [25-plus]")
    said = "the members do not tile the ages; found 25-plus; expected a member from 20 on"
    assert f"{STANDARDS}:{line}: {said}" in messages(declared)
