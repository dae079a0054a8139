"""Published rows held against our figures → the exact texts that the verification page must show for them.

Written apart from the page, so that a page that says another number is caught: nothing is shared with rendering.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from pipelines.model import Lang, Plan
from pipelines.model.published import Checked, Published, PublishedRow

NBSP, MINUS = "\u00a0", "\u2212"
# (attribute, its value) → the text of the element that carries it.
Texts = Mapping[tuple[str, str], str]


def published_texts(checked: Sequence[Checked], plan: Plan, lang: Lang) -> Texts:
    """Return what each element of the verification page says in `lang`, by its attribute and that attribute's value.

    `data-published`, `data-difference` and `data-ours` carry the key of a row (published value, ours less published,
    what we make of several figures or cells), `data-row` a key and what of the row is said, `data-reason` the id of a
    rule, `data-count` an outcome. Every number on the page stands in one of these, or in an element that carries
    `data-figure`.
    """
    if plan.published is None:
        return {}
    return dict(_texts(checked, plan.published, plan, lang))


def _texts(
    checked: Sequence[Checked], published: Published, plan: Plan, lang: Lang
) -> Iterator[tuple[tuple[str, str], str]]:
    for each in checked:
        row = each.row
        kind = published.rules.units[row.unit].kind
        yield ("data-published", row.key), written(Decimal(row.value), kind, lang)
        if each.difference is not None:
            apart = "points" if kind == "percent" else kind
            yield ("data-difference", row.key), written(each.difference, apart, lang, signed=True)
        if each.value is not None and each.rule.ours is not None and not each.rule.ours.one:
            yield ("data-ours", row.key), written(each.value, kind, lang)
        for part, text in _said(row, published, plan, lang):
            yield ("data-row", f"{row.key}:{part}"), text
        if each.rule.text is not None:
            yield ("data-reason", each.rule.id), each.rule.text[lang].strip()
    yield ("data-count", "all"), str(len(checked))
    for outcome, count in Counter(each.outcome for each in checked).items():
        yield ("data-count", outcome.value), str(count)


def _said(row: PublishedRow, published: Published, plan: Plan, lang: Lang) -> Iterator[tuple[str, str]]:
    """Yield what is said of a row in words: its publication, year and place, and what it counts."""

    def word(text: str) -> str:
        return published.words[text][lang] if text else ""

    yield "publication", row.publication
    yield "year", row.census_year or plan.texts["verification_no_year"][lang]
    yield "place", f"{word(row.geography)} ({word(row.geo_level)})"
    whom = f", {word(row.group)}" if row.group else ""
    sentences = (word(row.indicator) + whom, word(row.definition), word(row.universe))
    yield "what", ". ".join(text[0].upper() + text[1:] for text in sentences if text)


def written(number: Decimal, kind: str, lang: Lang, signed: bool = False) -> str:
    """Return a number with the decimals it has: `-2,800` dollars is −$2,800 in English and −2 800 $ in French."""
    text = f"{abs(number):,f}"
    if lang == "fr":
        text = text.replace(",", NBSP).replace(".", ",")
    text = _with_unit(text, abs(number), kind, lang)
    if number < 0:
        return MINUS + text
    return f"+{text}" if signed and number else text


def _with_unit(text: str, size: Decimal, kind: str, lang: Lang) -> str:
    if kind == "dollars":
        return f"${text}" if lang == "en" else f"{text}{NBSP}$"
    if kind == "percent":
        return f"{text}%" if lang == "en" else f"{text}{NBSP}%"
    if kind == "points":
        # French has no plural below two.
        return f"{text}{NBSP}point" if lang == "fr" and size < 2 else f"{text}{NBSP}points"
    return text
