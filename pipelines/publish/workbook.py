"""The FIGURES of a profile → figures.xlsx: the figures, and notes on them, both in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from pipelines.model import LANGS, Names, Plan, Text, Unit

FIGURES_SHEET, NOTES_SHEET = "Figures - Valeurs", "Notes"
# A workbook says when it was made. The same figures are the same bytes, so this is the day of their latest release;
# where no source tells of one, the first day that a spreadsheet can tell.
FIRST_DAY = datetime(1980, 1, 1)
# How a spreadsheet shows a number of a unit; it keeps all of its digits.
FORMATS = {
    Unit.PERSONS: "#,##0",
    Unit.DOLLARS: "#,##0",
    Unit.PERCENT: "0.0",
    Unit.POINTS: "0.0",
    Unit.RATIO: "0.00",
    Unit.RANK: "0",
}
# A column: its name in figures.csv, how wide it is, and what it is called is in the texts as workbook_col_<name>.
COLUMNS = {
    "indicator_en": 34, "indicator_fr": 34, "group": 26, "breakdown": 26, "period": 9, "since": 9, "value": 12, "unit": 16,
    "status": 26, "lower": 12, "upper": 12, "interval": 26, "reliability": 20, "symbol": 8, "numerator": 13,
    "denominator": 13, "population": 22, "kind": 18, "source": 22, "series_break": 16, "rule": 22, "community": 14,
    "region": 12, "region_name": 26, "figure_id": 58, "cell": 40,
}  # fmt: skip
# In the unit of the row, in persons, and years: numbers, and nothing where there is none.
IN_UNIT, COUNTS, YEARS = ("value", "lower", "upper"), ("numerator", "denominator"), ("period", "since")
# So long a text fits in a cell of a workbook.
LONGEST = 32_767


def workbook(figures: pd.DataFrame, plan: Plan, community: str, region: str, edition: str) -> bytes:
    """Return the workbook of a profile: its figures as a table to filter, and a sheet of notes.

    A value that is missing is an empty cell beside the status that says why; nothing is a formula or a link.
    """
    stream = BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "nan_inf_to_errors": False, **plain})
    title = " / ".join(f"{plan.communities[community].name[lang]}, {plan.regions[region].name[lang]}" for lang in LANGS)
    book.set_properties({"title": title[:255], "author": "Portrait", "created": _released(figures, plan)})
    _Figures(book, plan).write(figures)
    _Notes(book, plan).write(_notes(figures, plan, community, region, edition))
    book.close()
    return stream.getvalue()


def _released(figures: pd.DataFrame, plan: Plan) -> datetime:
    """Return the day of the latest release of the figures' sources."""
    days = [plan.sources[name].release or "" for name in figures["source"].unique() if name in plan.sources]
    try:
        return datetime.fromisoformat(max(days, default=""))
    except ValueError:
        return FIRST_DAY


class _Figures:
    """The sheet of figures: one a row, under one row of heads that say everything in both languages."""

    def __init__(self, book: xlsxwriter.Workbook, plan: Plan) -> None:
        self.plan, self.texts = plan, plan.texts
        self.sheet: Worksheet = book.add_worksheet(FIGURES_SHEET)
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.formats = {unit.value: book.add_format({"num_format": text}) for unit, text in FORMATS.items()}
        self.named = lru_cache(maxsize=10_000)(self._named)

    def write(self, figures: pd.DataFrame) -> None:
        sheet, heads = self.sheet, list(COLUMNS)
        for place, (name, width) in enumerate(COLUMNS.items()):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, _in_both(self.texts[f"workbook_col_{name}"]), self.head)
        sheet.set_row(0, 32)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(len(figures), 1), len(heads) - 1)
        units = figures["unit"].tolist()
        persons = self.formats[Unit.PERSONS]
        for place, name in enumerate(heads):
            cells = figures[name.removesuffix("_en").removesuffix("_fr")].tolist()
            if name in IN_UNIT:
                for row, (number, unit) in enumerate(zip(cells, units, strict=True), 1):
                    if number == number:
                        sheet.write_number(row, place, number, self.formats[unit])
            elif name in COUNTS:
                for row, number in enumerate(cells, 1):
                    if number == number:
                        sheet.write_number(row, place, number, persons)
            elif name in YEARS:
                for row, year in enumerate(cells, 1):
                    if year:
                        sheet.write_number(row, place, int(year))
            else:
                for row, text in enumerate(cells, 1):
                    if text:
                        sheet.write_string(row, place, self.named(name, text))

    def _named(self, column: str, text: str) -> str:
        """Return what a cell says: an id in words of both languages where it has some, else as it is."""
        plan = self.plan
        if column in ("indicator_en", "indicator_fr"):
            label = plan.indicators[text].label
            return label.en if column == "indicator_en" else label.fr
        if column == "region_name":
            return _in_both(next((r.name for r in plan.regions.values() if r.name.en == text), Text(en=text, fr=text)))
        if column == "breakdown":
            names = Names({}, plan.texts)
            return _in_both(Text(**{lang: _members(text, plan, names, lang) for lang in LANGS}))
        said = self.texts.get(f"workbook_{column}_{text}")
        return _in_both(said) if said else text[:LONGEST]


def _members(breakdown: str, plan: Plan, names: Names, lang: Any) -> str:
    """Return what a breakdown such as `age=0-14;sex=female` is called."""
    known = plan.categories.breakdowns
    parts = [part.partition("=") for part in breakdown.split(";")]
    return ", ".join(
        known[dimension].members[member].label[lang]
        if dimension in known and member in known[dimension].members
        else names.member(f"{dimension}={member}", lang)
        for dimension, _, member in parts
    )


# A line of notes: how it is written, then English and French, and an address or a name that is the same in both.
Line = tuple[str, str, str]


class _Notes:
    """The sheet of notes: English on the left, French on the right."""

    def __init__(self, book: xlsxwriter.Workbook, plan: Plan) -> None:
        self.plan = plan
        self.sheet: Worksheet = book.add_worksheet(NOTES_SHEET)
        self.styles = {
            "title": book.add_format({"bold": True, "font_size": 14, "text_wrap": True, "valign": "top"}),
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "top": 1}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
        }

    def write(self, lines: Iterator[Line]) -> None:
        self.sheet.set_column(0, 1, 80)
        for row, (style, *said) in enumerate(lines):
            for place, text in enumerate(said):
                self.sheet.write_string(row, place, text[:LONGEST], self.styles[style])


def _notes(figures: pd.DataFrame, plan: Plan, community: str, region: str, edition: str) -> Iterator[Line]:
    """Yield what one has to know to use the figures: what they are, their sources, statuses, terms and columns."""
    say = _Say(plan.texts)
    if plan.synthetic:
        yield say("title", "synthetic_banner")
    names = {
        lang: {
            "community": plan.communities[community].name[lang],
            "region": plan.regions[region].name[lang],
            "edition": edition,
            "address": f"/{lang}/profiles/{community}/{region}/",
        }
        for lang in LANGS
    }
    yield say("title", "workbook_title", names)
    yield say("text", "workbook_what")
    yield say("text", "workbook_edition", names)
    yield say("head", "workbook_statuses")
    yield say("text", "workbook_zero")
    for status in figures["status"].unique():
        yield _pair("text", f"{status} (", plan.texts[f"workbook_status_{status}"], "): ", say.status(status))
    yield say("head", "workbook_sources")
    for name in [each for each in plan.sources if each in set(figures["source"])]:
        yield from _source(plan, name, say)
    yield say("head", "workbook_cite")
    yield say("text", "workbook_cite_text", names)
    yield say("head", "workbook_columns")
    for name in COLUMNS:
        yield _pair("text", f"{name}: ", plan.texts[f"workbook_col_{name}"])


def _source(plan: Plan, name: str, say: _Say) -> Iterator[Line]:
    source = plan.sources[name]
    publisher = plan.publishers[source.publisher]
    licence = plan.licences[publisher.licence]
    reference = ", ".join(source.periods)
    facts = {
        lang: {
            "id": name,
            "table": source.table,
            "title": source.title[lang],
            "publisher": publisher.name[lang],
            "address": source.address[lang],
            "universe": source.universe[lang],
            "rounding": source.rounding[lang].strip(),
            "licence": licence.name[lang],
            "terms": licence.address[lang],
            "notice": licence.notice[lang].strip().replace("{title}", source.table).replace("{reference}", reference),
        }
        for lang in LANGS
    }
    yield say("text", "workbook_source", facts)
    if source.release:
        yield say("text", "workbook_release", {lang: {"release": source.release} for lang in LANGS})
    yield say("text", "workbook_rounding", facts)
    yield say("text", "workbook_terms", facts)


class _Say:
    """Texts in both languages as lines of notes; what fills a place is never read as a place itself."""

    def __init__(self, texts: Mapping[str, Text]) -> None:
        self.texts = texts

    def __call__(self, style: str, key: str, places: Mapping[Any, Mapping[str, str]] | None = None) -> Line:
        en, fr = (self.texts[key][lang].format(**(places[lang] if places else {})) for lang in LANGS)
        return style, en, fr

    def status(self, status: str) -> Text:
        """Return what a status means."""
        return self.texts[f"workbook_means_{status}"]


def _pair(style: str, *parts: str | Text) -> Line:
    """Return a line put together from texts, and from what is the same in both languages."""
    en, fr = ("".join(part if isinstance(part, str) else part[lang] for part in parts) for lang in LANGS)
    return style, en, fr


def _in_both(text: Text) -> str:
    """Return a text in both languages, once where they are the same."""
    return (text.en if text.en == text.fr else f"{text.en} / {text.fr}")[:LONGEST]
