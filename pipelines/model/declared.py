"""What people declare in YAML, as it is after parsing; a field that is not here is an unknown key there."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Field

from pipelines.model.live import Fetch, Slice
from pipelines.model.words import Lang, Level

# Read by pydantic when declarations are parsed: a key that nobody declared is an error, a number in quotes no number.
STRICT: dict[str, Any] = {"extra": "forbid", "strict": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The same thing said in both languages."""

    __pydantic_config__ = STRICT
    en: Annotated[str, Field(min_length=1, pattern=r"\S")]
    fr: Annotated[str, Field(min_length=1, pattern=r"\S")]

    def __getitem__(self, lang: Lang) -> str:
        """Return the text in `lang`."""
        return self.en if lang == "en" else self.fr


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """Terms under which a publisher lets its figures be used, and the notice that it asks for."""

    __pydantic_config__ = STRICT
    name: Text
    address: Text
    notice: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """A body that publishes sources."""

    __pydantic_config__ = STRICT
    name: Text
    address: Text
    licence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A period from which a series no longer compares with what came before; `alone`, with what came after either."""

    __pydantic_config__ = STRICT
    period: str
    id: str
    label: Text
    note: Text
    alone: bool = False


# Who reads the table as somebody holds it (`portrait snapshot`), and who reads it as its publisher serves it.
HeldReader = Literal["statcan-43-10-reshaped", "fols-history", "mother-tongue-economic-regions"]
LiveReader = Literal[
    "wds-census-wide",
    "wds-table",
    "wds-cells",
    "profile-sdmx",
    "profile-bulk-2021",
    "profile-bulk-2016",
    "profile-bulk-2011",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A published table: what it is, who publishes it, how it is read, and how much it can carry.

    `held` reads what is embedded, from a table as somebody holds it; `fetch`, `reader` and `slices` have it live, and
    `obtained_live` then says how, where the embedded figures came another way.
    """

    __pydantic_config__ = STRICT
    publisher: str
    table: str
    title: Text
    address: Text
    release: str | None
    periods: list[str]
    basis: Literal["full-count", "sample", "mixed"]
    universe: Text
    rounding: Text
    obtained: Text
    statuses_lost: bool
    measures: dict[str, str]
    populations: list[str]
    held: HeldReader | None = None
    reader: LiveReader | None = None
    fetch: Fetch | None = None
    slices: list[Slice] = field(default_factory=list)
    title_note: Text | None = None
    obtained_live: Text | None = None
    breakdowns: list[str] = field(default_factory=list)
    breaks: list[Break] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    """A published file of territories: their outlines, or which block lies in which of them. It holds no figure."""

    __pydantic_config__ = STRICT
    publisher: str
    table: str
    title: Text
    address: Text
    release: str | None
    reference: str
    levels: list[Level]
    obtained: Text
    reader: Literal["outlines", "geographic-attributes"]
    fetch: Fetch
    licence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The whole of `sources.yml`; `axes` spell the members of dimensions that several tables share."""

    __pydantic_config__ = STRICT
    licences: dict[str, Licence]
    publishers: dict[str, Publisher]
    sources: dict[str, Source]
    axes: dict[str, dict[str, str]] = field(default_factory=dict)
    boundaries: dict[str, Boundary] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A member of a source's population or breakdown dimension: our name for it, and how the tables spell it."""

    __pydantic_config__ = STRICT
    label: Text
    tables: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """A breakdown such as sex or age: its members in the order in which a reader expects them."""

    __pydantic_config__ = STRICT
    label: Text
    members: dict[str, Category]


@dataclass(frozen=True, slots=True, kw_only=True)
class Categories:
    """The whole of `profiles/categories.yml`: the closed dictionaries between our names and the tables' spellings."""

    __pydantic_config__ = STRICT
    populations: dict[str, Category]
    breakdowns: dict[str, Dimension]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """An administrative region that a health region takes in, wholly or in part."""

    __pydantic_config__ = STRICT
    region: str
    extent: Literal["whole", "part"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A territory: its names, where it lies, how the tables spell it; `explained`: the page that explains its note."""

    __pydantic_config__ = STRICT
    level: Level
    name: Text
    place: Text
    of: Text
    tables: list[str]
    former: list[Text]
    parent: str | None = None
    number: str | None = None
    part_of: str | None = None
    covers: list[Cover] = field(default_factory=list)
    note: Text | None = None
    explained: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelTexts:
    """How territories of one level are spoken of; the places for the name are told in `profiles/territories.yml`."""

    __pydantic_config__ = STRICT
    place: Text
    of: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Territories:
    """The whole of `profiles/territories.yml`: which territories come with a fetched list, and how they are named."""

    __pydantic_config__ = STRICT
    source: str
    provinces: list[str]
    levels: dict[Level, LevelTexts]


@dataclass(frozen=True, slots=True, kw_only=True)
class From:
    """Where an indicator's cells are: a source, and the measure in it.

    `of` is the measure that a proportion is a part of, `over` the breakdowns that a distribution goes over.
    """

    __pydantic_config__ = STRICT
    source: str
    measure: str
    of: str = ""
    over: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """What is measured, of whom, in which unit, and how it is to be read.

    `groups` are those it exists for: what is published for everybody alone stands as context beside the community.
    """

    __pydantic_config__ = STRICT
    theme: str
    kind: Literal["count", "share", "proportion", "distribution", "rate", "mean", "median"]
    unit: Literal["persons", "percent", "dollars"]
    polarity: Literal["higher-is-better", "lower-is-better", "neither"]
    label: Text
    phrase: Text
    universe: Text
    definition: Text
    reading: Text
    caveat: Text
    sources: Annotated[list[From], Field(validation_alias="from", min_length=1)]
    concept: str | None = None
    groups: list[Literal["minority", "majority", "total"]] = field(
        default_factory=lambda: ["minority", "majority", "total"]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """One way to make a community, its majority and their total out of a source's categories.

    `id` is `declared` for the community's own definition, and a name of its own for anything that stands in for it.
    Weights are persons counted per person in the category: 1, 0.5, or a fraction such as 1/3.
    """

    __pydantic_config__ = STRICT
    id: str
    label: Text
    minority: dict[str, int | float | str]
    majority: dict[str, int | float | str]
    total: dict[str, int | float | str]
    breakdown: str = ""
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """The regions in which a community is a minority: of these levels, inside these regions, without those."""

    __pydantic_config__ = STRICT
    within: list[str]
    levels: list[Level]
    outside: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    always: list[Level] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a group is called: as a label, and after "among"."""

    __pydantic_config__ = STRICT
    label: Text
    among: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """A minority: its names, its definition by weights, the majority it is compared with, and where."""

    __pydantic_config__ = STRICT
    kind: Literal["official-language", "visible-minority"]
    name: Text
    about: Text
    definition: Text
    size: Text
    minority: Named
    majority: Named
    populations: dict[str, list[Population]]
    where: Where
    featured: list[str] = field(default_factory=list)
    order: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What a theme lacks and who holds it."""

    __pydantic_config__ = STRICT
    text: Text
    unless: str | None = None
    kinds: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A theme of a profile page.

    `said` indicators are put in words, those of `lead` drawn as bars; those of `trends` are drawn over every period,
    and those of `history` show every period on the page of details. `spread` are distributions of which every part
    has its line, `pyramid` the one that is drawn by age and sex. The rest is in the downloads.
    """

    __pydantic_config__ = STRICT
    id: str
    title: Text
    intro: Text | None = None
    said: list[str] = field(default_factory=list)
    lead: list[str] = field(default_factory=list)
    history: list[str] = field(default_factory=list)
    trends: list[str] = field(default_factory=list)
    spread: list[str] = field(default_factory=list)
    pyramid: str | None = None
    missing: list[Missing] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sections:
    """The whole of `profiles/sections.yml`: the order of a profile page and what it always carries.

    `brief` are the sections whose charts a brief prints, those wanted most first.
    """

    __pydantic_config__ = STRICT
    at_a_glance: list[str]
    minimum_reported_figures: int
    sections: list[Section]
    brief: list[str] = field(default_factory=list)


def weight(declared: int | float | str) -> Fraction:
    """Return a declared weight as an exact fraction; `1/3` is written as text so that nothing is lost in it."""
    return Fraction(declared) if isinstance(declared, (int, str)) else Fraction(str(declared))
