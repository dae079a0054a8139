"""Who may know whom: read from the imports themselves."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "pipelines"
STAGES = ("declare", "readers", "compute", "assemble", "render", "check")
# Each room and the rooms of this package that it may look into.
BELOW = {"errors", "model"}
ALLOWED = {
    "__init__": set(),
    "errors": set(),
    "model": {"model"},
    "kept": {"errors"},
    "cores": {"errors"},
    "tables": BELOW,
    "methods": BELOW | {"methods"},
    "fetch": {*BELOW, "fetch", "__init__"},
    **{stage: {*BELOW, "tables", "methods", stage} for stage in STAGES},
    # Reading every page takes long enough to be done on all cores.
    "check": {*BELOW, "tables", "methods", "cores", "check"},
    "publish": {*BELOW, "tables", "methods", *STAGES, "publish"},
    "order": {*BELOW, "kept", "__init__"},
    "community": {*BELOW, "tables", "compute", "publish", "render", "__init__"},
    "live": {*BELOW, "kept", "tables", "fetch", "declare", "readers"},
    "upstream": {*BELOW, "kept", "fetch", "compute", "live"},
    "provenance": {*BELOW, "kept", "order", "__init__"},
    "editions": {*BELOW, "kept", "assemble", "check", "render", "publish", "order", "provenance"},
    "takeaway": {*BELOW, "kept", "order", "publish"},
    "conductor": {
        *BELOW,
        "kept",
        "fetch",
        *STAGES,
        "publish",
        "order",
        "community",
        "cores",
        "live",
        "editions",
        "takeaway",
        "__init__",
    },
    "cli": {
        *BELOW,
        "kept",
        "fetch",
        *STAGES,
        "publish",
        "order",
        "live",
        "upstream",
        "editions",
        "conductor",
        "cli",
        "__init__",
    },
}
# A library that only some rooms may know.
ONLY = {
    "requests": {"fetch"},
    "ruamel": {"declare"},
    "yaml": {"declare"},
    "jinja2": {"render"},
    "typer": {"cli"},
    "tqdm": {"cli"},
    "geopandas": {"readers"},
    "scipy": {"methods"},
    "pydantic": {"declare", "model"},
    "subprocess": {"publish"},
    "xlsxwriter": {"publish"},
}


def imports() -> list[tuple[Path, str]]:
    found = []
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found += [(file, alias.name) for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{file}: relative import"
                # `from pipelines import fetch` is an import of that room.
                rooms = [alias.name for alias in node.names] if node.module == "pipelines" else []
                found += [(file, f"pipelines.{name}") for name in rooms if not name.startswith("__")]
                found.append((file, node.module or ""))
    return found


def room(file: Path) -> str:
    first = file.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def test_every_module_has_a_room_that_is_on_the_plan():
    assert {room(file) for file in PACKAGE.rglob("*.py")} == set(ALLOWED)


def test_no_room_looks_where_it_may_not():
    wrong = [
        f"{file.relative_to(PACKAGE)} imports {module}"
        for file, module in imports()
        if module.startswith("pipelines.") and module.split(".")[1] not in ALLOWED[room(file)]
    ]
    assert wrong == []


@pytest.mark.parametrize("library", ONLY)
def test_a_library_stays_in_its_room(library: str):
    wrong = [
        f"{file.relative_to(PACKAGE)} imports {module}"
        for file, module in imports()
        if module.split(".")[0] == library and room(file) not in ONLY[library]
    ]
    assert wrong == []


def test_every_module_says_in_a_docstring_what_goes_in_and_out():
    silent = [str(file) for file in PACKAGE.rglob("*.py") if not ast.get_docstring(ast.parse(file.read_text("utf-8")))]
    assert silent == []


def test_modules_stay_of_one_idea():
    """A module beyond this is where everything was added to; split it by idea."""
    long = {file.name: lines for file in PACKAGE.rglob("*.py") if (lines := file.read_text("utf-8").count("\n")) > 480}
    assert long == {}


def test_the_command_starts_without_the_libraries_of_arithmetic():
    """Loading SciPy takes longer than answering `portrait --help`."""
    code = "import sys, pipelines.cli; print('scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
