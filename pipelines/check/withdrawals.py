"""What moved since each frozen edition, and what was declared → a notice for every figure that is no longer given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pandas as pd

from pipelines.check.stores import Store
from pipelines.errors import DeclarationError, Problem
from pipelines.model import LANGS, Lang, Names, Plan, Reason, Status, Text, Withdrawal, Withdrawn

CHANGES = "profiles/changes.yml"


def withdrawals(
    present: Store, editions: Sequence[Store], since: Mapping[str, pd.DataFrame], plan: Plan
) -> dict[str, Withdrawn]:
    """Return figure id → its notice, for what a frozen edition reports, or somebody declared, and is given no more.

    `since` are the MOVES from each edition to the present. A figure whose source this build merely lacks has no notice.
    Raises DeclarationError where something declared as withdrawn is still given.
    """
    given = set(present.figures.loc[present.figures["status"] == Status.REPORTED, "figure_id"])
    declared = {each.figure: each for each in plan.changes.withdrawn if _community(each.figure) not in plan.left_out}
    _held(declared.values(), given, plan)
    found = {}
    # A later edition that has the number has the last word on where it can still be read.
    for edition in editions:
        for row in _lost(since[edition.date]):
            if row["figure_id"] not in given:
                found[row["figure_id"]] = _from_row(row, edition, plan)
    for name, withdrawal in declared.items():
        found[name] = _from_declared(withdrawal, found.get(name), present, plan)
    return dict(sorted(found.items()))


def _lost(moves: pd.DataFrame) -> Iterator[dict[str, str]]:
    lost = (moves["status_old"] == Status.REPORTED) & (moves["status_new"] != Status.REPORTED)
    rows = moves.loc[lost & (moves["reasons"] != Reason.SOURCE)]
    columns = ["figure_id", "reasons", "status_new", "rule_new"]
    yield from rows[columns].to_dict("records")  # type: ignore[misc]


def _from_row(row: Mapping[str, str], edition: Store, plan: Plan) -> Withdrawn:
    name = row["figure_id"]
    return Withdrawn(
        figure=name,
        label=Names(edition.names, plan.texts).figure(name),
        why=_why(row, plan),
        edition=edition.date,
    )


def _why(row: Mapping[str, str], plan: Plan) -> Text:
    """Return why a figure is no longer given: the rule that withholds it, else the reasons that are possible."""
    rule = plan.rules.why().get(row["rule_new"])
    said = {lang: rule[lang] if rule else _reasons(row["reasons"], plan, lang) for lang in LANGS}
    if row["status_new"]:
        for lang in LANGS:
            status = plan.texts[f"status_{row['status_new']}"][lang]
            said[lang] = f"{plan.texts['withdrawn_status'][lang].format(status=status)} {said[lang]}"
    return Text(**said)


def _reasons(reasons: str, plan: Plan, lang: Lang) -> str:
    named = [plan.texts[f"edition_reason_{Reason(each).name.lower()}"][lang] for each in reasons.split(", ")]
    return plan.texts["withdrawn_why"][lang].format(reasons=plan.texts["edition_or"][lang].join(named))


def _from_declared(said: Withdrawal, found: Withdrawn | None, present: Store, plan: Plan) -> Withdrawn:
    return Withdrawn(
        figure=said.figure,
        label=found.label if found else Names(present.names, plan.texts).figure(said.figure),
        why=said.why,
        date=said.date,
        edition=found.edition if found else "",
        replacement=said.replacement or "",
    )


def _held(declared: Iterable[Withdrawal], given: set[str], plan: Plan) -> None:
    """Raise where a declared withdrawal is not what the store says."""
    problems = []
    for each in declared:
        if each.figure in given:
            problems.append(("a withdrawn figure is still given", each.figure, "a store without its number"))
        new = each.replacement
        if new and _community(new) not in plan.left_out and new not in given:
            problems.append(("a replacement is not given", new, "a figure that has a number"))
    if problems:
        raise DeclarationError([Problem(CHANGES, 1, *problem) for problem in problems])


def _community(figure: str) -> str:
    return figure.partition(":")[0]


def notice_of(figure: str, editions: Sequence[Store], plan: Plan) -> Withdrawn | None:
    """Return the notice of a figure that the present store does not list; None where nothing is known of it."""
    last = next((e for e in reversed(editions) if (e.figures["figure_id"] == figure).any()), None)
    found = None
    if last is not None:
        row = {"figure_id": figure, "reasons": Reason.UNKNOWN.value, "status_new": "", "rule_new": ""}
        found = _from_row(row, last, plan)
    said = next((each for each in plan.changes.withdrawn if each.figure == figure), None)
    return _from_declared(said, found, Store("", pd.DataFrame()), plan) if said else found
