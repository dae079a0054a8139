"""The text of a PDF as our setter writes it: streams inflated, glyphs read back by the map that each font carries."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

OBJECT = re.compile(rb"(?:^|[\r\n])(\d+) 0 obj\b(.*?)\bendobj", re.DOTALL)
STREAM = re.compile(rb"\bstream\r?\n(.*?)\r?\nendstream", re.DOTALL)
# In a string parentheses that come in pairs stand as they are; three pairs deep is deeper than any of ours.
LITERAL = rb"\((?:\\.|[^\\()])*\)"
for _ in range(3):
    LITERAL = rb"\((?:\\.|[^\\()]|" + LITERAL + rb")*\)"
HEXADECIMAL = rb"<[0-9a-fA-F]*>"
STRING = HEXADECIMAL + rb"|" + LITERAL
# A font chosen, a string shown, or an array of strings shown with kerning between them.
SHOWN = re.compile(rb"/(\w+) [\d.]+ Tf|(" + STRING + rb")\s*Tj|\[((?:" + STRING + rb"|[^\](<])*)\]\s*TJ", re.DOTALL)
PIECE = re.compile(STRING, re.DOTALL)
ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def text_of(pdf: bytes) -> str:
    """Return the text of all pages and pictures in the order in which they are drawn, without its spaces."""
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    maps = {
        number: _map(objects[int(to)]) for number, body in objects.items() if (to := _reference(body, b"ToUnicode"))
    }
    found = []
    for body in objects.values():
        fonts = _fonts(body, objects, maps)
        if re.search(rb"/Type\s*/Page\b", body):
            content = _reference(body, b"Contents")
            found.append("".join(_shown(_inflated(objects[int(content)]), fonts)) if content else "")
        elif re.search(rb"/Subtype\s*/Form\b", body):
            found.append("".join(_shown(_inflated(body), fonts)))
    return "".join("".join(found).split())


def _reference(body: bytes, key: bytes) -> bytes | None:
    found = re.search(rb"/" + key + rb"\s+(\d+) 0 R", body)
    return found[1] if found else None


def _fonts(body: bytes, objects: dict[int, bytes], maps: dict[int, dict[int, str]]) -> dict[bytes, dict[int, str]]:
    resources = _reference(body, b"Resources")
    listed = objects[int(resources)] if resources else body
    held = re.search(rb"/Font\s*<<(.*?)>>", listed, re.DOTALL)
    pairs = re.findall(rb"/(\w+)\s+(\d+) 0 R", held[1]) if held else []
    return {name: maps.get(int(number), {}) for name, number in pairs}


def _inflated(body: bytes) -> bytes:
    found = STREAM.search(body)
    if found is None:
        return b""
    return zlib.decompress(found[1]) if b"FlateDecode" in body[: found.start()] else found[1]


def _map(body: bytes) -> dict[int, str]:
    text = _inflated(body).decode("latin-1")
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        for glyph, letters in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block):
            found[int(glyph, 16)] = bytes.fromhex(letters).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.DOTALL):
        for first, last, letters in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block):
            start = bytes.fromhex(letters).decode("utf-16-be")
            for offset in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + offset] = start[:-1] + chr(ord(start[-1]) + offset)
    return found


def _shown(content: bytes, fonts: dict[bytes, dict[int, str]]) -> Iterator[str]:
    known: dict[int, str] = {}
    for name, alone, several in SHOWN.findall(content):
        if name:
            known = fonts.get(name, {})
        for piece in PIECE.findall(alone or several):
            glyphs = bytes.fromhex(piece[1:-1].decode()) if piece.startswith(b"<") else _unescaped(piece[1:-1])
            yield from (known.get(int.from_bytes(glyphs[at : at + 2]), "") for at in range(0, len(glyphs), 2))


def _unescaped(literal: bytes) -> bytes:
    def one(found: re.Match[bytes]) -> bytes:
        said = found[1]
        return bytes([int(said, 8)]) if said[:1].isdigit() else ESCAPED.get(said, said)

    return re.sub(rb"\\([0-7]{1,3}|.)", one, literal, flags=re.DOTALL)
