"""`portrait verify`: its exit status, what it prints, and the report."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from pipelines.cli import main

PROFILE = "profiles/esq/pr24/index.html"
RATE = "esq:pr24:unemployment-rate:minority:2016"


def verify(monkeypatch: pytest.MonkeyPatch, *arguments: Path | str) -> int | str | None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "argv", ["portrait", "verify", *map(str, arguments)])
    with pytest.raises(SystemExit) as left:
        main()
    return left.value.code


def test_a_site_that_holds_is_said_to(built, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    assert verify(monkeypatch, built.folder) == 0
    printed = capsys.readouterr().out
    assert "pages read, no fault" in printed
    figures = len(built.figures)
    assert f"{figures} figures in the store, {figures} of them recomputed from their cells" in printed
    assert "NOT recomputed" not in printed


def test_a_changed_digit_is_exit_5_and_in_the_report(
    copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    copy.change(f"fr/{PROFILE}", f'{RATE}">8,7', f'{RATE}">8,8')
    report = tmp_path / "faults.json"
    assert verify(monkeypatch, copy.folder, "--report", report) == 5
    said = f"{RATE} is 8.7 percent and the page says '8,8\\xa0%'"
    printed = capsys.readouterr().err
    assert f"[figure]\nfr/{PROFILE}: {said}" in printed
    faults = json.loads(report.read_text(encoding="utf-8"))["faults"]
    assert {"kind": "figure", "place": f"fr/{PROFILE}", "said": said} in faults


def test_what_is_no_site_is_exit_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    assert verify(monkeypatch, tmp_path / "nowhere") == 2
    assert "there is no such folder" in capsys.readouterr().err
    (tmp_path / "en").mkdir()
    assert verify(monkeypatch, tmp_path) == 2
    assert "is no site of ours" in capsys.readouterr().err
