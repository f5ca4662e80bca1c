from typing import Any
from uuid import uuid4

import pytest

from shop.actions.catalogue import refer_product
from shop.models import Customer, Shop
from tests.constraints import Wrongs, names, refused_by
from tests.factories import START, CustomerFactory, day
from tests.wishlist.favourites import add
from wishlist.models import GiftPledge, Wish, WishEvent, Wishlist, WishlistSettings


def somebody(shop: Shop) -> Customer:
    return CustomerFactory.create(shop=shop)


def a_list(shop: Shop, **fields: Any) -> Wishlist:
    usual = {"shop": shop, "name": "Noël", "created_at": START}
    said = usual | fields
    return Wishlist.objects.create(
        **{"customer": said.pop("customer", None) or somebody(shop)} | said
    )


def two_defaults(shop: Shop) -> None:
    alice = somebody(shop)
    for _ in range(2):
        a_list(shop, customer=alice, default=True)


def a_wish(shop: Shop, **fields: Any) -> Wish:
    product = refer_product(shop=shop, external_id="p1")
    said = {"product": product, "added_at": START, **fields}
    return Wish.objects.create(
        **{"wishlist": said.pop("wishlist", None) or a_list(shop)} | said
    )


def wish_twice(shop: Shop) -> None:
    noel = a_list(shop)
    for removed in (None, START):
        a_wish(shop, wishlist=noel, removed_at=removed)


def give_twice(shop: Shop) -> None:
    wish, aunt = add(somebody(shop)), uuid4()
    for _ in range(2):
        GiftPledge.objects.create(wish=wish, giver=aunt, pledged_at=START)


def added(shop: Shop, customer: Customer, **fields: Any) -> WishEvent:
    product = refer_product(shop=shop, external_id="p1")
    return WishEvent.objects.create(
        shop=shop,
        product=product,
        customer=customer,
        day=START.date(),
        added_at=START,
        **fields,
    )


def added_twice(shop: Shop) -> None:
    alice = somebody(shop)
    for _ in range(2):
        added(shop, alice)


def owned_by_its_original_owner(shop: Shop) -> None:
    alice = somebody(shop)
    a_list(shop, customer=alice, original_owner=alice)


def added_by_its_original_owner(shop: Shop) -> None:
    alice = somebody(shop)
    added(shop, alice, original_owner=alice)


WRONGS: Wrongs = {
    "wishlist_default_once": two_defaults,
    "wishlist_default_stays": lambda shop: a_list(shop, default=True, removed_at=day(1)),
    "wishlist_has_a_name": lambda shop: a_list(shop, name=""),
    "wishlist_removed_is_private": lambda shop: a_list(
        shop, share_key="secret", removed_at=day(1)
    ),
    "wishlist_share_key_not_empty": lambda shop: a_list(shop, share_key=""),
    "wishlist_original_owner_is_another": owned_by_its_original_owner,
    "wish_once": wish_twice,
    "wish_has_some": lambda shop: a_wish(shop, quantity=0),
    "wish_priority_known": lambda shop: a_wish(shop, priority=4),
    "gift_pledge_once_per_giver": give_twice,
    "wish_event_once_a_day": added_twice,
    "wish_event_original_owner_is_another": added_by_its_original_owner,
    "wishlist_drop_is_a_percentage": lambda shop: WishlistSettings.objects.filter(
        shop=shop
    ).update(least_drop=100),
}


def test_every_constraint_is_tried() -> None:
    assert set(WRONGS) == names("wishlist")


@pytest.mark.parametrize("name", WRONGS)
def test_a_constraint_refuses_its_wrong(shop: Shop, name: str) -> None:
    with refused_by(name):
        WRONGS[name](shop)


def test_a_link_leads_to_one_list(shop: Shop) -> None:
    a_list(shop, share_key="secret")

    with refused_by("wishlist_wishlist_share_key_key"):
        a_list(shop, share_key="secret")
