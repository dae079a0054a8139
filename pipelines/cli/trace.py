"""The command that says where a figure comes from, or what became of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines import __version__
from pipelines.cli.shared import app, desk_of, project_root
from pipelines.errors import UsageError
from pipelines.model import LANGS, Plan, Withdrawn

if TYPE_CHECKING:
    import pandas as pd

    from pipelines.check.stores import Store
    from pipelines.live import Live

FORMATS = ("text", "json")


@app.command(epilog="Example:  portrait trace esq:pr24:unemployment-rate:minority:2016")
def trace(
    figure_id: Annotated[str, typer.Argument(help="As in data-figure and figures.csv.")],
    live: Annotated[bool, typer.Option("--live", help="Among the figures of a live build.")] = False,
    format_: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
) -> None:
    """Show where a figure comes from: formula, source, cells, lines of the snapshot or files fetched, editions."""
    from pipelines.check.stores import frozen_editions
    from pipelines.check.trace import trace as traced
    from pipelines.compute import compute
    from pipelines.declare import declare
    from pipelines.live import embedded_only
    from pipelines.publish.editions import EDITIONS

    if format_ not in FORMATS:
        raise UsageError(f"no such format: {format_}; expected one of {', '.join(FORMATS)}")
    root = project_root()
    plan = declare(root)
    editions = frozen_editions(root / EDITIONS)
    community = figure_id.partition(":")[0]
    if community not in plan.communities:
        _tell_withdrawn(figure_id, None, editions, plan, format_)
        raise UsageError(f"no such figure: {figure_id}; its community is none of {', '.join(plan.communities)}")
    came = _brought_in(plan, root) if live else embedded_only(plan, root)
    plan = came.plan
    figures = compute(came.observations, plan, community)
    _tell_withdrawn(figure_id, figures, editions, plan, format_)
    try:
        found = traced(figure_id, figures, plan, root, __version__, editions)
    except KeyError:
        raise UsageError(_no_such(figure_id, figures)) from None
    if format_ == "json":
        print(json.dumps(found.document(), ensure_ascii=False, indent=1))
    else:
        print("\n".join(found.text()))


def _no_such(figure_id: str, figures: pd.DataFrame) -> str:
    near = [each for each in figures["figure_id"] if each.startswith(":".join(figure_id.split(":")[:3]) + ":")]
    hint = f"; there are, for example, {', '.join(near[:3])}" if near else ""
    return f"no such figure: {figure_id}{hint}; all are in data/figures.csv of the site"


def _tell_withdrawn(
    figure_id: str, figures: pd.DataFrame | None, editions: Sequence[Store], plan: Plan, format_: str
) -> None:
    """Say what became of a figure that is listed no more, and end there; return where nothing is known of it."""
    from pipelines.check.trace import frozen_values
    from pipelines.check.withdrawals import notice_of

    if figures is not None and (figures["figure_id"] == figure_id).any():
        return
    gone = notice_of(figure_id, editions, plan)
    if gone is None:
        return
    then = list(frozen_values(figure_id, editions))
    if format_ == "json":
        print(json.dumps(_document(gone, then), ensure_ascii=False, indent=1))
    else:
        lines = [("figure", gone.figure), ("withdrawn", gone.date or "not declared; no longer in the figure store")]
        lines += [("why", gone.why[lang]) for lang in LANGS]
        lines += [("replacement", gone.replacement)] if gone.replacement else []
        for what, said in [*lines, *(("edition", each) for each in then)]:
            print(f"{what:12} {said}")
    raise typer.Exit


def _document(gone: Withdrawn, then: list[str]) -> dict[str, object]:
    return {
        "figure": gone.figure,
        "withdrawn": gone.date or None,
        "why": {lang: gone.why[lang] for lang in LANGS},
        "replacement": gone.replacement or None,
        "edition": then,
    }


def _brought_in(plan: Plan, root: Path) -> Live:
    from pipelines.kept import Kept, cache_root
    from pipelines.live import bring_in

    with desk_of(root) as desk:
        return bring_in(plan, root, desk, Kept(cache_root(root) / "made"))
