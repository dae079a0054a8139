"""Large tables made on the fly → what it takes to read from them what the profiles need, beside the obvious way.

Both files are synthetic: their rows repeat one block of made-up numbers under the official headers.
"""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipelines.model import Slice
from pipelines.readers import census_wide, profile_bulk_2021

CHUNK = 1 << 19
WORDS = [
    "Total",
    "population",
    "private",
    "households",
    "income",
    "recipients",
    "English",
    "French",
    "languages",
    "dwellings",
    "labour",
    "force",
    "aged",
    "years",
    "and",
    "over",
    "sample",
    "data",
    "average",
    "median",
    "status",
    "period",
    "immigration",
    "occupation",
    "industry",
    "certificate",
    "diploma",
    "degree",
    "owner",
    "tenant",
    "shelter",
    "costs",
    "mobility",
    "migrants",
    "visible",
    "minority",
    "generation",
    "religion",
    "commuting",
    "duration",
    "work",
    "place",
    "births",
    "children",
    "couples",
    "parent",
    "families",
    "economic",
    "status",
    "number",
    "persons",
    "median",
    "earnings",
    "government",
    "transfers",
]
GENDERS, AGES, LANGUAGES = 3, 15, 331
# Of the 5,468 places of the real table, those of Quebec: the province, 98 divisions, 1,282 municipalities.
ALL_PLACES, QUEBEC = 5468, 1381


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the benchmark's table; `budget` is None where the project set none."""

    what: str
    measured: float
    unit: str
    budget: float | None = None


def streaming(folder: Path, gigabytes: float = 1.0, places: int = 700) -> Iterator[Row]:
    """Yield the rows of both tables, made in `folder`: the profile of so many GB, the wide table of `places`."""
    yield from bulk_profile(folder, gigabytes)
    yield from wide_table(folder, places)


def bulk_profile(folder: Path, gigabytes: float = 1.0) -> Iterator[Row]:
    """Yield the cost of 200 of 2,631 characteristics of every place of a bulk profile, against mere decompression."""
    path = folder / "98-401-X2021006_eng_CSV.zip"
    count, size = write_profile(path, int(gigabytes * 1e9))
    done = measured("profile", path, count)
    yield Row(
        what=f"bulk profile (synthetic, {size / 1e9:.2f} GB): only decompressing", measured=done["plain"], unit="CPU s"
    )
    yield Row(what=f"  200 characteristics of {count:,} places", measured=done["ours"], unit="CPU s")
    yield Row(what="  ours to decompressing", measured=done["ours"] / done["plain"], unit=": 1", budget=2.5)
    yield Row(what="  ours, peak memory", measured=done["peak"], unit="MB", budget=500)


def wide_table(folder: Path, places: int = 700) -> Iterator[Row]:
    """Yield the cost of Quebec's rows of a table like 98-10-0193, ours and pandas in chunks, on the same file.

    The true table has 5,468 places; `places` of them are made, the same part of which is Quebec's.
    """
    path = folder / "98100193-eng.zip"
    size = write_wide(path, places)
    rows = places * GENDERS * AGES * LANGUAGES
    theirs = measured("pandas", path, places)
    ours = measured("wide", path, places)
    yield Row(
        what=f"wide table (synthetic, {rows / 1e6:.1f} million rows, {size / 1e9:.2f} GB)",
        measured=places,
        unit="places",
    )
    yield Row(what="  pandas in chunks", measured=theirs["ours"], unit="CPU s")
    yield Row(what="  ours", measured=ours["ours"], unit="CPU s")
    yield Row(what="  pandas to ours, CPU (at least 5)", measured=theirs["ours"] / ours["ours"], unit=": 1")
    yield Row(what="  pandas to ours, clock", measured=theirs["wall"] / ours["wall"], unit=": 1")
    yield Row(what="  ours, only decompressing", measured=ours["plain"], unit="CPU s")
    yield Row(what="  ours, peak memory", measured=ours["peak"], unit="MB", budget=500)
    yield Row(what="  pandas, peak memory", measured=theirs["peak"], unit="MB")


def measured(what: str, path: Path, count: int) -> dict[str, float]:
    """Return what a process of its own says that a task took."""
    command = [sys.executable, str(Path(__file__)), what, str(path), str(count)]
    place = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=place)
    return {name: float(value) for name, value in (line.split() for line in done.stdout.splitlines())}


def write_profile(path: Path, size: int) -> tuple[int, int]:
    """Write a synthetic bulk profile of about `size` bytes; return how many places it has, and its true size."""
    head = '2021,"2021S0512@@@@@@@@","@@@@@@@@","Dissemination area","@@@@@@@@",3.1,4.6,"00000",'
    block = "".join(
        f'{head}{n},"{"  " * (n % 4)}{label(n)}",'
        f'{n % 90 or ""},{n * 7919 % 100_000},"",{n * 31 % 5000},"",{n * 37 % 5000},"",'
        f'{n % 100}.{n % 10},"",,"...",,"..."\r\n'
        for n in range(1, 2632)
    ).encode("cp1252")
    count = max(size // len(block), 2)
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(profile_bulk_2021.header(False))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        with archive.open("98-401-X2021006_English_CSV_data.csv", "w", force_zip64=True) as file:
            file.write(line.getvalue().encode("cp1252"))
            for place in range(count):
                # No two places have the same digits, or the file would be smaller than any real one.
                file.write(block.replace(b"@@@@@@@@", b"%08d" % (24_000_000 + place)))
        return count, archive.getinfo("98-401-X2021006_English_CSV_data.csv").file_size


def label(number: int) -> str:
    """Return a made-up label of a characteristic: as long as real ones, and made of words as they are."""
    words = [WORDS[(number * number * step + 31 * step) % len(WORDS)] for step in range(1, 4 + number % 5)]
    return f"{' '.join(words)} {number}"


def write_wide(path: Path, places: int) -> int:
    """Write a synthetic table like 98-10-0193 with so many places; return its size."""
    fols = [
        "Total - First official language spoken",
        "English",
        "French",
        "English and French",
        "Neither English nor French",
    ]
    names = ["Gender (3)", "Age (15A)", "Language spoken most often at home (331)"]
    members = [_members("Gender", GENDERS), _members("Age", AGES), _members("Language", LANGUAGES)]
    header = ["REF_DATE", "GEO", "DGUID", *names, "Coordinate"]
    for identifier, label in enumerate(fols, start=1):
        header += [f"First official language spoken (5):{label}[{identifier}]", "Symbol"]
    rest = "".join(
        f"{gender},{age},{language},@.{g}.{a}.{n},{n * a * 5 % 900},,{n * 7 % 300},,"
        f"{n * 11 % 300},,0,...,{n % 5 * 5},\r\n"
        for g, gender in enumerate(members[0], start=1)
        for a, age in enumerate(members[1], start=1)
        for n, language in enumerate(members[2], start=1)
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.writestr(
            "98100193_MetaData.csv", _metadata(places, [*names, "First official language spoken (5)"], [*members, fols])
        )
        with archive.open("98100193.csv", "w", force_zip64=True) as file:
            line = io.StringIO()
            csv.writer(line, lineterminator="\r\n").writerow(header)
            file.write(line.getvalue().encode("utf-8-sig"))
            for place in range(1, places + 1):
                start = f'2021,"Place {place}, Municipalité (MÉ)",{_dguid(place, places)},'
                block = start + rest.replace("@", str(place)).replace("\r\n", f"\r\n{start}")
                file.write(block.removesuffix(start).encode())
            file.write(b"\r\n\r\n")
        return archive.getinfo("98100193.csv").file_size


def _members(name: str, count: int) -> list[str]:
    return [f"Total - {name}", *(f"{name} of kind {n}" for n in range(2, count + 1))]


def _dguid(place: int, places: int) -> str:
    quebec = place % ALL_PLACES <= places * QUEBEC / ALL_PLACES
    return f"2021A0005{'24' if quebec else '35'}{place:05d}"


def _metadata(places: int, names: list[str], members: list[list[str]]) -> str:
    geography = [f"Place {place}, Municipalité (MÉ)" for place in range(1, places + 1)]
    lines = ["Cube Title,Product Id", '"A synthetic table","98100193"', "", "Dimension ID,Dimension name"]
    lines += [f'{n},"{name}"' for n, name in enumerate(["Geography", *names], start=1)]
    lines += ["", "Dimension ID,Member Name,Classification Code,Member ID,Parent Member ID,Terminated,Member Notes"]
    for n, labels in enumerate([geography, *members], start=1):
        lines += [f'{n},"{label}",,{m},,,' for m, label in enumerate(labels, start=1)]
    lines += ["", "Dimension ID,Member ID,Attribute Key,Title,Label,Long Label,Value"]
    lines += [f"1,{n},1,DGUID,DGUID,DGUID,{_dguid(n, places)}" for n in range(1, places + 1)]
    return "\n".join(lines) + "\n"


def read_profile(path: Path, count: int) -> int:
    """Read 200 characteristics of every place, as the profiles do; return the number of cells."""
    axes = {"kinds": {f"kind-{n}": f"{label(n)} [{n}]" for n in range(13, 2613, 13)}}
    piece = Slice(measure="persons", dimensions={"CHARACTERISTIC": {"population": "kinds"}, "Column": "C1_COUNT_TOTAL"})
    places = {f"S0512{24_000_000 + n:08d}": f"da{24_000_000 + n}" for n in range(count)}
    return len(profile_bulk_2021.read(path, "bench", [piece], axes, places, "mixed"))


def read_wide(path: Path, count: int) -> int:
    """Read Quebec's age by language at home and first official language; return the number of cells."""
    axes = {
        "fols": {
            "total": "Total - First official language spoken [1]",
            "english": "English [2]",
            "french": "French [3]",
        },
        "ages": {"all": "Total - Age [1]"} | {f"{n}": f"Age of kind {n} [{n}]" for n in range(2, AGES + 1)},
        "home": {"all": "Total - Language [1]"} | {f"l{n}": f"Language of kind {n} [{n}]" for n in range(2, 12)},
    }
    piece = Slice(
        measure="persons",
        crossed=True,
        dimensions={
            "Gender (3)": "Total - Gender [1]",
            "Age (15A)": {"age": "ages"},
            "Language spoken most often at home (331)": {"home-language": "home"},
            "First official language spoken (5)": {"population": "fols"},
        },
    )
    places = {_dguid(n, count)[4:]: f"csd{n}" for n in range(1, count + 1) if "A000524" in _dguid(n, count)}
    return len(census_wide.read(path, "bench", [piece], axes, places, "full-count"))


def pandas_in_chunks(path: Path, count: int) -> int:  # noqa: ARG001
    """Read the same cells the obvious way: all rows into data frames, and the wanted ones kept."""
    kept = []
    with zipfile.ZipFile(path) as archive, archive.open("98100193.csv") as file:
        for part in pd.read_csv(file, chunksize=250_000, dtype=str, keep_default_na=False):
            quebec = part[part["DGUID"].str.startswith("2021A000524", na=False)]
            wanted = quebec[quebec["Gender (3)"] == "Total - Gender"]
            language = wanted["Language spoken most often at home (331)"]
            kept.append(wanted[language.str.fullmatch(r"Total - Language|Language of kind ([2-9]|1[01])")])
    return 3 * sum(map(len, kept))


def decompress(path: Path) -> None:
    """Read the largest member of a zip to its end, and do nothing with it."""
    with zipfile.ZipFile(path) as archive:
        largest = max(archive.infolist(), key=lambda info: info.file_size)
        with archive.open(largest) as file:
            while file.read(CHUNK):
                pass


TASKS: dict[str, Callable[[Path, int], int]] = {"profile": read_profile, "wide": read_wide, "pandas": pandas_in_chunks}


def resident_mb() -> float:
    """Return the memory that this process holds now, by what Linux says of it."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def watched(task: Callable[[], int]) -> tuple[int, float]:
    """Return what a task returns, and the most memory in MB that was seen while it ran."""
    done, seen = threading.Event(), [resident_mb()]

    def watch() -> None:
        while not done.wait(0.05):
            seen.append(resident_mb())

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        return task(), max(seen)
    finally:
        done.set()
        thread.join()


def main() -> None:
    """Do one task in this process and print what it took; without a task, print both tables' rows."""
    if len(sys.argv) == 1:
        with tempfile.TemporaryDirectory(prefix="portrait-bench-") as name:
            for row in streaming(Path(name)):
                print(f"{row.what:70} {row.measured:>10.3g} {row.unit} {row.budget or ''}")
        return
    task, path, count = TASKS[sys.argv[1]], Path(sys.argv[2]), int(sys.argv[3])
    start = time.process_time()
    decompress(path)
    plain, wall, start = time.process_time() - start, time.perf_counter(), time.process_time()
    cells, peak = watched(lambda: task(path, count))
    print(
        f"plain {plain}\nours {time.process_time() - start}\nwall {time.perf_counter() - wall}\npeak {peak}\ncells "
        f"{cells}"
    )


if __name__ == "__main__":
    main()
