"""Where a minority is a large part of its surroundings: quotients, classes and shares of the minority."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum

from pipelines.methods.answer import Reason, answered, require, require_counts, require_pairs, require_part

# Shares at which the conventional classes begin; not a typology of Statistics Canada.
SHARE_CUTS = (0.10, 0.30, 0.50, 0.70)


class AreaClass(StrEnum):
    """Concentration of the minority in one dissemination area."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@answered
def location_quotient(part: float, whole: float, all_parts: float, all_whole: float) -> float:
    """Return the minority's share of a unit over its share of the territory; no unit of measure.

    A territory without any of the minority is refused.
    """
    require_part(part, whole)
    require_part(all_parts, all_whole)
    require(all_parts > 0, Reason.ZERO_REFERENCE)
    return (part / whole) / (all_parts / all_whole)


@answered
def share_in_concentrated_units(parts: Sequence[float], wholes: Sequence[float], cut: float) -> float:
    """Return the share of the minority (0 to 1) that lives in units where it is at least `cut` (0 to 1) of all.

    Units without anybody add nothing; a minority of nobody is refused.
    """
    require_pairs(parts, wholes)
    require_counts(*parts, *wholes)
    units = list(zip(parts, wholes, strict=True))
    require(all(part <= whole for part, whole in units), Reason.PART_EXCEEDS_WHOLE)
    require(math.fsum(parts) > 0, Reason.EMPTY)
    return math.fsum(part for part, whole in units if whole > 0 and part / whole >= cut) / math.fsum(parts)


@answered
def share_class(share: float) -> int:
    """Return the class of a share (0 to 1), from 0 (below 10%) to 4 (70% and more); each class has its lower bound."""
    require_part(share, 1)
    return sum(share >= cut for cut in SHARE_CUTS)


@answered
def area_class(minority: float, everybody: float) -> AreaClass:
    """Return the class of one dissemination area from its persons.

    High from 50% or 200 persons on; of the rest low below 10% or 50 persons; medium otherwise. The published tests
    overlap, and this order is our reading of them. Source: Statistics Canada, 89-642-X (2010), no. 2, appendix D.
    """
    require_part(minority, everybody)
    share = minority / everybody
    if share >= 0.5 or minority >= 200:
        return AreaClass.HIGH
    return AreaClass.LOW if share < 0.1 or minority < 50 else AreaClass.MEDIUM
