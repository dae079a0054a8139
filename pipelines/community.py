"""One community's share of the site: a kept folder of its figures, one of its pages and downloads, one of citations."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from pipelines import __version__
from pipelines.compute import compute
from pipelines.model import LANGS, Figure, Group, Lang, Plan, Profile
from pipelines.publish import SiteFolder
from pipelines.publish.downloads import arrow, csv_by_region, csv_text, json_by_region, no_figures_json
from pipelines.publish.metadata import METADATA_FILE, profile_metadata
from pipelines.publish.search import Entry, profile_entry
from pipelines.publish.workbook import workbook
from pipelines.render import BESIDE_FILE, Citer, Renderer, Shell, beside
from pipelines.tables import FIGURES, no_figures

FIGURES_FILE = "figures.parquet"
TEXT_FILE = "figures.csv"
ENTRIES_FILE = "search.json"
# Says everything in both languages, so that it is made and kept once; the site has it beside each language's profile.
SHARED_FILE = "figures.json"
WORKBOOK_FILE = "figures.xlsx"
SHARED = (SHARED_FILE, WORKBOOK_FILE, METADATA_FILE)
NO_FIGURES = no_figures()
NO_ROWS = (",".join(FIGURES.columns) + "\n").encode()
Shells = dict[tuple[Lang, int], Shell]


def make_figures(folder: Path, name: str, plan: Plan, observations: pd.DataFrame) -> None:
    """Fill `folder` with the FIGURES of community `name`, typed and as text."""
    figures = compute(observations, plan, name)
    pq.write_table(arrow(figures), folder / FIGURES_FILE, compression="zstd")
    (folder / TEXT_FILE).write_text(csv_text(figures), encoding="utf-8")


def read_figures(folder: Path) -> pd.DataFrame:
    """Return the FIGURES kept in a community's folder."""
    figures: pd.DataFrame = pq.read_table(folder / FIGURES_FILE).to_pandas()
    # Columns without a row have lost their types.
    return figures if len(figures) else no_figures()


def make_pages(
    folder: Path,
    name: str,
    plan: Plan,
    figures: pd.DataFrame,
    text: Path,
    profiles: Sequence[Profile],
    renderers: dict[Lang, Renderer],
    shells: Shells,
) -> None:
    """Fill `folder` with the pages and downloads of a community's profiles, and with what the search should find.

    `text` is the file that holds `figures` as CSV.
    """
    tables = csv_by_region(text.read_text(encoding="utf-8"), figures, plan, renderers)
    documents = json_by_region(figures, plan, name)
    shares = {str(region): rows for region, rows in figures.groupby("region")}
    banner = plan.texts["synthetic_banner"] if plan.synthetic else None
    site = SiteFolder(folder, tuple(renderers), banner)
    entries: dict[str, list[Entry]] = {lang: [] for lang in renderers}
    for lang in renderers:
        (folder / lang).mkdir()
    for profile in profiles:
        data = documents.get(profile.region) or no_figures_json(plan, name, profile.region)
        edition = edition_of(data)
        for lang, renderer in renderers.items():
            entries[lang].append(_add_profile(site, renderer, shells, profile, edition))
            target = folder / lang / "profiles" / name / profile.region
            (target / BESIDE_FILE).write_text(beside(renderer.words, profile, edition), encoding="utf-8")
            (target / "figures.csv").write_bytes(tables.get((lang, profile.region), NO_ROWS))
            if lang == site.langs[0]:
                (target / SHARED_FILE).write_bytes(data)
                share = shares.get(profile.region, NO_FIGURES)
                (target / METADATA_FILE).write_bytes(profile_metadata(share, plan, name, profile.region))
                (target / WORKBOOK_FILE).write_bytes(workbook(share, plan, name, profile.region, edition))
    (folder / ENTRIES_FILE).write_text(json.dumps(entries, ensure_ascii=False), encoding="utf-8")


def edition_of(figures: bytes) -> str:
    """Return the edition of a page, told apart by `figures`, its figures.json: the same figures, the same edition."""
    return f"{__version__} ({hashlib.sha256(figures).hexdigest()[:8]})"


def sources_by_region(figures: pd.DataFrame, plan: Plan) -> dict[str, list[str]]:
    """Return region → the sources of its figures, in the order in which they are declared."""
    found = figures.groupby("region")["source"].unique()
    return {str(region): [name for name in plan.sources if name in set(names)] for region, names in found.items()}


# Whom a profile's files of citations speak of; the rest is cited one by one.
CITED = (Group.MINORITY, Group.MAJORITY, Group.GAP)


def key_figures(profile: Profile) -> list[Figure]:
    """Return the figures that a profile's files of citations hold: of its cards, then of its table of comparisons."""
    rows = [row for block in (*profile.cards, *profile.compared) for row in block.rows]
    figures = (figure for row in rows for figure in row.figures if figure is not None)
    return list(
        {figure.id: figure for figure in figures if figure.region == profile.region and figure.group in CITED}.values()
    )


def make_citations(
    folder: Path,
    plan: Plan,
    figures: pd.DataFrame,
    profiles: Sequence[Profile],
    renderers: Mapping[Lang, Renderer],
    citers: Mapping[Lang, Citer],
    pages: Path,
) -> None:
    """Fill `folder` with the files that cite a community's profiles and their key figures, as of the citers' day.

    They are apart from `pages`, the folder of the same profiles' pages, which are the same on another day.
    """
    sources = sources_by_region(figures, plan)
    for profile in profiles:
        place = Path("profiles", profile.community, profile.region)
        edition = edition_of((pages / next(iter(renderers)) / place / SHARED_FILE).read_bytes())
        for lang, citer in citers.items():
            target = folder / lang / place
            target.mkdir(parents=True)
            title = renderers[lang].title_of(profile.community, profile.region)
            own = (profile.community, profile.region)
            page = citer.page_of(own, title, edition, sources.get(profile.region, []))
            for name, text in citer.files(page, key_figures(profile)).items():
                (target / name).write_bytes(text.encode())


def _add_profile(site: SiteFolder, renderer: Renderer, shells: Shells, profile: Profile, edition: str) -> Entry:
    page = renderer.profile(profile, edition)
    site.add_page(shells[page.lang, 3], page)
    if any(theme.details for theme in profile.themes):
        site.add_page(shells[page.lang, 4], renderer.details(profile))
    region, community = renderer.plan.regions[profile.region], renderer.plan.communities[profile.community]
    names = (community.name, region.name, *region.former)
    return profile_entry(page, (name[lang] for name in names for lang in LANGS))


def read_entries(folder: Path, lang: Lang) -> list[Entry]:
    """Return (address, title, body) of a community's profiles, for the search."""
    entries = json.loads((folder / ENTRIES_FILE).read_text(encoding="utf-8"))
    return [(path, title, text) for path, title, text in entries[lang]]
