"""A drawn project for each test of the declaring stage."""

from pathlib import Path

import pytest
from project import drawn_project


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    return drawn_project(tmp_path / "project")
