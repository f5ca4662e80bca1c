"""A favourite in the shop: the product is on one of the customer's lists, or on none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from core.days import local_day
from shop.actions import catalogue as shops
from shop.models import Customer, Product
from wishlist.actions.lookup import default_list, list_of, lock_owner
from wishlist.actions.refusals import NotWished, TooManyWishes
from wishlist.models import Wish, WishEvent, Wishlist
from wishlist.queries.lists import wishes_of

MAX_WISHES = 500


@dataclass(frozen=True, slots=True)
class FavouriteResult:
    """``added``: the product was on none of the lists before."""

    wish: Wish
    added: bool


@transaction.atomic
def add_favourite(
    *,
    customer: Customer,
    product: str,
    now: datetime,
    onto: int | None = None,
    values: Mapping[str, object] | None = None,
) -> FavouriteResult:
    """Put a product, by its id in the shop, on the default list, or on the list ``onto``.

    Where it stands on a list already it stays there, with the new ``values`` (quantity,
    note, priority) of those that are given.

    Raises: NoWishlists, WishNotFound, TooManyWishes.
    """
    lock_owner(customer)
    # A product that was never stated gets a placeholder: facts may come later.
    goods = shops.refer_product(shop=customer.shop, external_id=product)
    found = wishes_of(customer).filter(product=goods)
    there = found.first() if onto is None else found.filter(wishlist=onto).first()
    added = there is None
    if there is None:
        into = list_of(customer, onto) if onto else default_list(customer, now)
        check_room(into)
        there = _put_on_list(into, customer, goods, now)
    if values:
        Wish.objects.filter(pk=there.pk).update(**values)
        for name, value in values.items():
            setattr(there, name, value)
    return FavouriteResult(there, added)


def _put_on_list(
    wishlist: Wishlist, customer: Customer, product: Product, now: datetime
) -> Wish:
    # A wish that was removed comes back as it was, note and quantity included.
    row, _new = Wish.objects.update_or_create(
        wishlist=wishlist,
        product=product,
        defaults={"added_at": now, "removed_at": None},
    )
    event = WishEvent(
        shop=customer.shop,
        product=product,
        customer=customer,
        day=local_day(now, customer.shop.zone),
        added_at=now,
    )
    # Counted once per customer, product and day, however often it is added and removed.
    WishEvent.objects.bulk_create([event], ignore_conflicts=True)
    return row


def check_room(wishlist: Wishlist) -> None:
    """Raises: TooManyWishes."""
    if wishlist.wishes.filter(removed_at=None).count() >= MAX_WISHES:
        raise TooManyWishes(MAX_WISHES)


@transaction.atomic
def remove_favourite(*, customer: Customer, product: str, now: datetime) -> None:
    """Take a product off all the customer's lists. Raises: NoWishlists, NotWished."""
    lock_owner(customer)
    found = wishes_of(customer).filter(product__external_id=product)
    if not Wish.objects.filter(pk__in=found.values("pk")).update(removed_at=now):
        raise NotWished(product)
