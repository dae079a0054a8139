"""A small whole site whose names are hostile, built once; a Chromium to look at it with."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.conftest import Handler, Server, browser, chromium

from pipelines.conductor import build
from pipelines.order import Order
from takeaway.drawn import hostile_project

__all__ = ["browser", "chromium"]
EPOCH = "1760000000"  # 9 October 2025


@pytest.fixture(scope="package")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site of a project whose names and texts are hostile; that it is published says that it was proven."""
    folder = tmp_path_factory.mktemp("hostile")
    root = hostile_project(folder / "project")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PORTRAIT_CACHE", str(folder / "cache"))
        build(Order(root=root, out=folder / "site", epoch=EPOCH))
    return folder / "site"


@pytest.fixture(scope="package")
def served(hostile: Path) -> Iterator[str]:
    """The address that the hostile site is served at."""
    with Server(("127.0.0.1", 0), functools.partial(Handler, directory=str(hostile))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()
