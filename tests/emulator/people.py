"""Invented people, 96 kinds (first official language × milieu × gender × broad age), of whom every area is a mixture.

A cell of any table is the sum over the kinds of (how many live there × what share of them is so): parts add up to
totals, and municipalities to divisions and provinces, before anything is rounded.
"""

from __future__ import annotations

import re
import zlib
from functools import cache

import numpy as np

FOLS = ("english", "french", "both", "neither")
MILIEUS = ("metropolitan", "rural", "northern")
GENDERS = ("men", "women")
BANDS = ((0, 15), (15, 25), (25, 65), (65, 101))
SHAPE = (len(FOLS), len(MILIEUS), len(GENDERS), len(BANDS))
KINDS = int(np.prod(SHAPE))
ONES = np.ones(KINDS)
F, U, G, B = (axis.ravel() for axis in np.meshgrid(*map(np.arange, SHAPE), indexing="ij"))
FOLS_LABELS = {
    "english": 0,
    "english only": 0,
    "french": 1,
    "french only": 1,
    "english and french": 2,
    "neither english nor french": 3,
}
AGES = np.arange(101)


def drawn(*seed: object) -> np.random.Generator:
    """Return the generator that these words always give, on every machine and in every process."""
    return np.random.default_rng(zlib.crc32("|".join(map(str, seed)).encode()))


def plain(label: str) -> str:
    """Return a member's label as the dictionaries here spell it."""
    text = label.translate(str.maketrans({"–": "-", "—": "-", "’": "'", "\u00a0": " "})).lower()
    return re.sub(r"\s+", " ", text).strip()


@cache
def ages_of_kinds() -> np.ndarray:
    """Return, kind by kind, how its people are spread over the ages 0 to 100."""
    spread = np.zeros((KINDS, len(AGES)))
    for band, (first, last) in enumerate(BANDS):
        here = (first <= AGES) & (last > AGES)
        shape = np.exp(-((AGES[here] - first) / 11.0)) if first == 65 else 1 + 0.1 * np.cos(AGES[here] / 6.0)
        spread[np.ix_(band == B, here)] = shape / shape.sum()
    return spread


def age_range(label: str) -> tuple[int, int] | None:
    """Return the first age and the one after the last that a label names; None where it names none."""
    text = plain(label)
    if found := re.search(r"(\d+) to (\d+) years", text):
        return int(found[1]), int(found[2]) + 1
    if found := re.search(r"(\d+) years (and|or) over|(\d+) and over", text):
        return int(found[1] or found[3]), 101
    if found := re.search(r"under (\d+) years|less than (\d+) years", text):
        return 0, int(found[1] or found[2])
    if found := re.fullmatch(r"(under )?(\d+) years?( old)?", text):
        return (0, int(found[2])) if found[1] else (int(found[2]), int(found[2]) + 1)
    return None


def within(ages: tuple[int, int]) -> np.ndarray:
    """Return the share of each kind that is of these ages."""
    return ages_of_kinds()[:, slice(*ages)].sum(axis=1)


def mean_age() -> np.ndarray:
    """Return the mean age of each kind."""
    return ages_of_kinds() @ AGES


def taste(*seed: object, spread: float = 0.35) -> np.ndarray:
    """Return a factor per kind around 1: how much more or less often the thing so named is true of it."""
    noise = drawn(*seed)
    parts = [np.exp(noise.normal(0, spread / 2, size)) for size in SHAPE]
    return parts[0][F] * parts[1][U] * parts[2][G] * parts[3][B]


# What is common, by the words of a label: the weight of a member among its siblings, by first official language.
COMMON: tuple[tuple[str, tuple[float, float, float, float]], ...] = (
    ("language|mother tongue|home|work::^english( only)?$", (82, 2.5, 12, 0.4)),
    ("language|mother tongue|home|work::^french( only)?$", (1.5, 90, 14, 0.4)),
    ("language|mother tongue|home|work::^english and french$", (2.5, 1.5, 30, 0.2)),
    ("::^english and non-official", (2.2, 0.1, 14, 0.5)),
    ("::^french and non-official", (0.1, 1.6, 13, 0.5)),
    ("::^english, french and", (0.5, 0.3, 12, 0.2)),
    ("::^multiple non-official", (0.4, 0.2, 3, 4)),
    ("knowledge of official::^english only$", (62, 0.01, 0.4, 0.01)),
    ("knowledge of official::^french only$", (0.01, 52, 0.4, 0.01)),
    ("knowledge of official::^english and french$", (38, 48, 99, 0.01)),
    ("knowledge of official::^neither", (0.01, 0.01, 0.01, 99)),
    ("::^(single responses|official languages)$", (92, 97, 80, 90)),
    ("::^multiple responses$", (4, 3, 25, 10)),
    ("language|mother tongue|home|work::non-official language|languages$|^indigenous$", (9, 4, 50, 96)),
    ("::^indigenous|inuk|cree|first nations|métis|algonquian", (1.5, 1.0, 0.5, 1.5)),
    ("::^non-indigenous", (96, 97, 98, 97)),
    ("::^not a visible minority", (72, 86, 45, 35)),
    ("::^total visible minority|^visible minority population", (28, 14, 55, 65)),
    ("::^non-immigrants", (64, 83, 35, 15)),
    ("::^immigrants|^total immigrants", (31, 15, 55, 72)),
    ("::^non-permanent|^other|not elsewhere|n\\.i\\.e|n\\.o\\.s", (4, 2, 9, 12)),
    ("::not applicable", (3, 3, 3, 3)),
    ("::^third generation", (52, 78, 12, 4)),
    ("::^first generation", (27, 12, 60, 85)),
    ("::^non-movers", (86, 88, 80, 78)),
    ("::^movers", (14, 12, 20, 22)),
    ("::^postsecondary certificate, diploma|^with ", (58, 56, 58, 40)),
    ("::^no certificate|^no high", (16, 18, 14, 40)),
    ("::children eligible", (72, 78, 50, 4)),
    ("::children not eligible", (28, 22, 50, 96)),
    ("::^none$|no mention|^only$", (60, 60, 30, 50)),
    ("::^owner|^suitable|regular maintenance|acceptable", (66, 63, 50, 50)),
    ("::^total - ", (100, 100, 100, 100)),
)


def weight(family: str, label: str) -> np.ndarray:
    """Return the weight of a member among its siblings, kind by kind."""
    text, name = plain(label), plain(family)
    for rule, by_fols in COMMON:
        where, what = rule.split("::", 1)
        if (not where or re.search(where, name)) and re.search(what, text):
            return np.asarray(by_fols)[F] * taste(name, text, spread=0.2)
    rarity = float(np.exp(drawn(name, text, "rarity").normal(0, 0.9)))
    return rarity * taste(name, text, spread=0.5)
