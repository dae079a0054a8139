"""Ordinary tables of the Web Data Service, one row a cell."""

import csv
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pipelines.errors import SourceError
from pipelines.model import Slice
from pipelines.readers import wds_table

from .drawn import line, metadata, said, zipped

GEOGRAPHIES = (("Canada", ""), ("Quebec", ""), ("Moncton (CMA), N.B.\u00a0", ""), ("Nunavut", ""))
GROUPS = ("Age group and first official language spoken", ["Total – Age group", "English only", "French only"])
RATES = ("Value", ["Employment rate", "Unemployment rate"])
AXES = {
    "groups": {"total": "Total - Age group [1]", "english": "English only [2]"},
    "rates": {"employment": "Employment rate", "unemployment": "Unemployment rate [2]"},
}
SLICE = Slice(dimensions={GROUPS[0]: {"population": "groups"}, "Value": {"measure": "rates"}})
PLACES = {"A000011124": "ca", "A000224": "pr24", "Moncton (CMA), N.B.": "cma305"}
HEADER = [
    "REF_DATE",
    "GEO",
    "DGUID",
    GROUPS[0],
    RATES[0],
    "UOM",
    "UOM_ID",
    "SCALAR_FACTOR",
    "SCALAR_ID",
    "VECTOR",
    "COORDINATE",
    "VALUE",
    "STATUS",
    "SYMBOL",
    "TERMINATED",
    "DECIMALS",
]
DGUIDS = {1: "2016A000011124", 2: "2016A000224", 3: "", 4: "2016A000262"}


def row(coordinate: str, value: str = "5.5", status: str = "", year: str = "2016", **other: str) -> list[str]:
    geography, group, rate = map(int, coordinate.split("."))
    cells = dict(
        zip(
            HEADER,
            [
                year,
                GEOGRAPHIES[geography - 1][0],
                DGUIDS[geography],
                GROUPS[1][group - 1],
                RATES[1][rate - 1],
                "Percent",
                "239",
                "units ",
                "0",
                "v1",
                coordinate,
                value,
                status,
                "",
                "",
                "1",
            ],
            strict=True,
        )
    )
    return list((cells | other).values())


def table_zip(
    folder: Path, rows: list[list[str]], header: list[str] | None = None, bom: str = "\ufeff", end: str = "\n"
) -> Path:
    text = bom + "".join(line(each, end, csv.QUOTE_ALL) for each in (header or HEADER, *rows))
    described = metadata(GEOGRAPHIES, (GROUPS, RATES), "43100060", attributes=False)
    return zipped(folder, {"43100060.csv": text, "43100060_MetaData.csv": described}, "43100060-eng.zip")


def read(path: Path, slices: list[Slice] | None = None) -> pd.DataFrame:
    return wds_table.read(path, "drawn", slices or [SLICE], AXES, PLACES)


@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_wanted_rows_are_read_by_place_and_coordinate(tmp_path: Path, bom: str, end: str):
    rows = [
        row("1.1.1"),
        row("1.3.1"),
        row("2.2.2", "7"),
        row("3.1.2", "8"),
        row("4.1.1"),
        row("1.1.1", "9", year="2021-05"),
    ]
    found = read(table_zip(tmp_path, rows, bom=bom, end=end))
    assert said(found, "region", "period", "population", "measure") == {
        ("ca", "2016", "total", "employment"): 5.5,
        ("pr24", "2016", "english", "unemployment"): 7,
        ("cma305", "2016", "total", "unemployment"): 8,
        ("ca", "2021", "total", "employment"): 9,
    }


def test_statuses_and_quality_are_read(tmp_path: Path):
    rows = [
        row("1.1.1", "", ".."),
        row("1.1.2", "", "x"),
        row("1.2.1", "", "F"),
        row("1.2.2", "4", "E"),
        row("2.1.1", "0", "0s"),
        row("2.1.2", "3", "A", SYMBOL="r"),
    ]
    found = read(table_zip(tmp_path, rows))
    assert said(found, "region", "population", "measure") == {
        ("ca", "total", "employment"): "not_available",
        ("ca", "total", "unemployment"): "suppressed",
        ("ca", "english", "employment"): "unreliable",
        ("ca", "english", "unemployment"): 4,
        ("pr24", "total", "employment"): 0,
        ("pr24", "total", "unemployment"): 3,
    }
    assert found.loc[found["quality"] == "caution", "value"].tolist() == [4]


@pytest.mark.parametrize("lacking", [False, True], ids=["by place", "row by row"])
def test_a_name_counts_only_where_no_code_says_the_same(tmp_path: Path, lacking: bool):
    """The table has a region and a province that are the same, and in some tables only one of the two."""
    named = {"Moncton (CMA), N.B.": "pr24", "A000224": "pr24", "Canada": "ca"}
    rows = [each for each in whole(("2016",)) if not (lacking and each[10] == "4.1.1")]
    found = wds_table.read(table_zip(tmp_path, rows), "drawn", [SLICE], AXES, named)
    cells = said(found, "region", "population", "measure")
    assert cells["pr24", "english", "employment"] == ALL_ROWS.index("2.2.1")
    assert cells["ca", "english", "employment"] == ALL_ROWS.index("1.2.1")
    assert len(cells) == 8


def test_factors_are_applied(tmp_path: Path):
    found = read(table_zip(tmp_path, [row("1.1.1", "2.5", SCALAR_FACTOR="thousands", SCALAR_ID="3")]))
    assert found["value"].tolist() == [2500]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([row("1.1.1"), row("1.1.2", "5", "q")], r"43100060\.csv, row 3, column VALUE: unknown symbol 'q'"),
        ([row("1.1.1", SYMBOL="z")], r"row 2, column SYMBOL: unknown symbol 'z'"),
        ([row("1.1.1", TERMINATED="z")], r"row 2, column TERMINATED: unknown symbol 'z'"),
        (
            [row("4.1.1"), row("1.1.1", "5,5")],
            r"row 3, column VALUE: value '5,5' .* decimal comma is that of the French",
        ),
        ([row("1.1.1", "5", "x")], r"row 2, column VALUE: value '5' with symbol 'x' is a number"),
        ([row("1.1.1", "")], "is empty and no symbol says why"),
        ([row("1.1.1", SCALAR_ID="3")], r"row 2, column SCALAR_FACTOR: unknown factor 'units' with id '3'"),
        ([row("1.1.1", SCALAR_FACTOR="dozens")], r"unknown factor 'dozens' with id '0'; expected one of units"),
        ([row("1.1.1", year="2015/2016")], r"row 2: REF_DATE '2015/2016' is no year, month or day"),
        ([row("1.1.1", Value="Unemployment rate")], r"row 2.*: Value is 'Unemployment rate', but its id 1"),
        ([row("1.1.1", COORDINATE="9.1.1")], r"'9\.1\.1' begins with '9', an id of no place"),
        ([row("4.1.1")], "none of the regions and members asked for is in the table"),
        ([row("1.1.1")[:-1]], r"not a row of the table .*expected 16 columns"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_rows_that_cannot_be_are_named(tmp_path: Path, rows: list[list[str]], message: str):
    with pytest.raises(SourceError, match=message):
        read(table_zip(tmp_path, rows))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda h: [*h[:-1], "DECIMAL"], r"'DECIMAL' found where 'DECIMALS' was expected"),
        (lambda h: h[:-1], r"header"),
        (lambda h: [*h, "EXTRA"], r"header"),
        (
            lambda h: [*h[:11], h[12], h[11], *h[13:]],
            r"columns in another order.*column 12 is 'STATUS', expected 'VALUE'",
        ),
        (
            lambda h: [*h[:3], "Age group", *h[4:]],
            r"header has the dimensions Age group, Value, the metadata Age group and",
        ),
        (lambda _: ["PÉRIODE DE RÉFÉRENCE;GÉO;DGUID;VALEUR"], "this is the French file"),
    ],
    ids=["renamed", "missing", "additional", "order", "dimension", "French"],
)
def test_a_header_that_is_another_is_told(tmp_path: Path, change: Callable[[list[str]], list[str]], message: str):
    with pytest.raises(SourceError, match=message):
        read(table_zip(tmp_path, [row("1.1.1")], change(HEADER)))


def test_the_french_zip_is_told_by_its_header(tmp_path: Path):
    text = '\ufeff"PÉRIODE DE RÉFÉRENCE";"GÉO";"DGUID";"Valeur"\n"2016";"Canada";"2016A000011124";"5,5"\n'
    described = metadata(GEOGRAPHIES, (GROUPS, RATES), "43100060", attributes=False)
    path = zipped(tmp_path, {"43100060.csv": text, "43100060_MetaData.csv": described}, "43100060-fra.zip")
    with pytest.raises(
        SourceError, match=r"French file \(semicolons, decimal commas.*use the English file, whose name ends in -eng"
    ):
        read(path)


ALL_ROWS = [f"{g}.{group}.{rate}" for g in (1, 2, 3, 4) for group in (1, 2, 3) for rate in (1, 2)]


def whole(years: tuple[str, ...] = ("2016", "2021")) -> list[list[str]]:
    """Every row of the table, each with a series of its own and a value that tells its place."""
    return [
        row(each, str(1000 * y + n), year=year, VECTOR=f"v{1000 * y + n}")
        for y, year in enumerate(years)
        for n, each in enumerate(ALL_ROWS)
    ]


@pytest.fixture
def every_row(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Calls of the slow way."""
    seen: list[object] = []
    slow = wds_table._every_row
    monkeypatch.setattr(wds_table, "_every_row", lambda *args: (seen.append(args), slow(*args))[1])
    return seen


def test_a_table_that_has_every_row_is_picked_by_place(tmp_path: Path, every_row: list[object]):
    found = read(table_zip(tmp_path, whole()))
    assert every_row == []
    cells = said(found, "region", "period", "population", "measure")
    assert cells["pr24", "2021", "english", "unemployment"] == 1000 + ALL_ROWS.index("2.2.2")
    assert cells["cma305", "2016", "total", "employment"] == ALL_ROWS.index("3.1.1")
    assert len(cells) == 3 * 2 * 4


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rows: rows[::-1],
        lambda rows: sorted(rows, key=lambda each: each[3:5]),
        lambda rows: [each for number, each in enumerate(rows) if number != 20],
        lambda rows: rows[:-1],
        lambda rows: rows[:17] + rows[18:],
        lambda rows: [*rows[:2], rows[19], *rows[3:19], rows[2], *rows[20:]],
        lambda rows: [each if number != 9 else [*each[:7], "tens", "1", *each[9:]] for number, each in enumerate(rows)],
    ],
    ids=[
        "backwards",
        "by member",
        "a row less elsewhere",
        "cut",
        "a place cut",
        "a row among others",
        "another factor",
    ],
)
def test_a_table_in_another_order_is_read_row_by_row(
    tmp_path: Path, every_row: list[object], spoil: Callable[[list[list[str]]], list[list[str]]]
):
    rows = spoil(whole())
    found = read(table_zip(tmp_path, rows))
    assert len(every_row) == 1
    wanted = {"1": "ca", "2": "pr24", "3": "cma305"}
    naive = {
        (wanted[each[10][0]], each[0], each[10][2:]): float(each[11]) * 10 ** int(each[8])
        for each in rows
        if each[10][0] in wanted and each[10][2] != "3"
    }
    ids = {"total": "1", "english": "2", "employment": "1", "unemployment": "2"}
    cells = said(found, "region", "period", "population", "measure")
    assert {(r, p, f"{ids[g]}.{ids[m]}"): value for (r, p, g, m), value in cells.items()} == naive


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"STATUS": "q"}, r"43100060\.csv, row 9, column VALUE: unknown symbol 'q'"),
        ({"SYMBOL": "q"}, r"row 9, column SYMBOL: unknown symbol 'q'"),
        ({"VALUE": "1,5"}, r"row 9, column VALUE: value '1,5'"),
        ({"SCALAR_FACTOR": "dozens"}, r"row 9, column SCALAR_FACTOR: unknown factor 'dozens'"),
        ({"Value": "Other rate"}, r"row 9: Value is 'Other rate', but its id 2 in the coordinate"),
    ],
    ids=["status", "symbol", "number", "factor", "label"],
)
def test_rows_picked_by_place_are_proven_too(tmp_path: Path, change: dict[str, str], message: str):
    rows = whole()
    rows[7] = [change.get(name, cell) for name, cell in zip(HEADER, rows[7], strict=True)]
    with pytest.raises(SourceError, match=message):
        read(table_zip(tmp_path, rows))
