"""The files that the compare page reads → where they are not the figure store, in value, in words or in a sentence."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from pipelines.check.content import BOUNDS, DIGIT, FIGURE, SPACE, Block, Said, Shown
from pipelines.check.pages import Counts, Found, Voice
from pipelines.check.shown import Stored
from pipelines.errors import Fault
from pipelines.model import WHOM, Group, Lang, Plan

BESIDE, INDEX, WORDS = "compare.json", "compare/index.json", "evidence/words.json"
# The groups that stand in a line; one that the store has may not be left out.
GROUPS = (*WHOM, Group.GAP, Group.RATIO, Group.PEOPLE, Group.RANK)
MARKS = {"pt-poor": "‡", "pt-caution": "E"}
# Read by the search alone, or proven beside the source that it belongs to.
UNREAD = ("address", "notice", "table")
BROKEN = (ValueError, KeyError, TypeError, IndexError, AttributeError)


class BesideFiles:
    """Proves what stands beside each profile for comparing it, and what the two pages say that read it."""

    def __init__(
        self,
        folder: Path,
        plan: Plan,
        figures: pd.DataFrame,
        store: Mapping[str, Stored],
        voices: Mapping[Lang, Voice],
        version: str,
    ) -> None:
        self.folder, self.plan, self.store, self.voices, self.version = folder, plan, store, voices, version
        self.populations = dict(zip(figures["figure_id"], figures["population"], strict=True))

    def read(self, path: str, found: Found) -> None:
        """Prove the file beside the profile at `path` in every language, and that all have the same in them."""
        shapes = {}
        for lang in self.voices:
            place = self.folder / lang / path
            if not (place / "index.html").is_file():
                continue
            name = f"{lang}/{path}{BESIDE}"
            try:
                document = json.loads((place / BESIDE).read_text(encoding="utf-8"))
                found.faults += (Fault("download", name, said) for said in self._file(lang, path, document, found))
                shapes[lang] = _shape(document)
            except OSError:
                found.faults.append(Fault("download", name, "the file is missing"))
            except BROKEN as error:
                found.faults.append(
                    Fault("download", name, f"it is not written as the compare page reads it: {error!r}")
                )
        if len({json.dumps(shape) for shape in shapes.values()}) > 1:
            said = "it holds other figures or sentences in each language"
            found.faults.append(Fault("languages", f"{path}{BESIDE}", said))

    def _file(self, lang: Lang, path: str, document: Mapping[str, Any], found: Found) -> Iterator[str]:
        _, community, region, _ = path.split("/")
        if (document["community"], document["region"]) != (community, region):
            yield f"it says that it is of {document['community']} in {document['region']}"
        data = (self.folder / lang / path / "figures.json").read_bytes()
        edition = f"{self.version} ({hashlib.sha256(data).hexdigest()[:8]})"
        if document["edition"] != edition:
            yield f"{document['edition']!r} is said as edition, expected {edition}"
        for indicator, line in document["indicators"].items():
            yield from self._line(self.voices[lang], f"{community}:{region}:{indicator}", line, found)

    def _line(self, voice: Voice, series: str, line: Mapping[str, Any], found: Found) -> Iterator[str]:
        """Yield what is wrong with an indicator's line: its figures, what they are of, its sentences."""
        period, figures = line["period"], line["figures"]
        expected = {group.value for group in GROUPS if f"{series}:{group}:{period}" in self.store}
        if set(figures) != expected:
            yield f"{series} shows {', '.join(figures)}, and the store has {', '.join(sorted(expected))} in {period}"
        for group, (figure_id, parts, *numbers) in figures.items():
            if figure_id != f"{series}:{group}:{period}":
                yield f"{figure_id} stands in the place of the {group} of {series} in {period}"
            elif figure_id in self.store:
                yield from self._figure(voice, figure_id, parts, numbers, found)
        ids = [each[0] for each in figures.values() if each[0] in self.store]
        concept = self.plan.indicators[series.split(":")[2]].concept or "main"
        yield from _unlike(series, "sources", line["sources"], [self.store[each].source for each in ids])
        yield from _unlike(
            series, "populations", line["populations"], [f"{concept}/{self.populations[each]}" for each in ids]
        )
        yield from _unlike(
            series, "breaks", [line["break"]], [next((b for each in ids if (b := self.store[each].series_break)), "")]
        )
        for rule, of, parts in line["said"]:
            yield from self._sentence(voice, rule, of, parts, found)

    def _figure(
        self, voice: Voice, figure_id: str, parts: list[Any], numbers: list[Any], found: Found
    ) -> Iterator[str]:
        shown = list(_shown(parts))
        strange = [part for part in parts if isinstance(part, str) and part.strip()]
        if strange or [each.part for each in shown] not in ([""], ["", "bounds"]):
            yield f"{figure_id} is not a value with its bounds: {strange or parts!r}"
        if {each.figure_id for each in shown} != {figure_id}:
            yield f"{figure_id} shows {', '.join(each.figure_id for each in shown)}"
        yield from voice.speaker.faults(shown)
        yield from _marks(figure_id, parts)
        figure = self.store[figure_id]
        kept = [None if number != number else number for number in (figure.value, figure.lower, figure.upper)]
        if numbers != kept:
            yield f"{figure_id} is drawn as {numbers}, in the store {kept}"
        bounds = sum(each.part == "bounds" for each in shown)
        found.counts.add(Counts(figures=len(shown) - bounds, bounds=2 * bounds))

    def _sentence(self, voice: Voice, rule: str, of: str, parts: list[Any], found: Found) -> Iterator[str]:
        text, ids = _read(parts)
        yield from voice.speaker.faults(list(_shown(parts)))
        yield from _marks(of or text, parts)
        said = [Said(rule, of, text, ids)] if rule else []
        yield from voice.phrased.faults(said, [Block(text, "p", ids)])
        reading = voice.declared.read(text)
        for word, _ in reading.unproven:
            yield f"{word} is neither a figure nor declared text: {text.replace(FIGURE, '…')!r}"
        for claim in reading.claims:
            periods = {self.store[ids[mark]].period for mark in claim.marks if ids[mark] in self.store}
            if claim.kind == "period" and not rule and periods != {claim.value}:
                yield f"{claim.value} is not the period of {', '.join(ids)}"
        shown = sum(isinstance(part, list) and part[0] == "figure" for part in parts)
        found.counts.add(Counts(figures=shown, declared=reading.numbers, sentences=len(said)))

    def shared(self, found: Found) -> None:
        """Prove the files that are one for each language: names, texts and sources."""
        for lang, voice in self.voices.items():
            for name in (INDEX, WORDS):
                try:
                    document = json.loads((self.folder / lang / name).read_text(encoding="utf-8"))
                    sources = document["sources"] if name == INDEX else {}
                    faults = [*self._sources(lang, sources), *_undeclared(voice, document)]
                except OSError:
                    faults = ["the file is missing"]
                except BROKEN as error:
                    faults = [f"it is not written as its page reads it: {error!r}"]
                found.faults += (Fault("text", f"{lang}/{name}", said) for said in faults)

    def _sources(self, lang: Lang, sources: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
        for name, said in sources.items():
            source = self.plan.sources[name]
            licence = self.plan.licences[self.plan.publishers[source.publisher].licence]
            notice = licence.notice[lang].format(title=source.table, reference=", ".join(sorted(source.periods)))
            expected = {
                "table": source.table,
                "title": source.title[lang],
                "address": source.address[lang],
                "notice": notice,
            }
            yield from (f"{name}: {key} is {said[key]!r}, declared {expected[key]!r}" for key in expected
                        if said[key] != expected[key])  # fmt: skip


def _shape(document: Mapping[str, Any]) -> list[Any]:
    """Return what of a file is the same in every language."""
    return [
        [name, line["period"], [[group, *figure[2:]] for group, figure in line["figures"].items()],
         [said[:2] for said in line["said"]]]
        for name, line in document["indicators"].items()
    ]  # fmt: skip


def _shown(parts: Sequence[Any]) -> Iterator[Shown]:
    for part in parts:
        if isinstance(part, list) and part[0] == "figure":
            yield Shown(part[1], part[3], part[2])
        elif isinstance(part, list) and part[0] == "bounds":
            yield Shown(part[1], part[2], "bounds")


def _read(parts: Sequence[Any]) -> tuple[str, tuple[str, ...]]:
    """Return a sentence with a mark for each figure, and the ids behind the marks."""
    signs = {"figure": FIGURE, "bounds": BOUNDS, "mark": ""}
    text = "".join(part if isinstance(part, str) else signs[part[0]] for part in parts)
    ids = tuple(part[1] for part in parts if isinstance(part, list) and part[0] == "figure")
    return SPACE.sub(" ", text).strip(" "), ids


def _marks(of: str, parts: Sequence[Any]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, list) and part[0] == "mark" and MARKS.get(part[1]) != part[3]:
            yield f"{of}: no mark {part[3]!r} is known"


def _unlike(series: str, what: str, said: Sequence[str], stands: Sequence[str]) -> Iterator[str]:
    if list(said) != list(dict.fromkeys(stands)):
        yield f"{series}: its {what} are {', '.join(said)}, in the store {', '.join(dict.fromkeys(stands))}"


def _undeclared(voice: Voice, document: Any) -> Iterator[str]:
    """Yield every number in a text of a file that no declared text holds."""
    for key, text in _strings(document):
        if key not in UNREAD and DIGIT.search(text):
            for word, _ in voice.declared.read(text).unproven:
                yield f"{word} is neither a figure nor declared text: {text!r}"


def _strings(document: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield (key, text) of every text that a reader may see; ids are no texts."""
    if isinstance(document, str):
        yield key, document
    elif isinstance(document, Mapping):
        for name, each in document.items():
            # What regions there are is a list of ids; of a region, the name is read and the rest is for the search.
            if name == "regions":
                yield from ((name, region[0]) for region in each.values()) if isinstance(each, Mapping) else ()
            else:
                yield from _strings(each, name)
    elif isinstance(document, list):
        for each in document:
            yield from _strings(each, key)
