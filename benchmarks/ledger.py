"""The ledger: a million lots expire."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from benchmarks import world
from benchmarks.measure import Figure, Size, seconds
from points import actions as points
from shop.models import Shop


def figures(size: Size) -> Iterator[Figure]:
    """Expiry, against one bare UPDATE and INSERT … SELECT of the same rows, rolled back."""
    lots = size.pick(tiny=20, usual=100_000, full=1_000_000)
    now = timezone.now()
    customers = lots // 10
    shop = world.new_shop()
    world.add_customers(shop, customers)
    world.add_lots(shop, per_customer=10, points=5, expires_at=now - timedelta(hours=1))
    base = _bare(shop, now)

    def ours() -> None:
        for _ in points.expire_due(now=now):
            pass

    took = seconds(ours)
    yield Figure(f"expiry of {lots:,} lots", took, base, "s", "≤ 1.5")


def _bare(shop: Shop, now: datetime) -> float:
    with transaction.atomic(), connection.cursor() as cursor:

        def theirs() -> None:
            cursor.execute(
                """
                INSERT INTO points_movement (
                    shop_id, account_id, number, kind, source, points, balance, adjustment,
                    rules_id, author, happened_at)
                SELECT shop_id, account_id, 1000 + id, 'expire', 'bare:' || id, -remaining,
                       0, 0, rules_id, 'system', expires_at
                FROM points_lot
                WHERE shop_id = %(shop)s AND remaining > 0 AND expires_at <= %(now)s;

                INSERT INTO points_ledgerentry (movement_id, lot_id, kind, points)
                SELECT movement.id, lot.id, 'expire', -lot.remaining
                FROM points_lot lot
                JOIN points_movement movement
                  ON movement.shop_id = lot.shop_id AND movement.source = 'bare:' || lot.id
                WHERE lot.shop_id = %(shop)s AND remaining > 0 AND expires_at <= %(now)s;

                UPDATE points_lot SET remaining = 0, expired = remaining
                WHERE shop_id = %(shop)s AND remaining > 0 AND expires_at <= %(now)s;

                UPDATE points_account SET points = 0 WHERE shop_id = %(shop)s;
                """,
                {"shop": shop.pk, "now": now},
            )
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

        took = seconds(theirs)
        transaction.set_rollback(True)
    return took
