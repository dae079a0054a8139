"""The commands about editions: what moved between two figure stores, and keeping one for ever."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.cli.shared import app, project_root, shown
from pipelines.errors import UsageError
from pipelines.model import LANGS

if TYPE_CHECKING:
    from pipelines.check.history import Step
    from pipelines.model import Plan

FORMATS = ("text", "json", "atom")
# So many of each kind are shown on a terminal; the rest is counted.
MOST_SHOWN = 20


@app.command(epilog="Examples:  portrait diff editions/2027-04-30 build/site  |  portrait diff OLD NEW --out moved")
def diff(
    old: Annotated[Path, typer.Argument(help="A site, a frozen edition, a figures.csv or .parquet.", metavar="OLD")],
    new: Annotated[Path, typer.Argument(help="The same, later.", metavar="NEW")],
    format_: Annotated[str, typer.Option("--format", help="text, json or atom.")] = "text",
    out: Annotated[
        Path | None, typer.Option(help="Write diff.json, diff.atom and diff.csv here.", metavar="DIR")
    ] = None,
) -> None:
    """Show which figures were added, changed, withdrawn or recalled, with the reason as far as it is known."""
    from pipelines.declare import declare

    if format_ not in FORMATS:
        raise UsageError(f"no such format: {format_}; expected one of {', '.join(FORMATS)}")
    root = project_root()
    plan = declare(root)
    step = _compared(old, new, plan, root)
    if format_ != "text":
        print(_as_json(step) if format_ == "json" else _as_atom(step, plan), end="")
    else:
        for line in _lines(step, old, new):
            print(line)
    if out:
        _write(step, plan, out)


def _compared(old: Path, new: Path, plan: Plan, root: Path) -> Step:
    from pipelines.check.difference import difference
    from pipelines.check.history import Step, notes_between
    from pipelines.check.stores import read_store
    from pipelines.order import Order
    from pipelines.publish.editions import EDITIONS

    before, after = read_store(old), read_store(new)
    if before.synthetic != after.synthetic:
        raise UsageError(
            f"{old} and {new}: the figures of one are an emulator's inventions and those of the other are not; "
            "nothing was compared"
        )
    earlier, later = sorted((before, after), key=lambda store: store.date)
    # The entry without a date is of what is not frozen yet.
    frozen = later.folder is not None and later.folder.resolve().parent == (root / EDITIONS).resolve()
    notes = notes_between(plan.changes.editions, earlier.date, later.date, running=not frozen)
    moves = difference(before, after, notes)
    # A file by itself does not say its day; it is compared today.
    day = after.date or Order.of(root, None, LANGS, ()).built[:10]
    return Step(day, before.date, False, len(after.figures), None, moves)


def _lines(step: Step, old: Path, new: Path) -> list[str]:
    moves, counts = step.moves, step.summary().counts or {}
    assert moves is not None
    lines = [f"{shown(old)} ({step.earlier or 'no date'}) -> {shown(new)} ({step.date})"]
    if not counts:
        return [*lines, "No figure differs"]
    for move, by_reason in counts.items():
        listed = ", ".join(f"{number} {reasons}" for reasons, number in by_reason.items())
        lines.append(f"{move:10} {sum(by_reason.values()):8}  ({listed})")
    for move in counts:
        own = moves[moves["move"] == move]
        lines += ["", f"{move}:"]
        lines += [f"  {_told(row)}" for row in own.head(MOST_SHOWN).to_dict("records")]
        if len(own) > MOST_SHOWN:
            lines.append(f"  ... and {len(own) - MOST_SHOWN} more; --out DIR writes all of them")
    return lines


def _told(row: Mapping[Any, Any]) -> str:
    old, new = (_value(row, side) for side in ("old", "new"))
    what = f"; {row['what']}" if row["what"] else ""
    sides = " -> ".join(side for side in (old, new) if side)
    return f"{row['figure_id']}: {sides} [{row['reasons']}{what}]"


def _value(row: Mapping[Any, Any], side: str) -> str:
    """Return what a store says of a figure: its number and unit, or its status; empty where it has none."""
    value, status = row[f"value_{side}"], str(row[f"status_{side}"])
    if status != "reported":
        return status
    return f"{value:.10g} {row[f'unit_{side}']}"


def _as_json(step: Step) -> str:
    from pipelines.publish.feed import records

    counts = step.summary().counts or {}
    moves = step.moves
    assert moves is not None
    document = {
        "old": step.earlier or None,
        "new": step.date or None,
        "counts": counts,
        "moves": {move: records(moves[moves["move"] == move]) for move in counts},
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _as_atom(step: Step, plan: Plan) -> str:
    from pipelines.publish.feed import changes_atom

    address = os.environ.get("PORTRAIT_SITE_URL", "").rstrip("/")
    return changes_atom([step.summary()], plan, address, f"{step.date}T00:00:00Z").decode()


def _write(step: Step, plan: Plan, out: Path) -> None:
    from pipelines.publish.spreadsheets import harmless_columns

    assert step.moves is not None
    out.mkdir(parents=True, exist_ok=True)
    (out / "diff.json").write_text(_as_json(step), encoding="utf-8")
    harmless_columns(step.moves).to_csv(out / "diff.csv", index=False, lineterminator="\n", float_format="%.15g")
    (out / "diff.atom").write_text(_as_atom(step, plan), encoding="utf-8")


@app.command(epilog="Example:  portrait build && portrait freeze")
def freeze(
    site: Annotated[Path | None, typer.Argument(help="A whole site (default: build/site).", metavar="[SITE]")] = None,
) -> None:
    """Keep the figures of a built site as a frozen edition, under editions/DATE: commit it, and it is published."""
    from pipelines.editions import freeze_site

    root = project_root()
    place = freeze_site(site or root / "build" / "site", root)
    print(f"{shown(place)} is frozen; commit it, date its entry in profiles/changes.yml, and build again")
