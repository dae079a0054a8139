"""The declarations and a profile's FIGURES → what machines are told of figures.csv: CSV on the Web (W3C, 2015)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipelines.model import LANGS, Lang, Plan, Status, Text
from pipelines.publish.downloads import COLUMNS, type_of
from pipelines.publish.workbook import COLUMNS as NAMED

# A tool that is given figures.csv looks for its metadata under this name.
METADATA_FILE = "figures.csv-metadata.json"
SCHEMA_FILE = "figures-schema.json"
CONTEXT = ["http://www.w3.org/ns/csvw", {"@language": "en"}]
REQUIRED = ("figure_id", "community", "region", "indicator", "group", "period", "unit", "status")
YEARS = ("period", "since")


def schema(plan: Plan) -> bytes:
    """Return the columns of every figures.csv: names, what they are called in both languages, types, primary key."""
    columns = [_column(name, plan) for name in COLUMNS]
    return _document({"@context": CONTEXT, "columns": columns, "primaryKey": "figure_id"})


def _column(name: str, plan: Plan) -> dict[str, Any]:
    # The first title is what the file has at the head of the column; the other is for people.
    called = {"region_level": "workbook_col_region_level", "indicator": "workbook_col_indicator"}
    key = f"workbook_col_{name}" if name in NAMED else called[name]
    return {
        "name": name,
        "titles": {lang: [name, plan.texts[key][lang]] for lang in LANGS},
        "dc:description": {"@value": COLUMNS[name], "@language": "en"},
        "datatype": _datatype(name),
        "required": name in REQUIRED,
    }


def _datatype(name: str) -> Any:
    if name == "status":
        return {"base": "string", "format": "|".join(Status)}
    if name in YEARS:
        return "gYear"
    return {"number": "double"}.get(type_of(name), "string")


def profile_metadata(figures: pd.DataFrame, plan: Plan, community: str, region: str) -> bytes:
    """Return what is told of the figures.csv beside a profile, in either language."""
    names = {lang: f"{plan.communities[community].name[lang]}, {plan.regions[region].name[lang]}" for lang in LANGS}
    of_what = {
        "schema:spatialCoverage": _both(plan.regions[region].name),
        "schema:about": _both(plan.communities[community].name),
        **_periods(figures),
    }
    # From /<lang>/profiles/<community>/<region>/.
    return _document(_table(plan, names, set(figures["source"]), f"../../../../data/{SCHEMA_FILE}", of_what))


def store_metadata(figures: pd.DataFrame, plan: Plan) -> bytes:
    """Return what is told of /data/figures.csv."""
    names = {lang: plan.texts["take_title"][lang] for lang in LANGS}
    return _document(_table(plan, names, set(figures["source"]), SCHEMA_FILE, _periods(figures)))


def _table(
    plan: Plan, names: Mapping[Lang, str], sources: set[str], where: str, of_what: Mapping[str, Any]
) -> dict[str, Any]:
    used = [each for name, each in plan.sources.items() if name in sources]
    licences = dict.fromkeys(plan.publishers[source.publisher].licence for source in used)
    mark = {"rdfs:comment": _both(plan.texts["synthetic_banner"])} if plan.synthetic else {}
    return {
        "@context": CONTEXT,
        "url": "figures.csv",
        **mark,
        "dc:title": [{"@value": f"Portrait. {name}", "@language": lang} for lang, name in names.items()],
        "dc:description": _both(plan.texts["dataset_said"]),
        "dc:creator": "Portrait",
        "dc:license": [{"@id": plan.licences[name].address.en} for name in licences],
        "dc:source": [{"@id": source.address.en, "dc:identifier": source.table} for source in used],
        **of_what,
        "dialect": {"encoding": "utf-8", "delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True},
        "tableSchema": where,
    }


def _periods(figures: pd.DataFrame) -> dict[str, str]:
    periods = sorted(figures["period"].unique())
    return {"schema:temporalCoverage": "/".join(dict.fromkeys((periods[0], periods[-1])))} if periods else {}


def _both(text: Text) -> list[dict[str, str]]:
    return [{"@value": text[lang], "@language": lang} for lang in LANGS]


def _document(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
