"""A YAML file → plain values and the line of each, or the problems that keep it from being read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, NodeEvent, ScalarEvent

from pipelines.errors import Problem, relative

Key = str | int
# A declaration is written by a person; a file beyond this is no declaration.
LARGEST_BYTES = 1_000_000
# The deepest declaration has eight levels; a parser gives up near a thousand.
DEEPEST = 30
LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Document:
    """One parsed file: its values as plain dicts and lists, and where each stands."""

    file: str
    value: Any
    marked: Any

    def line(self, place: tuple[Key, ...]) -> int:
        """Return the 1-based line of the innermost key of `place` that exists in the file."""
        node, line = self.marked, 1
        for key in place:
            if isinstance(node, CommentedMap) and key in node:
                line = node.lc.key(key)[0] + 1
            elif isinstance(node, CommentedSeq) and isinstance(key, int) and key < len(node):
                line = node.lc.item(key)[0] + 1
            else:
                break
            node = node[key]
        return line


def read_yaml(path: Path, root: Path) -> tuple[Document | None, list[Problem]]:
    """Return the document of `path`, or None and the problems that keep it from being read."""
    name = relative(path, root)
    text, problems = _text(path, root, name)
    if text is None:
        return None, problems
    problems = list(_forbidden(text, name))
    if problems:
        return None, problems
    try:
        marked = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        return None, [_syntax(error, name)]
    except (ValueError, IndexError):
        found = list(_unmakeable(text, name))
        return None, found or [Problem(name, 1, "holds a value that cannot be read")]
    if marked is None:
        return None, [Problem(name, 1, "the file is empty", "nothing", "a declaration")]
    return Document(name, _plain(marked), marked), []


def _text(path: Path, root: Path, name: str) -> tuple[str | None, list[Problem]]:
    if not path.resolve().is_relative_to(root.resolve()):
        return None, [
            Problem(name, 1, "the file is a link out of the project", str(path.resolve()), f"a file under {root}")
        ]
    if path.is_dir():
        return None, [Problem(name, 1, "a folder stands where a file should", path.name, "a declaration")]
    if not path.is_file():
        return None, [Problem(name, 1, "the file does not exist", "nothing", "a declaration")]
    data = path.read_bytes()
    if len(data) > LARGEST_BYTES:
        return None, [Problem(name, 1, "the file is too large", f"{len(data)} bytes", f"at most {LARGEST_BYTES}")]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, [Problem(name, line, "the file is not UTF-8", f"byte 0x{data[error.start]:02x}", "UTF-8 text")]
    if not text.strip():
        return None, [Problem(name, 1, "the file is empty", "nothing", "a declaration")]
    return text, []


def _forbidden(text: str, name: str) -> Iterator[Problem]:
    """Yield what YAML allows and declarations do not: anchors and aliases, which can hide a bomb, and tags."""
    depth = 0
    try:
        for event in YAML(typ="rt").parse(text):
            line = event.start_mark.line + 1
            depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
            if depth > DEEPEST:
                yield Problem(name, line, "nested too deeply", f"{depth} levels", f"at most {DEEPEST}")
                return
            if isinstance(event, AliasEvent):
                yield Problem(name, line, "anchors and aliases are not allowed", f"*{event.anchor}", "the value itself")
            elif isinstance(event, NodeEvent) and event.anchor:
                yield Problem(name, line, "anchors and aliases are not allowed", f"&{event.anchor}", "the value itself")
            elif getattr(event, "tag", None):
                yield Problem(name, line, "tags are not allowed", str(event.tag), "a plain value")
    except MarkedYAMLError as error:
        yield _syntax(error, name)
    except YAMLError as error:
        yield Problem(name, 1, f"not readable as YAML: {str(error).splitlines()[0]}")


def _unmakeable(text: str, name: str) -> Iterator[Problem]:
    """Yield the scalars that look like a date or a number and cannot be one, which is all that a load says of them."""
    for event in YAML(typ="rt").parse(text):
        if isinstance(event, ScalarEvent) and event.implicit[0]:
            try:
                YAML(typ="rt").load(event.value)
            except (ValueError, IndexError, YAMLError):
                found = event.value if len(event.value) < LONGEST_SHOWN else f"{event.value[:LONGEST_SHOWN]}..."
                yield Problem(
                    name, event.start_mark.line + 1, "a value that cannot be", found, "a number, or text in quotes"
                )


def _syntax(error: MarkedYAMLError, name: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    what = " ".join(str(error.problem or error.context or "not readable as YAML").split())
    if "duplicate key" in what:
        key = what.split('"')[1] if '"' in what else what
        return Problem(name, mark.line + 1 if mark else 1, "the same key stands twice", key, "each key once")
    return Problem(name, mark.line + 1 if mark else 1, f"not readable as YAML: {what}")


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    if isinstance(node, str):
        return str(node)
    if isinstance(node, bool) or node is None:
        return node
    if isinstance(node, int):
        return int(node)
    return float(node) if isinstance(node, float) else str(node)
