"""One community's FIGURES: every indicator that its sources carry, in each of its regions, groups and periods."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipelines.compute.cells import cell_names
from pipelines.compute.kinds import KINDS, Cells, Measure
from pipelines.compute.populations import carried
from pipelines.compute.territory import regions_of
from pipelines.model import From, Indicator, Interval, Kind, Plan, Population, Reliability, ReliabilityRule, Status
from pipelines.tables import COLUMNS, FIGURES, check

ID = ["community", "region", "indicator", "group", "breakdown", "period"]


def compute(observations: pd.DataFrame, plan: Plan, name: str) -> pd.DataFrame:
    """Return the FIGURES of community `name`, sorted by id.

    Where several sources carry an indicator, a region and period has the figures of one: the first that reports.
    """
    inside = observations[observations["region"].isin(regions_of(plan.communities[name], plan))]
    parts = [part.assign(community=name) for part in _parts(inside, plan, name)]
    if not parts:
        return FIGURES.coerce_dtype(pd.DataFrame(columns=COLUMNS))
    return check(_finished(_of_one_source(pd.concat(parts, ignore_index=True), plan), plan), FIGURES)


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
                cells = Cells(measure, of, tuple(sorted(origin.over)), tuple(indicator.groups))
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
    return _classed(_withheld(table, indicator), plan.sources[origin.source].reliability).assign(
        population=population.id, unit=indicator.unit, source=origin.source
    )


def _withheld(table: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Return the table with impossible percentages (below 0, above 100) withheld: the copy or the table is wrong."""
    if indicator.unit != "percent":
        return table
    impossible = table["value"].notna() & ~table["value"].between(0, 100)
    return table.assign(
        value=table["value"].mask(impossible),
        status=table["status"].mask(impossible, Status.WITHHELD.value),
        lower=table["lower"].mask(impossible),
        upper=table["upper"].mask(impossible),
    )


def _classed(table: pd.DataFrame, rules: list[ReliabilityRule]) -> pd.DataFrame:
    """Return the table with the reliability that the source's first fitting rule gives each reported value.

    Where the source itself asks for caution, no rule says better.
    """
    counted = table["numerator"].fillna(table["value"])
    reported = table["status"] == Status.REPORTED
    reliability = pd.Series("", index=table.index)
    for rule in rules:
        fits = reported & (reliability == "")
        if rule.below is not None:
            fits &= counted < rule.below
        if rule.extreme:
            fits &= (table["value"] <= 0) | (table["value"] == 100)
        reliability = reliability.mask(fits, rule.reliability.value)
    asked = reported & (table["quality"] == "caution") & (reliability != Reliability.POOR)
    symbol = (reported & (table["quality"] == "caution")).map({True: "E", False: ""})
    return table.assign(reliability=reliability.mask(asked, Reliability.CAUTION.value), symbol=symbol)


def _finished(table: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return the table with ids, region names, breaks and bounds, in the contract's columns and order."""
    table = table.sort_values(ID, ignore_index=True)
    breaks = {(name, change.period): change.id for name, source in plan.sources.items() for change in source.breaks}
    middle = table["breakdown"].where(table["breakdown"] == "", ":" + table["breakdown"].str.replace(";", ":"))
    bounded = table["lower"].notna() & table["upper"].notna()
    head = table["community"] + ":" + table["region"] + ":" + table["indicator"] + ":" + table["group"]
    return table.assign(
        figure_id=head + middle + ":" + table["period"],
        region_name=table["region"].map({name: region.name.en for name, region in plan.regions.items()}),
        region_level=table["region"].map({name: region.level.value for name, region in plan.regions.items()}),
        lower=table["lower"].where(bounded),
        upper=table["upper"].where(bounded),
        # The only bounds that a source publishes are those of its sample.
        interval=bounded.map({True: Interval.SAMPLING95.value, False: Interval.NONE.value}),
        kind=Kind.SYNTHETIC.value if plan.synthetic else table["kind"].map(str),
        series_break=[breaks.get(key, "") for key in zip(table["source"], table["period"], strict=True)],
    )[COLUMNS]
