"""Pages → what the search may find of them, and from that the full-text index that a browser reads piece by piece.

An entry is (address after the language, title, body): the body is HTML of our own, with headings, sentences and names,
and without a table, so that the index holds words and the tables' numbers stay where they can be proven.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from importlib.metadata import version
from pathlib import Path

from pipelines.errors import PortraitError
from pipelines.kept import digest
from pipelines.model import Lang, Page

Entry = tuple[str, str, str]
Entries = Mapping[Lang, Sequence[Entry]]

# What a reader looks at and does not read, and what repeats the page's own headings.
UNREAD = re.compile(
    r'<(table|svg|script|style|template|nav|form)\b.*?</\1>|<a class="headerlink".*?</a>|<!--.*?-->', re.DOTALL
)
BLOCK = re.compile(r"<(h[1-6]|p|li|dt|dd)\b([^>]*)>(.*?)</\1>", re.DOTALL)
ARTICLE = re.compile(r"<article[^>]*>(.*?)</article>", re.DOTALL)
NAME = re.compile(r"<title>(.*?) - [^<]*</title>", re.DOTALL)
ANCHOR = re.compile(r' id="([^"]*)"')
TAG = re.compile(r"<[^>]+>")
SPACE = re.compile(r"\s+")
# Of a profile: where its own themes end and what every profile says begins.
SHARED_PART = '<h2 id="compared"'
# The sentences of a profile: those whose wording a rule chose.
RULED = ' data-rule="'
LEDE = 'class="pt-lede"'
# Pages that lead to others, and notes for those who work on the program.
LEFT_OUT = ("", "404.html", "search/", "decisions/", "shell/")
# The group in which a result is listed, by the first part of its address.
KINDS = {"profiles": "profile", "indicators": "indicator"}
OTHER_KIND = "knowledge"
# Of what the program writes, all that the search itself reads; the rest are boxes and buttons of its own.
WRITTEN = ("pagefind.js", "pagefind-entry.json", "pagefind.*.pf_meta", "wasm.*.pagefind", "index/*", "fragment/*",
           "filter/*")  # fmt: skip
FOLDER = "pagefind"


def profile_entry(page: Page, names: Iterable[str]) -> Entry:
    """Return the entry of a profile: its themes and sentences, and `names` that its territory also has or had."""
    own = UNREAD.sub("", page.content.partition(SHARED_PART)[0])
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
    return page.path, page.title, _body(page.title, BLOCK.finditer(UNREAD.sub("", page.content)))


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
            yield path, title, _body(title, BLOCK.finditer(UNREAD.sub("", article[1])), escaped=True)


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


def key_of(entries: Entries) -> str:
    """Return the key of an index: what it is made from, and the program that makes it."""
    texts = (part for lang, found in entries.items() for entry in found for part in (lang, *entry))
    return digest(version("pagefind"), version("pagefind_bin"), *WRITTEN, *texts)


def make_index(folder: Path, entries: Entries) -> None:
    """Fill `folder` with the full-text index of `entries`; the same entries give the same bytes."""
    with tempfile.TemporaryDirectory(prefix="portrait-search-") as place:
        pages, made = Path(place, "pages"), Path(place, "made")
        for lang, found in entries.items():
            for path, title, body in found:
                file = pages / lang / path / "index.html"
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(_document(lang, path, title, body), encoding="utf-8")
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


def _document(lang: Lang, path: str, title: str, body: str) -> str:
    kind = KINDS.get(path.partition("/")[0], OTHER_KIND)
    return (
        f'<!doctype html><html lang="{lang}"><head><title>{escape(title)}</title></head>'
        f'<body><div data-pagefind-body><div data-pagefind-filter="kind:{kind}">{body}</div></div></body></html>'
    )
