"""Registers, figures and a day → what pages say of the entries, and the questions that a region's figures put."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from pipelines.methods.following import progress, representation_index
from pipelines.model import Figure, Group, Plan
from pipelines.model.published import Checked
from pipelines.model.registers import (
    Activity,
    DecisionTable,
    Entry,
    MobilizationPlan,
    PlanIndicator,
    RegisterKind,
    Reported,
    rests_on,
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
    found = {each: figures(each) for each in rests_on(entry)}
    table = entry if isinstance(entry, DecisionTable) else None
    followed = entry if isinstance(entry, MobilizationPlan) else None
    return Shelved(
        kind=kind,
        id=name,
        entry=entry,
        looked_at=_looked_at(entry),
        stale=_is_stale(plan, kind, entry, today),
        figures=found,
        index=_index(table, found) if table else None,
        followed=tuple(_followed(plan, name, each, found, today) for each in followed.indicators) if followed else (),
        late=tuple(_late(each, today) for each in followed.activities) if followed else (),
        rows=tuple(_rows(entry, checked)) if isinstance(entry, Reported) else (),
    )


def stale(plan: Plan, today: str) -> Iterator[tuple[RegisterKind, str, str]]:
    """Yield the entries that nobody has looked at for longer than their kind allows: (kind, id, the last day)."""
    for kind, name, entry in plan.registers.all():
        if _is_stale(plan, kind, entry, today):
            yield kind, name, _looked_at(entry)


def _looked_at(entry: Entry) -> str:
    return entry.checked.on if entry.checked else entry.added.on


def _is_stale(plan: Plan, kind: RegisterKind, entry: Entry, today: str) -> bool:
    months = plan.register_terms.kinds[kind].stale_after_months if plan.register_terms else None
    return months is not None and months_between(_looked_at(entry), today) >= months


def _index(table: DecisionTable, found: dict[str, Figure | None]) -> float | None:
    share = found.get(table.population)
    return representation_index(table.held_by_minority, table.seats, share.value if share else None)


def _late(activity: Activity, today: str) -> bool:
    return not activity.done and activity.end < today[: len(activity.end)]


def _rows(entry: Reported, checked: Sequence[Checked]) -> Iterator[Checked]:
    """Yield the published rows of an entry's publication and places."""
    for each in checked:
        if each.row.publication == entry.publication and each.row.geography in entry.geography:
            yield each


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
