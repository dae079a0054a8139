"""A figure → the text that a reader sees, in the conventions of each language; rounded here and nowhere before."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache

from babel.numbers import get_decimal_symbol, get_group_symbol

from pipelines.model import Lang

LOCALE = {"en": "en_CA", "fr": "fr_CA"}
NBSP = "\u00a0"
# Decimals are those that the sources print: one for a percentage, none for persons and dollars.
STEP = {"percent": Decimal("0.1"), "persons": Decimal(1), "dollars": Decimal(1)}
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
}


@lru_cache(maxsize=100_000)
def shown(value: float, unit: str, lang: Lang) -> str:
    """Return `value` in `unit` as written in `lang`: `8.7%` and `8,7 %`, `1,253,578` and `1 253 578`."""
    # A negative amount carries its sign before the dollar: -$500 and not $-500.
    rounded = Decimal(repr(abs(value))).quantize(STEP[unit], ROUND_HALF_EVEN)
    text = AFFIX[unit, lang].format(f"{rounded:,}".translate(MARKS[lang]))
    return f"-{text}" if value < 0 else text
