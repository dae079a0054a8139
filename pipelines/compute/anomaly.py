"""One community's FIGURES → the same with counts that moved too far between neighbouring censuses held or marked.

In August 2017, counts of English speakers in Quebec from the 2016 Census were published and withdrawn: questionnaires
in French had been read as English. Nothing in one census shows such an error; the census before does.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from pipelines.compute.withholding import withhold
from pipelines.errors import DeclarationError, Problem
from pipelines.methods.jumps import Jump, jumps
from pipelines.methods.printed import people, universe
from pipelines.model import Group, Interval, Plan, Reliability, Status, Unit
from pipelines.model.guards import Anomalies, AnomalyRule

SERIES = ["region", "indicator", "population", "breakdown"]
# A factor of exactly what a rule says does not exceed it, whatever logarithms make of its last digit.
HAIR = 1 + 1e-9
RULES_FILE = "profiles/rules.yml"


def flagged(figures: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return the figures with those held or marked that a rule flags and nobody has confirmed, each naming its rule.

    A flag on a count of the minority goes for every figure of the region and census that is made of that count.
    Called before comparisons are made. Raises DeclarationError for a confirmed figure that no rule flags (any longer).
    """
    rule = flags(figures, plan)
    _require_needed(figures, rule, plan)
    confirmed = figures["figure_id"].isin(list(plan.rules.anomalies.confirmed))
    rule = rule.mask(confirmed, "")
    for each in plan.rules.anomalies.rules:
        hits = _made_of(figures, rule == each.id, plan)
        if hits.any():
            figures = _held_or_marked(figures, hits, each)
    return figures


def flags(figures: pd.DataFrame, plan: Plan) -> pd.Series:
    """Return the id of the first rule that flags each figure, "" where none does.

    A count is held against the last census whose count was not itself held back, so that one error is one flag.
    """
    rule = pd.Series("", index=figures.index)
    counts = figures[
        (figures["unit"] == Unit.PERSONS)
        & (figures["group"] == Group.MINORITY)
        & (figures["breakdown"] == "")
        & (figures["status"] == Status.REPORTED)
    ]
    series = counts.assign(total=_totals(counts, figures))
    before = series.iloc[:0]
    for _, now in series.groupby("period", sort=True):
        found = _of_census(now, before, plan)
        rule.loc[found.index] = found
        held = found.isin([each.id for each in plan.rules.anomalies.rules if each.outcome == "hold"])
        known = now[~held | now["figure_id"].isin(list(plan.rules.anomalies.confirmed))]
        before = pd.concat([before, known]).drop_duplicates(SERIES, keep="last")
    return rule


def _totals(counts: pd.DataFrame, figures: pd.DataFrame) -> pd.Series:
    """Return the persons of everybody beside each count, missing where the source gives none."""
    whole = figures[(figures["group"] == Group.TOTAL) & (figures["unit"] == Unit.PERSONS)]
    key = [*SERIES, "period"]
    found = counts[key].merge(whole[[*key, "value"]], on=key, how="left", validate="1:1")
    return pd.Series(found["value"].to_numpy(), index=counts.index)


def _of_census(now: pd.DataFrame, before: pd.DataFrame, plan: Plan) -> pd.Series:
    """Return the rule that flags each count of one census, "" where none does or no earlier census has it."""
    key = [*SERIES, "region_level"]
    pair = now.reset_index(names="row").merge(before, on=key, suffixes=("", "_then"), validate="1:1")
    rule = pd.Series("", index=now.index)
    if pair.empty:
        return rule
    declared = plan.rules.anomalies
    jump = jumps(
        *(_ends(pair, "", plan), _ends(pair, "_then", plan)),
        totals=(pair["total"].to_numpy(), pair["total_then"].to_numpy()),
        years=pair["period"].to_numpy(dtype=float) - pair["period_then"].to_numpy(dtype=float),
        levels=pd.factorize(pd.MultiIndex.from_frame(pair[["indicator", "population", "region_level", "period_then"]]))[
            0
        ],
        peers=(declared.peers.at_least, declared.peers.persons),
    )
    for each in reversed(declared.rules):
        rule.loc[pair["row"][_fits(jump, each, declared)]] = each.id
    return rule


def _ends(pair: pd.DataFrame, suffix: str, plan: Plan) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return each count with the least and the most that it may stand for."""
    value = pair[f"value{suffix}"].to_numpy(dtype=float)
    rounded = (pair[f"interval{suffix}"] == Interval.ROUNDING).to_numpy()
    error = plan.rules.rounding.error
    low = np.where(rounded, pair[f"lower{suffix}"], np.maximum(value - error, 0))
    high = np.where(rounded, pair[f"upper{suffix}"], value + error)
    return value, low.astype(float), high.astype(float)


def _fits(jump: Jump, rule: AnomalyRule, declared: Anomalies) -> np.ndarray:
    """Return where a rule flags a jump."""
    fits = jump.persons >= rule.at_least
    if rule.from_below is not None:
        fits &= jump.smaller < rule.from_below
    if rule.factor is not None:
        limit = rule.factor * HAIR
        fits &= jump.factor > limit
        # Where peers are many enough, the jump must stand out from theirs too.
        fits &= np.isnan(jump.beyond_peers) | ((jump.beyond_peers > limit) & (jump.deviations > declared.peers.spread))
    return np.asarray(fits)


def _made_of(figures: pd.DataFrame, hits: pd.Series, plan: Plan) -> pd.Series:
    """Return every figure of the minority that is made of a flagged count, of the same region and census."""
    if not hits.any():
        return hits
    whom = _whom(figures, plan)
    place = pd.MultiIndex.from_arrays([figures["region"], figures["period"], whom])
    return pd.Series(place.isin(place[hits]), index=figures.index) & (whom != "")


def _whom(figures: pd.DataFrame, plan: Plan) -> pd.Series:
    """Return for each figure of the minority the universe and people that it counts, "" where it counts none."""
    makes = ["community", "indicator", "source", "population", "group"]
    known = {key: _counted(plan, *key) for key in figures[makes].drop_duplicates().itertuples(index=False, name=None)}
    keys = figures[makes].itertuples(index=False, name=None)
    return pd.Series([known[key] for key in keys], index=figures.index)


def _counted(plan: Plan, community: str, indicator: str, source: str, population: str, group: str) -> str:
    declared = plan.indicators[indicator]
    if group != Group.MINORITY or declared.kind not in ("count", "share", "distribution"):
        return ""
    measure = next(origin.measure for origin in declared.sources if origin.source == source)
    named = plan.communities[community].populations.get(declared.concept or "main", [])
    has = plan.sources[source].populations
    for each in named:
        if each.id == population and all(category in has for category in each.minority):
            return f"{universe(plan, source, measure)}: {people(plan, each.minority)}"
    return ""


def _held_or_marked(figures: pd.DataFrame, hits: pd.Series, rule: AnomalyRule) -> pd.DataFrame:
    """Return the figures with the hits, where reported, withheld, or no more reliable than `caution`."""
    hits = hits & (figures["status"] == Status.REPORTED)
    if rule.outcome == "hold":
        return withhold(figures, hits, rule.id)
    hits &= figures["reliability"] != Reliability.POOR
    return figures.assign(
        reliability=figures["reliability"].mask(hits, Reliability.CAUTION.value),
        rule=figures["rule"].mask(hits, rule.id),
    )


def _require_needed(figures: pd.DataFrame, rule: pd.Series, plan: Plan) -> None:
    """Raise DeclarationError for every confirmed figure that is there and that no rule flags."""
    if plan.synthetic:
        # What an emulator invents confirms nothing and refutes nothing.
        return
    unflagged = set(figures["figure_id"][rule == ""])
    problems = list(_unneeded(plan, unflagged))
    if problems:
        raise DeclarationError(problems)


def _unneeded(plan: Plan, unflagged: set[str]) -> Iterator[Problem]:
    for name in plan.rules.anomalies.confirmed:
        if name in unflagged:
            yield Problem(
                RULES_FILE, 1, "a figure is confirmed that no rule flags", name, "a flagged figure; take this one out"
            )
