"""The services answer as documented, oddities and all, and every answer says that it is synthetic."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import geopandas
import pytest

from emulator import Emulator

from .conftest import Asker

REST = "/www150/t1/wds/rest"
SDMX = "/api/census-recensement/profile/sdmx/rest"
LAYER = "/geo/geo_wa/rest/services/2021/Cartographic_boundary_files/MapServer"
HEADER = (
    "DATAFLOW,FREQ,TIME_PERIOD,REF_AREA,GENDER,CHARACTERISTIC,STATISTIC,OBS_VALUE,DECIMALS,FLAG,TOPIC,NOTE,RELEASE_DATE,"
    "GEO_LEVEL,ALT_GEO_CODE,GEO_DESC,PROV_TERR,DATA_QUALITY_FLAG,TNR_LF,TNR_SF,CI_LOW,CI_HIGH"
)


def observations(ask: Asker, flow: str, key: str) -> list[dict[str, str]]:
    answer = ask(f"{SDMX}/data/STC_CP,{flow}/{key}?format=csv", Accept_Language="en")
    assert answer.status == 200
    return [*csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig")))]


@pytest.mark.parametrize(
    "path", ["/", f"{REST}/getCodeSets", "/www12/anything", "/geo/nothing", "/www150/n1/tbl/csv/98100534-eng.zip"]
)
def test_every_answer_says_that_it_is_synthetic(ask: Asker, path: str) -> None:
    assert ask(path).headers["X-Portrait-Synthetic"] == "yes"


def test_the_index_says_it_in_both_languages(ask: Asker) -> None:
    page = ask("/").body.decode()
    assert "none of this is data" in page
    assert "rien de ceci n'est une donnée" in page


def test_mirrors_name_the_five_hosts(emulator: Emulator) -> None:
    assert [pair.split("=")[0] for pair in emulator.mirrors.split(",")] == [
        "www150.statcan.gc.ca",
        "api.statcan.gc.ca",
        "geo.statcan.gc.ca",
        "www.donneesquebec.ca",
        "www12.statcan.gc.ca",
    ]


def test_the_inventory_is_in_utc_and_has_duplicates(ask: Asker) -> None:
    found = ask(f"{REST}/getAllCubesListLite").json()
    assert {"98100170", "43100060"} <= {str(row["productId"]) for row in found}
    assert len(found) > len({row["productId"] for row in found})
    assert next(row for row in found if row["productId"] == 98100170)["releaseTime"] == "2022-08-17T12:30:00Z"


def test_metadata_is_naive_and_has_envelopes(ask: Asker) -> None:
    good, bad = ask(f"{REST}/getCubeMetadata", [{"productId": 98100534}, {"productId": 99999999}]).json()
    assert good["status"] == "SUCCESS"
    assert good["object"]["releaseTime"] == "2022-11-30T08:30"
    assert good["object"]["cubeTitleEn"].endswith("(synthetic)")
    assert [d["dimensionNameEn"] for d in good["object"]["dimension"]][:2] == ["Geography", "Gender (3)"]
    parents = {m["memberId"]: m["parentMemberId"] for m in good["object"]["dimension"][0]["member"]}
    assert all(parent is None or parent in parents for parent in parents.values())
    assert bad == {
        "status": "FAILED",
        "object": "The cube product ID 99999999 does not exist. Error code = CUBE_NOT_AVAILABLE",
    }


def test_a_link_is_given_even_for_a_table_that_does_not_exist(ask: Asker) -> None:
    assert ask(f"{REST}/getFullTableDownloadCSV/99999999/en").json()["status"] == "SUCCESS"
    assert ask("/www150/n1/tbl/csv/99999999-eng.zip").status == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("getFullTableDownloadCSV/981001700/en", 406),
        ("getChangedCubeList/01-02-2026", 406),
        ("getChangedCubeList/", 404),
        ("nothing", 404),
    ],
)
def test_bad_parameters_have_their_status(ask: Asker, path: str, status: int) -> None:
    assert ask(f"{REST}/{path}").status == status


def test_more_than_300_cells_are_too_many(ask: Asker) -> None:
    item = {"productId": 98100534, "coordinate": "1.1.1.1.0.0.0.0.0.0", "latestN": 1}
    method = f"{REST}/getDataFromCubePidCoordAndLatestNPeriods"
    assert ask(method, [item] * 300).status == 200
    assert ask(method, [item] * 301).status == 406


def test_a_cell_is_what_the_zip_has(ask: Asker, emulator: Emulator) -> None:
    with zipfile.ZipFile(emulator.store.zip_of("98100534")) as archive:
        rows = [*csv.reader(io.StringIO(archive.read("98100534.csv").decode("utf-8-sig"), newline=""))]
    row = rows[2]
    coordinate = f"{row[rows[0].index('Coordinate')]}.2.0.0.0.0.0.0"
    item = {"productId": 98100534, "coordinate": coordinate, "latestN": 1}
    (found,) = ask(f"{REST}/getDataFromCubePidCoordAndLatestNPeriods", [item]).json()
    assert found["object"]["vectorDataPoint"][0]["value"] == float(row[rows[0].index("Coordinate") + 3])


def test_unchanged_bytes_are_not_sent_again(ask: Asker) -> None:
    whole = ask("/www150/n1/tbl/csv/98100534-eng.zip")
    assert int(whole.headers["Content-Length"]) == len(whole.body)
    assert ask("/www150/n1/tbl/csv/98100534-eng.zip", If_None_Match=whole.headers["ETag"]).status == 304
    assert ask("/www150/n1/tbl/csv/98100534-eng.zip", If_Modified_Since=whole.headers["Last-Modified"]).status == 304


def test_a_range_is_the_rest_of_the_bytes(ask: Asker) -> None:
    whole = ask("/www150/n1/tbl/csv/98100534-eng.zip")
    rest = ask("/www150/n1/tbl/csv/98100534-eng.zip", Range="bytes=1000-", If_Range=whole.headers["ETag"])
    assert (rest.status, rest.body) == (206, whole.body[1000:])
    assert rest.headers["Content-Range"] == f"bytes 1000-{len(whole.body) - 1}/{len(whole.body)}"
    assert ask("/www150/n1/tbl/csv/98100534-eng.zip", Range="bytes=1000-", If_Range='"other"').status == 200
    assert ask("/www150/n1/tbl/csv/98100534-eng.zip", Range=f"bytes={len(whole.body)}-").status == 416


def test_the_profile_has_the_22_columns_and_its_parts_add_up(ask: Asker) -> None:
    answer = ask(
        f"{SDMX}/data/STC_CP,DF_CSD,1.3/A5.2021A00052466023.1.374+375+376+377+378.1?format=csv", Accept_Language="en"
    )
    lines = answer.body.decode("utf-8-sig").splitlines()
    assert lines[0] == HEADER
    values = [int(row["OBS_VALUE"]) for row in csv.DictReader(lines)]
    assert abs(values[0] - sum(values[1:])) <= 25
    assert all(
        row["DATAFLOW"] == "STC_CP:DF_CSD(1.3)" and row["NOTE"].startswith("SYNTHETIC") for row in csv.DictReader(lines)
    )


def test_long_form_items_have_bounds_and_full_counts_have_none(ask: Asker) -> None:
    full, sampled, rate = observations(ask, "DF_CSD", "A5.2021A00052466023.1.375+2225+2230.1")
    assert (full["CI_LOW"], full["CI_HIGH"]) == ("", "")
    for row in (sampled, rate):
        assert float(row["CI_LOW"]) <= float(row["OBS_VALUE"]) <= float(row["CI_HIGH"])


def test_what_is_suppressed_has_flag_6_and_no_value(ask: Asker) -> None:
    population, english = observations(ask, "DF_CSD", "A5.2021A00052466092.1.1+375.1")
    assert (population["OBS_VALUE"], population["FLAG"]) == ("30", "")
    assert (english["OBS_VALUE"], english["FLAG"]) == ("", "6")


def test_the_profile_and_the_tables_count_the_same_people(ask: Asker, emulator: Emulator) -> None:
    (row,) = observations(ask, "DF_PR", "A5.2021A000224.1.375.1")
    cells = emulator.store.cells("98100170", emulator.world.places["pr24"], "2021")
    assert abs(int(row["OBS_VALUE"]) - cells[1, 0]) <= 5


@pytest.mark.parametrize(
    ("target", "language", "status", "said"),
    [
        ("/data/STC_CP,DF_CSD/A5.2021A000599.1.1.1?format=csv", "en", 404, "NoRecordsFound"),
        ("/data/STC_CP,DF_CSD/A5..1.1.1?format=csv", "*", 500, "languageTag1"),
        ("/data/STC_CP,DF_CSD/A5..1.1.1?format=csv", "", 500, "languageTag1"),
        ("/data/STC_CP,DF_CSD/A5..1.1.1?format=csv&lang=en", "en", 400, "Unknown query parameter"),
        (
            "/data/STC_CP,DF_CSD/A5.." + "+".join("2021A000524" for _ in range(500)) + ".1.1?format=csv",
            "en",
            414,
            "414",
        ),
        ("/data/STC_CP,DF_CSD/A5.2021A00052466023.1.374%2B375.1?format=csv", "en", 404, "NoRecordsFound"),
    ],
)
def test_the_profile_service_refuses_as_documented(
    ask: Asker, target: str, language: str, status: int, said: str
) -> None:
    answer = ask(SDMX + target, **({"Accept_Language": language} if language else {}))
    assert answer.status == status
    assert said in answer.body.decode()


def test_code_lists_are_json_only_where_it_is_asked_for(ask: Asker) -> None:
    target = f"{SDMX}/codelist/STC_CP/CL_CHARACTERISTIC/latest"
    assert ask(target, Accept_Language="en").body.startswith(b"<")
    answer = ask(target, Accept_Language="en", Accept="application/vnd.sdmx.structure+json;version=1.0")
    codes = {code["id"]: code for code in answer.json()["data"]["codelists"][0]["codes"]}
    assert len(codes) == 2631
    assert codes["375"] == {"id": "375", "name": "English", "parent": "374"}


def test_place_names_come_in_both_languages(ask: Asker) -> None:
    target = f"{SDMX}/codelist/STC_CP/CL_GEO_PR/latest"
    json_ = "application/vnd.sdmx.structure+json;version=1.0"
    names = [
        {
            c["id"]: c["name"]
            for c in ask(target, Accept_Language=lang, Accept=json_).json()["data"]["codelists"][0]["codes"]
        }
        for lang in ("en", "fr")
    ]
    assert [name["2021A000224"] for name in names] == ["Quebec", "Québec"]


def test_boundaries_come_in_pages_until_no_more_are_left(ask: Asker, emulator: Emulator) -> None:
    found, more = [], True
    while more:
        page = ask(
            f"{LAYER}/9/query?where=PRUID%3D%2724%27&outFields=*&f=geojson&outSR=4326&resultOffset={len(found)}&resultRecordCount=2000"
        ).json()
        found += page["features"]
        more = page.get("exceededTransferLimit", False)
    assert {f["properties"]["DGUID"] for f in found} == {p.dguid for p in emulator.world.of("csd", "24")}
    assert geopandas.GeoDataFrame.from_features(found, crs="EPSG:4326").geometry.is_valid.all()


@pytest.mark.parametrize("layer", [0, 2, 4, 6, 9, 11])
def test_shapes_of_every_layer_are_valid(ask: Asker, layer: int) -> None:
    page = ask(f"{LAYER}/{layer}/query?where=1%3D1&outFields=*&f=geojson").json()
    assert geopandas.GeoDataFrame.from_features(page["features"], crs="EPSG:4326").geometry.is_valid.all()


def test_an_unknown_layer_is_a_page_of_html(ask: Asker) -> None:
    answer = ask(f"{LAYER}/99/query?where=1%3D1&f=geojson")
    assert (answer.status, answer.body[:6]) == (500, b"<html>")


def test_health_territories_are_text_codes_in_cp1252_that_nothing_declares(ask: Asker, tmp_path: Path) -> None:
    package = ask("/ckan/recherche/api/3/action/package_show?id=limites-territoriales").json()
    newest = max((r for r in package["result"]["resources"] if "RLS" in r["name"]), key=lambda r: r["last_modified"])
    answer = ask("/ckan" + newest["url"].removeprefix("https://www.donneesquebec.ca"))
    (tmp_path / "rls.zip").write_bytes(answer.body)
    with zipfile.ZipFile(tmp_path / "rls.zip") as archive:
        assert not [name for name in archive.namelist() if name.endswith(".cpg")]
        archive.extractall(tmp_path)
    frame = geopandas.read_file(next(tmp_path.glob("*.shp")), encoding="cp1252")
    assert len(frame) == 96
    assert "0711" in set(frame["RLS_code"])
    assert "RLS de Rivière-du-Loup" in set(frame["RLS_nom"])
    assert frame.geometry.is_valid.all()


def test_an_unknown_dataset_is_no_success(ask: Asker) -> None:
    answer = ask("/ckan/recherche/api/3/action/package_show?id=nothing")
    assert (answer.status, answer.json()["success"]) == (404, False)


def test_health_regions_have_their_codes(ask: Asker, tmp_path: Path) -> None:
    answer = ask("/www150/n1/pub/82-402-x/2024001/hrbf-flrs/carto/ArcGIS/HR_000b23a_e.zip")
    (tmp_path / "hr.zip").write_bytes(answer.body)
    frame = geopandas.read_file(f"zip://{tmp_path / 'hr.zip'}")
    assert {f"24{n:02d}" for n in range(1, 19)} <= set(frame["HR_UID"])
    assert frame.geometry.is_valid.all()


def test_www12_asks_whether_one_is_human(ask: Asker) -> None:
    answer = ask("/www12/census-recensement/2021/dp-pd/prof/details/download-telecharger/comp/GetFile.cfm?Lang=E")
    assert answer.status == 403
    assert b"Just a moment..." in answer.body


def test_files_that_a_person_drops_in_are_in_the_layout_of_2016(emulator: Emulator, tmp_path: Path) -> None:
    found = emulator.drop_held(tmp_path / "held")
    assert [path.name for path in found] == [f"98-401-X2016{n}_eng_CSV.zip" for n in ("055", "049", "058")]
    with zipfile.ZipFile(found[1]) as archive:
        rows = [*csv.reader(io.StringIO(archive.read("98-401-X2016049_English_CSV_data.csv").decode("utf-8-sig")))]
        assert archive.comment.startswith(b"SYNTHETIC")
    assert len(rows) - 1 == 2247 * (1 + 13 + 22)
    quebec = {row[9]: row[11:] for row in rows if row[1] == "24"}
    assert abs(int(quebec["105"][0]) - sum(int(quebec[str(n)][0]) for n in (106, 107, 108, 109))) <= 25


def test_a_place_is_told_by_level_and_code_as_in_the_published_metadata(ask):
    (answer,) = ask("/www150/t1/wds/rest/getCubeMetadata", [{"productId": 98100366}]).json()
    places = {each["memberNameEn"]: each for each in answer["object"]["dimension"][0]["member"]}
    assert (places["Quebec"]["geoLevel"], places["Quebec"]["classificationCode"]) == (2, "24")
    montreal = next(each for name, each in places.items() if name.startswith("Montréal (CMA)"))
    assert (montreal["geoLevel"], montreal["classificationCode"]) == (503, "462")
