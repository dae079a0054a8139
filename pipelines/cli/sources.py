"""The commands that bring sources in, watch them, and embed their figures."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.shared import app, desk_of, project_root
from pipelines.errors import MissingSourcesError, UpstreamChangedError, UsageError
from pipelines.model import Plan


@app.command(epilog="Example:  portrait sources")
def sources() -> None:
    """Show every source: its table, periods, what is embedded of it, and what was fetched, verified or changed."""
    from pipelines.declare import declare
    from pipelines.kept import cache_root
    from pipelines.readers import read_embedded
    from pipelines.upstream import states

    root = project_root()
    plan = declare(root)
    mirrors = os.environ.get("PORTRAIT_MIRRORS", "")
    cells = read_embedded(plan, root)["source"].value_counts()
    width = max(map(len, (*plan.sources, *plan.boundaries)))
    print(f"{'source':{width}} {'table':22} {'embedded':>9}  {'state':16} {'fetched':10} {'verified':10} sha256")
    for name, state in states(plan, root, cache_root(root), mirrors, date.today()).items():
        declared = plan.sources.get(name) or plan.boundaries[name]
        row = f"{name:{width}} {declared.table:22} {cells.get(name, 0):9}  {state.word:16}"
        print(f"{row} {state.retrieved:10} {state.verified:10} {state.sha256}".rstrip())


@app.command(epilog="Examples:  portrait fetch  |  portrait fetch statcan-98-10-0170")
def fetch(
    source: Annotated[
        list[str] | None, typer.Argument(help="Ids in sources.yml; all of them where none is named.")
    ] = None,
) -> None:
    """Bring sources onto this machine: what is pinned is proven to be the same, what is new is pinned."""
    from pipelines.declare import declare
    from pipelines.live import obtained

    root = project_root()
    plan = declare(root)
    names = _named(source, plan)
    with desk_of(root) as desk:
        supplies, failures = obtained(plan, desk, names)
    for name, supply in supplies.items():
        size = sum(pin.size for pin in supply.pins)
        print(f"{name}: {len(supply.pins)} files, {size / 1e6:.1f} MB" + (" (SYNTHETIC)" if supply.synthetic else ""))
    if failures:
        raise MissingSourcesError(failures)


@app.command(epilog="Examples:  portrait check  |  portrait check --report changes.md")
def check(
    report: Annotated[
        Path | None, typer.Option(help="Write what changed here too, as Markdown.", metavar="FILE")
    ] = None,
) -> None:
    """Compare upstream with the pins; nothing is taken in. Exit status 3 when something changed."""
    from pipelines.declare import declare
    from pipelines.upstream import watched

    root = project_root()
    plan = declare(root)
    with desk_of(root) as desk:
        seen = watched(plan, desk)
    for name, text in seen.lines():
        print(f"{name}: {text}")
    if report:
        report.write_text(seen.markdown(), encoding="utf-8")
    if seen.changes:
        raise UpstreamChangedError(seen.changes)
    if seen.failures:
        raise MissingSourcesError(seen.failures)


@app.command(epilog="Example:  portrait accept statcan-98-10-0170")
def accept(
    source: Annotated[str, typer.Argument(help="Id of the source in sources.yml.", metavar="SOURCE")],
) -> None:
    """Take a changed source in: new pins, and what moves in the figures."""
    from pipelines.declare import declare
    from pipelines.upstream import accepted

    root = project_root()
    plan = declare(root)
    (name,) = _named([source], plan)
    with desk_of(root) as desk:
        for line in accepted(plan, desk, name):
            print(line)


def _named(asked: list[str] | None, plan: Plan) -> list[str]:
    """Return the sources that were asked for, all that can be fetched where none was."""
    from pipelines.live import fetchable

    known = fetchable(plan)
    for name in asked or ():
        if name not in known:
            raise UsageError(f"no such source to fetch: {name}; expected one of {', '.join(known)}")
    return list(dict.fromkeys(asked or known))


@app.command(epilog="Example:  portrait snapshot statcan-15-10-0032 --from fact_first_official_language.csv")
def snapshot(
    source: Annotated[str, typer.Argument(help="Id of the source in sources.yml.", metavar="SOURCE")],
    from_: Annotated[
        list[Path] | None, typer.Option("--from", help="A file of the table (may be repeated).", metavar="FILE")
    ] = None,
) -> None:
    """Write the embedded figures of a source from the table as somebody holds it."""
    from pipelines.declare import declare
    from pipelines.readers import read_held, write_embedded

    root = project_root()
    plan = declare(root)
    if source not in plan.sources:
        raise UsageError(f"no such source: {source}; expected one of {', '.join(plan.sources)}")
    if not from_:
        raise UsageError(f"{source}: no file was named; give the table's files with --from FILE")
    observations = read_held(from_, source, plan)
    path = write_embedded(observations, source, plan.sources[source], root)
    reported = int((observations["status"] == "reported").sum())
    print(f"{len(observations)} cells, {reported} reported, in {path.relative_to(root)}")
