"""Customers who lack little for the next tier, told once per tier and while."""

from collections.abc import Collection
from datetime import datetime

from reminders.queries.triggers.rule import LATE_ENOUGH, STEP, TriggerRule, rested, times
from shop.models import Shop
from tiers.queries import measure_of, near_next_tier

_TIER = "'tier:' || near.tier_id || ':'"
_TOLD_OF_IT = f"AND told.trigger_key LIKE {_TIER} || '%%'"
_ROWS = f"""
    SELECT near.customer_id, step.id AS step_id, 1 AS place,
           {_TIER} || {times("near.customer_id", _TOLD_OF_IT)} AS trigger_key,
           NULL::bigint AS cart_id, NULL::bigint AS order_id, near.latest AS since
    FROM ({{near}}) near {STEP}
    WHERE near.missing <= {{threshold}} AND near.latest <= {LATE_ENOUGH}
      AND {rested("near.customer_id", _TOLD_OF_IT)}
"""  # noqa: S608 -- our own text; values are passed beside it
_NOBODY = TriggerRule(
    rows="""
        SELECT NULL::bigint AS customer_id, NULL::bigint AS step_id, 1 AS place,
               '' AS trigger_key, NULL::bigint AS cart_id, NULL::bigint AS order_id,
               NULL::timestamptz AS since WHERE false
    """
)


def near_next_tier_rule(
    shop: Shop, now: datetime, only: Collection[int] | None
) -> TriggerRule:
    """By how the shop measures its customers today. One query."""
    measure = measure_of(shop)
    if measure is None or not measure.tiers:
        return _NOBODY
    near, values = near_next_tier(measure, now, customers=only)
    return TriggerRule(rows=_ROWS.replace("{near}", near), values=values)
