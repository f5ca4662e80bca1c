"""Everybody's tier written for the first time, and looked at again when nobody moves."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.utils import timezone

from benchmarks import world
from benchmarks.measure import Figure, Size, in_turn, seconds
from programme import actions as programme
from shop.models import Shop
from tiers import actions as tiers
from tiers.actions.reviewing import MoveCause
from tiers.models import Move
from tiers.rules.plans import Plan, TierPlan

TIERS = [("Bronze", 0), ("Argent", 100), ("Or", 500), ("Platine", 1000)]
CAUSE = MoveCause(Move.Cause.TIME, Move.Cause.TIME, "system")


def figures(size: Size) -> Iterator[Figure]:
    """Each customer has one order, of 0 to 1 500 €."""
    customers = size.pick(tiny=20, usual=50_000, full=1_000_000)
    shop = world.new_shop()
    world.add_customers(shop, customers)
    _spend(shop)
    plan = Plan(tiers=[TierPlan(name=n, minimum=Decimal(least)) for n, least in TIERS])
    now = timezone.now()
    took = seconds(
        lambda: programme.change_tiers(
            shop=shop, plan=plan, grandfather=False, author="system", now=now
        )
    )
    base = seconds(lambda: _bare(shop))
    yield Figure(f"tiers of {customers:,} customers written", took, base, "s", "–")

    def again() -> None:
        moved = [*tiers.review_all(shop=shop, cause=CAUSE, now=now)]
        assert not any(moved)

    took, base = in_turn(again, lambda: _sums(shop), rounds=size.pick(tiny=1, usual=3))
    yield Figure(f"tiers of {customers:,} looked at again", took, base, "s", "–")


def _spend(shop: Shop) -> None:
    world.add_orders(shop, placed_at=timezone.now() - timedelta(days=9))
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO tiers_spend (
                order_id, shop_id, customer_id, at, goods, goods_excl_tax, gross,
                gross_excl_tax, shipping, shipping_excl_tax)
            SELECT id, shop_id, customer_id, placed_at,
                   id %% 1500, id %% 1500, id %% 1500, id %% 1500, 0, 0
            FROM shop_order WHERE shop_id = %(shop)s
            """,
            {"shop": shop.pk},
        )
    world.analyze()


def _bare(shop: Shop) -> None:
    """The leanest that writes the same rows, by the same figures; then undone."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            CREATE TEMPORARY TABLE bare_standing ON COMMIT DROP AS
            SELECT * FROM tiers_tierstanding WHERE false;
            CREATE TEMPORARY TABLE bare_move ON COMMIT DROP AS
            SELECT * FROM tiers_move WHERE false;

            WITH due AS (
                SELECT spend.customer_id, tier.id AS tier
                FROM (
                    SELECT customer_id, sum(goods) AS spent FROM tiers_spend
                    WHERE shop_id = %(shop)s GROUP BY customer_id
                ) spend
                CROSS JOIN LATERAL (
                    SELECT id FROM tiers_tier
                    WHERE shop_id = %(shop)s AND minimum <= spend.spent
                    ORDER BY minimum DESC LIMIT 1
                ) tier
            ), stands AS (
                INSERT INTO bare_standing (customer_id, shop_id, tier_id, since)
                SELECT customer_id, %(shop)s, tier, now() FROM due
            ), grouped AS (
                UPDATE shop_customer SET tier_group_id = tiers_tier.group_id
                FROM due JOIN tiers_tier ON tiers_tier.id = due.tier
                WHERE shop_customer.id = due.customer_id
            )
            INSERT INTO bare_move (shop_id, customer_id, after_id, up, cause, spent,
                                   minimum, author, at)
            SELECT %(shop)s, customer_id, tier, true, 'change', 0, 0, 'system', now()
            FROM due;
            """,
            {"shop": shop.pk},
        )
        transaction.set_rollback(True)


def _sums(shop: Shop) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT customer_id, sum(goods) FROM tiers_spend"
            " WHERE shop_id = %s GROUP BY customer_id) spent",
            [shop.pk],
        )
        cursor.fetchall()
