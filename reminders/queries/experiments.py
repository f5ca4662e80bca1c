"""What those who were written to have spent, beside those who were held out."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from reminders.models import Campaign
from reminders.rules import ExperimentGroup, Uplift, uplift
from segments.queries import STANDS
from vouchers.queries.turnover import KEPT

# What somebody buys within so many days counts for the first mail of its cause.
WITHIN = timedelta(days=14)

# Each cause once, by its first step: later ones are part of the same story. Only where the
# days are over, for both groups alike; and never before the campaign held anybody out.
_GROUPS = f"""
    WITH story AS (
        SELECT DISTINCT ON (campaign_id, customer_id, trigger_key)
               id, campaign_id, customer_id, held_out, created_at
        FROM reminders_reminder
        WHERE campaign_id = ANY(%(campaigns)s) AND withdrawn_at IS NULL
        ORDER BY campaign_id, customer_id, trigger_key, created_at, id
    ), began AS (
        SELECT campaign_id, min(created_at) AS at FROM story WHERE held_out GROUP BY 1
    ), counted AS (
        SELECT story.* FROM story JOIN began USING (campaign_id)
        WHERE story.created_at >= began.at AND story.created_at <= %(until)s
    ), bought AS (
        SELECT counted.id AS story, shop_order.id AS order_id
        FROM counted JOIN shop_order ON shop_order.customer_id = counted.customer_id
         AND shop_order.placed_at > counted.created_at
         AND shop_order.placed_at <= counted.created_at + %(within)s
        WHERE {STANDS}
    ), kept AS ({KEPT.format(orders="SELECT order_id FROM bought")}),
    spent AS (
        SELECT counted.id, counted.campaign_id, counted.held_out, counted.created_at,
               coalesce(sum(kept.amount), 0) AS amount
        FROM counted
        LEFT JOIN bought ON bought.story = counted.id
        LEFT JOIN kept ON kept.order_id = bought.order_id
        GROUP BY counted.id, counted.campaign_id, counted.held_out, counted.created_at
    )
    SELECT campaign_id, held_out, count(*), sum(amount), sum(amount * amount),
           min(created_at)
    FROM spent GROUP BY campaign_id, held_out
"""  # noqa: S608 -- our own text; values are passed beside it
_NOBODY = ExperimentGroup(0, Decimal(0), Decimal(0))


def uplifts(campaigns: Sequence[Campaign], now: datetime) -> dict[int, Uplift]:
    """By campaign that has held somebody out. One query."""
    values: dict[str, Any] = {
        "campaigns": [campaign.pk for campaign in campaigns],
        "until": now - WITHIN,
        "within": WITHIN,
    }
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS, values)
        rows = cursor.fetchall()
    groups = {(pk, held): ExperimentGroup(*figures) for pk, held, *figures, _since in rows}
    since = {pk: min(row[-1] for row in rows if row[0] == pk) for pk, *_ in rows}
    return {
        pk: uplift(
            groups.get((pk, False), _NOBODY),
            groups.get((pk, True), _NOBODY),
            days=(now - WITHIN - began).days + 1,
        )
        for pk, began in since.items()
    }
