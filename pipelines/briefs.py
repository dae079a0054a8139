"""A community and a region → the brief of its profile as a PDF, from the figures that a build of today would show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from pipelines.assemble import assemble_profiles, shelves
from pipelines.community import edition_of, make_figures, read_figures
from pipelines.compute import regions_of
from pipelines.declare import declare
from pipelines.editions import look_back
from pipelines.errors import UsageError
from pipelines.fetch import Desk
from pipelines.kept import Kept, cache_root
from pipelines.live import Live, bring_in, embedded_only, inputs_of
from pipelines.model import Lang, Plan, Profile
from pipelines.order import Order
from pipelines.publish.brief import Paper, brief_pdf
from pipelines.publish.downloads import json_by_region, no_figures_json
from pipelines.render import Renderer

COMMUNITIES = Path("profiles/communities")
MOST_NEAR = 3


@dataclass(frozen=True, slots=True)
class Briefs:
    """The profiles of one community, each to be made a brief of; `order` says where its site will stand."""

    order: Order
    plan: Plan
    figures: pd.DataFrame
    profiles: tuple[Profile, ...]

    @classmethod
    def of(cls, order: Order, community: str, desk: Desk | None = None) -> Briefs:
        """Return the briefs of `community`: from the figures that the last build kept, where it had the same sources.

        A live order takes its sources from `desk`. Raises UsageError, with near names, where there is no such
        community.
        """
        known = [file.stem for file in sorted((order.root / COMMUNITIES).glob("*.yml"))]
        if community not in known:
            raise UsageError(f"no such community: {community}; {_near(community, known)}")
        plan = declare(order.root, (community,))
        kept = Kept(cache_root(order.root) / "made")
        came = bring_in(plan, order.root, desk, kept) if desk else None
        plan = (came.plan if came else plan).edition()
        if came:
            order = replace(order, inputs=inputs_of(order.root, came.failures))
        figures = _figures(order, plan, community, came, kept)
        found = assemble_profiles(plan, community, shelves(figures), regions_of(plan.communities[community], plan))
        profiles = look_back(order, plan, figures).noticed({community: tuple(found)})[community]
        return cls(order, plan, figures, profiles)

    def pdf(self, region: str, lang: Lang, paper: Paper) -> bytes:
        """Return the brief of a region. Raises UsageError, with near names, where the region has no profile."""
        profile = self._profile(region, lang)
        own = self.figures[self.figures["region"] == region].reset_index(drop=True)
        data = json_by_region(own, self.plan, profile.community).get(region)
        edition = edition_of(data or no_figures_json(self.plan, profile.community, region))
        renderer = Renderer(self.plan, lang, self.order.root, self.order.address)
        return brief_pdf(renderer.brief(profile, edition), self.order.root, paper)

    def _profile(self, region: str, lang: Lang) -> Profile:
        profiles = {profile.region: profile for profile in self.profiles}
        if region in profiles:
            return profiles[region]
        names = {name: self.plan.regions[name].name[lang] for name in profiles}
        meant = [f"{name} ({said})" for name, said in names.items() if said.casefold() == region.casefold()]
        near = f"did you mean {', '.join(meant)}?" if meant else _near(region, [*names, *names.values()])
        why = "has no profile of this community" if region in self.plan.regions else "no such region"
        raise UsageError(f"{region}: {why}; {near}")


def _figures(order: Order, plan: Plan, community: str, came: Live | None, kept: Kept) -> pd.DataFrame:
    """Return the community's FIGURES, computed now where no build kept them."""

    def make(folder: Path) -> None:
        observations = (came or embedded_only(plan, order.root)).observations
        make_figures(folder, community, plan, observations)

    return read_figures(kept.folder(f"figures-{community}", order.community_key(community, order.shared_key()), make))


def _near(word: str, known: Iterable[str]) -> str:
    """Return a hint at the known names nearest to `word`, or at the first of them."""
    names = list(known)
    by_fold = {name.casefold(): name for name in names}
    near = [by_fold[each] for each in get_close_matches(word.casefold(), by_fold, MOST_NEAR)]
    return f"did you mean {', '.join(near)}?" if near else f"there are, for example, {', '.join(names[:MOST_NEAR])}"
