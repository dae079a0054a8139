"""The present store and the frozen editions → what moved from each to the next, and since each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from pipelines.check.difference import counts, difference
from pipelines.check.stores import Store
from pipelines.check.withdrawals import withdrawals
from pipelines.model import EditionNote, EditionSummary, Plan, Withdrawn


@dataclass(frozen=True, slots=True)
class Step:
    """An edition and what moved since the one before it: `moves` is None where none is frozen before it.

    `running` is that of the present site; `note` is what a person says of it, if somebody did.
    """

    date: str
    earlier: str
    running: bool
    figures: int
    note: EditionNote | None
    moves: pd.DataFrame | None

    def summary(self) -> EditionSummary:
        """Return what the change log tells of this edition."""
        return EditionSummary(
            date=self.date,
            earlier=self.earlier,
            running=self.running,
            figures=self.figures,
            note=self.note,
            counts=None if self.moves is None else counts(self.moves),
        )


@dataclass(frozen=True, slots=True)
class History:
    """Everything that pages and feeds say of editions: `steps` newest first, `since` by the date of the edition."""

    present: Store
    editions: tuple[Store, ...] = ()
    steps: tuple[Step, ...] = ()
    since: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    withdrawn: Mapping[str, Withdrawn] = field(default_factory=dict)


def history(present: Store, editions: Sequence[Store], plan: Plan) -> History:
    """Return what moved from edition to edition and from each to the present.

    A preview of some communities compares those alone. Raises DeclarationError where a declared withdrawal is wrong.
    """
    past = tuple(_without(edition, plan.left_out) for edition in editions)
    present = replace(present, figures=present.figures.reset_index(drop=True))
    since = {edition.date: difference(edition, present, _notes(plan, edition.date)) for edition in past}
    steps = [
        *(_step(past[:number], edition, plan) for number, edition in enumerate(past)),
        _step(past, present, plan, running=True, moves=since[past[-1].date] if past else None),
    ]
    gone = withdrawals(present, past, since, plan)
    return History(present, past, tuple(reversed(steps)), since, gone)


def _step(
    before: Sequence[Store], store: Store, plan: Plan, running: bool = False, moves: pd.DataFrame | None = None
) -> Step:
    """Return an edition beside the last of those before it; `moves` where they are known already."""
    earlier = before[-1] if before else None
    if earlier is not None and moves is None:
        moves = difference(earlier, store, _notes(plan, earlier.date, store.date))
    return Step(
        date=store.date,
        earlier=earlier.date if earlier else "",
        running=running,
        figures=len(store.figures),
        note=_note(plan, None if running else store.date),
        moves=moves,
    )


def _without(store: Store, left_out: Iterable[str]) -> Store:
    return store.of(set(store.figures["community"]) - set(left_out)) if left_out else store


def _note(plan: Plan, date: str | None) -> EditionNote | None:
    return next((note for note in plan.changes.editions if note.date == date), None)


def _notes(plan: Plan, after: str, until: str = "") -> list[EditionNote]:
    return notes_between(plan.changes.editions, after, until, running=not until)


def notes_between(
    notes: Iterable[EditionNote], after: str, until: str = "", running: bool = False
) -> list[EditionNote]:
    """Return what was said of the editions after one day and until another; of the `running` one where it is asked for.

    Without `until` there is no end.
    """

    def meant(note: EditionNote) -> bool:
        return running if note.date is None else after < note.date and (not until or note.date <= until)

    return [note for note in notes if meant(note)]
