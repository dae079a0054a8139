"""The pages of a folder → links and anchors inside the site that lead nowhere."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

LINKS = (re.compile(r' href="([^"]*)"'), re.compile(r' src="([^"]*)"'))
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
        # A page for wrong addresses is served anywhere; its links are absolute.
        if posixpath.basename(path) == "404.html":
            return Linked(anchors, (), ())
        broken, wanted = [], []
        for raw in dict.fromkeys(link for kind in LINKS for link in kind.findall(html)):
            link, _, anchor = unescape(raw).partition("#")
            if link.startswith(ELSEWHERE):
                continue
            found = self.target(posixpath.dirname(path), link) if link else path
            if found not in self.files and not self._is_left_out(found):
                broken.append(raw)
            elif anchor and not anchor.startswith("__"):
                wanted.append((raw, found, anchor))
        return Linked(anchors, tuple(broken), tuple(wanted))

    def _target(self, base: str, link: str) -> str:
        joined = posixpath.normpath(posixpath.join(base, link)) if link else base
        path = "" if joined == "." else joined
        return path if path in self.files else posixpath.join(path, "index.html")

    def _is_left_out(self, path: str) -> bool:
        """Return whether `path` is a page of a community that this preview leaves out."""
        _, *parts = path.split("/")
        return parts[:1] == ["profiles"] and parts[1] in self.left_out


def faults(pages: Mapping[str, Linked]) -> Iterator[tuple[str, str]]:
    """Yield (page, what is wrong) for every link that leads nowhere and every anchor that its page lacks."""
    for path, page in pages.items():
        yield from ((path, f"the link {raw} leads nowhere") for raw in page.broken)
        for raw, found, anchor in page.wanted:
            if found in pages and anchor not in pages[found].anchors:
                yield path, f"the link {raw} leads to a place that the page lacks"
