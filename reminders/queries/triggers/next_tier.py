"""Customers who lack little for the next tier: once per tier, and again after a while."""

from collections.abc import Collection
from datetime import datetime

from core.sql import Fragment
from reminders.queries.triggers.rule import (
    FIRST_STEP,
    LATE_ENOUGH,
    TriggerRule,
    rested,
    times_reminded,
)
from shop.models import Shop
from tiers.queries.measures import measure_of
from tiers.queries.next_tier import near_next_tier

_TIER = Fragment("'tier:' || near.tier_id || ':'")
_OF_THIS_TIER = Fragment("AND previous.trigger_key LIKE {tier} || '%%'").fill(tier=_TIER)
_ROWS = Fragment("""
    SELECT near.customer_id, step.id AS step_id, 1 AS rank,
           {tier} || {times} AS trigger_key,
           NULL::bigint AS cart_id, NULL::bigint AS order_id, near.latest AS since
    FROM ({near}) near {first_step}
    WHERE near.missing <= {threshold} AND near.latest <= {late_enough} AND {rested}
""").fill(
    tier=_TIER,
    times=times_reminded("near.customer_id", _OF_THIS_TIER),
    first_step=FIRST_STEP,
    late_enough=LATE_ENOUGH,
    rested=rested("near.customer_id", _OF_THIS_TIER),
)
# A statement of several campaigns is one UNION: this part of it answers nothing.
_NOBODY = TriggerRule(
    rows=Fragment("""
        SELECT NULL::bigint AS customer_id, NULL::bigint AS step_id, 1 AS rank,
               '' AS trigger_key, NULL::bigint AS cart_id, NULL::bigint AS order_id,
               NULL::timestamptz AS since WHERE false
    """)
)


def close_to_next_tier(
    shop: Shop, now: datetime, among: Collection[int] | None
) -> TriggerRule:
    """Build the rule from how the shop measures its customers today. Queries: 1."""
    measure = measure_of(shop)
    if measure is None or not measure.tiers:
        return _NOBODY
    near = near_next_tier(measure, now, customers=among)
    return TriggerRule(rows=_ROWS.fill(near=near))
