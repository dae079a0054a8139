"""A desk → the same desk, which asks nobody: what is not in the cache is not to be had."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NoReturn

from pipelines.errors import SourceError
from pipelines.fetch.desk import Desk
from pipelines.fetch.web import Ask, Web


class _Nobody(Web):
    """A session that sends nothing."""

    def ask(self, ask: Ask, *_: Any, **__: Any) -> NoReturn:
        """Refuse to ask."""
        raise SourceError(f"{ask.address}: not in the cache, and nobody was asked for it")


def offline(desk: Desk) -> Desk:
    """Return a desk at which pinned bytes are had from the cache, and a source that is not there is a SourceError."""
    nobody = _Nobody()
    nobody.asked = desk.web.asked  # type: ignore[method-assign]
    return replace(desk, web=nobody)
