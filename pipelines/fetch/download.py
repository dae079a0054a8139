"""An address → a file beside its final place, whole, with its hash: taken up where it broke off, where that is safe."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import requests

from pipelines.errors import SourceError
from pipelines.fetch.disk import cannot_write, write_whole
from pipelines.fetch.faults import Passing
from pipelines.fetch.web import Ask, Web, is_synthetic, refuse_html

CHUNK = 2**20
# A chunk that is not full when the connection breaks is lost: smaller ones leave more to go on from.
TRANSFER = 2**16
OK, PARTIAL, UNCHANGED, BAD_RANGE = 200, 206, 304, 416
RANGE = re.compile(r"bytes (?P<first>\d+)-\d+/(\d+|\*)")
BROKEN_OFF = (
    requests.exceptions.ConnectionError,
    requests.exceptions.Timeout,
    requests.exceptions.ChunkedEncodingError,
)


class Bar(Protocol):
    """What a progress bar is told: so many bytes more."""

    def update(self, n: int, /) -> object:
        """Move the bar on by `n` bytes."""


# A label and the bytes to come, where they are known → a bar for as long as the context lasts.
Progress = Callable[[str, int | None], AbstractContextManager[Bar]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What we hold of this address already: by these the server can tell that nothing changed."""

    etag: str | None
    modified: str | None
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """A whole body that lies in its part file, on disk for good; `resumed` where a piece is from an earlier try."""

    sha256: str
    size: int
    etag: str | None
    modified: str | None
    synthetic: bool
    resumed: bool


def download(web: Web, ask: Ask, part: Path, progress: Progress, label: str, known: Known | None = None) -> Got | bool:
    """Bring the body of `ask` into `part`; a truth value in its place says that what is `known` is still served.

    (False, or True where the server that said so is a synthetic one.) A body that breaks off stays, with what the
    server calls its version in a file beside it, and is taken up there the next time, in this run or a later one.
    A disk without room leaves nothing behind.
    """
    ask = replace(ask, allows=frozenset({OK, PARTIAL, UNCHANGED, BAD_RANGE}))
    part.parent.mkdir(parents=True, exist_ok=True)

    def read(response: requests.Response) -> Got | bool:
        if response.status_code == UNCHANGED or _same(response, known):
            return is_synthetic(response)
        have = _begin(response, web.asked(ask.address), part)
        return _receive(response, ask, web.asked(ask.address), part, have, progress, label)

    return web.ask(ask, read, lambda: _headers(web.asked(ask.address), part, known))


def discard(part: Path) -> None:
    """Delete a part file and what was noted of it."""
    part.unlink(missing_ok=True)
    _notes(part).unlink(missing_ok=True)


def _notes(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def _headers(address: str, part: Path, known: Known | None) -> dict[str, str]:
    """Return what this try asks for: the rest of what broke off, or all of it unless it is what is known."""
    headers = {"Accept-Encoding": "identity"}
    have, validator = _piece(address, part)
    if have:
        return headers | {"Range": f"bytes={have}-", "If-Range": validator}
    discard(part)
    if known and known.etag:
        headers["If-None-Match"] = known.etag
    if known and known.modified:
        headers["If-Modified-Since"] = known.modified
    return headers


def _piece(address: str, part: Path) -> tuple[int, str]:
    """Return how much of this very body is here and by what the server knows it; nothing where that is not sure."""
    try:
        notes: dict[str, Any] = json.loads(_notes(part).read_text(encoding="utf-8"))
        have = part.stat().st_size
    except (OSError, ValueError):
        return 0, ""
    # A weak ETag promises the same meaning, not the same bytes.
    strong = notes.get("etag") if not str(notes.get("etag") or "").startswith("W/") else None
    validator = strong or notes.get("modified")
    return (have, str(validator)) if validator and notes.get("address") == address else (0, "")


def _same(response: requests.Response, known: Known | None) -> bool:
    """Return whether a server that knows no conditions sends what is known: the body need not be read then."""
    if known is None or response.status_code != OK or not known.etag:
        return False
    length = response.headers.get("Content-Length", str(known.size))
    return response.headers.get("ETag") == known.etag and length == str(known.size)


def _begin(response: requests.Response, address: str, part: Path) -> int:
    """Return after how many bytes this body goes on; what does not fit is deleted, and the file asked for whole."""
    have, version = _piece(address, part)
    if response.status_code == PARTIAL:
        answered = response.headers.get("Content-Range", "")
        match = RANGE.fullmatch(answered)
        if have and match and int(match["first"]) == have and _is_version(response, version):
            return have
        discard(part)
        raise Passing(f"status 206 with Content-Range {answered!r} where bytes {have}- were asked for")
    discard(part)
    if response.status_code == BAD_RANGE:
        raise Passing(f"status 416 for bytes {have}-: the piece that was here is of another file")
    notes = {
        "address": address,
        "etag": response.headers.get("ETag"),
        "modified": response.headers.get("Last-Modified"),
    }
    write_whole(_notes(part), json.dumps(notes).encode())
    return 0


def _receive(
    response: requests.Response, ask: Ask, address: str, part: Path, have: int, progress: Progress, label: str
) -> Got:
    coming = _coming(response)
    if coming is not None and coming > shutil.disk_usage(part.parent).free:
        discard(part)
        raise cannot_write(part, f"{coming} bytes to come, {shutil.disk_usage(part.parent).free} free")
    digest, size = _digest_of(part), have
    with progress(label, None if coming is None else have + coming) as bar, _Out(part) as out:
        bar.update(have)
        try:
            for chunk in response.iter_content(TRANSFER):
                if size == 0:
                    _refuse_page(chunk, ask, address, part)
                out.write(chunk)
                digest.update(chunk)
                size += len(chunk)
                bar.update(len(chunk))
        except BROKEN_OFF as error:
            raise Passing(f"the body broke off after {size} bytes: {error}", gained=size > have) from error
        out.settle()
    if coming is not None and size != have + coming:
        raise Passing(f"the body broke off after {size} of {have + coming} bytes", gained=size > have)
    return Got(
        sha256=digest.hexdigest(),
        size=size,
        etag=response.headers.get("ETag"),
        modified=response.headers.get("Last-Modified"),
        synthetic=is_synthetic(response),
        resumed=have > 0,
    )


def _is_version(response: requests.Response, version: str) -> bool:
    """Return whether a piece is of the version asked for, as far as the server says."""
    said = {response.headers.get("ETag"), response.headers.get("Last-Modified")} - {None}
    return not said or version in said


def _coming(response: requests.Response) -> int | None:
    """Return the bytes that this response announces; None where it does not, or packs them on the way."""
    length = response.headers.get("Content-Length", "")
    return int(length) if length.isdecimal() and "Content-Encoding" not in response.headers else None


def _digest_of(part: Path) -> Any:
    """Return the hash, still open, of what lies in the part file already."""
    digest = hashlib.sha256()
    if part.exists():
        with part.open("rb") as piece:
            while chunk := piece.read(CHUNK):
                digest.update(chunk)
    return digest


def _refuse_page(chunk: bytes, ask: Ask, address: str, part: Path) -> None:
    try:
        refuse_html(chunk, ask, address)
    except SourceError:
        discard(part)
        raise


class _Out:
    """The part file, written at its end and unbuffered, so that a full disk is noticed where it can be told."""

    def __init__(self, part: Path) -> None:
        self.part = part

    def __enter__(self) -> Self:
        self.handle = os.open(self.part, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o644)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        os.close(self.handle)

    def write(self, data: bytes) -> None:
        """Append `data`, all of it."""
        self._or_cannot_write(lambda: self._written(data))

    def settle(self) -> None:
        """Return when the bytes are on the disk."""
        self._or_cannot_write(lambda: os.fsync(self.handle))

    def _written(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[os.write(self.handle, view) :]

    def _or_cannot_write(self, act: Callable[[], None]) -> None:
        try:
            act()
        except OSError as error:
            discard(self.part)
            raise cannot_write(self.part, error) from error
