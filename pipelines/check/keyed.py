"""Numbers that a key of their own proves: what others published, what we make of it, and how many there are of each."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pandas as pd

from pipelines.check.content import Shown
from pipelines.check.entries import Values, held
from pipelines.check.published import compared
from pipelines.check.reading import read_number
from pipelines.model import Lang, Plan, Region
from pipelines.model.published import Checked

# A printed unit → the unit whose way of writing numbers it has; two percentages lie apart by points.
UNITS = {"persons": "persons", "percent": "percent", "dollars": "dollars", "points": "points", "number": "ratio"}
APART = {**UNITS, "percent": "points"}


NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Keys:
    """What a site knows besides its figures: the version, the editions' dates, the published rows held against it.

    `moved` are the numbers of figures that were added, changed and so on since an edition, by the move.
    """

    version: str = ""
    dates: frozenset[str] = frozenset()
    checked: tuple[Checked, ...] = ()
    moved: Mapping[str, frozenset[int]] = field(default_factory=dict)
    values: Values = field(default=lambda _: None)


def keys_of(folder: Path, figures: pd.DataFrame, plan: Plan) -> Keys:
    """Return the keys of the site in `folder`: published rows are held against its figures here, once more."""
    data = folder / "data"
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    changes = data / "changes.json"
    editions = json.loads(changes.read_text(encoding="utf-8"))["editions"] if changes.is_file() else []
    moved: dict[str, set[int]] = {}
    for edition in editions:
        for move, by_reason in (edition["counts"] or {}).items():
            moved.setdefault(move, set()).update(by_reason.values())
    compares = plan.published is not None and not plan.synthetic
    return Keys(
        version=str(package["version"]),
        dates=frozenset(str(edition["date"]) for edition in editions),
        checked=compared(plan.published, [figures], plan.left_out) if compares and plan.published else (),
        moved={move: frozenset(numbers) for move, numbers in moved.items()},
        values=_values(figures, plan),
    )


def _values(figures: pd.DataFrame, plan: Plan) -> Values:
    """Return a function from the id of a figure that an entry may rest on to its value."""
    if not any(plan.registers.entries.values()):
        return lambda _: None
    reported = figures[figures["status"] == "reported"]
    values = dict(zip(reported["figure_id"], reported["value"], strict=True))
    return lambda figure: values.get(figure)


class Keyed:
    """Proves the keyed elements of pages in one language."""

    def __init__(self, plan: Plan, lang: Lang, keys: Keys) -> None:
        self.lang, self.texts, self.plan, self.dates = lang, plan.texts, plan, keys.dates
        self.values = keys.values
        self.checked = {each.row.key: each for each in keys.checked}
        self.units = plan.published.rules.units if plan.published else {}
        counts = Counter(each.outcome.value for each in keys.checked)
        self.counts: dict[str, frozenset[int]] = {
            **keys.moved,
            **{kind: frozenset([len(entries)]) for kind, entries in plan.registers.entries.items()},
            "all": frozenset([len(keys.checked)]),
            **{name: frozenset([count]) for name, count in counts.items()},
        }

    def faults(self, elements: Sequence[Shown]) -> Iterator[str]:
        """Yield what is wrong with the elements of a page."""
        for each in elements:
            expected = PROOFS.get(each.part, Keyed._of_row)(self, each)
            if expected:
                yield f"{each.part} {each.figure_id} is {expected} and the page says {each.text!r}"

    def _absent(self, each: Shown) -> str:
        """Return what stands for a figure that a preview leaves out; empty where it does."""
        if not self.plan.synthetic and each.figure_id.partition(":")[0] not in self.plan.left_out:
            return "a figure of a community that is not left out"
        said = self.texts["left_out"][self.lang]
        return "" if each.text == said else said

    def _withdrawn(self, each: Shown) -> str:
        """Return the numbers that a notice may hold, those of its id, labels, declaration and editions; empty if so."""
        known = set(NUMBER.findall(" ".join(self._told_of(each.figure_id))))
        return "" if known.issuperset(NUMBER.findall(each.text)) else f"told with {', '.join(sorted(known))} alone"

    def _told_of(self, figure_id: str) -> Iterator[str]:
        yield figure_id
        yield from self.dates
        _, region, indicator, *rest = figure_id.split(":")
        named = [self.plan.regions.get(region), self.plan.indicators.get(indicator)]
        yield from (
            each.name[self.lang] if isinstance(each, Region) else each.label[self.lang] for each in named if each
        )
        for part in rest:
            dimension, _, member = part.partition("=")
            declared = self.plan.categories.breakdowns.get(dimension)
            if declared and member in declared.members:
                yield declared.members[member].label[self.lang]
        for gone in self.plan.changes.withdrawn:
            if gone.figure == figure_id:
                yield from (gone.date, gone.why[self.lang], gone.replacement or "")
        for note in self.plan.changes.editions:
            yield from (reason.text[self.lang] for reason in note.reasons)

    def _counted(self, each: Shown) -> str:
        """Return how many there are; empty where the page says so."""
        numbers = self.counts.get(each.figure_id, frozenset())
        read = read_number(each.text, "persons", self.lang)
        return "" if read and read.value in numbers else " or ".join(map(str, sorted(numbers))) or "not known"

    def _entered(self, each: Shown) -> str:
        """Return what an entry of a register says; empty where the page says so."""
        found = held(self.plan, each.figure_id, self.values)
        if found is None:
            return "in no register"
        if isinstance(found.value, str):
            return "" if each.text == found.value else found.value
        read = read_number(each.text, found.unit, self.lang)
        close = read is not None and abs(float(read.value) - found.value) <= 0.5 * 10.0**-read.decimals
        exact = found.decimals is None or (read is not None and read.decimals == found.decimals)
        return "" if close and exact else f"{found.value} {found.unit}"

    def _of_row(self, each: Shown) -> str:
        """Return what belongs in the place of a row; empty where it stands there."""
        checked = self.checked.get(each.figure_id)
        if checked is None:
            return "of no published figure"
        if each.part == "year":
            year = checked.row.census_year or self.texts["verification_no_year"][self.lang]
            return "" if each.text == year else year
        kind = self.units[checked.row.unit].kind
        printed = Decimal(checked.row.value)
        values = {"published": printed, "ours": checked.value, "difference": checked.difference}
        value, unit = values[each.part], (APART if each.part == "difference" else UNITS)[kind]
        if value is None:
            return "" if not each.text else "nothing"
        decimals = max(-int(printed.as_tuple().exponent), 0)
        read = read_number(each.text, unit, self.lang)
        is_right = read is not None and read.value == value and read.decimals == decimals
        return "" if is_right else f"{value} {unit}"


PROOFS: Mapping[str, Callable[[Keyed, Shown], str]] = {
    "count": Keyed._counted,
    "absent": Keyed._absent,
    "entry": Keyed._entered,
    "withdrawn": Keyed._withdrawn,
}
