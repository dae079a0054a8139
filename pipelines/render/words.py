"""What templates may say in one language: names, texts, figures as HTML, sentences. One instance a language."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from pipelines.model import Break, Figure, Lang, Licence, Plan, Population, Region, Reliability, Row, Sentence, Source
from pipelines.render.numbers import shown

POOR = '<sup class="pt-poor" title="{}">‡</sup>'


class Words:
    """The plan's texts, names and numbers as a reader of `lang` meets them."""

    def __init__(self, plan: Plan, lang: Lang) -> None:
        self.plan = plan
        self.lang = lang
        self.texts = {key: text[lang] for key, text in plan.texts.items()}
        self.breaks = {change.id: change for source in plan.sources.values() for change in source.breaks}
        self.poor = POOR.format(escape(self.texts["poor_mark"]))
        self.no_cell = Markup('<td class="pt-none">–<span class="pt-hidden"> {}</span></td>').format(
            self.texts["no_cell"]
        )
        self.t = lru_cache(maxsize=5_000)(self._t)

    def _t(self, key: str, /, **places: Any) -> Markup:
        """Return a text with its places filled; what fills them is escaped unless it is HTML already."""
        text = Markup(escape(self.texts[key]))
        return text.format(**places) if places else text

    def figure(self, figure: Figure) -> str:
        """Return the figure as it is read: its number, or the name of its status."""
        if figure.value is None:
            return self.texts[f"status_{figure.status}"]
        return shown(figure.value, figure.unit, self.lang)

    def data(self, figure: Figure | None) -> Markup:
        """Return the figure within a text, carrying its id."""
        if figure is None:
            return Markup(escape(self.texts["no_cell"]))
        mark = self.poor if figure.reliability is Reliability.POOR else ""
        return Markup(f'<span data-figure="{figure.id}">{self.figure(figure)}</span>{mark}')

    def cell(self, figure: Figure | None, period: bool = False) -> Markup:
        """Return the figure as a cell of a table; `period` adds the year where a column mixes several."""
        if figure is None:
            return self.no_cell
        kind = "" if figure.value is not None else ' class="pt-na"'
        mark = self.poor if figure.reliability is Reliability.POOR else ""
        if period:
            text = f'<span data-figure="{figure.id}">{self.figure(figure)}</span>{mark} <small>{figure.period}</small>'
            return Markup(f"<td{kind}>{text}</td>")
        if mark:
            return Markup(f'<td{kind}><span data-figure="{figure.id}">{self.figure(figure)}</span>{mark}</td>')
        return Markup(f'<td{kind} data-figure="{figure.id}">{self.figure(figure)}</td>')

    def sentence(self, sentence: Sentence) -> Markup:
        """Return the sentence in words, every number in it a figure."""
        community = self.plan.communities[next(iter(sentence.parts.values())).community]
        indicator = self.plan.indicators[sentence.indicator]
        return self.t(sentence.wording).format(
            period=sentence.period,
            earlier=sentence.earlier,
            phrase=indicator.phrase[self.lang],
            people=community.minority.among[self.lang],
            others=community.majority.among[self.lang],
            place=self.plan.regions[sentence.region].place[self.lang],
            **{name: self.data(figure) for name, figure in sentence.parts.items()},
        )

    def label(self, indicator: str) -> str:
        """Return an indicator's label."""
        return self.plan.indicators[indicator].label[self.lang]

    def universe(self, indicator: str) -> str:
        """Return an indicator's universe."""
        return self.plan.indicators[indicator].universe[self.lang]

    def label_unit(self, indicator: str) -> str:
        """Return an indicator's unit."""
        return self.plan.indicators[indicator].unit

    def region_name(self, region: str) -> str:
        """Return a region's name."""
        return self.plan.regions[region].name[self.lang]

    def community_label(self, community: str) -> str:
        """Return a community's name."""
        return self.plan.communities[community].name[self.lang]

    def minority_of(self, community: str) -> str:
        """Return the label of a community's own group."""
        return self.plan.communities[community].minority.label[self.lang]

    def majority_of(self, community: str) -> str:
        """Return the label of the group that a community is compared with."""
        return self.plan.communities[community].majority.label[self.lang]

    def source_of(self, source: str) -> Source:
        """Return a source's declaration."""
        return self.plan.sources[source]

    def table_of(self, source: str) -> str:
        """Return the publisher's number of a source's table."""
        return self.plan.sources[source].table

    def licences(self, sources: Iterable[str]) -> list[Licence]:
        """Return the licences of the sources' publishers, each once."""
        names = dict.fromkeys(self.plan.publishers[self.plan.sources[name].publisher].licence for name in sources)
        return [self.plan.licences[name] for name in names]

    def notice_for(self, sources: Iterable[str]) -> Markup:
        """Return the notice that the licence of these sources asks for, with their tables and reference periods."""
        used = [self.plan.sources[name] for name in sources]
        periods = sorted({period for source in used for period in source.periods})
        title = ", ".join(source.table for source in used)
        notice = self.licences(sources)[0].notice[self.lang]
        return Markup(escape(notice)).format(title=title, reference=", ".join(periods))

    def bases(self, sources: Iterable[str]) -> list[str]:
        """Return what the sources rest on, each once: a sample, a full count, or a mix."""
        return list(dict.fromkeys(self.plan.sources[source].basis for source in sources))

    def break_label(self, change: str) -> str:
        """Return the name of a break."""
        return self.breaks[change].label[self.lang]

    def break_note(self, change: str, sources: Iterable[str]) -> str:
        """Return what a break means in the series of these sources."""
        found: Break = next(
            (each for source in sources for each in self.plan.sources[source].breaks if each.id == change),
            self.breaks[change],
        )
        return found.note[self.lang]

    def row_label(self, row: Row) -> str:
        """Return the head of a row: its period, marked where a break stands, and its breakdown."""
        period, _, breakdown = row.label.partition(":")
        mark = " †" if row.series_break else ""
        if not breakdown:
            return f"{period}{mark}"
        dimension, _, member = breakdown.partition("=")
        return f"{self.plan.categories.breakdowns[dimension].members[member].label[self.lang]} ({period}{mark})"

    def population(self, community: str, concept: str, name: str) -> Population:
        """Return the declared population of this name."""
        found = self.plan.communities[community].populations[concept]
        return next(population for population in found if population.id == name)

    def searchable(self, region: Region) -> str:
        """Return every name of a region, without accents, for the finder."""
        texts = [region.name, *region.former]
        names = " | ".join(dict.fromkeys(text[lang] for text in texts for lang in ("en", "fr")))
        plain = unicodedata.normalize("NFKD", names).encode("ascii", "ignore").decode()
        return " ".join(plain.lower().replace("-", " ").split())
