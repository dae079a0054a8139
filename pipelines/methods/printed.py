"""FIGURES → which counts of persons each of them prints or hides: by universe, breakdown and population, not by name.

The same persons may be printed as a count, as the numerator of one percentage and as the denominator of another, by
several communities and tables. A cell is one such count; PRINTED has a row for each time that a figure shows or hides
one: figure (its row), cell key, region, period, `role` (value, numerator or denominator), `value` (persons, missing
where hidden), `error` (the most that rounding can have done to it), `hidden`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import pandas as pd

from pipelines.model import From, Group, Indicator, Plan, Population, Status, weight

HIDDEN = (Status.SUPPRESSED.value, Status.WITHHELD.value)
# The rule of what is withheld for the sake of another: no secret of its own, and nobody's to be told either.
COMPLEMENTARY = "complementary"
# Kinds of indicator that are made of counts of persons.
COUNTED = ("count", "share", "proportion", "distribution")
# Columns that say, row by row, of which cells a figure is made.
MAKE = ["community", "indicator", "source", "population", "group", "breakdown"]
PLACE = ["region", "period"]
KEY = ["universe", "breakdown", "people"]
CELL = [*KEY, *PLACE]


class People(NamedTuple):
    """Whom a cell counts: categories and how much of each, spelled so that equal ones are equal."""

    weights: tuple[tuple[str, Fraction], ...]

    def __str__(self) -> str:
        """Return the weights as a sum: `fols-english + 1/2 fols-both`."""
        return " + ".join(name if times == 1 else f"{times} {name}" for name, times in self.weights)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """One cell that figures of a make show, in which column, and how far rounding may have moved it."""

    role: str
    column: str
    universe: str
    breakdown: str
    people: People
    error: float


def secret(figures: pd.DataFrame, plan: Plan) -> pd.Series:
    """Return where a figure of minority, majority or total is hidden by something that makes its number a secret."""
    spared = plan.rules.disclosure.spared
    whom = figures["group"].isin((Group.MINORITY, Group.MAJORITY, Group.TOTAL))
    return figures["status"].isin(HIDDEN) & whom & ~figures["rule"].isin(spared)


def printed(figures: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return PRINTED of the figures: what is shown anywhere of a universe in which something is hidden."""
    hidden = secret(figures, plan)
    rows = figures[hidden | ((figures["status"] == Status.REPORTED) & _has_counts(figures))]
    makes = rows.groupby(MAKE, observed=True, sort=False).ngroup()
    first = rows.assign(make=makes).drop_duplicates("make").set_index("make")[MAKE]
    shown = {int(make): list(_shown(plan, *values)) for make, *values in first.itertuples(name=None)}
    told = [(make, *_values(one)) for make, ones in shown.items() for one in ones]
    what = pd.DataFrame(told, columns=["make", "role", "column", *KEY, "error"])
    wanted = _touched(what, set(makes[hidden.loc[rows.index]].unique()))
    what = what[what["universe"].isin(wanted)]
    parts = [_part(rows, makes, hidden, what[what["column"] == column], column) for column in what["column"].unique()]
    if not parts:
        return pd.DataFrame(columns=["figure", *CELL, "role", "value", "error", "hidden"])
    return pd.concat(parts, ignore_index=True)


def _has_counts(figures: pd.DataFrame) -> pd.Series:
    return (figures["unit"] == "persons") | figures["numerator"].notna()


def _values(one: _Shown) -> tuple[object, ...]:
    return (one.role, one.column, one.universe, one.breakdown, one.people, one.error)


def _touched(what: pd.DataFrame, makes: set[int]) -> set[str]:
    """Return the universes of which a hidden figure shows or hides a cell."""
    return set(what["universe"][what["make"].isin(makes)])


def _part(rows: pd.DataFrame, makes: pd.Series, hidden: pd.Series, what: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return PRINTED of one column of the figures."""
    here = rows[makes.isin(what["make"])]
    table = pd.DataFrame(
        {
            "figure": here.index,
            "make": makes.loc[here.index],
            "value": here[column],
            "hidden": hidden.loc[here.index],
            **{name: here[name] for name in PLACE},
        }
    ).merge(what.drop(columns="column"), on="make", validate="m:m")
    # Of a hidden percentage the numerator is the secret; its denominator may be told or not, elsewhere.
    kept = table["value"].notna() | (table["hidden"] & (table["role"] != "denominator"))
    return table[kept][["figure", *CELL, "role", "value", "error", "hidden"]]


def _shown(
    plan: Plan, community: str, indicator: str, source: str, population: str, group: str, breakdown: str
) -> Iterator[_Shown]:
    """Yield what figures of one make show; nothing where the source prints a value without its counts."""
    declared = plan.indicators.get(indicator)
    origin = next((each for each in declared.sources if each.source == source), None) if declared else None
    if declared is None or origin is None or declared.kind not in COUNTED:
        return
    found = _population(plan, community, declared, source, population, breakdown)
    if found is None:
        return
    inside = "" if found.breakdown else breakdown
    for role, column, measure, over, whom in _columns(declared, origin, group, inside):
        weights = getattr(found, whom)
        yield _Shown(
            role=role,
            column=column,
            universe=universe(plan, source, measure),
            breakdown=over,
            people=people(plan, weights),
            error=error(plan, source, measure, weights),
        )


def _columns(indicator: Indicator, origin: From, group: str, inside: str) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield (role, column, measure, breakdown, whom) for each cell that a figure of this kind and group shows."""
    whom = ("minority", "majority", "total")
    if indicator.kind == "count" and group in whom:
        yield "value", "value", origin.measure, inside, group
    elif group == Group.MINORITY_SHARE:
        yield "numerator", "numerator", origin.measure, inside, "minority"
        yield "denominator", "denominator", origin.measure, inside, "total"
    elif group in whom:
        yield "numerator", "numerator", origin.measure, inside, group
        if indicator.kind == "share":
            yield "denominator", "denominator", origin.measure, inside, "total"
        elif indicator.kind == "proportion":
            yield "denominator", "denominator", origin.of, inside, group
        else:
            yield "denominator", "denominator", origin.measure, "", group


def _population(
    plan: Plan, community: str, indicator: Indicator, source: str, name: str, breakdown: str
) -> Population | None:
    """Return the declared population that a figure names, as its source carries it."""
    has = plan.sources[source].populations
    for each in plan.communities[community].populations.get(indicator.concept or "main", []):
        groups = [getattr(each, group) for group in indicator.groups]
        if each.id == name and each.breakdown in ("", breakdown) and all(c in has for g in groups for c in g):
            return each
    return None


def universe(plan: Plan, source: str, measure: str) -> str:
    """Return the name of what a measure counts, the same for measures that are declared to count the same persons."""
    for name, sources in plan.rules.disclosure.same_counts.items():
        if measure in sources.get(source, ()):
            return name
    return f"{source}/{measure}"


def people(plan: Plan, weights: Mapping[str, int | float | str]) -> People:
    """Return whom the weights count, with what a source made of other categories taken apart again."""
    found: dict[str, Fraction] = {}
    for category, times in weights.items():
        made_of = plan.rules.disclosure.made_of.get(category, {category: 1})
        for part, share in made_of.items():
            found[part] = found.get(part, Fraction(0)) + weight(times) * weight(share)
    return People(tuple(sorted(found.items())))


def error(plan: Plan, source: str, measure: str, weights: Mapping[str, int | float | str]) -> float:
    """Return the most, in persons, that random rounding can have moved a weighted sum of published counts."""
    rounding = plan.rules.rounding
    if measure in rounding.exact.get(source, ()):
        return 0.0
    return float(sum(weight(times) * Fraction(rounding.errors.get(c, rounding.error)) for c, times in weights.items()))
