"""A figure → the text that a reader sees, in the conventions of each language; rounded here and nowhere before."""

from __future__ import annotations

from functools import lru_cache

from babel.numbers import format_decimal

from pipelines.model import Lang

LOCALE = {"en": "en_CA", "fr": "fr_CA"}
NBSP = "\u00a0"
# Decimals are those that the sources print: one for a percentage, none for persons and dollars.
PATTERN = {"percent": "#,##0.0", "persons": "#,##0", "dollars": "#,##0"}
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
    text = AFFIX[unit, lang].format(format_decimal(abs(value), PATTERN[unit], locale=LOCALE[lang]))
    return f"-{text}" if value < 0 else text
