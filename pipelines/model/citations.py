"""What `profiles/citations.yml` declares: what a citation of a figure, a table or a page holds in each format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field as Declared

from pipelines.model.declared import STRICT
from pipelines.model.words import Lang

# `bibtex`, `ris` and `csl` are files that programs read; the other two are read by people.
Format = Literal["text", "apa", "bibtex", "ris", "csl"]
FORMATS: tuple[Format, ...] = ("text", "apa", "bibtex", "ris", "csl")
FormatKind = Literal["text", "whole", "verbatim", "name", "date"]

# What every citation knows.
COMMON = ("edition", "issued", "year", "accessed", "accessed_long", "address", "notice", "publisher", "tables",
          "synthetic", "id")  # fmt: skip
PLACES = {
    "figure": (*COMMON, "indicator", "universe", "who", "breakdown", "population", "region", "level", "community",
               "period", "since", "census", "value", "quality", "table", "table_title", "minority", "majority"),
    "table": (*COMMON, "title", "page_title", "kind"),
    "page": (*COMMON, "title"),
}  # fmt: skip
# What no citation may be without, whatever its format; places of dates stand for each other.
NEEDED = {
    "figure": ("indicator", "who", "region", "census", "value", "edition", "address", "accessed", "notice"),
    "table": ("title", "edition", "address", "accessed", "notice"),
    "page": ("title", "edition", "address", "accessed", "notice"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The same piece of a citation in both languages; it is no text of a page, and proves no number there."""

    __pydantic_config__ = STRICT
    en: str
    fr: str

    def __getitem__(self, lang: Lang) -> str:
        """Return the piece in `lang`."""
        return self.en if lang == "en" else self.fr


# A piece of which a place is empty is left out whole; one that is the same in both languages is said once.
Piece = str | Said


@dataclass(frozen=True, slots=True, kw_only=True)
class CiteField:
    """A field of an entry: `whole` keeps capitals as they are, `verbatim` is an address, `name` a corporate author."""

    __pydantic_config__ = STRICT
    name: str
    said: list[Piece]
    kind: Annotated[FormatKind, Declared(validation_alias="as")] = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a file: its type in the words of the format, and its fields in order."""

    __pydantic_config__ = STRICT
    type: str
    fields: list[CiteField]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A citation in every format."""

    __pydantic_config__ = STRICT
    text: list[Piece]
    apa: list[Piece]
    bibtex: Entry
    ris: Entry
    csl: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class CensusRule:
    """What a census is called, for a period or for what rests on a sample; the first rule that fits is taken."""

    __pydantic_config__ = STRICT
    said: Said
    period: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citations:
    """The whole of `profiles/citations.yml`; `parts` are pieces put together before the formats are filled."""

    __pydantic_config__ = STRICT
    words: dict[str, Said]
    parts: dict[str, list[Piece]]
    groups: dict[str, Said]
    census: list[CensusRule]
    figure: Shape
    table: Shape
    page: Shape


def pieces(entry: list[Piece] | Entry) -> list[Piece]:
    """Return every piece of a format, whatever it is made of."""
    return entry if isinstance(entry, list) else [piece for field in entry.fields for piece in field.said]
