"""Bring customers to where they should stand. There is no other way to change tier: an
order, a refund, the night, a pin and new thresholds all come through here, and twice is
once.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import batched

from django.db import transaction

from shop.models import Customer, Order, Shop
from tiers import queries as tiers_queries
from tiers.models import Move, Tier
from tiers.queries import CHANGES, Measure, due_sql, measure_of, select

CHUNK = 5000

type Telling = Callable[[Measure, list[ReviewRow]], None]


@dataclass(frozen=True, slots=True)
class MoveCause:
    """The cause of a move up, and of one down; where the tiers change there is no
    ``grace``.
    """

    up: Move.Cause
    down: Move.Cause
    author: str
    order: Order | None = None
    grace: bool = True


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """Where a customer stands, and the move of this run if it has moved him."""

    customer: int
    before: int | None
    after: int | None
    spent: Decimal
    up: bool
    move: int | None
    below_since: datetime | None


_WRITE = f"""
    WITH {{due}}, changed AS (
        SELECT due.*, due.minimum > coalesce(former.minimum, -1) AS up,
               coalesce(due.minimum, former.minimum, 0) AS ours,
               coalesce(former.minimum, 0) AS theirs
        FROM due LEFT JOIN tiers_tier former ON former.id = due.held_id
        WHERE {CHANGES}
    ), standing AS (
        INSERT INTO tiers_tierstanding AS standing
               (customer_id, shop_id, tier_id, since, below_since)
        SELECT customer_id, %(shop)s, due_id, %(now)s, due_below FROM changed
        ON CONFLICT (customer_id) DO UPDATE SET
            tier_id = excluded.tier_id,
            below_since = excluded.below_since,
            since = CASE WHEN standing.tier_id IS DISTINCT FROM excluded.tier_id
                    THEN excluded.since ELSE standing.since END
    ), customer AS (
        UPDATE shop_customer customer SET tier_group_id = changed.due_group FROM changed
        WHERE customer.id = changed.customer_id
          AND customer.tier_group_id IS DISTINCT FROM changed.due_group
    ), move AS (
        INSERT INTO tiers_move (shop_id, customer_id, before_id, after_id, up, cause,
                                order_id, spent, minimum, author, at)
        SELECT %(shop)s, customer_id, held_id, due_id, coalesce(up, FALSE),
               CASE WHEN up THEN %(cause_up)s ELSE %(cause_down)s END,
               %(order)s, spent, CASE WHEN up THEN ours ELSE theirs END,
               %(author)s, %(now)s
        FROM changed WHERE due_id IS DISTINCT FROM held_id
        RETURNING id, customer_id, up
    )
    SELECT due.customer_id, due.held_id, due.due_id, due.spent, coalesce(move.up, FALSE),
           move.id, due.due_below
    FROM due LEFT JOIN move USING (customer_id)
    ORDER BY due.customer_id
"""


def review(
    *, measure: Measure, customers: Sequence[int], cause: MoveCause, now: datetime
) -> list[ReviewRow]:
    """The caller has locked these customers. One statement, however many."""
    sql = _WRITE.format(due=due_sql(measure, of=True))
    values = measure.values(now, grace=cause.grace) | {
        "customers": list(customers),
        "cause_up": cause.up,
        "cause_down": cause.down,
        "order": cause.order and cause.order.pk,
        "author": cause.author,
    }
    return [ReviewRow(*row) for row in select(sql, values)]


@dataclass(frozen=True, slots=True)
class TierReview:
    """``tier`` is the one he holds now, its group at hand."""

    done: ReviewRow
    tier: Tier | None
    measure: Measure


def review_customer(
    *, customer: Customer, cause: MoveCause, now: datetime
) -> TierReview | None:
    """The caller has locked him; his group is at hand then. None where his shop has no
    tiers.
    """
    measure = measure_of(customer.shop)
    if measure is None:
        return None
    [done] = review(measure=measure, customers=[customer.pk], cause=cause, now=now)
    tier = measure.tier(done.after)
    customer.tier_group = tier.group if tier else None
    return TierReview(done, tier, measure)


def review_all(
    *, shop: Shop, cause: MoveCause, now: datetime, told: Telling | None = None
) -> Iterator[list[ReviewRow]]:
    """Everybody who does not stand where he should, a chunk per transaction: the moves,
    of which ``told`` tells people in the same transaction.

    Interrupted, it has lost nothing; run again, it goes on where it stopped.
    """
    measure = measure_of(shop)
    if measure is None:
        return
    for chunk in batched(tiers_queries.to_review(measure, now, grace=cause.grace), CHUNK):
        with transaction.atomic():
            rows = Customer.objects.select_for_update(no_key=True).filter(pk__in=chunk)
            locked = list(rows.order_by("pk").values_list("pk", flat=True))
            done = review(measure=measure, customers=locked, cause=cause, now=now)
            moved = [each for each in done if each.move]
            if told:
                told(measure, moved)
        yield moved
