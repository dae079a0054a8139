"""A parsed file → the dataclass that it declares, or one problem for each value that does not fit."""

from __future__ import annotations

import json
import re
from collections.abc import Hashable
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from pipelines.declare.yaml_files import Document, Key
from pipelines.errors import Problem

T = TypeVar("T")

MEANING = {
    "extra_forbidden": ("unknown key", "a declared key"),
    "unexpected_keyword_argument": ("unknown key", "a declared key"),
    "missing": ("a key is missing", ""),
    "missing_argument": ("a key is missing", ""),
    "string_too_short": ("the text is empty", "a text in this language"),
    "string_pattern_mismatch": ("the text is empty", "a text in this language"),
}
FRENCH_NUMBER = re.compile(r"^-?\d{1,3}(?:[ \u00a0\u202f]?\d{3})*,\d+$|^-?\d{1,3}(?:[ \u00a0\u202f]\d{3})+$")


@cache
def _adapter(kind: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast(Any, kind))


def typed(document: Document, kind: type[T]) -> tuple[T | None, list[Problem]]:
    """Return the document as `kind`, or None and every problem in it.

    Values are checked as JSON is: text is no number, and a number in French notation is named as such.
    """
    problems = [
        Problem(document.file, document.line(place), "a key must be text", repr(key), "text")
        for place, key in _odd_keys(document.value, ())
    ]
    if problems:
        return None, problems
    try:
        return _adapter(cast(Hashable, kind)).validate_json(json.dumps(document.value)), []
    except ValidationError as error:
        return None, _told(error, document)


def _odd_keys(value: Any, place: tuple[Key, ...]) -> list[tuple[tuple[Key, ...], Any]]:
    """Return where a mapping's key is no text: JSON would quietly make one of it."""
    if isinstance(value, dict):
        here = [((*place, key), key) for key in value if not isinstance(key, str)]
        return here + [odd for key, part in value.items() for odd in _odd_keys(part, (*place, key))]
    if isinstance(value, list):
        return [odd for index, part in enumerate(value) for odd in _odd_keys(part, (*place, index))]
    return []


def _told(error: ValidationError, document: Document) -> list[Problem]:
    """Return one problem a place: a value that fits none of several types is one problem, not several."""
    told: dict[tuple[Key, ...], Problem] = {}
    for detail in error.errors(include_url=False):
        place = _in_file(tuple(detail["loc"]), document.value, branch=detail["type"].startswith("missing"))
        told.setdefault(place, _problem(detail["type"], detail["msg"], detail["input"], place, document))
    return list(told.values())


def _in_file(place: tuple[Key, ...], value: Any, branch: bool) -> tuple[Key, ...]:
    """Return `place` as far as the file has it; the names of types that a union adds after it are no part of it.

    A `branch` ends in the key that is missing, which belongs to the place.
    """
    kept: list[Key] = []
    for index, key in enumerate(place):
        inside = (isinstance(value, dict) and key in value) or (isinstance(value, list) and isinstance(key, int))
        if not inside and not (branch and index == len(place) - 1):
            break
        kept.append(key)
        value = value[key] if inside else None
    return tuple(kept)


def _problem(kind: str, message: str, found: Any, place: tuple[Key, ...], document: Document) -> Problem:
    path = ".".join(map(str, place)) or "the file"
    line = document.line(place)
    if kind in MEANING:
        what, expected = MEANING[kind]
        shown = {"missing": "", "missing_argument": ""}.get(kind, _shown(place[-1] if "unknown" in what else found))
        return Problem(document.file, line, f"{what}: {path}", shown, expected or f"{path}")
    if isinstance(found, str) and FRENCH_NUMBER.match(found):
        return Problem(document.file, line, f"a number in French notation: {path}", _shown(found), "digits and a point")
    expected = message.removeprefix("Input should be ").removeprefix("a valid ")
    return Problem(document.file, line, f"not what is declared here: {path}", _shown(found), expected)


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."
