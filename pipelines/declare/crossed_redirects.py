"""What `profiles/redirects.yml` says, checked against itself: the redirects in, the places that cannot be meant out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from pipelines.declare.crossed import Finding
from pipelines.model.redirects import Redirects

REDIRECTS = ("profiles/redirects.yml",)
# An address after the language: names and strokes, a stroke at the end; no scheme, no host, no way up.
PATH = re.compile(r"(?:[a-z0-9][a-z0-9._-]*/)+")
EXPECTED_PATH = "an address after the language, such as profiles/esq/pr24/"


def crossed_redirects(declared: Redirects) -> Iterator[Finding]:
    """Yield every address that is none, every page that moved twice, and every way that leads on or in a circle."""
    moved = [each.old for each in declared.moved]
    for index, each in enumerate(declared.moved):
        here = ("redirects", index)
        for key in ("old", "new"):
            path = getattr(each, key)
            if not PATH.fullmatch(path) or ".." in path:
                yield REDIRECTS, (*here, key), "not an address of this site", repr(path), EXPECTED_PATH
        try:
            date.fromisoformat(each.since)
        except ValueError:
            yield REDIRECTS, (*here, "since"), "no such day", each.since, "a day as YYYY-MM-DD"
        if each.old in moved[:index]:
            yield REDIRECTS, (*here, "old"), "the page moved twice", each.old, "each old address once"
        if each.new == each.old:
            yield REDIRECTS, (*here, "new"), "leads to itself", each.new, "where the page is now"
        elif each.new in moved:
            yield REDIRECTS, (*here, "new"), "leads to a page that moved too", each.new, "where the page is now"
