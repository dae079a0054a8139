"""The commands that make the site, and that say where a figure on it comes from."""

from __future__ import annotations

import gc
import time
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.shared import app, desk_of, progress, project_root, shown
from pipelines.errors import MissingSourcesError, UsageError
from pipelines.model import LANGS, Lang

if TYPE_CHECKING:
    import pandas as pd

    from pipelines.conductor import Outcome
    from pipelines.model import Plan


@app.command(epilog="Examples:  portrait build  |  portrait build --live  |  portrait build --community esq --lang en")
def build(
    community: Annotated[
        list[str] | None, typer.Option(help="Only this community (may be repeated).", metavar="ID")
    ] = None,
    lang: Annotated[str | None, typer.Option(help="Only this language: en or fr.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where the site goes (default: build/site).", metavar="DIR")] = None,
    timings: Annotated[bool, typer.Option("--timings", help="Print how long each stage took.")] = False,
    live: Annotated[
        bool, typer.Option("--live", help="From fetched sources; what is not here yet is fetched.")
    ] = False,
) -> None:
    """Build the site: figures, pages and downloads in both languages, swapped in whole when all is well."""
    from pipelines.order import Order

    start = time.perf_counter()
    root = project_root()
    order = Order.of(root, out, _langs(lang), tuple(community or ()), _inputs(root) if live else None)
    _refuse_foreign(order.out)
    if order.is_done():
        print(f"Nothing changed; {shown(order.out)} is up to date ({time.perf_counter() - start:.1f} s)")
        return
    from pipelines.conductor import build as conduct

    # A build makes hundreds of thousands of small values that live until its end; looking for cycles among them costs
    # more than the memory that it would find.
    gc.disable()
    with desk_of(root) if live else nullcontext() as desk:
        outcome = conduct(order, progress, desk)
    if timings:
        for stage, seconds in outcome.seconds.items():
            print(f"{stage:28} {seconds:7.2f} s")
    print(
        f"{outcome.profiles} profiles, {outcome.figures} figures, {outcome.pages} pages in {shown(outcome.out)} "
        f"({time.perf_counter() - start:.1f} s)"
    )
    _tell(outcome)


def _inputs(root: Path) -> str:
    from pipelines.live import inputs_of

    return inputs_of(root)


def _tell(outcome: Outcome) -> None:
    """Say what the reader of the site is told too: sources that moved on, sources that could not be had."""
    if not outcome.regions_together:
        print("disclosure: each region was checked for itself; all together are too many cells to be solved")
    plan = outcome.plan
    if plan is not None and plan.synthetic:
        print(f"SYNTHETIC: every figure in {shown(outcome.out)} is an emulator's invention, and says so")
    for name, supply in plan.supplies.items() if plan else ():
        if supply.changed:
            print(
                f"{name}: changed upstream on {supply.changed.seen[:10]} ({supply.changed.what}); "
                f"the pinned figures stand until `portrait accept {name}`"
            )
    if outcome.failures:
        raise MissingSourcesError(outcome.failures)


def _refuse_foreign(out: Path) -> None:
    """Refuse to replace a folder that holds something other than a site of ours."""
    from pipelines.order import PACKAGE, is_ours

    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not is_ours(out))):
        raise UsageError(
            f"{out} holds something that is no site of ours (no {PACKAGE}); nothing was touched; give another --out"
        )


def _langs(lang: str | None) -> tuple[Lang, ...]:
    if lang is None:
        return LANGS
    found = tuple(each for each in LANGS if each == lang)
    if not found:
        raise UsageError(f"no such language: {lang}; expected one of {', '.join(LANGS)}")
    return found


@app.command(epilog="Example:  portrait lint")
def lint() -> None:
    """Check every declaration, snapshot and register; print all problems at once."""
    from pipelines.declare import declare
    from pipelines.readers import read_embedded

    root = project_root()
    plan = declare(root)
    observations = read_embedded(plan, root)
    _require_figures(plan, root, observations)
    for kind, name, day in _stale(plan):
        print(
            f"note: profiles/registers/{kind}/{name}.yml: nobody has looked at it since {day}; "
            "check it, then say by whom and when under `checked`"
        )
    print(
        f"No problems: {len(plan.communities)} communities, {len(plan.regions)} regions, "
        f"{len(plan.indicators)} indicators, {len(plan.sources)} sources, {len(observations)} embedded cells"
    )


def _require_figures(plan: Plan, root: Path, observations: pd.DataFrame) -> None:
    """Raise DeclarationError with the figures that entries name and this edition does not hold.

    Only the communities that some entry names are computed.
    """
    from pipelines.declare import require_figures
    from pipelines.model.registers import rests_on

    named = {figure.partition(":")[0] for _, _, entry in plan.registers.all() for figure in rests_on(entry)}
    if not named & set(plan.communities):
        return
    import pandas as pd

    from pipelines.compute import compute

    edition = plan.edition()
    tables = [compute(observations, edition, community) for community in sorted(named & set(plan.communities))]
    require_figures(edition, root, pd.concat(tables, ignore_index=True))


def _stale(plan: Plan) -> list[tuple[str, str, str]]:
    from datetime import date

    from pipelines.assemble.registers import stale

    return list(stale(plan, date.today().isoformat()))
