from decimal import Decimal

import pytest

from points import actions as points
from points.models import Account, Lot
from points.queries import history as points_history
from shop.models import Customer, Shop
from tests.factories import CustomerFactory, day, line
from tests.statements import (
    adjust,
    assert_honest,
    convert,
    lot_of,
    points_of,
    put_order,
    set_rules,
    story,
)


@pytest.fixture(autouse=True)
def _one_point_per_euro(shop: Shop) -> None:
    set_rules(shop, ratio=Decimal(1))


def expire(*, on: float, chunk: int = 2000) -> list[int]:
    return list(points.expire_due(now=day(on), chunk=chunk))


def test_the_night_writes_what_the_clock_has_taken(shop: Shop, alice: Customer) -> None:
    put_order(shop, "A", line(1, "50"), customer=alice)
    put_order(shop, "B", line(1, "30"), customer=alice, on=5, paid_at=day(5))

    assert expire(on=101) == [1]

    assert story(alice) == [("settle", 50, 50), ("settle", 30, 80), ("expire", -50, 30)]
    last = points_history.movements(alice)[0]
    assert (last.author, last.happened_at) == ("system", lot_of("A", alice).expires_at)
    assert (last.order, last.rules) == (lot_of("A", alice).order, lot_of("A", alice).rules)
    assert lot_of("A", alice).state_at(day(101)) == Lot.State.EXPIRED
    assert_honest()


def test_a_second_night_finds_nothing(shop: Shop, alice: Customer) -> None:
    put_order(shop, "A", line(1, "50"), customer=alice)
    assert expire(on=101) == [1]

    assert expire(on=101) == []
    assert len(story(alice)) == 2


def test_points_that_have_not_ended_stay(shop: Shop, alice: Customer) -> None:
    put_order(shop, "A", line(1, "50"), customer=alice)

    assert expire(on=100) == []
    assert points_of(alice, on=100) == (50, 0, 0)


def test_a_chunk_is_so_many_accounts_and_all_are_done(shop: Shop) -> None:
    for number in range(5):
        one = CustomerFactory.create(shop=shop)
        put_order(shop, f"A{number}", line(1, "5"), customer=one)
        put_order(shop, f"B{number}", line(1, "5"), customer=one)

    assert expire(on=101, chunk=2) == [4, 4, 2]
    assert set(Account.objects.values_list("points", "moves")) == {(0, 4)}
    assert_honest()


def test_several_lots_of_one_account_end_in_their_order(
    shop: Shop, alice: Customer
) -> None:
    put_order(shop, "later", line(1, "30"), customer=alice, on=5, paid_at=day(5))
    put_order(shop, "sooner", line(1, "50"), customer=alice, on=5)

    assert expire(on=120) == [2]

    assert story(alice)[2:] == [("expire", -50, 30), ("expire", -30, 0)]


def test_only_what_is_left_of_a_lot_expires(shop: Shop, alice: Customer) -> None:
    put_order(shop, "A", line(1, "50"), customer=alice)
    convert(alice, 20, on=1)

    expire(on=101)

    lot = lot_of("A", alice)
    assert (lot.expired, lot.remaining) == (30, 0)


def test_a_lot_may_expire_twice_when_points_came_back_to_it(
    shop: Shop, alice: Customer
) -> None:
    put_order(shop, "A", line(1, "50"), customer=alice)
    voucher = convert(alice, 20, on=1)
    expire(on=101)

    points.cancel_conversion(voucher=voucher, author="staff:1", now=day(102))

    lot = lot_of("A", alice)
    assert (lot.expired, lot.remaining) == (50, 0)
    assert story(alice)[-3:] == [
        ("expire", -30, 0),
        ("give_back", 20, 20),
        ("expire", -20, 0),
    ]
    assert_honest()


def test_spending_never_waits_for_the_night(shop: Shop, alice: Customer) -> None:
    put_order(shop, "A", line(1, "50"), customer=alice)
    adjust(alice, 5, on=50)

    convert(alice, on=101)

    assert story(alice)[2:] == [("expire", -50, 5), ("convert", -5, 0)]
