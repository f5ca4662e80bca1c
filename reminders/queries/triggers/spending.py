"""What has been paid for goods and kept: by one order, within some days, in all."""

from core.sql import Fragment
from reminders.queries.triggers.order_counts import OWNER, RECENT_BUYERS, RECENT_ORDER
from reminders.queries.triggers.rule import (
    FIRST_STEP,
    LATE_ENOUGH,
    TriggerRule,
    never_reminded,
    only,
    rested,
    times_reminded,
)
from vouchers.queries.turnover import KEPT


def _kept(orders: Fragment) -> Fragment:
    """Rows (order_id, amount) of the orders that ``orders`` selects."""
    return KEPT.fill(orders=orders)


_RECENT_ORDERS = Fragment("SELECT id FROM shop_order WHERE {recent_order}")
BIG_ORDER = TriggerRule(
    rows=Fragment("""
        SELECT shop_order.customer_id, step.id AS step_id, shop_order.id AS rank,
               'order:' || shop_order.id AS trigger_key, NULL::bigint AS cart_id,
               shop_order.id AS order_id, shop_order.qualified_at AS since
        FROM shop_order {first_step}
        JOIN ({kept}) kept
          ON kept.order_id = shop_order.id AND kept.amount >= {threshold}
        WHERE shop_order.qualified_at <= {late_enough} {only}
          AND {rested} AND {never_reminded}
    """).fill(
        first_step=FIRST_STEP,
        kept=_kept(_RECENT_ORDERS.fill(recent_order=RECENT_ORDER)),
        late_enough=LATE_ENOUGH,
        rested=rested(OWNER),
        never_reminded=never_reminded(OWNER, "'order:' || shop_order.id"),
    ),
    narrow=only(OWNER),
    latest=True,
)
_ORDERS_OF_PERIOD = Fragment("""
    SELECT id FROM shop_order
    WHERE shop_id = {shop} AND shop_order.counts AND placed_at >= {period_start}
      AND placed_at <= {now} AND customer_id IS NOT NULL {only}
""")
BEST = TriggerRule(
    rows=Fragment("""
        SELECT best.customer_id, step.id AS step_id, 1 AS rank,
               'best:' || {times} AS trigger_key, NULL::bigint AS cart_id,
               NULL::bigint AS order_id, best.latest AS since
        FROM (
            SELECT shop_order.customer_id, max(shop_order.placed_at) AS latest
            FROM shop_order
            JOIN ({kept}) kept ON kept.order_id = shop_order.id
            GROUP BY shop_order.customer_id HAVING sum(kept.amount) >= {threshold}
        ) best {first_step}
        WHERE best.latest <= {late_enough} AND {rested}
    """).fill(
        kept=_kept(_ORDERS_OF_PERIOD),
        times=times_reminded("best.customer_id"),
        first_step=FIRST_STEP,
        late_enough=LATE_ENOUGH,
        rested=rested("best.customer_id"),
    ),
    narrow=only(OWNER),
)
_ORDERS_OF_BUYERS = Fragment("""
    SELECT id FROM shop_order WHERE customer_id IN ({recent_buyers}) AND shop_order.counts
""").fill(recent_buyers=RECENT_BUYERS)
_AMOUNT = Fragment("'turnover:' || {threshold}")
TURNOVER = TriggerRule(
    rows=Fragment("""
        SELECT reached.customer_id, step.id AS step_id, 1 AS rank,
               {amount} AS trigger_key, NULL::bigint AS cart_id,
               NULL::bigint AS order_id, reached.latest AS since
        FROM (
            SELECT shop_order.customer_id, max(shop_order.qualified_at) AS latest
            FROM shop_order
            JOIN ({kept}) kept ON kept.order_id = shop_order.id
            GROUP BY shop_order.customer_id
            HAVING sum(kept.amount) >= {threshold}
               -- Whoever had reached it before the campaign was on is not reminded of it.
               AND coalesce(
                   sum(kept.amount) FILTER (WHERE shop_order.qualified_at <= {activated}), 0
               ) < {threshold}
        ) reached {first_step}
        WHERE reached.latest <= {late_enough} AND {never_reminded}
    """).fill(
        kept=_kept(_ORDERS_OF_BUYERS),
        amount=_AMOUNT,
        first_step=FIRST_STEP,
        late_enough=LATE_ENOUGH,
        never_reminded=never_reminded("reached.customer_id", _AMOUNT),
    ),
    narrow=only(OWNER),
)
