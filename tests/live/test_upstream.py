"""A source that changed upstream: noticed, told of on the pages, and taken in by a person alone."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date, timedelta

import pytest
from emulator import Emulator, Fault

from pipelines.errors import SourceError
from pipelines.fetch.desk import SYNTHETIC_LOCK
from pipelines.live import inputs_of
from pipelines.model import Plan
from pipelines.upstream import accepted, states, watched

from .conftest import ELIGIBILITY, INCOME, Place

ZIP = "98100534-eng.zip"


def one(place: Place) -> Plan:
    return replace(place.plan, sources={ELIGIBILITY: place.plan.sources[ELIGIBILITY]}, boundaries={})


@pytest.fixture
def pinned(place: Place) -> Place:
    assert place.come(ELIGIBILITY).failures == ()
    return place


def test_what_is_as_pinned_says_so(pinned: Place):
    with pinned.desk() as desk:
        seen = watched(one(pinned), desk)
    assert (seen.changes, seen.failures, seen.same) == ({}, (), (ELIGIBILITY,))
    assert "None: 1 sources are as they were pinned." in seen.markdown()


def test_what_was_never_fetched_is_counted_and_not_asked(place: Place, emulator: Emulator):
    with place.desk() as desk:
        seen = watched(one(place), desk)
    assert list(seen.lines()) == [("1 sources", "nothing of them is pinned yet; `portrait fetch SOURCE` pins it")]
    assert list(emulator.requests) == []


def test_a_changed_source_is_reported_and_the_pinned_figures_stand(pinned: Place, emulator: Emulator):
    before = pinned.of(ELIGIBILITY, pinned.come(ELIGIBILITY))
    emulator.faults.add(ZIP, Fault.NEW_RELEASE)
    with pinned.desk() as desk:
        seen = watched(one(pinned), desk)
    assert list(seen.changes) == [ELIGIBILITY]
    assert f"* `{ELIGIBILITY}`: " in seen.markdown()
    came = pinned.come(ELIGIBILITY)
    assert came.plan.supplies[ELIGIBILITY].changed is not None
    assert pinned.of(ELIGIBILITY, came).equals(before)


def test_pinned_bytes_that_are_gone_stop_a_changed_source_until_somebody_accepts_it(pinned: Place, emulator: Emulator):
    emulator.faults.add(ZIP, Fault.NEW_RELEASE)
    shutil.rmtree(pinned.cache / "fetched" / "objects")
    (failure,) = pinned.come(ELIGIBILITY).failures
    assert f"portrait accept {ELIGIBILITY}" in str(failure)
    with pinned.desk() as desk:
        said = list(accepted(one(pinned), desk, ELIGIBILITY))
    assert said[0].startswith(f"{ELIGIBILITY}: pinned ")
    assert pinned.come(ELIGIBILITY).failures == ()


def test_accepting_says_what_moves_in_the_figures(pinned: Place, emulator: Emulator):
    emulator.faults.add(ZIP, Fault.NEW_RELEASE)
    with pinned.desk() as desk:
        _, moves, *examples = accepted(one(pinned), desk, ELIGIBILITY)
    assert moves.startswith("figures: ")
    assert " changed, " in moves
    assert all(":schooling" in example or ":eligib" in example for example in examples)
    with pinned.desk() as desk:
        assert watched(one(pinned), desk).changes == {}


def test_the_state_of_a_source_is_known_without_asking(pinned: Place, emulator: Emulator):
    emulator.requests.clear()
    now = states(one(pinned), pinned.root, pinned.cache, pinned.mirrors, date.today())[ELIGIBILITY]
    later = states(one(pinned), pinned.root, pinned.cache, pinned.mirrors, date.today() + timedelta(days=100))[
        ELIGIBILITY
    ]
    assert (now.word, later.word) == ("fetched", "stale")
    shutil.rmtree(pinned.cache / "fetched" / "objects")
    gone = states(one(pinned), pinned.root, pinned.cache, pinned.mirrors, date.today())[ELIGIBILITY]
    assert gone.word == "pinned, not here"
    assert list(emulator.requests) == []


def test_a_build_that_lacked_a_source_is_never_the_same_as_the_next(pinned: Place, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PORTRAIT_CACHE", str(pinned.cache))
    whole = inputs_of(pinned.root)
    assert whole == inputs_of(pinned.root)
    assert whole != inputs_of(pinned.root, [SourceError("x: could not be had")])


def test_invented_pins_hold_under_their_own_mirrors_alone(pinned: Place):
    lock = json.loads((pinned.cache / "fetched" / SYNTHETIC_LOCK).read_text(encoding="utf-8"))
    assert ELIGIBILITY in lock["sources"]
    pinned.mirrors = "www150.statcan.gc.ca=http://127.0.0.1:9,api.statcan.gc.ca=http://127.0.0.1:9"
    came = pinned.come(ELIGIBILITY, INCOME)
    assert len(came.failures) == 2
    assert not came.plan.synthetic
