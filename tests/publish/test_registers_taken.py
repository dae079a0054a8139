"""Registers to take away and to read: every entry in CSV and JSON, in both languages, and pages that say the same."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from invented import OBSERVED, registered_project

from pipelines.assemble.registers import shelve
from pipelines.declare import declare
from pipelines.model import LANGS, Plan, Text
from pipelines.model.registers import KINDS, Entry, RegisterKind
from pipelines.publish.registers import write_registers

WITH_PAGES = ("cases", "plans")
FORMULA = re.compile(r"[=+\-@\t\r]")


@pytest.fixture(scope="session")
def registered_plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return declare(registered_project(tmp_path_factory.mktemp("plan") / "project"))


@pytest.fixture(params=["site", "registered_site"])
def published(request: pytest.FixtureRequest) -> tuple[Path, Plan]:
    """Return the project's own site, and one with an invented entry in every register, each with its plan."""
    plan = "plan" if request.param == "site" else "registered_plan"
    return request.getfixturevalue(request.param), request.getfixturevalue(plan)


def entries_of(plan: Plan, kind: RegisterKind) -> dict[str, Entry]:
    return dict(plan.registers.entries[kind])


def as_json(value: Any) -> Any:
    """Return a declared value as a file has it."""
    if isinstance(value, Text):
        return {"en": value.en, "fr": value.fr}
    if is_dataclass(value):
        return {each.name: as_json(getattr(value, each.name)) for each in fields(value)}
    return [as_json(part) for part in value] if isinstance(value, list) else value


def texts(value: Any) -> Iterator[str]:
    """Yield the texts in both languages."""
    if isinstance(value, Text):
        yield from (value.en, value.fr)
    elif is_dataclass(value):
        for each in fields(value):
            yield from texts(getattr(value, each.name))
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


def rows_of(site: Path, kind: str) -> list[dict[str, str]]:
    with (site / "data" / "registers" / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def records_of(site: Path, kind: str) -> list[dict[str, Any]]:
    document = json.loads((site / "data" / "registers" / f"{kind}.json").read_text(encoding="utf-8"))
    assert document["register"] == kind
    return document["entries"]


@pytest.mark.parametrize("kind", KINDS)
def test_json_holds_every_entry_as_it_is_declared(published: tuple[Path, Plan], kind: RegisterKind):
    site, plan = published
    records = {record["id"]: record for record in records_of(site, kind)}

    assert set(records) == set(entries_of(plan, kind))
    for name, entry in entries_of(plan, kind).items():
        declared = as_json(entry)
        assert {key: records[name][key] for key in declared} == declared


@pytest.mark.parametrize("kind", KINDS)
def test_csv_holds_every_text_of_every_entry_in_both_languages(published: tuple[Path, Plan], kind: RegisterKind):
    site, plan = published
    rows = {row["id"]: row for row in rows_of(site, kind)}

    assert set(rows) == set(entries_of(plan, kind))
    for name, entry in entries_of(plan, kind).items():
        assert (rows[name]["title_en"], rows[name]["title_fr"]) == (entry.title.en, entry.title.fr)
        whole = "\n".join(rows[name].values())
        missing = [
            text for text in texts(entry) if text not in whole and json.dumps(text, ensure_ascii=False) not in whole
        ]
        assert missing == []
        assert rows[name]["added_on"] == entry.added.on
        assert rows[name]["regions"].split(" | ") == (entry.regions or [""])


@pytest.mark.parametrize("kind", KINDS)
def test_no_cell_is_a_formula_and_no_row_has_other_columns(published: tuple[Path, Plan], kind: RegisterKind):
    for row in rows_of(published[0], kind):
        assert None not in row
        assert None not in row.values()
        for cell in row.values():
            assert not FORMULA.match(cell) or re.fullmatch(r"-?[\d.]+", cell), cell


def test_a_formula_among_the_observations_is_a_text(registered_site: Path):
    assert "=1+1" in OBSERVED
    (row,) = rows_of(registered_site, "plans")
    (record,) = records_of(registered_site, "plans")
    assert "=1+1" in row["observed"]
    assert not row["observed"].startswith("=")
    assert [each["value"] for each in record["observed"]] == [40, 65, 10]


@pytest.mark.parametrize("name", ["=HYPERLINK(A1)", "+1", "-x", "@SUM(A1)", "＝1"])
def test_a_title_that_begins_as_a_formula_is_marked(registered_plan: Plan, tmp_path: Path, name: str):
    entry = registered_plan.registers.entries["organizations"]["one"]
    object.__setattr__(entry, "address", name)
    try:
        write_registers(shelve(registered_plan, lambda _: None, (), "2026-11-21"), registered_plan, tmp_path)
    finally:
        object.__setattr__(entry, "address", "")
    (row,) = csv.DictReader(io.StringIO((tmp_path / "registers/organizations.csv").read_text(encoding="utf-8")))
    assert row["address"] == f"'{name}"


def test_empty_registers_have_the_heads_of_full_ones(site: Path, registered_site: Path, plan: Plan):
    empty = [kind for kind in KINDS if not plan.registers.entries[kind]]
    assert empty == ["tables", "partnerships", "outreach", "voices", "plans"]
    for kind in empty:
        head, *rows = (site / "data" / "registers" / f"{kind}.csv").read_text(encoding="utf-8").splitlines()
        full = (registered_site / "data" / "registers" / f"{kind}.csv").read_text(encoding="utf-8").splitlines()[0]
        assert rows == []
        assert full.split(",")[: len(head.split(","))] == head.split(",")
        assert {"id", "title_en", "title_fr", "added_on", "checked_by", "stale"} <= set(head.split(","))


def pages_of(site: Path, kind: str, name: str = "") -> dict[str, lxml.html.HtmlElement]:
    """Return the article of a register's page, or of an entry's, by language."""
    home = f"knowledge/{kind}" if kind in WITH_PAGES else f"knowledge/registers/{kind}"
    found = {}
    for lang in LANGS:
        file = site / lang / home / name / "index.html"
        (found[lang],) = lxml.html.fromstring(file.read_bytes().decode()).iter("article")
    return found


def facts_of(article: lxml.html.HtmlElement) -> dict[str, str]:
    """Return what the keyed elements of a page say, without how a language writes a number."""
    found = {}
    for attribute in ("data-entry", "data-figure", "data-published"):
        for element in article.xpath(f".//*[@{attribute}]"):
            found[element.get(attribute)] = re.sub(r"[^\dA-Za-z]", "", element.text_content().replace(",0%", ".0%"))
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_register_says_the_same_in_both_languages(published: tuple[Path, Plan], kind: RegisterKind):
    site, plan = published
    pages = pages_of(site, kind)

    ids = {lang: {each.get("id") for each in page.find_class("pt-entry")} for lang, page in pages.items()}
    assert ids["en"] == ids["fr"] == set(entries_of(plan, kind))
    assert facts_of(pages["en"]) == facts_of(pages["fr"])
    for lang, page in pages.items():
        said = page.text_content()
        for entry in entries_of(plan, kind).values():
            assert entry.title[lang] in said
            assert entry.summary[lang] in said
        links = [element.get("href") for element in page.xpath(".//a[@href]")]
        assert [link for link in links if link.endswith(f"data/registers/{kind}.csv")]
        assert [link for link in links if link.endswith(f"data/registers/{kind}.json")]
        assert [link for link in links if link.endswith("knowledge/contributing/")]


@pytest.mark.parametrize("kind", WITH_PAGES)
def test_cases_and_plans_have_a_page_each_that_can_be_cited(published: tuple[Path, Plan], kind: RegisterKind):
    site, plan = published
    for name, entry in entries_of(plan, kind).items():
        pages = pages_of(site, kind, name)
        assert facts_of(pages["en"]) == facts_of(pages["fr"])
        for lang, page in pages.items():
            (citation,) = page.xpath(".//*[@id='cite']/following-sibling::*[1][@class='pt-cite']")
            assert entry.title[lang] in citation.text_content()
            assert entry.origin.text[lang] in citation.text_content()
            assert citation.text_content().endswith(f"/{lang}/knowledge/{kind}/{name}/")


def test_an_entry_that_nobody_looked_at_says_so_on_its_page_and_in_its_files(registered_site: Path):
    said = {"en": "Nobody has looked at this entry for long", "fr": "Personne n'a revu cette fiche depuis longtemps"}
    for lang, page in pages_of(registered_site, "organizations").items():
        assert said[lang] in page.text_content()
        assert "2024-01-15" in page.text_content()
    for lang, page in pages_of(registered_site, "institutions").items():
        assert said[lang] not in page.text_content()
    assert rows_of(registered_site, "organizations")[0]["stale"] == "True"
    assert records_of(registered_site, "institutions")[0]["stale"] is False


def test_a_plan_shows_how_far_it_is_and_what_is_late(registered_site: Path):
    for page in pages_of(registered_site, "plans", "one").values():
        bars = {bar.getparent().getparent().find("th").text_content() for bar in page.iter("progress")}
        assert [bar.get("value") for bar in page.iter("progress")] == ["25", "20"]
        assert len(bars) == 2
        # The leaflet was to be printed by June, the forms filled in by the end of June.
        for section in ("indicators", "activities"):
            (table,) = page.xpath(f".//*[@id='{section}']/following-sibling::*[1][@class='pt-scroll']")
            assert len(table.find_class("pt-late")) == 1
