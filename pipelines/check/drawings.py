"""The picture files beside a page → what is wrong with them: each is the drawing of its page, letter by letter.

What stands in the page is proven with the page; so a file is held against the page, and only its source line and its
address, which the page has in other words, against the store and the declarations.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from html import unescape
from pathlib import Path

from pipelines.check.shown import Stored
from pipelines.model import Lang, Plan

# Where pages with picture files stand.
PLACES = ("profiles/", "indicators/")
CHART = '<figure class="pt-chart'
FIGURE = re.compile(
    r'<figure class="pt-chart[^"]*"><svg role="[a-z]+" viewBox="0 0 400 \d+" aria-labelledby="(t\d+) (d\d+)">'
    r'<title id="\1">([^<]*)</title><desc id="\2">([^<]*)</desc>(.*?)</svg><figcaption>(.*?)'
    r'<a href="([\w-]+)\.svg">[^<]*</a></figcaption></figure>',
    re.DOTALL,
)
START = re.compile(
    r'<svg xmlns="http://www\.w3\.org/2000/svg" lang="(\w+)" xml:lang="\1" width="\d+" height="\d+"'
    r' viewBox="0 0 \d+ \d+"><title id="t">([^<]*)</title><desc id="d">([^<]*)</desc><style>[^<]*</style>(.*?)'
    r'<g class="drawing" role="img" aria-labelledby="t d" transform="translate\(\d+ \d+\)">',
    re.DOTALL,
)
# What stands around the drawing in a file: its title, its key, its source and its address, line by line.
LINE = re.compile(r'<text class="([tnfA])" x="\d+" y="\d+">([^<]*)</text>')
TAG = re.compile(r"<[^>]*>")
SHOWN = re.compile(r'\bdata-figure="([^"]*)"')
LINKED = re.compile(r"/sources/([\w-]+)/")


class Drawings:
    """Holds the picture files of a site folder against their pages, in one language."""

    def __init__(self, folder: Path, files: Collection[str], plan: Plan, lang: Lang, store: Mapping[str, Stored]):
        self.folder, self.plan, self.lang, self.store = folder, plan, lang, store
        self.beside: dict[str, set[str]] = {}
        for file in files:
            place, _, name = file.rpartition("/")
            if name.endswith(".svg") and place.startswith(tuple(f"{lang}/{each}" for each in PLACES)):
                self.beside.setdefault(place, set()).add(name)
        self.publishers = sorted({each.name[lang] for each in plan.publishers.values()}, key=len, reverse=True)
        self.banner = plan.texts["synthetic_banner"][lang] if plan.synthetic else ""
        self.source = (
            re.split(r"\{\w+\}", plan.texts["chart_source"][lang]) if "chart_source" in plan.texts else ["", ""]
        )
        self.strays = sorted(place for place in self.beside if f"{place}/index.html" not in files)

    def faults(self, file: str, html: str) -> Iterator[str]:
        """Yield what is wrong with the picture files of the page `file`, whose HTML is `html`."""
        place = file.rpartition("/")[0]
        beside = self.beside.get(place, set())
        if CHART not in html and not beside:
            return
        drawn = {match[7]: match for match in FIGURE.finditer(html)}
        if len(drawn) != html.count(CHART):
            yield f"{html.count(CHART)} charts stand on the page and {len(drawn)} could be read"
        for name in sorted(beside - {f"{each}.svg" for each in drawn}):
            yield f"{name} is no chart of the page"
        for name, match in drawn.items():
            path = self.folder / place / f"{name}.svg"
            if path.name not in beside:
                yield f"{name}.svg is missing"
                continue
            for said in self._wrong(path.read_text(encoding="utf-8"), match, file, html):
                yield f"{name}.svg: {said}"

    def _wrong(self, text: str, match: re.Match[str], file: str, html: str) -> Iterator[str]:
        start = START.match(text)
        _, _, title, description, inner, caption, _ = match.groups()
        if start is None or not text.startswith(f"{inner}</g>", start.end()):
            yield "the drawing is not that of the page"
            return
        around = start[4] + text[start.end() + len(inner) + 4 :].removesuffix("</svg>\n")
        lines: dict[str, str] = {}
        for kind, line in LINE.findall(around):
            lines[kind] = lines.get(kind, "") + line
        said = {kind: _bare(line) for kind, line in lines.items()}
        if start[1] != self.lang or unescape(start[2]) != unescape(title) or said.get("t") != _bare(title):
            yield "the title is not that of the page"
        if unescape(start[3]) != unescape(description):
            yield "the description is not that of the page"
        if said.get("n", "") != _bare(self.banner + TAG.sub("", caption)):
            yield "the key is not that of the page"
        if not said.get("A", "").endswith(f"/{self.lang}/{file.partition('/')[2].removesuffix('index.html')}"):
            yield f"the address is not that of the page: {said.get('A')!r}"
        if _bare(TAG.sub("", around)) != _bare("".join(line for _, line in LINE.findall(around))):
            yield "there is text that nothing accounts for"
        yield from self._sources(unescape(lines.get("f", "")), inner, html)

    def _sources(self, line: str, inner: str, html: str) -> Iterator[str]:
        """Yield what is wrong with a source line: tables that the drawing lacks or that the page does not name."""
        named = line.removeprefix(self.source[0]).removesuffix(self.source[1])
        for publisher in self.publishers:
            named = named.replace(_bare(publisher), "").replace(publisher, "")
        tables = {each for each in re.split(r"[,;]", _bare(named)) if each}
        ids = (unescape(each) for each in SHOWN.findall(inner))
        needed = {self.store[each].source for each in ids if each in self.store}
        allowed = {name for name in LINKED.findall(html) if name in self.plan.sources} | needed
        lacking = {_bare(self.plan.sources[name].table) for name in needed} - tables
        beyond = tables - {_bare(self.plan.sources[name].table) for name in allowed}
        if lacking or beyond:
            yield f"the source line {line!r} lacks {sorted(lacking)} and has {sorted(beyond)} too much"


def _bare(text: str) -> str:
    """Return a text as it reads without its spaces, which are where lines may break."""
    return unescape(text).replace(" ", "").replace("\n", "")
