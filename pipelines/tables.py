"""The contracts of the two tables that the stages hand to each other: OBSERVATIONS and FIGURES."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from pipelines.model import Group, Interval, Kind, Reliability, Status, Unit

# One published cell a row, as published: value in the source's unit, empty unless the cell is reported. `lower` and
# `upper` are the bounds that the source publishes, `quality` is `caution` where it asks for it, else empty.
CELL = ["source", "period", "region", "measure", "population", "breakdown"]

OBSERVATIONS = pa.DataFrameSchema(
    {
        **{name: pa.Column(str) for name in CELL},
        "value": pa.Column(float, nullable=True),
        "status": pa.Column(str, pa.Check.isin([status.value for status in Status])),
        "lower": pa.Column(float, nullable=True),
        "upper": pa.Column(float, nullable=True),
        "quality": pa.Column(str, pa.Check.isin(["", "caution"])),
    },
    checks=[
        pa.Check(
            lambda table: table["value"].notna() == (table["status"] == Status.REPORTED), name="value_iff_reported"
        ),
    ],
    unique=CELL,
    strict=True,
    ordered=True,
)

_TEXT = pa.Column(str)
_NUMBER = pa.Column(float, nullable=True)


def _within(table: pd.DataFrame) -> pd.Series:
    """Return where the bounds hold the value between them, or are both absent."""
    absent = table["lower"].isna() & table["upper"].isna() & (table["interval"] == Interval.NONE)
    holds = (
        (table["lower"] <= table["value"]) & (table["value"] <= table["upper"]) & (table["interval"] != Interval.NONE)
    )
    return absent | holds


# One figure a row. `value` is in `unit`; numerator and denominator are persons; missing means that the source has none.
# `since` is the earlier period of a change, `rule` the declared rule that withheld or marked the figure; else empty.
FIGURES = pa.DataFrameSchema(
    {
        "figure_id": pa.Column(str, unique=True),
        "community": _TEXT,
        "region": _TEXT,
        "region_name": _TEXT,
        "region_level": _TEXT,
        "indicator": _TEXT,
        "group": pa.Column(str, pa.Check.isin([group.value for group in Group])),
        "breakdown": _TEXT,
        "population": _TEXT,
        "period": pa.Column(str, pa.Check.str_matches(r"^\d{4}$")),
        "since": pa.Column(str, pa.Check.str_matches(r"^(\d{4})?$")),
        "value": _NUMBER,
        "unit": pa.Column(str, pa.Check.isin([unit.value for unit in Unit])),
        "status": pa.Column(str, pa.Check.isin([status.value for status in Status])),
        "lower": _NUMBER,
        "upper": _NUMBER,
        "interval": pa.Column(str, pa.Check.isin([interval.value for interval in Interval])),
        "reliability": pa.Column(str, pa.Check.isin(["", *(r.value for r in Reliability)])),
        "symbol": pa.Column(str, pa.Check.isin(["", "E"])),
        "numerator": _NUMBER,
        "denominator": _NUMBER,
        "source": _TEXT,
        "cell": _TEXT,
        "kind": pa.Column(str, pa.Check.isin([kind.value for kind in Kind])),
        "series_break": _TEXT,
        "rule": _TEXT,
    },
    checks=[
        pa.Check(
            lambda table: table["value"].notna() == (table["status"] == Status.REPORTED), name="value_iff_reported"
        ),
        pa.Check(
            lambda table: (
                (table["unit"] != Unit.PERCENT)
                | (table["group"] == Group.GROWTH)
                | table["value"].isna()
                | table["value"].between(0, 100)
            ),
            name="percent_within_0_and_100",
        ),
        pa.Check(_within, name="bounds_hold_the_value"),
    ],
    strict=True,
    ordered=True,
)

COLUMNS = list(FIGURES.columns)


def no_figures() -> pd.DataFrame:
    """Return FIGURES without a row, each column of its type."""
    types = {name: float if str(column.dtype) == "float64" else str for name, column in FIGURES.columns.items()}
    return pd.DataFrame(columns=COLUMNS).astype(types)


def check(table: pd.DataFrame, contract: pa.DataFrameSchema) -> pd.DataFrame:
    """Return `table`, proven to keep `contract`; raises pandera's SchemaErrors, which lists every failing row."""
    return contract.validate(table, lazy=True)
