"""The merchant changes an order: first he sees what it will move, then exactly that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refused
from core.money import ZERO
from demo_shop import facts
from demo_shop.models import Order
from programme import actions as programme
from programme.actions import Preview

_PAID = {
    Order.State.PAID,
    Order.State.PROCESSING,
    Order.State.SHIPPED,
    Order.State.DELIVERED,
}


class PreviewChanged(Refused):
    """Something else has moved since: there is a new preview to look at."""

    code = "preview_changed"

    def __init__(self, preview: Preview) -> None:
        super().__init__(
            _("Something has changed meanwhile. Please look again at what will happen.")
        )
        self.preview = preview


@dataclass(frozen=True, slots=True)
class Change:
    """How the order is to stand: ``refunded`` pieces by line, money refunded beside."""

    state: str
    refunded: Mapping[int, int] = field(default_factory=dict)
    refunded_amount: Decimal = ZERO


def preview_change(*, order: Order, change: Change, author: str, now: datetime) -> Preview:
    """What the change will move. Nothing has been written. Raises shop.Invalid."""
    with transaction.atomic():
        preview = _tried(_lock(order), change, author, now)
        transaction.set_rollback(True)
    return preview


def change_order(
    *, order: Order, change: Change, seen: str, author: str, now: datetime
) -> Order:
    """``seen`` is the digest of the preview that was looked at. The caller tells.

    Raises PreviewChanged and shop.Invalid; then nothing has been written.
    """
    with transaction.atomic():
        row = _lock(order)
        preview = _tried(row, change, author, now)
        if preview.digest != seen:
            raise PreviewChanged(preview)
    return row


def _lock(order: Order) -> Order:
    rows = Order.objects.select_for_update(no_key=True, of=["self"])
    return rows.select_related("shop", "account", "cart").get(pk=order.pk)


def _tried(order: Order, change: Change, author: str, now: datetime) -> Preview:
    """The change written down here, and what telling it will do there."""
    _write(order, change, now)
    return programme.preview_order(
        shop=order.shop,
        external_id=order.number,
        fact=facts.of_order(order),
        author=author,
        now=now,
    )


def _write(order: Order, change: Change, now: datetime) -> None:
    order.state = change.state
    order.refunded_amount = change.refunded_amount
    order.updated_at = now
    if order.paid_at is None and change.state in _PAID:
        order.paid_at = now
    order.save(update_fields=["state", "refunded_amount", "updated_at", "paid_at"])
    for pk, quantity in change.refunded.items():
        order.lines.filter(pk=pk).update(refunded_quantity=quantity)
