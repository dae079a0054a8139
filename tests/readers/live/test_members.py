"""Slices against a table's dimensions: which cells are wanted, and what is said where the table is another."""

import pytest

from pipelines.errors import SourceError
from pipelines.model import Slice
from pipelines.readers.members import Dimension, wanted

AGE = Dimension(name="Age (3)", members={"1": "Total – Age", "2": "0 to 14 years", "3": "15 years and over"})
SEX = Dimension(name="Gender (3)", members={"1": "Total - Gender", "2": "Men+", "3": "Women+"})
FOLS = Dimension(name="FOLS (3)", members={"1": "Total - FOLS", "2": "English", "3": "French"})
CI = Dimension(name="Statistics (3)", members={"1": "Count", "2": "Lower, Count", "3": "Upper,  Count\n"})
AXES = {
    "fols": {"total": "Total - FOLS [1]", "english": "English [2]"},
    "ages": {"all": "Total - Age [1]", "0-14": "0 to 14 years", "15-plus": "15 years and over [3]"},
    "gender": {"all": "Total - Gender", "male": "Men+"},
    "ci": {"value": "Count", "lower": "Lower, Count [2]", "upper": "Upper, Count"},
}


def cells(dimensions: list[Dimension], crossed: bool = False, measure: str = "persons", **uses: object):
    names = {"age": "Age (3)", "sex": "Gender (3)", "fols": "FOLS (3)", "ci": "Statistics (3)"}
    declared = {names.get(name, name): use for name, use in uses.items()}
    return wanted([Slice(dimensions=declared, measure=measure, crossed=crossed)], AXES, dimensions, "drawn")


def test_a_named_member_is_the_only_one_of_its_dimension():
    (cell,) = cells([AGE], age="0 to 14 years [2]")
    assert (cell.members, cell.breakdown, cell.bound) == (("2",), "", "value")


def test_breakdowns_are_taken_one_at_a_time():
    found = cells([AGE, SEX, FOLS], age={"age": "ages"}, sex={"sex": "gender"}, fols={"population": "fols"})
    keys = {cell.breakdown for cell in found}
    assert keys == {"", "age=0-14", "age=15-plus", "sex=male"}
    assert {cell.members for cell in found if cell.breakdown == "sex=male"} == {("1", "2", "1"), ("1", "2", "2")}
    assert {cell.population for cell in found} == {"total", "english"}


def test_crossed_breakdowns_are_taken_together_in_the_order_of_their_ids():
    found = cells([SEX, AGE], crossed=True, sex={"sex": "gender"}, age={"age": "ages"})
    assert [cell.members for cell in found if cell.breakdown == "age=0-14;sex=male"] == [("2", "2")]
    assert len(found) == 6


def test_bounds_are_the_bounds_of_the_same_cell():
    found = cells([AGE, CI], age="Total - Age", ci={"bounds": "ci"})
    assert {cell.bound: cell.members for cell in found} == {
        "value": ("1", "1"),
        "lower": ("1", "2"),
        "upper": ("1", "3"),
    }
    assert len({cell.name for cell in found}) == 1


def test_roles_give_measure_and_period():
    axes = {"years": {"2016": "2016 [2]", "2021": "2021 [1]"}, "rates": {"employment": "Employment rate"}}
    years = Dimension(name="Census year (2)", members={"1": "2021", "2": "2016"})
    rates = Dimension(name="Rates", members={"7": "Employment rate"})
    piece = Slice(dimensions={"Census year (2)": {"period": "years"}, "Rates": {"measure": "rates"}})
    found = wanted([piece], axes, [years, rates], "drawn")
    assert {(cell.measure, cell.period, cell.members) for cell in found} == {
        ("employment", "2016", ("2", "7")),
        ("employment", "2021", ("1", "7")),
    }


def test_dashes_quotes_and_spaces_do_not_matter():
    odd = Dimension(name=" Age\u00a0 (3)", members={"1": "Total \u2014 Men\u2019s  age"})
    (cell,) = wanted([Slice(dimensions={"Age (3)": "Total - Men's age [1]"}, measure="m")], {}, [odd], "drawn")
    assert cell.members == ("1",)


def test_one_cell_wanted_by_two_slices_is_read_once():
    piece = Slice(dimensions={"Age (3)": {"age": "ages"}}, measure="persons")
    other = Slice(dimensions={"Age (3)": "Total - Age"}, measure="persons")
    assert len(wanted([piece, other], AXES, [AGE], "drawn")) == 3


def test_two_cells_under_one_name_are_refused():
    pieces = [Slice(dimensions={"Age (3)": member}, measure="persons") for member in ("0 to 14 years", "Total - Age")]
    with pytest.raises(
        SourceError, match=r"slice 2: two cells of the table have one name .persons.: 0 to 14 years and Total"
    ):
        wanted(pieces, AXES, [AGE], "drawn")


@pytest.mark.parametrize(
    ("dimension", "use", "message"),
    [
        (
            AGE,
            {"Age (4)": "Total - Age"},
            r"has no dimension 'Age \(4\)'; the nearest is 'Age \(3\)'; it has 'Age \(3\)'",
        ),
        (AGE, {}, r"has a dimension 'Age \(3\)' that the slice does not name"),
        (AGE, {"Age (3)": "Babies"}, r"dimension 'Age \(3\)': no member 'Babies'"),
        (AGE, {"Age (3)": "0 to 15 years"}, r"no member '0 to 15 years'; the nearest is '0 to 14 years'"),
        (
            AGE,
            {"Age (3)": "0 to 15 years [2]"},
            r"id 2 is declared as '0 to 15 years', but the table calls it '0 to 14",
        ),
        (
            AGE,
            {"Age (3)": "0 to 14 years [3]"},
            r"id 3 is declared as '0 to 14 years', but in the table it is '15 years and over', and '0 to 14 years' "
            r"has id 2; the ids may have been reshuffled",
        ),
        (AGE, {"Age (3)": "0 to 14 years [9]"}, r"no member has id 9; '0 to 14 years' has id 2"),
        (AGE, {"Age (3)": "Babies [9]"}, r"no member 'Babies' with id 9"),
        (
            Dimension(name="Age (3)", members={"1": "English", "4": "English"}),
            {"Age (3)": "English"},
            r"2 members are called 'English' \(ids 1, 4\); write the id .* English \[1\]",
        ),
        (AGE, {"Age (3)": {"age": "years"}}, r"no such axis: 'years'"),
        (AGE, {"Age (3)": {"age": "ages", "sex": "gender"}}, r"2 roles; give one"),
        (AGE, {"Age (3)": {"bounds": "ages"}}, r"no such bound: 'all'; an axis of bounds names value, lower, upper"),
    ],
)
def test_a_table_that_is_not_the_declared_one_is_told(dimension: Dimension, use: dict[str, object], message: str):
    with pytest.raises(SourceError, match=message):
        wanted([Slice(dimensions=use, measure="persons")], AXES, [dimension], "drawn")


def test_a_role_belongs_to_one_dimension():
    with pytest.raises(SourceError, match="the role population is given to two dimensions"):
        cells([FOLS, AGE], fols={"population": "fols"}, age={"population": "ages"})


def test_an_axis_has_one_name_a_member():
    with pytest.raises(SourceError, match="axis twice has two names for member 'English'"):
        wanted(
            [Slice(dimensions={"FOLS (3)": {"population": "twice"}}, measure="m")],
            {"twice": {"a": "English [2]", "b": "English"}},
            [FOLS],
            "drawn",
        )
