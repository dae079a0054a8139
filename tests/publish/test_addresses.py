"""Addresses as promises: the page in the other language, wrong addresses, addresses that changed."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import html5lib
import pytest
from project import put, small_project, thinned

from pipelines.conductor import build
from pipelines.errors import DeclarationError
from pipelines.model import LANGS, Lang
from pipelines.order import Order

# A site in a folder of its server, as a project's pages often stand.
ADDRESS = "https://example.org/portrait"
PAGES = ("", "profiles/esq/", "profiles/esq/pr24/", "indicators/unemployment-rate/", "glossary/", "search/")
REDIRECTS = """\
redirects:
  - old: profiles/english/pr24/
    new: profiles/esq/pr24/
    since: '2026-11-21'
    why: {en: The name has <script>alert(1)</script> & marks., fr: Le nom a des « guillemets ».}
"""
LINK = re.compile(r'<link rel="(canonical|alternate )"(?: hreflang="([^"]+)")? href="([^"]*)">')


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = thinned(small_project(tmp_path_factory.mktemp("addresses") / "project"), ("esq",), ("pr24", "er2460"))
    for page in (root / "site").rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        text = re.sub(r"<!-- portrait:figure [^>]*-->", "", text).replace("verification.csv", "figures.csv")
        put(root, str(page.relative_to(root)), text)
    put(root, "profiles/redirects.yml", REDIRECTS)
    return root


def built(root: Path, name: str, **more: object) -> Path:
    out = root.parent / name
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PORTRAIT_CACHE", str(root.parent / "cache"))
        build(Order(root=root, out=out, epoch="1760000000", **more))  # type: ignore[arg-type]
    return out


@pytest.fixture(scope="module")
def there(root: Path) -> Path:
    """The site, told where it will stand."""
    return built(root, "there", address=ADDRESS)


@pytest.fixture(scope="module")
def nowhere(root: Path) -> Path:
    """The site, told nothing."""
    return built(root, "nowhere")


def text(folder: Path, name: str) -> str:
    return (folder / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", LANGS)
def test_a_page_names_itself_and_the_page_in_each_language(there: Path, lang: Lang, path: str) -> None:
    found = LINK.findall(text(there, f"{lang}/{path}index.html").partition("</head>")[0])

    assert found == [
        ("canonical", "", f"{ADDRESS}/{lang}/{path}"),
        ("alternate ", "en", f"{ADDRESS}/en/{path}"),
        ("alternate ", "fr", f"{ADDRESS}/fr/{path}"),
        ("alternate ", "x-default", f"{ADDRESS}/"),
    ]


def test_every_page_of_the_sitemap_is_there_and_every_page_is_in_it(there: Path) -> None:
    tree = ET.fromstring(text(there, "sitemap.xml"))
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    listed = {url.findtext(f"{space}loc") for url in tree}
    pages = {
        f"{ADDRESS}/{file.parent.relative_to(there).as_posix()}/"
        for lang in LANGS
        for file in (there / lang).rglob("index.html")
        if 'name="robots" content="noindex"' not in file.read_text(encoding="utf-8")
    }

    assert listed == pages
    assert f"{ADDRESS}/en/profiles/esq/pr24/" in listed
    # Nobody notes when a page last changed, so that nothing is said of it.
    assert "lastmod" not in text(there, "sitemap.xml")
    assert text(there, "robots.txt") == f"User-agent: *\nAllow: /\nSitemap: {ADDRESS}/sitemap.xml\n"


def test_a_site_that_knows_no_address_claims_none(nowhere: Path) -> None:
    assert not (nowhere / "sitemap.xml").exists()
    assert text(nowhere, "robots.txt") == "User-agent: *\nAllow: /\n"
    assert LINK.findall(text(nowhere, "en/profiles/esq/pr24/index.html")) == []


@pytest.mark.parametrize("name", ["404.html", "en/404.html", "fr/404.html"])
@pytest.mark.parametrize(("site", "start"), [("there", "/portrait/"), ("nowhere", "/")])
def test_a_page_for_wrong_addresses_leads_on_from_any_depth(
    site: str, start: str, name: str, request: pytest.FixtureRequest
) -> None:
    folder: Path = request.getfixturevalue(site)
    page = text(folder, name)
    links = [link for link in re.findall(r' (?:href|src)="([^"#]*)"', page) if not link.startswith("https://")]
    files = {folder / link.removeprefix(start) for link in links}

    assert 'name="robots" content="noindex"' in page
    assert len(links) > 6
    # A link that starts from where the page is asked for would lead elsewhere at each depth.
    assert [link for link in links if not link.startswith(start)] == []
    assert [file for file in files if not (file.is_file() or (file / "index.html").is_file())] == []
    assert any(link.endswith("/search/") for link in links)
    assert len(re.findall("<h1", page)) == 1


@pytest.mark.parametrize(
    ("lang", "title", "why"),
    [
        ("en", "This page has moved", "The name has &lt;script&gt;alert(1)&lt;/script&gt; &amp; marks."),
        ("fr", "Cette page a changé d&#x27;adresse", "Le nom a des « guillemets »."),
    ],
)
def test_an_old_address_leads_to_the_new_one(there: Path, lang: Lang, title: str, why: str) -> None:
    page = text(there, f"{lang}/profiles/english/pr24/index.html")
    html5lib.HTMLParser(strict=True).parse(page)

    assert f'<html lang="{lang}">' in page
    assert f"<title>{title} - Portrait</title>" in page
    assert why in page
    assert f'<link rel="canonical" href="{ADDRESS}/{lang}/profiles/esq/pr24/">' in page
    assert '<meta http-equiv="refresh" content="0; url=../../../profiles/esq/pr24/">' in page
    assert '<a id="moved" href="../../../profiles/esq/pr24/">' in page
    assert 'name="robots" content="noindex"' in page
    assert (there / lang / "profiles/english/pr24/../../../profiles/esq/pr24/index.html").resolve().is_file()


def test_an_old_address_that_is_taken_and_a_new_one_that_is_not_there_are_told_together(root: Path) -> None:
    said = "since: '2026-11-21', why: {en: x, fr: y}"
    put(
        root,
        "profiles/redirects.yml",
        f"redirects:\n  - {{old: glossary/, new: about/, {said}}}\n  - {{old: a/, new: b/, {said}}}\n",
    )
    try:
        with pytest.raises(DeclarationError) as raised:
            built(root, "nothing")
    finally:
        put(root, "profiles/redirects.yml", REDIRECTS)

    assert [str(problem) for problem in raised.value.problems] == [
        "profiles/redirects.yml:2: a page stands at the old address; found glossary/; expected an address that is free",
        "profiles/redirects.yml:3: no page stands at the new address; found b/; expected a page of the site",
    ]
    assert not (root.parent / "nothing").exists()


def test_a_site_of_one_language_names_no_other(root: Path) -> None:
    folder = built(root, "french", langs=("fr",), address=ADDRESS)

    assert LINK.findall(text(folder, "fr/profiles/esq/pr24/index.html")) == [
        ("canonical", "", f"{ADDRESS}/fr/profiles/esq/pr24/")
    ]
    assert "/en/" not in text(folder, "404.html")
    assert "/en/" not in text(folder, "sitemap.xml")
    assert list(folder.glob("pagefind/fragment/fr_*"))
    assert not list(folder.glob("pagefind/fragment/en_*"))
