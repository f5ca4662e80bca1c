"""Points that were spent and are owed: the limit, the waiver, and how a debt is paid."""

from decimal import Decimal

import pytest

from points import actions as points
from points.queries.debts import debts, debts_and_payments
from points.queries.history import movements as points_movements
from shop.models import Customer, Shop
from tests.factories import day, line
from tests.statements import (
    adjust,
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


def spend_for_good(shop: Shop, alice: Customer, order: str, euros: int) -> None:
    put_order(shop, order, line(1, f"{euros}"), customer=alice)
    use(shop, convert(alice, on=1), f"used {order}", on=1)


def state(
    shop: Shop, alice: Customer, order: str, euros: int, state: str, *, on: float
) -> None:
    put_order(shop, order, line(1, f"{euros}"), customer=alice, state=state, on=on)


def later_order(shop: Shop, alice: Customer, order: str, euros: int, *, on: float) -> None:
    put_order(
        shop,
        order,
        line(1, f"{euros}"),
        customer=alice,
        placed_at=day(on),
        paid_at=day(on),
        on=on,
    )


def test_debt_beyond_the_limit_is_written_off(shop: Shop, alice: Customer) -> None:
    set_rules(shop, debt_limit=15)
    spend_for_good(shop, alice, "A", 50)

    state(shop, alice, "A", 50, "refunded", on=2)

    lot = lot_of("A", alice)
    assert (lot.clawed_back, lot.written_off, lot.net) == (15, 35, 0)
    assert points_of(alice, on=2) == (0, 0, 15)
    assert entries(alice) == [("debt", None, -15)]
    assert points_movements(alice)[0].adjustment == 35
    assert_honest()


def test_the_limit_is_for_all_debts_together(shop: Shop, alice: Customer) -> None:
    set_rules(shop, debt_limit=15)
    spend_for_good(shop, alice, "A", 10)
    spend_for_good(shop, alice, "B", 10)

    state(shop, alice, "A", 10, "refunded", on=2)
    state(shop, alice, "B", 10, "refunded", on=3)

    assert points_of(alice, on=3) == (0, 0, 15)
    assert (lot_of("B", alice).clawed_back, lot_of("B", alice).written_off) == (5, 5)


def test_a_limit_of_zero_writes_off_all(shop: Shop, alice: Customer) -> None:
    set_rules(shop, debt_limit=0)
    spend_for_good(shop, alice, "A", 50)

    state(shop, alice, "A", 50, "refunded", on=2)

    assert points_of(alice, on=2) == (0, 0, 0)
    assert entries(alice) == []
    assert_honest()


def test_points_written_off_are_not_given_again(shop: Shop, alice: Customer) -> None:
    set_rules(shop, debt_limit=15)
    spend_for_good(shop, alice, "A", 50)
    state(shop, alice, "A", 50, "refunded", on=2)

    state(shop, alice, "A", 50, "paid", on=3)

    lot = lot_of("A", alice)
    assert (lot.net, lot.clawed_back, lot.written_off, lot.remaining) == (50, 0, 0, 0)
    assert points_of(alice, on=3) == (0, 0, 0)
    assert entries(alice) == [
        ("reinstate", "A", 15),
        ("repay", "A", -15),
        ("debt", None, 15),
    ]
    assert_honest()


def test_the_next_earning_pays_the_debt_and_the_rest_is_the_customers(
    shop: Shop, alice: Customer
) -> None:
    spend_for_good(shop, alice, "A", 50)
    state(shop, alice, "A", 50, "refunded", on=2)

    later_order(shop, alice, "B", 30, on=3)
    assert points_of(alice, on=3) == (0, 0, 20)

    later_order(shop, alice, "C", 30, on=4)
    assert points_of(alice, on=4) == (10, 0, 0)
    assert entries(alice) == [("earn", "C", 30), ("repay", "C", -20), ("debt", None, 20)]
    assert_honest()


def test_points_that_cannot_be_spent_yet_pay_a_debt_all_the_same(
    shop: Shop, alice: Customer
) -> None:
    spend_for_good(shop, alice, "A", 50)
    state(shop, alice, "A", 50, "refunded", on=2)
    set_rules(shop, on=2.5, pending_days=14)

    later_order(shop, alice, "B", 80, on=3)

    assert points_of(alice, on=3) == (0, 30, 0)


def test_points_that_have_already_expired_pay_nothing(shop: Shop, alice: Customer) -> None:
    spend_for_good(shop, alice, "A", 50)
    state(shop, alice, "A", 50, "refunded", on=2)

    put_order(shop, "B", line(1, "80"), customer=alice, on=2, now=day(150))

    assert points_of(alice, on=150) == (0, 0, 50)
    assert lot_of("B", alice).expired == 80
    assert_honest()


def test_points_that_come_back_from_a_voucher_pay_the_debt(
    shop: Shop, alice: Customer
) -> None:
    spend_for_good(shop, alice, "A", 50)
    put_order(shop, "B", line(1, "60"), customer=alice)
    voucher = convert(alice, on=2)
    state(shop, alice, "A", 50, "refunded", on=3)
    assert points_of(alice, on=3) == (0, 0, 50)

    points.cancel_conversion(voucher=voucher, author="staff:1", now=day(4))

    assert points_of(alice, on=4) == (10, 0, 0)
    assert entries(alice) == [
        ("return", "B", 60),
        ("repay", "B", -50),
        ("debt", None, 50),
    ]
    assert_honest()


def test_points_given_by_hand_pay_the_debt(shop: Shop, alice: Customer) -> None:
    spend_for_good(shop, alice, "A", 50)
    state(shop, alice, "A", 50, "refunded", on=2)

    adjust(alice, 60, on=3)

    assert points_of(alice, on=3) == (10, 0, 0)
    assert entries(alice) == [
        ("adjust", None, 60),
        ("repay", None, -50),
        ("debt", None, 50),
    ]
    assert_honest()


def test_the_same_order_paid_again_undoes_its_own_debt(shop: Shop, alice: Customer) -> None:
    spend_for_good(shop, alice, "A", 50)
    state(shop, alice, "A", 50, "refunded", on=2)

    state(shop, alice, "A", 50, "paid", on=3)

    assert points_of(alice, on=3) == (0, 0, 0)
    assert left(alice) == {"A": 0}
    assert lot_of("A", alice).net == 50
    assert_honest()


def test_a_debt_that_others_have_paid_comes_back_as_points(
    shop: Shop, alice: Customer
) -> None:
    spend_for_good(shop, alice, "A", 50)
    state(shop, alice, "A", 50, "refunded", on=2)
    later_order(shop, alice, "B", 80, on=3)

    state(shop, alice, "A", 50, "paid", on=4)

    assert points_of(alice, on=4) == (80, 0, 0)
    assert left(alice) == {"A": 50, "B": 30}
    assert_honest()


def test_the_debt_is_shown_with_the_order_that_made_it(shop: Shop, alice: Customer) -> None:
    spend_for_good(shop, alice, "A", 50)
    state(shop, alice, "A", 50, "refunded", on=2)

    assert [
        (str(debt.movement.order), debt.movement.happened_at, debt.points, debt.open)
        for debt in debts(alice, 50)
    ] == [("A", day(2), 50, 50)]


def test_the_oldest_debt_is_paid_first_and_each_payment_is_told(
    shop: Shop, alice: Customer
) -> None:
    for order in ("A", "B"):
        spend_for_good(shop, alice, order, 50)
    for on, order in enumerate(("A", "B"), 2):
        state(shop, alice, order, 50, "refunded", on=on)
    later_order(shop, alice, "C", 70, on=4)
    adjust(alice, 5, on=5)

    found, payments = debts_and_payments(alice, points_of(alice, on=5)[2])

    assert [(str(debt.movement.order), debt.open, debt.paid) for debt in found] == [
        ("B", 25, 25)
    ]
    assert [(paid.movement.kind, paid.points) for paid in payments] == [
        ("adjust", 5),
        ("settle", 70),
    ]


def test_points_that_come_back_to_the_lot_of_a_cancelled_order_are_alive(
    shop: Shop, alice: Customer
) -> None:
    spend_for_good(shop, alice, "A", 50)
    later_order(shop, alice, "C", 50, on=1)
    later_order(shop, alice, "D", 50, on=2)
    state(shop, alice, "A", 50, "refunded", on=3)
    dates = {"placed_at": day(1), "paid_at": day(1)}
    put_order(shop, "C", line(1, "50"), customer=alice, state="cancelled", on=4, **dates)
    assert left(alice) == {"A": 0, "C": 0, "D": 0}

    state(shop, alice, "A", 50, "paid", on=5)

    lot = lot_of("C", alice)
    assert (lot.net, lot.remaining) == (0, 50)
    assert lot.state_at(day(5)) == lot.State.AVAILABLE
    assert lot.state_at(day(200)) == lot.State.EXPIRED
    assert_honest()
