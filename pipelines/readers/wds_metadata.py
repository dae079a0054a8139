"""The `_MetaData.csv` beside a table of the Web Data Service (which is not valid CSV) → a frozen value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.errors import SourceError
from pipelines.readers.members import Dimension

# The first cells of each block's header line. The file is read by them: blank lines stand also inside notes.
BLOCKS: Mapping[tuple[str, ...], str] = {
    ("Cube Title",): "cube",
    ("Dimension ID", "Dimension name"): "dimensions",
    ("Dimension ID", "Member Name"): "members",
    ("Dimension ID", "Member ID", "Attribute Key"): "attributes",
    ("Symbol Legend",): "legend",
    ("Survey Code",): "survey",
    ("Subject Code",): "subject",
    ("Note ID",): "notes",
    ("Correction ID",): "corrections",
}
NEEDED = ("cube", "dimensions", "members")
MEMBER = ("Dimension ID", "Member Name", "Member ID", "Parent Member ID", "Member Notes")
# A quote that opens a cell closes it only before a comma or the end of the line; others belong to the text.
_QUOTED = re.compile(r'"(?P<text>(?:[^"]|""|"(?!\s*(?:,|\Z)))*)"\s*(?=,|\Z)')
_NOTE = re.compile(r"(?P<id>[0-9]+),(?P<text>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of a dimension; `notes` are ids in the metadata's notes."""

    id: str
    label: str
    parent: str = ""
    notes: tuple[str, ...] = ()
    classification: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDimension:
    """A dimension of the table, geography first, with its members in the file's order."""

    id: str
    name: str
    members: tuple[Member, ...]

    def spelled(self) -> Dimension:
        """Return it as the slices name it."""
        return Dimension(name=self.name, members={member.id: member.label for member in self.members})


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What the publisher says of a table.

    `notes` and `legend` map id and symbol to their text; `areas` maps the id of a geography to its attributes (DGUID,
    DQF_CODE, TNR_SHORT_FORM, …), and is empty for tables that have no such block.
    """

    title: str
    product: str
    dimensions: tuple[TableDimension, ...]
    notes: Mapping[str, str] = field(default_factory=dict)
    legend: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def read_metadata(text: str, what: str) -> Metadata:
    """Return what the metadata in `text` say; raises SourceError where a block or a column is missing."""
    blocks = _blocks(text, what)
    for name in NEEDED:
        if len(blocks.get(name, [])) < 2:
            raise SourceError(
                f"{what}: no block of {name}; found {', '.join(blocks) or 'no block at all'}; nothing was read: this "
                "is not the metadata of a table of the Web Data Service"
            )
    (cube, *_) = _rows(blocks["cube"], ("Cube Title", "Product Id"), what)
    return Metadata(
        title=cube["Cube Title"],
        product=re.sub(r"\D", "", cube["Product Id"])[:8],
        dimensions=_dimensions(blocks, what),
        notes=dict(_notes(blocks.get("notes", [])[1:])),
        legend=_legend(blocks.get("legend", [])[1:], what),
        areas=_areas(blocks.get("attributes", []), what),
    )


def split_cells(line: str) -> list[str] | None:
    """Return the cells of a line, in which quotes inside quotes need not be doubled; None where one stays open."""
    cells: list[str] = []
    at = 0
    while True:
        if line[at : at + 1] == '"':
            found = _QUOTED.match(line, at)
            if found is None:
                return None
            cells.append(found["text"].replace('""', '"'))
            end = found.end()
        else:
            end = line.find(",", at) if "," in line[at:] else len(line)
            cells.append(line[at:end])
        if end >= len(line):
            return cells
        at = end + 1


def _blocks(text: str, what: str) -> dict[str, list[str]]:
    """Return each block's lines, its header first; a line of the file that is in no block is none of the format."""
    blocks: dict[str, list[str]] = {}
    lines: list[str] | None = None
    for line in text.removeprefix("\ufeff").split("\n"):
        name = _block_of(line.rstrip("\r"))
        if name:
            lines = blocks.setdefault(name, [])
        elif lines is None and line.strip():
            raise SourceError(
                f"{what}: begins with {line[:60]!r}; expected the header 'Cube Title'; nothing was read: this is not "
                "the English metadata of a table"
            )
        if lines is not None:
            lines.append(line.rstrip("\r"))
    return blocks


def _block_of(line: str) -> str | None:
    if not line.lstrip('"').startswith(FIRST_WORDS):
        return None
    cells = tuple(cell.strip() for cell in split_cells(line) or ())
    return next((name for start, name in BLOCKS.items() if cells[: len(start)] == start), None)


FIRST_WORDS = tuple({start[0] for start in BLOCKS})


def _rows(lines: Sequence[str], needed: Sequence[str], what: str) -> list[dict[str, str]]:
    """Return the rows of a block as header → cell; a row may go on over several lines inside its quotes."""
    header = [cell.strip() for cell in split_cells(lines[0]) or ()]
    lacking = [name for name in needed if name not in header]
    if lacking:
        raise SourceError(
            f"{what}: columns {', '.join(lacking)} are missing from the block {header[0]!r}; found "
            f"{', '.join(header)}; "
            "nothing was read: the publisher changed the format"
        )
    rows, open_row = [], ""
    for line in lines[1:]:
        row = f"{open_row}\n{line}" if open_row else line
        if not row.strip():
            continue
        cells = split_cells(row)
        if cells is None or len(cells) < len(needed):
            open_row = row
            continue
        open_row = ""
        # Some rows end in one comma more than the header has.
        if len(cells) > len(header) + 1:
            raise SourceError(
                f"{what}: {len(cells)} cells in the row {row[:80]!r} of the block {header[0]!r}; expected "
                f"{len(header)}; "
                "nothing was read"
            )
        rows.append(dict(zip(header, [*cells, *[""] * len(header)], strict=False)))
    if open_row:
        raise SourceError(
            f"{what}: a row of the block {header[0]!r} that does not end: {open_row[:80]!r}; expected "
            f"{len(header)} cells; "
            "nothing was read"
        )
    return rows


def _dimensions(blocks: Mapping[str, Sequence[str]], what: str) -> tuple[TableDimension, ...]:
    members: dict[str, list[Member]] = {}
    for row in _rows(blocks["members"], MEMBER, what):
        members.setdefault(row["Dimension ID"], []).append(
            Member(
                id=row["Member ID"],
                label=row["Member Name"],
                parent=row["Parent Member ID"],
                notes=tuple(filter(None, row["Member Notes"].split(";"))),
                classification=row.get("Classification Code", "").strip("[]"),
            )
        )
    return tuple(
        TableDimension(
            id=row["Dimension ID"],
            name=row["Dimension name"],
            members=_once(members.get(row["Dimension ID"], []), row["Dimension name"], what),
        )
        for row in _rows(blocks["dimensions"], ("Dimension ID", "Dimension name"), what)
    )


def _once(members: Sequence[Member], name: str, what: str) -> tuple[Member, ...]:
    ids = [member.id for member in members]
    twice = sorted({identifier for identifier in ids if ids.count(identifier) > 1}) if len(set(ids)) < len(ids) else []
    if twice or not all(identifier.isdigit() for identifier in ids) or not ids:
        found = f"id {twice[0]} stands twice" if twice else "an id that is no number, or no member at all"
        raise SourceError(f"{what}: dimension {name!r}: {found}; expected each member once; nothing was read")
    return tuple(members)


def _notes(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield (id, text): the id ends at the first comma; a note goes on until another one begins after its quote."""
    note = ""
    for line in lines:
        closed = not note or note.rstrip().endswith('"') or not note.partition(",")[2].startswith('"')
        if closed and _NOTE.fullmatch(line):
            yield from _note(note)
            note = line
        elif note:
            note += f"\n{line}"
    yield from _note(note)


def _note(text: str) -> Iterator[tuple[str, str]]:
    found = _NOTE.fullmatch(text.strip())
    if found:
        yield found["id"], found["text"].strip().removeprefix('"').removesuffix('"')


def _legend(lines: Sequence[str], what: str) -> dict[str, str]:
    if not any(line.strip() for line in lines):
        return {}
    return {row["Symbol"]: row["Description"] for row in _rows(lines, ("Description", "Symbol"), what)}


def _areas(lines: Sequence[str], what: str) -> dict[str, dict[str, str]]:
    if not lines:
        return {}
    areas: dict[str, dict[str, str]] = {}
    for row in _rows(lines, ("Dimension ID", "Member ID", "Title", "Value"), what):
        areas.setdefault(row["Member ID"], {})[row["Title"]] = row["Value"]
    return areas
