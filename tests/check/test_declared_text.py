"""What a declared wording claims of the numbers in it, and what it leaves alone."""

from __future__ import annotations

from pipelines.check.declared_text import Declared
from pipelines.model import Plan


def test_ages_in_a_label_are_not_the_ends_of_a_series(plan: Plan):
    """`{indicator}, {first} to {last}, {place}` is the wording of a drawing; "aged 25 to 54" is a label's own."""
    label = plan.indicators["bachelor-or-above-25-54"].label.en
    reading = Declared(plan, "en").read(f"{label}, Black communities, Provinces and territories, 2021")
    assert "25 to 54" in label
    assert [(claim.kind, claim.value) for claim in reading.claims] == [("period", "2021")]
    assert reading.unproven == ()


def test_the_ends_of_a_series_are_claimed(plan: Plan):
    reading = Declared(plan, "en").read("Unemployment rate, 2006 to 2016, Quebec")
    assert [(claim.kind, claim.value) for claim in reading.claims] == [("first", "2006"), ("last", "2016")]
