"""Cart offers in figures: which are given, what they take, how far the next step is."""

from decimal import Decimal
from typing import Any

import pytest

from tests.offers import USUAL, amount, percent, ships
from tests.vouchers.test_pricing import FIVE_PERCENT, item, off, refusals, voucher
from vouchers.rules.cart import CartItem, CartVoucher, DiscountKind, GroupDiscount, Scope
from vouchers.rules.margin_guard import CappedDiscount, DiscountSource, GuardRule
from vouchers.rules.offers import DiscountStep, Offer
from vouchers.rules.pricing import Price, price
from vouchers.rules.thresholds import thresholds

LAMPS, BOOKS = 7, 8


def offer(*steps: DiscountStep, key: int = 1, **fields: Any) -> Offer:
    return Offer(key=key, label=f"Offre {key}", steps=steps, **fields)


def guard(percentage: int, *order: DiscountSource) -> GuardRule:
    return GuardRule(Decimal(percentage), order or USUAL)


def quote(
    *what: CartItem | CartVoucher | Offer,
    group: GroupDiscount | None = None,
    shipping: str | None = "5.80",
    within: GuardRule | None = None,
) -> Price:
    return price(
        [each for each in what if isinstance(each, CartItem)],
        Decimal(shipping) if shipping else None,
        [each for each in what if isinstance(each, CartVoucher)],
        group,
        offers=[each for each in what if isinstance(each, Offer)],
        guard=within,
    )


def next_steps(
    *what: CartItem | CartVoucher | Offer,
    group: GroupDiscount | None = None,
    shipping: str | None = "5.80",
    within: GuardRule | None = None,
) -> list[tuple[int, str, str]]:
    """By offer, what is missing to what."""
    items = [each for each in what if isinstance(each, CartItem)]
    offers = [each for each in what if isinstance(each, Offer)]
    vouchers = [each for each in what if isinstance(each, CartVoucher)]
    cost = Decimal(shipping) if shipping else None
    found = thresholds(
        items,
        offers,
        lambda more, some: price(more, cost, vouchers, group, offers=some, guard=within),
    )
    return [(each.offer.key, f"{each.missing}", each.step.kind.value) for each in found]


def helped_by(*what: CartItem | Offer) -> list[bool]:
    """Of each step that is near: whether any goods help, or the offer's own only."""
    items = [each for each in what if isinstance(each, CartItem)]
    offers = [each for each in what if isinstance(each, Offer)]
    found = thresholds(
        items, offers, lambda more, some: price(more, Decimal(0), [], offers=some)
    )
    return [each.any_goods for each in found]


STEPS = offer(percent(50, 10), percent(100, 15))


@pytest.mark.parametrize(
    ("goods", "taken"),
    [
        ("49.99", []),
        ("50.00", [("offer", "5.00")]),
        ("99.99", [("offer", "10.00")]),
        ("100.00", [("offer", "15.00")]),
    ],
)
def test_the_step_reached_is_given(goods: str, taken: list[tuple[str, str]]) -> None:
    assert off(quote(item(1, goods), STEPS)) == taken


def test_an_offer_without_a_minimum_is_for_every_cart() -> None:
    assert off(quote(item(1, "1.00"), offer(percent(0, 15)))) == [("offer", "0.15")]


def test_a_further_step_never_takes_away_what_an_earlier_one_gave() -> None:
    """20 € from 50 €, 10 % from 100 €: at 100 € the 20 € stay."""
    mixed = offer(amount(50, 20), percent(100, 10))

    assert off(quote(item(1, "100.00"), mixed)) == [("offer", "20.00")]
    assert off(quote(item(1, "300.00"), mixed)) == [("offer", "30.00")]


def test_free_shipping_stands_beside_what_comes_off_the_goods() -> None:
    found = quote(item(1, "80.00"), offer(ships(50), percent(80, 10)))

    assert off(found) == [("offer", "8.00"), ("offer", "5.80")]
    assert (found.shipping, found.total) == (Decimal(0), Decimal("72.00"))


def test_an_amount_never_exceeds_the_goods() -> None:
    assert quote(item(1, "3.00"), offer(amount(0, 5))).total == Decimal("5.80")


def test_offers_come_between_the_group_and_the_vouchers() -> None:
    found = quote(
        item(1, "100.00"),
        voucher("DIX", "0", kind=DiscountKind.PERCENT, percent=Decimal(10)),
        voucher("CINQ", "5.00"),
        offer(percent(50, 10)),
        group=FIVE_PERCENT,
    )

    assert off(found) == [
        ("group", "5.00"),
        ("offer", "9.50"),
        ("DIX", "8.55"),
        ("CINQ", "5.00"),
    ]
    assert found.total == Decimal("77.75")


def test_minimums_are_compared_with_the_goods_before_every_discount() -> None:
    found = quote(item(1, "50.00"), offer(percent(50, 10)), group=FIVE_PERCENT)

    assert off(found) == [("group", "2.50"), ("offer", "4.75")]


def test_gift_cards_neither_count_nor_are_reduced() -> None:
    card = item(2, "100.00", gift_card=True)

    assert off(quote(item(1, "49.99"), card, offer(percent(50, 10)))) == []
    assert off(quote(item(1, "50.00"), card, offer(percent(50, 10)))) == [("offer", "5.00")]


def test_several_offers_are_given_in_turn_each_off_what_is_left() -> None:
    found = quote(
        item(1, "100.00"), offer(percent(0, 10), key=1), offer(percent(0, 10), key=2)
    )

    assert off(found) == [("offer", "10.00"), ("offer", "9.00")]


def test_after_one_that_stops_none_is_given() -> None:
    first = offer(percent(50, 5), key=1, stop=True)
    second = offer(percent(0, 10), key=2)

    assert off(quote(item(1, "50.00"), first, second)) == [("offer", "2.50")]
    assert off(quote(item(1, "49.00"), first, second)) == [("offer", "4.90")]


def test_one_that_has_nothing_to_reduce_stops_nobody() -> None:
    books = offer(
        percent(0, 5), key=1, stop=True, scope=Scope(categories=frozenset({BOOKS}))
    )

    assert off(quote(item(), books, offer(percent(0, 10), key=2))) == [("offer", "4.00")]


def test_an_offer_reduces_only_what_it_is_for() -> None:
    lamps = offer(percent(50, 10), scope=Scope(categories=frozenset({LAMPS})))

    found = quote(item(1, "30.00", categories=frozenset({LAMPS})), item(2, "20.00"), lamps)

    assert [line.total for line in found.lines] == [Decimal("27.00"), Decimal("20.00")]


@pytest.mark.parametrize(
    ("percentage", "taken"), [(4, [("group", "2.00")]), (6, [("offer", "2.40")])]
)
def test_in_place_of_the_group_the_better_of_the_two_is_given(
    percentage: int, taken: list[tuple[str, str]]
) -> None:
    alone = offer(percent(0, percentage), with_group=False)

    assert off(quote(item(), alone, group=FIVE_PERCENT)) == taken


@pytest.mark.parametrize(
    ("worth", "taken"), [("3.00", [("offer", "4.00")]), ("5.00", [("A", "5.00")])]
)
def test_in_place_of_vouchers_the_better_is_given_and_the_other_stays_whole(
    worth: str, taken: list[tuple[str, str]]
) -> None:
    found = quote(item(), voucher("A", worth), offer(percent(0, 10), with_vouchers=False))

    assert off(found) == taken
    assert bool(refusals(found)) is (taken[0][0] == "offer")


def test_what_is_in_the_prices_cannot_be_given_up_for_an_offer() -> None:
    applied = GroupDiscount(label="Or", percent=Decimal(5), in_prices=True)

    assert off(quote(item(), offer(percent(0, 10), with_group=False), group=applied)) == []


def test_how_far_it_is_to_the_next_step() -> None:
    assert next_steps(item(1, "45.00"), STEPS) == [(1, "5.00", "percent")]
    assert next_steps(item(1, "50.00"), STEPS) == [(1, "50.00", "percent")]
    assert next_steps(item(1, "99.99"), STEPS) == [(1, "0.01", "percent")]
    assert next_steps(item(1, "100.00"), STEPS) == []


def test_goods_and_shipping_are_told_apart_the_nearest_first() -> None:
    both = offer(percent(50, 10), ships(40))

    assert next_steps(item(1, "30.00"), both) == [
        (1, "10.00", "shipping"),
        (1, "20.00", "percent"),
    ]
    assert next_steps(item(1, "40.00"), both) == [(1, "10.00", "percent")]


def test_nothing_is_promised_that_is_there_already() -> None:
    free = GroupDiscount(label="Or", free_shipping=True)

    assert next_steps(item(1, "30.00"), offer(ships(40)), group=free) == []
    assert next_steps(item(1, "30.00"), offer(ships(40)), shipping="0.00") == []
    assert next_steps(item(1, "30.00"), offer(ships(40)), shipping=None) == [
        (1, "10.00", "shipping")
    ]
    assert next_steps(item(1, "60.00"), offer(amount(50, 20), percent(100, 10))) == []


def test_nothing_is_promised_that_something_else_would_take_away() -> None:
    goods = item(1, "45.00")
    stopped = [offer(percent(0, 5), key=1, stop=True), offer(percent(50, 10), key=2)]
    alone = offer(percent(50, 10), with_vouchers=False)

    assert next_steps(goods, *stopped) == []
    assert next_steps(goods, alone, voucher("A", "9.00")) == []
    assert next_steps(goods, alone, voucher("A", "1.00")) == [(1, "5.00", "percent")]
    assert (
        next_steps(goods, offer(percent(50, 10)), group=FIVE_PERCENT, within=guard(5)) == []
    )


def test_a_step_of_some_goods_counts_on_more_of_them() -> None:
    lamps = offer(percent(50, 10), scope=Scope(categories=frozenset({LAMPS})))

    assert next_steps(item(1, "45.00"), lamps) == [(1, "5.00", "percent")]


def test_all_discounts_together_come_to_the_ceiling_at_most() -> None:
    found = quote(
        item(1, "100.00"),
        voucher("A", "20.00"),
        offer(percent(0, 10)),
        group=FIVE_PERCENT,
        within=guard(30),
    )

    assert off(found) == [("group", "5.00"), ("offer", "5.00"), ("A", "20.00")]
    assert found.capped == CappedDiscount(Decimal(30), Decimal("34.50"), Decimal("30.00"))
    assert found.total == Decimal("75.80")


@pytest.mark.parametrize(
    ("order", "taken"),
    [
        ("offer group voucher", [("A", "20.00")]),
        ("voucher offer group", [("group", "5.00"), ("offer", "9.50"), ("A", "5.50")]),
        ("group voucher offer", [("offer", "9.50"), ("A", "10.50")]),
        ("voucher group offer", [("group", "5.00"), ("offer", "9.50"), ("A", "5.50")]),
    ],
)
def test_discounts_are_lowered_in_the_declared_order(
    order: str, taken: list[tuple[str, str]]
) -> None:
    found = quote(
        item(1, "100.00"),
        voucher("A", "20.00"),
        offer(percent(0, 10)),
        group=FIVE_PERCENT,
        within=guard(20, *map(DiscountSource, order.split())),
    )

    assert off(found) == taken


def test_a_voucher_that_the_ceiling_leaves_nothing_of_stays_whole() -> None:
    found = quote(
        item(1, "100.00"),
        voucher("A", "10.00", ends=1),
        voucher("B", "10.00"),
        within=guard(10),
    )

    assert off(found) == [("A", "10.00")]
    assert [code for code, _reason in refusals(found)] == ["B"]


def test_below_the_ceiling_nothing_is_said() -> None:
    found = quote(item(1, "100.00"), voucher("A", "10.00"), within=guard(10))

    assert (off(found), found.capped) == ([("A", "10.00")], None)


def test_the_ceiling_is_of_the_goods_without_gift_cards_and_rounded_down() -> None:
    card = item(2, "100.00", gift_card=True)

    found = quote(item(1, "9.99"), card, voucher("A", "5.00"), within=guard(10))

    assert off(found) == [("A", "0.99")]


def test_free_shipping_counts_where_it_is_named() -> None:
    goods, free = item(1, "100.00"), offer(percent(0, 10), ships(0))
    counted = guard(12, DiscountSource.SHIPPING, *USUAL)

    assert off(quote(goods, free, within=guard(12))) == [
        ("offer", "10.00"),
        ("offer", "5.80"),
    ]
    found = quote(goods, free, within=counted)
    assert off(found) == [("offer", "10.00"), ("offer", "2.00")]
    assert (found.shipping, found.total) == (Decimal("3.80"), Decimal("93.80"))


def test_what_is_lowered_is_lowered_on_each_line_in_proportion() -> None:
    found = quote(
        item(1, "30.00"), item(2, "70.00"), offer(percent(0, 50)), within=guard(10)
    )

    assert [line.total for line in found.lines] == [Decimal("27.00"), Decimal("63.00")]


ON_LAMPS = offer(percent(50, 10), scope=Scope(categories=frozenset([LAMPS])))


def test_goods_that_an_offer_is_not_for_do_not_help_a_cart_without_any_it_is_for() -> None:
    book = item(1, "45.00", categories=frozenset([BOOKS]))

    assert helped_by(book, ON_LAMPS) == [False]


def test_where_the_cart_has_goods_the_offer_is_for_any_others_help() -> None:
    lamp = item(1, "5.00", categories=frozenset([LAMPS]))
    book = item(2, "40.00", categories=frozenset([BOOKS]))

    assert helped_by(lamp, book, ON_LAMPS) == [True]


@pytest.mark.parametrize(
    "scope",
    [
        Scope(products=frozenset([3])),
        Scope(excluded_categories=frozenset([BOOKS])),
        Scope(on_sale=False),
    ],
)
def test_whatever_an_offer_leaves_out_does_not_help_towards_it(scope: Scope) -> None:
    left_out = item(1, "45.00", categories=frozenset([BOOKS]), on_sale=True)

    assert helped_by(left_out, offer(percent(50, 10), scope=scope)) == [False]


def test_goods_that_would_bring_an_offer_which_stops_do_not_help() -> None:
    first = offer(
        percent(50, 1), key=2, stop=True, scope=Scope(categories=frozenset([BOOKS]))
    )
    lamp = item(1, "45.00", categories=frozenset([LAMPS]))

    assert helped_by(lamp, first, ON_LAMPS) == [False]
