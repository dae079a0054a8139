"""The atom of everything: one published number with what one needs to judge it."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.model.words import Group, Interval, Kind, Reliability, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One published number and what a reader needs to judge it.

    `value` is in `unit`; it is None exactly when `status` is not `reported`. `lower` and `upper` are None when
    `interval` is `none`. `symbol` is the publisher's own mark, `E` where it asks for caution. `numerator` and
    `denominator` are persons, None where the source gives no counts. `since` is the earlier period of a change, and
    `rule` the declared rule by which the figure was withheld or marked; empty where there is none.
    """

    id: str
    community: str
    region: str
    indicator: str
    group: Group
    breakdown: str
    population: str
    period: str
    since: str
    value: float | None
    unit: str
    status: Status
    lower: float | None
    upper: float | None
    interval: Interval
    reliability: Reliability | None
    symbol: str
    numerator: float | None
    denominator: float | None
    source: str
    cell: str
    kind: Kind
    series_break: str
    rule: str

    def __post_init__(self) -> None:
        """Refuse a value without its status and a status without its value."""
        if (self.value is None) == (self.status is Status.REPORTED):
            raise ValueError(f"{self.id}: value {self.value} cannot be {self.status}")
