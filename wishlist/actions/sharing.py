"""A list is shown to whoever has its link, until the link is taken back."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from shop.models import Customer
from wishlist.actions.lookup import list_of, lock_owner
from wishlist.actions.refusals import AlreadyPledged, WishNotFound
from wishlist.models import GiftPledge, Wish, Wishlist


@transaction.atomic
def share_list(*, customer: Customer, wishlist: int) -> Wishlist:
    """The link it has, or a new one that nobody guesses. Raises HasNoLists, NotThere."""
    lock_owner(customer)
    row = list_of(customer, wishlist)
    if row.share_key is None:
        row.share_key = secrets.token_urlsafe(24)
        row.save(update_fields=["share_key"])
    return row


@transaction.atomic
def stop_sharing_list(*, customer: Customer, wishlist: int) -> Wishlist:
    """The link leads nowhere from now on, for good. Raises HasNoLists and NotThere."""
    lock_owner(customer)
    row = list_of(customer, wishlist)
    row.share_key = None
    row.save(update_fields=["share_key"])
    return row


@transaction.atomic
def pledge_gift(*, wishlist: Wishlist, wish: int, giver: UUID, now: datetime) -> Wish:
    """Somebody with the link gives one of it. Twice is once. Raises NotThere, AllGiven."""
    row = _lock(wishlist, wish)
    if row.pledges.filter(giver=giver).exists():
        return row
    if row.pledges.count() >= row.quantity:
        raise AlreadyPledged
    GiftPledge.objects.create(wish=row, giver=giver, pledged_at=now)
    return row


@transaction.atomic
def withdraw_pledge(*, wishlist: Wishlist, wish: int, giver: UUID) -> Wish:
    """He has thought better of it; the marks of others stay. Raises NotThere."""
    row = _lock(wishlist, wish)
    row.pledges.filter(giver=giver).delete()
    return row


def _lock(wishlist: Wishlist, pk: int) -> Wish:
    """On this list, while it is still shared under the same link."""
    rows = Wish.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.select_related("product").filter(
        wishlist=wishlist,
        wishlist__removed_at=None,
        wishlist__share_key=wishlist.share_key,
        removed_at=None,
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise WishNotFound
    return found
