from decimal import Decimal

import pytest

from core.quantities import Quantity, is_quantity, plain, shortest, to_quantity


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        (-1, False),
        (0, True),
        (2**31 - 1, True),
        (2**31, False),
        (Decimal("0.001"), True),
        (Decimal("1.500"), True),
        (Decimal("0.0001"), False),
        (Decimal("-0.5"), False),
    ],
)
def test_a_quantity_fits_its_column(value: Quantity, fits: bool) -> None:
    assert is_quantity(value) is fits


@pytest.mark.parametrize(
    ("value", "written"),
    [("2.000", "2"), ("100.000", "100"), ("1.500", "1.5"), ("0.250", "0.25"), ("0", "0")],
)
def test_a_quantity_is_read_without_zeros_at_its_end(value: str, written: str) -> None:
    assert str(shortest(Decimal(value))) == written
    assert plain(Decimal(value)) == written


def test_a_quantity_is_rounded_to_three_decimals() -> None:
    assert to_quantity(Decimal("1.23456")) == Decimal("1.235")
