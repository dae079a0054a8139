"""A representation index and the way of a plan, by hand."""

import pytest

from pipelines.methods.following import progress, representation_index


@pytest.mark.parametrize(
    ("held", "seats", "share", "expected"),
    [
        (1, 8, 12.5, 1.0),
        (1, 8, 25.0, 0.5),
        (0, 8, 25.0, 0.0),
        (3, 12, 10.0, 2.5),
        # The share of nobody, or one that is not known, makes no index; it does not make nought.
        (1, 8, 0.0, None),
        (1, 8, None, None),
    ],
)
def test_the_index_is_the_share_of_seats_over_the_share_of_people(held, seats, share, expected):
    assert representation_index(held, seats, share) == expected


@pytest.mark.parametrize(("held", "seats"), [(9, 8), (-1, 8), (0, 0)])
def test_seats_that_cannot_be_are_an_error(held, seats):
    with pytest.raises(ValueError, match="seats"):
        representation_index(held, seats, 10.0)


@pytest.mark.parametrize(
    ("began", "last", "target", "expected"),
    [
        (20, 65, 200, 25.0),
        (20, 20, 200, 0.0),
        (20, 11, 200, -5.0),
        (20, 200, 200, 100.0),
        # A rate that should fall.
        (12.0, 9.0, 6.0, 50.0),
        (None, 65, 200, None),
        (20, None, 200, None),
        (200, 200, 200, None),
    ],
)
def test_the_way_is_measured_from_the_beginning_to_the_target(began, last, target, expected):
    assert progress(began, last, target) == expected
