"""Two figure stores → what moved between them: added, changed, withdrawn, recalled, each with its reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from pipelines.check.stores import Store
from pipelines.model import EditionNote, Explained, Move, Reason, Status

HEAD = ["figure_id", "community", "region", "indicator", "group", "breakdown", "period"]
# A figure has changed when one of these has, where both stores have the column.
NUMBERS = ("value", "lower", "upper")
COMPARED = (
    "value", "unit", "status", "lower", "upper", "interval", "reliability", "symbol", "population", "source", "since",
    "series_break", "rule",
)  # fmt: skip
# Files of text carry fifteen digits, so that the same number read from CSV and from Parquet may differ in the last.
SAME = 1e-12
MOVES = [*HEAD, "move", "reasons", "what", *(f"{name}_{side}" for name in COMPARED for side in ("old", "new"))]
# Which declared things a figure rests on: the column that names it, and the group of declarations it is in.
DECLARED = {"community": "communities", "region": "regions", "indicator": "indicators", "source": "sources"}


def difference(old: Store, new: Store, notes: Sequence[EditionNote] = ()) -> pd.DataFrame:
    """Return MOVES, a row for each figure that is not the same in both, the gravest and most telling first.

    `reasons` are those that can be the cause, joined by ", "; `what` are the columns that differ, joined by " ".
    """
    before, after = (store.figures.set_index("figure_id") for store in (old, new))
    both = before.index.intersection(after.index)
    gone, come = before.index.difference(after.index), after.index.difference(before.index)
    table = pd.concat(
        [
            _changed(before.loc[both], after.loc[both]),
            _sided(before.loc[gone], "old", Move.WITHDRAWN),
            _sided(after.loc[come], "new", Move.ADDED),
        ]
    ).reset_index(names="figure_id")
    table = table.reindex(columns=MOVES)
    texts = [name for name in MOVES if name.removesuffix("_old").removesuffix("_new") not in NUMBERS]
    table[texts] = table[texts].astype("str").fillna("")
    table["reasons"] = _reasons(table, old.made_from, new.made_from, notes)
    return _by_importance(table)


def counts(moves: pd.DataFrame) -> dict[str, dict[str, int]]:
    """Return move → reasons → how many, moves in their order, the most frequent reasons first."""
    found = {move.value: moves.loc[moves["move"] == move, "reasons"].value_counts() for move in Move}
    return {
        move: dict(sorted(((str(k), int(n)) for k, n in by.items()), key=lambda each: (-each[1], each[0])))
        for move, by in found.items()
        if len(by)
    }


def _changed(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of both stores of which something that is compared differs."""
    what = pd.Series("", index=new.index, dtype=str)
    for name in COMPARED:
        if name in old and name in new:
            what = what.mask(_differs(old[name], new[name]), what + f" {name}")
    moved = what != ""
    old, new = old[moved], new[moved]
    lost = (old["status"] == Status.REPORTED) & (new["status"] != Status.REPORTED)
    sides = {f"{name}_old": old[name] for name in COMPARED if name in old}
    sides |= {f"{name}_new": new[name] for name in COMPARED if name in new}
    head = new[[name for name in HEAD if name in new]]
    move = np.where(lost, Move.RECALLED.value, Move.CHANGED.value)
    return head.assign(move=move, what=what[moved].str.strip(), **sides)


def _differs(old: pd.Series, new: pd.Series) -> pd.Series:
    if old.name in NUMBERS:
        same = np.isclose(old.astype(float), new.astype(float), rtol=SAME, atol=0, equal_nan=True)
        return pd.Series(~same, index=new.index)
    return old != new


def _sided(rows: pd.DataFrame, side: str, move: Move) -> pd.DataFrame:
    found = {f"{name}_{side}": rows[name] for name in COMPARED if name in rows}
    return rows[[name for name in HEAD if name in rows]].assign(move=move.value, what="", **found)


def _reasons(
    table: pd.DataFrame, old: Mapping[str, Any], new: Mapping[str, Any], notes: Sequence[EditionNote]
) -> pd.Series:
    """Return the reasons of each row: the declared one, else every one that the stores' provenance leaves possible."""
    came = table["source_new"].where(table["source_new"] != "", table["source_old"])
    was = table["source_old"].where(table["source_old"] != "", table["source_new"])
    held = [set(side.get("sources", {})) for side in (old, new)]
    known = all(held)
    absent = (~was.isin(held[1]) | ~came.isin(held[0])) & known
    candidates = {
        Reason.UPSTREAM: was.isin(_moved(old, new, "sources")) & ~absent,
        Reason.METHOD: _method(old, new) | ((table["rule_old"] != table["rule_new"]) & (table["what"] != "")),
        Reason.DECLARATION: pd.Series(False, index=table.index),
    }
    for column, group in DECLARED.items():
        names = came if column == "source" else table[column]
        moved = _moved(old.get("declarations", {}), new.get("declarations", {}), group)
        candidates[Reason.DECLARATION] |= names.isin(moved)
    reasons = pd.Series("", index=table.index, dtype=str)
    for reason, where in candidates.items():
        reasons = reasons.mask(where, reasons + f", {reason.value}")
    reasons = reasons.str.removeprefix(", ").mask(absent, Reason.SOURCE.value)
    for figures, said in _declared(notes):
        here = table["move"].isin(said.moves or list(Move)) & table["figure_id"].str.fullmatch(figures)
        reasons = reasons.mask(here, said.reason.value)
    return reasons.mask(reasons == "", Reason.UNKNOWN.value)


def _moved(old: Mapping[str, Any], new: Mapping[str, Any], group: str) -> set[str]:
    """Return the names under `group` that are not the same on both sides; nothing where a side does not say."""
    sides = (old.get(group), new.get(group))
    if not all(sides):
        return set()
    before, after = ({name: _essence(each) for name, each in (side or {}).items()} for side in sides)
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def _essence(said: Any) -> Any:
    """Return what tells one version of a thing from another: a hash, or a source's hash and release."""
    return (said.get("sha256"), said.get("release")) if isinstance(said, dict) else said


def _method(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Return whether the way of making figures differs: by its hash, or by the version where a side has no hash."""
    before, after = old.get("program", {}), new.get("program", {})
    for key in ("method", "version"):
        if before.get(key) and after.get(key):
            return bool(before[key] != after[key])
    return False


def _declared(notes: Sequence[EditionNote]) -> Iterator[tuple[str, Explained]]:
    """Yield a pattern for `fullmatch` and what is said of it; a later note has the last word."""
    for note in notes:
        for explained in note.reasons:
            for pattern in explained.figures:
                yield ".*".join(map(re.escape, pattern.split("*"))), explained


def _by_importance(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with what a reader should see first on top.

    Moves in their order; then what had or has a number, whole groups, the minority, the greatest change; then ids.
    """
    had, has = (table[f"status_{side}"] == Status.REPORTED for side in ("old", "new"))
    old, new = (table[f"value_{side}"].astype(float) for side in ("old", "new"))
    size = pd.concat([old.abs(), new.abs()], axis=1).max(axis=1)
    order = {move.value: rank for rank, move in enumerate(Move)}
    keys = pd.DataFrame(
        {
            "move": table["move"].map(order),
            "silent": ~(had | has),
            "part": table["breakdown"] != "",
            "other": table["group"] != "minority",
            "change": -((new - old).abs() / size.where(size > 0)).fillna(0),
            "figure_id": table["figure_id"],
        }
    )
    return table.loc[keys.sort_values(list(keys.columns)).index].reset_index(drop=True)
