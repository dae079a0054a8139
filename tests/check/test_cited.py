"""The guard of the files of citations, seen to fail: a value, an address or an entry is changed, and it is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipelines.check.cited import Cited
from pipelines.check.shown import stored
from pipelines.model import LANGS

PATH = "profiles/esq/pr24/"


def faults(built) -> list[str]:
    cited = Cited(built.folder, LANGS, built.plan, stored(built.figures))
    return [str(fault) for fault in cited.faults(PATH)]


def test_every_file_of_the_site_holds(built):
    cited = Cited(built.folder, LANGS, built.plan, stored(built.figures))
    homes = sorted((built.folder / "en").glob("profiles/*/*/cite.bib"))
    assert len(homes) > 30
    assert [
        str(fault)
        for home in homes
        for fault in cited.faults(f"{home.parent.relative_to(built.folder / 'en').as_posix()}/")
    ] == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("en/profiles/esq/pr24/cite.csl.json", "Population: 8.7%", "Population: 8.8%", "is 8.7 percent .*'8.8%'"),
        ("fr/profiles/esq/pr24/cite.ris", ": 8,7\u00a0%", ": 8,8\u00a0%", "the TI of esq:pr24:unemployment-rate"),
        ("fr/profiles/esq/pr24/cite.bib", "profiles/esq/pr24/#esq", "profiles/esq/pr11/#esq", "or the address of esq:"),
        ("en/profiles/esq/pr24/cite.ris", "TY  - DATA", "XY  - DATA", "entries, and cite.csl.json"),
        ("en/profiles/esq/pr24/cite.csl.json", '"id":"esq:pr24:unem', '"id":"esq:pr23:unem', "is no figure of this"),
    ],
)  # fmt: skip
def test_what_is_changed_is_named(built, tmp_path: Path, file: str, old: str, new: str, said: str):
    copy = built.copy(tmp_path / "site")
    copy.change(file, old, new)
    found = faults(copy)
    assert any(re.search(said, fault) for fault in found), found
    (copy.folder / "fr" / PATH / "cite.ris").unlink()
    assert any("the file is missing" in fault for fault in faults(copy))
