"""Fetched bytes → kept under their own hash, with a note by address of what was served when; found again by both."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipelines.errors import SourceError
from pipelines.fetch.disk import UNFINISHED, cannot_write, is_ours, settle, write_whole
from pipelines.fetch.download import CHUNK, Progress
from pipelines.fetch.faults import told

SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,10}")
# A whole fetch of Quebec takes some minutes; whoever waits longer than this is better told than kept.
PATIENCE_S = 900.0
LOOK_AGAIN_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What one address was seen to serve: `address` as really asked, `asked` a hash of what it does not say itself."""

    address: str
    asked: str
    sha256: str
    size: int
    suffix: str
    retrieved: str
    release: str | None = None
    etag: str | None = None
    modified: str | None = None
    synthetic: bool = False


class Library:
    """The folder `fetched` of a cache.

    `objects/ab/abcd….zip` are bytes, never changed once there. `index/` says for each address what it served, newest
    last. `parts/` are transfers that broke off; `answers/` the pieces of a composed file that is not finished yet.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def place(self, sha256: str, suffix: str) -> Path:
        """Return where these bytes lie, or would."""
        return self.folder / "objects" / sha256[:2] / f"{sha256}{suffix}"

    def part(self, address: str) -> Path:
        """Return where a transfer from `address` is collected: on the disk of the objects, to be renamed."""
        return self.folder / "parts" / f"{_hash(address.encode())[:32]}.part"

    def adopt(self, part: Path, sha256: str, suffix: str) -> Path:
        """Give a finished part file its final name; a kill before or after leaves it whole under one of the two."""
        place = self.place(sha256, suffix)
        place.parent.mkdir(parents=True, exist_ok=True)
        part.chmod(0o444)
        _sign(part, sha256)
        part.replace(place)
        settle(place.parent)
        return place

    def keep(self, data: bytes, suffix: str) -> str:
        """Keep bytes; return their hash."""
        sha256 = _hash(data)
        if not self.holds(sha256, len(data), suffix):
            part = self.folder / "parts" / f"{sha256}{UNFINISHED}"
            write_whole(part, data)
            self.adopt(part, sha256, suffix)
        return sha256

    def keep_copy(self, file: Path, suffix: str) -> tuple[str, int]:
        """Keep a copy of a file that belongs to somebody; return its hash and size."""
        part = self.folder / "parts" / f"copy-{os.getpid()}{UNFINISHED}"
        part.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(file, part)
            sha256, size = _hash_of(part), part.stat().st_size
            if self.holds(sha256, size, suffix):
                part.unlink()
            else:
                settle(part)
                self.adopt(part, sha256, suffix)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise cannot_write(part, error) from error
        return sha256, size

    def holds(self, sha256: str, size: int, suffix: str) -> bool:
        """Return whether exactly these bytes are here; what was spoilt on the disk is deleted and not here.

        An object carries a date made from its hash. Whoever writes into it changes the date, and it is hashed again.
        """
        place = self.place(sha256, suffix)
        try:
            seen = place.stat()
        except FileNotFoundError:
            return False
        if seen.st_size == size and int(seen.st_mtime) == _signature(sha256):
            return True
        if seen.st_size == size and _hash_of(place) == sha256:
            _sign(place, sha256)
            return True
        place.unlink()
        return False

    def note(self, record: Record) -> None:
        """Write down what an address served; what it served before stays in the note, older first."""
        others = [each for each in self._records(record.address, record.asked) if each.sha256 != record.sha256]
        text = json.dumps([asdict(each) for each in (*others, record)], indent=1, ensure_ascii=False)
        write_whole(self._index(record.address, record.asked), (text + "\n").encode())

    def latest(self, address: str, asked: str = "") -> Record | None:
        """Return what this address served last, if those bytes are here."""
        records = self._records(address, asked)
        return records[-1] if records and self._intact(records[-1]) else None

    def find(self, address: str, asked: str, sha256: str) -> Record | None:
        """Return the record of these bytes from this address, if they are here."""
        found = [each for each in self._records(address, asked) if each.sha256 == sha256 and self._intact(each)]
        return found[0] if found else None

    def path(self, record: Record) -> Path:
        """Return where a record's bytes lie."""
        return self.place(record.sha256, record.suffix)

    def answer(self, composed: str, piece: str, day: str, ask: Callable[[], tuple[str, bool]]) -> tuple[str, bool]:
        """Return one piece of a composed file: as it was answered earlier on the same day, or asked now and kept."""
        place = self.folder / "answers" / composed / f"{_hash(piece.encode())[:32]}.json"
        try:
            kept = json.loads(place.read_text(encoding="utf-8"))
            if kept["day"] == day and kept["piece"] == piece:
                return str(kept["text"]), bool(kept["synthetic"])
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            # Not asked yet, or of no use: it is asked again.
            pass
        text, synthetic = ask()
        note = {"day": day, "piece": piece, "text": text, "synthetic": synthetic}
        write_whole(place, json.dumps(note, ensure_ascii=False).encode())
        return text, synthetic

    def forget_answers(self, composed: str) -> None:
        """Drop the pieces of a composed file: it is finished, or is to be asked anew."""
        shutil.rmtree(self.folder / "answers" / composed, ignore_errors=True)

    def clear_unfinished(self) -> None:
        """Delete what a killed run was writing; transfers that can be taken up stay."""
        for file in self.folder.rglob(f"*{UNFINISHED}"):
            file.unlink(missing_ok=True)

    def _index(self, address: str, asked: str) -> Path:
        key = _hash(f"{address}\n{asked}".encode())
        return self.folder / "index" / key[:2] / f"{key[:40]}.json"

    def _intact(self, record: Record) -> bool:
        return self.holds(record.sha256, record.size, record.suffix)

    def _records(self, address: str, asked: str) -> list[Record]:
        try:
            found = json.loads(self._index(address, asked).read_text(encoding="utf-8"))
            records = [Record(**each) for each in found]
        except FileNotFoundError:
            return []
        except (ValueError, TypeError):
            # A note that cannot be read proves nothing: the address is asked again, the bytes are kept by their hash.
            return []
        return [each for each in records if (each.address, each.asked) == (address, asked)]


@contextmanager
def alone(folder: Path, progress: Progress, sleep: Callable[[float], None], patience_s: float) -> Iterator[None]:
    """Hold the cache for one process; another waits for it, and says who holds it when it waited too long."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a+", encoding="utf-8") as lock:
        if not is_ours(lock):
            lock.seek(0)
            holder = lock.read().strip() or "another process"
            with progress(f"waiting for {holder}, which holds {folder}", None):
                _wait(lock, folder, holder, sleep, patience_s)
        lock.seek(0)
        lock.truncate()
        lock.write(f"process {os.getpid()} since {time.strftime('%Y-%m-%d %H:%M:%S')}")
        lock.flush()
        yield


def _wait(lock: Any, folder: Path, holder: str, sleep: Callable[[float], None], patience_s: float) -> None:
    waited = 0.0
    while not is_ours(lock):
        if waited >= patience_s:
            raise SourceError(
                told(
                    "another build is using the cache of fetched files",
                    where=str(folder),
                    found=holder,
                    done=f"it was waited for during {patience_s:g} s; nothing was changed",
                    do="run the command again when that one is done, or set PORTRAIT_CACHE to another folder",
                )
            )
        sleep(LOOK_AGAIN_S)
        waited += LOOK_AGAIN_S


def suffix_of(name: str) -> str:
    """Return the ending of a file name in lower case where it is a plain one: some readers go by it."""
    ending = Path(name).suffix
    return ending.lower() if SUFFIX.fullmatch(ending) else ""


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _hash_of(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _signature(sha256: str) -> int:
    """Return a moment between 2001 and 2009 that belongs to these bytes alone, as good as."""
    return 1_000_000_000 + int(sha256[:7], 16)


def _sign(file: Path, sha256: str) -> None:
    os.utime(file, (_signature(sha256), _signature(sha256)))
