"""Files that are no declarations: empty, in another encoding, elsewhere, or made to do harm. Each is named, none is trusted."""

import time
import tracemalloc
from pathlib import Path

import pytest
from project import DRAWN, change, put

from pipelines.declare import declare
from pipelines.declare.yaml_files import LARGEST_BYTES
from pipelines.errors import DeclarationError

NORTH = "profiles/communities/north.yml"


def refused(root: Path, message: str) -> None:
    """Hold that the project has this one problem."""
    with pytest.raises(DeclarationError) as caught:
        declare(root)
    assert caught.value.exit_status == 2
    assert [str(problem) for problem in caught.value.problems] == [message]


@pytest.mark.parametrize("file", [NORTH, "sources.yml", "profiles/texts.fr.yml", "profiles/regions/canada.yml"])
@pytest.mark.parametrize("content", ["", "  \n\n", "# only\n# comments\n", "---\n"])
def test_a_file_that_says_nothing_is_empty(root: Path, file: str, content: str):
    put(root, file, content)
    with pytest.raises(DeclarationError, match=f"{file}:1: the file is empty; found nothing; expected a declaration"):
        declare(root)


def test_a_file_in_latin_1_names_the_line_of_the_first_letter_that_is_not_utf_8(root: Path):
    put(root, NORTH, DRAWN[NORTH].replace("Communautés", "Communautes").encode("latin-1"))
    # The first accent left is that of `Comptés au nord`.
    refused(root, f"{NORTH}:5: the file is not UTF-8; found byte 0xe9; expected UTF-8 text")


def test_a_file_in_utf_16_is_not_utf_8(root: Path):
    put(root, NORTH, DRAWN[NORTH].encode("utf-16"))
    refused(root, f"{NORTH}:1: the file is not UTF-8; found byte 0xff; expected UTF-8 text")


def test_a_control_character_is_not_readable(root: Path):
    change(root, NORTH, "order: 10", "order: \x01")
    with pytest.raises(DeclarationError, match=rf"{NORTH}:1: not readable as YAML: unacceptable character #x0001"):
        declare(root)


def test_a_missing_file_is_named(root: Path):
    (root / "profiles/sections.yml").unlink()
    refused(root, "profiles/sections.yml:1: the file does not exist; found nothing; expected a declaration")


def test_a_folder_without_a_declaration_is_named(root: Path):
    (root / NORTH).unlink()
    refused(root, "profiles/communities:1: nothing is declared; found no file; expected profiles/communities/<name>.yml")


@pytest.mark.parametrize("file", [NORTH, "sources.yml"])
def test_a_folder_where_a_file_should_be_is_no_declaration(root: Path, file: str):
    (root / file).unlink()
    (root / file).mkdir()
    with pytest.raises(DeclarationError, match=f"^{file}:1: "):
        declare(root)


@pytest.mark.parametrize("name", ["README.md", "south.yaml", "north.yml.bak", "drafts/south.yml"])
def test_a_stray_file_among_the_communities_is_named(root: Path, name: str):
    put(root, f"profiles/communities/{name}", DRAWN[NORTH])
    stray = name.split("/")[0]
    refused(root, f"profiles/communities/{stray}:1: not a declaration; found {stray}; expected a name that ends in .yml")


@pytest.mark.parametrize("file", [NORTH, "sources.yml", "profiles/regions/provinces.yml"])
def test_a_link_out_of_the_project_is_not_followed(root: Path, file: str):
    outside = (root / file).rename(root.parent / "outside.yml")
    (root / file).symlink_to(outside)
    refused(root, f"{file}:1: the file is a link out of the project; found {outside}; expected a file under {root}")


def test_a_folder_that_is_a_link_out_of_the_project_is_not_followed(root: Path):
    outside = (root / "profiles/communities").rename(root.parent / "outside")
    (root / "profiles/communities").symlink_to(outside)
    refused(root, f"{NORTH}:1: the file is a link out of the project; found {outside / 'north.yml'}; expected a file under {root}")


def test_a_link_inside_the_project_is_a_file_like_any_other(root: Path):
    (root / NORTH).rename(root / "north.yml")
    (root / NORTH).symlink_to(root / "north.yml")
    assert list(declare(root).communities) == ["north"]


def test_a_bomb_of_aliases_is_refused_at_once_and_in_little_memory(root: Path):
    names = "abcdefghij"
    layers = [f"{names[0]}: &{names[0]} [{', '.join(['lol'] * 10)}]"]
    for below, name in zip(names, names[1:], strict=False):
        layers.append(f"{name}: &{name} [{', '.join([f'*{below}'] * 10)}]")
    put(root, NORTH, "\n".join(layers) + "\n")  # 10 ** 10 texts, if anybody counted
    tracemalloc.start()
    start = time.perf_counter()
    try:
        with pytest.raises(DeclarationError, match=f"{NORTH}:2: anchors and aliases are not allowed; found \\*a; expected the value"):
            declare(root)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert time.perf_counter() - start < 5
    assert peak < 50_000_000


def test_a_very_large_file_is_refused_without_being_parsed(root: Path):
    put(root, NORTH, "# x\n" * (LARGEST_BYTES // 4 + 1))
    start = time.perf_counter()
    refused(root, f"{NORTH}:1: the file is too large; found {LARGEST_BYTES + 4} bytes; expected at most {LARGEST_BYTES}")
    assert time.perf_counter() - start < 2


def test_a_file_just_below_the_limit_is_read(root: Path):
    put(root, NORTH, DRAWN[NORTH] + "#" + "x" * (LARGEST_BYTES - len(DRAWN[NORTH].encode()) - 1))
    assert list(declare(root).communities) == ["north"]


@pytest.mark.xfail(strict=True, raises=RecursionError, reason="bug: depth is not limited; a deep file ends in RecursionError")
@pytest.mark.parametrize("text", ["a: " + "[" * 400 + "]" * 400, "".join(" " * n + "a:\n" for n in range(400))], ids=["[[[", "a: a: a:"])
def test_a_very_deep_file_is_refused(root: Path, text: str):
    put(root, NORTH, text)
    with pytest.raises(DeclarationError, match=f"{NORTH}:"):
        declare(root)


@pytest.mark.xfail(strict=True, raises=ValueError, reason="bug: a value that ruamel cannot make is a ValueError, not a Problem")
@pytest.mark.parametrize("value", ["9" * 5000, "2021-13-45", "2021-01-01T00:00:00+99:99"], ids=["5000 digits", "month 13", "99 hours"])
def test_a_value_that_yaml_cannot_make_is_named(root: Path, value: str):
    change(root, NORTH, "order: 10", f"order: {value}")
    with pytest.raises(DeclarationError, match=f"{NORTH}:2: "):
        declare(root)


@pytest.mark.xfail(strict=True, reason="bug: `._north.yml`, which macOS leaves on foreign disks, is read as a community")
def test_a_hidden_file_that_ends_in_yml_is_no_declaration(root: Path):
    put(root, "profiles/communities/._north.yml", b"Mac OS X")
    try:
        declare(root)
    except DeclarationError as error:
        pytest.fail(str(error))


@pytest.mark.xfail(strict=True, reason="bug: a folder in the place of a file is told as a file that does not exist")
def test_a_folder_where_a_file_should_be_is_said_to_be_a_folder(root: Path):
    (root / NORTH).unlink()
    (root / NORTH).mkdir()
    with pytest.raises(DeclarationError, match=f"{NORTH}:1: .*folder"):
        declare(root)
