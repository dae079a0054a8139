"""A site that is about to be proven → what people take away of it as a whole: metadata, the offline copy, checksums."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from pipelines.kept import Kept, digest
from pipelines.model import Lang, Plan
from pipelines.order import Order
from pipelines.publish.metadata import METADATA_FILE, SCHEMA_FILE, schema, store_metadata
from pipelines.publish.offline import SITE_ZIP, digest_of_site, write_offline, write_sums

NAME = "offline"


def write_take_away(site: Path, order: Order, figures: pd.DataFrame, plan: Plan, kept: Kept) -> None:
    """Write into the data folder of `site` what describes figures.csv and, of a whole site, the copy to take along.

    Nothing of the site may be written after this, apart from the file that says what it was made from.
    """
    data = site / "data"
    (data / SCHEMA_FILE).write_bytes(schema(plan))
    (data / METADATA_FILE).write_bytes(store_metadata(figures, plan))
    if order.is_whole:
        readme = _readme(plan, order.langs, order.built[:10])
        # Another order of the same files is another archive.
        key = digest(order.made_by(), readme, *digest_of_site(site))
        earlier = _earlier(kept)
        made = kept.folder(NAME, key, lambda folder: write_offline(site, folder, readme, earlier))
        shutil.copyfile(made / SITE_ZIP, data / SITE_ZIP)
    write_sums(data)


def _earlier(kept: Kept) -> Path | None:
    """Return the folder of the archive that was made last, if there is one."""
    found = [each for each in kept.root.glob(f"{NAME}-*") if each.is_dir()]
    return max(found, key=lambda each: each.stat().st_mtime, default=None)


def _readme(plan: Plan, langs: Sequence[Lang], built: str) -> str:
    parts = []
    for lang in langs:
        head = plan.texts["offline_file"][lang]
        mark = f"{plan.texts['synthetic_banner'][lang]}\n\n" if plan.synthetic else ""
        parts.append(f"{head}\n\n{mark}{plan.texts['offline_readme'][lang].format(built=built)}")
    return "\n\n".join(parts)
