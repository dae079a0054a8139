"""The hand-written Markdown of a language → whether a stretch of a page stands in it, word for word.

A page is compared by its words: what mkdocs does to the marks between them says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html import unescape
from pathlib import Path

from pipelines.check.content import BOUNDS, FIGURE, Block
from pipelines.model import Lang

# What the theme writes by itself, in either language.
THEME = "404 - Not found"
CONFIGURATION: dict[Lang, str] = {"en": "mkdocs.yml", "fr": "mkdocs.fr.yml"}
# A number with its marks, a mark of a figure, or letters; a sign before a number belongs to it.
WORD = re.compile(rf"[-\u2212+]?\d+(?:[.,\u00a0\u202f]\d+)*%?|[¼½¾⅓⅔²³¹]|{FIGURE}|[^\W\d_]+")
# A tag, or what stands in its marks as an example; neither is compared.
TAG = re.compile(r"<[^>]+>")
# What Markdown writes and no reader sees, in the order in which it is taken out.
UNSEEN = (
    (re.compile(r"<!-- portrait:figure [^>]* -->"), f" {FIGURE} "),
    (re.compile(r"<!--.*?-->", re.DOTALL), " "),
    (re.compile(r"<(https?://[^>]+)>"), r" \1 "),
    (TAG, " "),
    (re.compile(r"\]\([^)]*\)"), "] "),
    (re.compile(r"^\[[^\]]+\]: \S+", re.MULTILINE), " "),
    (re.compile(r"\{[#:.][^}]*\}"), " "),
    (re.compile(r"^\s*\d+\. ", re.MULTILINE), " "),
    (re.compile(r"^```\w*", re.MULTILINE), " "),
)
HEAD = re.compile(r"^(?:title|description): (.*)$|^# (.*)$", re.MULTILINE)


def words(text: str) -> str:
    """Return the words of a text, a space before and after each."""
    found = WORD.findall(TAG.sub(" ", text).replace(BOUNDS, " "))
    return f" {' '.join(found)} "


def seen(markdown: str) -> str:
    """Return what a reader sees of Markdown, still as text."""
    for pattern, instead in UNSEEN:
        markdown = pattern.sub(instead, markdown)
    return unescape(markdown)


class Handwritten:
    """What was written by hand in one language: its pages, and what stands around every page."""

    def __init__(self, root: Path, lang: Lang) -> None:
        self.folder = root / "site" / lang
        self.chrome = words(" ".join(self._chrome(root, lang)))
        self.page = lru_cache(maxsize=1_000)(self._page)

    def _page(self, path: str) -> str | None:
        """Return the words of the hand-written page at the address `path`, None where the page is generated."""
        for file in (self.folder / f"{path.rstrip('/')}.md", self.folder / path / "index.md"):
            if path != "shell/" and file.is_file():
                return words(seen(file.read_text(encoding="utf-8")))
        return None

    def _chrome(self, root: Path, lang: Lang) -> Iterable[str]:
        """Yield what the theme writes around pages: the names of the configuration, the titles of pages."""
        yield THEME
        for name in dict.fromkeys(("mkdocs.yml", CONFIGURATION[lang])):
            if (root / name).is_file():
                yield (root / name).read_text(encoding="utf-8")
        for file in sorted(self.folder.rglob("*.md")):
            for title in HEAD.findall(file.read_text(encoding="utf-8")):
                yield seen(" ".join(title))


class Follower:
    """Follows a page through the words that it was written from: a stretch stands after the one before it."""

    def __init__(self, written: str, chrome: str) -> None:
        self.written, self.chrome = written, chrome
        self.at = 0

    def finds(self, block: Block) -> bool:
        """Return whether the words of a block stand in what was written, in an article after those found before."""
        if self.written and block.article and " of " not in block.kind:
            return self._follows(words(block.text))
        name = block.text.rpartition(" - ")[0] if block.kind == "title" else ""
        # The title of a page of invented figures says so before its name.
        said = (block.text, name, name.partition(" · ")[2])
        return any(words(each) in self.written or words(each) in self.chrome for each in said if each)

    def _follows(self, wanted: str) -> bool:
        # A word ends where the next begins: the space between two stretches belongs to both.
        place = self.written.find(wanted, max(self.at - 1, 0))
        if place < 0:
            return False
        self.at = place + len(wanted)
        return True
