"""The command that proves a built site: every number on its pages, every figure from its cells."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.cli.shared import app, desk_of, project_root, shown
from pipelines.errors import Fault, UsageError, VerificationError
from pipelines.model import LANGS, Lang, Plan

if TYPE_CHECKING:
    import pandas as pd

    from pipelines.check import Verified
    from pipelines.live import Live


@app.command(epilog="Examples:  portrait verify  |  portrait verify build/site --report faults.json")
def verify(
    folder: Annotated[
        Path | None, typer.Argument(help="The built site (default: build/site).", metavar="[DIR]", show_default=False)
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="Write every fault to this file, as JSON.", metavar="FILE")
    ] = None,
) -> None:
    """Prove every number on the built pages against the figure store, and every figure against its cells."""
    from pipelines.check import read_store, recompute, site_faults
    from pipelines.compute import compute

    began = time.perf_counter()
    root = project_root()
    site = (folder or root / "build" / "site").absolute()
    langs = tuple(lang for lang in LANGS if (site / lang).is_dir())
    _refuse_what_is_no_site(site, langs)
    figures = read_store(site).figures
    _refuse_other_columns(site, figures)
    came = _cells(root, site)
    plan = came.plan
    verified, faults = site_faults(site, langs, figures, plan, root)
    absent = _absent(site, plan)
    again = recompute(figures, list(plan.communities), lambda name: compute(came.observations, plan, name), absent)
    verified.recomputed, verified.left_out = again.figures, again.left_out
    verified.seconds = time.perf_counter() - began
    faults = sorted([*faults, *again.faults])
    if report:
        _write(report, verified, faults)
    if faults:
        raise VerificationError(faults, f"{shown(site)} does not hold{_if_stale(root, site, langs)}")
    _tell(site, verified)


def _refuse_what_is_no_site(site: Path, langs: tuple[Lang, ...]) -> None:
    from pipelines.order import PACKAGE, is_ours

    if not site.is_dir():
        raise UsageError(f"{shown(site)}: there is no such folder; build the site first, or name the folder of one")
    if not is_ours(site) or not langs:
        raise UsageError(
            f"{shown(site)} is no site of ours: expected {PACKAGE} and the pages of {' or '.join(LANGS)}; "
            "name the folder that `portrait build` made"
        )


def _refuse_other_columns(site: Path, figures: pd.DataFrame) -> None:
    from pipelines.check.downloads import COLUMNS

    if list(figures.columns) != COLUMNS:
        odd = ", ".join(sorted(set(figures.columns) ^ set(COLUMNS))) or "in another order"
        raise UsageError(
            f"{shown(site)}: its figures were written by another version of portrait (columns: {odd}); build it again"
        )


def _provenance(site: Path) -> dict[str, Any]:
    """Return what the site says it was made from."""
    from pipelines.check.stores import PROVENANCE_FILE

    try:
        found: dict[str, Any] = json.loads((site / "data" / PROVENANCE_FILE).read_text(encoding="utf-8"))
        return {name: found[name] for name in ("live", "synthetic", "whole", "communities", "sources")}
    except (OSError, ValueError, KeyError) as error:
        raise UsageError(
            f"{shown(site)}: data/{PROVENANCE_FILE} does not say what the site was made from ({error}); build it again"
        ) from None


def _cells(root: Path, site: Path) -> Live:
    """Return what the site was made from, as far as it is here; nobody is asked for the rest."""
    from pipelines.declare import declare
    from pipelines.fetch.offline import offline
    from pipelines.kept import Kept, cache_root
    from pipelines.live import bring_in, embedded_only

    made_from = _provenance(site)
    plan = declare(root, () if made_from["whole"] else tuple(made_from["communities"]))
    if not (made_from["live"] or made_from["synthetic"]):
        came = embedded_only(plan, root)
    else:
        with desk_of(root) as desk:
            came = bring_in(plan, root, offline(desk), Kept(cache_root(root) / "made"))
    return replace(came, plan=came.plan.edition())


def _absent(site: Path, plan: Plan) -> list[str]:
    """Return the sources that the site was made from and that are not here as it had them: fetched, or embedded."""
    return [
        name
        for name, held in _provenance(site)["sources"].items()
        if not plan.has(name) or (held["origin"] != "embedded") is not (name in plan.supplies)
    ]


def _if_stale(root: Path, site: Path, langs: tuple[Lang, ...]) -> str:
    """Return a hint where the project, or the environment, is no longer what the site was built from."""
    from pipelines.order import STATE, Order

    made_from = _provenance(site)
    names = () if made_from["whole"] else tuple(made_from["communities"])
    state = json.loads((site / STATE).read_text(encoding="utf-8")) if (site / STATE).is_file() else {}
    if made_from["live"] or state.get("key") == Order.of(root, site, langs, names).key():
        return ""
    return "; it was built from something else than what the project holds now: build it again, and verify that"


def _write(report: Path, verified: Verified, faults: list[Fault]) -> None:
    document = {"verified": asdict(verified), "faults": [asdict(fault) for fault in faults]}
    report.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _tell(site: Path, verified: Verified) -> None:
    """Say what was proven, and what could not be looked at here."""
    counts = verified.counts
    print(f"{shown(site)} holds: {counts.pages} pages read, no fault ({verified.seconds:.1f} s)")
    print(f"{counts.figures + counts.bounds + counts.declared + counts.keyed:>9} numbers read, of which")
    print(f"{counts.figures:>9} figures and {counts.bounds} bounds of figures, as the store has them")
    print(f"{counts.declared:>9} declared text, {counts.keyed} held against what others published and editions")
    print(f"{counts.sentences:>9} sentences that compare, each as its rule has it")
    print(f"{verified.figures:>9} figures in the store, {verified.recomputed} of them recomputed from their cells")
    for name, number in sorted(verified.left_out.items()):
        print(f"{number:>9} figures of {name} NOT recomputed: its cells are not in the cache, and nobody was asked")
