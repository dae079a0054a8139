"""The command line: options in, a stage or the conductor called, errors out in one line with an exit status."""

from __future__ import annotations

import gc
import hashlib
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from pipelines import __version__
from pipelines.errors import PortraitError, UsageError
from pipelines.model import LANGS, Lang

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Evidence profiles of minority communities, region by region, from public census figures.",
    epilog="Exit status: 0 done, 1 a fault of ours, 2 wrong usage or declarations, 3 upstream changed, "
    "4 a source could not be had, 5 verification failed.",
)
new = typer.Typer(no_args_is_help=True, help="Write a commented YAML file to fill in.")
app.add_typer(new, name="new")

MARKERS = ("sources.yml", "profiles", "mkdocs.yml")


def project_root() -> Path:
    """Return the project's folder: the working directory, or the nearest one above it that holds a project."""
    here = Path.cwd()
    for place in (here, *here.parents):
        if all((place / marker).exists() for marker in MARKERS):
            return place
    raise UsageError(
        f"no project here: {here} and the folders above it lack {', '.join(MARKERS)}; change into the project"
    )


def _version(asked: bool) -> None:
    if asked:
        print(f"portrait {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command(epilog="Examples:  portrait build  |  portrait build --community esq --lang en --out /tmp/preview")
def build(
    community: Annotated[
        list[str] | None, typer.Option(help="Only this community (may be repeated).", metavar="ID")
    ] = None,
    lang: Annotated[str | None, typer.Option(help="Only this language: en or fr.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where the site goes (default: build/site).", metavar="DIR")] = None,
    timings: Annotated[bool, typer.Option("--timings", help="Print how long each stage took.")] = False,
) -> None:
    """Build the site: figures, pages and downloads in both languages, swapped in whole when all is well."""
    from pipelines.order import Order

    start = time.perf_counter()
    order = Order.of(project_root(), out, _langs(lang), tuple(community or ()))
    _refuse_foreign(order.out)
    if order.is_done():
        print(f"Nothing changed; {_shown(order.out)} is up to date ({time.perf_counter() - start:.1f} s)")
        return
    from pipelines.conductor import build as conduct

    # A build makes hundreds of thousands of small values that live until its end; looking for cycles among them at
    # the usual pace costs a tenth of its time.
    gc.set_threshold(200_000, 20, 20)
    outcome = conduct(order, _progress)
    if timings:
        for stage, seconds in outcome.seconds.items():
            print(f"{stage:28} {seconds:7.2f} s")
    print(
        f"{outcome.profiles} profiles, {outcome.figures} figures, {outcome.pages} pages in {_shown(order.out)} "
        f"({time.perf_counter() - start:.1f} s)"
    )


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


def _progress(names: list[str]) -> Iterable[str]:
    from tqdm import tqdm

    return tqdm(names, desc="communities", unit="community", disable=not sys.stderr.isatty(), leave=False)


def _shown(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


@app.command(epilog="Example:  portrait lint")
def lint() -> None:
    """Check every declaration and snapshot; print all problems at once."""
    from pipelines.declare import declare
    from pipelines.readers import read_embedded

    root = project_root()
    plan = declare(root)
    observations = read_embedded(plan, root)
    print(
        f"No problems: {len(plan.communities)} communities, {len(plan.regions)} regions, "
        f"{len(plan.indicators)} indicators, {len(plan.sources)} sources, {len(observations)} embedded cells"
    )


@app.command(epilog="Example:  portrait sources")
def sources() -> None:
    """Show every source: its table, periods, embedded cells, release and the hash of its snapshot."""
    from pipelines.declare import declare
    from pipelines.readers import read_embedded

    root = project_root()
    plan = declare(root)
    observations = read_embedded(plan, root)
    print(f"{'source':26} {'table':18} {'periods':12} {'cells':>7} {'reported':>9}  {'release':12} {'state':9} sha256")
    for name, source in plan.sources.items():
        statuses = observations.loc[observations["source"] == name, "status"]
        file = root / "profiles" / "snapshots" / f"{name}.csv"
        sha256 = hashlib.sha256(file.read_bytes()).hexdigest()[:12]
        periods = f"{source.periods[0]}-{source.periods[-1]}"
        row = f"{name:26} {source.table:18} {periods:12} {len(statuses):7} {(statuses == 'reported').sum():9}"
        print(f"{row}  {source.release or 'unknown':12} {'embedded':9} {sha256}")


@app.command(epilog="Example:  portrait trace esq:pr24:unemployment-rate:minority:2016")
def trace(figure_id: Annotated[str, typer.Argument(help="As in data-figure and figures.csv.")]) -> None:
    """Show where a figure comes from: source, cells, lines of the snapshot, computation."""
    from pipelines.check import trace as traced
    from pipelines.compute import compute
    from pipelines.declare import declare
    from pipelines.readers import read_embedded

    root = project_root()
    plan = declare(root)
    community = figure_id.partition(":")[0]
    if community not in plan.communities:
        raise UsageError(f"no such figure: {figure_id}; its community is none of {', '.join(plan.communities)}")
    figures = compute(read_embedded(plan, root), plan, community)
    found = figures[figures["figure_id"] == figure_id].to_dict("records")
    if not found:
        near = [each for each in figures["figure_id"] if each.startswith(":".join(figure_id.split(":")[:3]) + ":")]
        hint = f"; there are, for example, {', '.join(near[:3])}" if near else ""
        raise UsageError(f"no such figure: {figure_id}{hint}; all are in data/figures.csv of the site")
    for what, text in traced({str(key): value for key, value in found[0].items()}, plan, root, __version__):
        print(f"{what:12} {text}")


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


@new.command(epilog="Example:  portrait new community haitian")
def community(
    name: Annotated[str, typer.Argument(help="Its id: lower-case letters, digits and hyphens.", metavar="ID")],
) -> None:
    """Write profiles/communities/ID.yml, commented, to be filled in."""
    from pipelines.declare.forms import new_community

    path = new_community(project_root(), name)
    print(f"{_shown(path)} is there to be filled in; `portrait lint` says what is still missing")


def main() -> None:
    """Run the command line; a known error is one message on stderr and its exit status."""
    try:
        app()
    except PortraitError as error:
        print(f"portrait: {error}", file=sys.stderr)
        raise SystemExit(error.exit_status) from None
    except BrokenPipeError:
        raise SystemExit(0) from None
    except OSError as error:
        print(f"portrait: {error}", file=sys.stderr)
        raise SystemExit(1) from None
