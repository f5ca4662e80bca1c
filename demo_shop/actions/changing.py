"""Change an order: the merchant previews what it will move, then confirms just that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Invalid, Refused
from core.money import ZERO
from demo_shop import facts
from demo_shop.models import DemoOrder
from programme.actions import previewing as programme
from programme.actions.receipts import OrderPreview
from shop.rules.notes import REFUND_ABOVE_PAID, notes_on

_PAID = {
    DemoOrder.State.PAID,
    DemoOrder.State.PROCESSING,
    DemoOrder.State.SHIPPED,
    DemoOrder.State.DELIVERED,
}


class PreviewChanged(Refused):
    """The preview is out of date; ``preview`` is the new one."""

    code = "preview_changed"

    def __init__(self, preview: OrderPreview) -> None:
        super().__init__(
            _("Something has changed meanwhile. Please look again at what will happen.")
        )
        self.preview = preview


@dataclass(frozen=True, slots=True)
class OrderChange:
    """The state wanted: ``refunded`` maps the pk of a line to its pieces refunded in all,
    ``refunded_amount`` is money refunded outside of lines.
    """

    state: str
    refunded: Mapping[int, int] = field(default_factory=dict)
    refunded_amount: Decimal = ZERO


def preview_change(
    *, order: DemoOrder, change: OrderChange, author: str, now: datetime
) -> OrderPreview:
    """Answer what the change would move, and write nothing. Raises shop.Invalid."""
    with transaction.atomic():
        preview = _tried(_lock(order), change, author, now)
        # The preview is the change itself, received by the programme and undone.
        transaction.set_rollback(True)
    return preview


def change_order(
    *, order: DemoOrder, change: OrderChange, seen: str, author: str, now: datetime
) -> DemoOrder:
    """``seen`` is the digest of the preview that was confirmed. The caller syncs the order.

    Raises PreviewChanged and shop.Invalid; then nothing has been written.
    """
    with transaction.atomic():
        row = _lock(order)
        preview = _tried(row, change, author, now)
        # The digest covers every movement: a refusal here rolls the change back.
        if preview.digest != seen:
            raise PreviewChanged(preview)
    return row


def _lock(order: DemoOrder) -> DemoOrder:
    # Without FOR KEY: rows that refer to the order need not wait. Only the order itself:
    # the account and the cart are outer joins, which cannot be locked.
    rows = DemoOrder.objects.select_for_update(no_key=True, of=["self"])
    return rows.select_related("shop", "account", "cart").get(pk=order.pk)


def _tried(
    order: DemoOrder, change: OrderChange, author: str, now: datetime
) -> OrderPreview:
    """Write the change here, and let the programme receive it."""
    order.state = change.state
    order.refunded_amount = change.refunded_amount
    order.updated_at = now
    if order.paid_at is None and change.state in _PAID:
        order.paid_at = now
    order.save(update_fields=["state", "refunded_amount", "updated_at", "paid_at"])
    for pk, quantity in change.refunded.items():
        order.lines.filter(pk=pk).update(refunded_quantity=quantity)
    fact = facts.order_fact(order)
    # The programme would take it in and note it; here a person can still correct it.
    if any(note.code == REFUND_ABOVE_PAID for note in notes_on(fact)):
        raise Invalid(_("More was refunded than was paid."), field="refunded_amount")
    # In process, not by the API: the call has to be part of this transaction.
    return programme.preview_order(
        shop=order.shop,
        external_id=order.number,
        fact=fact,
        author=author,
        now=now,
    )
