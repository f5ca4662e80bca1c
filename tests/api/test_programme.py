"""What a shop shows of the programme: rules as data, points of many products at once."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from shop.models import Customer, Shop
from tests.api.conftest import Caller, key_for
from tests.tiers.ladder import set_tiers

pytestmark = pytest.mark.django_db

AT = {"updated_at": "2026-05-01T12:00:00+02:00"}


def test_the_rules_in_force_are_told_as_data_and_in_words(api: Caller, shop: Shop) -> None:
    set_tiers(shop, on=-1)

    told = api.get("/programme").json()

    assert (told["version"], told["currency"]) == (1, "EUR")
    assert told["earning"] == {
        "amount": "10.00",
        "points": 1,
        "rounding": "floor",
        "with_tax": True,
        "tax_zones": [],
        "shipping": False,
        "on_sale": True,
        "with_vouchers": False,
        "categories": [],
        "excluded_categories": [],
        "most_per_order": None,
        "granted_in": ["paid", "processing", "shipped", "delivered"],
        "cancelled_in": ["cancelled", "refunded", "payment_error"],
        "pending_days": 0,
        "validity": 100,
        "validity_unit": "days",
    }
    assert told["value"] == {
        "point": "0.50",
        "least": 1,
        "step": 1,
        "voucher_days": 365,
        "voucher_minimum": "5.00",
        "voucher_categories": [],
    }
    assert [tier["name"] for tier in told["tiers"]] == ["Bronze", "Argent", "Or"]
    words = {each["about"]: each["text"] for each in told["sentences"]}
    assert words["earning"].startswith("€10.00 spent give 1 point worth")


def test_the_words_are_in_the_language_that_is_asked_for(api: Caller) -> None:
    told = api.get("/programme", Accept_Language="fr").json()

    words = {each["about"]: each["text"] for each in told["sentences"]}
    assert words["earning"].startswith("10,00")


@pytest.fixture
def catalogue(api: Caller) -> Caller:
    api.put("/products/106", AT | {"price": "24.00", "price_excl_tax": "20.00"})
    api.put("/products/116", AT | {"price": "9.99", "on_sale": True})
    api.put("/products/200", AT)
    return api


def points_of(api: Caller, *products: str, **named: Any) -> dict[str, Any]:
    body = {"products": products} | named
    items = api.post("/earnings", body).json()["items"]
    return {each["product"]: each["points"] for each in items}


def quoted(api: Caller, customer: str, product: str, price: str) -> int:
    line = {"id": "1", "product": product, "quantity": 1, "unit_price": price}
    told = api.post("/quotes", {"customer": customer, "lines": [line]}).json()
    points: int = told["points_to_earn"]
    return points


def test_products_earn_what_a_quote_of_one_piece_says(
    catalogue: Caller, shop: Shop, alice: Customer
) -> None:
    set_tiers(shop, on=-1)
    told = points_of(catalogue, "106", "116", customer="57")

    assert told == {
        "106": quoted(catalogue, "57", "106", "24.00"),
        "116": quoted(catalogue, "57", "116", "9.99"),
    }
    assert told == {"106": 2, "116": 0}


def test_without_a_price_nothing_is_said(catalogue: Caller) -> None:
    assert points_of(catalogue, "200", "nothing", "106") == {
        "200": None,
        "nothing": None,
        "106": 2,
    }


def test_a_multiplier_counts_and_guests_earn_nothing(catalogue: Caller) -> None:
    catalogue.put("/groups/3", AT | {"points_multiplier": "2"})
    catalogue.put("/customers/57", AT | {"group": "3"})
    catalogue.put("/customers/58", AT | {"guest": True})

    assert points_of(catalogue, "106", customer="57") == {"106": 4}
    assert points_of(catalogue, "106", customer="58") == {"106": 0}


def test_many_products_cost_as_many_queries_as_one(
    catalogue: Caller, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many = [str(number) for number in range(200)]
    # The day of use of the key is written once.
    catalogue.get("/programme")

    with django_assert_num_queries(5):
        catalogue.post("/earnings", {"products": many[:1]})
    with django_assert_num_queries(5):
        catalogue.post("/earnings", {"products": many})


def test_more_than_two_hundred_are_refused(api: Caller) -> None:
    answer = api.post("/earnings", {"products": ["1"] * 201})

    assert answer.json()["errors"] == [
        {"field": "products", "message": "At most 200 of them."}
    ]


def test_reading_the_programme_needs_the_scope_read(shop: Shop) -> None:
    caller = key_for(shop, ["facts", "manage"])

    assert caller.get("/programme").status_code == 403
    assert caller.post("/earnings", {"products": []}).status_code == 403
