"""Find lists and wishes of one customer, under their lock; never those of others."""

from datetime import datetime

from shop.models import Customer
from wishlist.actions.refusals import NoWishlists, WishNotFound
from wishlist.models import Wish, Wishlist


def lock_owner(customer: Customer) -> None:
    """Lock the customer: one lock for all their lists. Raises: NoWishlists.

    Whoever erases or merges them holds the same lock, so nothing is written to a list that
    has just gone.
    """
    # NO KEY: rows that only refer to the customer, orders above all, need not wait.
    rows = Customer.objects.select_for_update(no_key=True)
    if not rows.get(pk=customer.pk).may_earn:
        raise NoWishlists


def default_list(customer: Customer, now: datetime) -> Wishlist:
    """Return the default list, made when the first wish needs it. Requires: a locked
    owner.
    """
    # One that came by a merge is the default of its original owner, not of this customer.
    rows = Wishlist.objects.filter(customer=customer, original_owner=None, default=True)
    return rows.first() or Wishlist.objects.create(
        shop=customer.shop, customer=customer, default=True, created_at=now
    )


def list_of(customer: Customer, pk: int, *, removed: bool = False) -> Wishlist:
    """Return a living list of the customer, or a removed one. Raises: WishNotFound."""
    rows = Wishlist.objects.filter(customer=customer, removed_at__isnull=not removed)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise WishNotFound
    return found


def wish_of(customer: Customer, pk: int, *, removed: bool = False) -> Wish:
    """Return a wish on a living list of the customer, there or removed. Raises:
    WishNotFound.
    """
    rows = Wish.objects.select_related("wishlist", "product").filter(
        wishlist__customer=customer,
        wishlist__removed_at=None,
        removed_at__isnull=not removed,
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise WishNotFound
    return found
