"""The same thing at the same moment, on real parallel connections."""

from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from earning import actions as earning
from points import actions as points
from points.models import Account, Movement
from programme import actions as programme
from programme.actions.receipts import OrderReceipt
from shop import actions as shops
from shop.models import Customer, Order, Shop
from tests.connections import at_once, others
from tests.factories import day, line
from tests.statements import (
    assert_honest,
    convert,
    merge,
    points_of,
    put_customer,
    put_order,
    set_rules,
    story,
)
from vouchers.models import Voucher

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _one_point_per_euro(shop: Shop) -> None:
    set_rules(shop, ratio=Decimal(1))


def order(
    shop: Shop, external_id: str, customer: Customer | None, **fields: Any
) -> Callable[[], OrderReceipt]:
    return lambda: put_order(shop, external_id, line(1, "50"), customer=customer, **fields)


def test_the_same_event_five_times_on_five_connections_counts_once(
    shop: Shop, alice: Customer
) -> None:
    receipts = at_once(*[order(shop, "46", alice)] * 5)

    assert sorted(each.settlement.points.change for each in receipts) == [0, 0, 0, 0, 50]
    assert sum(each.stated.created for each in receipts) == 1
    assert points_of(alice) == (50, 0, 0)
    assert Movement.objects.count() == 1
    assert_honest()


def test_five_statements_of_one_order_at_once_end_as_the_last_says(
    shop: Shop, alice: Customer
) -> None:
    states = ["pending", "paid", "cancelled", "paid", "shipped"]

    at_once(
        *(
            order(shop, "46", alice, state=state, on=on, now=day(9))
            for on, state in enumerate(states)
        )
    )

    assert Order.objects.get().state == "shipped"
    assert points_of(alice, on=9) == (50, 0, 0)
    assert_honest()


def test_five_orders_of_one_new_customer_at_once_make_one_account(shop: Shop) -> None:
    nobody_yet = Customer(external_id="99")

    at_once(*(order(shop, f"{number}", nobody_yet) for number in range(5)))

    assert Customer.objects.count() == 1
    account = Account.objects.get()
    assert (account.points, account.moves) == (250, 5)
    numbers = Movement.objects.order_by("number").values_list("number", "balance")
    assert list(numbers) == [(1, 50), (2, 100), (3, 150), (4, 200), (5, 250)]
    assert_honest()


def test_two_conversions_at_once_do_not_share_points(shop: Shop, alice: Customer) -> None:
    order(shop, "46", alice)()

    def press() -> Voucher | str:
        try:
            return convert(alice, 40)
        except points.NotEnoughPoints as refusal:
            return refusal.code

    results = at_once(press, press)

    assert [each for each in results if isinstance(each, str)] == ["not_enough_points"]
    assert Voucher.objects.count() == 1
    assert points_of(alice) == (10, 0, 0)
    assert_honest()


def test_one_button_pressed_five_times_at_once_is_one_voucher(
    shop: Shop, alice: Customer
) -> None:
    order(shop, "46", alice)()

    def press() -> Voucher:
        return points.convert(
            customer=alice, points=10, author="customer", now=day(0), source="button"
        )

    results = at_once(*[press] * 5)

    assert len(set(results)) == 1
    assert points_of(alice) == (40, 0, 0)


def test_a_refund_and_a_conversion_at_once_leave_neither_debt_nor_points(
    shop: Shop, alice: Customer
) -> None:
    def press() -> object:
        try:
            return convert(alice, on=1)
        except points.NothingToConvert as refusal:
            return refusal.code

    for number in range(5):
        order(shop, f"{number}", alice)()

        at_once(order(shop, f"{number}", alice, state="refunded", on=1), press)

        assert points_of(alice, on=1) == (0, 0, 0)
        assert not Voucher.objects.filter(cancelled_at=None).exists()
    assert_honest()


def test_of_ten_orders_that_name_one_voucher_at_once_one_uses_it(
    shop: Shop, alice: Customer
) -> None:
    order(shop, "46", alice)()
    voucher = convert(alice, 10)

    receipts = at_once(
        *(
            order(shop, f"U{number}", alice, vouchers=(voucher.code,), placed_at=day(1))
            for number in range(10)
        )
    )

    states = [use.state for each in receipts for use in each.settlement.vouchers]
    assert sorted(states) == ["refused"] * 9 + ["used"]
    assert Order.objects.count() == 11
    assert_honest()


def test_two_nights_at_once_expire_once(shop: Shop, alice: Customer, bob: Customer) -> None:
    for customer in (alice, bob):
        order(shop, customer.first_name, customer)()

    def night() -> int:
        return sum(points.expire_due(now=day(101), chunk=1))

    assert sum(at_once(night, night, night)) == 2
    assert story(alice) == story(bob) == [("settle", 50, 50), ("expire", -50, 0)]
    assert_honest()


def test_the_night_and_a_conversion_at_once_agree(shop: Shop, alice: Customer) -> None:
    order(shop, "46", alice)()
    points.adjust(
        customer=alice, points=5, reason="x", source="x", author="system", now=day(50)
    )

    at_once(lambda: list(points.expire_due(now=day(101))), lambda: convert(alice, on=101))

    assert points_of(alice, on=101) == (0, 0, 0)
    assert [move[0] for move in story(alice)] == ["settle", "adjust", "expire", "convert"]
    assert_honest()


def test_an_order_claimed_by_two_owners_at_once_belongs_to_the_later_word(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    at_once(
        order(shop, "46", alice, on=1, now=day(3)),
        order(shop, "46", bob, on=2, now=day(3)),
        order(shop, "46", alice, on=1, now=day(3)),
        order(shop, "46", bob, on=2, now=day(3)),
    )

    assert (points_of(alice, on=3), points_of(bob, on=3)) == ((0, 0, 0), (50, 0, 0))
    assert_honest()


def test_two_orders_that_change_hands_crosswise_do_not_wait_for_each_other(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    for on in range(6):
        one, other = (alice, bob) if on % 2 else (bob, alice)
        at_once(order(shop, "46", one, on=on), order(shop, "47", other, on=on))

    assert points_of(alice, on=6) == points_of(bob, on=6) == (50, 0, 0)
    assert_honest()


def test_erasing_a_customer_who_orders_and_converts_leaves_nothing_to_spend(
    shop: Shop, alice: Customer
) -> None:
    order(shop, "46", alice)()

    def press() -> object:
        try:
            return convert(alice)
        except points.NothingToConvert:
            return None

    at_once(
        order(shop, "47", alice),
        press,
        lambda: programme.erase_customer(
            shop=shop, external_id="57", author="staff:1", now=day(1)
        ),
        order(shop, "46", alice, state="refunded", on=1),
    )

    assert not Voucher.objects.filter(cancelled_at=None).exists()
    assert points_of(alice, on=1) == (0, 0, 0)
    assert_honest()


def test_settings_saved_twice_at_once_are_one_version_and_one_refusal(
    shop: Shop, alice: Customer
) -> None:
    assert alice.shop == shop

    def save(ratio: int) -> str:
        try:
            set_rules(shop, on=1, ratio=Decimal(ratio))
        except earning.StaleSettings as refusal:
            return refusal.code
        return "saved"

    assert sorted(set(at_once(lambda: save(2), lambda: save(3)))) in (
        ["saved"],
        ["saved", "stale_settings"],
    )


def test_two_shops_opened_under_one_code_at_once_are_one(shop: Shop) -> None:
    def open_shop() -> object:
        try:
            return programme.open_shop(
                code="autre", name="Autre", author="staff:1", now=day(0)
            ).code
        except shops.ShopCodeTaken as refusal:
            return refusal.code

    assert sorted(map(str, at_once(open_shop, open_shop))) == ["autre", "code_taken"]
    assert Shop.objects.exclude(pk=shop.pk).count() == 1


def test_a_claim_waits_for_a_member_who_may_be_losing_the_account(shop: Shop) -> None:
    dora = put_customer(shop, "70", email="d@example.com", email_verified=True).row

    with others() as other:
        with transaction.atomic():
            programme.erase_customer(shop=shop, external_id="70", author="x", now=day(2))
            late = other.wait_to(lambda: put_order(shop, "46", email="d@example.com", on=2))
        late.result(timeout=10)

    assert points_of(dora, on=2) == (0, 0, 0)
    assert Order.objects.get().email == ""
    assert_honest()


def test_an_order_of_the_old_id_waits_for_the_merge(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    with others() as other:
        with transaction.atomic():
            merge(bob, alice, on=0)
            late = other.wait_to(order(shop, "46", alice))
        late.result(timeout=10)

    assert points_of(bob) == (50, 0, 0)
    assert_honest()


def test_two_merges_at_once_of_one_account_are_one(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    put_order(shop, "46", line(1, "50"), customer=alice)

    def once() -> bool:
        try:
            merge(bob, alice, on=1)
        except shops.AlreadyMerged:
            return False
        return True

    assert sorted(at_once(*[once] * 4)) == [False, False, False, True]
    assert points_of(bob, on=1) == (50, 0, 0)
    assert_honest()


def test_two_merges_that_cross_end_as_one_merge_and_one_refusal(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    """Each would hold the account that the other waits for."""
    put_order(shop, "46", line(1, "50"), customer=alice)
    put_order(shop, "47", line(1, "50"), customer=bob)

    def into(kept: Customer, absorbed: Customer, on: int) -> Callable[[], str]:
        def once() -> str:
            try:
                merge(kept, absorbed, on=on)
            except shops.CannotMerge as refused:
                return refused.code
            return "merged"

        return once

    for on in range(1, 6):
        found = at_once(*[into(alice, bob, on), into(bob, alice, on)] * 2)
        assert sorted(found) == ["already_merged"] * 3 + ["merged"]
        assert_honest()
        apart = Customer.objects.get(merged_into__isnull=False)
        programme.unmerge_customer(customer=apart, author="system", now=day(on))

    assert points_of(alice, on=5) == points_of(bob, on=5) == (50, 0, 0)


def test_merges_in_a_chain_at_once_leave_nobody_merged_into_somebody_merged(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    carol = Customer.objects.create(shop=shop, external_id="59", email="c@example.com")
    put_order(shop, "46", line(1, "50"), customer=alice)

    def into(kept: Customer, absorbed: Customer) -> Callable[[], None]:
        def once() -> None:
            with suppress(shops.CannotMerge):
                merge(kept, absorbed, on=1)

        return once

    at_once(into(bob, alice), into(carol, bob), into(alice, carol))

    assert_honest()
    total = sum(points_of(each, on=1)[0] for each in (alice, bob, carol))
    assert total == 50


def test_a_merge_locks_the_absorbed_id_before_the_one_that_is_kept(
    shop: Shop, alice: Customer
) -> None:
    """As orders of the absorbed id do: two orders of locks for one pair would deadlock."""
    younger = Customer.objects.create(shop=shop, external_id="91", email="b@example.com")
    with CaptureQueriesContext(connection) as asked:
        programme.merge_customers(kept=alice, absorbed=younger, author="system", now=day(1))

    locks = [
        each["sql"]
        for each in asked
        if "FOR NO KEY UPDATE" in each["sql"] and '"shop_customer"."id" = ' in each["sql"]
    ]
    assert f'"shop_customer"."id" = {younger.pk}' in locks[0]
    assert f'"shop_customer"."id" = {alice.pk}' in locks[1]
