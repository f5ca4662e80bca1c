"""Who is on the way to a tier, and how much he still has to spend for it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from tiers.queries.measures import MAY, PINNED, Measure

_NEAR = f"""
    SELECT way.customer_id, (%(tiers)s::bigint[])[way.reached + 1] AS tier_id,
           (%(minimums)s::numeric[])[way.reached + 1] - way.spent AS missing, way.latest
    FROM (
        SELECT spent.*, width_bucket(spent.spent, %(minimums)s::numeric[]) AS reached
        FROM (
            SELECT spend.customer_id, sum({{base}}) AS spent, max(spend.at) AS latest
            FROM tiers_spend spend
            WHERE {{whose}} AND (%(start)s::timestamptz IS NULL OR spend.at >= %(start)s)
            GROUP BY spend.customer_id
        ) spent
        WHERE spent.spent > 0
    ) way
    JOIN shop_customer customer ON customer.id = way.customer_id
    {PINNED}
    WHERE way.reached < cardinality(%(minimums)s::numeric[]) AND {MAY}
      AND (pin.tier_id IS NULL
           OR array_position(%(tiers)s::bigint[], pin.tier_id) <= way.reached)
"""


def near_next_tier(
    measure: Measure, now: datetime, *, customers: Collection[int] | None = None
) -> tuple[str, dict[str, Any]]:
    """A statement of rows (customer_id, tier_id, missing, latest) with its values: each
    customer who spends, the tier that comes next, and his latest order that counts. Of
    the customers named, or of the whole shop.

    Whoever holds a higher tier by hand is on the way to nothing.
    """
    whose = "spend.shop_id = %(shop)s"
    if customers is not None:
        whose = "spend.customer_id = ANY(%(customers)s::bigint[])"
    values = measure.values(now) | {"customers": [*(customers or ())]}
    return _NEAR.format(base=measure.base, whose=whose), values
