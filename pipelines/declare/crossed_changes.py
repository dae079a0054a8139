"""What `profiles/changes.yml` says, checked against itself: a Plan in, the places that cannot be meant out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from pipelines.declare.crossed import Finding
from pipelines.declare.ids import EXPECTED_ID, ID
from pipelines.model import Group, Plan

CHANGES = ("profiles/changes.yml",)
# community:region:indicator:group[:breakdown parts]:period
SHORTEST_ID = 5


def crossed_changes(plan: Plan) -> Iterator[Finding]:
    """Yield every date that is none, every edition or figure that stands twice, every id that no figure can have."""
    notes, gone = plan.changes.editions, plan.changes.withdrawn
    for index, note in enumerate(notes):
        here = ("editions", index)
        if not ID.fullmatch(note.id):
            yield CHANGES, (*here, "id"), "not an id", repr(note.id), EXPECTED_ID
        yield from _day(note.date, (*here, "date"))
        if any(note.date == other.date for other in notes[:index]):
            found = note.date or "another without a date"
            yield CHANGES, here, "two entries for one edition", found, "one entry a date, and one without for the next"
        if any(note.id == other.id for other in notes[:index]):
            yield CHANGES, (*here, "id"), "the id is taken", note.id, "an id of its own"
    for index, each in enumerate(gone):
        here = ("withdrawn", index)
        yield from _day(each.date, (*here, "date"))
        yield from _figure(each.figure, (*here, "figure"))
        if each.replacement is not None:
            yield from _figure(each.replacement, (*here, "replacement"))
        if any(each.figure == other.figure for other in gone[:index]):
            yield CHANGES, (*here, "figure"), "withdrawn twice", each.figure, "each figure once"


def _day(said: str | None, inside: tuple[Any, ...]) -> Iterator[Finding]:
    try:
        date.fromisoformat(said or "2000-01-01")
    except ValueError:
        yield CHANGES, inside, "no such day", str(said), "a day as YYYY-MM-DD"


def _figure(figure: str, inside: tuple[Any, ...]) -> Iterator[Finding]:
    parts = figure.split(":")
    if len(parts) < SHORTEST_ID or parts[3] not in {group.value for group in Group} or not all(parts):
        expected = "community:region:indicator:group[:breakdown]:period"
        yield CHANGES, inside, "not the id of a figure", figure, expected
