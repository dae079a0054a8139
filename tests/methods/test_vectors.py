"""Every method against numbers that somebody else published or worked out, one test for each.

PORTRAIT_VECTORS names another file with the same columns: method, inputs_json, expected_json, source.
"""

from __future__ import annotations

import csv
import json
import math
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import pytest

from pipelines.methods import (
    acs,
    apportion,
    codes,
    differences,
    fols,
    many_groups,
    medians,
    proportions,
    quality,
    ranks,
    rates,
    ratios,
    rounding,
    segregation,
    standardise,
    statcan,
    symbols,
)
from pipelines.methods.answer import Estimate, Reason, Refused
from pipelines.methods.quantiles import student_t

Vector = Mapping[str, Any]
T = TypeVar("T")

HERE = Path(__file__).resolve().parent
FILE = Path(os.environ.get("PORTRAIT_VECTORS") or HERE / "vectors.csv")
SHARED = HERE.parents[2] / "shared"

# A vector that we hold to be wrong: "method inputs" -> why. It must keep failing; once it passes it leaves the list.
DISPUTED: dict[str, str] = {}

# What an expectation says about itself rather than about the answer.
ABOUT = {"tolerance", "tolerance_bounds", "name_hint"}


def got(answer: T | Refused) -> T:
    assert not isinstance(answer, Refused), f"refused: {answer.reason}"
    return answer


def bounds(answer: Estimate | Refused) -> dict[str, Any]:
    estimate = got(answer)
    return {"value": estimate.value, "lower": estimate.lower, "upper": estimate.upper}


def two_groups(method: Callable[..., Estimate | Refused]) -> Callable[[Vector], dict[str, Any]]:
    return lambda v: bounds(method(v["x1"], v["n1"], v["x2"], v["n2"], v.get("confidence", 0.95)))


def crude_rate(v: Vector) -> dict[str, Any]:
    answer = bounds(rates.crude_rate(v["numerator"], v["denominator"], v["multiplier"], v["confidence"]))
    return {**answer, "method": "Exact" if rates.uses_exact_limits(v["numerator"]) else "Byars"}


def share_times(v: Vector) -> dict[str, Any]:
    estimate = got(proportions.wilson(v["numerator"], v["denominator"], v["confidence"]))
    return bounds(estimate.times(v["multiplier"]))


def dobson(v: Vector) -> dict[str, Any]:
    (standard,) = (value for key, value in v.items() if key.startswith("std_pop"))
    return bounds(
        rates.directly_standardised(v["counts"], v["pops"], standard, v["multiplier"], v.get("confidence", 0.95))
    )


def indirect(v: Vector) -> dict[str, Any]:
    answer = got(
        rates.indirectly_standardised(
            v["observed_total"], v["pops"], v["ref_counts"], v["ref_pops"], v.get("confidence", 0.95)
        )
    )
    return {
        "expected": answer.expected,
        "ratio": answer.ratio.value,
        "lower": answer.ratio.lower,
        "upper": answer.ratio.upper,
        "ci_method": "Exact" if rates.uses_exact_limits(v["observed_total"]) else "Byars",
    }


def count_inverted(v: Vector) -> dict[str, Any]:
    assert v.get("df", statcan.DEGREES) == statcan.DEGREES
    measured = got(statcan.count_from_bounds(v["estimate"], v["ci_low"], v["ci_high"]))
    rebuilt = got(statcan.count_interval(measured))
    return {
        "se": measured.se,
        "cv_percent": measured.cv_percent,
        "cv_percent_published": measured.cv_percent,
        "rebuilt_low": rebuilt.lower,
        "rebuilt_high": rebuilt.upper,
    }


def average_inverted(v: Vector) -> dict[str, Any]:
    assert v.get("df", statcan.DEGREES) == statcan.DEGREES
    measured = got(statcan.average_from_bounds(v["estimate"], v["ci_low"], v["ci_high"]))
    interval = got(statcan.plain_interval(measured))
    return {
        "se": measured.se,
        "cv_percent": measured.cv_percent,
        "cv_percent_published": measured.cv_percent,
        "symmetric": abs(interval.lower - v["ci_low"]) <= 0.5 and abs(interval.upper - v["ci_high"]) <= 0.5,
    }


def share_of_counts(v: Vector) -> dict[str, Any]:
    part, whole = (got(statcan.count_from_bounds(*v[key])) for key in ("x", "y"))
    answer = got(statcan.share_of_counts(part, whole))
    return {
        "p": answer.estimate.value,
        "se": answer.measured.se,
        "n_eff": answer.effective_size,
        "lower": answer.estimate.lower,
        "upper": answer.estimate.upper,
        "cv_percent": answer.measured.cv_percent,
        "used": "ratio" if answer.conservative else "proportion",
    }


def t_quantile(v: Vector) -> dict[str, Any]:
    t = student_t(2 * v["p"] - 1, v["df"])
    return {"t": t, "t2": t**2}


def margin(pair: list[float]) -> acs.WithMargin:
    return acs.WithMargin(value=pair[0], margin90=pair[1])


def with_margin(answer: acs.WithMargin | Refused) -> dict[str, Any]:
    found = got(answer)
    return {
        "estimate": found.value,
        "moe": found.margin90,
        "used": "ratio" if found.as_ratio else "proportion",
        "published": [found.value, found.margin90],
    }


def annotation(v: Vector) -> dict[str, Any]:
    found = acs.annotated(v["value"])
    said = isinstance(found, acs.Annotation)
    return {"value": None if said else found, "meaning": found.value if said else None}


def acs_test(v: Vector) -> dict[str, Any]:
    found = got(acs.difference_test(margin(v["a"]), margin(v["b"]), v["critical"]))
    return {"z": found.z, "significant": found.significant}


def acs_median(v: Vector) -> dict[str, Any]:
    bands = [medians.Band(lower=low, upper=high, count=count) for low, high, count in v["bins_lo_hi_n"]]
    found = got(medians.sampled_median(bands, v["sampling_percentage"], v.get("design_factor", 1.0)))
    return {"median": found.value, "se": found.se, "moe90": acs.Z90 * found.se}


def one_median(interpolate: medians.Interpolate) -> Callable[[Vector], dict[str, Any]]:
    def median(v: Vector) -> dict[str, Any]:
        below = v["n_below_lower"] if "n_below_lower" in v else v["N"] - v["n_above_lower"]
        inside = v["n_in_bin"] if "n_in_bin" in v else v["n_above_lower"] - v["n_above_upper"]
        bands = [
            medians.Band(lower=0, upper=v["lower"], count=below),
            medians.Band(lower=v["lower"], upper=v["upper"], count=inside),
            medians.Band(lower=v["upper"], upper=None, count=v["N"] - below - inside),
        ]
        return {"median": got(medians.median(bands, interpolate))}

    return median


def table(name: str) -> list[dict[str, str]]:
    path = next((path for path in (SHARED / name, FILE.parent / name) if path.is_file()), None)
    if path is None:
        pytest.skip(f"the vector's table is not on this machine ({SHARED / name})")
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def one_group(v: Vector) -> dict[str, Any]:
    units = table(v["file"])
    answer = got(
        segregation.segregation(
            [float(unit[v["group"]]) for unit in units], [float(unit[v["total"]]) for unit in units]
        )
    )
    return {
        "dissimilarity": answer.dissimilarity,
        "isolation": answer.isolation,
        "interaction": answer.interaction,
        "gini": answer.gini,
        "entropy_H": answer.entropy,
        "correlation_ratio_eta2": answer.correlation_ratio,
        "atkinson_b0.5": answer.atkinson,
    }


def several_groups(v: Vector) -> dict[str, Any]:
    answer = got(many_groups.many_groups([[float(unit[group]) for group in v["groups"]] for unit in table(v["file"])]))
    return {
        "theil_H": answer.theil,
        "dissimilarity": answer.dissimilarity,
        "diversity": answer.diversity,
        "diversity_normalized": answer.diversity_normalised,
        "divergence": answer.divergence,
        "gini": answer.gini,
        "normalized_exposure": answer.normalised_exposure,
    }


def toy(v: Vector) -> dict[str, Any]:
    total = [x + y for x, y in zip(v["minority"], v["majority"], strict=True)]
    answer = got(segregation.segregation(v["minority"], total))
    assert math.isclose(
        answer.dissimilarity, got(segregation.dissimilarity(v["minority"], v["majority"])), abs_tol=1e-12
    )
    return {"D": answer.dissimilarity, "isolation": answer.isolation, "interaction": answer.interaction}


def residual(v: Vector) -> dict[str, Any]:
    answer = got(rounding.rounded(v["true_residual_mod5"]))
    return {
        "p_up": answer.probability_up,
        "error_if_up": answer.error_up,
        "error_if_down": answer.error_down,
        "mean_error": answer.mean_error,
        "variance": answer.variance,
    }


def share_bounds(v: Vector) -> dict[str, Any]:
    assert v.get("base", rounding.BASE) == rounding.BASE
    assert v.get("independent", True)
    x, n = v["x_rounded"], v["n_rounded"]
    estimate = got(rounding.share(x, n))
    return {
        "share": estimate.value,
        "share_min": estimate.lower,
        "share_max": estimate.upper,
        "sd_max": got(rounding.share_sd(x, n, rounding.LARGEST_VARIANCE)),
        "sd_avg": got(rounding.share_sd(x, n)),
    }


def ratio_bounds(v: Vector) -> dict[str, Any]:
    estimate = got(rounding.ratio_of_shares(v["a"], v["b"], v["c"], v["d"]))
    return {"ratio": estimate.value, "ratio_min": estimate.lower, "ratio_max": estimate.upper}


def difference_bounds(v: Vector) -> dict[str, Any]:
    estimate = got(rounding.difference_of_shares(v["a"], v["b"], v["c"], v["d"]))
    return {"difference": estimate.value, "difference_min": estimate.lower, "difference_max": estimate.upper}


def flag_parts(v: Vector) -> dict[str, Any]:
    flag = got(quality.quality_flag(v["flag"]))
    return {name: getattr(flag, name) for name in quality.QualityFlag.__slots__}


INCOME = {
    quality.IncomeStatus.AVAILABLE: "available_no_caution",
    quality.IncomeStatus.AVAILABLE_LONG_FORM_POOR: "available_no_caution_for_100pct_income",
    quality.IncomeStatus.CAUTION: "available_caution",
    quality.IncomeStatus.REVISED: "available_revised",
    quality.IncomeStatus.REVISED_CAUTION: "available_revised_caution",
    quality.IncomeStatus.SUPPRESSED: "suppressed",
    quality.IncomeStatus.UNRELIABLE: "unreliable",
    quality.IncomeStatus.NOT_APPLICABLE: "not_applicable",
    quality.IncomeStatus.NOT_AVAILABLE: "not_available",
}


def income(v: Vector) -> dict[str, Any]:
    found = quality.short_form_income(got(symbols.cell(v["value"], v["symbol"])), got(quality.quality_flag(v["dqf"])))
    if isinstance(found, Refused):
        assert found.reason is Reason.CONTRADICTORY
        return {"status": "ERROR_contradictory"}
    return {"status": INCOME[found]}


POLARITIES = {
    "low_is_good": quality.Polarity.LOW_IS_GOOD,
    "high_is_good": quality.Polarity.HIGH_IS_GOOD,
    "none": quality.Polarity.NEITHER,
    "": quality.Polarity.NEITHER,
    None: quality.Polarity.NEITHER,
}


def benchmark(v: Vector) -> dict[str, Any]:
    found = quality.against_benchmark(v["lower"], v["upper"], v["benchmark"], POLARITIES[v.get("polarity")])
    return {"class": got(found).value}


def header_parts(v: Vector) -> dict[str, Any]:
    header = got(symbols.value_header(v["header"]))
    return {"dimension": header.dimension, "member": header.member, "member_id": header.member_id}


def symbol_parts(v: Vector) -> dict[str, Any]:
    found = got(symbols.split_symbols(v["cell"]))
    return {"symbol": list(found.marks), "status": list(found.status)}


def zero(v: Vector) -> dict[str, Any]:
    cell = got(symbols.cell(v["value"], v["symbol"]))
    inapplicable = symbols.NOT_APPLICABLE in cell.symbols.status
    return {"value": cell.value, "reason": "not applicable" if inapplicable else None}


def person(v: Vector) -> dict[str, Any]:
    def languages(text: str) -> set[fols.Language]:
        return set() if text == "NONE" else {fols.Language(letter) for letter in text}

    names = ("knowledge_official", "mother_tongue_set", "home_most_often_set")
    return {"fols": fols.derive(*(languages(v[name]) for name in names)).value}


def redistributed(v: Vector) -> dict[str, Any]:
    shared = got(fols.redistributed(v["english"], v["french"], v["english_and_french"], v["neither"], v["minority"]))
    return {"minority_count": shared.minority, "majority_count": shared.majority, "neither": shared.neither}


def joint_confidence(v: Vector) -> dict[str, Any]:
    independent = "bonferroni" not in v["method"].lower()
    return {"per_interval_confidence": got(ranks.confidence_of_each(v["k"], v["joint_confidence"], independent))}


def allocated(v: Vector) -> dict[str, Any]:
    weights = {
        area: got(apportion.territory_weights([apportion.Block(territory=t, population=p) for t, p in held["blocks"]]))
        for area, held in v["source"].items()
    }
    return got(apportion.apportioned_counts({area: held["count"] for area, held in v["source"].items()}, weights))


def standardised(v: Vector) -> dict[str, Any]:
    groups = {name: (v[name]["x"], v[name]["n"]) for name in ("minority", "majority")}
    assert v["standard"] == "pooled population"
    standard = got(standardise.pooled_structure(groups["minority"][1], groups["majority"][1]))
    answer = {f"{name}_crude": got(standardise.crude_share(*group)) for name, group in groups.items()}
    for name, group in groups.items():
        answer[f"{name}_std"] = got(standardise.standardised_share(*group, standard)).value
    return {**answer, "ratio_std": answer["minority_std"] / answer["majority_std"]}


METHODS: dict[str, Callable[[Vector], dict[str, Any]]] = {
    "acs_annotation": annotation,
    "acs_difference_test": acs_test,
    "acs_moe_product": lambda v: with_margin(acs.product(margin(v["a"]), margin(v["b"]))),
    "acs_moe_proportion": lambda v: with_margin(acs.proportion(margin(v["num"]), margin(v["den"]))),
    "acs_moe_proportion_fallback": lambda v: with_margin(acs.proportion(margin(v["num"]), margin(v["den"]))),
    "acs_moe_ratio": lambda v: with_margin(acs.ratio(margin(v["num"]), margin(v["den"]))),
    "acs_moe_sum": lambda v: with_margin(acs.total([margin(pair) for pair in v["pairs"]])),
    "acs_pct_change": lambda v: with_margin(acs.change_percent(margin(v["from"]), margin(v["to"]))),
    "adjusted_log_ratio_walters": two_groups(ratios.walters_adjusted_log),
    "agresti_caffo_difference": two_groups(differences.agresti_caffo),
    "area_interpolate_extensive": lambda v: {
        "target": got(apportion.areal_counts(v["source_values"], v["overlap_share_of_source"]))
    },
    "area_interpolate_intensive": lambda v: {
        "target": got(apportion.areal_rates(v["source_values"], v["overlap_area"]))
    },
    "byar_count_ci": lambda v: bounds(rates.byar(v["count"], v["confidence"])),
    "census_na_zero": zero,
    "crude_rate_ci": crude_rate,
    "cv_class_acs_esri": lambda v: {"class": got(quality.acs_class(v["cv_percent"])).value},
    "cv_class_statcan_business": lambda v: {"class": got(quality.business_class(v["cv_percent"]))},
    "cv_class_statcan_social": lambda v: {"class": got(quality.social_class(v["cv_percent"])).value},
    "dguid_build": lambda v: {"dguid": got(codes.dguid(v["vintage"], v["level"], v["code"]))},
    "dguid_ct_to_sdmx_ref_area": lambda v: {"ref_area": got(codes.census_tract_area(v["ctuid"]))},
    "direct_standardised_proportion": standardised,
    "dissimilarity_toy": toy,
    "dsr_dobson_byar": dobson,
    "fingertips_significance": benchmark,
    "fols_derive": person,
    "fols_redistribute": redistributed,
    "grouped_median_linear": one_median(medians.linear),
    "grouped_median_linear_acs": acs_median,
    "grouped_median_pareto": one_median(medians.pareto),
    "income_cell_status": income,
    "indirect_ratio": indirect,
    "katz_log_ratio": two_groups(ratios.katz_log),
    "koopman_score_ratio_no_bias_correction": two_groups(ratios.koopman),
    "mee_difference_no_bias_correction": two_groups(differences.mee),
    "miettinen_nurminen_difference": two_groups(differences.miettinen_nurminen),
    "miettinen_nurminen_ratio": two_groups(ratios.miettinen_nurminen),
    "mover_wilson_ratio": two_groups(ratios.mover_wilson),
    "msss_code_hierarchy": lambda v: {
        name: getattr(got(codes.health_territories(v["code"])), name) for name in ("rss", "rts", "rls", "clsc")
    },
    "newcombe_difference": two_groups(differences.newcombe),
    "parse_dqf_2021": flag_parts,
    "parse_wide_value_header": header_parts,
    "population_weighted_allocation": allocated,
    "profile2021_bulk_to_sdmx_characteristic": lambda v: {
        "sdmx_code": got(codes.web_characteristic(v["bulk_characteristic_id"]))
    },
    "proportion_wilson": share_times,
    "random_rounding_base5": residual,
    "rank_interval_klein": lambda v: {
        "rank_ranges": [list(pair) for pair in got(ranks.rank_ranges(v["lower"], v["upper"]))]
    },
    "rank_interval_simultaneous_level": joint_confidence,
    "rounding_bounds_difference_of_shares": difference_bounds,
    "rounding_bounds_ratio_of_shares": ratio_bounds,
    "rounding_bounds_share": share_bounds,
    "rounding_sum_bound": lambda v: {
        "max_abs_error": got(rounding.sum_worst_error(v["k_cells"])),
        "sd_avg": got(rounding.sum_sd(v["k_cells"])),
    },
    "segregation_multigroup": several_groups,
    "segregation_single_group": one_group,
    "split_symbol_cell": symbol_parts,
    "statcan_mean_t_interval_invert": average_inverted,
    "statcan_modified_wilson_count_invert": count_inverted,
    "statcan_share_ci_from_count_cis": share_of_counts,
    "student_t_quantile": t_quantile,
    "wald_difference": two_groups(differences.wald),
    "wds_normalise_pid": lambda v: {"pid8": got(codes.product_number(v["pid"]))},
    "wds_pad_coordinate": lambda v: {"padded": got(codes.padded_coordinate(v["coordinate"]))},
    "wds_release_time_to_utc": lambda v: {
        "utc": got(codes.released_at(v["releaseTime"], v["tz"])).strftime("%Y-%m-%dT%H:%M:%SZ")
    },
    "wilson_proportion_ci": lambda v: bounds(proportions.wilson(v["x"], v["n"], v["confidence"])),
}


class Printed(float):
    """A number of an expectation that remembers how it is printed."""

    text: str

    def __new__(cls, text: str) -> Printed:
        number = super().__new__(cls, text)
        number.text = text
        return number

    @property
    def decimals(self) -> int:
        mantissa, _, exponent = self.text.lower().partition("e")
        return max(0, len(mantissa.partition(".")[2]) - int(exponent or 0))

    @property
    def digits(self) -> int:
        return len(re.sub(r"[^0-9]", "", self.text.lower().partition("e")[0]).lstrip("0"))


def numbers(expected: Any) -> list[Printed]:
    if isinstance(expected, Printed):
        return [expected]
    inner = expected.values() if isinstance(expected, dict) else expected if isinstance(expected, list) else []
    return [number for part in inner for number in numbers(part)]


def exact(expected: Mapping[str, Any]) -> bool:
    """Whether the expectation is printed to the last digit of a double, or holds no number that was cut."""
    printed = [n for key, value in expected.items() if key not in ABOUT for n in numbers(value)]
    return any(n.digits >= 14 for n in printed) or all(n.decimals <= 1 for n in printed)


def tolerance(key: str, number: Printed, expected: Mapping[str, Any]) -> float:
    """Half a unit of the last printed digit, or what the vector states; a double's own dust where nothing was cut."""
    dust = max(1e-9 * abs(number), 1e-12)
    if key.startswith("rebuilt_") and "tolerance_bounds" in expected:
        return float(expected["tolerance_bounds"])
    if "tolerance" in expected:
        return float(expected["tolerance"])
    if key not in {"published", "cv_percent_published"} and (exact(expected) or not number.decimals):
        return dust
    return 0.5 * 10**-number.decimals + dust


def problems(key: str, found: Any, wanted: Any, expected: Mapping[str, Any]) -> list[str]:
    if isinstance(wanted, list):
        if not isinstance(found, list) or len(found) != len(wanted):
            return [f"{key}: {found} where {wanted} is expected"]
        return [said for one, other in zip(found, wanted, strict=True) for said in problems(key, one, other, expected)]
    if isinstance(wanted, Printed):
        near = isinstance(found, int | float) and abs(found - wanted) <= tolerance(key, wanted, expected)
        return [] if near else [f"{key}: {found!r} where {wanted.text} is expected"]
    return [] if found == wanted else [f"{key}: {found!r} where {wanted!r} is expected"]


def check(row: Mapping[str, str]) -> list[str]:
    """Return what is wrong with our answer to one vector."""
    assert row["method"] in METHODS, f"{row['method']} is no method that we have"
    inputs = json.loads(row["inputs_json"])
    expected = json.loads(row["expected_json"], parse_float=Printed, parse_int=Printed)
    answer = METHODS[row["method"]](inputs)
    said: list[str] = []
    for key, wanted in expected.items():
        if key in ABOUT:
            continue
        if key not in answer:
            said.append(f"{key}: nothing of the kind is answered")
        else:
            said += problems(key, answer[key], wanted, expected)
    return said


def rows() -> list[dict[str, str]]:
    with FILE.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


ROWS = rows()


@pytest.mark.parametrize("row", ROWS, ids=[f"{place}-{row['method']}" for place, row in enumerate(ROWS, start=2)])
def test_a_method_answers_as_its_source(row: dict[str, str]):
    disputed = DISPUTED.get(f"{row['method']} {row['inputs_json']}")
    said = check(row)
    if disputed:
        assert said, f"passes now, and leaves the list: {disputed}"
    else:
        assert said == [], row["source"]


def test_the_file_is_not_empty_and_has_its_columns():
    assert ROWS
    assert set(ROWS[0]) == {"method", "inputs_json", "expected_json", "source"}


def test_every_method_has_a_vector_or_says_why_not():
    if "PORTRAIT_VECTORS" in os.environ:
        pytest.skip("another file need not have every method")
    without = {"grouped_median_pareto", "rounding_bounds_difference_of_shares"}
    assert set(METHODS) - {row["method"] for row in ROWS} == without


def test_an_unknown_method_fails():
    with pytest.raises(AssertionError, match="phrenology is no method that we have"):
        check({"method": "phrenology", "inputs_json": "{}", "expected_json": "{}", "source": ""})


def test_a_digit_that_differs_fails():
    row = {
        "method": "wilson_proportion_ci",
        "inputs_json": '{"x":81,"n":263,"confidence":0.95}',
        "expected_json": '{"lower":0.2553,"upper":0.3663}',
        "source": "Newcombe (1998), the upper limit changed from 0.3662",
    }
    assert [said.split(":")[0] for said in check(row)] == ["upper"]
    assert check({**row, "expected_json": '{"lower":0.2553,"upper":0.3662}'}) == []


def test_disputed_vectors_are_in_the_file():
    known = {f"{row['method']} {row['inputs_json']}" for row in ROWS}
    assert "PORTRAIT_VECTORS" in os.environ or set(DISPUTED) <= known
