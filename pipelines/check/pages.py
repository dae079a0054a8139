"""The pages at one address, in each language → what was read there, and everything that is wrong with it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

from pipelines.check.beside import Beside, Page
from pipelines.check.content import Block, Content, read_content, with_whole_labels
from pipelines.check.declared_text import Declared, Reading
from pipelines.check.drawings import Drawings
from pipelines.check.handwritten import Follower, Handwritten
from pipelines.check.keyed import Keyed, Keys
from pipelines.check.links import Linked, Links
from pipelines.check.parity import Told, differences, told
from pipelines.check.phrased import Phrased
from pipelines.check.policy import policy_faults
from pipelines.check.shown import Speaker, Stored
from pipelines.errors import Fault
from pipelines.model import Lang, Plan

LEFTOVERS = ("@@", "{{", "{%")
# A token that nothing replaced, misspelt ones among them: a comment that begins with a word and a colon, or as ours do.
TOKEN = re.compile(r"<!--\s*(?:/?\s*[\w-]+\s*:|/?\s*portrait\b).*?(?:-->|$)", re.IGNORECASE | re.MULTILINE)
# The theme's own page, without a word of ours.
NOT_FOUND = "404.html"
# So much of a text is named around a number that nothing declares.
SURROUNDINGS = 60


@dataclass(slots=True)
class Counts:
    """How much was read: pages; their numbers as figures, as bounds of figures, as declared text,
    as numbers with a key of their own; and sentences whose words a rule chose.
    """

    pages: int = 0
    figures: int = 0
    bounds: int = 0
    declared: int = 0
    keyed: int = 0
    sentences: int = 0

    def add(self, other: Counts) -> None:
        """Count what another has counted."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(slots=True)
class Found:
    """What the pages of some addresses gave."""

    counts: Counts = field(default_factory=Counts)
    faults: list[Fault] = field(default_factory=list)
    links: dict[str, Linked] = field(default_factory=dict)


class Voice:
    """Everything that proves pages in one language."""

    def __init__(self, plan: Plan, lang: Lang, store: Mapping[str, Stored], root: Path, beside: Keys) -> None:
        self.lang, self.store = lang, store
        self.declared = Declared(plan, lang)
        self.handwritten = Handwritten(root, lang)
        self.beside = Beside(plan, lang, store, beside)
        self.keyed = Keyed(plan, lang, beside)
        self.speaker = Speaker(plan, lang, store)
        self.phrased = Phrased(plan, lang, store)

    def read(self, file: str, page: Page, found: Found) -> Told:
        """Prove a page; what it says, and all that is wrong with it, goes into `found`."""
        content = read_content(page.html)
        written = self.handwritten.page(page.path)
        blocks = list(with_whole_labels(content.blocks))
        readings = [self.declared.read(block.text) for block in blocks]
        found.faults += (Fault("figure", file, said) for said in self._unread(content, page.html))
        found.faults += (Fault("figure", file, said) for said in self.speaker.faults(content.shown))
        found.faults += (Fault("keyed", file, said) for said in self.keyed.faults(content.keyed))
        found.faults += (Fault("wording", file, said) for said in self.phrased.faults(content.said, content.blocks))
        open_blocks, open_readings = self._open(page, written, blocks, readings)
        found.faults += (Fault("text", file, said) for said in self._unproven(open_blocks, open_readings))
        found.faults += (
            Fault("text", file, said) for said in self.beside.faults(page, open_blocks, open_readings, written is None)
        )
        bounds = sum(each.part == "bounds" for each in content.shown)
        numbers = sum(reading.numbers for reading in readings)
        figures = len(content.shown) - bounds
        found.counts.add(Counts(1, figures, 2 * bounds, numbers, len(content.keyed), len(content.said)))
        return told(self.lang, readings, content.shown, self.store, written is None)

    def _unread(self, content: Content, html: str) -> Iterator[str]:
        for figure_id in content.unread:
            yield f"{figure_id}: the element that carries it holds another, or never ends"
        for name in ("figure", "bounds"):
            carried = html.count(f'data-{name}="')
            read = sum((each.part == "bounds") is (name == "bounds") for each in content.shown)
            if carried != read:
                yield f"{carried} elements carry a {name}, {read} could be read"

    def _open(
        self, page: Page, written: str | None, blocks: Sequence[Block], readings: Sequence[Reading]
    ) -> tuple[list[Block], list[Reading]]:
        """Return the blocks that no hand-written page and no fact of the page's source accounts for."""
        follower = Follower(written or "", self.handwritten.chrome)
        kept = [
            (block, reading)
            for block, reading in zip(blocks, readings, strict=True)
            if not (self._is_handwritten(page, follower, written, block, reading) or self.beside.is_fact(block, page))
        ]
        return [block for block, _ in kept], [reading for _, reading in kept]

    def _is_handwritten(
        self, page: Page, follower: Follower, written: str | None, block: Block, reading: Reading
    ) -> bool:
        if not reading.numbers:
            return False
        if written is None and block.article and not page.path.endswith(NOT_FOUND):
            return False
        return follower.finds(block)

    def _unproven(self, blocks: Sequence[Block], readings: Sequence[Reading]) -> Iterator[str]:
        for block, reading in zip(blocks, readings, strict=True):
            for number, at in reading.unproven:
                where = f"the {block.kind}" if " of " in block.kind else f"<{block.kind}>"
                yield f"{number} is neither a figure nor declared text: {_around(block.text, number, at)!r} in {where}"


def _around(text: str, number: str, at: int) -> str:
    """Return the surroundings of a number in a text."""
    first, last = max(at - SURROUNDINGS, 0), at + len(number) + SURROUNDINGS
    return f"{'…' if first else ''}{text[first:last]}{'…' if last < len(text) else ''}"


class Reader:
    """Reads the pages of a site folder, one address at a time."""

    def __init__(
        self, folder: Path, langs: Sequence[Lang], plan: Plan, store: Mapping[str, Stored], root: Path, keys: Keys
    ) -> None:
        self.folder, self.langs, self.version = folder, tuple(langs), keys.version
        self.voices = {lang: Voice(plan, lang, store, root, keys) for lang in langs}
        self.files: Collection[str] = files_of(folder)
        self.links = Links(self.files, plan.left_out)
        self.drawings = {lang: Drawings(folder, self.files, plan, lang, store) for lang in langs}

    def addresses(self) -> list[str]:
        """Return the pages' files after the language, each once, and what stands outside the languages."""
        html = [file for file in self.files if file.endswith(".html")]
        return sorted({file.partition("/")[2] if file.partition("/")[0] in self.langs else f"/{file}" for file in html})

    def strays(self) -> Iterator[Fault]:
        """Yield the picture files that stand beside no page."""
        for each in self.drawings.values():
            yield from (Fault("drawing", place, "picture files stand beside no page") for place in each.strays)

    def read(self, address: str, found: Found) -> None:
        """Prove the pages of one address in every language, and that they say the same."""
        if address.startswith("/"):
            self._outside(address[1:], found)
            return
        said: dict[Lang, Told] = {}
        for lang in self.langs:
            file = f"{lang}/{address}"
            if file not in self.files:
                found.faults.append(Fault("languages", file, f"the page is missing in {lang}"))
                continue
            page = Page(lang, address.removesuffix("index.html"), self._html(file, found), self._edition(file))
            said[lang] = self.voices[lang].read(file, page, found)
            found.faults += (Fault("drawing", file, wrong) for wrong in self.drawings[lang].faults(file, page.html))
        for one, other in combinations(said, 2):
            found.faults += (
                Fault("languages", text.partition(": ")[0], text.partition(": ")[2])
                for text in differences(address, one, said[one], other, said[other])
            )

    def _outside(self, file: str, found: Found) -> None:
        """Read a page that stands in no language, as the entrance does: it holds no number at all."""
        html = self._html(file, found)
        if file.startswith(FROZEN):
            return
        content = read_content(html)
        found.counts.pages += 1
        for block in content.blocks:
            for number in re.findall(r"\d+", block.text):
                found.faults.append(
                    Fault("text", file, f"{number} is neither a figure nor declared text: {block.text!r}")
                )

    def _html(self, file: str, found: Found) -> str:
        html = (self.folder / file).read_text(encoding="utf-8")
        found.links[file] = self.links.of_page(file, html)
        lefts = (*(left for left in LEFTOVERS if left in html), *TOKEN.findall(html))
        found.faults += (Fault("leftover", file, f"{left} is left in the page") for left in lefts)
        found.faults += (Fault("script", file, said) for said in policy_faults(html))
        return html

    def _edition(self, file: str) -> str:
        """Return the edition of a page: the version, and the start of the hash of the figures beside it."""
        beside = self.folder / file.removesuffix("index.html") / "figures.json"
        if not file.endswith("index.html") or not beside.is_file():
            return ""
        return f"{self.version} ({hashlib.sha256(beside.read_bytes()).hexdigest()[:8]})"


# Editions that were frozen say what they said then; their own hashes hold them.
FROZEN = "editions/"


def files_of(folder: Path) -> frozenset[str]:
    """Return every file under `folder`, as a path from it."""
    return frozenset(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
