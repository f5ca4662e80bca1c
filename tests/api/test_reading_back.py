"""Facts are read back as they are stored, with what they have given."""

from typing import Any

import pytest

from api.schemas.samples import SAMPLE_ORDER
from programme import actions as programme
from shop.models import Customer, Shop
from tests.api.conftest import Caller, key_for
from tests.api.test_orders import sample
from tests.factories import START, VoucherFactory, day, make_card, make_shop

pytestmark = pytest.mark.django_db

AT = {"updated_at": "2026-05-01T12:00:00+02:00"}


def read(api: Caller, path: str) -> Any:
    answer = api.get(path)
    assert answer.status_code == 200, answer.json()
    return answer.json()


FACTS: dict[str, dict[str, Any]] = {
    "/groups/3": {
        "name": "Or",
        "discount_percent": "5.00",
        "points_multiplier": "1.50",
        "free_shipping": True,
    },
    "/categories/2": {"name": "Bougies", "parent": "1"},
    "/products/106": {
        "name": "Bougie figuier",
        "url": "https://boutique.example/figuier",
        "image": "https://boutique.example/figuier.jpg",
        "price": "24.00",
        "price_excl_tax": "20.00",
        "regular_price": "26.123456",
        "on_sale": True,
        "stock": 20,
        "active": True,
        "gift_card": False,
        "categories": ["2"],
        "cost": "9.50",
        "variants": [
            {"id": "106:1", "name": "190 g", "price": "24.00", "stock": 3},
            {"id": "106:2", "name": "", "price": None, "stock": None},
        ],
    },
    "/carts/1403": {
        "customer": "57",
        "email": "abel@example.com",
        "lines": [
            {
                "id": "1",
                "product": "106",
                "name": "Bougie figuier",
                "quantity": "2",
                "unit_price": "24.00",
            }
        ],
        "recovery_url": "https://boutique.example/panier/1403",
        "order": "46",
    },
}


@pytest.mark.parametrize("path", FACTS)
def test_a_fact_is_read_back_as_it_was_stated(api: Caller, path: str) -> None:
    body = FACTS[path] | AT
    stated = dict(body)
    if "lines" in body:
        stated["lines"] = [line | {"quantity": 2} for line in body["lines"]]
    api.put(path, stated)

    assert read(api, path) == body


def test_what_was_read_back_and_is_stated_again_changes_nothing(api: Caller) -> None:
    for path, body in FACTS.items():
        if "lines" not in body:
            api.put(path, body | AT)

            assert api.put(path, read(api, path)).json()["changed"] is False


def test_a_customer_is_read_back_with_points_and_tier(api: Caller) -> None:
    body = {
        "email": "abel@example.com",
        "email_verified": True,
        "first_name": "Abel",
        "last_name": "Roy",
        "language": "fr",
        "birthday": "1990-05-31",
        "registered_at": "2026-04-01T12:00:00+02:00",
        "guest": False,
        "group": "3",
        "consents": {
            "offers": True,
            "at": "2026-04-30T09:00:00+02:00",
            "wording": "Recevoir nos offres",
            "source": "compte",
        },
    }
    api.put("/customers/57", body | AT)
    api.put("/orders/46", sample())

    told = read(api, "/customers/57")

    assert told.pop("points")["available"] == 3
    assert told == body | AT | {"erased_at": None, "counts_for": None, "tier": None}


def test_a_merged_customer_names_for_whom_they_count(
    api: Caller, alice: Customer, bob: Customer
) -> None:
    api.put("/orders/46", sample(customer="58"))
    programme.merge_customers(kept=alice, absorbed=bob, author="system", now=day(1))

    told = read(api, "/customers/58")

    assert (told["counts_for"], told["points"]["available"]) == ("57", 3)
    assert told["email"] == "bob@example.com"


def test_of_an_erased_customer_only_that_is_told(api: Caller, alice: Customer) -> None:
    api.delete("/customers/57")

    told = read(api, "/customers/57")

    assert told["erased_at"] == "2026-05-01T12:00:00+02:00"
    assert (told["email"], told["first_name"], told["birthday"]) == ("", "", None)


def test_an_order_is_read_back_with_what_it_has_given(api: Caller, shop: Shop) -> None:
    make_card(shop, code="CAD-1")
    api.put("/customers/57", AT)
    customer = Customer.objects.get()
    VoucherFactory.create(shop=shop, customer=customer, code="FID-1")
    cards = [{"code": "CAD-1", "amount": "10.00", "refunded": "0.00"}]
    named = sample(vouchers=["FID-1", "FID-2"], gift_cards=cards, country="FR")
    given = api.put("/orders/46", named).json()

    told = read(api, "/orders/46")

    benefits = told.pop("benefits")
    assert benefits == {
        "counts": True,
        "points": given["points"] | {"posted": 0},
        "vouchers": given["vouchers"],
        "gift_cards": given["gift_cards"],
        "gift_cards_issued": [],
    }
    [line] = told.pop("lines")
    [stated_line] = SAMPLE_ORDER["lines"]
    assert line == stated_line | {
        "quantity": "2",
        "refunded_quantity": "0",
        "discount": None,
        "gift": None,
        "variant": "",
    }
    assert told == {name: value for name, value in named.items() if name != "lines"} | {
        "counts_for": "57",
        "points_spent": 0,
        "fees": [],
        "raw_currency": None,
        "rate": None,
        "shipping_refunded": "0.00",
        "notes": given["notes"],
    }


def test_an_order_in_another_currency_is_read_back_converted(api: Caller) -> None:
    api.put("/orders/46", sample(currency="USD", rate="1.1", total=None))

    told = read(api, "/orders/46")

    assert (told["currency"], told["raw_currency"], told["rate"]) == ("EUR", "USD", "1.10")
    assert told["shipping"] == "5.27"
    assert told["lines"][0]["unit_price"] == "18.181818"


PLACES = ("customers", "groups", "categories", "products", "carts", "orders")


@pytest.mark.parametrize("place", PLACES)
def test_what_nobody_has_stated_is_not_there(api: Caller, place: str) -> None:
    api.put("/orders/46", sample(lines=[]))

    answer = api.get(f"/{place}/1403-or-so")

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown")


def test_a_placeholder_is_not_there_yet(api: Caller) -> None:
    api.put("/orders/46", sample())

    for path in ("/customers/57", "/carts/1403", "/products/3"):
        assert api.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/products/106", "/carts/1403"])
def test_what_was_removed_is_not_there_any_more(api: Caller, path: str) -> None:
    api.put(path, AT)
    api.delete(path)

    assert api.get(path).status_code == 404


def test_another_shop_reads_nothing(api: Caller) -> None:
    api.put("/orders/46", sample())

    assert key_for(make_shop("ailleurs")).get("/orders/46").status_code == 404


@pytest.mark.parametrize("place", PLACES)
def test_reading_back_needs_the_scope_read(shop: Shop, place: str) -> None:
    answer = key_for(shop, ["facts", "redeem"]).get(f"/{place}/1")

    assert (answer.status_code, answer.json()["scope"]) == (403, "read")


def test_two_variants_under_one_id_are_refused(api: Caller) -> None:
    twice = [{"id": "1"}, {"id": "1"}]

    answer = api.put("/products/3", {"updated_at": START.isoformat(), "variants": twice})

    assert answer.json()["errors"] == [
        {"field": "variants", "message": "Two variants have the same id."}
    ]


def test_the_account_of_an_erased_customer_says_so(api: Caller, alice: Customer) -> None:
    assert read(api, "/customers/57/account")["erased_at"] is None
    api.delete("/customers/57")

    told = read(api, "/customers/57/account")

    assert told["erased_at"] == "2026-05-01T12:00:00+02:00"
    assert told["points"]["available"] == 0


def test_for_whom_a_gift_card_is_bought_is_read_back(api: Caller) -> None:
    gift = {"name": "Julie", "email": "julie@example.com", "deliver_on": "2026-12-24"}
    line = SAMPLE_ORDER["lines"][0] | {"gift": gift}
    api.put("/orders/46", sample(lines=[line]))

    [told] = read(api, "/orders/46")["lines"]

    assert told["gift"] == gift | {"message": None}
