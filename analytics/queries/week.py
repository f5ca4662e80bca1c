"""Monday’s questions: what was sold, what the programme cost, what is owed.

Sales are of the orders placed in a period that count, as they stand now; the books are
those of the instant they are asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from analytics.queries.flows import card_flows, points_flows, voucher_flows
from analytics.queries.late import late_count
from analytics.rules import owed as rules
from core.days import local_day
from core.money import ZERO
from core.periods import Period
from core.sql import Fragment, fetch
from earning.queries.versions import rules_at
from shop.models import Shop
from vouchers.queries.turnover import KEPT


@dataclass(frozen=True, slots=True, kw_only=True)
class Sales:
    """Of one period. ``turnover`` is what was paid for goods and kept; ``returning`` of the
    ``buyers`` had bought before the period. Vouchers, offers and the discounts of tiers and
    groups are what they took off the goods.
    """

    orders: int = 0
    turnover: Decimal = ZERO
    buyers: int = 0
    returning: int = 0
    vouchers: Decimal = ZERO
    offers: Decimal = ZERO
    groups: Decimal = ZERO

    @property
    def cost(self) -> Decimal:
        return self.vouchers + self.offers + self.groups

    @property
    def cost_percent(self) -> Decimal | None:
        """Of the turnover, to two decimals; None without any."""
        return _percent(self.cost, self.turnover)

    @property
    def returning_percent(self) -> Decimal | None:
        return _percent(Decimal(self.returning), Decimal(self.buyers))

    @property
    def mean_order(self) -> Decimal | None:
        return round(self.turnover / self.orders, 2) if self.orders else None


def _percent(part: Decimal, whole: Decimal) -> Decimal | None:
    return round(100 * part / whole, 2) if whole else None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedValue:
    """At face value, and at an instant."""

    points: int
    points_value: Decimal
    vouchers: Decimal
    cards: Decimal

    @property
    def total(self) -> Decimal:
        return self.points_value + self.vouchers + self.cards


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """``compared`` are the sales of the other period; ``owed_before`` is what was owed when
    the period began. ``late`` customers have not ordered though by their own rhythm they
    should have.
    """

    period: Period
    sales: Sales
    compared: Sales
    owed: OwedValue
    owed_before: OwedValue
    late: int

    @property
    def owed_since(self) -> Decimal:
        """What has come to what is owed since the period began; negative where it fell."""
        return self.owed.total - self.owed_before.total


def week(shop: Shop, period: Period, compared: Period, now: datetime) -> Week:
    """Queries: 10, however many orders."""
    told, others = sales(shop, [period, compared])
    first, _end = period.bounds(shop.zone)
    return Week(
        period=period,
        sales=told,
        compared=others,
        owed=owed_at(shop, now),
        owed_before=owed_at(shop, first),
        late=late_count(shop, now),
    )


def owed_at(shop: Shop, instant: datetime) -> OwedValue:
    """What had not ended at the latest midnight, as the books were at the instant.

    Queries: 4.
    """
    day: date = local_day(instant, shop.zone) - timedelta(days=1)
    points = rules.owed(points_flows(shop, instant), day)
    return OwedValue(
        points=int(points),
        points_value=rules.worth_of(points, rules_at(shop, instant).value),
        vouchers=rules.owed(voucher_flows(shop, instant), day),
        cards=rules.owed(card_flows(shop, instant), day),
    )


# 1. The orders of each period; a period may overlap another; 2. whom each is of: a
# customer, else an address, else nobody but itself; 3. who of them had bought before;
# 4. what our own benefits took off their goods: of what is known of each line, what neither
# vouchers nor offers have is the discount of a tier or group.
_SALES = Fragment("""
    WITH asked AS (
        SELECT * FROM unnest(%(firsts)s::timestamptz[], %(ends)s::timestamptz[])
                 WITH ORDINALITY AS period (first, until, number)
    ), sold AS (
        SELECT asked.number, asked.first, shop_order.id, shop_order.customer_id,
               shop_order.address_key
        FROM asked
        JOIN shop_order ON shop_order.shop_id = %(shop)s AND shop_order.counts
         AND shop_order.placed_at >= asked.first AND shop_order.placed_at < asked.until
    ), kept AS ({kept}),
    known AS (
        SELECT order_id, sum(known_discount) AS amount FROM shop_orderline
        WHERE order_id IN (SELECT id FROM sold) GROUP BY order_id
    ), voucher AS (
        SELECT order_id, sum(amount) AS amount FROM vouchers_voucheruse
        WHERE order_id IN (SELECT id FROM sold) GROUP BY order_id
    ), offer AS (
        SELECT order_id, sum(amount) AS amount FROM vouchers_offeruse
        WHERE order_id IN (SELECT id FROM sold) GROUP BY order_id
    ), buyer AS (
        SELECT number, min(first) AS first, customer_id,
               CASE WHEN customer_id IS NULL THEN address_key END AS address_key
        FROM sold WHERE customer_id IS NOT NULL OR address_key <> ''
        GROUP BY number, customer_id,
                 CASE WHEN customer_id IS NULL THEN address_key END
    ), bought AS (
        SELECT buyer.number, count(*) AS buyers,
               count(*) FILTER (WHERE EXISTS (
                   SELECT FROM shop_order earlier
                   WHERE earlier.customer_id = buyer.customer_id AND earlier.counts
                     AND earlier.placed_at < buyer.first
               ) OR buyer.customer_id IS NULL AND EXISTS (
                   SELECT FROM shop_order earlier
                   WHERE earlier.shop_id = %(shop)s AND earlier.counts
                     AND earlier.address_key = buyer.address_key
                     AND earlier.address_key <> '' AND earlier.placed_at < buyer.first
               )) AS returning_buyers
        FROM buyer GROUP BY buyer.number
    )
    SELECT asked.number, count(sold.id), coalesce(sum(kept.amount), 0.00),
           coalesce(min(bought.buyers), 0), coalesce(min(bought.returning_buyers), 0),
           coalesce(sum(voucher.amount), 0.00), coalesce(sum(offer.amount), 0.00),
           coalesce(sum(greatest(
               known.amount - coalesce(voucher.amount, 0) - coalesce(offer.amount, 0), 0
           )), 0.00)
    FROM asked
    LEFT JOIN sold USING (number)
    LEFT JOIN kept ON kept.order_id = sold.id
    LEFT JOIN known ON known.order_id = sold.id
    LEFT JOIN voucher ON voucher.order_id = sold.id
    LEFT JOIN offer ON offer.order_id = sold.id
    LEFT JOIN bought ON bought.number = asked.number
    GROUP BY asked.number ORDER BY asked.number
""").fill(kept=KEPT.fill(orders="SELECT id FROM sold"))


def sales(shop: Shop, periods: Sequence[Period]) -> list[Sales]:
    """Of each period, in their order: for the eight weeks before, too. Queries: 1."""
    bounds = [period.bounds(shop.zone) for period in periods]
    rows = fetch(
        _SALES.given(
            shop=shop.pk,
            firsts=[first for first, _end in bounds],
            ends=[end for _first, end in bounds],
        )
    )
    return [_sales(*row[1:]) for row in rows]


def _sales(  # noqa: PLR0917 -- the columns of the statement
    orders: int,
    turnover: Decimal,
    buyers: int,
    returning: int,
    vouchers: Decimal,
    offers: Decimal,
    groups: Decimal,
) -> Sales:
    return Sales(
        orders=orders,
        turnover=turnover,
        buyers=buyers,
        returning=returning,
        vouchers=vouchers,
        offers=offers,
        groups=groups,
    )
