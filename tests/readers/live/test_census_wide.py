"""The wide census tables: what is picked, what is refused, and that picking by place is reading row by row."""

import csv
import io
import zipfile
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.errors import SourceError
from pipelines.model import Slice
from pipelines.readers import census_wide, streams
from pipelines.readers.picks import _Picker

from .drawn import (
    AGE,
    AXES,
    CANADA,
    FOLS,
    MONTREAL,
    ONTARIO,
    PLACES,
    QUEBEC,
    SLICE,
    line,
    metadata,
    said,
    wide_header,
    wide_rows,
    wide_zip,
    zipped,
)

ALL = (CANADA, QUEBEC, ONTARIO, MONTREAL)


def read(path: Path, slices: list[Slice] | None = None, basis: str = "full-count", places=PLACES) -> pd.DataFrame:
    return census_wide.read(path, "drawn", slices or [SLICE], AXES, places, basis)


@pytest.fixture
def row_by_row(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The stretches that were not picked by place."""
    seen: list[object] = []
    original = _Picker._row_by_row
    monkeypatch.setattr(_Picker, "_row_by_row", lambda self, stretch: (seen.append(stretch), original(self, stretch)))
    return seen


def test_the_wanted_cells_of_the_wanted_places_are_read(tmp_path: Path, row_by_row: list[object]):
    found = read(wide_zip(tmp_path, wide_rows(ALL, (AGE, FOLS)), ALL))
    assert set(found["region"]) == {"ca", "pr24", "csd2466023"}
    assert set(found["period"]) == {"2021"}
    cells = said(found)
    assert cells["ca", "total", ""] == 100101
    assert cells["pr24", "english", "age=0-14"] == 200202
    assert cells["csd2466023", "french", "age=15-plus"] == 400303
    assert len(found) == 3 * 9
    assert row_by_row == []


def test_without_a_byte_order_mark_it_is_the_same_table(tmp_path: Path):
    rows = wide_rows((CANADA, QUEBEC), (AGE, FOLS))
    with_mark = read(wide_zip(tmp_path, rows))
    pd.testing.assert_frame_equal(read(wide_zip(tmp_path, rows, bom="")), with_mark)


def test_symbols_say_why_there_is_no_number(tmp_path: Path):
    rows = wide_rows((CANADA,), (AGE, FOLS))
    rows[0][5:] = ["0", "...", "", "x", "", ".."]
    rows[1][5:] = ["0", "", "", "F", "7", "r"]
    rows[2][5:] = ["52", "r,E", "52", "E", "5", "p"]
    found = read(wide_zip(tmp_path, rows, (CANADA,)))
    cells = said(found)
    assert [cells["ca", group, ""] for group in ("total", "english", "french")] == [
        "not_applicable",
        "suppressed",
        "not_available",
    ]
    assert [cells["ca", group, "age=0-14"] for group in ("total", "english", "french")] == [0, "unreliable", 7]
    careful = found[found["breakdown"] == "age=15-plus"].set_index("population")["quality"]
    assert careful.to_dict() == {"total": "caution", "english": "caution", "french": ""}


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (["1", "q"], r"98100170\.csv, row 3, column 6: unknown symbol 'q'; expected one of"),
        (["5", "x"], r"98100170\.csv, row 3, column 6: value '5' with symbol 'x' is a number"),
        (["", ""], r"row 3, column 6: value '' with symbol '' is empty and no symbol says why"),
        (["1,5", ""], r"row 3, column 6: value '1,5' .* is no number.*decimal comma is that of the French file"),
    ],
)
def test_a_cell_that_cannot_be_is_named_by_file_row_and_value(tmp_path: Path, cells: list[str], message: str):
    rows = wide_rows((CANADA,), (AGE, FOLS))
    rows[1][5:7] = cells
    with pytest.raises(SourceError, match=message):
        read(wide_zip(tmp_path, rows, (CANADA,)))


def test_the_places_rows_may_be_fewer_than_the_members_say(tmp_path: Path, row_by_row: list[object]):
    rows = wide_rows(ALL, (AGE, FOLS))
    del rows[4]  # Quebec, 0 to 14 years
    found = said(read(wide_zip(tmp_path, rows, ALL)))
    assert found["pr24", "english", "age=0-14"] == "not_available"
    assert found["pr24", "english", "age=15-plus"] == 200302
    assert found["csd2466023", "english", "age=0-14"] == 400202
    assert len(row_by_row) == 1


def test_a_place_may_end_early(tmp_path: Path):
    rows = wide_rows((CANADA, QUEBEC), (AGE, FOLS))[:-1]
    found = said(read(wide_zip(tmp_path, rows)))
    assert found["pr24", "total", "age=15-plus"] == "not_available"
    assert found["pr24", "total", "age=0-14"] == 200201


def test_a_line_break_inside_a_label_is_part_of_it(tmp_path: Path, row_by_row: list[object]):
    age = ("Age (3)", ["Total - Age", "0 to 14\nyears", "15 years and over\n"])
    found = said(read(wide_zip(tmp_path, wide_rows(ALL, (age, FOLS)), ALL, (age, FOLS))))
    assert found["pr24", "english", "age=0-14"] == 200202
    assert found["csd2466023", "french", "age=15-plus"] == 400303
    assert row_by_row == []


def test_a_line_break_does_not_stand_for_a_row_that_is_missing(tmp_path: Path, row_by_row: list[object]):
    """As many lines as there should be rows, and the last one is at its place."""
    age = ("Age (3)", ["Total -\nAge", "0 to 14 years", "15 years and over"])
    rows = wide_rows(ALL, (age, FOLS))
    del rows[4]
    found = said(read(wide_zip(tmp_path, rows, ALL, (age, FOLS))))
    assert [found["pr24", "english", key] for key in ("", "age=0-14", "age=15-plus")] == [
        200102,
        "not_available",
        200302,
    ]
    assert len(row_by_row) == 1


def test_the_second_line_of_a_place_is_no_row_of_its_own(tmp_path: Path, row_by_row: list[object]):
    odd = ("Québec\n, la province", QUEBEC[1])
    rows = wide_rows((CANADA, odd), (AGE, FOLS))
    del rows[5], rows[3]
    piece = Slice(measure="persons", dimensions={AGE[0]: "0 to 14 years [2]", FOLS[0]: {"population": "fols"}})
    found = said(read(wide_zip(tmp_path, rows, (CANADA, odd)), [piece]))
    assert found["pr24", "english", ""] == 200202
    assert len(row_by_row) == 1


def test_bounds_stand_beside_their_number(tmp_path: Path):
    ci = ("Statistics (3)", ["Count", "95% lower, Count", "95% upper, Count\n"])
    rows = wide_rows((CANADA,), (FOLS, ci))
    rows[0][5:] = ["100", "", "48.5", "r", "152", "r,E"]
    rows[1][5:] = ["0", "", "0", "...", "0", "..."]
    rows[2][5:] = ["", "x", "", "x", "", "x"]
    axes = AXES | {"ci": {"value": "Count [1]", "lower": "95% lower, Count", "upper": "95% upper, Count [3]"}}
    piece = Slice(measure="persons", dimensions={FOLS[0]: {"population": "fols"}, ci[0]: {"bounds": "ci"}})
    path = wide_zip(tmp_path, rows, (CANADA,), (FOLS, ci))
    found = census_wide.read(path, "drawn", [piece], axes, PLACES, "sample").set_index("population")
    assert found.loc["total", ["value", "lower", "upper"]].tolist() == [100, 48.5, 152]
    assert found.loc["total", "quality"] == ""
    assert found.loc["english", "value"] == 0
    assert found.loc[["english", "french"], ["lower", "upper"]].isna().all().all()
    assert found.loc["french", "status"] == "suppressed"


def test_bounds_may_be_a_dimension_of_the_rows(tmp_path: Path):
    ci = ("Statistics (3)", ["Count", "Lower", "Upper\n"])
    axes = AXES | {"ci": {"value": "Count", "lower": "Lower", "upper": "Upper"}}
    piece = Slice(measure="persons", dimensions={FOLS[0]: {"population": "fols"}, ci[0]: {"bounds": "ci"}})
    path = wide_zip(tmp_path, wide_rows((CANADA,), (ci, FOLS)), (CANADA,), (ci, FOLS))
    found = census_wide.read(path, "drawn", [piece], axes, PLACES, "sample").set_index("population")
    assert found.loc["english", ["value", "lower", "upper"]].tolist() == [100102, 100202, 100302]


def test_the_census_year_may_be_the_column(tmp_path: Path):
    years = ("Census year (2)", ["2021", "2016"])
    axes = AXES | {"years": {"2021": "2021 [1]", "2016": "2016 [2]"}}
    piece = Slice(measure="persons", dimensions={FOLS[0]: {"population": "fols"}, years[0]: {"period": "years"}})
    path = wide_zip(tmp_path, wide_rows((CANADA,), (FOLS, years)), (CANADA,), (FOLS, years))
    found = census_wide.read(path, "drawn", [piece], axes, PLACES, "sample")
    assert said(found, "period", "population")["2016", "english"] == 100202


@pytest.mark.parametrize(
    ("flag", "basis", "careful"),
    [
        ("00000", "full-count", False),
        ("05000", "full-count", True),
        ("05000", "sample", False),
        ("00050", "sample", True),
        ("00050", "full-count", False),
        ("00050", "mixed", True),
        ("09999", "mixed", False),
    ],
)
def test_the_quality_flag_of_a_place_asks_for_caution(tmp_path: Path, flag: str, basis: str, careful: bool):
    path = wide_zip(tmp_path, wide_rows((CANADA, QUEBEC), (AGE, FOLS)), flags={QUEBEC[1]: flag})
    found = read(path, basis=basis)
    assert set(found.loc[found["region"] == "ca", "quality"]) == {""}
    assert set(found.loc[found["region"] == "pr24", "quality"]) == {"caution" if careful else ""}


def test_an_unknown_quality_flag_is_refused(tmp_path: Path):
    path = wide_zip(tmp_path, wide_rows((CANADA, QUEBEC), (AGE, FOLS)), flags={QUEBEC[1]: "0A000"})
    with pytest.raises(
        SourceError, match=r"metadata of Quebec .*: unknown data quality flag '0A000'; expected five digits"
    ):
        read(path)


def renamed(header: list[str]) -> list[str]:
    return [*header[:3], "Age (4)", *header[4:]]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (renamed, r"header has the dimensions Age \(4\), .*the metadata Age \(3\)"),
        (lambda h: h[:3] + h[4:], r"the header has the dimensions First official .*, the metadata Age"),
        (lambda h: [*h[:4], "Gender (3)", *h[4:]], r"the header has the dimensions Age \(3\), Gender \(3\)"),
        (lambda h: [h[0], h[2], h[1], *h[3:]], r"columns in another order.*column 2 is 'DGUID', expected 'GEO'"),
        (lambda h: ["Year", *h[1:]], r"'Year' found where 'REF_DATE' was expected"),
        (lambda h: [c for c in h if c != "Coordinate"], r"no column 'Coordinate'.*has the reader wds-table"),
        (lambda h: [*h, "Symbol"], r"7 columns after 'Coordinate'; expected a symbol column after each"),
        (lambda h: [*h[:-1], "Flag"], r"columns 10 and 11 are .*French\[3\]' and 'Flag'; expected"),
        (
            lambda h: [*h[:5], "English", *h[6:]],
            r"columns 6 and 7 are 'English' and 'Symbol'; expected 'dimension:member",
        ),
        (lambda h: [*h[:9], "Mother tongue:French[3]", "Symbol"], r"value columns of more than one dimension"),
        (lambda h: [*h[:9], f"{FOLS[0]}:French[2]", "Symbol"], r"member id 2 stands twice"),
        (lambda h: [*h[:7], h[9], h[8], h[7], h[10]], None),
        (
            lambda h: [*h[:7], f"{FOLS[0]}:Anglais[2]", *h[8:]],
            r"member id 2 of .* is 'Anglais', in the metadata 'English'",
        ),
        (
            lambda h: [*h[:7], f"{FOLS[0]}:French[2]", "Symbol", f"{FOLS[0]}:English[3]", "Symbol"],
            r"member id 2 of .* is 'French', in the metadata 'English'",
        ),
        (
            lambda _: ["PÉRIODE DE RÉFÉRENCE;GÉO;DGUID"],
            r"this is the French file \(semicolons, decimal commas.*use the English file",
        ),
        (lambda _: ["PÉRIODE DE RÉFÉRENCE", "GÉO", "DGUID"], "this is the French file"),
        (lambda _: ["<!DOCTYPE html><title>Just a moment...</title>"], r"a web page where a table was expected"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_header_that_is_another_is_told(
    tmp_path: Path, change: Callable[[list[str]], list[str]], message: str | None
):
    header = change(wide_header((AGE, FOLS)))
    path = wide_zip(tmp_path, wide_rows((CANADA,), (AGE, FOLS)), (CANADA,), header=header)
    if message is None:  # columns are told by their ids, whatever their order
        assert said(read(path))["ca", "french", ""] == 100102
        return
    with pytest.raises(SourceError, match=message):
        read(path)


def test_the_eighteen_tables_with_symbols_and_spaces_are_read(tmp_path: Path):
    header = ["REF_DATE", "GEO", "DGUID", "Coordinate"]
    for number, label in enumerate(FOLS[1], start=1):
        header += [f"{FOLS[0]}: {label} [{number}]", "Symbols"]
    rows = [["2021", *CANADA, "1", "5", "", "6", "", "7", ""], ["2021", *QUEBEC, "2", "8", "", "9", "", "", "x"]]
    piece = Slice(measure="persons", dimensions={FOLS[0]: {"population": "fols"}})
    path = wide_zip(tmp_path, rows, dimensions=(FOLS,), header=header)
    found = census_wide.read(path, "drawn", [piece], AXES, PLACES, "full-count")
    assert said(found, "region", "population") == {
        ("ca", "total"): 5,
        ("ca", "english"): 6,
        ("ca", "french"): 7,
        ("pr24", "total"): 8,
        ("pr24", "english"): 9,
        ("pr24", "french"): "suppressed",
    }


def test_a_label_that_the_coordinate_contradicts_is_refused(tmp_path: Path):
    rows = wide_rows((CANADA, QUEBEC), (AGE, FOLS))
    rows[4][3] = "15 years and over"
    with pytest.raises(
        SourceError, match=r"row 6: Age \(3\) is '15 years and over', but its id 2 in the coordinate 2\.2 is '0 to 14"
    ):
        read(wide_zip(tmp_path, rows))


def test_a_member_renamed_by_the_publisher_is_told(tmp_path: Path):
    age = (AGE[0], ["Total - Age", "0 to 15 years", "15 years and over"])
    path = wide_zip(tmp_path, wide_rows((CANADA,), (age, FOLS)), (CANADA,), (age, FOLS))
    with pytest.raises(
        SourceError, match="id 2 is declared as '0 to 14 years', but the table calls it '0 to 15 years'"
    ):
        read(path)


def test_ids_reshuffled_under_the_same_labels_are_told(tmp_path: Path):
    fols = (FOLS[0], [FOLS[1][0], "French", "English"])
    path = wide_zip(tmp_path, wide_rows((CANADA,), (AGE, fols)), (CANADA,), (AGE, fols))
    with pytest.raises(
        SourceError, match="id 2 is declared as 'English', but in the table it is 'French', and 'English' has id 3"
    ):
        read(path)


def test_a_place_whose_id_is_not_that_of_the_metadata_is_refused(tmp_path: Path):
    rows = wide_rows((QUEBEC, CANADA), (AGE, FOLS))
    with pytest.raises(SourceError, match=r"Quebec .2021A000224. has the id 1 in its coordinate, in the metadata 2"):
        read(wide_zip(tmp_path, rows, described=metadata((CANADA, QUEBEC), (AGE, FOLS))))


def test_rows_of_a_place_that_do_not_lie_together_are_refused(tmp_path: Path):
    rows = wide_rows((CANADA, QUEBEC), (AGE, FOLS))
    rows = [*rows[:2], *rows[3:], rows[2]]
    with pytest.raises(SourceError, match=r"rows of Canada,2021A000011124 do not lie together"):
        read(wide_zip(tmp_path, rows))


def test_a_place_of_the_metadata_that_the_table_lacks_is_an_error(tmp_path: Path):
    path = wide_zip(tmp_path, wide_rows((CANADA,), (AGE, FOLS)), (CANADA, QUEBEC))
    with pytest.raises(SourceError, match="no row of 1 places that the metadata list, among them pr24"):
        read(path)


def test_a_row_twice_is_refused(tmp_path: Path):
    rows = wide_rows((CANADA,), (AGE, FOLS))
    with pytest.raises(SourceError, match=r"row 4: the row stands twice"):
        read(wide_zip(tmp_path, [rows[0], rows[1], rows[1], rows[2]], (CANADA,)))


def test_a_row_with_a_column_less_is_refused(tmp_path: Path):
    rows = wide_rows((CANADA,), (AGE, FOLS))
    rows[1] = rows[1][:-1]
    with pytest.raises(SourceError, match=r"row 3: 10 columns, expected 11; found '2021,Canada"):
        read(wide_zip(tmp_path, rows, (CANADA,)))


def test_two_years_in_one_table_are_refused(tmp_path: Path):
    rows = wide_rows((CANADA, QUEBEC), (AGE, FOLS))
    rows = rows[:3] + [["2016", *row[1:]] for row in rows[3:]]
    with pytest.raises(SourceError, match="row 5: REF_DATE '2016', before it '2021'; expected one year"):
        read(wide_zip(tmp_path, rows))


def test_two_years_in_one_place_are_refused(tmp_path: Path):
    rows = wide_rows((CANADA,), (AGE, FOLS))
    rows[1][0] = "2016"
    with pytest.raises(SourceError, match="row 3: REF_DATE '2016', before it '2021'; expected one year"):
        read(wide_zip(tmp_path, rows, (CANADA,)))


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_row_of_another_year_is_never_part_of_the_row_before_it(tmp_path: Path, number: int):
    rows = wide_rows(ALL, (AGE, FOLS))
    rows[3 + number][0] = "2016"
    with pytest.raises(SourceError, match=r"REF_DATE '20(16|21)', before it '20(16|21)'; expected one year"):
        read(wide_zip(tmp_path, rows, ALL))


def test_two_places_that_are_one_region_of_ours_are_refused(tmp_path: Path):
    path = wide_zip(tmp_path, wide_rows(ALL, (AGE, FOLS)), ALL)
    with pytest.raises(SourceError, match=r"row 8: Ontario .2021A000235. is the second geography that is our pr24"):
        read(path, places=PLACES | {"A000235": "pr24"})


def test_a_row_of_another_place_among_those_of_a_place_is_refused(tmp_path: Path):
    rows = wide_rows((CANADA, QUEBEC), (AGE, FOLS))
    rows[1][4] = "2.2"
    with pytest.raises(
        SourceError, match=r"row 3: the coordinate 2\.2 is of another place than Canada .*, whose id is 1"
    ):
        read(wide_zip(tmp_path, rows))


def test_nothing_that_is_wanted_is_an_error(tmp_path: Path):
    with pytest.raises(SourceError, match="none of the regions asked for is in the table"):
        read(wide_zip(tmp_path, wide_rows((ONTARIO,), (AGE, FOLS)), (ONTARIO,)))


def test_a_zip_of_something_else_is_told(tmp_path: Path):
    with pytest.raises(SourceError, match=r"holds readme\.txt; expected a table such as 98100170\.csv"):
        read(zipped(tmp_path, {"readme.txt": "hello"}))
    path = tmp_path / "98100170-eng.zip"
    path.write_bytes(b"<html>")
    with pytest.raises(SourceError, match=r"98100170-eng\.zip: not a zip"):
        read(path)


def test_metadata_of_another_table_are_refused(tmp_path: Path):
    path = wide_zip(tmp_path, wide_rows((CANADA,), (AGE, FOLS)), described=metadata((CANADA,), (AGE, FOLS), "98100193"))
    with pytest.raises(SourceError, match="describes table 98100193, not 98100170"):
        read(path)


def test_a_damaged_zip_is_refused_at_its_end_at_the_latest(tmp_path: Path):
    path = wide_zip(tmp_path, wide_rows(ALL, (AGE, FOLS)), ALL)
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("98100170.csv")
        name = len("98100170.csv")
    data = bytearray(path.read_bytes())
    data[info.header_offset + 30 + name + info.compress_size // 2] ^= 0xFF
    path.write_bytes(bytes(data))
    with pytest.raises(SourceError, match=r"98100170.*(cannot be read|no row|columns|begins|is no utf-8)"):
        read(path)


def test_an_ordinary_quoting_of_everything_is_read_too(tmp_path: Path):
    rows = wide_rows(ALL, (AGE, FOLS))
    text = "".join(line(row, quoting=csv.QUOTE_ALL) for row in (wide_header((AGE, FOLS)), *rows))
    path = zipped(tmp_path, {"98100170.csv": text, "98100170_MetaData.csv": metadata(ALL, (AGE, FOLS))})
    assert said(read(path))["csd2466023", "french", "age=15-plus"] == 400303


NAMES = st.text(st.sampled_from('aé ,"\n-x1'), min_size=1, max_size=6)


@st.composite
def tables(draw: st.DrawFn) -> dict[str, object]:
    """Draw places, dimensions with awkward labels, rows some of which are missing, and how the file is cut up."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=3))
    dimensions = [
        (f"Dimension {n}", [f"{draw(NAMES)} {n}.{m}" for m in range(1, size + 1)])
        for n, size in enumerate([*sizes, draw(st.integers(1, 3))], start=1)
    ]
    count = draw(st.integers(1, 5))
    geographies = [(f"{draw(NAMES)} place {n}", f"2021A0005{n:07d}") for n in range(1, count + 1)]
    rows = wide_rows(geographies, dimensions)
    gone = draw(st.sets(st.integers(0, len(rows) - 1), max_size=2)) if draw(st.booleans()) else set()
    kept = [row for number, row in enumerate(rows) if number not in gone]
    wanted = draw(st.sets(st.sampled_from([dguid for _, dguid in geographies]), min_size=1))
    chosen = [draw(st.sets(st.integers(1, len(labels)), min_size=1)) for _, labels in dimensions]
    return {
        "geographies": geographies,
        "dimensions": dimensions,
        "rows": kept,
        "wanted": wanted,
        "chosen": chosen,
        "chunk": draw(st.sampled_from([64, 200, 1000, 1 << 19])),
        "end": draw(st.sampled_from(["\n", "\r\n"])),
    }


@given(tables())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_picking_by_place_is_reading_row_by_row(tmp_path_factory: pytest.TempPathFactory, drawn: dict):
    """Whatever is written: what our reader picks is what csv.reader finds under the same coordinates."""
    dimensions, rows, wanted = drawn["dimensions"], drawn["rows"], drawn["wanted"]
    present = {row[2] for row in rows}
    wanted = {dguid for dguid in wanted if dguid in present}
    if not wanted:
        return
    geographies = [each for each in drawn["geographies"] if each[1] in present]
    described = metadata(drawn["geographies"], dimensions, attributes=len(geographies) == len(drawn["geographies"]))
    described = quoted(described, dimensions, drawn["geographies"])
    text = "".join(line(row, drawn["end"]) for row in (wide_header(dimensions), *rows)) + drawn["end"] * 2
    folder = tmp_path_factory.mktemp("drawn")
    path = zipped(folder, {"98100170.csv": text, "98100170_MetaData.csv": described})
    axes = {
        f"axis {n}": {f"m{m}": f"{labels[m - 1]} [{m}]" for m in sorted(chosen)}
        for n, ((_, labels), chosen) in enumerate(zip(dimensions, drawn["chosen"], strict=True))
    }
    uses = {name: {f"role{n}": f"axis {n}"} for n, (name, _) in enumerate(dimensions)}
    places = {dguid[4:]: dguid for dguid in wanted}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streams, "CHUNK", drawn["chunk"])
        found = census_wide.read(
            path, "drawn", [Slice(measure="m", dimensions=uses, crossed=True)], axes, places, "mixed"
        )
    assert said(found, "region", "breakdown") == naively(text, dimensions, drawn["chosen"], wanted)


def naively(text: str, dimensions: list, chosen: list[set[int]], wanted: set[str]) -> dict[tuple[str, str], object]:
    rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    at = {(*row[len(dimensions) + 2].split(".")[1:], row[2]): row for row in rows[1:]}
    result: dict[tuple[str, str], object] = {}
    for dguid, ids in product(wanted, product(*map(sorted, chosen))):
        row = at.get((*map(str, ids[:-1]), dguid))
        key = ";".join(f"role{n}=m{m}" for n, m in enumerate(ids))
        value = row[len(dimensions) + 3 + 2 * (ids[-1] - 1)] if row else ""
        result[dguid, key] = float(value) if value else "not_available"
    return result


def quoted(described: str, dimensions: list, geographies: list) -> str:
    """Double the quotes inside the labels: what is not doubled cannot always be told from the end of a cell."""
    for label in [label for _, labels in dimensions for label in labels] + [name for name, _ in geographies]:
        described = described.replace(f'"{label}"', '"' + label.replace('"', '""') + '"')
    return described
