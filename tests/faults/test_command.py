"""What `portrait build` refuses before it touches anything, and what it does not do twice."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from project import change, hashes, linked, put

from faults.place import Place, Said
from pipelines.publish.swap import building

Portrait = Callable[..., Said]


def test_where_nothing_changed_nothing_is_built(place: Place, good: Place, portrait: Portrait):
    index = place.site / "index.html"
    before = index.stat()
    said = portrait("build", "--out", place.site)
    assert (said.status, said.err) == (0, "")
    assert said.out.startswith("Nothing changed; ")
    assert (index.stat().st_mtime_ns, index.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    assert hashes(place.site) == hashes(good.site)


@pytest.mark.parametrize(
    "lost", ["en/about/index.html", "data/figures.csv", "data/build.json", "data/datapackage.json"]
)
def test_what_was_deleted_from_the_site_is_back_after_the_next_build(
    place: Place, good: Place, portrait: Portrait, lost: str
):
    (place.site / lost).unlink()
    if lost == "data/datapackage.json":  # without it nobody can tell that the folder is ours
        assert portrait("build", "--out", place.site).status == 2
        return
    assert portrait("build", "--out", place.site).status == 0
    assert hashes(place.site) == hashes(good.site)


INPUTS = [
    "sources.yml",
    "mkdocs.yml",
    "requirements.txt",
    "profiles/texts.fr.yml",
    "profiles/communities/esq.yml",
    "profiles/snapshots/statcan-43-10-0069.csv",
    "profiles/templates/source.html.j2",
    "site/fr/about.md",
    "site/assets/portrait.css",
    "site/overrides/main.html",
]


def test_a_change_of_any_kind_of_input_is_noticed(place: Place):
    order = place.order()
    assert order.is_done()
    for name in INPUTS:
        whole = (place.root / name).read_bytes()
        put(place.root, name, whole + b"\n")
        assert not order.is_done(), name
        put(place.root, name, whole)
    assert order.is_done()


def test_the_same_project_elsewhere_on_another_day_with_another_cache_gives_the_same_bytes(good: Place, tmp_path: Path):
    other = Place.at(tmp_path / "a path with spaces, é and others")
    linked(good.root, other.root)
    with other.start(
        "build", "--out", str(other.site), PYTHONHASHSEED="1", TZ="Pacific/Kiritimati", LC_ALL="C"
    ) as process:
        printed, _ = process.communicate(timeout=120)
    assert process.returncode == 0, printed
    assert hashes(other.site) == hashes(good.site)
    assert json.loads((other.site / "data" / "datapackage.json").read_bytes())["created"] == "2025-10-09T00:00:00Z"


def test_a_second_build_of_the_same_site_is_refused_while_the_first_runs(place: Place, good: Place, portrait: Portrait):
    change(place.root, "site/en/about.md", "\n", "\n\n")
    with building(place.site):
        said = portrait("build", "--out", place.site)
    assert said.status == 2
    expected = f"portrait: another build is writing {place.site}; wait for it, or give --out another folder\n"
    assert said.err == expected
    assert hashes(place.site) == hashes(good.site)


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("foreign", ["thesis.txt", "deep/er/thesis.txt", ".hidden"])
def test_a_folder_that_holds_something_else_is_not_replaced(tmp_path: Path, portrait: Portrait, foreign: str):
    put(tmp_path / "desk" / "out", foreign, "years of work")
    said = portrait("build", "--out", tmp_path / "desk" / "out")
    assert said.status == 2
    assert (
        "holds something that is no site of ours (no data/datapackage.json); nothing was touched; give another --out"
        in said.err
    )
    assert list(hashes(tmp_path / "desk")) == [f"out/{foreign}"]


@pytest.mark.usefixtures("place")
def test_another_programs_folder_is_not_replaced_because_it_has_a_file_of_that_name(tmp_path: Path, portrait: Portrait):
    put(tmp_path / "desk" / "out", "data/build.json", '{"name": "a shop", "version": 3}')
    put(tmp_path / "desk" / "out", "thesis.txt", "years of work")
    said = portrait("build", "--out", tmp_path / "desk" / "out")
    assert said.status == 2
    assert list(hashes(tmp_path / "desk")) == ["out/data/build.json", "out/thesis.txt"]


@pytest.mark.usefixtures("place")
def test_a_file_is_not_replaced_by_a_folder(tmp_path: Path, portrait: Portrait):
    put(tmp_path / "desk", "out", "years of work")
    said = portrait("build", "--out", tmp_path / "desk" / "out")
    assert (said.status, "nothing was touched" in said.err) == (2, True)
    assert list(hashes(tmp_path / "desk")) == ["out"]


def test_the_project_itself_is_not_replaced(place: Place, portrait: Portrait):
    before = hashes(place.root)
    assert portrait("build", "--out", ".").status == 2
    assert portrait("build", "--out", "profiles").status == 2
    assert hashes(place.root) == before


@pytest.mark.parametrize("lang", ["de", "EN", "en,fr", ""])
def test_an_unknown_language_is_refused_with_those_there_are(place: Place, good: Place, portrait: Portrait, lang: str):
    said = portrait("build", "--out", place.site, "--lang", lang)
    assert said.status == 2
    assert said.err == f"portrait: no such language: {lang}; expected one of en, fr\n"
    assert hashes(place.site) == hashes(good.site)


def test_an_unknown_community_is_refused_with_those_there_are(place: Place, good: Place, portrait: Portrait):
    said = portrait("build", "--out", place.site, "--community", "nosuch")
    assert said.status == 2
    assert "no such community; found nosuch; expected one of esq, japanese" in said.err
    assert hashes(place.site) == hashes(good.site)


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("arguments", [["--nosuch"], ["en"], ["--out"]])
def test_options_that_do_not_exist_are_wrong_usage(portrait: Portrait, arguments: list[str]):
    assert portrait("build", *arguments).status == 2


def test_outside_a_project_the_command_says_what_a_project_has(
    tmp_path: Path, portrait: Portrait, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    said = portrait("build")
    assert said.status == 2
    assert f"no project here: {tmp_path} and the folders above it lack sources.yml, profiles, mkdocs.yml" in said.err


@pytest.mark.parametrize(("lang", "other"), [("en", "fr"), ("fr", "en")])
def test_a_site_in_one_language_has_no_way_to_the_other(place: Place, portrait: Portrait, lang: str, other: str):
    out = place.site.with_name("preview")
    assert portrait("build", "--out", out, "--lang", lang).status == 0
    assert (out / lang / "profiles" / "esq" / "pr24" / "index.html").is_file()
    assert not (out / other).exists()
    for file in out.rglob("*.html"):
        html = file.read_text(encoding="utf-8")
        # Publishers have addresses in a language too.
        assert f"/{other}/" not in re.sub(r'"https?://[^"]*"', "", html), file
        assert f'hreflang="{other}"' not in html, file
        assert "portrait:other-language" not in html, file


def test_a_preview_of_one_community_stands_for_itself_and_does_not_change_the_whole(
    place: Place, good: Place, portrait: Portrait
):
    out = place.site.with_name("preview")
    said = portrait("build", "--out", out, "--community", "japanese")
    assert (said.status, said.err) == (0, "")
    assert (out / "fr" / "profiles" / "japanese" / "pr24" / "index.html").is_file()
    assert not (out / "fr" / "profiles" / "esq").exists()
    whole = portrait("build", "--out", out)
    assert whole.status == 0
    assert hashes(out) == hashes(good.site)


def test_an_empty_folder_is_a_place_to_build_in(place: Place, good: Place, portrait: Portrait):
    out = place.site.with_name("empty")
    out.mkdir()
    assert portrait("build", "--out", out).status == 0
    assert hashes(out) == hashes(good.site)


@pytest.mark.usefixtures("place")
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_named(portrait: Portrait, tmp_path: Path):
    (tmp_path / "locked").mkdir(mode=0o500)
    said = portrait("build", "--out", tmp_path / "locked" / "site")
    assert (said.status, str(tmp_path / "locked") in said.err) == (1, True)


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("what", ["out", "cache"])
def test_a_folder_that_cannot_be_made_is_named(
    portrait: Portrait, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
):
    file = put(tmp_path, "file", "years of work")
    if what == "cache":
        monkeypatch.setenv("PORTRAIT_CACHE", str(file))
    said = portrait("build", "--out", file / "site" if what == "out" else tmp_path / "new")
    assert (said.status, str(file) in said.err) == (1, True)


def test_a_community_that_no_source_counts_is_named_or_has_a_hub_alone(place: Place, portrait: Portrait):
    change(place.root, "profiles/communities/japanese.yml", "minority: {japanese: 1}", "minority: {fols-both: 1}")
    said = portrait("build", "--out", place.site, "--community", "japanese")
    hub = place.site / "en" / "profiles" / "japanese" / "index.html"
    assert "Errno" not in said.err
    assert "japanese" in said.err if said.status else hub.is_file()


@pytest.mark.parametrize("state", ["", "{", "{}", "[]"])
def test_a_state_that_cannot_be_read_is_no_reason_to_fail(place: Place, good: Place, portrait: Portrait, state: str):
    put(place.site, "data/build.json", state)
    assert portrait("build", "--out", place.site).status == 0
    assert hashes(place.site) == hashes(good.site)


def test_a_date_that_is_none_is_wrong_usage(place: Place, portrait: Portrait, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    said = portrait("build", "--out", place.site)
    assert (said.status, "SOURCE_DATE_EPOCH" in said.err) == (2, True)
