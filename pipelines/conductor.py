"""The stages in order: declarations and embedded figures in, a published site out, or the last good one untouched."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import pandas as pd

from pipelines import __version__
from pipelines.assemble import Shelf, assemble_catalogue, assemble_profiles, shelve, shelves
from pipelines.check import check_published, require_undisclosed, verify_site
from pipelines.community import SHARED, TEXT_FILE, make_figures, make_pages, read_entries, read_figures
from pipelines.compute import regions_of
from pipelines.cores import done_ahead
from pipelines.declare import declare, require_figures
from pipelines.editions import Editions, look_back
from pipelines.errors import SourceError
from pipelines.fetch import Desk
from pipelines.kept import Kept, cache_root, digest
from pipelines.live import CELLS, bring_in, embedded_only, inputs_of
from pipelines.mapped import with_drawings
from pipelines.model import Catalogue, Figure, Lang, Level, Page, Plan, Profile, Text
from pipelines.model.shelved import Shelves
from pipelines.order import PACKAGE_NAME, SYNTHETIC_NAME, Order, write_state
from pipelines.publish import SiteFolder, build_handwritten, swap_in
from pipelines.publish.citations import write_books
from pipelines.publish.downloads import write_store
from pipelines.publish.redirects import add_redirects
from pipelines.publish.registers import write_registers
from pipelines.publish.search import FOLDER as SEARCH
from pipelines.publish.search import Entry, handwritten_entries, made_from, make_index, page_entry
from pipelines.publish.swap import building
from pipelines.publish.verification import write_verification
from pipelines.publish.withheld import write_withheld
from pipelines.render import (
    INDEX_FILE,
    PLACES_FILE,
    SHEET_FILE,
    Citer,
    RegisterPages,
    Renderer,
    brought_to_life,
    index,
    places,
    sheet,
)
from pipelines.takeaway import write_take_away

# Wraps a list of community names to show how far the work is.
Progress = Callable[[list[str]], Iterable[str]]
Tables = Mapping[str, pd.DataFrame]
Stocks = Mapping[str, Mapping[str, Shelf]]
Profiles = Mapping[str, tuple[Profile, ...]]


@dataclass
class Outcome:
    """What a build did: where, the seconds of each stage, the sources it had to do without, and how much there is.

    `regions_together` is False where what regions give away about each other was too much to be worked out.
    """

    out: Path
    seconds: dict[str, float] = field(default_factory=dict)
    failures: tuple[SourceError, ...] = ()
    plan: Plan | None = None
    profiles: int = 0
    pages: int = 0
    figures: int = 0
    regions_together: bool = True


def build(order: Order, progress: Progress = iter, desk: Desk | None = None) -> Outcome:
    """Build and publish the site of `order`; on any error the published site is left as it was.

    A live order takes its sources from `desk`.
    """
    outcome = Outcome(order.out)
    lap = _stopwatch(outcome)
    kept = Kept(cache_root(order.root) / "made")
    plan = declare(order.root, order.communities)
    lap("declare")
    came = bring_in(plan, order.root, desk, kept) if desk else embedded_only(plan, order.root)
    plan, observations, outcome.failures = came.plan.edition(), came.observations, came.failures
    if plan.synthetic:
        order = order.synthetic()
    if desk:
        plan, undrawn = with_drawings(plan, desk, kept)
        outcome.failures += undrawn
        order = replace(order, inputs=inputs_of(order.root, came.failures))
    outcome.out, outcome.plan = order.out, plan
    lap("read")
    with building(order.out) as fresh:
        shared = order.shared_key()
        keys = {name: order.community_key(name, shared) for name in plan.communities}
        computed = _compute(keys, plan, observations, kept)
        tables = {name: read_figures(folder) for name, folder in computed.items()}
        figures = pd.concat(tables.values(), ignore_index=True)
        require_figures(plan, order.root, figures)
        outcome.regions_together = require_undisclosed(figures, plan)
        checked = check_published(plan, [figures])
        lap("compute")
        editions = look_back(order, plan, figures)
        stocks, profiles = _assemble(plan, tables, editions)
        lap("assemble")
        handwritten = _handwritten(order, kept)
        lap("handwritten")
        renderers = {lang: Renderer(plan, lang, order.root, order.address) for lang in order.langs}
        texts = {name: folder / TEXT_FILE for name, folder in computed.items()}
        paged = editions.keys(keys)
        citers = _citers(order, plan, editions)
        parts = _render(order, paged, plan, tables, texts, profiles, renderers, citers, handwritten, kept, progress)
        lap("render")
        catalogue = assemble_catalogue(plan, stocks, {n: tuple(p.region for p in made) for n, made in profiles.items()})
        catalogue = replace(catalogue, verification=checked, whole=order.is_whole)
        site = SiteFolder(fresh, order.langs, _banner(plan))
        shelves_of = shelve(plan, _finder(stocks), checked, order.built[:10])
        _fill(site, order, renderers, editions.told(catalogue), stocks, shelves_of, handwritten, parts, kept)
        name = SYNTHETIC_NAME if plan.synthetic else PACKAGE_NAME
        write_store(figures, texts.values(), fresh / "data", plan, name, order.built, __version__)
        write_verification(checked, fresh / "data")
        write_withheld(figures, plan, fresh / "data")
        write_books(citers, fresh / "data")
        write_registers(shelves_of, plan, fresh / "data")
        for lang, renderer in renderers.items():
            for page in editions.gone(renderer, profiles):
                site.add_page(site.shells(handwritten)[lang, 3], page)
        editions.write(site, profiles, kept, shared)
        # Last of all pages: an old address must be free, and a new one must be there.
        add_redirects(site, plan, order.address)
        write_take_away(fresh, order, figures, plan, kept)
        lap("publish")
        verify_site(fresh, order.langs, figures, plan, order.root)
        lap("check")
        outcome.profiles, outcome.figures = sum(map(len, profiles.values())), len(figures)
        outcome.pages = sum(1 for _ in fresh.rglob("index.html"))
        write_state(order, fresh)
        swap_in(fresh, order.out)
        lap("swap")
    if order.is_whole:
        # What was read of a live source is dear, and is wanted by the next live build.
        kept.forget_others(spare=None if order.live else CELLS)
    return outcome


def _banner(plan: Plan) -> Text | None:
    return plan.texts["synthetic_banner"] if plan.synthetic else None


def _citers(order: Order, plan: Plan, editions: Editions) -> dict[Lang, Citer]:
    """Return what cites in each language; a project without templates of citations has none."""
    if plan.citations is None:
        return {}
    frozen = editions.standing()
    return {lang: Citer(plan, lang, order.built, order.address, frozen) for lang in order.langs}


def _compute(keys: Mapping[str, str], plan: Plan, observations: pd.DataFrame, kept: Kept) -> dict[str, Path]:
    """Return a folder of FIGURES for each community: computed now where something it is made from changed."""

    def folder(name: str) -> Path:
        return kept.folder(f"figures-{name}", keys[name], lambda f: make_figures(f, name, plan, observations))

    # What takes longest is begun first.
    done_ahead(folder, sorted(plan.communities, key=lambda name: -len(regions_of(plan.communities[name], plan))))
    return {name: folder(name) for name in plan.communities}


def _assemble(plan: Plan, tables: Tables, editions: Editions) -> tuple[Stocks, Profiles]:
    stocks = {name: shelves(table) for name, table in tables.items()}
    profiles = {
        name: tuple(assemble_profiles(plan, name, stock, regions_of(plan.communities[name], plan)))
        for name, stock in stocks.items()
    }
    return stocks, editions.noticed(profiles)


def _handwritten(order: Order, kept: Kept) -> Path:
    """Return the folder of what mkdocs makes of the hand-written pages."""
    key = order.handwritten_key()
    return kept.folder("handwritten", key, lambda f: build_handwritten(order.root, f, order.langs, order.address))


def _render(
    order: Order,
    keys: Mapping[str, str],
    plan: Plan,
    tables: Tables,
    texts: Mapping[str, Path],
    profiles: Profiles,
    renderers: dict[Lang, Renderer],
    citers: Mapping[Lang, Citer],
    handwritten: Path,
    kept: Kept,
    progress: Progress,
) -> dict[str, Path]:
    """Return a folder of pages and downloads for each community: made now where something that is in them changed."""
    shells = SiteFolder(handwritten, order.langs).shells(handwritten)
    poured = digest(*(piece for shell in shells.values() for piece in shell.pieces))

    def pages(name: str) -> Path:
        key = digest(keys[name], poured)
        own = (name, plan, tables[name], texts[name], profiles[name])
        return kept.folder(name, key, lambda f: make_pages(f, *own, renderers, shells, citers))

    done_ahead(pages, sorted(plan.communities, key=lambda name: -len(profiles[name])))
    return {name: pages(name) for name in progress(list(plan.communities))}


def _fill(
    site: SiteFolder,
    order: Order,
    renderers: dict[Lang, Renderer],
    catalogue: Catalogue,
    stocks: Stocks,
    registers: Shelves,
    handwritten: Path,
    parts: Mapping[str, Path],
    kept: Kept,
) -> None:
    """Fill the site's folder: hand-written pages brought to life, hubs, the communities' parts, search, entrance."""
    found = _finder(stocks)
    site.add_handwritten(
        handwritten, lambda lang, html, path: brought_to_life(renderers[lang], html, path, catalogue, found)
    )
    shells = site.shells(handwritten)
    entries: dict[Lang, list[Entry]] = {lang: list(handwritten_entries(site.folder / lang)) for lang in renderers}
    for lang, renderer in renderers.items():
        hubs = [*_hubs(renderer, catalogue), *RegisterPages(renderer, registers, catalogue.profiles).pages()]
        for page in hubs:
            site.add_page(shells[lang, page.path.count("/")], page)
        with ThreadPoolExecutor() as pool:
            list(pool.map(partial(_copied, target=site.folder / lang), (part / lang for part in parts.values())))
        entries[lang] += (page_entry(page) for page in hubs)
        entries[lang] += (entry for part in parts.values() for entry in read_entries(part, lang))
        site.add_places(lang, PLACES_FILE, places(renderer, catalogue))
        site.add_text(lang, INDEX_FILE, index(renderer.words, catalogue))
        site.add_text(lang, SHEET_FILE, sheet(renderer.words))
    _copied(
        kept.folder(SEARCH, digest(*made_from(entries)), partial(make_index, entries=entries)), site.folder / SEARCH
    )
    for name in SHARED:
        site.share(name)
    site.add_assets(order.root / "site" / "assets")
    site.add_entrance(order.address)


def _copied(source: Path, target: Path) -> None:
    """Copy a kept folder into the site; a copy, so that whoever edits the site does not edit what is kept."""
    shutil.copytree(source, target, dirs_exist_ok=True, copy_function=shutil.copyfile)


def _hubs(renderer: Renderer, catalogue: Catalogue) -> Iterator[Page]:
    """Yield the generated pages that are not a community's own: hubs, indicators, sources."""
    yield from (renderer.community(name, catalogue) for name in renderer.plan.communities)
    yield from (renderer.level(level, catalogue) for level in Level)
    yield from (renderer.indicator(name, catalogue) for name in renderer.plan.indicators)
    yield from (renderer.source(name) for name in renderer.plan.sources)


def _finder(stocks: Stocks) -> Callable[[str], Figure | None]:
    """Return a function from a figure's id to the figure."""

    def found(figure_id: str) -> Figure | None:
        community, region, *_ = [*figure_id.split(":"), "", ""]
        shelf = stocks.get(community, {}).get(region)
        figures = shelf.figures.values() if shelf else ()
        return next((figure for figure in figures if figure.id == figure_id), None)

    return found


def _stopwatch(outcome: Outcome) -> Callable[[str], None]:
    """Return a function that notes the seconds since it was last called under a stage's name."""
    last = time.perf_counter()

    def lap(stage: str) -> None:
        nonlocal last
        before, last = last, time.perf_counter()
        outcome.seconds[stage] = last - before

    return lap
