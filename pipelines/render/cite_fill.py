"""A book of citations and what is cited → the citation in each format; `site/assets/cite-fill.js` is its twin.

What fills a place is text on one line; each format escapes what would mean something else in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from pipelines.model.citations import Format
from pipelines.render.cite_book import Book

Places = dict[str, str]
# Whatever would end a line, or is no letter at all; a no-break space is kept.
BLANK = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029]+")
PLACE = re.compile(r"\{([a-z_]+)\}")
# BibTeX counts braces even behind a backslash, so that a brace is said by its name.
BIBTEX = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", **{mark: f"\\{mark}" for mark in "%&#_$"},
})  # fmt: skip
URL = str.maketrans({"\\": "%5C", "{": "%7B", "}": "%7D", " ": "%20", '"': "%22", "<": "%3C", ">": "%3E"})
KEY = str.maketrans({"/": ":", "#": ":", "=": ".", ";": "+"})
NOT_A_KEY = re.compile(r"[^A-Za-z0-9:.+-]")
END = "\r\n"


@lru_cache(maxsize=20_000)
def one_line(text: str) -> str:
    """Return a text without line breaks and control characters."""
    return BLANK.sub(" ", text).strip(" ")


@lru_cache(maxsize=5_000)
def _names(piece: str) -> tuple[str, ...]:
    return tuple(PLACE.findall(piece))


def filled(pieces: Iterable[str], places: Mapping[str, str]) -> str:
    """Return the pieces with their places filled; a piece of which a place is empty is left out."""
    # Most pieces have one place; an empty one is found sooner by looking than by asking `all`.
    found = []
    for piece in pieces:
        for name in _names(piece):
            if not places[name]:
                break
        else:
            found.append(piece.format_map(places))
    return "".join(found).strip(" ")


def written(book: Book, thing: str, format_: Format, places: Places) -> str:
    """Return a citation as text that ends without a line break, except RIS, whose lines all end in one."""
    made = entry(book, thing, format_, places)
    return json.dumps([made], ensure_ascii=False, indent=2) if format_ == "csl" else str(made)


def together(format_: Format, entries: Sequence[Any]) -> str:
    """Return several entries of one format as one file; JSON has one item a line, which is written fastest."""
    if format_ == "csl":
        items = (json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in entries)
        return "[\n" + ",\n".join(items) + "\n]\n"
    return "".join(entries) if format_ == "ris" else "\n".join(entries)


def entry(book: Book, thing: str, format_: Format, places: Places) -> Any:
    """Return one entry: text, or for `csl` the item to be written with others as JSON."""
    shape = book["shapes"][thing][format_]
    if format_ in ("text", "apa"):
        return filled(shape, places)
    fields = [(name, kind, filled(said, places)) for name, kind, said in shape["fields"]]
    return WRITERS[format_](shape["type"], places["id"], [field for field in fields if field[2]])


def key_of(name: str) -> str:
    """Return the key of an entry, made of the id of what is cited: other ids, other keys."""
    return NOT_A_KEY.sub("_", f"portrait:{name.strip('/')}".translate(KEY))


def _bibtex(type_: str, name: str, fields: list[tuple[str, str, str]]) -> str:
    lines = [f"  {field} = {{{_bibtex_value(kind, text)}}}" for field, kind, text in fields]
    return f"@{type_}{{{key_of(name)},\n" + ",\n".join(lines) + "\n}\n"


def _bibtex_value(kind: str, text: str) -> str:
    if kind == "verbatim":
        return text.translate(URL)
    escaped = text.translate(BIBTEX)
    return f"{{{escaped}}}" if kind == "whole" else escaped


def _ris(type_: str, _name: str, fields: list[tuple[str, str, str]]) -> str:
    lines = [("TY", type_), *((tag, text.replace("-", "/") if kind == "date" else text) for tag, kind, text in fields)]
    return "".join(f"{tag}  - {text}{END}" for tag, text in (*lines, ("ER", "")))


def _csl(type_: str, name: str, fields: list[tuple[str, str, str]]) -> dict[str, Any]:
    return {"id": name, "type": type_, **{field: _csl_value(kind, text) for field, kind, text in fields}}


def _csl_value(kind: str, text: str) -> Any:
    if kind == "name":
        return [{"literal": text}]
    if kind == "date":
        return {"date-parts": [[int(part) for part in text.split("-")]]}
    return text


WRITERS = {"bibtex": _bibtex, "ris": _ris, "csl": _csl}
