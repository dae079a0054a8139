"""The text of a number on a page → its value and unit, read as a reader of that language would."""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.model import Lang

NBSP = "\u00a0"
NUMBER: dict[Lang, re.Pattern[str]] = {
    "en": re.compile(r"^(-?)(\$?)(\d{1,3}(?:,\d{3})*)(\.\d)?(%?)$"),
    "fr": re.compile(rf"^(-?)()(\d{{1,3}}(?:{NBSP}\d{{3}})*)(,\d)?({NBSP}[%$])?$"),
}


@lru_cache(maxsize=100_000)
def read_number(text: str, lang: Lang) -> tuple[float, int, str] | None:
    """Return (value, decimals, unit) of a number as written in `lang`; None where it is not so written."""
    match = NUMBER[lang].match(text)
    if match is None:
        return None
    sign, dollar, whole, decimals, mark = (part or "" for part in match.groups())
    unit = {"%": "percent", "$": "dollars"}.get(mark.strip(NBSP) or dollar, "persons")
    value = float(whole.replace(",", "").replace(NBSP, "") + decimals.replace(",", "."))
    return (-value if sign else value), max(len(decimals) - 1, 0), unit
