"""Move customers between tiers for reasons other than their orders."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from shop.models import Customer, Shop
from tiers.actions.changing import change as change_plan
from tiers.actions.changing import undo as undo_change
from tiers.actions.notifying import queue_demotion_mails, queue_notices
from tiers.actions.reviewing import MoveCause, ReviewRow, review_all, review_customer
from tiers.models import Move, TierChange
from tiers.queries.measures import Measure
from tiers.rules.plans import Plan

_Cause = Move.Cause


def change_tiers(
    *, shop: Shop, plan: Plan, grandfather: bool, author: str, now: datetime
) -> TierChange:
    """Put a plan in force, and move everybody to the tier they reach by it.

    ``grandfather``: nobody falls by the change. Raises Invalid.
    """
    # The plan first and for itself: reviewing goes in chunks, and the night would finish
    # it.
    with transaction.atomic():
        change = change_plan(
            shop=shop, plan=plan, grandfather=grandfather, author=author, now=now
        )
    review_tiers(shop=shop, author=author, now=now)
    return change


def undo_tiers(*, change: TierChange, author: str, now: datetime) -> TierChange:
    """Put the plan before a change back in force, and move everybody by it.

    Raises tiers.NotUndoable.
    """
    with transaction.atomic():
        undone = undo_change(change=change, author=author, now=now)
    review_tiers(shop=change.shop, author=author, now=now)
    return undone


def review_tiers(*, shop: Shop, author: str, now: datetime) -> int:
    """Review everybody after a change of the tiers, without days of grace; answer how many
    moved. Interrupted, the night goes on with it.
    """
    cause = MoveCause(_Cause.CHANGE, _Cause.CHANGE, author, grace=False)
    chunks = review_all(shop=shop, cause=cause, now=now)
    return sum(len(moves) for moves in chunks)


def review_night(*, author: str, now: datetime) -> Iterator[int]:
    """Review everybody by the clock. Customers who fall are told, and so are those who will
    fall before long. Yields how many moved, chunk by chunk.
    """
    cause = MoveCause(_Cause.HAND, _Cause.TIME, author)

    def notify(measure: Measure, moves: list[ReviewRow]) -> None:
        queue_demotion_mails(measure=measure, rows=moves, cause=_Cause.TIME, now=now)

    for shop in Shop.objects.order_by("pk"):
        for moves in review_all(shop=shop, cause=cause, now=now, notify=notify):
            yield len(moves)
        with transaction.atomic():
            queue_notices(shop=shop, now=now)


def review_person(*, customer: Customer, author: str, now: datetime) -> None:
    """Review the tier of a customer whose account has changed: what it is, or what counts
    for it. Requires: the customer is locked.
    """
    cause = MoveCause(_Cause.PERSON, _Cause.PERSON, author)
    review_customer(customer=customer, cause=cause, now=now)
