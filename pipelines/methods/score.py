"""Where a score test stops rejecting: the end of an interval that has no closed form."""

from __future__ import annotations

from collections.abc import Callable


def last_inside(inside: float, outside: float, excess: Callable[[float], float]) -> float:
    """Return the point between `inside` and `outside` where `excess` turns positive.

    Bisection, and not scipy.optimize.brentq: at an observed share of 0 or 1 the excess is zero at the estimate itself,
    which is a root but not the bound. If nothing before `outside` is rejected, `outside` is the bound.
    """
    # Each step halves the stretch; 200 are more than a double has bits, so the loop ends where they meet.
    for _ in range(200):
        middle = (inside + outside) / 2
        if middle in (inside, outside):
            break
        if excess(middle) > 0:
            outside = middle
        else:
            inside = middle
    return outside
