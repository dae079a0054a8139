"""A page in two languages → where the two do not say the same: other figures, other values, other numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipelines.check.content import Shown
from pipelines.check.declared_text import Reading
from pipelines.check.reading import Read, read_number
from pipelines.check.shown import Stored
from pipelines.model import Lang

# So many are named in a fault, the rest counted.
NAMED = 3
# The address of a page bears the name of its language.
OF_A_LANGUAGE = ("address",)


class Printed(NamedTuple):
    """A figure on a page, or a part of one, and what is read where it stands; None where it is no number."""

    figure_id: str
    part: str
    value: Read | None


@dataclass(frozen=True, slots=True)
class Told:
    """What a page says, apart from its language: its figures block by block, and the numbers of its own words."""

    figures: tuple[Printed, ...]
    numbers: Counter[str]


def told(
    lang: Lang, readings: Sequence[Reading], shown: Sequence[Shown], store: Mapping[str, Stored], generated: bool
) -> Told:
    """Return what a page says; the words of a hand-written one have numbers of their own in each language."""
    figures = tuple(_printed(each, lang, store) for each in shown)
    numbers = Counter(number for reading in readings for number in _numbers(reading)) if generated else Counter()
    return Told(figures, numbers)


def _numbers(reading: Reading) -> Iterator[str]:
    """Yield what a text says in numbers that may be another elsewhere; a declared text is proven as it stands."""
    yield from (claim.value for claim in reading.claims if claim.kind not in OF_A_LANGUAGE)
    yield from reading.tables


def _printed(each: Shown, lang: Lang, store: Mapping[str, Stored]) -> Printed:
    stored = store.get(each.figure_id)
    value = read_number(each.text, stored.unit, lang) if stored and each.part != "bounds" else None
    return Printed(each.figure_id, each.part, value)


def differences(path: str, first: Lang, one: Told, second: Lang, other: Told) -> Iterator[str]:
    """Yield where the page at `path` says one thing in one language and another in the other."""
    mine, theirs = Counter(one.figures), Counter(other.figures)
    for lang, more in ((first, mine - theirs), (second, theirs - mine)):
        if more:
            ids = ", ".join(each.figure_id for each in list(more)[:NAMED])
            yield f"{lang}/{path}: {more.total()} figures are not so on the page of the other language: {ids}"
    for lang, numbers in ((first, one.numbers - other.numbers), (second, other.numbers - one.numbers)):
        if numbers:
            said = ", ".join(sorted(numbers)[:NAMED])
            yield f"{lang}/{path}: the text says what the page of the other language does not: {said}"
