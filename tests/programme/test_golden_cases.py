"""The cases the programme is promised to get right, in the words of its specification."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest

from earning import actions as earning
from earning.models import BonusTerms
from points import actions as points
from points.models import Lot, Movement
from shop.models import Customer, Product, Shop
from shop.rules.facts import OrderLineFact
from tests.factories import day, line
from tests.statements import (
    assert_honest,
    convert,
    left,
    lot_of,
    points_of,
    put_order,
    set_rules,
    story,
)

PARIS = ZoneInfo("Europe/Paris")


def test_1_forty_euros_are_four_points_and_a_voucher_of_two_euros(
    shop: Shop, alice: Customer
) -> None:
    receipt = put_order(shop, "46", line(1, "40.00"), customer=alice)

    assert receipt.settlement.points.change == 4
    assert points_of(alice) == (4, 0, 0)
    assert lot_of("46", alice).state_at(day(0)) == Lot.State.AVAILABLE

    voucher = convert(alice, on=1)

    assert voucher.amount == Decimal("2.00")
    assert voucher.label == "Récompense fidélité"
    assert voucher.minimum == Decimal("5.00")
    assert voucher.valid_until == datetime(2027, 5, 3, tzinfo=PARIS)
    assert points_of(alice, on=1) == (0, 0, 0)
    assert lot_of("46", alice).state_at(day(1)) == Lot.State.CONVERTED


@pytest.mark.parametrize("refunds", [*permutations("ABC")])
def test_2_each_product_sent_back_takes_what_it_had_given(
    shop: Shop, alice: Customer, refunds: tuple[str, ...]
) -> None:
    prices = {"A": 10, "B": 10, "C": 20}
    more = {"A": 10, "B": 20, "C": 0}
    bonuses = [
        BonusTerms(
            priority=points,
            name=name,
            kind="points",
            points=points,
            products=[_key(shop, name)],
        )
        for name, points in more.items()
        if points
    ]
    set_rules(shop, ratio=Decimal(1), bonuses=bonuses)

    def lines(*back: str) -> list[OrderLineFact]:
        return [
            line(
                number,
                f"{prices[name]}",
                product=name,
                refunded_quantity=int(name in back),
            )
            for number, name in enumerate("ABC")
        ]

    put_order(shop, "46", *lines(), customer=alice)
    assert points_of(alice) == (70, 0, 0)

    for number in (1, 2, 3):
        put_order(shop, "46", *lines(*refunds[:number]), customer=alice, on=number)

        kept = sum(prices[name] + more[name] for name in refunds[number:])
        assert points_of(alice, on=number) == (kept, 0, 0)
    assert_honest()


def _key(shop: Shop, product: str) -> int:
    return Product.objects.create(shop=shop, external_id=product).pk


def test_3_points_are_taken_back_at_the_rate_they_were_given(
    shop: Shop, alice: Customer
) -> None:
    set_rules(shop, ratio=Decimal(1))
    put_order(shop, "46", line(1, "50.00"), customer=alice)
    set_rules(shop, on=1, ratio=Decimal("0.50"))

    receipt = put_order(
        shop, "46", line(1, "50.00"), customer=alice, on=2, state="refunded"
    )

    assert receipt.settlement.points.change == -50
    assert story(alice) == [("settle", 50, 50), ("settle", -50, 0)]


def test_4_only_whole_blocks_count(shop: Shop, alice: Customer, bob: Customer) -> None:
    put_order(shop, "46", line(1, "29.90"), customer=alice)
    set_rules(shop, ratio=Decimal(2), points_per_block=10)
    put_order(shop, "47", line(1, "7.00"), customer=bob)

    assert points_of(alice) == (2, 0, 0)
    assert points_of(bob) == (30, 0, 0)


def test_5_a_spend_takes_the_first_to_end_and_comes_back_where_it_came_from(
    shop: Shop, alice: Customer
) -> None:
    set_rules(shop, ratio=Decimal(1), validity=30)
    put_order(shop, "first", line(1, "100.00"), customer=alice)
    later = day(0) + timedelta(minutes=1)
    earning.save_rules(
        shop=shop,
        base=lot_of("first", alice).rules,
        values={"validity": 45},
        author="staff:1",
        now=later,
    )
    put_order(shop, "second", line(1, "200.00"), customer=alice, paid_at=later, now=later)

    voucher = convert(alice, 180, on=1)
    assert left(alice) == {"first": 0, "second": 120}

    points.cancel_conversion(voucher=voucher, author="staff:1", now=day(20))
    assert left(alice) == {"first": 100, "second": 200}
    assert points_of(alice, on=30) == (300, 0, 0)
    assert points_of(alice, on=31) == (200, 0, 0)
    assert points_of(alice, on=46) == (0, 0, 0)


def test_6_a_second_after_its_end_a_lot_is_neither_seen_nor_spent(
    shop: Shop, alice: Customer
) -> None:
    set_rules(shop, validity=1, validity_unit="months")
    paid = datetime(2027, 1, 31, 12, tzinfo=PARIS)
    put_order(shop, "46", customer=alice, placed_at=paid, paid_at=paid, now=paid)
    end = datetime(2027, 3, 1, tzinfo=PARIS)
    last = end - timedelta(seconds=1)

    assert lot_of("46", alice).expires_at == end
    assert lot_of("46", alice).state_at(last) == Lot.State.AVAILABLE
    assert lot_of("46", alice).state_at(end) == Lot.State.EXPIRED
    with pytest.raises(points.NothingToConvert):
        points.convert(customer=alice, points=None, author="customer", now=end)
    with pytest.raises(points.NotEnoughPoints):
        points.convert(customer=alice, points=4, author="customer", now=end)
    assert Movement.objects.count() == 1
    voucher = points.convert(customer=alice, points=4, author="customer", now=last)
    assert voucher.amount == Decimal("2.00")


def test_7_a_state_that_comes_back_gives_once(shop: Shop, alice: Customer) -> None:
    for on, state in enumerate(["paid", "cancelled", "paid", "paid", "delivered"]):
        put_order(shop, "46", customer=alice, on=on, state=state)

    assert points_of(alice, on=5) == (4, 0, 0)
    assert story(alice) == [("settle", 4, 4), ("settle", -4, 0), ("settle", 4, 4)]
    assert_honest()


def test_7_a_refund_that_arrives_before_the_payment_counts_as_if_in_order(
    shop: Shop, alice: Customer
) -> None:
    half = line(1, "40.00", quantity=2, refunded_quantity=1)
    put_order(shop, "46", half, customer=alice, on=3, state="shipped")
    put_order(shop, "46", line(1, "40.00", quantity=2), customer=alice, on=1, now=day(4))
    put_order(shop, "47", half, customer=alice, on=3, state="refunded")
    put_order(shop, "47", line(1, "40.00", quantity=2), customer=alice, on=1, now=day(4))

    assert points_of(alice, on=4) == (4, 0, 0)
    assert left(alice) == {"46": 4}
    assert_honest()


def test_8_spent_and_refunded_an_unused_voucher_is_called_in(
    shop: Shop, alice: Customer
) -> None:
    set_rules(shop, ratio=Decimal(1))
    put_order(shop, "46", line(1, "50.00"), customer=alice)
    voucher = convert(alice, on=1)

    put_order(shop, "46", line(1, "50.00"), customer=alice, on=2, state="refunded")

    voucher.refresh_from_db()
    assert voucher.cancelled_at == day(2)
    assert points_of(alice, on=2) == (0, 0, 0)
    assert story(alice) == [
        ("settle", 50, 50),
        ("convert", -50, 0),
        ("give_back", 50, 50),
        ("settle", -50, 0),
    ]


def test_8_spent_and_refunded_a_used_voucher_leaves_a_debt_that_the_next_order_pays(
    shop: Shop, alice: Customer
) -> None:
    set_rules(shop, ratio=Decimal(1))
    put_order(shop, "46", line(1, "50.00"), customer=alice)
    voucher = convert(alice, on=1)
    put_order(
        shop,
        "47",
        line(1, "5.00"),
        customer=alice,
        discount=Decimal(5),
        vouchers=(voucher.code,),
        placed_at=day(2),
        paid_at=day(2),
        on=2,
    )

    put_order(shop, "46", line(1, "50.00"), customer=alice, on=3, state="refunded")
    voucher.refresh_from_db()
    assert (voucher.cancelled_at, points_of(alice, on=3)) == (None, (0, 0, 50))

    put_order(shop, "48", line(1, "80.00"), customer=alice, on=4)
    assert points_of(alice, on=4) == (30, 0, 0)
    assert_honest()


@pytest.mark.parametrize(
    "price", ["100.00", "99.99", "10.00", "0.07"], ids=lambda price: f"{price} EUR"
)
def test_9_three_thirds_take_back_what_the_whole_does(
    shop: Shop, alice: Customer, bob: Customer, price: str
) -> None:
    set_rules(shop, ratio=Decimal("0.10"))
    for customer in (alice, bob):
        put_order(shop, customer.first_name, line(1, price, quantity=3), customer=customer)
    earned = points_of(alice)

    for thirds in (1, 2, 3):
        back = line(1, price, quantity=3, refunded_quantity=thirds)
        put_order(shop, "Alice", back, customer=alice, on=thirds)
    put_order(
        shop, "Bob", line(1, price, quantity=3, refunded_quantity=3), customer=bob, on=3
    )

    assert points_of(alice, on=3) == points_of(bob, on=3) == (0, 0, 0)
    assert lot_of("Alice", alice).clawed_back == lot_of("Bob", bob).clawed_back == earned[0]


def test_31_january_is_compared_in_the_shops_own_time(alice: Customer, shop: Shop) -> None:
    set_rules(shop, validity=1, validity_unit="months")
    in_february = datetime(2027, 1, 31, 23, 30, tzinfo=UTC)
    put_order(
        shop,
        "46",
        customer=alice,
        placed_at=in_february,
        paid_at=in_february,
        now=in_february,
    )

    assert lot_of("46", alice).expires_at == datetime(2027, 3, 2, tzinfo=PARIS)
