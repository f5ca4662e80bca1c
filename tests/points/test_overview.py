"""Figures of many customers, orders and shops at once."""

from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from points.queries import overview as points_overview
from points.queries.overview import Outstanding
from programme.queries.shop_summaries import shop_summaries
from shop.models import Customer, Order, Shop
from tests.factories import CustomerFactory, day, make_shop
from tests.statements import adjust, convert, put_order, set_rules


def test_a_shop_owes_what_the_clock_has_left(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    adjust(alice, 8)
    set_rules(shop, on=1, pending_days=10, value=Decimal("0.25"))
    put_order(shop, "46", customer=bob, on=2, placed_at=day(2), paid_at=day(2))

    assert points_overview.outstanding([shop], day(2)) == {
        shop.pk: Outstanding(2, 12, Decimal("3.00"))
    }
    assert points_overview.outstanding([shop], day(101)) == {
        shop.pk: Outstanding(1, 4, Decimal("1.00"))
    }
    assert points_overview.outstanding([shop], day(200)) == {}


def test_each_shop_counts_for_itself(shop: Shop, alice: Customer) -> None:
    other = make_shop("other")
    theirs = CustomerFactory.create(shop=other)
    adjust(alice, 10)
    adjust(theirs, 3)
    convert(theirs)

    mine, yours = shop_summaries([shop, other], day(1))

    assert (mine.outstanding.points, mine.vouchers.count) == (10, 0)
    assert (yours.outstanding.points, yours.vouchers.count) == (0, 1)
    assert yours.vouchers.amount == Decimal("1.50")


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_the_overview_costs_the_same_however_many_shops(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    shops = [make_shop(f"shop-{number}") for number in range(rows)]

    with django_assert_num_queries(3):
        assert len(shop_summaries(shops, day(1))) == rows


@pytest.mark.usefixtures("bob")
def test_customers_come_with_what_they_can_spend(alice: Customer) -> None:
    adjust(alice, 8)
    adjust(alice, 3, on=10)

    def available(on: int) -> dict[str, int]:
        rows = points_overview.with_available(Customer.objects.all(), day(on))
        return {row.external_id: row.available for row in rows}

    assert available(on=10) == {"57": 11, "58": 0}
    assert available(on=105) == {"57": 3, "58": 0}


def test_orders_come_with_what_they_stand_at(shop: Shop, alice: Customer) -> None:
    put_order(shop, "1", customer=alice)
    put_order(shop, "2", customer=alice)
    put_order(shop, "2", customer=alice, on=1, state="cancelled")
    put_order(shop, "3")

    rows = points_overview.with_net_points(Order.objects.order_by("external_id"))

    assert [row.net_points for row in rows] == [4, 0, None]
