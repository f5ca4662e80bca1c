"""Compare what customers who were written to have spent with those held out."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from core.sql import Fragment, fetch
from reminders.models import Campaign
from reminders.rules.experiments import ExperimentGroup, Uplift, uplift
from vouchers.queries.turnover import KEPT

# What somebody buys within so many days counts for the first mail of a sequence.
WITHIN = timedelta(days=14)

_KEPT = KEPT.fill(orders="SELECT order_id FROM bought")
# Each trigger key once, by its first step: later steps are part of the same sequence. Only
# sequences whose days are over, for both groups alike; and none from before the campaign
# began to hold customers out, when there was nobody to compare with.
_GROUPS = Fragment("""
    WITH sequence AS (
        SELECT DISTINCT ON (campaign_id, customer_id, trigger_key)
               id, campaign_id, customer_id, held_out, created_at
        FROM reminders_reminder
        WHERE campaign_id = ANY(%(campaigns)s) AND withdrawn_at IS NULL
        ORDER BY campaign_id, customer_id, trigger_key, created_at, id
    ), began AS (
        SELECT campaign_id, min(created_at) AS at FROM sequence WHERE held_out GROUP BY 1
    ), counted AS (
        SELECT sequence.* FROM sequence JOIN began USING (campaign_id)
        WHERE sequence.created_at >= began.at AND sequence.created_at <= %(until)s
    ), bought AS (
        -- An order within the days of two sequences counts for both: each is compared on
        -- its own.
        SELECT counted.id AS sequence, shop_order.id AS order_id
        FROM counted JOIN shop_order ON shop_order.customer_id = counted.customer_id
         AND shop_order.placed_at > counted.created_at
         AND shop_order.placed_at <= counted.created_at + %(within)s
        WHERE shop_order.counts
    ), kept AS ({kept}),
    spent AS (
        SELECT counted.id, counted.campaign_id, counted.held_out, counted.created_at,
               coalesce(sum(kept.amount), 0) AS amount
        FROM counted
        LEFT JOIN bought ON bought.sequence = counted.id
        LEFT JOIN kept ON kept.order_id = bought.order_id
        GROUP BY counted.id, counted.campaign_id, counted.held_out, counted.created_at
    )
    -- The sum of squares gives the variance: no row leaves the database.
    SELECT campaign_id, held_out, count(*), sum(amount), sum(amount * amount),
           min(created_at)
    FROM spent GROUP BY campaign_id, held_out
""").fill(kept=_KEPT)
_NOBODY = ExperimentGroup(0, Decimal(0), Decimal(0))


def uplifts(campaigns: Sequence[Campaign], now: datetime) -> dict[int, Uplift]:
    """By campaign (primary key) that has held somebody out. Queries: 1."""
    keys = [campaign.pk for campaign in campaigns]
    rows = fetch(_GROUPS.given(campaigns=keys, until=now - WITHIN, within=WITHIN))
    groups = {(pk, held): ExperimentGroup(*figures) for pk, held, *figures, _since in rows}
    # Both groups began when the first of either was chosen.
    since = {pk: min(row[-1] for row in rows if row[0] == pk) for pk, *_ in rows}
    return {
        pk: uplift(
            groups.get((pk, False), _NOBODY),
            groups.get((pk, True), _NOBODY),
            days=(now - WITHIN - began).days + 1,
        )
        for pk, began in since.items()
    }
