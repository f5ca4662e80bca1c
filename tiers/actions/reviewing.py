"""Bring customers to the tier they should hold.

There is no other way to change a tier: an order, a refund, the night, a pin and new
thresholds all come through here. Idempotent.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import batched

from django.db import transaction

from core.sql import Fragment, fetch
from shop.models import Customer, Order, Shop
from tiers.models import Move, Tier
from tiers.queries.measures import CHANGES, Measure, due_tables, measure_of, to_review

# Customers per transaction: few enough that nobody waits long for a lock.
CHUNK = 5000

type Notify = Callable[[Measure, list[ReviewRow]], None]


@dataclass(frozen=True, slots=True)
class MoveCause:
    """What causes a move up, and a move down. ``grace`` False: nobody keeps a tier for the
    days of grace, as when the tiers themselves change.
    """

    up: Move.Cause
    down: Move.Cause
    author: str
    order: Order | None = None
    grace: bool = True


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """The tier a customer holds after a review, and before. ``move`` is the move that this
    review has written, if any.
    """

    customer: int
    before: int | None
    after: int | None
    spent: Decimal
    up: bool
    move: int | None
    below_since: datetime | None


# One statement writes all three places, so that they cannot disagree: the standing, the
# customer's group, and the move. Its last SELECT sees the tables as they were before.
_REVIEW = Fragment("""
    WITH {due}, changed AS (
        -- A customer without a tier counts as below the lowest one, which may begin at 0.
        SELECT due.*, due.minimum > coalesce(former.minimum, -1) AS up,
               coalesce(due.minimum, former.minimum, 0) AS gained_minimum,
               coalesce(former.minimum, 0) AS lost_minimum
        FROM due LEFT JOIN tiers_tier former ON former.id = due.held_id
        WHERE {changes}
    ), standing AS (
        INSERT INTO tiers_tierstanding AS standing
               (customer_id, shop_id, tier_id, since, below_since)
        SELECT customer_id, %(shop)s, due_id, %(now)s, due_below FROM changed
        ON CONFLICT (customer_id) DO UPDATE SET
            tier_id = excluded.tier_id,
            below_since = excluded.below_since,
            -- Days of grace that begin or end do not make the tier a new one.
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
               (%(orders)s::jsonb ->> customer_id::text)::bigint,
               spent, CASE WHEN up THEN gained_minimum ELSE lost_minimum END,
               %(author)s, %(now)s
        FROM changed WHERE due_id IS DISTINCT FROM held_id
        RETURNING id, customer_id, up
    )
    SELECT due.customer_id, due.held_id, due.due_id, due.spent, coalesce(move.up, FALSE),
           move.id, due.due_below
    FROM due LEFT JOIN move USING (customer_id)
    ORDER BY due.customer_id
""").fill(changes=CHANGES)


def review(
    *,
    measure: Measure,
    customers: Sequence[int],
    cause: MoveCause,
    now: datetime,
    orders: Mapping[int, int] | None = None,
) -> list[ReviewRow]:
    """A row for each of these customers (primary keys). ``orders``: by customer, the order
    that causes a move, where it is not one order for all.

    Requires: the caller has locked them. Queries: 1.
    """
    if cause.order:
        orders = dict.fromkeys(customers, cause.order.pk)
    due = due_tables(measure, now, customers=customers, grace=cause.grace)
    statement = _REVIEW.fill(due=due).given(
        cause_up=cause.up,
        cause_down=cause.down,
        orders=json.dumps(orders or {}),
        author=cause.author,
    )
    return [ReviewRow(*row) for row in fetch(statement)]


@dataclass(frozen=True, slots=True)
class TierReview:
    """``tier`` is the one the customer holds now, its group at hand."""

    row: ReviewRow
    tier: Tier | None
    measure: Measure


def review_customer(
    *, customer: Customer, cause: MoveCause, now: datetime
) -> TierReview | None:
    """None where the shop has no tiers. Sets the customer's ``tier_group``.

    Requires: the caller has locked the customer. Queries: 2.
    """
    measure = measure_of(customer.shop)
    if measure is None:
        return None
    [row] = review(measure=measure, customers=[customer.pk], cause=cause, now=now)
    tier = measure.tier(row.after)
    customer.tier_group = tier.group if tier else None
    return TierReview(row, tier, measure)


def review_all(
    *, shop: Shop, cause: MoveCause, now: datetime, notify: Notify | None = None
) -> Iterator[list[ReviewRow]]:
    """Review everybody who does not hold the tier they should: the moves, a chunk per
    transaction. ``notify`` is given them within the same transaction.

    Interrupted, it has lost nothing; run again, it goes on where it stopped.
    """
    measure = measure_of(shop)
    if measure is None:
        return
    for chunk in batched(to_review(measure, now, grace=cause.grace), CHUNK):
        with transaction.atomic():
            # In the order of their keys, as everywhere, or two reviews could wait for
            # each other.
            rows = Customer.objects.select_for_update(no_key=True).filter(pk__in=chunk)
            locked = list(rows.order_by("pk").values_list("pk", flat=True))
            found = review(measure=measure, customers=locked, cause=cause, now=now)
            moved = [row for row in found if row.move]
            if notify:
                notify(measure, moved)
        yield moved
