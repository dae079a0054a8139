"""Which pages are walked, and what is noted on the way: complaints, requests that failed or left the site, answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import ConsoleMessage, Error, Page, Request, Response

Lang = Literal["en", "fr"]
LANGS: tuple[Lang, ...] = ("en", "fr")
# Nothing here comes from afar; what has not come by now will not.
PATIENCE_MS = 8_000
PROBE = Path(__file__).with_name("probe.js")
# The narrowest screen that WCAG 2.2 asks for (1.4.10), a phone, a desk.
WIDTHS = (1280, 390, 320)

# One page of every kind, by its address after the language.
PAGES = {
    "home": "",
    "profiles": "profiles/",
    "community": "profiles/esq/",
    "level": "regions/health-region/",
    "province": "profiles/esq/pr24/",
    "administrative region": "profiles/esq/er2460/",
    "health region": "profiles/esq/rss04/",
    "metropolitan area": "profiles/fsc/cma580/",
    "visible minority": "profiles/black/cma535/",
    "details": "profiles/black/cma535/details/",
    "indicator": "indicators/unemployment-rate/",
    "source": "sources/statcan-43-10-0069/",
    "compare": "compare/",
    "evidence sheet": "evidence/",
    "map": "map/",
    "methods": "methods/how-to-read/",
    "glossary": "glossary/",
    "search": "search/",
    "data": "data/",
    "accessibility": "accessibility/",
}
# A page of every type that is not walked for its fit on screens; axe and a parser read it all the same. A new type
# of page is one line here or above.
MORE = {
    "indicators": "indicators/",
    "sources": "sources/",
    "verification": "verification/",
    "citing": "cite/",
    "about": "about/",
    "knowledge base": "knowledge/",
    "decisions": "decisions/",
    "changes": "changes/",
    "formulas": "methods/formulas/",
    "region without figures": "profiles/esq/rss06/",
    "largest tables": "indicators/average-employment-income/",
}
TYPES = PAGES | MORE
PROFILES = tuple(path for path in PAGES.values() if path.startswith("profiles/") and path.count("/") == 3)


class Walk:
    """A person's way through the site on `page`."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.complaints: list[str] = []
        self.answers: list[Response] = []
        self.waiting: set[Request] = set()
        page.on("console", self._said)
        page.on("pageerror", self._broke)
        page.on("request", self._asked)
        page.on("requestfinished", self._ended)
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def to(self, path: str) -> None:
        """Open the page at `path`, and wait until it has loaded all that it loads by itself."""
        self.page.goto(self.address + path)
        self.settle()

    def follow(self, name: str, path: str) -> None:
        """Click the link called `name`, which leads to `path`."""
        self.page.get_by_role("link", name=name, exact=True).click()
        self.page.wait_for_url(self.address + path)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing was asked for during a tenth of a second; Playwright's own `networkidle` takes five."""
        quiet = 0
        while quiet < 4:
            self.page.wait_for_timeout(25)
            quiet = 0 if self.waiting else quiet + 1

    def at(self) -> str:
        """Return where the page is, as a path within the site."""
        return self.page.url.removeprefix(self.address)

    def probe(self, name: str, *arguments: str) -> Any:
        """Return what a function of probe.js measures in the page."""
        return self.page.evaluate("([name, arguments]) => probe[name](...arguments)", [name, list(arguments)])

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"console: {message.text}")

    def _broke(self, error: Error) -> None:
        self.complaints.append(f"script: {error}")

    def _asked(self, request: Request) -> None:
        self.waiting.add(request)
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"left the site: {request.url}")

    def _ended(self, request: Request) -> None:
        self.waiting.discard(request)

    def _failed(self, request: Request) -> None:
        self.waiting.discard(request)
        self.complaints.append(f"failed: {request.url} ({request.failure})")

    def _answered(self, response: Response) -> None:
        self.answers.append(response)
        if response.status >= 400:
            self.complaints.append(f"answered {response.status}: {response.url}")
