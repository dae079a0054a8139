"""Many comparisons at once: how many of those that stand out stand out by chance."""

from __future__ import annotations

from collections.abc import Sequence

from scipy.stats import false_discovery_control

from pipelines.methods.answer import Reason, answered, require


@answered
def discovery_rates(p_values: Sequence[float]) -> list[float]:
    """Return the q value of each comparison: the share of false findings among all that stand out at least so much.

    The number of comparisons is that of the list, which is to be stated with them. The p values are of independent
    or positively dependent comparisons. SciPy computes it (scipy.stats.false_discovery_control), and is loaded with
    this module only. Source: Benjamini and Hochberg (1995), J. R. Stat. Soc. B 57:289.
    """
    require(len(p_values) > 0, Reason.EMPTY)
    require(all(0 <= p <= 1 for p in p_values), Reason.OUT_OF_ORDER)
    return [float(q) for q in false_discovery_control([float(p) for p in p_values])]
