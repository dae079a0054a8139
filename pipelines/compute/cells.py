"""Where a figure's numbers stand in the published table, written as the table spells its members."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pandas as pd

from pipelines.model import From, Plan, Population, weight


def cell_names(table: pd.DataFrame, plan: Plan, origin: From, population: Population) -> pd.Series:
    """Return `region; measure; population; breakdown; period` for each row, a sum of categories written as one."""
    regions = {name: (region.tables or [region.name.en])[0] for name, region in plan.regions.items()}
    measure = plan.sources[origin.source].measures[origin.measure]
    groups = {group: _formula(table_group, plan) for group, table_group in _groups(population, table).items()}
    return (
        table["region"].map(regions)
        + f"; {measure}; "
        + table["group"].map(groups)
        + "; "
        + table["breakdown"].map(_breakdowns(table, plan))
        + "; "
        + table["period"]
    )


def _groups(population: Population, table: pd.DataFrame) -> dict[str, Mapping[str, int | float | str]]:
    return {group: getattr(population, group) for group in table["group"].unique()}


def _formula(weights: Mapping[str, int | float | str], plan: Plan) -> str:
    def term(category: str, factor: Fraction) -> str:
        spelled = plan.categories.populations[category].label.en
        return spelled if factor == 1 else f"{factor} of {spelled}"

    return " + ".join(term(category, weight(declared)) for category, declared in weights.items())


def _breakdowns(table: pd.DataFrame, plan: Plan) -> dict[str, str]:
    spelled = {"": "all"}
    for key in table["breakdown"].unique():
        if key:
            spelled[key] = ", ".join(_member(part, plan) for part in key.split(";"))
    return spelled


def _member(part: str, plan: Plan) -> str:
    dimension, _, member = part.partition("=")
    declared = plan.categories.breakdowns[dimension].members[member]
    return declared.tables[0] if declared.tables else declared.label.en
