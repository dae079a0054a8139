"""An inline drawing → a complete SVG file: its title, what the marks mean, where it is from and where it stands.

The drawing is in it letter by letter as on the page; only colours are literal, so that it looks alike anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap

from pipelines.model import Lang

# User units around a drawing that is 400 wide.
WIDTH, MARGIN = 440, 20
# Letters that fit the width at the size of the title, of the key, of the source and of the address.
TITLE_LETTERS, KEY_LETTERS, SMALL_LETTERS, ADDRESS_LETTERS = 46, 60, 68, 64
TITLE_PITCH, KEY_PITCH, SMALL_PITCH = 20, 16, 14
FONTS = '"Noto Sans","Liberation Sans","DejaVu Sans",Arial,Helvetica,sans-serif'
INK, SOFT, LINE, MINORITY, MAJORITY = "#1b2733", "#4a5a68", "#d5dde3", "#0b5e8a", "#8a5a00"
# What each class of a drawing looks like; `site/assets/charts.css` says the same with the page's colours.
STYLE = (
    f"text{{fill:{INK};font-family:{FONTS};font-size:13px}}"
    f".l{{font-weight:600}}.p,.q{{fill:{SOFT};font-size:11.5px}}.p{{text-anchor:middle}}.e{{text-anchor:end}}"
    f".n{{font-size:11.5px}}.a .n{{fill:{MINORITY};text-decoration:underline}}"
    "path{fill:none}"
    f".b{{stroke:{MINORITY};stroke-width:13}}.c{{stroke:{MAJORITY};stroke-width:1.5}}"
    f".w{{fill:#fff;stroke:{INK};stroke-width:1}}"
    f".i{{stroke:{LINE};stroke-width:1}}.j{{stroke:{SOFT};stroke-dasharray:2 3;stroke-width:1}}"
    f".m path{{stroke:{MINORITY};stroke-width:2.5}}.o path{{stroke:{MAJORITY};stroke-width:2.5}}"
    ".m .x,.o .x{stroke-dasharray:5 4;stroke-width:1.5}"
    ".m .v,.o .v{stroke-width:1.5}.m .d{stroke-linecap:round;stroke-width:9}.o .d{fill:#fff;stroke-width:2}"
    f".m text,.o text{{fill:{MINORITY};font-weight:600;paint-order:stroke;stroke:#fff;stroke-width:4px;"
    f"text-anchor:middle}}.o text{{fill:{MAJORITY}}}"
    f".g{{fill:{MINORITY};font-weight:600;text-anchor:middle}}"
    f".y{{fill:{MINORITY};opacity:.18}}.r path{{stroke:{SOFT};stroke-linecap:round;stroke-width:6;opacity:.6}}"
    f".u path{{stroke:{MAJORITY};stroke-width:2.5}}.z text{{font-size:10.5px}}.z .l{{font-size:13px}}"
    f".k0,.k1,.k2,.k3{{stroke:{MINORITY};stroke-width:46}}.k1{{stroke-dasharray:1.5 3}}.k2{{opacity:.35}}"
    f".k3{{stroke-dasharray:4 4}}.K path{{stroke:{MAJORITY}}}"
    f"path.h{{stroke:{SOFT};stroke-dasharray:3 3;stroke-width:1}}"
    f".t{{font-size:15px;font-weight:700}}.f,.A{{fill:{SOFT};font-size:10.5px}}"
)


@dataclass(frozen=True, slots=True)
class Key:
    """What a mark means: `mark` is the class of the mark, empty for a plain remark."""

    mark: str
    text: str


def standalone(
    drawing: str,
    *,
    height: int,
    title: str,
    description: str,
    source_line: str,
    address: str,
    key: Sequence[Key],
    lang: Lang,
    width: int = 400,
    href: str = "",
) -> str:
    """Return an SVG file of an inline drawing that is `width` by `height` user units; all texts are plain text.

    The drawing is markup already. `href` is what the address links to, itself where nothing is said.
    """
    y, parts = 12, []
    titled, y = _lines(title, "t", y, TITLE_LETTERS, TITLE_PITCH)
    top = y + 8
    parts.append(f'<g class="drawing" role="img" aria-labelledby="t d" transform="translate({MARGIN} {top})">')
    y = top + height + 22
    under: list[str] = []
    for each in key:
        said, y = _keyed(each, y)
        under.append(said)
    said, y = _lines(source_line, "f", y - 2, SMALL_LETTERS, SMALL_PITCH)
    under.append(said)
    # An address has no place to break but where the line ends.
    said, y = _lines(address, "A", y, ADDRESS_LETTERS, SMALL_PITCH)
    under.append(f'<a href="{escape(href or address)}" target="_top">{said}</a>')
    full, high = width + 2 * MARGIN, y + 6
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" lang="{lang}" xml:lang="{lang}" width="{full}" height="{high}"'
        f' viewBox="0 0 {full} {high}"><title id="t">{escape(title, False)}</title>'
        f'<desc id="d">{escape(description, False)}</desc><style>{STYLE}</style>'
        f'<rect width="{full}" height="{high}" fill="#fff"/>{titled}'
        f"{''.join(parts)}{drawing}</g>{''.join(under)}</svg>\n"
    )


def _lines(text: str, kind: str, y: int, letters: int, pitch: int) -> tuple[str, int]:
    """Return a text as lines from `y` on, and the y after it."""
    lines = wrap(text, letters, break_on_hyphens=False) or [""]
    drawn = "".join(
        f'<text class="{kind}" x="{MARGIN}" y="{y + pitch * place}">{escape(line, False)}</text>'
        for place, line in enumerate(lines, 1)
    )
    return drawn, y + pitch * len(lines)


def _keyed(key: Key, y: int) -> tuple[str, int]:
    """Return a line of the key with its mark, and the y after it."""
    marks = {
        "m": f'<path stroke="{MINORITY}" stroke-width="11" d="M{MARGIN} {y - 4}h14"/>',
        "o": f'<path stroke="{MAJORITY}" stroke-width="2" d="M{MARGIN + 1} {y - 9}h12v10h-12z"/>',
        "u": f'<path stroke="{MAJORITY}" stroke-width="2.5" d="M{MARGIN + 7} {y - 10}v12"/>',
        "q": f'<circle cx="{MARGIN + 7}" cy="{y - 4}" r="3.5" fill="{SOFT}" opacity=".6"/>',
        "w": f'<path class="w" d="M{MARGIN} {y - 6}h14v4h-14z"/>',
        "h": f'<path class="h" d="M{MARGIN + 1} {y - 9}h12v10h-12z"/>',
    }
    mark = marks.get(key.mark, "")
    indent = 20 if mark else 0
    lines = wrap(key.text, KEY_LETTERS, break_on_hyphens=False)
    drawn = "".join(
        f'<text class="n" x="{MARGIN + indent}" y="{y + KEY_PITCH * place}">{escape(line, False)}</text>'
        for place, line in enumerate(lines)
    )
    return mark + drawn, y + KEY_PITCH * len(lines)
