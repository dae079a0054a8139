"""Table 15-10-0032 as a third party reshaped it (CSV, a row a year and place) → OBSERVATIONS."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipelines.errors import SourceError
from pipelines.model import Plan
from pipelines.readers.spelling import columns_of

REGIONS = {
    "CA": "ca", "CA-XQ": "x-canada-outside-quebec", "NL": "pr10", "PE": "pr11", "NS": "pr12", "NB": "pr13",
    "QC": "pr24", "ON": "pr35", "MB": "pr46", "SK": "pr47", "AB": "pr48", "BC": "pr59", "YT": "pr60", "NT": "pr61",
    "NU": "pr62",
}  # fmt: skip
POPULATIONS = {
    "english": "fols-english-distributed",
    "french": "fols-french-distributed",
    "neither": "fols-neither",
    "total": "total",
}
# The copy names the table in every row, in this column.
TABLE = "source_table"


def read(files: list[Path], name: str, plan: Plan) -> pd.DataFrame:
    """Return persons by first official language spoken, "English and French" distributed equally."""
    table = pd.concat([pd.read_csv(file, dtype={"year": str}) for file in files], ignore_index=True)
    columns_of(table, ["year", "geo_code", TABLE, *POPULATIONS], name)
    unknown = sorted(set(table["geo_code"]) - REGIONS.keys())
    others = sorted(set(table[TABLE]) - {plan.sources[name].table})
    if unknown or others:
        raise SourceError(f"{name}: places or tables that nobody declared: {', '.join(unknown + others)}")
    cells = table.melt(["year", "geo_code"], list(POPULATIONS), var_name="population")
    return pd.DataFrame(
        {
            "period": cells["year"],
            "region": cells["geo_code"].map(REGIONS),
            "measure": "persons",
            "population": cells["population"].map(POPULATIONS),
            "breakdown": "",
            "value": cells["value"].astype(float),
        }
    )
