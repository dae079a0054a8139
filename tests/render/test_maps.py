"""Maps: the class of a value by hand, withheld and missing and zero told apart, squares where they belong."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.declare import declare
from pipelines.model import Figure, Group, Interval, Kind, Level, Plan, Ranking, Reliability, Row, Status
from pipelines.model.maps import Drawing, Outline
from pipelines.render.maps import PITCH, SQUARE, Area, Cartographer, Drawn
from pipelines.render.words import Words

ROOT = Path(__file__).resolve().parents[2]
PROVINCES = ("pr10", "pr11", "pr12", "pr13", "pr24", "pr35", "pr46", "pr47", "pr48", "pr59", "pr60", "pr61", "pr62")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return declare(ROOT)


def figure(
    region: str, value: float | None, status: Status = Status.REPORTED, denominator: float | None = None
) -> Figure:
    return Figure(
        id=f"black:{region}:unemployment-rate:minority:2016", community="black", region=region,
        indicator="unemployment-rate", group=Group.MINORITY, breakdown="", population="declared", period="2016",
        value=value, unit="percent", status=status, lower=None, upper=None, interval=Interval.NONE,
        reliability=Reliability.GOOD, symbol="", numerator=None, denominator=denominator, source="statcan-43-10-0069",
        cell="", kind=Kind.PUBLISHED, series_break="", since="", rule="",
    )  # fmt: skip


def ranking(figures: dict[str, Figure | None]) -> Ranking:
    rows = tuple(Row(label=name, figures=(figures.get(name), None, None, None)) for name in PROVINCES)
    return Ranking(community="black", level=Level.PROVINCE, period="2016", populations=("declared",), rows=rows)


def drawn(plan: Plan, figures: dict[str, Figure | None], lang: str = "en") -> Drawn:
    words = Words(plan, "fr" if lang == "fr" else "en")
    made = Cartographer(plan, words).drawn("unemployment-rate", ranking(figures), PROVINCES[:-1])
    assert made is not None
    return made


def area(made: Drawn, region: str) -> Area:
    return next(each for each in made.areas if each.region == region)


# The classes of the unemployment rate: under 6, 6 to under 8, 8 to under 10, 10 to under 13, 13 or more.
EDGES = [(0.0, "k0"), (5.9, "k0"), (6.0, "k1"), (7.999, "k1"), (8.0, "k2"), (10.0, "k3"), (13.0, "k4"), (100.0, "k4")]
REPORTED = {"pr35": figure("pr35", 7.0), "pr46": figure("pr46", 8.5), "pr59": figure("pr59", 9.0)}


@pytest.mark.parametrize(("value", "look"), EDGES)
def test_a_bound_belongs_to_the_class_above(plan: Plan, value: float, look: str):
    assert area(drawn(plan, {**REPORTED, "pr24": figure("pr24", value)}), "pr24").look == look


def test_zero_withheld_and_nothing_differ(plan: Plan):
    made = drawn(plan, {
        **REPORTED,
        "pr10": figure("pr10", 0.0),
        "pr11": figure("pr11", None, Status.WITHHELD),
        "pr12": figure("pr12", None, Status.SUPPRESSED),
        "pr13": figure("pr13", None, Status.UNRELIABLE),
        "pr24": figure("pr24", None, Status.NOT_AVAILABLE),
        "pr47": figure("pr47", None, Status.NOT_APPLICABLE),
    })  # fmt: skip
    looks = {each.region: each.look for each in made.areas}
    assert [looks[name] for name in ("pr10", "pr11", "pr12", "pr13")] == ["k0", "secret", "secret", "secret"]
    assert [looks[name] for name in ("pr24", "pr47", "pr60")] == ["nothing"] * 3
    assert made.marks == ("secret", "nothing")
    said = {each.region: [line.words for line in each.value] for each in made.areas}
    assert (said["pr10"], said["pr11"], said["pr12"]) == (["0.0%"], ["withheld"], ["suppressed"])
    assert said["pr24"] == said["pr60"] == ["–"]
    assert [each.region for each in made.areas if each.small] == ["pr13", "pr12"]


def test_a_square_stands_where_it_was_laid_out_with_its_name_and_value(plan: Plan):
    made = drawn(plan, REPORTED, "fr")
    assert (made.width, made.height) == (2 + 7 * PITCH - 3, 2 + 3 * PITCH - 3)
    ontario = area(made, "pr35")
    assert ontario.path == f"M{1 + 4 * PITCH} {1 + PITCH}h{SQUARE}v{SQUARE}h-{SQUARE}z"
    assert (ontario.name, ontario.label[0].words, ontario.value[0].words) == ("Ontario", "Ont.", "7,0\u00a0%")
    # A region without a profile leads nowhere.
    assert [each.region for each in made.areas if not each.link] == ["pr62"]
    assert made.classes[0].fr == "moins de 6\u00a0%"


def test_few_people_behind_a_value_are_marked(plan: Plan):
    poor = replace(figure("pr24", 9.0, denominator=40), reliability=Reliability.POOR)
    made = drawn(plan, {**REPORTED, "pr24": poor})
    assert [each.region for each in made.areas if each.few] == ["pr24"]
    assert made.marks == ("nothing", "few")
    assert [each.mark.words for each in made.areas if each.mark] == ["‡"]
    french = area(drawn(plan, {**REPORTED, "pr24": poor}, "fr"), "pr24").value
    assert [line.words for line in french] == ["environ ", "9\u00a0%"]


def test_no_map_of_people_nor_of_two_regions(plan: Plan):
    cartographer = Cartographer(plan, Words(plan, "en"))
    assert not cartographer.can_draw("community-size", ranking(dict(REPORTED)))
    two = {name: REPORTED[name] for name in ("pr35", "pr46")}
    assert not cartographer.can_draw("unemployment-rate", ranking(dict(two)))


def outlined(plan: Plan, regions: tuple[str, ...]) -> Plan:
    outlines = {name: Outline(path=f"M0 0h9v{number}z", x=5, y=5, room=40) for number, name in enumerate(regions, 1)}
    boundary = "statcan-outlines-2021-provinces"
    inset = {"pr11": Outline(path="M1 1h1v1z", x=1, y=1, room=1)}
    frame = Drawing(level=Level.PROVINCE, width=800, height=700, boundary=boundary, outlines=outlines, inset=inset)
    return replace(plan, drawings={"canada": frame})


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb` (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_text_and_borders_stand_out_from_every_class_in_light_and_dark():
    css = (ROOT / "site/assets/portrait.css").read_text(encoding="utf-8")
    names = r"--pt-(k\d|map-ink|map-edge): (#[0-9a-f]{6});"
    blocks = [dict(re.findall(names, block)) for block in re.findall(r"{([^{}]*--pt-k0:[^{}]*)}", css)]
    # Light, dark, and dark on paper.
    assert len(blocks) == 3
    assert blocks[0] == blocks[2]
    for colours in blocks:
        classes = [colours[f"k{number}"] for number in range(5)]
        assert all(contrast(each, colours["map-ink"]) >= 4.5 for each in classes), colours
        assert all(contrast(each, colours["map-edge"]) >= 3 for each in classes), colours
        # Each class lies further from the ground than the one before it.
        steps = [luminance(each) for each in classes]
        assert steps in (sorted(steps), sorted(steps, reverse=True))


def test_outlines_are_drawn_where_every_region_has_one(plan: Plan):
    made = drawn(outlined(plan, PROVINCES), REPORTED)
    assert area(made, "pr35").path == "M0 0h9v6z"
    assert area(made, "pr35").look == "k1"
    assert [line.words for line in area(made, "pr35").value] == ["7.0%"]
    assert "Open Government Licence" in made.notice
    assert "92-160-X" in made.notice
    # What stands in the inset is one link, not two.
    assert not area(made, "pr11").link
    assert [each.link for each in made.inset] == [True]


def test_a_region_without_an_outline_leaves_all_of_them_squares_and_is_named(plan: Plan):
    made = drawn(outlined(plan, PROVINCES[1:]), REPORTED)
    assert area(made, "pr35").path.endswith(f"h-{SQUARE}z")
    assert (made.notice, made.left_out) == ("", "Newfoundland and Labrador")
