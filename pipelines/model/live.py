"""How a source is had live: where its bytes are, which of its cells are wanted, and what came of fetching them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

# Read by pydantic when declarations are parsed, as in `declared`.
STRICT: dict[str, Any] = {"extra": "forbid", "strict": True}
Product = Annotated[str, Field(pattern=r"^[0-9]{8}$")]
Province = Annotated[str, Field(pattern=r"^[0-9]{2}$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wds:
    """A whole table of Statistics Canada's Web Data Service, as a zip of CSV: `product` is its eight digits."""

    __pydantic_config__ = STRICT
    product: Product


@dataclass(frozen=True, slots=True, kw_only=True)
class WdsCells:
    """Some cells of a table, asked for by coordinate: for a table of which a few hundred cells are wanted.

    `latest` is how many periods back each series goes.
    """

    __pydantic_config__ = STRICT
    product: Product
    latest: Annotated[int, Field(ge=1, le=100)] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sdmx:
    """Census Profile flows (2021): characteristics of all areas of the flows that lie in `provinces`."""

    __pydantic_config__ = STRICT
    flows: Annotated[list[str], Field(min_length=1)]
    provinces: list[Province]
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArcGis:
    """One layer of Statistics Canada's boundary service, for `provinces`."""

    __pydantic_config__ = STRICT
    service: str
    layer: int
    provinces: list[Province]
    tolerance: float = 0.002


@dataclass(frozen=True, slots=True, kw_only=True)
class Ckan:
    """The newest resource of a Données Québec dataset whose name contains `resource`, in `format`."""

    __pydantic_config__ = STRICT
    dataset: str
    resource: str
    format: str = "SHP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A plain file at a fixed address."""

    __pydantic_config__ = STRICT
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFile:
    """A file that a person drops into the project, because its host asks for a human.

    `name` is a path under the project (`held/…`), `page` where a person gets it, `mirrors` where the same bytes are.
    """

    __pydantic_config__ = STRICT
    name: Annotated[str, Field(pattern=r"^held/[A-Za-z0-9._-]+$")]
    page: str
    mirrors: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """The one way in which a source's bytes are had; exactly one of the fields is given."""

    __pydantic_config__ = STRICT
    wds: Wds | None = None
    cells: WdsCells | None = None
    sdmx: Sdmx | None = None
    arcgis: ArcGis | None = None
    ckan: Ckan | None = None
    download: Download | None = None
    file: HeldFile | None = None

    @property
    def way(self) -> Wds | WdsCells | Sdmx | ArcGis | Ckan | Download | HeldFile:
        """Return the one that is given; raises ValueError where there is none or more than one."""
        ways = (self.wds, self.cells, self.sdmx, self.arcgis, self.ckan, self.download, self.file)
        (given,) = [way for way in ways if way is not None]
        return given


# A dimension's only wanted member ("Total - Gender [1]"), or the role that it plays and the axis that spells its
# members: {population: fols}, {measure: labour}, {period: census-years}, {bounds: ci}, or a breakdown ({age: ages-5}).
Use = str | dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """The cells wanted of a table, dimension by dimension, every dimension named as the table spells it.

    `measure`, `population` and `period` stand for what no dimension carries. Breakdown dimensions are taken one at a
    time, the others at their total, and together only where `crossed`.
    """

    __pydantic_config__ = STRICT
    dimensions: dict[str, Use]
    measure: str = ""
    population: str = ""
    period: str = ""
    crossed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """One file of a source as it was first taken: what makes sure that it is never another one unnoticed.

    `asked` is a hash of what was asked where the address does not say it all: a request's body, a composed file.
    """

    __pydantic_config__ = STRICT
    name: str
    address: str
    sha256: str
    size: int
    retrieved: str
    release: str | None = None
    etag: str | None = None
    modified: str | None = None
    asked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What upstream serves now in place of what is pinned: noticed on a day, taken in only by a person."""

    __pydantic_config__ = STRICT
    seen: str
    what: str
    release: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """The proven bytes of one source: each file's name in it → where it lies on this machine."""

    source: str
    files: Mapping[str, Path]
    pins: tuple[Pin, ...]
    verified: str | None = None
    changed: Change | None = None
    synthetic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory:
    """A territory that comes with a fetched list: its geographic identifier and its names as published."""

    dguid: str
    name_en: str
    name_fr: str
