"""A scripted server on this machine: answers in order, and what it was asked."""

from __future__ import annotations

import json
import socket
import struct
import threading
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Seen:
    """One request as it came over the wire; `path` with its query, nothing decoded; `port` tells connections apart."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    port: int


@dataclass(frozen=True)
class Reply:
    """What is answered; `cut` breaks the connection after so many bytes of the body, `hold` keeps it open till then."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None
    length: bool = True
    hold: threading.Event | None = None


Answer = Reply | Callable[[Seen], Reply]


def say(value: Any, status: int = 200, **headers: str) -> Reply:
    """Return JSON."""
    return Reply(status, json.dumps(value).encode(), {"Content-Type": "application/json", **headers})


CHALLENGE = Reply(403, b"<!DOCTYPE html><html><title>Just a moment...</title></html>", {"Content-Type": "text/html"})
PAGE = Reply(200, CHALLENGE.body, {"Content-Type": "text/html"})


class Server:
    """Answers by path (without its query); each path's answers in order, the last one for ever."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Answer]] = {}
        self.seen: list[Seen] = []
        self.headers: dict[str, str] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer._answer(self)

            def do_POST(self) -> None:
                outer._answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    def on(self, path: str, *answers: Answer) -> None:
        self.answers[path] = list(answers)

    def asked(self, path: str = "") -> list[Seen]:
        return [seen for seen in self.seen if path in seen.path]

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        seen = Seen(handler.command, handler.path, dict(handler.headers.items()), body, handler.client_address[1])
        self.seen.append(seen)
        waiting = self.answers.get(urlsplit(handler.path).path, [Reply(404, b"not here")])
        answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        reply = answer(seen) if callable(answer) else answer
        handler.send_response(reply.status)
        for name, value in {**self.headers, **reply.headers}.items():
            handler.send_header(name, value)
        if reply.length and reply.status != 304:
            handler.send_header("Content-Length", str(len(reply.body)))
        if not reply.length or handler.headers.get("Connection") == "close":
            handler.close_connection = True
        try:
            handler.end_headers()
            handler.wfile.write(reply.body if reply.cut is None else reply.body[: reply.cut])
        except (BrokenPipeError, ConnectionResetError):
            # Whoever asked was killed, or has read enough.
            handler.close_connection = True
            return
        if reply.hold is not None:
            reply.hold.wait(20)
        if reply.cut is not None:
            handler.wfile.flush()
            handler.close_connection = True
            # A connection that is reset, not one that ends in order.
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            handler.connection.close()


def ranged(data: bytes, **headers: str) -> Callable[[Seen], Reply]:
    """Return an answer that gives the rest where a range is asked for."""

    def answer(seen: Seen) -> Reply:
        asked = seen.headers.get("Range", "")
        if not asked:
            return Reply(200, data, headers)
        first = int(asked.removeprefix("bytes=").removesuffix("-"))
        return Reply(206, data[first:], {"Content-Range": f"bytes {first}-{len(data) - 1}/{len(data)}", **headers})

    return answer


def conditional(data: bytes, etag: str) -> Callable[[Seen], Reply]:
    """Return an answer that says 304 to whom holds this version."""

    def answer(seen: Seen) -> Reply:
        same = seen.headers.get("If-None-Match") == etag
        return Reply(304, b"", {"ETag": etag}) if same else Reply(200, data, {"ETag": etag})

    return answer


def zipped(members: Mapping[str, bytes], comment: bytes = b"") -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data)
    return out.getvalue()
