"""What the tiers in force have given: members, moves, and who is close to the next one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from core.money import ZERO
from core.sql import Fragment, fetch
from tiers.models import Tier
from tiers.queries.comparison import YEAR
from tiers.queries.measures import Measure
from tiers.queries.next_tier import near_next_tier

# How many customers close to the next tier are listed.
LISTED = 50


@dataclass(frozen=True, slots=True)
class TierFigures:
    """``share``: of the members, in whole percent. Money is of the last twelve months."""

    tier: Tier
    members: int
    share: int
    orders: int
    spent: Decimal
    discount: Decimal


@dataclass(frozen=True, slots=True)
class MonthlyMoves:
    first: datetime
    up: int
    down: int


@dataclass(frozen=True, slots=True)
class NearCustomer:
    customer: int
    name: str
    tier: Tier
    missing: Decimal


@dataclass(frozen=True, slots=True)
class TierStatistics:
    tiers: Sequence[TierFigures] = field(default_factory=list)
    months: Sequence[MonthlyMoves] = field(default_factory=list)
    near: Sequence[NearCustomer] = field(default_factory=list)


def statistics(measure: Measure, now: datetime) -> TierStatistics:
    """Answer the tiers in figures. Queries: 3."""
    return TierStatistics(
        figures_by_tier(measure, now),
        moves_by_month(measure, now),
        customers_near_next_tier(measure, now),
    )


_FIGURES = Fragment("""
    WITH lately AS (
        SELECT spend.customer_id, count(*) AS orders, sum(spend.goods) AS spent,
               sum(spend.gross - spend.goods) AS discount
        FROM tiers_spend spend
        WHERE spend.shop_id = %(shop)s AND spend.at >= %(lately)s
        GROUP BY spend.customer_id
    )
    SELECT standing.tier_id, count(*), coalesce(sum(orders), 0),
           coalesce(sum(spent), 0), coalesce(sum(discount), 0)
    FROM tiers_tierstanding standing LEFT JOIN lately USING (customer_id)
    WHERE standing.shop_id = %(shop)s AND standing.tier_id IS NOT NULL
    GROUP BY 1
""")


def figures_by_tier(measure: Measure, now: datetime) -> list[TierFigures]:
    """Answer the figures of each tier in force, the lowest first. Queries: 1."""
    rows = fetch(_FIGURES.given(shop=measure.shop.pk, lately=now - YEAR))
    found = {tier: (members, *money) for tier, members, *money in rows}
    total = sum(members for members, *_money in found.values()) or 1
    return [
        TierFigures(tier, members, round(100 * members / total), int(orders), *money)
        for tier in measure.tiers
        for members, orders, *money in [found.get(tier.pk, (0, 0, ZERO, ZERO))]
    ]


# Nobody is promoted by registering: only moves from a tier count as up.
_MOVES = Fragment("""
    SELECT date_trunc('month', at AT TIME ZONE %(zone)s) AT TIME ZONE %(zone)s,
           count(*) FILTER (WHERE up AND before_id IS NOT NULL),
           count(*) FILTER (WHERE NOT up)
    FROM tiers_move WHERE shop_id = %(shop)s AND at >= %(lately)s
    GROUP BY 1 ORDER BY 1 DESC
""")


def moves_by_month(measure: Measure, now: datetime) -> list[MonthlyMoves]:
    """Answer the moves of the last twelve months, the newest first. Queries: 1."""
    shop = measure.shop
    values = {"shop": shop.pk, "zone": shop.timezone, "lately": now - YEAR}
    return [MonthlyMoves(*row) for row in fetch(_MOVES.given(**values))]


_NEAR = Fragment("""
    SELECT near.customer_id,
           coalesce(nullif(trim(customer.first_name || ' ' || customer.last_name), ''),
                    customer.external_id),
           near.tier_id, near.missing
    FROM ({near}) near JOIN shop_customer customer ON customer.id = near.customer_id
    ORDER BY 4, 1 LIMIT %(listed)s
""")


def customers_near_next_tier(measure: Measure, now: datetime) -> list[NearCustomer]:
    """Answer those who lack least first, at most LISTED. Queries: 1."""
    rows = fetch(_NEAR.fill(near=near_next_tier(measure, now)).given(listed=LISTED))
    tiers = {tier.pk: tier for tier in measure.tiers}
    return [
        NearCustomer(customer, name, tiers[tier], missing)
        for customer, name, tier, missing in rows
    ]
