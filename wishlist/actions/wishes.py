"""What a customer does with a wish on the page of their lists."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from shop.models import Customer
from wishlist.actions.favourites import check_room
from wishlist.actions.lookup import list_of, lock_owner, wish_of
from wishlist.actions.refusals import AlreadyOnList
from wishlist.models import Wish


@transaction.atomic
def change_wish(
    *, customer: Customer, wish: int, values: Mapping[str, object], onto: int | None = None
) -> Wish:
    """Change ``values`` (quantity, note, priority), and move it to the list ``onto``.

    Raises: NoWishlists, WishNotFound, AlreadyOnList, TooManyWishes.
    """
    lock_owner(customer)
    row = wish_of(customer, wish)
    for name, value in values.items():
        setattr(row, name, value)
    if onto is not None and onto != row.wishlist_id:
        target = list_of(customer, onto)
        there = target.wishes.filter(product=row.product_id)
        if there.filter(removed_at=None).exists():
            raise AlreadyOnList(str(row.product))
        check_room(target)
        # A removed wish for the same product would break the unique constraint.
        there.delete()
        row.wishlist = target
    row.save()
    return row


@transaction.atomic
def remove_wish(*, customer: Customer, wish: int, now: datetime) -> Wish:
    """Raises: NoWishlists, WishNotFound."""
    lock_owner(customer)
    row = wish_of(customer, wish)
    row.removed_at = now
    row.save(update_fields=["removed_at"])
    return row


@transaction.atomic
def restore_wish(*, customer: Customer, wish: int) -> Wish:
    """Restore a removed wish as it was.

    Raises: NoWishlists, WishNotFound, TooManyWishes.
    """
    lock_owner(customer)
    row = wish_of(customer, wish, removed=True)
    check_room(row.wishlist)
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    return row
