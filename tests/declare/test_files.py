"""Files that are no declarations: empty, in another encoding, elsewhere, made to do harm. Each is named."""

import time
import tracemalloc
from itertools import pairwise
from pathlib import Path

import pytest
from project import DRAWN, change, put

from pipelines.declare import declare
from pipelines.declare.yaml_files import LARGEST_BYTES
from pipelines.errors import DeclarationError

NORTH = "profiles/communities/north.yml"


def refused(drawn: Path, message: str) -> None:
    """Hold that the project has this one problem."""
    with pytest.raises(DeclarationError) as caught:
        declare(drawn)
    assert caught.value.exit_status == 2
    assert [str(problem) for problem in caught.value.problems] == [message]


@pytest.mark.parametrize("file", [NORTH, "sources.yml", "profiles/texts.fr.yml", "profiles/regions/canada.yml"])
@pytest.mark.parametrize("content", ["", "  \n\n", "# only\n# comments\n", "---\n"])
def test_a_file_that_says_nothing_is_empty(drawn: Path, file: str, content: str):
    put(drawn, file, content)
    with pytest.raises(DeclarationError, match=f"{file}:1: the file is empty; found nothing; expected a declaration"):
        declare(drawn)


def test_a_file_in_latin_1_names_the_line_of_the_first_letter_that_is_not_utf_8(drawn: Path):
    put(drawn, NORTH, DRAWN[NORTH].replace("Communautés", "Communautes").encode("latin-1"))
    # The first accent left is that of `Comptés au nord`.
    refused(drawn, f"{NORTH}:5: the file is not UTF-8; found byte 0xe9; expected UTF-8 text")


def test_a_file_in_utf_16_is_not_utf_8(drawn: Path):
    put(drawn, NORTH, DRAWN[NORTH].encode("utf-16"))
    refused(drawn, f"{NORTH}:1: the file is not UTF-8; found byte 0xff; expected UTF-8 text")


def test_a_control_character_is_not_readable(drawn: Path):
    change(drawn, NORTH, "order: 10", "order: \x01")
    with pytest.raises(DeclarationError, match=rf"{NORTH}:1: not readable as YAML: unacceptable character #x0001"):
        declare(drawn)


def test_a_missing_file_is_named(drawn: Path):
    (drawn / "profiles/sections.yml").unlink()
    refused(drawn, "profiles/sections.yml:1: the file does not exist; found nothing; expected a declaration")


def test_a_folder_without_a_declaration_is_named(drawn: Path):
    (drawn / NORTH).unlink()
    refused(
        drawn, "profiles/communities:1: nothing is declared; found no file; expected profiles/communities/<name>.yml"
    )


@pytest.mark.parametrize("file", [NORTH, "sources.yml"])
def test_a_folder_where_a_file_should_be_is_no_declaration(drawn: Path, file: str):
    (drawn / file).unlink()
    (drawn / file).mkdir()
    with pytest.raises(DeclarationError, match=f"^{file}:1: "):
        declare(drawn)


@pytest.mark.parametrize("name", ["README.md", "south.yaml", "north.yml.bak", "drafts/south.yml"])
def test_a_stray_file_among_the_communities_is_named(drawn: Path, name: str):
    put(drawn, f"profiles/communities/{name}", DRAWN[NORTH])
    stray = name.split("/")[0]
    refused(
        drawn, f"profiles/communities/{stray}:1: not a declaration; found {stray}; expected a name that ends in .yml"
    )


@pytest.mark.parametrize("file", [NORTH, "sources.yml", "profiles/regions/provinces.yml"])
def test_a_link_out_of_the_project_is_not_followed(drawn: Path, file: str):
    outside = (drawn / file).rename(drawn.parent / "outside.yml")
    (drawn / file).symlink_to(outside)
    refused(drawn, f"{file}:1: the file is a link out of the project; found {outside}; expected a file under {drawn}")


def test_a_folder_that_is_a_link_out_of_the_project_is_not_followed(drawn: Path):
    outside = (drawn / "profiles/communities").rename(drawn.parent / "outside")
    (drawn / "profiles/communities").symlink_to(outside)
    refused(
        drawn,
        f"{NORTH}:1: the file is a link out of the project; found {outside}/north.yml; expected a file under {drawn}",
    )


def test_a_link_inside_the_project_is_a_file_like_any_other(drawn: Path):
    (drawn / NORTH).rename(drawn / "north.yml")
    (drawn / NORTH).symlink_to(drawn / "north.yml")
    assert list(declare(drawn).communities) == ["north"]


def test_a_bomb_of_aliases_is_refused_at_once_and_in_little_memory(drawn: Path):
    names = "abcdef"
    layers = [f"{names[0]}: &{names[0]} [{', '.join(['lol'] * 10)}]"]
    for below, name in pairwise(names):
        layers.append(f"{name}: &{name} [{', '.join([f'*{below}'] * 10)}]")
    put(drawn, NORTH, "\n".join(layers) + "\n")  # 10 ** 6 texts, if anybody counted
    tracemalloc.start()
    start = time.perf_counter()
    try:
        with pytest.raises(
            DeclarationError, match=f"{NORTH}:2: anchors and aliases are not allowed; found \\*a; expected the value"
        ):
            declare(drawn)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert time.perf_counter() - start < 5
    assert peak < 50_000_000


def test_a_very_large_file_is_refused_without_being_parsed(drawn: Path):
    put(drawn, NORTH, "# x\n" * (LARGEST_BYTES // 4 + 1))
    start = time.perf_counter()
    refused(
        drawn, f"{NORTH}:1: the file is too large; found {LARGEST_BYTES + 4} bytes; expected at most {LARGEST_BYTES}"
    )
    assert time.perf_counter() - start < 2


def test_a_file_just_below_the_limit_is_read(drawn: Path):
    put(drawn, NORTH, DRAWN[NORTH] + "#" + "x" * (LARGEST_BYTES - len(DRAWN[NORTH].encode()) - 1))
    assert list(declare(drawn).communities) == ["north"]


@pytest.mark.parametrize(
    "text", ["a: " + "[" * 400 + "]" * 400, "".join(" " * n + "a:\n" for n in range(400))], ids=["[[[", "a: a: a:"]
)
def test_a_very_deep_file_is_refused(drawn: Path, text: str):
    put(drawn, NORTH, text)
    with pytest.raises(DeclarationError, match=f"{NORTH}:"):
        declare(drawn)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("9" * 5000, id="5000 digits"),
        pytest.param("2021-13-45", id="month 13"),
        pytest.param("2021-01-01T00:00:00+99:99", id="99 hours"),
        "0x_",
    ],
)
def test_a_value_that_yaml_cannot_make_is_named(drawn: Path, value: str):
    change(drawn, NORTH, "order: 10", f"order: {value}")
    with pytest.raises(DeclarationError, match=f"{NORTH}:2: "):
        declare(drawn)


def test_a_hidden_file_that_ends_in_yml_is_no_declaration(drawn: Path):
    put(drawn, "profiles/communities/._north.yml", b"Mac OS X")
    try:
        declare(drawn)
    except DeclarationError as error:
        pytest.fail(str(error))


def test_a_folder_where_a_file_should_be_is_said_to_be_a_folder(drawn: Path):
    (drawn / NORTH).unlink()
    (drawn / NORTH).mkdir()
    with pytest.raises(DeclarationError, match=f"{NORTH}:1: .*folder"):
        declare(drawn)
