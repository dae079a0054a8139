"""One community's FIGURES → the same with a second part withheld wherever a hidden count would come out of the others.

The part withheld is the smallest above zero that stands in a relation with the hidden count and is no denominator of
other figures, if there is such a one (methods B8, rule 5). Nothing is changed where nothing comes out.
"""

from __future__ import annotations

import pandas as pd

from pipelines.compute.withholding import withhold
from pipelines.methods.leaking import Told, leaking
from pipelines.methods.printed import COMPLEMENTARY
from pipelines.methods.relations import Relations, solvable_relations
from pipelines.model import Plan


def complementary(figures: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return the figures of a community with what would tell its hidden counts withheld under the rule `complementary`.

    Called before comparisons are made, which take the status of their parts. What cannot be kept by withholding parts
    is left for `pipelines.check` to refuse.
    """
    only: set[tuple[str, ...]] | None = None
    while True:
        around, _ = solvable_relations(figures, plan)
        # Withholding tells nobody more: what did not come out before does not after.
        told = _coming_out(around, plan, only)
        only = {each.hidden.figures for each in told}
        hits = _second_parts(told, around, figures)
        if not hits.any():
            return figures
        figures = withhold(figures, hits, COMPLEMENTARY)


def _coming_out(around: Relations, plan: Plan, only: set[tuple[str, ...]] | None) -> list[Told]:
    """Return the hidden counts that come out and may be kept by withholding others."""
    found = leaking(around, plan.rules.disclosure, only, ends=False)
    return [told for told in found if isinstance(told, Told) and told.range is not None]


def _second_parts(coming_out: list[Told], around: Relations, figures: pd.DataFrame) -> pd.Series:
    """Return the figures that print a count which has to be withheld for the sake of one that comes out."""
    hits = pd.Series(False, index=figures.index)
    chosen: set[int] = set()
    for told in coming_out:
        near = told.near[: told.direct] or told.near
        # What is withheld for another may already keep this one too; the next round tells.
        if not chosen.intersection(near):
            chosen |= set(_smallest(near, around) or _smallest(told.near, around))
    hits.loc[around.shown["figure"][around.shown["cell"].isin(chosen)]] = True
    return hits


def _smallest(near: tuple[int, ...], around: Relations) -> list[int]:
    """Return the one published cell to withhold out of these, the nearest first; none where no figure prints any."""
    shown = around.shown[around.shown["cell"].isin(near)]
    cells = shown.assign(base=shown["role"] == "denominator").groupby("cell").agg({"value": "min", "base": "sum"})
    # A published zero hides nothing, and a denominator takes with it every figure that it is in.
    cells = cells.assign(zero=cells["value"] == 0, far=cells.index.map({cell: n for n, cell in enumerate(near)}))
    return [int(cell) for cell in cells.sort_values(["base", "zero", "value", "far"]).index[:1]]
