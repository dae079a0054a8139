"""A table as somebody holds it → OBSERVATIONS: the readers that made the embedded snapshots."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from pipelines.errors import SourceError
from pipelines.model import Plan, Status
from pipelines.readers import fols_history, mother_tongue, statcan_43_10
from pipelines.tables import CELL, OBSERVATIONS, check

Reader = Callable[[list[Path], str, Plan], pd.DataFrame]

READERS: dict[str, Reader] = {
    "statcan-43-10-reshaped": statcan_43_10.read,
    "fols-history": fols_history.read,
    "mother-tongue-economic-regions": mother_tongue.read,
}


def read_held(files: list[Path], name: str, plan: Plan) -> pd.DataFrame:
    """Return the OBSERVATIONS of source `name` as `files` hold them; an empty cell is not_available, never zero."""
    missing = [str(file) for file in files if not file.is_file()]
    if missing:
        raise SourceError(
            f"{name}: no such file: {', '.join(missing)}; nothing was written; name the files with --from"
        )
    reader = plan.sources[name].held
    if reader is None:
        raise SourceError(f"{name}: nothing of it is embedded; `portrait fetch {name}` has it live")
    named = ", ".join(file.name for file in files)
    try:
        table = READERS[reader](files, name, plan)
    except (ValueError, OSError) as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise SourceError(f"{named}: not a table that {reader} reads: {said}") from error
    table["source"] = name
    table["status"] = table["value"].notna().map({True: Status.REPORTED.value, False: Status.NOT_AVAILABLE.value})
    _prove(table, name, plan, named)
    ordered = table[[*CELL, "value", "status"]].sort_values(CELL, ignore_index=True)
    text = ordered.astype(dict.fromkeys([*CELL, "status"], str))
    return check(text.assign(lower=np.nan, upper=np.nan, quality=""), OBSERVATIONS)


def _prove(table: pd.DataFrame, name: str, plan: Plan, files: str) -> None:
    """Raise where the rows are not what the source is declared to be: other periods, a cell twice, no finite number."""
    strangers = sorted(set(table["period"]) - set(plan.sources[name].periods))
    if strangers:
        raise SourceError(
            f"{files}: periods that nobody declared: {', '.join(strangers)}; add them to {name} in sources.yml"
        )
    twice = table[table.duplicated(CELL)]
    if len(twice):
        raise SourceError(f"{files}: a cell stands twice: {', '.join(map(str, twice.iloc[0][CELL[1:]]))}")
    endless = table[np.isinf(table["value"].astype(float))]
    if len(endless):
        raise SourceError(f"{files}: an infinite value (inf): {', '.join(map(str, endless.iloc[0][CELL[1:]]))}")
