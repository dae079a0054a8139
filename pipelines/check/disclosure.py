"""FIGURES + declarations → the hidden figures that a reader could work out of the published ones; none may be left.

By addition and subtraction (methods B8, rules 1 and 8): a hidden count that relations between published counts fix, or
leave too narrow a range. A rule's own name tells something too ("fewer than 10"): that much is no leak, and of such a
count only what is left of the told range is measured. By comparisons: a hidden figure of any unit that a published gap,
ratio or change tells with the other part. And a count that one figure hides and another prints.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from pipelines.check.given_away import given_away
from pipelines.errors import SHOWN_FAULTS, VerificationError
from pipelines.methods.leaking import Told, TooLarge, leaking
from pipelines.methods.relations import Relations, solvable_relations
from pipelines.model import Plan
from pipelines.model.guards import Disclosure


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """A hidden figure that comes out: the figures that hide it, between what it lies (persons), and out of which.

    `lower` and `upper` are None where it comes out of a comparison, is printed as it stands, or is one of too many to
    work them all out. `fault` is set, and
    nothing is known, where the relations contradict each other or are too many to be solved.
    """

    figures: tuple[str, ...]
    out_of: tuple[str, ...]
    lower: float | None = None
    upper: float | None = None
    fault: str = ""

    def __str__(self) -> str:
        """Return what comes out of what, on one line."""
        hidden, out_of = ", ".join(self.figures), ", ".join(self.out_of)
        if self.fault:
            return f"{hidden}: {self.fault}: {out_of}"
        if self.lower is None or self.upper is None:
            return f"{hidden}: hidden, but comes out of {out_of}"
        return f"{hidden}: hidden, but lies between {self.lower:g} and {self.upper:g} persons by {out_of}"


def leaks(figures: pd.DataFrame, plan: Plan) -> list[Leak]:
    """Return every hidden figure that the published ones tell, in the order of the figures' ids."""
    return _leaks(figures, plan)[0]


def _leaks(figures: pd.DataFrame, plan: Plan) -> tuple[list[Leak], bool]:
    """Return the leaks, and whether all regions were looked at together."""
    around, together = solvable_relations(figures, plan)
    found = [Leak(figures=hiding, out_of=printing) for hiding, printing in around.open_secrets]
    found += _told(around, plan.rules.disclosure)
    found += [Leak(figures=(name,), out_of=names) for name, names in given_away(figures, plan)]
    return sorted(found, key=lambda leak: (leak.figures, leak.out_of)), together


def _told(around: Relations, rule: Disclosure) -> Iterator[Leak]:
    """Yield what comes out; between which numbers, only of the first: the others are as wrong, and dear to work out."""
    found = list(leaking(around, rule, ends=False))
    first = {told.hidden.figures for told in found[:SHOWN_FAULTS] if isinstance(told, Told)}
    ends = {told.hidden: told.range for told in leaking(around, rule, only=first) if isinstance(told, Told)}
    for told in found:
        if isinstance(told, TooLarge):
            cells = f"{told.cells} cells"
            yield Leak(figures=told.figures[:SHOWN], out_of=(cells,), fault="too large a system to be checked")
        elif told.range is None:
            fault = "no numbers keep the relations between published counts"
            yield Leak(figures=told.hidden.figures, out_of=told.out_of, fault=fault)
        else:
            end = ends.get(told.hidden)
            lower, upper = (end.lower, end.upper) if end else (None, None)
            yield Leak(figures=told.hidden.figures, out_of=told.out_of, lower=lower, upper=upper)


# Of a system that cannot be checked, this many of its hidden figures name it.
SHOWN = 5


def require_undisclosed(figures: pd.DataFrame, plan: Plan) -> bool:
    """Raise VerificationError with every leak; return whether all regions were looked at together."""
    found, together = _leaks(figures, plan)
    _refuse(found)
    return together


def _refuse(found: Iterable[Leak]) -> None:
    faults = [str(leak) for leak in found]
    if faults:
        raise VerificationError(faults)
