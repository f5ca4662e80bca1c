"""Lists and what is on them, as their owner keeps them. Those of others are not there."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from programme import actions as programme
from shop.models import Customer
from tests.factories import day
from tests.wishlist.favourites import add, favourites, open_list
from wishlist import actions as wishlist
from wishlist.actions import lists, refusals
from wishlist.models import Wish, Wishlist
from wishlist.queries import lists as wishlist_lists


def default_of(customer: Customer) -> Wishlist:
    return Wishlist.objects.get(customer=customer, default=True)


def test_the_default_list_comes_first_and_is_there_before_it_is_made(
    alice: Customer,
) -> None:
    open_list(alice, "Anniversaire")
    assert [each.wishlist.name for each in wishlist_lists.lists_of(alice)] == [
        "",
        "Anniversaire",
    ]
    assert wishlist_lists.lists_of(alice)[0].wishlist.pk is None

    add(alice)

    assert [each.many for each in wishlist_lists.lists_of(alice)] == [1, 0]


def test_a_button_that_is_pressed_twice_opens_one_list(alice: Customer) -> None:
    first = open_list(alice, "Noël")

    assert open_list(alice, "NOËL", on=1) == first

    wishlist.remove_list(customer=alice, wishlist=first.pk, now=day(2))
    assert open_list(alice, "Noël", on=3) != first


def test_a_list_is_renamed_the_default_one_too(alice: Customer) -> None:
    add(alice)

    wishlist.rename_list(customer=alice, wishlist=default_of(alice).pk, name="Pour moi")

    assert default_of(alice).name == "Pour moi"


def test_the_default_list_stays(alice: Customer) -> None:
    add(alice)

    with pytest.raises(refusals.DefaultListStays):
        wishlist.remove_list(customer=alice, wishlist=default_of(alice).pk, now=day(0))


def test_a_removed_list_is_private_and_comes_back_with_its_wishes(alice: Customer) -> None:
    noel = open_list(alice)
    add(alice, onto=noel.pk)
    wishlist.share_list(customer=alice, wishlist=noel.pk)

    wishlist.remove_list(customer=alice, wishlist=noel.pk, now=day(1))
    noel.refresh_from_db()
    assert (favourites(alice), noel.share_key) == ([], None)

    wishlist.restore_list(customer=alice, wishlist=noel.pk)
    assert favourites(alice) == ["p1"]


def test_a_customer_has_a_limited_number_of_lists(
    alice: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MAX_LISTS", 2)
    noel = open_list(alice)
    add(alice)
    with pytest.raises(refusals.TooManyLists):
        open_list(alice, "Anniversaire")

    wishlist.remove_list(customer=alice, wishlist=noel.pk, now=day(0))
    open_list(alice, "Anniversaire")
    with pytest.raises(refusals.TooManyLists):
        wishlist.restore_list(customer=alice, wishlist=noel.pk)


def test_a_wish_is_changed_and_moved(alice: Customer) -> None:
    noel = open_list(alice)
    wish = add(alice)

    values = {"quantity": 4, "note": "XL", "priority": Wish.Priority.HIGH}
    wishlist.change_wish(customer=alice, wish=wish.pk, values=values, onto=noel.pk)

    row = Wish.objects.get()
    assert (row.wishlist, row.quantity, row.note, row.priority) == (noel, 4, "XL", 1)


def test_a_wish_does_not_move_to_where_it_stands_already(alice: Customer) -> None:
    noel = open_list(alice)
    wish = add(alice)
    add(alice, onto=noel.pk)

    with pytest.raises(refusals.AlreadyOnList):
        wishlist.change_wish(
            customer=alice, wish=wish.pk, values={"quantity": 4}, onto=noel.pk
        )

    assert set(Wish.objects.values_list("quantity", flat=True)) == {1}


def test_a_removed_wish_makes_room_for_a_moved_one(alice: Customer) -> None:
    noel = open_list(alice)
    before = add(alice, onto=noel.pk)
    wishlist.remove_wish(customer=alice, wish=before.pk, now=day(0))
    wish = add(alice, on=1)

    wishlist.change_wish(customer=alice, wish=wish.pk, values={}, onto=noel.pk)

    assert Wish.objects.get() == wish


def test_a_wish_removed_by_mistake_is_restored_as_it_was(alice: Customer) -> None:
    wish = add(alice, values={"note": "Blue"})

    wishlist.remove_wish(customer=alice, wish=wish.pk, now=day(1))
    assert favourites(alice) == []

    back = wishlist.restore_wish(customer=alice, wish=wish.pk)
    assert (favourites(alice), back.note, back.added_at) == (["p1"], "Blue", day(0))


def test_the_most_wished_comes_first_then_the_latest(alice: Customer) -> None:
    add(alice, "p1", on=0)
    add(alice, "p2", on=1)
    add(alice, "p3", on=0, values={"priority": 1})
    add(alice, "p4", on=2, values={"priority": 3})

    rows = wishlist_lists.wishes_on(default_of(alice))
    assert [each.product.external_id for each in rows] == ["p3", "p2", "p1", "p4"]


def test_removed_wishes_are_deleted_after_a_month(alice: Customer) -> None:
    kept = add(alice, "p1")
    off = add(alice, "p2")
    noel = open_list(alice)
    add(alice, "p3", onto=noel.pk)
    wishlist.remove_wish(customer=alice, wish=off.pk, now=day(0))
    wishlist.remove_list(customer=alice, wishlist=noel.pk, now=day(0))

    soon = day(30)
    assert dict(programme.night(now=soon)).get("wishes") is None
    later = soon + timedelta(microseconds=1)
    assert list(wishlist.purge_removed(now=later)) == [1, 1]

    assert Wish.objects.get() == kept
    assert Wishlist.objects.get() == default_of(alice)


# What Bob tries on a list and a wish of Alice.
TRIES: dict[str, Callable[[Customer, int, int], object]] = {
    "rename": lambda bob, hers, _wish: wishlist.rename_list(
        customer=bob, wishlist=hers, name="Mine"
    ),
    "remove": lambda bob, hers, _wish: wishlist.remove_list(
        customer=bob, wishlist=hers, now=day(0)
    ),
    "bring_back": lambda bob, hers, _wish: wishlist.restore_list(
        customer=bob, wishlist=hers
    ),
    "share": lambda bob, hers, _wish: wishlist.share_list(customer=bob, wishlist=hers),
    "stop_sharing": lambda bob, hers, _wish: wishlist.stop_sharing_list(
        customer=bob, wishlist=hers
    ),
    "change": lambda bob, _hers, wish: wishlist.change_wish(
        customer=bob, wish=wish, values={"note": "Mine"}
    ),
    "take_off": lambda bob, _hers, wish: wishlist.remove_wish(
        customer=bob, wish=wish, now=day(0)
    ),
    "put_back": lambda bob, _hers, wish: wishlist.restore_wish(customer=bob, wish=wish),
}


@pytest.mark.parametrize("name", TRIES)
def test_nobody_else_touches_a_list_or_a_wish(
    name: str, alice: Customer, bob: Customer
) -> None:
    hers = open_list(alice)
    wish = add(alice, onto=hers.pk)

    with pytest.raises(wishlist.WishNotFound):
        TRIES[name](bob, hers.pk, wish.pk)

    hers.refresh_from_db()
    wish.refresh_from_db()
    assert (hers.name, hers.removed_at, hers.share_key) == ("Noël", None, None)
    assert (wish.note, wish.removed_at) == ("", None)


def test_a_wish_does_not_move_onto_the_list_of_somebody_else(
    alice: Customer, bob: Customer
) -> None:
    hers = open_list(alice)
    wish = add(bob)

    with pytest.raises(wishlist.WishNotFound):
        wishlist.change_wish(customer=bob, wish=wish.pk, values={}, onto=hers.pk)
