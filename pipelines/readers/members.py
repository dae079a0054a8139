"""A table's dimensions and the slices declared of it → the cells wanted, each by the ids of its members."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from itertools import product
from typing import Literal

from pipelines.errors import SourceError
from pipelines.model import Slice
from pipelines.readers.spelling import folded

Axes = Mapping[str, Mapping[str, str]]
Bound = Literal["value", "lower", "upper"]
BOUNDS: tuple[Bound, ...] = ("value", "lower", "upper")
NOUNS = ("measure", "population", "period", "bounds")
# The member of a breakdown's axis that is no breakdown.
ALL = "all"
_ID = re.compile(r"(?P<label>.*?)\s*\[(?P<id>[0-9]+)\]", re.DOTALL)


class MemberError(SourceError):
    """A declared member is not the table's; `identifier` and `label` are the declared ones."""

    def __init__(self, message: str, identifier: str, label: str) -> None:
        super().__init__(message)
        self.identifier, self.label = identifier, label


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """A dimension as the table spells it: its name, and each member's id → label, in the table's order."""

    name: str
    members: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A wanted cell: our names for it, and the id of its member in each dimension, in the table's order.

    `period` is empty where the rows tell it. `bound` says whether it is the number or one of its bounds.
    """

    measure: str
    population: str
    period: str
    breakdown: str
    bound: Bound
    members: tuple[str, ...]

    @property
    def name(self) -> tuple[str, str, str, str]:
        """Return what our tables call the cell, whichever bound it is."""
        return self.measure, self.population, self.period, self.breakdown


# A profile has 2,631 labels, and each of some hundred declared members is compared with all of them.
@lru_cache(maxsize=1 << 14)
def plain(text: str) -> str:
    """Return a label with its dashes, apostrophes, outer and doubled spaces made plain."""
    return " ".join(folded(text).replace("‘", "'").split())


def wanted(slices: Sequence[Slice], axes: Axes, dimensions: Sequence[Dimension], what: str) -> list[Cell]:
    """Return the cells that `slices` want of a table with these dimensions; raises SourceError naming what differs.

    Each of our names is one cell only: two slices may want the same cell, but not two cells under one name.
    """
    found: dict[tuple[object, ...], Cell] = {}
    for number, piece in enumerate(slices, start=1):
        for cell in _cells(piece, axes, dimensions, f"{what}, slice {number}"):
            known = found.setdefault((*cell.name, cell.bound), cell)
            if known.members != cell.members:
                raise SourceError(
                    f"{what}, slice {number}: two cells of the table have one name "
                    f"({', '.join(filter(None, cell.name))}): "
                    f"{_spelled(known, dimensions)} and {_spelled(cell, dimensions)}; name them apart in the slices"
                )
    return list(found.values())


def _spelled(cell: Cell, dimensions: Sequence[Dimension]) -> str:
    return "; ".join(dimension.members[member] for dimension, member in zip(dimensions, cell.members, strict=True))


def _cells(piece: Slice, axes: Axes, dimensions: Sequence[Dimension], what: str) -> Iterator[Cell]:
    uses = _uses(piece, dimensions, what)
    sides = [_side(use, dimension, axes, what) for use, dimension in zip(uses, dimensions, strict=True)]
    roles = [side.role for side in sides]
    twice = sorted({role for role in roles if role and roles.count(role) > 1})
    if twice:
        raise SourceError(f"{what}: the role {twice[0]} is given to two dimensions; one dimension a role")
    for ids in product(*(side.members for side in sides)):
        named = {side.role: side.members[member] for side, member in zip(sides, ids, strict=True) if side.role}
        broken = sorted((role, name) for role, name in named.items() if role not in NOUNS and name != ALL)
        if len(broken) > 1 and not piece.crossed:
            continue
        yield Cell(
            measure=named.get("measure", piece.measure),
            population=named.get("population", piece.population),
            period=named.get("period", piece.period),
            breakdown=";".join(f"{role}={name}" for role, name in broken),
            bound=_bound(named.get("bounds", "value"), what),
            members=ids,
        )


def _bound(name: str, what: str) -> Bound:
    for bound in BOUNDS:
        if name == bound:
            return bound
    raise SourceError(f"{what}: no such bound: {name!r}; an axis of bounds names {', '.join(BOUNDS)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """One dimension of a slice: its role, empty where it has none, and each wanted member's id → our name for it."""

    role: str
    members: Mapping[str, str]


def _uses(piece: Slice, dimensions: Sequence[Dimension], what: str) -> list[str | dict[str, str]]:
    """Return how the slice uses each dimension, in the table's order; every one of them is named, and no other."""
    declared = {plain(name): use for name, use in piece.dimensions.items()}
    names = [plain(dimension.name) for dimension in dimensions]
    for name in declared:
        if name not in names:
            others = [each for each in names if each not in declared]
            raise SourceError(
                f"{what}: the table has no dimension {name!r}; {_instead(name, others)}it has "
                f"{', '.join(map(repr, names)) or 'none'}; correct the slices in sources.yml"
            )
    for name in names:
        if name not in declared:
            raise SourceError(
                f"{what}: the table has a dimension {name!r} that the slice does not name; expected only "
                f"{', '.join(map(repr, declared))}; say in sources.yml which of its members is wanted"
            )
    return [declared[name] for name in names]


def _side(use: str | dict[str, str], dimension: Dimension, axes: Axes, what: str) -> _Side:
    where = f"{what}, dimension {plain(dimension.name)!r}"
    if isinstance(use, str):
        return _Side(role="", members={member_id(use, dimension, where): ""})
    if len(use) != 1:
        raise SourceError(f"{where}: {len(use)} roles; give one, such as {{population: an axis}}")
    ((role, axis),) = use.items()
    if axis not in axes:
        close = ", ".join(get_close_matches(axis, list(axes))) or ", ".join(axes) or "none is declared"
        raise SourceError(f"{where}: no such axis: {axis!r}; declared are {close}")
    members: dict[str, str] = {}
    labels = _plain_labels(dimension)
    for name, spelling in axes[axis].items():
        identifier = member_id(spelling, dimension, f"{where}, axis {axis}", labels)
        if members.setdefault(identifier, name) != name:
            raise SourceError(
                f"{where}: axis {axis} has two names for member {spelling!r}: {members[identifier]} and {name}"
            )
    return _Side(role=role, members=members)


def member_id(spelling: str, dimension: Dimension, where: str, labels: Mapping[str, str] | None = None) -> str:
    """Return the id of the member that is spelled so, in brackets its id where it is known; raises MemberError.

    The label alone must be there exactly once; with an id both must agree. `labels` are those of
    the dimension, made plain, where the caller asks for many of its members.
    """
    labels = _plain_labels(dimension) if labels is None else labels
    found = _ID.fullmatch(spelling.strip())
    if found is None:
        return _by_label(plain(spelling), labels, where)
    identifier, label = found["id"], plain(found["label"])
    if labels.get(identifier) == label:
        return identifier
    message = f"{where}: {_difference(identifier, label, labels)}; nothing of the table was used"
    raise MemberError(message, identifier, label)


def _plain_labels(dimension: Dimension) -> dict[str, str]:
    return {identifier: plain(label) for identifier, label in dimension.members.items()}


def _by_label(label: str, labels: Mapping[str, str], where: str) -> str:
    having = [identifier for identifier, each in labels.items() if each == label]
    if len(having) == 1:
        return having[0]
    if not having:
        raise SourceError(
            f"{where}: no member {label!r}; {_instead(label, labels.values())}the publisher may have renamed it: "
            "compare the table's members and correct the axis in sources.yml"
        )
    raise SourceError(
        f"{where}: {len(having)} members are called {label!r} (ids {_listed(having)}); write the id of the one "
        f"that is meant in brackets: {label} [{having[0]}]"
    )


def _difference(identifier: str, label: str, labels: Mapping[str, str]) -> str:
    """Return how the table differs from a declared member with an id."""
    now = labels.get(identifier)
    having = [other for other, each in labels.items() if each == label]
    if now is None and not having:
        return f"no member {label!r} with id {identifier}; {_instead(label, labels.values())}correct the axis"
    if now is None:
        return f"no member has id {identifier}; {label!r} has id {_listed(having)}; correct the axis once it is checked"
    if having:
        return (
            f"id {identifier} is declared as {label!r}, but in the table it is {now!r}, and {label!r} has id "
            f"{_listed(having)}; the ids may have been reshuffled, or are those of another system: check each of them"
        )
    return (
        f"id {identifier} is declared as {label!r}, but the table calls it {now!r} and has no {label!r}; if it was "
        "only renamed, correct the axis in sources.yml"
    )


def _instead(name: str, others: Iterable[str]) -> str:
    close = get_close_matches(name, list(others), n=1)
    return f"the nearest is {close[0]!r}; " if close else ""


def _listed(ids: Sequence[str]) -> str:
    shown = ", ".join(ids[:SHOWN_IDS])
    return shown if len(ids) <= SHOWN_IDS else f"{shown} and {len(ids) - SHOWN_IDS} more"


# A label such as "English" stands dozens of times in a profile.
SHOWN_IDS = 5
