"""Rates standardised by age: by hand, in general, and never with a band left out."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.compute.standard import standardised
from pipelines.methods.quantiles import student_t
from pipelines.model import Plan
from pipelines.model.declared import Text
from pipelines.model.standards import Standard, Tiling
from pipelines.tables import COLUMNS, FIGURES, check

TEXT = Text(en="drawn", fr="dessiné")
# 15-19: 5, 20-24: 3, 25-29: 2 of 10.
STANDARD = Standard(
    label=Text(en="Drawn standard", fr="Population dessinée"),
    source=TEXT,
    address="https://a.ca",
    why=TEXT,
    bands={"15-19": 50, "20-24": 30, "25-29": 20},
    tilings=[
        Tiling(
            indicators=["neet"],
            dimension="age",
            members={"15-19": ["15-19"], "20-24": ["20-24"], "25-29": ["25-29"]},
            weights=TEXT,
            note=TEXT,
        )
    ],
)
THOUSAND = (1000, 1000, 1000)
BANDS = ("15-19", "20-24", "25-29")


@pytest.fixture(scope="module")
def drawn(plan: Plan) -> Plan:
    return replace(plan, standards={"drawn": STANDARD})


def row(group: str, band: str, value: float | None, **more: object) -> dict[str, object]:
    breakdown = f"age={band}" if band else ""
    middle = f":{breakdown}" if breakdown else ""
    fields: dict[str, object] = {
        "community": "esq", "region": "pr24", "region_name": "Quebec", "region_level": "province", "indicator": "neet",
        "group": group, "breakdown": breakdown, "population": "declared", "period": "2016", "since": "",
        "value": math.nan if value is None else value, "unit": "percent",
        "status": "not_available" if value is None else "reported", "lower": math.nan, "upper": math.nan,
        "interval": "none", "reliability": "", "symbol": "", "numerator": math.nan, "denominator": math.nan,
        "source": "statcan-43-10-0072", "cell": "drawn", "kind": "published", "series_break": "", "rule": "",
        "figure_id": f"esq:pr24:neet:{group}{middle}:2016",
    }  # fmt: skip
    return fields | more


def table(rows: list[dict[str, object]]) -> pd.DataFrame:
    return check(pd.DataFrame(rows, columns=COLUMNS), FIGURES)


def rates(group: str, values: tuple[float | None, ...]) -> list[dict[str, object]]:
    return [row(group, band, value) for band, value in zip(BANDS, values, strict=True)]


def counted(group: str, parts: tuple[int, ...], wholes: tuple[int, ...]) -> list[dict[str, object]]:
    return [
        row(group, band, 100 * part / whole, numerator=float(part), denominator=float(whole))
        for band, part, whole in zip(BANDS, parts, wholes, strict=True)
    ]


def made(figures: pd.DataFrame, plan: Plan) -> dict[str, pd.Series]:
    found = standardised(figures, plan)
    # What comes back can stand in the store beside what went in.
    check(pd.concat([figures, found], ignore_index=True), FIGURES)
    return {str(one["group"]): one for _, one in found.iterrows()}


def test_a_rate_is_standardised_as_by_hand(drawn: Plan):
    found = made(table(rates("minority", (10.0, 20.0, 30.0)) + rates("majority", (4.0, 6.0, 11.0))), drawn)
    # 10 x 0.5 + 20 x 0.3 + 30 x 0.2 = 17; 4 x 0.5 + 6 x 0.3 + 11 x 0.2 = 6.
    assert found["minority"]["value"] == pytest.approx(17.0)
    assert found["majority"]["value"] == pytest.approx(6.0)
    one = found["minority"]
    assert one["figure_id"] == "esq:pr24:neet:minority:age=standardised:2016"
    assert (one["breakdown"], one["unit"], one["kind"], one["interval"]) == (
        "age=standardised", "percent", "computed", "none",
    )  # fmt: skip
    assert one["cell"] == "(50 × age=15-19 + 30 × age=20-24 + 20 × age=25-29) / 100; weights: Drawn standard"


def test_what_the_groups_do_together_and_beside_ages_stays_out(drawn: Plan):
    figures = table(
        rates("minority", (10.0, 20.0, 30.0))
        + rates("majority", (4.0, 6.0, 11.0))
        + rates("total", (1.0, 2.0, 3.0))
        + [row("minority", "", 99.0), row("minority", "15-24", 98.0), row("majority", "", 1.0)]
    )
    found = made(figures, drawn)
    assert set(found) == {"minority", "majority"}
    assert found["minority"]["value"] == pytest.approx(17.0)


def test_without_ages_of_both_groups_there_is_nothing(drawn: Plan):
    assert len(standardised(table(rates("minority", (10.0, 20.0, 30.0))), drawn)) == 0
    assert len(standardised(table([row("minority", "", 10.0), row("majority", "", 4.0)]), drawn)) == 0


@given(
    values=st.tuples(*[st.floats(0, 100)] * 3),
    one=st.tuples(*[st.integers(20, 10**6)] * 3),
    other=st.tuples(*[st.integers(20, 10**6)] * 3),
)
def test_equal_rates_at_each_age_are_equal_whatever_the_mixes(
    drawn: Plan, values: tuple[float, ...], one: tuple[int, ...], other: tuple[int, ...]
):
    figures = [
        row(group, band, value, numerator=value * whole / 100, denominator=float(whole))
        for group, wholes in (("minority", one), ("majority", other))
        for band, value, whole in zip(BANDS, values, wholes, strict=True)
    ]
    found = made(table(figures), drawn)
    assert found["minority"]["value"] == pytest.approx(found["majority"]["value"])


@given(values=st.tuples(*[st.floats(0, 100)] * 3), other=st.tuples(*[st.floats(0, 100)] * 3))
def test_a_standardised_rate_lies_between_those_of_its_bands(
    drawn: Plan, values: tuple[float, ...], other: tuple[float, ...]
):
    found = made(table(rates("minority", values) + rates("majority", other)), drawn)
    assert min(values) - 1e-9 <= found["minority"]["value"] <= max(values) + 1e-9


def test_what_the_stage_keeps_of_a_cell_the_whole_has_not(drawn: Plan):
    figures = table(rates("minority", (10.0, 20.0, 30.0)) + rates("majority", (4.0, 6.0, 11.0)))
    found = standardised(figures.assign(part_error=4.0, derived=False, made="counts"), drawn)
    assert found["part_error"].isna().all()
    assert found["derived"].eq(True).all()
    # Nobody is counted in a standard population, so no number of people can be made of it.
    assert found["made"].eq("").all()


@pytest.mark.parametrize("band", BANDS)
def test_a_missing_band_is_never_skipped(drawn: Plan, band: str):
    rows = rates("minority", (10.0, 20.0, 30.0)) + rates("majority", (4.0, 6.0, 11.0))
    rows = [each for each in rows if not (each["group"] == "minority" and each["breakdown"] == f"age={band}")]
    found = made(table(rows), drawn)
    assert found["minority"]["status"] == "not_available"
    assert math.isnan(found["minority"]["value"])
    assert found["majority"]["status"] == "reported"


def test_a_withheld_band_withholds_the_whole_and_names_its_rule(drawn: Plan):
    rows = rates("minority", (10.0, 20.0, 30.0)) + rates("majority", (4.0, 6.0, 11.0))
    rows[1] |= {"value": math.nan, "status": "withheld", "rule": "part-under-10"}
    found = made(table(rows), drawn)
    assert (found["minority"]["status"], found["minority"]["rule"]) == ("withheld", "part-under-10")
    assert found["majority"]["rule"] == ""


def test_the_worst_status_of_the_bands_holds(drawn: Plan):
    rows = rates("minority", (10.0, 20.0, 30.0)) + rates("majority", (4.0, 6.0, 11.0))
    rows[0] |= {"value": math.nan, "status": "withheld", "rule": "part-under-10"}
    rows[2] |= {"value": math.nan, "status": "suppressed"}
    found = made(table(rows), drawn)
    assert (found["minority"]["status"], found["minority"]["rule"]) == ("suppressed", "")


def test_the_poorest_band_marks_the_whole(drawn: Plan):
    rows = rates("minority", (10.0, 20.0, 30.0)) + rates("majority", (4.0, 6.0, 11.0))
    rows[0] |= {"reliability": "good"}
    rows[1] |= {"reliability": "poor", "rule": "base-under-100"}
    rows[2] |= {"reliability": "caution", "symbol": "E"}
    found = made(table(rows), drawn)
    one = found["minority"]
    assert (one["reliability"], one["rule"], one["symbol"]) == ("poor", "base-under-100", "E")
    assert (found["majority"]["reliability"], found["majority"]["symbol"]) == ("", "")


def test_a_band_of_nineteen_is_merged_in_both_groups(drawn: Plan):
    figures = counted("minority", (5, 19, 20), (100, 19, 100)) + counted("majority", (100, 300, 900), THOUSAND)
    found = made(table(figures), drawn)
    # 15-19 stands alone; 20-24 has 19 of the minority and joins 25-29: 39 of 119, and 1200 of 2000.
    assert found["minority"]["value"] == pytest.approx(0.5 * 5 + 0.5 * 100 * 39 / 119)
    assert found["majority"]["value"] == pytest.approx(0.5 * 10 + 0.5 * 60)
    assert "50 × [age=20-24 and age=25-29 together]" in found["majority"]["cell"]


def test_a_band_of_twenty_stands_alone(drawn: Plan):
    figures = counted("minority", (5, 20, 20), (100, 20, 100)) + counted("majority", (100, 300, 900), THOUSAND)
    assert made(table(figures), drawn)["minority"]["value"] == pytest.approx(0.5 * 5 + 0.3 * 100 + 0.2 * 20)


def test_a_group_too_small_for_any_run_has_no_standardised_rate(drawn: Plan):
    figures = counted("minority", (1, 2, 3), (5, 6, 7)) + counted("majority", (100, 300, 900), THOUSAND)
    found = made(table(figures), drawn)
    assert {str(one["status"]) for one in found.values()} == {"withheld"}
    assert {str(one["rule"]) for one in found.values()} == {"base-under-40"}


def bounded(group: str, values: tuple[float, ...], half: float, kind: str) -> list[dict[str, object]]:
    return [each | {"lower": value - half, "upper": value + half, "interval": kind}
            for each, value in zip(rates(group, values), values, strict=True)]  # fmt: skip


def test_rounding_bounds_are_the_worst_cases_weighted(drawn: Plan):
    rows = bounded("minority", (10.0, 20.0, 30.0), 2.0, "rounding") + rates("majority", (4.0, 6.0, 11.0))
    found = made(table(rows), drawn)
    one = found["minority"]
    assert (one["lower"], one["upper"], one["interval"]) == (pytest.approx(15.0), pytest.approx(19.0), "rounding")
    assert found["majority"]["interval"] == "none"


def test_sampling_bounds_follow_from_the_variances(drawn: Plan):
    rows = bounded("minority", (10.0, 20.0, 30.0), 2.0, "sampling95") + rates("majority", (4.0, 6.0, 11.0))
    one = made(table(rows), drawn)["minority"]
    se = 2.0 / student_t(0.95, 32)
    half = student_t(0.95, 32) * se * math.sqrt(0.5**2 + 0.3**2 + 0.2**2)
    assert (one["lower"], one["upper"]) == (pytest.approx(17 - half), pytest.approx(17 + half))
    assert one["interval"] == "sampling95"


@pytest.mark.parametrize("other", ["none", "rounding"])
def test_bounds_of_two_kinds_are_none(drawn: Plan, other: str):
    rows = bounded("minority", (10.0, 20.0, 30.0), 2.0, "sampling95") + rates("majority", (4.0, 6.0, 11.0))
    rows[1] |= {"interval": other} | ({"lower": math.nan, "upper": math.nan} if other == "none" else {})
    one = made(table(rows), drawn)["minority"]
    assert (one["interval"], math.isnan(one["lower"])) == ("none", True)


def test_the_declared_standard_is_the_published_one(plan: Plan):
    """The European Standard Population of 2013 sums to 100,000; 11,500 of them are 15 to 24."""
    standard = plan.standards["esp-2013"]
    assert sum(standard.bands.values()) == 100_000
    tiling = next(each for each in standard.tilings if "bachelor-or-above" in each.indicators)
    assert standard.by_member(tiling) == {"15-24": 11_500, "25-54": 40_500, "55-64": 12_500, "65-plus": 19_500}


def test_a_real_rate_by_hand(plan: Plan, esq: pd.DataFrame):
    """English speakers of Quebec with a degree, 2016, from the four published rates."""
    found = standardised(esq, plan)
    one = found[found["figure_id"] == "esq:pr24:bachelor-or-above:minority:age=standardised:2016"].iloc[0]
    weights = {"15-24": 115, "25-54": 405, "55-64": 125, "65-plus": 195}
    keys = {f"age={band}": weight for band, weight in weights.items()}
    here = esq[(esq["region"] == "pr24") & (esq["indicator"] == "bachelor-or-above") & (esq["group"] == "minority")]
    bands = here[(here["period"] == "2016") & here["breakdown"].isin(keys)].set_index("breakdown")["value"]
    assert one["value"] == pytest.approx(sum(bands[key] * weight for key, weight in keys.items()) / 840)
    assert one["population"] == "fols-english-single"
