"""A finished site → one archive of it whose pages open from a folder, and the checksums of what can be taken away.

What did not change since the last archive is taken from there as it was packed.
"""

from __future__ import annotations

import json
import os
import re
import zlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

SITE_ZIP, SUMS, README = "portrait-site.zip", "SHA256SUMS", "README.txt"
# Beside a kept archive: file → sha256 of what it was made from, and of what is in the archive.
MADE_FROM = "made-from.json"
# These are packed already; packing them again takes time and saves nothing.
PACKED = (".gz", ".parquet", ".pdf", ".png", ".woff", ".woff2", ".xlsx", ".zip")
# Fast; the best level saves a tenth more and takes ten times as long.
LEVEL = 1
# The first day that an archive can tell, so that the same site is the same bytes; readable by all.
FIRST_DAY, READABLE = (1980, 1, 1, 0, 0, 0), 0o100644 << 16
# So many files are in memory at once.
AT_ONCE = 64
# A link within the site to a folder, which a server answers with its index.html and a folder does not.
FOLDER = re.compile(r'( (?:href|src)=")((?!/|[a-z][a-z0-9+.-]*:)(?:[^"#?]*/|\.{1,2}|(?:\.\./)+\.\.))(#[^"]*)?"')
# The archive is not in the archive.
ITSELF = re.compile(rf' href="[^"]*{re.escape(SITE_ZIP)}"(?: download)?')
# To a page from a folder, the files of that folder are not its own site to every browser.
SELF = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)')


@dataclass(frozen=True, slots=True)
class Member:
    """A file as it goes into the archive: packed, with the hashes of what it was made from and of what it is."""

    name: str
    made_from: str
    sum: str
    crc: int
    size: int
    method: int
    data: bytes


def offline(html: str) -> str:
    """Return a page whose links to folders lead to the pages in them, and which may load what is in the folder."""
    html = FOLDER.sub(r'\1\2/index.html\3"', ITSELF.sub("", html)).replace('//index.html"', '/index.html"')
    html = html.replace("//index.html#", "/index.html#")
    return SELF.sub(lambda match: match[1] + match[2].replace("'self'", "'self' file:"), html)


def write_offline(site: Path, folder: Path, readme: str, earlier: Path | None) -> None:
    """Write into `folder` the archive of `site`, and what it was made from.

    `earlier` is a folder that an archive was written into before; what is the same is copied from it.
    """
    before = _Earlier(earlier)
    names = sorted(_files(site))
    made_from, sums = {}, []
    with ZipFile(folder / SITE_ZIP, "w") as archive, ThreadPoolExecutor(os.cpu_count()) as pool:
        for at in range(0, len(names), AT_ONCE):
            # Packing leaves the interpreter to others, so that threads do it side by side.
            for member in pool.map(partial(_member, site, before), names[at : at + AT_ONCE]):
                _add(archive, member)
                made_from[member.name] = [member.made_from, member.sum]
                sums.append(f"{member.sum}  {member.name}\n")
        for name, text in ((README, readme), (SUMS, "".join(sums))):
            _add(archive, _packed(name, "", text.encode()))
    (folder / MADE_FROM).write_text(json.dumps(made_from), encoding="utf-8")


def write_sums(data: Path) -> None:
    """Write the checksums of the files in and under `data` that people take away, in the form that sha256sum reads."""
    names = sorted(name for name in _files(data) if name != SUMS)
    lines = [f"{sha256((data / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (data / SUMS).write_text("".join(lines), encoding="utf-8")


def digest_of_site(site: Path) -> Iterator[str]:
    """Yield what tells one site from another: the name and the hash of every file."""
    for name in sorted(_files(site)):
        yield f"{name} {sha256((site / name).read_bytes()).hexdigest()}"


def _files(site: Path) -> Iterator[str]:
    return (file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file())


class _Earlier:
    """An archive made before: its members as they were packed."""

    def __init__(self, folder: Path | None) -> None:
        self.members: Mapping[str, list[str]] = {}
        self.infos: Mapping[str, ZipInfo] = {}
        if folder is not None:
            self.path = folder / SITE_ZIP
            self.members = json.loads((folder / MADE_FROM).read_text(encoding="utf-8"))
            with ZipFile(self.path) as archive:
                self.infos = archive.NameToInfo

    def member(self, name: str, made_from: str) -> Member | None:
        """Return the member of this name if it was made from the same."""
        known = self.members.get(name)
        if known is None or known[0] != made_from:
            return None
        info = self.infos[name]
        with self.path.open("rb") as file:
            # The head of a member: its own length of name and extra field stand at its end.
            file.seek(info.header_offset + 26)
            lengths = file.read(4)
            file.seek(int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little"), os.SEEK_CUR)
            data = file.read(info.compress_size)
        return Member(name, made_from, known[1], info.CRC, info.file_size, info.compress_type, data)


def _member(site: Path, before: _Earlier, name: str) -> Member:
    data = (site / name).read_bytes()
    made_from = sha256(data).hexdigest()
    known = before.member(name, made_from)
    if known is not None:
        return known
    return _packed(name, made_from, offline(data.decode()).encode() if name.endswith(".html") else data)


def _packed(name: str, made_from: str, data: bytes) -> Member:
    method, packed = ZIP_STORED, data
    if not name.endswith(PACKED):
        packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -15)
        method, packed = ZIP_DEFLATED, packer.compress(data) + packer.flush()
    return Member(name, made_from, sha256(data).hexdigest(), zlib.crc32(data), len(data), method, packed)


def _add(archive: ZipFile, member: Member) -> None:
    """Add to an archive what is packed already, which `zipfile` itself has no way to say."""
    info = ZipInfo(member.name, FIRST_DAY)
    info.compress_type, info.external_attr, info.create_system = member.method, READABLE, 3
    info.CRC, info.file_size, info.compress_size = member.crc, member.size, len(member.data)
    file = archive.fp
    assert file is not None
    info.header_offset = file.tell()
    file.write(info.FileHeader(zip64=False) + member.data)
    archive.filelist.append(info)
    archive.NameToInfo[info.filename] = info
    archive.start_dir, archive._didModify = file.tell(), True  # type: ignore[attr-defined]
