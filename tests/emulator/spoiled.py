"""A good zip → the same zip with something wrong in it, as a fault says."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from .faults import Fault, Rule
from .metadata import SYNTHETIC, french
from .zips import STAMP

BOM = "\ufeff"
Lines = list[list[str]]


def spoil(rule: Rule, good: Path, bad: Path) -> None:
    """Write a spoiled copy of a zip."""
    if rule.fault is Fault.WRONG_CRC:
        bad.write_bytes(wrong_crc(good.read_bytes()))
    elif rule.fault is Fault.BOMB:
        bomb(bad, int(rule.options.get("size", 10_000_000_000)), next(iter(zipfile.ZipFile(good).namelist())))
    elif rule.fault is Fault.EVIL_MEMBER:
        bad.write_bytes(good.read_bytes())
        with zipfile.ZipFile(bad, "a") as archive:
            archive.writestr(zipfile.ZipInfo("../evil.csv", STAMP), "evil")
    else:
        rewrite(rule, good, bad)


def rewrite(rule: Rule, good: Path, bad: Path) -> None:
    """Write the zip again with the data file changed."""
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        new.comment = SYNTHETIC.encode()
        for name in old.namelist():
            text = old.read(name).decode("utf-8")
            if "_MetaData" not in name:
                text = changed(rule, text)
            new.writestr(zipfile.ZipInfo(name, STAMP), text.encode(), zipfile.ZIP_DEFLATED, 1)


def changed(rule: Rule, text: str) -> str:
    """Return the data file with the fault in it."""
    if rule.fault is Fault.NO_BOM:
        return text.removeprefix(BOM)
    rows = [*csv.reader(io.StringIO(text.removeprefix(BOM), newline=""))]
    how: dict[Fault, Callable[[Lines, Rule], Lines]] = {
        Fault.RENAMED_COLUMN: renamed,
        Fault.MISSING_COLUMN: missing,
        Fault.ADDED_COLUMN: added,
        Fault.REORDERED_COLUMNS: reordered,
        Fault.UNKNOWN_SYMBOL: unknown_symbol,
        Fault.FRENCH: in_french,
    }
    rows = how[rule.fault](rows, rule)
    out = io.StringIO()
    csv.writer(out, delimiter=";" if rule.fault is Fault.FRENCH else ",", lineterminator="\r\n").writerows(rows)
    return BOM + out.getvalue()


def renamed(rows: Lines, rule: Rule) -> Lines:
    """Rename the fourth column (the first dimension), or [column=…]."""
    at = int(rule.options.get("column", 3))
    rows[0][at] = rule.options.get("to", f"{rows[0][at]} renamed")
    return rows


def missing(rows: Lines, rule: Rule) -> Lines:
    at = int(rule.options.get("column", 3))
    return [[*row[:at], *row[at + 1 :]] for row in rows]


def added(rows: Lines, rule: Rule) -> Lines:
    at = int(rule.options.get("column", 4))
    return [
        [*row[:at], "Novelty (1)" if not number else "Something new", *row[at:]] if row else row
        for number, row in enumerate(rows)
    ]


def reordered(rows: Lines, _: Rule) -> Lines:
    """Exchange the fourth and the fifth column, header and cells."""
    return [[*row[:3], row[4], row[3], *row[5:]] if len(row) > 5 else row for row in rows]


def unknown_symbol(rows: Lines, rule: Rule) -> Lines:
    """Put a symbol that no dictionary has beside the first value, or beside the first of the place [dguid=…]."""
    at = rows[0].index("STATUS") if "STATUS" in rows[0] else rows[0].index("Symbol")
    row = next(row for row in rows[1:] if row and rule.options.get("dguid", "") in row[2])
    row[at] = str(rule.options.get("symbol", "Q"))
    return rows


def in_french(rows: Lines, _: Rule) -> Lines:
    """Print the file as the French one is: semicolons (by the caller), decimal commas, French words in the header."""
    names = {
        "REF_DATE": "PÉRIODE DE RÉFÉRENCE",
        "GEO": "GÉO",
        "DGUID": "DGUID",
        "Coordinate": "Coordonnées",
        "COORDINATE": "COORDONNÉES",
        "VALUE": "VALEUR",
        "STATUS": "STATUT",
        "SYMBOL": "SYMBOLE",
        "Symbol": "Symbole",
        "DECIMALS": "DÉCIMALES",
        "TERMINATED": "TERMINÉ",
    }
    head = [names.get(cell) or french(cell) for cell in rows[0]]
    at = rows[0].index("Coordinate" if "Coordinate" in rows[0] else "COORDINATE") + 1
    return [
        head,
        *(
            [*row[:at], *(cell.replace(".", ",") if cell[-1:].isdigit() else cell for cell in row[at:])]
            for row in rows[1:]
        ),
    ]


def wrong_crc(data: bytes) -> bytes:
    """Return the zip with the checksum of its first member wrong, wherever it stands."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        crc = archive.infolist()[0].CRC
    return data.replace(struct.pack("<L", crc), struct.pack("<L", crc ^ 0xFFFFFFFF))


def bomb(path: Path, size: int, name: str) -> None:
    """Write a zip of which one member is so many zeros: a repeated compressed block, so that it takes a moment."""
    step = 50_000_000
    zeros = bytes(step)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
    end = packer.flush(zlib.Z_FINISH)
    times, crc = max(1, size // step), 0
    for _ in range(times):
        crc = zlib.crc32(zeros, crc)
    info = zipfile.ZipInfo(name, STAMP)
    body = block * times + end
    header = struct.pack("<4s5H3L2H", b"PK\x03\x04", 45, 0, 8, 0, 0x5321, crc, 0xFFFFFFFF, 0xFFFFFFFF, len(name), 20)
    extra = struct.pack("<HHQQ", 1, 16, times * step, len(body))
    central = struct.pack(
        "<4s6H3L5H2L", b"PK\x01\x02", 45, 45, 0, 8, 0, 0x5321, crc, len(body), 0xFFFFFFFF, len(name), 12, 0, 0, 0, 0, 0
    )
    directory = central + info.filename.encode() + struct.pack("<HHQ", 1, 8, times * step)
    local = header + name.encode() + extra
    start = len(local) + len(body)
    comment = SYNTHETIC.encode()
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), start, len(comment))
    path.write_bytes(local + body + directory + tail + comment)
