"""What has been paid for goods and kept: by one order, within some days, in all."""

from reminders.queries.triggers.orders import BUYERS, OWNER, RECENT_ORDER
from reminders.queries.triggers.rule import (
    LATE_ENOUGH,
    STEP,
    TriggerRule,
    of_customer,
    once,
    rested,
    times,
)
from segments.queries import STANDS
from vouchers.queries.turnover import KEPT

_BIG = f"SELECT id FROM shop_order WHERE {RECENT_ORDER}"  # noqa: S608 -- here and below: our own text; values are passed beside it
BIG_ORDER = TriggerRule(
    rows=f"""
        SELECT shop_order.customer_id, step.id AS step_id, shop_order.id AS place,
               'order:' || shop_order.id AS trigger_key,
               NULL::bigint AS cart_id,
               shop_order.id AS order_id, shop_order.qualified_at AS since
        FROM shop_order {STEP}
        JOIN ({KEPT.format(orders=_BIG)}) kept
          ON kept.order_id = shop_order.id AND kept.amount >= {{threshold}}
        WHERE shop_order.qualified_at <= {LATE_ENOUGH} {{only}}
          AND {rested(OWNER)} AND {once(OWNER, "'order:' || shop_order.id")}
    """,  # noqa: S608
    narrow=of_customer(OWNER),
    latest=True,
)
_OF_PERIOD = f"""
    SELECT id FROM shop_order
    WHERE shop_id = {{shop}} AND {STANDS} AND placed_at >= {{period_start}}
      AND placed_at <= {{now}} AND customer_id IS NOT NULL {{only}}
"""  # noqa: S608
BEST = TriggerRule(
    rows=f"""
        SELECT best.customer_id, step.id AS step_id, 1 AS place,
               'best:' || {times("best.customer_id")} AS trigger_key,
               NULL::bigint AS cart_id,
               NULL::bigint AS order_id, best.latest AS since
        FROM (
            SELECT shop_order.customer_id, max(shop_order.placed_at) AS latest
            FROM shop_order
            JOIN ({KEPT.format(orders=_OF_PERIOD)}) kept ON kept.order_id = shop_order.id
            GROUP BY shop_order.customer_id HAVING sum(kept.amount) >= {{threshold}}
        ) best {STEP}
        WHERE best.latest <= {LATE_ENOUGH} AND {rested("best.customer_id")}
    """,  # noqa: S608
    narrow=of_customer(OWNER),
)
_ALL_OF_BUYERS = f"""
    SELECT id FROM shop_order WHERE customer_id IN ({BUYERS}) AND {STANDS}
"""  # noqa: S608
TURNOVER = TriggerRule(
    rows=f"""
        SELECT reached.customer_id, step.id AS step_id, 1 AS place,
               'turnover:' || {{threshold}} AS trigger_key,
               NULL::bigint AS cart_id,
               NULL::bigint AS order_id, reached.latest AS since
        FROM (
            SELECT shop_order.customer_id, max(shop_order.qualified_at) AS latest
            FROM shop_order
            JOIN ({KEPT.format(orders=_ALL_OF_BUYERS)}) kept
              ON kept.order_id = shop_order.id
            GROUP BY shop_order.customer_id
            HAVING sum(kept.amount) >= {{threshold}}
               AND coalesce(
                   sum(kept.amount) FILTER (WHERE shop_order.qualified_at <= {{activated}}),
                   0
               ) < {{threshold}}
        ) reached {STEP}
        WHERE reached.latest <= {LATE_ENOUGH}
          AND {once("reached.customer_id", "'turnover:' || {threshold}")}
    """,  # noqa: S608
    narrow=of_customer(OWNER),
)
