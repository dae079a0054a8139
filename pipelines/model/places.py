"""Our region ids ↔ Statistics Canada's geographic codes: what of a DGUID follows its four-digit vintage."""

from __future__ import annotations

import re

# Quebec's health regions go by the ministry's number; those of other provinces by Statistics Canada's code.
QUEBEC = "24"
FORMS: tuple[tuple[str, str], ...] = (
    (r"pr(\d{2})", r"A0002\1"),
    (r"cd(\d{4})", r"A0003\1"),
    (r"csd(\d{7})", r"A0005\1"),
    (r"er(\d{4})", r"S0500\1"),
    (r"cma(\d{3})", r"S0503\1"),
    (r"cma(\d{5})", r"S0505\1"),
    (r"ct(\d{7}\.\d{2})", r"S0507\1"),
    (r"rss(\d{2})", rf"A0007{QUEBEC}\1"),
    (r"hr(\d{4})", r"A0007\1"),
)
BACK: tuple[tuple[str, str], ...] = (
    (r"A0002(\d{2})", r"pr\1"),
    (r"A0003(\d{4})", r"cd\1"),
    (r"A0005(\d{7})", r"csd\1"),
    (r"S0500(\d{4})", r"er\1"),
    (r"S0503(\d{3})", r"cma\1"),
    (r"S0505(\d{5})", r"cma\1"),
    (r"S0507(\d{7}\.\d{2})", r"ct\1"),
    (rf"A0007{QUEBEC}(\d{{2}})", r"rss\1"),
    (r"A0007(\d{4})", r"hr\1"),
)
CANADA = ("ca", "A000011124")
VINTAGE = 4


def code_of(region: str) -> str | None:
    """Return the code of one of our regions without its vintage (`pr24` → `A000224`), None for one of our own making.

    Source: Statistics Canada, Dissemination Geography Unique Identifier, definition and structure (92F0138M).
    """
    return CANADA[1] if region == CANADA[0] else _translated(region, FORMS)


def region_of(dguid: str) -> str | None:
    """Return our id of the territory with this DGUID (`2021A00052466023` → `csd2466023`), None for a kind we lack."""
    code = dguid[VINTAGE:]
    return CANADA[0] if code == CANADA[1] else _translated(code, BACK)


def _translated(text: str, forms: tuple[tuple[str, str], ...]) -> str | None:
    for pattern, template in forms:
        match = re.fullmatch(pattern, text)
        if match:
            return match.expand(template)
    return None
