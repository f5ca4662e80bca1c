"""The books as flows: points, vouchers of an amount, and gift cards.

Each statement adds up all that was booked before an instant, by the month of booking, the
month of earning and the last day of use. Rows leave the database as sums only.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from analytics.rules.owed import Flow, FlowKind
from core.sql import Fragment, fetch
from shop.models import Shop

# 1. Every entry with the dates that its lot has today; 2. of the few lots that got other
# dates, the same again as it was: off the dates of today, onto those of the time; 3. what
# such a lot held when its dates changed goes from the old ones to the new. Expiries are
# left out: a flow leaves on its last day, whenever that is written down.
_POINTS = Fragment("""
    WITH entry AS NOT MATERIALIZED (
        SELECT lot.id AS lot, movement.booked_at, entry.points,
               CASE WHEN entry.kind IN ('convert', 'return') THEN 'used'
                    WHEN entry.kind IN ('claw_back', 'reinstate', 'repay')
                      OR entry.kind = 'adjust' AND entry.points < 0 THEN 'taken_back'
                    ELSE 'given' END AS kind,
               lot.activates_at, lot.expires_at, lot.rules_id
        FROM points_movement movement
        JOIN points_ledgerentry entry ON entry.movement_id = movement.id
        JOIN points_lot lot ON lot.id = entry.lot_id
        WHERE movement.shop_id = %(shop)s AND movement.booked_at < %(until)s
          AND entry.kind <> 'expire'
    ), redating AS (
        SELECT redating.*, lot.rules_id,
               coalesce(lead(redating.activates_at) OVER later, lot.activates_at)
                   AS new_activates_at,
               CASE WHEN lead(redating.id) OVER later IS NULL THEN lot.expires_at
                    ELSE lead(redating.expires_at) OVER later END AS new_expires_at
        FROM points_lotredating redating
        JOIN points_lot lot ON lot.id = redating.lot_id
        WHERE lot.shop_id = %(shop)s
        WINDOW later AS (PARTITION BY lot_id ORDER BY redating.booked_at, redating.id)
    ), earlier AS (
        SELECT entry.*, was.activates_at AS was_active, was.expires_at AS was_ending
        FROM entry
        CROSS JOIN LATERAL (
            SELECT activates_at, expires_at FROM redating
            WHERE redating.lot_id = entry.lot AND redating.booked_at > entry.booked_at
            ORDER BY booked_at, id LIMIT 1
        ) was
        WHERE entry.lot IN (SELECT lot_id FROM redating)
    ), flow AS (
        SELECT kind, booked_at, activates_at, expires_at, rules_id, points FROM entry
        UNION ALL
        SELECT kind, booked_at, activates_at, expires_at, rules_id, -points FROM earlier
        UNION ALL
        SELECT kind, booked_at, was_active, was_ending, rules_id, points FROM earlier
        UNION ALL
        SELECT 'given', booked_at, activates_at, expires_at, rules_id, -points
        FROM redating WHERE booked_at < %(until)s
        UNION ALL
        SELECT 'given', booked_at, new_activates_at, new_expires_at, rules_id, points
        FROM redating WHERE booked_at < %(until)s
    )
    SELECT '', flow.kind,
           date_trunc('month', (activates_at - rules.pending_days * interval '1 day')
                               AT TIME ZONE %(zone)s)::date AS since,
           date_trunc('month', booked_at AT TIME ZONE %(zone)s)::date AS booked,
           ((expires_at - interval '1 microsecond') AT TIME ZONE %(zone)s)::date
               AS last_day,
           sum(points)
    FROM flow JOIN earning_ruleversion rules ON rules.id = flow.rules_id
    GROUP BY 1, 2, 3, 4, 5
    HAVING sum(points) <> 0
""")
_VOUCHERS = Fragment("""
    SELECT voucher.origin,
           CASE movement.kind WHEN 'issue' THEN 'given'
                              WHEN 'cancel' THEN 'taken_back' ELSE 'used' END AS kind,
           date_trunc('month', voucher.issued_at AT TIME ZONE %(zone)s)::date AS since,
           date_trunc('month', movement.booked_at AT TIME ZONE %(zone)s)::date AS booked,
           ((voucher.valid_until - interval '1 microsecond') AT TIME ZONE %(zone)s)::date
               AS last_day,
           sum(movement.amount)
    FROM vouchers_vouchermovement movement
    JOIN vouchers_voucher voucher ON voucher.id = movement.voucher_id
    WHERE movement.shop_id = %(shop)s AND movement.booked_at < %(until)s
    GROUP BY 1, 2, 3, 4, 5
""")
_CARDS = Fragment("""
    SELECT concat_ws(' ', card.vat_regime, card.vat_rate),
           CASE movement.kind WHEN 'issue' THEN 'given' WHEN 'cancel' THEN 'taken_back'
                              WHEN 'lose' THEN 'lost' ELSE 'used' END AS kind,
           date_trunc('month', card.issued_at AT TIME ZONE %(zone)s)::date AS since,
           date_trunc('month', movement.booked_at AT TIME ZONE %(zone)s)::date AS booked,
           ((movement.valid_until - interval '1 microsecond') AT TIME ZONE %(zone)s)::date
               AS last_day,
           sum(movement.amount)
    FROM giftcards_cardmovement movement
    JOIN giftcards_giftcard card ON card.id = movement.card_id
    WHERE card.shop_id = %(shop)s AND movement.booked_at < %(until)s
      AND movement.kind <> 'expire'
    GROUP BY 1, 2, 3, 4, 5
""")


def points_flows(shop: Shop, until: datetime) -> list[Flow]:
    """In points. Queries: 1."""
    return _flows(_POINTS, shop, until)


def voucher_flows(shop: Shop, until: datetime) -> list[Flow]:
    """In money; the group is the origin. Queries: 1."""
    return _flows(_VOUCHERS, shop, until)


def card_flows(shop: Shop, until: datetime) -> list[Flow]:
    """In money; the group is the VAT regime, and its rate where it has one. Queries: 1."""
    return _flows(_CARDS, shop, until)


def _flows(statement: Fragment, shop: Shop, until: datetime) -> list[Flow]:
    rows = fetch(statement.given(shop=shop.pk, zone=shop.timezone, until=until))
    return [_flow(*row) for row in rows]


def _flow(group: str, kind: str, *rest: Any) -> Flow:
    since, booked, last_day, amount = rest
    return Flow(group, FlowKind(kind), since, booked, last_day, Decimal(amount))
