"""The geometry of charts: to scale, from zero, breaks apart, nothing drawn for what is not reported."""

from __future__ import annotations

from pipelines.model import Figure, Group, Interval, Kind, Row, Status
from pipelines.render.charts import BAR_AREA, bar_pairs, trend


def figure(value: float | None, group: Group, period: str = "2016", unit: str = "percent", broken: str = "") -> Figure:
    return Figure(
        id=f"esq:pr24:x:{group}:{period}", community="esq", region="pr24", indicator="x", group=group, breakdown="",
        population="declared", period=period, value=value, unit=unit,
        status=Status.NOT_AVAILABLE if value is None else Status.REPORTED, lower=None, upper=None,
        interval=Interval.NONE, reliability=None, symbol="", numerator=None, denominator=None, source="s", cell="",
        kind=Kind.PUBLISHED, series_break=broken, since="", rule="",
    )  # fmt: skip


def row(label: str, minority: float | None, majority: float | None, broken: str = "", unit: str = "percent") -> Row:
    pair = (
        figure(minority, Group.MINORITY, label, unit, broken),
        figure(majority, Group.MAJORITY, label, unit, broken),
    )
    return Row(label=label, figures=pair, series_break=broken)


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
    assert [(line.solid.count("M"), line.across.count("M")) for line in drawn.lines] == [(2, 1), (2, 1)]


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
