"""Orders, by when they have qualified: each of them, the first, the so-many-th."""

from reminders.queries.triggers.rule import (
    LATE_ENOUGH,
    STEP,
    TriggerRule,
    of_customer,
    once,
)
from segments.queries import STANDS

OWNER = "shop_order.customer_id"
RECENT_ORDER = f"""
    shop_order.shop_id = {{shop}} AND {STANDS}
    AND shop_order.qualified_at > {{activated}} AND shop_order.qualified_at >= {{oldest}}
    AND shop_order.customer_id IS NOT NULL {{only}}
"""
BUYERS = f"SELECT shop_order.customer_id FROM shop_order WHERE {RECENT_ORDER}"  # noqa: S608 -- here and below: our own text; values are passed beside it

# The orders of one basket are one purchase.
_PURCHASE = "coalesce('cart:' || shop_order.cart_id, 'order:' || shop_order.id)"
ORDER = TriggerRule(
    rows=f"""
        SELECT shop_order.customer_id, step.id AS step_id, shop_order.id AS place,
               {_PURCHASE} AS trigger_key,
               NULL::bigint AS cart_id,
               shop_order.id AS order_id,
               shop_order.qualified_at AS since
        FROM shop_order {STEP}
        WHERE {RECENT_ORDER} AND shop_order.qualified_at <= {LATE_ENOUGH}
          AND {once(OWNER, _PURCHASE)}
    """,  # noqa: S608
    narrow=of_customer(OWNER),
    latest=True,
)
FIRST_ORDER = TriggerRule(
    rows=f"""
        SELECT shop_order.customer_id, step.id AS step_id, 1 AS place,
               'first_order' AS trigger_key,
               NULL::bigint AS cart_id,
               shop_order.id AS order_id, shop_order.qualified_at AS since
        FROM shop_order {STEP}
        WHERE {RECENT_ORDER} AND shop_order.qualified_at <= {LATE_ENOUGH}
          AND NOT EXISTS (
              SELECT FROM shop_order earlier
              WHERE earlier.customer_id = shop_order.customer_id
                AND earlier.qualified_at IS NOT NULL
                AND (earlier.placed_at, earlier.id) < (shop_order.placed_at, shop_order.id)
          )
          AND {once(OWNER, "'first_order'")}
    """,  # noqa: S608
    narrow=of_customer(OWNER),
)
ORDERS = TriggerRule(
    rows=f"""
        SELECT reached.customer_id, step.id AS step_id, 1 AS place,
               'orders:' || {{min_orders}} AS trigger_key,
               NULL::bigint AS cart_id,
               NULL::bigint AS order_id, reached.latest AS since
        FROM (
            SELECT shop_order.customer_id, max(shop_order.qualified_at) AS latest
            FROM shop_order
            WHERE shop_order.customer_id IN ({BUYERS}) AND {STANDS}
            GROUP BY shop_order.customer_id
            HAVING count(*) >= {{min_orders}}
               AND count(*) FILTER (WHERE shop_order.qualified_at <= {{activated}})
                   < {{min_orders}}
        ) reached {STEP}
        WHERE reached.latest <= {LATE_ENOUGH}
          AND {once("reached.customer_id", "'orders:' || {min_orders}")}
    """,  # noqa: S608
    narrow=of_customer(OWNER),
)
