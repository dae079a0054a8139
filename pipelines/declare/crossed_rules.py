"""Rules and phrases → what contradicts itself in them: ids twice, lines of the decision table or rungs that lack."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter
from typing import Any

from pipelines.model import Lang, Phrases, Plan, Rules, Rung, Text

Finding = tuple[tuple[str, ...], tuple[Any, ...], str, str, str]
RULES, PHRASES = ("profiles/rules.yml",), ("profiles/phrases.yml",)
EVERY_RUNG: dict[str, set[str]] = {
    "comparison": {str(rung) for rung in Rung if rung is not Rung.ACROSS_BREAK},
    "change": {str(rung) for rung in Rung},
    "people": {"higher", "lower"},
    "rank": {"sure", "between"},
    "single": {"alone", "everyone", "community-size", "mother-tongue-size"},
}
# The decision table has a line for each of these, and one alone.
BASES = [(basis, made, bounds) for basis in ("full-count", "sample") for made in ("counts", "printed")
         for bounds in (False, True) if (basis, bounds) != ("full-count", True)]  # fmt: skip


def crossed_rules(plan: Plan) -> Iterator[Finding]:
    """Yield (where, inside, message, found, expected) for each contradiction."""
    yield from _ids(plan.rules)
    yield from _table(plan.rules)
    yield from _sources(plan)
    yield from _rungs(plan.phrases)


def _ids(rules: Rules) -> Iterator[Finding]:
    seen: set[str] = set()
    for part in ("intervals", "withholding", "reliability", "named"):
        for index, rule in enumerate(getattr(rules, part)):
            if rule.id in seen:
                yield RULES, (part, index, "id"), "the id is taken", rule.id, "an id that no other rule has"
            seen.add(rule.id)


def _table(rules: Rules) -> Iterator[Finding]:
    lines: list[tuple[str, str, bool]] = [(rule.basis, rule.made, rule.bounds) for rule in rules.intervals]
    for case in BASES:
        if lines.count(case) != 1:
            found = f"{lines.count(case)} lines for basis {case[0]}, made {case[1]}, bounds {str(case[2]).lower()}"
            yield RULES, ("intervals",), "the decision table does not decide", found, "one line"


def _sources(plan: Plan) -> Iterator[Finding]:
    rules = plan.rules
    for name in (*rules.full_count_since, *rules.rounding.exact):
        if name not in plan.sources:
            yield RULES, (), "no such source", name, "a source of sources.yml"
    for name, source in plan.sources.items():
        if source.basis == "mixed" and name not in rules.full_count_since:
            yield RULES, ("full_count_since",), "a mixed source without its period", name, "when everyone was asked"
    for category in rules.rounding.errors:
        if category not in plan.categories.populations:
            yield RULES, ("rounding", "errors", category), "no such category", category, "one of categories.yml"


def _rungs(phrases: Phrases) -> Iterator[Finding]:
    for name, ladder in phrases.ladders().items():
        for missing in sorted(EVERY_RUNG[name] - set(ladder)):
            yield PHRASES, (name,), "a rung is missing", missing, "a wording for it"
        for odd in sorted(set(ladder) - EVERY_RUNG[name]):
            yield PHRASES, (name, odd), "no such rung", odd, ", ".join(sorted(EVERY_RUNG[name]))
        for rung, text in ladder.items():
            if _places(text, "en") != _places(text, "fr"):
                found, expected = _places(text, "fr"), _places(text, "en")
                yield PHRASES, (name, rung, "fr"), "not the places of en", found, expected


def _places(text: Text, lang: Lang) -> str:
    named = {name for _, name, _, _ in Formatter().parse(text[lang]) if name is not None}
    return ", ".join(sorted(named)) or "none"
