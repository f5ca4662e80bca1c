"""An order paid again gets back only what was really taken, to where it came from."""

from decimal import Decimal
from typing import Any

import pytest

from shop.models import Customer, Shop
from tests.factories import day, line
from tests.statements import (
    assert_honest,
    convert,
    entries,
    left,
    lot_of,
    points_of,
    put_order,
    set_rules,
    use,
)


@pytest.fixture(autouse=True)
def _one_point_per_euro(shop: Shop) -> None:
    set_rules(shop, ratio=Decimal(1))


def order(
    shop: Shop, alice: Customer, name: str, euros: int, *, on: float, **fields: Any
) -> None:
    put_order(shop, name, line(1, f"{euros}"), customer=alice, on=on, **fields)


def test_points_come_back_to_the_lot_they_were_taken_from(
    shop: Shop, alice: Customer
) -> None:
    order(shop, alice, "A", 50, on=0)
    order(shop, alice, "A", 50, on=1, state="cancelled")

    order(shop, alice, "A", 50, on=2)

    lot = lot_of("A", alice)
    assert (lot.issued, lot.clawed_back, lot.remaining) == (50, 0, 50)
    assert entries(alice) == [("reinstate", "A", 50)]


def test_lots_that_stood_in_get_theirs_back_the_last_one_first(
    shop: Shop, alice: Customer
) -> None:
    order(shop, alice, "A", 50, on=0)
    use(shop, convert(alice, on=0), "U", on=0)
    order(shop, alice, "B", 10, on=1)
    order(shop, alice, "C", 20, on=1, paid_at=day(1))
    order(shop, alice, "A", 50, on=2, state="cancelled")
    assert (left(alice), points_of(alice, on=2)) == ({"A": 0, "B": 0, "C": 0}, (0, 0, 20))

    order(shop, alice, "A", 25, on=3)
    assert entries(alice) == [
        ("reinstate", "C", 20),
        ("reinstate", "B", 5),
        ("repay", "B", -5),
        ("debt", None, 5),
        ("repay", "C", -15),
        ("debt", None, 15),
    ]
    assert (left(alice), points_of(alice, on=3)) == ({"A": 0, "B": 0, "C": 5}, (5, 0, 0))

    order(shop, alice, "A", 50, on=4)
    assert entries(alice) == [("reinstate", "B", 5), ("reinstate", "A", 20)]
    assert points_of(alice, on=4) == (30, 0, 0)
    assert_honest()


def test_points_restored_after_their_end_are_dead_at_once(
    shop: Shop, alice: Customer
) -> None:
    order(shop, alice, "A", 50, on=0)
    order(shop, alice, "A", 50, on=1, state="cancelled")

    order(shop, alice, "A", 50, on=120)

    lot = lot_of("A", alice)
    assert (lot.net, lot.expired, lot.remaining) == (50, 50, 0)
    assert points_of(alice, on=120) == (0, 0, 0)
    assert_honest()


def test_expired_points_that_counted_as_clawed_back_do_not_rise_again(
    shop: Shop, alice: Customer
) -> None:
    order(shop, alice, "A", 50, on=0)
    order(shop, alice, "A", 50, on=120, state="cancelled")
    assert lot_of("A", alice).expired_counted == 50

    order(shop, alice, "A", 50, on=121)

    lot = lot_of("A", alice)
    assert (lot.net, lot.expired_counted, lot.expired, lot.remaining) == (50, 0, 50, 0)
    assert entries(alice) == []
    assert points_of(alice, on=121) == (0, 0, 0)


def test_an_order_edited_upward_gives_the_difference(shop: Shop, alice: Customer) -> None:
    order(shop, alice, "A", 50, on=0)

    order(shop, alice, "A", 70, on=1)

    lot = lot_of("A", alice)
    assert (lot.issued, lot.remaining) == (70, 70)
    assert entries(alice) == [("earn", "A", 20)]


def test_an_order_edited_downward_takes_the_difference(shop: Shop, alice: Customer) -> None:
    order(shop, alice, "A", 50, on=0)

    order(shop, alice, "A", 30, on=1)

    lot = lot_of("A", alice)
    assert (lot.issued, lot.clawed_back, lot.remaining) == (50, 20, 30)
    assert entries(alice) == [("claw_back", "A", -20)]


def test_down_and_further_up_restores_first_and_earns_only_what_is_new(
    shop: Shop, alice: Customer
) -> None:
    order(shop, alice, "A", 50, on=0)
    order(shop, alice, "A", 30, on=1)

    order(shop, alice, "A", 60, on=2)

    lot = lot_of("A", alice)
    assert (lot.issued, lot.clawed_back, lot.remaining) == (60, 0, 60)
    assert entries(alice) == [("reinstate", "A", 20), ("earn", "A", 10)]


def test_points_added_later_live_as_long_as_the_order_s_first_ones(
    shop: Shop, alice: Customer
) -> None:
    order(shop, alice, "A", 50, on=0)
    before = lot_of("A", alice).expires_at

    order(shop, alice, "A", 70, on=40)

    assert lot_of("A", alice).expires_at == before
