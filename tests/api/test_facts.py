"""The other facts: upserted whole, erased or removed, each under the shop's own id."""

from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from api.schemas import facts, order_payloads
from api.schemas.order_payloads import OrderLinePayload
from shop.models import Cart, Category, Customer, CustomerGroup, Order, Product
from shop.rules import facts as shop_facts
from tests.api.conftest import Caller
from tests.api.test_orders import sample

pytestmark = pytest.mark.django_db

AT = "2026-05-01T12:00:00+02:00"
LATER = "2026-05-02T12:00:00+02:00"


@pytest.mark.parametrize(
    ("form", "fact"),
    [
        (facts.CustomerPayload, shop_facts.CustomerFact),
        (facts.GroupPayload, shop_facts.GroupFact),
        (facts.CategoryPayload, shop_facts.CategoryFact),
        (facts.ProductPayload, shop_facts.ProductFact),
        (facts.CartPayload, shop_facts.CartFact),
        (order_payloads.OrderPayload, shop_facts.OrderFact),
        (OrderLinePayload, shop_facts.OrderLineFact),
    ],
)
def test_a_body_holds_exactly_what_its_fact_does(form: Any, fact: Any) -> None:
    # The currency of an order before it was converted, and that an address was none, are
    # noted by us.
    ours = {"raw_currency", "email_unusable"}
    assert set(form.model_fields) == {field.name for field in fields(fact)} - ours


@pytest.mark.parametrize("kind", ["customers", "groups", "categories", "products", "carts"])
def test_a_fact_is_created_changed_unchanged_and_stale(api: Caller, kind: str) -> None:
    name = "recovery_url" if kind == "carts" else "name"
    name = "first_name" if kind == "customers" else name
    first, second = {name: "https://a.example"}, {name: "https://b.example"}

    def put(body: dict[str, str], at: str) -> tuple[int, bool, bool]:
        answer = api.put(f"/{kind}/1", body | {"updated_at": at})
        return answer.status_code, answer.json()["changed"], answer.json()["stale"]

    assert put(first, AT) == (201, True, False)
    assert put(first, AT) == (200, False, False)
    assert put(second, AT) == (200, True, False)
    assert put(second, LATER) == (200, False, False)
    assert put(first, AT) == (200, False, True)


def test_a_customer_arrives_whole(api: Caller) -> None:
    answer = api.put(
        "/customers/57",
        {
            "email": "abel@example.com",
            "email_verified": True,
            "first_name": "Abel",
            "last_name": "Durand",
            "language": "fr-FR",
            "birthday": "1990-02-28",
            "registered_at": "2020-01-01T00:00:00+01:00",
            "group": "3",
            "updated_at": AT,
        },
    )

    abel = Customer.objects.get()
    assert answer.json() == {"changed": True, "stale": False}
    assert (abel.email, abel.email_verified) == ("abel@example.com", True)
    assert (abel.first_name, abel.last_name, abel.language) == ("Abel", "Durand", "fr")
    assert abel.birthday == date(1990, 2, 28)
    assert abel.registered_at == datetime(2019, 12, 31, 23, tzinfo=UTC)
    assert abel.shop_group
    assert abel.shop_group.external_id == "3"


def test_an_absent_field_has_its_default(api: Caller) -> None:
    api.put("/customers/57", {"first_name": "Abel", "updated_at": AT})

    empty = {"last_name": None, "email": "", "language": ""}
    api.put("/customers/57", empty | {"updated_at": LATER})

    assert Customer.objects.get().first_name == ""


def test_a_group_arrives_whole(api: Caller) -> None:
    api.put(
        "/groups/3",
        {
            "name": "Or",
            "discount_percent": 12.5,
            "points_multiplier": "1.500",
            "free_shipping": True,
            "updated_at": AT,
        },
    )

    group = CustomerGroup.objects.get()
    assert (group.discount_percent, group.points_multiplier) == (
        Decimal("12.5"),
        Decimal("1.5"),
    )
    assert (group.name, group.free_shipping) == ("Or", True)


def test_a_product_stands_in_its_categories(api: Caller) -> None:
    api.put("/categories/2", {"name": "Voitures", "parent": "1", "updated_at": AT})
    api.put(
        "/products/3",
        {
            "name": "Ford Vagon",
            "url": "https://boutique.example/ford",
            "price": "20.00",
            "stock": -2,
            "categories": ["2", "9"],
            "updated_at": AT,
        },
    )

    product = Product.objects.get()
    assert (product.name, product.price, product.stock) == ("Ford Vagon", Decimal(20), -2)
    assert [each.external_id for each in product.categories.order_by("pk")] == ["2", "9"]
    assert Category.objects.get(external_id="2").parent == Category.objects.get(
        external_id="1"
    )


def test_a_cart_arrives_whole(api: Caller) -> None:
    api.put(
        "/carts/1403",
        {
            "customer": "57",
            "email": "abel@example.com",
            "currency": "eur",
            "lines": [{"id": "1", "product": "3", "quantity": 2, "unit_price": "20"}],
            "recovery_url": "https://boutique.example/cart/1403",
            "updated_at": AT,
        },
    )

    cart = Cart.objects.get()
    [line] = cart.lines.all()
    assert cart.customer == Customer.objects.get(external_id="57")
    assert (line.quantity, line.product.external_id) == (2, "3")


def test_a_cart_in_another_currency_is_refused(api: Caller) -> None:
    answer = api.put("/carts/1", {"currency": "USD", "updated_at": AT})

    assert (answer.status_code, answer.json()["code"]) == (409, "currency_mismatch")


def test_a_category_cannot_stand_below_itself(api: Caller) -> None:
    answer = api.put("/categories/1", {"parent": "1", "updated_at": AT})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "parent"


def test_two_lines_of_a_cart_cannot_have_one_id(api: Caller) -> None:
    line = {"id": "1", "product": "3", "quantity": 2, "unit_price": "20"}

    answer = api.put("/carts/1", {"lines": [line, line], "updated_at": AT})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "lines"


def test_an_erased_customer_is_only_an_id(api: Caller) -> None:
    api.put("/customers/57", {"first_name": "Abel", "updated_at": AT})
    api.put("/orders/46", sample())

    assert api.delete("/customers/57").status_code == 204
    assert api.delete("/customers/57").status_code == 204

    assert Customer.objects.get().first_name == ""
    assert Order.objects.get().email == ""
    assert api.get("/customers/57/account").json()["points"]["available"] == 0
    again = api.put("/customers/57", {"first_name": "Abel", "updated_at": LATER})
    assert (again.status_code, again.json()) == (200, {"changed": False, "stale": True})


@pytest.mark.parametrize("kind", ["products", "carts"])
def test_a_removed_fact_stays_removed_until_it_is_stated_anew(
    api: Caller, kind: str
) -> None:
    api.put(f"/{kind}/3", {"updated_at": AT})

    answer = api.delete(f"/{kind}/3")

    assert (answer.status_code, answer.content) == (204, b"")
    assert api.put(f"/{kind}/3", {"updated_at": AT}).json()["stale"] is True
    assert api.put(f"/{kind}/3", {"updated_at": LATER}).json()["changed"] is True


@pytest.mark.parametrize("kind", ["customers", "products", "carts"])
def test_an_unknown_fact_cannot_be_removed(api: Caller, kind: str) -> None:
    answer = api.delete(f"/{kind}/404")

    assert answer.status_code == 404
    assert answer.json()["code"] == "unknown"
    assert answer.json()["detail"] == f"No {kind[:-1]} is known under “404”."
