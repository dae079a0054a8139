"""A kind of register and somebody's answers → the file of a new entry; or, unasked, a commented form to fill in."""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pipelines.declare.ids import EXPECTED_ID, ID
from pipelines.declare.registers import FOLDER
from pipelines.errors import UsageError
from pipelines.model import Text
from pipelines.model.registers import KINDS, Entry

# A question → the answer, empty where somebody passes over it.
Ask = Callable[[str], str]
LANGUAGES = {"en": "in English", "fr": "en français"}
# What a field asks for, where its name does not say it.
MEANT = {
    "title": "Title",
    "summary": "Summary, one or two sentences",
    "communities": "Communities, ids such as esq",
    "regions": "Regions, ids such as pr24 or er2460",
    "text": "the source: a document, or how it is known",
    "address": "public address, https://…",
    "by": "by whom, a person or an organization",
    "on": "on which day, YYYY-MM-DD",
    "added": "Entered",
    "checked": "Checked by somebody else",
    "population": "id of the figure of the minority's share of the population served",
    "of": "id of the figure that says out of how many",
    "baseline_figure": "id of the figure it begins from",
    "seats": "Seats, all of them",
    "held_by_minority": "Seats held by members of the minority",
    "turn_to": "Function to turn to, never a person",
    "name": "Name, only with consent to be named",
    "named": "agreed to be named, true or false",
}


def ask_entry(root: Path, kind: str, name: str, ask: Ask) -> Path:
    """Ask for each line of an entry and write its file; raises UsageError where kind or id are none, or taken."""
    path = _place(root, kind, name)
    answers = dict(_asked(_kind(kind), ask, ""))
    return _written(path, "".join(_yaml(answers, 0)))


def entry_form(root: Path, kind: str, name: str) -> Path:
    """Write a commented form of an entry to fill in."""
    path = _place(root, kind, name)
    head = (
        f"# An entry of the register {kind}. Fill in both languages, leave out what is marked (optional) and does not\n"
        "# apply, then run `portrait lint`. No e-mail address, no telephone number, no name without consent.\n"
    )
    return _written(path, head + "".join(_form(_kind(kind), 0)))


def _kind(kind: str) -> type[Entry]:
    found = next((each for known, each in KINDS.items() if known == kind), None)
    if found is None:
        raise UsageError(f"no such register: {kind!r}; expected one of {', '.join(KINDS)}")
    return found


def _place(root: Path, kind: str, name: str) -> Path:
    _kind(kind)
    if not ID.fullmatch(name):
        raise UsageError(f"not an id: {name!r}; expected {EXPECTED_ID}")
    path = root / FOLDER / kind / f"{name}.yml"
    if path.exists():
        raise UsageError(f"{path.relative_to(root)} exists; nothing was written; take another id, or edit that file")
    return path


def _written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@cache
def _types(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _parts(kind: type) -> Iterator[tuple[Field[Any], Any, bool]]:
    """Yield the fields of a kind: what each holds, and whether one may leave it out."""
    for each in sorted(fields(kind), key=_is_optional):
        held = _types(kind)[each.name]
        options = [part for part in get_args(held) if part is not types.NoneType]
        if get_origin(held) in (Union, types.UnionType) and len(options) == 1:
            held = options[0]
        yield each, held, _is_optional(each)


def _is_optional(each: Field[Any]) -> bool:
    return each.default is not MISSING or each.default_factory is not MISSING


def _asked(kind: type, ask: Ask, before: str) -> Iterator[tuple[str, Any]]:
    for each, held, optional in _parts(kind):
        what = MEANT.get(each.name, each.name.replace("_", " "))
        question = f"{before}{what}" + (" (optional)" if optional else "")
        value = _value(held, ask, question, optional)
        if value not in (None, [], {}):
            yield each.name, value


def _value(held: Any, ask: Ask, question: str, optional: bool) -> Any:
    """Return what somebody answers, as a value of `held`; None where an optional one is passed over."""
    if held is Text:
        said = {lang: ask(f"{question}, {how}") for lang, how in LANGUAGES.items()}
        return said if any(said.values()) or not optional else None
    if get_origin(held) is list:
        return _several(get_args(held)[0], ask, question)
    if is_dataclass(held):
        if optional and ask(f"{question}: is there one? y or n").lower()[:1] != "y":
            return None
        return dict(_asked(held, ask, f"{question}: "))  # type: ignore[arg-type]
    return _one(held, ask, question, optional)


def _one(held: Any, ask: Ask, question: str, optional: bool) -> Any:
    """Ask until the answer is one; an optional one may be empty."""
    choices = [str(choice) for choice in get_args(held)] if get_origin(held) is Literal else []
    asked = f"{question}, one of {', '.join(choices)}" if choices else question
    while True:
        answer = ask(asked).strip()
        if not answer and optional:
            return None
        if answer and (not choices or answer in choices):
            value = _as(held, answer)
            if value is not None:
                return value


def _as(held: Any, answer: str) -> Any:
    """Return an answer as what a field holds; None where it is none."""
    if held is bool:
        return {"true": True, "false": False}.get(answer.lower())
    if held is int or int in get_args(held) or float in get_args(held):
        try:
            return int(answer) if "." not in answer else float(answer)
        except ValueError:
            return None
    return answer


def _several(held: Any, ask: Ask, question: str) -> list[Any]:
    """Ask for the members of a list: ids in one answer, anything longer one by one until an empty answer."""
    choices = [str(choice) for choice in get_args(held)] if get_origin(held) is Literal else []
    if held is str or choices:
        hint = f", of {', '.join(choices)}" if choices else ""
        while True:
            parts = [part.strip() for part in ask(f"{question}, separated by commas{hint}").split(",") if part.strip()]
            if not choices or set(parts) <= set(choices):
                return parts
    found: list[Any] = []
    while ask(f"{question}: {'another' if found else 'is there one'}? y or n").lower()[:1] == "y":
        found.append(_value(held, ask, question, False))
    return found


def _yaml(value: dict[str, Any], depth: int) -> Iterator[str]:
    """Yield the lines of a mapping; texts stand in quotes, as JSON has them."""
    pad = "  " * depth
    for key, part in value.items():
        if isinstance(part, dict):
            yield f"{pad}{key}:\n"
            yield from _yaml(part, depth + 1)
        elif isinstance(part, list) and any(isinstance(each, dict) for each in part):
            yield f"{pad}{key}:\n"
            for each in part:
                lines = list(_yaml(each, depth + 2))
                yield f"{pad}  - {lines[0].lstrip()}"
                yield from lines[1:]
        else:
            yield f"{pad}{key}: {json.dumps(part, ensure_ascii=False)}\n"


def _form(kind: type, depth: int) -> Iterator[str]:
    """Yield the lines of a form, each with what belongs there."""
    pad = "  " * depth
    for each, held, optional in _parts(kind):
        note = MEANT.get(each.name, each.name.replace("_", " ")) + (" (optional)" if optional else "")
        mark = "# " if optional else ""
        if held is Text:
            yield f"{pad}{mark}{each.name}: {{en: , fr: }}  # {note}\n"
        elif get_origin(held) is list and is_dataclass(get_args(held)[0]) and get_args(held)[0] is not Text:
            yield f"{pad}{mark}{each.name}:  # {note}; one block each\n"
            lines = [f"{mark}{line}" if mark else line for line in _form(get_args(held)[0], depth + 2)]
            first = next((place for place, line in enumerate(lines) if line.strip()), 0)
            lines[first] = lines[first].replace("    ", "  - ", 1) if not mark else lines[first]
            yield from lines
        elif get_origin(held) is list:
            yield f"{pad}{mark}{each.name}: []  # {note}{_choices(get_args(held)[0])}\n"
        elif is_dataclass(held):
            yield f"{pad}{mark}{each.name}:  # {note}\n"
            yield from (f"{mark}{line}" for line in _form(held, depth + 1))  # type: ignore[arg-type]
        else:
            yield f"{pad}{mark}{each.name}:  # {note}{_choices(held)}\n"


def _choices(held: Any) -> str:
    return f": one of {', '.join(map(str, get_args(held)))}" if get_origin(held) is Literal else ""
