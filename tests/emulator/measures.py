"""What a label measures, kind of people by kind: a count, a rate per cent or an amount in dollars."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from .people import FOLS_LABELS, ONES, B, F, G, U, age_range, drawn, plain, taste, weight, within
from .tables import Dimension

COUNT, PERCENT, AMOUNT = range(3)
IN_LABOUR_FORCE = np.array([0.0, 0.63, 0.83, 0.14])
UNEMPLOYED = np.array([0.0, 0.15, 0.075, 0.08])
DOLLARS = np.array([0.0, 16500.0, 56000.0, 39000.0])
# Words of a label → how many of a hundred, before tastes differ.
PER_CENT = (
    ("core housing need", 10),
    ("poverty|low income|lim-a?t|mbm", 11),
    ("senior management", 1.3),
    ("middle management", 8.5),
    ("management", 9.8),
    ("self-employ", 8.5),
    ("full-time", 62),
    ("not in employment", 12),
    ("overqualif|skill level", 17),
    ("owned", 67),
    ("suitable", 90),
    ("living alone", 14),
    ("no certificate", 17),
    ("high school", 25),
    ("below bachelor", 32),
    ("above bachelor", 9),
    ("at bachelor level or above|bachelor's degree or", 27),
    ("bachelor", 18),
)
DOLLAR_FACTOR = (
    ("after-tax", 0.84),
    ("market", 0.9),
    ("employment", 0.94),
    ("government", 0.22),
    ("weekly", 0.018),
    ("shelter", 0.021),
    ("value of dwellings", 6.5),
    ("household", 1.62),
    ("famil", 1.9),
)
UNIVERSES = {
    "all": (0, 101),
    "adults": (15, 101),
    "workers": (15, 101),
    "health": (15, 101),
    "graduates": (15, 101),
    "youth": (15, 30),
    "children": (0, 19),
    "one-and-over": (1, 101),
}
SHARES = {"workers": 0.72, "health": 0.055, "graduates": 0.26}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Numerator and denominator of a measure, as factors of each kind of people."""

    kind: int
    part: np.ndarray
    whole: np.ndarray


def universe(name: str) -> np.ndarray:
    """Return the share of each kind of people that a table is about."""
    share = within(UNIVERSES[name]) * 0.985
    return share * SHARES[name] * taste(name, spread=0.2) if name in SHARES else share


def labour() -> tuple[np.ndarray, np.ndarray]:
    """Return the shares in the labour force and unemployed."""
    active = np.clip(IN_LABOUR_FORCE[B] * taste("labour force", spread=0.06) * (1 - 0.05 * G), 0, 0.97)
    return active, active * np.clip(
        UNEMPLOYED[B] * taste("unemployment", spread=0.25) * (1 + 0.3 * (F == 0) + 0.8 * (U == 2)), 0, 0.6
    )


def dollars() -> np.ndarray:
    """Return the mean total income of each kind of people."""
    return DOLLARS[B] * taste("income", spread=0.12) * (1.1 - 0.2 * G)


def measure_of(label: str, context: str = "") -> Measure:
    """Return what a label measures; `context` helps where the label says only `Percent`."""
    text = plain(label).removesuffix(" (%)")
    active, unemployed = labour()
    fixed = {
        "in the labour force": (COUNT, active, ONES),
        "employed": (COUNT, active - unemployed, ONES),
        "unemployed": (COUNT, unemployed, ONES),
        "not in the labour force": (COUNT, 1 - active, ONES),
        "participation rate": (PERCENT, active, ONES),
        "employment rate": (PERCENT, active - unemployed, ONES),
        "unemployment rate": (PERCENT, unemployed, active),
    }.get(text)
    if fixed:
        return Measure(kind=fixed[0], part=fixed[1], whole=fixed[2])
    if text.startswith("total - "):
        return Measure(kind=COUNT, part=ONES, whole=ONES)
    if re.match(r"(average|median) ", text) and not re.search(r"\bage\b|number|size|weeks", text):
        factor = next((factor for words, factor in DOLLAR_FACTOR if words in text), 1.0) * (
            0.86 if text.startswith("median") else 1.0
        )
        return Measure(kind=AMOUNT, part=np.maximum(dollars(), 9000.0 * (B == 0)) * factor, whole=ONES)
    if re.match(r"(percentage|proportion|share) of persons", text):
        return Measure(kind=PERCENT, part=ONES, whole=ONES)
    if text in ("number", "persons", "number of persons"):
        return Measure(kind=COUNT, part=ONES, whole=ONES)
    if re.match(r"number of", text):
        share = np.clip((0.68 if "employment income" in text else 0.95) * taste(text, spread=0.05), 0, 0.99)
        return Measure(kind=COUNT, part=share, whole=ONES)
    return Measure(
        kind=PERCENT,
        part=per_cent(plain(f"{text} {context}") if "percent" in text or "skill" in text else text),
        whole=ONES,
    )


def per_cent(text: str) -> np.ndarray:
    """Return the shares of each kind of people of whom something is true, by the words that say what."""
    official = re.match(r"knowledge of official languages, (.*)", text)
    if official:
        names = ("english only", "french only", "english and french", "neither english nor french")
        weights = {name: weight("Knowledge of official languages", name) for name in names}
        return weights[official[1]] / sum(weights.values())
    base = next((number for words, number in PER_CENT if re.search(words, text)), None)
    base = base if base is not None else 8 + 40 * float(drawn("per cent", text).random())
    return np.clip(base / 100 * taste(text, spread=0.3), 0.001, 0.97)


def shares(dimension: Dimension, about: tuple[int, int], tilt: bool = False) -> np.ndarray:
    """Return members × kinds: the share of each kind that each member holds; parts add up to their parent.

    `tilt` gives what rates and amounts are multiplied by as well: they differ between members.
    """
    if dimension.bounds:
        return np.ones((1, len(ONES)))
    ids = {member.id: row for row, member in enumerate(dimension.members)}
    children: dict[int | None, list[int]] = {}
    for member in dimension.members:
        children.setdefault(member.parent if member.parent in ids else None, []).append(member.id)
    found = np.zeros((len(ids), len(ONES)))
    labels = {member.id: member.label for member in dimension.members}

    def fill(id_: int, share: np.ndarray) -> None:
        below = children.get(id_, [])
        known = [known_share(dimension, labels[child], about) for child in below]
        weights = [weight(dimension.key.split(" (")[0], labels[child]) for child in below]
        whole = sum(weights) if len(below) != 1 else weights[0] / 0.6
        for child, exact, one in zip(below, known, weights, strict=True):
            fill(child, exact if exact is not None else share * one / whole)
        factor = (
            taste("tilt", dimension.key, labels[id_], spread=0.12)
            if tilt and not labels[id_].startswith("Total")
            else 1.0
        )
        found[ids[id_]] = share * factor

    tops = children.get(None, [])
    total = next((id_ for id_ in tops if labels[id_].lower().startswith("total")), None)
    siblings = [id_ for id_ in tops if not labels[id_].lower().startswith("total")]
    several = [weight(dimension.key.split(" (")[0], labels[id_]) for id_ in siblings]
    for id_ in tops:
        exact = known_share(dimension, labels[id_], about)
        if exact is None and id_ in siblings and (total is not None or len(siblings) > 1):
            exact = several[siblings.index(id_)] / sum(several)
        fill(id_, exact if exact is not None else ONES)
    return found


def known_share(dimension: Dimension, label: str, about: tuple[int, int]) -> np.ndarray | None:
    """Return the share of what says itself whom it holds: gender, age, language, census year; None for others."""
    name, text = plain(dimension.name), plain(label)
    if text.startswith("total"):
        return ONES
    if re.match(r"(gender|sex)\b", name):
        return 1.0 * ((1 if text.startswith(("women", "female")) else 0) == G)
    if dimension.key.endswith("distributed") and text in ("english", "french"):
        return 1.0 * (FOLS_LABELS[text] == F) + 0.5 * (FOLS_LABELS["english and french"] == F)
    if "first official language" in name and text in FOLS_LABELS:
        return 1.0 * (FOLS_LABELS[text] == F)
    if name.startswith("census year"):
        return year_factor(text)
    if name.startswith("age") and (ages := age_range(text)):
        inside = within((max(ages[0], about[0]), max(min(ages[1], about[1]), max(ages[0], about[0]))))
        return np.divide(inside, within(about), out=np.zeros_like(inside), where=within(about) > 0)
    return None


def year_factor(year: str) -> np.ndarray:
    """Return how many there were of each kind of people in a census year, for one in 2021."""
    back = (2021 - int(year)) / 5 if year.isdigit() else 0
    return 0.95**back * (taste("year", year, spread=0.08) if back else ONES)
