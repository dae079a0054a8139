"""Boundary files as drawings: to scale, north on top, islands kept, and what cannot be drawn said."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import SourceError
from pipelines.model import Level
from pipelines.model.maps import Frame
from pipelines.readers.outlines import MOST_BYTES, drawing

FRAME = Frame(level=Level.PROVINCE, projection="EPSG:32198", inset=["pr11"])
ALL = ("pr24", "pr35", "pr11")


def ring(west: float, south: float, side: float) -> list[list[float]]:
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


# Quebec east of Ontario, an island of Quebec's far in the east, and a small Prince Edward Island.
SHAPES: dict[str, Any] = {
    "2021A000224": {"type": "MultiPolygon", "coordinates": [[ring(-72, 46, 4)], [ring(-62, 47.2, 0.3)]]},
    "2021A000235": {"type": "Polygon", "coordinates": [ring(-76, 46, 4)]},
    "2021A000211": {"type": "Polygon", "coordinates": [ring(-68, 46, 0.5)]},
}


def written(folder: Path, shapes: dict[str, Any], name: str = "p.geojson") -> Path:
    features = [{"type": "Feature", "properties": {"DGUID": k}, "geometry": v} for k, v in shapes.items()]
    (folder / name).write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return folder / name


def corner(path: str) -> tuple[int, int]:
    match = re.match(r"M(\d+) (\d+)", path)
    assert match
    return int(match[1]), int(match[2])


def test_a_drawing_has_the_north_on_top_and_the_west_on_the_left(tmp_path: Path):
    made = drawing([("b", written(tmp_path, SHAPES))], FRAME, ALL)
    assert made is not None
    assert made.boundary == "b"
    assert list(made.outlines) == list(ALL)
    quebec, ontario = made.outlines["pr24"], made.outlines["pr35"]
    assert ontario.x < quebec.x
    assert abs(ontario.y - quebec.y) < 60
    # The island far away is drawn, and the drawing is as wide as all of it.
    assert quebec.path.count("M") == 2
    assert made.width == 800
    assert ontario.room > 100
    assert all(re.fullmatch(r"[Mlhvz0-9 -]+", each.path) for each in made.outlines.values())


def test_the_inset_is_larger_and_lies_where_nothing_else_does(tmp_path: Path):
    made = drawing([("b", written(tmp_path, SHAPES))], FRAME, ALL)
    assert made is not None
    assert made.box
    left, top, across, down = made.box
    assert list(made.inset) == ["pr11"]
    assert made.inset["pr11"].room > 3 * made.outlines["pr11"].room
    assert left < made.inset["pr11"].x < left + across
    assert top < made.inset["pr11"].y < top + down
    assert top + down <= made.height


def test_a_region_that_the_file_lacks_is_not_in_the_drawing(tmp_path: Path):
    held = {name: shape for name, shape in SHAPES.items() if name != "2021A000211"}
    made = drawing([("b", written(tmp_path, held))], FRAME, ALL)
    assert made is not None
    assert list(made.outlines) == ["pr24", "pr35"]
    assert (made.inset, made.box) == ({}, None)


def test_a_file_of_other_regions_is_passed_over_for_the_next(tmp_path: Path):
    other = written(tmp_path, {"2021A00032466": SHAPES["2021A000211"]}, "other.geojson")
    made = drawing([("other", other), ("b", written(tmp_path, SHAPES))], FRAME, ALL)
    assert made is not None
    assert made.boundary == "b"
    assert drawing([("other", other)], FRAME, ALL) is None


def test_an_outline_that_crosses_itself_is_mended(tmp_path: Path):
    bow_tie = [[-72, 46], [-68, 50], [-68, 46], [-72, 50], [-72, 46]]
    shapes = {**SHAPES, "2021A000224": {"type": "Polygon", "coordinates": [bow_tie]}}
    made = drawing([("b", written(tmp_path, shapes))], FRAME, ALL)
    assert made is not None
    assert made.outlines["pr24"].path.count("M") == 2


def test_a_region_without_geometry_stops_the_file_and_is_named(tmp_path: Path):
    path = written(tmp_path, {**SHAPES, "2021A000211": None})
    with pytest.raises(SourceError, match="1 territories without an outline, among them 2021A000211"):
        drawing([("b", path)], FRAME, ALL)


def test_metres_that_pass_for_degrees_stop_the_file(tmp_path: Path):
    path = written(tmp_path, {"2021A000224": {"type": "Polygon", "coordinates": [ring(640_000, 5_000_000, 90_000)]}})
    with pytest.raises(SourceError, match="its coordinates are not where it says; found 640000 to 730000 as longitude"):
        drawing([("b", path)], FRAME, ALL)


def test_a_file_that_does_not_say_which_territory_stops(tmp_path: Path):
    path = tmp_path / "p.geojson"
    feature = {"type": "Feature", "properties": {"NAME": "Quebec"}, "geometry": SHAPES["2021A000224"]}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    with pytest.raises(
        SourceError, match="no column says which territory; found NAME; expected DGUID, HR_UID, RSS_code"
    ):
        drawing([("b", path)], FRAME, ALL)


def test_a_coast_of_many_points_stays_small_enough_for_a_page(tmp_path: Path):
    coast = [[-72 + n / 5000, 46 + (n % 2) / 3] for n in range(20_000)]
    shapes = {**SHAPES, "2021A000224": {"type": "Polygon", "coordinates": [[*coast, [-68, 50], [-72, 50], coast[0]]]}}
    made = drawing([("b", written(tmp_path, shapes))], FRAME, ALL)
    assert made is not None
    assert 0 < sum(len(each.path) for each in made.outlines.values()) <= MOST_BYTES
