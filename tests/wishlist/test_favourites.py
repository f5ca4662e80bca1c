"""A heart is on where the product stands on one of the customer's lists."""

from datetime import date

import pytest

from programme import actions as programme
from shop.models import Customer, Product, Shop
from tests.factories import CustomerFactory, day
from tests.statements import merge
from tests.wishlist.favourites import add, favourites, open_list
from wishlist import actions as wishlist
from wishlist.actions import favourites as favourite_actions
from wishlist.actions import refusals
from wishlist.models import Wish, WishEvent, Wishlist
from wishlist.queries import lists as wishlist_lists


def test_the_first_favourite_opens_the_default_list(alice: Customer) -> None:
    done = wishlist.add_favourite(customer=alice, product="3", now=day(0))

    assert done.added
    assert (done.wish.wishlist.is_default, done.wish.wishlist.name) == (True, "")
    assert (done.wish.quantity, done.wish.priority, done.wish.note) == (1, 2, "")
    assert wishlist_lists.count_wishes(alice) == 1


def test_a_product_nobody_has_stated_yet_can_be_wished(alice: Customer) -> None:
    add(alice, "404")

    assert Product.objects.get(external_id="404").updated_at is None
    assert favourites(alice) == ["404"]


def test_a_favourite_added_again_stays_what_it_was(alice: Customer) -> None:
    add(alice, on=0, values={"note": "Blue"})

    again = wishlist.add_favourite(customer=alice, product="p1", now=day(1))

    assert not again.added
    assert (again.wish.note, again.wish.added_at) == ("Blue", day(0))
    assert Wish.objects.count() == 1


def test_quantity_and_note_of_a_favourite_are_kept(alice: Customer) -> None:
    add(alice, values={"quantity": 2, "note": "Blue", "priority": 1})
    add(alice, values={"quantity": 3})

    wish = Wish.objects.get()
    assert (wish.quantity, wish.note, wish.priority) == (3, "Blue", 1)


def test_a_product_on_another_list_is_a_favourite_already(alice: Customer) -> None:
    noel = open_list(alice)
    add(alice, onto=noel.pk)

    there = wishlist.add_favourite(customer=alice, product="p1", now=day(1))

    assert (there.added, there.wish.wishlist) == (False, noel)
    assert wishlist_lists.count_wishes(alice) == 1


def test_a_product_may_stand_on_several_lists(alice: Customer) -> None:
    noel = open_list(alice)
    add(alice)
    add(alice, onto=noel.pk)

    assert favourites(alice) == ["p1", "p1"]


def test_a_removed_favourite_is_on_no_list(alice: Customer) -> None:
    add(alice)
    add(alice, onto=open_list(alice).pk)

    wishlist.remove_favourite(customer=alice, product="p1", now=day(1))

    assert favourites(alice) == []
    with pytest.raises(wishlist.NotWished):
        wishlist.remove_favourite(customer=alice, product="p1", now=day(1))


def test_a_favourite_removed_and_added_again_is_the_same_wish(alice: Customer) -> None:
    first = add(alice, values={"note": "Blue"})
    wishlist.remove_favourite(customer=alice, product="p1", now=day(1))

    again = add(alice, on=2)

    assert (again.pk, again.note, again.added_at) == (first.pk, "Blue", day(2))
    assert Wish.objects.count() == 1


def test_a_favourite_is_counted_once_per_customer_product_and_day(
    alice: Customer, bob: Customer
) -> None:
    for on in (0, 0.1, 1):
        add(alice, on=on)
        wishlist.remove_favourite(customer=alice, product="p1", now=day(on))
    add(alice, "p2")
    add(bob)

    rows = WishEvent.objects.order_by("day", "pk")
    counted = rows.values_list("customer", "product__external_id", "day")
    assert list(counted) == [
        (alice.pk, "p1", date(2026, 5, 1)),
        (alice.pk, "p2", date(2026, 5, 1)),
        (bob.pk, "p1", date(2026, 5, 1)),
        (alice.pk, "p1", date(2026, 5, 2)),
    ]


def test_days_begin_at_the_shops_own_midnight(alice: Customer) -> None:
    add(alice, on=0.4)
    add(alice, "p2", on=0.5)

    assert set(WishEvent.objects.values_list("day", flat=True)) == {
        date(2026, 5, 1),
        date(2026, 5, 2),
    }


def test_a_list_is_full_at_some_point(
    alice: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(favourite_actions, "MAX_WISHES", 2)
    add(alice, "p1")
    add(alice, "p2")

    with pytest.raises(refusals.TooManyWishes):
        add(alice, "p3")

    assert favourites(alice) == ["p1", "p2"]
    assert WishEvent.objects.count() == 2


def test_guests_the_erased_and_the_merged_have_no_lists(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    guest = CustomerFactory.create(shop=shop, guest=True)
    gone = programme.erase_customer(
        shop=shop, external_id=bob.external_id, author="system", now=day(0)
    )
    merged = CustomerFactory.create(shop=shop)
    merge(alice, merged, on=0)

    for nobody in (guest, gone, merged):
        with pytest.raises(refusals.NoWishlists):
            add(nobody)

    assert not Wishlist.objects.exists()


def test_the_list_of_somebody_else_takes_nothing(alice: Customer, bob: Customer) -> None:
    hers = open_list(alice)

    with pytest.raises(wishlist.WishNotFound):
        add(bob, onto=hers.pk)

    assert not Wish.objects.exists()
