"""The ids of a store → what they are called in both languages, as its edition named them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.model.declared import Text
from pipelines.model.words import LANGS, Group, Lang

Texts = Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Names:
    """`known` is the edition's names.json, empty where there is none: an id is then its own name."""

    known: Mapping[str, Any]
    texts: Texts

    def figure(self, figure: str) -> Text:
        """Return what a figure is called, its region apart: indicator, group, breakdown and period."""
        return Text(**{lang: ", ".join(self._parts(figure, lang)) for lang in LANGS})

    def _parts(self, figure: str, lang: Lang) -> list[str]:
        community, _, indicator, group, *members, period = figure.split(":")
        parts = [self.indicator(indicator, lang), self.group(community, group, lang)]
        return [*parts, *(self.member(each, lang) for each in members), period]

    def community(self, community: str, lang: Lang) -> str:
        """Return the name of a community."""
        return self._named(community, lang, "communities", community, "name")

    def region(self, region: str, lang: Lang) -> str:
        """Return the name of a region."""
        return self._named(region, lang, "regions", region)

    def indicator(self, indicator: str, lang: Lang) -> str:
        """Return the label of an indicator."""
        return self._named(indicator, lang, "indicators", indicator, "label")

    def universe(self, indicator: str, lang: Lang) -> str:
        """Return the universe of an indicator."""
        return self._named("", lang, "indicators", indicator, "universe")

    def source(self, source: str, lang: Lang) -> str:
        """Return the number and the title of a source's table."""
        title = self._named("", lang, "sources", source, "title")
        table = str(self.known.get("sources", {}).get(source, {}).get("table", source))
        return f"{table}, {title}" if title else table

    def member(self, member: str, lang: Lang) -> str:
        """Return the name of a part of a breakdown such as `sex=female`."""
        if member == STANDARDISED:
            return self.texts["standard_row"][lang]
        return self._named(member, lang, "breakdowns", member)

    def members(self, breakdown: str, lang: Lang) -> str:
        """Return the name of a breakdown such as `age=15-24;sex=female`."""
        return ", ".join(self.member(each, lang) for each in breakdown.split(";") if each)

    def group(self, community: str, group: str, lang: Lang) -> str:
        """Return what a group is called; minority and majority are the community's own."""
        if group in (Group.MINORITY, Group.MAJORITY):
            return self._named(group, lang, "communities", community, group)
        key = "group_total" if group == Group.TOTAL else f"edition_group_{group}"
        return self.texts[key][lang] if key in self.texts else group

    def _named(self, otherwise: str, lang: Lang, *place: str) -> str:
        found: Any = self.known
        for key in place:
            found = found.get(key, {})
        return str(found.get(lang, otherwise))


# The rate that a group would have with the ages of both; no member of any table.
STANDARDISED = "age=standardised"
