"""The Census Profile of any place: its 2,631 characteristics by gender, from the same people as the tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from .cells import FEWEST_FOR_INCOME, rounded_to_5
from .measures import AMOUNT, COUNT, PERCENT, labour, measure_of
from .people import FOLS_LABELS, ONES, F, G, age_range, drawn, mean_age, plain, weight, within
from .places import Place, World, rows

NUMBER = 3  # a mean that is neither a rate nor dollars: an age, a size
# Code from which a topic begins, its number, and the day of its release: as the profile is laid out.
TOPICS = (
    (1, "1", "2022-02-09"),
    (8, "2", "2022-04-27"),
    (41, "4", "2022-04-27"),
    (58, "5", "2022-07-13"),
    (111, "7", "2022-07-13"),
    (369, "8", "2022-08-17"),
    (1388, "9", "2022-09-21"),
    (1400, "10", "2022-09-21"),
    (1486, "9", "2022-09-21"),
    (1508, "11", "2022-10-26"),
    (1669, "12", "2022-10-26"),
    (1960, "13", "2022-10-26"),
    (1978, "7", "2022-07-13"),
    (1992, "14", "2022-11-30"),
    (2223, "15", "2022-11-30"),
    (2282, "16", "2022-11-30"),
    (2593, "17", "2022-11-30"),
    (2624, "18", "2022-11-30"),
)
UNIVERSES = (
    ("employed labour force", "employed"),
    ("labour force", "active"),
    ("born between 2003 and 2015", (6, 19)),
    ("born in 2003", (0, 19)),
    ("household|dwelling", "households"),
    ("famil", "families"),
    ("25 to 64 years", (25, 65)),
    ("aged 15 years", (15, 101)),
    ("immigrant population", "immigrants"),
    ("5 years ago", (5, 101)),
    ("1 year ago", (1, 101)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Characteristic:
    """A characteristic as factors of each kind of people; `sampled` says that the long form stands behind it."""

    code: str
    parent: str
    label: str
    kind: int
    part: np.ndarray
    whole: np.ndarray
    sampled: bool
    dollars: bool


def about(label: str) -> np.ndarray:
    """Return how many units of a total's universe there are for one person of each kind."""
    text = plain(label)
    active, unemployed = labour()
    found = next(
        (
            what
            for words, what in UNIVERSES
            if (re.search(words, text) and not re.search("population in private households", text))
            or (isinstance(what, tuple) and re.search(words, text))
        ),
        None,
    )
    adults = within((15, 101))
    named = {
        "employed": active - unemployed,
        "active": active,
        "households": 0.52 * adults,
        "families": 0.33 * adults,
        "immigrants": 0.2 * ONES,
    }
    if isinstance(found, tuple):
        return within(found)
    return named.get(found or "", ONES)


@cache
def characteristics() -> dict[str, Characteristic]:
    """Return every characteristic of the profile, by code, in the order of the printed profile."""
    facts = [*rows("characteristics.csv")]
    children: dict[str, list[dict[str, str]]] = {}
    for row in facts:
        children.setdefault(row["parent"], []).append(row)
    found: dict[str, Characteristic] = {}

    def add(row: dict[str, str], part: np.ndarray, whole: np.ndarray, root: str) -> None:
        kind, share, among = measured(row, part, whole)
        sampled = "25% sample" in root or int(row["code"]) in range(2228, 2231)
        income = any(words in plain(root) for words in ("income", "low-income")) or "($)" in row["label"]
        found[row["code"]] = Characteristic(
            code=row["code"],
            parent=row["parent"],
            label=row["label"],
            kind=kind,
            part=share,
            whole=among,
            sampled=sampled,
            dollars=income,
        )
        below = children.get(row["code"], [])
        counted = [child for child in below if not re.search(r"\(\$\)|%|^Average|^Median|rate$", child["label"])]
        weights = {child["code"]: weight(root.split(" for ")[0], child["label"]) for child in counted}
        total = sum(weights.values()) if len(counted) > 1 else weights[counted[0]["code"]] / 0.8 if counted else 1
        for child in below:
            exact = known(root, child["label"])
            add(child, exact if exact is not None else part * weights.get(child["code"], total) / total, part, root)

    for row in children[""]:
        base = about(row["label"])
        low = row["label"].startswith("In low income")
        add(row, base * 0.11 if low else base, base, row["label"])
    return {row["code"]: found[row["code"]] for row in facts}


def known(root: str, label: str) -> np.ndarray | None:
    """Return what a child holds by what it is: an age or a first official language."""
    text = plain(label)
    if "first official language" in plain(root) and text in FOLS_LABELS:
        return 1.0 * (FOLS_LABELS[text] == F)
    if re.search(r"age groups|low-income status|in low income|distribution", plain(root)) and (
        ages := age_range(label)
    ):
        return within(ages) * (0.11 if plain(root).startswith("in low") else 1.0)
    active, unemployed = labour()
    if "by labour force status" in root:
        return {
            "in the labour force": active,
            "employed": active - unemployed,
            "unemployed": unemployed,
            "not in the labour force": within((15, 101)) - active,
        }.get(text)
    return None


def measured(row: dict[str, str], part: np.ndarray, whole: np.ndarray) -> tuple[int, np.ndarray, np.ndarray]:
    """Return the kind of a characteristic with its numerator and denominator."""
    label = row["label"]
    text = plain(label)
    if row["code"] == "39" or row["code"] == "40":
        return NUMBER, mean_age(), ONES
    if re.search(r"^(average|median)", text) and "($)" not in text:
        return NUMBER, 2.3 * ONES, ONES
    if "($)" in text:
        measure = measure_of(label)
        return AMOUNT, measure.part * whole, whole
    if text in ("participation rate", "employment rate", "unemployment rate"):
        measure = measure_of(label)
        return PERCENT, measure.part, within((15, 101)) if text != "unemployment rate" else measure.whole
    if text.startswith("prevalence"):
        return PERCENT, 0.11 * ONES, ONES
    if "(%)" in text or text.startswith("%"):
        ages = age_range(label)
        if row["code"] == "34" or "composition" in text:
            return PERCENT, ONES, ONES
        if ages and int(row["code"]) < 40:
            return PERCENT, within(ages), ONES
        return PERCENT, measure_of(label).part * whole, whole
    if 35 <= int(row["code"]) <= 38:
        return PERCENT, within(age_range(label) or (0, 101)), ONES
    if re.search("gini|ratio on", text):
        return NUMBER, 0.34 * ONES, ONES
    return COUNT, part, whole


@dataclass(slots=True)
class Profiles:
    """The profiles of a world's places, each drawn when it is first asked for."""

    world: World
    drawn: dict[tuple[str, int], tuple[np.ndarray, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        everything = [*characteristics().values()]
        self.part = np.stack([c.part for c in everything])
        self.whole = np.stack([c.whole for c in everything])
        self.kinds = np.array([c.kind for c in everything])
        self.at = {c.code: row for row, c in enumerate(everything)}

    part: np.ndarray = field(init=False)
    whole: np.ndarray = field(init=False)
    kinds: np.ndarray = field(init=False)
    at: dict[str, int] = field(init=False)

    def of(self, place: Place, gender: int) -> tuple[np.ndarray, ...]:
        """Return the place's values, denominators and expected counts, one per characteristic."""
        key = (place.id, gender)
        if key not in self.drawn:
            people = self.world.people[place.id] * (ONES if gender == 1 else 1.0 * (gender - 2 == G)) * 0.985
            part, whole = self.part @ people, self.whole @ people
            rate = np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
            values = rounded_to_5(part, drawn("profile", place.id, gender)).astype(float)
            values = np.where(self.kinds == PERCENT, np.round(100 * rate, 1), values)
            values = np.where(self.kinds == AMOUNT, np.round(rate * place.income / 100) * 100, values)
            values = np.where(self.kinds == NUMBER, np.round(rate, 1), values)
            self.drawn[key] = (values, whole, part)
        return self.drawn[key]

    def cell(self, place: Place, gender: int, code: str, statistic: int) -> tuple[str, str, str, str]:
        """Return value, flag and the two bounds of one cell, as printed; an empty value has its reason in the flag."""
        one = characteristics()[code]
        if fixed := uncounted(place, gender, code):
            return fixed if statistic == 1 else ("", "2", "", "")
        if place.unenumerated or place.hidden or (one.dollars and place.population < FEWEST_FOR_INCOME):
            return "", "1" if place.unenumerated else "6", "", ""
        values, whole, part = self.of(place, gender)
        row = self.at[code]
        value, total = float(values[row]), float(whole[row])
        if statistic == 4 and one.kind != COUNT:
            return "", "2", "", ""
        if one.kind != COUNT and total < 0.5:
            return "", "2", "", ""
        if one.kind == AMOUNT and total < 10:
            return "", "6", "", ""
        caution = "3" if place.flag[3 if one.sampled else 1] == "5" else ""
        if statistic == 4:
            share = min(100.0, 100 * part[row] / total) if total else 0.0
            return f"{share:.1f}", caution, *self._bounds(share, total, one, PERCENT)
        text = f"{value:.1f}" if one.kind in (PERCENT, NUMBER) else f"{value:.0f}"
        return (
            text,
            caution,
            *self._bounds(value, total if one.kind != COUNT else float(place.population), one, one.kind),
        )

    @staticmethod
    def _bounds(value: float, total: float, one: Characteristic, kind: int) -> tuple[str, str]:
        """Return the bounds of the 95 % interval where the long form stands behind a value."""
        if not one.sampled or kind == NUMBER or value == 0 or total <= 0:
            return "", ""
        if kind == PERCENT:
            half = 196 * (3 * value / 100 * max(0.0, 1 - value / 100) / total) ** 0.5
            return f"{max(0.0, value - half):.1f}", f"{min(100.0, value + half):.1f}"
        half = (
            1.96 * (3 * value * max(0.0, 1 - value / total)) ** 0.5
            if kind == COUNT
            else value * 1.2 / max(1.0, total / 4) ** 0.5
        )
        return f"{max(0.0, value - half):.0f}", f"{value + half:.0f}"


def uncounted(place: Place, gender: int, code: str) -> tuple[str, str, str, str] | None:
    """Return the first seven characteristics, which are published exactly, whatever the size; None for the others."""
    if int(code) > 7:
        return None
    if place.unenumerated:
        return "", "1", "", ""
    if gender != 1:
        return "", "2", "", ""
    before = round(place.population * (0.94 + 0.06 * float(drawn("2016", place.id).random())))
    change = f"{100 * (place.population - before) / before:.1f}" if before else ""
    dwellings = round(place.population / 2.05)
    text = [
        str(place.population),
        str(before),
        change,
        str(round(dwellings * 1.08)),
        str(dwellings),
        f"{place.population / place.area_km2:.1f}",
        f"{place.area_km2:.2f}",
    ][int(code) - 1]
    return text, "" if text else "2", "", ""


def topic(code: str) -> tuple[str, str]:
    """Return the topic of a characteristic and the day of its release."""
    return next((number, day) for first, number, day in reversed(TOPICS) if int(code) >= first)
