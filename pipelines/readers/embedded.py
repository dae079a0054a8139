"""An embedded snapshot (tidy CSV under a preamble) ↔ OBSERVATIONS, every cell proven to be a declared one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import numpy as np
import pandas as pd

from pipelines.errors import DeclarationError, Problem, relative
from pipelines.model import Plan, Source, Status
from pipelines.tables import CELL, OBSERVATIONS, check

FOLDER = Path("profiles/snapshots")
COLUMNS = [*CELL[1:], "value", "status"]
# Not \d, which takes the digits of every script.
NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"
FRENCH = r"^-?[0-9][0-9 \u00a0\u202f]*(,[0-9]+)?$"


def read_embedded(plan: Plan, root: Path) -> pd.DataFrame:
    """Return the OBSERVATIONS of every source that is embedded; raises DeclarationError with every bad row."""
    tables, problems = [], []
    embedded = {name: source for name, source in plan.sources.items() if source.held}
    for name, source in embedded.items():
        table, found = _read(name, source, plan, root)
        tables.append(table)
        problems += found
    strangers = {path.stem for path in (root / FOLDER).glob("*.csv")} - embedded.keys()
    problems += [
        Problem(
            f"{FOLDER}/{name}.csv", 1, "a snapshot of a source that nobody declared", name, "a source in sources.yml"
        )
        for name in strangers
    ]
    if problems:
        raise DeclarationError(problems)
    # No table of ours that is embedded publishes bounds or quality symbols.
    return check(pd.concat(tables, ignore_index=True).assign(lower=np.nan, upper=np.nan, quality=""), OBSERVATIONS)


def write_embedded(observations: pd.DataFrame, name: str, source: Source, root: Path) -> Path:
    """Write the snapshot of one source, sorted, under a preamble that says what it is; return its path."""
    path = root / FOLDER / f"{name}.csv"
    table = observations.sort_values(CELL[1:], kind="stable")[COLUMNS]
    buffer = io.StringIO()
    buffer.writelines(f"# {key}: {text}\n" for key, text in preamble(name, source))
    values = table["value"].map(lambda value: "" if pd.isna(value) else np.format_float_positional(value, trim="-"))
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
    # Not splitlines, which ends a line where no editor does.
    lines = [line.removesuffix("\r") for line in data.decode("utf-8-sig").removesuffix("\n").split("\n")]
    head = list(takewhile(lambda line: line.startswith("#"), lines))
    problems = list(_wrong_preamble(head, name, source, shown))
    header = lines[len(head)].split(",") if len(lines) > len(head) else []
    if header != COLUMNS:
        wrong = ", ".join(sorted(set(header) ^ set(COLUMNS))) or "order"
        message = f"the columns are not those of a snapshot ({wrong})"
        return empty, [*problems, Problem(shown, len(head) + 1, message, ",".join(header), ",".join(COLUMNS))]
    raw, ragged = _strings(lines, len(head) + 1, shown)
    problems += ragged
    if ragged:
        return empty, problems
    problems += _bad_rows(raw, source, plan, shown)
    problems += _unfilled(raw, source, shown)
    if problems:
        return empty, problems
    table = raw.assign(value=pd.to_numeric(raw["value"].replace("", None)).astype(float))
    table = table.reset_index(drop=True)
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


def _wrong_preamble(head: list[str], name: str, source: Source, shown: str) -> Iterator[Problem]:
    said = dict(line.removeprefix("# ").split(": ", 1) for line in head if ": " in line)
    for key, expected in list(preamble(name, source))[:3]:
        if said.get(key) != expected:
            yield Problem(shown, 1, f"the preamble's {key} is not the declared one", said.get(key, "nothing"), expected)


def _strings(lines: list[str], before: int, shown: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the rows as text, each under the number of its line, and those that are no row of a snapshot."""
    rows, numbers, problems = [], [], []
    for number, line in enumerate(lines[before:], start=before + 1):
        row = _row(line)
        if row is None or len(row) != len(COLUMNS):
            found = f"{len(row)}: {line}" if row else f"a quote that nobody closes: {line}"
            problems.append(Problem(shown, number, "not the columns of a snapshot", found, f"{len(COLUMNS)} columns"))
        elif any(row):
            rows.append(row)
            numbers.append(number)
    return pd.DataFrame(rows, columns=COLUMNS, index=numbers, dtype=str), problems[:SHOWN_ROWS]


def _row(line: str) -> list[str] | None:
    """Return the cells of one line, None where a quote stays open: no cell of a snapshot goes over two lines."""
    if not line:
        return [""] * len(COLUMNS)
    if '"' not in line:
        return line.split(",")
    try:
        return next(csv.reader([line], strict=True))
    except csv.Error:
        return None


def _bad_rows(raw: pd.DataFrame, source: Source, plan: Plan, shown: str) -> Iterator[Problem]:
    """Yield one problem a bad cell of `raw`, whose index is line numbers; a handful a rule, and then their count."""
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
        ("a number too long", "value", value.str.len() > LONGEST_NUMBER, f"at most {LONGEST_NUMBER} characters"),
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
        lines = raw.index[bad]
        for line in lines[:SHOWN_ROWS]:
            yield Problem(shown, int(line), message, f"{column} {raw.loc[line, column]!r}", expected)
        if len(lines) > SHOWN_ROWS:
            yield Problem(shown, int(lines[0]), f"{message}: {len(lines)} rows in all")


SHOWN_ROWS = 5
# No count of people and no amount of money has more.
LONGEST_NUMBER = 30


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
