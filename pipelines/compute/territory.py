"""A community's declared whereabouts → the regions in which it is a minority."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipelines.model import Community, Plan, Region


def regions_of(community: Community, plan: Plan) -> list[str]:
    """Return the ids of the regions of `community`, in the declared order of regions."""
    where = community.where
    return [
        name
        for name, region in plan.regions.items()
        if region.level in where.levels
        and name not in where.without
        and _lies_in(name, plan.regions, where.within)
        and not _lies_in(name, plan.regions, where.outside)
    ]


def ancestors(name: str, regions: Mapping[str, Region]) -> Iterator[str]:
    """Yield the region itself and every region that it lies in, from the smallest."""
    step: str | None = name
    while step is not None:
        yield step
        step = regions[step].parent


def _lies_in(name: str, regions: Mapping[str, Region], these: list[str]) -> bool:
    return any(step in these for step in ancestors(name, regions))
