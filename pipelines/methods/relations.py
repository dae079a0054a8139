"""FIGURES → the system of additive relations around their hidden counts, and which cells of it must stay hidden.

Only relations that hold a hidden count are in it, and those that join a count that nobody prints to counts that are
printed. Published cells further away say nothing more of the hidden than these do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from pipelines.methods.disclosure import System, components
from pipelines.methods.printed import COMPLEMENTARY, KEY, printed
from pipelines.methods.surroundings import ENTRY, PLACED, Surroundings
from pipelines.methods.templates import Templates, What
from pipelines.model import Plan

# Figures that hide a count, and figures that print it all the same.
OpenSecret = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """A count that must not come out: its cell, the figures that hide it and their rules ("" for the publisher).

    `told` where a rule's own name puts it below a number of persons, which is then its upper bound in the system.
    """

    cell: int
    figures: tuple[str, ...]
    rules: tuple[str, ...]
    told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """A system, its cells' names and its hidden counts.

    `shown` are the rows of PRINTED that print one of its cells, with `cell`. `open_secrets` are counts that one figure
    hides and another prints.
    """

    system: System
    names: Sequence[str]
    hidden: Sequence[Hidden]
    shown: pd.DataFrame
    open_secrets: Sequence[OpenSecret]


def solvable_relations(figures: pd.DataFrame, plan: Plan) -> tuple[Relations, bool]:
    """Return the relations, and whether they are those of all regions together.

    Where that would make a system larger than is declared, each region stands for itself: what regions give away about
    each other is then not seen, and whoever calls says so.
    """
    whole = relations(figures, plan)
    rule = plan.rules.disclosure
    if not whole.hidden or np.bincount(components(whole.system)).max() <= rule.largest:
        return whole, True
    apart = replace(plan, rules=replace(plan.rules, disclosure=replace(rule, tilings=[])))
    return relations(figures, apart), False


def relations(figures: pd.DataFrame, plan: Plan) -> Relations:
    """Return the relations around everything that the figures hide; an empty system where nothing is hidden."""
    table = printed(figures, plan)
    if table.empty:
        return EMPTY
    keys = [What(*key) for key in zip(*(table[name] for name in KEY), strict=True)]
    whats = {what: number for number, what in enumerate(dict.fromkeys(keys))}
    table = table.assign(what=np.array([whats[key] for key in keys], dtype=np.int64))
    shown = table[~table["hidden"]]
    bounds = _bounds(shown)
    targets, open_secrets = _targets(table[table["hidden"]], shown, figures, plan)
    around = Surroundings(Templates(plan, frozenset(whats)), whats)
    entries = _entries(targets[PLACED], bounds, around)
    places = pd.concat([entries[PLACED], targets[PLACED]], ignore_index=True).drop_duplicates()
    cells = pd.MultiIndex.from_frame(places)
    where = cells.get_indexer(pd.MultiIndex.from_frame(shown[PLACED])) if len(cells) else np.full(len(shown), -1)
    return Relations(
        system=_system(entries, bounds, targets, cells),
        names=list(_names(places, around.whats)),
        hidden=list(_hidden(targets, cells)),
        shown=shown.assign(cell=where)[where >= 0],
        open_secrets=open_secrets,
    )


EMPTY = Relations(
    system=System(*(np.array([], dtype=kind) for kind in (float, float, bool, np.intp, np.intp, float, float, float))),
    names=(),
    hidden=(),
    shown=pd.DataFrame({name: [] for name in (*PLACED, "figure", "role", "value", "cell")}),
    open_secrets=(),
)


def _bounds(shown: pd.DataFrame) -> pd.DataFrame:
    """Return between what the printed numbers of each cell put it together; the widest ends where they contradict."""
    ends = shown[PLACED].assign(
        low=(shown["value"] - shown["error"]).clip(lower=0), high=shown["value"] + shown["error"]
    )
    both = ends.groupby(PLACED, sort=False).agg(
        lower=("low", "max"), upper=("high", "min"), least=("low", "min"), most=("high", "max")
    )
    agree = both["lower"] <= both["upper"]
    return pd.DataFrame(
        {"lower": both["lower"].where(agree, both["least"]), "upper": both["upper"].where(agree, both["most"])}
    )


def _targets(
    hiding: pd.DataFrame, shown: pd.DataFrame, figures: pd.DataFrame, plan: Plan
) -> tuple[pd.DataFrame, list[OpenSecret]]:
    """Return the cells that are hidden and nowhere printed, and the counts that are hidden and printed all the same.

    A withheld percentage hides its numerator only where no count prints it: the rate of a few is withheld, not they.
    What is withheld for the sake of another is hidden, but `secret` is only what something else hides.
    """
    below = plan.rules.disclosure.told
    rows = hiding.assign(
        figure_id=figures["figure_id"].loc[hiding["figure"]].to_numpy(),
        rule=figures["rule"].loc[hiding["figure"]].to_numpy(),
    )
    # The rule was held against the rounded count; the true one may lie above it by the rounding.
    upper = rows["rule"].map(below).astype(float) + rows["error"]
    grouped = rows.assign(upper=upper.fillna(np.inf), counted=rows["role"] == "value").groupby(PLACED, sort=False)
    cells = grouped.agg(upper=("upper", "min"), counted=("counted", "any"))
    for name, column in (("figures", "figure_id"), ("rules", "rule")):
        cells[name] = [tuple(sorted(set(values))) for _, values in grouped[column]]
    printing = shown.set_index(PLACED)["figure"]
    there = cells.index.isin(printing.index)
    cells["secret"] = [rules != (COMPLEMENTARY,) for rules in cells["rules"]]
    open_secrets = [
        (row.figures, tuple(sorted(set(figures["figure_id"].loc[printing.loc[[row.Index]]]))))
        for row in cells[there & cells["counted"] & cells["secret"]].itertuples()
    ]
    return cells[~there].reset_index(), open_secrets


def _entries(targets: pd.DataFrame, bounds: pd.DataFrame, around: Surroundings) -> pd.DataFrame:
    """Return the entries of every relation that says something of a target."""
    near = around.of(targets)
    # Where nobody prints or hides another member, a relation joins its only known one to nothing.
    near = near[
        near["defines"].astype(bool) | (_among(near, bounds, targets).groupby(near["relation"]).transform("sum") > 1)
    ]
    between = near[(near["what"] >= 0) & ~_among(near, bounds, targets)][PLACED].drop_duplicates()
    far = around.of(between)
    # One unknown beside printed counts is worked out of them; two keep each other's secret.
    strange = (~_among(far, bounds, targets)).groupby(far["relation"]).transform("sum")
    return pd.concat([near, far[strange <= 1]], ignore_index=True).drop_duplicates(ENTRY)


def _among(entries: pd.DataFrame, bounds: pd.DataFrame, targets: pd.DataFrame) -> pd.Series:
    """Return where an entry's cell is printed or hidden; the others are unknown to everybody."""
    if entries.empty:
        return pd.Series(dtype=bool)
    places = pd.MultiIndex.from_frame(entries[PLACED])
    found = places.isin(bounds.index) | places.isin(pd.MultiIndex.from_frame(targets[PLACED]))
    return pd.Series(found, index=entries.index)


def _system(entries: pd.DataFrame, bounds: pd.DataFrame, targets: pd.DataFrame, cells: pd.MultiIndex) -> System:
    known = bounds.reindex(cells)
    told = targets.set_index(PLACED)["upper"].reindex(cells)
    rows, labels = pd.factorize(entries["relation"])
    columns = cells.get_indexer(pd.MultiIndex.from_frame(entries[PLACED])) if len(entries) else rows
    return System(
        lower=known["lower"].fillna(0).to_numpy(dtype=float),
        upper=known["upper"].fillna(told).fillna(np.inf).to_numpy(dtype=float),
        known=known["lower"].notna().to_numpy(dtype=bool),
        rows=rows.astype(np.intp),
        columns=columns.astype(np.intp),
        factors=entries["factor"].to_numpy(dtype=float),
        result=np.zeros(len(labels)),
        tolerance=np.zeros(len(labels)),
    )


def _hidden(targets: pd.DataFrame, cells: pd.MultiIndex) -> Iterator[Hidden]:
    secret = targets[targets["secret"].astype(bool)]
    if secret.empty:
        return
    places = cells.get_indexer(pd.MultiIndex.from_frame(secret[PLACED]))
    told = np.isfinite(secret["upper"].to_numpy(dtype=float))
    for cell, figures, rules, known in zip(places, secret["figures"], secret["rules"], told, strict=True):
        yield Hidden(cell=int(cell), figures=figures, rules=rules, told=bool(known))


def _names(places: pd.DataFrame, whats: Mapping[What, int]) -> Iterator[str]:
    back = {number: what for what, number in whats.items()}
    for number, region, period in zip(*(places[name] for name in PLACED), strict=True):
        what = back.get(number)
        told = f"{what.people} ({what.breakdown or 'everyone'}) of {what.universe}" if what else "the rest"
        yield f"{told} in {region}, {period}"
