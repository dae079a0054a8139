"""FIGURES → the files that people take away: the whole store, and one profile's figures in CSV and JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.model import LANGS, Lang, Plan, Status
from pipelines.publish.spreadsheets import harmless, harmless_columns
from pipelines.tables import FIGURES

SYNTHETIC = "SYNTHETIC, not evidence: "
# What each column means, for datapackage.json.
COLUMNS = {
    "figure_id": "Permanent id: community:region:indicator:group[:breakdown]:period",
    "community": "Id of the community",
    "region": "Id of the region",
    "region_name": "Name of the region",
    "region_level": "Level of the region",
    "indicator": "Id of the indicator",
    "group": "minority, majority, total, or a comparison: gap, ratio, people, change, growth, rank, minority-share",
    "breakdown": "dimension=member, empty for everyone in the group",
    "population": "What the cells describe: declared, or the name of what stands in for it",
    "period": "Census year or reference period",
    "since": "The earlier period of a change or growth, else empty",
    "value": "The number in `unit`; empty unless status is reported",
    "unit": "percent, persons, dollars, points, ratio or rank",
    "status": "reported, unreliable, withheld, suppressed, not_applicable or not_available",
    "lower": "Lower bound; empty where interval is none",
    "upper": "Upper bound; empty where interval is none",
    "interval": "Kind of bounds: sampling95, rounding or none",
    "reliability": "good, caution or poor by the source's declared rule; empty unless reported",
    "symbol": "The publisher's own mark: E where it asks that the value be used with caution",
    "numerator": "Persons; empty where the source gives no counts",
    "denominator": "Persons; empty where the source gives no counts",
    "source": "Id of the source",
    "cell": "Member names of the cells used",
    "kind": "published, computed or reported; synthetic where an emulator invented it to test the program",
    "series_break": "Id of the break that this period brings into the series, if any",
    "rule": "Id of the declared rule that withheld or marked the figure, if any",
}


def arrow(figures: pd.DataFrame) -> pa.Table:
    """Return FIGURES as an Arrow table in which what is missing is null, never NaN and never zero."""
    return pa.Table.from_pandas(figures[list(FIGURES.columns)], preserve_index=False).replace_schema_metadata(None)


def csv_text(figures: pd.DataFrame) -> str:
    """Return FIGURES as CSV with a header: quotes only where needed, what is missing empty, numbers with a point."""
    # Fifteen digits are all that a double carries, and keep 8.7 from becoming 8.699999999999999.
    return harmless_columns(figures).to_csv(index=False, lineterminator="\n", float_format="%.15g")


def csv_by_region(text: str, figures: pd.DataFrame, plan: Plan, langs: Iterable[Lang]) -> dict[tuple[Lang, str], bytes]:
    """Return (language, region) → its rows of `text`, the CSV of FIGURES, with the region named in the language.

    Written once and cut, for rows are sorted by region and no cell goes over two lines.
    """
    # Python would end a line at more characters than CSV does.
    header, *lines = (f"{line}\n" for line in text.removesuffix("\n").split("\n"))
    found: dict[tuple[Lang, str], bytes] = {}
    for region, rows in figures.groupby("region").indices.items():
        community = figures["community"].iloc[rows[0]]
        part = "".join([header, *lines[rows[0] : rows[-1] + 1]])
        named = {lang: _cell(plan.regions[str(region)].name[lang]) for lang in LANGS}
        for lang in langs:
            here = f",{community},{region},"
            found[lang, str(region)] = part.replace(f"{here}{named['en']},", f"{here}{named[lang]},").encode()
    return found


def _cell(text: str) -> str:
    """Return a text as a cell of CSV, harmless in a spreadsheet."""
    text = harmless(text)
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"\n\r') else text


def json_by_region(figures: pd.DataFrame, plan: Plan, community: str) -> dict[str, bytes]:
    """Return region → its figures as JSON, with what is needed to read them in both languages; missing is null."""
    # One record a line, written in C by pandas; rows are sorted by region, so each region is one stretch of lines.
    records = figures[FIGURE_KEYS].to_json(orient="records", lines=True, double_precision=12, force_ascii=False)
    lines = records.split("\n")
    found = {}
    for region, rows in figures.groupby("region").indices.items():
        first, last = rows[0], rows[-1] + 1
        head = json.dumps(_head(figures.iloc[first:last], plan, community, str(region)), ensure_ascii=False)
        body = ",\n".join(lines[first:last])
        found[str(region)] = f'{head[:-1]}, "figures": [\n{body}\n]}}\n'.encode()
    return found


FIGURE_KEYS = [name for name in FIGURES.columns if name not in ("community", "region", "region_name", "region_level")]


def no_figures_json(plan: Plan, community: str, region: str) -> bytes:
    """Return the JSON of a profile without figures."""
    empty = pd.DataFrame(columns=list(FIGURES.columns))
    return (json.dumps({**_head(empty, plan, community, region), "figures": []}, ensure_ascii=False) + "\n").encode()


def _head(figures: pd.DataFrame, plan: Plan, community: str, region: str) -> dict[str, Any]:
    sources, indicators = set(figures["source"].unique()), set(figures["indicator"].unique())
    return {
        **({"synthetic": _both(plan.texts["synthetic_banner"])} if plan.synthetic else {}),
        "community": {"id": community, "name": _both(plan.communities[community].name)},
        "region": {"id": region, "name": _both(plan.regions[region].name), "level": plan.regions[region].level},
        "statuses": {
            status: _both(plan.texts[f"status_{status}"]) for status in Status if status is not Status.REPORTED
        },
        "indicators": {name: _indicator(plan, name) for name in plan.indicators if name in indicators},
        "sources": {name: _source(plan, name) for name in plan.sources if name in sources},
    }


def _both(text: Any) -> dict[str, str]:
    return {lang: text[lang] for lang in LANGS}


def _indicator(plan: Plan, name: str) -> dict[str, Any]:
    indicator = plan.indicators[name]
    return {"label": _both(indicator.label), "unit": indicator.unit, "universe": _both(indicator.universe)}


def _source(plan: Plan, name: str) -> dict[str, Any]:
    source, supply = plan.sources[name], plan.supplies.get(name)
    fetched = (
        {
            "files": [
                {"name": p.name, "address": p.address, "sha256": p.sha256, "retrieved": p.retrieved}
                for p in supply.pins
            ],
            "verified": supply.verified,
            "changed_upstream": supply.changed.seen if supply.changed else None,
        }
        if supply
        else {}
    )
    return {
        **fetched,
        "table": source.table,
        "title": _both(source.title),
        "address": _both(source.address),
        "release": source.release,
    }


def write_store(
    figures: pd.DataFrame, texts: Iterable[Path], folder: Path, plan: Plan, name: str, built: str, version: str
) -> None:
    """Write figures.csv, figures.parquet and the datapackage.json that describes them with their sha256.

    `texts` are the CSV files of the parts that `figures` was put together from, in the same order.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "figures.csv").open("wb") as whole:
        for number, text in enumerate(texts):
            header, rows = text.read_bytes().split(b"\n", 1)
            whole.write(rows if number else header + b"\n" + rows)
    pq.write_table(arrow(figures), folder / "figures.parquet", compression="zstd")
    package = _package(folder, plan, name, built, version, len(figures))
    (folder / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _package(folder: Path, plan: Plan, name: str, built: str, version: str, rows: int) -> dict[str, Any]:
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": name,
        "title": f"{SYNTHETIC if plan.synthetic else ''}Portrait: figures on minority communities, region by region",
        "version": version,
        "created": built,
        "licenses": [
            {"name": key, "title": licence.name.en, "path": licence.address.en}
            for key, licence in plan.licences.items()
        ],
        "sources": [
            {"title": f"{source.table}, {source.title.en}", "path": source.address.en}
            for source in plan.sources.values()
        ],
        "resources": list(_resources(folder, rows)),
    }


def _resources(folder: Path, rows: int) -> Iterator[Mapping[str, Any]]:
    fields = [{"name": name, "type": type_of(name), "description": said} for name, said in COLUMNS.items()]
    for name, kind in (("figures.csv", "text/csv"), ("figures.parquet", "application/vnd.apache.parquet")):
        data = (folder / name).read_bytes()
        yield {
            "name": name.replace(".", "-"),
            "path": name,
            "mediatype": kind,
            "bytes": len(data),
            "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
            "rows": rows,
            "schema": {"fields": fields, "primaryKey": ["figure_id"], "missingValues": [""]},
        }


def type_of(name: str) -> str:
    """Return the type of a column of FIGURES, as a data package names it."""
    return "number" if name in ("value", "lower", "upper", "numerator", "denominator") else "string"
