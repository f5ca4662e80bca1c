from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import CENT, ZERO, split, to_cent

amounts = st.decimals(0, 100_000, places=2)
weights = st.lists(st.decimals(0, 10_000, places=2), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [("0.005", "0.01"), ("0.0049", "0.00"), ("2.675", "2.68"), ("-0.005", "-0.01")],
)
def test_half_a_cent_is_rounded_away_from_zero(amount: str, rounded: str) -> None:
    assert to_cent(Decimal(amount)) == Decimal(rounded)


def test_a_cent_that_cannot_be_shared_goes_to_the_first_of_equals() -> None:
    thirds = split(Decimal("10.00"), [Decimal(1)] * 3)

    assert thirds == [Decimal("3.34"), Decimal("3.33"), Decimal("3.33")]


def test_the_largest_remainder_gets_the_cent_that_is_left() -> None:
    parts = split(Decimal("0.10"), [Decimal(1), Decimal(1), Decimal(4)])

    assert parts == [Decimal("0.02"), Decimal("0.02"), Decimal("0.06")]


def test_whoever_weighs_nothing_gets_nothing() -> None:
    assert split(Decimal("0.01"), [ZERO, Decimal(5)]) == [ZERO, CENT]


def test_nothing_can_be_shared_among_nobody() -> None:
    assert split(ZERO, []) == []
    assert split(ZERO, [ZERO, ZERO]) == [ZERO, ZERO]


def test_an_amount_without_anybody_to_give_it_to_is_a_mistake() -> None:
    with pytest.raises(ValueError, match=r"0\.01 cannot be split over nothing"):
        split(CENT, [ZERO])


@given(amounts, weights.filter(any))
def test_the_parts_are_the_whole_to_the_cent(
    amount: Decimal, shares: list[Decimal]
) -> None:
    assert sum(split(amount, shares), ZERO) == amount


@given(amounts, weights.filter(any))
def test_no_part_is_a_cent_off_its_exact_share(
    amount: Decimal, shares: list[Decimal]
) -> None:
    total = sum(shares, ZERO)

    parts = split(amount, shares)

    for part, share in zip(parts, shares, strict=True):
        assert abs(part * total - amount * share) < CENT * total


@given(st.decimals(0, 1, places=2), weights.filter(any))
def test_a_part_of_an_amount_never_exceeds_the_line_it_is_taken_off(
    fraction: Decimal, lines: list[Decimal]
) -> None:
    discount = to_cent(sum(lines, ZERO) * fraction)

    assert all(
        part <= line for part, line in zip(split(discount, lines), lines, strict=True)
    )
