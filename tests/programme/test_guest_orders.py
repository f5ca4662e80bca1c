"""What was bought as a guest counts for whoever has proven the same address."""

from collections.abc import Callable
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from points.models import Movement
from points.queries import history as points_history
from programme import actions as programme
from shop.models import Customer, Order, Shop
from tests.factories import day, order_fact
from tests.statements import (
    assert_honest,
    left,
    lot_of,
    merge,
    points_of,
    put_customer,
    put_order,
    set_rules,
    unmerge,
)

EMAIL = "dora@example.com"

type Statement = Callable[[], object]


def account(
    shop: Shop, external_id: str = "70", *, on: float = 1, **fields: Any
) -> Customer:
    """An account opened on the day ``on``, its address verified by the shop."""
    usual = {"email": EMAIL, "email_verified": True, "registered_at": day(on)}
    return put_customer(shop, external_id, on=on, **usual | fields).row


def guest_order(shop: Shop, external_id: str = "46", **fields: Any) -> Order:
    return put_order(shop, external_id, **{"email": EMAIL} | fields).stated.row


def owner_of(external_id: str) -> Customer | None:
    return Order.objects.get(external_id=external_id).customer


def test_a_new_account_claims_what_was_bought_as_a_guest(shop: Shop) -> None:
    guest_order(shop)
    assert not Movement.objects.exists()

    dora = account(shop, on=3)

    assert points_of(dora, on=3) == (4, 0, 0)
    order = Order.objects.get()
    assert (order.customer, order.claimed_by, order.shop_customer) == (dora, dora, None)
    assert_honest()


def test_who_has_an_account_claims_an_order_as_it_comes(shop: Shop) -> None:
    dora = account(shop, on=0)

    order = guest_order(shop, placed_at=day(50), paid_at=day(50), on=50)

    assert order.customer == dora
    assert points_of(dora, on=50) == (4, 0, 0)
    assert_honest()


def test_an_address_is_the_same_in_capitals(shop: Shop) -> None:
    guest_order(shop, email="Dora@Example.COM")

    dora = account(shop, email="DORA@example.com")
    guest_order(shop, "47", email="dora@EXAMPLE.com", on=2)

    assert left(dora) == {"46": 4, "47": 4}


def test_a_claimed_order_earns_by_its_own_date_and_rules(shop: Shop) -> None:
    guest_order(shop)
    set_rules(shop, on=1, ratio=Decimal(1))

    dora = account(shop, on=3)
    member = put_customer(shop, "71", on=0).row
    put_order(shop, "member's", customer=member)

    claimed, usual = lot_of("46", dora), lot_of("member's", member)
    assert (claimed.issued, claimed.activates_at, claimed.expires_at) == (
        4,
        usual.activates_at,
        usual.expires_at,
    )
    assert points_history.movements(dora)[0].happened_at == day(0)


@pytest.mark.parametrize(("opened", "claimed"), [(30, True), (30.01, False)])
def test_an_account_reaches_back_thirty_days(
    shop: Shop, opened: float, claimed: bool
) -> None:
    guest_order(shop)

    dora = account(shop, on=opened)

    assert owner_of("46") == (dora if claimed else None)


def test_a_shop_may_reach_further_or_not_at_all(shop: Shop) -> None:
    guest_order(shop)
    Shop.objects.update(claim_days=60)
    shop.refresh_from_db()
    dora = account(shop, on=50)
    assert owner_of("46") == dora

    Shop.objects.update(claim_days=0)
    shop.refresh_from_db()
    guest_order(shop, "47", on=51)

    assert owner_of("47") is None


def test_an_address_that_nobody_has_verified_claims_nothing(shop: Shop) -> None:
    guest_order(shop)

    dora = account(shop, email_verified=False)
    guest_order(shop, "47", on=2)
    programme.claim_missed_guest_orders(author="system", now=day(3))

    assert owner_of("46") is owner_of("47") is None
    account(shop, on=4, registered_at=day(1))
    assert left(dora) == {"46": 4, "47": 4}


def test_somebody_elses_address_claims_nothing(shop: Shop, alice: Customer) -> None:
    guest_order(shop)
    Customer.objects.update(email_verified=True)

    put_customer(shop, "57", email="alice@example.com", email_verified=True)
    guest_order(shop, "47", on=2)
    guest_order(shop, "48", email="", on=2)

    assert not Order.objects.filter(customer__isnull=False).exists()


def test_an_order_that_names_a_member_is_that_members(shop: Shop, alice: Customer) -> None:
    account(shop)

    put_order(shop, "46", customer=alice, email=EMAIL, on=2)

    assert points_of(alice, on=2) == (4, 0, 0)


def test_what_was_claimed_stays_claimed_when_the_shop_says_guest_again(shop: Shop) -> None:
    guest_order(shop)
    dora = account(shop)

    guest_order(shop, state="delivered", on=2)
    assert owner_of("46") == dora
    guest_order(shop, state="refunded", on=3)

    assert points_of(dora, on=3) == (0, 0, 0)
    assert_honest()


def test_a_claimed_order_stays_when_the_member_changes_address(shop: Shop) -> None:
    guest_order(shop)
    dora = account(shop)

    account(shop, on=2, email="dora@example.net", registered_at=day(1))
    guest_order(shop, state="delivered", on=3)

    assert points_of(dora, on=3) == (4, 0, 0)


def test_a_claim_ends_when_the_shop_states_another_address_or_a_member(
    shop: Shop, alice: Customer
) -> None:
    guest_order(shop, "46")
    guest_order(shop, "47")
    dora = account(shop)

    guest_order(shop, "46", email="other@example.com", on=2)
    guest_order(shop, "47", customer=alice, on=2)

    assert (owner_of("46"), owner_of("47")) == (None, alice)
    assert (points_of(dora, on=2), points_of(alice, on=2)) == ((0, 0, 0), (4, 0, 0))
    assert_honest()


def test_a_guest_whom_the_shop_names_is_claimed_from_too(shop: Shop) -> None:
    guest = put_customer(shop, "g1", on=0, email=EMAIL, guest=True).row
    guest_order(shop, customer=guest, email="")

    dora = account(shop)
    guest_order(shop, "47", customer=guest, email="", on=2)
    guest_order(shop, "46", customer=guest, email="", state="delivered", on=3)

    assert left(dora) == {"46": 4, "47": 4}
    assert {(order.shop_customer, order.claimed_by) for order in Order.objects.all()} == {
        (guest, dora)
    }
    assert_honest()


def test_a_guest_who_becomes_a_member_has_their_own_orders_back(shop: Shop) -> None:
    guest = put_customer(shop, "g1", on=0, email=EMAIL, guest=True).row
    guest_order(shop, customer=guest)
    dora = account(shop)
    assert owner_of("46") == dora

    put_customer(shop, "g1", on=2, email=EMAIL)

    assert (points_of(dora, on=2), points_of(guest, on=2)) == ((0, 0, 0), (4, 0, 0))
    assert_honest()


def test_the_order_of_arrival_does_not_matter(shop: Shop) -> None:
    """The guest, the order and the account, in any order; and each of them twice."""

    def statements(number: int) -> list[Statement]:
        email, guest = f"dora{number}@example.com", Customer(external_id=f"g{number}")
        return [
            lambda: put_customer(shop, f"g{number}", on=0, email=email, guest=True),
            lambda: guest_order(shop, f"o{number}", customer=guest, email=email),
            lambda: guest_order(shop, f"p{number}", email=email.upper()),
            lambda: account(shop, f"m{number}", on=3, email=email),
        ]

    for number, order in enumerate(permutations(range(4))):
        calls = statements(number)
        for each in (*order, *order):
            calls[each]()
        member = Customer.objects.get(external_id=f"m{number}")
        assert left(member) == {f"o{number}": 4, f"p{number}": 4}, order
    assert_honest()


def test_a_code_answered_at_the_portal_verifies_the_address(shop: Shop) -> None:
    guest_order(shop)
    dora = account(shop, email_verified=False)

    for _ in range(2):
        programme.prove_email(
            customer=dora, email=EMAIL.upper(), author="customer", now=day(2)
        )
    assert left(dora) == {"46": 4}

    account(shop, on=3, email_verified=False, registered_at=day(1))
    guest_order(shop, "47", on=4)
    assert left(dora) == {"46": 4, "47": 4}
    assert_honest()


def test_a_code_verifies_no_other_address(shop: Shop) -> None:
    """Writing somebody else's address into an account claims nothing of theirs."""
    dora = account(shop, email_verified=False, email="mallory@example.com")
    programme.prove_email(
        customer=dora, email="mallory@example.com", author="customer", now=day(2)
    )

    account(shop, on=3, email_verified=False)
    guest_order(shop, on=4)
    programme.prove_email(
        customer=dora, email="mallory@example.com", author="customer", now=day(5)
    )

    assert owner_of("46") is None


def test_a_claim_follows_the_member_who_is_merged(shop: Shop, alice: Customer) -> None:
    dora = account(shop)
    merge(alice, dora, on=2)

    guest_order(shop, on=3)
    assert points_of(alice, on=3) == (4, 0, 0)
    assert_honest()
    unmerge(dora, on=4)

    assert points_of(dora, on=4) == (4, 0, 0)
    assert_honest()


def test_what_was_stated_at_the_same_moment_is_claimed_at_night(shop: Shop) -> None:
    """Neither sees the other: the order finds no account, the account no order."""
    guest_order(shop)
    dora = account(shop)
    Order.objects.update(customer=None, claimed_by=None)
    assert owner_of("46") is None

    assert dict(programme.night(now=day(2)))["claim"] == 1
    assert owner_of("46") == dora
    assert "claim" not in dict(programme.night(now=day(2)))
    assert_honest()


def test_an_import_claims_as_the_api_does(shop: Shop) -> None:
    dora = account(shop, on=0)
    guest = put_customer(shop, "g1", on=0, email=EMAIL, guest=True).row
    facts = [
        ("46", order_fact(email=EMAIL.upper())),
        ("47", order_fact(customer=guest)),
        ("48", order_fact(email="x@example.com")),
        ("49", order_fact(placed_at=day(-31), paid_at=day(-31), email=EMAIL)),
    ]

    list(programme.import_orders(shop=shop, orders=facts, author="system", now=day(1)))

    assert left(dora) == {"46": 4, "47": 4}
    assert (owner_of("48"), owner_of("49")) == (None, None)
    assert_honest()
    # The account was opened a month and a day later than that last order.
    assert [
        done.changed
        for done in programme.import_orders(
            shop=shop, orders=facts, author="system", now=day(2)
        )
    ] == [False] * 4


def test_an_erased_member_claims_nothing_and_keeps_what_was_claimed(shop: Shop) -> None:
    guest_order(shop)
    account(shop)
    programme.erase_customer(shop=shop, external_id="70", author="x", now=day(2))

    guest_order(shop, state="delivered", on=3)
    guest_order(shop, "47", on=3)

    claimed = Order.objects.get(external_id="46")
    assert (claimed.email, claimed.customer_id) == ("", claimed.claimed_by_id)
    assert owner_of("47") is None
    assert_honest()
