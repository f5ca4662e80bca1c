"""Statements that mention each other's unknowns, at the same moment: none waits in vain."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import transaction

from shop import actions as shops
from shop.models import Cart, Category, Customer, Order, Product, Shop
from shop.rules.facts import (
    CartFact,
    CartLineFact,
    CategoryFact,
    CustomerFact,
    OrderFact,
    ProductFact,
)
from tests.connections import at_once, others
from tests.factories import START, day, line

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = range(4)


def cart(shop: Shop, number: int) -> Callable[[], object]:
    fact = CartFact(
        updated_at=day(0),
        customer=f"c{number}",
        order=f"o{number}",
        lines=tuple(
            CartLineFact(
                id=each, product=f"{each}{number}", quantity=1, unit_price=Decimal(1)
            )
            for each in "ba"
        ),
    )
    return lambda: shops.state_cart(shop=shop, external_id=f"k{number}", fact=fact)


def order(shop: Shop, number: int) -> Callable[[], object]:
    fact = OrderFact(
        updated_at=day(0),
        state="paid",
        currency="EUR",
        placed_at=START,
        customer=f"c{number}",
        cart=f"k{number}",
        lines=tuple(line(n, product=f"{each}{number}") for n, each in enumerate("ab")),
    )

    def state() -> None:
        with transaction.atomic():
            shops.state_order(shop=shop, external_id=f"o{number}", fact=fact, gives=True)

    return state


def test_a_cart_and_its_order(shop: Shop) -> None:
    for number in ROUNDS:
        both = [cart(shop, number), order(shop, number)]

        at_once(*both, *both)

        stated = Order.objects.get(external_id=f"o{number}")
        assert (stated.state, stated.lines.count()) == ("paid", 2)
        row = Cart.objects.get(external_id=f"k{number}")
        assert (row.order, stated.cart, row.lines.count()) == (stated, row, 2)
    assert Customer.objects.count() == len(ROUNDS)
    assert Product.objects.count() == 2 * len(ROUNDS)


def test_a_cart_and_its_order_that_are_both_held_up_by_a_product(shop: Shop) -> None:
    Customer.objects.create(shop=shop, external_id="c9")

    with others() as rest:
        with transaction.atomic():
            Product.objects.create(shop=shop, external_id="a9")
            both = [rest.wait_to(order(shop, 9)), rest.wait_to(cart(shop, 9))]
        for each in both:
            each.result()

    assert (Order.objects.count(), Cart.objects.count()) == (1, 1)


def shelf(shop: Shop, name: str, parent: str) -> Callable[[], object]:
    fact = CategoryFact(updated_at=day(0), parent=parent)
    return lambda: shops.state_category(shop=shop, external_id=name, fact=fact)


def bowl(shop: Shop, name: str, *shelves: str) -> Callable[[], object]:
    fact = ProductFact(updated_at=day(0), categories=shelves)
    return lambda: shops.state_product(shop=shop, external_id=name, fact=fact)


def test_shelves_and_a_product_on_them(shop: Shop) -> None:
    for number in ROUNDS:
        a, b, c = (f"{name}{number}" for name in "abc")

        at_once(shelf(shop, a, b), shelf(shop, b, c), bowl(shop, f"{number}", a, b, c))

        assert Product.objects.get(external_id=f"{number}").categories.count() == 3
    assert Category.objects.count() == 3 * len(ROUNDS)


def test_customers_of_a_group_nobody_has_stated(shop: Shop) -> None:
    def customer(number: int) -> Callable[[], object]:
        fact = CustomerFact(updated_at=day(0), group="g")
        return lambda: shops.state_customer(shop=shop, external_id=f"{number}", fact=fact)

    at_once(*(customer(number % 3) for number in range(6)))

    groups = Customer.objects.values_list("external_id", "shop_group__external_id")
    assert sorted(groups) == [("0", "g"), ("1", "g"), ("2", "g")]
