"""What is declared of addresses that changed: where a page was, where it is now."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.model.declared import STRICT, Text
from pipelines.model.editions import Day


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """A page that moved: addresses after the language, alike in both; since when, and why."""

    __pydantic_config__ = STRICT
    old: str
    new: str
    since: Day
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectsFile:
    """What the file holds: all pages that moved."""

    __pydantic_config__ = STRICT
    redirects: list[Redirect] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Redirects:
    """All pages that moved, each with the line that declares it: whether its pages exist is seen later."""

    moved: tuple[Redirect, ...] = ()
    lines: tuple[int, ...] = ()
