"""What additive relations between published numbers tell of the hidden ones: the smallest and largest they can be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.optimize import OptimizeResult, linprog
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import lsmr

from pipelines.methods.answer import Reason, Refused

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
# Statuses of `scipy.optimize.linprog`.
SOLVED, INFEASIBLE, UNBOUNDED, EITHER = 0, 2, 3, 4
# Of a number that only rounding in the computer keeps from zero.
ZERO = 1e-7
# Above this many unknown cells the null space is tried by an iterative solver, which holds no dense matrix.
DENSE = 600
SEED = 2021


@dataclass(frozen=True)
class System:
    """Relations between cells: each row says that the sum of factor x cell is `result`, give or take `tolerance`.

    `lower` and `upper` are what is known of each cell alone; `known` are the published cells, and of an unknown one
    nothing needs to be known but that it is not below `lower`. Rows, columns and factors are the entries of the matrix.
    """

    lower: Numbers
    upper: Numbers
    known: npt.NDArray[np.bool_]
    rows: Places
    columns: Places
    factors: Numbers
    result: Numbers
    tolerance: Numbers

    @cached_property
    def matrix(self) -> sp.csr_array:
        """Return the relations as a sparse matrix: a row a relation, a column a cell."""
        shape = (len(self.result), len(self.lower))
        return sp.csr_array(sp.coo_array((self.factors, (self.rows, self.columns)), shape=shape))

    @cached_property
    def by_column(self) -> sp.csc_array:
        """Return the matrix by cell."""
        return self.matrix.tocsc()

    def part(self, cells: Places) -> System:
        """Return the system of some whole components: these cells, in this order, and the relations between them."""
        matrix = self.by_column[:, cells].tocoo()
        rows, places = np.unique(matrix.coords[0], return_inverse=True)
        return System(
            lower=self.lower[cells],
            upper=self.upper[cells],
            known=self.known[cells],
            rows=places.astype(np.intp),
            columns=matrix.coords[1].astype(np.intp),
            factors=matrix.data,
            result=self.result[rows],
            tolerance=self.tolerance[rows],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The smallest and the largest that a hidden cell can be, in its unit; `upper` may be infinite.

    `determined`: were nothing rounded, the relations would fix it: there is one unknown too few.
    """

    lower: float
    upper: float
    determined: bool

    @property
    def width(self) -> float:
        """Return how much is left between the two."""
        return self.upper - self.lower


def components(system: System) -> npt.NDArray[np.int64]:
    """Return for each cell the number of the component it is in: cells that relations join, directly or not."""
    count, cells = system.matrix.shape
    both = sp.block_array([[None, abs(system.matrix)], [abs(system.matrix).T, None]])
    labels: npt.NDArray[np.int64] = connected_components(sp.csr_array(both), directed=False)[1][count:]
    return np.unique(labels, return_inverse=True)[1] if cells else labels


def ranges(system: System, hidden: Sequence[int]) -> list[Range | Refused]:
    """Return what the system leaves of each hidden cell, in the order asked.

    Refused where no values keep all relations of the cell's component (CONTRADICTORY).
    """
    return narrow(system, hidden, np.full(len(hidden), np.inf))  # type: ignore[return-value]


def narrow(
    system: System, hidden: Sequence[int], widths: Numbers, ends_of_fixed: bool = True
) -> list[Range | Refused | None]:
    """Return what the system leaves of each hidden cell that is determined or left less than its width; else None.

    A cell that two feasible answers put as far apart as its width needs no answer of its own, which most do not.
    Without `ends_of_fixed`, those of a determined cell are not worked out: they are what is known of it alone.
    Refused where no values keep all relations of the cell's component (CONTRADICTORY).
    """
    found: list[Range | Refused | None] = [None] * len(hidden)
    targets = np.asarray(hidden, dtype=np.intp)
    if not len(targets):
        return found
    labels = components(system)
    order = np.argsort(labels, kind="stable")
    starts = np.searchsorted(labels[order], np.arange(labels.max() + 2))
    asked = np.argsort(labels[targets], kind="stable")
    for batch in np.split(asked, np.flatnonzero(np.diff(labels[targets[asked]])) + 1):
        label = labels[targets[batch[0]]]
        cells = order[starts[label] : starts[label + 1]]
        part = system.part(cells)
        answers = _of_component(part, np.searchsorted(cells, targets[batch]), widths[batch], ends_of_fixed)
        for place, answer in zip(batch, answers, strict=True):
            found[place] = answer
    return found


def determined(system: System) -> npt.NDArray[np.bool_]:
    """Return where an unknown cell is fixed by the relations taken as exact, whatever rounding did.

    A cell is fixed exactly when no change of the unknown cells that keeps every relation changes it; a random such
    change leaves a free cell as it is with probability 0.
    """
    unknown = np.flatnonzero(~system.known)
    fixed = np.zeros(len(system.lower), dtype=np.bool_)
    matrix = system.matrix[:, unknown]
    change = np.random.default_rng(SEED).normal(size=len(unknown))
    fixed[unknown] = np.abs(change - _within_rows(matrix, change)) < ZERO
    return fixed


def _within_rows(matrix: sp.csr_array, vector: Numbers) -> Numbers:
    """Return the part of a vector that the rows of a matrix span."""
    if matrix.shape[1] <= DENSE:
        dense = matrix.toarray()
        return np.asarray(np.linalg.lstsq(dense, dense @ vector, rcond=None)[0])
    done = lsmr(matrix, matrix @ vector, atol=1e-13, btol=1e-13, conlim=0, maxiter=50 * matrix.shape[1])
    return np.asarray(done[0])


def _of_component(
    system: System, places: Places, widths: Numbers, ends_of_fixed: bool
) -> Iterator[Range | Refused | None]:
    fixed = determined(system)
    seen = _Seen.of(len(system.lower))
    program = _Program(system)
    if not _tried(program, places, np.where(fixed[places], 0, widths), seen):
        yield from (Refused(Reason.CONTRADICTORY) for _ in places)
        return
    for place, width in zip(places, widths, strict=True):
        if fixed[place] and not ends_of_fixed:
            yield Range(lower=float(system.lower[place]), upper=float(system.upper[place]), determined=True)
        elif fixed[place] or seen.apart(place) < width:
            lower, upper = program.least(place, seen), program.most(place, seen)
            told = fixed[place] or upper - lower < width or np.isinf(width)
            yield Range(lower=lower, upper=upper, determined=bool(fixed[place])) if told else None
        else:
            yield None


def _tried(program: _Program, places: Places, widths: Numbers, seen: _Seen) -> bool:
    """Note answers to objectives over many cells at once, as long as that is quicker than one cell after the other.

    Returns whether there is any answer.
    """
    chance = np.random.default_rng(SEED)
    signs = np.ones(len(places))
    while True:
        left = seen.aparts(places) < widths
        for way in (1.0, -1.0):
            objective = np.zeros(len(seen.low))
            objective[places[left]] = way * signs[left]
            done = program.solved(objective, capped=True)
            if done.status != SOLVED:
                # With every cell below the cap, a program without an answer is one without any.
                return False
            seen.note(done.x)
        settled = left.sum() - (seen.aparts(places) < widths).sum()
        # Two programs settle one cell by itself.
        if settled <= 1:
            return True
        signs = chance.choice([-1.0, 1.0], size=len(places))


@dataclass(frozen=True, slots=True)
class _Seen:
    """How far apart the feasible answers that were seen put each cell."""

    low: Numbers
    high: Numbers

    @classmethod
    def of(cls, cells: int) -> _Seen:
        return cls(np.full(cells, np.inf), np.full(cells, -np.inf))

    def note(self, answer: Numbers) -> None:
        np.minimum(self.low, answer, out=self.low)
        np.maximum(self.high, answer, out=self.high)

    def apart(self, cell: int) -> float:
        return float(self.high[cell] - self.low[cell])

    def aparts(self, cells: Places) -> Numbers:
        return self.high[cells] - self.low[cells]


class _Program:
    """A component as a linear program, made ready once."""

    def __init__(self, system: System) -> None:
        self.system = system
        exact = system.tolerance == 0
        self.equal = (system.matrix[exact], system.result[exact])
        loose = system.matrix[~exact]
        ends = (system.result + system.tolerance)[~exact], (system.tolerance - system.result)[~exact]
        self.within = (sp.vstack([loose, -loose]), np.concatenate(ends))
        known = np.abs(system.result).sum() + np.where(np.isfinite(system.upper), np.abs(system.upper), 0).sum()
        # Far above anything that a cell could be, so that an objective over cells without a bound has an answer.
        self.cap = 10 * (1 + known)

    def solved(self, objective: Numbers, capped: bool = False) -> OptimizeResult:
        upper = np.minimum(self.system.upper, self.cap) if capped else self.system.upper
        return linprog(
            objective,
            A_eq=self.equal[0] if self.equal[0].shape[0] else None,
            b_eq=self.equal[1] if self.equal[0].shape[0] else None,
            A_ub=self.within[0] if self.within[0].shape[0] else None,
            b_ub=self.within[1] if self.within[0].shape[0] else None,
            bounds=np.column_stack([self.system.lower, upper]),
            method="highs",
        )

    def least(self, cell: int, seen: _Seen) -> float:
        return self._end(cell, 1.0, seen)

    def most(self, cell: int, seen: _Seen) -> float:
        return -self._end(cell, -1.0, seen)

    def _end(self, cell: int, way: float, seen: _Seen) -> float:
        """Return the least that `way` x the cell can be; the program is known to have an answer."""
        objective = np.zeros(len(self.system.lower))
        objective[cell] = way
        done = self.solved(objective)
        if done.status == SOLVED:
            seen.note(done.x)
            return float(done.fun)
        # What has answers and none that is best has no bound, whichever of these the solver calls it.
        if done.status in (INFEASIBLE, UNBOUNDED, EITHER):
            return -np.inf
        raise ArithmeticError(f"a linear program of {len(objective)} cells was not solved: {done.message}")
