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


@new.command(epilog="Example:  portrait new entry organizations valley-association")
def entry(
    kind: Annotated[str, typer.Argument(help="The register: organizations, institutions, tables, …", metavar="KIND")],
    name: Annotated[str, typer.Argument(help="Its id: lower-case letters, digits and hyphens.", metavar="ID")],
    form: Annotated[bool, typer.Option("--form", help="Ask nothing; write a commented form to fill in.")] = False,
) -> None:
    """Ask for the lines of an entry and write profiles/registers/KIND/ID.yml."""
    from pipelines.declare.asking import ask_entry, entry_form

    if form:
        path = entry_form(project_root(), kind, name)
        print(f"{shown(path)} is there to be filled in; `portrait lint` says what is still missing")
        return
    path = ask_entry(
        project_root(), kind, name, lambda question: str(typer.prompt(question, default="", show_default=False))
    )
    print(f"{shown(path)} is written; `portrait lint` says whether anything is wrong with it")


@new.command(epilog="Example:  portrait new plan nurse-who-speaks-it")
def plan(
    name: Annotated[str, typer.Argument(help="Its id: lower-case letters, digits and hyphens.", metavar="ID")],
) -> None:
    """Write profiles/registers/plans/ID.yml, commented, and ID.csv beside it for what will be observed."""
    from pipelines.declare.asking import entry_form
    from pipelines.declare.registers import COLUMNS

    path = entry_form(project_root(), "plans", name)
    path.with_suffix(".csv").write_text(",".join(COLUMNS) + "\n", encoding="utf-8")
    print(
        f"{shown(path)} is there to be filled in; what is observed goes into {path.with_suffix('.csv').name} beside it"
    )
