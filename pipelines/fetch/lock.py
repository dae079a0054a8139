"""`sources.lock`: what each source was when it was first taken ↔ one JSON file that a diff can show."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pipelines.errors import SourceError
from pipelines.fetch.disk import UNFINISHED, briefly, write_whole
from pipelines.fetch.faults import told
from pipelines.model.live import Change, Pin

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One source in the lock: its pinned files, the last day upstream was seen to agree, and what it serves instead.

    `question` is a hash of what the declaration asks for: other areas or characteristics are another question, and
    what was pinned for the first one says nothing about the second.
    """

    question: str
    pins: tuple[Pin, ...]
    verified: str | None = None
    changed: Change | None = None


class Lock:
    """One lock file. `under` is what it is valid for: the pins of a synthetic one hold under its mirrors alone."""

    def __init__(self, path: Path, *, under: str | None = None) -> None:
        self.path = path
        self.under = under

    def get(self, source: str) -> Entry | None:
        """Return what is pinned of a source, or None."""
        return self._read().get(source)

    def put(self, source: str, entry: Entry) -> None:
        """Write one source's entry; the file is written only where that changes it."""
        self._change(lambda entries: entries | {source: entry})

    def note_change(self, source: str, change: Change) -> None:
        """Write down that upstream serves something else; the day it was first seen stays."""
        entry = self._read()[source]
        before = entry.changed
        if before is not None and replace(before, seen=change.seen) == change:
            return
        self.put(source, replace(entry, changed=change))

    def clear_unfinished(self) -> None:
        """Delete what a killed run was writing beside the file."""
        with briefly(self.path.parent):
            for file in self.path.parent.glob(f"{self.path.name}.*{UNFINISHED}"):
                file.unlink(missing_ok=True)

    def _change(self, change: Callable[[dict[str, Entry]], dict[str, Entry]]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with briefly(self.path.parent):
            before = self._read()
            after = change(before)
            if after != before:
                write_whole(self.path, self._text(after).encode())

    def _text(self, entries: dict[str, Entry]) -> str:
        sources = {source: _written(entry) for source, entry in entries.items()}
        head = {"version": VERSION} | ({} if self.under is None else {"under": self.under})
        return json.dumps(head | {"sources": sources}, indent=1, sort_keys=True, ensure_ascii=False) + "\n"

    def _read(self) -> dict[str, Entry]:
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return {}
        try:
            held = json.loads(text)
            if held["version"] != VERSION:
                raise ValueError(f"version {held['version']}")
            if held.get("under") != self.under:
                return {}
            return {source: _parsed(entry) for source, entry in held["sources"].items()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise SourceError(
                told(
                    "the pins cannot be read",
                    where=str(self.path),
                    found=f"{type(error).__name__}: {error}",
                    expected=f"the JSON that `portrait fetch` writes, version {VERSION}",
                    done="nothing was fetched or pinned",
                    do="restore the file from the last commit (a merge may have left its marks in it)",
                )
            ) from error


def _written(entry: Entry) -> dict[str, Any]:
    files = {pin.name: {key: value for key, value in asdict(pin).items() if key != "name"} for pin in entry.pins}
    changed = None if entry.changed is None else asdict(entry.changed)
    return {"question": entry.question, "files": files, "verified": entry.verified, "changed": changed}


def _parsed(held: dict[str, Any]) -> Entry:
    changed = held["changed"]
    return Entry(
        question=held["question"],
        pins=tuple(Pin(name=name, **pin) for name, pin in sorted(held["files"].items())),
        verified=held["verified"],
        changed=None if changed is None else Change(**changed),
    )
