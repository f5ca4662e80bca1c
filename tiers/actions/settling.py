"""Count what an order is worth for its customer's tier, and review the customer."""

from datetime import datetime
from functools import partial

from django.db import transaction

from shop.models import Customer
from shop.models.order_case import OrderCase
from tiers.actions.reviewing import MoveCause, review_customer
from tiers.actions.rewards import reward
from tiers.actions.spending import count
from tiers.actions.tier_settlement import TierSettlement
from tiers.models import Move
from tiers.queries import standings as tiers_standings


def settle(case: OrderCase) -> TierSettlement:
    """Count the order for its customer's tier, and move them. Idempotent.

    Requires: the caller has locked the customer and the order.
    """
    order, now = case.order, case.now
    # 1. What is the order worth now, and for whom?
    counted = count(case)
    fall = Move.Cause.REFUND if case.stands else Move.Cause.CANCELLATION
    if not counted.lowered:
        fall = Move.Cause.TIME
    cause = MoveCause(Move.Cause.ORDER, fall, case.author, order)
    # 2. Review the customer it counted for before, after this transaction: their lock comes
    #    before the order's, which is held. Should this be lost, the night does the same.
    if counted.former:
        transaction.on_commit(partial(_review_former, counted.former, cause, now))
    customer = order.customer
    if customer is None:
        return TierSettlement()
    if not counted.changed:
        return TierSettlement(tiers_standings.tier_of(customer))
    # 3. Review the customer it counts for; reward or notify them where they have moved.
    customer.shop = order.shop
    reviewed = review_customer(customer=customer, cause=cause, now=now)
    if reviewed is None:
        return TierSettlement()
    row = reviewed.row
    if row.move and not case.silent:
        reward(customer=customer, reviewed=reviewed, cause=cause, now=now)
    return TierSettlement(reviewed.tier, row.up if row.move else None)


@transaction.atomic
def _review_former(pk: int, cause: MoveCause, now: datetime) -> None:
    rows = Customer.objects.select_for_update(of=("self",), no_key=True)
    customer = rows.select_related("shop").get(pk=pk)
    review_customer(customer=customer, cause=cause, now=now)
