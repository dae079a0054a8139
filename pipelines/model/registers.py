"""What people write down of a community that no census holds: the kinds of register, and what an entry of each says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipelines.model.declared import STRICT, Text
from pipelines.model.words import Lang

# In the order in which a reader meets them.
RegisterKind = Literal[
    "organizations",
    "institutions",
    "tables",
    "partnerships",
    "outreach",
    "voices",
    "reported",
    "gaps",
    "cases",
    "plans",
    "resources",
]
Strategy = Literal["networking", "representation", "knowledge-development", "partnerships", "outreach"]
Step = Literal[
    "identify-communities",
    "assess-needs",
    "design-strategy",
    "partner-locally",
    "produce-materials",
    "train-mobilizers",
    "implement-and-evaluate",
    "document-and-share",
]
Approach = Literal["mobilizing", "organizing", "hybrid"]
# How far the outcome of a case carries: compared with places or people without it, before and after, or told.
Evidence = Literal["compared", "before-and-after", "described"]
# A number that somebody counted, in what; never a figure of the store.
CountedIn = Literal["percent", "persons", "dollars", "number"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Who did something to an entry, and on which day."""

    __pydantic_config__ = STRICT
    by: str
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where what an entry says comes from: a document with its address, or the knowledge of who entered it."""

    __pydantic_config__ = STRICT
    text: Text
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What every entry says, of whatever kind.

    `communities` and `regions` are ids; without any, the entry serves all. `checked` is None where nobody but the
    person who entered it has looked at it.
    """

    __pydantic_config__ = STRICT
    title: Text
    summary: Text
    origin: Origin
    added: Stamp
    checked: Stamp | None = None
    communities: list[str] = field(default_factory=list)
    regions: list[str] = field(default_factory=list)
    strategies: list[Strategy] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization(Entry):
    """An organization of the community, or for it. `languages` are those that it answers in."""

    does: Text
    territory: Text
    languages: list[Lang]
    address: str = ""
    since: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution(Entry):
    """A public body that serves or decides; `turn_to` is a function, never a person."""

    mandate: Text
    territory: Text
    address: str = ""
    offers: Text | None = None
    turn_to: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTable(Entry):
    """A structure where decisions are prepared or made: `seats`, those held by the minority, and since when.

    `population` is the id of the figure that says the minority's share of the people whom it serves, in per cent.
    """

    decides: Text
    named: Text
    seats: int
    held_by_minority: int
    since: str
    population: str
    next_opening: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Something counted once: what, in which unit, on which day or in which year, and by whom if not by the source."""

    __pydantic_config__ = STRICT
    what: Text
    unit: CountedIn
    value: float | int
    on: str
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership(Entry):
    """A task that the minority and others share, from the idea to what became of it."""

    parties: list[Text]
    aim: Text
    stage: Literal["talked-about", "agreed", "running", "ended", "made-regular"]
    started: str = ""
    ended: str = ""
    baseline: str = ""
    results: list[Measured] = field(default_factory=list)
    decided: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outreach(Entry):
    """One round of going to people: whom, how, how many were reached, out of how many by the figure `of`."""

    whom: Text
    how: Text
    started: str
    ended: str
    reached: int
    of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What people agreed to, how and when; `named` where they agreed to be named."""

    __pydantic_config__ = STRICT
    to: Text
    form: Literal["written", "recorded", "spoken", "public-record"]
    on: str
    named: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice(Entry):
    """What people said, gathered with a method. `people` is how many took part; `spoken_in` the language they used."""

    form: Literal["finding", "quotation"]
    said: Text
    spoken_in: Lang
    method: Literal["interview", "discussion-group", "assembly", "open-survey", "written-submission"]
    on: str
    people: int
    consent: Consent | None = None
    name: str = ""
    contact: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported(Entry):
    """Figures as a publication prints them: the rows of profiles/published.csv of `publication` and `geography`."""

    publication: str
    geography: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap(Entry):
    """Something that is not known: what was looked for, who holds it, how to ask; `themes` are sections of profiles."""

    question: Text
    looked_for: Text
    holder: Text
    ask: Text
    themes: list[str]
    cost: Text | None = None
    delay: Text | None = None
    became: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was measured of a case: before and after where both were, in one unit."""

    __pydantic_config__ = STRICT
    what: Text
    unit: CountedIn
    after: float | int
    before: float | int | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(Entry):
    """What others did, and what came of it."""

    place: Text
    years: Text
    topics: list[str]
    approach: Approach
    done: Text
    came_of_it: Text
    evidence: Evidence
    outcomes: list[Outcome] = field(default_factory=list)
    lessons: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """Something to be done in a plan: in which step, by which role, from when to when."""

    __pydantic_config__ = STRICT
    what: Text
    step: Step
    who: Text
    start: str
    end: str
    done: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanIndicator:
    """What a plan follows: from a baseline, a figure's id or a number counted on a day, to a target on a day."""

    __pydantic_config__ = STRICT
    id: str
    what: Text
    unit: CountedIn
    target: float | int
    due: str
    baseline_figure: str = ""
    baseline: float | int | None = None
    baseline_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MobilizationPlan(Entry):
    """A goal and its way through the eight steps; what was observed stands in a CSV of the same name beside it."""

    goal: Text
    approach: Approach
    partners: list[Text]
    mobilizers: Text
    materials: Text
    start: str
    end: str
    activities: list[Activity]
    indicators: list[PlanIndicator]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource(Entry):
    """A guide, a report, a course: who made it (empty where that is not known), in which language, where it is."""

    author: str = ""
    languages: list[str]
    form: Literal["guide", "report", "article", "course", "tool", "catalogue"]
    address: str = ""


def rests_on(entry: Entry) -> Iterator[str]:
    """Yield the ids of the figures that an entry rests on."""
    if isinstance(entry, DecisionTable):
        yield entry.population
    elif isinstance(entry, Outreach) and entry.of:
        yield entry.of
    elif isinstance(entry, Partnership) and entry.baseline:
        yield entry.baseline
    elif isinstance(entry, MobilizationPlan):
        yield from (each.baseline_figure for each in entry.indicators if each.baseline_figure)


KINDS: Mapping[RegisterKind, type[Entry]] = {
    "organizations": Organization,
    "institutions": Institution,
    "tables": DecisionTable,
    "partnerships": Partnership,
    "outreach": Outreach,
    "voices": Voice,
    "reported": Reported,
    "gaps": Gap,
    "cases": Case,
    "plans": MobilizationPlan,
    "resources": Resource,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What an organization observed of an indicator of its plan on a day, as the CSV beside the plan has it."""

    indicator: str
    on: str
    value: float
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registers:
    """Every entry by kind and id, and what was observed of each plan, in the order of the days."""

    entries: Mapping[RegisterKind, Mapping[str, Entry]] = field(default_factory=dict)
    observed: Mapping[str, tuple[Observed, ...]] = field(default_factory=dict)

    def all(self) -> Iterator[tuple[RegisterKind, str, Entry]]:
        """Yield (kind, id, entry)."""
        for kind, entries in self.entries.items():
            for name, entry in entries.items():
                yield kind, name, entry


@dataclass(frozen=True, slots=True, kw_only=True)
class KindSaid:
    """What a register is called and for, how one adds to it, and after how many months an entry wants another look."""

    __pydantic_config__ = STRICT
    label: Text
    one: Text
    about: Text
    empty: Text
    stale_after_months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """A step of the scale by which evidence is rated."""

    __pydantic_config__ = STRICT
    label: Text
    note: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A question that the evidence of a region puts, and the strategies that it speaks to.

    The rule holds where the figure is at least `at_least` or at most `at_most`, in its unit; `beyond_doubt` asks that
    the whole of its interval is. `text` prompts, and claims no cause; it has the figure in its place {figure}.
    """

    __pydantic_config__ = STRICT
    id: str
    indicator: str
    group: str
    text: Text
    strategies: list[Strategy]
    at_least: float | None = None
    at_most: float | None = None
    beyond_doubt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterTerms:
    """The words and rules of the registers."""

    __pydantic_config__ = STRICT
    kinds: dict[RegisterKind, KindSaid]
    topics: dict[str, Text]
    evidence: dict[Evidence, Rated]
    strategies: dict[Strategy, Text]
    steps: dict[Step, Text]
    prompts: list[Prompt]
