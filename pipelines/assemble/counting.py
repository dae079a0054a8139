"""A shelf → the ways of counting an official-language minority side by side, and the band between their answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.assemble.shelf import Shelf
from pipelines.model import Community, Figure, Group, Status, Text
from pipelines.model.planning import Counted, CountedRow

SINGLE = "responses=single"
# A band is between two answers at least.
FEWEST_METHODS = 2


@dataclass(frozen=True, slots=True)
class _Method:
    """A way of counting: the community's concept, the indicators of number and share, and the breakdown they stand in.

    `population` keeps it to the community's own definition where others may stand in for it.
    """

    name: str
    concept: str
    size: str
    share: str
    breakdown: str = ""
    population: str = ""
    group: Group = Group.MINORITY


METHODS = (
    _Method("fols", "main", "community-size", "community-share", population="declared"),
    _Method("fols-single", "fols-single", "fols-single-size", "fols-single-share"),
    _Method("mother-tongue", "mother-tongue", "mother-tongue-size", "mother-tongue-share"),
    _Method("mother-tongue-single", "mother-tongue", "mother-tongue-size", "mother-tongue-share", SINGLE),
    _Method("home-language", "home-language", "home-language-size", "home-language-share"),
    _Method("home-language-single", "home-language", "home-language-size", "home-language-share", SINGLE),
)
# Counted beside the others: half of these people are in the community's own count, and they are no answer themselves.
BESIDE = (_Method("fols-both", "fols-both", "fols-both-size", "", group=Group.TOTAL),)


def counted(community: Community, shelf: Shelf) -> Counted | None:
    """Return the ways of counting of one period, the latest that any of them reports; None for other communities.

    Numbers of different periods are never set side by side. What is not reported then is named as missing.
    """
    if community.kind != "official-language":
        return None
    methods = [method for method in METHODS if method.concept in community.populations]
    period = max((period for method in methods for period in _periods(shelf, method)), default=None)
    rows = tuple(sorted(_rows(community, shelf, methods, period), key=lambda row: (row.number.value or 0, row.method)))
    found = {row.method for row in rows}
    several = len(rows) >= FEWEST_METHODS
    return Counted(
        period=period,
        rows=rows,
        beside=tuple(_rows(community, shelf, BESIDE, period)),
        missing=tuple(each.name for each in methods if each.name not in found and not each.breakdown),
        least=rows[0] if several else None,
        most=rows[-1] if several else None,
    )


def _periods(shelf: Shelf, method: _Method) -> Iterator[str]:
    for period in shelf.periods(method.size, method.breakdown):
        if _number(shelf, method, period) is not None:
            yield period


def _number(shelf: Shelf, method: _Method, period: str) -> Figure | None:
    figure = shelf.get(method.size, method.group, period, method.breakdown)
    if figure is None or figure.status is not Status.REPORTED:
        return None
    return figure if method.population in ("", figure.population) else None


def _rows(
    community: Community, shelf: Shelf, methods: list[_Method] | tuple[_Method, ...], period: str | None
) -> Iterator[CountedRow]:
    for method in methods:
        number = _number(shelf, method, period) if period else None
        if number is not None and period:
            share = shelf.get(method.share, method.group, period, method.breakdown) if method.share else None
            yield CountedRow(method=method.name, label=_label(community, method), number=number, share=share)


def _label(community: Community, method: _Method) -> Text:
    """Return what the community calls the population that a method counts."""
    populations = community.populations[method.concept]
    return next(each.label for each in populations if each.breakdown == method.breakdown)
