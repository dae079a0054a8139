"""A plain file at an address, or one that a person put into the project → the file in the library."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pipelines.errors import SourceError
from pipelines.fetch.archive import Archive, is_zip, prove
from pipelines.fetch.desk import Desk, Taken, Wants
from pipelines.fetch.download import Got, Known, discard, download
from pipelines.fetch.faults import HumanNeeded, told
from pipelines.fetch.library import Record, suffix_of
from pipelines.fetch.web import Ask
from pipelines.model.live import Download, HeldFile

# Said in a pin of bytes that came through a person's hands: no server vouched for them.
HAND = "by hand"
UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def take(way: Download, _wants: Wants, desk: Desk) -> list[Taken]:
    """Return the one file of a plain download."""
    return [take_file(desk, name_of(way.address), way.address)]


def name_of(address: str) -> str:
    """Return the own name of the file at an address, fit to be a file name here."""
    name = UNSAFE.sub("_", unquote(urlsplit(address).path).rsplit("/", 1)[-1]).lstrip(".")
    if not name:
        raise SourceError(
            told("the address names no file", where=address, expected="an address that ends in a file name")
        )
    return name


def take_file(desk: Desk, name: str, address: str, release: str | None = None) -> Taken:
    """Bring a file into the library unless what it holds of this address is still what is served.

    Where the host asks for a human, the file that a person put at `held/<name>` is taken in its place.
    """
    ask = Ask(address=address, held=str(desk.held(name)))
    known = desk.library.latest(desk.web.asked(address))
    try:
        return Taken(name=name, address=address, record=_fetched(desk, ask, name, known, release))
    except HumanNeeded:
        if not desk.held(name).is_file():
            raise
        return _from_hand(desk, desk.held(name), name, address)


def take_held(way: HeldFile, _wants: Wants, desk: Desk) -> list[Taken]:
    """Return the file that a person dropped into the project; raises HumanNeeded, saying how, where it is not there."""
    file = desk.root / way.name
    if not file.is_file():
        same = f" (or the same file from {', '.join(way.mirrors)})" if way.mirrors else ""
        raise HumanNeeded(
            told(
                f"{Path(way.name).name} is not here yet: its host lets no program have it",
                where=str(file),
                found="no file",
                done="the other sources go on",
                do=f"open {way.page} in a browser, download the file{same}, and put it at {file}",
            )
        )
    return [_from_hand(desk, file, file.name, way.page)]


def _fetched(desk: Desk, ask: Ask, name: str, known: Record | None, release: str | None) -> Record:
    held = None if known is None else Known(etag=known.etag, modified=known.modified, size=known.size)
    part = desk.library.part(desk.web.asked(ask.address))
    got = download(desk.web, ask, part, desk.progress, name, held)
    if isinstance(got, Got) and got.resumed and not _is_whole(part, name, ask.address):
        # Two halves that do not fit: the server changed the file and said nothing. Once more, from the start.
        got = download(desk.web, ask, part, desk.progress, name, held)
    if not isinstance(got, Got):
        return _unchanged(desk, ask, known, release, synthetic=got)
    archive = _proven(part, name, ask.address)
    record = Record(
        address=desk.web.asked(ask.address),
        asked="",
        sha256=got.sha256,
        size=got.size,
        suffix=suffix_of(name),
        retrieved=desk.moment,
        release=release,
        etag=got.etag,
        modified=got.modified,
        synthetic=got.synthetic or (archive is not None and archive.synthetic),
    )
    desk.library.adopt(part, got.sha256, record.suffix)
    discard(part)
    desk.library.note(record)
    return record


def _unchanged(desk: Desk, ask: Ask, known: Record | None, release: str | None, *, synthetic: bool) -> Record:
    if known is None or known.synthetic != synthetic:
        raise SourceError(
            told(
                "the server says that nothing changed, of a file that is not what we hold",
                where=desk.web.asked(ask.address),
                found=f"status 304 from a {'synthetic' if synthetic else 'real'} server",
                done="nothing was changed",
                do="set PORTRAIT_CACHE to another folder for this server",
            )
        )
    if release is None or release == known.release:
        return known
    record = replace(known, retrieved=desk.moment, release=release)
    desk.library.note(record)
    return record


def _is_whole(part: Path, name: str, where: str) -> bool:
    try:
        _proven(part, name, where)
    except SourceError:
        return False
    return True


def _proven(part: Path, name: str, where: str) -> Archive | None:
    """Return what a zip holds (None for another file); one that is not in order is deleted."""
    if not is_zip(name):
        return None
    try:
        return prove(part, where)
    except SourceError:
        discard(part)
        raise


def _from_hand(desk: Desk, file: Path, name: str, address: str) -> Taken:
    """Return a file that a person put here, copied into the library so that a later one does not take its place."""
    seen = file.stat()
    # Hashing gigabytes takes seconds; a file of the same size and date is the one that was copied before.
    asked = f"{name} {seen.st_size} {seen.st_mtime_ns}"
    known = desk.library.latest(file.as_uri(), asked)
    if known is None:
        archive = (
            prove(file, str(file), done="it was left where it is, and nothing of it is used") if is_zip(name) else None
        )
        sha256, size = desk.library.keep_copy(file, suffix_of(name))
        known = Record(
            address=file.as_uri(),
            asked=asked,
            sha256=sha256,
            size=size,
            suffix=suffix_of(name),
            retrieved=desk.moment,
            synthetic=archive is not None and archive.synthetic,
        )
        desk.library.note(known)
    own = Record(
        address=desk.web.asked(address),
        asked=HAND,
        sha256=known.sha256,
        size=known.size,
        suffix=known.suffix,
        retrieved=known.retrieved,
        synthetic=known.synthetic,
    )
    desk.library.note(own)
    return Taken(name=name, address=address, record=own)
