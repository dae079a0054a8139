"""Figures → sentences that never say more than their figures: the wording is chosen here, spelled in the texts.

No figure of this edition carries an interval, so no wording compares two values; it sets them side by side. A count
that everyone was asked for may be said to have grown or shrunk, where rounding cannot explain the difference.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.assemble.shelf import Shelf
from pipelines.model import Figure, Group, Plan, Sentence, Status

# Two counts randomly rounded to 5, each with half of another added: 6 persons off at most, each (methods, B1).
ROUNDING_PERSONS = 12
FULL_COUNT_SINCE = "2011"
MOST_RATES = 2
# Kinds that have sentences of their own, or none.
UNSAID = ("count", "share", "distribution")


def glance(plan: Plan, shelf: Shelf) -> Iterator[Sentence]:
    """Yield the sentences at the head of a profile: how many, what share, and whether the number moved.

    Where no source counts the community there, the first rates stand in their place.
    """
    sizes = list(_size(shelf))
    rates = [said for name in plan.sections.at_a_glance for said in sentence(plan, shelf, name)]
    yield from sizes or rates[:MOST_RATES]


def sentence(plan: Plan, shelf: Shelf, name: str) -> Iterator[Sentence]:
    """Yield the sentence that sets the minority's latest value beside the majority's, if there is one."""
    period = shelf.latest(name)
    if period is None or name not in plan.indicators or plan.indicators[name].kind in UNSAID:
        return
    found = {group.value: shelf.get(name, group, period) for group in Group}
    parts = {group: figure for group, figure in found.items() if _is_reported(figure) and figure is not None}
    if not parts:
        return
    wording = "sentence_pair" if "majority" in parts else "sentence_alone"
    if "minority" not in parts:
        wording = "sentence_everyone"
    yield Sentence(wording=wording, indicator=name, period=period, region=shelf.region, parts=parts)


def _size(shelf: Shelf) -> Iterator[Sentence]:
    for size, share in (("community-size", "community-share"), ("mother-tongue-size", "mother-tongue-share")):
        period = shelf.latest(size)
        if period is None:
            continue
        number = shelf.get(size, Group.MINORITY, period)
        part = shelf.get(share, Group.MINORITY, period)
        if number is not None and part is not None and _is_reported(part):
            parts = {"size": number, "share": part}
            yield Sentence(wording=f"sentence_{size}", indicator=size, period=period, region=shelf.region, parts=parts)
        yield from _moved(shelf, size, period)


def _moved(shelf: Shelf, name: str, period: str) -> Iterator[Sentence]:
    before = [earlier for earlier in shelf.periods(name) if earlier < period]
    now = shelf.get(name, Group.MINORITY, period)
    then = shelf.get(name, Group.MINORITY, before[0]) if before else None
    if now is None or then is None or now.value is None or then.value is None:
        return
    parts = {"now": now, "then": then}
    moved = now.value - then.value
    beyond_rounding = abs(moved) > ROUNDING_PERSONS and before[0] >= FULL_COUNT_SINCE
    wording = "sentence_was"
    if beyond_rounding:
        wording = "sentence_grew" if moved > 0 else "sentence_shrank"
    yield Sentence(wording=wording, indicator=name, period=period, region=shelf.region, parts=parts, earlier=before[0])


def _is_reported(figure: Figure | None) -> bool:
    return figure is not None and figure.status is Status.REPORTED
