"""The command line: options in, a stage or the conductor called, errors out in one line with an exit status."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from pipelines import __version__
from pipelines.cli import brief, cite, diff, new, site, sources, trace, verify
from pipelines.cli.shared import app
from pipelines.errors import PortraitError

# Importing the commands registers them; they are listed in this order.
COMMANDS = (site, verify, trace, cite, diff, brief, sources, new)


def _version(asked: bool) -> None:
    if asked:
        print(f"portrait {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line; a known error is one message on stderr and its exit status."""
    try:
        app()
    except PortraitError as error:
        print(f"portrait: {error}", file=sys.stderr)
        raise SystemExit(error.exit_status) from None
    except BrokenPipeError:
        raise SystemExit(0) from None
    except OSError as error:
        print(f"portrait: {error}", file=sys.stderr)
        raise SystemExit(1) from None
