"""A profile that is no longer published → the page that keeps its address, with what became of its figures."""

from __future__ import annotations

from types import SimpleNamespace

from pipelines.model import Names, Page, Withdrawn
from pipelines.render.pages import Renderer


def gone_page(renderer: Renderer, names: Names, notices: tuple[Withdrawn, ...]) -> Page:
    """Return the page at the address of a profile that is gone, in the renderer's language."""
    lang, first = renderer.lang, notices[0]
    over, place = names.community(first.community, lang), names.region(first.region, lang)
    path = f"profiles/{first.community}/{first.region}/"
    left = SimpleNamespace(withdrawn=notices)
    return Page(
        path=path,
        lang=lang,
        title=f"{over}, {place}",
        description=renderer.texts("withdrawn_description", profile=f"{over}, {place}"),
        content=renderer.html("gone", path, over=over, place=place, profile=left),
        contents=(("withdrawn", renderer.texts("withdrawn_title")),),
    )
