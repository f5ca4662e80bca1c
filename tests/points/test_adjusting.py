from typing import Any

import pytest

from points import actions as points
from points.models import AdjustmentReason, Lot, Movement
from points.queries import history as points_history
from shop.models import Customer, Shop
from tests.factories import CustomerFactory, day
from tests.statements import (
    assert_honest,
    convert,
    entries,
    left,
    points_of,
    put_order,
    set_rules,
    story,
    use,
)


def by_hand(customer: Customer, number: int, **fields: Any) -> Movement | None:
    usual = {"reason": "Colis perdu", "source": "ticket 12", "author": "system"}
    return points.adjust(
        customer=customer, points=number, **{"now": day(0)} | usual | fields
    )


def test_points_given_by_hand_are_a_lot_that_lives_as_long_as_an_orders(
    shop: Shop, alice: Customer
) -> None:
    put_order(shop, "46", customer=alice)

    movement = by_hand(alice, 5)

    assert movement is not None
    assert (movement.kind, movement.author, movement.points) == ("adjust", "system", 5)
    given, earned = Lot.objects.get(cause="adjustment"), Lot.objects.get(cause="order")
    assert (given.issued, given.remaining, given.order) == (5, 5, None)
    assert given.expires_at == earned.expires_at
    assert points_of(alice) == (9, 0, 0)
    assert_honest()


def test_points_given_by_hand_can_be_spent_at_once(shop: Shop, alice: Customer) -> None:
    set_rules(shop, pending_days=14)

    by_hand(alice, 5)

    assert points_of(alice) == (5, 0, 0)


def test_points_taken_by_hand_leave_the_lot_that_ends_first(
    shop: Shop, alice: Customer
) -> None:
    put_order(shop, "later", customer=alice, paid_at=day(1), on=1)
    put_order(shop, "sooner", customer=alice, on=1)

    by_hand(alice, -5, now=day(2))

    assert left(alice) == {"later": 3, "sooner": 0}
    assert entries(alice) == [("adjust", "sooner", -4), ("adjust", "later", -1)]
    assert_honest()


def test_points_that_are_not_there_cannot_be_taken(shop: Shop, alice: Customer) -> None:
    put_order(shop, "46", customer=alice)

    with pytest.raises(points.NotEnoughPoints) as refusal:
        by_hand(alice, -5)

    assert refusal.value.details == {"asked": 5, "available": 4}
    assert points_of(alice) == (4, 0, 0)


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_an_adjustment_has_a_reason(alice: Customer, reason: str) -> None:
    with pytest.raises(points.NoReason) as refusal:
        by_hand(alice, 5, reason=reason)

    assert (refusal.value.code, refusal.value.details) == ("no_reason", {"field": "reason"})
    assert not Movement.objects.exists()


def test_a_reason_is_kept_beside_the_ledger(alice: Customer) -> None:
    by_hand(alice, 5, reason=" Colis perdu ")

    assert [each.text for each in points_history.reasons(alice)] == ["Colis perdu"]


def test_one_source_counts_once(alice: Customer, bob: Customer) -> None:
    first = by_hand(alice, 5)

    assert by_hand(alice, 5, now=day(1)) == first
    assert by_hand(bob, 5) != first
    assert points_of(alice, on=1) == points_of(bob, on=1) == (5, 0, 0)


def test_zero_is_no_adjustment(alice: Customer) -> None:
    assert by_hand(alice, 0) is None
    assert not Movement.objects.exists()
    assert not AdjustmentReason.objects.exists()


def test_forfeiting_empties_the_account_and_forgives_the_debt(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    by_hand(alice, 5)
    put_order(shop, "46", customer=bob)
    use(shop, convert(bob, on=1), "47", on=1)
    put_order(shop, "46", customer=bob, state="refunded", on=2)
    assert points_of(bob, on=2) == (0, 0, 4)

    for customer in (alice, bob):
        points.on_erase(customer=customer, author="staff:1", now=day(3))

    assert points_of(alice, on=3) == points_of(bob, on=3) == (0, 0, 0)
    assert story(alice) == [("adjust", 5, 5), ("erase", -5, 0)]
    assert [each.text for each in points_history.reasons(alice)] == [""]


def test_points_returned_after_erasure_can_be_forfeited_too(alice: Customer) -> None:
    for source in ("a", "b"):
        by_hand(alice, 5, source=source)
        points.on_erase(customer=alice, author="staff:1", now=day(1))

    assert story(alice) == [
        ("adjust", 5, 5),
        ("erase", -5, 0),
        ("adjust", 5, 5),
        ("erase", -5, 0),
    ]


@pytest.mark.parametrize("who", [{"guest": True}, {"erased_at": day(0)}])
def test_guests_and_erased_customers_are_given_nothing(
    shop: Shop, who: dict[str, Any]
) -> None:
    nobody = CustomerFactory.create(shop=shop, email="", first_name="", last_name="", **who)

    with pytest.raises(points.NotAMember):
        by_hand(nobody, 5)

    assert not Movement.objects.exists()
