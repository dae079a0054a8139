"""First official language spoken: derived for a person, and shared out between minority and majority."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from pipelines.methods.answer import Reason, answered, require, require_counts

# Largest rounding error of E + 1/2 (E and F): 4 of the first cell and half of 4 of the second.
WORST_ROUNDING_ERROR = 6.0


class Language(StrEnum):
    """A language as the derivation sees it."""

    ENGLISH = "E"
    FRENCH = "F"
    NON_OFFICIAL = "N"


class Fols(StrEnum):
    """The categories of first official language spoken."""

    ENGLISH = "English"
    FRENCH = "French"
    BOTH = "English and French"
    NEITHER = "Neither English nor French"


def derive(knowledge: Set[Language], mother_tongues: Set[Language], home_most_often: Set[Language]) -> Fols:
    """Return a person's first official language spoken.

    `knowledge`: the official languages in which the person can converse. Knowledge of one decides; then a mother
    tongue, then a language spoken most often at home, that is one official language without the other.
    Universe in 2021: total population excluding institutional residents.
    Source: Statistics Canada, standard "First official language spoken of person", approved 2021-09-24.
    """
    return (
        _one_official(knowledge)
        or _one_official(mother_tongues)
        or _one_official(home_most_often)
        or (Fols.BOTH if {Language.ENGLISH, Language.FRENCH} <= knowledge else Fols.NEITHER)
    )


def _one_official(languages: Set[Language]) -> Fols | None:
    english, french = Language.ENGLISH in languages, Language.FRENCH in languages
    if english == french:
        return None
    return Fols.ENGLISH if english else Fols.FRENCH


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Persons of the official-language minority and majority with half of both each, and of neither, kept apart."""

    minority: float
    majority: float
    neither: float


@answered
def redistributed(
    english: float, french: float, both: float, neither: float, minority: Literal["English", "French"]
) -> Shared:
    """Return the minority and the majority with half of "English and French" each, in persons; halves are kept.

    English is the minority language in Quebec, French elsewhere. "Neither" stays in the total and out of both.
    Source: Official Languages (Communications with and Services to the Public) Regulations, SOR/92-48, s. 3 as it read
    until 2022 ("Method I").
    """
    require_counts(english, french, both, neither)
    fewer, more = (english, french) if minority == "English" else (french, english)
    return Shared(minority=fewer + both / 2, majority=more + both / 2, neither=neither)


@answered
def equal_parts(languages: Set[Language]) -> dict[Language, float]:
    """Return the part of a person that each of their mother tongues (or home languages) counts, in equal parts.

    Halves for English and French, thirds with a non-official language too. It is a definition of its own, to be named
    wherever it is used. No language is refused.
    """
    require(len(languages) > 0, Reason.EMPTY)
    return {language: 1 / len(languages) for language in sorted(languages)}


@answered
def redistributed_rate(part: float, part_both: float, whole: float, whole_both: float) -> float:
    """Return the rate (0 to 1) within a group and half of "English and French", both parts shared out alike.

    It takes the half to be like the whole category: a reading to be named. A group of nobody is refused.
    """
    require_counts(part, part_both, whole, whole_both)
    require(part <= whole and part_both <= whole_both, Reason.PART_EXCEEDS_WHOLE)
    persons = whole + whole_both / 2
    require(persons > 0, Reason.EMPTY)
    return (part + part_both / 2) / persons
