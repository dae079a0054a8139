"""Each mistake in the declaration of maps, alone: file and line, what was found, what was expected."""

from pathlib import Path

import pytest
from project import ROOT, change, line_of, put

from pipelines.declare import declare
from pipelines.errors import DeclarationError
from pipelines.model.maps import class_of

MAPS = "profiles/maps.yml"
GOOD = """\
grids:
  province:
    rows:
      - '. pr35'
      - 'pr24 .'
    labels:
      pr24: {en: Que., fr: Qc}
      pr35: {en: Ont., fr: Ont.}
scales:
  half:
    - {below: 2.5, label: {en: under 2.5%, fr: 'moins de 2,5\u00a0%'}}
    - {below: 5.0, label: {en: 2.5% to under 5%, fr: 'de 2,5\u00a0% à moins de 5\u00a0%'}}
    - {below: 10000.0, label: {en: 'from 5% to 10,000', fr: 'de 5\u00a0% à 10\u00a0000'}}
    - {label: {en: '10,000 or more', fr: '10\u00a0000 ou plus'}}
indicators:
  job-rate: half
frames:
  country: {level: province, projection: 'EPSG:3347', inset: [pr24]}
"""


@pytest.fixture
def declared(drawn: Path) -> Path:
    put(drawn, MAPS, GOOD)
    return drawn


def messages(root: Path) -> list[str]:
    with pytest.raises(DeclarationError) as caught:
        declare(root)
    return [str(problem) for problem in caught.value.problems]


def test_a_good_one_is_taken(declared: Path):
    maps = declare(declared).maps
    assert maps is not None
    (grid,) = maps.grids.values()
    assert grid.squares() == {"pr35": (1, 0), "pr24": (0, 1)}
    assert [class_of(value, maps.classes("job-rate")) for value in (0, 2.49, 2.5, 5, 9999, 10000)] == [0, 0, 1, 2, 2, 3]


def test_a_project_does_without_maps(drawn: Path):
    assert declare(drawn).maps is None


# What is changed in the good one → the line it stands on, and words of the problem.
MISTAKES = {
    "a region without a square": ("'pr24 .'", "'. .'", "rows:", "a region has no square", "pr24"),
    "two squares": ("'. pr35'", "'pr24 pr35'", "'pr24 .'", "the region has a square", "line 1 of the grid"),
    "an unknown region": ("'. pr35'", "'pr99 pr35'", "'pr99 pr35'", "no such region of the level province", "pr99"),
    "a line of another length": ("'pr24 .'", "'pr24 . .'", "'pr24 . .'", "the lines differ in length", "3 places"),
    "no label": ("      pr35: {en: Ont., fr: Ont.}\n", "", "labels:", "a region has no label", "pr35"),
    "a label of nothing": ("labels:\n", "labels:\n      pr99: {en: X, fr: X}\n", "pr99:", "no such region", "pr99"),
    "bounds that fall": ("below: 5.0", "below: 2.0", "below: 2.0", "the bounds do not rise", "more than 2.5"),
    "an English label of other bounds": ("en: under 2.5%", "en: under 25%", "under 25%", "other bounds", "2.5"),
    "a French label of other bounds": ("moins de 2,5", "moins de 2.5", "moins de 2.5", "other bounds", "2.5"),
    "no open class": ("{label: {en: '10,000 or more'", "{below: 20000.0, label: {en: '10,000 to 20,000'",
                      "20000.0", "the last class alone is open", "20000"),
    "an unknown indicator": ("job-rate: half", "no-rate: half", "no-rate: half", "no such indicator", "no-rate"),
    "an unknown scale": ("job-rate: half", "job-rate: third", "job-rate: third", "no such scale", "third"),
    "an unknown inset": ("inset: [pr24]", "inset: [pr99]", "inset:", "no such region of the level province", "pr99"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_line(declared: Path, mistake: str):
    old, new, mark, *said = MISTAKES[mistake]
    change(declared, MAPS, old, new)
    line = line_of(declared, MAPS, mark)
    found = [message for message in messages(declared) if message.startswith(f"{MAPS}:{line}: ")]
    assert any(all(words in message for words in said) for message in found), messages(declared)


def test_a_number_of_people_is_not_coloured(declared: Path):
    put(declared, "profiles/indicators/counted.yml", """\
jobs-counted:
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
""")  # fmt: skip
    change(declared, MAPS, "job-rate: half", "jobs-counted: half")
    (message,) = messages(declared)
    assert "a number of people is not coloured" in message
    assert "jobs-counted in persons" in message


def test_all_mistakes_are_told_at_once(declared: Path):
    for old, new, *_ in (MISTAKES["an unknown scale"], MISTAKES["no label"], MISTAKES["bounds that fall"]):
        change(declared, MAPS, old, new)
    said = "\n".join(messages(declared))
    assert all(words in said for words in ("no such scale", "a region has no label", "the bounds do not rise"))


def test_the_grids_of_the_project_look_like_the_country():
    maps = declare(ROOT).maps
    assert maps is not None
    health, administrative, provinces = (
        next(grid.squares() for level, grid in maps.grids.items() if level == name)
        for name in ("health-region", "administrative-region", "province")
    )
    assert (len(health), len(administrative), len(provinces)) == (18, 17, 13)
    # Nunavik and the Crees' territory are the northernmost, Gaspésie the easternmost, Montérégie and Estrie the last.
    assert {name for name, (_, line) in health.items() if line == 0} == {"rss17", "rss18"}
    assert max(health, key=lambda name: health[name][0]) == "rss11"
    assert {name for name, (_, line) in health.items() if line == 4} == {"rss16", "rss05"}
    # Laval west of Montréal, under the Laurentides; Montréal under Lanaudière, over Montérégie.
    column, line = health["rss06"]
    around = {(column - 1, line): "rss13", (column - 1, line - 1): "rss15", (column, line - 1): "rss14"}
    assert all(health[name] == place for place, name in {**around, (column, line + 1): "rss16"}.items())
    assert health["rss09"][0] > health["rss02"][0]
    assert provinces["pr59"][0] < provinces["pr24"][0] < provinces["pr12"][0]
