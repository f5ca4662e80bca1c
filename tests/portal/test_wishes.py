"""« Mes envies » as Alice uses it; Bob, Charlie and those with a link see their share."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shop import actions as shops
from shop.models import Customer, Shop
from shop.rules.facts import ProductFact
from tests.factories import START, CustomerFactory, day, make_shop
from tests.wishlist.favourites import add, favourites, open_list
from wishlist import actions as wishlist
from wishlist.models import GiftPledge, Wish, Wishlist, WishlistSettings

PAGE = "/boutique/compte/envies/"

type Visit = Callable[[Customer], Client]

pytestmark = pytest.mark.django_db


def state(shop: Shop, product: str = "p1", **fields: Any) -> None:
    usual: dict[str, Any] = {
        "name": "Lampe",
        "price": Decimal(40),
        "url": f"https://shop.test/{product}",
    }
    fact = ProductFact(updated_at=START, **usual | fields)
    shops.state_product(shop=shop, external_id=product, fact=fact)


def words(answer: Any) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", text)


def shared(alice: Customer) -> Wishlist:
    add(alice, "p1")
    default = Wishlist.objects.get(customer=alice, default=True)
    return wishlist.share_list(customer=alice, wishlist=default.pk)


def test_an_empty_list_says_what_will_be_here(alice: Customer, visit: Visit) -> None:
    said = words(visit(alice).get(PAGE))

    assert "My wish list" in said
    assert "Nothing here yet. Press the heart of an article" in said
    assert not Wishlist.objects.exists()


def test_a_wish_shows_the_article_its_quantity_and_its_note(
    alice: Customer, visit: Visit
) -> None:
    state(alice.shop, on_sale=True, regular_price=Decimal(50), stock=0)
    add(alice, values={"quantity": 2, "note": "Blue", "priority": 1})

    answer = visit(alice).get(PAGE)

    said = words(answer)
    for each in ["Lampe", "€40.00", "€50.00", "Sold out", "2 pieces", "Blue", "Very much"]:
        assert each in said
    assert 'href="https://shop.test/p1"' in answer.content.decode()


@pytest.mark.parametrize("gone", [{"active": False}, {"stock": 0}, {"stock": -1}])
def test_an_article_out_of_stock_has_no_cart_button(
    alice: Customer, visit: Visit, gone: dict[str, Any]
) -> None:
    WishlistSettings.objects.update(cart_address="https://shop.test/?add={product}")
    state(alice.shop, "p1")
    add(alice, "p1")
    assert "https://shop.test/?add=p1" in visit(alice).get(PAGE).content.decode()

    state(alice.shop, "p2", **gone)
    add(alice, "p2")
    assert "https://shop.test/?add=p2" not in visit(alice).get(PAGE).content.decode()


def test_the_cart_is_reached_as_the_shop_says(alice: Customer, visit: Visit) -> None:
    settings = WishlistSettings.objects.get()
    add(alice, "a b&c", values={"quantity": 2})
    client = visit(alice)
    assert "Add to cart" not in words(client.get(PAGE))

    settings.cart_address = "https://shop.test/?id={product}&qty={quantity}"
    settings.save()
    page = client.get(PAGE).content.decode()
    assert 'href="https://shop.test/?id=a%20b%26c&amp;qty=2"' in page

    settings.cart_address = "/boutique/panier?id={product}"
    settings.save()
    assert 'action="/boutique/panier?id=a%20b%26c"' in client.get(PAGE).content.decode()


def test_a_wish_is_changed_and_moved_on_the_page(alice: Customer, visit: Visit) -> None:
    noel = open_list(alice)
    wish = add(alice)

    said = {"quantity": 3, "priority": 3, "note": "XL", "onto": noel.pk}
    answer = visit(alice).post(f"{PAGE}{wish.pk}/modifier/", said, follow=True)

    wish.refresh_from_db()
    assert (wish.quantity, wish.priority, wish.note) == (3, 3, "XL")
    assert wish.wishlist == noel
    assert answer.redirect_chain[-1][0] == f"{PAGE}liste/{noel.pk}/"
    assert "“p1” is on “Noël”, as you wish." in words(answer)


@pytest.mark.parametrize(
    "wrong", [{"quantity": 0}, {"quantity": 100}, {"priority": 9}, {"onto": 999999}]
)
def test_invalid_values_are_refused_in_words_and_change_nothing(
    alice: Customer, visit: Visit, wrong: dict[str, int]
) -> None:
    wish = add(alice)

    said = {"quantity": 3, "priority": 1, "note": "", "onto": wish.wishlist_id} | wrong
    answer = visit(alice).post(f"{PAGE}{wish.pk}/modifier/", said, follow=True)

    wish.refresh_from_db()
    assert (wish.quantity, wish.priority) == (1, 2)
    assert 'role="alert"' in answer.content.decode()


def test_a_removed_wish_can_be_put_back_at_once(alice: Customer, visit: Visit) -> None:
    wish = add(alice)
    client = visit(alice)

    answer = client.post(f"{PAGE}{wish.pk}/retirer/", follow=True)
    assert "“p1” is off your list. Undo" in words(answer)
    assert favourites(alice) == []

    client.post(f"{PAGE}{wish.pk}/remettre/")
    assert favourites(alice) == ["p1"]


def test_lists_are_opened_renamed_deleted_and_brought_back(
    alice: Customer, visit: Visit
) -> None:
    client = visit(alice)

    client.post(f"{PAGE}liste/", {"name": "Noël"})
    noel = Wishlist.objects.get(name="Noël")
    client.post(f"{PAGE}liste/{noel.pk}/nom/", {"name": "Noël 2026"})
    answer = client.post(f"{PAGE}liste/{noel.pk}/supprimer/", follow=True)
    assert "The list “Noël 2026” is deleted. Undo" in words(answer)
    assert client.get(f"{PAGE}liste/{noel.pk}/").status_code == 404

    back = client.post(f"{PAGE}liste/{noel.pk}/retablir/", follow=True)
    assert "Noël 2026" in words(back)


def test_the_default_list_is_not_deleted(alice: Customer, visit: Visit) -> None:
    wish = add(alice)
    client = visit(alice)

    page = words(client.get(PAGE))
    answer = client.post(f"{PAGE}liste/{wish.wishlist_id}/supprimer/", follow=True)

    assert "Delete “" not in page
    assert "This list cannot be deleted" in words(answer)
    assert favourites(alice) == ["p1"]


def test_the_page_has_the_name_that_the_shop_gives_it(
    alice: Customer, visit: Visit
) -> None:
    WishlistSettings.objects.update(page_en="Favourites", list_en="Saved")

    said = words(visit(alice).get(PAGE))

    assert said.count("Favourites") == 3
    assert "Saved" in said


def test_five_hundred_wishes_cost_as_many_queries_as_one(
    alice: Customer, visit: Visit
) -> None:
    client, costs = visit(alice), []
    for many in (1, 3, 60):
        for number in range(many):
            add(alice, f"p{number}")
        client.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        costs.append(len(queries))

    assert costs == [7, 7, 7]


def test_long_lists_come_in_pages(alice: Customer, visit: Visit) -> None:
    for number in range(51):
        add(alice, f"p{number}", on=number / 100)

    first = words(visit(alice).get(PAGE))
    second = words(visit(alice).get(f"{PAGE}?page=2"))

    assert "Page 1 of 3 Next" in first
    assert "p50" in first
    assert "p50" not in second


# What can be done to a list or a wish, by its address.
DOINGS = [
    "liste/{list}/nom/",
    "liste/{list}/supprimer/",
    "liste/{list}/retablir/",
    "liste/{list}/partager/",
    "liste/{list}/ne-plus-partager/",
    "{wish}/modifier/",
    "{wish}/retirer/",
    "{wish}/remettre/",
]


@pytest.mark.parametrize("doing", DOINGS)
def test_bob_does_nothing_to_the_lists_of_alice(
    alice: Customer, bob: Customer, visit: Visit, doing: str
) -> None:
    noel = open_list(alice)
    wish = add(alice, onto=noel.pk)
    path = PAGE + doing.format(list=noel.pk, wish=wish.pk)
    said = {"name": "Mine", "quantity": 9, "priority": 1, "note": "Mine", "onto": ""}

    answer = visit(bob).post(path, said)

    assert answer.status_code == 404
    noel.refresh_from_db()
    wish.refresh_from_db()
    assert (noel.name, noel.removed_at, noel.share_key) == ("Noël", None, None)
    assert (wish.quantity, wish.note, wish.removed_at) == (1, "", None)


def test_bob_sees_neither_the_list_nor_what_alice_took_off(
    alice: Customer, bob: Customer, visit: Visit
) -> None:
    noel = open_list(alice, "Surprises")
    wish = add(alice, "secret")
    wishlist.remove_wish(customer=alice, wish=wish.pk, now=day(0))
    wishlist.remove_list(customer=alice, wishlist=noel.pk, now=day(0))
    client = visit(bob)

    assert client.get(f"{PAGE}liste/{noel.pk}/").status_code == 404
    asked = f"{PAGE}?retiree={wish.pk}&supprimee={noel.pk}"
    said = words(client.get(asked))
    assert "secret" not in said
    assert "Surprises" not in said


def test_bob_moves_nothing_onto_the_list_of_alice(
    alice: Customer, bob: Customer, visit: Visit
) -> None:
    noel = open_list(alice)
    wish = add(bob)

    said = {"quantity": 1, "priority": 2, "note": "", "onto": noel.pk}
    visit(bob).post(f"{PAGE}{wish.pk}/modifier/", said)

    wish.refresh_from_db()
    assert wish.wishlist != noel


@pytest.mark.parametrize("doing", DOINGS)
def test_strangers_are_led_to_the_log_in(
    alice: Customer, visitor: Client, doing: str
) -> None:
    wish = add(alice)

    path = PAGE + doing.format(list=wish.wishlist_id, wish=wish.pk)

    assert "/connexion/" in visitor.post(path)["Location"]
    assert visitor.get(path).status_code == 405


def test_a_customer_of_another_shop_reaches_nothing(alice: Customer, visit: Visit) -> None:
    wish = add(alice)
    zoe = CustomerFactory.create(shop=make_shop("ailleurs"), email="zoe@example.com")
    client = visit(zoe)

    for shop in ("boutique", "ailleurs"):
        path = f"/{shop}/compte/envies/{wish.pk}/retirer/"
        assert client.post(path).status_code == 404
    assert favourites(alice) == ["p1"]


def test_a_link_shows_the_first_name_and_the_list(alice: Customer, visit: Visit) -> None:
    noel = shared(alice)
    add(alice, "p2", onto=open_list(alice, "Private").pk)
    page = visit(alice).get(PAGE)
    assert f"http://testserver/boutique/envies/{noel.share_key}/" in page.content.decode()

    aunt = Client(headers={"accept-language": "en"})
    said = words(aunt.get(f"/boutique/envies/{noel.share_key}/"))

    assert "My wish list: what Alice wishes for" in said
    assert "p1" in said
    for hidden in ("Martin", "alice@example.com", "p2", "Private", "57"):
        assert hidden not in said


@pytest.mark.parametrize("key", ["nobody", "x" * 32])
def test_a_guessed_link_leads_nowhere(alice: Customer, visitor: Client, key: str) -> None:
    shared(alice)

    assert visitor.get(f"/boutique/envies/{key}/").status_code == 404


def test_a_link_taken_back_leads_nowhere(
    alice: Customer, visit: Visit, visitor: Client
) -> None:
    noel = shared(alice)
    path = f"/boutique/envies/{noel.share_key}/"
    visit(alice).post(f"{PAGE}liste/{noel.pk}/ne-plus-partager/")

    assert visitor.get(path).status_code == 404
    wish = Wish.objects.get()
    assert visitor.post(f"{path}{wish.pk}/offrir/").status_code == 404


def test_a_gift_is_marked_for_other_visitors_and_not_for_the_owner(
    alice: Customer, visit: Visit
) -> None:
    noel = shared(alice)
    wish = Wish.objects.get()
    path = f"/boutique/envies/{noel.share_key}/"
    aunt, uncle = (Client(headers={"accept-language": "en"}) for _ in range(2))

    said = words(aunt.post(f"{path}{wish.pk}/offrir/", follow=True))
    assert "You offer “p1”" in said
    assert "You offer this" in said
    assert "Already offered" in words(uncle.get(path))
    refused = words(uncle.post(f"{path}{wish.pk}/offrir/", follow=True))
    assert "Somebody has already offered it." in refused
    assert uncle.post(f"{path}{wish.pk}/ne-plus-offrir/").status_code == 404

    owner = visit(alice)
    assert "ffered" not in words(owner.get(PAGE))
    assert "Already offered" not in words(owner.get(path))
    assert owner.post(f"{path}{wish.pk}/offrir/").status_code == 404

    aunt.post(f"{path}{wish.pk}/ne-plus-offrir/")
    assert not GiftPledge.objects.exists()


def test_the_link_of_one_list_marks_nothing_on_another(
    alice: Customer, visitor: Client
) -> None:
    noel = shared(alice)
    private = add(alice, "p2", onto=open_list(alice).pk)

    path = f"/boutique/envies/{noel.share_key}/{private.pk}/offrir/"

    assert visitor.post(path).status_code == 404


def test_marks_are_limited_per_visitor(alice: Customer, visitor: Client) -> None:
    noel = shared(alice)
    wish = Wish.objects.get()
    path = f"/boutique/envies/{noel.share_key}/"

    for _ in range(30):
        visitor.post(f"{path}{wish.pk}/offrir/")
        GiftPledge.objects.all().delete()
    answer = visitor.post(f"{path}{wish.pk}/offrir/", follow=True)

    assert "Please wait a minute" in words(answer)
    assert not GiftPledge.objects.exists()


def test_a_shared_list_costs_as_many_queries_at_any_length(
    alice: Customer, visitor: Client
) -> None:
    noel, costs = shared(alice), []
    for many in (1, 3):
        for number in range(many):
            add(alice, f"p{number}")
        with CaptureQueriesContext(connection) as queries:
            visitor.get(f"/boutique/envies/{noel.share_key}/")
        costs.append(len(queries))

    assert costs == [4, 4]


def test_alerts_are_asked_for_where_the_shop_sends_them(
    alice: Customer, visit: Visit
) -> None:
    wish = add(alice)
    client = visit(alice)
    said = {"quantity": 1, "priority": 2, "note": "", "tells_price": "on"}
    assert "Tell me when" not in words(client.get(PAGE))
    client.post(f"{PAGE}{wish.pk}/modifier/", said)
    wish.refresh_from_db()
    assert wish.price_watched is None

    WishlistSettings.objects.update(tells_price=True)
    shown = words(client.get(PAGE))
    assert "Tell me when it costs less" in shown
    assert "I wish to receive alerts about my wishlist at La Boutique by e-mail." in shown
    client.post(f"{PAGE}{wish.pk}/modifier/", said)
    wish.refresh_from_db()
    assert wish.price_watched is not None
    assert wish.stock_watched is None
