"""A table → the zip in which it is published whole: written place by place, straight into a fast deflate."""

from __future__ import annotations

import csv
import io
import os
import queue
import threading
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np

from .cells import CUT, NOTHING, SUPPRESSED, TENTHS, UNAVAILABLE, UNRELIABLE, Model, mark
from .metadata import SYNTHETIC, metadata_csv
from .places import Place, World
from .tables import Table, shown

# Stand for the place in a row that is the same for all: "GEO,DGUID" and the place's member id in the coordinate.
PLACE, ID = b"\x01", b"\x02"
STEP = 40_000  # rows put together at a time
COMMON = 200_000  # numbers below it are printed once and looked up afterwards
STAMP = (2026, 9, 1, 8, 30, 0)
ORDINARY = (
    "UOM",
    "UOM_ID",
    "SCALAR_FACTOR",
    "SCALAR_ID",
    "VECTOR",
    "COORDINATE",
    "VALUE",
    "STATUS",
    "SYMBOL",
    "TERMINATED",
    "DECIMALS",
)
Said = Callable[[str, str, int], bytes]


def line(cells: list[str]) -> str:
    """Return one line of CSV, quoted where it must be, without its end."""
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()


def header(table: Table) -> str:
    """Return the header of the data file, with a `Symbol` after each column of values."""
    names = [d.name for d in table.dimensions]
    if not table.wide:
        return ",".join(f'"{name}"' for name in ("REF_DATE", "GEO", "DGUID", *names, *ORDINARY))
    last = table.dimensions[-1]
    values = ",".join(f'"{last.name}:{m.label.replace(chr(34), chr(34) * 2)}[{m.id}]",Symbol' for m in last.members)
    return f"{line(['REF_DATE', 'GEO', 'DGUID', *names[:-1], 'Coordinate'])},{values}"


def wide_rows(table: Table) -> list[bytes]:
    """Return what stands before the values in each row of a census table; PLACE and ID stand for the place."""
    parts = [[(line([m.label]), m.id) for m in d.members] for d in table.dimensions[:-1]]
    return [
        b"\r\n2021,"
        + PLACE
        + b","
        + ",".join(text for text, _ in row).encode()
        + b","
        + ID
        + "".join(f".{id_}" for _, id_ in row).encode()
        for row in product(*parts)
    ]


def ordinary_rows(table: Table, year: str) -> list[bytes]:
    """Return what stands before the value in each row of an ordinary table."""
    parts = [[(m.label.replace('"', '""'), m.id) for m in d.members] for d in table.dimensions]
    unit = b'"Percent","239","units","0"' if table.pid != "43100068" else b'"Dollars","81","units","0"'
    return [
        f'\n"{year}",'.encode()
        + PLACE
        + b","
        + ",".join(f'"{text}"' for text, _ in row).encode()
        + b","
        + unit
        + b',"v9'
        + ID
        + f'{number:06d}","'.encode()
        + ID
        + "".join(f".{id_}" for _, id_ in row).encode()
        + b'",'
        for number, row in enumerate(product(*parts))
    ]


def wide_cell(value: str, symbol: str, _: int) -> bytes:
    return f',{value},"{symbol}"'.encode() if "," in symbol else f",{value},{symbol}".encode()


def ordinary_cell(value: str, symbol: str, decimals: int) -> bytes:
    return f'"{"" if symbol else value}","{symbol}","","","{decimals}"'.encode()


@cache
def printed(say: Said, symbol: str) -> np.ndarray:
    """Return the printed cells of the common codes: numbers, then tenths of a per cent, then what is no number."""
    cells = [say(str(n), symbol, 0) for n in range(COMMON)] + [say(f"{n / 10:.1f}", symbol, 1) for n in range(1001)]
    cells += [say("", "x", 0), say("", "..", 0), say("0", "...", 0), say("", "F", 0)]
    return np.array(cells, dtype=object)


def looked_up(codes: np.ndarray, say: Said, symbol: str) -> np.ndarray:
    """Return the printed cells of any codes."""
    places = np.where(codes < COMMON, codes, 0)
    places = np.where((codes >= TENTHS) & (codes <= TENTHS + 1000), COMMON + codes - TENTHS, places)
    for number, code in enumerate((SUPPRESSED, UNAVAILABLE, NOTHING, UNRELIABLE)):
        places[codes == code] = COMMON + 1001 + number
    found = printed(say, symbol)[places]
    for row, column in np.argwhere((codes >= COMMON) & (codes < CUT)):
        found[row, column] = say(str(codes[row, column]), symbol, 0)
    return found


def blocks(table: Table, model: Model) -> Iterator[bytes]:
    """Yield the data file in pieces, the header first."""
    yield b"\xef\xbb\xbf" + header(table).encode()
    say = wide_cell if table.wide else ordinary_cell
    for year in table.years:
        rows = np.array(wide_rows(table) if table.wide else ordinary_rows(table, year), dtype=object)
        for number, place in enumerate(table.places, 1):
            name = shown(place, table)[0]
            identity = line([name, place.dguid]) if table.wide else f'"{name}","{vintage(place)}"'
            codes = model.cells(place, year)
            for first in range(0, len(rows), STEP):
                yield piece(
                    rows[first : first + STEP],
                    codes[first : first + STEP],
                    say,
                    mark(table, place),
                    identity.encode(),
                    str(number).encode(),
                )
    # Two blank lines end every census file.
    yield b"\r\n\r\n\r\n" if table.wide else b"\n"


def piece(rows: np.ndarray, codes: np.ndarray, say: Said, symbol: str, identity: bytes, id_: bytes) -> bytes:
    """Return some rows of one place."""
    cells = np.empty((len(rows), codes.shape[1] + 1), dtype=object)
    cells[:, 0] = rows
    cells[:, 1:] = looked_up(codes, say, symbol)
    return b"".join(cells.ravel().tolist()).replace(PLACE, identity).replace(ID, id_)


def vintage(place: Place) -> str:
    """Return the DGUID as the ordinary tables give it: of 2016 for country, province, region; empty for others."""
    return place.dguid.replace("2021", "2016", 1) if place.kind in ("ca", "pr", "region") else ""


def write(table: Table, world: World, path: Path) -> None:
    """Write a table's zip, under another name until it is whole. Compression goes on beside the drawing."""
    pieces: queue.Queue[bytes | None] = queue.Queue(maxsize=4)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}.part")
    failed: list[BaseException] = []

    def compress() -> None:
        try:
            with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                archive.comment = SYNTHETIC.encode()
                with archive.open(zipfile.ZipInfo(f"{table.pid}.csv", STAMP), "w", force_zip64=True) as out:
                    out._compressor, out._zinfo.compress_type = (
                        zipfile._get_compressor(zipfile.ZIP_DEFLATED, 1),
                        zipfile.ZIP_DEFLATED,
                    )  # type: ignore[attr-defined]
                    while (block := pieces.get()) is not None:
                        out.write(block)
                notes = zipfile.ZipInfo(f"{table.pid}_MetaData.csv", STAMP)
                archive.writestr(
                    notes, b"\xef\xbb\xbf" + "\r\n".join(metadata_csv(table)).encode(), zipfile.ZIP_DEFLATED, 1
                )
        except BaseException as error:  # noqa: BLE001 - raised again by the thread that waits
            failed.append(error)
            while pieces.get() is not None:
                pass

    worker = threading.Thread(target=compress)
    worker.start()
    try:
        for block in blocks(table, Model(table=table, world=world)):
            pieces.put(block)
    finally:
        pieces.put(None)
        worker.join()
    if failed:
        raise failed[0]
    temporary.replace(path)
