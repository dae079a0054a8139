"""Some cells of a table, as the Web Data Service answers them by coordinate (JSON) → OBSERVATIONS."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from pipelines.errors import SourceError
from pipelines.methods.codes import COORDINATE_POSITIONS
from pipelines.model import Slice
from pipelines.readers.cells import Found, Places, observations
from pipelines.readers.members import Axes, Cell, Dimension, wanted
from pipelines.readers.symbols import PLAIN, TABLE_STATUS, Cells, read_cells

# The service's code sets, each code as the symbol that the tables print.
STATUS_CODES: Mapping[int, str] = {
    0: "", 1: "..", 2: "0s", 3: "A", 4: "B", 5: "C", 6: "D", 7: "E", 8: "F", 9: "...", 10: "<LOD",
}  # fmt: skip
SYMBOL_CODES: Mapping[int, str] = {0: "", 1: "p", 3: "r"}
SECURITY_CODES: Mapping[int, str] = {0: "", 1: "x"}
# Powers of ten that the code set has.
LARGEST_SCALAR = 9
# Levels of geography below this are administrative (A), from it on statistical (S): the letter of an identifier.
STATISTICAL = 500
SUCCESS = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """The coordinates of the wanted cells in the wanted places: coordinate → (region, index in the cells)."""

    cells: Sequence[Cell]
    coordinates: Mapping[str, tuple[str, int]]


def coordinates(
    source_id: str, slices: Sequence[Slice], axes: Axes, metadata: Mapping[str, Any], places: Mapping[str, str]
) -> list[str]:
    """Return the coordinates to ask for, padded to ten positions: what `slices` want of every place in `places`.

    `metadata` is the object of getCubeMetadata.
    """
    return list(_asked(source_id, slices, axes, metadata, places).coordinates)


def read(
    answers: Path, metadata: Path, source_id: str, slices: Sequence[Slice], axes: Axes, places: Mapping[str, str]
) -> pd.DataFrame:
    """Return the OBSERVATIONS of the cells in `answers`; matched by product and coordinate, never by position."""
    described = _loaded(metadata, dict)
    asked = _asked(source_id, slices, axes, described, places)
    product = _product(described.get("productId"), metadata.name)
    found: dict[str, Mapping[str, Any]] = {}
    for number, answer in enumerate(_loaded(answers, list), start=1):
        where = f"{answers.name}, element {number}"
        coordinate = _checked(answer, product, asked.coordinates, where)
        if found.setdefault(coordinate, answer) is not answer:
            raise SourceError(f"{where}: coordinate {coordinate} stands twice; expected each once; nothing was used")
    lacking = [coordinate for coordinate in asked.coordinates if coordinate not in found]
    if lacking:
        raise SourceError(
            f"{answers.name}: {len(lacking)} of {len(asked.coordinates)} coordinates were not answered, among them "
            f"{lacking[0]}; expected all; nothing of the file was used: fetch it again"
        )
    return observations(source_id, asked.cells, [_found(found, asked, answers.name)] if found else [])


def dimensions(metadata: Mapping[str, Any], what: str) -> list[Dimension]:
    """Return the dimensions that getCubeMetadata describes, geography first, in the order of the coordinates."""
    try:
        ordered = sorted(metadata["dimension"], key=lambda each: int(each["dimensionPositionId"]))
        return [
            Dimension(
                name=each["dimensionNameEn"],
                members={str(member["memberId"]): member["memberNameEn"] for member in each["member"]},
            )
            for each in ordered
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise SourceError(f"{what}: not the metadata of a table: {error!r} is missing or of another form") from error


def _asked(
    source_id: str, slices: Sequence[Slice], axes: Axes, metadata: Mapping[str, Any], places: Mapping[str, str]
) -> _Asked:
    what = f"{source_id} (metadata of {metadata.get('productId')})"
    sides = dimensions(metadata, what)
    cells = wanted(slices, axes, sides[1:], what)
    found: dict[str, tuple[str, int]] = {}
    for member, region in _geographies(metadata, Places(places)):
        for index, cell in enumerate(cells):
            ids = [member, *cell.members]
            found[".".join(ids + ["0"] * (COORDINATE_POSITIONS - len(ids)))] = (region, index)
    if not found:
        raise SourceError(f"{what}: none of the regions asked for is in the table; nothing was asked for")
    return _Asked(cells=cells, coordinates=found)


def _geographies(metadata: Mapping[str, Any], places: Places) -> Iterator[tuple[str, str]]:
    """Yield (member id, region) of the wanted places: by level and code, or else by name.

    A name counts only where no code says the same: some tables have both a province and a region that is nothing else.
    """
    first = min(metadata["dimension"], key=lambda each: int(each["dimensionPositionId"]))
    by_code = [(member, places.region(_dguid(member))) for member in first["member"]]
    coded = {region for _, region in by_code if region}
    taken: dict[str, str] = {}
    for member, found in by_code:
        name = member["memberNameEn"]
        region = found or places.region("", name)
        if region is None or (found is None and region in coded):
            continue
        if region in taken:
            raise SourceError(
                f"metadata of {metadata.get('productId')}: {name!r} and {taken[region]!r} are both our {region}; "
                "expected one; nothing was asked for"
            )
        taken[region] = name
        yield str(member["memberId"]), region


def _dguid(member: Mapping[str, Any]) -> str:
    """Return the identifier of a geography, '' where the metadata do not say its level and code."""
    level, code = member.get("geoLevel"), member.get("classificationCode")
    if level is None or not code:
        return ""
    return f"{member.get('vintage')}{'S' if int(level) >= STATISTICAL else 'A'}{int(level):04d}{code}"


def _checked(answer: Mapping[str, Any], product: str, asked: Mapping[str, object], where: str) -> str:
    """Return the coordinate of an answer that is one of ours and holds data."""
    if not isinstance(answer, dict) or answer.get("responseStatusCode") != SUCCESS:
        code = answer.get("responseStatusCode") if isinstance(answer, dict) else answer
        raise SourceError(
            f"{where}: responseStatusCode {code!r}; expected 0; nothing of the file was used: fetch it again, or the "
            "table no longer has the cell"
        )
    coordinate = str(answer.get("coordinate"))
    if _product(answer.get("productId"), where) != product or coordinate not in asked:
        raise SourceError(
            f"{where}: table {answer.get('productId')}, coordinate {coordinate!r}, which nobody asked for; "
            "expected cells "
            f"of {product}; nothing of the file was used"
        )
    return coordinate


def _found(answers: Mapping[str, Mapping[str, Any]], asked: _Asked, what: str) -> Found:
    points = [
        (coordinate, point) for coordinate, answer in answers.items() for point in _points(answer, what, coordinate)
    ]
    wheres = [f"{what}, coordinate {coordinate}, {point['refPer']}" for coordinate, point in points]
    values = [_number(point.get("value")) for _, point in points]
    symbols = [_symbol(point, where) for (_, point), where in zip(points, wheres, strict=True)]
    printed = read_cells(
        pa.array(values, pa.string()),
        pa.array(symbols, pa.string()),
        {**TABLE_STATUS, "p": PLAIN, "r": PLAIN},
        wheres.__getitem__,
    )
    factor = np.array([_factor(point, where) for (_, point), where in zip(points, wheres, strict=True)])
    places = [asked.coordinates[coordinate] for coordinate, _ in points]
    return Found(
        region=np.array([region for region, _ in places], dtype=object),
        cell=np.array([index for _, index in places], dtype=np.int64),
        period=np.array([str(point["refPer"])[:4] for _, point in points], dtype=object),
        printed=Cells(value=printed.value * factor, status=printed.status, caution=printed.caution),
    )


def _points(answer: Mapping[str, Any], what: str, coordinate: str) -> list[Mapping[str, Any]]:
    points = answer.get("vectorDataPoint")
    good = isinstance(points, list) and all(re.match(r"[0-9]{4}", str(point.get("refPer"))) for point in points)
    if not isinstance(points, list) or not good:
        raise SourceError(
            f"{what}, coordinate {coordinate}: no vectorDataPoint with a refPer; found {str(points)[:60]!r}; "
            "nothing of "
            "the file was used"
        )
    return points


def _number(value: object) -> str:
    """Return a JSON number as the tables print it."""
    if value is None:
        return ""
    return np.format_float_positional(value, trim="-") if isinstance(value, float) else str(value)


def _symbol(point: Mapping[str, Any], where: str) -> str:
    """Return the symbols of a point, joined as the tables join them; a code may be null, which is none."""
    parts = [
        _code(point, "securityLevelCode", SECURITY_CODES, where),
        _code(point, "statusCode", STATUS_CODES, where),
        _code(point, "symbolCode", SYMBOL_CODES, where),
    ]
    return ",".join(filter(None, parts))


def _code(point: Mapping[str, Any], name: str, known: Mapping[int, str], where: str) -> str:
    code = int(point.get(name) or 0)
    if code not in known:
        raise SourceError(
            f"{where}: unknown {name} {point.get(name)!r}; expected one of {', '.join(map(str, known))}; nothing "
            "of the "
            "file was used: compare with getCodeSets"
        )
    return known[code]


def _factor(point: Mapping[str, Any], where: str) -> float:
    code = int(point.get("scalarFactorCode") or 0)
    if not 0 <= code <= LARGEST_SCALAR:
        raise SourceError(f"{where}: unknown scalarFactorCode {code}; expected 0 to {LARGEST_SCALAR}; nothing was used")
    return float(10**code)


def _product(product: object, where: str) -> str:
    digits = re.sub(r"\D", "", str(product))[:8]
    if len(digits) != len("98100170"):
        raise SourceError(f"{where}: productId {product!r} is no number of a table; expected eight digits")
    return digits


def _loaded(path: Path, kind: type) -> Any:
    try:
        loaded = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise SourceError(f"{path.name}: not JSON ({error}); nothing was read: fetch it again") from error
    if not isinstance(loaded, kind):
        raise SourceError(f"{path.name}: {type(loaded).__name__} in it, expected {kind.__name__}; nothing was read")
    return loaded
