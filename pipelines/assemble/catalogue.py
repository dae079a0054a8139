"""All shelves → the Catalogue: which profiles exist, what hubs show of them, and each indicator over all regions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipelines.assemble.shelf import Shelf
from pipelines.model import WHOM, Catalogue, Featured, Figure, Group, Level, Plan, Ranking, Row

Stock = Mapping[str, Mapping[str, Shelf]]
Profiles = Mapping[str, tuple[str, ...]]
# Columns of a hub's table that still fit beside the name of a region.
MOST_COLUMNS = 4
MOST_ROWS = 150


def assemble_catalogue(plan: Plan, stock: Stock, profiles: Profiles) -> Catalogue:
    """Return the Catalogue; `stock` is community → region → Shelf, `profiles` is community → regions with a page."""
    return Catalogue(
        profiles=profiles,
        featured={name: tuple(_featured(plan, stock[name], profiles[name])) for name in profiles},
        rankings={name: tuple(_rankings(plan, name, stock, profiles)) for name in plan.indicators},
    )


def _featured(plan: Plan, stock: Mapping[str, Shelf], regions: tuple[str, ...]) -> Iterator[Featured]:
    """Yield a table for each level that has profiles, of the first few indicators that the level has."""
    for level in Level:
        inside = [region for region in regions if plan.regions[region].level is level]
        known = [name for name in plan.sections.at_a_glance if any(_latest(stock, r, name) for r in inside)]
        # A list of a thousand municipalities is for finding one; their figures are on the indicators' pages.
        names = known[:MOST_COLUMNS] if len(inside) <= MOST_ROWS else []
        rows = tuple(Row(label=r, figures=tuple(_latest(stock, r, name) for name in names)) for r in inside)
        if rows:
            yield Featured(level=level, indicators=tuple(names), rows=rows)


def _latest(stock: Mapping[str, Shelf], region: str, name: str) -> Figure | None:
    shelf = stock.get(region)
    period = shelf.latest(name) if shelf else None
    return shelf.get(name, Group.MINORITY, period) if shelf and period else None


def _rankings(plan: Plan, name: str, stock: Stock, profiles: Profiles) -> Iterator[Ranking]:
    for community in profiles:
        shelves = stock[community]
        for level in Level:
            inside = [shelf for region, shelf in shelves.items() if plan.regions[region].level is level]
            period = max((period for shelf in inside for period in shelf.periods(name)), default=None)
            if period is not None:
                rows = [_ranked(shelf, name, period) for shelf in inside if period in shelf.periods(name)]
                figures = [figure for row in rows for figure in row.figures if figure is not None]
                yield Ranking(
                    community=community,
                    level=level,
                    period=period,
                    populations=tuple(dict.fromkeys(figure.population for figure in figures)),
                    rows=tuple(sorted(rows, key=_descending)),
                )


def _ranked(shelf: Shelf, name: str, period: str) -> Row:
    return Row(label=shelf.region, figures=tuple(shelf.get(name, group, period) for group in (*WHOM, Group.RANK)))


def _descending(row: Row) -> tuple[bool, float, str]:
    value = row.figures[0].value if row.figures[0] else None
    return (value is None, -(value or 0), row.label)
