"""Each mistake in the redirects, alone and all at once: file and line, what was found, what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest
from project import line_of, put

from pipelines.declare import declare
from pipelines.errors import DeclarationError

FILE = "profiles/redirects.yml"
SINCE = "since: '2027-04-30', why: {en: A better name, fr: Un meilleur nom}"


def declared(root: Path, *pairs: tuple[str, str]) -> None:
    entries = "".join(f"  - {{old: '{old}', new: '{new}', {SINCE}}}\n" for old, new in pairs)
    put(root, FILE, f"redirects:\n{entries}")


def told(root: Path) -> list[str]:
    with pytest.raises(DeclarationError) as raised:
        declare(root)
    return [str(problem) for problem in raised.value.problems]


def test_what_is_well_declared_is_in_the_plan_with_its_line(drawn: Path) -> None:
    declared(drawn, ("profiles/old/pr24/", "profiles/north/pr24/"), ("glossary-old/", "glossary/"))
    redirects = declare(drawn).redirects

    assert [(each.old, each.new) for each in redirects.moved] == [
        ("profiles/old/pr24/", "profiles/north/pr24/"),
        ("glossary-old/", "glossary/"),
    ]
    assert redirects.lines == (2, 3)


def test_a_project_may_do_without(drawn: Path) -> None:
    assert declare(drawn).redirects.moved == ()


@pytest.mark.parametrize(
    "path",
    [
        "../secret/", "profiles/../secret/", "/profiles/x/", "https://example.org/", "//example.org/",
        "javascript:alert(1)/",
        "profiles/x", "", "profiles//x/", "profiles/x/?q=1", "profiles/x/#y", "profiles/X Y/", '"><script>/',
    ],
)  # fmt: skip
@pytest.mark.parametrize("key", ["old", "new"])
def test_what_is_no_address_of_this_site_is_told(drawn: Path, key: str, path: str) -> None:
    declared(drawn, (path, "glossary/") if key == "old" else ("words/", path))

    [problem] = told(drawn)
    assert problem.startswith(f"{FILE}:2: not an address of this site; found {path!r}")


@pytest.mark.parametrize(
    ("pairs", "line", "said"),
    [
        ([("a/", "a/")], 2, "leads to itself"),
        ([("a/", "b/"), ("b/", "c/")], 2, "leads to a page that moved too"),
        ([("a/", "b/"), ("a/", "c/")], 3, "the page moved twice"),
    ],
)
def test_a_way_that_leads_on_is_told(drawn: Path, pairs: list[tuple[str, str]], line: int, said: str) -> None:
    declared(drawn, *pairs)

    [problem] = told(drawn)
    assert problem.startswith(f"{FILE}:{line}: {said}")


def test_every_mistake_is_told_at_once(drawn: Path) -> None:
    put(
        drawn,
        FILE,
        f"redirects:\n  - {{old: a/, new: b/, {SINCE}}}\n  - {{old: b/, new: a/, {SINCE}}}\n"
        "  - {old: c/, new: ../d/, since: '2027-02-30', why: {en: x, fr: y}}\n",
    )

    assert [problem.split(";")[0] for problem in told(drawn)] == [
        f"{FILE}:2: leads to a page that moved too",
        f"{FILE}:3: leads to a page that moved too",
        f"{FILE}:4: no such day",
        f"{FILE}:4: not an address of this site",
    ]


@pytest.mark.parametrize(
    ("old", "new"), [("why: {en: A better name, fr: Un meilleur nom}", "why: {en: x}"), ("since: '2027-04-30', ", "")]
)
def test_a_redirect_says_since_when_and_why_in_both_languages(drawn: Path, old: str, new: str) -> None:
    put(drawn, FILE, f"redirects:\n  - {{old: a/, new: b/, {SINCE.replace(old, new)}}}\n")

    [problem] = told(drawn)
    assert problem.startswith(f"{FILE}:{line_of(drawn, FILE, 'old: a/')}: a key is missing")
