"""What is pinned ↔ what publishers serve now: the state of each source, what changed, and what taking it in moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from pipelines import fetch
from pipelines.compute import compute
from pipelines.errors import SourceError
from pipelines.fetch.desk import Desk, locks_at
from pipelines.fetch.library import Library, suffix_of
from pipelines.fetch.lock import Lock
from pipelines.live import fetchable, named, obtained, placed, read, wants_of
from pipelines.model import Change, Plan, Supply

# A source that nobody has looked at for a quarter is worth a look: census tables change rarely, and then matter.
STALE = timedelta(days=92)
SHOWN_MOVES = 20
AFTER_CHANGES = [
    "",
    "The published figures are still the pinned ones, and their pages say so. Look at what changed, then take it in",
    "with `portrait accept SOURCE`, which prints what moves in the figures, and commit `sources.lock`.",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What is known of a source without asking anybody; dates are empty where there are none."""

    word: str
    retrieved: str = ""
    verified: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a look at upstream found: sources that changed, that could not be asked, and how many are as pinned."""

    changes: dict[str, Change]
    failures: tuple[SourceError, ...]
    same: tuple[str, ...]
    unpinned: tuple[str, ...]

    def lines(self) -> Iterator[tuple[str, str]]:
        """Yield a line for each source: its id, and what was found."""
        yield from ((name, f"changed, first seen {each.seen[:10]}: {each.what}") for name, each in self.changes.items())
        yield from ((name, "as pinned") for name in self.same)
        yield from (("not asked", str(failure)) for failure in self.failures)
        if self.unpinned:
            yield f"{len(self.unpinned)} sources", "nothing of them is pinned yet; `portrait fetch SOURCE` pins it"

    def markdown(self) -> str:
        """Return the report that a scheduled run puts before a person."""
        parts = ["# Sources that changed upstream", ""]
        parts += [f"* `{name}`: {each.what} (first seen {each.seen[:10]})" for name, each in self.changes.items()]
        parts += AFTER_CHANGES if self.changes else [f"None: {len(self.same)} sources are as they were pinned."]
        if self.failures:
            parts += ["", "# Sources that could not be asked", "", *(f"* {failure}" for failure in self.failures)]
        return "\n".join([*parts, ""])


def states(plan: Plan, root: Path, cache: Path, mirrors: str, today: date) -> dict[str, State]:
    """Return the state of every declared source and boundary file, from the locks and the cache alone."""
    locks = locks_at(root, cache, mirrors)
    return {name: _state(plan, name, locks, cache, today) for name in (*plan.sources, *plan.boundaries)}


def _state(plan: Plan, name: str, locks: tuple[Lock, ...], cache: Path, today: date) -> State:
    entry = next((entry for lock in locks if (entry := lock.get(name))), None)
    if entry is None:
        source = plan.sources.get(name)
        return State(word="embedded" if source and source.held else "not fetched")
    library = Library(cache / "fetched")
    here = all(library.holds(pin.sha256, pin.size, suffix_of(pin.name)) for pin in entry.pins)
    verified = entry.verified or ""
    word = "fetched" if here else "pinned, not here"
    if here and verified and date.fromisoformat(verified[:10]) + STALE < today:
        word = "stale"
    if entry.changed:
        word = "changed upstream"
    return State(
        word=word,
        retrieved=max(pin.retrieved for pin in entry.pins)[:10],
        verified=verified[:10],
        sha256=entry.pins[0].sha256[:12] if len(entry.pins) == 1 else f"{len(entry.pins)} files",
    )


def watched(plan: Plan, desk: Desk) -> Seen:
    """Ask every publisher whether what it serves is still what is pinned; nothing is taken in."""
    changes, failures, same, unpinned = {}, [], [], []
    asking = placed(plan, desk, fetchable(plan))
    for name, way in fetchable(plan).items():
        if not any(lock.get(name) for lock in (desk.real, desk.synthetic)):
            unpinned.append(name)
            continue
        try:
            change = fetch.watch(name, way, wants_of(asking, name), desk)
        except SourceError as error:
            failures.append(error)
            continue
        if change is None:
            same.append(name)
        else:
            changes[name] = change
    return Seen(changes=changes, failures=tuple(failures), same=tuple(same), unpinned=tuple(unpinned))


def accepted(plan: Plan, desk: Desk, name: str) -> Iterator[str]:
    """Take a changed source in and yield, a line each, what it moves in the figures."""
    before, after = fetch.accept(name, fetchable(plan)[name], wants_of(placed(plan, desk, [name]), name), desk)
    yield f"{name}: pinned {', '.join(f'{pin.name} {pin.sha256[:12]}' for pin in after.pins)}"
    if name not in plan.sources:
        return
    if before is None:
        yield f"{name}: the bytes pinned before are not on this machine, so what moves cannot be told"
        return
    yield from _moves(_figures(plan, desk, name, before), _figures(plan, desk, name, after))


def _figures(plan: Plan, desk: Desk, name: str, supply: Supply) -> pd.DataFrame:
    """Return the figures that a source gives on its own, in every community."""
    naming = plan.territories.source if plan.territories else name
    names, _ = obtained(plan, desk, [naming] if naming != name and naming in fetchable(plan) else [])
    plan = named(replace(plan, supplies={**names, name: supply}))
    cells = read(plan, name)
    return pd.concat([compute(cells, plan, community) for community in plan.communities], ignore_index=True)


def _moves(before: pd.DataFrame, after: pd.DataFrame) -> Iterator[str]:
    """Yield how many figures come, go and change, and those that change most, for their size."""
    columns = ["figure_id", "value", "status"]
    pair = before[columns].merge(
        after[columns], on="figure_id", how="outer", suffixes=("_before", "_after"), indicator=True, validate="1:1"
    )
    both = pair[pair["_merge"] == "both"]
    value = both["value_before"].eq(both["value_after"]) | (both["value_before"].isna() & both["value_after"].isna())
    moved = both[~value | (both["status_before"] != both["status_after"])]
    added, gone = (pair["_merge"] == "right_only").sum(), (pair["_merge"] == "left_only").sum()
    yield f"figures: {added} added, {gone} withdrawn, {len(moved)} changed, {len(both) - len(moved)} the same"
    before_, after_ = moved["value_before"], moved["value_after"]
    # What changed between a number and none comes first.
    size = ((after_ - before_).abs() / before_.abs().clip(lower=1)).fillna(float("inf"))
    shown = moved.loc[size.sort_values(ascending=False).index[:SHOWN_MOVES]]
    for name, was, now in zip(shown["figure_id"], _said(shown, "before"), _said(shown, "after"), strict=True):
        yield f"  {name}: {was} -> {now}"


def _said(table: pd.DataFrame, when: str) -> list[str]:
    pairs = zip(table[f"value_{when}"].tolist(), table[f"status_{when}"].tolist(), strict=True)
    return [status if value != value else f"{value:.10g}" for value, status in pairs]
