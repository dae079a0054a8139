"""A folder that becomes the site: pages are poured, hand-written pages brought to life, the whole made navigable."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from pipelines.model import LANGS, Lang, Page, Text
from pipelines.publish.policy import secured
from pipelines.render import Shell, pour
from pipelines.render.shell import SHELLS
from pipelines.render.tidy import tidied

OTHER = re.compile(
    r'<div class="md-header__option"><!-- portrait:other-language -->.*?<!-- /portrait:other-language --></div>',
    re.DOTALL,
)
BODY = re.compile(r"(<body\b[^>]*>)")
# The same word in the title of every page, in both languages.
SYNTHETIC = "SYNTHETIC / FICTIF"
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)/(?:en|fr)/([^"]*)">')
# Where a page without an address of its own names a place from the server's root.
FROM_ROOT = re.compile(r'((?:href|src)="|new URL\("|"base": ?")/(?!/)')
# The shells, the sitemap of one language, and of the theme what belongs to its own search or to those who work on it.
UNUSED = ("shell", "sitemap.xml*", "lunr", "workers", "*.map")
NO_ADDRESS = '"base": "/",'
MARKS = re.compile(r"<!-- /?portrait:other-language -->")


class SiteFolder:
    """The site of some languages under `folder`; when only one is built, no page links to the other.

    `banner` stands at the head of every page where there is something that no reader may miss.
    """

    def __init__(self, folder: Path, langs: Sequence[Lang], banner: Text | None = None) -> None:
        self.folder, self.langs, self.banner = folder, tuple(langs), banner

    def add_handwritten(self, built: Path, live: Callable[[Lang, str, str], str]) -> None:
        """Copy what mkdocs built, without its shells and sitemaps, its tokens replaced by `live(lang, html, path)`."""
        for lang in self.langs:
            target = self.folder / lang
            shutil.copytree(built / lang, target, ignore=shutil.ignore_patterns(*UNUSED))
            for file in target.rglob("*.html"):
                path = file.parent.relative_to(target).as_posix()
                path = "" if path == "." else f"{path}/"
                html = live(lang, tidied(file.read_text(encoding="utf-8")), path)
                if file.name == "404.html":
                    html = _rooted(html, lang)
                file.write_text(self.finished(html, lang), encoding="utf-8")

    def shells(self, built: Path) -> dict[tuple[Lang, int], Shell]:
        """Return the shell of each language and depth."""
        return {(lang, depth): Shell.read(built / lang, depth) for lang in self.langs for depth in SHELLS}

    def add_page(self, shell: Shell, page: Page) -> None:
        """Write a generated page, and what stands beside it."""
        file = self.folder / page.lang / page.path / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(self.finished(pour(shell, page), page.lang), encoding="utf-8")
        for name, text in page.files:
            (file.parent / name).write_text(text, encoding="utf-8")

    def finished(self, html: str, lang: Lang) -> str:
        """Return a page's HTML without marks and ways to a language that is not built, with its policy and banner."""
        html = CANONICAL.sub(_with_twins, html, count=1) if self.langs == LANGS else OTHER.sub("", html)
        return self.warned(MARKS.sub("", html), lang)

    def warned(self, html: str, *langs: Lang) -> str:
        """Return a page's HTML with its policy and, if there is one, the banner in these languages.

        No search engine may list a page with a banner.
        """
        html = secured(html)
        if self.banner is None:
            return html
        said = "".join(f'<p lang="{lang}">{escape(self.banner[lang])}</p>' for lang in langs)
        html = html.replace("<title>", f'<meta name="robots" content="noindex"><title>{SYNTHETIC} · ', 1)
        return BODY.sub(rf'\1<div class="pt-synthetic" role="note">{said}</div>', html, count=1)

    def share(self, name: str) -> None:
        """Give every language the files of this name that the first has: one file under two names where possible."""
        first, *others = self.langs
        for file in (self.folder / first).rglob(name):
            for lang in others:
                twin = self.folder / lang / file.relative_to(self.folder / first)
                try:
                    twin.hardlink_to(file)
                except OSError:
                    # A file system without hard links.
                    shutil.copyfile(file, twin)

    def add_assets(self, assets: Path) -> None:
        """Copy our own styles and scripts."""
        shutil.copytree(assets, self.folder / "assets")

    def add_places(self, lang: Lang, name: str, places: Mapping[str, object]) -> None:
        """Write the names that finder and search read once somebody types."""
        text = json.dumps(places, ensure_ascii=False, separators=(",", ":"))
        file = self.folder / lang / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def add_text(self, lang: Lang, name: str, text: str) -> None:
        """Write a file that a script reads."""
        file = self.folder / lang / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def add_entrance(self, address: str) -> None:
        """Write what stands at the root: the choice of language, the page for wrong addresses, what engines read."""
        root = urlsplit(address).path
        files = {"index.html": _entrance(self.langs), "404.html": _lost(self.langs, f"{root}/")}
        for name, html in files.items():
            (self.folder / name).write_text(self.warned(html, *self.langs), encoding="utf-8")
        robots = "User-agent: *\nAllow: /\n"
        if address:
            (self.folder / "sitemap.xml").write_text(_sitemap(address, self._addresses(), self.langs), encoding="utf-8")
            robots += f"Sitemap: {address}/sitemap.xml\n"
        (self.folder / "robots.txt").write_text(robots, encoding="utf-8")

    def _addresses(self) -> list[str]:
        """Return the address of every page after the language; both languages have the same."""
        home = self.folder / self.langs[0]
        return sorted(
            f"{file.parent.relative_to(home).as_posix()}/".removeprefix("./") for file in home.rglob("index.html")
        )


def _sitemap(address: str, paths: Sequence[str], langs: Sequence[Lang]) -> str:
    """Return the sitemap, each page with its twin in the other language."""
    lines = []
    for path in paths:
        twins = "".join(
            f'<xhtml:link rel="alternate" hreflang="{lang}" href="{escape(f"{address}/{lang}/{path}")}"/>'
            for lang in langs
        )
        lines += [f"<url><loc>{escape(f'{address}/{lang}/{path}')}</loc>{twins}</url>" for lang in langs]
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', f"<urlset {spaces}>", *lines, "</urlset>", ""])


ENTRANCE: dict[Lang, tuple[str, str]] = {
    "en": ("Evidence profiles of minority communities in Canada, region by region", "Continue in English"),
    "fr": ("Portraits statistiques de communautés minoritaires au Canada, région par région", "Continuer en français"),
}


# What a page for wrong addresses says, and the ways that it shows: home, search, all profiles.
LOST: dict[Lang, tuple[str, str, tuple[tuple[str, str], ...]]] = {
    "en": (
        "Page not found",
        "No page stands at this address.",
        (("", "Home"), ("search/", "Search"), ("profiles/", "All profiles")),
    ),
    "fr": (
        "Page introuvable",
        "Aucune page ne se trouve à cette adresse.",
        (("", "Accueil"), ("search/", "Rechercher"), ("profiles/", "Tous les profils")),
    ),
}


def _entrance(langs: Sequence[Lang]) -> str:
    """Return a page that leads to each language; it works without a script and asks nobody where they come from."""
    parts = [
        f'<section lang="{lang}"><p>{said}</p><p><a href="{lang}/">{go}</a></p></section>'
        for lang, (said, go) in ENTRANCE.items()
        if lang in langs
    ]
    return _bare("Portrait", "", ["<h1>Portrait</h1>", *parts], langs[0])


def _lost(langs: Sequence[Lang], root: str) -> str:
    """Return the page that a server gives at any wrong address; links start from the site's `root` on it."""
    parts = []
    for number, (lang, (name, said, ways)) in enumerate((lang, LOST[lang]) for lang in langs):
        # A page has one heading of the first level.
        level = 1 if number == 0 else 2
        links = "".join(f'<li><a href="{root}{lang}/{path}">{text}</a></li>' for path, text in ways)
        parts.append(f'<section lang="{lang}"><h{level}>{name}</h{level}><p>{said}</p><ul>{links}</ul></section>')
    names = " / ".join(LOST[lang][0] for lang in langs)
    return _bare(f"{names} - Portrait", root, parts, langs[0], '<meta name="robots" content="noindex">')


def _bare(title: str, root: str, parts: Sequence[str], lang: Lang, head: str = "") -> str:
    """Return a page outside the languages, without the theme."""
    return "".join((
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">',
        f'<meta name="viewport" content="width=device-width,initial-scale=1">{head}',
        f'<title>{title}</title><link rel="icon" href="{root}assets/favicon.svg">',
        f'<link rel="stylesheet" href="{root}assets/entrance.css"></head><body><main>',
        *parts,
        "</main></body></html>\n",
    ))  # fmt: skip


def _rooted(html: str, lang: Lang) -> str:
    """Return the theme's page for wrong addresses with links that hold at any depth.

    mkdocs starts them from the address that the site will have; where nobody said one, from the server's root, as if
    the language stood there.
    """
    return FROM_ROOT.sub(rf"\1/{lang}/", html) if NO_ADDRESS in html else html


def _with_twins(canonical: re.Match[str]) -> str:
    """Return the canonical link with one to the page in each language, and to the entrance for all other readers."""
    whole, address, path = canonical[0], canonical[1], canonical[2]
    twins = {str(lang): f"{address}/{lang}/{path}" for lang in LANGS} | {"x-default": f"{address}/"}
    # A space after the word is allowed and means nothing, and keeps the theme's script, which looks for the exact
    # `alternate`, from asking for a sitemap beside each page that is named so.
    return whole + "".join(f'<link rel="alternate " hreflang="{lang}" href="{to}">' for lang, to in twins.items())
