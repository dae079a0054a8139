"""A newcomer adds an entry with the real command: asked line by line, silent at lint, shown by the next build."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from invented import EPOCH, SHARE
from project import change, hashes, line_of, put, small_project, thinned

COMMAND = [sys.executable, "-c", "from pipelines.cli import main; main()"]
ENTRY = "profiles/registers/organizations/valley.yml"
# As they are asked for; an empty line passes over what one may leave out.
ANSWERS = [
    "The valley's invented association", "L'association inventée de la vallée",
    "Brings people together.", "Réunit les gens.",
    "Its own page", "Sa propre page", "https://example.org/about",
    "Invented Association", "2026-09-01",
    "Meals: and a choir.", "Des repas « et » une chorale.",
    "The whole valley", "Toute la vallée",
    "en, fr",
    "n",
    "esq", "pr24", "networking", "", "https://example.org/", "1987",
]  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return thinned(small_project(tmp_path_factory.mktemp("newcomer") / "project"), ("esq",), ("pr24", "er2440"))


def portrait(root: Path, *words: str, answers: list[str] | None = None) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb", "SOURCE_DATE_EPOCH": EPOCH}
    env["PORTRAIT_CACHE"] = str(root.parent / "cache")
    said = "".join(f"{answer}\n" for answer in answers or [])
    return subprocess.run(
        [*COMMAND, *words], cwd=root, input=said, capture_output=True, text=True, encoding="utf-8", env=env, check=False
    )


def test_a_newcomer_adds_an_organization_in_one_go(made: Path):
    done = portrait(made, "new", "entry", "organizations", "valley", answers=ANSWERS)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.rstrip().endswith(f"{ENTRY} is written; `portrait lint` says whether anything is wrong with it")
    text = (made / ENTRY).read_text(encoding="utf-8")
    assert 'en: "Meals: and a choir."' in text
    assert 'fr: "Des repas « et » une chorale."' in text

    lint = portrait(made, "lint")
    assert (lint.returncode, lint.stderr) == (0, "")
    assert lint.stdout.startswith("No problems: ")
    assert lint.stdout.count("\n") == 1


def test_the_same_entry_is_not_written_twice(made: Path):
    if not (made / ENTRY).is_file():
        portrait(made, "new", "entry", "organizations", "valley", answers=ANSWERS)
    before = (made / ENTRY).read_bytes()
    done = portrait(made, "new", "entry", "organizations", "valley", answers=["another"] * 40)
    assert done.returncode == 2
    assert "exists; nothing was written" in done.stderr
    assert (made / ENTRY).read_bytes() == before


def test_who_goes_away_in_the_middle_leaves_no_half_entry(made: Path):
    done = portrait(made, "new", "entry", "organizations", "half", answers=ANSWERS[:5])
    assert done.returncode != 0
    assert not (made / "profiles/registers/organizations/half.yml").exists()


def test_a_plan_is_a_form_and_a_table_that_lint_leads_through(made: Path):
    done = portrait(made, "new", "plan", "nurse")
    form, table = (made / f"profiles/registers/plans/nurse{suffix}" for suffix in (".yml", ".csv"))
    try:
        assert done.returncode == 0
        assert table.read_text(encoding="utf-8") == "indicator,on,value,note\n"
        lint = portrait(made, "lint")
        assert lint.returncode == 2
        assert "profiles/registers/plans/nurse.yml:" in lint.stderr
    finally:
        form.unlink()
        table.unlink()
    assert done.stdout.count("nurse.csv") == 1


TABLE = f"""\
title: {{en: Invented table, fr: Table inventée}}
summary: {{en: Invented for a test., fr: Inventée pour un essai.}}
communities: [esq]
regions: [pr24]
origin:
  text: {{en: Invented for a test, fr: Inventé pour un essai}}
added: {{by: A. Writer, on: '2020-01-15'}}
decides: {{en: The invented plan., fr: Le plan inventé.}}
named: {{en: By the board., fr: Par le conseil.}}
seats: 8
held_by_minority: 1
since: '2024-05'
population: {SHARE}
"""


def test_lint_tells_of_a_figure_that_the_store_does_not_hold_and_of_stale_entries(made: Path):
    name = "profiles/registers/tables/one.yml"
    put(made, name, TABLE)
    try:
        good = portrait(made, "lint")
        change(made, name, SHARE, SHARE.replace("2021", "1066"))
        line = line_of(made, name, "1066")
        bad = portrait(made, "lint")
    finally:
        (made / name).unlink()

    # What is old is a note, and no error.
    assert (good.returncode, good.stderr) == (0, "")
    assert f"note: {name}: nobody has looked at it since 2020-01-15" in good.stdout
    assert bad.returncode == 2
    assert f"{name}:{line}: no such figure; found {SHARE.replace('2021', '1066')}" in bad.stderr
    assert "No problems" not in bad.stdout


def test_the_build_shows_the_entry_and_a_bad_one_leaves_the_site_as_it_was(made: Path):
    if not (made / ENTRY).is_file():
        portrait(made, "new", "entry", "organizations", "valley", answers=ANSWERS)
    for page in (made / "site").rglob("*.md"):
        # So thin a project lacks most figures of hand-written pages, and what publications are held against.
        text = page.read_text(encoding="utf-8").replace("verification.csv", "figures.csv")
        page.write_text(text.replace("<!-- portrait:figure", "<!-- figure"), encoding="utf-8")
    site = made.parent / "site"
    done = portrait(made, "build", "--out", str(site))
    assert done.returncode == 0, done.stderr
    for lang, said in (("en", "Meals: and a choir."), ("fr", "Des repas « et » une chorale.")):
        page = (site / lang / "knowledge/registers/organizations/index.html").read_text(encoding="utf-8")
        assert said in page
        assert 'id="valley"' in page or "id=valley" in page
    before = hashes(site)

    # Well formed and untrue: what only the figures can tell, in the middle of a build.
    put(made, "profiles/registers/tables/one.yml", TABLE.replace("2021", "1066"))
    put(made, "profiles/registers/tables/two.yml", TABLE.replace("2021", "1067").replace("Invented table", "Another"))
    bad = portrait(made, "build", "--out", str(site))
    assert bad.returncode == 2
    assert bad.stderr.count("no such figure") == 2
    assert hashes(site) == before

    # Ill formed: told before anything is computed, all at once.
    put(made, "profiles/registers/tables/one.yml", TABLE.replace("[pr24]", "[pr99]").replace("seats: 8", "seats: 0"))
    change(made, ENTRY, "Brings people together.", "Call 514 555-0199 <b>now</b>.")
    bad = portrait(made, "build", "--out", str(site))
    assert bad.returncode == 2
    for said in ("no such region; found pr99", "more seats than there are", "a telephone number", "markup in a text"):
        assert bad.stderr.count(said) == 1, said
    assert hashes(site) == before
    assert {each.name for each in site.parent.iterdir()} <= {"site", ".site.lock", "project", "cache"}
