"""Relations around hidden counts → those that come out, between what, and out of which published cells."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from pipelines.methods.answer import Refused
from pipelines.methods.disclosure import Range, System, components, narrow
from pipelines.methods.relations import Hidden, Relations
from pipelines.model.guards import Disclosure


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A hidden count that comes out: what is left of it, None where the relations contradict, and out of which cells.

    `near` are the published cells out of which it comes, the nearest first, of which the first `direct` stand in a
    relation with it; `out_of` are their names.
    """

    hidden: Hidden
    range: Range | None
    near: tuple[int, ...]
    direct: int
    out_of: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLarge:
    """A component with more cells than are solved: nothing is known of its hidden counts, which is no pass."""

    figures: tuple[str, ...]
    cells: int


def leaking(
    around: Relations, rule: Disclosure, only: Container[tuple[str, ...]] | None = None, ends: bool = True
) -> Iterator[Told | TooLarge]:
    """Yield every hidden count that the relations tell, and every component that is too large to be solved.

    Told is: fixed by the relations but for rounding (B8, rule 1), or left less than `narrowest` persons (rule 8); of a
    range that the rule's own name tells, less than `narrowest_told`. With `only`, of the counts that these hide;
    without `ends`, those of a fixed count are not worked out.
    """
    asked = [each for each in around.hidden if only is None or each.figures in only]
    if not asked:
        return
    labels = components(around.system)
    sizes = np.bincount(labels)
    large = {int(label) for label in np.flatnonzero(sizes > rule.largest)}
    for label in sorted(large & {int(labels[each.cell]) for each in asked}):
        names = sorted({name for each in asked if labels[each.cell] == label for name in each.figures})
        yield TooLarge(figures=tuple(names), cells=int(sizes[label]))
    hidden = [each for each in asked if int(labels[each.cell]) not in large]
    widths = np.array([rule.narrowest_told if each.told else rule.narrowest for each in hidden])
    answers = narrow(around.system, [each.cell for each in hidden], widths, ends)
    for each, answer in zip(hidden, answers, strict=True):
        if answer is not None:
            near = tuple(islice(_near(around.system, each.cell), NEAR))
            yield Told(
                hidden=each,
                range=None if isinstance(answer, Refused) else answer,
                near=tuple(cell for cell, _ in near),
                direct=sum(distance == 1 for _, distance in near),
                out_of=tuple(around.names[cell] for cell, _ in near[:NAMED]),
            )


# A relation of municipalities may have a hundred cells; the nearest say what it is.
NAMED = 12
# Enough to choose a second part to withhold from: the largest relation there is, of a province's census divisions.
NEAR = 100


def _near(system: System, cell: int) -> Iterator[tuple[int, int]]:
    """Yield the published cells that relations join to a cell, through unknown ones or not, and over how many."""
    by_row, by_column = system.matrix, system.by_column
    seen, front, distance = {cell}, [cell], 1
    while front:
        following = []
        for here in front:
            for row in by_column.indices[by_column.indptr[here] : by_column.indptr[here + 1]]:
                fresh = [
                    c for c in by_row.indices[by_row.indptr[row] : by_row.indptr[row + 1]].tolist() if c not in seen
                ]
                seen.update(fresh)
                yield from ((other, distance) for other in fresh if system.known[other])
                following += [other for other in fresh if not system.known[other]]
        front, distance = following, distance + 1
