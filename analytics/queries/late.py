"""Who is late by their own rhythm: how long they usually wait for, shrunk to the shop's.

Waiting times are taken as exponential, each customer's rate as drawn from a gamma
distribution whose weight is one gap of the shop's own mean length. Of somebody with n
orders over T days the time within which four of five would have ordered again is
(mean + T) × (5 ^ (1 / n) − 1): short for who buys often, cautious for who bought once.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.days import local_day
from core.sql import Fragment, fetch
from shop.models import Shop

# So many times the time in which they were expected, and they are gone rather than late.
GONE = 3
# 1. Each customer's orders, purchases of one instant once; 2. the shop's mean gap, of who
# has bought twice; 3. by when each was to be expected.
_LATE = Fragment("""
    WITH bought AS (
        SELECT customer_id, count(DISTINCT placed_at) AS orders,
               min(placed_at) AS first, max(placed_at) AS latest
        FROM shop_order
        WHERE shop_id = %(shop)s AND counts AND customer_id IS NOT NULL
          AND placed_at <= %(now)s
        GROUP BY customer_id
    ), usual AS (
        SELECT sum(latest - first) / nullif(sum(orders - 1), 0) AS gap FROM bought
    ), awaited AS (
        SELECT bought.*, (usual.gap + latest - first) * (power(5, 1.0 / orders) - 1)
                   AS patience
        FROM bought, usual WHERE usual.gap > interval '0'
    ), late AS (
        SELECT customer_id, orders, latest, latest + patience AS expected
        FROM awaited JOIN shop_customer customer ON customer.id = customer_id
        WHERE latest + patience < %(now)s
          AND latest + patience * %(gone)s >= %(now)s
          AND NOT customer.guest AND customer.erased_at IS NULL
          AND customer.merged_into_id IS NULL
    )
    {answer}
""")
_COUNT = _LATE.fill(answer="SELECT count(*) FROM late")
_LIST = _LATE.fill(
    answer="""
    , spent AS (
        SELECT late.customer_id, sum(shop_order.total) AS spent
        FROM late JOIN shop_order USING (customer_id)
        WHERE shop_order.counts AND shop_order.placed_at > %(now)s - interval '1 year'
        GROUP BY late.customer_id
    )
    SELECT late.customer_id, customer.first_name, customer.last_name, customer.email,
           late.orders, late.latest, late.expected, coalesce(spent.spent, 0.00)
    FROM late
    JOIN shop_customer customer ON customer.id = late.customer_id
    LEFT JOIN spent ON spent.customer_id = late.customer_id
    ORDER BY 8 DESC, late.customer_id LIMIT %(count)s
    """
)


@dataclass(frozen=True, slots=True)
class LateCustomer:
    """``expected`` is the day by which four of five like them would have ordered again;
    ``spent`` the totals of their orders of the last twelve months.
    """

    customer: int
    first_name: str
    last_name: str
    email: str
    orders: int
    latest: date
    expected: date
    spent: Decimal

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email


def late_count(shop: Shop, now: datetime) -> int:
    """Queries: 1."""
    [[count]] = fetch(_COUNT.given(shop=shop.pk, now=now, gone=GONE))
    return int(count)


def late_customers(shop: Shop, now: datetime, *, count: int = 12) -> list[LateCustomer]:
    """Those who have spent most first. Queries: 1."""
    rows = fetch(_LIST.given(shop=shop.pk, now=now, gone=GONE, count=count))
    return [
        LateCustomer(
            customer,
            first,
            last,
            email,
            orders,
            local_day(latest, shop.zone),
            local_day(expected, shop.zone),
            spent,
        )
        for customer, first, last, email, orders, latest, expected, spent in rows
    ]
