"""Claim guest orders for the account whose owner has proven the address."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from programme.actions.order_settlement import settle_order
from shop import actions as shops
from shop import queries as shop_queries
from shop.actions.order_owners import OrderOwner
from shop.models import Customer, Order


@transaction.atomic
def prove_email(*, customer: Customer, email: str, author: str, now: datetime) -> None:
    """Record that the customer has answered a code sent to the address the shop states.

    An address that is no longer the customer's proves nothing.
    """
    locked = shops.lock_customer(shop=customer.shop, external_id=customer.external_id)
    if locked.erased_at or locked.email.lower() != email.lower():
        return
    shops.prove_email(customer=locked, email=email)
    claim_guest_orders(customer=locked, author=author, now=now)


def claim_guest_orders(*, customer: Customer, author: str, now: datetime) -> int:
    """Claim the guest orders within reach for a customer whom the caller has locked.

    Returns how many. They earn by their own dates and rules. Idempotent.
    """
    canonical = shops.lock_canonical(customer)
    orders = shops.lock_claimable_orders(customer)
    for order in orders:
        shops.assign_order(order, OrderOwner.of(order.customer, customer, canonical))
        settle_order(order=order, author=author, now=now)
    return len(orders)


def reassign_guest_orders(*, customer: Customer, author: str, now: datetime) -> None:
    """Decide again whose orders count for whom when a customer becomes a guest or a member.

    Idempotent. The caller has locked the customer.
    """
    member = None
    if shops.is_guest_order(customer):
        member = shops.lock_claiming_member(customer.shop, customer.email)
    canonical = shops.lock_canonical(member or customer)
    for order in _orders_about(customer):
        if order.stated_id == customer.pk:
            _reassign(order, customer, member, canonical)
        settle_order(order=order, author=author, now=now)


def _reassign(
    order: Order, customer: Customer, member: Customer | None, canonical: Customer
) -> None:
    if not customer.guest:
        shops.assign_order(order, OrderOwner(customer))
    elif order.claimed_by_id is None and member and _reached(order, member):
        shops.assign_order(order, OrderOwner.of(customer, member, canonical))


def _reached(order: Order, member: Customer) -> bool:
    return order.placed_at is not None and shops.may_claim(member, order.placed_at)


def _orders_about(customer: Customer) -> Iterator[Order]:
    """Lock the orders that name the customer or count for them, by primary key."""
    rows = Order.objects.filter(customer=customer) | Order.objects.filter(
        shop_customer=customer
    )
    yield from rows.select_for_update(no_key=True).order_by("pk")


def claim_missed_guest_orders(*, author: str, now: datetime) -> Iterator[int]:
    """What was stated at the same moment as the account, and so was not claimed then."""
    for customer in shop_queries.members_with_claimable_orders():
        with transaction.atomic():
            locked = shops.lock_customer(
                shop=customer.shop, external_id=customer.external_id
            )
            done = claim_guest_orders(customer=locked, author=author, now=now)
        if done:
            yield done
