"""The emulator itself: five services behind one HTTP server, its faults and its log of requests."""

from __future__ import annotations

import html
import json
import socket
import struct
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any

from .faults import Fault, Faults, Rule
from .held import drop
from .maps import ArcGis, Ckan
from .metadata import SYNTHETIC
from .places import world
from .reply import Reply, Request, challenge
from .sdmx import Sdmx
from .store import Store
from .wds import Wds

HOSTS = {
    "www150.statcan.gc.ca": "www150",
    "api.statcan.gc.ca": "api",
    "geo.statcan.gc.ca": "geo",
    "www.donneesquebec.ca": "ckan",
    "www12.statcan.gc.ca": "www12",
}
PIECE = 1 << 16
MARK = "X-Portrait-Synthetic"
MODIFIED = 1_788_265_800  # what is served was "last modified" then; a new release, a year later
LOCKED = {"message": "Data is being updated. The service is locked until 8:30 a.m. Eastern time. Error code = 409"}
STATUS_BODIES = {409: json.dumps(LOCKED), 404: '{"message":"HTTP 404 Not Found"}', 406: '{"message":"Wrong parameter"}'}


@dataclass(frozen=True, slots=True)
class Logged:
    """One request that was answered: `address` is service and path, `sent` the bytes of the body."""

    method: str
    address: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    sent: int


class Server(ThreadingHTTPServer):
    """A server that is silent about askers who hang up: that is what the faults are for."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Emulator:
    """Statistics Canada's and Quebec's services on this machine, of invented content.

    `size` is small or quebec, `data` where the made files are kept, `page` the largest page of the boundary service.
    """

    def __init__(self, size: str = "small", port: int = 0, data: Path | None = None, page: int = 6000) -> None:
        if size not in ("small", "quebec"):
            raise ValueError(f"size is small or quebec, not {size}")
        self.size, self.faults, self._requests = size, Faults(), list[Logged]()
        self._busy, self._idle = 0, threading.Condition()
        here = world().sized(size)
        self.world = here
        self.store = Store(here, size, data or Path(tempfile.gettempdir()) / "portrait-emulator", self.faults)
        self.services = {
            "www150": Wds(self.store, self.faults),
            "api": Sdmx(here),
            "geo": ArcGis(here, page),
            "ckan": Ckan(self.store.made, self.faults),
        }
        self.server = Server(("127.0.0.1", port), _handler(self))
        self._thread: threading.Thread | None = None

    @property
    def requests(self) -> list[Logged]:
        """Return the requests answered so far, once those under way are done (which takes a moment at most)."""
        with self._idle:
            self._idle.wait_for(lambda: self._busy == 0, timeout=2)
            return self._requests

    def begin(self) -> None:
        with self._idle:
            self._busy += 1

    def end(self, logged: Logged | None) -> None:
        with self._idle:
            self._busy -= 1
            if logged:
                self._requests.append(logged)
            self._idle.notify_all()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    @property
    def mirrors(self) -> str:
        """Return the value of PORTRAIT_MIRRORS that leads here."""
        return ",".join(f"{host}={self.address}/{service}" for host, service in HOSTS.items())

    def __enter__(self) -> Emulator:
        self._thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.shutdown()
        self.server.server_close()
        if self._thread:
            self._thread.join()

    def drop_held(self, folder: Path) -> list[Path]:
        """Write the files that a person would download by hand (`held/` of a project): 98-401-X2016055, 049 and 058."""
        return drop(self.world, folder, self.store.made)

    def answer(self, request: Request) -> Reply:
        """Return the answer to a request, as the faults that are on make it."""
        address = request.address
        if self.faults.take(address, Fault.LOCKED):
            return Reply.json(409, LOCKED)
        if (status := self.faults.status(address)) != 200:
            body = STATUS_BODIES.get(status, f"<html><body><h1>{status}</h1></body></html>")
            return Reply.text(status, body, "application/json" if body.startswith("{") else "text/html")
        for fault, status in ((Fault.CLOUDFLARE_403, 403), (Fault.CLOUDFLARE_200, 200)):
            if self.faults.take(address, fault):
                return challenge(status)
        if request.service == "www12":
            return challenge()
        if self.faults.take(address, Fault.NO_RECORDS):
            return Reply.text(404, "<message>NoRecordsFound</message>", "application/xml")
        if self.faults.take(address, Fault.LONG_ADDRESS):
            return Reply.text(414, "<html><title>414 Request-URI Too Large</title></html>", "text/html")
        if service := self.services.get(request.service):
            return service.answer(request)
        return self.own(request)

    def own(self, request: Request) -> Reply:
        """Answer for the emulator itself: the page that says what this is, and the faults."""
        if request.target == "/_faults" and request.method == "POST":
            return self.switch(json.loads(request.body or b"{}"))
        if request.target == "/_faults":
            return Reply.json(200, self.faults.as_json())
        if request.target == "/":
            return Reply.text(200, self.index(), "text/html")
        return Reply.text(404, f"<html><body>404. {SYNTHETIC}</body></html>", "text/html")

    def switch(self, asked: Any) -> Reply:
        """Switch faults on, or all of them off: `{"clear": true}`, or one or several `{"where": …, "fault": …}`."""
        if isinstance(asked, dict) and asked.get("clear"):
            self.faults.clear()
            return Reply.json(200, [])
        try:
            for rule in asked if isinstance(asked, list) else [asked]:
                self.faults.add(**rule)
        except (TypeError, ValueError) as error:
            return Reply.json(400, {"error": str(error), "faults": [fault.value for fault in Fault]})
        return Reply.json(200, self.faults.as_json())

    def index(self) -> str:
        """Return the page that says in both languages what this is."""
        rows = "".join(
            f"<li>{t.pid}: {html.escape(t.en)} ({len(t.places)} × {t.rows_a_place:,})</li>"
            for t in self.store.tables.values()
        )
        return (
            "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>SYNTHETIC / SYNTHÉTIQUE</title></head>"
            "<body>"
            "<h1>SYNTHETIC: none of this is data. SYNTHÉTIQUE : rien de ceci n'est une donnée.</h1>"
            f"<p>{SYNTHETIC}. Every number here is invented; only names, codes and populations of "
            "places and the words of tables are true.</p>"
            "<p lang='fr'>Tous les chiffres servis ici sont inventés par l'émulateur de Portrait; seuls les noms, les "
            "codes et les populations des "
            "lieux ainsi que les libellés des tableaux sont vrais. Ne citez rien de ceci.</p>"
            f"<p><code>PORTRAIT_MIRRORS={self.mirrors}</code></p><ul>{rows}</ul></body></html>"
        )


def etag(path: Path) -> str:
    """Return a file's ETag: of what it holds, so that a new release has another one."""
    known = path.with_suffix(".etag")
    if not known.is_file():
        digest = sha256()
        with path.open("rb") as data:
            while piece := data.read(1 << 20):
                digest.update(piece)
        known.write_text(f'"{digest.hexdigest()[:32]}"', encoding="ascii")
    return known.read_text(encoding="ascii")


def _handler(emulator: Emulator) -> type[BaseHTTPRequestHandler]:
    """Return the request handler of one emulator."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:
            """Keep quiet: requests are logged in `emulator.requests`."""

        def do_GET(self) -> None:
            self.handle_one()

        def do_HEAD(self) -> None:
            self.handle_one()

        def do_POST(self) -> None:
            self.handle_one()

        def handle_one(self) -> None:
            emulator.begin()
            logged = None
            try:
                logged = self.answered()
            finally:
                emulator.end(logged)

        def answered(self) -> Logged:
            """Answer one request."""
            _, service, *rest = self.path.split("/", 2)
            known = service in HOSTS.values()
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            target = f"/{rest[0] if rest else ''}" if known else self.path
            request = Request(self.command, service if known else "", target, dict(self.headers), body)
            reply = emulator.answer(request)
            reset = None
            if reply.status in (200, 206):
                reset = emulator.faults.take(request.address, Fault.RESET, Fault.STALL)
            status, sent = self.send(reply, request, reset)
            return Logged(self.command, request.address, status, request.headers, body, sent)

        def send(self, reply: Reply, request: Request, broken: Rule | None) -> tuple[int, int]:
            """Send an answer, whole or in part; returns the status and the bytes of the body that went out."""
            if reply.file is None:
                return reply.status, self.out(reply.status, dict(reply.headers), reply.body, 0, len(reply.body), broken)
            size, tag = reply.file.stat().st_size, etag(reply.file)
            if rule := emulator.faults.take(request.address, Fault.TRUNCATED):
                size = min(size, int(rule.options.get("after", size // 2)))
            headers = {
                **reply.headers,
                "ETag": tag,
                "Last-Modified": formatdate(modified(reply.file), usegmt=True),
                "Accept-Ranges": "bytes",
            }
            if emulator.faults.take(request.address, Fault.NO_RANGE):
                headers.pop("Accept-Ranges")
                return 200, self.out(200, headers, reply.file, 0, size, broken)
            if unchanged(request.headers, tag, modified(reply.file)):
                return 304, self.out(304, headers, b"", 0, 0, None)
            first, last = asked_range(request.headers, tag, modified(reply.file), size)
            if first >= size > 0:
                return 416, self.out(416, {"Content-Range": f"bytes */{size}"}, b"", 0, 0, None)
            part = first > 0 or last < size - 1
            if part:
                headers["Content-Range"] = f"bytes {first}-{last}/{size}"
            status = 206 if part else 200
            return status, self.out(status, headers, reply.file, first, last + 1, broken)

        def out(
            self, status: int, headers: dict[str, str], body: bytes | Path, first: int, end: int, broken: Rule | None
        ) -> int:
            self.send_response(status)
            for name, value in {**headers, MARK: "yes"}.items():
                self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Length", str(end - first))
            self.end_headers()
            if self.command == "HEAD":
                return 0
            stop = min(end, first + int(broken.options.get("after", (end - first) // 2))) if broken else end
            sent = self.pieces(body, first, stop)
            if broken and broken.fault is Fault.STALL:
                self.wfile.flush()
                time.sleep(float(broken.options.get("seconds", 1)))
                return sent + self.pieces(body, stop, end)
            if broken:
                self.reset()
            return sent

        def pieces(self, body: bytes | Path, first: int, end: int) -> int:
            """Send a part of the body, in pieces."""
            try:
                if isinstance(body, bytes):
                    self.wfile.write(body[first:end])
                    return end - first
                with body.open("rb") as data:
                    data.seek(first)
                    left = end - first
                    while left and (piece := data.read(min(PIECE, left))):
                        self.wfile.write(piece)
                        left -= len(piece)
                return end - first
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True
                return 0

        def reset(self) -> None:
            """Reset the connection: no orderly end, as when a backend dies."""
            self.wfile.flush()
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()

    return Handler


def modified(path: Path) -> float:
    """Return when what a file holds was last modified, as far as the service tells."""
    return MODIFIED + (31_536_000 if Fault.NEW_RELEASE.value in path.name else 0)


def unchanged(headers: Mapping[str, str], tag: str, when: float) -> bool:
    """Say whether the asker has these bytes already."""
    if "If-None-Match" in headers:
        return headers["If-None-Match"].strip() in (tag, "*")
    if "If-Modified-Since" in headers:
        return parsedate_to_datetime(headers["If-Modified-Since"]).timestamp() >= when
    return False


def asked_range(headers: Mapping[str, str], tag: str, when: float, size: int) -> tuple[int, int]:
    """Return the first and the last byte to be sent; all of them where a condition on the range does not hold."""
    whole = (0, size - 1)
    text = headers.get("Range", "")
    condition = headers.get("If-Range", "")
    if condition and condition not in (tag, formatdate(when, usegmt=True)):
        return whole
    if not text.startswith("bytes=") or "," in text:
        return whole
    first, _, last = text.removeprefix("bytes=").partition("-")
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(size - 1, int(last)) if last else size - 1
