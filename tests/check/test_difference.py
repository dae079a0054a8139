"""What moved between two stores: each kind and each reason on figures drawn for it, and what must hold for any two."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.check.difference import counts, difference
from pipelines.check.history import notes_between
from pipelines.check.stores import Store, read_store
from pipelines.errors import UsageError
from pipelines.model import EditionNote, Explained, Move, Reason, Text

NAN = float("nan")
BASE = {
    "community": "esq", "region": "pr24", "indicator": "job-rate", "group": "minority", "breakdown": "",
    "population": "declared", "period": "2016", "since": "", "value": 50.0, "unit": "percent", "status": "reported",
    "lower": NAN, "upper": NAN, "interval": "none", "reliability": "good", "symbol": "", "source": "jobs",
    "kind": "published", "series_break": "", "rule": "",
}  # fmt: skip
MADE = {
    "edition": "2026-01-01",
    "program": {"version": "1", "method": "m1"},
    "declarations": {
        "communities": {"esq": "c1"},
        "regions": {"pr24": "r1"},
        "indicators": {"job-rate": "i1"},
        "sources": {"jobs": "d1"},
    },
    "sources": {"jobs": {"sha256": "s1", "release": None}},
}
BOTH = Text(en="x", fr="x")


def store(*rows: dict[str, Any], made: dict[str, Any] | None = None, without: tuple[str, ...] = ()) -> Store:
    """Draw a store: each row is BASE with something else in it."""
    figures = pd.DataFrame([{**BASE, **row} for row in rows], columns=["figure_id", *BASE])
    return Store("drawn", figures.drop(columns=list(without)), MADE if made is None else made)


def changed_in(**parts: Any) -> dict[str, Any]:
    return {**MADE, **parts}


def only(old: Store, new: Store, *notes: EditionNote) -> dict[str, Any]:
    moves = difference(old, new, notes)
    assert len(moves) == 1
    return {str(key): value for key, value in moves.iloc[0].to_dict().items()}


A = {"figure_id": "a"}


def test_a_figure_that_comes_is_added():
    moves = difference(store(A), store(A, {"figure_id": "b"}))
    assert moves[["figure_id", "move"]].to_numpy().tolist() == [["b", "added"]]
    assert moves["value_new"].tolist() == [50.0]


def test_a_figure_that_goes_is_withdrawn():
    assert only(store(A, {"figure_id": "b"}), store(A))["move"] == Move.WITHDRAWN


GONE = {"value": NAN, "status": "withheld", "rule": "too-few", "reliability": ""}


def test_a_figure_that_stays_without_its_number_is_recalled():
    row = only(store(A), store({**A, **GONE}))
    assert (row["move"], row["status_old"], row["status_new"]) == ("recalled", "reported", "withheld")
    assert row["value_old"] == 50


def test_a_figure_that_gets_its_number_back_is_changed():
    assert only(store({**A, **GONE}), store(A))["move"] == Move.CHANGED


@pytest.mark.parametrize(
    ("column", "value"),
    [("value", 51.0), ("unit", "points"), ("lower", 1.0), ("upper", 99.0), ("interval", "rounding"), ("symbol", "E"),
     ("reliability", "poor"), ("population", "single"), ("since", "2011"), ("series_break", "form"), ("rule", "r")],
)  # fmt: skip
def test_whatever_a_reader_judges_by_is_compared(column: str, value: Any):
    row = only(store(A), store({**A, column: value}))
    assert (row["move"], row["what"]) == ("changed", column)


def test_what_an_older_store_lacks_is_not_compared():
    old = store(A, without=("since", "rule", "reliability"))
    assert difference(old, store({**A, "rule": "r", "since": "2011"})).empty
    assert only(old, store({**A, **GONE}))["reasons"] == "method"


def test_the_last_digit_of_a_text_file_is_no_change():
    assert difference(store({**A, "value": 100 / 3}), store({**A, "value": float(f"{100 / 3:.15g}")})).empty


def declaring(**parts: Any) -> dict[str, Any]:
    return {"declarations": {**MADE["declarations"], **parts}}


REASONS = {
    "a new hash of the source": ({"sources": {"jobs": {"sha256": "s2", "release": None}}}, "upstream revision"),
    "a new release": ({"sources": {"jobs": {"sha256": "s1", "release": "2027"}}}, "upstream revision"),
    "another method": ({"program": {"version": "1", "method": "m2"}}, "method"),
    "another version, hash unknown": ({"program": {"version": "2"}}, "method"),
    "another version of the same method": ({"program": {"version": "2", "method": "m1"}}, "unknown"),
    "another community": (declaring(communities={"esq": "c2"}), "declaration"),
    "another region": (declaring(regions={"pr24": "r2"}), "declaration"),
    "another indicator": (declaring(indicators={"job-rate": "i2"}), "declaration"),
    "another reading of the source": (declaring(sources={"jobs": "d2"}), "declaration"),
    "somebody else's community": (declaring(communities={"esq": "c1", "fsc": "2"}), "unknown"),
    "two at once": (
        {"sources": {"jobs": {"sha256": "s2"}}, "program": {"method": "m2"}}, "upstream revision, method",
    ),
    "nothing known": ({"sources": {}, "program": {}, "declarations": {}}, "unknown"),
}  # fmt: skip


@pytest.mark.parametrize("name", REASONS)
def test_the_reason_is_what_differs_in_what_the_stores_were_made_from(name: str):
    made, expected = REASONS[name]
    assert only(store(A), store({**A, "value": 51.0}, made=changed_in(**made)))["reasons"] == expected


def test_a_rule_that_withholds_is_a_reason_of_method():
    assert only(store(A), store({**A, **GONE}))["reasons"] == "method"


def test_a_source_that_one_store_was_made_without_is_the_reason():
    other = changed_in(sources={"pay": {"sha256": "p"}}, program={"version": "2", "method": "m2"})
    b = {"figure_id": "b", "source": "pay"}
    moves = difference(store(A), store(b, made=other)).set_index("figure_id")
    assert moves["reasons"].to_dict() == {"a": "source", "b": "source"}


def note(reason: Reason, *figures: str, moves: tuple[Move, ...] = (), **more: Any) -> EditionNote:
    explained = Explained(figures=list(figures), reason=reason, text=BOTH, moves=list(moves))
    return EditionNote(id="n", text=BOTH, reasons=[explained], **more)


def test_a_declared_reason_goes_before_what_can_be_told():
    new = store({**A, "value": 51.0}, {"figure_id": "b:x"}, made=changed_in(program={"method": "m2"}))
    moves = difference(store(A), new, [note(Reason.BUG, "b:*")]).set_index("figure_id")
    assert moves["reasons"].to_dict() == {"a": "method", "b:x": "bug"}


def test_a_pattern_is_of_the_whole_id_and_a_point_is_a_point():
    assert only(store(A), store({**A, "value": 51.0}), note(Reason.BUG, "."))["reasons"] == "unknown"
    assert only(store(A), store({**A, "value": 51.0}), note(Reason.BUG, "*a"))["reasons"] == "bug"


def test_a_declared_reason_is_of_the_moves_that_it_names():
    said = note(Reason.BUG, "*", moves=(Move.ADDED,))
    assert only(store(A), store({**A, "value": 51.0}), said)["reasons"] == "unknown"
    assert only(store(A), store(A, {"figure_id": "b"}), said)["reasons"] == "bug"


def test_notes_are_those_after_one_edition_and_until_the_other():
    notes = [note(Reason.BUG, "*", date=day) for day in ("2026-01-01", "2026-06-01", "2027-01-01")]
    running = note(Reason.BUG, "*")
    assert notes_between([*notes, running], "2026-01-01", "2026-06-01") == notes[1:2]
    assert notes_between([*notes, running], "2026-06-01", running=True) == [notes[2], running]


def test_the_gravest_and_most_telling_come_first():
    old = store(
        {"figure_id": "recalled"}, {"figure_id": "gone"}, {"figure_id": "a-little"}, {"figure_id": "much"},
        {"figure_id": "part", "breakdown": "sex=female"}, {"figure_id": "others", "group": "majority"},
    )  # fmt: skip
    new = store(
        {"figure_id": "recalled", **GONE}, {"figure_id": "a-little", "value": 51.0},
        {"figure_id": "much", "value": 99.0},
        {"figure_id": "part", "breakdown": "sex=female", "value": 1.0},
        {"figure_id": "others", "group": "majority", "value": 1.0}, {"figure_id": "new"},
    )  # fmt: skip
    found = difference(old, new)
    assert found["figure_id"].tolist() == ["recalled", "gone", "much", "a-little", "others", "part", "new"]
    assert counts(found) == {
        "recalled": {"method": 1}, "withdrawn": {"unknown": 1}, "changed": {"unknown": 4}, "added": {"unknown": 1},
    }  # fmt: skip


ROWS = st.dictionaries(
    st.sampled_from("abcdef"),
    st.fixed_dictionaries(
        {
            "value": st.one_of(st.none(), st.floats(0, 100)),
            "lower": st.one_of(st.just(NAN), st.floats(0, 1)),
            "population": st.sampled_from(["declared", "single"]),
            "source": st.sampled_from(["jobs", "pay"]),
            "rule": st.sampled_from(["", "r"]),
        }
    ),
)


OPPOSITE = {
    "added": {"withdrawn"},
    "withdrawn": {"added"},
    "changed": {"changed", "recalled"},
    "recalled": {"changed"},
}


def drawn(rows: dict[str, dict[str, Any]], method: str) -> Store:
    full = [
        {**row, "figure_id": name, **({} if row["value"] is not None else {"value": NAN, "status": "suppressed"})}
        for name, row in rows.items()
    ]
    return store(*full, made=changed_in(program={"method": method}))


@given(rows=ROWS)
def test_nothing_moves_between_a_store_and_itself(rows: dict[str, dict[str, Any]]):
    assert difference(drawn(rows, "m"), drawn(dict(reversed(rows.items())), "m")).empty


@given(one=ROWS, other=ROWS)
def test_the_way_back_is_the_mirror_of_the_way_there(one: dict[str, dict[str, Any]], other: dict[str, dict[str, Any]]):
    there, back = (
        difference(*pair).set_index("figure_id").sort_index()
        for pair in ((drawn(one, "m1"), drawn(other, "m2")), (drawn(other, "m2"), drawn(one, "m1")))
    )
    assert there.index.equals(back.index)
    assert all(b in OPPOSITE[a] for a, b in zip(there["move"], back["move"], strict=True))
    assert there["reasons"].tolist() == back["reasons"].tolist()
    for name in ("value", "status", "population"):
        assert there[f"{name}_old"].fillna(-1).tolist() == back[f"{name}_new"].fillna(-1).tolist()


@pytest.mark.parametrize("name", ["figures.csv", "figures.parquet"])
def test_a_store_is_read_as_it_was_written(tmp_path: Path, name: str):
    made = store(A, {"figure_id": "b", **GONE})
    if name.endswith("csv"):
        made.figures.to_csv(tmp_path / name, index=False)
    else:
        made.figures.to_parquet(tmp_path / name, index=False)
    for place in (tmp_path, tmp_path / name):
        assert difference(made, read_store(place)).empty


HEADER = ",".join(["figure_id", *BASE])
TWICE = 2 * ("\na" + "," * len(BASE))
ODD = {
    "no such place": ({}, "there is no such file or folder"),
    "an empty folder": ({"x.txt": "x"}, "no figure store here"),
    "another table": ({"figures.csv": "a,b\n1,2\n"}, "it lacks the columns figure_id"),
    "an empty file": ({"figures.csv": ""}, "not readable as a figure store"),
    "no Parquet": ({"figures.parquet": "x"}, "not readable as a figure store"),
    "an id twice": ({"figures.csv": HEADER + TWICE}, "more than once"),
    "a cut provenance": ({"figures.csv": HEADER, "provenance.json": "{"}, "not readable as JSON"),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_what_is_no_store_is_named(tmp_path: Path, name: str):
    files, said = ODD[name]
    for file, text in files.items():
        (tmp_path / file).write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        read_store(tmp_path if files else tmp_path / "nowhere")
