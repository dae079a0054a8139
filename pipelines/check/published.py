"""Published figures + the rules that lead from them + FIGURES → what agrees, what differs and why, what has no figure.

Nothing is explained by a wider tolerance. Our value agrees with a published one when it lies within half a unit of the
publication's last digit, or when what random rounding can have done to the counts (bounds of kind `rounding`) reaches
there. Everything else is a difference: it is declared, with its size, or it is a fault.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import pandas as pd

from pipelines.errors import Fault, VerificationError
from pipelines.methods.rounding import WORST_ERROR
from pipelines.model import Interval, Plan, Status
from pipelines.model.published import (
    CellPick,
    Checked,
    Formula,
    Outcome,
    Pick,
    Published,
    PublishedRow,
    PublishedRule,
    Within,
)

# Fifteen digits are all that a double carries.
DIGITS = ".15g"
# A unit of the store → what a publication must count in for the two to be compared.
COMPARABLE = {
    "persons": ("persons",),
    "percent": ("percent",),
    "dollars": ("dollars",),
    "points": ("points",),
    "ratio": ("number",),
}
Store = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value with what rounding leaves certain of it, in `unit`; the bounds are the value where nothing is known."""

    value: Decimal
    lower: Decimal
    upper: Decimal
    unit: str

    def times(self, factor: Decimal) -> Value:
        """Return the value so many times; a negative factor turns the bounds round."""
        bounds = sorted((self.lower * factor, self.upper * factor))
        return replace(self, value=self.value * factor, lower=bounds[0], upper=bounds[1])

    def plus(self, other: Value) -> Value:
        """Return the sum; the worst cases add up."""
        if other.unit != self.unit:
            raise _AbsentError(f"it adds {self.unit} and {other.unit}")
        return replace(
            self, value=self.value + other.value, lower=self.lower + other.lower, upper=self.upper + other.upper
        )

    def in_percent_of(self, whole: Value) -> Value:
        """Return the value in per cent of another, between its worst cases."""
        if self.unit != whole.unit or self.unit != "persons" or whole.lower <= 0:
            raise _AbsentError(f"no share of {whole.value} {whole.unit} can be had of {self.value} {self.unit}")
        return Value(
            value=100 * self.value / whole.value,
            lower=100 * self.lower / whole.upper,
            upper=100 * self.upper / whole.lower,
            unit="percent",
        )


class _AbsentError(Exception):
    """What a rule leads to is not there, or cannot be put together; says why."""


def check_published(plan: Plan, tables: Iterable[pd.DataFrame]) -> tuple[Checked, ...]:
    """Return every published row held against FIGURES; raise VerificationError where one differs without its reason.

    Nothing is compared where nothing was declared, or where the figures are an emulator's inventions.
    """
    if plan.published is None or plan.synthetic:
        return ()
    checked = compared(plan.published, tables, plan.left_out)
    faults = [Fault("published", each.rule.id, each.fault) for each in checked if each.fault]
    if faults:
        raise VerificationError(faults)
    return checked


def compared(
    published: Published,
    tables: Iterable[pd.DataFrame],
    left_out: Collection[str] = (),
    beside: Iterable[PublishedRow] = (),
) -> tuple[Checked, ...]:
    """Return every published row held against FIGURES, faults and all.

    `left_out` are communities that a preview has no figures of; `beside` are more rows to take printed counts from.
    """
    store = _store(published, tables)
    cells = {row.key: row for row in (*beside, *published.rows)}
    return tuple(_checked(row, published, cells, store, left_out) for row in published.rows)


def _store(published: Published, tables: Iterable[pd.DataFrame]) -> Store:
    """Return id → figure for the figures that are asked for, and no others: there are some hundred thousand."""
    wanted = {
        name
        for row in published.rows
        for pick in _picks(published.led[row.key].ours)
        for name in _ids(pick, row, published)
    }
    columns = ["figure_id", "value", "unit", "status", "lower", "upper", "interval"]
    found = [table.loc[table["figure_id"].isin(wanted), columns] for table in tables]
    records = (dict(zip(columns, values, strict=True)) for table in found for values in table.to_numpy().tolist())
    return {record["figure_id"]: record for record in records}


def _picks(ours: Formula | None) -> list[Pick]:
    return [*ours.figures, *ours.per] if ours else []


def _ids(pick: Pick, row: PublishedRow, published: Published) -> list[str]:
    """Return the ids of the figures that a pick means for a row."""
    place = pick.region or published.rules.places.get(row.geography, "")
    regions = published.rules.regions[pick.over] if pick.over else [place]
    parts = [pick.indicator, pick.group, *pick.breakdown.split(";"), pick.period or row.census_year]
    end = ":".join(part for part in parts if part)
    return [f"{pick.community}:{region}:{end}" for region in regions]


def _checked(
    row: PublishedRow,
    published: Published,
    cells: Mapping[str, PublishedRow],
    store: Store,
    left_out: Collection[str],
) -> Checked:
    rule = published.led[row.key]
    if rule.ours is None:
        return Checked(row=row, rule=rule, outcome=Outcome.NOT_COMPUTED)
    picks = _picks(rule.ours)
    if any(pick.community in left_out for pick in picks):
        return Checked(row=row, rule=rule, outcome=Outcome.LEFT_OUT)
    ids = tuple(dict.fromkeys(name for pick in picks for name in _ids(pick, row, published)))
    kind = published.rules.units[row.unit].kind
    try:
        ours = _ours(rule.ours, row, published, cells, store)
        if kind not in COMPARABLE.get(ours.unit, ()):
            raise _AbsentError(f"ours is in {ours.unit}, which does not compare with {row.unit}")
    except _AbsentError as absent:
        said = f"{row.said}: published {row.value} {row.unit}, ours none: {absent}; mend the rule {rule.id}"
        return Checked(row=row, rule=rule, outcome=Outcome.DIFFERS, figures=ids, fault=said)
    return _compared(row, rule, ours, ids)


def _compared(row: PublishedRow, rule: PublishedRule, ours: Value, ids: tuple[str, ...]) -> Checked:
    """Return the row with its outcome; a difference without its reason, or a reason without it, is a fault."""
    printed = Decimal(row.value)
    step = last_unit(row.value, rule.rounded_to)
    value = (ours.value / step).quantize(Decimal(1), ROUND_HALF_EVEN) * step
    within = _within(printed, step, ours)
    known = Checked(
        row=row,
        rule=rule,
        outcome=Outcome.AGREES,
        value=value,
        lower=ours.lower if ours.lower != ours.upper else None,
        upper=ours.upper if ours.lower != ours.upper else None,
        difference=value - printed,
        within=within,
        figures=ids,
    )
    fault = ""
    if within and rule.reason:
        fault = f"the two agree, and the rule {rule.id} explains a difference ({rule.reason}); take the reason out"
    elif not within and not rule.reason:
        fault = f"they differ by {value - printed}, and no reason is declared"
    elif not within and value - printed != Decimal(rule.difference or "0"):
        fault = f"they differ by {value - printed}, and the rule {rule.id} explains {rule.difference}"
    if fault:
        said = f"{row.said}: published {row.value} {row.unit}, ours {ours.value:{DIGITS}} ({_named(ids)}): {fault}"
        return replace(known, outcome=Outcome.DIFFERS, fault=said)
    return replace(known, outcome=Outcome.EXPLAINED) if rule.reason else known


def _named(ids: tuple[str, ...]) -> str:
    if not ids:
        return "from the publication's own counts"
    return ids[0] if len(ids) == 1 else f"{ids[0]} and {len(ids) - 1} more"


def last_unit(printed: str, rounded_to: int | None = None) -> Decimal:
    """Return the unit of a printed number's last digit (`8.0` → 0.1), or the step to which it is said to be rounded."""
    exponent = Decimal(printed).as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(rounded_to) if rounded_to else Decimal(1).scaleb(exponent)


def _within(printed: Decimal, step: Decimal, ours: Value) -> Within | None:
    """Return how the two agree: both ends of half a unit belong to it, for publishers round halves either way."""
    lowest, highest = printed - step / 2, printed + step / 2
    if lowest <= ours.value <= highest:
        return Within.PRINTED
    return Within.ROUNDING if ours.lower <= highest and lowest <= ours.upper else None


def _ours(
    formula: Formula, row: PublishedRow, published: Published, printed: Mapping[str, PublishedRow], store: Store
) -> Value:
    """Return our value of a row; raises _AbsentError where a part of it is not there."""

    def figures(picks: list[Pick]) -> Value:
        found = [
            _figure(name, store).times(Decimal(pick.times)) for pick in picks for name in _ids(pick, row, published)
        ]
        return _sum(found)

    def cells(picks: list[CellPick]) -> Value:
        error = Decimal(WORST_ERROR) if formula.cells_rounded else Decimal(0)
        return _sum([_cell(pick, row, printed, error) for pick in picks])

    part = figures(formula.figures) if formula.figures else cells(formula.cells)
    if formula.per:
        return part.in_percent_of(figures(formula.per))
    return part.in_percent_of(cells(formula.per_cells)) if formula.per_cells else part


def _sum(values: list[Value]) -> Value:
    first, *others = values
    for other in others:
        first = first.plus(other)
    return first


def _figure(name: str, store: Store) -> Value:
    figure = store.get(name)
    if figure is None:
        raise _AbsentError(f"the store has no figure {name}")
    if figure["status"] != Status.REPORTED:
        raise _AbsentError(f"{name} is {figure['status']}")
    value = _exact(figure["value"])
    # A sampling interval says nothing of how two printings of the same number may differ.
    bounded = figure["interval"] == Interval.ROUNDING
    lower, upper = (_exact(figure[bound]) if bounded else value for bound in ("lower", "upper"))
    if not lower <= value <= upper:
        raise _AbsentError(f"{name} is {value}, outside its own bounds {lower} to {upper}")
    return Value(value=value, lower=lower, upper=upper, unit=figure["unit"])


def _cell(pick: CellPick, row: PublishedRow, printed: Mapping[str, PublishedRow], error: Decimal) -> Value:
    """Return a count that the publication prints beside the row."""
    other = printed.get(replace(row, **pick.of).key)
    if other is None:
        raise _AbsentError(f"the publication's own {pick.of} is not among the rows")
    value = Decimal(other.value)
    exact = Value(value=value, lower=value - error, upper=value + error, unit="persons")
    return exact.times(Decimal(str(pick.times)))


def _exact(value: float) -> Decimal:
    return Decimal(f"{value:{DIGITS}}")


def unlike(rows: Iterable[PublishedRow], kept: Published) -> Iterator[str]:
    """Yield the rows of another file that are kept here with another value: one of the two is not what was printed."""
    known = {row.key: row for row in kept.rows}
    for row in rows:
        other = known.get(row.key)
        if other is not None and other.value != row.value:
            yield f"{row.said}: published {row.value} {row.unit}, and {other.value} in the project's own file"
