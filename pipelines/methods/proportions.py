"""One proportion with the interval that chance alone gives it."""

from __future__ import annotations

import math

from pipelines.methods.answer import Bounds, Estimate, answered, require_part
from pipelines.methods.quantiles import normal_z


@answered
def wilson(part: float, whole: float, confidence: float = 0.95) -> Estimate:
    """Return the share `part / whole` (0 to 1) with Wilson's score interval, a chance-variation interval.

    `part` of the `whole` persons have the characteristic; both may be weighted, so neither need be whole numbers.
    No part gives a lower bound of exactly 0, all of them an upper bound of exactly 1; nobody at all is refused.
    It is no sampling interval: for a census sample use `statcan.share_of_counts`.
    Source: Wilson (1927), JASA 22:209; Newcombe (1998), Stat. Med. 17:857, method 3.
    """
    require_part(part, whole)
    z = normal_z(confidence)
    share = part / whole
    centre, half = wilson_centre_and_half(share, whole, z)
    return Estimate(
        value=share,
        lower=0.0 if part == 0 else max(0.0, centre - half),
        upper=1.0 if part == whole else min(1.0, centre + half),
        bounds=Bounds.CHANCE,
        confidence=confidence,
    )


def wilson_centre_and_half(share: float, size: float, quantile: float) -> tuple[float, float]:
    """Return the middle and the half width of the score interval of a share among `size` persons."""
    squared = quantile**2
    centre = (share + squared / (2 * size)) / (1 + squared / size)
    half = quantile / (1 + squared / size) * math.sqrt(share * (1 - share) / size + squared / (4 * size**2))
    return centre, half
