"""The text of a number on a page → its value, read as a reader of that language would; None where it is not so written.

Written without a look at how pages are made: what is printed is read back, and compared with the store.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache

from pipelines.model import Lang

NBSP = "\u00a0"
# A whole number with its groups of three, and what follows the decimal mark, by language.
NUMBER: dict[Lang, str] = {
    "en": r"(?P<whole>[0-9]{1,3}(?:,\d{3})*)(?:\.(?P<part>\d+))?",
    "fr": rf"(?P<whole>\d{{1,3}}(?:{NBSP}\d{{3}})*)(?:,(?P<part>\d+))?",
}
# How a number in a unit is written around the number itself, by language.
FORMS: dict[tuple[str, Lang], str] = {
    ("persons", "en"): "{}",
    ("persons", "fr"): "{}",
    ("percent", "en"): "{}%",
    ("percent", "fr"): "{}" + NBSP + "%",
    ("dollars", "en"): r"\${}",
    ("dollars", "fr"): "{}" + NBSP + r"\$",
    ("points", "en"): "{}" + NBSP + "points",
    ("points", "fr"): "{}" + NBSP + "points?",
    ("ratio", "en"): "{}",
    ("ratio", "fr"): "{}",
    ("rank", "en"): "{}",
    ("rank", "fr"): "{}",
}
MINUS = "\u2212"
# The decimals that a unit is printed with, where no rule says otherwise.
DECIMALS = {"persons": 0, "percent": 1, "dollars": 0, "points": 1, "ratio": 2, "rank": 0}


@dataclass(frozen=True, slots=True)
class Read:
    """A number as it stands on a page: its value, and the decimals that it is given with."""

    value: Decimal
    decimals: int


def _pattern(unit: str, lang: Lang) -> re.Pattern[str]:
    return re.compile(rf"(?P<sign>[{MINUS}+])?" + FORMS[unit, lang].format(NUMBER[lang]))


PATTERNS = {(unit, lang): _pattern(unit, lang) for unit, lang in FORMS}


@lru_cache(maxsize=200_000)
def read_number(text: str, unit: str, lang: Lang) -> Read | None:
    """Return the number that `text` is in `lang`, given in `unit`; None where it is not written so."""
    match = PATTERNS[unit, lang].fullmatch(text)
    if match is None:
        return None
    whole = match["whole"].replace(",", "").replace(NBSP, "")
    value = Decimal(f"{whole}.{match['part'] or 0}")
    return Read(-value if match["sign"] == MINUS else value, len(match["part"] or ""))


@lru_cache(maxsize=200_000)
def rounded(value: float, decimals: int) -> Decimal:
    """Return `value` with so many decimals, halves to the even digit: the rule by which pages round."""
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)


def agrees(read: Read, value: float, decimals: int) -> bool:
    """Return whether what was read is `value`, rounded as pages round and with so many decimals."""
    return read.decimals == decimals and read.value == rounded(value, decimals)
