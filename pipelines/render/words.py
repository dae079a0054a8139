"""What templates may say in one language: names, texts, figures as HTML, sentences. One instance a language."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from pipelines.model import (
    LANGS,
    WHOM,
    Boundary,
    Break,
    Figure,
    Group,
    Interval,
    Lang,
    Licence,
    Pin,
    Plan,
    Population,
    Precision,
    Region,
    Reliability,
    Row,
    Sentence,
    Source,
    Text,
    Unit,
)
from pipelines.model.registers import RegisterKind, Strategy
from pipelines.model.shelved import Named, Prompted
from pipelines.render.numbers import shown

# No member of a dimension: everyone, with ages made alike.
STANDARDISED = "age=standardised"
# The agency's own letter for "use with caution" is kept.
MARK = '<sup class="{}" title="{}">{}</sup>'
# What carries a sign, plus as well as minus.
DIFFERENCES = (Group.GAP, Group.PEOPLE, Group.CHANGE, Group.GROWTH)
# Places of a sentence that show a part of a figure: its size without a sign, or one of its bounds.
PARTS = {"size": "size", "count": "size", "first": "lower", "last": "upper"}
# Bounds of rounding nearer than one per cent of a count tell a reader nothing.
ROUNDING_SHOWS = 0.01


class Words:
    """The plan's texts, names and numbers as a reader of `lang` meets them."""

    def __init__(self, plan: Plan, lang: Lang) -> None:
        self.plan = plan
        self.lang = lang
        self.texts = {key: text[lang] for key, text in plan.texts.items()}
        self.breaks = {change.id: change for source in plan.sources.values() for change in source.breaks}
        self.poor = MARK.format("pt-poor", escape(self.texts["poor_mark"]), "‡")
        self.caution = MARK.format("pt-caution", escape(self.texts["caution_mark"]), "E")
        self.no_cell = Markup('<td class="pt-none">–<span class="pt-hidden"> {}</span></td>').format(
            self.texts["no_cell"]
        )
        self.ladders = plan.phrases.ladders()
        self.t = lru_cache(maxsize=5_000)(self._t)

    def _t(self, key: str, /, **places: Any) -> Markup:
        """Return a text with its places filled; what fills them is escaped unless it is HTML already."""
        text = Markup(escape(self.texts[key]))
        return text.format(**places) if places else text

    def figure(self, figure: Figure) -> str:
        """Return the figure as it is read: its number, or the name of its status."""
        if figure.value is None:
            return self.texts[f"status_{figure.status}"]
        return self._number(figure.value, figure)

    def _number(self, value: float, figure: Figure) -> str:
        """Return a value of a figure as its unit and base have it printed."""
        precision = self._precision(figure)
        decimals = precision.decimals if precision else None
        text = shown(value, figure.unit, self.lang, figure.group in DIFFERENCES, decimals)
        return self.texts["about"].format(value=text) if precision and precision.about else text

    def _precision(self, figure: Figure) -> Precision | None:
        """Return how a percentage of so few persons is printed; None where the unit's own decimals stand."""
        if figure.unit != Unit.PERCENT or figure.denominator is None:
            return None
        rules = self.plan.rules.precision
        return next((rule for rule in rules if figure.denominator >= rule.base), rules[-1])

    def data(self, figure: Figure | None) -> Markup:
        """Return the figure within a text, carrying its id."""
        if figure is None:
            return Markup(escape(self.texts["no_cell"]))
        return Markup(f'<span data-figure="{figure.id}">{escape(self.figure(figure))}</span>{self._mark(figure)}')

    def _mark(self, figure: Figure) -> str:
        """Return the mark of a value to be used with care, and the bounds that its source publishes."""
        mark = self.poor if figure.reliability is Reliability.POOR else ""
        mark += self.caution if figure.symbol else ""
        if figure.lower is None or figure.upper is None or not self.bounds_matter(figure):
            return mark
        lower, upper = (self._number(bound, figure) for bound in (figure.lower, figure.upper))
        said = escape(self.texts["bounds"].format(lower=lower, upper=upper))
        return f'{mark} <small class="pt-ci" data-bounds="{figure.id}">{said}</small>'

    def bounds_matter(self, figure: Figure) -> bool:
        """Return whether bounds tell a reader something: those of a sample always, a rounding only where it shows."""
        if figure.value is None or figure.lower is None or figure.upper is None:
            return False
        if figure.interval is Interval.ROUNDING and figure.unit == Unit.PERSONS:
            return figure.upper - figure.lower >= ROUNDING_SHOWS * abs(figure.value)
        return self._number(figure.lower, figure) != self._number(figure.upper, figure)

    def cell(self, figure: Figure | None, period: bool = False) -> Markup:
        """Return the figure as a cell of a table; `period` adds the year where a column mixes several."""
        if figure is None:
            return self.no_cell
        kind = "" if figure.value is not None else ' class="pt-na"'
        mark, number = self._mark(figure), escape(self.figure(figure))
        if period:
            text = f'<span data-figure="{figure.id}">{number}</span>{mark} <small>{figure.period}</small>'
            return Markup(f"<td{kind}>{text}</td>")
        if mark:
            return Markup(f'<td{kind}><span data-figure="{figure.id}">{number}</span>{mark}</td>')
        return Markup(f'<td{kind} data-figure="{figure.id}">{number}</td>')

    def sentence(self, sentence: Sentence) -> Markup:
        """Return the sentence in words, every number in it a figure, with the rule that chose the words."""
        community = self.plan.communities[next(iter(sentence.parts.values())).community]
        indicator = self.plan.indicators[sentence.indicator]
        region = self.plan.regions[sentence.region]
        said = Markup(escape(self.ladders[sentence.ladder][sentence.rung][self.lang].strip())).format(
            period=sentence.period,
            earlier=sentence.earlier,
            phrase=indicator.phrase[self.lang],
            people=community.minority.among[self.lang],
            others=community.majority.among[self.lang],
            place=region.place[self.lang],
            among=self.texts[f"among_{region.level}"],
            **{name: self._part(name, figure) for name, figure in sentence.parts.items()},
        )
        if sentence.of is None:
            return said
        rule = f"{sentence.ladder}/{sentence.rung}"
        return Markup(f'<span data-rule="{rule}" data-of="{sentence.of.id}">{said}</span>')

    def question(self, prompted: Prompted) -> Markup:
        """Return the question that a figure puts, with the figure and the rule; a difference is said by its size."""
        figure, prompt = prompted.figure, prompted.prompt
        said = self._part("size", figure) if figure.group in DIFFERENCES else self.data(figure)
        text = Markup(escape(prompt.text[self.lang])).format(figure=said)
        return Markup(f'<span data-rule="prompt/{prompt.id}">{text}</span>')

    def strategy(self, name: Strategy) -> str:
        """Return what a strategy is called."""
        terms = self.plan.register_terms
        return terms.strategies[name][self.lang] if terms else name

    def register(self, kind: RegisterKind) -> str:
        """Return what a register is called."""
        terms = self.plan.register_terms
        return terms.kinds[kind].label[self.lang] if terms else kind

    def entry_index(self, entry: Named) -> Markup:
        """Return the representation index of a table in brackets, with its key; empty where it has none."""
        if entry.index is None:
            return Markup("")
        text = shown(entry.index, Unit.RATIO, self.lang)
        number = Markup('<span data-entry="{}:index">{}</span>').format(entry.name, text)
        return Markup(" ({} {})").format(self.texts["field_index"].lower(), number)

    def _part(self, name: str, figure: Figure) -> Markup:
        """Return a figure in its place in a sentence: the whole, its size without a sign, or one of its bounds."""
        # The words beside them say the bounds of a rank.
        if name in ("growth", "rank"):
            return Markup(f'<span data-figure="{figure.id}">{escape(self.figure(figure))}</span>')
        shown_of = {"first": figure.lower, "last": figure.upper, "size": figure.value, "count": figure.value}
        if name not in PARTS or (name == "count" and figure.group in WHOM):
            return self.data(figure)
        value = shown_of[name]
        text = self.texts["no_cell"] if value is None else shown(abs(value), figure.unit, self.lang)
        return Markup(f'<span data-figure="{figure.id}" data-part="{PARTS[name]}">{escape(text)}</span>')

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

    def notice_of(self, boundary: Boundary, licence: Licence) -> Markup:
        """Return the notice that the licence of a boundary file asks for."""
        notice = Markup(escape(licence.notice[self.lang]))
        return notice.format(title=f"{boundary.table}, {boundary.title[self.lang]}", reference=boundary.reference)

    def lost(self, sources: Iterable[str]) -> bool:
        """Return whether one of the sources lost the publisher's symbols on the way here."""
        return any(self.plan.sources[name].statuses_lost for name in sources)

    def undated(self, sources: Iterable[str]) -> bool:
        """Return whether the release of one of the sources is not known."""
        return any(self.plan.sources[name].release is None for name in sources)

    def fetched(self, source: str) -> str:
        """Return when a source was fetched and last seen unchanged, and whether upstream moved on; '' if embedded."""
        supply = self.plan.supplies.get(source)
        if supply is None:
            return ""
        retrieved = max(pin.retrieved for pin in supply.pins)[:10]
        said = self.texts["fetched_on"].format(retrieved=retrieved)
        if supply.verified:
            said += " " + self.texts["verified_on"].format(verified=supply.verified[:10])
        if supply.changed:
            said += " " + self.texts["changed_on"].format(changed=supply.changed.seen[:10])
        return said

    def pins(self, source: str) -> tuple[Pin, ...]:
        """Return the files that a fetched source was read from."""
        supply = self.plan.supplies.get(source)
        return supply.pins if supply else ()

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
        return f"{self.members(breakdown)} ({period}{mark})"

    def members(self, breakdown: str) -> str:
        """Return what a breakdown key such as `age=0-14;sex=female` is called."""
        if breakdown == STANDARDISED:
            return self.texts["standard_row"]
        parts = [part.partition("=") for part in breakdown.split(";")]
        known = self.plan.categories.breakdowns
        return ", ".join(known[dimension].members[member].label[self.lang] for dimension, _, member in parts)

    def population(self, community: str, concept: str, name: str) -> Population:
        """Return the declared population of this name."""
        found = self.plan.communities[community].populations[concept]
        return next(population for population in found if population.id == name)

    def searchable(self, region: Region) -> str:
        """Return every name of a region, without accents, for the finder."""
        return without_accents(region.name, *region.former)


def without_accents(*names: Text) -> str:
    """Return names in both languages, each once, in small letters without accents or hyphens."""
    every = " | ".join(dict.fromkeys(name[lang] for name in names for lang in LANGS))
    plain = unicodedata.normalize("NFKD", every.replace("œ", "oe")).encode("ascii", "ignore").decode()
    return " ".join(plain.lower().replace("-", " ").split())
