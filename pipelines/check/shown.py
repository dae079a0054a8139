"""Elements that carry a figure's id, or its bounds → the faults of what they say, against the figure store."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from pipelines.check.content import Shown
from pipelines.check.reading import DECIMALS, agrees, read_number
from pipelines.model import Lang, Plan, Status, Unit

PARTS = ("", "bounds", "lower", "upper", "size")


class Stored(NamedTuple):
    """What the pages may say of a figure; `value` and the bounds are NaN where there is none."""

    value: float
    unit: str
    status: str
    lower: float
    upper: float
    period: str
    since: str
    source: str
    numerator: float
    denominator: float
    interval: str
    series_break: str


def stored(figures: pd.DataFrame) -> dict[str, Stored]:
    """Return the rows of FIGURES by figure id."""
    columns = [figures[name].tolist() for name in Stored._fields]
    return dict(zip(figures["figure_id"].tolist(), map(Stored._make, zip(*columns, strict=True)), strict=True))


class Speaker:
    """Proves what elements say, in one language."""

    def __init__(self, plan: Plan, lang: Lang, store: Mapping[str, Stored]) -> None:
        self.lang, self.store, self.precision = lang, store, plan.rules.precision
        self.statuses = {
            status.value: plan.texts[f"status_{status}"][lang] for status in Status if status is not Status.REPORTED
        }
        self.before, self.between, self.after = re.split(r"\{lower\}|\{upper\}", plan.texts["bounds"][lang])
        self.about = re.split(r"\{value\}", plan.texts["about"][lang])

    def faults(self, elements: Sequence[Shown]) -> Iterator[str]:
        """Yield what is wrong with the elements of a page."""
        for each in elements:
            figure = self.store.get(each.figure_id)
            if figure is None:
                yield f"{each.figure_id} is not in the figure store; the page says {each.text!r}"
            elif each.part not in PARTS:
                yield f"{each.figure_id}: nobody knows what part of a figure {each.part!r} is"
            elif each.part == "bounds":
                yield from self._bounds(each, figure)
            elif figure.status != Status.REPORTED:
                yield from self._without_value(each, figure)
            else:
                yield from self._value(each, figure)

    def _without_value(self, each: Shown, figure: Stored) -> Iterator[str]:
        if each.text != self.statuses[figure.status]:
            yield f"{each.figure_id} is {self.statuses[figure.status]} and the page says {each.text!r}"

    def _value(self, each: Shown, figure: Stored) -> Iterator[str]:
        value = {"lower": figure.lower, "upper": figure.upper, "size": abs(figure.value)}.get(each.part, figure.value)
        decimals, about = self._precision(figure) if not each.part else (DECIMALS[figure.unit], False)
        fault = self._misprinted(value, figure.unit, each.text, decimals, about)
        if fault:
            yield f"{each.part and 'the ' + each.part + ' of '}{each.figure_id} is {fault}"

    def _bounds(self, each: Shown, figure: Stored) -> Iterator[str]:
        said = each.text.removeprefix(self.before).removesuffix(self.after).split(self.between)
        if len(said) != 2 or figure.lower != figure.lower:
            yield f"{each.figure_id} has no bounds {each.text!r}"
            return
        for bound, text in zip((figure.lower, figure.upper), said, strict=True):
            fault = self._misprinted(bound, figure.unit, text, *self._precision(figure))
            if fault:
                yield f"a bound of {each.figure_id} is {fault}"

    def _precision(self, figure: Stored) -> tuple[int, bool]:
        """Return the decimals of a figure, and whether it is said to be about so much."""
        if figure.unit != Unit.PERCENT or figure.denominator != figure.denominator:
            return DECIMALS[figure.unit], False
        rule = next((rule for rule in self.precision if figure.denominator >= rule.base), self.precision[-1])
        return rule.decimals, rule.about

    def _misprinted(self, value: float, unit: str, text: str, decimals: int, about: bool) -> str:
        """Return how a value is misprinted; empty where it is not."""
        found = f"{value:.10g} {unit} and the page says {text!r}"
        if about:
            before, after = self.about
            if not (text.startswith(before) and text.endswith(after)):
                return f"{found}, without a word that it is only about so much"
            text = text.removeprefix(before).removesuffix(after)
        read = read_number(text, unit, self.lang)
        if read is None:
            return f"{found}, which is no number in {unit} in {self.lang}"
        return "" if agrees(read, value, decimals) else found
