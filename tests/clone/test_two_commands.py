"""The README's two commands on a fresh clone with nothing beside it: what is committed is all that they need."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

INSIDE = "PORTRAIT_INSIDE_CLONE"
pytestmark = [
    pytest.mark.clone,
    pytest.mark.skipif(INSIDE in os.environ, reason="this is the clone; it is not cloned again"),
    *(pytest.mark.skipif(shutil.which(tool) is None, reason=f"no {tool} on this machine") for tool in ("git", "make")),
]

# Installing takes one to three minutes, a build half a minute, the tests a few minutes on a slow machine.
LIMIT_S = 1800
# What a make or a pytest above this one would pass on to those in the clone.
OURS = ("MAKE", "MFLAGS", "PYTEST", "PORTRAIT", "VIRTUAL_ENV", "PYTHONPATH", "SOURCE_DATE_EPOCH")


@pytest.fixture(scope="module")
def clone(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a clone of what is committed, alone in its folder."""
    folder = tmp_path_factory.mktemp("alone") / "portrait"
    _run(["git", "clone", "--quiet", str(root), str(folder)], root)
    return folder


def test_make_site_builds_the_site(clone: Path) -> None:
    said = _run(["make", "site"], clone)
    site = clone / "build" / "site"

    assert "build/site" in said
    assert (site / "index.html").is_file()
    pages = {lang: {file.relative_to(site / lang) for file in (site / lang).rglob("*.html")} for lang in ("en", "fr")}
    assert pages["en"] == pages["fr"]
    assert len(pages["en"]) > 1000
    assert _wrong_hashes(site / "data") == []
    assert _left_to_commit(clone) == ""


# What reads the project's own files. The other tests draw all that they read, and a clone can lack nothing of it.
OF_THE_PROJECT = "architecture assemble compute declare publish render check/test_published.py check/test_verify.py"


def test_make_test_passes(clone: Path) -> None:
    chosen = " ".join(f"tests/{name}" for name in OF_THE_PROJECT.split())
    said = _run(["make", "test", f"PYTEST_ARGS={chosen} -q -x"], clone)

    assert " passed" in said.splitlines()[-1]
    assert _left_to_commit(clone) == ""


def _left_to_commit(clone: Path) -> str:
    """Return what a command left in the clone that git neither holds nor ignores."""
    return _run(["git", "status", "--porcelain"], clone)


def _wrong_hashes(data: Path) -> list[str]:
    """Return the files of the data package that are not what it says they are."""
    resources = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    assert {resource["path"] for resource in resources} == {"figures.csv", "figures.parquet"}
    return [
        resource["path"]
        for resource in resources
        if resource["hash"] != f"sha256:{hashlib.sha256((data / resource['path']).read_bytes()).hexdigest()}"
        or resource["bytes"] != (data / resource["path"]).stat().st_size
    ]


def _run(command: list[str], place: Path) -> str:
    """Run a command in `place` as if nobody had run anything before; return what it printed, or fail with it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    # A session of its own, so that all that it started can be ended together.
    process = subprocess.Popen(
        command, cwd=place, env=environment | {INSIDE: "1"}, start_new_session=True, text=True, encoding="utf-8",
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    with process:
        try:
            said, _ = process.communicate(timeout=LIMIT_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            said, _ = process.communicate()
            pytest.fail(f"{' '.join(command)} took more than {LIMIT_S} s in {place}; it printed:\n{said}")
    if process.returncode:
        pytest.fail(f"{' '.join(command)} ended with status {process.returncode} in {place}; it printed:\n{said}")
    return said
