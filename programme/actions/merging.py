"""Merge two ids of one person: what hangs on the one counts for the other; and undo it."""

from datetime import datetime

from django.db import transaction

from points.actions import merged_accounts as points
from programme.actions.order_settlement import settle_codes_of, settle_order
from programme.actions.tiers import review_person
from reminders.actions import merging as reminders
from shop import queries as shop_queries
from shop.actions import merging as shops
from shop.models import Customer, Order
from shop.persons import person_of
from tiers.actions import spending as tiers
from vouchers.actions import ownership as vouchers
from wishlist.actions import merged_lists as wishlist


@transaction.atomic
def merge_customers(
    *, kept: Customer, absorbed: Customer, author: str, now: datetime
) -> Customer:
    """Merge one account into another, and answer the one that is kept.

    Raises shop.CannotMerge, in one of its forms.
    """
    # 1. Both are locked, and the orders of the one count for the other.
    kept, absorbed = shops.merge(kept=kept, absorbed=absorbed, now=now)
    # 2. What each app keeps about them, in the order of locks.
    points.on_merge(kept=kept, absorbed=absorbed, author=author, now=now)
    vouchers.on_merge(kept=kept, absorbed=absorbed)
    reminders.on_merge(kept=kept, absorbed=absorbed)
    _review(kept, absorbed, author, now)
    wishlist.on_merge(kept=kept, absorbed=absorbed)
    # 3. A guest's orders earned nothing: now they do.
    if absorbed.guest:
        _settle(shop_queries.merged_ids(absorbed), kept, author, now)
    _settle_codes(kept, absorbed, author, now)
    return kept


@transaction.atomic
def unmerge_customer(*, customer: Customer, author: str, now: datetime) -> Customer:
    """Return the customer who is apart again. Raises shop.NotMerged, ErasedCustomer."""
    parted = shops.unmerge(customer=customer)
    kept, parting = parted.kept, parted.parting
    points.on_unmerge(
        kept=kept,
        parting=parting,
        merged_ids=parted.merged_ids,
        merged_at=parted.merged_at,
        author=author,
        now=now,
    )
    vouchers.on_unmerge(kept=kept, parting=parting, merged_ids=parted.merged_ids)
    reminders.on_unmerge(kept=kept, parting=parting, merged_ids=parted.merged_ids)
    _review(kept, parting, author, now)
    wishlist.on_unmerge(kept=kept, parting=parting, merged_ids=parted.merged_ids)
    # A guest's orders earn nothing, so that theirs are worth something else now.
    if parting.guest or kept.guest:
        _settle(parted.merged_ids, parting, author, now)
    _settle_codes(kept, parting, author, now)
    return parting


def _review(one: Customer, other: Customer, author: str, now: datetime) -> None:
    """Review the tier of both, by what now counts for each."""
    tiers.on_merge(customers=[one, other])
    for customer in (one, other):
        review_person(customer=customer, author=author, now=now)


def _settle(merged_ids: set[int], owner: Customer, author: str, now: datetime) -> None:
    """Settle the orders that were first of one of these ids, and are the owner's now."""
    orders = Order.objects.filter(customer=owner, updated_at__isnull=False).order_by("pk")
    for order in orders.select_for_update(no_key=True):
        if order.original_owner_id in merged_ids:
            settle_order(order=order, author=author, now=now)


def _settle_codes(one: Customer, other: Customer, author: str, now: datetime) -> None:
    """Settle orders that were refused a code as somebody else's, and those with codes that
    each person has so often: who is one person has changed.
    """
    keys = person_of(one).keys | person_of(other).keys
    settle_codes_of(customers=[one, other], keys=keys, author=author, now=now)
