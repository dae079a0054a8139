"""A table as somebody holds it → OBSERVATIONS: the readers that made the embedded snapshots."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

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
    table = READERS[plan.sources[name].reader](files, name, plan)
    table["source"] = name
    table["status"] = table["value"].notna().map({True: Status.REPORTED.value, False: Status.NOT_AVAILABLE.value})
    ordered = table[[*CELL, "value", "status"]].sort_values(CELL, ignore_index=True)
    return check(ordered.astype(dict.fromkeys([*CELL, "status"], str)), OBSERVATIONS)
