"""`portrait cite` as a person types it: the entry alone on stdout, and what to do where there is none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import bibtexparser
import pytest
import rispy

COMMAND = [sys.executable, "-c", "from pipelines.cli import main; main()"]
RATE = "chinese:cma535:average-employment-income:gap:2016"


def portrait(root: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    env = os.environ | {
        "COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb", "SOURCE_DATE_EPOCH": "1760000000",
        "PORTRAIT_SITE_URL": "https://portrait.example/",
    }  # fmt: skip
    return subprocess.run([*COMMAND, "cite", *words], cwd=root, capture_output=True, env=env, check=False)


def test_a_figure_in_french_for_bibtex(root: Path):
    done = portrait(root, RATE, "--format", "bibtex", "--lang", "fr")
    assert (done.returncode, done.stderr) == (0, b"")
    library = bibtexparser.parse_string(done.stdout.decode())
    assert library.failed_blocks == []
    (entry,) = library.entries
    assert entry.key == f"portrait:{RATE}"
    assert entry["url"] == f"https://portrait.example/fr/profiles/chinese/cma535/#{RATE}"
    assert (entry["urldate"], entry["langid"]) == ("2025-10-09", "french")


def test_a_page_for_a_reference_manager(root: Path):
    done = portrait(root, "chinese:cma535", "--format", "ris")
    assert done.stdout.endswith(b"ER  - \r\n")
    (entry,) = rispy.loads(done.stdout.decode())
    assert entry["title"] == "Chinese communities, Toronto"
    (item,) = json.loads(portrait(root, "chinese:cma535", "--format", "csl").stdout)
    assert (item["type"], item["version"]) == ("webpage", entry["edition"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nobody:pr24:x:minority:2016",), "its community 'nobody' is none of esq, fsc"),
        (("chinese:cma999:x:minority:2016",), "chinese has figures in"),
        (("chinese:cma535:average-employment-income:gap:1999",), f"there are, for example, {RATE.rsplit(':', 1)[0]}"),
        ((RATE, "--format", "doc"), "no such format: doc; expected one of text, apa, bibtex, ris, csl"),
        ((RATE, "--lang", "de"), "no such language: de; expected en or fr"),
    ],
)
def test_what_is_not_there_is_told(root: Path, words: tuple[str, ...], said: str):
    done = portrait(root, *words)
    assert done.returncode == 2
    assert done.stdout == b""
    assert said in done.stderr.decode()
