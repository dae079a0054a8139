"""Every method against numbers that somebody else published or worked out, one test for each.

PORTRAIT_VECTORS names another file with the same columns: method, inputs_json, expected_json, source.
"""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from adapters import METHODS, Inputs, RefusedError

from pipelines.methods.answer import Reason

HERE = Path(__file__).resolve().parent
# The vectors handed over with the methods, and the edges of each: refusals, bounds, what the document names.
OURS = [HERE / "vectors.csv", HERE / "edges.csv"]
FILES = [Path(os.environ["PORTRAIT_VECTORS"])] if "PORTRAIT_VECTORS" in os.environ else OURS

# A vector that we hold to be wrong: "method inputs" -> why. It must keep failing; once it passes it leaves the list.
DISPUTED: dict[str, str] = {}

# What an expectation says about itself rather than about the answer.
ABOUT = {"tolerance", "tolerance_bounds", "name_hint", "note"}
# Where an expectation gives the reason why there is no number, and how others put our reasons.
WHY = {"reason", "reason_code", "error"}
PHRASES: Mapping[Reason, str] = {
    Reason.MISSING: "missing|null|nan|not a number|infinit|finite|no bounds|no interval|absent|not available|invalid",
    Reason.NEGATIVE: "negative|below (zero|0)|less than (zero|0)|< ?0|invalid",
    Reason.EMPTY: "empty|zero|= ?0|nobody|no (population|persons|units|bins|interval)|denominator|divi|invalid",
    Reason.ZERO_REFERENCE: "zero|= ?0|undefined|divi|reference|infinit",
    Reason.ZERO_COUNT: "zero|= ?0|undefined",
    Reason.NO_VARIATION: "0 or 1|= ?[01]|degenerate|variation|no interval|single group|undefined|zero",
    Reason.PART_EXCEEDS_WHOLE: "exceed|greater|larger|more than|>",
    Reason.BASE_TOO_SMALL: "small|<|denominator|base",
    Reason.FEWER_THAN_TEN: "(less|fewer) than (10|ten)|< ?10|under 10|small",
    Reason.LENGTHS_DIFFER: "length|mismatch|differ|pair|shape|unequal",
    Reason.OUT_OF_ORDER: "order|ascend|lower|inverted|overlap|range|not in|outside",
    Reason.CONFIDENCE_OUT_OF_RANGE: "confidence|level",
    Reason.KINDS_DIFFER: "kind",
    Reason.OPEN_BAND: "open|top",
    Reason.CONTRADICTORY: "contradict|invalid|unknown|malformed|format|not valid|unsupported",
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


def exact(expected: Mapping[str, Any], source: str) -> bool:
    """Whether the expectation is printed to the last digit of a double, or holds no number that was cut."""
    printed = [n for key, value in expected.items() if key not in ABOUT for n in numbers(value)]
    worked_out = re.search("computed|analytic|definition", source) is not None
    whole = all(n.decimals <= worked_out or n.is_integer() for n in printed)
    return whole or any(n.digits >= 14 for n in printed)


def tolerance(key: str, number: Printed, expected: Mapping[str, Any], source: str) -> float:
    """Half a unit of the last printed digit, or what the vector states; a double's own dust where nothing was cut."""
    dust = max(1e-9 * abs(number), 1e-12)
    if key.startswith("rebuilt_") and "tolerance_bounds" in expected:
        return float(expected["tolerance_bounds"])
    if "tolerance" in expected:
        return float(expected["tolerance"])
    if key not in {"published", "cv_percent_published"} and (exact(expected, source) or not number.decimals):
        return dust
    return 0.5 * 10**-number.decimals + dust


def problems(key: str, found: Any, wanted: Any, row: tuple[Mapping[str, Any], str]) -> list[str]:
    if isinstance(wanted, list):
        if not isinstance(found, list) or len(found) != len(wanted):
            return [f"{key}: {found} where {wanted} is expected"]
        return [said for one, other in zip(found, wanted, strict=True) for said in problems(key, one, other, row)]
    if isinstance(wanted, Printed):
        near = isinstance(found, int | float) and abs(found - wanted) <= tolerance(key, wanted, *row)
        return [] if near else [f"{key}: {found!r} where {wanted.text} is expected"]
    # Not `True == 1`: a truth is no number.
    return [] if found == wanted and type(found) is type(wanted) else [f"{key}: {found!r} where {wanted!r} is expected"]


def unlike(reason: Reason, said: Any) -> bool:
    """Whether an expectation's words are not those of our reason: its name, or how others put it."""
    return said is not None and said != reason.value and not re.search(PHRASES[reason], str(said), re.IGNORECASE)


def refused(refusal: RefusedError, expected: Mapping[str, Any], source: str) -> list[str]:
    """Return what is wrong with our giving no number: the expectation has one, or another reason."""
    said = []
    for key, wanted in expected.items():
        if key in WHY:
            said += [f"{key}: {refusal.reason} where {wanted!r} is expected"] if unlike(refusal.reason, wanted) else []
        elif key not in ABOUT and wanted is not None:
            known = refusal.known.get(key, f"refused, {refusal.reason}")
            said += problems(key, known, wanted, (expected, source))
    return said


def compared(answer: Mapping[str, Any], expected: Mapping[str, Any], source: str) -> list[str]:
    said: list[str] = []
    for key, wanted in expected.items():
        if key in ABOUT:
            continue
        if key not in answer:
            said.append(f"{key}: nothing of the kind is answered")
        else:
            said += problems(key, answer[key], wanted, (expected, source))
    return said


def check(row: Mapping[str, str]) -> list[str]:
    """Return what is wrong with our answer to one vector."""
    assert row["method"] in METHODS, f"{row['method']} is no method that we have"
    inputs = Inputs(json.loads(row["inputs_json"]))
    expected = json.loads(row["expected_json"], parse_float=Printed, parse_int=Printed)
    try:
        said = compared(METHODS[row["method"]](inputs), expected, row["source"])
    except RefusedError as refusal:
        said = refused(refusal, expected, row["source"])
    return said + [f"{key}: an input that we do not understand" for key in inputs.unread()]


def rows() -> list[dict[str, str]]:
    found = []
    for path in FILES:
        with path.open(newline="", encoding="utf-8-sig") as file:
            found += list(csv.DictReader(file))
    return found


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


def test_every_method_has_a_vector():
    if "PORTRAIT_VECTORS" in os.environ:
        pytest.skip("another file need not have every method")
    assert {row["method"] for row in ROWS} == set(METHODS)


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


WILSON = {"method": "wilson_proportion_ci", "expected_json": '{"lower":null,"upper":null}', "source": ""}


def test_an_input_that_nobody_reads_fails():
    row = WILSON | {"inputs_json": '{"x":0,"n":20,"continuity":true}', "expected_json": '{"lower":0,"upper":0.1611}'}
    assert check(row) == ["continuity: an input that we do not understand"]
    refused = WILSON | {"inputs_json": '{"x":0,"n":0,"continuity":true}'}
    assert check(refused) == ["continuity: an input that we do not understand"]


def test_a_rule_that_is_not_ours_fails():
    row = {"method": "crude_rate_ci", "inputs_json": '{"rule":"always Byar"}', "expected_json": "{}", "source": ""}
    with pytest.raises(AssertionError, match="'always Byar' is none of"):
        check(row)


@pytest.mark.parametrize(
    ("inputs", "expected", "wrong"),
    [
        ('{"x":0,"n":0}', '{"lower":null,"reason":"n = 0"}', 0),
        ('{"x":0,"n":0}', '{"lower":null,"reason":"empty"}', 0),
        ('{"x":0,"n":0}', '{"lower":null,"reason":"negative"}', 1),
        ('{"x":0,"n":0}', '{"lower":0,"upper":1}', 2),
        ('{"x":5,"n":9}', '{"lower":null,"upper":null,"reason":"empty"}', 3),
    ],
)
def test_a_number_and_a_reason_do_not_pass_for_each_other(inputs: str, expected: str, wrong: int):
    assert len(check(WILSON | {"inputs_json": inputs, "expected_json": expected})) == wrong


def test_every_reason_has_words_of_others():
    assert set(PHRASES) == set(Reason)
    assert not any(unlike(reason, reason.value) for reason in Reason)


def test_disputed_vectors_are_in_the_file():
    known = {f"{row['method']} {row['inputs_json']}" for row in ROWS}
    assert "PORTRAIT_VECTORS" in os.environ or set(DISPUTED) <= known
