"""What other tiers would move and cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from core.money import ZERO, to_cent
from core.sql import Fragment, fetch
from shop.models import Customer, CustomerGroup, Shop
from tiers.models import Scheme, Tier
from tiers.queries.measures import Measure, due_tables
from tiers.rules.plans import Plan

YEAR = timedelta(days=365)


def measure_by(shop: Shop, plan: Plan) -> Measure:
    """The measure of a plan as if it were in force; nothing is written."""
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
        for each in sorted(plan.tiers, key=lambda tier: tier.minimum)
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
    orders of the last twelve months, with everybody in the tier they hold, or would hold.
    """

    tiers: Sequence[TierOutcome]
    up: int
    down: int
    cost_before: Decimal
    cost_after: Decimal

    @property
    def cost(self) -> Decimal:
        return self.cost_after - self.cost_before


# Rows (tier held, rank due, customers, goods and shipping they bought within a year).
_MOVES = Fragment("""
    WITH {due}, lately AS (
        SELECT spend.customer_id, sum(spend.goods) AS goods,
               sum(spend.shipping) AS shipping
        FROM tiers_spend spend
        WHERE spend.shop_id = %(shop)s AND spend.at >= %(lately)s
        GROUP BY spend.customer_id
    )
    SELECT due.held_id, due.rank, count(*), coalesce(sum(goods), 0),
           coalesce(sum(shipping), 0)
    FROM due LEFT JOIN lately USING (customer_id)
    WHERE due.eligible GROUP BY 1, 2 ORDER BY 2, 1
""")


def compare(
    new: Measure, old: Measure | None, now: datetime, *, point_rate: Decimal
) -> Comparison:
    """``point_rate``: what the points of one unit of money are worth. Queries: 1."""
    outcomes = {rank: TierOutcome(tier.name) for rank, tier in enumerate(new.tiers, 1)}
    none = TierOutcome("")
    held = {tier.pk: tier for tier in old.tiers} if old else {}
    ranks = {tier.pk: rank for rank, tier in enumerate(new.tiers, 1) if tier.pk}
    totals = {"up": 0, "down": 0}
    costs = [ZERO, ZERO]
    # A changed plan takes effect at once: nobody has days of grace.
    due = due_tables(new, now, grace=False)
    statement = _MOVES.fill(due=due).given(lately=now - YEAR)
    for held_id, rank, count, goods, shipping in fetch(statement):
        was, will = held.get(held_id or 0), new.tiers[rank - 1] if rank else None
        outcomes.get(ranks.get(held_id or 0, 0), none).before += count
        after = outcomes.get(rank, none)
        after.after += count
        if direction := direction_of(was, will):
            totals[direction] += count
            setattr(after, direction, getattr(after, direction) + count)
        costs[0] += _cost(was, goods, shipping, point_rate)
        costs[1] += _cost(will, goods, shipping, point_rate)
    tiers = [*outcomes.values(), *([none] if none.before or none.after else [])]
    return Comparison(
        tiers, totals["up"], totals["down"], to_cent(costs[0]), to_cent(costs[1])
    )


# A page of those who would move, by rank of the tier they would hold.
_MOVERS = Fragment("""
    WITH {due}
    SELECT due.customer_id, due.held_id, due.rank
    FROM due
    JOIN unnest(%(held)s::bigint[], %(ranks)s::int[]) AS moving (held_id, rank)
      ON moving.held_id = coalesce(due.held_id, 0) AND moving.rank = due.rank
    WHERE due.eligible
    ORDER BY due.rank, due.customer_id LIMIT %(limit)s OFFSET %(offset)s
""")


def movers(
    new: Measure, old: Measure | None, now: datetime, *, limit: int, offset: int = 0
) -> list[tuple[Customer, str, str]]:
    """Who would move, from which tier to which ("" where it is none). Queries: 2."""
    held = {0: None, **({tier.pk: tier for tier in old.tiers} if old else {})}
    due_tiers = [None, *new.tiers]
    moves = [
        (pk, rank)
        for pk, was in held.items()
        for rank, will in enumerate(due_tiers)
        if direction_of(was, will)
    ]
    statement = _MOVERS.fill(due=due_tables(new, now, grace=False)).given(
        held=[pk for pk, _rank in moves],
        ranks=[rank for _pk, rank in moves],
        limit=limit,
        offset=offset,
    )
    rows = fetch(statement)
    people = Customer.objects.in_bulk([pk for pk, *_move in rows])
    return [
        (people[pk], _name(held.get(held_id or 0)), _name(due_tiers[rank]))
        for pk, held_id, rank in rows
    ]


def _name(tier: Tier | None) -> str:
    return tier.name if tier else ""


def direction_of(was: Tier | None, will: Tier | None) -> str:
    """``up``, ``down``, or "" where nothing moves."""
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
    # Only the points beyond the usual ones are the tier's.
    more = max(group.points_multiplier - 1, Decimal(0))
    off = goods * group.discount_percent / 100 + goods * more * point_rate
    return off + (shipping if group.free_shipping else ZERO)
