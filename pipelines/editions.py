"""A build and the editions frozen before it → what it says of them: notices, `/editions/`, the change log."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from pipelines.assemble.withdrawn import Notices, anchored, by_profile, with_notices
from pipelines.check.history import History, history
from pipelines.check.stores import NAMES_FILE, PROVENANCE_FILE, Store, frozen_editions
from pipelines.errors import UsageError
from pipelines.kept import Kept, digest
from pipelines.model import Catalogue, Names, Page, Plan, Profile
from pipelines.order import PACKAGE, Order, is_real
from pipelines.provenance import names, provenance
from pipelines.publish import SiteFolder
from pipelines.publish.editions import EDITIONS, freeze, write_changes, write_editions
from pipelines.render import Renderer, gone_page

Profiles = Mapping[str, tuple[Profile, ...]]


@dataclass(frozen=True, slots=True)
class Editions:
    """What a build knows of editions: what its own figures are made from, and what moved since each frozen one."""

    order: Order
    plan: Plan
    past: History
    notices: Notices

    def noticed(self, profiles: Profiles) -> Profiles:
        """Return the profiles with the notices of their withdrawn figures."""
        return {name: tuple(with_notices(each, self.notices) for each in made) for name, made in profiles.items()}

    def keys(self, keys: Mapping[str, str]) -> dict[str, str]:
        """Return the keys of the communities' pages, which depend on notices besides."""
        return {name: digest(key, self._said(name)) for name, key in keys.items()}

    def cited_keys(self, keys: Mapping[str, str]) -> dict[str, str]:
        """Return the keys of the communities' citations: `keys` are their pages', and a citation says its day."""
        standing = self.standing()
        day = self.order.built[:10]
        cited = {name: repr(sorted(item for item in standing.items() if item[0][0] == name)) for name in keys}
        return {name: digest(key, day, cited[name]) for name, key in keys.items()}

    def standing(self) -> dict[tuple[str, str], str]:
        """Return (community, region) → the latest frozen edition, where every figure is still what it was there."""
        if not self.past.editions:
            return {}
        last = self.past.editions[-1].date
        moved = {tuple(str(name).split(":")[:2]) for name in self.past.since[last]["figure_id"]}
        pairs = self.past.present.figures[["community", "region"]].drop_duplicates()
        return {
            (community, region): last
            for community, region in pairs.itertuples(index=False)
            if (community, region) not in moved
        }

    def _said(self, community: str) -> str:
        return repr([own for place, own in sorted(self.notices.items()) if place[0] == community])

    def told(self, catalogue: Catalogue) -> Catalogue:
        """Return the catalogue with what the change log says of each edition."""
        return replace(catalogue, editions=tuple(step.summary() for step in self.past.steps))

    def gone(self, renderer: Renderer, profiles: Profiles) -> Iterator[Page]:
        """Yield a page for each profile that has notices and is no longer published."""
        there = {(profile.community, profile.region) for made in profiles.values() for profile in made}
        for place, own in self.notices.items():
            if place not in there:
                last = next((e for e in reversed(self.past.editions) if e.date == own[-1].edition), self.past.present)
                yield gone_page(renderer, Names(last.names, self.plan.texts), anchored(own, ()))

    def write(self, site: SiteFolder, profiles: Profiles, kept: Kept, shared: str) -> None:
        """Write into the site what it was made from, its frozen editions, and the change log of figures.

        `shared` is the key of what every page is made from.
        """
        data = site.folder / "data"
        for name, document in ((PROVENANCE_FILE, self.past.present.made_from), (NAMES_FILE, self.past.present.names)):
            (data / name).write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

        def keep(name: str, parts: tuple[str, ...], make: Callable[[Path], None]) -> Path:
            return kept.folder(name, digest(shared, *parts), make)

        pages = {(profile.community, profile.region) for made in profiles.values() for profile in made}
        write_editions(site, self.past, self.plan, pages | set(self.notices), keep)
        write_changes(self.past, self.plan, data, self.order.address, self.order.built)


def look_back(order: Order, plan: Plan, figures: pd.DataFrame) -> Editions:
    """Return what is to be said of editions beside `figures`.

    What an emulator invented is compared with no edition.
    """
    frozen = () if plan.synthetic else frozen_editions(order.root / EDITIONS)
    present = Store("this build", figures, provenance(order, plan), names(plan))
    past = history(present, frozen, plan)
    return Editions(order, plan, past, by_profile(past.withdrawn.values()))


def freeze_site(site: Path, root: Path) -> Path:
    """Keep the store of the built site in `site` as a frozen edition of the project in `root`; return its folder.

    Raises UsageError where there is no whole site of real figures.
    """
    if not is_real(site):
        raise UsageError(f"{site}: no site of real figures here (no {PACKAGE} of ours); try `portrait build`")
    made_from = _read(site / "data" / PROVENANCE_FILE)
    if not made_from.get("whole"):
        raise UsageError(
            f"{site}: it is a preview of some communities or of one language, or of an older program; an edition is "
            "frozen whole: `portrait build`, then `portrait freeze`"
        )
    return freeze(site, made_from, root / EDITIONS)


def _read(file: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found
