"""One waits for the other: the orders of arrival that lose points or lock up, by hand."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from points import actions as points
from points.models import Account, Lot
from programme import actions as programme
from shop.models import Customer, Shop
from tests.connections import Others, others
from tests.factories import day, line, order_fact
from tests.statements import (
    adjust,
    assert_honest,
    convert,
    points_of,
    put_customer,
    put_order,
    set_rules,
    use,
)
from vouchers import actions as vouchers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _one_point_per_euro(shop: Shop) -> None:
    set_rules(shop, ratio=Decimal(1))


@pytest.fixture
def rest() -> Iterator[Others]:
    with others() as rest:
        yield rest


def earn(shop: Shop, customer: Customer, order: str = "46", **fields: Any) -> None:
    put_order(shop, order, line(1, "50"), customer=customer, **fields)


def lock_account(customer: Customer) -> None:
    Account.objects.select_for_update(no_key=True).get(pk=customer.pk)


def test_a_guest_stated_while_a_first_order_is_taken_in_earns_nothing(
    shop: Shop, rest: Others
) -> None:
    with transaction.atomic():
        earn(shop, Customer(external_id="99"))
        guest = rest.wait_to(lambda: put_customer(shop, "99", guest=True))

    assert guest.result().changed
    assert Lot.objects.get().net == 0
    assert_honest()


def test_an_order_waits_for_the_word_that_its_customer_is_a_guest(
    shop: Shop, rest: Others
) -> None:
    with transaction.atomic():
        put_customer(shop, "99", guest=True)
        ordered = rest.wait_to(lambda: earn(shop, Customer(external_id="99")))

    ordered.result()
    assert not Lot.objects.exists()


def test_cancelling_a_voucher_and_using_it_do_not_wait_for_each_other(
    shop: Shop, alice: Customer, rest: Others
) -> None:
    earn(shop, alice)
    voucher = convert(alice)

    with transaction.atomic():
        lock_account(alice)
        cancelled = rest.wait_to(
            lambda: points.cancel_conversion(voucher=voucher, author="staff:1", now=day(1))
        )
        used = rest.wait_to(lambda: use(shop, voucher, "47", on=1))

    cancelled.result()
    assert [each.state for each in used.result().settlement.vouchers] == ["refused"]
    assert points_of(alice, on=1) == (50, 0, 0)
    assert_honest()


def test_a_voucher_that_is_being_used_cannot_be_cancelled_any_more(
    shop: Shop, alice: Customer, rest: Others
) -> None:
    earn(shop, alice)
    voucher = convert(alice)

    with transaction.atomic():
        use(shop, voucher, "47", on=1)
        cancelled = rest.wait_to(
            lambda: points.cancel_conversion(voucher=voucher, author="staff:1", now=day(1))
        )

    with pytest.raises(vouchers.NotCancellable):
        cancelled.result()
    assert points_of(alice, on=1) == (0, 0, 0)


def test_a_refund_calls_in_the_voucher_that_was_bought_while_it_waited(
    shop: Shop, alice: Customer, rest: Others
) -> None:
    earn(shop, alice)

    with transaction.atomic():
        voucher = convert(alice, on=1)
        refunded = rest.wait_to(lambda: earn(shop, alice, state="refunded", on=1))

    refunded.result()
    voucher.refresh_from_db()
    assert voucher.cancelled_at == day(1)
    assert points_of(alice, on=1) == (0, 0, 0)
    assert_honest()


def test_points_that_a_refund_has_taken_meanwhile_cannot_be_converted(
    shop: Shop, alice: Customer, rest: Others
) -> None:
    earn(shop, alice)

    with transaction.atomic():
        earn(shop, alice, state="refunded", on=1)
        pressed = rest.wait_to(lambda: convert(alice, 50, on=1))

    with pytest.raises(points.NotEnoughPoints):
        pressed.result()
    assert points_of(alice, on=1) == (0, 0, 0)


def test_a_night_that_finds_an_account_done_goes_on_with_the_next(
    shop: Shop, alice: Customer, bob: Customer, rest: Others
) -> None:
    for customer in (alice, bob):
        earn(shop, customer, customer.first_name)

    with transaction.atomic():
        adjust(alice, 5, on=101)
        night = rest.wait_to(lambda: list(points.expire_due(now=day(101), chunk=1)))

    assert night.result() == [1]
    assert set(Lot.objects.filter(order__isnull=False).values_list("remaining")) == {(0,)}
    assert_honest()


def test_two_owners_are_locked_in_one_order_whoever_had_the_order_first(
    shop: Shop, alice: Customer, bob: Customer, rest: Others
) -> None:
    earn(shop, alice, "46")
    earn(shop, bob, "47")

    with transaction.atomic():
        lock_account(alice)
        one = rest.wait_to(lambda: earn(shop, bob, "46", on=1))
        other = rest.wait_to(lambda: earn(shop, alice, "47", on=1))

    one.result()
    other.result()
    assert points_of(alice, on=1) == points_of(bob, on=1) == (50, 0, 0)
    assert_honest()


def test_history_goes_on_where_an_order_of_it_was_stated_meanwhile(
    shop: Shop, alice: Customer, rest: Others
) -> None:
    orders = [(name, order_fact(line(1, "50"), customer=alice)) for name in ("46", "47")]

    with transaction.atomic():
        earn(shop, alice, "46")
        imported = rest.wait_to(
            lambda: [
                *programme.import_orders(
                    shop=shop, orders=orders, author="staff:1", now=day(1)
                )
            ]
        )

    assert [each.changed for each in imported.result()] == [False, True]
    assert points_of(alice, on=1) == (100, 0, 0)
    assert_honest()


def test_nothing_is_earned_by_an_order_that_waited_for_its_owner_to_be_erased(
    shop: Shop, alice: Customer, rest: Others
) -> None:
    earn(shop, alice)

    with transaction.atomic():
        programme.erase_customer(shop=shop, external_id="57", author="staff:1", now=day(1))
        ordered = rest.wait_to(lambda: earn(shop, alice, "47", on=1))

    ordered.result()
    assert points_of(alice, on=1) == (0, 0, 0)
    assert_honest()


def test_an_order_leaves_a_former_owner_who_is_being_erased(
    shop: Shop, alice: Customer, bob: Customer, rest: Others
) -> None:
    earn(shop, alice)

    with transaction.atomic():
        programme.erase_customer(shop=shop, external_id="57", author="staff:1", now=day(1))
        moved = rest.wait_to(lambda: earn(shop, bob, on=1))

    moved.result()
    assert (points_of(alice, on=1), points_of(bob, on=1)) == ((0, 0, 0), (50, 0, 0))
    assert_honest()


def test_a_former_owner_is_erased_after_the_order_has_changed_owner(
    shop: Shop, alice: Customer, bob: Customer, rest: Others
) -> None:
    earn(shop, alice)

    with transaction.atomic():
        earn(shop, bob, on=1)
        erased = rest.wait_to(
            lambda: programme.erase_customer(
                shop=shop, external_id="57", author="staff:1", now=day(1)
            )
        )

    erased.result()
    assert (points_of(alice, on=1), points_of(bob, on=1)) == ((0, 0, 0), (50, 0, 0))
    assert_honest()
