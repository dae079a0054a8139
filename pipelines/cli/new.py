"""The commands that write a commented declaration to fill in."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.cli.shared import app, project_root, shown

new = typer.Typer(no_args_is_help=True, help="Write a commented YAML file to fill in.")
app.add_typer(new, name="new")


@new.command(epilog="Example:  portrait new community haitian")
def community(
    name: Annotated[str, typer.Argument(help="Its id: lower-case letters, digits and hyphens.", metavar="ID")],
) -> None:
    """Write profiles/communities/ID.yml, commented, to be filled in."""
    from pipelines.declare.forms import new_community

    path = new_community(project_root(), name)
    print(f"{shown(path)} is there to be filled in; `portrait lint` says what is still missing")
