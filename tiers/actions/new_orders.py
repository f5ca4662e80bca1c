"""Count many new orders at once and move their customers, today and as ``settle`` does."""

from collections.abc import Sequence
from datetime import datetime

from shop.models import Order
from shop.rules.amounts import OrderMoney
from tiers.actions.reviewing import MoveCause, ReviewRow, TierReview, review
from tiers.actions.rewards import reward
from tiers.actions.spending import count_new
from tiers.actions.tier_settlement import TierSettlement
from tiers.models import Move
from tiers.queries import standings as tiers_standings
from tiers.queries.measures import Measure, measure_of


def settle_each(
    *, added: Sequence[tuple[Order, OrderMoney]], author: str, now: datetime
) -> dict[int, TierSettlement]:
    """What each order has done for its customer's tier, by the order's primary key.

    Sets the customers' ``tier_group``; whoever moves up is given their voucher and written
    to.

    Requires: the caller has just written these orders of one shop, no two of them of one
    customer, and has locked the customers. Queries: 4, and those of the rewards.
    """
    orders = {order.customer.pk: order for order, _ in added if order.customer}
    counted = {pk: each for pk, each in orders.items() if each.qualified_at}
    # 1. What is each order worth?
    count_new(added)
    # 2. Whose order counts is reviewed; of the others it is asked where they stand.
    waiting = orders.keys() - counted.keys()
    tiers = tiers_standings.tiers_of(waiting) if waiting else {}
    settled = {orders[pk].pk: TierSettlement(tiers.get(pk)) for pk in waiting}
    measure = measure_of(added[0][0].shop) if counted else None
    if measure is None:
        return settled
    keys = {pk: order.pk for pk, order in counted.items()}
    cause = MoveCause(Move.Cause.ORDER, Move.Cause.TIME, author)
    rows = review(
        measure=measure, customers=sorted(keys), orders=keys, cause=cause, now=now
    )
    # 3. Reward or tell those who have moved, each because of their own order.
    for row in rows:
        order = counted[row.customer]
        settled[order.pk] = _settle_one(measure, row, order, cause, now)
    return settled


def _settle_one(
    measure: Measure, row: ReviewRow, order: Order, cause: MoveCause, now: datetime
) -> TierSettlement:
    customer, tier = order.customer, measure.tier(row.after)
    assert customer is not None, "only orders of somebody are reviewed"
    customer.tier_group = tier.group if tier else None
    if row.move:
        customer.shop = order.shop
        reviewed = TierReview(row, tier, measure)
        reward(customer=customer, reviewed=reviewed, cause=cause, now=now)
    return TierSettlement(tier, row.up if row.move else None)
