"""The published site: its pages, its downloads, and that each says the same as the store."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from pipelines.model import LANGS
from pipelines.tables import FIGURES

PAGES = [
    "",
    "profiles/",
    "profiles/esq/",
    "profiles/esq/pr24/",
    "profiles/esq/er2460/",
    "profiles/esq/rss06/",
    "profiles/fsc/cma580/",
    "profiles/black/cma535/",
    "regions/health-region/",
    "indicators/unemployment-rate/",
    "sources/statcan-43-10-0069/",
    "methods/",
    "glossary/",
    "about/",
    "cite/",
    "knowledge/",
]


@pytest.fixture(scope="module")
def store(site: Path) -> pd.DataFrame:
    return pd.read_csv(
        site / "data" / "figures.csv",
        dtype={"period": str, "breakdown": str},
        keep_default_na=False,
        na_values={name: [""] for name in ("value", "lower", "upper", "numerator", "denominator")},
    )


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", LANGS)
def test_the_promised_pages_exist(site: Path, lang: str, path: str):
    page = (site / lang / path / "index.html").read_text(encoding="utf-8")
    assert f'<html lang="{lang}"' in page
    assert len(re.findall(r"<h1", page)) == 1


def test_both_languages_have_the_same_addresses(site: Path):
    found = {lang: {f.relative_to(site / lang) for f in (site / lang).rglob("index.html")} for lang in LANGS}
    assert found["en"] == found["fr"]
    assert len(found["en"]) > 1200


def test_csv_and_parquet_hold_the_same_figures(site: Path, store: pd.DataFrame):
    parquet = pq.read_table(site / "data" / "figures.parquet").to_pandas()
    assert list(parquet.columns) == list(store.columns) == list(FIGURES.columns)
    assert parquet["figure_id"].tolist() == store["figure_id"].tolist()
    pd.testing.assert_series_equal(parquet["value"], store["value"].astype(float), check_names=False, rtol=1e-14)
    assert parquet["status"].tolist() == store["status"].tolist()


def test_the_data_package_tells_the_truth_about_its_files(site: Path, store: pd.DataFrame):
    package = json.loads((site / "data" / "datapackage.json").read_text(encoding="utf-8"))
    assert package["created"] == "2025-10-09T00:00:00Z"
    assert {resource["path"] for resource in package["resources"]} == {"figures.csv", "figures.parquet"}
    for resource in package["resources"]:
        data = (site / "data" / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert resource["bytes"] == len(data)
        assert resource["rows"] == len(store)
        assert [each["name"] for each in resource["schema"]["fields"]] == list(FIGURES.columns)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("profile", ["esq/pr24", "fsc/cma580", "black/cma535", "esq/rss06", "korean/pr60"])
def test_a_profiles_downloads_are_its_part_of_the_store(site: Path, store: pd.DataFrame, lang: str, profile: str):
    folder = site / lang / "profiles" / profile
    community, region = profile.split("/")
    own = store[(store["community"] == community) & (store["region"] == region)]
    rows = list(csv.DictReader((folder / "figures.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["figure_id"] for row in rows] == own["figure_id"].tolist()
    document = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
    assert [each["figure_id"] for each in document["figures"]] == own["figure_id"].tolist()
    for row, each, status in zip(rows, document["figures"], own["status"], strict=True):
        assert row["status"] == each["status"] == status
        assert (row["value"] == "") == (each["value"] is None) == (status != "reported")
        if each["value"] is not None:
            assert float(row["value"]) == pytest.approx(each["value"], rel=1e-11)


def test_a_french_download_names_regions_in_french(site: Path):
    rows = csv.DictReader((site / "fr/profiles/fsc/cma580/figures.csv").read_text(encoding="utf-8").splitlines())
    assert {row["region_name"] for row in rows} == {"Grand Sudbury"}


def test_absent_values_are_words_in_html_and_differ_from_zero(site: Path, store: pd.DataFrame):
    page = (site / "en/profiles/korean/pr60/index.html").read_text(encoding="utf-8")
    absent = set(store.loc[store["status"] == "not_available", "figure_id"])
    shown = dict(re.findall(r'<td[^>]*data-figure="([^"]+)"[^>]*>([^<]*)</td>', page))
    here = {figure_id: text for figure_id, text in shown.items() if figure_id in absent}
    assert here
    assert set(here.values()) == {"not available"}


def test_no_page_asks_anything_of_another_host(site: Path):
    for lang in LANGS:
        for path in PAGES:
            page = (site / lang / path / "index.html").read_text(encoding="utf-8")
            assert re.findall(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="https?:', page) == []


NOTICE = {
    "en": "This does not constitute an endorsement by Statistics Canada",
    "fr": "Cela ne constitue pas une approbation de ce produit par Statistique Canada",
}


@pytest.mark.parametrize("lang", LANGS)
def test_the_notice_of_the_licence_is_on_every_profile_with_figures(site: Path, lang: str):
    for page in (site / lang / "profiles").glob("*/*/index.html"):
        text = " ".join(page.read_text(encoding="utf-8").split("<article")[1].split())
        assert NOTICE[lang] in text or "data-figure" not in text, page
