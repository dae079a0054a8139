"""One community's FIGURES: every indicator that its sources carry, in each of its regions, groups and periods."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from pipelines.compute.cells import cell_names
from pipelines.compute.populations import GROUPS, carried
from pipelines.compute.territory import regions_of
from pipelines.methods.combine import weighted_sum, worst
from pipelines.model import From, Indicator, Interval, Kind, Plan, Population, ReliabilityRule, Status
from pipelines.tables import COLUMNS, FIGURES, check

PLACE = ["period", "region", "breakdown"]
ID = ["community", "region", "indicator", "group", "breakdown", "period"]


def compute(observations: pd.DataFrame, plan: Plan, name: str) -> pd.DataFrame:
    """Return the FIGURES of community `name`, sorted by id; an indicator's first source of a period is the one used."""
    inside = observations[observations["region"].isin(regions_of(plan.communities[name], plan))]
    parts = [part.assign(community=name) for part in _parts(inside, plan, name)]
    if not parts:
        return FIGURES.coerce_dtype(pd.DataFrame(columns=COLUMNS))
    return check(_finished(pd.concat(parts, ignore_index=True).drop_duplicates(ID), plan), FIGURES)


def _parts(observations: pd.DataFrame, plan: Plan, name: str) -> Iterator[pd.DataFrame]:
    """Yield a table for each indicator, source and population that has cells."""
    for key, indicator in plan.indicators.items():
        for origin in indicator.sources:
            of_measure = (observations["source"] == origin.source) & (observations["measure"] == origin.measure)
            cells = observations[of_measure]
            if len(cells):
                for population in carried(plan.communities[name], indicator, plan.sources[origin.source]):
                    yield _of_population(cells, plan, indicator, origin, population).assign(indicator=key)


def _of_population(
    cells: pd.DataFrame, plan: Plan, indicator: Indicator, origin: From, population: Population
) -> pd.DataFrame:
    table = KINDS[indicator.kind](cells, population)
    if population.breakdown:
        table["breakdown"] = population.breakdown
    table["cell"] = cell_names(table, plan, origin, population)
    return _classed(_withheld(table, indicator), plan.sources[origin.source].reliability).assign(
        population=population.id, unit=indicator.unit, source=origin.source
    )


def _counts(cells: pd.DataFrame, population: Population) -> pd.DataFrame:
    """Return persons in each group: the declared weights over the published counts."""
    parts = [weighted_sum(cells, getattr(population, group)).assign(group=group) for group in GROUPS]
    return pd.concat(parts, ignore_index=True).assign(kind=Kind.COMPUTED, numerator=np.nan, denominator=np.nan)


def _shares(cells: pd.DataFrame, population: Population) -> pd.DataFrame:
    """Return minority and majority as per cent of all persons; 0 of 0 is not applicable."""
    whole = weighted_sum(cells, population.total)
    parts = []
    for group in GROUPS[:2]:
        part = weighted_sum(cells, getattr(population, group))
        pair = whole.merge(part, on=PLACE, how="left", suffixes=("_whole", "_part"), validate="1:1")
        status = worst(pair["status_part"].fillna(Status.NOT_AVAILABLE.value), pair["status_whole"])
        empty = (status == Status.REPORTED) & (pair["value_whole"] == 0)
        status = status.mask(empty, Status.NOT_APPLICABLE.value)
        reported = status == Status.REPORTED
        value = (100 * pair["value_part"] / pair["value_whole"]).where(reported)
        parts.append(
            pair[PLACE].assign(
                group=group,
                value=value,
                status=status,
                numerator=pair["value_part"].where(reported),
                denominator=pair["value_whole"].where(reported),
            )
        )
    return pd.concat(parts, ignore_index=True).assign(kind=Kind.COMPUTED)


def _published(cells: pd.DataFrame, population: Population) -> pd.DataFrame:
    """Return percentages or means as the source prints them, each group a single category of the source."""
    group_of = {next(iter(getattr(population, group))): group for group in GROUPS}
    table = cells[cells["population"].isin(group_of)]
    groups = table["population"].map(group_of)
    return table[[*PLACE, "value", "status"]].assign(
        group=groups, kind=Kind.PUBLISHED, numerator=np.nan, denominator=np.nan
    )


KINDS: dict[str, Callable[[pd.DataFrame, Population], pd.DataFrame]] = {
    "count": _counts,
    "share": _shares,
    "rate": _published,
    "mean": _published,
}


def _withheld(table: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Return the table with impossible percentages (below 0, above 100) withheld: the copy or the table is wrong."""
    if indicator.unit != "percent":
        return table
    impossible = table["value"].notna() & ~table["value"].between(0, 100)
    return table.assign(
        value=table["value"].mask(impossible), status=table["status"].mask(impossible, Status.WITHHELD.value)
    )


def _classed(table: pd.DataFrame, rules: list[ReliabilityRule]) -> pd.DataFrame:
    """Return the table with the reliability that the source's first fitting rule gives each reported value."""
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
    return table.assign(reliability=reliability)


def _finished(table: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return the table with ids, region names, breaks and bounds, in the contract's columns and order."""
    table = table.sort_values(ID, ignore_index=True)
    breaks = {(name, change.period): change.id for name, source in plan.sources.items() for change in source.breaks}
    middle = table["breakdown"].where(table["breakdown"] == "", ":" + table["breakdown"])
    head = table["community"] + ":" + table["region"] + ":" + table["indicator"] + ":" + table["group"]
    return table.assign(
        figure_id=head + middle + ":" + table["period"],
        region_name=table["region"].map({name: region.name.en for name, region in plan.regions.items()}),
        region_level=table["region"].map({name: region.level.value for name, region in plan.regions.items()}),
        lower=np.nan,
        upper=np.nan,
        interval=Interval.NONE.value,
        kind=table["kind"].map(str),
        series_break=[breaks.get(key, "") for key in zip(table["source"], table["period"], strict=True)],
    )[COLUMNS]
