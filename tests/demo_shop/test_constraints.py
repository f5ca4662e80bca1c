from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from demo_shop.models import (
    Account,
    Category,
    DemoCart,
    DemoCartLine,
    Order,
    OrderLine,
    Product,
    Storefront,
)
from shop.models import Shop
from tests.constraints import Wrongs, names, refused_by
from tests.factories import START


def shelf(shop: Shop, **fields: Any) -> Category:
    usual = {"number": "c1", "slug": "bougies", "name": "Bougies"}
    return Category.objects.create(shop=shop, **usual | fields)


def article(shop: Shop, number: str = "1", **fields: Any) -> Product:
    usual: dict[str, Any] = {
        "slug": f"a{number}",
        "name": "Candle",
        "price": Decimal(4),
        "price_excl_tax": Decimal(3),
        "drawing": "candle",
        "colour": "#8c2f1f",
        "ground": "#f3e2cf",
    }
    place = Category.objects.filter(shop=shop).first() or shelf(shop)
    return Product.objects.create(
        shop=shop, number=number, category=place, **usual | fields
    )


def account(shop: Shop, number: str = "57", **fields: Any) -> Account:
    usual: dict[str, Any] = {"email": f"c{number}@example.com", "registered_at": START}
    return Account.objects.create(shop=shop, number=number, **usual | fields)


def cart_line(shop: Shop, quantity: int = 1, times: int = 1) -> None:
    cart, product = DemoCart.objects.create(shop=shop, updated_at=START), article(shop)
    for _ in range(times):
        DemoCartLine.objects.create(cart=cart, product=product, quantity=quantity)


def two_carts(shop: Shop) -> None:
    owner = account(shop)
    for _ in range(2):
        DemoCart.objects.create(shop=shop, account=owner, updated_at=START)


def order(shop: Shop, number: str = "46", **fields: Any) -> Order:
    usual: dict[str, Any] = {
        "reference": f"R{number}",
        "email": "alice@example.com",
        "state": "paid",
        "placed_at": START,
        "updated_at": START,
        "total": Decimal(4),
    }
    return Order.objects.create(shop=shop, number=number, **usual | fields)


def order_line(shop: Shop, refunded: int = 0, times: int = 1) -> None:
    placed, product = order(shop), article(shop)
    for _ in range(times):
        OrderLine.objects.create(
            order=placed,
            product=product,
            name="Candle",
            quantity=1,
            unit_price=4,
            unit_price_excl_tax=3,
            refunded_quantity=refunded,
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
    "account_number_once": twice(account, email="other@example.com"),
    "account_email_once": twice(account, number="58", email="c57@example.com"),
    "account_email_is_lower_case": lambda shop: account(shop, email="A@example.com"),
    "shelf_number_once": twice(shelf, slug="other"),
    "shelf_slug_once": twice(shelf, number="c2"),
    "article_number_once": twice(article, slug="other"),
    "article_slug_once": twice(article, number="2", slug="a1"),
    "article_prices_positive": lambda shop: article(shop, price=0),
    "article_on_sale_costs_less": lambda shop: article(shop, was=Decimal(4)),
    "article_colours_are_colours": lambda shop: article(shop, colour="red"),
    "demo_cart_one_at_a_time": two_carts,
    "demo_cart_line_once": lambda shop: cart_line(shop, times=2),
    "demo_cart_line_has_some": lambda shop: cart_line(shop, quantity=0),
    "sale_number_once": twice(order, reference="OTHER"),
    "sale_reference_once": twice(order, number="47", reference="R46"),
    "sale_amounts_not_negative": lambda shop: order(shop, discount=Decimal("-0.01")),
    "sale_line_once": lambda shop: order_line(shop, times=2),
    "sale_line_refund_within_quantity": lambda shop: order_line(shop, refunded=2),
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
