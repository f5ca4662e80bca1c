"""Alice owns; Charlie, visitors and people of other shops see nothing of hers."""

from collections.abc import Callable
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from demo_shop.models import DemoOrder, Storefront
from shop.models import Customer
from tests.demo_shop.conftest import CART, HOME, Buyer, make_account
from tests.factories import make_shop

type Last = Callable[[], DemoOrder]

pytestmark = pytest.mark.django_db


@pytest.fixture
def charlie(storefront: Storefront) -> Buyer:
    make_account(storefront, "59", "charlie@example.com")
    return Buyer("charlie@example.com")


def test_charlie_does_not_open_the_order_of_alice(
    buyer: Buyer, charlie: Buyer, last_order: Last
) -> None:
    buyer.puts_in("candle")
    page = buyer.pays()["Location"]

    assert buyer.client.get(page).status_code == 200
    assert charlie.client.get(page).status_code == 404
    assert last_order().reference not in charlie.sees(f"{HOME}commandes/")
    assert last_order().reference in buyer.sees(f"{HOME}commandes/")


def test_a_customer_logged_out_meanwhile_reaches_the_orders_after_the_log_in(
    buyer: Buyer, last_order: Last
) -> None:
    """Whether there is such an order shows in nothing."""
    buyer.puts_in("candle")
    order = buyer.pays()["Location"]

    for page in (f"{HOME}commandes/", order, f"{HOME}commande/{uuid4()}/"):
        answer = Buyer().client.get(page)
        assert answer.status_code == 302
        assert answer["Location"] == f"/boutique/connexion/?next={quote(page, safe='')}"


def test_an_order_is_not_found_by_its_number(buyer: Buyer, last_order: Last) -> None:
    buyer.puts_in("candle")
    buyer.pays()

    for guess in (last_order().number, last_order().reference):
        assert buyer.client.get(f"{HOME}commande/{guess}/").status_code == 404


def test_charlie_neither_sees_nor_touches_the_cart_of_alice(
    buyer: Buyer, charlie: Buyer
) -> None:
    buyer.puts_in("candle", 2)

    assert "Your cart is empty" in charlie.sees()
    charlie.client.post(f"{CART}quantite/candle/", {"quantity": 0})
    assert "€80.00" in buyer.sees()


def test_charlie_cannot_pay_for_the_cart_of_alice(buyer: Buyer, charlie: Buyer) -> None:
    buyer.puts_in("candle")
    said = {**buyer.begins_checkout(), "payment_method": "accepted"}

    answer = charlie.client.post(f"{HOME}commande/", said)

    assert answer["Location"] == CART
    assert not DemoOrder.objects.exists()


def test_a_visitor_has_a_cart_that_no_other_visitor_sees(storefront: Storefront) -> None:
    one, other = Buyer(), Buyer()
    one.puts_in("candle")

    assert "€40.00" in one.sees()
    assert "Your cart is empty" in other.sees()


def test_after_the_log_out_the_cart_is_out_of_sight(buyer: Buyer) -> None:
    buyer.puts_in("candle")

    buyer.client.post("/boutique/deconnexion/")

    assert "Your cart is empty" in buyer.sees()


def test_a_shop_that_does_not_sell_here_has_no_pages(buyer: Buyer) -> None:
    make_shop("ailleurs")

    for path in ("", "panier/", "article/candle/", "images/candle.svg"):
        assert Client().get(f"/ailleurs/boutique/{path}").status_code == 404


def test_an_account_of_one_shop_is_none_in_another(
    storefront: Storefront, buyer: Buyer, alice: Customer
) -> None:
    elsewhere = make_shop("ailleurs")
    Storefront.objects.create(shop=elsewhere, api_key="none")

    page = buyer.client.get("/ailleurs/boutique/")

    assert page.context["account"] is None


@pytest.mark.parametrize("known", [True, False])
def test_opening_an_account_does_not_say_whether_there_is_one(
    buyer: Buyer, known: bool
) -> None:
    email = "alice@example.com" if known else "new@example.com"

    answer = Client().post(
        f"{HOME}compte/", {"first_name": "X", "last_name": "Y", "email": email}
    )

    assert (answer.status_code, answer["Location"]) == (302, "/boutique/connexion/")


def test_a_new_account_is_a_customer_who_can_log_in(storefront: Storefront) -> None:
    Client().post(
        f"{HOME}compte/",
        {"first_name": "Zoé", "last_name": "Roy", "email": "Zoe@Example.com"},
    )

    told = Customer.objects.get(shop=storefront.shop, external_id="101")
    assert (told.email, told.first_name, told.guest) == ("zoe@example.com", "Zoé", False)
    assert Buyer("zoe@example.com").client.get(f"{HOME}commandes/").status_code == 200


def test_somebody_elses_account_is_left_as_it_is(
    storefront: Storefront, alice: Customer
) -> None:
    Client().post(
        f"{HOME}compte/",
        {"first_name": "Eve", "last_name": "Evil", "email": "ALICE@example.com"},
    )

    alice.refresh_from_db()
    assert alice.first_name == "Alice"


@pytest.mark.parametrize(
    "path",
    ["panier/ajouter/candle/", "panier/code/", "panier/commander/", "panier/points/"],
)
def test_get_requests_change_nothing(buyer: Buyer, path: str) -> None:
    assert buyer.client.get(f"{HOME}{path}").status_code == 405


def test_attempts_at_voucher_codes_are_limited(buyer: Buyer) -> None:
    buyer.puts_in("candle")
    for number in range(30):
        buyer.client.post(f"{CART}code/", {"code": f"FID-{number}"})
        buyer.client.post(f"{CART}code/retirer/", {"code": f"FID-{number}"})

    answer = buyer.client.post(f"{CART}code/", {"code": "FID-31"}, follow=True)

    assert "That was a lot of codes." in answer.content.decode()
    assert "FID-31" not in answer.content.decode()


def test_without_valkey_nobody_is_throttled(buyer: Buyer, settings: Settings) -> None:
    nobody = {
        "default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:9/0"}
    }
    buyer.puts_in("candle")
    settings.CACHES = nobody

    assert "This code is not valid." in buyer.types("FID-31")
