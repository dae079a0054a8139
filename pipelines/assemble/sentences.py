"""Figures → sentences that never say more than their figures: the interval chooses the rung, the phrases spell it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from pipelines.assemble.shelf import Shelf
from pipelines.methods.wording import rung
from pipelines.model import Figure, Group, Plan, Rung, Sentence, Status

MOST_RATES = 2
# Kinds that have sentences of their own, or none.
UNSAID = ("count", "share", "distribution")
# How many there are, and what share of the population that is.
SIZES = (("community-size", "community-share"), ("mother-tongue-size", "mother-tongue-share"))


class _Place(TypedDict):
    """Where a sentence speaks of."""

    indicator: str
    period: str
    region: str


WHOM = {"minority": Group.MINORITY, "majority": Group.MAJORITY, "total": Group.TOTAL}


def rung_of(figure: Figure | None) -> Rung:
    """Return what may be said of a comparison; of none at all, that its two values stand side by side."""
    if figure is None:
        return Rung.SIDE_BY_SIDE
    broken = figure.group in (Group.CHANGE, Group.GROWTH) and bool(figure.series_break)
    return rung(figure.value, figure.lower, figure.upper, figure.interval, figure.unit, broken)


def glance(plan: Plan, shelf: Shelf) -> Iterator[Sentence]:
    """Yield the sentences at the head of a profile: how many, what share, which place, and whether the number moved.

    Where no source counts the community there, the first rates stand in their place.
    """
    sizes = list(_size(shelf))
    rates = [said for name in plan.sections.at_a_glance for said in sentence(plan, shelf, name)]
    yield from sizes or rates[:MOST_RATES]


def sentence(plan: Plan, shelf: Shelf, name: str) -> Iterator[Sentence]:
    """Yield what the minority's latest value is beside the majority's, and the difference as a number of people."""
    period = shelf.latest(name)
    if period is None or name not in plan.indicators or plan.indicators[name].kind in UNSAID:
        return
    parts = _reported(shelf, name, period, WHOM)
    if not parts:
        return
    at = _Place(indicator=name, period=period, region=shelf.region)
    if "minority" not in parts or "majority" not in parts:
        which = "alone" if "minority" in parts else "everyone"
        yield Sentence(ladder="single", rung=which, parts=parts, **at)
        return
    gap = _if_reported(shelf.get(name, Group.GAP, period))
    said = rung_of(gap)
    size = {"size": gap} if gap else {}
    yield Sentence(ladder="comparison", rung=said, parts={**parts, **size}, of=gap, **at)
    people = _if_reported(shelf.get(name, Group.PEOPLE, period))
    if people is not None and said is rung_of(people) and said in (Rung.HIGHER, Rung.LOWER):
        yield Sentence(ladder="people", rung=said, parts={"count": people}, of=people, **at)


def said_of(plan: Plan, shelf: Shelf, name: str) -> Iterator[Sentence]:
    """Yield all that may be said of an indicator's latest value: beside the majority's, and among other regions."""
    period = shelf.latest(name)
    if period is None:
        return
    yield from sentence(plan, shelf, name)
    if name in dict(SIZES):
        yield from _number(shelf, name, dict(SIZES)[name], period)
        yield from _moved(shelf, name, period)
    yield from _place(shelf, name, period)


def _size(shelf: Shelf) -> Iterator[Sentence]:
    for size, share in SIZES:
        period = shelf.latest(size)
        if period is None:
            continue
        counted = list(_number(shelf, size, share, period))
        yield from counted
        if counted:
            yield from _place(shelf, share, period)
        yield from _moved(shelf, size, period)


def _number(shelf: Shelf, size: str, share: str, period: str) -> Iterator[Sentence]:
    number = _if_reported(shelf.get(size, Group.MINORITY, period))
    part = _if_reported(shelf.get(share, Group.MINORITY, period))
    if number is not None and part is not None:
        at = _Place(indicator=size, period=period, region=shelf.region)
        yield Sentence(ladder="single", rung=size, parts={"count": number, "share": part}, **at)


def _place(shelf: Shelf, name: str, period: str) -> Iterator[Sentence]:
    rank = _if_reported(shelf.get(name, Group.RANK, period))
    if rank is not None:
        said = "sure" if rank.lower == rank.upper else "between"
        parts = {"rank": rank, "first": rank, "last": rank}
        yield Sentence(
            ladder="rank", rung=said, indicator=name, period=period, region=shelf.region, parts=parts, of=rank
        )


def _moved(shelf: Shelf, name: str, period: str) -> Iterator[Sentence]:
    change = _if_reported(shelf.get(name, Group.CHANGE, period))
    if change is None:
        return
    found = {
        "now": shelf.get(name, Group.MINORITY, period),
        "then": shelf.get(name, Group.MINORITY, change.since),
        "growth": _if_reported(shelf.get(name, Group.GROWTH, period)),
    }
    yield Sentence(
        ladder="change",
        rung=rung_of(change) if found["growth"] else Rung.SIDE_BY_SIDE,
        indicator=name,
        period=period,
        region=shelf.region,
        parts={part: figure for part, figure in found.items() if figure is not None},
        of=change,
        earlier=change.since,
    )


def _reported(shelf: Shelf, name: str, period: str, groups: dict[str, Group]) -> dict[str, Figure]:
    found = {part: _if_reported(shelf.get(name, group, period)) for part, group in groups.items()}
    return {part: figure for part, figure in found.items() if figure is not None}


def _if_reported(figure: Figure | None) -> Figure | None:
    return figure if figure is not None and figure.status is Status.REPORTED else None
