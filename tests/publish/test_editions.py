"""Frozen editions in the site: what was frozen stays as it was, and what moved since is said beside it."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from project import change, hashes, put, small_project, thinned

from pipelines.check.difference import difference
from pipelines.check.stores import read_store
from pipelines.conductor import build
from pipelines.declare import declare
from pipelines.editions import freeze_site
from pipelines.errors import DeclarationError, UsageError
from pipelines.model import LANGS, Names, Withdrawn
from pipelines.model.declared import Text
from pipelines.order import Order
from pipelines.render import Renderer

DAY, LATER = "1760000000", "1780000000"
FROZEN = "2025-10-09"
RATE = "esq:pr24:unemployment-rate:minority:2016"
GONE = "esq:pr24:management:minority:2016"
CELL = "2016,pr24,unemployment-rate,fols-english,,"
CELLS = "profiles/snapshots/statcan-43-10-0069.csv"
ATOM = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"
CHANGES = f"""\
tag: portrait.invalid,2026
editions:
  - id: second
    text: {{en: The second edition., fr: La deuxième édition.}}
withdrawn:
  - figure: {GONE}
    date: '2026-03-01'
    reason: bug
    why: {{en: Read from the wrong column., fr: Lue dans la mauvaise colonne.}}
    replacement: {RATE}
"""


def built(root: Path, name: str, epoch: str, **more: object) -> Path:
    out = root.parent / name
    build(Order(root=root, out=out, langs=LANGS, epoch=epoch, **more))  # type: ignore[arg-type]
    return out


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of one community in two regions, frozen once, then changed: a cell, some lost, one withdrawn."""
    folder = tmp_path_factory.mktemp("editions")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PORTRAIT_CACHE", str(folder / "cache"))
        root = thinned(small_project(folder / "project"), ("esq",), ("pr24", "er2460"))
        # So thin a project has not the figures that publications are held against.
        for name in ("published.csv", "published.yml"):
            (root / "profiles" / name).unlink(missing_ok=True)
        for page in (root / "site").rglob("*.md"):
            text = page.read_text(encoding="utf-8")
            text = re.sub(r"<!-- portrait:figure [^>]*-->", "", text).replace("verification.csv", "figures.csv")
            put(root, str(page.relative_to(root)), text)
        first = built(root, "first", DAY)
        freeze_site(first, root)
        change(root, CELLS, f"{CELL}8.7,", f"{CELL}8.9,")
        cells = root / "profiles" / "snapshots" / "statcan-43-10-0070.csv"
        lines = cells.read_text(encoding="utf-8").splitlines(keepends=True)
        left = [line for line in lines if not line.startswith("2016,pr24,management,fols-english,")]
        put(root, str(cells.relative_to(root)), "".join(left))
        put(root, "profiles/changes.yml", CHANGES)
        built(root, "second", LATER)
    return root


@pytest.fixture(scope="module")
def first(project: Path) -> Path:
    return project.parent / "first"


@pytest.fixture(scope="module")
def second(project: Path) -> Path:
    return project.parent / "second"


def cell(page: Path, figure: str) -> str:
    """Return what stands at a figure's anchor."""
    html = page.read_text(encoding="utf-8")
    found = re.findall(rf'<td id="{re.escape(figure)}">(.*?)(?=<td|<tr|</table)', html, re.DOTALL)
    assert len(found) == 1, figure
    return unescape(re.sub(r"<[^>]+>", "", found[0])).strip()


def frozen(site: Path, lang: str, profile: str = "esq/pr24") -> Path:
    return site / "editions" / FROZEN / lang / profile / "index.html"


def test_a_site_says_what_it_was_made_from(first: Path, project: Path):
    made = json.loads((first / "data" / "provenance.json").read_text(encoding="utf-8"))
    assert (made["edition"], made["whole"], made["live"], made["synthetic"]) == (FROZEN, True, False, False)
    assert set(made["declarations"]) == {"communities", "indicators", "regions", "sources"}
    snapshot = project / "profiles" / "snapshots" / "statcan-15-10-0032.csv"
    source = made["sources"]["statcan-15-10-0032"]
    assert source["sha256"] == hashlib.sha256(snapshot.read_bytes()).hexdigest()
    assert source["origin"] == "embedded"


def test_words_for_readers_move_no_hash_and_weights_do(project: Path, tmp_path: Path):
    from pipelines.provenance import provenance

    order = Order(root=project, out=tmp_path, epoch=DAY)
    plan = declare(project)
    before = provenance(order, plan)["declarations"]["communities"]["esq"]
    for old, new, same in (
        ("English-speaking communities", "Anglophone communities", True),
        ("fols-english: 1", "fols-english: 0.5", False),
    ):
        file = "profiles/communities/esq.yml"
        kept = (project / file).read_text(encoding="utf-8")
        change(project, file, old, new)
        after = provenance(order, declare(project))["declarations"]["communities"]["esq"]
        put(project, file, kept)
        assert (after == before) is same


def test_a_site_without_frozen_editions_publishes_the_running_one_without_a_dated_copy(first: Path):
    assert [place.name for place in (first / "editions").iterdir()] == ["index.html"]
    changes = json.loads((first / "data" / "changes.json").read_text(encoding="utf-8"))
    assert [(each["running"], each["counts"]) for each in changes["editions"]] == [(True, None)]
    assert "No edition is frozen yet" in (first / "editions" / "index.html").read_text(encoding="utf-8")


def test_a_frozen_edition_holds_what_the_site_held(first: Path, second: Path):
    place = second / "editions" / FROZEN
    assert (place / "figures.parquet").read_bytes() == (first / "data" / "figures.parquet").read_bytes()
    assert gzip.decompress((place / "figures.csv.gz").read_bytes()) == (first / "data" / "figures.csv").read_bytes()
    package = json.loads((place / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        data = (place / resource["path"]).read_bytes()
        assert (resource["bytes"], resource["hash"]) == (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")


@pytest.mark.parametrize("lang", LANGS)
def test_every_figure_of_an_edition_has_its_address(second: Path, lang: str):
    figures = read_store(second / "editions" / FROZEN).figures
    for (community, region), own in figures.groupby(["community", "region"]):
        html = frozen(second, lang, f"{community}/{region}").read_text(encoding="utf-8")
        assert sorted(re.findall(r'<td id="([^"]+)"', html)) == sorted(own["figure_id"])


@pytest.mark.parametrize(
    ("lang", "value", "said"),
    [("en", "8.7%", "Another value today. Reason: revision by the publisher"),
     ("fr", "8,7\u00a0%", "Autre valeur aujourd'hui. Motif\u00a0: révision par l'éditeur")],
)  # fmt: skip
def test_a_changed_figure_stands_as_it_was_with_a_notice(second: Path, lang: str, value: str, said: str):
    text = cell(frozen(second, lang), RATE)
    assert text.startswith(f"{value} ")
    assert said in text


def test_a_figure_that_did_not_move_has_no_notice(second: Path):
    assert cell(frozen(second, "en"), "esq:pr24:community-size:minority:2021") in (
        "1,253,578", "1,253,578 (1,253,572 to 1,253,584)", "1,253,578 (1,253,571 to 1,253,584)",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "No longer given. Withdrawn on 2026-03-01. Read from the wrong column. In its place: "),
     ("fr", "N'est plus publiée. Retirée le 2026-03-01. Lue dans la mauvaise colonne. À sa place\u00a0: ")],
)  # fmt: skip
def test_a_withdrawn_figure_stands_on_its_edition_with_when_why_and_what_replaces_it(
    second: Path, project: Path, lang: str, said: str
):
    was = read_store(project / "editions" / FROZEN).figures.set_index("figure_id")["value"][GONE]
    text = cell(frozen(second, lang), GONE)
    assert text.split(" ")[0].rstrip("‡") == (f"{was:.1f}%" if lang == "en" else f"{was:.1f}\u00a0%".replace(".", ","))
    assert f"{said}{RATE}." in text


def test_every_link_of_the_frozen_pages_leads_somewhere(second: Path):
    for page in (second / "editions").rglob("*.html"):
        for link in re.findall(r' href="([^"]*)"', page.read_text(encoding="utf-8")):
            target = (page.parent / link.partition("#")[0]).resolve()
            assert (target / "index.html").is_file() if target.is_dir() else target.is_file(), f"{page}: {link}"


@pytest.mark.parametrize("lang", LANGS)
def test_the_change_log_counts_what_moved(second: Path, first: Path, lang: str):
    moves = difference(read_store(first), read_store(second))
    html = (second / lang / "changes" / "index.html").read_text(encoding="utf-8")
    found: dict[str, int] = {}
    for move, number in re.findall(r'data-count="(\w+)">([^<]+)<', html):
        found[move] = found.get(move, 0) + int(re.sub(r"\D", "", number))
    assert found == moves["move"].value_counts().to_dict()
    assert found["withdrawn"] > 3
    assert 'href="../../data/changes.atom" rel="alternate"' in html


def test_the_feed_is_atom(second: Path):
    """RFC 4287, sections 4.1.1 and 4.1.2: what a feed and an entry must have, and have once."""
    feed = ET.parse(second / "data" / "changes.atom").getroot()
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 2
    for element in (feed, *entries):
        for name in ("id", "title", "updated"):
            (found,) = element.findall(f"{ATOM}{name}")
            assert found.text
        assert element.findtext(f"{ATOM}id").startswith("tag:portrait.invalid,2026:")  # type: ignore[union-attr]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", element.findtext(f"{ATOM}updated") or "")
        assert any(link.get("rel") == "alternate" for link in element.findall(f"{ATOM}link"))
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 2
    for entry in entries:
        (summary,) = entry.findall(f"{ATOM}summary")
        (block,) = list(summary)
        assert summary.get("type") == "xhtml"
        assert block.tag == "{http://www.w3.org/1999/xhtml}div"
        assert {each.get(f"{XML}lang") for each in block} == {"en", "fr"}
    assert "The second edition." in "".join(entries[0].itertext())


def test_what_was_frozen_is_the_same_whatever_comes_after(project: Path, second: Path):
    files = hashes(project / "editions" / FROZEN)
    assert files == {name: digest for name, digest in hashes(second / "editions" / FROZEN).items() if name in files}


def test_the_same_is_published_twice(project: Path, second: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PORTRAIT_CACHE", str(project.parent / "another-cache"))
    assert hashes(built(project, "again", LATER)) == hashes(second)


def test_freezing_again_changes_nothing_and_other_bytes_are_refused(project: Path, first: Path, tmp_path: Path):
    before = hashes(project / "editions")
    freeze_site(first, project)
    assert hashes(project / "editions") == before
    for name in ("figures.parquet", "provenance.json", "names.json", "datapackage.json"):
        put(tmp_path, f"data/{name}", (first / "data" / name).read_bytes())
    figures = pd.read_parquet(tmp_path / "data" / "figures.parquet")
    figures.assign(value=figures["value"] + 1).to_parquet(tmp_path / "data" / "figures.parquet")
    with pytest.raises(UsageError, match=r"frozen with another figures\.parquet; nothing was written"):
        freeze_site(tmp_path, project)
    assert hashes(project / "editions") == before


def test_a_preview_is_not_frozen(project: Path, first: Path, tmp_path: Path):
    for name in ("figures.parquet", "names.json", "datapackage.json"):
        put(tmp_path, f"data/{name}", (first / "data" / name).read_bytes())
    made = json.loads((first / "data" / "provenance.json").read_text(encoding="utf-8"))
    put(tmp_path, "data/provenance.json", json.dumps({**made, "whole": False}))
    with pytest.raises(UsageError, match="a preview"):
        freeze_site(tmp_path, project)
    with pytest.raises(UsageError, match="no site of real figures"):
        freeze_site(tmp_path / "nowhere", project)


def test_a_withdrawal_of_a_figure_that_is_still_given_stops_the_build(project: Path, tmp_path: Path):
    out = tmp_path / "site"
    kept = (project / "profiles/changes.yml").read_text(encoding="utf-8")
    change(project, "profiles/changes.yml", GONE, "esq:pr24:unemployment-rate:majority:2016")
    try:
        with pytest.raises(DeclarationError, match="a withdrawn figure is still given"):
            build(Order(root=project, out=out, epoch=LATER))
    finally:
        put(project, "profiles/changes.yml", kept)
    assert not out.exists()


def test_the_notices_of_a_profile_hold_old_anchors_and_no_number(project: Path):
    notice = Withdrawn(
        figure=GONE, label=Text(en="Management, 2016", fr="Gestion, 2016"), why=Text(en="Why.", fr="Motif."),
        date="2026-03-01", edition=FROZEN, replacement=RATE, anchor="management",
    )  # fmt: skip
    plan = declare(project)
    for lang in LANGS:
        html = Renderer(plan, lang, project).html("withdrawn", "profiles/esq/pr24/", profile=_Holder((notice,)))
        assert f'<li id="{GONE}" data-withdrawn="{GONE}"><span id="management"></span>' in html
        assert f'href="../../../../editions/{FROZEN}/{lang}/esq/pr24/#{GONE}"' in html
        assert RATE in html
        assert "data-figure" not in html


class _Holder:
    def __init__(self, withdrawn: tuple[Withdrawn, ...]) -> None:
        self.withdrawn = withdrawn


def test_a_profile_that_is_gone_keeps_its_address(project: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PORTRAIT_CACHE", str(project.parent / "cache"))
    file = "profiles/communities/esq.yml"
    kept = (project / file).read_text(encoding="utf-8")
    change(project, file, "where:\n", "where:\n  without: [er2460]\n")
    try:
        site = built(project, "narrower", LATER)
    finally:
        put(project, file, kept)
    for lang in LANGS:
        html = (site / lang / "profiles" / "esq" / "er2460" / "index.html").read_text(encoding="utf-8")
        assert 'id="esq:er2460:mother-tongue-share:minority:2021"' in html
        assert "Outaouais" in html
        assert 'id="mother-tongue-share"' in html


def test_an_id_without_a_name_is_its_own_name(project: Path):
    names = Names({}, declare(project).texts)
    assert names.figure("esq:pr24:rate:gap:sex=female:2016").en == "rate, Gap, sex=female, 2016"


@pytest.mark.parametrize("lang", LANGS)
def test_a_withdrawn_figure_keeps_its_place_on_its_profile_without_its_number(second: Path, lang: str):
    html = (second / lang / "profiles" / "esq" / "pr24" / "index.html").read_text(encoding="utf-8")
    (notice,) = re.findall(rf'<li id="{GONE}"[^>]*>(.*?)</li>', html, re.DOTALL)
    said = unescape(re.sub(r"<[^>]+>", "", notice))
    assert ("Withdrawn on 2026-03-01." if lang == "en" else "Retirée le 2026-03-01.") in said
    assert "%" not in said
    assert f'data-figure="{GONE}"' not in html


@pytest.mark.parametrize("lang", LANGS)
def test_a_profile_is_cited_where_it_is_frozen_while_nothing_moved(second: Path, lang: str):
    def cited(region: str) -> list[dict]:
        file = second / lang / "profiles" / "esq" / region / "cite.csl.json"
        return json.loads(file.read_text(encoding="utf-8"))

    page, *figures = cited("er2460")
    assert page["URL"] == f"/editions/{FROZEN}/{lang}/esq/er2460/"
    assert page["issued"] == {"date-parts": [[2025, 10, 9]]}
    assert page["accessed"] == {"date-parts": [[2026, 5, 28]]}
    assert figures
    for item in figures:
        address, anchor = item["URL"].split("#")
        assert (address, anchor) == (page["URL"], item["id"])
        number = item["title"].rsplit(":", 1)[1].strip()
        assert number in cell(frozen(second, lang, "esq/er2460"), anchor)
    # A figure of Quebec moved: that profile is cited as it stands today.
    page, *_ = cited("pr24")
    assert (page["URL"], page["issued"]) == (f"/{lang}/profiles/esq/pr24/", page["accessed"])
