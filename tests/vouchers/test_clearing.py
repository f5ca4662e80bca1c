"""What has ended is put out of sight, and missed in no sum."""

from datetime import timedelta

import pytest

from shop.models import Customer, Shop
from tests.factories import VoucherFactory, day, make_shop
from tests.statements import put_order
from vouchers import actions as vouchers
from vouchers.models import Voucher, VoucherHold
from vouchers.queries import usable as vouchers_usable

INSTANT = timedelta(microseconds=1)


def archive(on: float, **named: int) -> list[int]:
    return list(vouchers.archive_expired(now=day(on), **named))


def test_a_voucher_is_archived_thirty_days_after_its_end(
    shop: Shop, alice: Customer
) -> None:
    voucher = VoucherFactory.create(shop=shop, customer=alice, valid_until=day(10))

    assert list(vouchers.archive_expired(now=day(40) - INSTANT)) == []
    assert list(vouchers_usable.of_customer(alice)) == [voucher]
    assert archive(40) == [1]
    assert archive(41) == []

    voucher.refresh_from_db()
    assert (voucher.archived_at, voucher.state_at(day(40))) == (
        day(40),
        Voucher.State.ARCHIVED,
    )
    assert list(vouchers_usable.of_customer(alice)) == []


@pytest.mark.parametrize(
    "life",
    [
        {"used": 1, "used_at": day(1)},
        {"cancelled_at": day(1)},
        {"valid_until": day(90)},
        {"use_limit": 5, "used": 1, "used_at": day(1)},
    ],
)
def test_what_was_used_or_cancelled_or_still_lasts_stays(
    shop: Shop, life: dict[str, object]
) -> None:
    VoucherFactory.create(shop=shop, **life)

    assert archive(80) == []


def test_each_shop_says_when_and_whether(shop: Shop) -> None:
    never = make_shop("jamais")
    never.archive_after = None
    never.save()
    soon = make_shop("demain")
    soon.archive_after = 0
    soon.save()
    for each in (shop, never, soon):
        VoucherFactory.create(shop=each, valid_until=day(10))

    assert archive(10) == [1]
    assert Voucher.objects.get(archived_at=day(10)).shop == soon
    assert archive(40) == [1]
    assert archive(4000) == []


def test_many_are_archived_in_chunks(shop: Shop) -> None:
    for _ in range(5):
        VoucherFactory.create(shop=shop, valid_until=day(1))

    assert archive(40, chunk=2) == [2, 2, 1]


def test_an_order_that_comes_late_finds_an_archived_voucher(
    shop: Shop, alice: Customer
) -> None:
    voucher = VoucherFactory.create(shop=shop, customer=alice, valid_until=day(10))
    archive(50)

    receipt = put_order(
        shop, "46", customer=alice, vouchers=(voucher.code,), placed_at=day(9), on=60
    )

    voucher.refresh_from_db()
    assert [use.state for use in receipt.settlement.vouchers] == ["used"]
    assert (voucher.archived_at, voucher.state_at(day(60))) == (None, Voucher.State.USED)


def test_an_archived_voucher_can_be_cancelled(shop: Shop, alice: Customer) -> None:
    voucher = VoucherFactory.create(shop=shop, customer=alice, valid_until=day(10))
    archive(50)

    vouchers.cancel(voucher=voucher, now=day(51))

    voucher.refresh_from_db()
    assert voucher.state_at(day(51)) == Voucher.State.CANCELLED


def test_holds_that_have_ended_are_forgotten(shop: Shop) -> None:
    voucher = VoucherFactory.create(shop=shop, use_limit=9)
    for cart, until in (("A", day(1)), ("B", day(2))):
        VoucherHold.objects.create(voucher=voucher, cart=cart, expires_at=until)

    assert vouchers.purge_holds(now=day(1)) == 1
    assert [held.cart for held in VoucherHold.objects.all()] == ["B"]
