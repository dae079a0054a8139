"""What the commands share: the application, the project's folder, progress, and how a path is shown."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from pipelines.errors import UsageError

if TYPE_CHECKING:
    from pipelines.fetch import Desk

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Evidence profiles of minority communities, region by region, from public census figures.",
    epilog="Exit status: 0 done, 1 a fault of ours, 2 wrong usage or declarations, 3 upstream changed, "
    "4 a source could not be had, 5 verification failed.",
)
MARKERS = ("sources.yml", "profiles", "mkdocs.yml")


def project_root() -> Path:
    """Return the project's folder: the working directory, or the nearest one above it that holds a project."""
    here = Path.cwd()
    for place in (here, *here.parents):
        if all((place / marker).exists() for marker in MARKERS):
            return place
    raise UsageError(
        f"no project here: {here} and the folders above it lack {', '.join(MARKERS)}; change into the project"
    )


def progress(names: list[str]) -> Iterable[str]:
    """Return the names, shown as a bar on a terminal."""
    from tqdm import tqdm

    return tqdm(names, desc="communities", unit="community", disable=not sys.stderr.isatty(), leave=False)


@contextmanager
def transfer(label: str, total: int | None) -> Iterator[Any]:
    """Yield a bar of bytes and their rate, shown on a terminal; `update(n)` moves it."""
    from tqdm import tqdm

    with tqdm(desc=label, total=total, unit="B", unit_scale=True, disable=not sys.stderr.isatty(), leave=False) as bar:
        yield bar


def desk_of(root: Path) -> AbstractContextManager[Desk]:
    """Return the desk at which sources are fetched for the project in `root`, with progress on a terminal."""
    from pipelines.fetch import open_desk
    from pipelines.kept import cache_root

    return open_desk(root, cache_root(root), progress=transfer)


def shown(path: Path) -> str:
    """Return a path as the person at the command line would type it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
