"""The same thing at the same moment, on real parallel connections; and the locks."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from points import actions as points
from programme.actions.receipts import OrderReceipt
from referrals.models import ReferralReward
from shop.models import Customer, Shop
from tests.connections import at_once, steps
from tests.factories import CustomerFactory, day
from tests.referrals.friends import (
    accept,
    become,
    bring,
    buy,
    night,
    open_referrals,
    rewards,
    sign_up,
    status_of,
    vouchers,
)
from tests.statements import assert_honest

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _opened(shop: Shop) -> None:
    open_referrals(shop, wait_days=0)


def order(friend: Customer, number: str, **fields: Any) -> Callable[[], OrderReceipt]:
    return lambda: buy(friend, number, **fields)


def test_the_same_order_on_five_connections_pays_once(alice: Customer) -> None:
    bob = bring(become(alice))

    at_once(*[order(bob, "9001")] * 5)

    assert rewards(bob, "sponsor") == [(1, True)]
    assert_honest()


def test_orders_a_cancellation_and_the_night_at_once_leave_one_reward_or_none(
    alice: Customer,
) -> None:
    bob = bring(become(alice))
    buy(bob, "9001")

    at_once(
        order(bob, "9001", on=5, state="cancelled"),
        order(bob, "9002", on=5),
        lambda: night(on=5),
        order(bob, "9001", on=6),
    )
    night(on=7)

    assert ReferralReward.objects.filter(side="sponsor", clawed_back_at=None).count() == 1
    assert len(vouchers(alice)) == 1
    assert_honest()


def test_friends_of_one_sponsor_at_once_stay_within_the_limit(
    shop: Shop, alice: Customer
) -> None:
    open_referrals(shop, month_cap=2)
    julie = become(alice)
    friends = []
    for number in range(4):
        accept(julie, f"friend{number}@example.com", connection=bytes([number]))
        friends.append(
            sign_up(shop, f"200{number}", f"friend{number}@example.com", on=1 + number)
        )

    at_once(*[order(friend, f"900{n}") for n, friend in enumerate(friends)])

    assert len(vouchers(alice)) == 2
    assert sorted(map(status_of, friends)) == ["capped", "capped", "rewarded", "rewarded"]


def test_a_friend_who_signs_up_twice_at_once_is_linked_once(
    shop: Shop, alice: Customer
) -> None:
    julie = become(alice)
    accept(julie)

    at_once(*[lambda: sign_up(shop)] * 4)

    bob = Customer.objects.get(external_id="2001")
    assert vouchers(bob) == [Decimal(5)]


def test_sponsors_of_each_others_friends_do_not_deadlock(
    shop: Shop, alice: Customer
) -> None:
    """Alice brought Bob, who brought Carol: orders of both, and the night, at once."""
    bob = bring(become(alice))
    accept(become(bob, on=2), "carol@example.com", on=2.5)
    carol = sign_up(shop, "2002", "carol@example.com", on=2.6)
    buy(bob, "9001")
    buy(carol, "9002")

    for on in (4, 5, 6):
        state = "cancelled" if on == 5 else "paid"
        at_once(
            order(bob, "9001", on=on, state=state),
            order(carol, "9002", on=on, state=state),
            lambda on=on: night(on=on),  # type: ignore[misc]
            lambda: sum(points.expire_due(now=day(0))),
        )

    assert (len(vouchers(alice)), len(vouchers(bob))) == (1, 2)
    assert_honest()


def test_sponsor_and_friend_are_locked_in_order_before_anything_else(
    shop: Shop, alice: Customer
) -> None:
    friend = CustomerFactory.create(shop=shop, external_id="1", email="")
    julie = become(alice)
    assert alice.pk < friend.pk
    bob = bring(julie)

    with steps() as done:
        buy(bob, "9001")

    assert done[0] == "lock shop_customer"
    locks = [step for step in done if step.startswith("lock")]
    assert locks.index("lock shop_order") < locks.index("lock points_account")
    first_account, reward = done.account_lock, done.index("write referrals_referralreward")
    assert done.index("lock shop_customer") < first_account < reward
    assert locks.index("lock points_account") < locks.index("lock referrals_referral")
