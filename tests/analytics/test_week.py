"""Monday’s figures: sales of two periods, the cost, what is owed, who is late."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analytics.queries.late import late_count, late_customers
from analytics.queries.week import Sales, owed_at, sales, week
from core.periods import Period
from shop.models import Customer, Shop
from tests.factories import day, line
from tests.statements import convert, put_order, set_rules

WEEK = Period(first=date(2026, 5, 11), last=date(2026, 5, 17))
BEFORE = Period(first=date(2026, 5, 4), last=date(2026, 5, 10))


def buy(shop: Shop, number: str, who: Customer | None, on: float, **fields: Any) -> None:
    put_order(
        shop, number, customer=who, on=on, placed_at=day(on), paid_at=day(on), **fields
    )


def test_sales_count_orders_turnover_and_who_came_back(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    buy(shop, "O1", alice, 4)
    buy(shop, "O2", alice, 11)
    buy(shop, "O3", bob, 12)
    buy(shop, "O4", None, 5, email="zoe@example.com")
    buy(shop, "O5", None, 13, email="Zoe@example.com")
    put_order(shop, "O6", customer=bob, on=14, placed_at=day(14), state="cancelled")

    told, before = sales(shop, [WEEK, BEFORE])

    assert (told.orders, told.turnover) == (3, Decimal("120.00"))
    assert (told.buyers, told.returning) == (3, 2)
    assert told.returning_percent == Decimal("66.67")
    assert (before.orders, before.returning) == (2, 0)


def test_what_was_refunded_is_no_turnover(shop: Shop, alice: Customer) -> None:
    buy(shop, "O1", alice, 11)
    put_order(
        shop,
        "O1",
        line(1, "40.00", refunded_amount=Decimal(15)),
        customer=alice,
        on=12,
        placed_at=day(11),
        paid_at=day(11),
    )

    assert sales(shop, [WEEK])[0].turnover == Decimal("25.00")


def test_the_programme_costs_what_its_vouchers_took_off(
    shop: Shop, alice: Customer
) -> None:
    set_rules(shop, ratio=Decimal(1), value=Decimal("0.10"))
    buy(shop, "O1", alice, 4)
    voucher = convert(alice, 40, on=5)
    buy(shop, "O2", alice, 12, vouchers=(voucher.code,), discount=Decimal(4))

    told = week(shop, WEEK, BEFORE, day(13))

    assert told.sales.vouchers == Decimal("4.00")
    assert told.sales.cost == Decimal("4.00")
    # 4 € of the 36 € that were paid.
    assert told.sales.cost_percent == Decimal("11.11")
    assert told.compared.cost == 0


def test_what_is_owed_now_and_since_the_period_began(shop: Shop, alice: Customer) -> None:
    set_rules(shop, ratio=Decimal(1), value=Decimal("0.10"))
    buy(shop, "O1", alice, 4)
    convert(alice, 10, on=5)
    buy(shop, "O2", alice, 12)

    told = week(shop, WEEK, BEFORE, day(13))

    assert told.owed == owed_at(shop, day(13))
    assert told.owed.points == 70
    assert told.owed.total == Decimal("8.00")
    assert told.owed_before.total == Decimal("4.00")
    assert told.owed_since == Decimal("4.00")


def test_a_week_without_anything_has_no_shares(shop: Shop) -> None:
    told = week(shop, WEEK, BEFORE, day(13))

    assert told.sales == Sales()
    assert told.sales.cost_percent is None
    assert told.owed.total == 0


@pytest.mark.parametrize("orders", [1, 4])
def test_a_week_takes_ten_queries_however_much_was_sold(
    shop: Shop, alice: Customer, orders: int
) -> None:
    for number in range(orders):
        buy(shop, f"O{number}", alice, 11 + number)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        week(shop, WEEK, BEFORE, day(20))

    assert len(queries) == 10


def test_who_is_late_by_their_own_rhythm_is_listed_by_what_they_spend(
    shop: Shop, alice: Customer, bob: Customer
) -> None:
    """Alice buys every ten days, Bob every forty: after sixty days only Alice is late."""
    for number in range(5):
        buy(shop, f"A{number}", alice, 10 * number, total=Decimal(40))
    for number in range(2):
        buy(shop, f"B{number}", bob, 40 * number, total=Decimal(40))

    [found] = late_customers(shop, day(75))

    assert late_count(shop, day(75)) == 1
    assert found.customer == alice.pk
    assert found.orders == 5
    assert found.latest == date(2026, 6, 10)
    # (16 days of the shop's + 40 of her own) × (5 ^ (1/5) − 1) = 21.3 days after.
    assert found.expected == date(2026, 7, 1)
    assert found.spent == Decimal("200.00")


def test_nobody_is_late_where_nobody_came_twice(shop: Shop, alice: Customer) -> None:
    buy(shop, "O1", alice, 0)

    assert late_count(shop, day(300)) == 0
