"""Registers, figures and a day → what pages say of the entries, and the questions that a region's figures put."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from pipelines.methods.following import progress, representation_index
from pipelines.model import Figure, Group, Plan
from pipelines.model.published import Checked
from pipelines.model.registers import (
    DecisionTable,
    Entry,
    MobilizationPlan,
    Outreach,
    Partnership,
    PlanIndicator,
    RegisterKind,
    Reported,
)
from pipelines.model.shelved import Followed, Prompted, Shelved

Finder = Callable[[str], Figure | None]
MONTHS = 12
# All of the way, in per cent.
THERE = 100


def shelve(
    plan: Plan, figures: Finder, checked: Sequence[Checked], today: str
) -> dict[RegisterKind, tuple[Shelved, ...]]:
    """Return every entry by kind, in the order of their titles."""
    found: dict[RegisterKind, tuple[Shelved, ...]] = {}
    for kind, entries in plan.registers.entries.items():
        shelf = [_shelved(plan, kind, name, entry, figures, checked, today) for name, entry in entries.items()]
        found[kind] = tuple(sorted(shelf, key=lambda each: (each.entry.title.en.casefold(), each.id)))
    return found


def _shelved(
    plan: Plan, kind: RegisterKind, name: str, entry: Entry, figures: Finder, checked: Sequence[Checked], today: str
) -> Shelved:
    looked_at = entry.checked.on if entry.checked else entry.added.on
    months = plan.register_terms.kinds[kind].stale_after_months if plan.register_terms else None
    found = {each: figures(each) for each in rests_on(entry)}
    index, lines, late, rows = None, (), (), ()
    if isinstance(entry, DecisionTable):
        share = found.get(entry.population)
        index = representation_index(entry.held_by_minority, entry.seats, share.value if share else None)
    elif isinstance(entry, MobilizationPlan):
        lines = tuple(_followed(plan, name, each, found, today) for each in entry.indicators)
        late = tuple(not each.done and each.end < today[: len(each.end)] for each in entry.activities)
    elif isinstance(entry, Reported):
        rows = tuple(
            each
            for each in checked
            if each.row.publication == entry.publication and each.row.geography in entry.geography
        )
    return Shelved(
        kind=kind,
        id=name,
        entry=entry,
        looked_at=looked_at,
        stale=months is not None and months_between(looked_at, today) >= months,
        figures=found,
        index=index,
        followed=lines,
        late=late,
        rows=rows,
    )


def rests_on(entry: Entry) -> Iterator[str]:
    """Yield the ids of the figures that an entry rests on."""
    if isinstance(entry, DecisionTable):
        yield entry.population
    elif isinstance(entry, Outreach) and entry.of:
        yield entry.of
    elif isinstance(entry, Partnership) and entry.baseline:
        yield entry.baseline
    elif isinstance(entry, MobilizationPlan):
        yield from (each.baseline_figure for each in entry.indicators if each.baseline_figure)


def months_between(then: str, now: str) -> int:
    """Return how many whole months lie between two days."""
    first, last = date.fromisoformat(then), date.fromisoformat(now)
    return (last.year - first.year) * MONTHS + last.month - first.month - (last.day < first.day)


def _followed(plan: Plan, name: str, indicator: PlanIndicator, found: dict[str, Figure | None], today: str) -> Followed:
    figure = found.get(indicator.baseline_figure)
    began = figure.value if figure else indicator.baseline
    rows = [row for row in plan.registers.observed.get(name, ()) if row.indicator == indicator.id]
    last = max(rows, key=lambda row: row.on, default=None)
    reached = progress(began, last.value if last else None, indicator.target)
    is_due = indicator.due < today[: len(indicator.due)]
    late = is_due and (reached is None or reached < THERE)
    return Followed(indicator=indicator, figure=figure, began=began, last=last, reached=reached, late=late)


def here(shelf: Sequence[Shelved], plan: Plan, community: str, region: str) -> Iterator[Shelved]:
    """Yield the entries that are about a community in a region, or in one that the region lies in."""
    around = [region]
    while (parent := plan.regions[around[-1]].parent) is not None:
        around.append(parent)
    for each in shelf:
        if community in each.entry.communities and set(around) & set(each.entry.regions):
            yield each


def prompted(plan: Plan, latest: Callable[[str, Group], Figure | None]) -> tuple[Prompted, ...]:
    """Return the questions that the latest figures of a region put, in the declared order."""
    found = []
    for prompt in plan.register_terms.prompts if plan.register_terms else ():
        figure = latest(prompt.indicator, Group(prompt.group))
        if figure is not None and _holds(prompt.at_least, prompt.at_most, prompt.beyond_doubt, figure):
            found.append(Prompted(prompt=prompt, figure=figure))
    return tuple(found)


def _holds(at_least: float | None, at_most: float | None, beyond_doubt: bool, figure: Figure) -> bool:
    """Return whether a figure is beyond a threshold: its value, or the whole of its interval."""
    ends = (figure.lower, figure.upper) if beyond_doubt else (figure.value, figure.value)
    low, high = ends
    if low is None or high is None:
        return False
    return low >= at_least if at_least is not None else at_most is not None and high <= at_most
