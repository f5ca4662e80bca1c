"""Points that an order was paid with become the voucher that it uses."""

from datetime import datetime

from django.db import transaction

from core.errors import Refused
from earning.models import RuleVersion
from earning.rules.converting import worth
from points import actions as points
from shop.actions.orders import name_voucher, note_order
from shop.models import Order
from shop.rules.notes import POINTS_NOT_SPENT, Note


def spend_points(*, order: Order, version: RuleVersion, author: str, now: datetime) -> None:
    """Let the order name the voucher of its points. Idempotent.

    A true fact is taken in: where the points cannot be spent, the order stands and bears a
    note of what they would have been worth.
    Requires: the caller has locked the order, and settles it next.
    """
    if order.removed or order.state in version.cancelling_states:
        return
    try:
        with transaction.atomic():
            voucher = points.convert_for_order(order=order, author=author, now=now)
    except Refused:
        amount = worth(order.points_spent, version.value)
        note_order(order=order, note=Note(POINTS_NOT_SPENT, amount))
    else:
        name_voucher(order=order, code=voucher.code)
