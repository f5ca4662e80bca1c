"""A segment's conditions as one condition of SQL on a row of ``shop_customer``.

Orders are looked up by their index, customer by customer, in one pass: for a few candidates
that is little, and for all customers it is one nested loop.
"""

from dataclasses import fields
from datetime import datetime, timedelta

from core.sql import Fragment, joined
from segments.rules import Criteria
from shop.fragments import IDS_OF_CUSTOMER, PURCHASE

# Conditions on all orders of a customer, by the criterion that asks for them. ``of_period``
# is the FILTER for orders of the last ``period_days``.
_OF_ORDERS = {
    # The parts of one purchase are one order.
    "min_orders": "count(DISTINCT {purchase}) FILTER ({of_period}) >= {value}",
    "max_orders": "count(DISTINCT {purchase}) FILTER ({of_period}) <= {value}",
    "min_spend": "coalesce(sum(net.amount) FILTER ({of_period}), 0) >= {value}",
    "max_spend": "coalesce(sum(net.amount) FILTER ({of_period}), 0) <= {value}",
    "quiet_days": "max(shop_order.placed_at) <= {now} - make_interval(days => {value})",
    "active_days": "max(shop_order.placed_at) >= {now} - make_interval(days => {value})",
    # With two gaps or more between orders, their average is the customer's usual one.
    "gap_factor": """(
        count(DISTINCT {purchase}) >= 3
        AND {now} - max(shop_order.placed_at)
            >= {value} * (max(shop_order.placed_at) - min(shop_order.placed_at))
               / (count(DISTINCT {purchase}) - 1)
    )""",
    "categories": "coalesce(bool_or(bought.one) FILTER ({of_period}), false)",
}
_ZONE = "(SELECT timezone FROM shop_shop WHERE id = customer.shop_id)"
# Conditions on the customer.
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
    # The latest consent or refusal counts, under whichever of a person's ids it was given.
    "consent": """
        coalesce((
            SELECT word.given FROM mailing_consent word
            WHERE word.customer_id = ANY({ids}) AND word.category = 'offers'
            ORDER BY word.recorded_at DESC, word.id DESC LIMIT 1
        ), false) = {value}
    """,
}
# Paid for the goods of an order and kept, to the cent for each line that came back.
_NET = """
    CROSS JOIN LATERAL (
        SELECT greatest(0, sum(line.paid - CASE
                   WHEN line.refunded_amount > 0 THEN line.refunded_amount
                   WHEN line.refunded_quantity = 0 THEN 0
                   ELSE round(line.paid * line.refunded_quantity / line.quantity, 2)
               END) - shop_order.refunded_amount) AS amount
        FROM (
            SELECT part.quantity, part.refunded_quantity, part.refunded_amount,
                   -- Lines that name their discount are believed, our own are known of the
                   -- others, which share the rest.
                   part.total - part.named - part.open * coalesce(
                       least(1, greatest(0, shop_order.discount - sum(part.named) OVER ())
                                / nullif(sum(part.open) OVER (), 0)), 0) AS paid
            FROM (
                SELECT each.*, cost.total,
                       least(coalesce(each.discount, each.known_discount), cost.total)
                           AS named,
                       CASE WHEN each.discount IS NULL
                            THEN greatest(cost.total - each.known_discount, 0)
                            ELSE 0 END AS open
                FROM shop_orderline each
                CROSS JOIN LATERAL (
                    SELECT round(each.quantity * each.unit_price, 2) AS total
                ) cost
                WHERE each.order_id = shop_order.id
            ) part
        ) line
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


def membership(criteria: Criteria, now: datetime, *, name: str = "segment") -> Fragment:
    """A condition, true of the members among the rows named ``customer``.

    ``name`` begins the names of its values: several conditions fit into one statement.
    """
    values = {}
    for field in fields(criteria):
        value = getattr(criteria, field.name)
        # The driver writes lists as arrays, tuples not.
        values[f"{name}_{field.name}"] = [*value] if isinstance(value, tuple) else value
    values[f"{name}_now"] = now
    if criteria.period_days:
        values[f"{name}_since"] = now - timedelta(days=criteria.period_days)
    # Erased and merged ids are in no segment, whatever it asks for.
    conditions = [
        Fragment(f"customer.shop_id = %({name}_shop)s"),
        Fragment("customer.erased_at IS NULL"),
        Fragment("customer.merged_into_id IS NULL"),
        *(
            Fragment(condition).fill(
                value=f"%({name}_{field})s", zone=_ZONE, ids=IDS_OF_CUSTOMER
            )
            for field, condition in _OF_CUSTOMER.items()
            if _is_asked(criteria, field)
        ),
    ]
    if not criteria.guests:
        conditions.append(Fragment("NOT customer.guest"))
    if asked := [field for field in _OF_ORDERS if _is_asked(criteria, field)]:
        conditions.append(_of_orders(criteria, asked, name))
    return joined(" AND ", conditions).given(**values)


def _is_asked(criteria: Criteria, field: str) -> bool:
    return getattr(criteria, field) not in {None, ()}


_ORDERS = Fragment("""(
    SELECT {conditions}
    FROM shop_order {net} {bought}
    WHERE shop_order.customer_id = customer.id AND shop_order.counts
      AND shop_order.placed_at <= {now}
)""")


def _of_orders(criteria: Criteria, asked: list[str], name: str) -> Fragment:
    # What is not asked for is not joined: each join reads the lines of all orders.
    needs_net = {"min_spend", "max_spend"} & {*asked}
    of_period = f"WHERE shop_order.placed_at >= %({name}_since)s"
    conditions = joined(
        " AND ",
        [Fragment(_OF_ORDERS[field]).fill(value=f"%({name}_{field})s") for field in asked],
    )
    return _ORDERS.fill(
        conditions=conditions.fill(purchase=PURCHASE),
        net=_NET if needs_net else "",
        bought=_BOUGHT if "categories" in asked else "",
    ).fill(
        of_period=of_period if criteria.period_days else "WHERE true",
        categories=f"%({name}_categories)s::bigint[]",
        now=f"%({name}_now)s::timestamptz",
    )
