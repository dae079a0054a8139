"""Sentences that compare → those that say more than their figure allows, or that no rule stands behind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import Formatter

from pipelines.check.content import BOUNDS, FIGURE, SPACE, Block, Said
from pipelines.check.declared_text import PLACE
from pipelines.check.prompted import LADDER, Asked
from pipelines.check.shown import Stored
from pipelines.methods.wording import rung
from pipelines.model import Group, Lang, Plan, Rung

# Which figure fills a place, by its group; `of` is the one that the sentence speaks of, `then` the earlier period's.
FILLED = {
    "minority": "minority", "majority": "majority", "total": "total", "now": "minority", "then": "minority",
    "growth": "growth", "size": "of", "count": "of", "rank": "of", "first": "of", "last": "of", "figure": "of",
}  # fmt: skip
# Groups that a ladder may speak of.
SPEAKS_OF = {"comparison": (Group.GAP,), "people": (Group.PEOPLE,), "change": (Group.CHANGE,), "rank": (Group.RANK,)}


class Phrased:
    """Proves the sentences of one language against the ladders of `profiles/phrases.yml`."""

    def __init__(self, plan: Plan, lang: Lang, store: Mapping[str, Stored]) -> None:
        self.plan, self.lang, self.store = plan, lang, store
        self.ladders = plan.phrases.ladders()
        self.comparing = [
            _Comparing(text[lang])
            for ladder in SPEAKS_OF
            for step, text in self.ladders[ladder].items()
            if step != Rung.SIDE_BY_SIDE
        ]
        self.asked = Asked(plan, lang, store)
        self.comparing += (_Comparing(text) for text in self.asked.wordings())

    def faults(self, sentences: Sequence[Said], blocks: Iterable[Block]) -> Iterator[str]:
        """Yield what is wrong with the sentences of a page: by their rule, or for want of one."""
        for said in sentences:
            fault = self._wrong(said)
            if fault:
                yield f"{fault}: {_readable(said.text)!r}, by {said.rule}, of {said.of or ', '.join(said.figures)}"
        ruled = sorted({said.text for said in sentences}, key=len, reverse=True)
        for block in blocks:
            # Sentences stand in paragraphs and lists, and there are a hundred cells for each.
            if block.figures and not (block.row or block.svg or block.card):
                text = block.text
                for each in ruled:
                    text = text.replace(each, "")
                if any(comparing.stands_in(text) for comparing in self.comparing):
                    yield f"compares, and no rule stands behind it: {_readable(block.text)!r}"

    def _wrong(self, said: Said) -> str:
        ladder, _, step = said.rule.partition("/")
        if ladder == LADDER:
            return self.asked.wrong(said)
        figure = self.store.get(said.of)
        if step not in self.ladders.get(ladder, {}):
            return "no such rule of wording"
        if figure is None:
            return "speaks of a figure that is not in the store"
        if said.of.split(":")[3] not in SPEAKS_OF.get(ladder, ()):
            return "speaks of a figure of another kind"
        allowed = self.allowed(ladder, figure, said.of)
        if step not in allowed:
            return f"says more than the interval of its figure allows, which is {' or '.join(allowed)}"
        text, ids = self._expected(ladder, step, said.of, figure)
        if said.text.replace(f" {BOUNDS}", "") != text:
            return f"is not the wording of its rule, {_readable(text)!r}"
        if said.figures != ids:
            return f"shows other figures than its rule: {', '.join(said.figures)} instead of {', '.join(ids)}"
        return ""

    def allowed(self, ladder: str, figure: Stored, figure_id: str) -> list[str]:
        """Return the rungs that a figure allows: the one that its interval chooses, and the one that says least."""
        if ladder == "rank":
            return ["sure" if figure.lower == figure.upper else "between"]
        broken = figure_id.split(":")[3] in (Group.CHANGE, Group.GROWTH) and bool(figure.series_break)
        lower, upper = (None if bound != bound else bound for bound in (figure.lower, figure.upper))
        value = None if figure.value != figure.value else figure.value
        best = rung(value, lower, upper, figure.interval, figure.unit, broken)
        least = [] if ladder == "people" else [Rung.SIDE_BY_SIDE.value]
        return list(dict.fromkeys([best.value, *least]))

    def _expected(self, ladder: str, step: str, of: str, figure: Stored) -> tuple[str, tuple[str, ...]]:
        """Return the sentence as its rule has it, figures as marks, and the ids behind the marks."""
        community, region, indicator, *_ = of.split(":")
        people, place = self.plan.communities[community], self.plan.regions[region]
        names = {
            "period": figure.period,
            "earlier": figure.since,
            "phrase": self.plan.indicators[indicator].phrase[self.lang],
            "people": people.minority.among[self.lang],
            "others": people.majority.among[self.lang],
            "place": place.place[self.lang],
            "among": self.plan.texts[f"among_{place.level}"][self.lang],
        }
        words, ids = [], []
        for literal, name, *_ in Formatter().parse(self.ladders[ladder][step][self.lang]):
            words.append(literal)
            if name in FILLED:
                words.append(FIGURE)
                ids.append(self._filled(name, of, figure))
            elif name:
                words.append(names.get(name, f"{{{name}}}"))
        return SPACE.sub(" ", "".join(words)).strip(" "), tuple(ids)

    def _filled(self, place: str, of: str, figure: Stored) -> str:
        """Return the id of the figure that belongs in a place of a sentence about `of`."""
        if FILLED[place] == "of":
            return of
        parts = of.split(":")
        return ":".join([*parts[:3], FILLED[place], *parts[4:-1], figure.since if place == "then" else parts[-1]])


class _Comparing:
    """A wording that compares, as a pattern of what stands on a page when it is filled."""

    def __init__(self, text: str) -> None:
        pieces = PLACE.split(SPACE.sub(" ", text).strip(" "))
        self.needs = max(pieces[::2], key=len)
        filled = (
            re.escape(piece) if number % 2 == 0 else FIGURE if piece in FILLED else f"[^{FIGURE}]*?"
            for number, piece in enumerate(pieces)
        )
        self.pattern = re.compile("".join(filled))

    def stands_in(self, text: str) -> bool:
        """Return whether the wording stands in a text, filled."""
        return self.needs in text and self.pattern.search(text.replace(f" {BOUNDS}", "")) is not None


def _readable(text: str) -> str:
    return text.replace(FIGURE, "…").replace(BOUNDS, "")
