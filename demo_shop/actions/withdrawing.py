"""« Renoncer au contrat ici »: what a contract made online has to offer for 14 days
(articles L221-18 and L221-21 of the French consumer code).
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refused
from demo_shop.mails import WITHDRAWAL
from demo_shop.models import Order
from mailing import actions as mailing

_BINDING = {
    Order.State.PENDING,
    Order.State.PAID,
    Order.State.PROCESSING,
    Order.State.SHIPPED,
    Order.State.DELIVERED,
}
FOURTEEN_DAYS = timedelta(days=14)


class TooLate(Refused):
    code = "too_late_to_withdraw"

    def __init__(self) -> None:
        super().__init__(_("The 14 days to withdraw from this contract are over."))


def can_withdraw(order: Order, now: datetime) -> bool:
    """Gift cards from the purchase on; goods until 14 days after they were delivered,
    and as long as they are not.
    """
    if order.withdrawn_at or order.state not in _BINDING:
        return False
    if all(line.product.gift_card for line in order.lines.all()):
        return now < order.placed_at + FOURTEEN_DAYS
    delivered = order.state == Order.State.DELIVERED
    return not delivered or now < order.updated_at + FOURTEEN_DAYS


@transaction.atomic
def withdraw(*, order: Order, name: str, email: str, now: datetime) -> Order:
    """Written down and acknowledged by mail, with its day and hour; sent twice it is
    once. The merchant takes back and refunds. Raises TooLate.
    """
    rows = Order.objects.select_for_update(no_key=True, of=["self"])
    row = rows.select_related("shop").get(pk=order.pk)
    if row.withdrawn_at:
        return row
    if not can_withdraw(row, now):
        raise TooLate
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    mailing.queue(
        mail_type=WITHDRAWAL,
        shop=row.shop,
        source=f"demo_shop:withdrawal:{row.pk}",
        values={"name": name, "order": row.reference, "said_at": _said_at(row, now)},
        recipient=mailing.Recipient(email=email, name=name),
        now=now,
    )
    return row


def _said_at(order: Order, now: datetime) -> str:
    """To the minute, by the shop's clock: the buyer may have to prove it."""
    return f"{now.astimezone(order.shop.zone):%d/%m/%Y %H:%M}"
