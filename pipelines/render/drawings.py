"""A drawing of a page → a picture for a brief, one SVG with its colours and the brief's font; HTML → its plain text."""

from __future__ import annotations

import re
from html import unescape

from pipelines.render.charts import Drawing
from pipelines.render.charts.standalone import STYLE

TAG, SPACE = re.compile(r"<[^>]*>"), re.compile(r"[ \t\n]+")
WIDTH = 400
# The letters of the brief's font are smaller than those of the pages.
FONT = 'text{font-family:"Libertinus Serif";font-size:14px}.n,.p,.q{font-size:12.5px}.z text{font-size:11.5px}'


def picture(drawing: Drawing) -> str:
    """Return the drawing alone as an SVG; what its key says stands beside it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {drawing.height}" width="{WIDTH}" '
        f'height="{drawing.height}"><style>{STYLE}{FONT}</style>{drawing.inner}</svg>'
    )


def plain(html: str) -> str:
    """Return the text of a piece of HTML, its no-break spaces kept."""
    return SPACE.sub(" ", unescape(TAG.sub("", html))).strip(" ")
