"""Cells (a count in a region and period) → the entries of every relation that they are members of."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import pandas as pd

from pipelines.methods.templates import Relation, Templates, What

# A cell: the number of its WHAT, its region and period. Below zero are the rests of relations, which are no WHAT.
PLACED = ["what", "region", "period"]
ENTRY = ["relation", *PLACED, "factor", "defines"]


class Surroundings:
    """The relations met so far, each with a number of its own, so that one met twice is one.

    `whats` numbers the counts; one that nobody prints gets its number when a relation first names it.
    """

    def __init__(self, templates: Templates, whats: dict[What, int]) -> None:
        self.templates = templates
        self.whats = whats
        self._back = list(whats)
        self._met: dict[Relation, int] = {}

    def of(self, cells: pd.DataFrame) -> pd.DataFrame:
        """Return ENTRY of every relation that has one of the cells as a member: what, region, period of each."""
        of_whats = {number: list(self.templates.of_what(self._back[number])) for number in cells["what"].unique()}
        of_regions = {name: list(self.templates.of_region(name)) for name in cells["region"].unique()}
        parts = [self._placed(cells, of_whats, "what"), self._placed(cells, of_regions, "region")]
        return pd.concat(parts, ignore_index=True)

    def _placed(self, cells: pd.DataFrame, found: Mapping[Any, Iterable[Relation]], on: str) -> pd.DataFrame:
        """Return the entries of the relations that were found for the cells' `on`, once for each place."""
        pairs = [(key, relation, self._number(relation)) for key, each in found.items() for relation in each]
        if not pairs:
            return pd.DataFrame({name: pd.Series(dtype=object) for name in ENTRY})
        named = dict.fromkeys((relation, number) for _, relation, number in pairs)
        members = [entry for each in named for entry in self._members(*each)]
        others = [name for name in PLACED if name != on]
        which = pd.DataFrame([(key, number) for key, _, number in pairs], columns=[on, "template"])
        once = cells.merge(which, on=on, validate="m:m")[[*others, "template"]].drop_duplicates()
        table = once.merge(
            pd.DataFrame(members, columns=["template", on, "factor", "defines"]), on="template", validate="m:m"
        )
        label = table["template"].astype(str)
        for name in others:
            label = label + " " + table[name].astype(str)
        return table.assign(relation=label)[ENTRY]

    def _number(self, relation: Relation) -> int:
        return self._met.setdefault(relation, len(self._met))

    def _members(self, relation: Relation, number: int) -> Iterable[tuple[int, Hashable, float, bool]]:
        for member, factor in relation.members:
            yield number, self._what(member) if isinstance(member, What) else member, factor, relation.defines
        if relation.slack:
            yield number, -1 - number, -1.0, relation.defines

    def _what(self, what: What) -> int:
        if what not in self.whats:
            self.whats[what] = len(self.whats)
            self._back.append(what)
        return self.whats[what]
