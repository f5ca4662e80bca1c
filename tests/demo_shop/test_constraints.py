from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from demo_shop.models import (
    DemoAccount,
    DemoCart,
    DemoCartLine,
    DemoCategory,
    DemoOrder,
    DemoOrderLine,
    DemoProduct,
    Storefront,
)
from shop.models import Shop
from tests.constraints import Wrongs, names, refused_by
from tests.factories import START


def category(shop: Shop, **fields: Any) -> DemoCategory:
    usual = {"number": "c1", "slug": "bougies", "name": "Bougies"}
    return DemoCategory.objects.create(shop=shop, **usual | fields)


def article(shop: Shop, number: str = "1", **fields: Any) -> DemoProduct:
    usual: dict[str, Any] = {
        "slug": f"a{number}",
        "name": "Candle",
        "price": Decimal(4),
        "price_excl_tax": Decimal(3),
        "drawing": "candle",
        "colour": "#8c2f1f",
        "ground": "#f3e2cf",
    }
    place = DemoCategory.objects.filter(shop=shop).first() or category(shop)
    return DemoProduct.objects.create(
        shop=shop, number=number, category=place, **usual | fields
    )


def account(shop: Shop, number: str = "57", **fields: Any) -> DemoAccount:
    usual: dict[str, Any] = {"email": f"c{number}@example.com", "registered_at": START}
    return DemoAccount.objects.create(shop=shop, number=number, **usual | fields)


def cart_line(shop: Shop, quantity: int = 1, times: int = 1) -> None:
    cart, product = DemoCart.objects.create(shop=shop, updated_at=START), article(shop)
    for _ in range(times):
        DemoCartLine.objects.create(cart=cart, product=product, quantity=quantity)


def two_carts(shop: Shop) -> None:
    owner = account(shop)
    for _ in range(2):
        DemoCart.objects.create(shop=shop, account=owner, updated_at=START)


def order(shop: Shop, number: str = "46", **fields: Any) -> DemoOrder:
    usual: dict[str, Any] = {
        "reference": f"R{number}",
        "email": "alice@example.com",
        "state": "paid",
        "placed_at": START,
        "updated_at": START,
        "total": Decimal(4),
    }
    return DemoOrder.objects.create(shop=shop, number=number, **usual | fields)


def order_line(
    shop: Shop, refunded: int = 0, times: int = 1, discount: int | None = None
) -> None:
    placed, product = order(shop), article(shop)
    for _ in range(times):
        DemoOrderLine.objects.create(
            order=placed,
            product=product,
            name="Candle",
            quantity=1,
            unit_price=4,
            unit_price_excl_tax=3,
            refunded_quantity=refunded,
            discount=discount,
        )


def twice(make: Callable[..., object], **second: Any) -> Callable[[Shop], object]:
    def both(shop: Shop) -> None:
        make(shop)
        make(shop, **second)

    return both


WRONGS: Wrongs = {
    "storefront_shipping_not_negative": lambda shop: Storefront.objects.create(
        shop=shop, shipping=Decimal("-0.01")
    ),
    "demo_account_number_once": twice(account, email="other@example.com"),
    "demo_account_email_once": twice(account, number="58", email="c57@example.com"),
    "demo_account_email_is_lower_case": lambda shop: account(shop, email="A@example.com"),
    "demo_category_number_once": twice(category, slug="other"),
    "demo_category_slug_once": twice(category, number="c2"),
    "demo_product_number_once": twice(article, slug="other"),
    "demo_product_slug_once": twice(article, number="2", slug="a1"),
    "demo_product_prices_positive": lambda shop: article(shop, price=0),
    "demo_product_on_sale_costs_less": lambda shop: article(shop, was=Decimal(4)),
    "demo_product_colours_are_colours": lambda shop: article(shop, colour="red"),
    "demo_cart_one_at_a_time": two_carts,
    "demo_cart_line_once": lambda shop: cart_line(shop, times=2),
    "demo_cart_line_has_some": lambda shop: cart_line(shop, quantity=0),
    "demo_order_number_once": twice(order, reference="OTHER"),
    "demo_order_reference_once": twice(order, number="47", reference="R46"),
    "demo_order_amounts_not_negative": lambda shop: order(shop, discount=Decimal("-0.01")),
    "demo_order_line_once": lambda shop: order_line(shop, times=2),
    "demo_order_line_discount_not_negative": lambda shop: order_line(shop, discount=-1),
    "demo_order_line_refund_within_quantity": lambda shop: order_line(shop, refunded=2),
}


def test_each_constraint_has_something_to_refuse() -> None:
    assert names("demo_shop") == WRONGS.keys()


@pytest.mark.parametrize("name", WRONGS)
def test_the_shops_rows_refuse(shop: Shop, name: str) -> None:
    with refused_by(name):
        WRONGS[name](shop)


def test_an_ordered_cart_makes_room_for_the_next(shop: Shop) -> None:
    owner = account(shop)
    for ordered in (True, True, False):
        DemoCart.objects.create(
            shop=shop, account=owner, ordered=ordered, updated_at=timezone.now()
        )

    assert DemoCart.objects.filter(account=owner).count() == 3
