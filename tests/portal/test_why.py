"""« Pourquoi ce nombre ? »: an order's points, step by step. In English here."""

from collections.abc import Callable
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from points.queries import calculation as points_calculation_queries
from shop.models import Customer, Order, Shop
from tests.factories import GroupFactory, day, line
from tests.portal.test_account import read
from tests.statements import put_order, set_rules

WHY = "/boutique/compte/points/commande/46/"

type Visit = Callable[[Customer], Client]


def test_the_steps_lead_from_the_lines_to_the_points(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    put_order(
        shop,
        "46",
        line(1, "30.00", name="Vase"),
        line(2, "25.00", name="Bowl", quantity=2, refunded_quantity=1),
        discount=Decimal(8),
        customer=alice,
    )

    page = read(visit(alice), WHY)

    assert "1 × Vase €30.00 €3.00 €0.00 €27.00" in page
    assert "2 × Bowl €50.00 €5.00 €22.50 €22.50" in page
    assert "What counts: €49.50 with tax." in page
    assert "€49.50 ÷ €10.00 = 4.95, which is 4 blocks." in page
    assert "4 × 1 point = 4 points." in page
    assert "So this order gives 4 points." in page
    assert "By version 1 of the conditions, in force from 1 May 2026." in page


def test_the_multiplier_the_cap_and_lines_that_earn_nothing_are_explained(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    set_rules(shop, order_ceiling=5, earn_on_sale=False)
    alice.shop_group = GroupFactory.create(shop=shop, points_multiplier=Decimal("1.5"))
    alice.save()
    put_order(
        shop,
        "46",
        line(1, "50.00", name="Vase"),
        line(2, "9.00", name="Candle", on_sale=True),
        customer=alice,
    )

    page = read(visit(alice), WHY)

    assert "1 × Candle Discounted products earn no points." in page
    assert "5 × 1 point × 1.5 (your group) = 7.5, which is 7 points." in page
    assert "An order gives at most 5 points." in page
    assert "So this order gives 5 points." in page


def test_a_cancelled_order_says_that_it_is_why(
    shop: Shop, alice: Customer, visit: Visit
) -> None:
    put_order(shop, "46", customer=alice)
    put_order(shop, "46", customer=alice, state="cancelled", on=1)

    page = read(visit(alice), WHY)

    assert "An order that is “Cancelled” gives no points." in page
    assert "So this order gives 0 points." in page


def test_the_explanation_equals_the_ledger(shop: Shop, alice: Customer) -> None:
    for number in range(1, 9):
        put_order(
            shop,
            f"{number}",
            line(1, f"{number * 7}.90", quantity=number, refunded_quantity=number // 2),
            discount=Decimal(number),
            customer=alice,
        )

    for order in Order.objects.all():
        found = points_calculation_queries.points_calculation(order)
        assert found
        assert found.points == found.net


@pytest.mark.parametrize("lines", [1, 3])
def test_the_explanation_costs_the_same_whatever_the_order(
    shop: Shop, alice: Customer, visit: Visit, lines: int
) -> None:
    put_order(
        shop, "46", *(line(number, "10.00") for number in range(lines)), customer=alice
    )
    visitor = visit(alice)

    with (
        time_machine.travel(day(1), tick=False),
        CaptureQueriesContext(connection) as asked,
    ):
        assert visitor.get(WHY).status_code == 200

    assert len(asked) == 7


def test_the_explanation_of_another_customers_order_is_not_found(
    shop: Shop, alice: Customer, bob: Customer, visit: Visit
) -> None:
    put_order(shop, "46", customer=alice)

    assert visit(bob).get(WHY).status_code == 404
