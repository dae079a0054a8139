"""What machines are told of the CSV files, held against the files as the standard has it (CSV on the Web, W3C 2015)."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from pipelines.model import LANGS
from pipelines.publish.metadata import METADATA_FILE
from pipelines.tables import FIGURES
from takeaway.drawn import COMMUNITY, REGION

FILES = ["data/", *(f"{lang}/profiles/{COMMUNITY}/{REGION}/" for lang in LANGS)]
NUMBER = re.compile(r"[-+]?\d+(\.\d+)?(e[-+]?\d+)?", re.IGNORECASE)
YEAR = re.compile(r"\d{4}")


def read(site: Path, where: str) -> tuple[dict[str, Any], dict[str, Any], list[list[str]]]:
    """Return the metadata, the schema that it leads to, and the rows of the file that it describes."""
    folder = site / where
    metadata = json.loads((folder / METADATA_FILE).read_text(encoding="utf-8"))
    schema = json.loads((folder / metadata["tableSchema"]).resolve().read_text(encoding="utf-8"))
    text = (folder / metadata["url"]).read_text(encoding=metadata["dialect"]["encoding"])
    return metadata, schema, list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("where", FILES)
def test_the_columns_of_the_file_are_those_described(hostile: Path, where: str):
    metadata, schema, (head, *rows) = read(hostile, where)
    assert metadata["@context"] == schema["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "en"}]
    assert [column["name"] for column in schema["columns"]] == head == list(FIGURES.columns)
    for column in schema["columns"]:
        # A tool takes a file for the one described where each head is a title in some language.
        assert all(column["titles"][lang][0] == column["name"] and len(column["titles"][lang]) == 2 for lang in LANGS)
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", column["name"])
    assert len(rows) > 20


@pytest.mark.parametrize("where", FILES)
def test_every_cell_is_of_the_type_described(hostile: Path, where: str):
    _, schema, (_, *rows) = read(hostile, where)
    for column, cells in zip(schema["columns"], zip(*rows, strict=True), strict=True):
        kind = column["datatype"]
        base = kind["base"] if isinstance(kind, dict) else kind
        there = [cell for cell in cells if cell]
        assert not column["required"] or len(there) == len(cells), column["name"]
        patterns = {"double": NUMBER, "gYear": YEAR, "string": re.compile(".*", re.DOTALL)}
        pattern = re.compile(kind["format"]) if isinstance(kind, dict) else patterns[base]
        assert [cell for cell in there if not pattern.fullmatch(cell)] == [], column["name"]
    key = [row[[c["name"] for c in schema["columns"]].index(schema["primaryKey"])] for row in rows]
    assert len(set(key)) == len(key)


@pytest.mark.parametrize("where", FILES)
def test_it_names_licence_and_sources_in_both_languages(hostile: Path, where: str):
    metadata, _, (head, *rows) = read(hostile, where)
    assert {each["@language"] for each in metadata["dc:title"]} == set(LANGS)
    assert all(each["@id"].startswith("https://") for each in (*metadata["dc:license"], *metadata["dc:source"]))
    used = {row[head.index("source")] for row in rows}
    assert len(metadata["dc:source"]) == len(used)
    years = sorted(row[head.index("period")] for row in rows)
    assert metadata["schema:temporalCoverage"] == f"{years[0]}/{years[-1]}"


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_of_data_describes_the_whole_and_what_it_leads_to_is_there(hostile: Path, lang: str):
    html = (hostile / lang / "data" / "index.html").read_text(encoding="utf-8")
    (said,) = (json.loads(each) for each in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html))
    assert said["@type"] == "Dataset"
    for each in said["distribution"]:
        assert (hostile / lang / "data" / each["contentUrl"]).is_file()
    assert said["inLanguage"] == ["en", "fr"]
    assert len(said["isBasedOn"]) > 5


def test_what_is_told_on_a_profile_is_short(hostile: Path):
    for file in hostile.glob("*/profiles/esq/*/index.html"):
        html = file.read_text(encoding="utf-8")
        (said,) = re.findall(r'<script type="application/ld\+json">.*?</script>', html)
        assert len(said.encode()) <= 600, file
