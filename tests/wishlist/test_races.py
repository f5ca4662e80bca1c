"""Hearts pressed on two devices at once, and two aunts with one idea."""

from functools import partial
from uuid import uuid4

import pytest
from django.db import transaction

from programme import actions as programme
from shop.models import Customer, Shop
from tests.connections import at_once, others, steps
from tests.factories import CustomerFactory, day, make_shop
from tests.wishlist.favourites import add, favourites, open_list
from wishlist import actions as wishlist
from wishlist.actions import refusals
from wishlist.models import GiftPledge, Wish, WishEvent, Wishlist

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def test_one_favourite_on_five_devices_is_one_wish(alice: Customer) -> None:
    pressed = at_once(*[partial(add, alice) for _ in range(5)])

    assert len({wish.pk for wish in pressed}) == 1
    assert (
        Wishlist.objects.count() == Wish.objects.count() == WishEvent.objects.count() == 1
    )


def test_the_customer_is_locked_before_anything_is_written(alice: Customer) -> None:
    with steps() as done:
        add(alice)

    assert done[0] == "lock shop_customer"
    assert done.index("write wishlist_wishlist") > 0


def test_a_list_takes_no_more_than_it_holds(
    alice: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wishlist.actions.favourites.MAX_WISHES", 3)

    def try_to(product: str) -> bool:
        try:
            add(alice, product)
        except refusals.TooManyWishes:
            return False
        return True

    done = at_once(*[partial(try_to, f"p{number}") for number in range(6)])

    assert (sum(done), len(favourites(alice))) == (3, 3)


def test_one_piece_is_given_by_one_of_six(alice: Customer) -> None:
    noel = open_list(alice)
    wish = add(alice, onto=noel.pk)
    shared = wishlist.share_list(customer=alice, wishlist=noel.pk)

    def try_to() -> bool:
        try:
            wishlist.pledge_gift(wishlist=shared, wish=wish.pk, giver=uuid4(), now=day(1))
        except refusals.AlreadyPledged:
            return False
        return True

    assert sum(at_once(*[try_to] * 6)) == 1
    assert GiftPledge.objects.count() == 1


def test_a_favourite_added_while_its_owner_is_erased_leaves_nothing(
    shop: Shop, alice: Customer
) -> None:
    with others() as other:
        with transaction.atomic():
            programme.erase_customer(
                shop=shop, external_id="57", author="system", now=day(0)
            )
            pressing = other.wait_to(partial(add, alice))
        with pytest.raises(refusals.NoWishlists):
            pressing.result()

    assert not Wishlist.objects.exists()


def test_favourites_of_two_who_are_merged_meanwhile_are_kept_or_refused(
    shop: Shop, alice: Customer
) -> None:
    zoe = CustomerFactory.create(shop=shop)
    add(zoe, "p1")

    def merge() -> None:
        programme.merge_customers(kept=alice, absorbed=zoe, author="system", now=day(1))

    def try_to() -> bool:
        try:
            add(zoe, "p2")
        except refusals.NoWishlists:
            return False
        return True

    _merged, kept = at_once(merge, try_to)

    assert favourites(alice) == (["p1", "p2"] if kept else ["p1"])
