"""Cards pay a priced cart: the arithmetic, whatever the cart."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giftcards.rules.paying import PayingCard, pay, payable, pieces_kept
from tests.factories import START
from tests.vouchers.test_price_properties import carts, cents, groups, vouchers
from vouchers.rules.cart import CartItem, CartVoucher, GroupDiscount
from vouchers.rules.pricing import price


def card(code: str, left: str, *, minimum: str = "0", ends: int = 0) -> PayingCard:
    return PayingCard(
        code=code,
        left=Decimal(left),
        minimum=Decimal(minimum),
        ends=START + timedelta(days=ends),
    )


def item(price: str = "40.00", *, gift_card: bool = False, number: int = 1) -> CartItem:
    return CartItem(
        id=f"{number}", quantity=1, unit_price=Decimal(price), gift_card=gift_card
    )


def paid(
    cards: list[PayingCard], items: list[CartItem], shipping: str = "0"
) -> tuple[list[tuple[str, str]], list[tuple[str, str, str | None]]]:
    payments, refused = pay(cards, items, price(items, Decimal(shipping), []))
    return (
        [(each.code, f"{each.amount}") for each in payments],
        [
            (
                each.code,
                each.reason.value,
                None if each.missing is None else f"{each.missing}",
            )
            for each in refused
        ],
    )


def test_the_card_that_ends_first_pays_first() -> None:
    late, soon = card("A", "30.00", ends=2), card("B", "25.00", ends=1)

    assert paid([late, soon], [item()]) == ([("B", "25.00"), ("A", "15.00")], [])


def test_a_card_that_finds_nothing_to_pay_stays_as_it_is() -> None:
    cards = [card("A", "40.00"), card("B", "5.00")]

    assert paid(cards, [item()]) == ([("A", "40.00")], [("B", "nothing_to_pay", None)])


def test_a_card_pays_shipping_and_no_other_card() -> None:
    items = [item("10.00"), item("50.00", gift_card=True, number=2)]

    assert paid([card("A", "99.00")], items, "5.80") == ([("A", "15.80")], [])


def test_the_minimum_counts_goods_before_any_discount_and_no_cards() -> None:
    items = [item("10.00"), item("50.00", gift_card=True, number=2)]

    assert paid([card("A", "5.00", minimum="30.00")], items) == (
        [],
        [("A", "below_minimum", "20.00")],
    )


@pytest.mark.parametrize(
    ("quantity", "refunded", "returned", "kept"),
    [
        (3, 0, "0", 3),
        (3, 2, "0", 1),
        (3, 1, "150.00", 2),
        (3, 0, "49.99", 3),
        (3, 0, "100.00", 1),
        (1, 1, "0", 0),
    ],
)
def test_cards_of_a_line_that_were_not_given_back(
    quantity: int, refunded: int, returned: str, kept: int
) -> None:
    price = Decimal(50)

    assert pieces_kept(quantity, refunded, Decimal(returned), price) == kept


@st.composite
def some_cards(draw: st.DrawFn) -> list[PayingCard]:
    return [
        card(
            f"C{number}",
            f"{draw(cents(5_000)) + Decimal('0.01')}",
            minimum=draw(st.sampled_from(["0", "0", "20"])),
            ends=draw(st.integers(0, 2)),
        )
        for number in range(draw(st.integers(0, 3)))
    ]


@given(carts(), cents(1000), vouchers(), groups, some_cards())
def test_cards_pay_and_change_nothing_else(
    items: list[CartItem],
    shipping: Decimal,
    given_vouchers: list[CartVoucher],
    group: GroupDiscount | None,
    cards: list[PayingCard],
) -> None:
    quote = price(items, shipping, given_vouchers, group)

    payments, refused = pay(cards, items, quote)

    total = sum(each.amount for each in payments)
    assert 0 <= total <= payable(items, quote) <= quote.total
    assert all(each.amount > 0 for each in payments)
    by_code = {each.code: each for each in cards}
    assert all(each.amount <= by_code[each.code].left for each in payments)
    codes = [each.code for each in payments] + [each.code for each in refused]
    assert sorted(codes) == sorted(by_code)
    # As long as anything is due, no card that may pay keeps anything back.
    if total < payable(items, quote):
        assert all(each.amount == by_code[each.code].left for each in payments)
        assert {each.reason.value for each in refused} <= {"below_minimum"}
    assert quote == price(items, shipping, given_vouchers, group)
