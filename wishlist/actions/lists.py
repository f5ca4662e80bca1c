"""Open, rename, remove and restore lists."""

from datetime import datetime

from django.db import transaction

from shop.models import Customer
from wishlist.actions.lookup import list_of, lock_owner
from wishlist.actions.refusals import DefaultListStays, TooManyLists
from wishlist.models import Wishlist

MAX_LISTS = 20


@transaction.atomic
def open_list(*, customer: Customer, name: str, now: datetime) -> Wishlist:
    """Open a list of that name, or return the one there is. Idempotent.

    Raises: NoWishlists, TooManyLists.
    """
    lock_owner(customer)
    # Under the lock, so a button pressed twice finds what its first press has opened.
    rows = Wishlist.objects.filter(customer=customer, removed_at=None)
    if known := rows.filter(name__iexact=name).first():
        return known
    _check_room(customer)
    return Wishlist.objects.create(
        shop=customer.shop, customer=customer, name=name, created_at=now
    )


def _check_room(customer: Customer) -> None:
    """Raises: TooManyLists."""
    # Room is kept for the default list, which may have yet to be made.
    rows = Wishlist.objects.filter(customer=customer, removed_at=None)
    if rows.exclude(default=True, original_owner=None).count() >= MAX_LISTS - 1:
        raise TooManyLists(MAX_LISTS)


@transaction.atomic
def rename_list(*, customer: Customer, wishlist: int, name: str) -> Wishlist:
    """Raises: NoWishlists, WishNotFound."""
    lock_owner(customer)
    row = list_of(customer, wishlist)
    row.name = name
    row.save(update_fields=["name"])
    return row


@transaction.atomic
def remove_list(*, customer: Customer, wishlist: int, now: datetime) -> Wishlist:
    """Remove a list with its wishes and the link to it.

    Raises: NoWishlists, WishNotFound, DefaultListStays.
    """
    lock_owner(customer)
    row = list_of(customer, wishlist)
    if row.is_default:
        raise DefaultListStays
    # The link goes for good: a list that is restored must not be public unasked.
    row.removed_at, row.share_key = now, None
    row.save(update_fields=["removed_at", "share_key"])
    return row


@transaction.atomic
def restore_list(*, customer: Customer, wishlist: int) -> Wishlist:
    """Restore a list with the wishes it had, not shared.

    Raises: NoWishlists, WishNotFound, TooManyLists.
    """
    lock_owner(customer)
    row = list_of(customer, wishlist, removed=True)
    _check_room(customer)
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    return row
