"""Tables 43-10-0067 to 0072 as a third party reshaped them (Parquet, one column a dimension) → OBSERVATIONS.

What the copy does to the tables: identifiers, units and symbols are gone; the language categories sit in `Age` in
three of the tables; dashes are spelled both ways. Kept are totals, each group by sex, and the two official-language
groups by age and by immigrant status.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from pipelines.errors import SourceError
from pipelines.model import Plan, Source
from pipelines.readers.spelling import columns_of, dictionary, folded, named

BASE = ["Year", "Geography", "Sex", "Age", "Immigration", "VisMin", "Indicator", "Value"]
TOTALS = {
    "Sex": ["Total - Sex"],
    "Age": ["Total - 15 years and over", "Total - 15 to 29 years"],
    "Language": ["Total - First official language spoken"],
    "Immigration": ["Total - Immigrant and generation status", "Total - Generation status"],
    "VisMin": ["Total - Visible minority"],
    "Location": ["Total - Location of study"],
    # Table 0071 has no total of degrees: its universe is people at bachelor level or above.
    "Degree": [
        "Total - Highest certificate, diploma or degree",
        "University certificate or diploma or degree at bachelor level or above",
    ],
}
DIMENSION = {"Sex": "sex", "Age": "age", "Immigration": "immigrant"}
LANGUAGES = ["English only", "French only"]
# Groups that no declared community is, and that no majority or total needs.
LEFT_OUT = {
    "VisMin": ["Visible minority population", "Visible minority, n.i.e.", "Multiple visible minorities"],
    "Language": ["English and French", "Neither English nor French"],
}


def read(files: list[Path], name: str, plan: Plan) -> pd.DataFrame:
    """Return the rows of `files` that the profiles need: per cent or dollars, missing where the cell is empty."""
    source = plan.sources[name]
    return pd.concat([_read(file, name, source, plan) for file in files], ignore_index=True)


def _read(file: Path, name: str, source: Source, plan: Plan) -> pd.DataFrame:
    try:
        table = pq.read_table(file).to_pandas()
    except (OSError, ValueError) as error:
        raise SourceError(f"{file.name}: not a Parquet file ({error}); nothing was written") from error
    columns_of(table, BASE, file.name)
    for column in table.columns.drop("Value"):
        kinds = table[column].astype("category")
        table[column] = kinds.cat.rename_categories({c: folded(str(c)) for c in kinds.cat.categories}).astype(str)
    return _cells(_wanted(_language_apart(table), file.name), name, source, plan, file.name)


def _language_apart(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with language in a column of its own, also where the copy has it inside `Age`."""
    if "Language" in table:
        return table
    language = table["Age"].isin(LANGUAGES)
    return table.assign(
        Language=table["Age"].where(language, TOTALS["Language"][0]),
        Age=table["Age"].mask(language, TOTALS["Age"][0]),
    )


def _wanted(table: pd.DataFrame, what: str) -> pd.DataFrame:
    """Return the rows in which at most one of sex, age and immigrant status, and one of the groups, is no total."""
    for column in ("Location", "Degree"):
        if column in table:
            table = table[table[column] == _total(table, column, what)]
    total = {
        column: table[column].isin(TOTALS[column]) for column in ("Sex", "Age", "Language", "Immigration", "VisMin")
    }
    broken_down = sum(~total[column] for column in DIMENSION)
    by_sex_only = total["Age"] & total["Immigration"]
    official = total["VisMin"] & table["Language"].isin(LANGUAGES)
    one_group = total["VisMin"] | total["Language"]
    return table[one_group & (broken_down <= 1) & (by_sex_only | official)]


def _total(table: pd.DataFrame, column: str, what: str) -> str:
    """Return the first of the declared totals that the column has."""
    found = [total for total in TOTALS[column] if (table[column] == total).any()]
    if not found:
        raise SourceError(f"{what}: no total in column {column}; expected one of {', '.join(TOTALS[column])}")
    return found[0]


def _cells(table: pd.DataFrame, name: str, source: Source, plan: Plan, what: str) -> pd.DataFrame:
    populations = {key: plan.categories.populations[key].tables for key in source.populations}
    regions = dictionary({key: region.tables for key, region in plan.regions.items()})
    measures = dictionary({key: [spelling] for key, spelling in source.measures.items()})
    member = table["Language"].where(~table["Language"].isin(TOTALS["Language"]), table["VisMin"])
    left_out = [spelling for spellings in LEFT_OUT.values() for spelling in spellings]
    others = [i for i in table["Indicator"].unique() if i not in measures] if name in EXTRA_INDICATORS else []
    if others and not set(others) <= set(map(folded, EXTRA_INDICATORS[name])):
        raise SourceError(f"{what}: indicators that nobody declared: {', '.join(others)}")
    cells = pd.DataFrame(
        {
            "period": table["Year"],
            "region": named(table["Geography"], regions, what),
            "measure": named(table["Indicator"], measures, what, ignored=others),
            "population": named(member, dictionary(populations), what, ignored=left_out),
            "breakdown": _breakdown(table, source, plan, what),
            "value": _numbers(table["Value"], what),
        }
    )
    return cells.dropna(subset=["measure", "population"])


def _numbers(values: pd.Series, what: str) -> pd.Series:
    try:
        return values.astype(float)
    except (TypeError, ValueError) as error:
        raise SourceError(f"{what}: column Value holds something that is no number: {error}") from error


# Indicators of the tables that are not published here, each with its reason.
EXTRA_INDICATORS = {
    "statcan-43-10-0067": [  # parts of "bachelor level or above", which is published
        "Population with bachelor's degree",
        "Population with university certificate or diploma above bachelor level",
    ],
    "statcan-43-10-0068": ["Average weekly earnings (full-time)"],  # the values look too low for the label
}


def _breakdown(table: pd.DataFrame, source: Source, plan: Plan, what: str) -> pd.Series:
    result = pd.Series("", index=table.index)
    for column, dimension in DIMENSION.items():
        part = ~table[column].isin(TOTALS[column])
        if not part.any() or dimension not in source.breakdowns:
            continue
        members = plan.categories.breakdowns[dimension].members
        names = dictionary({key: member.tables for key, member in members.items()})
        result = result.mask(part, dimension + "=" + named(table[column].where(part, next(iter(names))), names, what))
    return result
