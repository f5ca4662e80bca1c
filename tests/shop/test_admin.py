"""The facts, to look at."""

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from shop import actions as shops
from shop.models import Cart, Product, Shop
from shop.rules.facts import CartFact, CartLineFact
from tests.factories import START, day
from tests.staff import backoffice, list_cost, make_boss, make_staff, page_cost
from tests.world import furnish


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(day(1), tick=False):
        yield


@pytest.fixture
def clerk(shop: Shop) -> Client:
    return backoffice(make_staff("clerk@example.com", shop))


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_whatever_their_length(
    shop: Shop, clerk: Client, rows: int
) -> None:
    furnish(shop, rows)

    assert list_cost(clerk, "shop/cart") == (7, rows)
    assert list_cost(clerk, "shop/product") == (7, rows)
    assert list_cost(clerk, "shop/category") == (7, 2 * rows)
    assert list_cost(clerk, "shop/customergroup") == (7, 2 * rows)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_cart_costs_the_same_however_many_lines(
    shop: Shop, clerk: Client, rows: int
) -> None:
    lines = tuple(
        CartLineFact(
            id=f"{number}", product=f"p{number}", quantity=1, unit_price=Decimal(4)
        )
        for number in range(rows)
    )
    fact = CartFact(updated_at=START, lines=lines)
    cart = shops.state_cart(shop=shop, external_id="1", fact=fact).row

    assert page_cost(clerk, f"/admin/shop/cart/{cart.pk}/change/") == 8


@pytest.mark.parametrize("shelf", ["cart", "product", "category", "customergroup"])
def test_facts_cannot_be_touched(shop: Shop, shelf: str) -> None:
    furnish(shop)
    boss = backoffice(make_boss())

    assert boss.get(f"/admin/shop/{shelf}/add/").status_code == 403
    page = boss.get(f"/admin/shop/{shelf}/")
    row = page.context["cl"].result_list[0]
    assert boss.post(f"/admin/shop/{shelf}/{row.pk}/change/").status_code == 403
    assert boss.post(f"/admin/shop/{shelf}/{row.pk}/delete/").status_code == 403


def test_amounts_are_in_the_currency_of_the_shop(clerk: Client, shop: Shop) -> None:
    furnish(shop)

    page = clerk.get(f"/admin/shop/cart/{Cart.objects.get().pk}/change/")

    assert "€40.00" in page.content.decode()


def test_a_placeholder_is_known_by_its_id(clerk: Client, shop: Shop) -> None:
    Product.objects.create(shop=shop, external_id="sku-1")

    page = clerk.get("/admin/shop/product/").content.decode()

    assert re.findall(r'field-called"><a.*?>(.*?)<', page) == ["sku-1"]
