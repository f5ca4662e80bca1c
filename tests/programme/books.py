"""What the books say; and their invariants in SQL, apart from the audit we ship."""

from datetime import datetime

from django.db import connection

from points.models import Lot
from points.queries import balance as points_balance
from shop.models import Customer, Shop
from vouchers.models import Voucher

_WRONG = """
WITH entry AS (
    SELECT movement.account_id AS account, entry.lot_id, entry.points
    FROM points_ledgerentry entry
    JOIN points_movement movement ON movement.id = entry.movement_id
), account AS (
    SELECT customer_id AS id, points, debt, moves,
           (SELECT coalesce(sum(points), 0) FROM entry WHERE entry.account = customer_id)
               AS entries,
           (SELECT coalesce(sum(remaining), 0) FROM points_lot
             WHERE account_id = customer_id) AS held,
           (SELECT coalesce(sum(remaining), 0) FROM points_lot
             WHERE account_id = customer_id
               AND (expires_at IS NULL OR expires_at > %(now)s)) AS live
    FROM points_account
), chain AS (
    SELECT account_id, number, balance, points,
           row_number() OVER written AS expected,
           sum(points) OVER written AS running
    FROM points_movement
    WINDOW written AS (PARTITION BY account_id ORDER BY number)
)
SELECT 'balance', id FROM account WHERE points - debt <> entries OR points <> held
UNION ALL
SELECT 'debt beside live points', id FROM account WHERE debt > 0 AND live > 0
UNION ALL
SELECT 'last number', account.id FROM account
 WHERE moves <> (SELECT count(*) FROM points_movement WHERE account_id = account.id)
UNION ALL
SELECT 'gap', account_id FROM chain WHERE number <> expected
UNION ALL
SELECT 'running balance', account_id FROM chain WHERE balance <> running
UNION ALL
SELECT 'taken back more than issued', id FROM points_lot
 WHERE clawed_back + expired_counted + written_off > issued
UNION ALL
SELECT 'lot and its entries', id FROM points_lot lot
 WHERE remaining <> (SELECT coalesce(sum(points), 0) FROM entry WHERE lot_id = lot.id)
"""


def wrongs(now: datetime) -> list[tuple[str, int]]:
    """Which invariant does not hold, and for which account or lot. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_WRONG, {"now": now})
        return list(cursor.fetchall())


def figures_of(customer: Customer, now: datetime) -> tuple[int, int, int]:
    """Available, pending, debt."""
    balance = points_balance.balance(customer, now)
    return balance.available, balance.pending, balance.debt


def lots_of(shop: Shop, now: datetime) -> dict[tuple[str, str], tuple[str, int, int]]:
    """Of each order and each customer it was placed under: who holds the points, what it
    stands at, and how much of it is alive.
    """
    lots = Lot.objects.filter(shop=shop)
    lots = lots.select_related("order", "account__customer", "original_owner")
    return {
        (lot.order.external_id, (lot.original_owner or lot.account.customer).external_id): (
            lot.account.customer.external_id,
            lot.net,
            0 if lot.is_dead(now) else lot.remaining,
        )
        for lot in lots
        if lot.order
    }


def vouchers_of(shop: Shop) -> dict[str, tuple[str | None, bool]]:
    """The order that uses each voucher, and whether it is cancelled."""
    return {
        voucher.code: (
            next((use.order.external_id for use in voucher.uses.all()), None),
            voucher.cancelled_at is not None,
        )
        for voucher in Voucher.objects.filter(shop=shop).prefetch_related("uses__order")
    }
