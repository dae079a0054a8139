"""One door to all readers: the right one is asked, and what comes out is proven."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pandera.errors
import pytest

from pipelines.errors import SourceError
from pipelines.model import Fetch, Sdmx, Slice, Source, Supply, Text
from pipelines.readers import live, read_live
from pipelines.readers.live import READERS
from pipelines.tables import OBSERVATIONS

from .drawn import AGE, AXES, CANADA, FOLS, PLACES, QUEBEC, SLICE, said, wide_rows, wide_zip

TEXT = Text(en="drawn", fr="dessiné")
SOURCE = Source(
    publisher="statcan",
    table="98-10-0170-01",
    title=TEXT,
    address=TEXT,
    release=None,
    periods=["2021"],
    basis="full-count",
    universe=TEXT,
    rounding=TEXT,
    obtained=TEXT,
    statuses_lost=False,
    measures={"persons": "Persons"},
    populations=["total"],
    reader="wds-census-wide",
    slices=[SLICE],
)


def supply(*paths: Path) -> Supply:
    return Supply(source="drawn", files={path.name: path for path in paths}, pins=())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return wide_zip(tmp_path, wide_rows((CANADA, QUEBEC), (AGE, FOLS)))


def test_a_wide_table_comes_out_as_observations(path: Path, tmp_path: Path):
    metadata = tmp_path / "metadata.json"
    metadata.write_text("{}", encoding="utf-8")
    found = read_live(supply(path, metadata), "drawn", SOURCE, AXES, PLACES)
    OBSERVATIONS.validate(found)
    assert list(found.columns) == list(OBSERVATIONS.columns)
    assert said(found)["pr24", "english", "age=0-14"] == 200202


def test_every_declared_reader_has_its_function():
    declared = Source.__annotations__["reader"]
    assert set(READERS) == {
        "wds-census-wide",
        "wds-table",
        "wds-cells",
        "profile-sdmx",
        "profile-bulk-2021",
        "profile-bulk-2016",
        "profile-bulk-2011",
    }, declared


def test_periods_that_nobody_declared_are_refused(path: Path):
    with pytest.raises(
        SourceError, match=r"periods that nobody declared: 2021; expected 2016; add them in sources\.yml"
    ):
        read_live(supply(path), "drawn", replace(SOURCE, periods=["2016"]), AXES, PLACES)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"value": float("inf")}, "an infinite value: 2021, ca"),
        ({"upper": float("-inf")}, "an infinite upper: 2021, ca"),
        ({"region": "pr24"}, "a cell stands twice: 2021, pr24, persons, total"),
    ],
)
def test_what_a_reader_should_never_give_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, object], message: str
):
    good = read_live(supply(path), "drawn", SOURCE, AXES, PLACES)
    bad = good[(good["population"] == "total") & (good["breakdown"] == "")].copy()
    bad.loc[bad["region"] == "ca", list(change)] = list(change.values())
    monkeypatch.setattr(live, "READERS", {"wds-census-wide": lambda _: bad})
    with pytest.raises(SourceError, match=message):
        read_live(supply(path), "drawn", SOURCE, AXES, PLACES)


def test_nothing_found_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(live, "READERS", {"wds-census-wide": lambda _: pd.DataFrame()})
    with pytest.raises(SourceError, match="no cell was found"):
        read_live(supply(path), "drawn", SOURCE, AXES, PLACES)


def test_the_contract_is_held_to(path: Path, monkeypatch: pytest.MonkeyPatch):
    good = read_live(supply(path), "drawn", SOURCE, AXES, PLACES)
    monkeypatch.setattr(live, "READERS", {"wds-census-wide": lambda _: good.assign(quality="doubtful")})
    with pytest.raises(pandera.errors.SchemaErrors, match="quality"):
        read_live(supply(path), "drawn", SOURCE, AXES, PLACES)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"reader": "excel"}, "no reader 'excel'; expected one of wds-census-wide"),
        ({"reader": None}, "no reader None"),
        ({"slices": []}, "no slices are declared"),
        ({"reader": "wds-cells"}, r"0 files ending in cells\.json; expected one; found 98100170-eng\.zip"),
        ({"reader": "profile-sdmx"}, "needs fetch: sdmx"),
        (
            {"reader": "profile-sdmx", "fetch": Fetch(sdmx=Sdmx(flows=["DF_CSD"], provinces=["24"], version="1.3"))},
            r"CL_CHARACTERISTIC-en\.json is missing",
        ),
        ({"reader": "profile-bulk-2021"}, r"0 files of the form"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_source_that_is_not_what_is_declared_is_told(path: Path, change: dict[str, object], message: str):
    with pytest.raises(SourceError, match=message):
        read_live(supply(path), "drawn", replace(SOURCE, **change), AXES, PLACES)


def test_what_is_left_out_of_the_places_is_left_out(path: Path):
    found = read_live(supply(path), "drawn", SOURCE, AXES, {"A000224": "pr24"})
    assert set(found["region"]) == {"pr24"}


def test_a_place_without_an_identifier_is_known_by_its_name(tmp_path: Path):
    outside = ("Canada outside Quebec", "")
    path = wide_zip(tmp_path, wide_rows((outside,), (AGE, FOLS)), (outside,))
    places = {"Canada outside  Quebec": "x-outside", "Quebec": "pr24"}
    assert set(read_live(supply(path), "drawn", SOURCE, AXES, places)["region"]) == {"x-outside"}


def test_a_name_does_not_stand_for_a_place_that_has_an_identifier(path: Path):
    with pytest.raises(SourceError, match="none of the regions asked for"):
        read_live(supply(path), "drawn", SOURCE, AXES, {"Quebec": "cma421"})


def test_slices_are_declared_as_they_are_in_yaml():
    assert Slice(dimensions={"Age (3)": {"age": "ages"}}).crossed is False
