"""What several tests share: the project's root, its plan and figures, and the site built once."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings
from invented import EPOCH, registered_project

from pipelines.compute import compute
from pipelines.conductor import build
from pipelines.declare import declare
from pipelines.model import LANGS, Plan
from pipelines.order import Order
from pipelines.readers import read_embedded

# A loaded machine is no reason for a property to fail.
settings.register_profile("project", deadline=None)
settings.load_profile("project")

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, and say so, the tests that need tables which only some machines hold."""
    if not SHARED.is_dir():
        reason = pytest.mark.skip(reason=f"the published tables are not on this machine ({SHARED})")
        for item in items:
            if "shared" in item.keywords:
                item.add_marker(reason)


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def plan() -> Plan:
    return declare(ROOT)


@pytest.fixture(scope="session")
def observations(plan: Plan) -> pd.DataFrame:
    return read_embedded(plan, ROOT)


@pytest.fixture(scope="session")
def esq(observations: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """The FIGURES of English-speaking Quebec."""
    return compute(observations, plan, "esq")


@pytest.fixture(scope="session")
def registered_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a thin project with an invented entry in every register, built on 2026-11-21."""
    folder = tmp_path_factory.mktemp("registered")
    root = registered_project(folder / "project")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PORTRAIT_CACHE", str(folder / "cache"))
        build(Order(root=root, out=folder / "site", langs=LANGS, epoch=EPOCH))
    return folder / "site"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site, built once for all tests from a cache of its own."""
    folder = tmp_path_factory.mktemp("site")
    before = os.environ.get("PORTRAIT_CACHE")
    os.environ["PORTRAIT_CACHE"] = str(folder / "cache")
    try:
        build(Order(root=ROOT, out=folder / "site", langs=LANGS, epoch="1760000000"))
    finally:
        if before is None:
            del os.environ["PORTRAIT_CACHE"]
        else:
            os.environ["PORTRAIT_CACHE"] = before
    return folder / "site"
