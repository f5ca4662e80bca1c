"""Orders, by when they have qualified: each of them, the first, the so-many-th."""

from core.sql import Fragment
from reminders.queries.triggers.rule import (
    FIRST_STEP,
    LATE_ENOUGH,
    TriggerRule,
    never_reminded,
    only,
)
from shop.fragments import PURCHASE

OWNER = "shop_order.customer_id"
RECENT_ORDER = Fragment("""
    shop_order.shop_id = {shop} AND shop_order.counts
    AND shop_order.qualified_at > {activated} AND shop_order.qualified_at >= {oldest}
    AND shop_order.customer_id IS NOT NULL {only}
""")
RECENT_BUYERS = Fragment("""
    SELECT shop_order.customer_id FROM shop_order WHERE {recent_order}
""").fill(recent_order=RECENT_ORDER)

# One mail for a cart, also where its orders do not say that they are one purchase.
_PURCHASE = "coalesce('cart:' || shop_order.cart_id, 'order:' || shop_order.id)"
ORDER = TriggerRule(
    rows=Fragment("""
        SELECT shop_order.customer_id, step.id AS step_id, shop_order.id AS rank,
               {purchase} AS trigger_key, NULL::bigint AS cart_id,
               shop_order.id AS order_id, shop_order.qualified_at AS since
        FROM shop_order {first_step}
        WHERE {recent_order} AND shop_order.qualified_at <= {late_enough}
          AND {never_reminded}
    """).fill(
        purchase=_PURCHASE,
        first_step=FIRST_STEP,
        recent_order=RECENT_ORDER,
        late_enough=LATE_ENOUGH,
        never_reminded=never_reminded(OWNER, _PURCHASE),
    ),
    narrow=only(OWNER),
    latest=True,
)
FIRST_ORDER = TriggerRule(
    rows=Fragment("""
        SELECT shop_order.customer_id, step.id AS step_id, 1 AS rank,
               'first_order' AS trigger_key, NULL::bigint AS cart_id,
               shop_order.id AS order_id, shop_order.qualified_at AS since
        FROM shop_order {first_step}
        WHERE {recent_order} AND shop_order.qualified_at <= {late_enough}
          AND NOT EXISTS (
              SELECT FROM shop_order earlier
              WHERE earlier.customer_id = shop_order.customer_id
                AND earlier.qualified_at IS NOT NULL
                AND (earlier.placed_at, earlier.id) < (shop_order.placed_at, shop_order.id)
          )
          AND {never_reminded}
    """).fill(
        first_step=FIRST_STEP,
        recent_order=RECENT_ORDER,
        late_enough=LATE_ENOUGH,
        never_reminded=never_reminded(OWNER, "'first_order'"),
    ),
    narrow=only(OWNER),
)
_NUMBER = Fragment("'orders:' || {min_orders}")
ORDERS = TriggerRule(
    rows=Fragment("""
        SELECT reached.customer_id, step.id AS step_id, 1 AS rank,
               {number} AS trigger_key, NULL::bigint AS cart_id,
               NULL::bigint AS order_id, reached.latest AS since
        FROM (
            SELECT shop_order.customer_id, max(shop_order.qualified_at) AS latest
            FROM shop_order
            -- Only of those who have bought lately: nobody else can have reached it now.
            WHERE shop_order.customer_id IN ({recent_buyers}) AND shop_order.counts
            GROUP BY shop_order.customer_id
            HAVING count(DISTINCT {purchase}) >= {min_orders}
               AND count(DISTINCT {purchase})
                   FILTER (WHERE shop_order.qualified_at <= {activated}) < {min_orders}
        ) reached {first_step}
        WHERE reached.latest <= {late_enough} AND {never_reminded}
    """).fill(
        recent_buyers=RECENT_BUYERS,
        purchase=PURCHASE,
        number=_NUMBER,
        first_step=FIRST_STEP,
        late_enough=LATE_ENOUGH,
        never_reminded=never_reminded("reached.customer_id", _NUMBER),
    ),
    narrow=only(OWNER),
)
