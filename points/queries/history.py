"""What has happened to a customer's points."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, TypedDict

from django.db.models import F, FilteredRelation, Q, QuerySet
from django_stubs_ext import Annotations

from accounts.queries import staff_email
from points.models import AdjustmentReason, LedgerEntry, Lot, Movement
from shop.models import Customer, Order
from vouchers.models import Voucher


@dataclass(frozen=True, slots=True)
class MovementLine:
    """A movement, and the present state of its points: None where there is none to show.

    ``until`` is when pending points can be spent.
    """

    movement: Movement
    state: Lot.State | None
    until: datetime | None = None


_STATES = {
    Movement.Kind.CONVERT: Lot.State.CONVERTED,
    Movement.Kind.EXPIRE: Lot.State.EXPIRED,
    Movement.Kind.ERASE: Lot.State.CANCELLED,
}


# The entry that issued a lot without an order: by hand, or for an action.
_GIFTS = [LedgerEntry.Kind.ADJUST, LedgerEntry.Kind.EARN]


class MovementSort(StrEnum):
    """What a customer looks for in their history."""

    ORDERS = "orders"
    VOUCHERS = "vouchers"
    ENDED = "ended"
    OTHERS = "others"


_Kind = Movement.Kind
KINDS_BY_SORT = {
    MovementSort.ORDERS: [_Kind.SETTLE],
    MovementSort.VOUCHERS: [_Kind.CONVERT, _Kind.RETURN],
    MovementSort.ENDED: [_Kind.EXPIRE],
    MovementSort.OTHERS: [
        *(_Kind.ACTION, _Kind.GRANT, _Kind.ADJUST),
        *(_Kind.MERGE, _Kind.UNMERGE, _Kind.ERASE),
    ],
}


def movements(customer: Customer) -> QuerySet[Movement]:
    """Newest first, each with its cause."""
    return (
        Movement.objects.filter(account=customer.pk)
        .select_related("order", "voucher", "other")
        .order_by("-number")
    )


def movement_lines(movements: Sequence[Movement], now: datetime) -> Iterator[MovementLine]:
    """Answer one customer's movements, each with the state of its points. Queries: 1."""
    lots = _lots_behind(movements)
    for movement in movements:
        lot = lots.get(movement.pk)
        kind = Movement.Kind(movement.kind)
        # What takes points has no state of its own: a settlement that takes cancels.
        if lot is None or movement.points <= 0:
            settled = kind == Movement.Kind.SETTLE
            yield MovementLine(
                movement, Lot.State.CANCELLED if settled else _STATES.get(kind)
            )
        else:
            state = lot.state_at(now)
            # A day is shown only where points wait for it.
            pending = state == Lot.State.PENDING
            yield MovementLine(movement, state, lot.activates_at if pending else None)


def _lots_behind(movements: Sequence[Movement]) -> dict[int, Lot]:
    """By movement: the lot that it settles, or the one that it gave."""
    # A movement without a lot of its own is the one whose entry issued the lot.
    gift = Q(entries__kind__in=_GIFTS, entries__points__gt=0)
    found = (
        Lot.objects.alias(given=FilteredRelation("entries", condition=gift))
        .annotate(given_by=F("given__movement"))
        .filter(
            Q(pk__in=[each.lot_id for each in movements if each.lot_id])
            | Q(given__movement__in=[each.pk for each in movements])
        )
    )
    by_key, by_gift = {}, {}
    for lot in found:
        by_key[lot.pk] = by_gift[lot.given_by] = lot
    behind = {
        each.pk: by_key.get(each.lot_id) if each.lot_id else by_gift.get(each.pk)
        for each in movements
    }
    return {pk: lot for pk, lot in behind.items() if lot}


def lots(customer: Customer) -> QuerySet[Lot]:
    """Newest first, each with its order."""
    return (
        Lot.objects.filter(account=customer.pk)
        .select_related("order")
        .order_by("-activates_at", "-pk")
    )


def converted_by(customer: Customer, source: str) -> Movement | None:
    """Answer the conversion that this ``source`` has made already. Queries: 1."""
    return (
        Movement.objects.filter(shop=customer.shop_id, account=customer.pk, source=source)
        .select_related("voucher")
        .first()
    )


def reasons(customer: Customer) -> QuerySet[AdjustmentReason]:
    return AdjustmentReason.objects.filter(movement__account=customer.pk)


class Author(TypedDict):
    email: str | None


def with_authors(
    movements: QuerySet[Movement],
) -> QuerySet[Annotated[Movement, Annotations[Author]]]:
    """Add all that a movement's cause names, and the ``email`` of staff who wrote it."""
    rows = movements.select_related(
        "order", "voucher", "adjustment_reason", "other", "rules", "account__customer"
    )
    return rows.annotate(email=staff_email("author"))


def movements_about(voucher: Voucher) -> QuerySet[Movement]:
    """Answer the movements that bought a voucher, and those that it returned."""
    return Movement.objects.filter(voucher=voucher.pk).order_by("pk")


def movements_of(order: Order) -> QuerySet[Movement]:
    """Answer what an order earned and what was clawed back, in the order of writing."""
    return Movement.objects.filter(order=order.pk).order_by("pk")
