"""Customers whose last order is older than it should be: by the days, or by their own
usual gap once there are two of them.
"""

from reminders.queries.triggers.orders import OWNER
from reminders.queries.triggers.rule import (
    LATE_ENOUGH,
    STEP,
    TriggerRule,
    of_customer,
    ordered_since,
    times,
    told,
)
from segments.queries import STANDS

# Orders with which somebody has not left: failed and called off ones are none.
_ALIVE = "shop_order.state NOT IN ('cancelled', 'refunded', 'payment_error')"
_OVERDUE = """
    CASE WHEN {gap_factor}::numeric IS NOT NULL AND usual.orders >= 3
    THEN {now} - usual.latest
         >= {gap_factor}::numeric * (usual.latest - usual.first) / (usual.orders - 1)
    ELSE usual.latest <= {quiet_since} END
"""
_LAPSE = "'since:' || extract(epoch FROM usual.latest)::bigint || ':'"
_TOLD_OF_IT = f"AND told.trigger_key LIKE {_LAPSE} || '%%'"
_TOLD_TOO_LATELY = """
    AND (told.since = usual.latest AND {repeat_after}::timestamptz IS NULL
         OR told.created_at > {repeat_after})
"""

LAPSED = TriggerRule(
    rows=f"""
        SELECT usual.customer_id, step.id AS step_id, 1 AS place,
               {_LAPSE} || {times("usual.customer_id", _TOLD_OF_IT)} AS trigger_key,
               NULL::bigint AS cart_id, NULL::bigint AS order_id, usual.latest AS since
        FROM (
            SELECT shop_order.customer_id, max(shop_order.placed_at) AS latest,
                   min(shop_order.placed_at) FILTER (WHERE {STANDS}) AS first,
                   count(*) FILTER (WHERE {STANDS}) AS orders
            FROM shop_order
            WHERE shop_order.shop_id = {{shop}} AND {_ALIVE}
              AND shop_order.customer_id IS NOT NULL AND shop_order.placed_at <= {{now}}
              {{only}}
            GROUP BY shop_order.customer_id
        ) usual {STEP}
        WHERE usual.orders > 0 AND {_OVERDUE} AND usual.latest <= {LATE_ENOUGH}
          AND NOT EXISTS (SELECT {told("usual.customer_id", _TOLD_TOO_LATELY)})
    """,  # noqa: S608 -- our own text; values are passed beside it
    narrow=of_customer(OWNER),
    settled=ordered_since("found.since + interval '1 microsecond'"),
)
