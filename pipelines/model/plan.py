"""The Plan: everything that was declared, in one value that the stages read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pipelines.model.citations import Citations
from pipelines.model.declared import (
    Boundary,
    Categories,
    Community,
    Indicator,
    Licence,
    Publisher,
    Region,
    Sections,
    Source,
    Territories,
    Text,
)
from pipelines.model.editions import Changes
from pipelines.model.live import Supply
from pipelines.model.maps import Drawing, Maps
from pipelines.model.phrases import Phrases
from pipelines.model.published import Published
from pipelines.model.redirects import Redirects
from pipelines.model.registers import Registers, RegisterTerms
from pipelines.model.rules import Rules
from pipelines.model.screens import Screens
from pipelines.model.standards import Standard


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Plan:
    """Everything that was declared, checked against itself.

    `left_out` are communities that are declared but not asked for: a preview knows them, and holds nothing of them.
    `supplies` are the sources that were fetched for this build; the others are embedded, or not there. `drawings` are
    the outlines of what was fetched of boundaries, by the name of their frame.
    """

    licences: Mapping[str, Licence]
    publishers: Mapping[str, Publisher]
    sources: Mapping[str, Source]
    categories: Categories
    regions: Mapping[str, Region]
    indicators: Mapping[str, Indicator]
    communities: Mapping[str, Community]
    sections: Sections
    texts: Mapping[str, Text]
    rules: Rules
    phrases: Phrases
    axes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    boundaries: Mapping[str, Boundary] = field(default_factory=dict)
    territories: Territories | None = None
    supplies: Mapping[str, Supply] = field(default_factory=dict)
    standards: Mapping[str, Standard] = field(default_factory=dict)
    screens: Screens | None = None
    citations: Citations | None = None
    changes: Changes = field(default_factory=Changes)
    redirects: Redirects = field(default_factory=Redirects)
    published: Published | None = None
    maps: Maps | None = None
    drawings: Mapping[str, Drawing] = field(default_factory=dict)
    registers: Registers = field(default_factory=Registers)
    register_terms: RegisterTerms | None = None
    left_out: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        """Return what tells one plan from another; all of it would be a megabyte."""
        return f"Plan({', '.join(self.communities)}; {len(self.sources)} sources, {len(self.supplies)} of them fetched)"

    def has(self, source: str) -> bool:
        """Return whether this edition holds the source: fetched, or embedded."""
        return source in self.supplies or bool(self.sources[source].held and not self.synthetic)

    def edition(self) -> Plan:
        """Return the plan with the indicators that this edition can have figures of: embedded, or fetched."""
        found = {
            name: indicator
            for name, indicator in self.indicators.items()
            if any(self.has(origin.source) for origin in indicator.sources)
        }
        return replace(self, indicators=found)

    @property
    def synthetic(self) -> bool:
        """Return whether the figures are an emulator's inventions: all of them are, or none."""
        return any(supply.synthetic for supply in self.supplies.values())
