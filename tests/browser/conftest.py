"""A Chromium and the built site, served on this machine alone, for the tests that read pages as a person does."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from browser.walks import PATIENCE_MS, PROBE, Walk

CHROMIUM = ("chromium", "/usr/bin/chromium", "chromium-browser", "google-chrome")
# Chromium asks nobody anything on its own account; what a page asks for is noted by Walk.
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
)  # fmt: skip


@pytest.fixture(scope="package")
def chromium() -> str:
    """Return the path of Chromium; without one, skip, or fail where a browser was promised."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        reason = "no Chromium on this machine; install the package chromium"
        if os.environ.get("PORTRAIT_REQUIRE_BROWSER") == "1" or os.environ.get("CI") == "true":
            pytest.fail(f"{reason}: PORTRAIT_REQUIRE_BROWSER=1 or CI=true asks for the browser tests")
        pytest.skip(reason)
    return found


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield running
        running.close()


class Handler(http.server.SimpleHTTPRequestHandler):
    """Files of the site, as a plain web server gives them."""

    def log_message(self, format: str, *args: object) -> None:
        pass


class Server(http.server.ThreadingHTTPServer):
    """Waits for its threads at the end, and says nothing when the browser leaves before an answer is complete."""

    daemon_threads = False

    def handle_error(self, request: object, client_address: object) -> None:
        pass


@pytest.fixture(scope="package")
def address(chromium: str, site: Path) -> Iterator[str]:  # noqa: ARG001 - without Chromium no site is built for these
    """Return the address that the whole site is served at."""
    with Server(("127.0.0.1", 0), functools.partial(Handler, directory=str(site))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return an empty page of a person who was never here: a wide screen, light colours."""
    with browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light") as context:
        context.add_init_script(path=PROBE)
        context.set_default_timeout(PATIENCE_MS)
        yield context.new_page()


@pytest.fixture
def walk(page: Page, address: str) -> Walk:
    """Return a walk over the site on `page`."""
    return Walk(page, address)
