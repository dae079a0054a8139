"""Seats and shares → a representation index; where a plan began, is and wants to be → how far it has come."""

from __future__ import annotations


def representation_index(held: int, seats: int, share: float | None) -> float | None:
    """Return the share of `seats` that are `held`, over the `share` (per cent) of the population; 1 is parity.

    None where the share is missing or nought. It counts persons and not influence, and moves in leaps where seats are
    few: on a table of eight, one seat is an eighth. Errors: ValueError where more seats are held than there are.
    """
    if not 0 <= held <= seats or seats < 1:
        raise ValueError(f"{held} of {seats} seats")
    return None if not share else (held / seats) / (share / 100)


def progress(began: float | None, last: float | None, target: float) -> float | None:
    """Return how much of the way from `began` to `target` lies behind `last`, in per cent; negative is backwards.

    None where nothing was observed, where the beginning is not known, or where there is no way to go.
    """
    if began is None or last is None or began == target:
        return None
    return 100 * (last - began) / (target - began)
