"""Favourites by API: added, removed, and how they show on a customer's lists."""

from typing import Any

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from shop.models import Customer, Shop
from tests.api.conftest import Caller, key_for
from tests.factories import CustomerFactory, day, make_shop
from tests.statements import merge
from tests.wishlist.favourites import add, favourites, open_list
from wishlist.models import Wish, WishlistSettings

pytestmark = pytest.mark.django_db

WISH = {
    "product": "3",
    "list": "My wish list",
    "quantity": 1,
    "note": "",
    "priority": "normal",
    "added_at": "2026-05-01T12:00:00+02:00",
}


@pytest.mark.usefixtures("alice")
def test_a_favourite_is_added_read_and_removed(api: Caller) -> None:
    path = "/customers/57/wishlist/3"
    assert api.get(path).status_code == 404

    made = api.put(path, None)
    assert (made.status_code, made.json()) == (201, WISH)
    again = api.put(path, {})
    assert (again.status_code, again.json()) == (200, WISH)
    assert api.get(path).json() == WISH

    assert api.delete(path).status_code == 204
    gone = api.get(path)
    assert (gone.status_code, gone.json()["code"]) == (404, "unknown")
    assert api.delete(path).status_code == 404


@pytest.mark.usefixtures("alice")
def test_quantity_note_and_priority_are_taken(api: Caller) -> None:
    said = {"quantity": 2, "note": "Bleu, taille M", "priority": "high"}

    told = api.put("/customers/57/wishlist/3", said).json()

    assert told == WISH | said
    assert api.put("/customers/57/wishlist/3", {"note": ""}).json() == told | {"note": ""}


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"quantity": 0}, "quantity"),
        ({"quantity": 100}, "quantity"),
        ({"quantity": "2"}, "quantity"),
        ({"note": "x" * 301}, "note"),
        ({"note": "\0"}, "note"),
        ({"priority": "urgent"}, "priority"),
        ({"wishlist": 3}, "wishlist"),
        ({"customer": "58"}, "customer"),
    ],
)
def test_an_impossible_wish_is_invalid(api: Caller, body: Any, field: str) -> None:
    answer = api.put("/customers/57/wishlist/3", body)

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert not Wish.objects.exists()


def test_all_lists_are_told_with_the_shops_words(api: Caller, alice: Customer) -> None:
    add(alice, "3")
    add(alice, "4", onto=open_list(alice).pk)
    WishlistSettings.objects.update(page_en="Favourites", button_en="Save it")

    told = api.get("/customers/57/wishlist").json()

    assert told["words"] == {"page": "Favourites", "button": "Save it"}
    assert [(each["product"], each["list"]) for each in told["items"]] == [
        ("3", "My wish list"),
        ("4", "Noël"),
    ]
    assert api.get("/wishlist").json() == told["words"]
    assert api.get("/customers/57/account").json()["wishlist"] == {"items": 2}


def test_words_are_those_of_the_callers_language(api: Caller) -> None:
    french = api.get("/wishlist", Accept_Language="fr").json()

    assert french == {"page": "Mes envies", "button": "Ajouter à ma liste d’envies"}


def test_many_wishes_cost_as_many_queries_as_one(
    api: Caller, alice: Customer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for many in (1, 3):
        for number in range(many):
            add(alice, f"p{number}")
        api.get("/wishlist")
        with django_assert_num_queries(4):
            told = api.get("/customers/57/wishlist").json()
        assert len(told["items"]) == many


def test_wishes_count_for_whom_the_id_was_merged_into(
    api: Caller, alice: Customer, bob: Customer
) -> None:
    add(bob, "3")
    merge(alice, bob, on=0)

    assert api.get("/customers/58/wishlist/3").status_code == 200
    assert api.put("/customers/58/wishlist/4", None).status_code == 201
    assert set(favourites(alice)) == {"3", "4"}


def test_a_guest_keeps_no_wishes(api: Caller, shop: Shop) -> None:
    CustomerFactory.create(shop=shop, external_id="9", guest=True)

    answer = api.put("/customers/9/wishlist/3", None)

    assert (answer.status_code, answer.json()["code"]) == (409, "has_no_lists")
    assert api.put("/customers/404/wishlist/3", None).status_code == 404


def test_a_key_writes_with_facts_and_reads_with_read(shop: Shop, alice: Customer) -> None:
    reader, writer = key_for(shop, ["read"]), key_for(shop, ["facts"])
    path = "/customers/57/wishlist/3"

    assert reader.put(path, None).status_code == 403
    assert reader.delete(path).status_code == 403
    assert writer.put(path, None).status_code == 201
    assert writer.get(path).status_code == 403
    assert writer.get("/customers/57/wishlist").status_code == 403
    assert reader.get(path).status_code == 200


def test_another_shops_key_reaches_nothing(alice: Customer) -> None:
    add(alice, "3")
    sams = key_for(make_shop("ailleurs"))

    for call in (sams.get, sams.delete):
        assert call("/customers/57/wishlist/3").status_code == 404
    assert sams.put("/customers/57/wishlist/4", None).status_code == 404
    assert sams.get("/customers/57/wishlist").status_code == 404
    assert favourites(alice) == ["3"]


def test_ids_with_slashes_are_ids(api: Caller, clock: time_machine.Traveller) -> None:
    api.put("/customers/a/b", {"updated_at": day(0).isoformat()})

    assert api.put("/customers/a/b/wishlist/c/d", None).status_code == 201
    assert api.get("/customers/a/b/wishlist/c/d").json()["product"] == "c/d"
