"""The data files of a site → where they are not the figure store: the whole of it, and each profile's share."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pc

from pipelines.check.marked import marked, unmark
from pipelines.check.workbooks import workbook_faults
from pipelines.errors import Fault
from pipelines.model import Lang, Plan, Status, Text
from pipelines.tables import FIGURES

DATA = "data"
CSV, PARQUET, PACKAGE = f"{DATA}/figures.csv", f"{DATA}/figures.parquet", f"{DATA}/datapackage.json"
COLUMNS = list(FIGURES.columns)
NUMBERS = [name for name, column in FIGURES.columns.items() if str(column.dtype) == "float64"]
TEXTS = [name for name in COLUMNS if name not in NUMBERS]
# Where a figure is; a profile's file says it once.
PLACE = ("community", "region", "region_name", "region_level")
# CSV carries fifteen digits of a number.
DIGITS = 1e-14
NAMED = 3


def read_csv(file: Path, name: str) -> tuple[pd.DataFrame, list[Fault]]:
    """Return the rows of figures.csv, and the texts in it that a spreadsheet would take for a formula.

    Numbers are numbers, missing ones NaN and missing texts empty; a text that has an apostrophe before it, because it
    begins as a formula does, is given without.
    """
    types = {column: pa.float64() if column in NUMBERS else pa.string() for column in COLUMNS}
    options = pc.ConvertOptions(column_types=types, strings_can_be_null=False, null_values=[""])
    table: pd.DataFrame = pc.read_csv(file, convert_options=options).to_pandas()
    said = "a spreadsheet takes {!r} for a formula"
    return table, [Fault("download", name, f"{column}: {said.format(text)}") for column, text in unmark(table, TEXTS)]


def package_faults(folder: Path) -> Iterator[Fault]:
    """Yield the files of datapackage.json whose hash, size or rows are not what it says."""
    package = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
    for resource in package["resources"]:
        file = folder / DATA / resource["path"]
        data = file.read_bytes() if file.is_file() else b""
        found = f"sha256:{hashlib.sha256(data).hexdigest()}"
        if found != resource["hash"] or len(data) != resource["bytes"]:
            said = (
                f"{resource['path']} has {found}, {len(data)} bytes; expected {resource['hash']}, {resource['bytes']}"
            )
            yield Fault("store", PACKAGE, said)


def twin_faults(folder: Path, figures: pd.DataFrame) -> Iterator[Fault]:
    """Yield where figures.csv is not `figures`, the rows of figures.parquet: other rows, or another cell."""
    text, faults = read_csv(folder / CSV, CSV)
    yield from faults
    if list(text.columns) != list(figures.columns):
        yield Fault(
            "store",
            CSV,
            f"its columns are {', '.join(text.columns)}, those of the Parquet {', '.join(figures.columns)}",
        )
        return
    if len(text) != len(figures) or not text["figure_id"].equals(figures["figure_id"].reset_index(drop=True)):
        yield from _rows(text, figures)
        return
    for name in COLUMNS:
        for place in np.flatnonzero(differing(text[name], figures[name], DIGITS)):
            said, stands = (spelled(table[name].iloc[place]) for table in (text, figures))
            yield Fault(
                "store", CSV, f"{figures['figure_id'].iloc[place]}: {name} is {said} here and {stands} in {PARQUET}"
            )


def _rows(text: pd.DataFrame, figures: pd.DataFrame) -> Iterator[Fault]:
    here, there = set(text["figure_id"]), set(figures["figure_id"])
    for ids, said in ((here - there, "is not in"), (there - here, "is only in")):
        yield from (Fault("store", CSV, f"{figure_id} {said} {PARQUET}") for figure_id in sorted(ids))
    if here == there:
        yield Fault("store", CSV, f"its rows stand in another order, or more often, than those of {PARQUET}")


def spelled(value: object) -> str:
    """Return a cell as a message has it: a number in ten digits, a missing one as nothing, a text in quotes."""
    if isinstance(value, float):
        return "nothing" if np.isnan(value) else f"{value:.10g}"
    return repr(value)


def differing(one: pd.Series, other: pd.Series, relative: float) -> np.ndarray:
    """Return where two columns of a name differ: numbers by more than `relative`, or one missing; texts at all."""
    return _apart(_array(one, str(one.name)), _array(other, str(one.name)), relative)


def _array(column: pd.Series, name: str) -> np.ndarray:
    return column.to_numpy(dtype=float if name in NUMBERS else object)


def _apart(one: np.ndarray, other: np.ndarray, relative: float) -> np.ndarray:
    if one.dtype == object:
        return np.asarray(one != other, dtype=bool)
    with np.errstate(invalid="ignore"):
        near = np.abs(one - other) <= relative * np.maximum(np.abs(one), np.abs(other))
    return np.asarray(~(near | (np.isnan(one) & np.isnan(other))), dtype=bool)


Columns = Mapping[str, np.ndarray]


class Profiles:
    """Proves the figures.csv and figures.json of profiles to be the rows of the store.

    A file that is line for line what the whole CSV has of its profile is right if that is, which is held elsewhere;
    any other is read and held against the store cell by cell.
    """

    def __init__(self, folder: Path, langs: tuple[Lang, ...], figures: pd.DataFrame, plan: Plan) -> None:
        self.folder, self.langs, self.plan = folder, langs, plan
        self.columns: Columns = {name: _array(figures[name], name) for name in COLUMNS}
        self.rows: dict[str, list[int]] = {}
        for number, (community, region) in enumerate(
            zip(self.columns["community"], self.columns["region"], strict=True)
        ):
            self.rows.setdefault(f"profiles/{community}/{region}/", []).append(number)
        self.statuses = {status.value: _in_both(plan.texts[f"workbook_status_{status}"]) for status in Status}
        self.workbook = b""
        self.header, self.lines = _lines_by_profile(folder / CSV)

    def paths(self) -> list[str]:
        """Return the addresses that have files, or should have."""
        home = self.folder / self.langs[0]
        there = {f"{file.parent.relative_to(home).as_posix()}/" for file in home.glob("profiles/*/*/figures.csv")}
        return sorted(there | set(self.rows))

    def faults(self, path: str) -> Iterator[Fault]:
        """Yield what is wrong with the files of one profile, in every language."""
        places = np.array(self.rows.get(path, []), dtype=int)
        rows = {name: column[places] for name, column in self.columns.items()}
        seen: set[bytes] = set()
        for lang in self.langs:
            place = self.folder / lang / path
            if not place.is_dir():
                # A region with too few figures has no profile; that both languages have the same is held elsewhere.
                continue
            if not (place / "figures.csv").is_file() or not (place / "figures.json").is_file():
                said = f"figures.csv or figures.json is missing beside {len(places)} figures"
                yield Fault("download", f"{lang}/{path}", said)
                continue
            yield from self._csv(place / "figures.csv", path, rows, lang)
            # One file stands beside both languages; it is read once.
            data = (place / "figures.json").read_bytes()
            if data not in seen:
                seen.add(data)
                yield from _json(data, f"{lang}/{path}figures.json", rows)
            yield from self._workbook(place / "figures.xlsx", f"{lang}/{path}figures.xlsx", rows)
        if len(seen) > 1:
            yield Fault("download", path, "figures.json is another in each language, and says both in each")

    def _workbook(self, file: Path, name: str, rows: Columns) -> Iterator[Fault]:
        """Yield what is wrong with a workbook; one file under two names is read once."""
        data = file.read_bytes() if file.is_file() else b""
        if data and data == self.workbook:
            return
        self.workbook = data
        yield from workbook_faults(file, name, rows, self.statuses)

    def _csv(self, file: Path, path: str, rows: Columns, lang: Lang) -> Iterator[Fault]:
        _, community, region, _ = path.split("/")
        known = self.plan.regions.get(region)
        english = rows["region_name"][0] if len(rows["region_name"]) else ""
        name = known.name[lang] if known else english
        here = f",{community},{region},"
        expected = "".join([self.header, *self.lines.get(path, [])])
        if file.read_bytes() == expected.replace(f"{here}{_cell(english)},", f"{here}{_cell(name)},").encode():
            return
        found, faults = read_csv(file, f"{lang}/{path}figures.csv")
        yield from faults
        named = np.array([name] * len(rows["region_name"]), dtype=object)
        columns = {column: _array(found[column], column) for column in COLUMNS}
        yield from _unlike(f"{lang}/{path}figures.csv", columns, {**rows, "region_name": named}, DIGITS)


def _in_both(text: Text) -> str:
    """Return a text as a workbook has it: in both languages, once where they are the same."""
    return text.en if text.en == text.fr else f"{text.en} / {text.fr}"


def _lines_by_profile(file: Path) -> tuple[str, dict[str, list[str]]]:
    """Return the header of a CSV of figures, and the lines of each profile's address."""
    header, *lines = (f"{line}\n" for line in file.read_text(encoding="utf-8").removesuffix("\n").split("\n"))
    found: dict[str, list[str]] = {}
    for line in lines:
        community, region, _ = line.split(":", 2)
        found.setdefault(f"profiles/{community}/{region}/", []).append(line)
    return header, found


def _cell(text: str) -> str:
    """Return a text as a cell of CSV, marked where a spreadsheet would take it for a formula."""
    text = marked(text)
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"\n\r') else text


def _json(data: bytes, name: str, rows: Columns) -> Iterator[Fault]:
    records: list[Mapping[str, Any]] = json.loads(data)["figures"]
    found = {
        key: np.array([record.get(key) for record in records], dtype=float if key in NUMBERS else object)
        for key in COLUMNS
        if key not in PLACE
    }
    # pandas writes twelve decimals.
    yield from _unlike(name, found, rows, 1e-9)


def _unlike(name: str, found: Columns, rows: Columns, relative: float) -> Iterator[Fault]:
    """Yield where the rows of a download are not those of the store."""
    ids = rows["figure_id"]
    if found["figure_id"].tolist() != ids.tolist():
        odd = ", ".join(sorted(set(found["figure_id"]) ^ set(ids))[:NAMED]) or "another order"
        yield Fault("download", name, f"its figures are not those of the store: {odd}")
        return
    for column, cells in found.items():
        for place in np.flatnonzero(_apart(cells, rows[column], relative)):
            said, stands = spelled(cells[place]), spelled(rows[column][place])
            yield Fault("download", name, f"{ids[place]}: {column} is {said}, in the store {stands}")
