"""A drawn project for each test, and its plan, which is the same for all of them."""

from pathlib import Path

import pytest
from project import drawn_project

from pipelines.declare import declare
from pipelines.model import Plan


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    return drawn_project(tmp_path / "project")


@pytest.fixture(scope="session")
def drawn_plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return declare(drawn_project(tmp_path_factory.mktemp("drawn")))
