"""What other tiers would move and cost, and what those in force have given."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from core.money import ZERO, to_cent
from shop.models import CustomerGroup, Shop
from tiers.models import Scheme, Tier
from tiers.queries.measures import Measure, due_sql, select
from tiers.queries.next_tier import near_next_tier
from tiers.rules import Plan

YEAR = timedelta(days=365)
NEAR = 50


def measure_by(shop: Shop, plan: Plan) -> Measure:
    """A plan as if it were in force; nothing is written."""
    tiers = sorted(plan.tiers, key=lambda tier: tier.minimum)
    rows = [
        Tier(
            pk=each.key,
            shop=shop,
            name=each.name,
            minimum=each.minimum,
            group=CustomerGroup(
                discount_percent=each.discount_percent,
                points_multiplier=each.points_multiplier,
                free_shipping=each.free_shipping,
            ),
        )
        for each in tiers
    ]
    return Measure(Scheme(shop=shop, **plan.scheme), rows)


@dataclass(slots=True)
class TierOutcome:
    """A tier as it would be: how many hold it, come up to it, come down to it."""

    name: str
    before: int = 0
    after: int = 0
    up: int = 0
    down: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """``cost_before`` and ``cost_after``: what the tiers' rights would have cost on the
    orders of the last twelve months, had everybody stood where he does, or would.
    """

    tiers: Sequence[TierOutcome]
    up: int
    down: int
    cost_before: Decimal
    cost_after: Decimal

    @property
    def cost(self) -> Decimal:
        return self.cost_after - self.cost_before


def compare(
    new: Measure, old: Measure | None, now: datetime, *, point_rate: Decimal
) -> Comparison:
    """``point_rate``: what the points of one unit of money are worth. One query."""
    outcomes = {rank: TierOutcome(tier.name) for rank, tier in enumerate(new.tiers, 1)}
    none = TierOutcome("")
    held = {tier.pk: tier for tier in old.tiers} if old else {}
    ranks = {tier.pk: n for n, tier in enumerate(new.tiers, 1) if tier.pk}
    totals = {"up": 0, "down": 0}
    costs = [ZERO, ZERO]
    for held_id, rank, count, goods, shipping in _moved(new, now):
        was, will = held.get(held_id or 0), new.tiers[rank - 1] if rank else None
        there = ranks.get(held_id or 0, 0)
        outcomes.get(there, none).before += count
        after = outcomes.get(rank, none)
        after.after += count
        way = _way(was, will)
        if way:
            totals[way] += count
            setattr(after, way, getattr(after, way) + count)
        costs[0] += _cost(was, goods, shipping, point_rate)
        costs[1] += _cost(will, goods, shipping, point_rate)
    tiers = [*outcomes.values(), *([none] if none.before or none.after else [])]
    return Comparison(
        tiers, totals["up"], totals["down"], to_cent(costs[0]), to_cent(costs[1])
    )


def _moved(
    measure: Measure, now: datetime
) -> list[tuple[int | None, int, int, Decimal, Decimal]]:
    """The tier held, the place due, how many, and what they bought within a year."""
    rows = select(
        f"""
        WITH {due_sql(measure, of=False)}, lately AS (
            SELECT spend.customer_id, sum(spend.goods) AS goods,
                   sum(spend.shipping) AS shipping
            FROM tiers_spend spend
            WHERE spend.shop_id = %(shop)s AND spend.at >= %(lately)s
            GROUP BY spend.customer_id
        )
        SELECT due.held_id, due.place, count(*), coalesce(sum(goods), 0),
               coalesce(sum(shipping), 0)
        FROM due LEFT JOIN lately USING (customer_id)
        WHERE due.may GROUP BY 1, 2 ORDER BY 2, 1
        """,
        measure.values(now, grace=False) | {"lately": now - YEAR},
    )
    return [(held, rank, *figures) for held, rank, *figures in rows]


def _way(was: Tier | None, will: Tier | None) -> str:
    if was == will:
        return ""
    before = was.minimum if was else Decimal(-1)
    return "up" if (will.minimum if will else Decimal(-1)) > before else "down"


def _cost(
    tier: Tier | None, goods: Decimal, shipping: Decimal, point_rate: Decimal
) -> Decimal:
    if tier is None:
        return ZERO
    group = tier.group
    more = max(group.points_multiplier - 1, Decimal(0))
    off = goods * group.discount_percent / 100 + goods * more * point_rate
    return off + (shipping if group.free_shipping else ZERO)


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
    """Three queries."""
    return TierStatistics(_tiers(measure, now), _months(measure, now), _near(measure, now))


def _tiers(measure: Measure, now: datetime) -> list[TierFigures]:
    rows = select(
        """
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
        """,
        {"shop": measure.shop.pk, "lately": now - YEAR},
    )
    found = {tier: (members, *money) for tier, members, *money in rows}
    total = sum(members for members, *_money in found.values()) or 1
    return [
        TierFigures(tier, members, round(100 * members / total), int(orders), *money)
        for tier in measure.tiers
        for members, orders, *money in [found.get(tier.pk, (0, 0, ZERO, ZERO))]
    ]


def _months(measure: Measure, now: datetime) -> list[MonthlyMoves]:
    rows = select(
        """
        SELECT date_trunc('month', at AT TIME ZONE %(zone)s) AT TIME ZONE %(zone)s,
               count(*) FILTER (WHERE up AND before_id IS NOT NULL),
               count(*) FILTER (WHERE NOT up)
        FROM tiers_move WHERE shop_id = %(shop)s AND at >= %(lately)s
        GROUP BY 1 ORDER BY 1 DESC
        """,
        {"shop": measure.shop.pk, "zone": measure.shop.timezone, "lately": now - YEAR},
    )
    return [MonthlyMoves(first, up, down) for first, up, down in rows]


def _near(measure: Measure, now: datetime) -> list[NearCustomer]:
    sql, values = near_next_tier(measure, now)
    rows = select(
        f"""
        SELECT near.customer_id,
               coalesce(nullif(trim(customer.first_name || ' ' || customer.last_name), ''),
                        customer.external_id),
               near.tier_id, near.missing
        FROM ({sql}) near JOIN shop_customer customer ON customer.id = near.customer_id
        ORDER BY 4, 1 LIMIT %(near)s
        """,
        values | {"near": NEAR},
    )
    by_key = {tier.pk: tier for tier in measure.tiers}
    return [
        NearCustomer(customer, name, by_key[tier], missing)
        for customer, name, tier, missing in rows
    ]
