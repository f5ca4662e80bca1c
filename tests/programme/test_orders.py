"""An order as it is told and told again: states, owners, rules and dates."""

from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from points import actions as points
from points.models import Lot, Movement
from programme import actions as programme
from shop import actions as shops
from shop.models import Customer, Order, Shop
from shop.rules.facts import GroupFact
from tests.factories import START, GroupFactory, day, line, order_fact
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


@pytest.mark.parametrize("state", ["paid", "processing", "shipped", "delivered"])
def test_paid_states_of_an_order_give_points(
    shop: Shop, alice: Customer, state: str
) -> None:
    put_order(shop, "46", customer=alice, state=state)

    assert points_of(alice) == (4, 0, 0)


@pytest.mark.parametrize("state", ["cancelled", "refunded", "payment_error"])
def test_cancelling_states_of_an_order_take_points_back(
    shop: Shop, alice: Customer, state: str
) -> None:
    put_order(shop, "46", customer=alice)

    put_order(shop, "46", customer=alice, state=state, on=1)

    assert points_of(alice, on=1) == (0, 0, 0)
    assert lot_of("46", alice).state_at(day(1)) == Lot.State.CANCELLED


def test_a_state_that_neither_gives_nor_cancels_leaves_an_order_as_it_was(
    shop: Shop, alice: Customer
) -> None:
    put_order(shop, "46", customer=alice, state="pending", paid_at=None)
    assert points_of(alice) == (0, 0, 0)

    put_order(shop, "46", customer=alice, on=1)
    put_order(shop, "46", customer=alice, state="pending", on=2)
    assert points_of(alice, on=2) == (4, 0, 0)

    put_order(shop, "46", customer=alice, state="cancelled", on=3)
    put_order(shop, "46", customer=alice, state="pending", on=4)
    assert points_of(alice, on=4) == (0, 0, 0)


def test_a_refund_counts_in_a_state_that_neither_gives_nor_cancels(
    shop: Shop, alice: Customer
) -> None:
    put_order(shop, "46", customer=alice)

    half = line(1, refunded_amount=Decimal(20))
    put_order(shop, "46", half, customer=alice, state="pending", on=1)

    assert points_of(alice, on=1) == (2, 0, 0)


def test_a_shop_says_which_states_give_and_which_cancel(
    shop: Shop, alice: Customer
) -> None:
    set_rules(shop, counting_states=["delivered"], cancelling_states=["cancelled"])

    put_order(shop, "46", customer=alice)
    assert points_of(alice) == (0, 0, 0)
    put_order(shop, "46", customer=alice, state="delivered", on=1)
    assert points_of(alice, on=1) == (4, 0, 0)
    put_order(shop, "46", customer=alice, state="refunded", on=2)
    assert points_of(alice, on=2) == (4, 0, 0)


def test_an_order_may_arrive_before_its_customer(shop: Shop) -> None:
    arrived = put_order(shop, "46", customer=Customer(external_id="99"))

    assert arrived.settlement.points.change == 4
    assert points_of(Customer.objects.get(external_id="99")) == (4, 0, 0)


def test_an_order_of_nobody_gives_nothing(shop: Shop) -> None:
    receipt = put_order(shop, "46", customer=None)

    assert receipt.settlement.points.change == 0
    assert receipt.settlement.points.lot is None
    assert not Movement.objects.exists()


def test_an_order_that_earns_less_than_a_point_leaves_no_trace_in_the_ledger(
    shop: Shop, alice: Customer
) -> None:
    put_order(shop, "46", line(1, "9.99"), customer=alice)

    assert not Lot.objects.exists()
    assert not Movement.objects.exists()


def test_more_points_than_an_account_can_hold_are_refused_with_their_order(
    shop: Shop, alice: Customer
) -> None:
    set_rules(shop, ratio=Decimal("0.01"))
    put_order(shop, "46", line(1, "20000000"), customer=alice)

    with pytest.raises(points.TooManyPoints) as refusal:
        put_order(shop, "47", line(1, "10000000"), customer=alice)

    assert refusal.value.code == "too_many_points"
    assert points_of(alice) == (2_000_000_000, 0, 0)
    assert not Order.objects.filter(external_id="47").exists()


def test_history_refuses_such_an_order_and_takes_in_the_others(
    shop: Shop, alice: Customer
) -> None:
    set_rules(shop, ratio=Decimal("0.01"))
    prices = {"46": "15000000", "47": "15000000", "48": "40"}
    facts = [
        (name, order_fact(line(1, price), customer=alice)) for name, price in prices.items()
    ]

    outcomes = [
        *programme.import_orders(shop=shop, orders=facts, author="staff:1", now=day(0))
    ]

    assert [bool(outcome.refused) for outcome in outcomes] == [False, True, False]
    assert left(alice) == {"46": 1_500_000_000, "48": 4000}
    assert_honest()


def test_shipping_and_discounts_are_out_of_the_base(shop: Shop, alice: Customer) -> None:
    put_order(
        shop,
        "46",
        line(1, "20.00", quantity=2),
        customer=alice,
        shipping=Decimal("5.80"),
        discount=Decimal("2.00"),
        total=Decimal("43.80"),
    )

    assert points_of(alice) == (3, 0, 0)


def test_the_instant_an_order_qualified_picks_its_rules_for_ever(
    shop: Shop, alice: Customer
) -> None:
    set_rules(shop, on=10, ratio=Decimal(1))

    put_order(shop, "old", customer=alice, paid_at=day(9), on=20)
    put_order(shop, "new", customer=alice, paid_at=day(10), on=20)
    put_order(shop, "unpaid", customer=alice, placed_at=day(9), paid_at=None, on=20)
    put_order(shop, "ancient", customer=alice, paid_at=day(-100), on=20, now=day(-99))
    assert left(alice) == {"old": 4, "new": 40, "unpaid": 4, "ancient": 4}

    put_order(shop, "old", line(1, "80"), customer=alice, paid_at=day(15), on=21)
    assert left(alice)["old"] == 8
    assert lot_of("old", alice).rules.number == 1


def test_points_are_dated_from_the_instant_the_order_qualified(
    shop: Shop, alice: Customer
) -> None:
    set_rules(shop, pending_days=14, validity=10)

    put_order(shop, "46", customer=alice, placed_at=day(0), paid_at=day(2), on=5)

    lot = lot_of("46", alice)
    assert lot.activates_at == day(16)
    assert lot.expires_at is not None
    assert lot.expires_at.isoformat() == "2026-05-27T22:00:00+00:00"
    assert points_of(alice, on=15.9) == (0, 4, 0)
    assert points_of(alice, on=16) == (4, 0, 0)
    assert lot.state_at(day(15.9)) == Lot.State.PENDING


@pytest.mark.parametrize("arrival", [*permutations(range(3))])
def test_the_first_statement_that_qualified_an_order_dates_it_whichever_came_first(
    shop: Shop, alice: Customer, arrival: tuple[int, ...]
) -> None:
    facts: list[dict[str, Any]] = [
        {"on": 1, "state": "paid", "paid_at": None},
        {"on": 3, "state": "shipped", "paid_at": day(2)},
        {"on": 4, "state": "delivered", "paid_at": day(3)},
    ]

    for number in arrival:
        put_order(shop, "46", customer=alice, now=day(5), **facts[number])

    assert Order.objects.get().qualified_at == START
    # The rules are those of the first; points live from when it was paid, as last stated.
    assert lot_of("46", alice).activates_at == day(3)
    assert points_of(alice, on=103) == (4, 0, 0)
    assert points_of(alice, on=104) == (0, 0, 0)
    assert_honest()


def test_a_late_word_dates_no_points_that_a_newer_one_has_dated(
    shop: Shop, alice: Customer
) -> None:
    put_order(shop, "46", customer=alice, on=60, paid_at=day(60))
    assert points_of(alice, on=120) == (4, 0, 0)

    put_order(shop, "46", customer=alice, on=1, now=day(120))

    assert points_of(alice, on=120) == (4, 0, 0)
    assert story(alice) == [("settle", 4, 4)]
    assert_honest()


def test_the_multiplier_is_that_of_the_group_at_the_first_settlement(
    shop: Shop, alice: Customer
) -> None:
    alice.shop_group = GroupFactory.create(shop=shop, points_multiplier=Decimal("1.5"))
    alice.save()
    put_order(shop, "before", customer=alice)

    fact = GroupFact(updated_at=day(1), points_multiplier=Decimal(3))
    shops.state_group(shop=shop, external_id=alice.shop_group.external_id, fact=fact)
    put_order(shop, "before", line(1, "60"), customer=alice, on=2)
    put_order(shop, "after", customer=alice, on=2)

    assert left(alice) == {"before": 9, "after": 12}


def test_a_movement_names_its_cause_author_rules_and_day(
    shop: Shop, alice: Customer
) -> None:
    put_order(shop, "46", customer=alice, paid_at=day(2), on=5)
    put_order(shop, "46", line(1, "60"), customer=alice, paid_at=day(2), on=6, now=day(7))

    first, second = Movement.objects.order_by("number")
    assert (first.source, second.source) == ("order:46:settle:1", "order:46:settle:2")
    assert (first.author, first.rules) == ("api:1", lot_of("46", alice).rules)
    assert (first.happened_at, second.happened_at) == (day(2), day(6))


def test_the_order_of_one_shop_is_not_the_order_of_another(
    shop: Shop, alice: Customer
) -> None:
    put_order(shop, "46", customer=alice)
    elsewhere = programme.open_shop(code="autre", name="Autre", author="system", now=START)

    put_order(elsewhere, "46", line(1, "90"), customer=alice)

    assert points_of(alice) == (4, 0, 0)
    namesake = Customer.objects.get(shop=elsewhere, external_id="57")
    assert points_of(namesake) == (9, 0, 0)
    assert_honest()


@pytest.mark.parametrize("state", ["pending", "cancelled"])
def test_a_payment_unsaid_in_the_same_instant_never_qualified_the_order(
    shop: Shop, alice: Customer, state: str
) -> None:
    put_order(shop, "46", customer=alice, on=1)
    assert points_of(alice, on=1) == (4, 0, 0)

    put_order(shop, "46", customer=alice, state=state, on=1)

    assert points_of(alice, on=1) == (0, 0, 0)
    assert Order.objects.get().qualified_at is None
    put_order(shop, "46", customer=alice, on=2, paid_at=day(2))
    assert points_of(alice, on=2) == (4, 0, 0)
    assert lot_of("46", alice).activates_at == day(2)
    assert_honest()


@pytest.mark.parametrize(("earn", "given"), [(False, 9), (True, 10)])
def test_what_a_voucher_pays_earns_where_the_shop_wants_it(
    shop: Shop, alice: Customer, earn: bool, given: int
) -> None:
    set_rules(shop, vouchers_earn=earn)
    put_order(shop, "45", line(1, "100.00"), customer=alice)
    voucher = convert(alice, 10)

    receipt = put_order(
        shop,
        "46",
        line(1, "100.00"),
        customer=alice,
        discount=Decimal(5),
        vouchers=(voucher.code,),
        on=1,
    )

    assert receipt.settlement.points.change == given
    assert_honest()
