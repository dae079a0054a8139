"""From the inputs of a vector to our answer: one adapter for each method name of the vectors.

An adapter reads its inputs through `Inputs`, which knows what was read: an input that nobody read is no input that we
understand, and the vector fails. `RefusedError` carries the reason of a method that gives no number.
"""

from __future__ import annotations

import csv
import math
import os
from collections.abc import Callable, Iterator, Sequence
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
from pipelines.methods.answer import Estimate, Reason, Refused, answered
from pipelines.methods.quantiles import student_t

T = TypeVar("T")
Answer = dict[str, Any]
SHARED = Path(__file__).resolve().parents[3] / "shared"


class RefusedError(Exception):
    """No number, why, and what is known all the same."""

    def __init__(self, reason: Reason, known: Answer | None = None) -> None:
        super().__init__(reason)
        self.reason, self.known = reason, known or {}


def got(answer: T | Refused, known: Answer | None = None) -> T:
    if isinstance(answer, Refused):
        raise RefusedError(answer.reason, known)
    return answer


class Inputs:
    """The inputs of a vector, that remember which of them were read."""

    def __init__(self, given: dict[str, Any]) -> None:
        self._given = {key: Inputs(value) if isinstance(value, dict) else value for key, value in given.items()}
        self._read: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        assert key in self._given, f"the vector has no input {key!r}; it has {sorted(self._given)}"
        self._read.add(key)
        return self._given[key]

    def __contains__(self, key: str) -> bool:
        return key in self._given

    def __iter__(self) -> Iterator[str]:
        return iter(self._given)

    def get(self, key: str, default: Any) -> Any:
        return self[key] if key in self._given else default

    def any_of(self, *names: str) -> Any:
        """Return the one of several names of one input that is there."""
        (name,) = [name for name in names if name in self] or [names[0]]
        return self[name]

    def note(self, key: str, *understood: str) -> None:
        """Read what the vector says of itself, which must be something that our method does."""
        said = self.get(key, None)
        assert said is None or said in understood, f"{key}: {said!r} is none of {understood}"

    def unread(self) -> list[str]:
        inner = [
            f"{key}.{name}" for key, held in self._given.items() if isinstance(held, Inputs) for name in held.unread()
        ]
        return [key for key in self._given if key not in self._read] + inner


def confidence(v: Inputs) -> float:
    return v.get("confidence", 0.95)


def bounds(answer: Estimate | Refused, *names: str) -> Answer:
    estimate = got(answer)
    values = dict.fromkeys(("value", "estimate", *names), estimate.value)
    return {**values, "lower": estimate.lower, "upper": estimate.upper}


def two_groups(method: Callable[..., Estimate | Refused], *names: str) -> Callable[[Inputs], Answer]:
    return lambda v: bounds(method(v["x1"], v["n1"], v["x2"], v["n2"], confidence(v)), *names)


def difference(method: Callable[..., Estimate | Refused]) -> Callable[[Inputs], Answer]:
    return two_groups(method, "difference", "d")


def ratio(method: Callable[..., Estimate | Refused]) -> Callable[[Inputs], Answer]:
    return two_groups(method, "ratio", "r")


def wilson(v: Inputs) -> Answer:
    return bounds(proportions.wilson(v["x"], v["n"], confidence(v)), "p")


def share_times(v: Inputs) -> Answer:
    per, found = v.get("multiplier", 1), proportions.wilson(v["numerator"], v["denominator"], confidence(v))
    return bounds(got(found).times(per))


def byar(v: Inputs) -> Answer:
    return bounds(rates.byar(v["count"], confidence(v)))


def limits_used(count: Any) -> str:
    return "Exact" if rates.uses_exact_limits(count) else "Byars"


def crude_rate(v: Inputs) -> Answer:
    v.note("rule", "exact Poisson if numerator<10 else Byar")
    answer = rates.crude_rate(v["numerator"], v["denominator"], v.get("multiplier", 100_000), confidence(v))
    return {**bounds(answer, "rate"), "method": limits_used(v["numerator"])}


STANDARDS = {"ESP2013": rates.EUROPEAN_2013, "ESP1976": rates.EUROPEAN_1976}


def dobson(v: Inputs) -> Answer:
    names = [key for key in v if key.startswith("std_pop")]
    standard = v[names[0]] if names else STANDARDS[v["standard"]]
    inflation = v.get("variance_inflation", 1.0)
    per = v.get("multiplier", 100_000)
    answer = rates.directly_standardised(v["counts"], v["pops"], standard, per, confidence(v), inflation)
    return {**bounds(answer, "dsr", "rate"), "total_count": math.fsum(v["counts"])}


def indirect(v: Inputs) -> Answer:
    observed = v["observed_total"] if "observed_total" in v else math.fsum(v["observed"])
    per = v.get("multiplier", 1)
    found = got(rates.indirectly_standardised(observed, v["pops"], v["ref_counts"], v["ref_pops"], confidence(v)))
    answer = bounds(found.ratio.times(per), "ratio")
    return {**answer, "expected": found.expected, "ci_method": limits_used(observed)}


def measured(found: statcan.Measured) -> Answer:
    cv = found.cv_percent
    return {"se": found.se, "variance": found.se**2, "cv_percent": cv, "cv_percent_published": cv}


def of_32_groups(v: Inputs) -> None:
    assert v.get("df", statcan.DEGREES) == statcan.DEGREES
    assert v.get("t", statcan.t_of_95()) == pytest.approx(statcan.t_of_95(), rel=1e-12)


def count_inverted(v: Inputs) -> Answer:
    of_32_groups(v)
    count = got(statcan.count_from_bounds(v["estimate"], v["ci_low"], v["ci_high"]))
    rebuilt = got(statcan.count_interval(count), measured(count))
    return {**measured(count), "rebuilt_low": rebuilt.lower, "rebuilt_high": rebuilt.upper}


def average_inverted(v: Inputs) -> Answer:
    of_32_groups(v)
    average = got(statcan.average_from_bounds(v["estimate"], v["ci_low"], v["ci_high"]))
    made = got(statcan.plain_interval(average))
    near = all(abs(one - other) <= 0.5 for one, other in ((made.lower, v["ci_low"]), (made.upper, v["ci_high"])))
    return {**measured(average), "symmetric": near, "rebuilt_low": made.lower, "rebuilt_high": made.upper}


def share_of_counts(v: Inputs) -> Answer:
    of_32_groups(v)
    counts, with_rounding = [v["x"], v["y"]], v.get("rounding", False)
    part, whole = (got(statcan.count_from_bounds(*count)) for count in counts)
    known = {"p": part.value / whole.value} if whole.value else {}
    found = got(statcan.share_of_counts(part, whole, with_rounding), known)
    return {
        **bounds(found.estimate, "p"),
        **measured(found.measured),
        "n_eff": found.effective_size,
        "used": "ratio" if found.conservative else "proportion",
        "conservative": found.conservative,
    }


def t_quantile(v: Inputs) -> Answer:
    # Given as the share below t; ours is the share between -t and t.
    between, degrees = 2 * v["p"] - 1, v["df"]
    t = got(answered(student_t)(abs(between), degrees)) if between else 0.0
    return {"t": math.copysign(t, between), "t2": t**2}


def number(given: float | None) -> float:
    """Return what is inside of a noun: a noun's own fields are numbers, and a gap is none."""
    return math.nan if given is None else given


def margin(pair: Sequence[float]) -> acs.WithMargin:
    value, margin90 = map(number, pair)
    return acs.WithMargin(value=value, margin90=margin90)


def with_margin(answer: acs.WithMargin | Refused) -> Answer:
    found = got(answer)
    return {
        "estimate": found.value,
        "moe": found.margin90,
        "se": found.se,
        "used": "ratio" if found.as_ratio else "proportion",
        "published": [found.value, found.margin90],
    }


def two_margins(
    method: Callable[[acs.WithMargin, acs.WithMargin], acs.WithMargin | Refused], one: str, other: str
) -> Callable[[Inputs], Answer]:
    def answer(v: Inputs) -> Answer:
        v.note("rule", "radicand negative -> use ratio formula")
        return with_margin(method(margin(v[one]), margin(v[other])))

    return answer


def acs_sum(v: Inputs) -> Answer:
    v.note("zero_rule", "use only the largest MOE among zero estimates")
    return with_margin(acs.total([margin(pair) for pair in v["pairs"]]))


def annotation(v: Inputs) -> Answer:
    found = got(acs.annotated(v["value"]))
    said = isinstance(found, acs.Annotation)
    return {"value": None if said else found, "meaning": found.value if said else None}


def acs_test(v: Inputs) -> Answer:
    found = got(acs.difference_test(margin(v["a"]), margin(v["b"]), v.get("critical", acs.Z90)))
    return {"z": found.z, "significant": found.significant}


def acs_median(v: Inputs) -> Answer:
    v.note("width_rule", "hi-lo inside median bin (as published implementation)")
    bands = [medians.Band(lower=low, upper=high, count=number(count)) for low, high, count in v["bins_lo_hi_n"]]
    factor, percent = v.get("design_factor", 1.0), v.get("sampling_percentage", None)
    if percent is None:
        return {"median": got(medians.median(bands)), "se": None, "moe90": None}
    found = got(medians.sampled_median(bands, percent, factor))
    return {"median": found.value, "se": found.se, "moe90": acs.Z90 * found.se}


def one_median(interpolate: medians.Interpolate) -> Callable[[Inputs], Answer]:
    def median(v: Inputs) -> Answer:
        total = v.any_of("N", "total")
        low, high = v.any_of("lower", "a"), v.any_of("upper", "b")
        above = v.any_of("n_above_lower", "N_a") if {"n_above_lower", "N_a"} & set(v) else total - v["n_below_lower"]
        inside = v["n_in_bin"] if "n_in_bin" in v else above - v.any_of("n_above_upper", "N_b")
        below = total - above
        if not below < total / 2 <= below + inside:
            raise RefusedError(Reason.OUT_OF_ORDER)
        bands = [
            *([medians.Band(lower=low - 1, upper=low, count=below)] if below else []),
            medians.Band(lower=low, upper=high, count=inside),
            *([medians.Band(lower=high, upper=None, count=above - inside)] if high is not None else []),
        ]
        found = got(medians.median(bands, interpolate))
        if isinstance(found, medians.MoreThan):
            raise RefusedError(Reason.OPEN_BAND, {"report": f"> {found.bound}"})
        return {"median": found}

    return median


def table(name: str) -> list[dict[str, str]]:
    # Beside ours, or beside the file of vectors that was asked for.
    folders = [SHARED, *Path(os.environ.get("PORTRAIT_VECTORS", "")).resolve().parents]
    path = next((folder / name for folder in folders if (folder / name).is_file()), None)
    if path is None:
        pytest.skip(f"the vector's table is not on this machine ({SHARED / name})")
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def columns(v: Inputs, names: Sequence[Any]) -> list[list[float]]:
    """Return the columns of a table that the vector names, or those that it holds itself."""
    if "file" not in v:
        return [list(name) for name in names]
    units = table(v["file"])
    return [[float(unit[name]) for unit in units] for name in names]


def indices(group: Sequence[float], total: Sequence[float]) -> Answer:
    found = got(segregation.segregation(group, total))
    return {
        "dissimilarity": found.dissimilarity,
        "D": found.dissimilarity,
        "isolation": found.isolation,
        "interaction": found.interaction,
        "gini": found.gini,
        "entropy_H": found.entropy,
        "correlation_ratio_eta2": found.correlation_ratio,
        "atkinson_b0.5": found.atkinson,
    }


def one_group(v: Inputs) -> Answer:
    return indices(*columns(v, [v["group"], v["total"]]))


def several_groups(v: Inputs) -> Answer:
    found = got(many_groups.many_groups(list(zip(*columns(v, v["groups"]), strict=True))))
    return {
        "theil_H": found.theil,
        "dissimilarity": found.dissimilarity,
        "diversity": found.diversity,
        "diversity_normalized": found.diversity_normalised,
        "divergence": found.divergence,
        "gini": found.gini,
        "normalized_exposure": found.normalised_exposure,
    }


def toy(v: Inputs) -> Answer:
    group, others = v["minority"], v["majority"]
    direct = got(segregation.dissimilarity(group, others))
    answer = indices(group, [x + y for x, y in zip(group, others, strict=True)])
    assert math.isclose(answer["D"], direct, abs_tol=1e-12)
    return answer


def residual(v: Inputs) -> Answer:
    found = got(rounding.rounded(v["true_residual_mod5"]))
    return {
        "p_up": found.probability_up,
        "error_if_up": found.error_up,
        "error_if_down": found.error_down,
        "mean_error": found.mean_error,
        "variance": found.variance,
    }


def base_of(v: Inputs) -> tuple[float, float, float]:
    """Return the worst error, the mean and the largest variance of one count rounded to the vector's base."""
    base = v.get("base", rounding.BASE)
    return (
        got(rounding.worst_error(base)),
        got(rounding.mean_variance(base)),
        got(rounding.largest_variance(base)),
    )


def share_bounds(v: Inputs) -> Answer:
    assert v.get("independent", True) is True, "cells are rounded independently"
    (error, mean, largest), x, n = base_of(v), v["x_rounded"], v["n_rounded"]
    sds = {name: rounding.share_sd(x, n, var) for name, var in (("sd_max", largest), ("sd_avg", mean))}
    known = {name: sd for name, sd in sds.items() if not isinstance(sd, Refused)}
    known |= {"share": x / n} if known else {}
    found = got(rounding.share(x, n, error, error), known)
    return {**known, "share": found.value, "share_min": found.lower, "share_max": found.upper}


def two_shares(method: Callable[..., Estimate | Refused], name: str, *more: str) -> Callable[[Inputs], Answer]:
    def answer(v: Inputs) -> Answer:
        assert v.get("base", rounding.BASE) == rounding.BASE
        a, b, c, d = cells = [v[cell] for cell in "abcd"]
        found = got(method(*cells))
        sds = [rounding.share_sd(*pair) for pair in ((a, b), (c, d))]
        spread = got(rounding.difference_of_shares_sd(*map(got, sds)))
        return {
            name: found.value,
            f"{name}_min": found.lower,
            f"{name}_max": found.upper,
            **dict.fromkeys(more, spread),
        }

    return answer


def sum_bound(v: Inputs) -> Answer:
    (error, mean, largest), cells = base_of(v), v["k_cells"]
    # Of no cells nothing is off.
    known = {"max_abs_error": 0, "sd_avg": 0, "sd_max": 0} if cells == 0 else {}
    assert error == rounding.WORST_ERROR
    return {
        "max_abs_error": got(rounding.weighted_worst_error([1] * cells), known),
        "sd_avg": got(rounding.weighted_sd([1] * cells, mean)),
        "sd_max": got(rounding.weighted_sd([1] * cells, largest)),
    }


def flag_parts(v: Inputs) -> Answer:
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


def income(v: Inputs) -> Answer:
    said = v.get("statistic", "short form")
    (form,) = [form for form in ("short form", "long form") if form in said]
    method = quality.short_form_income if form == "short form" else quality.long_form_income
    cell, flag = symbols.cell(v["value"], v["symbol"]), quality.quality_flag(v["dqf"])
    found = method(got(cell), got(flag))
    if isinstance(found, Refused):
        assert found.reason is Reason.CONTRADICTORY
        return {"status": "ERROR_contradictory"}
    return {"status": INCOME[found]}


POLARITIES = {
    **dict.fromkeys(["low_is_good", "low", "RAG - Low is good"], quality.Polarity.LOW_IS_GOOD),
    **dict.fromkeys(["high_is_good", "high", "RAG - High is good"], quality.Polarity.HIGH_IS_GOOD),
    **dict.fromkeys(["none", "neither", "not_applicable", "BOB", "bob", "", None], quality.Polarity.NEITHER),
}


def benchmark(v: Inputs) -> Answer:
    polarity = POLARITIES[v.get("polarity", None)]
    enough = quality.LEAST_OBSERVATIONS
    found = quality.against_benchmark(v["lower"], v["upper"], v["benchmark"], polarity, v.get("count", enough))
    return {"class": got(found).value}


def observed_class(v: Inputs) -> Answer:
    observations = v.get("n", quality.LEAST_OBSERVATIONS)
    return {"class": got(quality.social_class(v["cv_percent"], observations)).value}


def header_parts(v: Inputs) -> Answer:
    header = got(symbols.value_header(v["header"]))
    return {"dimension": header.dimension, "member": header.member, "member_id": header.member_id}


def symbol_parts(v: Inputs) -> Answer:
    found = got(symbols.split_symbols(v["cell"]))
    return {"symbol": list(found.marks), "status": list(found.status)}


# What a cell without a number is said to be.
NO_VALUE = {"...": "not applicable", "..": "not available", "x": "suppressed", "F": "too unreliable to be published"}


def zero(v: Inputs) -> Answer:
    cell = got(symbols.cell(v["value"], v["symbol"]))
    why = next((NO_VALUE[symbol] for symbol in cell.symbols.status if symbol in NO_VALUE), None)
    return {"value": cell.value, "reason": why}


def person(v: Inputs) -> Answer:
    v.note("legend", "E English, F French, N non-official; set = reported languages")

    def languages(said: str | list[str]) -> set[fols.Language]:
        return set() if said == "NONE" else {fols.Language(letter) for letter in said}

    names = ("knowledge_official", "mother_tongue_set", "home_most_often_set")
    return {"fols": fols.derive(*(languages(v[name]) for name in names)).value}


def redistributed(v: Inputs) -> Answer:
    parts = (v["english"], v["french"], v["english_and_french"], v.get("neither", 0))
    shared = got(fols.redistributed(*parts, v["minority"]))
    total = shared.minority + shared.majority + shared.neither
    return {
        "minority_count": shared.minority,
        "majority_count": shared.majority,
        "neither": shared.neither,
        "total": total,
        "minority_share": shared.minority / total if total else None,
        "max_abs_error": got(rounding.weighted_worst_error([1, 0.5])),
        "sd_avg": got(rounding.weighted_sd([1, 0.5])),
    }


ORDERS = {"rank 1 = smallest": False, "rank 1 = largest": True}


def klein(v: Inputs) -> Answer:
    lower, upper = v["lower"], v["upper"]
    if ORDERS[v.get("order", "rank 1 = smallest")]:
        lower, upper = [-high for high in upper], [-low for low in lower]
    return {"rank_ranges": [list(pair) for pair in got(ranks.rank_ranges(lower, upper))]}


INDEPENDENT = {"independent (Sidak)": True, "Sidak": True, "Bonferroni": False}


def joint_confidence(v: Inputs) -> Answer:
    independent = INDEPENDENT[v.get("method", "Sidak")]
    found = ranks.confidence_of_each(v["k"], v.get("joint_confidence", 0.95), independent)
    return {"per_interval_confidence": got(found)}


def allocated(v: Inputs) -> Answer:
    source = v["source"]
    held = {area: source[area] for area in source}
    names = ("territory", "population", "dwellings", "area")
    counts = {area: each["count"] for area, each in held.items()}
    blocks = {
        area: [apportion.Block(**dict(zip(names, block, strict=False))) for block in each["blocks"]]
        for area, each in held.items()
    }
    weights = {area: got(apportion.territory_weights(each)) for area, each in blocks.items()}
    return got(apportion.apportioned_counts(counts, weights))


def standardised(v: Inputs) -> Answer:
    groups = {name: (v[name]["x"], v[name]["n"]) for name in ("minority", "majority")}
    (x1, n1), (x2, n2) = groups.values()
    named = {"pooled population": standardise.pooled_structure(n1, n2), "minority": n1, "majority": n2}
    standard = v.get("standard", "pooled population")
    standard = got(named[standard]) if isinstance(standard, str) else standard
    shares = {name: got(standardise.standardised_share(*group, standard)).value for name, group in groups.items()}
    crude = {name: got(standardise.crude_share(*group)) for name, group in groups.items()}
    kitagawa = got(standardise.kitagawa(x1, n1, x2, n2))

    def compared(of: dict[str, float], kind: str) -> Answer:
        one, other = of["minority"], of["majority"]
        both = {f"ratio_{kind}": one / other if other else None, f"difference_{kind}": one - other}
        return both | {f"{name}_{kind}": share for name, share in of.items()}

    return {
        **compared(shares, "std"),
        **compared(crude, "crude"),
        "rate_effect": kitagawa.rate_effect,
        "composition_effect": kitagawa.composition_effect,
    }


METHODS: dict[str, Callable[[Inputs], Answer]] = {
    "acs_annotation": annotation,
    "acs_difference_test": acs_test,
    "acs_moe_product": two_margins(acs.product, "a", "b"),
    "acs_moe_proportion": two_margins(acs.proportion, "num", "den"),
    "acs_moe_proportion_fallback": two_margins(acs.proportion, "num", "den"),
    "acs_moe_ratio": two_margins(acs.ratio, "num", "den"),
    "acs_moe_sum": acs_sum,
    "acs_pct_change": two_margins(acs.change_percent, "from", "to"),
    "adjusted_log_ratio_walters": ratio(ratios.walters_adjusted_log),
    "agresti_caffo_difference": difference(differences.agresti_caffo),
    "area_interpolate_extensive": lambda v: {
        "target": got(apportion.areal_counts(v["source_values"], v["overlap_share_of_source"]))
    },
    "area_interpolate_intensive": lambda v: {
        "target": got(apportion.areal_rates(v["source_values"], v["overlap_area"]))
    },
    "byar_count_ci": byar,
    "census_na_zero": zero,
    "crude_rate_ci": crude_rate,
    "cv_class_acs_esri": lambda v: {"class": got(quality.acs_class(v["cv_percent"])).value},
    "cv_class_statcan_business": lambda v: {"class": got(quality.business_class(v["cv_percent"]))},
    "cv_class_statcan_social": observed_class,
    "dguid_build": lambda v: {"dguid": got(codes.dguid(v["vintage"], v["level"], v.get("code", "")))},
    "dguid_ct_to_sdmx_ref_area": lambda v: {
        "ref_area": got(codes.census_tract_area(v["ctuid"], v.get("vintage", 2021)))
    },
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
    "katz_log_ratio": ratio(ratios.katz_log),
    "koopman_score_ratio_no_bias_correction": ratio(ratios.koopman),
    "mee_difference_no_bias_correction": difference(differences.mee),
    "miettinen_nurminen_difference": difference(differences.miettinen_nurminen),
    "miettinen_nurminen_ratio": ratio(ratios.miettinen_nurminen),
    "mover_wilson_ratio": ratio(ratios.mover_wilson),
    "msss_code_hierarchy": lambda v: {
        name: getattr(got(codes.health_territories(v["code"])), name) for name in ("rss", "rts", "rls", "clsc")
    },
    "newcombe_difference": difference(differences.newcombe),
    "parse_dqf_2021": flag_parts,
    "parse_wide_value_header": header_parts,
    "population_weighted_allocation": allocated,
    "profile2021_bulk_to_sdmx_characteristic": lambda v: {
        "sdmx_code": got(codes.web_characteristic(v["bulk_characteristic_id"]))
    },
    "proportion_wilson": share_times,
    "random_rounding_base5": residual,
    "rank_interval_klein": klein,
    "rank_interval_simultaneous_level": joint_confidence,
    "rounding_bounds_difference_of_shares": two_shares(rounding.difference_of_shares, "difference", "sd", "sd_avg"),
    "rounding_bounds_ratio_of_shares": two_shares(rounding.ratio_of_shares, "ratio"),
    "rounding_bounds_share": share_bounds,
    "rounding_sum_bound": sum_bound,
    "segregation_multigroup": several_groups,
    "segregation_single_group": one_group,
    "split_symbol_cell": symbol_parts,
    "statcan_mean_t_interval_invert": average_inverted,
    "statcan_modified_wilson_count_invert": count_inverted,
    "statcan_share_ci_from_count_cis": share_of_counts,
    "student_t_quantile": t_quantile,
    "wald_difference": difference(differences.wald),
    "wds_normalise_pid": lambda v: {"pid8": got(codes.product_number(v["pid"]))},
    "wds_pad_coordinate": lambda v: {"padded": got(codes.padded_coordinate(v["coordinate"]))},
    "wds_release_time_to_utc": lambda v: {
        "utc": got(codes.released_at(v["releaseTime"], v.get("tz", "America/Toronto"))).strftime("%Y-%m-%dT%H:%M:%SZ")
    },
    "wilson_proportion_ci": wilson,
}
