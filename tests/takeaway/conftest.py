"""A small whole site whose names are hostile, built once; a Chromium to look at it with."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from browser.conftest import Handler, Server, browser, chromium

from pipelines.conductor import build
from pipelines.model import Status
from pipelines.order import Order
from pipelines.tables import COLUMNS, FIGURES, check
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


def figure(status: Status, value: float | None, period: str = "2021") -> dict[str, object]:
    return dict.fromkeys(COLUMNS, "") | {
        "figure_id": f"esq:pr24:community-share:minority:{period}", "community": "esq", "region": "pr24",
        "region_name": "Quebec", "region_level": "province", "indicator": "community-share", "group": "minority",
        "population": "declared", "period": period, "value": value, "unit": "percent", "status": status.value,
        "lower": None, "upper": None, "interval": "none", "numerator": None, "denominator": None,
        "source": "statcan-15-10-0032", "cell": "-1", "kind": "published",
    }  # fmt: skip


@pytest.fixture(scope="module")
def share() -> pd.DataFrame:
    """One figure of each status, and a true zero, with every digit that a double carries beside it."""
    reported, *others = Status
    rows = [figure(reported, 0.0, "1996"), figure(reported, 100 / 3, "2001")]
    rows += [figure(status, None, str(2006 + place)) for place, status in enumerate(others)]
    rows[1] |= {"lower": 100 / 7, "upper": 50.0, "interval": "sampling95", "numerator": 0.0, "denominator": 1234.5}
    table = pd.DataFrame(rows)
    numbers = [name for name, column in FIGURES.columns.items() if str(column.dtype) == "float64"]
    return check(table.astype(dict.fromkeys(numbers, float)), FIGURES)
