"""The folder profiles/registers → Registers: every entry typed, each file and line of what does not fit."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from pipelines.declare.yaml_files import LARGEST_BYTES
from pipelines.errors import DeclarationError, Problem, relative
from pipelines.model import Plan
from pipelines.model.registers import KINDS, Observed, Registers, rests_on

if TYPE_CHECKING:
    from pipelines.declare.plan import Gathered

FOLDER = "profiles/registers"
# What Python takes for a number besides is none: nan, inf, 1_000.
NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,6})?")
COLUMNS = ["indicator", "on", "value", "note"]


def registers(gathered: Gathered) -> Registers:
    """Return every entry of every register; a register without a folder is empty, which is no problem."""
    base = gathered.root / FOLDER
    gathered.problems += _strays(base, gathered.root)
    entries = {kind: gathered.entries(f"{FOLDER}/{kind}", said) for kind, said in KINDS.items()}
    observed = {}
    for name in entries["plans"]:
        path = base / "plans" / f"{name}.csv"
        if path.is_file():
            rows, problems = _observed(path, relative(path, gathered.root))
            observed[name] = tuple(rows)
            gathered.problems += problems
    return Registers(entries=entries, observed=observed)


def _strays(base: Path, root: Path) -> Iterator[Problem]:
    """Yield what stands in the folder of registers and belongs to none."""
    for path in sorted(base.glob("*")):
        if path.name not in KINDS and not path.name.startswith("."):
            yield Problem(relative(path, root), 1, "no such register", path.name, f"one of {', '.join(KINDS)}")


def _observed(path: Path, name: str) -> tuple[list[Observed], list[Problem]]:
    """Return the rows of the CSV beside a plan, and each line that is no observation."""
    size = path.stat().st_size
    if size > LARGEST_BYTES:
        return [], [Problem(name, 1, "the file is too large", f"{size} bytes", f"at most {LARGEST_BYTES}")]
    try:
        lines = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    except UnicodeDecodeError:
        return [], [Problem(name, 1, "the file is not UTF-8", "other bytes", "UTF-8 text")]
    except csv.Error as error:
        return [], [Problem(name, 1, "not a table of observations", str(error), ",".join(COLUMNS))]
    if not lines or lines[0] != COLUMNS:
        found = ",".join(lines[0]) if lines else "nothing"
        return [], [Problem(name, 1, "not the columns of observations", found, ",".join(COLUMNS))]
    rows, problems = [], []
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(COLUMNS):
            problems.append(Problem(name, number, "not a line of observations", ",".join(line), ",".join(COLUMNS)))
            continue
        indicator, on, value, note = line
        if NUMBER.fullmatch(value):
            rows.append(Observed(indicator=indicator, on=on, value=float(value), note=note))
        else:
            problems.append(Problem(name, number, "no number", value, "digits and a point"))
    return rows, problems


def require_figures(plan: Plan, root: Path, figures: pd.DataFrame) -> None:
    """Raise DeclarationError with every figure that entries rest on and that FIGURES, the edition's, do not hold.

    What this edition cannot have, of an indicator that it lacks or a community left out of a preview, is passed over.
    """
    wanted = [(kind, name, each) for kind, name, entry in plan.registers.all() for each in rests_on(entry)]
    if not wanted or plan.synthetic:
        return
    known = set(figures["figure_id"])
    problems = [
        _dangling(root / FOLDER / kind / f"{name}.yml", root, figure)
        for kind, name, figure in wanted
        if figure not in known and figure.split(":")[0] in plan.communities and figure.split(":")[2] in plan.indicators
    ]
    if problems:
        raise DeclarationError(problems)


def _dangling(file: Path, root: Path, figure: str) -> Problem:
    lines = file.read_text(encoding="utf-8").splitlines()
    line = next((number for number, text in enumerate(lines, 1) if figure in text), 1)
    return Problem(relative(file, root), line, "no such figure", figure, "a figure_id of data/figures.csv")
