"""A segment's conditions as one condition of SQL on a row of ``shop_customer``.

What is asked of his orders is asked by an index on them, customer by customer, in one pass:
for a few candidates that is little, and for all customers it is one nested loop.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from segments.rules import Criteria
from shop.queries import IDS_OF_CUSTOMER

# An order that counts: it has qualified, and was not called off since.
STANDS = """(
    shop_order.qualified_at IS NOT NULL
    AND shop_order.state NOT IN ('cancelled', 'refunded', 'payment_error')
)"""


@dataclass(frozen=True, slots=True)
class Condition:
    """True of the members among the rows named ``customer``; ``values`` go beside it."""

    sql: str
    values: dict[str, Any]


# What is asked of the orders, by the criterion that asks it.
_OF_ORDERS = {
    "min_orders": "count(*) FILTER ({counts}) >= {value}",
    "max_orders": "count(*) FILTER ({counts}) <= {value}",
    "min_spend": "coalesce(sum(net.amount) FILTER ({counts}), 0) >= {value}",
    "max_spend": "coalesce(sum(net.amount) FILTER ({counts}), 0) <= {value}",
    "quiet_days": "max(shop_order.placed_at) <= {now} - make_interval(days => {value})",
    "active_days": "max(shop_order.placed_at) >= {now} - make_interval(days => {value})",
    "gap_factor": """(
        count(*) >= 3
        AND {now} - max(shop_order.placed_at)
            >= {value} * (max(shop_order.placed_at) - min(shop_order.placed_at))
               / (count(*) - 1)
    )""",
    "categories": "coalesce(bool_or(bought.one) FILTER ({counts}), false)",
}
# What is asked of the customer himself.
_OF_CUSTOMER = {
    "groups": """(
        customer.shop_group_id = ANY({value}) OR customer.tier_group_id = ANY({value})
    )""",
    "languages": """
        coalesce(nullif(customer.language, ''),
                 (SELECT language FROM shop_shop WHERE id = customer.shop_id))
        = ANY({value})
    """,
    "registered_from": "(customer.registered_at AT TIME ZONE {zone})::date >= {value}",
    "registered_until": "(customer.registered_at AT TIME ZONE {zone})::date <= {value}",
    # The latest word counts, whichever of a person's ids it was said under.
    "consent": f"""
        coalesce((
            SELECT word.given FROM mailing_consent word
            WHERE word.customer_id = ANY({IDS_OF_CUSTOMER}) AND word.category = 'offers'
            ORDER BY word.recorded_at DESC, word.id DESC LIMIT 1
        ), false) = {{value}}
    """,  # noqa: S608 -- our own text
}
_ZONE = "(SELECT timezone FROM shop_shop WHERE id = customer.shop_id)"
# Paid for the goods of an order and kept, to the cent for each line that came back.
_NET = """
    CROSS JOIN LATERAL (
        SELECT greatest(0, goods.total - shop_order.discount
                           - shop_order.refunded_amount - goods.refunded) AS amount
        FROM (
            SELECT sum(line.total) AS total, sum(line.refund) AS refunded
            FROM (
                SELECT cost.total,
                       CASE WHEN each.refunded_amount > 0 THEN each.refunded_amount
                            WHEN each.refunded_quantity = 0 THEN 0
                            ELSE round((cost.total - shop_order.discount * cost.total
                                        / nullif(sum(cost.total) OVER (), 0))
                                       * each.refunded_quantity / each.quantity, 2)
                       END AS refund
                FROM shop_orderline each
                CROSS JOIN LATERAL (
                    SELECT round(each.quantity * each.unit_price, 2) AS total
                ) cost
                WHERE each.order_id = shop_order.id
            ) line
        ) goods
    ) net
"""
_BOUGHT = """
    CROSS JOIN LATERAL (
        SELECT EXISTS (
            SELECT 1 FROM shop_orderline line
            WHERE line.order_id = shop_order.id AND line.categories && {categories}
              AND line.quantity > line.refunded_quantity
        ) AS one
    ) bought
"""


def membership(criteria: Criteria, now: datetime, *, name: str = "segment") -> Condition:
    """``name`` begins the names of the values: several fit into one statement."""
    values = {
        f"{name}_{field.name}": _value(getattr(criteria, field.name))
        for field in fields(criteria)
    }
    values[f"{name}_now"] = now
    said = [
        f"customer.shop_id = %({name}_shop)s",
        "customer.erased_at IS NULL",
        "customer.merged_into_id IS NULL",
        *_said(criteria, name),
    ]
    if not criteria.guests:
        said.append("NOT customer.guest")
    if criteria.period_days:
        values[f"{name}_since"] = now - timedelta(days=criteria.period_days)
    return Condition(" AND ".join(said), values)


def _value(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _said(criteria: Criteria, name: str) -> Iterator[str]:
    for field, condition in _OF_CUSTOMER.items():
        if getattr(criteria, field) not in {None, ()}:
            yield condition.format(value=f"%({name}_{field})s", zone=_ZONE)
    asked = [field for field in _OF_ORDERS if getattr(criteria, field) not in {None, ()}]
    if asked:
        yield _of_orders(criteria, asked, name)


def _of_orders(criteria: Criteria, asked: list[str], name: str) -> str:
    counts = (
        f"WHERE shop_order.placed_at >= %({name}_since)s"
        if criteria.period_days
        else "WHERE true"
    )
    conditions = " AND ".join(
        _OF_ORDERS[field].format(
            counts=counts, value=f"%({name}_{field})s", now=f"%({name}_now)s::timestamptz"
        )
        for field in asked
    )
    spend = _NET if {"min_spend", "max_spend"} & {*asked} else ""
    bought = _BOUGHT.format(categories=f"%({name}_categories)s::bigint[]")
    return f"""(
        SELECT {conditions}
        FROM shop_order
        {spend}
        {bought if "categories" in asked else ""}
        WHERE shop_order.customer_id = customer.id AND {STANDS}
          AND shop_order.placed_at <= %({name}_now)s
    )"""  # noqa: S608 -- our own text; values are passed beside it
