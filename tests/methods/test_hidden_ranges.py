"""What relations leave of hidden cells: tables worked by hand, and the true number always between the two ends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.methods.answer import Reason, Refused
from pipelines.methods.disclosure import Range, System, components, determined, narrow, ranges


def system(
    bounds: Sequence[tuple[float, float] | None],
    relations: Sequence[dict[int, float]],
    result: Sequence[float] | None = None,
    tolerance: Sequence[float] | None = None,
) -> System:
    """Return a system of cells (None for an unknown one) and relations, each cell: factor."""
    entries = [(row, cell, factor) for row, relation in enumerate(relations) for cell, factor in relation.items()]
    rows, cells, factors = zip(*entries, strict=True)
    return System(
        lower=np.array([0.0 if pair is None else pair[0] for pair in bounds]),
        upper=np.array([np.inf if pair is None else pair[1] for pair in bounds]),
        known=np.array([pair is not None for pair in bounds]),
        rows=np.array(rows, dtype=np.intp),
        columns=np.array(cells, dtype=np.intp),
        factors=np.array(factors, dtype=float),
        result=np.array(result if result is not None else [0.0] * len(relations)),
        tolerance=np.array(tolerance if tolerance is not None else [0.0] * len(relations)),
    )


def about(value: float) -> tuple[float, float]:
    return max(0.0, value - 4), value + 4


SUM = {0: 1.0, 1: -1.0, 2: -1.0}


def test_one_part_is_total_less_the_other_give_or_take_both_roundings():
    assert ranges(system([about(100), about(70), None], [SUM]), [2]) == [Range(lower=22, upper=38, determined=True)]


def test_two_hidden_parts_share_what_is_left():
    two = [Range(lower=0, upper=104, determined=False)] * 2
    assert ranges(system([about(100), None, None], [SUM]), [1, 2]) == two


def test_a_hidden_total_is_the_sum_of_its_parts():
    assert ranges(system([None, about(30), about(70)], [SUM]), [0]) == [Range(lower=92, upper=108, determined=True)]


def test_a_cell_in_no_relation_may_be_anything():
    free = system([about(100), about(70), about(30), None], [SUM])
    assert ranges(free, [3]) == [Range(lower=0, upper=np.inf, determined=False)]
    assert narrow(free, [3], np.array([10.0])) == [None]


def test_a_table_of_two_by_two_hides_in_all_its_cells_or_in_none():
    """Rows 0 and 1 have totals 40 and 60, columns 50 and 50, everybody is exact: a fixes b, c and d."""
    margins = [(40.0, 40.0), (60.0, 60.0), (50.0, 50.0), (50.0, 50.0)]
    sums = [{0: 1, 4: -1, 5: -1}, {1: 1, 6: -1, 7: -1}, {2: 1, 4: -1, 6: -1}, {3: 1, 5: -1, 7: -1}]
    hidden = system([*margins, None, None, None, None], sums)
    # a is at most its row's 40; d = 60 - (50 - a) = a + 10.
    assert ranges(hidden, [4, 7]) == [
        Range(lower=0, upper=40, determined=False),
        Range(lower=10, upper=50, determined=False),
    ]
    told = system([*margins, (12.0, 12.0), None, None, None], sums)
    assert [(r.lower, r.upper, r.determined) for r in ranges(told, [5, 6, 7])] == [
        (28, 28, True),
        (38, 38, True),
        (22, 22, True),
    ]  # type: ignore[union-attr]


def test_three_unknown_cells_in_three_relations_are_found_though_each_relation_has_two():
    """a + b = 10, b + c = 14, a + c = 12: no relation has one unknown, and yet a = 4, b = 6, c = 8."""
    sums = [{0: 1, 3: -1, 4: -1}, {1: 1, 4: -1, 5: -1}, {2: 1, 3: -1, 5: -1}]
    exact = system([(10.0, 10.0), (14.0, 14.0), (12.0, 12.0), None, None, None], sums)
    found = ranges(exact, [3, 4, 5])
    assert [round(r.lower, 6) for r in found] == [4, 6, 8]  # type: ignore[union-attr]
    assert all(r.determined for r in found)  # type: ignore[union-attr]


def test_a_result_and_a_tolerance_widen_a_relation():
    """Now less then is 20, give or take 8, and then is 96 to 104."""
    moved = system([about(100), None], [{1: 1, 0: -1}], result=[20], tolerance=[8])
    assert ranges(moved, [1]) == [Range(lower=108, upper=132, determined=True)]


def test_what_cannot_be_is_refused_and_leaves_the_other_components_alone():
    bad = system([about(50), about(70), None, about(100), about(60), None], [SUM, {3: 1, 4: -1, 5: -1}])
    refused, other = ranges(bad, [2, 5])
    assert refused == Refused(Reason.CONTRADICTORY)
    assert other == Range(lower=32, upper=48, determined=True)
    assert narrow(bad, [2], np.array([10.0])) == [Refused(Reason.CONTRADICTORY)]


def test_components_are_cells_that_relations_join():
    labels = components(system([about(1)] * 7, [SUM, {3: 1, 4: -1}, {4: 1, 5: -1}]))
    assert len({*labels[:3]}) == 1
    assert len({*labels[3:6]}) == 1
    assert len({labels[0], labels[3], labels[6]}) == 3


@pytest.mark.parametrize(("width", "told"), [(8.0, False), (8.1, True)])
def test_narrow_tells_what_is_narrower_than_asked(width: float, told: bool):
    """At most 4 more than its whole of 4: 0 to 8, and another unknown cell beside it keeps it from being fixed."""
    (found,) = narrow(system([about(4), None, None], [SUM]), [1], np.array([width]))
    assert found == (Range(lower=0, upper=8, determined=False) if told else None)


def test_what_is_fixed_is_told_whatever_its_width():
    (found,) = narrow(
        system([about(1000), *[about(30)] * 30, None], [{0: 1.0, **dict.fromkeys(range(1, 32), -1.0)}]),
        [31],
        np.array([10.0]),
    )
    # 1000 - 30 x 30 = 100, with 4 for each of the 31 printed cells: -24, which nobody can be, to 224.
    assert found == Range(lower=0, upper=224, determined=True)


def test_a_long_chain_is_fixed_link_by_link_by_the_iterative_solver_too():
    """x1 - x0 = 1, x2 - x1 = 1, … with x0 printed: 1,500 unknown cells, more than the dense solver takes."""
    links = [{n + 1: 1.0, n: -1.0} for n in range(1500)]
    chain = system([(5.0, 5.0)] + [None] * 1500, links, result=[1.0] * 1500)
    assert determined(chain)[1:].all()
    loose = system([None] * 1501, links, result=[1.0] * 1500)
    assert not determined(loose).any()


@st.composite
def tables(draw: st.DrawFn) -> tuple[np.ndarray, System, list[int]]:
    """Draw a table with margins, every cell and margin rounded at random, some cells and margins hidden."""
    high, wide = draw(st.integers(1, 4)), draw(st.integers(2, 4))
    inner = np.array(draw(st.lists(st.integers(0, 60), min_size=high * wide, max_size=high * wide))).reshape(high, wide)
    full = np.zeros((high + 1, wide + 1))
    full[1:, 1:], full[0, 1:], full[1:, 0], full[0, 0] = inner, inner.sum(0), inner.sum(1), inner.sum()
    true = full.ravel()
    up = np.array(draw(st.lists(st.booleans(), min_size=len(true), max_size=len(true))))
    printed = np.where(true % 5 == 0, true, 5 * (np.floor(true / 5) + up))
    hide = draw(st.lists(st.integers(0, len(true) - 1), min_size=1, max_size=len(true), unique=True))
    place = np.arange(len(true)).reshape(full.shape)
    sums = [{int(line[0]): 1.0, **{int(cell): -1.0 for cell in line[1:]}} for line in (*place, *place.T)]
    bounds = [None if cell in hide else about(value) for cell, value in enumerate(printed)]
    return true, system(bounds, sums), hide


@settings(max_examples=50)
@given(tables())
def test_the_true_number_is_always_between_the_two_ends(table: tuple[np.ndarray, System, list[int]]):
    true, drawn, hide = table
    for cell, found in zip(hide, ranges(drawn, hide), strict=True):
        assert isinstance(found, Range)
        assert found.lower - 1e-6 <= true[cell] <= found.upper + 1e-6


@settings(max_examples=30)
@given(tables(), st.sampled_from([3.0, 10.0, 40.0]))
def test_the_quick_way_tells_what_the_slow_way_does(table: tuple[np.ndarray, System, list[int]], width: float):
    _, drawn, hide = table
    for quick, slow in zip(narrow(drawn, hide, np.full(len(hide), width)), ranges(drawn, hide), strict=True):
        assert isinstance(slow, Range)
        if slow.determined or slow.width < width - 1e-6:
            assert quick == Range(
                lower=pytest.approx(slow.lower, abs=1e-6),
                upper=pytest.approx(slow.upper, abs=1e-6),
                determined=slow.determined,
            )
        elif slow.width > width + 1e-6:
            assert quick is None


@settings(max_examples=30)
@given(tables())
def test_fixed_is_what_exact_arithmetic_calls_fixed(table: tuple[np.ndarray, System, list[int]]):
    """A cell is fixed when its unit vector adds nothing to the rank of the relations between unknown cells."""
    _, drawn, hide = table
    unknown = np.flatnonzero(~drawn.known)
    matrix = drawn.matrix[:, unknown].toarray()
    rank = np.linalg.matrix_rank(matrix)
    by_rank = {
        int(cell): bool(np.linalg.matrix_rank(np.vstack([matrix, np.eye(len(unknown))[place]])) == rank)
        for place, cell in enumerate(unknown)
    }
    assert {int(cell): bool(determined(drawn)[cell]) for cell in unknown} == by_rank
    assert set(hide) == set(by_rank)
