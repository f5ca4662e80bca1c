"""Whose points they are: orders that change hands, guests, and people who are erased."""

from decimal import Decimal

import pytest

from points import actions as points
from points.models import Account, Lot, Movement
from programme import actions as programme
from shop import actions as shops
from shop.models import Customer, Order, Shop
from tests.factories import day, line
from tests.statements import (
    adjust,
    assert_honest,
    convert,
    left,
    lot_of,
    points_of,
    put_customer,
    put_order,
    set_rules,
    story,
    use,
)
from vouchers.models import Voucher


def erase(shop: Shop, external_id: str, *, on: float) -> None:
    programme.erase_customer(
        shop=shop, external_id=external_id, author="staff:1", now=day(on)
    )


def test_an_order_that_changes_hands_takes_its_points_with_it(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    put_order(shop, "46", customer=alice)

    receipt = put_order(shop, "46", customer=bob, on=1)

    assert receipt.settlement.points.lot == lot_of("46", bob)
    assert (points_of(alice, on=1), points_of(bob, on=1)) == ((0, 0, 0), (4, 0, 0))
    assert lot_of("46", alice).net == 0
    assert [move.source for move in Movement.objects.order_by("pk")] == [
        "order:46:settle:1",
        "order:46:settle:2",
        "order:46:settle:3",
    ]
    assert_honest()


def test_an_order_that_comes_back_returns_points_to_its_first_owner(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    for on, customer in enumerate([alice, bob, alice]):
        put_order(shop, "46", customer=customer, on=on)

    assert (points_of(alice, on=2), points_of(bob, on=2)) == ((4, 0, 0), (0, 0, 0))
    assert Lot.objects.count() == 2
    assert lot_of("46", alice).issued == 4
    assert_honest()


def test_points_spent_of_an_order_that_changes_owner_are_owed(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    put_order(shop, "46", customer=alice)
    use(shop, convert(alice), "47", on=1)

    put_order(shop, "46", customer=bob, on=2)

    assert (points_of(alice, on=2), points_of(bob, on=2)) == ((0, 0, 4), (4, 0, 0))
    assert_honest()


def test_an_order_that_becomes_nobodys_gives_nobody_points(
    shop: Shop, alice: Customer
) -> None:
    put_order(shop, "46", customer=alice)

    put_order(shop, "46", customer=None, on=1)

    assert points_of(alice, on=1) == (0, 0, 0)
    assert_honest()


def test_an_older_statement_does_not_give_an_order_back_to_its_former_owner(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    put_order(shop, "46", customer=bob, on=2)

    put_order(shop, "46", customer=alice, on=1, now=day(3))

    assert (points_of(alice, on=3), points_of(bob, on=3)) == ((0, 0, 0), (4, 0, 0))


def test_guests_earn_nothing(shop: Shop, alice: Customer) -> None:
    put_customer(shop, "57", guest=True)

    put_order(shop, "46", customer=alice, on=2)

    assert points_of(alice, on=2) == (0, 0, 0)
    assert not Account.objects.exists()


def test_a_guest_who_opens_an_account_gets_the_points_of_guest_orders(
    shop: Shop, alice: Customer
) -> None:
    put_customer(shop, "57", guest=True)
    put_order(shop, "46", customer=alice, on=2)
    put_order(shop, "47", customer=alice, on=2)

    put_customer(shop, "57", on=3)

    assert left(alice) == {"46": 4, "47": 4}
    assert_honest()


def test_who_turns_out_to_be_a_guest_loses_them(shop: Shop) -> None:
    fact = put_order(shop, "46", customer=Customer(external_id="99")).stated.row
    assert fact.customer is not None
    assert points_of(fact.customer) == (4, 0, 0)

    put_customer(shop, "99", guest=True)

    assert points_of(fact.customer, on=1) == (0, 0, 0)
    assert_honest()


def test_whatever_else_is_said_of_a_customer_moves_nothing(
    shop: Shop, alice: Customer
) -> None:
    put_order(shop, "46", customer=alice)

    stated = put_customer(shop, "57", first_name="Zoé")

    assert stated.changed
    assert story(alice) == [("settle", 4, 4)]


def test_erasing_forfeits_points_and_vouchers_and_keeps_the_books(
    shop: Shop, alice: Customer
) -> None:
    put_order(shop, "46", customer=alice)
    put_order(shop, "47", customer=alice)
    voucher = convert(alice, 3, on=1)

    erase(shop, "57", on=2)

    assert points_of(alice, on=2) == (0, 0, 0)
    voucher.refresh_from_db()
    assert voucher.state_at(day(2)) == Voucher.State.CANCELLED
    assert story(alice) == [
        ("settle", 4, 4),
        ("settle", 4, 8),
        ("convert", -3, 5),
        ("erase", -5, 0),
    ]
    assert_honest()


def test_erasing_twice_is_once(shop: Shop, alice: Customer) -> None:
    put_order(shop, "46", customer=alice)
    erase(shop, "57", on=1)

    erase(shop, "57", on=2)

    assert story(alice) == [("settle", 4, 4), ("erase", -4, 0)]


def test_whom_nobody_knows_cannot_be_erased(shop: Shop) -> None:
    with pytest.raises(shops.UnknownId):
        erase(shop, "99", on=0)


@pytest.mark.parametrize("state", ["refunded", "paid", "delivered"])
def test_nothing_moves_for_the_erased_any_more(
    shop: Shop, alice: Customer, state: str
) -> None:
    put_order(shop, "46", customer=alice)
    erase(shop, "57", on=1)

    put_order(shop, "46", line(1, "90"), customer=alice, state=state, on=2)
    put_order(shop, "47", customer=alice, on=2)

    assert points_of(alice, on=2) == (0, 0, 0)
    assert story(alice) == [("settle", 4, 4), ("erase", -4, 0)]
    assert_honest()


def test_an_order_of_the_erased_may_pass_to_somebody_else(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    put_order(shop, "46", customer=alice)
    erase(shop, "57", on=1)

    put_order(shop, "46", customer=bob, on=2)

    assert points_of(bob, on=2) == (4, 0, 0)
    assert story(alice) == [("settle", 4, 4), ("erase", -4, 0)]
    assert_honest()


def test_a_debt_is_forgiven_with_the_person(shop: Shop, alice: Customer) -> None:
    set_rules(shop, ratio=Decimal(1))
    put_order(shop, "46", customer=alice)
    use(shop, convert(alice), "47", on=1)
    put_order(shop, "46", customer=alice, state="refunded", on=2)
    assert points_of(alice, on=2) == (0, 0, 40)

    erase(shop, "57", on=3)

    assert points_of(alice, on=3) == (0, 0, 0)
    assert_honest()


def test_a_voucher_released_after_its_owner_was_erased_brings_nothing_back(
    shop: Shop, alice: Customer
) -> None:
    put_order(shop, "46", customer=alice)
    voucher = convert(alice)
    use(shop, voucher, "47", on=1)
    erase(shop, "57", on=2)
    put_order(shop, "47", customer=alice, vouchers=(voucher.code,), state="cancelled", on=3)

    points.cancel_conversion(voucher=voucher, author="staff:1", now=day(4))
    erase(shop, "57", on=5)

    assert points_of(alice, on=5) == (0, 0, 0)
    assert Account.objects.get(pk=alice.pk).points == 0
    assert_honest()


def test_nothing_personal_is_left_in_the_ledger(shop: Shop, alice: Customer) -> None:
    put_order(shop, "46", customer=alice, email="alice@example.com")
    adjust(alice, 5)

    erase(shop, "57", on=1)

    assert Order.objects.get().email == ""
    assert list(
        Movement.objects.exclude(adjustment_reason=None).values_list(
            "adjustment_reason__text"
        )
    ) == [("",)]
