"""Small files in the official formats, drawn for a test, and short ways to ask what was read of them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path

import pandas as pd

from pipelines.model import Slice

PLACES = {"A000011124": "ca", "A000224": "pr24", "A00052466023": "csd2466023"}
CANADA, QUEBEC, ONTARIO = (
    ("Canada", "2021A000011124"),
    ("Quebec", "2021A000224"),
    ("Ontario", "2021A000235"),
)
MONTREAL = ("Montréal, Ville (V)", "2021A00052466023")
AGE = ("Age (3)", ["Total - Age", "0 to 14 years", "15 years and over"])
FOLS = ("First official language spoken (3)", ["Total - First official language spoken", "English", "French"])
AXES = {
    "fols": {"total": f"{FOLS[1][0]} [1]", "english": "English [2]", "french": "French [3]"},
    "ages": {"all": "Total - Age [1]", "0-14": "0 to 14 years [2]", "15-plus": "15 years and over [3]"},
}
SLICE = Slice(measure="persons", dimensions={AGE[0]: {"age": "ages"}, FOLS[0]: {"population": "fols"}})
Dimensions = Sequence[tuple[str, Sequence[str]]]


def line(cells: Sequence[object], end: str = "\r\n", quoting: int = csv.QUOTE_MINIMAL) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator=end, quoting=quoting).writerow(cells)
    return text.getvalue()


def metadata(
    geographies: Sequence[tuple[str, str]],
    dimensions: Dimensions,
    product_id: str = "98100170",
    flags: Mapping[str, str] | None = None,
    attributes: bool = True,
) -> str:
    """Return a `_MetaData.csv` in the census dialect."""
    lines = ['"Cube Title","Product Id"', f'"A drawn table","{product_id}"', "", '"Dimension ID","Dimension name"']
    lines += [f'"{n}","{name}"' for n, name in enumerate(["Geography", *(name for name, _ in dimensions)], start=1)]
    lines += ["", '"Dimension ID","Member Name","Classification Code","Member ID","Parent Member ID","Member Notes"']
    for n, labels in enumerate([[name for name, _ in geographies], *(labels for _, labels in dimensions)], start=1):
        lines += [f'"{n}","{label}","","{m}","",""' for m, label in enumerate(labels, start=1)]
    if attributes:
        lines += ["", '"Dimension ID","Member ID","Attribute Key",Title,Label,"Long Label",Value']
        for n, (_, dguid) in enumerate(geographies, start=1):
            lines.append(f'"1","{n}","1","DGUID","DGUID","DGUID","{dguid}"')
            if flags and dguid in flags:
                lines.append(f'"1","{n}","2","DQF_CODE","DQF","DQF","{flags[dguid]}"')
    return "\ufeff" + "\r\n".join(lines) + "\r\n"


def wide_header(dimensions: Dimensions) -> list[str]:
    name, labels = dimensions[-1]
    pairs = [each for n, label in enumerate(labels, start=1) for each in (f"{name}:{label}[{n}]", "Symbol")]
    return ["REF_DATE", "GEO", "DGUID", *(name for name, _ in dimensions[:-1]), "Coordinate", *pairs]


def wide_rows(geographies: Sequence[tuple[str, str]], dimensions: Dimensions) -> list[list[str]]:
    """Return the rows of a wide table, every value telling its place: 1000 × geography + row, hundredfold + column."""
    rows = []
    for g, (name, dguid) in enumerate(geographies, start=1):
        combinations = product(*(list(enumerate(labels, start=1)) for _, labels in dimensions[:-1]))
        for number, members in enumerate(combinations, start=1):
            coordinate = ".".join(str(n) for n in (g, *(n for n, _ in members)))
            values = [
                each
                for column in range(1, len(dimensions[-1][1]) + 1)
                for each in (str((1000 * g + number) * 100 + column), "")
            ]
            rows.append(["2021", name, dguid, *(label for _, label in members), coordinate, *values])
    return rows


def zipped(folder: Path, members: Mapping[str, str | bytes], name: str = "98100170-eng.zip") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content if isinstance(content, bytes) else content.encode())
    return path


def wide_zip(
    folder: Path,
    rows: Sequence[Sequence[object]],
    geographies: Sequence[tuple[str, str]] = (CANADA, QUEBEC),
    dimensions: Dimensions = (AGE, FOLS),
    header: Sequence[str] | None = None,
    bom: str = "\ufeff",
    flags: Mapping[str, str] | None = None,
    described: str | None = None,
) -> Path:
    """Return a drawn 98-10 zip; two blank lines end the table as they do in every real one."""
    table = bom + "".join(line(row) for row in (header or wide_header(dimensions), *rows)) + "\r\n\r\n"
    text = described or metadata(geographies, dimensions, flags=flags)
    return zipped(folder, {"98100170.csv": table, "98100170_MetaData.csv": text})


def said(table: pd.DataFrame, *columns: str) -> dict[tuple[str, ...], object]:
    """Return the cells of a table by (region, population, breakdown): the value, or the status where there is none."""
    names = columns or ("region", "population", "breakdown")
    return {
        tuple(str(row[name]) for name in names): row["value"] if row["status"] == "reported" else row["status"]
        for row in table.to_dict("records")
    }
