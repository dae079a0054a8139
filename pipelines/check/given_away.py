"""Published comparisons of which one part is hidden → the hidden figures that they give away, whatever their unit.

Gap = minority - majority; ratio = minority / majority; people = gap x persons / 100; change = now - then; growth = now
in per cent of then, less 100. Each is made of two figures: with one of them published, it tells the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from pipelines.methods.printed import secret
from pipelines.model import Group, Plan, Status

SERIES = ["community", "region", "indicator", "population", "breakdown"]
WHOM = (Group.MINORITY.value, Group.MAJORITY.value)
# Of one census, and of two; a rank gives no number away.
BETWEEN_GROUPS = (Group.GAP.value, Group.RATIO.value, Group.PEOPLE.value)
BETWEEN_PERIODS = (Group.CHANGE.value, Group.GROWTH.value)


class Part(NamedTuple):
    """A figure that a comparison is made of."""

    series: tuple[str, ...]
    group: str
    period: str


def given_away(figures: pd.DataFrame, plan: Plan) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each hidden figure that published comparisons tell, with the figures that it comes out of.

    A figure told at one census tells the next through their change, and so on along the series.
    """
    compared = figures[figures["group"].isin((*BETWEEN_GROUPS, *BETWEEN_PERIODS))]
    compared = compared[compared["status"] == Status.REPORTED]
    hidden = figures[secret(figures, plan) & figures["group"].isin(WHOM)]
    near = _of_series(compared, hidden)
    if near.empty:
        return
    reported = figures[figures["group"].isin(WHOM) & (figures["status"] == Status.REPORTED)]
    told: dict[Part, tuple[str, ...]] = {p: (name,) for p, name in _by_part(_of_series(reported, near)).items()}
    pairs = [(_parts(row), str(row.figure_id)) for row in near.itertuples()]
    yield from _told(pairs, told, _by_part(hidden))


def _told(
    pairs: list[tuple[tuple[Part, Part], str]], told: dict[Part, tuple[str, ...]], hidden: dict[Part, str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    while True:
        fresh = [
            (other, (*told[one], name))
            for parts, name in pairs
            for one, other in (parts, parts[::-1])
            if one in told and other not in told
        ]
        if not fresh:
            return
        for part, names in fresh:
            if part not in told:
                told[part] = names
                if part in hidden:
                    yield hidden[part], names


def _of_series(table: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the table whose series the others have too."""
    # The rarest columns first: few of a million rows are of these indicators in these regions.
    few = table[table["indicator"].isin(others["indicator"].unique())]
    few = few[few["region"].isin(others["region"].unique())]
    return few[pd.MultiIndex.from_frame(few[SERIES]).isin(pd.MultiIndex.from_frame(others[SERIES]))]


def _by_part(table: pd.DataFrame) -> dict[Part, str]:
    return {Part(_series(row), str(row.group), str(row.period)): str(row.figure_id) for row in table.itertuples()}


def _series(row: Any) -> tuple[str, ...]:
    return tuple(getattr(row, name) for name in SERIES)


def _parts(row: Any) -> tuple[Part, Part]:
    """Return the two figures that a comparison is made of."""
    now = Part(_series(row), WHOM[0], str(row.period))
    return now, (now._replace(group=WHOM[1]) if row.group in BETWEEN_GROUPS else now._replace(period=row.since))
