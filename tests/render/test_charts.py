"""The geometry of charts: to scale, from zero, breaks apart, nothing drawn for what is not reported."""

from __future__ import annotations

import pytest
from drawings import figure, row

from pipelines.model import Among, Block, Group, Interval, Level, Ranking, Row
from pipelines.render.charts import BAR_AREA, among, bar_pairs, dots, pyramid, stack, trend
from pipelines.render.charts.stack import TALL, TOP, spread


def test_bars_of_a_chart_share_one_scale_from_zero():
    first, second = bar_pairs([row("a", 10, 20), row("b", 40, 5)], str.upper).pairs
    assert [bar.length for bar in first.bars] == [BAR_AREA / 4, BAR_AREA / 2]
    assert [bar.length for bar in second.bars] == [BAR_AREA, BAR_AREA / 8]
    assert first.label[0][0] == "A, a"
    assert first.label[0][1] < first.bars[0].y < first.bars[1].y < second.label[0][1]


def test_a_long_label_takes_more_lines_and_moves_what_follows():
    name = {"a": "young people who are in no employment, education or training", "b": "b"}
    drawn = bar_pairs([row("a", 10, 20), row("b", 40, 5)], name.__getitem__)
    assert [words for words, _ in drawn.pairs[0].label] == [
        "young people who are in no employment, education", "or training, a",
    ]  # fmt: skip
    short = bar_pairs([row("b", 10, 20), row("b", 40, 5)], name.__getitem__)
    assert drawn.height == short.height + 15
    assert drawn.pairs[1].bars[0].y == short.pairs[1].bars[0].y + 15


def test_what_is_not_reported_has_no_bar():
    (pair,) = bar_pairs([row("a", None, 20)], str.upper).pairs
    assert [bar.figure.group for bar in pair.bars] == [Group.MAJORITY]


def test_a_trend_is_to_scale_in_time():
    drawn = trend([row("1971", 5, 5), row("1981", 5, 5), row("2021", 5, 5)])
    first, second, last = (x for _, x in drawn.periods)
    # Ten of fifty years, to the nearest unit of the drawing.
    assert abs((second - first) * 5 - (last - first)) <= 5


def test_the_survey_stands_apart_on_both_sides():
    drawn = trend([row("2006", 8, 6), row("2011", 9, 7, "nhs-2011"), row("2016", 8, 6)])
    assert drawn.breaks == (("nhs-2011", drawn.periods[1][1]),)
    assert [(line.solid, line.across.count("M")) for line in drawn.lines] == [("", 2), ("", 2)]


def test_a_change_of_basis_breaks_the_line_once():
    drawn = trend([row("2001", 8, 6), row("2006", 8, 6), row("2011", 9, 7, "full-count-2011"), row("2016", 8, 6)])
    assert [(line.solid.count("L"), line.across.count("L")) for line in drawn.lines] == [(2, 1), (2, 1)]


def test_counts_are_drawn_for_the_minority_alone():
    drawn = trend([row("2016", 100, 9000, unit="persons"), row("2021", 200, 9000, unit="persons")])
    assert [line.group for line in drawn.lines] == ["minority"]
    # From zero: half the value stands half as high above the axis.
    low, high = (point.y for point in drawn.lines[0].points)
    assert (128 - low) * 2 == 128 - high


def test_labels_of_two_lines_do_not_overlap():
    drawn = trend([row("2006", 8.6, 6.6), row("2016", 8.7, 6.8)])
    upper, lower = drawn.lines
    for above, below in zip(upper.points, lower.points, strict=True):
        assert above.label_y < above.y
        assert below.label_y > below.y


def test_every_number_drawn_is_a_figure():
    drawn = trend([row("2006", 8.6, None), row("2016", 8.7, 6.8)])
    assert [len(line.points) for line in drawn.lines] == [2, 1]
    assert all(point.figure.value is not None for line in drawn.lines for point in line.points)


# A scale of 20 per cent over 320 units: 16 units a point.
@pytest.mark.parametrize(
    ("value", "bounds", "length", "first", "last", "text_x"),
    [(10, (8, 12), 160, 128, 192, 197), (10, (9.5, 20), 160, 152, 320, 325), (0, (0, 1.25), 0, 0, 20, 25)],
)
def test_an_interval_is_drawn_to_the_scale_of_its_bar(
    value: float, bounds: tuple[float, float], length: int, first: int, last: int, text_x: int
):
    (pair,) = bar_pairs([row("a", value, 20, bounds=bounds)], str.upper).pairs
    minority, majority = pair.bars
    assert (minority.length, minority.text_x) == (length, text_x)
    assert minority.whisker.startswith(f"M{first} ")
    assert f"H{last}v" in minority.whisker
    assert majority.whisker == ""


def test_bounds_beyond_every_value_widen_the_scale():
    (pair,) = bar_pairs([row("a", 9, 5, bounds=(8, 15))], str.upper).pairs
    assert pair.bars[0].length == BAR_AREA * 9 // 20


@pytest.mark.parametrize("value", [None, 12.5])
def test_nothing_is_drawn_where_a_figure_has_no_interval(value: float | None):
    rows = [row("2011", 10, 20), row("2016", value, 20)]
    assert bar_pairs(rows, str.upper).whiskers == ""
    assert [line.whiskers for line in trend(rows).lines] == ["", ""]
    drawn = dots(ranking([(region, 5, 6, None) for region in "abc"]), str)
    assert (drawn.minority_whiskers, drawn.majority_whiskers) == ("", "")


def test_bounds_that_tell_nothing_are_not_drawn():
    rows = [row("2011", 10, 20, bounds=(9, 11)), row("2016", 12, 20, bounds=(11, 13))]
    assert bar_pairs(rows, str.upper, lambda _: False).whiskers == ""
    assert trend(rows, lambda _: False).lines[0].whiskers == ""


def test_a_trend_has_an_interval_at_each_point_that_has_one():
    drawn = trend([row("2011", 10, 20, bounds=(8, 12)), row("2016", 12, 20)])
    # 20 per cent stand at 40 and nothing at 128: 8 per cent at 93, 12 per cent at 75.
    assert drawn.lines[0].whiskers == "M32 93V75h4V93z"


def test_the_number_of_a_point_stands_clear_of_its_interval():
    (upper, lower) = trend([row("2011", 20, 10, bounds=(18, 20)), row("2016", 12, 10, bounds=(2, 19))]).lines
    assert [point.label_y for point in upper.points] == [32, 36]
    assert [point.label_y > point.y for point in lower.points] == [True, True]


def test_a_line_that_goes_on_is_not_lifted():
    (minority, _) = trend([row("2006", 8, 6), row("2011", 8, 6), row("2016", 8, 6)]).lines
    assert minority.solid.count("M") == 1
    assert minority.dots.count("h0") == 3


def ranking(values: list[tuple[str, float | None, float | None, tuple[float, float] | None]]) -> Ranking:
    rows = tuple(
        Row(
            label=region,
            figures=(
                figure(minority, region=region, bounds=bounds),
                figure(majority, Group.MAJORITY, region=region),
                None,
                None,
            ),
        )
        for region, minority, majority, bounds in values
    )
    return Ranking(community="esq", level=Level.PROVINCE, period="2016", populations=(), rows=rows)


def test_regions_are_dots_from_the_lowest_to_the_highest_value_drawn():
    drawn = dots(ranking([("c", 30, 10, None), ("b", 20, None, None), ("a", 15, 12, (11, 19))]), str.upper)
    # 10 to 30 per cent over 174 units from 168: 8.7 a point.
    assert drawn.minority == "M342 9h0M255 28h0M212 47h0"
    assert drawn.majority.startswith("M165 6h6")
    assert drawn.majority.count("M") == 2
    assert drawn.minority_whiskers.startswith("M177 ")
    assert "H246" in drawn.minority_whiskers
    assert [each.name for each in drawn.rows] == [(("C", 13),), (("B", 32),), (("A", 51),)]


def test_a_region_without_a_value_is_named_and_never_drawn_at_nothing():
    drawn = dots(ranking([("a", 5, 6, None), ("b", 4, 6, None), ("c", 3, 6, None), ("d", None, 6, None)]), str)
    assert [each.region for each in drawn.rows] == ["a", "b", "c"]
    assert [region for region, _ in drawn.without] == ["d"]
    assert all(each.value is not None for each in drawn.figures)


@pytest.mark.parametrize("count", [0, 2, 61])
def test_too_few_regions_or_too_many_are_left_to_the_table(count: int):
    assert dots(ranking([(f"r{place}", 5, 6, None) for place in range(count)]), str) is None


def test_a_region_is_marked_among_the_others():
    ordered = tuple(figure(value, region=f"r{value}") for value in (10, 15, 20, 30))
    drawn = among([Among(level=Level.PROVINCE, own=ordered[1], ordered=ordered)], str.upper)
    # From 10 to 30 over 256 units from 70: 12.8 a point.
    assert drawn.own == "M134 42h0"
    assert drawn.others == "M70 42h0m128 0h0m128 0h0"
    (line,) = drawn.lines
    assert line.label == (("X, 2016", 15),)
    assert [line.lowest.figure.value, line.number.figure.value, line.highest.figure.value] == [10, 15, 30]


@pytest.mark.parametrize(("own", "lowest", "highest"), [(0, None, 30), (3, 10, None)])
def test_a_region_at_an_end_is_labelled_once(own: int, lowest: float | None, highest: float | None):
    ordered = tuple(figure(value, region=f"r{value}") for value in (10, 15, 20, 30))
    (line,) = among([Among(level=Level.PROVINCE, own=ordered[own], ordered=ordered)], str.upper).lines
    assert line.lowest == (None if lowest is None else line.lowest)
    assert [end and end.figure.value for end in (line.lowest, line.highest)] == [lowest, highest]


def distribution(*values: tuple[float | None, float | None]) -> Block:
    rows = tuple(
        Row(
            label=f"2021:age={place}",
            figures=(figure(minority, breakdown=f"age={place}"), figure(majority, Group.MAJORITY)),
        )
        for place, (minority, majority) in enumerate(values)
    )
    return Block(indicator="x", rows=rows)


def test_parts_of_a_whole_fill_a_column():
    drawn = stack(distribution((25, 50), (75, 50)))
    minority, majority = drawn.columns
    # 200 units high from 40: a quarter is 50, a half 100; a hair of paper parts them.
    assert [part.path for part in minority.parts] == ["M200 40V89", "M200 90V239"]
    assert [part.path for part in majority.parts] == ["M300 40V139", "M300 140V239"]
    assert [part.pattern for part in minority.parts] == ["k0", "k1"]
    assert not drawn.incomplete


def test_a_part_that_is_missing_is_left_empty_and_the_rest_is_not_stretched():
    drawn = stack(distribution((25, 50), (None, 20), (40, 30)))
    minority, majority = drawn.columns
    assert [part.path for part in minority.parts] == ["M200 40V89", "M200 90V169"]
    assert minority.rest == f"M177 170H223V{TOP + TALL}H177z"
    assert majority.rest == ""
    assert drawn.incomplete
    # A name stands before the numbers of its own part, whichever columns have it.
    said = [(name.key, [(x, part.figure.value) for x, part in name.beside]) for name in drawn.names]
    assert said == [("age=0", [(200, 25), (300, 50)]), ("age=1", [(300, 20)]), ("age=2", [(200, 40), (300, 30)])]


def test_answers_that_may_be_given_together_are_no_parts():
    assert stack(distribution((60, 60), (70, 40))) is None


@pytest.mark.parametrize(
    ("wished", "placed"),
    [([10, 40], [10, 40]), ([10, 12, 14], [-6, 7, 20]), ([10, 10, 60], [10, 23, 60]), ([], [])],
)
def test_lines_of_text_stand_apart(wished: list[int], placed: list[int]):
    assert spread(wished) == placed


def test_a_pyramid_has_a_bar_for_each_sex_and_the_ends_of_the_majority():
    rows = [
        Row(
            label=f"2021:age=a;sex={sex}",
            figures=(figure(value, breakdown=f"sex={sex}"), figure(other, Group.MAJORITY)),
        )
        for sex, value, other in (("male", 5, 10), ("female", 10, None))
    ]
    drawn = pyramid(rows)
    assert drawn.solid == "M148 26.5h-52M252 26.5h104"
    assert drawn.outline == "M44 20v14"


def test_rounding_and_sampling_are_told_apart():
    kinds = [figure(5, bounds=(4, 6), interval=kind).interval for kind in (Interval.ROUNDING, Interval.SAMPLING95)]
    drawn = bar_pairs([Row(label="a", figures=(figure(5, bounds=(4, 6), interval=kind), None)) for kind in kinds], str)
    assert drawn.whiskers.count("M") == 2
