"""A heart in the shop: the product is wished, or it is not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from core.days import local_day
from shop import actions as shops
from shop.models import Customer, Product
from wishlist import queries as wishlist_queries
from wishlist.actions.lookup import default_list, list_of, lock_owner
from wishlist.actions.refusals import NotWished, TooManyWishes
from wishlist.models import Wish, WishEvent, Wishlist

MAX_WISHES = 500


@dataclass(frozen=True, slots=True)
class FavouriteResult:
    """``added``: it was on none of the lists before."""

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
    note, priority) of what is said. Raises HasNoLists, NotThere and TooManyWishes.
    """
    lock_owner(customer)
    goods = shops.refer_product(shop=customer.shop, external_id=product)
    found = wishlist_queries.wishes_of(customer).filter(product=goods)
    there = found.first() if onto is None else found.filter(wishlist=onto).first()
    if there is None:
        into = list_of(customer, onto) if onto else default_list(customer, now)
        there = put_on_list(into, goods, now)
        _count(customer, goods, now)
        added = True
    else:
        added = False
    if values:
        Wish.objects.filter(pk=there.pk).update(**values)
        for name, value in values.items():
            setattr(there, name, value)
    return FavouriteResult(there, added)


def put_on_list(wishlist: Wishlist, product: Product, now: datetime) -> Wish:
    """A wish that was taken off comes back as it was. Raises TooManyWishes."""
    check_room(wishlist)
    row, _new = Wish.objects.update_or_create(
        wishlist=wishlist,
        product=product,
        defaults={"added_at": now, "removed_at": None},
    )
    return row


def check_room(wishlist: Wishlist) -> None:
    """Raises TooManyWishes."""
    if wishlist.wishes.filter(removed_at=None).count() >= MAX_WISHES:
        raise TooManyWishes(MAX_WISHES)


def _count(customer: Customer, product: Product, now: datetime) -> None:
    """Once per customer, product and day, however often the heart goes on and off."""
    row = WishEvent(
        shop=customer.shop,
        product=product,
        customer=customer,
        day=local_day(now, customer.shop.zone),
        added_at=now,
    )
    WishEvent.objects.bulk_create([row], ignore_conflicts=True)


@transaction.atomic
def remove_favourite(*, customer: Customer, product: str, now: datetime) -> None:
    """Take a product off all his lists. Raises HasNoLists and NotWished."""
    lock_owner(customer)
    found = wishlist_queries.wishes_of(customer).filter(product__external_id=product)
    if not Wish.objects.filter(pk__in=found.values("pk")).update(removed_at=now):
        raise NotWished(product)
