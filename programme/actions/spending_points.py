"""Convert the points that an order was paid with into the voucher that it uses."""

from datetime import datetime

from django.db import transaction

from core.errors import Refused
from earning.models import RuleVersion
from earning.rules.converting import worth
from points.actions import converting as points
from shop.actions.orders import name_voucher, note_order
from shop.models import Order
from shop.rules.notes import POINTS_NOT_SPENT, Note


def spend_points(*, order: Order, version: RuleVersion, author: str, now: datetime) -> None:
    """Convert the order's points, and add the voucher to the codes it names. Idempotent.

    An order is a fact: where the points cannot be spent it is taken in all the same, and
    bears a note of what they would have been worth.
    Requires: the caller has locked the order, and settles it next.
    """
    if order.removed or order.state in version.cancelling_states:
        return
    try:
        # A savepoint: a refusal leaves nothing of the conversion, and the order goes on.
        with transaction.atomic():
            voucher = points.convert_for_order(order=order, author=author, now=now)
    except Refused:
        amount = worth(order.points_spent, version.value)
        note_order(order=order, note=Note(POINTS_NOT_SPENT, amount))
    else:
        name_voucher(order=order, code=voucher.code)
