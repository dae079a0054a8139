"""The session: who we say we are, what is tried again and what is not, and what a page in place of data means."""

import socket

import pytest

from fetch.conftest import Place
from fetch.served import CHALLENGE, PAGE, Reply, Server, say
from pipelines.errors import SourceError, UsageError
from pipelines.fetch import Desk, HumanNeeded
from pipelines.fetch.faults import NotServed
from pipelines.fetch.web import Ask, Web, parsed_mirrors

FILE = "https://www12.statcan.gc.ca/file.csv"


def test_we_say_who_we_are_and_which_language_we_read(desk: Desk, server: Server):
    server.on("/file.csv", say([1]))
    assert desk.web.json(Ask(address=FILE, lang="fr")) == ([1], False)
    headers = server.seen[0].headers
    assert headers["User-Agent"].startswith("Portrait/")
    assert headers["User-Agent"].endswith(" (+evidence@example.org)")
    assert headers["Accept-Language"] == "fr"


def test_a_contact_cannot_add_a_header():
    with pytest.raises(UsageError, match=r"PORTRAIT_CONTACT is .*expected an e-mail address on one line"):
        Web(contact="a@b\r\nX: y")


@pytest.mark.parametrize("text", ["www12", "a=ftp://b", "a=http://b,a=http://c", "=http://b"])
def test_mirrors_that_cannot_be_read_are_a_wrong_usage(text: str):
    with pytest.raises(UsageError, match=r"PORTRAIT_MIRRORS holds .*; expected host=http\(s\)://address"):
        parsed_mirrors(text)


def test_a_mirror_is_asked_in_place_of_its_host_and_other_hosts_are_not_touched(desk: Desk, server: Server):
    assert desk.web.asked("https://www12.statcan.gc.ca/a/b?c=d") == f"{server.base}/a/b?c=d"
    assert desk.web.asked("https://archive.org/a") == "https://archive.org/a"


def test_a_host_is_asked_five_times_a_second_at_most(place: Place, server: Server):
    server.on("/file.csv", say([1]))
    with place.desk(clock=lambda: 100.0) as desk:
        for _ in range(3):
            desk.web.json(Ask(address=FILE))
    assert place.slept == pytest.approx([0.2, 0.4])


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again_over_a_new_connection(desk: Desk, server: Server, place: Place, status: int):
    server.on("/file.csv", Reply(status, b"down"), Reply(status, b"down"), say([1]))
    assert desk.web.json(Ask(address=FILE))[0] == [1]
    assert place.pauses == [1, 2]
    assert len({seen.port for seen in server.seen}) == 3


def test_a_server_that_stays_down_is_given_up_after_five_growing_pauses(desk: Desk, server: Server, place: Place):
    server.on("/file.csv", Reply(503, b"maintenance"))
    with pytest.raises(
        SourceError, match=r"could not be brought to answer; at .*found status 503: maintenance; .*6 times.*later"
    ):
        desk.web.json(Ask(address=FILE))
    assert place.pauses == [1, 2, 4, 8, 16]


def test_chance_makes_pauses_up_to_a_quarter_longer(place: Place, server: Server):
    server.on("/file.csv", Reply(503), say([1]))
    with place.desk(chance=lambda: 1.0) as desk:
        desk.web.json(Ask(address=FILE))
    assert place.pauses == [1.25]


def test_the_pause_that_a_server_asks_for_is_kept(desk: Desk, server: Server, place: Place):
    server.on("/file.csv", Reply(429, b"", {"Retry-After": "30"}), say([1]))
    desk.web.json(Ask(address=FILE))
    assert place.pauses == [30]


def test_a_server_that_asks_for_an_hour_is_not_waited_for(desk: Desk, server: Server, place: Place):
    server.on("/file.csv", Reply(503, b"", {"Retry-After": "3600"}))
    with pytest.raises(SourceError, match="asked 1 times"):
        desk.web.json(Ask(address=FILE))
    assert place.pauses == []


@pytest.mark.parametrize("status", [400, 403, 404, 406, 409, 410])
def test_what_asking_again_will_not_change_is_asked_once(desk: Desk, server: Server, status: int):
    server.on("/file.csv", Reply(status, b"no such thing"))
    with pytest.raises(NotServed, match=f"found status {status}: no such thing; it was not asked again"):
        desk.web.json(Ask(address=FILE))
    assert len(server.seen) == 1


def test_a_connection_that_is_reset_is_tried_again(desk: Desk, server: Server, place: Place):
    server.on("/file.csv", Reply(200, b"[1, 2, 3]", cut=3), say([1]))
    assert desk.web.json(Ask(address=FILE))[0] == [1]
    assert place.pauses == [1]


@pytest.mark.parametrize("answer", [CHALLENGE, PAGE], ids=["status 403", "status 200"])
def test_a_page_for_people_is_asked_once_and_says_what_a_person_does(desk: Desk, server: Server, answer: Reply):
    server.on("/file.csv", answer)
    with pytest.raises(HumanNeeded, match=f"open {FILE} in a browser, save the file, and put it at /held/file.csv"):
        desk.web.whole(Ask(address=FILE, held="/held/file.csv"))
    assert len(server.seen) == 1


def test_a_page_in_place_of_an_answer_that_no_file_can_stand_for_says_so(desk: Desk, server: Server):
    server.on("/file.csv", PAGE)
    with pytest.raises(HumanNeeded, match=r"asks for a human; .*name a mirror in PORTRAIT_MIRRORS"):
        desk.web.json(Ask(address=FILE))


def test_an_answer_that_is_not_json_is_shown(desk: Desk, server: Server):
    server.on("/file.csv", Reply(200, b"a,b"))
    with pytest.raises(SourceError, match=r"the answer is not JSON; .*found b'a,b'; expected JSON"):
        desk.web.json(Ask(address=FILE))


def test_a_certificate_that_nobody_vouches_for_is_not_tried_again(place: Place, tmp_path):
    import ssl
    import subprocess
    import threading
    from http.server import BaseHTTPRequestHandler, HTTPServer

    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2",
         "-keyout", str(key), "-out", str(cert)], capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("openssl is not on this machine")
    http = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    http.socket = context.wrap_socket(http.socket, server_side=True)
    thread = threading.Thread(target=http.handle_request, daemon=True)
    thread.start()
    with (
        place.desk(mirrors=f"www12.statcan.gc.ca=https://localhost:{http.server_port}") as desk,
        pytest.raises(SourceError, match=r"certificate cannot be trusted; .*verification is never switched off"),
    ):
        desk.web.json(Ask(address=FILE))
    assert place.pauses == []
    thread.join(5)
    http.server_close()


def test_a_host_that_cannot_be_reached_is_waited_for_once(place: Place):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{unused.getsockname()[1]}"
    with Web(mirrors=f"www12.statcan.gc.ca={nobody}", sleep=place.slept.append) as web:
        for _ in range(3):
            with pytest.raises(SourceError, match="could not be brought to answer; at http://127"):
                web.json(Ask(address=FILE))
    assert len([pause for pause in place.slept if pause >= 1]) == 5
