"""The pages, styles and scripts of a folder → links and anchors inside the site that lead nowhere."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from pathlib import Path

# Everything that a page names by address: `xlink:href` and `href` of drawings, frames, films, forms, data for scripts.
LINKS = re.compile(r'[ :](?:href|src|poster|action|formaction|data|data-more)="([^"]*)"')
# Pictures in several sizes: `one.png 1x, two.png 2x`.
SETS = re.compile(r' (?:imagesrcset|srcset)="([^"]*)"')
# What styles and modules name by address.
NAMED_BY = {
    ".css": re.compile(r"""(?:url\(|@import )\s*["']?([^"')\s;]+)"""),
    ".js": re.compile(r"""(?:\bfrom\s*|\bimport\s*\(?\s*|\bnew URL\(\s*)["'](\.{1,2}/[^"'`$]+)["']"""),
}
OURS = "assets/"
ANCHOR = re.compile(r' id="([^"]*)"')
ELSEWHERE = ("http://", "https://", "mailto:", "data:image/")


@dataclass(frozen=True, slots=True)
class Linked:
    """What a page has of links: its anchors, what leads nowhere, and (link, page, anchor) where an anchor is wanted."""

    anchors: frozenset[str]
    broken: tuple[str, ...]
    wanted: tuple[tuple[str, str, str], ...]


class Links:
    """Finds where the links of a page lead, among the site's `files`; `left_out` are communities without pages."""

    def __init__(self, files: Collection[str], left_out: Collection[str]) -> None:
        self.files, self.left_out = files, left_out
        self.target = lru_cache(maxsize=200_000)(self._target)

    def of_page(self, path: str, html: str) -> Linked:
        """Return what is to be said of the links of a page."""
        anchors = frozenset(ANCHOR.findall(html))
        broken, wanted = [], []
        for raw in dict.fromkeys(_named(html)):
            link, _, anchor = unescape(raw).partition("#")
            link = link.partition("?")[0]
            if link.startswith(ELSEWHERE):
                continue
            found = self._found(path, link) if link else path
            if found not in self.files and not self._is_left_out(found):
                broken.append(raw)
            elif anchor and not anchor.startswith("__"):
                wanted.append((raw, found, anchor))
        return Linked(anchors, tuple(broken), tuple(wanted))

    def _found(self, path: str, link: str) -> str:
        """Return the file that a link on `path` leads to, or the one that it would lead to."""
        if not link.startswith("/"):
            return self.target(posixpath.dirname(path), link)
        # A page for wrong addresses is served anywhere; its links are absolute, from an address that nobody told:
        # the root of its language, or that of the site below however many folders.
        parts = posixpath.normpath(link).split("/")[1:]
        bases = (path.partition("/")[0] if "/" in path else "", "")
        places = [self.target(base, "/".join(parts[at:])) for base in bases for at in range(len(parts))]
        return next((place for place in places if place in self.files), places[0])

    def _target(self, base: str, link: str) -> str:
        joined = posixpath.normpath(posixpath.join(base, link)) if link else base
        path = "" if joined == "." else joined
        return path if path in self.files else posixpath.join(path, "index.html")

    def _is_left_out(self, path: str) -> bool:
        """Return whether `path` is a page of a community that this preview leaves out."""
        _, *parts = path.split("/")
        return parts[:1] == ["profiles"] and parts[1] in self.left_out


def _named(html: str) -> Iterator[str]:
    """Yield every address that a page names."""
    yield from LINKS.findall(html)
    for several in SETS.findall(html):
        yield from (each.split()[0] for each in several.split(",") if each.strip())


def asset_faults(folder: Path, files: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield (file, what is wrong) for every address in a style or script of ours that leads nowhere."""
    for path in sorted(files):
        named = NAMED_BY.get(posixpath.splitext(path)[1]) if path.startswith(OURS) else None
        for raw in named.findall((folder / path).read_text(encoding="utf-8")) if named else ():
            link = raw.partition("#")[0].partition("?")[0]
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), link))
            if link and not link.startswith(ELSEWHERE) and target not in files and not _is_folder(target, files):
                yield path, f"the link {raw} leads nowhere"


def _is_folder(path: str, files: Collection[str]) -> bool:
    start = "" if path == "." else f"{path}/"
    return any(file.startswith(start) for file in files)


def faults(pages: Mapping[str, Linked]) -> Iterator[tuple[str, str]]:
    """Yield (page, what is wrong) for every link that leads nowhere and every anchor that its page lacks."""
    for path, page in pages.items():
        yield from ((path, f"the link {raw} leads nowhere") for raw in page.broken)
        for raw, found, anchor in page.wanted:
            if found in pages and anchor not in pages[found].anchors:
                yield path, f"the link {raw} leads to a place that the page lacks"
