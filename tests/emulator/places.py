"""The places that the emulator serves, with the mixture of kinds of people in each: the same at every size."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from .people import FOLS, KINDS, SHAPE, F, drawn

DATA = Path(__file__).parent / "data"
SMALL = ("2401", "2402", "2466", "1308")
# Municipalities of every size of world that show what is rare: half the households or more did not answer.
UNANSWERED = {"2402047": (53.1, 58.4), "2402010": (51.2, 55.0)}
UNENUMERATED = 16  # which municipality of New Brunswick's division 1308 was not enumerated
SMALLEST_SHOWN = 40  # persons: below it everything but the count of the population is suppressed
# Kind of place → schema of its DGUID, geographic level of the Census Profile, the level in words.
SCHEMAS = {
    "ca": ("A0000", "1", "Country"),
    "pr": ("A0002", "2", "Province"),
    "region": ("A0001", "", "Region"),
    "cd": ("A0003", "10", "Census division"),
    "csd": ("A0005", "4", "Census subdivision"),
    "er": ("S0500", "11", "Economic region"),
    "hr": ("A0007", "8", "Health region"),
    "cma": ("S0503", "3", "Census metropolitan area"),
    "part": ("S0505", "5", "Census metropolitan area part"),
    "ct": ("S0507", "12", "Census tract"),
    "other": ("", "", ""),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place: `tnr` are the total non-response rates of the short and the long form, `flag` the data-quality flag."""

    kind: str
    code: str
    name_en: str
    name_fr: str
    parent: str
    province: str
    short: str = ""
    population: int = 0
    area_km2: float = 100.0
    income: float = 1.0
    tnr: tuple[float, float] = (3.0, 4.0)
    flag: str = "00000"

    @property
    def id(self) -> str:
        return self.kind + self.code

    @property
    def dguid(self) -> str:
        if self.kind == "ca":
            return "2021A000011124"
        return f"2021{SCHEMAS[self.kind][0]}{self.code}" if self.kind != "other" else ""

    @property
    def hidden(self) -> bool:
        """Say whether everything but the count of its population is suppressed."""
        return self.population < SMALLEST_SHOWN

    @property
    def unenumerated(self) -> bool:
        return self.flag[0] == "1"


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of one of the emulator's own tables of facts."""
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(line for line in lines if not line.startswith("#"))


def quality(place: Place, *, enumerated: bool = True) -> Place:
    """Return the place with its rates of non-response and its flag, drawn once and for all."""
    noise = drawn("quality", place.id)
    small = place.kind in ("csd", "ct") and place.population < 5000
    short, long = (float(round(min(70.0, noise.gamma(2.0, size) + 0.8), 1)) for size in (1.3, 2.4 if small else 1.6))
    if small and noise.random() < 0.04:
        short, long = round(short + noise.uniform(10, 50), 1), round(long + noise.uniform(20, 55), 1)
    short, long = UNANSWERED.get(place.code, (short, long)) if place.kind == "csd" else (short, long)
    digits = [min(5, int(rate // 10)) for rate in (short, long)]
    flag = f"{0 if place.kind == 'csd' else 2 * (place.code[:2] == '24')}{digits[0]}0{digits[1]}0"
    return replace(place, tnr=(short, long), flag=flag if enumerated else "19999")


def mixture(
    population: float, english: float, french: float, milieu: tuple[float, float, float], *seed: str
) -> np.ndarray:
    """Return how many of each kind live in a place of this population, its languages scattered around what is given."""
    noise = drawn("mixture", *seed)
    both = 0.011 + 0.02 * min(english, french)
    fols = np.array([english, french, both, 0.001 + 0.009 * milieu[0]])
    fols /= fols.sum()
    bands = np.array(
        [[0.155, 0.105, 0.53, 0.21], [0.16, 0.105, 0.525, 0.21], [0.2, 0.13, 0.57, 0.1], [0.12, 0.07, 0.5, 0.31]]
    )
    bands = bands * np.exp(noise.normal(0, 0.12, bands.shape))
    bands[:, 0] *= 1 + 0.8 * milieu[2]
    bands /= bands.sum(axis=1, keepdims=True)
    men = 0.495 + noise.normal(0, 0.006)
    people = np.einsum("f,u,g,fb->fugb", fols, np.array(milieu), np.array([men, 1 - men]), bands)
    assert people.shape == SHAPE, FOLS
    return population * people.ravel()


def scattered(share: float, *seed: str, spread: float = 0.75) -> float:
    """Return a share moved on the logit scale by a draw of its own."""
    logit = np.log(share / (1 - share)) + drawn("scatter", *seed).normal(0, spread)
    return float(1 / (1 + np.exp(-logit)))


@dataclass(slots=True)
class World:
    """Every place there is, and who lives there; `served` are the municipalities and divisions of a size."""

    places: dict[str, Place]
    people: dict[str, np.ndarray]
    members: dict[str, tuple[str, ...]]
    size: str = "quebec"

    def of(self, kind: str, province: str | None = None) -> list[Place]:
        return [p for p in self.places.values() if p.kind == kind and province in (None, p.province)]

    def sized(self, size: str) -> World:
        """Return the world with fewer divisions, municipalities and tracts in it where `size` is small."""
        if size == "quebec":
            return self
        kept = {
            key: place
            for key, place in self.places.items()
            if place.kind not in ("cd", "csd", "ct")
            or (place.kind == "cd" and place.code in SMALL)
            or (place.kind == "csd" and place.code[:4] in SMALL)
            or (place.kind == "ct" and place.code.startswith("433") and place.code < "4330006")
        }
        return World(places=kept, people=self.people, members=self.members, size=size)


def municipalities() -> Iterator[tuple[Place, np.ndarray, dict[str, str]]]:
    """Yield Quebec's municipalities with their people and the areas that each is in."""
    divisions = {row["code"]: row for row in rows("quebec-divisions.csv")}
    for row in rows("quebec-municipalities.csv"):
        division = divisions[row["code"][:4]]
        population = int(row["population"] or 0)
        abbreviation = row["name"].rsplit("(", 1)[-1].rstrip(")")
        income = float(row["median_household_income"] or 70000) / 72500
        place = Place(
            kind="csd",
            code=row["code"],
            name_en=row["name"],
            name_fr=row["name"],
            parent=f"cd{division['code']}",
            province="24",
            short="Que.",
            population=population,
            area_km2=float(row["area_km2"]),
            income=income,
        )
        northern = abbreviation in ("VN", "TI", "VC", "TC", "VK", "TK", "IRI", "S-É")
        big = population > 20000 or division["metropolitan"] in ("462", "421")
        milieu = (0.03, 0.07, 0.9) if northern else (0.85, 0.14, 0.01) if big else (0.12, 0.86, 0.02)
        english = (
            0.7
            if northern
            else scattered(
                float(division["english"]), row["code"], spread=0.05 if population > 100000 else 0.25 if big else 0.6
            )
        )
        english = 0.88 if row["code"] == "2401042" else english
        health = {"VN": "2417", "TI": "2417", "VC": "2418", "TC": "2418"}.get(abbreviation, "2410")
        within = {
            "er": division["economic_region"],
            "hr": health if division["code"] == "2499" else division["health_region"],
            "metropolitan": division["metropolitan"],
        }
        yield (
            quality(place, enumerated=bool(row["population"])),
            mixture(population, english, 0.985 - english, milieu, row["code"]),
            within,
        )


def new_brunswick() -> Iterator[tuple[Place, np.ndarray, dict[str, str]]]:
    """Yield about 266 municipalities of New Brunswick, of openly invented names, in its 15 true divisions."""
    divisions = [row for row in rows("areas.csv") if row["kind"] == "cd"]
    whole = sum(int(row["population"]) for row in divisions)
    metropolitan = {
        cd: row["code"]
        for row in rows("areas.csv")
        if row["kind"] == "cma" and row["parent"] == "13"
        for cd in row["other"].split("+")
    }
    for number, row in enumerate(divisions):
        count = 18 if number < 11 else 17
        size = drawn("new-brunswick", row["code"]).pareto(1.1, count) + 0.05
        size[-1] = 0.0
        populations = np.round(775610 * int(row["population"]) / whole * size / size.sum()).astype(int)
        if row["code"] == "1308":
            populations[UNENUMERATED] = 0
        for place, population in enumerate(populations):
            code = f"{row['code']}{place + 1:03d}"
            english = scattered(float(row["english"]), code, spread=0.5)
            milieu = (0.7, 0.29, 0.01) if population > 20000 else (0.1, 0.88, 0.02)
            name = f"Municipality {code}, Parish (P)"
            yield (
                quality(
                    Place(
                        kind="csd",
                        code=code,
                        name_en=name,
                        name_fr=f"Municipalité {code}, Paroisse (P)",
                        parent=f"cd{row['code']}",
                        province="13",
                        short="N.B.",
                        population=int(population),
                        area_km2=250.0,
                        income=0.9,
                    ),
                    enumerated=code != f"1308{UNENUMERATED + 1:03d}",
                ),
                mixture(population, english, 0.99 - english, milieu, code),
                {"er": row["abbreviation"], "hr": row["other"], "metropolitan": metropolitan.get(row["code"], "")},
            )


@cache
def world() -> World:
    """Return the whole world: municipalities first, everything above them as their sums."""
    places: dict[str, Place] = {}
    people: dict[str, np.ndarray] = {}
    inside: dict[str, list[str]] = {}
    for place, persons, within in (*municipalities(), *new_brunswick()):
        places[place.id], people[place.id] = place, persons
        metropolitan = within["metropolitan"]
        above = [place.parent, f"er{within['er']}", f"hr{within['hr']}", f"pr{place.province}"]
        above += [f"{'part' if len(metropolitan) == 5 else 'cma'}{metropolitan}"] if metropolitan else []
        for key in above:
            inside.setdefault(key, []).append(place.id)
    inside["cma505"] = ["part24505", "part35505"]
    tops = [*above_municipalities()]
    for place, english, french in tops:
        if place.id not in inside and place.kind in ("pr", "cma", "part"):
            people[place.id] = mixture(place.population, english, french, (0.75, 0.24, 0.01), place.id)
    inside["ca01"] = [place.id for place, *_ in tops if place.kind == "pr"]
    for number, codes in enumerate(
        (("10", "11", "12", "13"), ("24",), ("35",), ("46", "47", "48"), ("59",), ("60", "61", "62")), 1
    ):
        inside[f"region{number}"] = [f"pr{code}" for code in codes]
    outside = [f"pr{c}" for c in ("10", "11", "12", "35", "46", "47", "48", "59", "60", "61", "62")]
    inside["otherx-outside"] = outside
    order = sorted(
        tops, key=lambda top: ("csd", "cd", "er", "hr", "pr", "part", "cma", "region", "other", "ca").index(top[0].kind)
    )
    for place, *_ in order:
        if place.id not in people:
            people[place.id] = np.sum([people[key] for key in inside.get(place.id, [])] or [np.zeros(KINDS)], axis=0)
        members = [places[key] for key in inside.get(place.id, []) if key in places]
        total = sum(p.population for p in members)
        income = sum(p.population * p.income for p in members) / total if total else place.income
        places[place.id] = quality(replace(place, population=total or place.population, income=income))
    for place, persons in tracts(places, people):
        places[place.id], people[place.id] = place, persons
    return World(places=places, people=people, members={key: tuple(value) for key, value in inside.items()})


def above_municipalities() -> Iterator[tuple[Place, float, float]]:
    """Yield the places above municipalities, with the shares that are used where they have no municipalities here."""
    yield Place(kind="ca", code="01", name_en="Canada", name_fr="Canada", parent="", province=""), 0, 0
    for row in rows("areas.csv"):
        province = row["code"] if row["kind"] == "pr" else "" if row["kind"] == "region" else row["parent"]
        population = int(row["population"] or 0)
        shares = (float(row["english"] or 0.9), float(row["french"] or 0.05))
        income = 0.85 + 0.3 * float(drawn("income", row["kind"], row["code"]).random())
        yield (
            Place(
                kind=row["kind"],
                code=row["code"],
                name_en=row["name_en"],
                name_fr=row["name_fr"],
                province=province,
                income=income,
                parent="ca01" if row["parent"] == "01" else f"pr{row['parent']}",
                short=row["abbreviation"] if row["kind"] in ("pr", "cma", "part") else "",
                population=population,
            ),
            *shares,
        )
    for row in rows("quebec-divisions.csv"):
        name = f"{row['name']} ({row['type']})"
        yield Place(kind="cd", code=row["code"], name_en=name, name_fr=name, parent="pr24", province="24"), 0, 0
    yield (
        Place(
            kind="other",
            code="x-outside",
            name_en="Canada outside Quebec and New Brunswick",
            parent="ca01",
            province="",
            name_fr="Canada hors Québec et Nouveau-Brunswick",
        ),
        0,
        0,
    )


def tracts(places: dict[str, Place], people: dict[str, np.ndarray]) -> Iterator[tuple[Place, np.ndarray]]:
    """Yield invented tracts: metropolitan areas of Quebec and New Brunswick cut into pieces of about 4,500 people."""
    for area in [
        p for p in places.values() if p.kind in ("cma", "part") and p.province in ("24", "13") and p.population
    ]:
        count = max(2, round(area.population / 4500))
        pieces = np.stack([drawn("tracts", area.id, f).dirichlet(np.full(count, 3.0)) for f in range(len(FOLS))])
        for piece in range(count):
            code = f"{area.code[-3:]}{piece + 1:04d}.00"
            persons = people[area.id] * pieces[:, piece][F]
            yield (
                quality(
                    Place(
                        kind="ct",
                        code=code,
                        name_en=code,
                        name_fr=code,
                        parent=area.id,
                        province=area.province,
                        short=area.short,
                        population=round(float(persons.sum())),
                        income=area.income,
                    )
                ),
                persons,
            )
