"""Cells by coordinate: what to ask for, and what the answers say."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import SourceError
from pipelines.model import Slice
from pipelines.readers import coordinates, wds_cells

from .drawn import said

METADATA = {
    "productId": "98100362",
    "dimension": [
        {
            "dimensionPositionId": 2,
            "dimensionNameEn": "FOLS (2)",
            "member": [{"memberId": 1, "memberNameEn": "Total - FOLS"}, {"memberId": 2, "memberNameEn": "English"}],
        },
        {
            "dimensionPositionId": 1,
            "dimensionNameEn": "Geography",
            "member": [
                {
                    "memberId": 1,
                    "memberNameEn": "Canada",
                    "classificationCode": "11124",
                    "geoLevel": 0,
                    "vintage": 2021,
                },
                {"memberId": 14, "memberNameEn": "Quebec", "classificationCode": "24", "geoLevel": 2, "vintage": 2021},
                {
                    "memberId": 16,
                    "memberNameEn": "Ottawa–Gatineau (Quebec part)",
                    "classificationCode": "24505",
                    "geoLevel": 505,
                    "vintage": 2021,
                },
                {"memberId": 99, "memberNameEn": "Nunavut", "classificationCode": "62", "geoLevel": 2, "vintage": 2021},
            ],
        },
    ],
}
AXES = {"fols": {"total": "Total - FOLS [1]", "english": "English [2]"}}
SLICES = [Slice(measure="persons", dimensions={"FOLS (2)": {"population": "fols"}})]
PLACES = {"A000224": "pr24", "S050524505": "cma24505"}
ASKED = ["14.1", "14.2", "16.1", "16.2"]


def answer(coordinate: str, *points: dict[str, Any], code: int = 0, product: object = 98100362) -> dict[str, Any]:
    padded = ".".join(coordinate.split(".") + ["0"] * (10 - len(coordinate.split("."))))
    return {"responseStatusCode": code, "productId": product, "coordinate": padded, "vectorDataPoint": list(points)}


def point(value: object, **codes: object) -> dict[str, Any]:
    none = {"statusCode": 0, "symbolCode": 0, "securityLevelCode": 0, "scalarFactorCode": 0}
    return {"refPer": "2021-01-01", "value": value, **none, **codes}


def read(folder: Path, answers: object):
    (folder / "cells.json").write_text(json.dumps(answers), encoding="utf-8")
    (folder / "metadata.json").write_text(json.dumps(METADATA), encoding="utf-8")
    return wds_cells.read(folder / "cells.json", folder / "metadata.json", "drawn", SLICES, AXES, PLACES)


def test_every_wanted_cell_of_every_wanted_place_is_asked_for():
    found = coordinates("drawn", SLICES, AXES, METADATA, PLACES)
    assert found == [f"{each}.0.0.0.0.0.0.0.0" for each in ASKED]


def test_answers_are_matched_by_coordinate_in_whatever_order(tmp_path: Path):
    answers = [answer(each, point(float(number))) for number, each in reversed(list(enumerate(ASKED, start=1)))]
    assert said(read(tmp_path, answers), "region", "population") == {
        ("pr24", "total"): 1,
        ("pr24", "english"): 2,
        ("cma24505", "total"): 3,
        ("cma24505", "english"): 4,
    }


def test_codes_say_what_the_symbols_say_and_factors_are_applied(tmp_path: Path):
    answers = [
        answer("14.1", point(2.5, scalarFactorCode=3)),
        answer("14.2", point(None, securityLevelCode=1)),
        answer("16.1", point(None, statusCode=1)),
        answer("16.2", point(40, statusCode=7, symbolCode=3)),
    ]
    found = read(tmp_path, answers)
    assert said(found, "region", "population") == {
        ("pr24", "total"): 2500,
        ("pr24", "english"): "suppressed",
        ("cma24505", "total"): "not_available",
        ("cma24505", "english"): 40,
    }
    assert found.loc[found["quality"] == "caution", "value"].tolist() == [40]


def whole(first: dict[str, Any]) -> list[dict[str, Any]]:
    return [first, *(answer(each, point(1)) for each in ASKED[1:])]


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        (whole(answer("14.1", point(1, statusCode=11))), r"coordinate 14\.1.*, 2021-01-01: unknown statusCode 11"),
        (whole(answer("14.1", point(1, symbolCode=2))), "unknown symbolCode 2; expected one of 0, 1, 3"),
        (whole(answer("14.1", point(1, securityLevelCode=2))), "unknown securityLevelCode 2"),
        (whole(answer("14.1", point(1, scalarFactorCode=12))), "unknown scalarFactorCode 12"),
        (whole(answer("14.1", point(1, securityLevelCode=1))), "value '1' with symbol 'x' is a number"),
        (whole(answer("14.1", point(None))), "is empty and no symbol says why"),
        (whole(answer("14.1", code=2)), r"element 1: responseStatusCode 2; expected 0"),
        (whole(answer("14.1", point(1), product=98100363)), "table 98100363, coordinate .* which nobody asked for"),
        (whole(answer("99.1", point(1))), "which nobody asked for"),
        (whole(answer("14.2", point(1))), r"element 2: coordinate 14\.2\S* stands twice"),
        ([answer("14.1", point(1))], r"3 of 4 coordinates were not answered, among them 14\.2"),
        (whole(answer("14.1", {"value": 1})), r"no vectorDataPoint with a refPer"),
        ({"status": "FAILED"}, r"cells\.json: dict in it, expected list"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_answer_that_cannot_be_is_named(tmp_path: Path, answers: object, message: str):
    with pytest.raises(SourceError, match=message):
        read(tmp_path, answers)


def test_two_places_that_are_one_region_of_ours_are_refused():
    twice = json.loads(json.dumps(METADATA))
    twice["dimension"][1]["member"][3] |= {"classificationCode": "24", "memberNameEn": "Québec"}
    with pytest.raises(SourceError, match="'Québec' and 'Quebec' are both our pr24"):
        coordinates("drawn", SLICES, AXES, twice, PLACES)
