"""The zips are what the formats say, and what is in them adds up."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from emulator import Emulator
from emulator.cells import CUT, NOTHING, SUPPRESSED, TENTHS, UNAVAILABLE
from emulator.people import plain
from emulator.places import world
from emulator.tables import BRACKETED, declared, placed, tables
from emulator.zips import header, write

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "samples" / "wds"


def rows_of(emulator: Emulator, product: str) -> list[list[str]]:
    with zipfile.ZipFile(emulator.store.zip_of(product)) as archive:
        return [*csv.reader(io.StringIO(archive.read(f"{product}.csv").decode("utf-8-sig"), newline=""))]


def block(emulator: Emulator, product: str, place: str) -> np.ndarray:
    """A place's codes in the shape of the table's dimensions."""
    table = emulator.store.tables[product]
    cells = emulator.store.cells(product, emulator.world.places[place], "2021")
    return cells.reshape([len(d.members) for d in table.dimensions])


@pytest.mark.shared
def test_headers_of_census_tables_are_the_published_ones() -> None:
    real = json.loads((SHARED / "statcan_98-10_csv_headers_eng_2025-06.json").read_text(encoding="utf-8"))
    for table in tables(world(), {}).values():
        if table.wide:
            published = real[table.pid]
            published = json.loads(published) if isinstance(published, str) else published
            assert next(csv.reader([header(table)])) == published


def test_a_census_table_has_a_bom_every_row_and_two_blank_lines_at_the_end(emulator: Emulator) -> None:
    with zipfile.ZipFile(emulator.store.zip_of("98100170")) as archive:
        text = archive.read("98100170.csv")
        assert archive.namelist() == ["98100170.csv", "98100170_MetaData.csv"]
        assert archive.comment.startswith(b"SYNTHETIC")
    table = emulator.store.tables["98100170"]
    assert text.startswith(b"\xef\xbb\xbfREF_DATE,GEO,DGUID,Knowledge of official languages (5),")
    assert text.endswith(b"\r\n\r\n\r\n")
    assert text.count(b"\r\n2021,") == len(table.places) * 5 * 27 * 3 * 5


def test_coordinates_ascend_and_every_row_is_as_long_as_the_header(emulator: Emulator) -> None:
    head, *rows = rows_of(emulator, "98100534")
    rows = [row for row in rows if row]
    coordinates = [tuple(map(int, row[head.index("Coordinate")].split("."))) for row in rows]
    assert coordinates == sorted(set(coordinates))
    assert {len(row) for row in rows} == {len(head)}
    assert head.count("Symbol") == 3


@pytest.mark.parametrize("product", ["98100203", "98100659", "98100196", "15100032", "43100072"])
def test_rows_are_the_product_of_the_members(emulator: Emulator, product: str) -> None:
    table = emulator.store.tables[product]
    rows = [row for row in rows_of(emulator, product)[1:] if row]
    assert len(rows) == len(table.places) * len(table.years) * table.rows_a_place


def test_municipalities_add_up_to_their_division_and_members_to_their_total_but_for_rounding(
    emulator: Emulator,
) -> None:
    division = block(emulator, "98100170", "cd2402")
    inside = [p for p in emulator.world.of("csd") if p.parent == "cd2402" and not p.hidden]
    assert len(inside) == 5
    parts = sum(block(emulator, "98100170", p.id) for p in inside)
    assert np.abs(division - parts).max() <= 5 * (len(inside) + 1)
    languages, total = division[0, 0, 0, 1:, 0], division[0, 0, 0, 0, 0]
    assert abs(languages.sum() - total) <= 5 * 5
    assert abs(division[0, 0, 1:, 0, 0].sum() - total) <= 5 * 3
    assert (division % 5 == 0).all()


def test_the_same_people_are_in_every_table(emulator: Emulator) -> None:
    by_age = block(emulator, "98100170", "csd2466023")[0, 0, 0, :, 0]
    by_language = block(emulator, "98100193", "csd2466023")[0, 0, 0, :]
    assert np.abs(by_age - by_language).max() <= 5


def test_under_forty_people_everything_is_suppressed(emulator: Emulator) -> None:
    tiny = emulator.world.places["csd2466092"]
    assert tiny.population == 30
    assert (block(emulator, "98100170", tiny.id) == SUPPRESSED).all()
    rows = [row for row in rows_of(emulator, "98100534") if row and row[2] == tiny.dguid]
    assert {tuple(row[6:8]) for row in rows} == {("", "x")}


def test_an_area_that_was_not_enumerated_has_nothing_available(emulator: Emulator) -> None:
    (reserve,) = [p for p in emulator.world.of("csd") if p.unenumerated]
    assert (block(emulator, "98100534", reserve.id) == UNAVAILABLE).all()
    rows = [row for row in rows_of(emulator, "98100534") if row and row[2] == reserve.dguid]
    assert {tuple(row[6:8]) for row in rows} == {("", "..")}


def test_where_half_did_not_answer_every_number_is_marked(emulator: Emulator) -> None:
    rows = [row for row in rows_of(emulator, "98100534") if row and row[2] in ("2021A00052402010", "2021A00052402047")]
    assert {row[7] for row in rows} <= {"E", "r,E"}
    assert emulator.world.places["csd2402047"].flag == "05050"


def test_bounds_lie_around_a_count_and_a_zero_has_none(emulator: Emulator) -> None:
    cells = block(emulator, "98100362", "cma305")
    value, low, high = cells[:, :, :, :, 0], cells[:, :, :, :, 1], cells[:, :, :, :, 2]
    counted = (value > 0) & (value < CUT)
    assert counted.any()
    assert (low[counted] <= value[counted]).all()
    assert (high[counted] >= value[counted]).all()
    assert (low[value == 0] == NOTHING).all()
    rates = (value > TENTHS) & (value <= TENTHS + 1000)
    assert (low[rates] <= value[rates]).all()


def test_rates_follow_from_the_counts_beside_them(emulator: Emulator) -> None:
    labour = block(emulator, "98100615", "pr24")[0, 0, 0, 0, 0, 0]
    everybody, active, employed, _, _, participation, employment, _ = labour
    assert (participation - TENTHS) / 10 == pytest.approx(100 * active / everybody, abs=0.06)
    assert (employment - TENTHS) / 10 == pytest.approx(100 * employed / everybody, abs=0.06)


def test_declared_members_are_in_the_tables_at_their_ids() -> None:
    found = tables(world())
    for product, dimensions in declared().items():
        table = found.get(product)
        for name, labels in dimensions.items() if table else ():
            here = next((d for d in table.dimensions if d.name == name), None)
            assert here is not None, f"{product}: sources.yml names the dimension {name}, which the table lacks"
            for label in labels:
                asked = BRACKETED.match(label)
                ids = [m.id for m in here.members if plain(m.label) == plain(asked["label"] if asked else label)]
                assert ids, (product, name, label)
                assert asked is None or int(asked["id"]) in ids, (product, name, label)


def test_a_declared_label_takes_the_place_of_one_that_nobody_declared() -> None:
    members = tables(world(), {})["98100534"].dimensions[2].members
    assert [m.label for m in placed(members, ["Novel children [3]"])][2] == "Novel children"
    assert len(placed(members, ["A label of no table"])) == 3


def test_writing_twice_gives_the_same_bytes(emulator: Emulator, tmp_path: Path) -> None:
    write(emulator.store.tables["98100659"], emulator.world, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == emulator.store.zip_of("98100659").read_bytes()


def test_metadata_beside_the_data_maps_places_to_dguid_flag_and_non_response(emulator: Emulator) -> None:
    with zipfile.ZipFile(emulator.store.zip_of("98100534")) as archive:
        text = archive.read("98100534_MetaData.csv").decode("utf-8-sig")
    assert 'Universe,"Variable List"' in text
    assert '"Member Correction Notes","Member Geo Attribute Keys"' in text
    attributes = [
        *csv.reader(
            text.split('"Dimension ID","Member ID","Attribute Key",Title,Label,"Long Label",Value')[1].splitlines()
        )
    ]
    titles = {row[3] for row in attributes if len(row) == 7}
    assert {"DGUID", "DQF_CODE", "TNR_SHORT_FORM", "TNR_LONG_FORM", "ALT_GEO_CODE", "GEO_LEVEL_DESC"} <= titles
    assert "Subject Code" not in text
