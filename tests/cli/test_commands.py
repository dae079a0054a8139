"""The commands as a person types them: what they print, and how they end."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-c", "from pipelines.cli import main; main()"]


def portrait(root: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    # A narrow or coloured terminal would fold the words that are looked for.
    env = os.environ | {"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"} | environment
    return subprocess.run([*COMMAND, *words], cwd=root, capture_output=True, text=True, env=env, check=False)


def test_help_names_every_command_and_exit_status(root: Path):
    done = portrait(root, "--help")
    assert done.returncode == 0
    for word in ("build", "lint", "sources", "trace", "snapshot", "new", "5 verification failed"):
        assert word in done.stdout


@pytest.mark.parametrize(
    "words", [("build",), ("sources",), ("lint",), ("trace",), ("cite",), ("snapshot",), ("new", "community")]
)
def test_every_command_shows_an_example(root: Path, words: tuple[str, ...]):
    done = portrait(root, *words, "--help")
    assert done.returncode == 0
    assert f"portrait {' '.join(words)}" in done.stdout.split("Example")[1]


def test_trace_leads_to_the_line_of_the_snapshot(root: Path):
    done = portrait(root, "trace", "esq:pr24:unemployment-rate:minority:2016")
    assert done.returncode == 0
    assert "8.7 percent" in done.stdout
    line = next(each for each in done.stdout.splitlines() if each.startswith("line"))
    name, number, row = line.split(maxsplit=1)[1].split(":", 2)
    written = (root / "profiles" / "snapshots" / name).read_text(encoding="utf-8").splitlines()[int(number) - 1]
    assert row.strip().startswith(written)
    assert written == "2016,pr24,unemployment-rate,fols-english,,8.7,reported"


def test_trace_of_a_share_shows_every_cell_with_its_weight(root: Path):
    done = portrait(root, "trace", "esq:er2460:mother-tongue-share:minority:2021")
    lines = [each for each in done.stdout.splitlines() if each.startswith("line")]
    assert len(lines) == 5
    assert sum("(weight 1/2)" in each for each in lines) == 2
    assert sum("(weight 1/3)" in each for each in lines) == 1
    assert "100 x 66018.33333 / 400930" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("trace", "nobody:pr24:unemployment-rate:minority:2016"), "its community is none of esq, fsc"),
        (("trace", "esq:pr24:unemployment-rate:minority:1900"), "there are, for example, esq:pr24:unemployment-rate"),
        (("snapshot", "nosuch", "--from", "x"), "no such source: nosuch"),
        (("snapshot", "statcan-15-10-0032"), "no file was named"),
        (("build", "--lang", "de"), "no such language: de"),
        (
            ("build", "--community", "nobody", "--out", "{tmp}/s"),
            "no such community; found nobody; expected one of esq",
        ),
        (("new", "community", "Not An Id"), "not an id"),
        (("new", "community", "esq"), "exists; nothing was written"),
    ],
)
def test_a_wrong_request_is_one_message_and_exit_status_2(
    root: Path, tmp_path: Path, words: tuple[str, ...], said: str
):
    done = portrait(root, *(word.format(tmp=tmp_path) for word in words))
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.startswith("portrait: ")
    assert "Traceback" not in done.stderr


def test_a_file_that_is_not_there_is_exit_status_4(root: Path):
    done = portrait(root, "snapshot", "statcan-15-10-0032", "--from", "/nowhere/table.csv")
    assert done.returncode == 4
    assert "no such file: /nowhere/table.csv; nothing was written" in done.stderr


def test_outside_a_project_it_says_what_is_missing(tmp_path: Path):
    done = portrait(tmp_path, "lint")
    assert done.returncode == 2
    assert "no project here" in done.stderr


def test_sources_lists_each_source_with_its_cells(root: Path):
    done = portrait(root, "sources")
    assert done.returncode == 0
    rows = done.stdout.splitlines()
    found = {row.split()[0]: row.split()[1:] for row in rows[1:]}
    assert found["statcan-15-10-0032"] == ["15-10-0032-01", "508", "embedded"]
    assert found["statcan-98-10-0170"] == ["98-10-0170-01", "0", "not", "fetched"]
    assert found["msss-rss"][-2:] == ["not", "fetched"]


def test_a_new_community_needs_only_its_form_filled_in(root: Path, tmp_path: Path):
    for name in ("sources.yml", "mkdocs.yml", "mkdocs.fr.yml", "requirements.txt", "pyproject.toml"):
        shutil.copy(root / name, tmp_path / name)
    for name in ("profiles", "site"):
        shutil.copytree(root / name, tmp_path / name)
    assert portrait(tmp_path, "new", "community", "test-group").returncode == 0
    form = tmp_path / "profiles" / "communities" / "test-group.yml"
    unfilled = portrait(tmp_path, "lint")
    assert unfilled.returncode == 2
    assert "test-group.yml:" in unfilled.stderr
    filled = (
        form.read_text(encoding="utf-8").replace("{en: , fr: }", "{en: Test, fr: Essai}").replace("CATEGORY", "black")
    )
    form.write_text(filled, encoding="utf-8")
    assert portrait(tmp_path, "lint").returncode == 0
    out = tmp_path / "out"
    built = portrait(
        tmp_path, "build", "--community", "test-group", "--out", str(out), PORTRAIT_CACHE=str(tmp_path / "cache")
    )
    assert built.returncode == 0, built.stderr
    assert (out / "fr" / "profiles" / "test-group" / "pr24" / "index.html").is_file()
    assert not (out / "fr" / "profiles" / "esq").exists()
