"""A figure → the text that a reader sees, in the conventions of each language; rounded here and nowhere before."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache

from babel.numbers import get_decimal_symbol, get_group_symbol

from pipelines.model import Lang

LOCALE = {"en": "en_CA", "fr": "fr_CA"}
NBSP = "\u00a0"
# Decimals are those that the sources print: one for a percentage, none for persons and dollars.
DECIMALS = {"percent": 1, "persons": 0, "dollars": 0, "points": 1, "ratio": 2, "rank": 0}
MINUS = "\u2212"
# The marks of a locale are Babel's; its own formatting takes fifty times as long as Python's, and there are a million.
MARKS = {
    lang: str.maketrans({",": get_group_symbol(locale), ".": get_decimal_symbol(locale)})
    for lang, locale in LOCALE.items()
}
AFFIX: dict[tuple[str, str], str] = {
    ("percent", "en"): "{}%",
    ("percent", "fr"): "{}" + NBSP + "%",
    ("persons", "en"): "{}",
    ("persons", "fr"): "{}",
    ("dollars", "en"): "${}",
    ("dollars", "fr"): "{}" + NBSP + "$",
    ("points", "en"): "{}" + NBSP + "points",
    ("points", "fr"): "{}" + NBSP + "points",
    ("ratio", "en"): "{}",
    ("ratio", "fr"): "{}",
    ("rank", "en"): "{}",
    ("rank", "fr"): "{}",
}
# French has no plural below two.
ONE_POINT = NBSP + "point"


@lru_cache(maxsize=200_000)
def shown(value: float, unit: str, lang: Lang, signed: bool = False, decimals: int | None = None) -> str:
    """Return `value` in `unit` as written in `lang`: `8.7%` and `8,7 %`, `1,253,578` and `1 253 578`.

    `signed` puts a plus before what is above zero, as differences have it; `decimals` are the unit's own unless given.
    """
    places = DECIMALS[unit] if decimals is None else decimals
    rounded = Decimal(repr(abs(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    text = AFFIX[unit, lang].format(f"{rounded:,}".translate(MARKS[lang]))
    if unit == "points" and lang == "fr" and rounded < 2:
        text = text.replace(NBSP + "points", ONE_POINT)
    # A negative amount carries its sign before the dollar, and what rounds to nothing carries none.
    if value < 0 and rounded:
        return MINUS + text
    return f"+{text}" if signed and rounded else text
