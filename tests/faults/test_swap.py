"""The swap: the old site or the new one, whole, also where the kernel cannot exchange names."""

from pathlib import Path

import pytest
from project import put

from pipelines.errors import UsageError
from pipelines.publish import swap
from pipelines.publish.swap import building, swap_in


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A published site."""
    put(tmp_path / "public" / "site", "index.html", "old")
    return tmp_path / "public" / "site"


def beside(out: Path) -> set[str]:
    """Return what stands beside the site, the lock apart."""
    return {each.name for each in out.parent.iterdir()} - {".site.lock", "site"}


@pytest.mark.parametrize("atomic", [True, False], ids=["one step", "three renames"])
def test_a_new_site_takes_the_place_of_the_old_one(out: Path, monkeypatch: pytest.MonkeyPatch, atomic: bool):
    if not atomic:
        monkeypatch.setattr(swap, "_exchange", lambda *_: False)
    with building(out) as fresh:
        put(fresh, "index.html", "new")
        swap_in(fresh, out)
    assert [file.read_text() for file in out.iterdir()] == ["new"]
    assert beside(out) == set()


def test_a_first_site_needs_no_folder_to_be_there(tmp_path: Path):
    with building(tmp_path / "deep" / "site") as fresh:
        put(fresh, "index.html", "new")
        swap_in(fresh, tmp_path / "deep" / "site")
    assert (tmp_path / "deep" / "site" / "index.html").read_text() == "new"


def test_a_fault_while_building_leaves_nothing_beside_the_site(out: Path):
    def half(fresh: Path) -> None:
        put(fresh, "index.html", "half")
        raise RuntimeError("fault")

    with pytest.raises(RuntimeError, match="fault"), building(out) as fresh:
        half(fresh)
    assert (out / "index.html").read_text() == "old"
    assert beside(out) == set()


def test_a_swap_that_was_cut_short_between_its_renames_is_undone(out: Path):
    out.rename(out.with_name(".site.old"))
    put(out.with_name(".site.new"), "index.html", "new")
    with building(out) as fresh:
        assert (out / "index.html").read_text() == "old"
        assert list(fresh.iterdir()) == []


def test_what_a_killed_build_left_is_cleared_before_the_next(out: Path):
    put(out.with_name(".site.new"), "index.html", "half")
    put(out.with_name(".site.old"), "index.html", "older")
    with building(out) as fresh:
        assert list(fresh.iterdir()) == []
        assert beside(out) == {".site.new"}
    assert (out / "index.html").read_text() == "old"


def test_two_builds_of_one_site_at_once_are_refused_and_of_two_sites_are_not(out: Path):
    with building(out) as first:
        put(first, "index.html", "first")
        with (
            pytest.raises(UsageError, match=f"another build is writing {out}; wait for it, or give --out another"),
            building(out),
        ):
            pytest.fail("two builds hold one lock")
        with building(out.with_name("other")):
            pass
        assert (first / "index.html").read_text() == "first"


def test_a_lock_that_a_dead_build_left_holds_nobody_up(out: Path):
    put(out.parent, ".site.lock", "")
    with building(out):
        pass
