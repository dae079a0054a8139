"""A live build from the emulator, whole: pages, downloads, banner, folder, and what a second build makes of it."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from emulator import Emulator, Fault
from project import small_project

from pipelines import conductor, fetch
from pipelines.declare import declare
from pipelines.errors import UsageError
from pipelines.fetch import Desk, Wants, open_desk
from pipelines.live import inputs_of
from pipelines.model import Fetch, Plan
from pipelines.order import PACKAGE, Order, is_real

# Enough for every indicator that a hand-written page leads to.
ENOUGH = {
    "statcan-15-10-0032", "statcan-98-10-0534", "statcan-98-10-0170", "statcan-98-10-0615",
    "statcan-census-profile-2021", *(f"statcan-43-10-00{number}" for number in range(67, 73)),
}  # fmt: skip
MUNICIPALITY = "profiles/esq/csd2466023/index.html"


@dataclass
class Built:
    """A project in which a live build was made, and how to make another."""

    root: Path
    emulator: Emulator

    @property
    def site(self) -> Path:
        return self.root / "build" / "synthetic"

    def html(self, lang: str, path: str) -> str:
        return (self.site / lang / path).read_text(encoding="utf-8")

    def order(self, out: Path | None = None) -> Order:
        return Order.of(self.root, out, ("en", "fr"), ("esq",), inputs_of(self.root))

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        cache = self.root / "build" / "cache"
        with open_desk(self.root, cache, mirrors=self.emulator.mirrors, sleep=lambda _: None) as desk:
            yield desk

    def build(self, out: Path | None = None) -> conductor.Outcome:
        with self.desk() as desk:
            return conductor.build(self.order(out), desk=desk)


def narrowed(root: Path, communities: tuple[str, ...]) -> Plan:
    plan = declare(root, communities)
    no_more: Fetch | None = None
    sources = {name: each if name in ENOUGH else replace(each, fetch=no_more) for name, each in plan.sources.items()}
    return replace(plan, sources=sources)


@pytest.fixture(scope="module")
def built(small: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PORTRAIT_CACHE", raising=False)
        patch.setattr(conductor, "declare", narrowed)
        place = Built(small_project(tmp_path_factory.mktemp("live")), small)
        small.faults.clear()
        assert place.build().failures == ()
        yield place


def test_every_page_says_that_it_is_synthetic(built: Built):
    pages = list(built.site.rglob("*.html"))
    assert len(pages) > 100
    for page in pages:
        html = page.read_text(encoding="utf-8")
        assert '<div class="pt-synthetic" role="note">' in html, page
        assert "<title>SYNTHETIC / FICTIF" in html, page


def test_every_download_says_that_it_is_synthetic(built: Built):
    package = json.loads((built.site / PACKAGE).read_text(encoding="utf-8"))
    assert package["name"] == "portrait-figures-synthetic"
    assert package["title"].startswith("SYNTHETIC")
    tables = [built.site / "data" / "figures.csv", *built.site.glob("en/profiles/esq/*/figures.csv")]
    for table in tables:
        with table.open(encoding="utf-8", newline="") as file:
            assert {row["kind"] for row in csv.DictReader(file)} <= {"synthetic"}, table
    for text in built.site.glob("en/profiles/esq/*/figures.json"):
        assert "synthetic" in json.loads(text.read_text(encoding="utf-8")), text


@pytest.mark.parametrize(("lang", "said"), [("en", "in Montréal"), ("fr", "à Montréal")])
def test_a_municipality_has_a_profile_with_its_pyramid(built: Built, lang: str, said: str):
    html = built.html(lang, MUNICIPALITY)
    assert said in html
    assert "pt-pyramid" in html
    assert ":age-pyramid:minority:" in html
    assert "Fetched on" in html or "Récupéré le" in html


def test_bounds_that_are_published_stand_beside_their_value(built: Built):
    html = built.html("en", "profiles/esq/cma462/index.html")
    assert 'data-bounds="esq:cma462:unemployment-rate:minority:2021"' in html


def test_the_finder_reads_the_municipalities_once_somebody_types(built: Built):
    levels = built.html("en", "index.html")
    assert "regions/municipality/" in levels


def test_what_is_invented_never_takes_the_place_of_what_is_real(built: Built, tmp_path: Path):
    real = tmp_path / "site"
    (real / "data").mkdir(parents=True)
    (real / PACKAGE).write_text(json.dumps({"name": "portrait-figures"}), encoding="utf-8")
    assert is_real(real)
    with pytest.raises(UsageError, match="is a site of real figures, and these are an emulator's; nothing was touched"):
        built.build(real)
    assert [file.name for file in real.rglob("*") if file.is_file()] == ["datapackage.json"]


def test_nothing_changed_is_nothing_to_do(built: Built):
    order = replace(built.order(), out=built.site)
    assert order.is_done()


def test_a_changed_source_leaves_the_figures_and_is_told_of_on_the_page(built: Built):
    before = (built.site / "data" / "figures.csv").read_bytes()
    built.emulator.faults.add("98100534-eng.zip", Fault.NEW_RELEASE)
    try:
        with built.desk() as desk:
            from pipelines.upstream import watched

            plan = narrowed(built.root, ("esq",))
            name = "statcan-98-10-0534"
            few = replace(plan, sources={name: plan.sources[name]}, boundaries={}, territories=None)
            assert list(watched(few, desk).changes) == [name]
        outcome = built.build()
    finally:
        built.emulator.faults.clear()
    assert outcome.failures == ()
    assert (built.site / "data" / "figures.csv").read_bytes() == before
    assert "Changed upstream on" in built.html("en", "sources/statcan-98-10-0534/index.html")
    assert "Modifié à la source le" in built.html("fr", "sources/statcan-98-10-0534/index.html")


def test_a_live_build_that_fails_leaves_the_last_one(built: Built, monkeypatch: pytest.MonkeyPatch):
    before = sorted((file.relative_to(built.site), file.stat().st_size) for file in built.site.rglob("*.html"))

    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(conductor, "verify_site", full)
    with pytest.raises(OSError, match="No space left"):
        built.build()
    after = sorted((file.relative_to(built.site), file.stat().st_size) for file in built.site.rglob("*.html"))
    assert after == before


def test_outlines_that_were_fetched_take_the_place_of_squares(built: Built, tmp_path: Path):
    """Last of all here: what is pinned by it is part of every later build."""
    boundaries = declare(built.root).boundaries
    with built.desk() as desk:
        for name in ("statcan-outlines-2021-economic-regions", "statcan-outlines-health-regions"):
            fetch.obtain(name, boundaries[name].fetch, Wants(), desk)
    assert built.build(tmp_path / "site").failures == ()
    pages = {file: file.read_text(encoding="utf-8") for file in (tmp_path / "site").glob("*/indicators/*/index.html")}
    drawn = [html for html in pages.values() if 'class="pt-map pt-outlines"' in html]
    assert drawn
    assert all("pt-inset" in html for html in drawn)
    # The licence of the boundary file asks to be named where its outlines are.
    assert all("82-402-X" in html or "92-160-X" in html for html in drawn)
    # A map of outlines is no larger than a page can bear.
    sizes = [len(part.partition("</figure>")[0]) for html in drawn for part in html.split("pt-map pt-outlines")[1:]]
    assert max(sizes) < 60_000
