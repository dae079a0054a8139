"""A folder that becomes the site: pages are poured, hand-written pages brought to life, the whole made navigable."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from html import escape
from pathlib import Path

from pipelines.model import LANGS, Lang, Page, Text
from pipelines.publish.policy import secured
from pipelines.render import Shell, pour
from pipelines.render.shell import SHELLS

OTHER = re.compile(
    r'<div class="md-header__option"><!-- portrait:other-language -->.*?<!-- /portrait:other-language --></div>',
    re.DOTALL,
)
BODY = re.compile(r"(<body\b[^>]*>)")
# The same word in the title of every page, in both languages.
SYNTHETIC = "SYNTHETIC / FICTIF"
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
            shutil.copytree(built / lang, target, ignore=shutil.ignore_patterns("shell", "sitemap.xml*"))
            for file in target.rglob("*.html"):
                path = file.parent.relative_to(target).as_posix()
                path = "" if path == "." else f"{path}/"
                html = live(lang, file.read_text(encoding="utf-8"), path)
                file.write_text(self.finished(html, lang), encoding="utf-8")

    def shells(self, built: Path) -> dict[tuple[Lang, int], Shell]:
        """Return the shell of each language and depth."""
        return {(lang, depth): Shell.read(built / lang, depth) for lang in self.langs for depth in SHELLS}

    def add_page(self, shell: Shell, page: Page) -> None:
        """Write a generated page."""
        file = self.folder / page.lang / page.path / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(self.finished(pour(shell, page), page.lang), encoding="utf-8")

    def finished(self, html: str, lang: Lang) -> str:
        """Return a page's HTML without marks and ways to a language that is not built, with its policy and banner."""
        if self.langs != LANGS:
            html = OTHER.sub("", html)
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

    def add_search(self, lang: Lang, entries: Iterable[tuple[str, str, str]]) -> None:
        """Add (address, title, text) of generated pages to the index that mkdocs made of the hand-written ones."""
        file = self.folder / lang / "search" / "search_index.json"
        index = json.loads(file.read_text(encoding="utf-8"))
        index["docs"] = [doc for doc in index["docs"] if not doc["location"].startswith("shell/")]
        index["docs"] += [
            {"location": path, "title": escape(title), "text": escape(text)} for path, title, text in entries
        ]
        file.write_text(json.dumps(index, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")

    def add_places(self, lang: Lang, name: str, places: Sequence[tuple[str, str, str, str]]) -> None:
        """Write the names that the finder reads once somebody types, if there are any."""
        if places:
            text = json.dumps(places, ensure_ascii=False, separators=(",", ":"))
            (self.folder / lang / name).write_text(text, encoding="utf-8")

    def add_entrance(self, address: str) -> None:
        """Write what stands at the root: the choice of language, the page for wrong addresses, the sitemap."""
        for name, start in (("index.html", ""), ("404.html", address)):
            html = self.warned(_entrance(self.langs, start), *self.langs)
            (self.folder / name).write_text(html, encoding="utf-8")
        if address:
            (self.folder / "sitemap.xml").write_text(_sitemap(address, self._addresses(), self.langs), encoding="utf-8")

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


def _entrance(langs: Sequence[Lang], address: str) -> str:
    """Return a page that leads to each language; it works without a script and asks nobody where they come from."""
    root = f"{address}/" if address else ""
    parts = [
        f'<section lang="{lang}"><p>{said}</p><p><a href="{root}{lang}/">{go}</a></p></section>'
        for lang, (said, go) in ENTRANCE.items()
        if lang in langs
    ]
    head = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        f'<title>Portrait</title><link rel="icon" href="{root}assets/favicon.svg">',
        f'<link rel="stylesheet" href="{root}assets/entrance.css"></head><body><main><h1>Portrait</h1>',
    ]
    return "".join([*head, *parts, "</main></body></html>\n"])
