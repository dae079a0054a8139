"""Published rows held against our figures → what the verification page shows of them, in one language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from markupsafe import Markup, escape

from pipelines.model import Catalogue, Figure
from pipelines.model.published import Checked, Outcome, Published, PublishedRow, PublishedRule, PublishedUnit
from pipelines.render.numbers import shown
from pipelines.render.words import Words

# The order of the page: what agrees, what differs and why, what has no figure, what a preview leaves out.
ORDER = (Outcome.AGREES, Outcome.EXPLAINED, Outcome.NOT_COMPUTED, Outcome.LEFT_OUT)
# A printed unit → the unit whose way of writing numbers it has.
WRITTEN = {"persons": "persons", "percent": "percent", "dollars": "dollars", "points": "points", "number": "ratio"}
# How far two percentages lie apart is said in points.
APART = {**WRITTEN, "percent": "points"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of a table; every text is as the reader sees it."""

    key: str
    publication: str
    url: str
    year: str
    place: str
    what: str
    published: str
    note: str
    ours: Markup
    difference: str
    within: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The rows that one rule leads from, under its reason where it has one."""

    rule: PublishedRule
    lines: tuple[Line, ...]


def verification(words: Words, catalogue: Catalogue, figures: Callable[[str], Figure | None]) -> dict[str, Any]:
    """Return what the template of the verification page needs."""
    published = words.plan.published
    checked = catalogue.verification
    tables = [(outcome, [each for each in checked if each.outcome is outcome]) for outcome in ORDER]
    filled = [(outcome, found) for outcome, found in tables if found and published]
    return {
        "why_not": words.t("verification_synthetic" if words.plan.synthetic else "verification_nothing"),
        "counts": [(outcome, len(found)) for outcome, found in filled],
        "all": len(checked),
        "tables": [
            (outcome, list(_parts(found, published, words, figures)))
            for outcome, found in tables
            if found and published
        ],
    }


def _parts(
    checked: list[Checked], published: Published, words: Words, figures: Callable[[str], Figure | None]
) -> Iterator[Part]:
    """Yield the rows by rule, in the order in which the rules are declared; those of agreement are one part."""
    for rule in published.rules.rules:
        lines = tuple(line(each, published, words, figures) for each in checked if each.rule.id == rule.id)
        if lines:
            yield Part(rule=rule, lines=lines)


def line(checked: Checked, published: Published, words: Words, figures: Callable[[str], Figure | None]) -> Line:
    """Return a row of a table."""
    row, unit = checked.row, published.rules.units[checked.row.unit]
    printed = Decimal(row.value)
    decimals = _decimals(printed)
    return Line(
        key=row.key,
        publication=row.publication,
        url=row.url,
        year=row.census_year or words.texts["verification_no_year"],
        place=words.texts["verification_place"].format(
            place=_said(row.geography, published, words), level=_said(row.geo_level, published, words)
        ),
        what=". ".join(_capital(text) for text in _what(row, published, words)),
        published=shown(float(printed), WRITTEN[unit.kind], words.lang, decimals=decimals),
        note=unit.note[words.lang] if unit.note else "",
        ours=_ours(checked, unit, decimals, words, figures),
        difference=""
        if checked.difference is None
        else shown(float(checked.difference), APART[unit.kind], words.lang, signed=True, decimals=decimals),
        within=words.texts[f"verification_within_{checked.within}"] if checked.within else "",
    )


def _decimals(printed: Decimal) -> int:
    exponent = printed.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _said(text: str, published: Published, words: Words) -> str:
    """Return the words of a row in the page's language."""
    return published.words[text][words.lang] if text else ""


def _what(row: PublishedRow, published: Published, words: Words) -> Iterator[str]:
    """Yield what a row counts: the indicator with its group, the definition, the universe."""
    parts = (_said(text, published, words) for text in (row.indicator, row.group))
    yield ", ".join(part for part in parts if part)
    yield from (_said(text, published, words) for text in (row.definition, row.universe) if text)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _ours(
    checked: Checked, unit: PublishedUnit, decimals: int, words: Words, figures: Callable[[str], Figure | None]
) -> Markup:
    """Return our figure, carrying its id; or what we make of several, carrying the key of the row."""
    formula = checked.rule.ours
    if checked.value is None or formula is None:
        return Markup("–")
    if formula.one:
        return words.data(figures(checked.figures[0]))
    text = shown(float(checked.value), WRITTEN[unit.kind], words.lang, decimals=decimals)
    how = words.texts["verification_from_cells" if formula.cells else "verification_from_figures"]
    return Markup('<span data-ours="{}">{}</span> <small>{}</small>').format(checked.row.key, text, escape(how))
