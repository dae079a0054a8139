"""The declarations → what a page may say in numbers besides figures: which numbers of a text are declared, and as what.

A number is declared where the words around it are: the whole of a declared text stands there, or a declared wording
with its places filled, and what fills a place of numbers is claimed to be something that can be proven (`Claim`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from typing import Any

from pipelines.check.content import FIGURE, SPACE
from pipelines.model import Lang, Plan, Text

# With its marks: groups of thousands, decimals, and what joins the parts of a table's number or of a date.
NUMBER = re.compile(r"[\d¼½¾⅓⅔²³¹]+(?:[.,\u00a0\u202f\u2011-]\d+)*")
LETTERS = re.compile(r"[^\W\d_]")
PLACE = re.compile(r"\{([a-z_]+)\}")
YEAR = r"\d{4}"
DATE = r"\d{4}-\d\d-\d\d"
LISTED = r"[^.;]*?\d[^;]*?"
# What may fill a place that holds numbers: its form. Any other place holds names, or marks of figures.
FORMS: Mapping[str, str] = {
    "period": YEAR,
    "earlier": YEAR,
    "since": YEAR,
    "table": r"\d[\w-]+",
    "tables": LISTED,
    "reference": rf"{YEAR}(?:, {YEAR})*|[^\d,]+?",
    "edition": r"\S+ \([0-9a-f]{8}\)",
    "address": r"\S*?/",
    "retrieved": DATE,
    "verified": DATE,
    "changed": DATE,
    "date": DATE,
    "version": r"\d+(?:\.\w+)+",
}
# Places that are periods in some wordings and something else in others.
ENDS = ("first", "last")
# A period at the end of a label, marked where the series breaks.
BESIDE = re.compile(rf"(?:^|[\s(])({YEAR})(?: †)?(?:\)|,)?$")
ALONE = re.compile(rf"^({YEAR})(?: †)?$")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a declared wording says with a number in one of its places.

    `marks` are the places of figures in the block that it says it of; empty where it is said of what stands around.
    """

    kind: str
    value: str
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """The numbers of a text: how many, what is claimed with them, those that nothing declares and where they stand.

    `tables` are the numbers of tables that it names.
    """

    numbers: int
    claims: tuple[Claim, ...]
    unproven: tuple[tuple[str, int], ...]
    tables: tuple[str, ...] = ()


class Declared:
    """What is declared in one language. `read` is asked for the same text thousands of times, and remembers."""

    def __init__(self, plan: Plan, lang: Lang) -> None:
        self.lang = lang
        texts = {SPACE.sub(" ", text).strip(" ") for text in _texts(plan, lang)}
        self.tables = {source.table for source in plan.sources.values()}
        self.tables |= {boundary.table for boundary in plan.boundaries.values()}
        self.literals = _index({*_plain(texts), *_composed(plan, lang)}, self.tables)
        self.wordings = [_Wording(text) for text in sorted(texts) if _has_places(text)]
        self.read = lru_cache(maxsize=500_000)(self._read)

    def _read(self, text: str) -> Reading:
        numbers = [(found.start(), found.end(), found.group()) for found in NUMBER.finditer(text)]
        covered = [*self._literals(text, numbers)]
        claims: list[Claim] = []
        # A wording is looked for only where a declared text does not say it all.
        if not all(_inside(number, covered) for number in numbers):
            for wording in self.wordings:
                for spans, said in wording.found(text):
                    covered += spans
                    claims += said
        left = [number for number in numbers if not _inside(number, covered)]
        left, beside = _beside(text, left)
        tables = tuple(text[first:last] for first, last in covered if text[first:last] in self.tables)
        return Reading(
            len(numbers), (*dict.fromkeys([*claims, *beside]),), tuple((word, at) for at, _, word in left), tables
        )

    def _literals(self, text: str, numbers: list[tuple[int, int, str]]) -> Iterator[tuple[int, int]]:
        """Yield where a whole declared text that holds a number stands in `text`."""
        for start, _, number in numbers:
            for literal, offset in self.literals.get(number, ()):
                first, last = start - offset, start - offset + len(literal)
                if first >= 0 and text.startswith(literal, first) and _is_whole(text, first, last):
                    yield first, last


def _inside(number: tuple[int, int, str], spans: Iterable[tuple[int, int]]) -> bool:
    return any(first <= number[0] and number[1] <= last for first, last in spans)


def _is_whole(text: str, first: int, last: int) -> bool:
    """Return whether no word or number goes on beyond the stretch."""
    before, after = text[first - 1 : first], text[last : last + 1]
    return not (before.isalnum() and text[first].isalnum()) and not (after.isalnum() and text[last - 1].isalnum())


def _beside(text: str, left: list[tuple[int, int, str]]) -> tuple[list[tuple[int, int, str]], list[Claim]]:
    """Take the period at the end of a label out of what is left, as a claim about the figures beside it."""
    found = BESIDE.search(text)
    if found is None or not left or left[-1][0] != found.start(1) or left[-1][1] != found.end(1):
        return left, []
    marks = tuple(range(text.count(FIGURE, 0, found.start())))
    kind = "alone" if ALONE.match(text) else "beside"
    return left[:-1], [Claim(kind, found[1], marks)]


class _Wording:
    """A declared text with places, as a pattern of what stands on a page when they are filled."""

    def __init__(self, text: str) -> None:
        self.places: list[str] = PLACE.findall(text)
        pieces = PLACE.split(text)
        pattern = "".join(self._piece(piece, index) for index, piece in enumerate(pieces))
        start = r"(?<!\w)" if pieces[0] else r"^"
        end = r"(?!\w)" if pieces[-1] else r"$"
        self.pattern = re.compile(start + pattern + end)
        self.needs = max(pieces[::2], key=len)

    def _piece(self, piece: str, index: int) -> str:
        if index % 2 == 0:
            return re.escape(piece).replace(r"\ ", " ")
        if piece in ENDS:
            return rf"({YEAR}|[^\d]*?)"
        return f"({FORMS.get(piece, '.*?')})"

    def found(self, text: str) -> Iterator[tuple[list[tuple[int, int]], list[Claim]]]:
        """Yield what a wording covers where it stands in `text`, and what it claims there."""
        if self.needs not in text:
            return
        for match in self.pattern.finditer(text):
            yield self._spans(match), list(self._claims(match, text))

    def _spans(self, match: re.Match[str]) -> list[tuple[int, int]]:
        """Return the stretches that the wording itself speaks: between its places, and places that claim something."""
        spans, at = [], match.start()
        for index, place in enumerate(self.places, start=1):
            if place in FORMS or (place in ENDS and match[index].isdecimal()):
                continue
            spans.append((at, match.start(index)))
            at = match.end(index)
        return [*spans, (at, match.end())]

    def _claims(self, match: re.Match[str], text: str) -> Iterator[Claim]:
        marks: dict[str, tuple[int, ...]] = {}
        for index, place in enumerate(self.places, start=1):
            first = text.count(FIGURE, 0, match.start(index))
            marks[place] = tuple(range(first, first + match[index].count(FIGURE)))
        before = marks.get("then", ())
        now = tuple(mark for place, found in marks.items() for mark in found if place != "then")
        for index, place in enumerate(self.places, start=1):
            if place in ("earlier", "since"):
                yield Claim(place, match[index], before or now)
            elif place == "period":
                yield Claim("period", match[index], now)
            elif place in FORMS or (place in ENDS and match[index].isdecimal()):
                yield Claim(place, match[index])


def _has_places(text: str) -> bool:
    """Return whether a text has a place that numbers may fill, or a number beside a place."""
    places = PLACE.findall(text)
    return any(place in FORMS or place in ENDS for place in places) or bool(places and NUMBER.search(text))


def _plain(texts: Iterable[str]) -> Iterator[str]:
    return (text for text in texts if NUMBER.search(text) and not PLACE.search(text))


def _index(texts: Iterable[str], tables: Iterable[str]) -> dict[str, list[tuple[str, int]]]:
    """Return the first number of each text → the text and where in it the number stands.

    A text without a letter would declare its number anywhere; only the number of a table is known by itself.
    """
    found: dict[str, list[tuple[str, int]]] = {}
    for text in (*(text for text in texts if LETTERS.search(text)), *tables):
        # At the head of a stretch of text a declared text begins with a capital.
        for written in dict.fromkeys((text, text[:1].upper() + text[1:])):
            for number in NUMBER.finditer(written):
                found.setdefault(number.group(), []).append((written, number.start()))
    return found


def _texts(declared: Any, lang: Lang) -> Iterator[str]:
    """Yield every text of the declarations in a language, wherever it stands."""
    if isinstance(declared, Text):
        yield declared[lang]
    elif isinstance(declared, Mapping):
        for each in declared.values():
            yield from _texts(each, lang)
    elif isinstance(declared, (list, tuple)):
        for each in declared:
            yield from _texts(each, lang)
    elif is_dataclass(declared) and not isinstance(declared, type):
        for each in fields(declared):
            yield from _texts(getattr(declared, each.name), lang)


def _composed(plan: Plan, lang: Lang) -> Iterator[str]:
    """Yield what pages put together of declared things: a title with its periods, a file with its hash."""
    for source in plan.sources.values():
        yield f"{source.title[lang]} ({', '.join(source.periods)})"
        if source.release:
            yield f"{plan.texts['evidence_release'][lang]}{plan.texts['colon'][lang]} {source.release}"
    for boundary in plan.boundaries.values():
        yield f"{boundary.title[lang]} ({boundary.reference})"
    for supply in plan.supplies.values():
        for pin in supply.pins:
            yield f"{pin.name} sha256 {pin.sha256}"
