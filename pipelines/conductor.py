"""The stages in order: declarations and embedded figures in, a published site out, or the last good one untouched."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from pipelines import __version__
from pipelines.assemble import Shelf, assemble_catalogue
from pipelines.check import check_rendered
from pipelines.community import Shells, make_community, read_entries, read_figures, stock_of
from pipelines.declare import declare
from pipelines.kept import Kept, cache_root, digest
from pipelines.model import Catalogue, Figure, Lang, Level, Page, Plan
from pipelines.order import Order, write_state
from pipelines.publish import SiteFolder, build_handwritten, swap_in
from pipelines.publish.downloads import write_store
from pipelines.publish.swap import building
from pipelines.readers import read_embedded
from pipelines.render import Renderer

# Wraps a list of community names to show how far the work is.
Progress = Callable[[list[str]], Iterable[str]]


@dataclass
class Outcome:
    """What a build did: how long each stage took, how many profiles and figures there are."""

    seconds: dict[str, float] = field(default_factory=dict)
    profiles: int = 0
    pages: int = 0
    figures: int = 0
    unchanged: bool = False


def build(order: Order, progress: Progress = iter) -> Outcome:
    """Build and publish the site of `order`; on any error the published site is left as it was."""
    outcome, lap = Outcome(), _stopwatch()
    with building(order.out) as fresh:
        plan = declare(order.root, order.communities)
        outcome.seconds["declare"] = lap()
        observations = read_embedded(plan, order.root)
        outcome.seconds["read"] = lap()
        kept = Kept(cache_root(order.root) / "made")
        handwritten = kept.folder("handwritten", order.handwritten_key(), lambda f: _handwritten(order, f))
        outcome.seconds["mkdocs"] = lap()
        parts = _communities(order, plan, observations, handwritten, kept, progress)
        outcome.seconds["compute, assemble, render"] = lap()
        figures = _publish(order, plan, handwritten, parts, SiteFolder(fresh, order.langs), outcome)
        outcome.seconds["publish"] = lap()
        check_rendered(fresh, order.langs, figures, plan)
        outcome.seconds["check"] = lap()
        write_state(order, fresh)
        swap_in(fresh, order.out)
        outcome.seconds["swap"] = lap()
    if order.communities == () and len(order.langs) > 1:
        kept.forget_others()
    return outcome


def _handwritten(order: Order, folder: Path) -> None:
    build_handwritten(order.root, folder, order.langs, order.address)


def _communities(
    order: Order, plan: Plan, observations: pd.DataFrame, handwritten: Path, kept: Kept, progress: Progress
) -> dict[str, Path]:
    """Return a kept folder for each community: made now where its declarations, or what it shares, changed."""
    shells = SiteFolder(handwritten, order.langs).shells(handwritten)
    renderers = {lang: Renderer(plan, lang, order.root, order.address) for lang in order.langs}
    poured = digest(*(piece for shell in shells.values() for piece in shell.pieces))

    def made(name: str) -> Path:
        key = order.community_key(name, poured)
        return kept.folder(name, key, lambda f: make_community(f, name, plan, observations, renderers, shells))

    return {name: made(name) for name in progress(list(plan.communities))}


def _publish(
    order: Order, plan: Plan, handwritten: Path, parts: dict[str, Path], site: SiteFolder, outcome: Outcome
) -> pd.DataFrame:
    """Fill the site's folder with everything; return the FIGURES of all communities."""
    tables = {name: read_figures(part) for name, part in parts.items()}
    stocks = {name: stock_of(table, plan, name) for name, table in tables.items()}
    profiles = {name: regions for name, (_, regions) in stocks.items()}
    catalogue = assemble_catalogue(plan, {name: stock for name, (stock, _) in stocks.items()}, profiles)
    renderers = {lang: Renderer(plan, lang, order.root, order.address) for lang in order.langs}
    found = _finder({name: stock for name, (stock, _) in stocks.items()})
    site.add_handwritten(handwritten, lambda lang, html, path: renderers[lang].live(html, path, catalogue, found))
    shells: Shells = site.shells(handwritten)
    for lang, renderer in renderers.items():
        for page in _pages(renderer, plan, catalogue):
            site.add_page(shells[lang, page.path.count("/")], page)
        for part in parts.values():
            shutil.copytree(part / lang, site.folder / lang, dirs_exist_ok=True)
        site.add_search(lang, _entries(renderer, plan, catalogue, parts, lang))
    site.add_assets(order.root / "site" / "assets")
    site.add_entrance(order.address)
    figures = pd.concat(tables.values(), ignore_index=True)
    write_store(figures, site.folder / "data", order.built, __version__, plan)
    outcome.profiles, outcome.figures = sum(map(len, profiles.values())), len(figures)
    outcome.pages = sum(1 for _ in site.folder.rglob("index.html"))
    return figures


def _pages(renderer: Renderer, plan: Plan, catalogue: Catalogue) -> Iterator[Page]:
    """Yield the generated pages that are not a community's own: hubs, indicators, sources."""
    yield from (renderer.community(name, catalogue) for name in plan.communities)
    yield from (renderer.level(level, catalogue) for level in Level)
    yield from (renderer.indicator(name, catalogue) for name in plan.indicators)
    yield from (renderer.source(name) for name in plan.sources)


def _entries(
    renderer: Renderer, plan: Plan, catalogue: Catalogue, parts: dict[str, Path], lang: Lang
) -> Iterator[tuple[str, str, str]]:
    for page in _pages(renderer, plan, catalogue):
        yield page.path, page.title, page.description
    for part in parts.values():
        yield from read_entries(part, lang)


def _finder(stocks: dict[str, dict[str, Shelf]]) -> Callable[[str], Figure | None]:
    """Return a function from a figure's id to the figure."""

    def found(figure_id: str) -> Figure | None:
        community, region, *_ = [*figure_id.split(":"), "", ""]
        shelf = stocks.get(community, {}).get(region)
        figures = shelf.figures.values() if shelf else ()
        return next((figure for figure in figures if figure.id == figure_id), None)

    return found


def _stopwatch() -> Callable[[], float]:
    """Return a function that gives the seconds since it was last called."""
    last = time.perf_counter()

    def lap() -> float:
        nonlocal last
        before, last = last, time.perf_counter()
        return last - before

    return lap
