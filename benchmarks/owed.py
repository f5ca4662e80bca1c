"""What is owed on a day, among a million customers."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from analytics.queries.liability import liability
from benchmarks import world
from benchmarks.measure import Figure, Size, in_turn
from core.days import local_day


def figures(size: Size) -> Iterator[Figure]:
    """Against one bare sum over the same entries."""
    customers = size.pick(tiny=20, usual=100_000, full=1_000_000)
    now = timezone.now()
    shop = world.new_shop()
    world.add_customers(shop, customers)
    world.add_lots(shop, per_customer=2, points=5, expires_at=now + timedelta(days=50))
    world.analyze()
    today = local_day(now, shop.zone)

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT lot.expires_at, sum(entry.points) FROM points_movement movement
                JOIN points_ledgerentry entry ON entry.movement_id = movement.id
                JOIN points_lot lot ON lot.id = entry.lot_id
                WHERE movement.shop_id = %s GROUP BY 1
                """,
                [shop.pk],
            )
            cursor.fetchall()

    took, base = in_turn(lambda: liability(shop, today), bare, rounds=3)
    yield Figure(f"owed, {customers:,} customers", took, base, "s", "≤ 2")
