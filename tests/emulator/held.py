"""The files that a person would download by hand: the 2016 Census Profile in bulk, invented, in its published layout.

Only the labels of first official language spoken (members 105 to 109) are true; the others say that they are not known.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from .cells import rounded_to_5
from .measures import year_factor
from .metadata import SYNTHETIC
from .people import FOLS, ONES, F, G, drawn
from .places import Place, World
from .zips import STAMP

MEMBERS = 2247
FIRST = 105
LABELS = (
    "Total - First official language spoken for the total population excluding institutional residents - 100% data",
    "English",
    "French",
    "English and French",
    "Neither English nor French",
)
# Number of the product → level that its titles name, kinds of places in it.
PRODUCTS = {
    "055": ("Canada, provinces and territories, census divisions and census subdivisions", ("ca", "pr", "cd", "csd")),
    "049": ("Economic Regions", ("ca", "pr", "er")),
    "058": ("Health Regions", ("ca", "pr", "hr")),
}
LEVELS = {"ca": "0", "pr": "1", "cd": "2", "er": "2", "hr": "2", "csd": "3"}


def label(member: int) -> str:
    """Return what a member is called."""
    at = member - FIRST
    return LABELS[at] if 0 <= at < len(LABELS) else f"Member {member} (label not known to the emulator)"


def counts(place: Place, world: World) -> np.ndarray:
    """Return members × sexes: languages from the people of the place, the rest an invented share of them."""
    people = world.people[place.id] * year_factor("2016") * 0.985
    sexes = np.stack([ONES, 1.0 * (G == 0), 1.0 * (G == 1)], axis=1)
    totals = people @ sexes
    share = drawn("2016 members").random((MEMBERS, 1))
    found = share * totals
    found[FIRST - 1] = totals
    for fols in range(len(FOLS)):
        found[FIRST + fols] = (people * (fols == F)) @ sexes
    return rounded_to_5(found, drawn("2016", place.id))


def lines(product: str, world: World) -> Iterator[bytes]:
    """Yield the data file: the header, then 2,247 rows a place, symbols in the place of numbers."""
    level, kinds = PRODUCTS[product]
    title = f"Profile of {level} (2247)"
    head = [
        "CENSUS_YEAR",
        "GEO_CODE (POR)",
        "GEO_LEVEL",
        "GEO_NAME",
        "GNR",
        "GNR_LF",
        "DATA_QUALITY_FLAG",
        "ALT_GEO_CODE",
    ]
    head += [f"DIM: {title}", f"Member ID: {title}", f"Notes: {title}"]
    head += [f"Dim: Sex (3): Member ID: [{n}]: {sex}" for n, sex in enumerate(("Total - Sex", "Male", "Female"), 1)]
    yield b"\xef\xbb\xbf" + ",".join(f'"{cell}"' for cell in head).encode() + b"\r\n"
    names = [f'"{label(member)}",{member},' for member in range(1, MEMBERS + 1)]
    for place in [place for kind in kinds for place in world.of(kind)]:
        code = place.code if place.kind != "ca" else "01"
        rates = f"{place.tnr[0]},{place.tnr[1]}"
        before = f'2016,"{code}",{LEVELS[place.kind]},"{place.name_en}",{rates},"{place.flag}","{code}",'
        lost = ".." if place.unenumerated else "x" if place.hidden else ""
        values = [[lost] * 3] * MEMBERS if lost else counts(place, world).astype(str).tolist()
        rows = (f"{before}{name},{','.join(row)}\r\n" for name, row in zip(names, values, strict=True))
        yield "".join(rows).encode()


def write(product: str, world: World, path: Path) -> None:
    """Write one of the zips, under another name until it is whole."""
    temporary = path.with_name(f"{path.name}.part")
    stem = f"98-401-X2016{product}"
    with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.comment = SYNTHETIC.encode()
        info = zipfile.ZipInfo(f"{stem}_English_CSV_data.csv", STAMP)
        info.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(info, "w", force_zip64=True) as out:
            for block in lines(product, world):
                out.write(block)
        archive.writestr(zipfile.ZipInfo(f"{stem}_English_meta.txt", STAMP), SYNTHETIC)
        archive.writestr(zipfile.ZipInfo("README_meta.txt", STAMP), SYNTHETIC)
    temporary.replace(path)


def drop(world: World, folder: Path, made: Callable[[str, Callable[[Path], None]], Path]) -> list[Path]:
    """Put the files where a person would put them; returns where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for product in PRODUCTS:
        name = f"98-401-X2016{product}_eng_CSV.zip"
        source = made(name, lambda path, product=product: write(product, world, path))  # type: ignore[misc]
        (folder / name).write_bytes(source.read_bytes())
        found.append(folder / name)
    return found
