"""A chart of a page → a picture that stands alone: one SVG with its colours and its font, and what it says in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

SVG = re.compile(r"<svg\b(?P<attributes>[^>]*)>(?P<inside>.*?)</svg>", re.DOTALL)
BOX = re.compile(r'viewBox="0 0 (?P<width>[\d.]+) (?P<height>[\d.]+)"')
TITLE, DESC = re.compile(r"<title[^>]*>(.*?)</title>", re.DOTALL), re.compile(r"<desc[^>]*>(.*?)</desc>", re.DOTALL)
CAPTION = re.compile(r"<figcaption>(.*?)</figcaption>", re.DOTALL)
KEY = re.compile(r'<span class="pt-key (?P<kind>[a-z]+)">(?P<words>.*?)</span>', re.DOTALL)
TAG, SPACE = re.compile(r"<[^>]*>"), re.compile(r"[ \t\n]+")
# The colours of portrait.css in light; what is drawn alone knows no variables and no font of the reader's.
STYLE = """
text { fill: #1b2733; font-family: "Libertinus Serif"; font-size: 14px; }
.l { font-weight: 600; }
.p { fill: #4a5a68; font-size: 12.5px; text-anchor: middle; }
g text { font-weight: 600; text-anchor: middle; paint-order: stroke; stroke: #fff; stroke-width: 4px; }
g.minority text { fill: #0b5e8a; }
g.majority text { fill: #8a5a00; }
rect.minority, g.minority circle { fill: #0b5e8a; }
rect.majority { fill: none; stroke: #8a5a00; stroke-width: 1.5; }
g.majority circle { fill: #fff; stroke: #8a5a00; stroke-width: 2; }
path { fill: none; stroke-width: 2.5; }
g.minority path { stroke: #0b5e8a; }
g.majority path, .outline { stroke: #8a5a00; }
path.across { opacity: .65; stroke-dasharray: 5 4; stroke-width: 1.5; }
.axis { stroke: #d5dde3; stroke-width: 1; }
.break { stroke: #4a5a68; stroke-dasharray: 2 3; stroke-width: 1; }
"""
# Beside many short bars letters are smaller.
PYRAMID_STYLE = STYLE + "text, .p { font-size: 11px; }\ntext.l { font-size: 13px; }\n"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture: its SVG, its width and height in user units, what it says, its keys (kind, words) and their note."""

    svg: str
    width: float
    height: float
    said: str
    keys: tuple[tuple[str, str], ...]
    note: str


def drawing(html: str) -> Drawing:
    """Return the first chart of `html`, a figure as the pages draw it. Raises ValueError where there is none."""
    found = SVG.search(html)
    box = BOX.search(found["attributes"]) if found else None
    if found is None or box is None:
        raise ValueError(f"no chart with a size is drawn in {html[:80]!r}")
    inside = found["inside"]
    said = [plain(each[1]) for each in (TITLE.search(inside), DESC.search(inside)) if each]
    caption = CAPTION.search(html, found.end())
    keys = tuple((key["kind"], plain(key["words"])) for key in KEY.finditer(caption[1])) if caption else ()
    style = PYRAMID_STYLE if "pt-pyramid" in html[: found.start()] else STYLE
    return Drawing(
        svg=f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {box["width"]} {box["height"]}" '
        f'width="{box["width"]}" height="{box["height"]}"><style>{style}</style>{inside}</svg>',
        width=float(box["width"]),
        height=float(box["height"]),
        said=". ".join(each.rstrip(".") for each in said) + ".",
        keys=keys,
        note=plain(KEY.sub("", caption[1])) if caption else "",
    )


def plain(html: str) -> str:
    """Return the text of a piece of HTML, its no-break spaces kept."""
    return SPACE.sub(" ", unescape(TAG.sub("", html))).strip(" ")
