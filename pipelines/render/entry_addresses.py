"""A kind of register and an entry's id → the path of the page that holds it, after the language."""

from __future__ import annotations

from pipelines.model.registers import RegisterKind

# Registers whose entries have a page each; the entries of the others are sections of the register's page.
WITH_PAGES: tuple[RegisterKind, ...] = ("cases", "plans")


def address_of(kind: RegisterKind, name: str = "") -> str:
    """Return the path of a register's page, or of one of its entries, after the language."""
    home = f"knowledge/{kind}/" if kind in WITH_PAGES else f"knowledge/registers/{kind}/"
    if not name:
        return home
    return f"{home}{name}/" if kind in WITH_PAGES else f"{home}#{name}"
