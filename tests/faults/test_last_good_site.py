"""Whatever stops a build, the published site keeps every byte, and nothing half-made is left beside it."""

import errno
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from project import change, hashes, line_of, put

from faults.place import COMMUNITIES, Place, Said
from pipelines import conductor
from pipelines.conductor import build
from pipelines.errors import DeclarationError, PortraitError, VerificationError
from pipelines.model import Lang

ABOUT = "site/en/about.md"
ENGLISH: tuple[Lang, ...] = ("en",)


def untouched(place: Place, good: Place) -> None:
    """Hold that the published site is the good one byte for byte and that nothing but the lock is beside it."""
    assert hashes(place.site) == hashes(good.site)
    assert {each.name for each in place.site.parent.iterdir()} <= {"site", ".site.lock"}


def test_a_good_site_was_published(good: Place):
    for community in COMMUNITIES:
        assert (good.site / "en" / "profiles" / community / "pr24" / "index.html").is_file()
        assert (good.site / "fr" / "profiles" / community / "pr24" / "index.html").is_file()
    assert len(hashes(good.site)) > 300


def test_a_broken_declaration_leaves_the_site_as_it_was(place: Place, good: Place):
    change(place.root, "profiles/communities/esq.yml", "kind: official-language", "kind: unofficial-language")
    line = line_of(place.root, "profiles/communities/esq.yml", "unofficial-language")
    with pytest.raises(DeclarationError, match=f'esq.yml:{line}: not what is declared here: kind; found "unofficial'):
        build(place.order())
    untouched(place, good)


def test_a_broken_snapshot_leaves_the_site_as_it_was(place: Place, good: Place):
    name = "profiles/snapshots/statcan-43-10-0069.csv"
    change(place.root, name, "2006,pr24,employment-rate,black,,", "2006,pr24,employment-rate,black,,0,suppressed\n")
    with pytest.raises(DeclarationError, match=f"{name}:"):
        build(place.order())
    untouched(place, good)


def test_a_template_that_names_nothing_leaves_the_site_as_it_was(place: Place, good: Place):
    put(place.root, "profiles/templates/source.html.j2", "{{ nowhere.declared }}")
    with pytest.raises(Exception, match="'nowhere' is undefined"):
        build(place.order())
    untouched(place, good)


def test_a_page_that_shows_another_value_than_the_store_leaves_the_site_as_it_was(place: Place, good: Place):
    wrong = '<span data-figure="esq:pr24:unemployment-rate:minority:2016">99.9%</span>'
    put(place.root, "profiles/templates/source.html.j2", wrong)
    with pytest.raises(
        VerificationError, match=r"sources/.*/index\.html: esq:pr24:unemployment-rate:minority:2016 is "
    ) as caught:
        build(place.order())
    assert caught.value.exit_status == 5
    untouched(place, good)


FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    ("stage", "fault"),
    [
        ("embedded_only", FULL),
        ("write_store", FULL),
        ("verify_site", KeyboardInterrupt()),
        ("write_state", FULL),
        ("swap_in", FULL),
    ],
)
def test_a_fault_at_any_stage_leaves_the_site_as_it_was(
    place: Place, good: Place, monkeypatch: pytest.MonkeyPatch, stage: str, fault: BaseException
):
    def stop(*_: object) -> None:
        raise fault

    monkeypatch.setattr(conductor, stage, stop)
    with pytest.raises(type(fault)):
        build(place.order())
    untouched(place, good)


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        (
            "[nowhere](nowhere.md)",
            DeclarationError,
            r"mkdocs\.yml:1: mkdocs: WARNING .*'about\.md' contains a link 'nowhere\.md'",
        ),
        (
            '<a href="../nowhere/">nowhere</a>',
            VerificationError,
            r"en/about/index\.html: the link \.\./nowhere/ leads nowhere",
        ),
        (
            "<!-- portrait:figure esq:pr24:happiness:minority:2016 -->",
            PortraitError,
            r"en/about/.*esq:pr24:happiness:minority:2016",
        ),
        (
            "<!-- profil:compare -->",
            VerificationError,
            r"en/about/index\.html: <!-- profil:compare --> is left in the page",
        ),
        ("<!-- portrait:happiness -->", PortraitError, r"en/about/.*no such token happiness; expected .*find-region"),
    ],
    ids=[
        "a link to a file",
        "a link to an address",
        "a figure that does not exist",
        "a token that is misspelt",
        "a token that does not exist",
    ],
)
def test_a_mistake_in_a_hand_written_page_is_named_with_the_page_and_leaves_the_site_as_it_was(
    place: Place, good: Place, text: str, error: type[PortraitError], message: str
):
    put(place.root, ABOUT, (place.root / ABOUT).read_text(encoding="utf-8") + f"\nSee {text}.\n")
    with pytest.raises(error, match=message):
        build(place.order(ENGLISH))
    untouched(place, good)


def test_an_error_is_told_in_words_and_without_a_traceback(place: Place, good: Place, portrait: Callable[..., Said]):
    put(place.root, "profiles/sections.yml", "")
    said = portrait("build", "--out", place.site)
    assert said.status == 2
    assert said.out == ""
    assert said.err.splitlines() == [
        "portrait: profiles/sections.yml:1: the file is empty; found nothing; expected a declaration",
        "1 problem in the declarations; nothing was built",
    ]
    untouched(place, good)


def wait_for(happened: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait until something has happened in the folders of a build that is still running."""
    limit = time.monotonic() + 60
    while not happened():
        assert process.poll() is None, f"the build ended before it could be killed: {process.communicate()[0]}"
        assert time.monotonic() < limit
        time.sleep(0.002)


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL and process groups are POSIX")
@pytest.mark.parametrize("moment", ["while mkdocs runs", "while the site is filled"])
def test_a_build_that_is_killed_leaves_the_site_and_the_next_one_succeeds(place: Place, good: Place, moment: str):
    def started(folder: Path) -> bool:
        return any(folder.glob(".part-*/en/*"))

    moments = {
        "while mkdocs runs": lambda: started(place.cache / "made"),
        "while the site is filled": lambda: (place.site.parent / ".site.new" / "en").is_dir(),
    }
    put(place.root, ABOUT, (place.root / ABOUT).read_text(encoding="utf-8") + "\nOne more line.\n")
    with place.start("build", "--out", str(place.site)) as process:
        try:
            wait_for(moments[moment], process)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert (place.site.parent / ".site.new").is_dir()
    assert hashes(place.site) == hashes(good.site)
    build(place.order())
    assert "One more line." in (place.site / "en" / "about" / "index.html").read_text(encoding="utf-8")
    assert {each.name for each in place.site.parent.iterdir()} == {"site", ".site.lock"}
    assert not list((place.cache / "made").glob(".part-*"))
