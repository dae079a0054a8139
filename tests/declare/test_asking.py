"""A new entry: asked for line by line it is a good one; as a form it names what is still missing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.declare import declare
from pipelines.declare.asking import ask_entry, entry_form
from pipelines.errors import DeclarationError, UsageError
from pipelines.model.registers import KINDS, DecisionTable


def answering(answers: dict[str, str], default: str = "") -> Callable[[str], str]:
    """Return somebody who answers a question by the words that it begins with."""

    def answer(question: str) -> str:
        fitting = [said for words, said in answers.items() if question.startswith(words)]
        return fitting[0] if fitting else default

    return answer


TABLE = {
    "Title, in English": "The table",
    "Title, en français": "La table",
    "Summary, one or two sentences, in English": "What it is.",
    "Summary, one or two sentences, en français": "Ce que c'est.",
    "origin: the source: a document, or how it is known, in English": "Its minutes",
    "origin: the source: a document, or how it is known, en français": "Ses procès-verbaux",
    "Entered: by whom": "A. Writer",
    "Entered: on which day": "2026-01-31",
    "decides, in English": "The plan: everything.",
    "decides, en français": "Le plan « entier ».",
    "Seats, all": "8",
    "Seats held": "1",
    "since": "2024",
    "id of the figure of the minority": "north:pr35:job-rate:minority:2021",
    "Communities": "north",
    "Regions": "pr35",
    "strategies": "representation, networking",
    "agreed to be named, true or false, in English": "By the board",
    "agreed to be named, true or false, en français": "Par le conseil",
}


def test_answers_make_an_entry_that_lint_finds_nothing_wrong_with(drawn: Path):
    path = ask_entry(drawn, "tables", "one", answering(TABLE))

    assert path == drawn / "profiles/registers/tables/one.yml"
    entry = declare(drawn).registers.entries["tables"]["one"]
    assert isinstance(entry, DecisionTable)
    assert (entry.seats, entry.held_by_minority, entry.since) == (8, 1, "2024")
    assert entry.decides.fr == "Le plan « entier »."
    assert entry.strategies == ["representation", "networking"]
    assert entry.checked is None


def test_a_list_of_blocks_is_asked_for_until_there_are_no_more(drawn: Path):
    more = iter(["y", "y", "n"])
    words = {
        "outcomes (optional): unit": "percent",
        "outcomes (optional): before": "7.1",
        "outcomes (optional): after": "14.2",
        "outcomes (optional): what": "Births",
        "approach": "hybrid",
        "evidence": "described",
        **{
            f"{each}, {lang}": "text"
            for each in ("place", "years", "done", "came of it")
            for lang in ("in English", "en")
        },
    }

    def answer(question: str) -> str:
        if question.startswith("outcomes") and question.endswith("y or n"):
            return next(more)
        return answering({**words, **TABLE})(question)

    ask_entry(drawn, "cases", "one", answer)
    text = (drawn / "profiles/registers/cases/one.yml").read_text(encoding="utf-8")
    assert text.count("before: 7.1") == text.count("after: 14.2") == 2


def test_an_answer_that_is_none_is_asked_for_again(drawn: Path):
    seats = iter(["many", "8"])

    def answer(question: str) -> str:
        return next(seats) if question.startswith("Seats, all") else answering(TABLE)(question)

    path = ask_entry(drawn, "tables", "one", answer)
    assert "seats: 8\n" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_is_readable_and_names_only_what_is_to_be_filled_in(drawn: Path, kind: str):
    path = entry_form(drawn, kind, "one")
    with pytest.raises(DeclarationError) as caught:
        declare(drawn)
    found = [str(problem) for problem in caught.value.problems]
    assert all(problem.startswith(f"profiles/registers/{kind}/one.yml:") for problem in found)
    assert not [problem for problem in found if "unknown key" in problem or "not readable" in problem]
    assert path.read_text(encoding="utf-8").startswith("# An entry of the register")


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("seats", "one", "no such register: 'seats'; expected one of organizations"),
        ("tables", "Not An Id", "not an id"),
        ("tables", "../one", "not an id"),
    ],
)
def test_what_cannot_be_written_is_told(drawn: Path, kind: str, name: str, said: str):
    with pytest.raises(UsageError, match=said):
        entry_form(drawn, kind, name)


def test_a_file_that_exists_is_left_alone(drawn: Path):
    path = entry_form(drawn, "tables", "one")
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="exists; nothing was written"):
        entry_form(drawn, "tables", "one")
    assert path.read_text(encoding="utf-8") == "mine"
