"""Territories that come with a fetched list: named in both languages, told apart, placed in what they lie in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.declare.territories import at_in_french, of_in_french, plain, with_territories
from pipelines.model import Level, LevelTexts, Plan, Territories, Territory, Text
from pipelines.model.places import code_of, region_of

SAID = LevelTexts(place=Text(en="in {name}", fr="{à}"), of=Text(en="of {name}", fr="{de}"))


def territory(dguid: str, en: str, fr: str = "") -> Territory:
    return Territory(dguid=dguid, name_en=en, name_fr=fr or en)


@pytest.fixture
def open_plan(plan: Plan) -> Plan:
    levels = {Level.CENSUS_DIVISION: SAID, Level.MUNICIPALITY: SAID, Level.HEALTH_REGION: SAID}
    return replace(plan, territories=Territories(source="x", provinces=["pr24", "pr13"], levels=levels))


def test_a_municipality_is_named_without_its_kind_and_lies_in_its_census_division(open_plan: Plan):
    found = with_territories(open_plan, [territory("2021A00052466023", "Montréal, Ville (V)")]).regions["csd2466023"]
    assert (found.level, found.name.fr, found.parent) == (Level.MUNICIPALITY, "Montréal", "cd2466")
    assert (found.place.en, found.place.fr, found.of.fr) == ("in Montréal", "à Montréal", "de Montréal")


@pytest.mark.parametrize(
    ("name", "at", "of"),
    [
        ("Gatineau", "à Gatineau", "de Gatineau"),
        ("Ormstown", "à Ormstown", "d'Ormstown"),
        ("Les Cèdres", "aux Cèdres", "des Cèdres"),
        ("Le Bic", "au Bic", "du Bic"),
        ("La Tuque", "à La Tuque", "de La Tuque"),
        ("L'Ange-Gardien", "à L'Ange-Gardien", "de L'Ange-Gardien"),
        ("Saint-Hyacinthe", "à Saint-Hyacinthe", "de Saint-Hyacinthe"),
        ("Éternité", "à Éternité", "d'Éternité"),
        ("Lesage", "à Lesage", "de Lesage"),
    ],
)
def test_french_draws_the_article_together_with_the_preposition(name: str, at: str, of: str):
    assert (at_in_french(name), of_in_french(name)) == (at, of)


@pytest.mark.parametrize(
    ("published", "name"),
    [
        ("Les Îles-de-la-Madeleine, Municipalité (MÉ)", "Les Îles-de-la-Madeleine"),
        ("Moncton, C", "Moncton"),
        ("Le Rocher-Percé (MRC)", "Le Rocher-Percé"),
        ("Montréal (TÉ)", "Montréal"),
        ("Campbellton--Miramichi", "Campbellton–Miramichi"),
        ("Moncton", "Moncton"),
        ("Saint-Ours, Paroisse (PE) ", "Saint-Ours"),
        ("Greater Sudbury / Grand Sudbury", "Greater Sudbury / Grand Sudbury"),
    ],
)
def test_the_kind_after_the_name_is_no_part_of_it(published: str, name: str):
    assert plain(published) == name


def test_two_of_one_name_are_told_apart_by_kind_and_those_of_one_kind_by_code(open_plan: Plan):
    twins = [
        territory("2021A00052401001", "Saint-Ours, Ville (V)"),
        territory("2021A00052401002", "Saint-Ours, Paroisse (PE)"),
        territory("2021A00052401003", "Bury, Municipalité (MÉ)"),
        territory("2021A00052402003", "Bury, Municipalité (MÉ)"),
    ]
    regions = with_territories(open_plan, twins).regions
    names = [regions[name].name.en for name in ("csd2401001", "csd2401002", "csd2401003", "csd2402003")]
    assert names[:2] == ["Saint-Ours (Ville)", "Saint-Ours (Paroisse)"]
    assert names[2:] == ["Bury (Municipalité) [2401003]", "Bury (Municipalité) [2402003]"]


def test_what_is_declared_keeps_what_it_says_and_other_provinces_stay_out(open_plan: Plan):
    more = [territory("2021A00072406", "Anything"), territory("2021A00053520005", "Toronto, C")]
    assert with_territories(open_plan, more).regions == open_plan.regions


def test_a_health_region_outside_quebec_goes_by_its_code(open_plan: Plan):
    found = with_territories(open_plan, [territory("2021A00071301", "Zone 1")]).regions["hr1301"]
    assert (found.level, found.parent) == (Level.HEALTH_REGION, "pr13")


@pytest.mark.parametrize(
    ("region", "code"),
    [
        ("ca", "A000011124"),
        ("pr24", "A000224"),
        ("cd2466", "A00032466"),
        ("csd2466023", "A00052466023"),
        ("er2440", "S05002440"),
        ("cma462", "S0503462"),
        ("cma24505", "S050524505"),
        ("rss06", "A00072406"),
        ("hr1301", "A00071301"),
        ("ct4620001.00", "S05074620001.00"),
    ],
)
def test_our_ids_and_the_agencys_codes_are_one_and_the_same(region: str, code: str):
    assert code_of(region) == code
    assert region_of(f"2021{code}") == region


def test_a_territory_of_our_own_making_has_no_code():
    assert code_of("x-canada-outside-quebec") is None
    assert region_of("2021S051212050060") is None
