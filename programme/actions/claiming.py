"""What somebody bought as a guest counts once he has shown that the address is his."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from programme.actions.settling import settle_order
from shop import actions as shops
from shop import queries as shop_queries
from shop.actions import Owner
from shop.models import Customer, Order


@transaction.atomic
def prove_email(*, customer: Customer, email: str, author: str, now: datetime) -> None:
    """The customer has answered a code sent to the address that the shop states for him.

    An address that is not his (any more) proves nothing.
    """
    locked = shops.lock_customer(shop=customer.shop, external_id=customer.external_id)
    if locked.erased_at or locked.email.lower() != email.lower():
        return
    shops.prove_email(customer=locked, email=email)
    claim_orders(customer=locked, author=author, now=now)


def claim_orders(*, customer: Customer, author: str, now: datetime) -> int:
    """Guest orders within reach become his: how many. The caller has locked him.

    They earn by their own dates and rules. Claimed twice is once.
    """
    canonical = shops.lock_canonical(customer)
    orders = shops.lock_claimable(customer)
    for order in orders:
        shops.give_to(order, Owner.of(order.customer, customer, canonical))
        settle_order(order=order, author=author, now=now)
    return len(orders)


def own_again(*, customer: Customer, author: str, now: datetime) -> None:
    """He has become a guest, or ceases to be one: whose are his orders? Twice is once.

    The caller has locked him.
    """
    claimer = None
    if shops.is_guests(customer):
        claimer = shops.lock_claimer(customer.shop, customer.email)
    canonical = shops.lock_canonical(claimer or customer)
    for order in _orders_about(customer):
        if order.stated_id == customer.pk:
            _own_again(order, customer, claimer, canonical)
        settle_order(order=order, author=author, now=now)


def _own_again(
    order: Order, customer: Customer, claimer: Customer | None, canonical: Customer
) -> None:
    if not customer.guest:
        shops.give_to(order, Owner(customer))
    elif order.claimed_by_id is None and claimer and _reached(order, claimer):
        shops.give_to(order, Owner.of(customer, claimer, canonical))


def _reached(order: Order, claimer: Customer) -> bool:
    return order.placed_at is not None and shops.reaches(claimer, order.placed_at)


def _orders_about(customer: Customer) -> Iterator[Order]:
    """Those that name him or count for him, locked by primary key."""
    rows = Order.objects.filter(customer=customer) | Order.objects.filter(
        shop_customer=customer
    )
    yield from rows.select_for_update(no_key=True).order_by("pk")


def claim_missed(*, author: str, now: datetime) -> Iterator[int]:
    """What was stated at the same moment as the account, and so was not claimed then."""
    for customer in shop_queries.claimants():
        with transaction.atomic():
            locked = shops.lock_customer(
                shop=customer.shop, external_id=customer.external_id
            )
            done = claim_orders(customer=locked, author=author, now=now)
        if done:
            yield done
