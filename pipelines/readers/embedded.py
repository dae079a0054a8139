"""An embedded snapshot (tidy CSV under a preamble) ↔ OBSERVATIONS, every cell proven to be a declared one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pcsv

from pipelines.errors import DeclarationError, Problem, relative
from pipelines.model import Plan, Source, Status
from pipelines.tables import CELL, OBSERVATIONS, check

FOLDER = Path("profiles/snapshots")
COLUMNS = [*CELL[1:], "value", "status"]
NUMBER = r"^-?\d+(\.\d+)?$"
FRENCH = r"^-?\d[\d \u00a0\u202f]*(,\d+)?$"


def read_embedded(plan: Plan, root: Path) -> pd.DataFrame:
    """Return the OBSERVATIONS of every source that is embedded; raises DeclarationError with every bad row."""
    tables, problems = [], []
    for name, source in plan.sources.items():
        table, found = _read(name, source, plan, root)
        tables.append(table)
        problems += found
    strangers = {path.stem for path in (root / FOLDER).glob("*.csv")} - plan.sources.keys()
    problems += [
        Problem(
            f"{FOLDER}/{name}.csv", 1, "a snapshot of a source that nobody declared", name, "a source in sources.yml"
        )
        for name in strangers
    ]
    if problems:
        raise DeclarationError(problems)
    return check(pd.concat(tables, ignore_index=True), OBSERVATIONS)


def write_embedded(observations: pd.DataFrame, name: str, source: Source, root: Path) -> Path:
    """Write the snapshot of one source, sorted, under a preamble that says what it is; return its path."""
    path = root / FOLDER / f"{name}.csv"
    table = observations.sort_values(CELL[1:], kind="stable")[COLUMNS]
    buffer = io.StringIO()
    buffer.writelines(f"# {key}: {text}\n" for key, text in preamble(name, source))
    values = table["value"].map(lambda value: "" if pd.isna(value) else f"{value:.10g}")
    table.assign(value=values).to_csv(buffer, index=False, lineterminator="\n")
    partial = path.with_suffix(".csv.part")
    partial.parent.mkdir(parents=True, exist_ok=True)
    partial.write_text(buffer.getvalue(), encoding="utf-8")
    partial.replace(path)
    return path


def preamble(name: str, source: Source) -> Iterator[tuple[str, str]]:
    """Yield what a reader of the bare file must know; the reader holds the file to the first three."""
    yield "source", name
    yield "table", source.table
    yield "release", source.release or "not recorded in the copy that the figures were read from"
    yield "title", source.title.en
    yield "licence", f"{source.publisher}, see licences in sources.yml"
    yield "obtained", source.obtained.en
    if source.statuses_lost:
        yield "statuses", "lost on the way: an empty cell is not_available, whatever the publisher's symbol was"


def _read(name: str, source: Source, plan: Plan, root: Path) -> tuple[pd.DataFrame, list[Problem]]:
    path = root / FOLDER / f"{name}.csv"
    shown = relative(path, root)
    empty = pd.DataFrame(columns=[*CELL, "value", "status"])
    data, problem = _bytes(path, root, shown)
    if data is None:
        return empty, [problem] if problem else []
    head = [line for line in data.split(b"\n", 40)[:40] if line.startswith(b"#")]
    problems = list(_wrong_preamble(head, name, source, shown))
    header = data.split(b"\n", len(head) + 1)[len(head)].decode().rstrip("\r").split(",")
    if header != COLUMNS:
        wrong = ", ".join(sorted(set(header) ^ set(COLUMNS))) or "order"
        message = f"the columns are not those of a snapshot ({wrong})"
        return empty, [*problems, Problem(shown, len(head) + 1, message, ",".join(header), ",".join(COLUMNS))]
    try:
        raw = _strings(data, len(head))
    except pa.ArrowInvalid as error:
        return empty, [*problems, Problem(shown, len(head) + 1, f"not a table: {str(error).splitlines()[0]}")]
    problems += _bad_rows(raw, source, plan, shown, first_line=len(head) + 2)
    problems += _unfilled(raw, source, shown)
    if problems:
        return empty, problems
    table = raw.assign(value=pd.to_numeric(raw["value"].replace("", None)).astype(float))
    table.insert(0, "source", name)
    return table, []


def _bytes(path: Path, root: Path, shown: str) -> tuple[bytes | None, Problem | None]:
    if not path.resolve().is_relative_to(root.resolve()):
        return None, Problem(
            shown, 1, "the file is a link out of the project", str(path.resolve()), f"a file under {root}"
        )
    if not path.is_file():
        return None, Problem(shown, 1, "the snapshot is missing", "nothing", "the figures of a declared source")
    data = path.read_bytes()
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, Problem(shown, line, "the file is not UTF-8", f"byte 0x{data[error.start]:02x}", "UTF-8 text")
    if not data.strip():
        return None, Problem(shown, 1, "the file is empty", "nothing", "a snapshot")
    return data, None


def _wrong_preamble(head: list[bytes], name: str, source: Source, shown: str) -> Iterator[Problem]:
    said = dict(line.decode().removeprefix("# ").split(": ", 1) for line in head if b": " in line)
    for key, expected in list(preamble(name, source))[:3]:
        if said.get(key) != expected:
            yield Problem(shown, 1, f"the preamble's {key} is not the declared one", said.get(key, "nothing"), expected)


def _strings(data: bytes, skipped: int) -> pd.DataFrame:
    table = pcsv.read_csv(
        pa.BufferReader(data),
        read_options=pcsv.ReadOptions(skip_rows=skipped),
        convert_options=pcsv.ConvertOptions(
            column_types=dict.fromkeys(COLUMNS, pa.string()), strings_can_be_null=False
        ),
    )
    strings: pd.DataFrame = table.to_pandas()
    return strings.astype(str)


def _bad_rows(raw: pd.DataFrame, source: Source, plan: Plan, shown: str, first_line: int) -> Iterator[Problem]:
    """Yield one problem a bad cell, at most a handful a rule so that one slip does not bury the others."""
    status, value = raw["status"], raw["value"]
    known = {
        "period": source.periods,
        "region": list(plan.regions),
        "measure": list(source.measures),
        "population": source.populations,
        "breakdown": breakdowns(source, plan),
    }
    french = value.str.match(FRENCH) & ~value.str.match(NUMBER)
    rules: list[tuple[str, str, pd.Series, str]] = [
        (f"no such {column}", column, ~raw[column].isin(allowed), f"a {column} declared for this source")
        for column, allowed in known.items()
    ]
    rules += [
        ("a status that nobody declared", "status", ~status.isin([*Status]) & (status != ""), ", ".join(Status)),
        ("a value without a status", "value", (value != "") & (status == ""), "reported"),
        ("neither a value nor a status", "status", (value == "") & (status == ""), ", ".join(Status)),
        ("a number in French notation", "value", french, "digits and a point"),
        ("not a number", "value", (value != "") & ~value.str.match(NUMBER) & ~french, "digits and a point"),
        ("reported without a value", "value", (value == "") & (status == Status.REPORTED), "a number"),
        (
            "a value that is not reported",
            "value",
            (value != "") & status.isin([*Status]) & (status != Status.REPORTED),
            "none",
        ),
        ("the cell stands twice", "population", raw.duplicated(CELL[1:]), "each cell once"),
    ]
    for message, column, bad, expected in rules:
        for row in np.flatnonzero(bad.to_numpy())[:SHOWN_ROWS]:
            found = f"{column} {raw[column].iloc[row]!r}"
            yield Problem(shown, int(row) + first_line, message, found, expected)
        if bad.sum() > SHOWN_ROWS:
            yield Problem(shown, first_line, f"{message}: {bad.sum()} rows in all")


SHOWN_ROWS = 5


def _unfilled(raw: pd.DataFrame, source: Source, shown: str) -> Iterator[Problem]:
    """Yield what the source is declared to have and the snapshot has no row of: one of the two is wrong."""
    declared = {"period": source.periods, "measure": source.measures, "population": source.populations}
    for column, names in declared.items():
        for name in names:
            if not (raw[column] == name).any():
                yield Problem(shown, 1, f"a declared {column} has no row", name, "rows, or a source without it")


def breakdowns(source: Source, plan: Plan) -> list[str]:
    """Return the breakdown keys that a source's cells may carry: none, or `dimension=member`."""
    known = plan.categories.breakdowns
    return ["", *(f"{name}={member}" for name in source.breakdowns for member in known[name].members)]
