"""Share a list by a link, until sharing is stopped; visitors pledge gifts from it."""

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
    """Give the list a link that cannot be guessed, or keep the one it has.

    Raises: NoWishlists, WishNotFound.
    """
    lock_owner(customer)
    row = list_of(customer, wishlist)
    if row.share_key is None:
        # 192 random bits: the link is the only thing that guards the list.
        row.share_key = secrets.token_urlsafe(24)
        row.save(update_fields=["share_key"])
    return row


@transaction.atomic
def stop_sharing_list(*, customer: Customer, wishlist: int) -> Wishlist:
    """Make the link invalid for good. Raises: NoWishlists, WishNotFound."""
    lock_owner(customer)
    row = list_of(customer, wishlist)
    row.share_key = None
    row.save(update_fields=["share_key"])
    return row


@transaction.atomic
def pledge_gift(*, wishlist: Wishlist, wish: int, giver: UUID, now: datetime) -> Wish:
    """Mark that a visitor with the link gives one piece. Idempotent.

    Raises: WishNotFound, AlreadyPledged.
    """
    row = _lock(wishlist, wish)
    if row.pledges.filter(giver=giver).exists():
        return row
    if row.pledges.count() >= row.quantity:
        raise AlreadyPledged
    GiftPledge.objects.create(wish=row, giver=giver, pledged_at=now)
    return row


@transaction.atomic
def withdraw_pledge(*, wishlist: Wishlist, wish: int, giver: UUID) -> Wish:
    """Remove the visitor's own mark; those of others stay. Raises: WishNotFound."""
    row = _lock(wishlist, wish)
    row.pledges.filter(giver=giver).delete()
    return row


def _lock(wishlist: Wishlist, pk: int) -> Wish:
    """Lock a wish of this list, while it is still shared under the same link.

    Raises: WishNotFound.
    """
    # Locked, so that two visitors cannot both pledge the last piece. OF self: the list's
    # owner may go on meanwhile.
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
