"""The Census Profile: batches, the language, addresses that are too long, and answers that are not what was asked."""

import csv
import json

import pytest

from fetch.conftest import Place
from fetch.served import PAGE, Reply, Seen, Server
from fetch.upstream import Profile, area, csv_of, rows_of
from pipelines.errors import SourceError
from pipelines.fetch import Desk, HumanNeeded, Wants, obtain
from pipelines.fetch.sdmx import HEADER
from pipelines.model.live import Fetch, Sdmx

WANTS = Wants(characteristics=["375", "374", "1"])


def table(desk: Desk, name: str = "DF_CSD-en.csv", wants: Wants = WANTS) -> list[list[str]]:
    with obtain("s", Profile.way, wants, desk).files[name].open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_a_flow_comes_in_both_languages_with_its_code_lists(desk: Desk, server: Server):
    profile = Profile(server)
    supply = obtain("s", profile.way, WANTS, desk)
    assert set(supply.files) == {
        "CL_CHARACTERISTIC-en.json", "CL_GEO_CSD-en.json", "CL_GEO_CSD-fr.json", "DF_CSD-en.csv", "DF_CSD-fr.csv",
    }  # fmt: skip
    (listed,) = json.loads(supply.files["CL_GEO_CSD-fr.json"].read_text())["data"]["codelists"]
    assert listed["codes"][0] == {"id": area("2400000"), "name": "Town 0 (fr)"}
    assert profile.requests("fr") == [["A5", "+".join(profile.places), "1", "1", "1"]]


def test_only_areas_of_the_provinces_are_asked_for_and_rows_are_sorted(desk: Desk, server: Server):
    profile = Profile(server)
    header, *rows = table(desk)
    assert tuple(header) == HEADER
    assert [(row[3], row[5]) for row in rows] == [
        (place, code) for place in profile.places for code in ("1", "374", "375")
    ]


def test_the_plus_between_codes_stays_a_plus_and_the_language_is_always_said(desk: Desk, server: Server):
    Profile(server)
    table(desk)
    assert {seen.headers["Accept-Language"] for seen in server.seen} == {"en", "fr"}
    assert "/data/STC_CP,DF_CSD,1.3/A5.2021A00052400000+2021A00052400001+" in server.asked("/data/")[0].path
    assert ".1.1+374+375.1?format=csv" in server.asked("/data/")[0].path


def test_a_batch_has_ninety_areas_and_a_hundred_codes_at_most(desk: Desk, server: Server):
    codes = [str(number) for number in range(1, 151)]
    profile = Profile(server, 100, codes)
    rows = table(desk, wants=Wants(characteristics=codes))
    sizes = [(key[1].count("+") + 1, key[3].count("+") + 1) for key in profile.requests()]
    assert sizes == [(90, 100), (90, 50), (10, 100), (10, 50)]
    assert len(rows) == 1 + 100 * 150


def test_an_address_that_is_too_long_is_asked_in_halves_and_gives_the_same_bytes(place: Place, server: Server):
    profile = Profile(server, 7)
    with place.desk() as desk:
        whole = obtain("s", profile.way, WANTS, desk).files["DF_CSD-en.csv"].read_bytes()
    profile.data = lambda seen: Reply(414) if seen.path.count("+") > 3 else csv_of(rows_of(seen))
    place.root /= "other"
    with place.desk() as desk:
        assert obtain("s", profile.way, WANTS, desk).files["DF_CSD-en.csv"].read_bytes() == whole


def test_no_records_is_told_with_what_was_asked(desk: Desk, server: Server, place: Place):
    Profile(server).data = lambda _: Reply(404, b"<error>NoRecordsFound</error>")
    with pytest.raises(
        SourceError, match=r"no records of what was asked of DF_CSD \(NoRecordsFound\); .*status 404 for 3"
    ):
        table(desk)
    assert not place.lock.exists()


def test_a_language_that_was_not_understood_is_not_asked_again(desk: Desk, server: Server, place: Place):
    Profile(server).data = lambda _: Reply(500, b"NullPointerException: languageTag1")
    with pytest.raises(SourceError, match=r"did not understand the language .*a proxy on the way that rewrites"):
        table(desk)
    assert place.pauses == []


def test_a_server_that_is_down_for_a_moment(desk: Desk, server: Server):
    profile = Profile(server)
    fail = [Reply(503), Reply(500, b"busy")]
    profile.data = lambda seen: fail.pop() if fail else csv_of(rows_of(seen))
    assert len(table(desk)) == 10


def test_a_page_in_place_of_a_table(desk: Desk, server: Server, place: Place):
    Profile(server).data = lambda _: PAGE
    with pytest.raises(HumanNeeded, match="an HTML page in place of data"):
        table(desk)
    assert not place.lock.exists()


def with_rows(change):
    return lambda seen: csv_of(change(rows_of(seen)))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (lambda seen: csv_of(rows_of(seen), HEADER[:-1]), "expected DATAFLOW,FREQ.*CI_LOW,CI_HIGH"),
        (lambda seen: csv_of(rows_of(seen), (*HEADER, "MORE")), "CI_HIGH,MORE; expected"),
        (
            lambda seen: csv_of(rows_of(seen), (*HEADER[:2], *HEADER[3:4], *HEADER[2:3], *HEADER[4:])),
            "expected DATAFLOW",
        ),
        (lambda seen: csv_of(rows_of(seen, "1.4")), r"DATAFLOW STC_CP:DF_CSD\(1.4\) in row 2; expected .*\(1.3\)"),
        (with_rows(lambda rows: [row[:9] for row in rows]), "9 columns in row 2; expected 22"),
        (with_rows(lambda rows: [*rows, rows[0]]), "twice; expected each cell once"),
        (with_rows(lambda rows: [*rows, [*rows[0][:3], area("3520005"), *rows[0][4:]]]), "only what was asked for"),
        (with_rows(lambda rows: [row for row in rows if row[5] != "374"]), "no row of characteristic 374"),
        (lambda _: Reply(200, b"\xff\xfe"), "expected UTF-8"),
        (lambda _: Reply(200, b""), "found nothing; expected DATAFLOW"),
    ],
    ids=["lacks", "more", "reordered", "version", "short", "twice", "elsewhere", "no code", "encoding", "empty"],
)
def test_an_answer_that_is_not_what_was_asked(desk: Desk, server: Server, place: Place, data, why):
    Profile(server).data = data
    with pytest.raises(SourceError, match=f"s: .*{why}"):
        table(desk)
    assert not place.lock.exists()


def test_an_area_that_got_lost_is_asked_for_again_and_one_without_records_is_absent(desk: Desk, server: Server):
    profile = Profile(server, 3)
    lost, absent, _ = profile.places

    def answer(seen: Seen) -> Reply:
        rows = [row for row in rows_of(seen) if row[3] != absent]
        if len(server.asked("/data/")) == 1:
            rows = [row for row in rows if row[3] != lost]
        return csv_of(rows) if rows else Reply(404, b"NoRecordsFound")

    profile.data = answer
    assert {row[3] for row in table(desk)[1:]} == set(profile.places) - {absent}
    assert [key[1] for key in profile.requests()[1:]] == [f"{lost}+{absent}"]


def test_a_run_that_broke_off_goes_on_after_the_batches_that_it_has(place: Place, server: Server):
    profile = Profile(server, 100)
    profile.data = lambda seen: csv_of(rows_of(seen)) if len(server.asked("/data/")) == 1 else Reply(503)
    with place.desk() as desk, pytest.raises(SourceError, match="could not be brought to answer"):
        table(desk)
    profile.data = lambda seen: csv_of(rows_of(seen))
    server.seen.clear()
    with place.desk() as desk:
        assert len(table(desk)) == 301
    assert [key[1].count("+") + 1 for key in profile.requests()] == [10]
    assert not (place.cache / "fetched" / "answers").exists() or not list(
        (place.cache / "fetched" / "answers").iterdir()
    )


@pytest.mark.parametrize("codes", [["388", "1"], ["total"], []], ids=["of the bulk file", "no code", "none"])
def test_codes_that_the_service_does_not_know_are_not_asked_for(desk: Desk, server: Server, codes: list[str]):
    Profile(server)
    with pytest.raises(SourceError, match=r"expected SDMX codes .374., not the bulk file's ids .388."):
        table(desk, wants=Wants(characteristics=codes))
    assert server.asked("/data/") == []


def test_a_province_without_areas_is_told(desk: Desk, server: Server):
    Profile(server)
    way = Fetch(sdmx=Sdmx(flows=["DF_CSD"], provinces=["24", "11"], version="1.3"))
    # Canada's own code begins with the eleven of Prince Edward Island, and is not in it.
    with pytest.raises(SourceError, match="no area of province 11"):
        obtain("s", way, WANTS, desk)
