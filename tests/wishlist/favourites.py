"""Hearts pressed in a shop whose clock stands at noon of a day."""

from typing import Any

from shop.models import Customer
from tests.factories import day
from wishlist import actions as wishlist
from wishlist.models import Wish, Wishlist
from wishlist.queries import lists as wishlist_lists


def add(customer: Customer, product: str = "p1", *, on: float = 0, **said: Any) -> Wish:
    """The heart is on: the wish, wherever it stands."""
    return wishlist.add_favourite(
        customer=customer, product=product, now=day(on), **said
    ).wish


def favourites(customer: Customer) -> list[str]:
    """The products on all lists of the customer, in their order."""
    return [wish.product.external_id for wish in wishlist_lists.wishes_of(customer)]


def open_list(customer: Customer, name: str = "Noël", *, on: float = 0) -> Wishlist:
    return wishlist.open_list(customer=customer, name=name, now=day(on))
