"""Lists follow their owner when accounts are merged and unmerged, and go with them."""

from datetime import date

import pytest
from django.utils.translation import override

from programme import actions as programme
from shop.models import Customer, Shop
from tests.factories import CustomerFactory, day
from tests.statements import merge
from tests.wishlist.favourites import add, favourites, open_list
from wishlist import actions as wishlist
from wishlist.models import Wish, WishEvent, Wishlist
from wishlist.phrases import wording_of
from wishlist.queries.lists import lists_of
from wishlist.queries.settings import settings_of


def part(customer: Customer, *, on: float) -> None:
    programme.unmerge_customer(customer=customer, author="system", now=day(on))


def test_merging_gives_all_lists_to_the_kept_customer(
    alice: Customer, bob: Customer
) -> None:
    add(alice, "p1")
    add(bob, "p2")
    open_list(bob)

    merge(alice, bob, on=1)

    shelves = lists_of(alice)
    with override("en"):
        words = wording_of(settings_of(alice.shop))
        names = [words.name(each.wishlist) for each in shelves]
    assert names == [
        "My wish list",
        "My wish list (other account)",
        "Noël",
    ]
    assert favourites(alice) == ["p1", "p2"]
    assert [each.wishlist.is_default for each in shelves] == [True, False, False]
    assert add(alice, "p3", on=2).wishlist == shelves[0].wishlist


def test_unmerging_returns_each_list_to_its_owner(alice: Customer, bob: Customer) -> None:
    add(alice, "p1")
    default = add(bob, "p2").wishlist
    noel = open_list(bob)
    merge(alice, bob, on=1)
    add(alice, "p3", onto=noel.pk, on=2)

    part(bob, on=3)

    bob.refresh_from_db()
    assert (favourites(alice), favourites(bob)) == (["p1"], ["p2", "p3"])
    assert lists_of(bob)[0].wishlist == default


def test_a_default_list_deleted_while_they_were_one_comes_back_with_its_owner(
    alice: Customer, bob: Customer
) -> None:
    default = add(bob, "p2").wishlist
    merge(alice, bob, on=1)
    wishlist.remove_list(customer=alice, wishlist=default.pk, now=day(2))

    part(bob, on=3)

    assert favourites(bob) == ["p2"]


def test_a_chain_of_merges_parts_in_its_own_order(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    zoe = CustomerFactory.create(shop=shop)
    for number, customer in enumerate([alice, bob, zoe]):
        add(customer, f"p{number}")
    merge(bob, zoe, on=1)
    merge(alice, bob, on=2)
    assert favourites(alice) == ["p0", "p1", "p2"]

    part(bob, on=3)
    bob.refresh_from_db()
    assert (favourites(alice), favourites(bob)) == (["p0"], ["p1", "p2"])

    part(zoe, on=4)
    zoe.refresh_from_db()
    assert (favourites(bob), favourites(zoe)) == (["p1"], ["p2"])


def test_a_wish_of_both_on_one_day_counts_once(alice: Customer, bob: Customer) -> None:
    for customer in (alice, bob):
        add(customer, "p1")
        add(customer, "p2", on=0 if customer == alice else 1)

    merge(alice, bob, on=2)

    counted = WishEvent.objects.order_by("pk").values_list("product__external_id", "day")
    assert list(counted) == [
        ("p1", date(2026, 5, 1)),
        ("p2", date(2026, 5, 1)),
        ("p2", date(2026, 5, 2)),
    ]
    assert set(WishEvent.objects.values_list("customer", flat=True)) == {alice.pk}

    part(bob, on=3)
    assert WishEvent.objects.get(customer=bob).original_owner is None


@pytest.mark.parametrize("named", ["57", "58"])
def test_erasing_deletes_the_lists_and_keeps_the_count(
    shop: Shop, alice: Customer, bob: Customer, named: str
) -> None:
    add(bob, "p2")
    merge(alice, bob, on=1)
    add(alice, "p1", on=1)

    programme.erase_customer(shop=shop, external_id=named, author="system", now=day(2))

    assert not Wish.objects.exists()
    assert not Wishlist.objects.exists()
    assert WishEvent.objects.filter(customer=None, original_owner=None).count() == 2
