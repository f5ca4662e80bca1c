"""Customers on the way to the next tier, and how much they still have to spend for it."""

from collections.abc import Collection
from datetime import datetime

from core.sql import Fragment
from tiers.queries.measures import ELIGIBLE, PIN_STANDS, Measure

# Without a WITH: other statements stand around this one, and PostgreSQL merges no subquery
# that has a WITH of its own into them.
_NEAR = Fragment("""
    SELECT progress.customer_id,
           (%(tiers)s::bigint[])[progress.reached_rank + 1] AS tier_id,
           (%(minimums)s::numeric[])[progress.reached_rank + 1] - progress.spent AS missing,
           progress.latest
    FROM (
        SELECT spent.*, width_bucket(spent.spent, %(minimums)s::numeric[]) AS reached_rank
        FROM (
            SELECT spend.customer_id, sum({base}) AS spent, max(spend.at) AS latest
            FROM tiers_spend spend
            WHERE {spends} AND (%(start)s::timestamptz IS NULL OR spend.at >= %(start)s)
            GROUP BY spend.customer_id
        ) spent
        WHERE spent.spent > 0
    ) progress
    JOIN shop_customer customer ON customer.id = progress.customer_id
    LEFT JOIN tiers_pin pin ON pin.customer_id = customer.id AND {pin_stands}
    WHERE progress.reached_rank < cardinality(%(minimums)s::numeric[]) AND {eligible}
      -- Whoever holds a higher tier by hand is on the way to nothing.
      AND (pin.tier_id IS NULL
           OR array_position(%(tiers)s::bigint[], pin.tier_id) <= progress.reached_rank)
""").fill(pin_stands=PIN_STANDS, eligible=ELIGIBLE)


def near_next_tier(
    measure: Measure, now: datetime, *, customers: Collection[int] | None = None
) -> Fragment:
    """Build a statement of rows (customer_id, tier_id, missing, latest): each customer who
    spends, the next tier, the amount missing for it, and the instant of their latest order
    that counts. Of the ``customers`` (primary keys), or of the whole shop.
    """
    spends = "spend.shop_id = %(shop)s"
    if customers is not None:
        spends = "spend.customer_id = ANY(%(customers)s::bigint[])"
    values = measure.values(now) | {"customers": [*(customers or ())]}
    return _NEAR.fill(base=measure.base, spends=spends).given(**values)
