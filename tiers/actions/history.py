"""Many orders at once that nobody has counted yet: tiers as they were, by date."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection, transaction

from core.copying import copy_rows
from shop.models import Customer, Order, Shop
from shop.rules import PricedLine
from tiers import queries as tiers_queries
from tiers import rules
from tiers.actions.reviewing import MoveCause, review
from tiers.actions.spending import count_new
from tiers.models import Move, Tier, TierStanding
from tiers.queries import Measure, measure_of
from tiers.rules import HistoryStep


@transaction.atomic
def settle_new(
    *, added: Sequence[tuple[Order, list[PricedLine]]], author: str, now: datetime
) -> dict[int, Decimal]:
    """The caller has just written these orders and locked their customers. Nobody is
    told, and no voucher is given.

    Answers the multiplier of the group held before each of them, by the order's key; of
    those not answered the customer's group of today decides.
    """
    count_new(added)
    shop = added[0][0].shop
    measure = measure_of(shop)
    if measure is None:
        return {}
    owners = {order.customer.pk: order.customer for order, _ in added if order.customer}
    past = _past(measure, [owner for owner in owners.values() if owner.may_earn])
    _write(measure, past, {order.pk for order, _ in added}, author)
    cause = MoveCause(Move.Cause.ORDER, Move.Cause.TIME, author)
    for done in review(measure=measure, customers=sorted(owners), cause=cause, now=now):
        tier = measure.tier(done.after)
        owners[done.customer].tier_group = tier.group if tier else None
    return {
        step.key: _multiplier(measure, owners[customer], step.before)
        for customer, steps in past.items()
        for step in steps
    }


def _multiplier(measure: Measure, owner: Customer, rank: int) -> Decimal:
    group = measure.tiers[rank - 1].group if rank else owner.shop_group
    return group.points_multiplier if group else Decimal(1)


def _past(measure: Measure, owners: Sequence[Customer]) -> dict[int, list[HistoryStep]]:
    """Each customer's orders in the order they counted. Two queries.

    Not of those who have no tier, or one that was given by hand.
    """
    excluded = set(measure.scheme.excluded_groups)
    keys = {each.pk for each in owners if each.shop_group_id not in excluded}
    keys -= tiers_queries.pinned(keys)
    bought: dict[int, list[tuple[datetime, int, Decimal]]] = defaultdict(list)
    for customer, at, key, amount in tiers_queries.bought(measure, keys):
        bought[customer].append((at, key, amount))
    return {
        customer: list(rules.walk(orders, measure.minimums, **measure.window))
        for customer, orders in bought.items()
    }


@dataclass(frozen=True, slots=True)
class _Moved:
    customer: int
    step: HistoryStep
    before: int


def _write(
    measure: Measure, past: dict[int, list[HistoryStep]], new: set[int], author: str
) -> None:
    """Moves that come after all that is known of a customer; the review does the rest."""
    known = {row.pk: row for row in TierStanding.objects.filter(customer__in=past)}
    moves = [
        move
        for customer, steps in past.items()
        for move in _moves(measure, customer, steps, known.get(customer), new)
    ]
    tiers = [None, *measure.tiers]
    copy_rows(Move, _MOVE, (_row(measure.shop, move, tiers, author) for move in moves))
    _stand(measure.shop, {move.customer: move for move in moves}, tiers)


def _moves(
    measure: Measure,
    customer: int,
    steps: Sequence[HistoryStep],
    known: TierStanding | None,
    new: set[int],
) -> Iterator[_Moved]:
    keys = [tier.pk for tier in measure.tiers]
    rank = keys.index(known.tier_id) + 1 if known and known.tier_id in keys else 0
    for step in steps:
        if step.key in new and (known is None or step.at > known.since):
            if step.after != rank:
                yield _Moved(customer, step, rank)
            rank = step.after


_MOVE = (
    "shop_id",
    "customer_id",
    "before_id",
    "after_id",
    "up",
    "cause",
    "order_id",
    "spent",
    "minimum",
    "author",
    "at",
)


def _row(
    shop: Shop, move: _Moved, tiers: Sequence[Tier | None], author: str
) -> tuple[object, ...]:
    before, after = tiers[move.before], tiers[move.step.after]
    up = move.step.after > move.before
    gained = after if up else before
    assert gained is not None, "a move has a tier"
    return (
        shop.pk,
        move.customer,
        before and before.pk,
        after and after.pk,
        up,
        (Move.Cause.ORDER if up else Move.Cause.TIME).value,
        move.step.key,
        move.step.spent,
        gained.minimum,
        author,
        move.step.at,
    )


def _stand(shop: Shop, last: dict[int, _Moved], tiers: Sequence[Tier | None]) -> None:
    rows = [
        (customer, tier and tier.pk, move.step.at)
        for customer, move in last.items()
        for tier in [tiers[move.step.after]]
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO tiers_tierstanding (customer_id, shop_id, tier_id, since)
            SELECT customer, %s, tier, since
            FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[])
                 AS said (customer, tier, since)
            ON CONFLICT (customer_id) DO UPDATE SET
                tier_id = excluded.tier_id, since = excluded.since, below_since = NULL
            """,
            [shop.pk, *([row[n] for row in rows] for n in range(3))],
        )
