"""Count many imported orders at once, and move their customers as of the orders' dates."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from core.copying import copy_rows
from core.sql import Fragment, execute
from shop.models import Customer, Order
from shop.rules.amounts import OrderMoney
from tiers.actions.reviewing import MoveCause, review
from tiers.actions.spending import count_new
from tiers.models import Move, TierStanding
from tiers.queries import standings as tiers_standings
from tiers.queries.measures import Measure, measure_of
from tiers.rules import measuring
from tiers.rules.measuring import HistoryStep


@transaction.atomic
def settle_new(
    *, added: Sequence[tuple[Order, OrderMoney]], author: str, now: datetime
) -> dict[int, Decimal]:
    """Answers the points multiplier held before each order, by the order's primary key; for
    orders that are not in the answer the customer's group of today decides.

    Sends no mail and gives no voucher.
    Requires: the caller has just written these orders, all of one shop, and has locked
    their customers.
    """
    # 1. What is each order worth?
    count_new(added)
    measure = measure_of(added[0][0].shop)
    if measure is None:
        return {}
    # 2. Which tiers did these customers have, order by order?
    owners = {order.customer.pk: order.customer for order, _ in added if order.customer}
    history = _history(measure, [owner for owner in owners.values() if owner.may_earn])
    # 3. Write the moves that follow from the new orders, dated as the orders are.
    _write_moves(measure, history, {order.pk for order, _ in added}, author)
    # 4. Bring everybody to where they stand today: orders may have left the window since.
    cause = MoveCause(Move.Cause.ORDER, Move.Cause.TIME, author)
    for row in review(measure=measure, customers=sorted(owners), cause=cause, now=now):
        tier = measure.tier(row.after)
        owners[row.customer].tier_group = tier.group if tier else None
    # 5. An order earns by the group held before it.
    groups = [None, *(tier.group for tier in measure.tiers)]
    multipliers = {}
    for customer, steps in history.items():
        for step in steps:
            group = groups[step.before] or owners[customer].shop_group
            multipliers[step.key] = group.points_multiplier if group else Decimal(1)
    return multipliers


def _history(measure: Measure, owners: Sequence[Customer]) -> dict[int, list[HistoryStep]]:
    """The orders of each customer in the order they counted, by the customer's key.

    Without customers who can have no tier, and without those who ever had one by hand:
    what they held then does not follow from their orders. Queries: 2.
    """
    excluded = set(measure.scheme.excluded_groups)
    keys = {each.pk for each in owners if each.shop_group_id not in excluded}
    keys -= tiers_standings.pinned(keys)
    bought: dict[int, list[tuple[datetime, int, Decimal]]] = defaultdict(list)
    for customer, at, key, amount in tiers_standings.bought(measure, keys):
        bought[customer].append((at, key, amount))
    return {
        customer: list(measuring.walk(orders, measure.minimums, **measure.window))
        for customer, orders in bought.items()
    }


@dataclass(frozen=True, slots=True)
class _NewMove:
    customer: int
    step: HistoryStep
    before: int


_COLUMNS = (
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
_WRITE_STANDINGS = Fragment("""
    INSERT INTO tiers_tierstanding (customer_id, shop_id, tier_id, since)
    SELECT customer, %(shop)s, tier, since
    FROM unnest(%(customers)s::bigint[], %(tiers)s::bigint[], %(since)s::timestamptz[])
         AS latest (customer, tier, since)
    ON CONFLICT (customer_id) DO UPDATE SET
        tier_id = excluded.tier_id, since = excluded.since, below_since = NULL
""")


def _write_moves(
    measure: Measure,
    history: Mapping[int, Sequence[HistoryStep]],
    new: set[int],
    author: str,
) -> None:
    """Queries: 3."""
    known = {row.pk: row for row in TierStanding.objects.filter(customer__in=history)}
    moves = [
        move
        for customer, steps in history.items()
        for move in _new_moves(measure, customer, steps, known.get(customer), new)
    ]
    copy_rows(Move, _COLUMNS, (_row(measure, move, author) for move in moves))
    # The last move of each customer says where they stand.
    latest = {move.customer: move.step for move in moves}
    keys = [None, *(tier.pk for tier in measure.tiers)]
    execute(
        _WRITE_STANDINGS.given(
            shop=measure.shop.pk,
            customers=[*latest],
            tiers=[keys[step.after] for step in latest.values()],
            since=[step.at for step in latest.values()],
        )
    )


def _new_moves(
    measure: Measure,
    customer: int,
    steps: Sequence[HistoryStep],
    known: TierStanding | None,
    new: set[int],
) -> Iterator[_NewMove]:
    """Only moves later than everything known of the customer: the moves are append-only,
    and each begins where the one before has ended.
    """
    keys = [tier.pk for tier in measure.tiers]
    rank = keys.index(known.tier_id) + 1 if known and known.tier_id in keys else 0
    for step in steps:
        if step.key in new and (known is None or step.at > known.since):
            if step.after != rank:
                yield _NewMove(customer, step, rank)
            rank = step.after


def _row(measure: Measure, move: _NewMove, author: str) -> tuple[object, ...]:
    tiers = [None, *measure.tiers]
    before, after = tiers[move.before], tiers[move.step.after]
    up = move.step.after > move.before
    gained_or_lost = after if up else before
    assert gained_or_lost is not None, "a move has a tier"
    return (
        measure.shop.pk,
        move.customer,
        before and before.pk,
        after and after.pk,
        up,
        (Move.Cause.ORDER if up else Move.Cause.TIME).value,
        move.step.key,
        move.step.spent,
        gained_or_lost.minimum,
        author,
        move.step.at,
    )
