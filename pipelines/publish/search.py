"""Pages → what the search may find of them, and from that the full-text index that a browser reads piece by piece.

An entry is (address after the language, title, body): the body is HTML of our own, with headings, sentences and names,
and without a table, so that the index holds words and the tables' numbers stay where they can be proven.
"""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from importlib.metadata import version
from pathlib import Path

from pipelines.errors import PortraitError
from pipelines.model import Lang, Page

Entry = tuple[str, str, str]
Entries = Mapping[Lang, Sequence[Entry]]

# What a reader looks at and does not read, and what repeats the page's own headings.
UNREAD = re.compile(
    r'<(table|svg|script|style|template|nav|form)\b.*?</\1>|<a class="headerlink".*?</a>|<!--.*?-->', re.DOTALL
)
BLOCK = re.compile(r"<(h[1-6]|p|li|dt|dd)\b([^>]*)>(.*?)</\1>", re.DOTALL)
# A stretch of text is cut anywhere, and a number that is cut says another: what carries a figure is left out.
CARRIER = re.compile(r'<(\w+)\b[^>]* data-(?:figure|bounds)="[^>]*>.*?</\1>', re.DOTALL)
ELLIPSIS = "…"
# A theme's anchor stands on its section; a result leads there.
THEME = re.compile(r'<section\b[^>]* id="([^"]*)"[^>]*>\s*<h2>')
ARTICLE = re.compile(r"<article[^>]*>(.*?)</article>", re.DOTALL)
NAME = re.compile(r"<title>(.*?) - [^<]*</title>", re.DOTALL)
ANCHOR = re.compile(r' id="([^"]*)"')
TAG = re.compile(r"<[^>]+>")
SPACE = re.compile(r"\s+")
# Of a profile: where its own themes end and what every profile says begins.
SHARED_PART = '<h2 id="compared"'
# What a profile says first it says again in its themes.
GLANCE = '<h2 id="at-a-glance"'
# The sentences of a profile: those whose wording a rule chose.
RULED = ' data-rule="'
LEDE = 'class="pt-lede"'
# Pages that lead to others, and notes for those who work on the program.
LEFT_OUT = ("", "404.html", "search/", "decisions/", "shell/")
# The group in which a result is listed, by the first part of its address.
KINDS = {"profiles": "profile", "indicators": "indicator"}
OTHER_KIND, LARGEST = "knowledge", "profile"
# Of what the program writes, all that the search itself reads; the rest are boxes and buttons of its own.
WRITTEN = ("pagefind.js", "pagefind-entry.json", "pagefind.*.pf_meta", "wasm.??.pagefind", "index/*", "fragment/*")
# What a fragment's bytes begin with, once they are unpacked.
MAGIC = b"pagefind_dcd"
FOLDER = "pagefind"


def profile_entry(page: Page, names: Iterable[str]) -> Entry:
    """Return the entry of a profile: its themes and sentences, and `names` that its territory also has or had."""
    head, _, rest = page.content.partition(SHARED_PART)[0].partition(GLANCE)
    own = THEME.sub(r'<h2 id="\1">', _read(head + rest[max(rest.find("<section"), 0) :]))
    said = [
        each
        for each in BLOCK.finditer(own)
        if each[1].startswith("h") or RULED in each[0] or LEDE in each[2]
    ]  # fmt: skip
    also = " · ".join(dict.fromkeys(names))
    body = _body(page.title, said)
    return page.path, page.title, f"{body}<p>{escape(also)}</p>" if also else body


def page_entry(page: Page) -> Entry:
    """Return the entry of another generated page."""
    return page.path, page.title, _body(page.title, BLOCK.finditer(_read(page.content)))


def handwritten_entries(folder: Path) -> Iterator[Entry]:
    """Yield an entry for each hand-written page of a language that stands in `folder`, already brought to life."""
    for file in sorted(folder.rglob("index.html")):
        path = f"{file.parent.relative_to(folder).as_posix()}/".removeprefix("./")
        if path == "" or path.startswith(LEFT_OUT[1:]):
            continue
        html = file.read_text(encoding="utf-8")
        article, name = ARTICLE.search(html), NAME.search(html)
        if article and name:
            title = SPACE.sub(" ", name[1]).strip()
            yield path, title, _body(title, BLOCK.finditer(_read(article[1])), escaped=True)


def _read(html: str) -> str:
    return CARRIER.sub(ELLIPSIS, UNREAD.sub("", html))


def _body(title: str, blocks: Iterable[re.Match[str]], escaped: bool = False) -> str:
    """Return headings and sentences as plain HTML, an anchor wherever a reader can be led to it."""
    parts = [f"<h1>{title if escaped else escape(title)}</h1>"]
    for name, attributes, inner in (block.groups() for block in blocks):
        text = SPACE.sub(" ", TAG.sub(" ", inner)).strip()
        anchor = ANCHOR.search(attributes)
        if not text or name == "h1":
            continue
        if anchor and name != "p":
            # A term of the glossary is what a heading is elsewhere: a place of its own.
            parts.append(f'<h2 id="{anchor[1]}">{text}</h2>')
        else:
            parts.append(f"<p>{text}</p>")
    return "".join(parts)


def made_from(entries: Entries) -> Iterator[str]:
    """Yield all that an index is made from: the program that makes it, and every text."""
    yield from (version("pagefind"), version("pagefind_bin"), *WRITTEN)
    yield from (part for lang, found in entries.items() for entry in found for part in (lang, *entry))


def make_index(folder: Path, entries: Entries) -> None:
    """Fill `folder` with the full-text index of `entries`; the same entries give the same bytes."""
    with tempfile.TemporaryDirectory(prefix="portrait-search-") as place:
        pages, made = Path(place, "pages"), Path(place, "made")
        for lang, found in entries.items():
            for path, title, body in found:
                file = pages / lang / path / "index.html"
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(_document(lang, title, body), encoding="utf-8")
        pages.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "pagefind", "--silent", "--site", str(pages), "--output-path", str(made)]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
        if done.returncode:
            raise PortraitError(f"the full-text index could not be made: {(done.stderr or done.stdout).strip()[-400:]}")
        for pattern in WRITTEN:
            for file in sorted(made.glob(pattern)):
                target = folder / file.relative_to(made)
                target.parent.mkdir(exist_ok=True)
                target.write_bytes(file.read_bytes())
    # The program names the languages in any order.
    listed = folder / "pagefind-entry.json"
    listed.write_text(json.dumps(json.loads(listed.read_text(encoding="utf-8")), sort_keys=True), encoding="utf-8")
    for lang in entries:
        (folder / f"groups.{lang}.json").write_text(json.dumps(_groups(folder, lang)) + "\n", encoding="utf-8")


def _document(lang: Lang, title: str, body: str) -> str:
    # The index takes what stands in the head for nothing; the title is its heading.
    return (
        f'<!doctype html><html lang="{lang}"><head><title>{escape(title)}</title></head>'
        f"<body data-pagefind-body>{body}</body></html>"
    )


def _groups(folder: Path, lang: Lang) -> dict[str, list[str]]:
    """Return the ids that the index gave to the pages of each group but the largest, which all other pages are in.

    The program has filters of its own for this; their files are not the same twice.
    """
    groups: dict[str, list[str]] = {}
    for file in sorted(folder.glob(f"fragment/{lang}_*.pf_fragment")):
        path = str(json.loads(gzip.decompress(file.read_bytes()).removeprefix(MAGIC))["url"])
        kind = KINDS.get(path.removeprefix(f"/{lang}/").partition("/")[0], OTHER_KIND)
        if kind != LARGEST:
            groups.setdefault(kind, []).append(file.stem)
    return groups
