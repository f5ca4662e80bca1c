"""Favourites in the shop: Alice's in the programme, a visitor's until the log-in."""

from typing import Any

import pytest
from django.test import Client

from demo_shop.api_client import ProgrammeClient, ProgrammeUnavailable
from demo_shop.models import DemoCart, Storefront
from demo_shop.views import visits
from shop.models import Customer
from tests.demo_shop.conftest import CART, HOME, Buyer, make_account
from tests.wishlist.favourites import add, favourites
from wishlist.models import WishlistSettings

pytestmark = pytest.mark.django_db

HEART = f"{HOME}envies/"
FULL = 'aria-pressed="true"'


def pushes(who: Buyer, slug: str, full: str = "1", **headers: str) -> Any:
    said = {"saved": full, "next": f"{HOME}article/{slug}/"}
    return who.client.post(f"{HEART}{slug}/", said, headers=headers or None)


def shows(who: Buyer, path: str = HOME) -> int:
    """How many favourites of the page are set."""
    return str(who.client.get(path).content.decode()).count(FULL)


def test_a_favourite_is_pressed_and_seen_on_every_page(
    buyer: Buyer, alice: Customer
) -> None:
    answer = pushes(buyer, "candle")

    assert answer["Location"] == f"{HOME}article/candle/#coeur-candle"
    assert favourites(alice) == ["candle"]
    assert (shows(buyer), shows(buyer, f"{HOME}article/candle/")) == (1, 1)
    assert shows(buyer, f"{HOME}article/match/") == 0


def test_the_message_about_a_favourite_is_shown_once(buyer: Buyer) -> None:
    pushes(buyer, "candle")

    assert "“Candle” is on your list." in buyer.sees(f"{HOME}article/candle/")


def test_a_favourite_saved_twice_stays_saved(buyer: Buyer, alice: Customer) -> None:
    pushes(buyer, "candle")
    pushes(buyer, "candle")
    assert favourites(alice) == ["candle"]

    pushes(buyer, "candle", "0")
    pushes(buyer, "candle", "0")
    assert favourites(alice) == []


def test_a_script_gets_json_instead_of_a_redirect(buyer: Buyer) -> None:
    answer = pushes(buyer, "candle", accept="application/json", accept_language="en")

    assert answer.json() == {"saved": True, "message": "“Candle” is on your list."}


def test_the_button_says_what_the_merchant_says(buyer: Buyer) -> None:
    WishlistSettings.objects.update(page_en="Favourites", button_en="Keep it")

    said = buyer.sees(f"{HOME}article/candle/")

    assert "Keep it" in said
    assert "Favourites 0" in said


def test_the_button_of_a_saved_article_says_so(buyer: Buyer) -> None:
    """Which of the two is seen, follows what is pressed."""
    pushes(buyer, "candle")

    page = buyer.client.get(f"{HOME}article/candle/").content.decode()

    assert FULL in page
    assert "On your list" in page


@pytest.mark.usefixtures("storefront")
def test_a_visitor_keeps_favourites_until_the_log_in() -> None:
    visitor = Buyer()
    pushes(visitor, "candle")
    pushes(visitor, "match")
    pushes(visitor, "match", "0")

    assert (shows(visitor), shows(visitor, HEART)) == (1, 1)
    assert "Candle" in visitor.sees(HEART)
    assert "Matches" not in visitor.sees(HEART)


def test_favourites_of_a_visitor_join_those_of_the_account(alice: Customer) -> None:
    add(alice, "match")
    visitor = Buyer()
    pushes(visitor, "candle")
    visitor.logs_in(alice.email)

    assert shows(visitor) == 2
    assert set(favourites(alice)) == {"candle", "match"}
    assert visitor.client.get(HEART)["Location"] == "/boutique/compte/envies/"
    assert not [name for name in visitor.client.session.keys() if "favourites" in name]  # noqa: SIM118


def test_favourites_wait_while_the_programme_is_unavailable(
    alice: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = Buyer()
    pushes(visitor, "candle")
    visitor.logs_in(alice.email)

    with monkeypatch.context() as patched:
        patched.setattr(ProgrammeClient, "_call", _away)
        assert "aria-pressed" not in visitor.client.get(HOME).content.decode()
    assert favourites(alice) == []

    visitor.sees(HOME)
    assert favourites(alice) == ["candle"]


def _away(*_args: object, **_named: object) -> Any:
    raise ProgrammeUnavailable


def test_a_favourite_is_not_saved_while_the_programme_is_unavailable(
    buyer: Buyer, alice: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(ProgrammeClient, "_call", _away)
        answer = pushes(buyer, "candle", accept="application/json")

    assert answer.status_code == 409
    assert favourites(alice) == []


def test_the_favourites_of_a_visitor_are_limited(
    storefront: Storefront, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "MOST_FAVOURITES", 1)
    visitor = Buyer()
    pushes(visitor, "candle")
    pushes(visitor, "match")

    assert "These are a lot of hearts." in visitor.sees(f"{HOME}article/match/")
    assert shows(visitor) == 1


@pytest.mark.parametrize(
    "wanted", ["https://evil.test/", "//evil.test/", "/admin/", "javascript:alert(1)"]
)
def test_nobody_is_led_out_of_the_shop(buyer: Buyer, wanted: str) -> None:
    said = {"saved": "1", "next": wanted}

    answer = buyer.client.post(f"{HEART}candle/", said)

    assert answer["Location"] == f"{HOME}#coeur-candle"


def test_favourites_of_bob_are_not_those_of_alice(
    storefront: Storefront, buyer: Buyer, alice: Customer
) -> None:
    make_account(storefront, "58", "bob@example.com")
    pushes(buyer, "candle")
    bob = Buyer("bob@example.com")

    assert shows(bob) == 0
    pushes(bob, "candle", "0")
    assert favourites(alice) == ["candle"]


def test_a_wish_list_adds_to_the_cart(buyer: Buyer, alice: Customer) -> None:
    address = f"{CART}ajouter/?article={{product}}&quantity={{quantity}}"
    WishlistSettings.objects.update(cart_address=address)
    add(alice, "candle", values={"quantity": 2})

    page = buyer.client.get("/boutique/compte/envies/").content.decode()
    action = f"{CART}ajouter/?article=candle&amp;quantity=2"
    assert f'action="{action}"' in page

    buyer.client.post(action.replace("&amp;", "&"))
    [line] = DemoCart.objects.get().lines.all()
    assert (line.product.number, line.quantity) == ("candle", 2)


def test_a_link_from_a_wish_list_asks_before_it_adds(buyer: Buyer) -> None:
    said = buyer.sees(f"{CART}ajouter/?article=candle&quantity=3")

    assert "Candle" in said
    assert "Add to cart" in said
    assert not DemoCart.objects.exists()
    assert Client().get(f"{CART}ajouter/?article=nothing").status_code == 404
    assert Client().get(f"{CART}ajouter/").status_code == 404
