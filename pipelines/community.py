"""One community's share of the site: its figures, and a folder of its pages and downloads in each language."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from pipelines import __version__
from pipelines.assemble import Shelf, assemble_profiles, shelves
from pipelines.compute import compute, regions_of
from pipelines.model import Lang, Plan, Profile
from pipelines.publish import SiteFolder
from pipelines.publish.downloads import arrow, csv_bytes, in_language, profile_json
from pipelines.render import Renderer, Shell

FIGURES_FILE = "figures.parquet"
ENTRIES_FILE = "search.json"
Shells = dict[tuple[Lang, int], Shell]


def make_community(
    folder: Path, name: str, plan: Plan, observations: pd.DataFrame, renderers: dict[Lang, Renderer], shells: Shells
) -> None:
    """Fill `folder` with the figures, pages and downloads of community `name`, and what the search should find."""
    figures = compute(observations, plan, name)
    pq.write_table(arrow(figures), folder / FIGURES_FILE, compression="zstd")
    stock = shelves(figures)
    rows = figures.groupby("region").indices
    tables = {lang: in_language(arrow(figures), plan, lang) for lang in renderers}
    site = SiteFolder(folder, tuple(renderers))
    entries: dict[str, list[tuple[str, str, str]]] = {lang: [] for lang in renderers}
    for profile in assemble_profiles(plan, name, stock, regions_of(plan.communities[name], plan)):
        own = rows.get(profile.region, [])
        # FIGURES are sorted by region, so that a region's rows are one stretch.
        start, length = (int(own[0]), len(own)) if len(own) else (0, 0)
        data = profile_json(figures.iloc[start : start + length], plan, name, profile.region)
        edition = f"{__version__} ({hashlib.sha256(data).hexdigest()[:8]})"
        for lang, renderer in renderers.items():
            entries[lang].append(_add_profile(site, renderer, shells, profile, edition))
            target = folder / lang / "profiles" / name / profile.region
            (target / "figures.csv").write_bytes(csv_bytes(tables[lang].slice(start, length)))
            (target / "figures.json").write_bytes(data)
    (folder / ENTRIES_FILE).write_text(json.dumps(entries, ensure_ascii=False), encoding="utf-8")


def _add_profile(
    site: SiteFolder, renderer: Renderer, shells: Shells, profile: Profile, edition: str
) -> tuple[str, str, str]:
    page = renderer.profile(profile, edition)
    site.add_page(shells[page.lang, 3], page)
    if any(theme.details for theme in profile.themes):
        site.add_page(shells[page.lang, 4], renderer.details(profile))
    names = renderer.plan.regions[profile.region].former
    return page.path, page.title, ", ".join(name[page.lang] for name in names)


def read_figures(folder: Path) -> pd.DataFrame:
    """Return the FIGURES kept in a community's folder."""
    return pq.read_table(folder / FIGURES_FILE).to_pandas()


def read_entries(folder: Path, lang: Lang) -> list[tuple[str, str, str]]:
    """Return (address, title, other names) of a community's profiles, for the search."""
    entries = json.loads((folder / ENTRIES_FILE).read_text(encoding="utf-8"))
    return [tuple(entry) for entry in entries[lang]]


def stock_of(figures: pd.DataFrame, plan: Plan, name: str) -> tuple[dict[str, Shelf], tuple[str, ...]]:
    """Return a community's shelves, and the regions in which it has a profile."""
    stock = shelves(figures)
    territory = regions_of(plan.communities[name], plan)
    return stock, tuple(profile.region for profile in assemble_profiles(plan, name, stock, territory))
