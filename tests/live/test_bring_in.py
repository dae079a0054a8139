"""From the services to OBSERVATIONS: what is asked, what comes in, and that one bad source stops no other."""

from __future__ import annotations

import re

import pytest
from emulator import Emulator, Fault

from pipelines.fetch.desk import LOCK
from pipelines.live import placed
from pipelines.model import Level, Status

from .conftest import CELLS, ELIGIBILITY, HISTORY, INCOME, PROFILE, Place


def test_everything_comes_in_and_is_called_synthetic(place: Place):
    came = place.come()
    assert came.failures == ()
    assert set(came.observations["source"]) == {ELIGIBILITY, INCOME, HISTORY, CELLS, PROFILE}
    assert came.plan.synthetic
    # What an emulator invented is never pinned beside what a publisher served.
    assert not (place.root / LOCK).exists()


def test_municipalities_come_with_their_names_and_lie_in_their_census_divisions(place: Place):
    regions = place.come(PROFILE).plan.regions
    montreal = regions["csd2466023"]
    assert (montreal.level, montreal.name.fr, montreal.parent) == (Level.MUNICIPALITY, "Montréal", "cd2466")
    assert regions["cd2466"].level is Level.CENSUS_DIVISION
    assert regions["er1310"].level is Level.ECONOMIC_REGION


def test_a_source_is_asked_for_the_cells_of_the_fetched_territories_too(place: Place):
    with place.desk() as desk:
        assert "csd2466023" in placed(place.plan, desk, [CELLS, PROFILE]).regions
        # Where nothing is asked for by cell, nothing has to be known of places.
        assert placed(place.plan, desk, [HISTORY]) is place.plan


def test_no_list_is_fetched_for_the_sake_of_another_source(place: Place, emulator: Emulator):
    with place.desk() as desk:
        assert placed(place.plan, desk, [CELLS]) is place.plan
    assert list(emulator.requests) == []


def test_what_is_fetched_is_asked_for_once(fetched: Place, emulator: Emulator):
    emulator.requests.clear()
    again = fetched.come()
    assert again.failures == ()
    assert list(emulator.requests) == []


def test_a_fetched_source_is_called_what_its_publisher_calls_it(place: Place):
    source = place.come(HISTORY).plan.sources[HISTORY]
    assert source.title.en.endswith("(synthetic)")
    assert source.title_note is None
    assert source.release
    assert not source.statuses_lost


def test_symbols_become_statuses_and_nothing_missing_is_zero(place: Place):
    found = place.of(PROFILE, place.come(PROFILE))
    assert {"reported", "suppressed"} <= set(found["status"])
    assert found["value"].notna().eq(found["status"] == Status.REPORTED).all()


ZIP = "98100534-eng.zip"
FAULTS = {
    "a renamed column": (Fault.RENAMED_COLUMN, r"Gender \(3\) renamed.*expected the same"),
    "a missing column": (Fault.MISSING_COLUMN, "expected the same"),
    "an additional column": (Fault.ADDED_COLUMN, "expected the same"),
    "columns in another order": (Fault.REORDERED_COLUMNS, "expected the same"),
    "a renamed member": (
        Fault.RENAMED_MEMBER,
        r"declared as 'Men\+', but the table calls it 'Men\+ \(renamed\)'.*sources\.yml",
    ),
    "a member's id under another label": (
        Fault.RESHUFFLED_MEMBER,
        r"in the table it is 'Women\+', and 'Men\+' has id 3",
    ),
    "a symbol nobody knows": (Fault.UNKNOWN_SYMBOL, r"line|row"),
    "french semicolons and commas": (Fault.FRENCH, "French|semicolon|English"),
    "a wrong CRC": (Fault.WRONG_CRC, "CRC"),
    "a member that climbs out": (Fault.EVIL_MEMBER, "evil"),
    "a shorter zip": (Fault.TRUNCATED, "zip"),
    "a challenge with status 403": (Fault.CLOUDFLARE_403, "browser"),
    "a challenge with status 200": (Fault.CLOUDFLARE_200, "browser|HTML"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_faulty_table_is_left_out_and_told_of_and_the_rest_comes_in(place: Place, emulator: Emulator, name: str):
    fault, said = FAULTS[name]
    emulator.faults.add(ZIP, fault)
    came = place.come(ELIGIBILITY, INCOME)
    assert [str(failure).startswith(f"{ELIGIBILITY}: ") or "98100534" in str(failure) for failure in came.failures] == [
        True
    ]
    assert re.search(said, str(came.failures[0])), str(came.failures[0])
    assert set(came.observations["source"]) == {INCOME}
    assert ELIGIBILITY not in came.plan.supplies


def test_a_table_without_a_byte_order_mark_is_read_the_same(place: Place, emulator: Emulator):
    emulator.faults.add(ZIP, Fault.NO_BOM)
    assert place.come(ELIGIBILITY).failures == ()


def test_a_source_that_fails_while_its_embedded_figures_are_there_leaves_them_standing(
    place: Place, emulator: Emulator
):
    emulator.faults.statuses("15100032", [404])
    emulator.faults.statuses("getFullTableDownloadCSV", [503])
    came = place.come(HISTORY)
    assert len(came.failures) == 1
    assert not came.plan.synthetic
    assert len(place.of(HISTORY, came)) == 508


def test_a_service_that_is_locked_says_when_to_come_back(place: Place, emulator: Emulator):
    emulator.faults.add("getCubeMetadata", Fault.LOCKED)
    came = place.come(INCOME)
    assert "08:30" in str(came.failures[0])
