"""Mother tongue in Quebec's economic regions, 2021 (CSV extract of 98-401-X2021008) → OBSERVATIONS."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipelines.errors import SourceError
from pipelines.model import Plan
from pipelines.readers.spelling import columns_of

POPULATIONS = {
    "mother_tongue_total": "total",
    "english": "mt-english",
    "french": "mt-french",
    "non_official": "mt-non-official",
    "english_and_french": "mt-english-french",
    "english_and_non_official": "mt-english-non-official",
    "french_and_non_official": "mt-french-non-official",
    "english_french_and_non_official": "mt-english-french-non-official",
    "multiple_non_official": "mt-multiple-non-official",
}


def read(files: list[Path], name: str, plan: Plan) -> pd.DataFrame:
    """Return persons by mother tongue, each multiple response a category of its own; nothing is distributed here."""
    table = pd.concat([pd.read_csv(file, dtype={"er_code": str}) for file in files], ignore_index=True)
    columns_of(table, ["er_code", *POPULATIONS], name)
    regions = "er" + table["er_code"]
    unknown = sorted(set(regions) - plan.regions.keys())
    if unknown:
        raise SourceError(f"{name}: regions that nobody declared: {', '.join(unknown)}")
    cells = table.assign(region=regions).melt(["region"], list(POPULATIONS), var_name="population")
    return pd.DataFrame(
        {
            "period": plan.sources[name].periods[0],
            "region": cells["region"],
            "measure": "persons",
            "population": cells["population"].map(POPULATIONS),
            "breakdown": "",
            "value": cells["value"].astype(float),
        }
    )
