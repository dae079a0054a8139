"""Cells read of any format, with the names wanted for them → rows of OBSERVATIONS."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.errors import SourceError
from pipelines.methods.answer import Refused
from pipelines.methods.quality import USE_WITH_CAUTION, QualityFlag, quality_flag
from pipelines.model import Status
from pipelines.readers.members import BOUNDS, Cell, plain
from pipelines.readers.symbols import Cells
from pipelines.tables import CELL

COLUMNS = [*CELL, "value", "status", "lower", "upper", "quality"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Columns of cells as read: region, index in the wanted cells, period of the row, what is printed, its bounds.

    `lower` and `upper` are for formats that print them beside the number; elsewhere bounds are cells of their own.
    """

    region: npt.NDArray[np.object_]
    cell: npt.NDArray[np.int64]
    period: npt.NDArray[np.object_]
    printed: Cells
    lower: npt.NDArray[np.float64] | None = None
    upper: npt.NDArray[np.float64] | None = None


def observations(source_id: str, wanted: Sequence[Cell], found: Sequence[Found]) -> pd.DataFrame:
    """Return OBSERVATIONS columns: every number with its bounds beside it, NaN where the table publishes none."""
    names = sorted({(cell.measure, cell.population, cell.breakdown) for cell in wanted})
    if not found or not names:
        return _empty()
    ranks = {name: rank for rank, name in enumerate(names)}
    of_cell = np.array([ranks[cell.measure, cell.population, cell.breakdown] for cell in wanted])
    periods, regions, coded = _coded(_under_every_name(found, wanted), wanted, of_cell)
    table = _with_bounds(coded, source_id)
    # Sorted as numbers: sorting millions of rows as text takes longer than reading them.
    table = table.iloc[np.lexsort((table["name"], table["region"], table["period"]))].reset_index(drop=True)
    spelled = [_text([name[place] for name in names], table["name"]) for place in range(3)]
    return pd.DataFrame(
        {
            "source": _text([source_id], np.zeros(len(table), dtype=np.int64)),
            "period": _text(periods, table["period"]),
            "region": _text(regions, table["region"]),
            "measure": spelled[0],
            "population": spelled[1],
            "breakdown": spelled[2],
            "value": table["value"],
            "status": _text([status.value for status in Status], table["status"]),
            "lower": table["lower"],
            "upper": table["upper"],
            "quality": _text(["", "caution"], table["caution"].astype(np.int64)),
        }
    )


def _under_every_name(found: Sequence[Found], wanted: Sequence[Cell]) -> list[Found]:
    """Return what was found once for each name of a cell: a total may be wanted as a measure and as a whole of another.

    A reader needs to know one of the names that the members of a cell go by.
    """
    names: dict[tuple[str, ...], list[int]] = {}
    for index, cell in enumerate(wanted):
        names.setdefault(cell.members, []).append(index)
    most = max(map(len, names.values()))
    if most == 1:
        return list(found)
    of_cell = np.array([(names[cell.members] + [-1] * most)[:most] for cell in wanted])
    return [_kept(each, of_cell[each.cell, place]) for each in found for place in range(most)]


def _kept(found: Found, cell: npt.NDArray[np.int64]) -> Found:
    """Return what was found under other indices of cells, without that whose index is -1."""
    keep = cell >= 0
    printed = found.printed
    return Found(
        region=found.region[keep],
        cell=cell[keep],
        period=found.period[keep],
        printed=Cells(value=printed.value[keep], status=printed.status[keep], caution=printed.caution[keep]),
        lower=None if found.lower is None else found.lower[keep],
        upper=None if found.upper is None else found.upper[keep],
    )


def _text(spellings: Sequence[str], codes: npt.ArrayLike) -> pd.Series:
    """Return a text column from the few spellings in it and their places."""
    return pd.Series(list(spellings), dtype="str").take(np.asarray(codes, dtype=np.int64)).reset_index(drop=True)


def _coded(
    found: Sequence[Found], wanted: Sequence[Cell], of_cell: npt.NDArray[np.int64]
) -> tuple[list[str], list[str], pd.DataFrame]:
    """Return periods, regions, and all cells with the places of theirs in these lists: a few spellings, many cells."""
    cell = np.concatenate([each.cell for each in found])
    declared = np.array([each.period for each in wanted], dtype=object)[cell]
    period = np.concatenate([each.period for each in found])
    periods, period_names = pd.factorize(np.where(declared == "", period, declared), sort=True)
    regions, region_names = pd.factorize(np.concatenate([each.region for each in found]), sort=True)
    bound = np.array([BOUNDS.index(each.bound) for each in wanted])
    table = pd.DataFrame(
        {
            "period": periods,
            "region": regions,
            "name": of_cell[cell],
            "bound": bound[cell],
            "value": np.concatenate([each.printed.value for each in found]),
            "status": np.concatenate([each.printed.status for each in found]),
            "caution": np.concatenate([each.printed.caution for each in found]),
            "lower": np.concatenate([_or_nothing(each.lower, each) for each in found]),
            "upper": np.concatenate([_or_nothing(each.upper, each) for each in found]),
        }
    )
    return [str(name) for name in period_names], [str(name) for name in region_names], table


def _or_nothing(bound: npt.NDArray[np.float64] | None, found: Found) -> npt.NDArray[np.float64]:
    return np.full(len(found.cell), np.nan) if bound is None else bound


def _with_bounds(table: pd.DataFrame, source_id: str) -> pd.DataFrame:
    key = ["region", "period", "name"]
    result = table[table["bound"] == BOUNDS.index("value")]
    for bound in BOUNDS[1:]:
        side = table.loc[table["bound"] == BOUNDS.index(bound), [*key, "value"]]
        if side.duplicated(key).any():
            raise SourceError(f"{source_id}: a {bound} bound stands twice for one cell; nothing of the table was used")
        if len(side):
            side = side.rename(columns={"value": "side"})
            result = result.drop(columns=bound).merge(side, on=key, how="left", validate="m:1")
            result = result.rename(columns={"side": bound})
    # One bound alone says nothing, nor do the bounds of a number that is not there.
    both = result["lower"].notna() & result["upper"].notna() & result["value"].notna()
    result[["lower", "upper"]] = result[["lower", "upper"]].where(both)
    return result.reset_index(drop=True)


def _empty() -> pd.DataFrame:
    text = {column: pd.Series(dtype="str") for column in [*CELL, "status", "quality"]}
    numbers = {column: pd.Series(dtype=float) for column in ("value", "lower", "upper")}
    return pd.DataFrame({**text, **numbers})[COLUMNS]


class Places:
    """Geographic codes without vintage, or folded names, → our region ids; what is not in it is not wanted."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self._codes = dict(places)
        self._names = {plain(name): region for name, region in places.items()}

    def region(self, dguid: str, name: str = "") -> str | None:
        """Return our id of the region with this identifier, or else this name; None where it is not wanted."""
        code = dguid[VINTAGE:]
        found = self._codes.get(code) or self._codes.get(code.replace("_", "."))
        return found or (self._names.get(plain(name)) if name else None)

    def told_by(self, dguid: str, name: str) -> str | None:
        """Return the region with this identifier, or the one of this name marked as such: see `settled`."""
        found = self.region(dguid)
        named = None if found else self.region("", name)
        return found or (f"{named}{BY_NAME}" if named else None)


# Stands behind a region that only a place's name tells.
BY_NAME = "\x00"


def settled(found: Sequence[Found]) -> list[Found]:
    """Return what was found with the marks of `told_by` taken off.

    A name counts only where no code says the same: some tables have both a province and a region that is nothing else.
    """
    every = {str(region) for each in found for region in set(each.region)}
    coded = {region for region in every if not region.endswith(BY_NAME)}
    names = {region: region.removesuffix(BY_NAME) for region in every}
    kept = []
    for each in found:
        good = np.array([region in coded or names[region] not in coded for region in each.region], dtype=np.bool_)
        part = _kept(each, np.where(good, each.cell, -1))
        kept.append(replace(part, region=np.array([names[region] for region in part.region], dtype=object)))
    return kept


# An identifier begins with the year of its geography, which a code has not.
VINTAGE = 4


def flagged(flag: str, basis: str, where: Callable[[], str]) -> bool:
    """Return whether a 2021 data quality flag asks for caution; `basis` says which of its digits speak of the source.

    Short form for a full count, long form for a sample, either for a source of both.
    """
    digits = quality_flag(flag)
    if isinstance(digits, Refused):
        raise SourceError(
            f"{where()}: unknown data quality flag {flag!r}; expected five digits such as '00000'; nothing of the file "
            "was used: look it up in the publisher's notes on data quality"
        )
    return USE_WITH_CAUTION in _speaking(digits, basis)


def _speaking(digits: QualityFlag, basis: str) -> tuple[int, ...]:
    if basis == "full-count":
        return (digits.short_form,)
    return (digits.long_form,) if basis == "sample" else (digits.short_form, digits.long_form)
