"""Each mistake in the templates of citations, alone: where it stands, what was found, what was expected."""

import re
from pathlib import Path

import pytest
from project import ROOT, change, drawn_project, put

from pipelines.declare import declare
from pipelines.errors import DeclarationError

CITATIONS = "profiles/citations.yml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = drawn_project(tmp_path)
    put(root, CITATIONS, (ROOT / CITATIONS).read_bytes())
    return root


def test_the_projects_own_templates_hold(project: Path):
    assert declare(project).citations is not None


def test_a_project_may_do_without(project: Path):
    (project / CITATIONS).unlink()
    assert declare(project).citations is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{claim} (Edition", "{clam} (Edition", r"no such place.*\{clam\}"),
        ("'{notice} '\n    - {en: 'Retrieved", "' '\n    - {en: 'Retrieved", r"the format leaves out.*\{notice\}"),
        ("      - {name: UR, said: ['{address}']}\n", "", r"the format leaves out.*\{address\}"),
        ("  gap: ", "  gab: ", r"no such group.*gab"),
        ("  gap: ", "  gab: ", r"a group is missing.*gap"),
        ("  copied: {en: 'Copied.'", "  kopied: {en: 'Copied.'", r"a word is missing.*copied"),
        ("  - {said: {en: '{period}", "  - {period: '2021', said: {en: '{period}", "does not fit everything"),
        ("['{value}', ' ({quality})']", "['{value:.1f}', ' ({quality})']", "not a piece that can be filled"),
        ("type: misc\n", "typ: misc\n", "unknown key"),
        ("as: verbatim", "as: raw", r"not what is declared here"),
    ],
)  # fmt: skip
def test_a_mistake_is_told(project: Path, old: str, new: str, said: str):
    change(project, CITATIONS, old, new)
    with pytest.raises(DeclarationError) as error:
        declare(project)
    assert re.search(said, str(error.value)), str(error.value)
    assert CITATIONS in str(error.value)
