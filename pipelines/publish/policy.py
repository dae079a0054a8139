"""A page's HTML → the same with a Content-Security-Policy that lets its own files and the theme's own scripts run.

A script that got into a page another way, from a name or a text, is refused by the browser.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import lru_cache
from hashlib import sha256

# `self` is the site: no script, style, font, picture, frame or request of another host. `wasm-unsafe-eval` lets the
# full-text search run its compiled code; pictures drawn from charts to be saved are `data:` and `blob:`.
POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'{}; worker-src 'self' blob:; img-src 'self' data: blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'"
)
META = '<meta http-equiv="Content-Security-Policy" content="{}">'
CHARSET = re.compile(r'<meta charset="?utf-8"?>', re.IGNORECASE)
INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
# The theme's scripts that stand in a page, by the hash of what they are without the way to the root of the site: one
# that a newer theme brings is refused until somebody has read it and put it here (test_policy says which it is).
ROOT = re.compile(r'(?<=^__md_scope=new URL\(")[\w./~-]*(?=",location\))')
OF_THE_THEME = frozenset(
    (
        # Remembers the reader's choice of colours for this site.
        "7eb3684fdacd2881f67b9428983273a29d8774d8bc82622af9b65a8ec1032a90",
        # Puts on the colours that were chosen, before the first paint.
        "0eb10c249dbdb0beef225a10ce5cbe55418cc4a7014cc208f8e7d6ed8f00906e",
    )
)
# Opens one of several tabs within a text; no page has such tabs.
TABS = "ffcc0f7735fdab434d257c80e65cec2e88d716991e69757185b7e450e41a5b2f"


def secured(html: str) -> str:
    """Return a page's HTML with its policy at the head; the page must declare its charset, as every page does."""
    allowed = "".join(dict.fromkeys(map(_allowed, INLINE.findall(html))))
    html = INLINE.sub(lambda match: "" if _plain_hash(match[1]) == TABS else match[0], html)
    meta = META.format(POLICY.format(allowed))
    return CHARSET.sub(lambda match: match[0] + meta, html, count=1)


@lru_cache(maxsize=100)
def _allowed(script: str) -> str:
    """Return what lets an inline script run: its hash where it is the theme's own, else nothing."""
    if _plain_hash(script) not in OF_THE_THEME:
        return ""
    return f" 'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


@lru_cache(maxsize=100)
def _plain_hash(script: str) -> str:
    return sha256(ROOT.sub("", script).encode()).hexdigest()
