"""Staff find people and products as they type them."""

import pytest
from django.contrib.admin import site
from django.test import RequestFactory

from shop.models import Customer, Product, Shop
from tests.factories import CustomerFactory


@pytest.fixture
def known(shop: Shop) -> Shop:
    CustomerFactory.create(
        shop=shop, external_id="A7", first_name="Hélène", last_name="Çelik", email="h@x.fr"
    )
    Product.objects.create(shop=shop, external_id="p1", name="Bougie parfumée à l’œillet")
    return shop


@pytest.mark.parametrize(
    "typed",
    ["helene", "HELENE", "hélène", "celik", "Çelik helene", "he\u0301le\u0300ne", "a7"],
)
def test_a_customer_is_found_however_the_name_is_typed(known: Shop, typed: str) -> None:
    assert found(Customer, typed) == ["A7"]


@pytest.mark.parametrize("typed", ["parfumee", "PARFUMÉE bougie", "oeillet", "l'oeillet"])
def test_a_product_is_found_however_its_name_is_typed(known: Shop, typed: str) -> None:
    assert found(Product, typed) == ["p1"]


def test_who_is_called_otherwise_is_not_found(known: Shop) -> None:
    assert found(Customer, "helena") == []


def found(model: type[Customer | Product], typed: str) -> list[str]:
    admin = site.get_model_admin(model)
    rows, _again = admin.get_search_results(
        RequestFactory().get("/"), model.objects.order_by("pk"), typed
    )
    return [row.external_id for row in rows]
