"""`portrait brief`: what it writes, where, and what it says when it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest
from pdf import text_of
from typer.testing import CliRunner

from pipelines.cli.shared import app
from pipelines.errors import UsageError

RUN = CliRunner()


@pytest.fixture
def here(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in the project, with a cache of one's own; return an empty folder."""
    monkeypatch.chdir(root)
    monkeypatch.setenv("PORTRAIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PORTRAIT_SITE_URL", "https://portrait.example/")
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def test_a_brief_is_written_without_a_site_and_the_second_time_from_kept_figures(here: Path) -> None:
    first, second = here / "one.pdf", here / "two.pdf"
    done = RUN.invoke(app, ["brief", "esq", "er2460", "--lang", "fr", "--paper", "a4", "--out", str(first)])
    again = RUN.invoke(app, ["brief", "esq", "er2460", "--lang", "fr", "--paper", "a4", "--out", str(second)])

    assert (done.exit_code, again.exit_code) == (0, 0), done.output + again.output
    assert "one.pdf: 2 pages" in done.output
    assert first.read_bytes() == second.read_bytes()
    shown = text_of(first.read_bytes())
    assert "Outaouais" in shown
    assert "https://portrait.example/fr/profiles/esq/er2460/" in shown
    assert [file.name for file in here.iterdir() if file.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["esk", "pr24"], "no such community: esk; did you mean esq"),
        (["esq", "pr42"], "did you mean"),
        (["esq", "outaouais"], "did you mean er2460 (Outaouais)"),
        (["esq", "pr35"], "pr35: has no profile of this community"),
        (["esq", "pr24", "--lang", "de"], "no such language: de"),
        (["esq", "pr24", "--paper", "a3"], "no such paper: a3"),
        (["esq", "pr24", "--out", "/no/such/folder/brief.pdf"], "cannot be written"),
    ],
)
def test_what_is_not_there_is_said_with_what_is_near(here: Path, asked: list[str], said: str) -> None:
    target = [] if "--out" in asked else ["--out", str(here / "brief.pdf")]
    done = RUN.invoke(app, ["brief", *asked, *target])

    assert isinstance(done.exception, UsageError)
    assert done.exception.exit_status == 2
    assert said in str(done.exception)
    assert list(here.iterdir()) == []
