"""What vouchers take off a cart, in figures."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.factories import START
from vouchers.rules.attribution import attribute_discount
from vouchers.rules.cart import (
    CartItem,
    CartVoucher,
    DiscountKind,
    GroupDiscount,
    RefusalReason,
    Scope,
)
from vouchers.rules.pricing import Price, ineligibility, price

FIVE_PERCENT = GroupDiscount(label="Fidèles", percent=Decimal(5))


def item(number: int = 1, unit_price: str = "40.00", **fields: Any) -> CartItem:
    usual: dict[str, Any] = {
        "id": str(number),
        "quantity": 1,
        "unit_price": Decimal(unit_price),
    }
    return CartItem(**usual | {"product": number} | fields)


def voucher(
    code: str = "A", amount: str = "5.00", *, ends: int = 30, **fields: Any
) -> CartVoucher:
    """A voucher of 5 € for everything."""
    usual: dict[str, Any] = {
        "code": code,
        "label": f"Bon {code}",
        "kind": DiscountKind.AMOUNT,
    }
    until = START + timedelta(days=ends)
    return CartVoucher(**usual | {"amount": Decimal(amount), "ends": until} | fields)


def percent(code: str, percentage: str, **fields: Any) -> CartVoucher:
    return voucher(
        code, "0", kind=DiscountKind.PERCENT, percent=Decimal(percentage), **fields
    )


def shipping(code: str = "LIVR", **fields: Any) -> CartVoucher:
    return voucher(code, "0", kind=DiscountKind.SHIPPING, **fields)


def quote(
    *what: CartItem | CartVoucher,
    group: GroupDiscount | None = None,
    shipping: str | None = "5.80",
) -> Price:
    items = [each for each in what if isinstance(each, CartItem)]
    vouchers = [each for each in what if isinstance(each, CartVoucher)]
    return price(items, Decimal(shipping) if shipping else None, vouchers, group)


def off(found: Price) -> list[tuple[str | None, str]]:
    """What was taken off, in turn: by code, or by what else it was."""
    return [
        (applied.code or applied.kind, f"{applied.amount}") for applied in found.discounts
    ]


def refusals(found: Price) -> list[tuple[str, RefusalReason]]:
    return [(each.code, each.reason) for each in found.refused]


def only(**ticked: int) -> Scope:
    sets: dict[str, Any] = {name: frozenset({pk}) for name, pk in ticked.items()}
    return Scope(**sets)


def test_a_cart_without_discounts_is_goods_and_shipping() -> None:
    found = quote(item(1, "20.00", quantity=2))

    assert (found.total, found.shipping, found.discounts) == (
        Decimal("45.80"),
        Decimal("5.80"),
        [],
    )
    assert [(line.id, line.subtotal, line.total) for line in found.lines] == [
        ("1", Decimal("40.00"), Decimal("40.00"))
    ]


def test_the_group_comes_first_then_percentages_then_amounts_then_shipping() -> None:
    found = quote(
        item(1, "100.00"),
        shipping(),
        voucher("EUROS", "10.00"),
        percent("DIX", "10"),
        group=FIVE_PERCENT,
    )

    assert off(found) == [
        ("group", "5.00"),
        ("DIX", "9.50"),
        ("EUROS", "10.00"),
        ("LIVR", "5.80"),
    ]
    assert found.total == Decimal("75.50")
    assert found.lines[0].discounts == [
        ("Fidèles", Decimal("5.00")),
        ("Bon DIX", Decimal("9.50")),
        ("Bon EUROS", Decimal("10.00")),
    ]


def test_golden_case_3_below_its_minimum_a_voucher_is_refused_with_what_is_missing() -> (
    None
):
    one = voucher("FID", "1.00", minimum=Decimal(5))

    below = quote(item(1, "4.99"), one)
    enough = quote(item(1, "5.00"), one)

    assert refusals(below) == [("FID", RefusalReason.BELOW_MINIMUM)]
    assert below.refused[0].missing == Decimal("0.01")
    assert below.total == Decimal("10.79")
    assert (off(enough), refusals(enough)) == ([("FID", "1.00")], [])


def test_golden_case_4_a_percentage_is_rounded_once_and_split_to_the_cent() -> None:
    prices = ["1.06", "2.06", "3.06", "4.06"]
    found = quote(*map(item, range(1, 5), prices), percent("DIX", "10"), shipping="0.00")

    assert off(found) == [("DIX", "1.02")]
    assert [line.discounts[0][1] for line in found.lines] == [
        Decimal("0.11"),
        Decimal("0.21"),
        Decimal("0.30"),
        Decimal("0.40"),
    ]
    assert found.total == Decimal("9.22")


@pytest.mark.parametrize(
    ("unit_price", "percentage", "taken"),
    [("0.05", "10", "0.01"), ("0.14", "10", "0.01"), ("0.15", "10", "0.02")],
)
def test_half_a_cent_is_rounded_up(unit_price: str, percentage: str, taken: str) -> None:
    found = quote(item(1, unit_price), percent("DIX", percentage))

    assert off(found) == [("DIX", taken)]


def test_a_percentage_too_small_for_a_cent_is_kept_for_another_day() -> None:
    found = quote(item(1, "0.04"), percent("DIX", "10"))

    assert (off(found), refusals(found)) == ([], [("DIX", RefusalReason.NOT_COMBINABLE)])


def test_percentages_are_taken_off_the_same_goods() -> None:
    found = quote(item(1, "100.00"), percent("DIX", "10"), percent("VINGT", "20"))

    assert off(found) == [("DIX", "10.00"), ("VINGT", "20.00")]


def test_percentages_never_come_to_more_than_the_goods() -> None:
    found = quote(
        item(1, "100.00"), percent("A", "60"), percent("B", "60"), shipping="0.00"
    )

    assert off(found) == [("A", "60.00"), ("B", "40.00")]
    assert found.total == 0


def test_a_voucher_worth_more_than_the_goods_takes_the_goods_and_not_the_shipping() -> None:
    found = quote(item(1, "3.00"), voucher("A", "5.00"))

    assert off(found) == [("A", "3.00")]
    assert found.total == Decimal("5.80")


def test_a_voucher_that_finds_nothing_left_stays_whole() -> None:
    found = quote(item(1, "5.00"), voucher("A"), voucher("B", ends=20))

    assert off(found) == [("B", "5.00")]
    assert refusals(found) == [("A", RefusalReason.NOT_COMBINABLE)]


def test_an_amount_is_spread_over_the_lines_in_proportion() -> None:
    found = quote(item(1, "10.00"), item(2, "20.00"), voucher("A", "1.00"))

    assert [line.total for line in found.lines] == [Decimal("9.67"), Decimal("19.33")]


def test_the_minimum_is_compared_with_the_goods_before_every_discount() -> None:
    found = quote(
        item(1, "50.00"),
        voucher("A", minimum=Decimal(50)),
        percent("MOITIE", "50"),
        group=FIVE_PERCENT,
    )

    assert off(found) == [("group", "2.50"), ("MOITIE", "23.75"), ("A", "5.00")]


def test_a_minimum_may_be_meant_excluding_tax() -> None:
    lamp = item(1, "20.00", quantity=3, unit_price_excl_tax=Decimal("16.67"))
    excl = voucher("A", minimum=Decimal("50.02"), minimum_excl_tax=True)

    assert quote(lamp, excl).refused[0].missing == Decimal("0.01")
    assert off(quote(lamp, voucher("A", minimum=Decimal("50.02")))) == [("A", "5.00")]


def test_a_price_without_its_tax_said_counts_as_it_is() -> None:
    excl = voucher("A", minimum=Decimal(40), minimum_excl_tax=True)

    assert off(quote(item(1, "40.00"), excl)) == [("A", "5.00")]


def test_gift_cards_are_neither_reduced_nor_counted() -> None:
    card = item(2, "100.00", gift_card=True)

    found = quote(item(1, "10.00"), card, percent("DIX", "10"), group=FIVE_PERCENT)
    alone = quote(card, voucher("A"), voucher("B", minimum=Decimal(5)))

    assert off(found) == [("group", "0.50"), ("DIX", "0.95")]
    assert found.lines[1].total == Decimal("100.00")
    assert refusals(alone) == [
        ("A", RefusalReason.NO_ELIGIBLE_PRODUCT),
        ("B", RefusalReason.BELOW_MINIMUM),
    ]


LAMPS, BOOKS = 7, 8


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        (Scope(), [True, True, True]),
        (only(categories=LAMPS), [True, False, False]),
        (only(products=2), [False, True, False]),
        (
            Scope(categories=frozenset({LAMPS}), products=frozenset({3})),
            [True, False, True],
        ),
        (only(excluded_categories=BOOKS), [True, False, True]),
        (only(excluded_products=3), [True, True, False]),
        (
            Scope(categories=frozenset({LAMPS}), excluded_products=frozenset({1})),
            [False, False, False],
        ),
        (Scope(on_sale=False), [True, True, False]),
    ],
)
def test_a_voucher_is_for_the_goods_that_are_ticked(
    scope: Scope, covered: list[bool]
) -> None:
    lines = [
        item(1, categories=frozenset({LAMPS, 1})),
        item(2, categories=frozenset({BOOKS})),
        item(3, on_sale=True),
    ]

    found = quote(*lines, percent("DIX", "10", scope=scope))

    assert [bool(line.discounts) for line in found.lines] == covered
    assert bool(found.discounts) is any(covered)
    assert refusals(found) == [("DIX", RefusalReason.NO_ELIGIBLE_PRODUCT)] * (
        not any(covered)
    )


def test_a_voucher_for_everything_leaves_books_to_the_voucher_for_books() -> None:
    """Poured in turn, the first would take of the books what the second needs."""
    found = quote(
        item(1, "5.00", categories=frozenset({BOOKS})),
        item(2, "5.00"),
        voucher("TOUT", "5.00", ends=1),
        voucher("LIVRES", "5.00", scope=only(categories=BOOKS)),
        shipping="0.00",
    )

    assert off(found) == [("TOUT", "5.00"), ("LIVRES", "5.00")]
    assert found.total == 0


def test_vouchers_make_room_for_each_other_around_the_corner() -> None:
    """A may take lamps or books, B books or toys, C toys only: all find their place."""
    lamps, books, toys = 1, 2, 3
    found = quote(
        item(1, "5.00", categories=frozenset({lamps})),
        item(2, "5.00", categories=frozenset({books})),
        item(3, "5.00", categories=frozenset({toys})),
        voucher("A", ends=1, scope=Scope(categories=frozenset({lamps, books}))),
        voucher("B", ends=2, scope=Scope(categories=frozenset({books, toys}))),
        voucher("C", ends=3, scope=Scope(categories=frozenset({toys}))),
        voucher("D", ends=4, scope=Scope(categories=frozenset({books, toys}))),
        shipping="0.00",
    )

    assert off(found) == [("A", "5.00"), ("B", "5.00"), ("C", "5.00")]
    assert refusals(found) == [("D", RefusalReason.NOT_COMBINABLE)]
    assert found.total == 0


def test_vouchers_that_exclude_each_other_leave_the_better_one() -> None:
    alone: dict[str, Any] = {"with_vouchers": False}

    found = quote(item(), voucher("CINQ", **alone), voucher("SIX", "6.00", **alone))

    assert off(found) == [("SIX", "6.00")]
    assert refusals(found) == [("CINQ", RefusalReason.NOT_COMBINABLE)]


def test_several_that_go_together_may_beat_one_that_stands_alone() -> None:
    found = quote(
        item(), voucher("A"), voucher("B"), voucher("SEUL", "9.99", with_vouchers=False)
    )

    assert off(found) == [("A", "5.00"), ("B", "5.00")]
    assert refusals(found) == [("SEUL", RefusalReason.NOT_COMBINABLE)]


def test_one_that_stands_alone_may_beat_several() -> None:
    found = quote(
        item(), voucher("A"), voucher("B"), voucher("SEUL", "10.01", with_vouchers=False)
    )

    assert off(found) == [("SEUL", "10.01")]
    assert [code for code, _reason in refusals(found)] == ["A", "B"]


def test_among_equals_the_one_that_ends_first_is_used_then_by_code() -> None:
    alone: dict[str, Any] = {"with_vouchers": False}

    assert off(
        quote(item(), voucher("A", ends=9, **alone), voucher("B", ends=8, **alone))
    ) == [("B", "5.00")]
    assert off(quote(item(), voucher("b", **alone), voucher("A", **alone))) == [
        ("A", "5.00")
    ]


@pytest.mark.parametrize(
    ("amount", "taken"),
    [("1.99", [("group", "2.00")]), ("2.01", [("A", "2.01")])],
)
def test_a_voucher_that_excludes_the_group_gives_way_to_it_or_replaces_it(
    amount: str, taken: list[tuple[str, str]]
) -> None:
    found = quote(item(), voucher("A", amount, with_group=False), group=FIVE_PERCENT)

    assert off(found) == taken
    assert bool(found.refused) is (taken[0][0] == "group")


def test_a_voucher_that_replaces_the_group_takes_the_others_along() -> None:
    found = quote(
        item(),
        voucher("A", "3.00", with_group=False),
        voucher("B", "1.00"),
        group=FIVE_PERCENT,
    )

    assert off(found) == [("A", "3.00"), ("B", "1.00")]


def test_a_group_without_discount_excludes_nothing() -> None:
    found = quote(item(), voucher("A", with_group=False), group=GroupDiscount(label="Tous"))

    assert off(found) == [("A", "5.00")]


def test_a_discount_that_is_in_the_prices_is_not_taken_again() -> None:
    applied = GroupDiscount(label="Fidèles", percent=Decimal(5), in_prices=True)

    found = quote(item(), voucher("A"), voucher("B", with_group=False), group=applied)

    assert off(found) == [("A", "5.00")]
    assert refusals(found) == [("B", RefusalReason.NOT_COMBINABLE)]


def test_a_group_may_ship_for_nothing() -> None:
    free = GroupDiscount(label="Or", free_shipping=True)

    found = quote(item(), shipping(), group=free)

    assert off(found) == [("shipping", "5.80")]
    assert refusals(found) == [("LIVR", RefusalReason.NOT_COMBINABLE)]
    assert (found.shipping, found.total) == (Decimal(0), Decimal("40.00"))


def test_shipping_is_given_once() -> None:
    found = quote(item(), shipping("A"), shipping("B", ends=1))

    assert off(found) == [("B", "5.80")]
    assert refusals(found) == [("A", RefusalReason.NOT_COMBINABLE)]


def test_while_shipping_is_not_known_a_voucher_for_it_stands_there() -> None:
    found = quote(item(), shipping(), shipping=None)

    assert off(found) == [("LIVR", "0.00")]
    assert refusals(found) == []
    assert found.total == Decimal("40.00")


def test_where_nothing_is_charged_a_voucher_for_shipping_is_not_wasted() -> None:
    found = quote(item(), shipping(), shipping="0.00")

    assert refusals(found) == [("LIVR", RefusalReason.NOT_COMBINABLE)]


def test_an_empty_cart_comes_to_its_shipping() -> None:
    found = quote(voucher("A"), percent("DIX", "10"), group=FIVE_PERCENT)

    assert found.total == Decimal("5.80")
    assert refusals(found) == [
        ("A", RefusalReason.NO_ELIGIBLE_PRODUCT),
        ("DIX", RefusalReason.NO_ELIGIBLE_PRODUCT),
    ]


@pytest.mark.parametrize(
    ("discount", "taken"),
    [
        ("14.50", {"DIX": "9.50", "A": "5.00"}),
        ("12.00", {"DIX": "9.50", "A": "2.50"}),
        ("4.00", {"DIX": "4.00", "A": "0.00"}),
        ("99.00", {"DIX": "9.50", "A": "5.00"}),
    ],
)
def test_an_order_books_what_the_arithmetic_says_and_its_discount_allows(
    discount: str, taken: dict[str, str]
) -> None:
    found = attribute_discount(
        [item(1, "100.00")],
        [voucher("A"), percent("DIX", "10")],
        group=FIVE_PERCENT,
        discount=Decimal(discount),
    ).vouchers

    assert {code: f"{amount}" for code, amount in found.items()} == taken


def test_an_order_that_took_what_it_might_not_is_booked_all_the_same() -> None:
    found = attribute_discount(
        [item(1, "4.00")],
        [
            voucher("A", "1.00", minimum=Decimal(5), with_vouchers=False),
            voucher("B", "1.00"),
        ],
        group=GroupDiscount(label="Tous"),
        discount=Decimal(2),
    ).vouchers

    assert found == {"A": Decimal("1.00"), "B": Decimal("1.00")}


def test_a_percentage_takes_no_more_than_its_most() -> None:
    capped = percent("A", "20", max_amount=Decimal(30))

    assert off(price([item(1, "100.00")], Decimal(0), [capped])) == [("A", "20.00")]
    assert off(price([item(1, "500.00")], Decimal(0), [capped])) == [("A", "30.00")]


def test_percentages_that_are_all_together_leave_not_a_cent() -> None:
    halves = [percent(code, "50") for code in "AB"]

    for price_of_each in ("12.35", "0.05", "33.33"):
        items = [item(number, price_of_each) for number in (1, 2, 3)]
        assert price(items, Decimal(0), halves).total == 0


def test_a_minimum_of_its_own_goods_leaves_others_out() -> None:
    lamps = Scope(categories=frozenset([7]))
    own = voucher("A", minimum=Decimal(50), minimum_of_goods=True, scope=lamps)
    any_goods = replace(own, minimum_of_goods=False)
    items = [item(1, "40.00", categories=frozenset([7])), item(2, "30.00")]

    refusal = ineligibility(own, items)

    assert refusal
    assert (refusal.missing, refusal.of_goods) == (Decimal("10.00"), True)
    assert ineligibility(any_goods, items) is None
    assert ineligibility(own, [item(1, "50.00", categories=frozenset([7]))]) is None


def test_what_is_missing_must_be_its_own_goods_where_the_cart_has_none() -> None:
    lamps = Scope(categories=frozenset([7]))
    needs = voucher("A", minimum=Decimal(50), scope=lamps)

    without = ineligibility(needs, [item(1, "40.00")])
    beside = ineligibility(needs, [item(1, "40.00", categories=frozenset([7]))])

    assert without
    assert beside
    assert (without.of_goods, beside.of_goods) == (True, False)
