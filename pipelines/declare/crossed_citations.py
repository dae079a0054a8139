"""What the templates of citations say of places, groups and parts, checked: a Plan in, faults out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

from pipelines.model import LANGS, Group, Plan
from pipelines.model.citations import FORMATS, NEEDED, PLACES, Citations, Piece, pieces

Finding = tuple[tuple[str, ...], tuple[Any, ...], str, str, str]
CITATIONS = ("profiles/citations.yml",)
GROUP_PLACES = ("minority", "majority", "since")
# What a date or a source may be called instead.
INSTEAD = {"accessed": {"accessed", "accessed_long"}}
# What pages and programs ask for by name.
WORDS = (
    "add", "apa", "bibtex", "bounds", "caution", "census", "chart", "cite", "close", "copied", "copy", "csl", "dialog",
    "dialog_chart", "dialog_page", "dialog_table", "failed", "figures", "group", "hint", "how", "id", "not_copied",
    "poor", "population", "quality", "region", "remove", "ris", "sheet", "source", "table", "text", "trace", "universe",
)  # fmt: skip


def crossed_citations(plan: Plan) -> Iterator[Finding]:
    """Yield every place that nothing fills, every group without words, and what a format leaves out."""
    found = plan.citations
    if found is None:
        return
    for word in sorted(set(WORDS) - set(found.words)):
        yield CITATIONS, ("words",), "a word is missing", word, f"a line {word} under words"
    yield from _groups(found)
    if not found.census or found.census[-1].period or found.census[-1].basis:
        yield CITATIONS, ("census",), "the last rule does not fit everything", "a condition", "a rule of `said` alone"
    for index, rule in enumerate(found.census):
        yield from _unknown([rule.said], ("period",), ("census", index))
    known: dict[str, set[str]] = {}
    for name, said in found.parts.items():
        yield from _unknown(said, (*PLACES["figure"], *known), ("parts", name))
        known[name] = set().union(*(_reached(piece, known) for piece in said))
    for thing in PLACES:
        shape = getattr(found, thing)
        for each in FORMATS:
            said = pieces(getattr(shape, each))
            parts = known if thing == "figure" else {}
            yield from _unknown(said, (*PLACES[thing], *parts), (thing, each))
            reached = set().union(*(_reached(piece, parts) for piece in said))
            for need in NEEDED[thing]:
                if reached.isdisjoint(INSTEAD.get(need, {need})):
                    yield CITATIONS, (thing, each), "the format leaves out", f"{{{need}}}", "what every citation says"


def _groups(found: Citations) -> Iterator[Finding]:
    names = {group.value for group in Group}
    for name in sorted(names - set(found.groups)):
        yield CITATIONS, ("groups",), "a group is missing", name, f"a line {name} under groups"
    for name, said in found.groups.items():
        if name not in names:
            yield CITATIONS, ("groups", name), "no such group", name, f"one of {', '.join(sorted(names))}"
        yield from _unknown([said], GROUP_PLACES, ("groups", name))


def _unknown(said: list[Piece], known: tuple[str, ...], here: tuple[Any, ...]) -> Iterator[Finding]:
    for piece in said:
        for lang in LANGS:
            text = piece if isinstance(piece, str) else piece[lang]
            try:
                wrong = sorted(_places(text) - set(known))
            except ValueError as error:
                yield CITATIONS, here, "not a piece that can be filled", repr(text), str(error)
                continue
            for place in wrong:
                yield CITATIONS, here, "no such place", f"{{{place}}}", f"one of {', '.join(known)}"


def _reached(piece: Piece, parts: Mapping[str, set[str]]) -> set[str]:
    """Return the places that a piece shows in both languages, through the parts that it uses."""
    texts = [piece] if isinstance(piece, str) else [piece.en, piece.fr]
    found: set[str] = set()
    for text in texts:
        try:
            for place in _places(text):
                found |= parts.get(place, {place})
        except ValueError:
            continue
    return found


def _places(text: str) -> set[str]:
    """Return the names between braces; raises ValueError where they are more than names."""
    found = set()
    if "{{" in text or "}}" in text:
        raise ValueError("a place is a name between single braces")
    for _, name, form, conversion in Formatter().parse(text):
        if name is not None:
            if not name.isidentifier() or form or conversion:
                raise ValueError("a place is a name in braces")
            found.add(name)
    return found
