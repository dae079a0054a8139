"""Proportions, distributions and published values with bounds, against small tables done by hand."""

from __future__ import annotations

import io
from dataclasses import replace

import pandas as pd
import pytest

from pipelines.compute import compute
from pipelines.model import From, Indicator, Plan, Source, Supply

HEAD = "measure,population,breakdown,value,status,lower,upper,quality\n"
CATEGORIES = ["total", "fols-english", "fols-french", "fols-both"]


@pytest.fixture
def census(plan: Plan) -> Plan:
    """The plan with one source and three indicators of its own, so that nothing else is computed."""
    like = plan.sources["statcan-43-10-0069"]
    source: Source = replace(
        like, periods=["2021"], measures={"persons": "a", "both": "b", "rate": "c"}, populations=CATEGORIES,
        breakdowns=["age", "sex"], breaks=[],
    )  # fmt: skip
    return replace(plan, sources={"census": source}, indicators={})


def made(census: Plan, indicator: Indicator, rows: str) -> pd.DataFrame:
    table = pd.read_csv(io.StringIO(HEAD + rows), keep_default_na=False)
    for column in ("value", "lower", "upper"):
        table[column] = pd.to_numeric(table[column].replace("", None)).astype(float)
    table = table.assign(source="census", period="2021", region="pr24")
    plan = replace(census, indicators={"it": indicator})
    return compute(table, plan, "esq").set_index("figure_id")


def an(plan: Plan, kind: str, **origin: object) -> Indicator:
    like = plan.indicators["unemployment-rate"]
    unit = "dollars" if kind == "median" else "percent"
    return replace(like, kind=kind, unit=unit, sources=[From(source="census", **origin)], concept=None)  # type: ignore[arg-type]


BILINGUAL = """\
persons,total,,1000,reported,,,
persons,fols-english,,200,reported,,,
persons,fols-french,,700,reported,,,
persons,fols-both,,100,reported,,,
both,total,,500,reported,,,
both,fols-english,,120,reported,,,
both,fols-french,,280,reported,,,
both,fols-both,,100,reported,,,
"""


def test_a_proportion_is_of_the_groups_own_persons(census: Plan, plan: Plan):
    found = made(census, an(plan, "proportion", measure="both", of="persons"), BILINGUAL)
    # English and half of both: (120 + 50) of (200 + 50); French: (280 + 50) of (700 + 50).
    assert found.loc["esq:pr24:it:minority:2021", ["value", "numerator", "denominator"]].tolist() == [68.0, 170, 250]
    assert found.loc["esq:pr24:it:majority:2021", "value"] == pytest.approx(44.0)
    assert found.loc["esq:pr24:it:total:2021", "value"] == 50.0


def test_a_suppressed_part_leaves_the_proportion_suppressed(census: Plan, plan: Plan):
    rows = BILINGUAL.replace("both,fols-both,,100,reported", "both,fols-both,,,suppressed")
    found = made(census, an(plan, "proportion", measure="both", of="persons"), rows)
    assert found.loc["esq:pr24:it:minority:2021", "status"] == "suppressed"
    assert found.loc["esq:pr24:it:total:2021", "status"] == "reported"


def test_caution_asked_for_a_part_is_asked_for_the_whole(census: Plan, plan: Plan):
    everyone = replace(census, sources={"census": replace(census.sources["census"], basis="full-count")})
    rows = BILINGUAL.replace("00,reported", "000,reported").replace("120,reported", "1200,reported")
    asked = rows.replace("both,fols-english,,1200,reported,,,", "both,fols-english,,1200,reported,,,caution")
    found = made(everyone, an(plan, "proportion", measure="both", of="persons"), asked)
    assert found.loc["esq:pr24:it:minority:2021", ["reliability", "symbol"]].tolist() == ["caution", "E"]
    assert found.loc["esq:pr24:it:majority:2021", ["reliability", "symbol"]].tolist() == ["good", ""]


AGES = """\
persons,total,,400,reported,,,
persons,fols-english,,100,reported,,,
persons,fols-french,,300,reported,,,
persons,fols-both,,0,reported,,,
""" + "".join(
    f"persons,{name},{key},{value},reported,,,\n"
    for key, values in {
        "age=15-24": (160, 40, 120, 0),
        "sex=female": (200, 60, 140, 0),
        "age=15-24;sex=female": (90, 25, 65, 0),
    }.items()
    for name, value in zip(CATEGORIES, values, strict=True)
)


def test_a_distribution_has_a_part_for_each_member_of_what_it_goes_over(census: Plan, plan: Plan):
    found = made(census, an(plan, "distribution", measure="persons", over=["age"]), AGES)
    assert found["value"].to_dict() == {
        "esq:pr24:it:majority:age=15-24:2021": 40.0,
        "esq:pr24:it:minority:age=15-24:2021": 40.0,
        "esq:pr24:it:total:age=15-24:2021": 40.0,
    }


def test_a_distribution_over_two_dimensions_takes_their_crossing_alone(census: Plan, plan: Plan):
    found = made(census, an(plan, "distribution", measure="persons", over=["sex", "age"]), AGES)
    assert found.loc["esq:pr24:it:minority:age=15-24:sex=female:2021", "value"] == 25.0
    assert set(found["breakdown"]) == {"age=15-24;sex=female"}


RATES = """\
rate,total,,7.6,reported,7.2,8.0,
rate,fols-english,,10.9,reported,10.1,11.7,
rate,fols-french,,6.9,reported,6.5,7.3,caution
rate,fols-both,,,suppressed,,,
"""


def test_published_bounds_stay_with_the_value_and_are_called_what_they_are(census: Plan, plan: Plan):
    found = made(census, an(plan, "rate", measure="rate"), RATES)
    row = found.loc["esq:pr24:it:minority:2021"]
    assert row[["value", "lower", "upper", "interval"]].tolist() == [10.9, 10.1, 11.7, "sampling95"]
    assert found.loc["esq:pr24:it:majority:2021", "reliability"] == "caution"


def test_a_value_without_both_bounds_has_no_interval(census: Plan, plan: Plan):
    found = made(census, an(plan, "rate", measure="rate"), RATES.replace("10.1,11.7", "10.1,"))
    row = found.loc["esq:pr24:it:minority:2021"]
    assert row["interval"] == "none"
    assert pd.isna(row["lower"])


def test_what_exists_for_everybody_alone_is_no_figure_of_the_minority(census: Plan, plan: Plan):
    everyone = replace(an(plan, "rate", measure="rate"), groups=["total"])
    found = made(census, everyone, "rate,total,,7.6,reported,7.2,8.0,\n")
    assert list(found.index) == ["esq:pr24:it:total:2021"]


def test_what_an_emulator_invented_is_called_synthetic(census: Plan, plan: Plan):
    supply = Supply(source="census", files={}, pins=(), synthetic=True)
    found = made(replace(census, supplies={"census": supply}), an(plan, "rate", measure="rate"), RATES)
    assert set(found["kind"]) == {"synthetic"}
