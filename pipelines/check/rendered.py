"""A rendered folder + FIGURES → the faults that keep it from being published.

Held: both languages have the same pages; every link and anchor inside the site leads somewhere; every element that
carries a figure's id shows that figure's value, in its unit, or the name of its status; nothing of a template is left.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from html import unescape
from pathlib import Path

import pandas as pd

from pipelines.check.reading import read_number
from pipelines.errors import VerificationError
from pipelines.model import Lang, Plan, Status

Shown = tuple[float, str, str, float, float]
FIGURE = re.compile(r'<(td|span|text)\b[^>]*\bdata-figure="([^"]*)"[^>]*>(.*?)</\1>', re.DOTALL)
LINKS = (re.compile(r' href="([^"]*)"'), re.compile(r' src="([^"]*)"'))
ANCHOR = re.compile(r' id="([^"]*)"')
BOUNDS = re.compile(r'<small\b[^>]*\bdata-bounds="([^"]*)"[^>]*>(.*?)</small>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")
LEFTOVERS = ("@@", "<!-- portrait:", "<!-- /portrait:", "{{", "{%")
ELSEWHERE = ("http://", "https://", "mailto:", "data:", "javascript:")
# The mark of a value that few people stand behind; its meaning is in its title and under the table.
MARK = "‡"


def check_rendered(folder: Path, langs: Sequence[Lang], figures: pd.DataFrame, plan: Plan) -> None:
    """Raise VerificationError with every fault of the pages in `folder`."""
    shown = _store(figures)
    pages = {file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8") for file in folder.rglob("*.html")}
    faults = [
        *_unpaired(pages, langs),
        *(fault for path, html in pages.items() for fault in _figures(path, html, shown, plan)),
        *(fault for path, html in pages.items() for fault in _bounds(path, html, shown, plan)),
        *(f"{path}: {left} is left in the page" for path, html in pages.items() for left in LEFTOVERS if left in html),
        *_links(folder, pages, plan.left_out),
    ]
    if faults:
        raise VerificationError(faults)


def _store(figures: pd.DataFrame) -> dict[str, Shown]:
    columns = [figures[name].tolist() for name in ("figure_id", "value", "unit", "status", "lower", "upper")]
    return {row[0]: (row[1], row[2], row[3], row[4], row[5]) for row in zip(*columns, strict=True)}


def _unpaired(pages: Mapping[str, str], langs: Sequence[Lang]) -> Iterator[str]:
    found = {lang: {path.partition("/")[2] for path in pages if path.startswith(f"{lang}/")} for lang in langs}
    for lang in langs:
        for other in langs:
            yield from (f"{lang}/{path}: the page is missing in {other}" for path in sorted(found[lang] - found[other]))


def _figures(path: str, html: str, shown: Mapping[str, Shown], plan: Plan) -> Iterator[str]:
    lang: Lang = "fr" if path.startswith("fr/") else "en"
    read = 0
    for match in FIGURE.finditer(html):
        read += 1
        figure_id, inner = match.group(2), match.group(3)
        text = unescape(TAG.sub("", inner) if "<" in inner else inner).removesuffix(MARK)
        fault = _wrong(figure_id, text, shown, plan, lang)
        if fault:
            yield f"{path}: {fault}"
    if read != html.count('data-figure="'):
        yield f"{path}: {html.count('data-figure=')} elements carry a figure, {read} could be read"


def _wrong(figure_id: str, text: str, shown: Mapping[str, Shown], plan: Plan, lang: Lang) -> str:
    if figure_id not in shown:
        return f"{figure_id} is not in the figure store"
    value, unit, status, *_ = shown[figure_id]
    if status != Status.REPORTED:
        expected = plan.texts[f"status_{status}"][lang]
        return "" if text == expected else f"{figure_id} is {expected} and the page says {text!r}"
    return _misprinted(figure_id, value, unit, text, lang)


def _bounds(path: str, html: str, shown: Mapping[str, Shown], plan: Plan) -> Iterator[str]:
    """Yield the bounds that are not those of the figure beside them."""
    lang: Lang = "fr" if path.startswith("fr/") else "en"
    before, between, after = re.split(r"\{lower\}|\{upper\}", plan.texts["bounds"][lang])
    for figure_id, inner in BOUNDS.findall(html):
        text = unescape(inner).removeprefix(before).removesuffix(after)
        said = text.split(between)
        if figure_id not in shown or len(said) != 2:
            yield f"{path}: {figure_id} has no bounds {text!r}"
            continue
        _, unit, _, *bounds = shown[figure_id]
        for bound, printed in zip(bounds, said, strict=True):
            fault = _misprinted(figure_id, bound, unit, printed, lang)
            if fault:
                yield f"{path}: a bound of {fault}"


def _misprinted(figure_id: str, value: float, unit: str, text: str, lang: Lang) -> str:
    read = read_number(text, lang)
    if read is None:
        return f"{figure_id} is {value} and the page says {text!r}, which is no number in {lang}"
    said, decimals, said_unit = read
    half_a_step = 0.5 * 10**-decimals + 1e-9
    if said_unit != unit or not abs(said - value) <= half_a_step:
        return f"{figure_id} is {value} {unit} and the page says {text!r}"
    return ""


def _is_left_out(path: str, left_out: Collection[str]) -> bool:
    """Return whether `path` is a page of a community that this preview leaves out."""
    _, *parts = path.split("/")
    return parts[:1] == ["profiles"] and parts[1] in left_out


def _links(folder: Path, pages: Mapping[str, str], left_out: Collection[str]) -> Iterator[str]:
    files = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    anchors = {path: set(ANCHOR.findall(html)) for path, html in pages.items()}

    @lru_cache(maxsize=200_000)
    def target(base: str, link: str) -> str:
        joined = posixpath.normpath(posixpath.join(base, link)) if link else base
        path = "" if joined == "." else joined
        is_page = path in files
        return path if is_page else posixpath.join(path, "index.html")

    for path, html in pages.items():
        # A page for wrong addresses is served anywhere; its links are absolute.
        if posixpath.basename(path) == "404.html":
            continue
        for raw in dict.fromkeys(link for kind in LINKS for link in kind.findall(html)):
            link, _, anchor = unescape(raw).partition("#")
            if link.startswith(ELSEWHERE):
                continue
            found = target(posixpath.dirname(path), link) if link else path
            if found not in files and not _is_left_out(found, left_out):
                yield f"{path}: the link {raw} leads nowhere"
            elif anchor and found in anchors and anchor not in anchors[found] and not anchor.startswith("__"):
                yield f"{path}: the link {raw} leads to a place that the page lacks"
