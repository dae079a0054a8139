"""Codes of tables, places and characteristics in the one form that joins need."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo, available_timezones

from pipelines.methods.answer import Reason, answered, refuse, require

# Positions of a coordinate in Statistics Canada's web data service, and digits of its product numbers.
COORDINATE_POSITIONS, PRODUCT_DIGITS = 10, 8

# Type and schema of dissemination geography unique identifiers (Statistics Canada, 92F0138M).
DGUID_SCHEMAS: Mapping[str, str] = MappingProxyType(
    {
        "Canada": "A0000",
        "PR": "A0002",
        "CD": "A0003",
        "FED": "A0004",
        "CSD": "A0005",
        "DPL": "A0006",
        "HR": "A0007",
        "LHR": "A0008",
        "FSA": "A0011",
        "ER": "S0500",
        "CAR": "S0501",
        "CCS": "S0502",
        "CMA": "S0503",
        "CA": "S0504",
        "CT": "S0507",
        "DA": "S0512",
        "DB": "S0513",
        "ADA": "S0516",
    }
)
CANADA = "11124"

# A release time as the service prints it: no zone, seconds or not.
_RELEASED = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?")

# First number in the bulk files, last, and what to add for the number in the web service. Both lists of the 2021
# Census Profile were compared, all 2,631 characteristics.
_CHARACTERISTICS_2021 = (
    (1, 140, 0),
    (141, 147, 1837),
    (148, 229, -7),
    (230, 236, 1755),
    (237, 1991, -14),
    (1992, 2623, 0),
    (2624, 2626, 5),
    (2627, 2631, -3),
)


def _require_text(code: object) -> None:
    # A code that came as a number has lost the zeros in front.
    require(isinstance(code, str), Reason.CONTRADICTORY)


@answered
def product_number(text: str | int) -> str:
    """Return the eight digits of a table number such as `98-10-0170-01`, whose last two digits name a view."""
    digits = re.sub(r"\D", "", str(text))
    require(len(digits) in (PRODUCT_DIGITS, PRODUCT_DIGITS + 2), Reason.CONTRADICTORY)
    return digits[:PRODUCT_DIGITS]


@answered
def padded_coordinate(text: str) -> str:
    """Return a coordinate such as `1.12` with zeros up to ten positions."""
    _require_text(text)
    positions = text.split(".")
    require(all(re.fullmatch(r"\d+", position) for position in positions), Reason.CONTRADICTORY)
    require(len(positions) <= COORDINATE_POSITIONS, Reason.LENGTHS_DIFFER)
    return ".".join(positions + ["0"] * (COORDINATE_POSITIONS - len(positions)))


@answered
def released_at(text: str, zone: str = "America/Toronto") -> datetime:
    """Return a release time, given without zone as Ottawa's clock shows it, in universal time."""
    _require_text(text)
    require(_RELEASED.fullmatch(text) is not None, Reason.CONTRADICTORY)
    require(zone in available_timezones(), Reason.CONTRADICTORY)
    try:
        naive = datetime.fromisoformat(text)
    except ValueError:
        return refuse(Reason.CONTRADICTORY)
    return naive.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@answered
def dguid(vintage: int, level: str, code: str) -> str:
    """Return the unique identifier of a place from its census year, level and code; an unknown level is refused."""
    require(level in DGUID_SCHEMAS, Reason.CONTRADICTORY)
    return f"{vintage}{DGUID_SCHEMAS[level]}{CANADA if level == 'Canada' else code}"


@answered
def census_tract_area(tract: str, vintage: int = 2021) -> str:
    """Return a census tract's area code in the web service, where the tract's point is written as a low line."""
    _require_text(tract)
    require(re.fullmatch(r"\d{7}\.\d{2}", tract) is not None, Reason.CONTRADICTORY)
    return f"{vintage}{DGUID_SCHEMAS['CT']}{tract.replace('.', '_')}"


@answered
def web_characteristic(bulk: int) -> int:
    """Return the number that the web service gives to a characteristic of the 2021 profile's bulk files."""
    shift = next((shift for first, last, shift in _CHARACTERISTICS_2021 if first <= bulk <= last), None)
    require(shift is not None, Reason.CONTRADICTORY)
    return bulk + (shift or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthTerritories:
    """Quebec's health territories that hold a local one: region, territorial network, local network, centre's area."""

    rss: str
    rts: str
    rls: str
    clsc: str


@answered
def health_territories(clsc: str) -> HealthTerritories:
    """Return the territories that hold the area of a CLSC, from its five digits; the zero in front is part of it.

    Source: Ministère de la Santé et des Services sociaux, répertoire M34.
    """
    _require_text(clsc)
    require(re.fullmatch(r"\d{5}", clsc) is not None, Reason.CONTRADICTORY)
    return HealthTerritories(rss=clsc[:2], rts=clsc[:3], rls=clsc[:4], clsc=clsc)
