"""Boundary files that the emulator serves, from fetching them to the drawing of a frame."""

from __future__ import annotations

from dataclasses import replace

import pytest

from live.conftest import ELIGIBILITY, Place
from pipelines import fetch
from pipelines.fetch import Wants
from pipelines.kept import Kept
from pipelines.mapped import with_drawings
from pipelines.model import Plan

PROVINCES, HEALTH = "statcan-outlines-2021-provinces", "statcan-outlines-health-regions"


def drawn(place: Place, plan: Plan, *boundaries: str) -> tuple[Plan, list[str]]:
    """Fetch these boundary files as `portrait fetch` does, and draw."""
    with place.desk() as desk:
        for name in boundaries:
            fetch.obtain(name, plan.boundaries[name].fetch, Wants(), desk)
        made, failures = with_drawings(plan, desk, Kept(place.cache / "made"))
    return made, [str(failure) for failure in failures]


@pytest.fixture
def synthetic(place: Place) -> Plan:
    """The plan of a build that holds invented figures."""
    plan = place.come(ELIGIBILITY).plan
    assert plan.synthetic
    return plan


def test_nothing_is_drawn_and_nothing_asked_for_until_boundaries_were_fetched(place: Place, synthetic: Plan):
    made, failures = drawn(place, synthetic)
    assert (made.drawings, failures) == ({}, [])


def test_fetched_outlines_are_drawn_once_for_the_same_bytes(place: Place, synthetic: Plan):
    made, failures = drawn(place, synthetic, PROVINCES, HEALTH)
    assert failures == []
    assert set(made.drawings) >= {"canada", "quebec-health"}
    assert len(made.drawings["canada"].outlines) == 13
    assert made.drawings["canada"].boundary == PROVINCES
    assert {"rss06", "rss13"} <= made.drawings["quebec-health"].inset.keys()
    kept = {path: path.stat().st_mtime_ns for path in (place.cache / "made").glob("cells-drawing-*/drawing.json")}
    again, _ = drawn(place, synthetic)
    assert again.drawings == made.drawings
    assert {path: path.stat().st_mtime_ns for path in kept} == kept


def test_invented_outlines_never_stand_beside_real_figures(place: Place, synthetic: Plan):
    real = replace(synthetic, supplies={})
    made, failures = drawn(place, real, PROVINCES)
    assert (made.drawings, failures) == ({}, [])


def test_a_file_that_cannot_be_drawn_leaves_squares_and_is_told_of(place: Place, synthetic: Plan):
    drawn(place, synthetic, HEALTH)
    assert synthetic.maps is not None
    frame = replace(synthetic.maps.frames["quebec-health"], projection="EPSG:99999")
    maps = replace(synthetic.maps, frames={"quebec-health": frame})
    made, failures = drawn(place, replace(synthetic, maps=maps))
    assert made.drawings == {}
    assert "the maps of quebec-health stay squares" in failures[0]
