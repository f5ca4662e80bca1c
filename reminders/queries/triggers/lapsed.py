"""Customers whose last order is older than it should be: by the days, or by their own
usual gap once there are two of them.
"""

from core.sql import Fragment
from reminders.queries.triggers.rule import (
    FIRST_STEP,
    LATE_ENOUGH,
    TriggerRule,
    only,
    ordered_since,
    previous,
    times_reminded,
)

_OVERDUE = Fragment("""
    CASE WHEN {gap_factor}::numeric IS NOT NULL AND usual.orders >= 3
    THEN {now} - usual.latest
         >= {gap_factor}::numeric * (usual.latest - usual.first) / (usual.orders - 1)
    ELSE usual.latest <= {quiet_since} END
""")
# A lapse is named by the order it began with, and its reminders are numbered: there may be
# several.
_LAPSE = Fragment("'since:' || extract(epoch FROM usual.latest)::bigint || ':'")
_OF_THIS_LAPSE = Fragment("AND previous.trigger_key LIKE {lapse} || '%%'").fill(
    lapse=_LAPSE
)
_RECENTLY = Fragment("""
    AND (previous.since = usual.latest AND {repeat_after}::timestamptz IS NULL
         OR previous.created_at > {repeat_after})
""")

LAPSED = TriggerRule(
    rows=Fragment("""
        SELECT usual.customer_id, step.id AS step_id, 1 AS rank,
               {lapse} || {times} AS trigger_key,
               NULL::bigint AS cart_id, NULL::bigint AS order_id, usual.latest AS since
        FROM (
            SELECT shop_order.customer_id, max(shop_order.placed_at) AS latest,
                   min(shop_order.placed_at) FILTER (WHERE shop_order.counts) AS first,
                   count(*) FILTER (WHERE shop_order.counts) AS orders
            FROM shop_order
            WHERE shop_order.shop_id = {shop}
              -- The rules decide of orders that have qualified. Of the others, one that
              -- waits to be paid shows that the customer has not left.
              AND (shop_order.counts OR shop_order.qualified_at IS NULL AND
                   shop_order.state NOT IN ('cancelled', 'refunded', 'payment_error'))
              AND shop_order.customer_id IS NOT NULL AND shop_order.placed_at <= {now}
              {only}
            GROUP BY shop_order.customer_id
        ) usual {first_step}
        WHERE usual.orders > 0 AND {overdue} AND usual.latest <= {late_enough}
          AND NOT EXISTS (SELECT {recently})
    """).fill(
        lapse=_LAPSE,
        times=times_reminded("usual.customer_id", _OF_THIS_LAPSE),
        first_step=FIRST_STEP,
        overdue=_OVERDUE,
        late_enough=LATE_ENOUGH,
        recently=previous("usual.customer_id", _RECENTLY),
    ),
    narrow=only("shop_order.customer_id"),
    # The order that the lapse began with is no new one.
    already_ordered=ordered_since("candidate.since + interval '1 microsecond'"),
)
