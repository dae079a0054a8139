"""Entries of registers → files to take away: each register as CSV and as JSON, with what an entry rests on."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from pipelines.model import LANGS, Plan, Text
from pipelines.model.published import PUBLISHED_COLUMNS
from pipelines.model.registers import KINDS, RegisterKind
from pipelines.model.shelved import Shelved, Shelves
from pipelines.publish.spreadsheets import harmless

# What joins the parts of a field that holds several.
BETWEEN = " | "


def write_registers(shelves: Shelves, plan: Plan, folder: Path) -> None:
    """Write `registers/<kind>.csv` and `.json` under `folder`, for empty registers too; what is missing is empty."""
    target = folder / "registers"
    target.mkdir(parents=True, exist_ok=True)
    for kind, shelf in shelves.items():
        records = [_record(each, plan) for each in shelf]
        text = json.dumps({"register": kind, "entries": records}, ensure_ascii=False, indent=1)
        (target / f"{kind}.json").write_text(text + "\n", encoding="utf-8")
        (target / f"{kind}.csv").write_text(_csv(kind, records), encoding="utf-8")


def _record(each: Shelved, plan: Plan) -> dict[str, Any]:
    """Return an entry as it is declared, with what follows from it."""
    record: dict[str, Any] = {"id": each.id, **_plain(each.entry), "looked_at": each.looked_at, "stale": each.stale}
    if each.index is not None:
        record["representation_index"] = each.index
    if each.rows:
        record["figures"] = [{name: getattr(row.row, name) for name in PUBLISHED_COLUMNS} for row in each.rows]
    if each.followed:
        record["observed"] = [_plain(row) for row in plan.registers.observed.get(each.id, ())]
        record["progress_percent"] = {row.indicator.id: row.reached for row in each.followed}
    return record


def _plain(value: Any) -> Any:
    """Return a declared value as JSON has it."""
    if isinstance(value, Text):
        return {lang: value[lang] for lang in LANGS}
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value


def _csv(kind: RegisterKind, records: list[dict[str, Any]]) -> str:
    """Return records as CSV: a column a field and language, what holds several joined."""
    filled = (name for record in records for name, cell in _cells(record, "") if cell)
    columns = list(dict.fromkeys([*_heads(kind), *filled]))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for record in records:
        cells = dict(_cells(record, ""))
        writer.writerow([cells.get(name, "") for name in columns])
    return out.getvalue()


def _heads(kind: RegisterKind) -> list[str]:
    """Return the columns that a register has whatever its entries say: a language, or a part, a column."""
    derived = {"tables": ["representation_index"], "reported": ["figures"], "plans": ["observed"]}
    return ["id", *_named(KINDS[kind], ""), "looked_at", "stale", *derived.get(kind, [])]


def _named(kind: type, before: str) -> Iterator[str]:
    types = get_type_hints(kind)
    for each in fields(kind):
        parts = [part for part in (types[each.name], *get_args(types[each.name])) if is_dataclass(part)]
        name = f"{before}{each.name}"
        if get_origin(types[each.name]) is list or not parts:
            yield name
        elif parts[0] is Text:
            yield from (f"{name}_{lang}" for lang in LANGS)
        else:
            yield from _named(parts[0], f"{name}_")  # type: ignore[arg-type]


def _cells(value: Any, name: str) -> Iterator[tuple[str, str]]:
    """Yield (column, cell) of a record; a text is harmless to a spreadsheet, a number stays one."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _cells(part, f"{name}_{key}" if name else str(key))
    elif isinstance(value, list):
        parts = [json.dumps(part, ensure_ascii=False) if isinstance(part, dict) else str(part) for part in value]
        yield name, harmless(BETWEEN.join(parts))
    elif isinstance(value, str):
        yield name, harmless(value)
    else:
        yield name, "" if value is None else str(value)
