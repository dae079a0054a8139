"""A page made by mkdocs-material → a Shell into which generated pages are poured, markers replaced by content.

A page costs a string join instead of a run through Markdown; it looks and behaves like every other page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

from pipelines.errors import PortraitError
from pipelines.model import Page

# The shells by depth of their address, and so by how far `../` leads; hand-written as site/<lang>/shell/…
SHELLS = {2: "shell/two/", 3: "shell/to/three/", 4: "shell/a/b/four/"}
TITLE, DESCRIPTION = "@@portrait-title@@", "@@portrait-description@@"
ARTICLE = re.compile(r'(<article class="md-content__inner md-typeset">).*?(</article>)', re.DOTALL)
CONTENTS = re.compile(r'(<ul class="md-nav__list" data-md-component="toc"[^>]*>).*?(</ul>)', re.DOTALL)
# The theme indents its templates; no space of theirs stands beside a word.
SPACE = re.compile(r"\s*\n\s*(?=<)|(?<=>)\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Shell:
    """A page of one depth, cut where title, description, contents and content go."""

    depth: int
    pieces: tuple[str, ...]

    @classmethod
    def read(cls, folder: Path, depth: int) -> Shell:
        """Return the shell of `depth` from a site built by mkdocs in `folder`."""
        html = (folder / SHELLS[depth] / "index.html").read_text(encoding="utf-8")
        html = SPACE.sub("", html)
        html, articles = ARTICLE.subn(r"\1\n@@content@@\n\2", html)
        html, contents = CONTENTS.subn(r"\1@@contents@@\2", html)
        if articles != 1 or contents != 1 or TITLE not in html or SHELLS[depth] not in html:
            raise PortraitError(
                f"{folder / SHELLS[depth]}: not the shell that was expected: {articles} articles and {contents} tables "
                "of contents; mkdocs-material may have changed its templates: see pipelines/render/shell.py"
            )
        html = html.replace(SHELLS[depth], "@@path@@")
        return cls(depth, tuple(re.split(f"({'|'.join(MARKERS)})", html)))


MARKERS = (TITLE, DESCRIPTION, "@@content@@", "@@contents@@", "@@path@@")
CONTENTS_ITEM = '<li class="md-nav__item"><a href="#{0}" class="md-nav__link">{1}</a></li>'


def pour(shell: Shell, page: Page) -> str:
    """Return the whole HTML of `page`."""
    filled = {
        TITLE: _escaped(page.title),
        DESCRIPTION: _escaped(page.description),
        "@@content@@": page.content,
        "@@contents@@": "".join(CONTENTS_ITEM.format(anchor, _escaped(text)) for anchor, text in page.contents),
        "@@path@@": page.path,
    }
    return "".join(filled.get(piece, piece) for piece in shell.pieces)


def _escaped(text: str) -> str:
    """Return a text as HTML; attributes stand in double quotes, so that an apostrophe may stay one letter."""
    return escape(text).replace("&#x27;", "'")
