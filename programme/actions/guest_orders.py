"""Claim guest orders for the account whose owner has proven the address."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q

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
    """Claim the guest orders that the customer may claim; answer how many. Idempotent.

    They earn by their own dates and rules. Requires: the customer is locked.
    """
    # Orders count for whom the customer was merged into: locked before the orders.
    canonical = shops.lock_canonical(customer)
    orders = shops.lock_claimable_orders(customer)
    for order in orders:
        shops.assign_order(order, OrderOwner.of(order.customer, customer, canonical))
        settle_order(order=order, author=author, now=now)
    return len(orders)


def reassign_guest_orders(*, customer: Customer, author: str, now: datetime) -> None:
    """Decide again for whom orders count when a customer becomes a guest or a member.
    Idempotent. Requires: the customer is locked.

    A member's own orders count for them; a guest's for the member who has proven the
    address, if they may claim them.
    """
    member = None
    if shops.is_guest_order(customer):
        member = shops.lock_claiming_member(customer.shop, customer.email)
    canonical = shops.lock_canonical(member or customer)
    # Orders that name the customer, and those that count for them under another id.
    orders = Order.objects.filter(Q(customer=customer) | Q(shop_customer=customer))
    for order in orders.select_for_update(no_key=True).order_by("pk"):
        names_them, at = order.stated_id == customer.pk, order.placed_at
        may_claim = member and at and shops.may_claim(member, at)
        if names_them and not customer.guest:
            shops.assign_order(order, OrderOwner(customer))
        elif names_them and may_claim and order.claimed_by_id is None:
            shops.assign_order(order, OrderOwner.of(customer, member, canonical))
        settle_order(order=order, author=author, now=now)


def claim_missed_guest_orders(*, author: str, now: datetime) -> Iterator[int]:
    """Claim guest orders that were stated at the same moment as the account, when neither
    saw the other. Yields how many, for each member that had any.
    """
    for customer in shop_queries.members_with_claimable_orders():
        with transaction.atomic():
            locked = shops.lock_customer(
                shop=customer.shop, external_id=customer.external_id
            )
            done = claim_guest_orders(customer=locked, author=author, now=now)
        if done:
            yield done
