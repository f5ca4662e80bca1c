"""What a line was: read when it is written, or when product and category are stated."""

from collections.abc import Callable
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from earning.models import BonusTerms
from programme import actions as programme
from programme.actions import receiving
from shop.models import Category, Customer, OrderLine, Product, Shop
from shop.queries import orders_awaiting_products
from shop.rules.facts import CategoryFact, ProductFact
from tests.factories import day, line, order_fact
from tests.statements import assert_honest, points_of, put_order, set_rules


def put_product(
    shop: Shop, external_id: str, *shelves: str, on: float = 0, **said: Any
) -> None:
    programme.receive_product(
        shop=shop,
        external_id=external_id,
        fact=ProductFact(updated_at=day(on), categories=shelves, **said),
        author="api:1",
        now=day(on),
    )


def put_category(
    shop: Shop, external_id: str, parent: str | None = None, *, on: float = 0
) -> None:
    programme.receive_category(
        shop=shop,
        external_id=external_id,
        fact=CategoryFact(updated_at=day(on), name=external_id, parent=parent),
        author="api:1",
        now=day(on),
    )


def shelf(shop: Shop, external_id: str) -> int:
    row, _ = Category.objects.get_or_create(shop=shop, external_id=external_id)
    return row.pk


def only_tea(shop: Shop) -> None:
    set_rules(shop, ratio=Decimal(1), earn_categories=[shelf(shop, "tea")])


def resolved(order: str = "46") -> dict[str, tuple[bool, set[str], bool]]:
    """By line: whether it is resolved, its categories, and whether a gift card."""
    names = dict(Category.objects.values_list("pk", "external_id"))
    return {
        each.external_id: (
            each.product_resolved,
            {names[key] for key in each.categories},
            each.gift_card,
        )
        for each in OrderLine.objects.filter(order__external_id=order)
    }


def test_a_line_keeps_its_products_categories_and_all_above_them(
    shop: Shop, alice: Customer
) -> None:
    put_category(shop, "tea")
    put_category(shop, "green", "tea")
    put_product(shop, "p1", "green", "gifts")
    put_product(shop, "p2", gift_card=True)

    put_order(shop, "46", line(1), line(2), line(3), customer=alice)

    assert resolved() == {
        "1": (True, {"green", "tea", "gifts"}, False),
        "2": (True, set(), True),
        "3": (False, set(), False),
    }


FACTS: dict[str, Callable[[Shop, int], object]] = {
    "tea": lambda shop, on: put_category(shop, "tea", on=on),
    "green": lambda shop, on: put_category(shop, "green", "tea", on=on),
    "product": lambda shop, on: put_product(shop, "p1", "green", on=on),
    "order": lambda shop, on: put_order(
        shop, "46", line(1, "10.00"), line(2, "5.00"), customer=_alice(shop), on=on
    ),
}


def _alice(shop: Shop) -> Customer:
    return Customer.objects.get(shop=shop, external_id="57")


@pytest.mark.parametrize("order", [*permutations(FACTS)], ids="-".join)
def test_in_whatever_order_facts_arrive_the_points_are_the_same(
    shop: Shop, alice: Customer, order: tuple[str, ...]
) -> None:
    only_tea(shop)

    for on, name in enumerate(order):
        FACTS[name](shop, on)

    assert resolved()["1"] == (True, {"green", "tea"}, False)
    assert points_of(alice, on=9) == (10, 0, 0)
    assert_honest()


def test_a_gift_card_stated_late_takes_its_points_back(shop: Shop, alice: Customer) -> None:
    put_order(shop, "46", line(1, "10.00"), line(2, "30.00"), customer=alice)
    assert points_of(alice) == (4, 0, 0)

    put_product(shop, "p2", gift_card=True, on=1)

    assert points_of(alice, on=1) == (1, 0, 0)


def test_a_product_moved_later_changes_no_old_order(shop: Shop, alice: Customer) -> None:
    only_tea(shop)
    put_product(shop, "p1", "tea")
    put_order(shop, "46", customer=alice)

    put_category(shop, "tea", "drinks", on=1)
    put_product(shop, "p1", "coffee", gift_card=True, on=1)
    put_category(shop, "tea", "food", on=2)
    put_order(shop, "46", line(1, "40.00"), line(3), customer=alice, on=3)
    put_order(shop, "47", customer=alice, on=3)

    assert resolved()["1"] == (True, {"tea", "drinks"}, False)
    assert resolved("47")["1"] == (True, {"coffee"}, True)
    assert points_of(alice, on=3) == (40, 0, 0)
    assert_honest()


def test_another_product_on_a_line_is_read_anew(shop: Shop, alice: Customer) -> None:
    put_product(shop, "p1", "tea")
    put_product(shop, "p2", "coffee")
    put_order(shop, "46", customer=alice)

    put_order(shop, "46", line(1, product="p2"), customer=alice, on=1)

    assert resolved() == {"1": (True, {"coffee"}, False)}


def test_a_bonus_needs_no_more_than_the_products_id(shop: Shop, alice: Customer) -> None:
    product = Product.objects.create(shop=shop, external_id="p1")
    rule = BonusTerms(priority=1, name="P1", kind="points", points=7, products=[product.pk])
    set_rules(shop, bonuses=[rule])

    put_order(shop, "46", customer=alice)

    assert points_of(alice) == (11, 0, 0)


def resolved_by_night() -> int:
    return sum(orders for step, orders in programme.night(now=day(2)) if step == "resolve")


def test_many_orders_that_wait_are_left_to_the_night(
    shop: Shop, alice: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "FEW", 2)
    only_tea(shop)
    for number in range(3):
        put_order(shop, f"{number}", line(1, "10.00"), customer=alice)

    put_product(shop, "p1", "tea", on=1)
    assert points_of(alice, on=1) == (0, 0, 0)
    assert orders_awaiting_products(shop).count() == 3
    assert_honest()

    assert resolved_by_night() == 3
    assert points_of(alice, on=2) == (30, 0, 0)
    assert resolved_by_night() == 0
    assert_honest()


def test_imported_lines_are_resolved_too(shop: Shop, alice: Customer) -> None:
    only_tea(shop)
    put_product(shop, "p1", "tea")

    list(
        programme.import_orders(
            shop=shop,
            orders=[("46", order_fact(line(1, "10.00"), line(2), customer=alice))],
            author="staff:1",
            now=day(1),
        )
    )

    assert resolved() == {"1": (True, {"tea"}, False), "2": (False, set(), False)}
    assert points_of(alice, on=1) == (10, 0, 0)
    assert_honest()


def cost(shop: Shop, order: str, alice: Customer, *products: str) -> tuple[int, int]:
    """Queries of an order of these products, and of its change."""
    costs = []
    for on in (0, 1):
        lines = [
            line(number, product=product, refunded_quantity=on)
            for number, product in enumerate(products)
        ]
        with CaptureQueriesContext(connection) as queries:
            put_order(shop, order, *lines, customer=alice, on=on)
        costs.append(len(queries))
    return costs[0], costs[1]


def test_resolving_lines_costs_no_query(shop: Shop, alice: Customer) -> None:
    put_order(shop, "45", line(1, product="unknown"), customer=alice)
    for number in range(3):
        put_product(shop, f"p{number}", "tea")

    unknown = cost(shop, "46", alice, "unknown")

    assert cost(shop, "47", alice, "p1") == unknown
    assert cost(shop, "48", alice, "p0", "p1", "p2") == unknown
