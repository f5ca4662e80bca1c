"""Compare what customers who were written to have bought with those held out."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.sql import Fragment, fetch
from reminders.models import Campaign
from reminders.rules.experiments import Effect, ExperimentGroup, effect
from vouchers.queries.turnover import KEPT

# What somebody buys within so many days counts: about as long as customers' own gaps.
WITHIN = timedelta(days=60)

_KEPT = KEPT.fill(orders="SELECT order_id FROM bought")
# Each person once in a campaign, by the first time it chose them: later steps, carts and
# orders are part of the same outcome, and an order counts once. Only those whose days are
# over, for both groups alike; and none from before the campaign began to hold customers
# out, when there was nobody to compare with.
_GROUPS = Fragment("""
    WITH chosen AS (
        SELECT DISTINCT ON (campaign_id, customer_id)
               id, campaign_id, customer_id, held_out, created_at
        FROM reminders_reminder
        WHERE campaign_id = ANY(%(campaigns)s) AND withdrawn_at IS NULL
        ORDER BY campaign_id, customer_id, created_at, id
    ), began AS (
        SELECT campaign_id, min(created_at) AS at FROM chosen WHERE held_out GROUP BY 1
    ), counted AS (
        SELECT chosen.* FROM chosen JOIN began USING (campaign_id)
        WHERE chosen.created_at >= began.at AND chosen.created_at <= %(until)s
    ), bought AS (
        SELECT counted.id AS person, shop_order.id AS order_id
        FROM counted JOIN shop_order ON shop_order.customer_id = counted.customer_id
         AND shop_order.placed_at > counted.created_at
         AND shop_order.placed_at <= counted.created_at + %(within)s
        WHERE shop_order.counts
    ), kept AS ({kept}),
    spent AS (
        SELECT counted.id, counted.campaign_id, counted.held_out, counted.created_at,
               coalesce(sum(kept.amount), 0) AS amount
        FROM counted
        LEFT JOIN bought ON bought.person = counted.id
        LEFT JOIN kept ON kept.order_id = bought.order_id
        GROUP BY counted.id, counted.campaign_id, counted.held_out, counted.created_at
    )
    -- The sum of squares gives the variance: no row leaves the database.
    SELECT campaign_id, held_out, count(*), count(*) FILTER (WHERE amount > 0),
           sum(amount), sum(amount * amount), min(created_at)
    FROM spent GROUP BY campaign_id, held_out
""").fill(kept=_KEPT)
_NOBODY = ExperimentGroup()


def effects(campaigns: Sequence[Campaign], now: datetime) -> dict[int, Effect]:
    """By campaign (primary key) that has held somebody out. Queries: 1."""
    keys = [campaign.pk for campaign in campaigns]
    rows = fetch(_GROUPS.given(campaigns=keys, until=now - WITHIN, within=WITHIN))
    groups = {
        (pk, held): ExperimentGroup(people, buyers, float(spent), float(squares))
        for pk, held, people, buyers, spent, squares, _since in rows
    }
    # Both groups began when the first of either was chosen.
    since = {pk: min(row[-1] for row in rows if row[0] == pk) for pk, *_ in rows}
    return {
        pk: effect(
            groups.get((pk, False), _NOBODY),
            groups.get((pk, True), _NOBODY),
            days=(now - WITHIN - began).days + 1,
        )
        for pk, began in since.items()
    }
