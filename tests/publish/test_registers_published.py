"""A project with an invented entry in every register: what its pages show, what its files hold, what is proven."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from invented import BODIES, EPOCH, RATE, SHARE, STALE, registered_project
from project import change, linked

from pipelines.check import site_faults
from pipelines.conductor import build
from pipelines.declare import declare
from pipelines.live import embedded_only
from pipelines.model import LANGS, Plan
from pipelines.model.registers import KINDS
from pipelines.order import Order

PLAN = "knowledge/plans/one/index.html"
CASE = "knowledge/cases/one/index.html"
PROFILE = "profiles/esq/pr24/index.html"
TABLES, OUTREACH, VOICES, PARTNERS = (
    f"knowledge/registers/{kind}/index.html" for kind in ("tables", "outreach", "voices", "partnerships")
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return registered_project(tmp_path_factory.mktemp("registered") / "project")


@pytest.fixture(scope="module")
def out(root: Path) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PORTRAIT_CACHE", str(root.parent / "cache"))
        build(Order(root=root, out=root.parent / "site", epoch=EPOCH))
    return root.parent / "site"


@pytest.fixture(scope="module")
def plan(root: Path) -> Plan:
    return embedded_only(declare(root), root).plan.edition()


def page(out: Path, path: str, lang: str = "en") -> str:
    return (out / lang / path).read_text(encoding="utf-8")


def register(out: Path, kind: str, lang: str = "en") -> str:
    return page(out, f"knowledge/registers/{kind}/index.html", lang)


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_register_shows_its_entry_and_leads_to_the_profile(out: Path):
    for kind in BODIES:
        where = (
            f"knowledge/{kind}/one/index.html"
            if kind in ("cases", "plans")
            else f"knowledge/registers/{kind}/index.html"
        )
        for lang in LANGS:
            assert f'href="{"../" * where.count("/")}profiles/esq/pr24/"' in page(out, where, lang), (kind, lang)


def test_a_table_shows_seats_share_and_the_index_by_hand(out: Path):
    """One seat of eight is 12.5 %, and 12.5 over 14.9 is 0.84."""
    html = register(out, "tables")
    store = rows_of(out / "data" / "figures.csv")
    assert 14.85 < float(next(row["value"] for row in store if row["figure_id"] == SHARE)) < 14.95
    assert 'data-entry="tables/one:index">0.84<' in html
    assert f'data-figure="{SHARE}">14.9%<' in html
    assert '(representation index <span data-entry="tables/one:index">0.84</span>)' in page(out, PROFILE)
    assert 'data-entry="tables/one:index">0,84<' in page(out, PROFILE, "fr")


def test_a_plan_shows_progress_and_what_is_late(out: Path):
    """From 20 to 200, at 65: a quarter of the way. From 0 to 50, at 10 when it was due: a fifth, and late."""
    html = page(out, PLAN)
    # The table of observations stands between them; its lines are proven by their own keys.
    rows = [row for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", html) if "row_on." not in row]
    visits, late, rate, meet, *_ = rows
    assert '<progress max="100" value="25"' in visits
    assert 'progress.visits">25%<' in visits
    assert '<progress max="100" value="20"' in late
    assert f'data-figure="{RATE}"' in rate
    assert "<progress" not in rate
    assert "activities.0.done" in meet
    assert ["pt-late" in row for row in rows] == [False, True, False, False, True, False]


def test_only_the_entry_that_nobody_looked_at_is_stale(out: Path, plan: Plan):
    said = plan.texts["entry_stale"]
    for kind in BODIES:
        if kind not in ("cases", "plans"):
            assert (said.en in register(out, kind)) == (kind == STALE), kind
    assert said.fr in register(out, STALE, "fr")


def test_a_voice_says_how_many_agreed_to_what_and_how_it_is_cited(out: Path, plan: Plan):
    html = register(out, "voices")
    assert "We drive an hour." in html
    assert 'data-entry="voices/one:people">7<' in html
    assert f"To be quoted without a name. ({plan.texts['consent_written'].en})" in html
    assert re.search(r'<p class="pt-cite">“Invented voices number one”.*/en/knowledge/registers/voices/#one</p>', html)


def test_the_profile_names_its_entries_and_no_other_does(out: Path):
    html = page(out, PROFILE)
    assets = html[html.index('id="assets"') : html.index('id="gaps"')]
    for kind in ("organizations", "institutions", "tables", "partnerships", "outreach", "voices"):
        assert f'knowledge/registers/{kind}/#one">Invented {kind} number one</a>' in assets
    assert 'registers/gaps/#one"' in html[html.index('id="gaps"') :]
    other = page(out, "profiles/esq/er2440/index.html")
    assert '#one"' not in other
    assert "Nothing and nobody of this very territory is entered yet" in other


def test_every_register_is_there_to_take_away_without_formulas(out: Path):
    """The note of an observation, `=1+1`, stands in JSON as it is and within the cell of a plan as JSON in a text."""
    data = page(out, "data/index.html")
    sums = (out / "data" / "SHA256SUMS").read_text(encoding="utf-8")
    for kind in KINDS:
        entries = json.loads((out / "data" / "registers" / f"{kind}.json").read_text(encoding="utf-8"))["entries"]
        rows = rows_of(out / "data" / "registers" / f"{kind}.csv")
        assert len(rows) == len(entries) == (kind in BODIES)
        for end in ("csv", "json"):
            assert f"data/registers/{kind}.{end}" in data
            assert f"  registers/{kind}.{end}\n" in sums
        for row in rows:
            assert [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@"))] == []
    assert '"note": "=1+1"' in (out / "data" / "registers" / "plans.json").read_text(encoding="utf-8")


CHANGES = {
    "the index of a table": ("en", TABLES, ":index\">0.84<", ":index\">0.94<", "tables/one:index is 0.83"),
    "the index on a profile": ("fr", PROFILE, ":index\">0,84<", ":index\">1,84<", "tables/one:index is 0.83"),
    "seats": ("en", TABLES, ":seats\">8<", ":seats\">9<", "tables/one:seats is 8 persons"),
    "a plan's progress": ("en", PLAN, ">25%<", ">35%<", "plans/one:progress.visits is 25"),
    "what was observed": ("en", PLAN, ">65<", ">66<", "plans/one:observed.visits is 65"),
    "the day of it": ("en", PLAN, ">2026-06-30<", ">2026-06-29<", "plans/one:observed_on.visits is 2026-06-30"),
    "an earlier observation": ("fr", PLAN, ":row.0\">40<", ":row.0\">41<", "plans/one:row.0 is 40"),
    "the day of an earlier one": ("en", PLAN, ">2026-03-31<", ">2026-03-30<", "plans/one:row_on.0 is 2026-03-31"),
    "a target": ("fr", PLAN, ">200<", ">210<", "plans/one:indicators.0.target is 200"),
    "a baseline": ("en", PLAN, ">20<", ">21<", "plans/one:indicators.0.baseline is 20"),
    "a baseline that is a figure": ("en", PLAN, f'{RATE}">8.7%', f'{RATE}">8.8%', f"{RATE} is 8.7 percent"),
    "an outcome of a case": ("en", CASE, ">14.2%<", ">14.3%<", "cases/one:outcomes.0.after is 14.2 percent"),
    "how many were reached": ("en", OUTREACH, ">210<", ">310<", "outreach/one:reached is 210"),
    "how many took part": ("en", VOICES, ":people\">7<", ":people\">8<", "voices/one:people is 7"),
    "a pilot's result": ("en", PARTNERS, ">43<", ">44<", "partnerships/one:results.0.value is 43"),
}  # fmt: skip


def test_each_digit_that_is_changed_is_found(out: Path, root: Path, plan: Plan, tmp_path: Path):
    copy = linked(out, tmp_path / "site")
    figures = pq.read_table(copy / "data" / "figures.parquet").to_pandas()
    assert site_faults(copy, LANGS, figures, plan, root)[1] == []
    for lang, file, old, new, _ in CHANGES.values():
        change(copy, f"{lang}/{file}", old, new)
    faults = [str(fault) for fault in site_faults(copy, LANGS, figures, plan, root)[1]]
    for name, (_, file, _, _, said) in CHANGES.items():
        assert [fault for fault in faults if file in fault and said in fault], (name, faults)
