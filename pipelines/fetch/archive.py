"""A zip as it came → proof that it is whole, harmless and of a bearable size, before anything is made of it."""

from __future__ import annotations

import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from pipelines.errors import SourceError
from pipelines.fetch.faults import told

# The largest file that is fetched (the 2021 profile down to dissemination areas) has 25 GB when unpacked.
LARGEST = 40 * 2**30
# Census tables shrink to a fiftieth; nothing honest shrinks to less than this part of itself. Deflate's limit is 1032.
HIGHEST_RATIO = 250
# Below this the ratio says nothing: a small file of blanks is no bomb.
RATIO_COUNTS_FROM = 64 * 2**20
CHUNK = 2**20
ENCRYPTED = 0x1
MARK = b"SYNTHETIC"
DELETED = "it was deleted; what was fetched before stays"


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """What a proven zip holds: its members' names, their bytes together, whether its comment says synthetic."""

    members: tuple[str, ...]
    unpacked: int
    synthetic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far a zip may unpack: bytes together, and how many times its own size."""

    largest: int = LARGEST
    ratio: int = HIGHEST_RATIO


class _Refused(Exception):  # noqa: N818 - turned into a SourceError with its place before it leaves
    def __init__(self, found: str, expected: str) -> None:
        super().__init__(found)
        self.found, self.expected = found, expected


def prove(path: Path, where: str, *, done: str = DELETED, limits: Limits | None = None) -> Archive:
    """Read the whole zip once, every checksum with it; raises SourceError at the first thing that is not in order.

    Bytes are counted as they come out: what a zip declares about its sizes may be untrue. `done` says in the message
    what the caller does with a zip that is refused.
    """
    try:
        with path.open("rb") as packed, zipfile.ZipFile(packed) as archive:
            _harmless(archive.infolist())
            unpacked = _unpacked(archive, packed, limits or Limits())
            names = tuple(member.filename for member in archive.infolist())
            return Archive(members=names, unpacked=unpacked, synthetic=MARK in archive.comment)
    except _Refused as error:
        refused = error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        refused = _Refused(f"{error} ({path.stat().st_size} bytes)", "a whole zip whose checksums agree")
    again = "fetch it again; if it stays so, tell the publisher"
    raise SourceError(
        told("the zip is not usable", where=where, found=refused.found, expected=refused.expected, done=done, do=again)
    )


def is_zip(name: str) -> bool:
    """Return whether a file of this name has to be a zip."""
    return name.lower().endswith(".zip")


def _harmless(members: list[zipfile.ZipInfo]) -> None:
    for member in members:
        # `filename` is cut at a NUL and has its separators exchanged; what was written is in `orig_filename`.
        written = PurePosixPath(member.orig_filename.replace("\\", "/"))
        if ".." in written.parts or written.is_absolute() or ":" in written.as_posix() or "\0" in member.orig_filename:
            raise _Refused(f"a member named {member.orig_filename!r}", "names inside the archive's own folder")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise _Refused(f"the member {member.filename!r}, which is a link", "files only")
        if member.flag_bits & ENCRYPTED:
            raise _Refused(f"the member {member.filename!r}, which is encrypted", "open data")
    names = [member.filename for member in members]
    if len(set(names)) != len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise _Refused(f"{', '.join(twice)} more than once", "each name once")
    if not names:
        raise _Refused("no member", "at least one file")


def _unpacked(archive: zipfile.ZipFile, packed: BinaryIO, limits: Limits) -> int:
    """Return the bytes that all members have; reading each to its end compares its checksum.

    A member's growth is measured against what was read of it so far: a bomb beside much honest data is one too.
    """
    total = 0
    for member in archive.infolist():
        begun = total
        with archive.open(member) as stream:
            while chunk := stream.read(CHUNK):
                total += len(chunk)
                if total > limits.largest:
                    raise _Refused(f"more than {limits.largest} bytes when unpacked", "a table that fits a disk")
                used, grown = packed.tell() - member.header_offset, total - begun
                if grown > RATIO_COUNTS_FROM and grown > limits.ratio * used:
                    found = f"{used} bytes that unpack to {grown}, with more to come, in {member.filename!r}"
                    raise _Refused(found, f"at most {limits.ratio} times its size, as published tables are")
    return total
