"""How unevenly several groups live over the units of a territory: indices of all groups at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.methods.answer import Reason, answered, require, require_counts, require_pairs
from pipelines.methods.segregation import entropy_of, mean_gap


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyGroups:
    """Indices of several groups, 0 for even; diversity and divergence are in natural units of entropy."""

    theil: float
    dissimilarity: float
    diversity: float
    # Diversity over that of groups of one size: 0 to 1.
    diversity_normalised: float
    divergence: float
    gini: float
    normalised_exposure: float


@answered
def many_groups(units: Sequence[Sequence[float]]) -> ManyGroups:
    """Return the indices of groups of persons that share nobody, from each unit's number of each group.

    The universe is the sum of the listed groups. Units without anybody add nothing; fewer than two groups with
    members are refused. Source: Reardon and Firebaugh (2002), Sociological Methodology 32:33; divergence: Roberto
    (2016). Same values as PySAL segregation, which is not used (see `segregation.segregation`).
    """
    require(len(units) > 0, Reason.EMPTY)
    require_pairs(*units)
    require_counts(*(count for unit in units for count in unit))
    peopled = [(sum(unit), [count / sum(unit) for count in unit]) for unit in units if sum(unit) > 0]
    total = math.fsum(persons for persons, _ in peopled)
    overall = [math.fsum(column) / total for column in zip(*units, strict=True)] if total else []
    require(sum(share > 0 for share in overall) >= 2, Reason.NO_VARIATION)
    return _indices(peopled, overall, total)


def _indices(peopled: Sequence[tuple[float, list[float]]], overall: Sequence[float], total: float) -> ManyGroups:
    interaction = math.fsum(share * (1 - share) for share in overall)
    diversity = entropy_of(overall)
    # Each person's unit share of each group beside the group's share overall.
    cells = [(n, p, share) for n, shares in peopled for p, share in zip(shares, overall, strict=True) if share > 0]
    divergence = math.fsum(n * p * math.log(p / share) for n, p, share in cells if p > 0) / total
    gaps = [mean_gap([(n, shares[group]) for n, shares in peopled]) for group in range(len(overall))]
    return ManyGroups(
        theil=divergence / diversity,
        dissimilarity=math.fsum(n * abs(p - share) for n, p, share in cells) / (2 * total * interaction),
        diversity=diversity,
        diversity_normalised=diversity / math.log(len(overall)),
        divergence=divergence,
        gini=math.fsum(gaps) / (2 * interaction),
        normalised_exposure=math.fsum(n * (p - share) ** 2 / (1 - share) for n, p, share in cells) / total,
    )
