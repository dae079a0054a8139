"""The 2021 Census Profile of the web service (SDMX, one CSV a flow) → OBSERVATIONS, and lists of territories."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.errors import SourceError
from pipelines.model import Slice, Supply, Territory
from pipelines.readers.cells import VINTAGE, Found, Places, flagged, observations
from pipelines.readers.columns import Part, at_row, parts
from pipelines.readers.headers import header_cells, same_header
from pipelines.readers.members import Axes, Cell, Dimension, MemberError, wanted
from pipelines.readers.profile_bulk_2021 import bulk_id
from pipelines.readers.streams import Table, first_line
from pipelines.readers.symbols import SDMX_FLAG, Cells, bounds, read_cells

HEADER = (
    "DATAFLOW", "FREQ", "TIME_PERIOD", "REF_AREA", "GENDER", "CHARACTERISTIC", "STATISTIC", "OBS_VALUE", "DECIMALS",
    "FLAG", "TOPIC", "NOTE", "RELEASE_DATE", "GEO_LEVEL", "ALT_GEO_CODE", "GEO_DESC", "PROV_TERR", "DATA_QUALITY_FLAG",
    "TNR_LF", "TNR_SF", "CI_LOW", "CI_HIGH",
)  # fmt: skip
READ = (
    "DATAFLOW", "FREQ", "TIME_PERIOD", "REF_AREA", "GENDER", "CHARACTERISTIC", "STATISTIC", "OBS_VALUE", "FLAG",
    "DATA_QUALITY_FLAG", "CI_LOW", "CI_HIGH",
)  # fmt: skip
# The short code lists of the service.
GENDERS = {"1": "Total", "2": "Men+", "3": "Women+"}
STATISTICS = {"1": "Counts", "4": "Rates"}
FREQUENCY, PERIOD = "A5", "2021"
_FLOW = re.compile(r"(?P<flow>DF_[A-Z]+)-en\.csv")
_LIST = re.compile(r"CL_GEO_[A-Z]+-en\.json")
# Kinds of territory whose code begins with the two digits of their province.
IN_PROVINCES = (
    "A0002", "A0003", "A0004", "A0005", "A0006", "A0007", "S0500", "S0501", "S0502", "S0505", "S0512", "S0513", "S0516",
)  # fmt: skip
CODES = "CL_CHARACTERISTIC-en.json"


def read(
    supply: Supply,
    source_id: str,
    slices: Sequence[Slice],
    axes: Axes,
    places: Mapping[str, str],
    basis: str,
    version: str,
) -> pd.DataFrame:
    """Return the OBSERVATIONS that `slices` want of every flow in `supply`, in `places` only.

    A characteristic is one where code and label agree with the code list that came with the flows. Bounds come with
    the numbers that have them: those of the long form.
    """
    codes = _file(supply, CODES)
    labels = _codes(codes)
    dimensions = [
        Dimension(name="GENDER", members=GENDERS),
        Dimension(name="CHARACTERISTIC", members=labels),
        Dimension(name="STATISTIC", members=STATISTICS),
    ]
    try:
        cells = wanted(slices, axes, dimensions, f"{source_id} ({codes.name})")
    except MemberError as error:
        raise SourceError(f"{error}{bulk_id(error, labels)}") from error
    found: list[Found] = []
    for name, path in sorted(supply.files.items()):
        flow = _FLOW.fullmatch(name)
        if flow:
            found += _Flow(path, f"STC_CP:{flow['flow']}({version})", cells, Places(places), basis).read()
    if not found:
        raise SourceError(
            f"{source_id}: none of the regions asked for is in {', '.join(sorted(supply.files))}; nothing was used"
        )
    return observations(source_id, cells, found)


def read_territories(supply: Supply, provinces: Collection[str]) -> list[Territory]:
    """Return the territories of the flows' code lists that lie in `provinces`, with their names in both languages."""
    names = sorted(name for name in supply.files if _LIST.fullmatch(name))
    if not names:
        raise SourceError(
            f"{supply.source}: no code list CL_GEO_…-en.json; found {', '.join(supply.files) or 'nothing'}"
        )
    found: dict[str, Territory] = {}
    for name in names:
        english = _codes(supply.files[name])
        other = name.replace("-en.json", "-fr.json")
        french = _codes(_file(supply, other))
        for dguid, label in english.items():
            if not _in(dguid, provinces):
                continue
            if dguid not in french:
                raise SourceError(
                    f"{other}: no {dguid} ({label}), which {name} has; expected both languages of every code"
                )
            found[dguid] = Territory(dguid=dguid, name_en=label, name_fr=french[dguid])
    return list(found.values())


def _in(dguid: str, provinces: Collection[str]) -> bool:
    schema, code = dguid[VINTAGE : VINTAGE + 5], dguid[VINTAGE + 5 :]
    return schema in IN_PROVINCES and code[:2] in provinces


def _file(supply: Supply, name: str) -> Path:
    if name not in supply.files:
        raise SourceError(
            f"{supply.source}: {name} is missing; found {', '.join(supply.files) or 'nothing'}; fetch it again"
        )
    return supply.files[name]


def _codes(path: Path) -> dict[str, str]:
    """Return code → label of a code list in the service's JSON."""
    try:
        lists: Any = json.loads(path.read_text(encoding="utf-8-sig"))["data"]["codelists"]
        (codes,) = [each["codes"] for each in lists]
        labels = {str(code["id"]): code["name"] for code in codes}
        if len(labels) < len(codes) or not all(isinstance(label, str) for label in labels.values()):
            raise ValueError("a code stands twice, or a name is no text")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SourceError(
            f"{path.name}: not a code list of the Census Profile's service ({error!r}); expected "
            "data.codelists[0].codes "
            "with id and name; nothing was read: fetch it again"
        ) from error
    return labels


class _Flow:
    """One flow's file, read part by part."""

    def __init__(self, path: Path, dataflow: str, cells: Sequence[Cell], places: Places, basis: str) -> None:
        self.table, self.dataflow, self.places, self.basis = Table(path=path), dataflow, places, basis
        self.index = {"\t".join(cell.members): index for index, cell in enumerate(cells)}

    def read(self) -> list[Found]:
        with self.table.open() as file:
            line, offset = first_line(file, "utf-8-sig", self.table.name)
        same_header(header_cells(line, self.table.name), HEADER, self.table.name)
        columns = [HEADER.index(name) for name in READ]
        every = (self._found(part) for part in parts(self.table, offset, len(HEADER), columns))
        return [found for found in every if found is not None]

    def _found(self, part: Part) -> Found | None:
        text = {name: part.columns[f"c{HEADER.index(name)}"] for name in READ}
        self._constant(text["DATAFLOW"], self.dataflow, "DATAFLOW", part)
        self._constant(text["FREQ"], FREQUENCY, "FREQ", part)
        self._constant(text["TIME_PERIOD"], PERIOD, "TIME_PERIOD", part)
        key = pc.binary_join_element_wise(text["GENDER"], text["CHARACTERISTIC"], text["STATISTIC"], "\t")
        index = _each(key, lambda each: self.index.get(each, -1))
        regions: dict[str, int] = {}
        region = _each(text["REF_AREA"], lambda each: self._region(each, regions))
        keep = np.flatnonzero((index >= 0) & (region >= 0))
        if not len(keep):
            return None
        rows = [part.first + int(row) for row in keep]
        kept = {name: column.take(keep) for name, column in text.items()}
        printed = read_cells(kept["OBS_VALUE"], kept["FLAG"], SDMX_FLAG, at_row(self.table, rows, "OBS_VALUE"))
        careful = self._careful(kept["DATA_QUALITY_FLAG"], rows)
        caution = (printed.caution | careful) & ~np.isnan(printed.value)
        return Found(
            region=np.array(list(regions), dtype=object)[region[keep]],
            cell=index[keep],
            period=np.full(len(keep), PERIOD, dtype=object),
            printed=Cells(value=printed.value, status=printed.status, caution=caution),
            lower=self._bounds(kept["CI_LOW"], rows, "CI_LOW"),
            upper=self._bounds(kept["CI_HIGH"], rows, "CI_HIGH"),
        )

    def _region(self, dguid: str, regions: dict[str, int]) -> int:
        region = self.places.region(dguid)
        return -1 if region is None else regions.setdefault(region, len(regions))

    def _constant(self, column: pa.Array, expected: str, name: str, part: Part) -> None:
        for found in pc.unique(column).to_pylist():
            if found != expected:
                row = part.first + pc.index(column, found).as_py()
                raise SourceError(
                    f"{self.table.name}, row {row}: {name} is {found!r}, expected {expected!r}; nothing of the "
                    "file was "
                    "used: it is another flow or version than is declared"
                )

    def _careful(self, flags: pa.Array, rows: Sequence[int]) -> npt.NDArray[np.bool_]:
        where = at_row(self.table, rows, "DATA_QUALITY_FLAG")
        # An area that has no flag printed has nothing said against it.
        return _each(
            flags,
            lambda flag: int(bool(flag) and flagged(flag, self.basis, lambda: where(pc.index(flags, flag).as_py()))),
        ).astype(np.bool_)

    def _bounds(self, values: pa.Array, rows: Sequence[int], name: str) -> npt.NDArray[np.float64]:
        # A bound has no flag of its own: where none is printed there is none.
        absent = pc.if_else(pc.equal(values, ""), "O", "")
        return bounds(values, absent, SDMX_FLAG, at_row(self.table, rows, name))


def _each(texts: pa.Array, code: Callable[[str], int]) -> npt.NDArray[np.int64]:
    """Return what `code` makes of each text; it is asked once for each spelling."""
    kinds = pc.dictionary_encode(texts)
    codes = np.array([code(text) for text in kinds.dictionary.to_pylist()], dtype=np.int64)
    return codes[kinds.indices.to_numpy(zero_copy_only=False)] if len(codes) else np.zeros(0, dtype=np.int64)
