"""Statistics Canada's geographic attribute file (latin-1, one row a dissemination block) → blocks of some provinces."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.errors import SourceError
from pipelines.readers.columns import parts
from pipelines.readers.headers import header_cells
from pipelines.readers.profile_blocks import table_in
from pipelines.readers.streams import first_line

# Our name → the file's, which is English and French joined. Ids are text: leading zeros and points matter.
IDS: Mapping[str, str] = {
    "db": "DBUID_IDIDU",
    "da": "DAUID_ADIDU",
    "csd": "CSDUID_SDRIDU",
    "cd": "CDUID_DRIDU",
    "pr": "PRUID_PRIDU",
}
# Which of these the file has differs; the ones it has are read.
OTHER_IDS: Mapping[str, str] = {
    "er": "ERUID_REIDU",
    "ct": "CTUID_SRIDU",
    "cma": "CMAUID_RMRIDU",
    "ada": "ADAUID_ADAIDU",
    "fed": "FEDUID_CEFIDU",
}
POPULATION = "DBPOP2021_IDPOP2021"
# A block belongs to the parents that its own number begins with.
PREFIXES = {"da": 8, "cd": 4, "pr": 2}
DATA = r"\.csv$"


def read(path: Path, provinces: Collection[str]) -> pd.DataFrame:
    """Return the blocks of `provinces`: db, da, csd, cd, pr and what else the file has of ids (text), population.

    Population is persons in 2021, missing where the file prints none. Raises SourceError naming file, row and value.
    """
    table = table_in(path, DATA)
    with table.open() as file:
        line, offset = first_line(file, "latin-1", table.name)
    header = [cell.strip().removeprefix("ï»¿") for cell in header_cells(line, table.name)]
    lacking = [name for name in (*IDS.values(), POPULATION) if name not in header]
    if lacking or len(set(header)) < len(header):
        raise SourceError(
            f"{table.name}, header: columns {', '.join(lacking) or 'twice'}; found {', '.join(header[:12])} …; "
            "expected the "
            "bilingual names of the 2021 geographic attribute file; nothing was read"
        )
    names = dict(IDS) | {name: column for name, column in OTHER_IDS.items() if column in header}
    places = {name: header.index(column) for name, column in (names | {"population": POPULATION}).items()}
    found = []
    for part in parts(table, offset, len(header), sorted(set(places.values())), encoding="latin1"):
        inside = pc.is_in(part.columns[f"c{places['pr']}"], value_set=pa.array(sorted(provinces)))
        rows, numbers = part.kept(inside)
        if len(rows):
            blocks = pd.DataFrame({name: rows[f"c{place}"].to_pylist() for name, place in places.items()}, dtype="str")
            found.append(_proven(blocks, numbers, table.name))
    if not found:
        raise SourceError(f"{table.name}: no block of the provinces {', '.join(sorted(provinces))}; nothing was used")
    whole = pd.concat(found, ignore_index=True)
    twice = whole["db"].duplicated()
    if twice.any():
        raise SourceError(
            f"{table.name}: block {whole.loc[twice, 'db'].iloc[0]} stands twice; expected one row a block"
        )
    return whole


def _proven(blocks: pd.DataFrame, numbers: list[int], what: str) -> pd.DataFrame:
    for name, length in PREFIXES.items():
        _refuse(
            blocks[name] != blocks["db"].str[:length],
            blocks,
            name,
            numbers,
            what,
            f"the first {length} digits of the block's id",
        )
    _refuse(
        blocks["csd"].str[:4] != blocks["cd"], blocks, "csd", numbers, what, "a number that begins with the division's"
    )
    _refuse(~blocks["population"].str.fullmatch(r"[0-9]*"), blocks, "population", numbers, what, "persons, or nothing")
    return blocks.assign(population=pd.to_numeric(blocks["population"].replace("", None)).astype(float))


def _refuse(bad: pd.Series, blocks: pd.DataFrame, name: str, numbers: list[int], what: str, expected: str) -> None:
    if bad.any():
        row = int(bad.to_numpy().argmax())
        raise SourceError(
            f"{what}, row {numbers[row]}: {name} of block {blocks['db'].iloc[row]} is {blocks[name].iloc[row]!r}; "
            "expected "
            f"{expected}; nothing of the file was used"
        )
