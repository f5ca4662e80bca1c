"""What points are worth, and how many of them convert."""

from decimal import Decimal

import pytest

from earning.rules import converting


@pytest.mark.parametrize(
    ("points", "value", "worth"),
    [(4, "0.50", "2.00"), (1, "0.005", "0.01"), (1, "0.0049", "0.00"), (0, "0.50", "0.00")],
)
def test_points_are_worth_their_value_to_the_cent(
    points: int, value: str, worth: str
) -> None:
    assert converting.worth(points, Decimal(value)) == Decimal(worth)


@pytest.mark.parametrize(
    ("minimum", "step", "value", "least"),
    [
        (1, 1, "0.50", 1),
        (15, 10, "0.50", 20),
        (20, 10, "0.50", 20),
        (1, 7, "0.50", 7),
        (1, 1, "0.001", 5),
        (1, 1, "0.005", 1),
        (1, 4, "0.0001", 52),
    ],
)
def test_a_voucher_takes_the_minimum_in_whole_steps_and_is_worth_a_cent(
    minimum: int, step: int, value: str, least: int
) -> None:
    found = converting.least_convertible(minimum=minimum, step=step, value=Decimal(value))

    assert found == least
    assert converting.worth(found, Decimal(value)) >= Decimal("0.01")


@pytest.mark.parametrize(
    ("available", "least", "step", "convertible"),
    [(25, 20, 10, 20), (19, 20, 10, 0), (0, 1, 1, 0), (7, 1, 1, 7), (20, 20, 10, 20)],
)
def test_the_most_that_converts_is_a_multiple_of_the_step_or_nothing(
    available: int, least: int, step: int, convertible: int
) -> None:
    assert converting.convertible(available, least=least, step=step) == convertible
