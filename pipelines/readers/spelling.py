"""The tables' spellings → our names: closed dictionaries, in which what nobody declared is an error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from pipelines.errors import SourceError

FOLDED = str.maketrans({"–": "-", "—": "-", "’": "'", "\u00a0": " "})


def folded(text: str) -> str:
    """Return a spelling with its dashes and apostrophes made plain: the same member is spelled both ways."""
    return text.translate(FOLDED).strip()


def dictionary(names: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Return spelling → our name; raises where one spelling has two names."""
    found: dict[str, str] = {}
    for name, spellings in names.items():
        for spelling in map(folded, spellings):
            if found.setdefault(spelling, name) != name:
                raise SourceError(f"the spelling {spelling!r} is declared for both {found[spelling]} and {name}")
    return found


def named(members: pd.Series, names: Mapping[str, str], what: str, ignored: Iterable[str] = ()) -> pd.Series:
    """Return our name of each member, None for an ignored one; a member in neither is an error that names it."""
    spelled = {member: folded(member) for member in members.astype(str).unique()}
    unknown = sorted(set(spelled.values()) - set(names) - set(map(folded, ignored)))
    if unknown:
        raise SourceError(
            f"{what}: members that nobody declared: {', '.join(unknown)}; declare them or leave them out by name"
        )
    return members.astype(str).map({member: names.get(spelling) for member, spelling in spelled.items()})


def columns_of(table: pd.DataFrame, expected: Iterable[str], what: str) -> None:
    """Raise where a file lacks a column that its format has."""
    lacking = [column for column in expected if column not in table]
    if lacking:
        raise SourceError(
            f"{what}: columns {', '.join(lacking)} are missing; found {', '.join(map(str, table.columns))}"
        )
