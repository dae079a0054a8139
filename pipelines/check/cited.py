"""The files that cite a profile → where they say what the store does not, or not the same in each format."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipelines.check.content import Shown
from pipelines.check.shown import Speaker, Stored
from pipelines.errors import Fault
from pipelines.model import Lang, Plan

BIBTEX, RIS, CSL = "cite.bib", "cite.ris", "cite.csl.json"
# What a title says at its end: the value, and in parentheses that it is to be used with care.
VALUE = re.compile(r":[ \u00a0](?P<value>[^:]*?)(?: \([^()]*\))?$")

# How BibTeX writes what would mean something else in it: by name, or behind a backslash.
NAMED = {
    r"textbackslash{}": "\\",
    r"textbraceleft{}": "{",
    r"textbraceright{}": "}",
    r"textasciitilde{}": "~",
    r"textasciicircum{}": "^",
}
MARKED = re.compile(rf"\\({'|'.join(map(re.escape, NAMED))}|.)")


class Cited:
    """Proves the files of citations that stand beside profiles: every value is that of the store, in every format."""

    def __init__(self, folder: Path, langs: Sequence[Lang], plan: Plan, store: Mapping[str, Stored]) -> None:
        self.folder, self.langs, self.store = folder, tuple(langs), store
        self.speakers = {lang: Speaker(plan, lang, store) for lang in langs}
        self.declared = plan.citations is not None

    def faults(self, path: str) -> Iterator[Fault]:
        """Yield what is wrong with the files of one profile, in every language."""
        for lang in self.langs:
            place = self.folder / lang / path
            if self.declared and (place / "index.html").is_file():
                for name, said in self._of(place, path, lang):
                    yield Fault("citation", f"{lang}/{path}{name}", said)

    def _of(self, place: Path, path: str, lang: Lang) -> Iterator[tuple[str, str]]:
        missing = [name for name in (BIBTEX, RIS, CSL) if not (place / name).is_file()]
        if missing:
            yield from ((name, "the file is missing") for name in missing)
            return
        page, *figures = json.loads((place / CSL).read_text(encoding="utf-8"))
        if page["id"] != path.rstrip("/"):
            yield CSL, f"its first entry is {page['id']}, not the page"
        start = ":".join(path.split("/")[1:3]) + ":"
        for each in figures:
            found = VALUE.search(each["title"])
            if not each["id"].startswith(start):
                yield CSL, f"{each['id']} is no figure of this profile"
            shown = Shown(each["id"], found["value"] if found else "")
            yield from ((CSL, said) for said in self.speakers[lang].faults([shown]))
        yield from self._alike(place, [page, *figures])

    def _alike(self, place: Path, items: Sequence[Mapping[str, str]]) -> Iterator[tuple[str, str]]:
        """Yield the entries that one format has and another has not, or says otherwise."""
        ris = (place / RIS).read_bytes().decode().split("TY  - ")[1:]
        bibtex = (place / BIBTEX).read_text(encoding="utf-8").split("\n@")
        for name, entries in ((RIS, ris), (BIBTEX, bibtex)):
            if len(entries) != len(items):
                yield name, f"it holds {len(entries)} entries, and {CSL} {len(items)}"
        for item, entry in zip(items, ris, strict=False):
            for tag, said in (("ID", item["id"]), ("TI", item["title"]), ("UR", item["URL"]), ("ET", item["version"])):
                if f"\n{tag}  - {said}\r\n" not in entry:
                    yield RIS, f"the {tag} of {item['id']} is not what {CSL} says: {said!r}"
        for item, entry in zip(items, bibtex, strict=False):
            # The marks of BibTeX apart, a title is the same text.
            plain = MARKED.sub(lambda mark: NAMED.get(mark[1], mark[1]), entry)
            if f"title = {{{{{item['title']}}}}}" not in plain or f"url = {{{item['URL']}}}" not in plain:
                yield BIBTEX, f"the title or the address of {item['id']} is not what {CSL} says"
