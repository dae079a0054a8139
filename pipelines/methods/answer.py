"""What a method answers: an estimate with its bounds and their kind, or the reason why there is no number."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from functools import wraps
from numbers import Real
from typing import NoReturn, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Bounds(StrEnum):
    """What `lower` and `upper` bound. One kind is never shown under the name of another."""

    # From a design: published bounds, published margins, replicate variances. Covers the drawing of the sample.
    SAMPLING = "sampling"
    # Worst case of random rounding: the true value is inside, always. No probability is attached.
    ROUNDING = "rounding"
    # From a binomial or Poisson law: how far chance alone moves a number of this size (superpopulation reading).
    CHANCE = "chance"


class Reason(StrEnum):
    """Why a method gives no number."""

    MISSING = "missing"  # an input is absent, not a number, or infinite
    NEGATIVE = "negative"  # a count, a weight or a margin is below zero
    EMPTY = "empty"  # nobody, or nothing, to divide by
    ZERO_REFERENCE = "zero_reference"  # a ratio to zero
    ZERO_COUNT = "zero_count"  # the formula needs at least one case in each group
    NO_VARIATION = "no_variation"  # a share of 0 or 1, or a single group: the formula has nothing to work on
    PART_EXCEEDS_WHOLE = "part_exceeds_whole"  # more cases than persons
    BASE_TOO_SMALL = "base_too_small"  # random rounding alone could make the denominator zero
    FEWER_THAN_TEN = "fewer_than_ten"  # total count is less than 10
    LENGTHS_DIFFER = "lengths_differ"  # bands, units or areas do not pair up
    OUT_OF_ORDER = "out_of_order"  # bounds or bands do not ascend
    CONFIDENCE_OUT_OF_RANGE = "confidence_out_of_range"  # not strictly between 0 and 1
    KINDS_DIFFER = "kinds_differ"  # two intervals of different kinds or confidences cannot be combined
    OPEN_BAND = "open_band"  # the answer lies in a band without an upper end
    CONTRADICTORY = "contradictory"  # the published symbol, flag and value cannot all be true


@dataclass(frozen=True, slots=True)
class Refused:
    """No number, and why."""

    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A value between its bounds, in the value's unit; `confidence` is None for worst-case rounding bounds."""

    value: float
    lower: float
    upper: float
    bounds: Bounds
    confidence: float | None

    def times(self, factor: float) -> Estimate:
        """Return the same estimate in another unit: `factor` (above 0) of the new unit make one of the old."""
        return Estimate(
            value=self.value * factor,
            lower=self.lower * factor,
            upper=self.upper * factor,
            bounds=self.bounds,
            confidence=self.confidence,
        )


class _StopError(Exception):
    """Carries a reason from where a precondition fails to the function that was called."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def require(holds: bool, otherwise: Reason) -> None:
    """End the enclosing `answered` function with a reason unless the precondition holds."""
    if not holds:
        raise _StopError(otherwise)


def refuse(reason: Reason) -> NoReturn:
    """End the enclosing `answered` function with a reason."""
    raise _StopError(reason)


def given(answer: T | Refused) -> T:
    """Return what another method answered; its refusal becomes that of the enclosing `answered` function."""
    if isinstance(answer, Refused):
        raise _StopError(answer.reason)
    return answer


def answered(method: Callable[P, T]) -> Callable[P, T | Refused]:
    """Make a method answer with `Refused`: when an input is missing (None, NaN, infinite), or a precondition fails."""

    @wraps(method)
    def answer(*args: P.args, **kwargs: P.kwargs) -> T | Refused:
        if any(map(_missing, args)) or any(map(_missing, kwargs.values())):
            return Refused(Reason.MISSING)
        try:
            return method(*args, **kwargs)
        except _StopError as stop:
            return Refused(stop.reason)

    return answer


def _missing(value: object) -> bool:
    if value is None:
        return True
    if isinstance(value, Real):
        return not math.isfinite(value)
    if is_dataclass(value):
        # A noun may leave a field empty on purpose (an open band, no confidence), but not half a number in it.
        held = (getattr(value, field.name) for field in fields(value))
        return any(_missing(part) for part in held if part is not None)
    if isinstance(value, Mapping):
        return any(map(_missing, value.values()))
    return isinstance(value, Iterable) and not isinstance(value, str) and any(map(_missing, value))


def require_counts(*counts: float) -> None:
    """Refuse counts below zero."""
    require(all(count >= 0 for count in counts), Reason.NEGATIVE)


def require_part(part: float, whole: float) -> None:
    """Refuse a part of nothing, a negative part, and a part that is larger than its whole."""
    require_counts(part, whole)
    require(whole > 0, Reason.EMPTY)
    require(part <= whole, Reason.PART_EXCEEDS_WHOLE)


def require_pairs(*columns: Iterable[object]) -> None:
    """Refuse columns that are empty or do not have one entry for each entry of the others."""
    lengths = {sum(1 for _ in column) for column in columns}
    require(len(lengths) == 1, Reason.LENGTHS_DIFFER)
    require(lengths != {0}, Reason.EMPTY)
