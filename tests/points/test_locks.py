"""Whoever writes to a customer's ledger has locked their account before: a race that is not
lost today proves little.
"""

from collections.abc import Callable
from decimal import Decimal

import pytest

from points import actions as points
from programme import actions as programme
from shop.models import Customer, Shop
from tests.connections import steps
from tests.factories import CustomerFactory, day, line
from tests.statements import (
    convert,
    merge,
    put_customer,
    put_order,
    set_rules,
    unmerge,
    use,
)
from vouchers.models import Voucher


@pytest.fixture
def voucher(shop: Shop, alice: Customer) -> Voucher:
    """Bought with 20 of Alice's 50 points."""
    set_rules(shop, ratio=Decimal(1))
    put_order(shop, "46", line(1, "50"), customer=alice)
    return convert(alice, 20)


@pytest.fixture
def doings(
    shop: Shop, alice: Customer, bob: Customer, voucher: Voucher
) -> dict[str, Callable[[], object]]:
    carol = CustomerFactory.create(shop=shop, external_id="59")
    put_order(shop, "of Carol", customer=carol)
    merge(CustomerFactory.create(shop=shop), carol, on=0)
    put_order(shop, "of a guest", email="guest@example.com")
    return {
        "earn": lambda: put_order(shop, "47", customer=alice),
        "earn anew": lambda: put_order(shop, "48", customer=Customer(external_id="99")),
        "refund": lambda: put_order(shop, "46", customer=alice, state="refunded", on=1),
        "change hands": lambda: put_order(
            shop, "46", customer=Customer(external_id="99"), on=1
        ),
        "become a guest": lambda: put_customer(shop, "57", guest=True),
        "convert": lambda: convert(alice, 10),
        "cancel a voucher": lambda: points.cancel_conversion(
            voucher=voucher, author="staff:1", now=day(1)
        ),
        "adjust": lambda: points.adjust(
            customer=alice, points=-5, reason="x", source="x", author="x", now=day(1)
        ),
        "erase": lambda: programme.erase_customer(
            shop=shop, external_id="57", author="x", now=day(1)
        ),
        "merge": lambda: merge(bob, alice, on=1),
        "part": lambda: unmerge(carol, on=2),
        "claim": lambda: put_customer(
            shop, "70", email="guest@example.com", email_verified=True
        ),
        "expire": lambda: list(points.expire_due(now=day(101))),
    }


NAMES = [
    "earn",
    "earn anew",
    "refund",
    "change hands",
    "become a guest",
    "convert",
    "cancel a voucher",
    "adjust",
    "erase",
    "merge",
    "part",
    "claim",
    "expire",
]


def test_every_doing_is_looked_at(doings: dict[str, Callable[[], object]]) -> None:
    assert [*doings] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_account_is_locked_before_the_ledger_is_written(
    doings: dict[str, Callable[[], object]], name: str
) -> None:
    with steps() as done:
        doings[name]()

    wrote = [step for step in done if step.startswith("write points_")]
    assert "write points_movement" in wrote
    assert done.account_lock < _first_write_but_for_new_accounts(done)


def _first_write_but_for_new_accounts(done: list[str]) -> int:
    """An account that is made is locked by being made, and then again."""
    return next(
        number
        for number, step in enumerate(done)
        if step.startswith("write points_") and step != "write points_account"
    )


@pytest.mark.parametrize(
    "name",
    [
        "earn",
        "refund",
        "change hands",
        "become a guest",
        "erase",
        "merge",
        "part",
        "claim",
    ],
)
def test_locks_are_taken_in_one_order(
    doings: dict[str, Callable[[], object]], name: str
) -> None:
    with steps() as done:
        doings[name]()

    locks = [step for step in dict.fromkeys(done) if step.startswith("lock ")]
    declared = [
        # Only to merge and part: of two that cross, one waits before it locks anybody.
        "lock shop_shop",
        "lock shop_customer",
        "lock shop_order",
        "lock points_account",
        "lock vouchers_voucher",
        "lock mailing_mail",
    ]
    assert locks == [lock for lock in declared if lock in locks]


def test_a_voucher_is_cancelled_under_its_customers_lock(
    doings: dict[str, Callable[[], object]],
) -> None:
    with steps() as done:
        doings["cancel a voucher"]()

    assert done[:3] == [
        "lock shop_customer",
        "lock points_account",
        "write vouchers_voucher",
    ]


def test_a_settled_order_takes_no_lock_on_the_account(shop: Shop, alice: Customer) -> None:
    put_order(shop, "46", customer=alice)

    with steps() as done:
        put_order(shop, "46", customer=alice)

    assert done == ["lock shop_customer", "lock shop_order", "write tiers_spend"]


def test_a_former_owner_who_has_given_all_back_is_left_in_peace(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    put_order(shop, "46", customer=alice)
    put_order(shop, "46", customer=bob, on=1)

    with steps() as done:
        use(shop, convert(bob, on=1), "47", on=1)
        put_order(shop, "46", customer=bob, state="refunded", on=2)

    assert done.count("lock points_account") == 2
