"""A table in a zip, or a plain file → its bytes in chunks, whose places are known as lines."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pipelines.errors import SourceError

# Half a megabyte stays in the processor's cache while it is unpacked, checked and searched; larger ones are slower.
CHUNK = 1 << 19


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table's bytes: a member of a zip, or a file of its own where `member` is empty."""

    path: Path
    member: str = ""

    @property
    def name(self) -> str:
        """Return what the table is called in messages."""
        return self.member or self.path.name

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Yield the decompressed bytes; a damaged zip raises SourceError, at its end at the latest (its checksum)."""
        try:
            if not self.member:
                with self.path.open("rb") as file:
                    yield file
                return
            with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as file:
                yield file
        except (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError) as error:
            raise SourceError(
                f"{self.path.name}, {self.name}: the file cannot be read ({error}); nothing of it was used: fetch "
                "it again"
            ) from error

    def line_at(self, offset: int) -> int:
        """Return the number of the line that begins at byte `offset`, the first being 1: for messages only."""
        line, left = 1, offset
        with self.open() as file:
            while left > 0 and (chunk := file.read(min(CHUNK, left))):
                line += chunk.count(b"\n")
                left -= len(chunk)
        return line


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the rest of a file; it is read to its end, where a zip's checksum is compared."""
    while chunk := file.read(CHUNK):
        yield chunk


def members(path: Path) -> list[str]:
    """Return the names inside a zip; raises SourceError where it is none."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    except (OSError, zipfile.BadZipFile) as error:
        raise SourceError(
            f"{path.name}: not a zip ({error}); nothing was read: fetch it again, or drop in the file as it was "
            "published"
        ) from error


def member_text(path: Path, member: str) -> str:
    """Return a small member of a zip as text (UTF-8, with or without byte order mark)."""
    with Table(path=path, member=member).open() as file:
        data = file.read()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{path.name}, {member}: byte {error.start} is no UTF-8; expected UTF-8 text; nothing was read"
        ) from error


def first_line(file: IO[bytes], encoding: str, what: str) -> tuple[str, int]:
    """Return the next line as text and how many bytes it takes; a line break inside quotes does not end it."""
    line = file.readline()
    while line.count(b'"') % 2 and (more := file.readline()):
        line += more
    if not line.strip():
        raise SourceError(f"{what}: the file is empty; nothing was read: fetch it again")
    try:
        return line.decode(encoding), len(line)
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{what}, row 1: byte 0x{line[error.start]:02x} is no {encoding}; expected text in {encoding}"
        ) from error
