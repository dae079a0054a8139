"""The command that cites a figure or a profile, as the site's pages and files do."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.shared import app, desk_of, project_root
from pipelines.errors import UsageError
from pipelines.model import LANGS, Figure, Lang
from pipelines.model.citations import FORMATS, Format

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.live import Live
    from pipelines.model import Plan


@app.command(epilog="Example:  portrait cite esq:pr24:unemployment-rate:minority:2016 --format bibtex --lang fr")
def cite(
    what: Annotated[str, typer.Argument(metavar="FIGURE_ID", help="As in data-figure; or COMMUNITY:REGION, a page.")],
    format_: Annotated[str, typer.Option("--format", help="text, apa, bibtex, ris or csl.")] = "text",
    lang: Annotated[str, typer.Option("--lang", help="en or fr.")] = "en",
    live: Annotated[bool, typer.Option("--live", help="Among the figures of a live build.")] = False,
) -> None:
    """Print the citation of a figure or of a profile: text, APA, BibTeX, RIS or CSL-JSON, in English or French."""
    if format_ not in FORMATS:
        raise UsageError(f"no such format: {format_}; expected one of {', '.join(FORMATS)}")
    if lang not in LANGS:
        raise UsageError(f"no such language: {lang}; expected en or fr")
    said = _cited(what, format_, lang, project_root(), live)
    if "PORTRAIT_SITE_URL" not in os.environ:
        typer.echo(
            "portrait: addresses begin at the site's root; PORTRAIT_SITE_URL says where the site stands", err=True
        )
    # The lines of RIS end as the format has them, on every system.
    typer.echo(said.encode() if said.endswith("\n") else f"{said}\n".encode(), nl=False)


def _cited(what: str, format_: Format, lang: Lang, root: Path, live: bool) -> str:
    from pipelines.assemble import shelves
    from pipelines.community import edition_of, sources_by_region
    from pipelines.compute import compute
    from pipelines.declare import declare
    from pipelines.editions import look_back
    from pipelines.live import embedded_only
    from pipelines.order import Order
    from pipelines.publish.downloads import json_by_region
    from pipelines.render import Citer, Renderer

    community, region, *rest = [*what.split(":"), ""]
    known = declare(root)
    if community not in known.communities:
        raise UsageError(
            f"no such figure: {what}; its community {community!r} is none of {', '.join(known.communities)}"
        )
    plan = declare(root, (community,))
    if plan.citations is None:
        raise UsageError(
            f"{root}: there is no profiles/citations.yml; nothing was cited; take it from the project's repository"
        )
    came = _brought_in(plan, root) if live else embedded_only(plan, root)
    plan = came.plan.edition()
    figures = compute(came.observations, plan, community)
    own = figures[figures["region"] == region]
    if own.empty:
        names = ", ".join(dict.fromkeys(figures["region"]))
        raise UsageError(f"no such figure: {what}; {community} has figures in {names or 'no region'}")
    order = Order.of(root, None, LANGS, (community,))
    citer = Citer(plan, lang, order.built, order.address, look_back(order, plan, figures).standing())
    edition = edition_of(json_by_region(figures, plan, community)[region])
    title = Renderer(plan, lang, root).title_of(community, region)
    page = citer.page_of((community, region), title, edition, sources_by_region(own, plan)[region])
    if not any(rest):
        return citer.page(page, format_)
    return citer.figure(_found(what, shelves(own)[region].figures.values()), page, format_)


def _found(what: str, figures: Iterable[Figure]) -> Figure:
    """Return the figure of this id; raises UsageError, which names its nearest, where there is none."""
    names = {}
    for figure in figures:
        if figure.id == what:
            return figure
        names[figure.id] = figure
    start = ":".join(what.split(":")[:3])
    near = [name for name in names if name.startswith(f"{start}:")] or list(names)
    some = ", ".join(near[:3])
    raise UsageError(f"no such figure: {what}; there are, for example, {some}; all are in data/figures.csv of the site")


def _brought_in(plan: Plan, root: Path) -> Live:
    from pipelines.kept import Kept, cache_root
    from pipelines.live import bring_in

    with desk_of(root) as desk:
        return bring_in(plan, root, desk, Kept(cache_root(root) / "made"))
