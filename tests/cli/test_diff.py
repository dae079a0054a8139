"""`portrait diff`, `freeze` and `trace` as a person types them: what they print, what they write, how they end."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from project import put, small_project

COMMAND = [sys.executable, "-c", "from pipelines.cli import main; main()"]
ATOM = "{http://www.w3.org/2005/Atom}"
GONE = "esq:pr24:old-rate:minority:2016"


def portrait(root: Path, *words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"} | environment
    return subprocess.run(
        [*COMMAND, *map(str, words)], cwd=root, capture_output=True, text=True, encoding="utf-8", env=env, check=False
    )


def written(folder: Path, date: str, values: dict[str, float]) -> Path:
    """Write a store of these figures as an edition of that day; return its folder."""
    rows = [
        dict(zip(("community", "region", "indicator", "group", "period"), name.split(":"), strict=True), figure_id=name)
        for name in values
    ]
    figures = pd.DataFrame(rows).assign(breakdown="", value=list(values.values()), unit="percent", status="reported")
    folder.mkdir(parents=True)
    figures.to_parquet(folder / "figures.parquet", index=False)
    made = {"edition": date, "built": f"{date}T00:00:00Z", "program": {"version": "1", "method": date}}
    put(folder, "provenance.json", json.dumps(made))
    return folder


RATE = "esq:pr24:job-rate:minority:2016"


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("stores")
    many = {f"esq:pr24:rate-{n}:minority:2016": 1.0 for n in range(25)}
    old = written(folder / "old", "2026-01-01", {RATE: 8.7, GONE: 5.0})
    return old, written(folder / "new", "2026-02-01", {RATE: 8.9, **many})


def test_diff_counts_by_kind_and_reason_and_shows_the_first_twenty(root: Path, stores: tuple[Path, Path]):
    done = portrait(root, "diff", *stores)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0].endswith("(2026-02-01)")
    told = {line.split()[0]: line for line in done.stdout.splitlines()[1:4]}
    assert {name: int(line.split()[1]) for name, line in told.items()} == {"withdrawn": 1, "changed": 1, "added": 25}
    assert "(1 method)" in told["changed"]
    assert f"  {RATE}: 8.7 percent -> 8.9 percent [method; value]" in done.stdout
    assert f"  {GONE}: 5 percent [method]" in done.stdout
    assert "... and 5 more" in done.stdout
    assert sum(line.startswith("  esq:pr24:rate-") for line in done.stdout.splitlines()) == 20


def test_diff_of_a_store_and_itself_says_so(root: Path, stores: tuple[Path, Path]):
    done = portrait(root, "diff", stores[0], stores[0] / "figures.parquet")
    assert (done.returncode, done.stdout.splitlines()[1]) == (0, "No figure differs")


def test_diff_as_json_lists_everything(root: Path, stores: tuple[Path, Path]):
    found = json.loads(portrait(root, "diff", *stores, "--format", "json").stdout)
    assert found["counts"] == {"withdrawn": {"method": 1}, "changed": {"method": 1}, "added": {"method": 25}}
    (changed,) = found["moves"]["changed"]
    assert changed == {
        "figure_id": RATE, "reasons": ["method"], "what": ["value"], "old": {"value": 8.7}, "new": {"value": 8.9},
    }  # fmt: skip
    assert len(found["moves"]["added"]) == 25


def test_diff_writes_json_csv_and_a_feed(root: Path, stores: tuple[Path, Path], tmp_path: Path):
    out = tmp_path / "moved"
    assert portrait(root, "diff", *stores, "--out", out).returncode == 0
    assert json.loads((out / "diff.json").read_text(encoding="utf-8"))["new"] == "2026-02-01"
    rows = list(csv.DictReader((out / "diff.csv").read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 27
    assert (rows[1]["figure_id"], rows[1]["value_old"], rows[1]["value_new"]) == (RATE, "8.7", "8.9")
    feed = ET.parse(out / "diff.atom").getroot()
    (entry,) = feed.findall(f"{ATOM}entry")
    assert (entry.findtext(f"{ATOM}id") or "").endswith(":edition:2026-02-01")
    assert entry.findtext(f"{ATOM}updated") == "2026-02-01T00:00:00Z"
    said = " ".join(entry.itertext())
    assert "Changed: 1 (change of method)" in said
    assert "Modifiées\u00a0: 1 (changement de méthode)" in said


def test_a_file_by_itself_is_compared_today(root: Path, stores: tuple[Path, Path], tmp_path: Path):
    bare = put(tmp_path, "bare.parquet", (stores[1] / "figures.parquet").read_bytes())
    done = portrait(root, "diff", stores[0], bare, "--format", "atom", SOURCE_DATE_EPOCH="1780000000")
    assert done.returncode == 0
    assert "<updated>2026-05-28T00:00:00Z</updated>" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("{tmp}/nowhere", "{old}"), "there is no such file or folder"),
        (("{old}", "{tmp}"), "no figure store here"),
        (("{old}", "{root}/README.md"), "not readable as a figure store"),
        (("{old}", "{old}", "--format", "xml"), "no such format: xml; expected one of text, json, atom"),
    ],
)
def test_odd_stores_are_exit_status_2(
    root: Path, stores: tuple[Path, Path], tmp_path: Path, words: tuple[str, ...], said: str
):
    done = portrait(root, "diff", *(word.format(tmp=tmp_path, old=stores[0], root=root) for word in words))
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_invented_figures_are_compared_with_no_real_ones(root: Path, stores: tuple[Path, Path], tmp_path: Path):
    invented = written(tmp_path / "invented", "2026-03-01", {RATE: 1.0})
    figures = pd.read_parquet(invented / "figures.parquet")
    figures.assign(kind="synthetic").to_parquet(invented / "figures.parquet")
    done = portrait(root, "diff", stores[0], invented)
    assert done.returncode == 2
    assert "an emulator's inventions" in done.stderr


@pytest.mark.parametrize("name", ["diff", "freeze", "trace"])
def test_the_commands_show_an_example(root: Path, name: str):
    done = portrait(root, name, "--help")
    assert done.returncode == 0
    assert f"portrait {name}" in done.stdout.split("Example")[1]


@pytest.fixture(scope="module")
def withdrawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a frozen edition that holds a figure of an indicator that is no more, declared as withdrawn."""
    root = small_project(tmp_path_factory.mktemp("withdrawn") / "project")
    written(root / "editions" / "2026-01-01", "2026-01-01", {GONE: 5.0, "esq:pr24:lost-rate:minority:2016": 4.0})
    declared = f"withdrawn:\n  - figure: {GONE}\n    date: '2026-02-01'\n    reason: bug\n"
    put(root, "profiles/changes.yml", f"{declared}    why: {{en: It was wrong., fr: Elle était fausse.}}\n")
    return root


def test_trace_of_a_withdrawn_figure_answers_with_its_notice(withdrawn: Path):
    done = portrait(withdrawn, "trace", GONE)
    assert done.returncode == 0, done.stderr
    said = {line.split()[0]: line.split(maxsplit=1)[1] for line in done.stdout.splitlines()}
    assert (said["figure"], said["withdrawn"], said["edition"]) == (GONE, "2026-02-01", "2026-01-01: 5 percent")
    assert "It was wrong." in done.stdout
    assert "Elle était fausse." in done.stdout


def test_trace_of_a_figure_that_only_an_edition_has_says_so_in_json_too(withdrawn: Path):
    done = portrait(withdrawn, "trace", "esq:pr24:lost-rate:minority:2016", "--format", "json")
    found = json.loads(done.stdout)
    assert (found["withdrawn"], found["edition"]) == (None, ["2026-01-01: 4 percent"])
    assert found["why"]["fr"] == "Motif\u00a0: non consigné."


def test_trace_of_what_never_was_is_still_exit_status_2(withdrawn: Path):
    done = portrait(withdrawn, "trace", "esq:pr24:never:minority:2016")
    assert done.returncode == 2
    assert "no such figure" in done.stderr


def test_freeze_without_a_site_says_what_to_do(withdrawn: Path):
    done = portrait(withdrawn, "freeze")
    assert done.returncode == 2
    assert "try `portrait build`" in done.stderr
