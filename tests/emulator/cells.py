"""The cells of one place in one table, as codes: from the people who live there, rounded, suppressed and flagged."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce

import numpy as np

from .measures import AMOUNT, COUNT, PERCENT, UNIVERSES, Measure, measure_of, shares, universe, year_factor
from .people import drawn
from .places import Place, World
from .tables import Table

# Codes: a count or an amount is itself; above CUT come percentages (tenths) and the cells that hold no number.
CUT = 400_000_000
TENTHS = CUT
SUPPRESSED, UNAVAILABLE, NOTHING, UNRELIABLE = range(CUT + 100_000, CUT + 100_004)
FEWEST_FOR_AN_AMOUNT = 10  # persons: an average or a median of fewer is suppressed
FEWEST_FOR_A_RATE = 40  # persons: a rate among fewer is too unreliable to be published, where a table says so at all
FEWEST_FOR_INCOME = 250  # persons in the area: below it every amount is suppressed


def rounded_to_5(counts: np.ndarray, noise: np.random.Generator) -> np.ndarray:
    """Return counts randomly rounded to base 5, up with the probability that keeps them unbiased."""
    fifths = counts / 5
    low = np.floor(fifths + 1e-9)
    return (5 * (low + (noise.random(counts.shape, dtype=np.float32) < fifths - low))).astype(np.int64)


def crossed(matrices: list[np.ndarray]) -> np.ndarray:
    """Return the row by row products of matrices (members × kinds) in the order of the rows of a table."""
    return reduce(lambda left, right: (left[:, None, :] * right[None, :, :]).reshape(-1, left.shape[1]), matrices)


@dataclass(slots=True)
class Model:
    """A table made ready: the factors of its dimensions, from which the cells of any place follow in milliseconds."""

    table: Table
    world: World
    measures: list[Measure] = field(default_factory=list)
    plain: tuple[np.ndarray, np.ndarray] | None = None
    tilted: tuple[np.ndarray, np.ndarray] | None = None
    whole: tuple[np.ndarray, np.ndarray] | None = None

    def __post_init__(self) -> None:
        table, about = self.table, UNIVERSES[self.table.universe]
        at = self.measured
        if at is not None and not (table.share_of and table.dimensions[at].name == "Percent"):
            self.measures = [measure_of(m.label, f"{table.en}") for m in table.dimensions[at].members]
        plain = [shares(d, about) for d in table.dimensions]
        self.plain = self._halves(plain, [m.part for m in self.measures])
        if any(m.kind != COUNT for m in self.measures) and not table.share_of:
            tilts = [shares(d, about, tilt=True) for d in table.dimensions]
            self.tilted = self._halves(tilts, [m.part for m in self.measures])
        if table.share_of or self.measures:
            whole = [
                np.ones_like(m) if d.key == table.share_of else m for d, m in zip(table.dimensions, plain, strict=True)
            ]
            self.whole = self._halves(whole, [m.whole for m in self.measures])

    @property
    def measured(self) -> int | None:
        """Return which dimension is the measure; None where every cell counts people."""
        keys = [dimension.key for dimension in self.table.dimensions]
        return keys.index(self.table.measure) if self.table.measure in keys else None

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(1 if d.bounds else len(d.members) for d in self.table.dimensions)

    def _halves(self, matrices: list[np.ndarray], measured: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """Return the factors as two matrices whose product gives the cells: thousands of rows instead of millions."""
        if measured:
            matrices = [np.stack(measured) if n == self.measured else matrix for n, matrix in enumerate(matrices)]
        sizes = np.cumprod([len(matrix) for matrix in matrices])
        cut = int(np.argmin(np.abs(np.log(sizes / np.sqrt(sizes[-1]))))) + 1
        right = matrices[cut:] or [np.ones((1, matrices[0].shape[1]))]
        return crossed(matrices[:cut]), crossed(right)

    def cells(self, place: Place, year: str = "2021") -> np.ndarray:
        """Return the codes of a place's cells, row by row of the table: rows × columns."""
        if place.hidden or place.unenumerated:
            lost = UNAVAILABLE if place.unenumerated else SUPPRESSED
            return np.full((self.table.rows_a_place, self.table.width), lost)
        people = self.world.people[place.id] * universe(self.table.universe) * year_factor(year)
        noise = drawn("cells", self.table.pid, place.id, year, self.table.version)
        values = self._product(self.plain, people)
        kinds = np.full(self.shape, COUNT)
        whole = None
        if self.whole is not None:
            whole = self._product(self.whole, people)
        if self.table.share_of and not self.measures:
            kinds = np.full(self.shape, PERCENT)
        elif self.measures:
            axis = [1] * len(self.shape)
            axis[self.measured or 0] = -1
            kinds = np.broadcast_to(np.reshape([m.kind for m in self.measures], axis), self.shape)
            if self.tilted is not None:
                tilted = self._product(self.tilted, people) * self._drift(year)
                values = np.where(kinds == COUNT, values, tilted)
        codes = self._coded(values, kinds, whole, place, noise)
        with_bounds = self._bounded(codes, kinds, whole, float(people.sum()))
        return with_bounds.reshape(self.table.rows_a_place, self.table.width)

    def _drift(self, year: str) -> np.ndarray:
        """Return how much lower or higher each rate and amount was in a year of its own file column REF_DATE."""
        back = (2021 - int(year)) / 5
        noise = drawn("drift", self.table.pid, year).normal(0, 0.03 * back, len(self.measures))
        factors = [1 - 0.09 * back * (m.kind == AMOUNT) for m in self.measures] * np.exp(noise)
        axis = [1] * len(self.shape)
        axis[self.measured or 0] = -1
        return np.reshape(factors, axis)

    def _product(self, halves: tuple[np.ndarray, np.ndarray] | None, people: np.ndarray) -> np.ndarray:
        assert halves is not None
        return ((halves[0] * people) @ halves[1].T).reshape(self.shape)

    def _coded(
        self, values: np.ndarray, kinds: np.ndarray, whole: np.ndarray | None, place: Place, noise: np.random.Generator
    ) -> np.ndarray:
        codes = rounded_to_5(values if whole is None else np.where(kinds == COUNT, values, 0), noise)
        if whole is None:
            return codes
        rate = np.divide(values, whole, out=np.zeros_like(values), where=whole > 0)
        tenths = TENTHS + np.clip(np.round(rate * 1000), 0, 1000).astype(np.int64)
        amounts = np.round(rate * place.income / 100).astype(np.int64) * 100
        poor = (whole < FEWEST_FOR_AN_AMOUNT) | (place.population < FEWEST_FOR_INCOME)
        if not self.table.wide:
            tenths = np.where(whole < FEWEST_FOR_A_RATE, UNRELIABLE, tenths)
        codes = np.where(
            kinds == PERCENT, tenths, np.where(kinds == AMOUNT, np.where(poor, SUPPRESSED, amounts), codes)
        )
        return np.where((kinds != COUNT) & (whole < 0.5), NOTHING, codes)

    def _bounded(self, codes: np.ndarray, kinds: np.ndarray, whole: np.ndarray | None, total: float) -> np.ndarray:
        """Return the codes with the bounds of the 95 % interval beside each, where the table has them."""
        at = next((n for n, dimension in enumerate(self.table.dimensions) if dimension.bounds), None)
        if at is None:
            return codes
        ids = [
            0 if "interval" not in m.label else 1 if "lower" in m.label else 2
            for m in self.table.dimensions[at].members
        ]
        counts = np.where(kinds == COUNT, codes, 0)
        # A sample of one in four without replacement: the variance of a count is three times that of a Poisson count.
        half = 1.96 * np.sqrt(3.0 * counts * np.clip(1 - counts / max(total, 1.0), 0, 1))
        low, high = np.maximum(0, np.round(counts - half)), np.round(counts + half)
        if whole is not None:
            rate = (codes - TENTHS) / 1000
            spread = 1.96 * np.sqrt(3.0 * np.clip(rate * (1 - rate), 0, None) / np.maximum(whole, 1.0))
            shift = np.round(1000 * spread)
            is_rate = (kinds == PERCENT) & (codes >= TENTHS) & (codes <= TENTHS + 1000)
            low = np.where(is_rate, np.maximum(TENTHS, codes - shift), low)
            high = np.where(is_rate, np.minimum(TENTHS + 1000, codes + shift), high)
        empty = (codes == 0) | (codes >= SUPPRESSED) | (codes == TENTHS)
        low, high = (
            np.where(empty, np.where(codes >= SUPPRESSED, codes, NOTHING), bound).astype(np.int64)
            for bound in (low, high)
        )
        return np.concatenate([(codes, low, high)[which] for which in ids], axis=at)


def said(code: int, table: Table, place: Place) -> tuple[str, str]:
    """Return a cell's printed value and its symbols as the wide layout has them."""
    if code == SUPPRESSED:
        return "", "x"
    if code == UNAVAILABLE:
        return "", ".."
    if code == NOTHING:
        return "0", "..."
    if code == UNRELIABLE:
        return "", "F"
    return (str(code) if code < CUT else f"{(code - TENTHS) / 10:.1f}"), mark(table, place)


def mark(table: Table, place: Place) -> str:
    """Return the symbols that every number of a place bears: `E` where half the households or more did not answer."""
    if not table.wide or place.flag[3 if table.sampled else 1] != "5":
        return ""
    return "r,E" if int(drawn("revised", place.id).integers(2)) else "E"
