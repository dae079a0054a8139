"""One community's FIGURES: every indicator that its sources carry, in each of its regions, groups and periods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from pipelines.compute.anomaly import flagged
from pipelines.compute.cells import cell_names
from pipelines.compute.change import changed
from pipelines.compute.compare import compared
from pipelines.compute.comparing import ids
from pipelines.compute.complementary import complementary
from pipelines.compute.intervals import bounded
from pipelines.compute.kinds import KINDS, Cells, Measure
from pipelines.compute.populations import carried
from pipelines.compute.rank import ranked
from pipelines.compute.standard import standardised
from pipelines.compute.territory import regions_of
from pipelines.compute.withholding import classed, withheld
from pipelines.model import From, Indicator, Kind, Plan, Population, Status
from pipelines.tables import COLUMNS, FIGURES, check, no_figures

ID = ["community", "region", "indicator", "group", "breakdown", "period"]


def compute(observations: pd.DataFrame, plan: Plan, name: str) -> pd.DataFrame:
    """Return the FIGURES of community `name`, sorted by id.

    Where several sources carry an indicator, a region and period has the figures of one: the first that reports.
    """
    inside = observations[observations["region"].isin(regions_of(plan.communities[name], plan))]
    parts = [part.assign(community=name) for part in _parts(inside, plan, name)]
    if not parts:
        return no_figures()
    table = _named(_of_one_source(pd.concat(parts, ignore_index=True), plan), plan)
    table = complementary(flagged(classed(withheld(table, plan), plan), plan), plan)
    table = _with(table, [withheld(standardised(table, plan), plan)])
    table = _with(table, _compared(table, plan))
    return check(table.sort_values(ID, ignore_index=True)[COLUMNS], FIGURES)


def _compared(table: pd.DataFrame, plan: Plan) -> Iterator[pd.DataFrame]:
    """Yield every comparison of the figures, held to the same rules as they are."""
    for part in (*compared(table, plan), *changed(table, plan), *ranked(table, plan)):
        yield withheld(part, plan)


def _with(table: pd.DataFrame, parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    added = [part[table.columns] for part in parts]
    return pd.concat([table, *added], ignore_index=True) if added else table


def _of_one_source(table: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return the rows of the first source, in the indicator's order, that reports something for a region and period.

    Parts of a distribution from two tables would not add up, and a rate beside another table's count mislead.
    """
    order = {
        (name, origin.source): rank
        for name, indicator in plan.indicators.items()
        for rank, origin in enumerate(indicator.sources)
    }
    rank = pd.Series([order[key] for key in zip(table["indicator"], table["source"], strict=True)], index=table.index)
    # A source that reports nothing there comes after all that report something.
    silent = rank + len(order)
    tried = rank.where(table["status"] == Status.REPORTED, silent)
    place = [table[column] for column in ("indicator", "region", "period")]
    of_source = tried.groupby([*place, table["source"]]).transform("min")
    best = of_source.groupby(place).transform("min")
    return table[of_source == best].drop_duplicates(ID)


def _parts(observations: pd.DataFrame, plan: Plan, name: str) -> Iterator[pd.DataFrame]:
    """Yield a table for each indicator, source and population that has cells."""
    grouped = observations.groupby(["source", "measure"], observed=True)
    by_measure = {(str(source), str(name)): Measure(cells) for (source, name), cells in grouped}
    for key, indicator in plan.indicators.items():
        for origin in indicator.sources:
            measure = by_measure.get((origin.source, origin.measure))
            of = by_measure.get((origin.source, origin.of)) if origin.of else measure
            if measure is not None and of is not None:
                cells = Cells(measure, of, tuple(sorted(origin.over)), tuple(indicator.groups), plan.rules.rounding)
                for population in carried(plan.communities[name], indicator, plan.sources[origin.source]):
                    part = _of_population(cells, plan, indicator, origin, population)
                    if len(part):
                        yield part.assign(indicator=key)


def _of_population(
    cells: Cells, plan: Plan, indicator: Indicator, origin: From, population: Population
) -> pd.DataFrame:
    table = KINDS[indicator.kind](cells, population)
    if table.empty:
        return table
    if population.breakdown:
        table["breakdown"] = population.breakdown
    table["cell"] = cell_names(table, plan, origin, population)
    return bounded(table, indicator, origin, plan).assign(
        population=population.id, unit=indicator.unit, source=origin.source
    )


def _named(table: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return the table with ids, region names and breaks, every column of the contract in it."""
    table = table.sort_values(ID, ignore_index=True)
    breaks = {(name, change.period): change.id for name, source in plan.sources.items() for change in source.breaks}
    return table.assign(
        figure_id=ids(table),
        region_name=table["region"].map({name: region.name.en for name, region in plan.regions.items()}),
        region_level=table["region"].map({name: region.level.value for name, region in plan.regions.items()}),
        since="",
        reliability="",
        symbol="",
        rule="",
        kind=Kind.SYNTHETIC.value if plan.synthetic else table["kind"].map(str),
        series_break=[breaks.get(key, "") for key in zip(table["source"], table["period"], strict=True)],
    )
