"""An order counts for what it should, and its customer stands where that puts him."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from shop.models import Customer, Order, OrderLine
from tiers import queries as tiers_queries
from tiers.actions.reviewing import MoveCause, review_customer
from tiers.actions.rewards import reward
from tiers.actions.spending import Counted, count
from tiers.models import Move, Tier

_Cause = Move.Cause


@dataclass(frozen=True, slots=True)
class TierSettlement:
    """The tier its customer holds now, and whether this run moved him: up, or down."""

    tier: Tier | None = None
    up: bool | None = None


def settle(
    *,
    order: Order,
    lines: Sequence[OrderLine],
    counts: bool,
    cancelled: bool,
    new: bool = False,
    history: bool = False,
    author: str,
    now: datetime,
) -> TierSettlement:
    """The caller has locked the customer and the order. Twice is once.

    ``counts``: its states make it count. Of ``history`` nobody is told, and it gives no
    voucher. For whom it counted before is reviewed once this transaction is through: his
    lock comes before the order's.
    """
    priced = [line.priced for line in lines] if counts else []
    counted = count(order=order, lines=priced, counts=counts, new=new)
    cause = MoveCause(_Cause.ORDER, _fall(counted, cancelled=cancelled), author, order)
    if counted.former:
        _review_later(counted.former, cause, now)
    customer = order.customer
    if customer is None:
        return TierSettlement()
    if not counted.changed:
        return TierSettlement(tiers_queries.tier_of(customer))
    customer.shop = order.shop
    reviewed = review_customer(customer=customer, cause=cause, now=now)
    if reviewed is None:
        return TierSettlement()
    done = reviewed.done
    if done.move and not history:
        reward(customer=customer, reviewed=reviewed, cause=cause, now=now)
    return TierSettlement(reviewed.tier, done.up if done.move else None)


def _fall(counted: Counted, *, cancelled: bool) -> _Cause:
    if not counted.lowered:
        return _Cause.TIME
    return _Cause.CANCELLATION if cancelled else _Cause.REFUND


def _review_later(customer: int, cause: MoveCause, now: datetime) -> None:
    """Should this never happen, the night sees the same."""
    transaction.on_commit(partial(_review_former, customer, cause, now))


@transaction.atomic
def _review_former(pk: int, cause: MoveCause, now: datetime) -> None:
    rows = Customer.objects.select_for_update(of=("self",), no_key=True)
    customer = rows.select_related("shop").get(pk=pk)
    review_customer(customer=customer, cause=cause, now=now)
