"""The HTML of a page → what a reader reads on it: blocks of text, in which a mark stands for each figure.

Read are text nodes (drawings included) and the attributes that are shown or spoken; scripts, styles and what lays a
page out are not content.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

# What stands in a block's text for a figure, for the bounds of one, and for a number that another key proves; no font
# and no text uses them.
FIGURE, BOUNDS, KEYED = "\ue000", "\ue001", "\ue002"
UNREAD = re.compile(r"<(script|style|template)\b.*?</\1>|<!--.*?-->|<!doctype[^>]*>", re.DOTALL | re.IGNORECASE)
TAG = re.compile(r"<([^>]*)>")
NAME = re.compile(r"[^\s/]+")
# A tag within a line: words on both sides of it stand in one sentence.
INLINE = frozenset(
    ("a", "abbr", "b", "cite", "code", "em", "i", "kbd", "mark", "q", "s", "small", "span", "strong", "sub", "sup",
     "time", "tspan", "u", "var", "wbr", "img", "path", "rect", "circle", "g", "line", "input"),
)  # fmt: skip
# What belongs together: a period at the head of a row is that of the row's figures.
SCOPES = frozenset(("tr", "table", "svg", "figure"))
CARD = re.compile(r'\bclass="pt-card\b')
LABEL = re.compile(r'\bclass="l"')
# The mark of a value to be used with care stands beside a figure and has its meaning in its title.
CARE = re.compile(r'^sup class="pt-')
CARRIES = re.compile(r'\bdata-(figure|bounds|published|ours|difference|count|entry|withdrawn|absent)="([^"]*)"')
ROW = 'data-row="'
YEAR_OF = re.compile(r'\bdata-row="([^"]*):year"')
PART = re.compile(r'\bdata-part="([^"]*)"')
RULED = re.compile(r'\bdata-rule="([^"]*)"')
SPEAKS_OF = re.compile(r'\bdata-of="([^"]*)"')
# What is no figure of the store and is proven by a key of its own: numbers of the verification page and of the changes,
# notices of withdrawn figures, and the figures that a preview leaves out.
KEYED_BY = ("published", "ours", "difference", "count", "entry", "year", "withdrawn", "absent")
SPOKEN = re.compile(r'\b(title|alt|aria-label|placeholder|data-found|data-none|data-level)="([^"]*)"')
# What a page says to the browser alone.
LAYS_OUT = re.compile(r'\b(?:name="viewport"|http-equiv=")')
DESCRIBES = re.compile(r'\bcontent="([^"]*)"')
SPACE = re.compile(r"[ \t\r\n]+")
DIGIT = re.compile(r"[\d¼½¾⅓⅔²³¹]")


@dataclass(slots=True)
class Block:
    """A stretch of text that is read in one go, and where it stands.

    `figures` are the ids behind the marks of `text`, those of bounds apart. `kind` is the tag before it or, for an
    attribute, its name; `row`, `table`, `svg`, `card` and `plate` (an HTML figure) number the scopes around it, 0 where
    there is none.
    """

    text: str
    kind: str
    figures: tuple[str, ...] = ()
    article: bool = True
    row: int = 0
    table: int = 0
    svg: int = 0
    card: int = 0
    label: bool = False
    plate: int = 0


@dataclass(slots=True)
class Shown:
    """An element that carries a figure's id: what it says, and of what of the figure.

    `part` is empty for the figure itself, `bounds` for both of them, `lower` or `upper` for one, `size` for the value
    without its sign.
    """

    figure_id: str
    text: str
    part: str = ""


@dataclass(slots=True)
class Said:
    """An element whose wording a rule chose: the rule, the figure that it speaks of, its words and figures.

    `of` is empty where the element names no figure, as a question that speaks of the one in it.
    """

    rule: str
    of: str
    text: str
    figures: tuple[str, ...]


@dataclass(slots=True)
class Content:
    """A page as it is read; `unread` names elements that carry a figure and never end."""

    blocks: list[Block] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    keyed: list[Shown] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def read_content(html: str) -> Content:
    """Return what is read on a page: blocks that hold a number or a figure, and the elements that carry one."""
    return _Reader().read(html)


class _Reader:
    """One pass over the tags of a page."""

    def __init__(self) -> None:
        self.content = Content()
        self.words: list[str] = []
        self.figures: list[str] = []
        self.kind = ""
        self.label = False
        self.scopes = dict.fromkeys((*SCOPES, "card"), 0)
        self.count = 0
        self.article = False
        self.carrier: tuple[str, str, str, list[str]] | None = None
        self.silent = False
        self.ruled: tuple[str, str, str, list[str], list[str]] | None = None
        self.depth = 0

    def read(self, html: str) -> Content:
        pieces = TAG.split(UNREAD.sub("", html))
        self._text(pieces[0])
        for tag, text in zip(pieces[1::2], pieces[2::2], strict=True):
            self._tag(tag)
            # What only lays the source out is a space, and none where a block begins.
            if text and (self.words or self.carrier or not text.isspace()):
                self._text(text)
        self._end_block()
        if self.carrier is not None:
            self.content.unread.append(self.carrier[1])
        return self.content

    def _text(self, text: str) -> None:
        if self.carrier is not None:
            self.carrier[3].append(text)
        elif not self.silent:
            self._word(text)

    def _word(self, text: str, figure: str = "") -> None:
        self.words.append(text)
        if figure:
            self.figures.append(figure)
        if self.ruled is not None:
            self.ruled[3].append(text)
            if figure:
                self.ruled[4].append(figure)

    def _tag(self, tag: str) -> None:
        name = tag.partition(" ")[0].rstrip("/")
        if name.startswith("/"):
            self._close(name[1:])
            return
        if name == "br":
            self._text(" ")
            return
        if self.ruled is not None and name == self.ruled[0]:
            self.depth += 1
        if name not in INLINE:
            self._end_block()
            self._open(name, tag)
        if len(tag) > len(name) + 1:
            self._attributes(name, tag)

    def _open(self, name: str, tag: str) -> None:
        scope = name if name in SCOPES else "card" if name == "div" and CARD.search(tag) else ""
        if scope:
            self.count += 1
            self.scopes[scope] = self.count
        self.kind = name
        self.label = name == "text" and LABEL.search(tag) is not None
        self.article = self.article or name == "article"

    def _close(self, name: str) -> None:
        if self.carrier is not None and name == self.carrier[0]:
            self._end_carrier()
        if name == "sup":
            self.silent = False
        if name not in INLINE:
            self._end_block()
            if name in SCOPES:
                self.scopes[name] = 0
            elif name == "div":
                self.scopes["card"] = 0
            elif name == "article":
                self.article = False
        if self.ruled is not None and name == self.ruled[0]:
            self.depth -= 1
            if self.depth:
                return
            _, rule, of, words, figures = self.ruled
            self.content.said.append(Said(rule, of, SPACE.sub(" ", unescape("".join(words))).strip(), tuple(figures)))
            self.ruled = None

    def _attributes(self, name: str, tag: str) -> None:
        if "data-" in tag:
            if ROW in tag:
                # What a row says of a published figure stands on lines of its own.
                self._end_block()
            self._carries(name, tag)
        if CARE.match(tag):
            self.silent = True
        spoken = SPOKEN.findall(tag)
        if name == "meta" and not LAYS_OUT.search(tag):
            spoken += [("meta", text) for text in DESCRIBES.findall(tag)]
        for kind, text in spoken:
            if DIGIT.search(text):
                self._block(SPACE.sub(" ", unescape(text)).strip(), f"{kind} of {name}")

    def _carries(self, name: str, tag: str) -> None:
        rule = RULED.search(tag)
        if rule:
            of = SPEAKS_OF.search(tag)
            self.ruled, self.depth = (name, rule[1], unescape(of[1]) if of else "", [], []), 1
        year = YEAR_OF.search(tag)
        if year:
            self.carrier = (name, unescape(year[1]), "year", [])
        carried = CARRIES.search(tag)
        if carried:
            if self.carrier is not None:
                self.content.unread.append(self.carrier[1])
            part = PART.search(tag)
            what = (part[1] if part else "") if carried[1] == "figure" else carried[1]
            self.carrier = (name, unescape(carried[2]), what, [])

    def _end_carrier(self) -> None:
        assert self.carrier is not None
        _, figure_id, part, text = self.carrier
        self.carrier = None
        shown = Shown(figure_id, SPACE.sub(" ", unescape("".join(text))).strip(" "), part)
        if part in KEYED_BY:
            self.content.keyed.append(shown)
            # Where a figure is left out stands what would have been a figure.
            self._word(FIGURE if part == "absent" else KEYED)
            return
        self.content.shown.append(shown)
        if part == "bounds":
            self._word(BOUNDS)
        else:
            self._word(FIGURE, figure_id)

    def _end_block(self) -> None:
        if not self.words:
            return
        text = "".join(self.words)
        self.words.clear()
        # Most of a page has neither; an entity may be a number in disguise.
        if self.figures or self.label or "&" in text or DIGIT.search(text):
            text = SPACE.sub(" ", unescape(text)).strip(" ")
            if self.figures or self.label or DIGIT.search(text):
                self._block(text, self.kind, tuple(self.figures), self.label)
                self.figures.clear()

    def _block(self, text: str, kind: str, figures: tuple[str, ...] = (), label: bool = False) -> None:
        row, table, svg, card, plate = (self.scopes[name] for name in ("tr", "table", "svg", "card", "figure"))
        block = Block(text, kind, figures, self.article, row, table, svg, card, label, plate)
        self.content.blocks.append(block)


def with_whole_labels(blocks: list[Block]) -> Iterator[Block]:
    """Yield the blocks, the lines of one label of a drawing put together: a label is wrapped to fit."""
    waiting: Block | None = None
    for block in blocks:
        if waiting is not None:
            if block.label and block.svg == waiting.svg:
                glue = "" if waiting.text.endswith("-") else " "
                waiting.text += glue + block.text
                continue
            yield waiting
            waiting = None
        if block.label and block.svg:
            waiting = block
        else:
            yield block
    if waiting is not None:
        yield waiting
