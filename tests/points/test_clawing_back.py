"""What an order has given is taken back in the declared order, a step at a time."""

from decimal import Decimal

import pytest

from points import actions as points
from points.models import Lot
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
    story,
    use,
)
from vouchers.models import Voucher


@pytest.fixture(autouse=True)
def _one_point_per_euro(shop: Shop) -> None:
    set_rules(shop, ratio=Decimal(1))


def earn(shop: Shop, alice: Customer, order: str, euros: int, *, on: float = 0) -> None:
    put_order(
        shop,
        order,
        line(1, f"{euros}"),
        customer=alice,
        placed_at=day(on),
        paid_at=day(on),
        on=on,
    )


def refund(
    shop: Shop,
    alice: Customer,
    order: str,
    euros: int,
    back: int,
    *,
    on: float,
    paid: float = 0,
) -> None:
    put_order(
        shop,
        order,
        line(1, f"{euros}", refunded_amount=Decimal(back)),
        customer=alice,
        placed_at=day(paid),
        paid_at=day(paid),
        on=on,
    )


def figures(lot: Lot) -> dict[str, int]:
    names = [*("issued", "clawed_back", "expired_counted", "written_off")]
    names += ["expired", "remaining"]
    return {name: getattr(lot, name) for name in names if getattr(lot, name)}


def cancelled(voucher: Voucher) -> bool:
    voucher.refresh_from_db()
    return voucher.cancelled_at is not None


def test_expired_points_count_as_clawed_back_first_and_nothing_is_owed(
    shop: Shop, alice: Customer
) -> None:
    earn(shop, alice, "A", 50)
    earn(shop, alice, "B", 30, on=90)

    refund(shop, alice, "A", 50, 50, on=120)

    assert figures(lot_of("A", alice)) == {
        "issued": 50,
        "expired": 50,
        "expired_counted": 50,
    }
    assert points_of(alice, on=120) == (30, 0, 0)
    assert entries(alice) == []
    assert story(alice) == [
        ("settle", 50, 50),
        ("settle", 30, 80),
        ("expire", -50, 30),
        ("settle", 0, 30),
    ]
    assert_honest()


def test_a_second_refund_does_not_count_the_same_expired_points_twice(
    shop: Shop, alice: Customer
) -> None:
    earn(shop, alice, "A", 50)
    voucher = convert(alice, 30, on=1)
    use(shop, voucher, "U", on=2)

    refund(shop, alice, "A", 50, 15, on=120)
    assert figures(lot_of("A", alice)) == {
        "issued": 50,
        "expired": 20,
        "expired_counted": 15,
    }
    assert points_of(alice, on=120) == (0, 0, 0)

    refund(shop, alice, "A", 50, 50, on=121)
    assert figures(lot_of("A", alice)) == {
        "issued": 50,
        "expired": 20,
        "expired_counted": 20,
        "clawed_back": 30,
    }
    assert points_of(alice, on=121) == (0, 0, 30)
    assert_honest()


def test_the_orders_own_lot_gives_second_though_another_ends_sooner(
    shop: Shop, alice: Customer
) -> None:
    earn(shop, alice, "A", 50)
    earn(shop, alice, "B", 30, on=5)

    refund(shop, alice, "B", 30, 20, on=6, paid=5)

    assert left(alice) == {"A": 50, "B": 10}
    assert entries(alice) == [("claw_back", "B", -20)]


def test_the_latest_unused_voucher_is_cancelled_only_where_points_do_not_suffice(
    shop: Shop, alice: Customer
) -> None:
    earn(shop, alice, "A", 60)
    earlier, later = convert(alice, 20, on=1), convert(alice, 30, on=2)

    refund(shop, alice, "A", 60, 10, on=3)
    assert (cancelled(earlier), cancelled(later)) == (False, False)
    assert left(alice) == {"A": 0}

    refund(shop, alice, "A", 60, 15, on=4)
    assert (cancelled(earlier), cancelled(later)) == (False, True)
    assert left(alice) == {"A": 25}

    refund(shop, alice, "A", 60, 60, on=5)
    assert (cancelled(earlier), cancelled(later)) == (True, True)
    assert points_of(alice, on=5) == (0, 0, 0)
    assert_honest()


def test_a_voucher_bought_with_other_points_is_left_alone(
    shop: Shop, alice: Customer
) -> None:
    earn(shop, alice, "A", 50)
    used, unused = convert(alice, 50, on=1), None
    use(shop, used, "U", on=2)
    earn(shop, alice, "B", 40, on=3)
    unused = convert(alice, 40, on=3)

    refund(shop, alice, "A", 50, 50, on=4)

    assert not cancelled(unused)
    assert points_of(alice, on=4) == (0, 0, 50)


def test_a_voucher_that_is_cancelled_gives_all_its_lots_their_points_back(
    shop: Shop, alice: Customer
) -> None:
    earn(shop, alice, "A", 50)
    earn(shop, alice, "B", 40, on=5)
    voucher = convert(alice, 70, on=6)
    assert left(alice) == {"A": 0, "B": 20}

    refund(shop, alice, "A", 50, 10, on=7)

    assert cancelled(voucher)
    assert left(alice) == {"A": 40, "B": 40}
    assert story(alice)[-2:] == [("give_back", 70, 90), ("settle", -10, 80)]


def test_a_voucher_whose_points_have_expired_since_is_that_is_cancelled_and_nothing_is_owed(
    shop: Shop, alice: Customer
) -> None:
    earn(shop, alice, "A", 50)
    voucher = convert(alice, on=1)

    refund(shop, alice, "A", 50, 50, on=120)

    assert cancelled(voucher)
    assert figures(lot_of("A", alice)) == {
        "issued": 50,
        "expired": 50,
        "expired_counted": 50,
    }
    assert points_of(alice, on=120) == (0, 0, 0)
    assert story(alice)[-3:] == [
        ("give_back", 50, 50),
        ("expire", -50, 0),
        ("settle", 0, 0),
    ]
    assert_honest()


@pytest.fixture
def others(shop: Shop, alice: Customer) -> None:
    """A's 50 points are spent for good; beside it B ends before C, and D is pending."""
    earn(shop, alice, "A", 50)
    use(shop, convert(alice, on=0.1), "U", on=0.2)
    earn(shop, alice, "C", 10, on=3)
    earn(shop, alice, "B", 10, on=2)
    set_rules(shop, on=4, pending_days=14, validity=1)
    earn(shop, alice, "D", 10, on=5)
    assert points_of(alice, on=5) == (20, 10, 0)


@pytest.mark.usefixtures("others")
@pytest.mark.parametrize(
    ("back", "after", "debt"),
    [
        (4, {"A": 0, "C": 10, "B": 6, "D": 10}, 0),
        (10, {"A": 0, "C": 10, "B": 0, "D": 10}, 0),
        (15, {"A": 0, "C": 5, "B": 0, "D": 10}, 0),
        (27, {"A": 0, "C": 0, "B": 0, "D": 3}, 0),
        (50, {"A": 0, "C": 0, "B": 0, "D": 0}, 20),
    ],
)
def test_other_lots_give_by_their_end_then_pending_ones_then_a_debt(
    shop: Shop, alice: Customer, back: int, after: dict[str, int], debt: int
) -> None:
    refund(shop, alice, "A", 50, back, on=6)

    assert left(alice) == after
    assert points_of(alice, on=6)[2] == debt
    assert lot_of("A", alice).clawed_back == back
    assert_honest()


@pytest.mark.usefixtures("others")
def test_each_step_is_an_entry_and_the_debt_is_on_no_lot(
    shop: Shop, alice: Customer
) -> None:
    refund(shop, alice, "A", 50, 50, on=6)

    assert entries(alice) == [
        ("claw_back", "B", -10),
        ("claw_back", "C", -10),
        ("claw_back", "D", -10),
        ("debt", None, -20),
    ]


@pytest.mark.usefixtures("others")
def test_the_points_of_others_that_have_expired_are_not_there_to_be_taken(
    shop: Shop, alice: Customer
) -> None:
    refund(shop, alice, "A", 50, 15, on=102.5)

    assert left(alice) == {"A": 0, "C": 0, "B": 0, "D": 0}
    assert points_of(alice, on=102.5) == (0, 0, 5)
    assert_honest()


def test_all_steps_in_one_refund(shop: Shop, alice: Customer) -> None:
    earn(shop, alice, "A", 100)
    use(shop, convert(alice, 40, on=1), "U", on=1.1)
    unused = convert(alice, 20, on=2)
    earn(shop, alice, "B", 15, on=80)
    list(points.expire_due(now=day(101)))

    refund(shop, alice, "A", 100, 100, on=102)

    assert cancelled(unused)
    assert figures(lot_of("A", alice)) == {
        "issued": 100,
        "expired": 60,
        "expired_counted": 60,
        "clawed_back": 40,
    }
    assert entries(alice) == [("claw_back", "B", -15), ("debt", None, -25)]
    assert points_of(alice, on=102) == (0, 0, 25)
    assert_honest()
