"""The command that makes the brief of a profile: two sheets as a PDF, to take into a meeting."""

from __future__ import annotations

import os
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.shared import app, desk_of, project_root, shown
from pipelines.errors import UsageError
from pipelines.model import LANGS


@app.command(epilog="Example:  portrait brief esq pr24 --lang fr --paper letter")
def brief(
    community: Annotated[str, typer.Argument(help="The community's id, as in the address of its profile.")],
    region: Annotated[str, typer.Argument(help="The region's id, as in the address of the profile.")],
    lang: Annotated[str, typer.Option(help="en or fr.")] = "en",
    out: Annotated[
        Path | None, typer.Option(help="Where it goes (default: COMMUNITY-REGION.LANG.pdf here).", metavar="FILE")
    ] = None,
    paper: Annotated[str, typer.Option(help="a4 or letter.")] = "letter",
    live: Annotated[bool, typer.Option("--live", help="From the fetched sources of a live build.")] = False,
) -> None:
    """Make the brief of a profile: a tagged PDF of two pages with its key figures, charts, doubts and sources."""
    from pipelines.briefs import Briefs
    from pipelines.live import inputs_of
    from pipelines.order import Order
    from pipelines.publish.brief import PAPERS, pages

    chosen_lang = next((each for each in LANGS if each == lang), None)
    chosen_paper = next((each for each in PAPERS if each == paper.lower()), None)
    if chosen_lang is None:
        raise UsageError(f"no such language: {lang}; expected one of {', '.join(LANGS)}")
    if chosen_paper is None:
        raise UsageError(f"no such paper: {paper}; expected one of {', '.join(PAPERS)}")
    target = out or Path(f"{community}-{region}.{lang}.pdf")
    if target.is_dir() or not target.absolute().parent.is_dir():
        raise UsageError(f"{target} cannot be written: it is a folder, or its folder does not exist")
    root = project_root()
    order = Order.of(root, None, LANGS, (), inputs_of(root) if live else None)
    with desk_of(root) if live else nullcontext() as desk:
        briefs = Briefs.of(order, community, desk)
    made = briefs.pdf(region, chosen_lang, chosen_paper)
    _write(target, made)
    print(f"{shown(target.absolute())}: {pages(made)} pages, {len(made) // 1000} kB")
    if briefs.plan.synthetic:
        print("SYNTHETIC: every figure in it is an emulator's invention, and every page says so")


def _write(target: Path, made: bytes) -> None:
    """Write a file whole, or leave what was there."""
    handle, partial = tempfile.mkstemp(prefix=".part-", dir=target.absolute().parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(made)
        # A temporary file is for its owner alone; this one is like any other that a command writes.
        mask = os.umask(0)
        os.umask(mask)
        Path(partial).chmod(0o666 & ~mask)
        Path(partial).replace(target)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
