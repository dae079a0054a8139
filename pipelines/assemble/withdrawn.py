"""Profiles and notices → profiles that carry the notices of their figures, and what is left where a profile is gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from pipelines.model import Profile, Withdrawn

# (community, region) → the notices of its figures.
Notices = Mapping[tuple[str, str], tuple[Withdrawn, ...]]


def by_profile(withdrawn: Iterable[Withdrawn]) -> dict[tuple[str, str], tuple[Withdrawn, ...]]:
    """Return the notices of each profile, in the order of the figures' ids."""
    found: dict[tuple[str, str], list[Withdrawn]] = {}
    for gone in sorted(withdrawn, key=lambda each: each.figure):
        found.setdefault((gone.community, gone.region), []).append(gone)
    return {place: tuple(notices) for place, notices in found.items()}


def with_notices(profile: Profile, notices: Notices) -> Profile:
    """Return the profile with its notices; the first of an indicator that the page has no more holds its anchor."""
    own = notices.get((profile.community, profile.region), ())
    shown = {block.indicator for theme in profile.themes for block in theme.blocks}
    return replace(profile, withdrawn=anchored(own, shown)) if own else profile


def anchored(notices: Iterable[Withdrawn], taken: Iterable[str]) -> tuple[Withdrawn, ...]:
    """Return the notices, one for each indicator that is not `taken` with its old anchor."""
    held, found = set(taken), []
    for gone in notices:
        found.append(gone if gone.indicator in held else replace(gone, anchor=gone.indicator))
        held.add(gone.indicator)
    return tuple(found)
