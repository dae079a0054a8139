"""A community's shelf in a region and the registers → what its profile says of them: assets, gaps, questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipelines.assemble.registers import prompted
from pipelines.assemble.shelf import Shelf
from pipelines.methods.following import representation_index
from pipelines.model import Figure, Group, Plan
from pipelines.model.registers import DecisionTable, Entry, RegisterKind
from pipelines.model.shelved import Named, Registered

# What a community has in a region, and what it says: the registers of assets and voices.
ASSETS: tuple[RegisterKind, ...] = ("organizations", "institutions", "tables", "partnerships", "outreach", "voices")


def registered(plan: Plan, shelf: Shelf, stock: Mapping[str, Shelf]) -> Registered:
    """Return what the registers hold of the community and region of `shelf`; `stock` are all shelves of the community.

    Entries of wider regions are left to the pages of those; gaps that name no region are those of every region.
    """
    assets = {kind: tuple(_named(plan, kind, shelf, stock)) for kind in ASSETS}
    gaps = [*_named(plan, "gaps", shelf, stock), *_everywhere(plan, "gaps", shelf.community)]
    return Registered(
        assets={kind: found for kind, found in assets.items() if found},
        reported=tuple(_named(plan, "reported", shelf, stock)),
        gaps=tuple(gaps),
        prompts=prompted(plan, lambda indicator, group: _latest(shelf, indicator, group)),
    )


def _latest(shelf: Shelf, indicator: str, group: Group) -> Figure | None:
    period = shelf.latest(indicator)
    return shelf.get(indicator, group, period) if period else None


def _named(plan: Plan, kind: RegisterKind, shelf: Shelf, stock: Mapping[str, Shelf]) -> Iterator[Named]:
    """Yield the entries about a community in exactly one region, in the order of their titles."""
    for name, entry in _ordered(plan, kind):
        if shelf.community in entry.communities and shelf.region in entry.regions:
            yield Named(kind=kind, id=name, title=entry.title, index=_index(entry, stock))


def _everywhere(plan: Plan, kind: RegisterKind, community: str) -> Iterator[Named]:
    for name, entry in _ordered(plan, kind):
        if community in entry.communities and not entry.regions:
            yield Named(kind=kind, id=name, title=entry.title)


def _ordered(plan: Plan, kind: RegisterKind) -> list[tuple[str, Entry]]:
    entries = plan.registers.entries.get(kind, {})
    return sorted(entries.items(), key=lambda each: (each[1].title.en.casefold(), each[0]))


def _index(entry: Entry, stock: Mapping[str, Shelf]) -> float | None:
    """Return a table's representation index; None for what is no table, and where the share is another community's."""
    if not isinstance(entry, DecisionTable):
        return None
    _, region, *_ = entry.population.split(":")
    figures = stock[region].figures.values() if region in stock else ()
    share = next((figure.value for figure in figures if figure.id == entry.population), None)
    return representation_index(entry.held_by_minority, entry.seats, share)
