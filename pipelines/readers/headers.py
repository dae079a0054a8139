"""A file's header line and the one that its format has → nothing, or an error that names the difference."""

from __future__ import annotations

import csv
from collections.abc import Sequence

from pipelines.errors import SourceError

# What the French files of the Web Data Service begin with.
FRENCH_STARTS = ("PÉRIODE DE RÉFÉRENCE", "GÉO")


def header_cells(line: str, what: str) -> list[str]:
    """Return the cells of a header line without its byte order mark; the French file is refused, and so is HTML."""
    text = line.removeprefix("\ufeff").rstrip("\r\n")
    if text.lstrip().startswith("<"):
        raise SourceError(
            f"{what}: a web page where a table was expected: {text[:80]!r}; nothing was read: the host may ask for a "
            "human; download the file by hand"
        )
    cells = next(csv.reader([text], strict=False), [])
    french = any(text.lstrip('"').upper().startswith(start) for start in FRENCH_STARTS)
    if french or (len(cells) < text.count(";") and ";" in text):
        raise SourceError(
            f"{what}: this is the French file (semicolons, decimal commas; it begins {text[:40]!r}); nothing was read: "
            "use the English file, whose name ends in -eng, and take French labels from the metadata"
        )
    return cells


def same_header(found: Sequence[str], expected: Sequence[str], what: str) -> None:
    """Raise SourceError naming the first difference where the header is not exactly the expected one."""
    if list(found) == list(expected):
        return
    lacking = [name for name in expected if name not in found]
    extra = [name for name in found if name not in expected]
    shorter = min(len(found), len(expected))
    place = next((i for i in range(shorter) if found[i] != expected[i]), shorter)
    raise SourceError(
        f"{what}, header: {_kind(lacking, extra)}; column {place + 1} is "
        f"{_at(found, place)}, expected {_at(expected, place)} ({len(found)} columns, expected {len(expected)}); "
        "nothing was read: the publisher changed the format, or this is another file"
    )


def _at(cells: Sequence[str], place: int) -> str:
    return repr(cells[place]) if place < len(cells) else "none"


def _kind(lacking: Sequence[str], extra: Sequence[str]) -> str:
    if lacking and extra:
        return f"columns renamed: {_named(extra)} found where {_named(lacking)} was expected"
    if lacking:
        return f"columns missing: {_named(lacking)}"
    if extra:
        return f"additional columns: {_named(extra)}"
    return "columns in another order, or one more or less often"


def _named(cells: Sequence[str]) -> str:
    return ", ".join(repr(cell) for cell in cells[:5])
