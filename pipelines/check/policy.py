"""The HTML of a page → what a browser could run in it that is not ours, which its own policy should refuse."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from html.parser import HTMLParser

POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
# What makes a browser read something before the policy says whether it may.
FIRST = re.compile(r"<(?:script|link|style|img|body)\b", re.IGNORECASE)
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script", re.DOTALL | re.IGNORECASE)
# Data that no browser runs.
DATA = re.compile(r'\btype="application/(?:ld\+)?json"')
SOURCE = re.compile(r'\bsrc="')
# Where this stands, in a tag or in a text, the page is parsed to see which.
SUSPECT = re.compile(r"\s(?:on[a-z]+|style)\s*=|(?:javascript|vbscript|data)\s*:", re.IGNORECASE)
LEADS = ("href", "src", "action", "formaction", "data", "xlink:href")
PICTURE = "data:image/"


def policy_faults(html: str) -> Iterator[str]:
    """Yield what is wrong: no policy before the first thing that is loaded, or a script that is in no file of ours."""
    policy, first = POLICY.search(html), FIRST.search(html)
    if policy is None or (first is not None and first.start() < policy.start()):
        yield "it has no Content-Security-Policy before what it loads"
        return
    if "'unsafe-inline'" in policy[1]:
        yield "its Content-Security-Policy lets any script run that stands in the page"
    for attributes, script in SCRIPT.findall(html):
        if SOURCE.search(attributes) or DATA.search(attributes):
            continue
        if _hashed(script) not in policy[1]:
            yield f"a script that its policy does not name stands in it: {script[:60]!r}"
    if SUSPECT.search(html):
        tags = _Tags()
        tags.feed(html)
        yield from dict.fromkeys(tags.found)


class _Tags(HTMLParser):
    """Finds attributes that run something, as a browser reads the page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            # A browser passes over spaces and control characters in the name of a scheme.
            plain = re.sub(r"[\x00-\x20]", "", value or "").lower()
            leads = name in LEADS and plain.startswith(("javascript:", "vbscript:", "data:"))
            if name.startswith("on") or name == "style" or (leads and not plain.startswith(PICTURE)):
                self.found.append(f"what could run stands in a tag: <{tag} {name}={(value or '')[:40]!r}>")


@lru_cache(maxsize=100)
def _hashed(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"
