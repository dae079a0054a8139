"""What comes in over HTTP and what goes out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    """A request: `target` is the address as it was sent, without host and service prefix, query and all."""

    method: str
    service: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def address(self) -> str:
        return f"{self.service}{self.target}"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: a body, or a file to be sent in pieces, with ETag, ranges and all."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    file: Path | None = None

    @classmethod
    def text(cls, status: int, text: str, kind: str) -> Reply:
        return cls(status, text.encode(), {"Content-Type": f"{kind}; charset=utf-8"})

    @classmethod
    def json(cls, status: int, value: Any) -> Reply:
        return cls(
            status, json.dumps(value, ensure_ascii=False).encode(), {"Content-Type": "application/json; charset=utf-8"}
        )


CLOUDFLARE = """<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title>
<meta name="robots" content="noindex,nofollow"></head>
<body><div class="main-wrapper"><h1 class="zone-name-title h1">www12.statcan.gc.ca</h1>
<noscript>Enable JavaScript and cookies to continue</noscript>
<script src="/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1"></script></div></body></html>"""


def challenge(status: int = 403) -> Reply:
    """Return the page with which Cloudflare asks whether one is human."""
    headers = {
        "Content-Type": "text/html; charset=UTF-8",
        "Server": "cloudflare",
        "CF-RAY": "0000000000000000-YUL",
        "cf-mitigated": "challenge",
    }
    return Reply(status, CLOUDFLARE.encode(), headers)
