"""« Renoncer au contrat ici »: what a contract made online has to offer for 14 days
(articles L221-18 and L221-21 of the French consumer code).
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refused
from demo_shop.mails import WITHDRAWAL
from demo_shop.models import DemoOrder
from mailing.actions import queueing as mailing

_BINDING = {
    DemoOrder.State.PENDING,
    DemoOrder.State.PAID,
    DemoOrder.State.PROCESSING,
    DemoOrder.State.SHIPPED,
    DemoOrder.State.DELIVERED,
}
FOURTEEN_DAYS = timedelta(days=14)


class TooLateToWithdraw(Refused):
    code = "too_late_to_withdraw"

    def __init__(self) -> None:
        super().__init__(_("The 14 days to withdraw from this contract are over."))


def can_withdraw(order: DemoOrder, now: datetime) -> bool:
    """Whether the 14 days still run: gift cards count from the purchase, goods from their
    delivery, and until then always.
    """
    if order.withdrawn_at or order.state not in _BINDING:
        return False
    if all(line.product.gift_card for line in order.lines.all()):
        return now < order.placed_at + FOURTEEN_DAYS
    delivered = order.state == DemoOrder.State.DELIVERED
    return not delivered or now < order.updated_at + FOURTEEN_DAYS


@transaction.atomic
def withdraw(*, order: DemoOrder, name: str, email: str, now: datetime) -> DemoOrder:
    """Record the withdrawal and acknowledge it by mail, with its day and hour.

    Idempotent. The merchant takes the goods back and refunds. Raises TooLateToWithdraw.
    """
    rows = DemoOrder.objects.select_for_update(no_key=True, of=["self"])
    row = rows.select_related("shop").get(pk=order.pk)
    if row.withdrawn_at:
        # A second click: the first withdrawal stands, with its day and hour.
        return row
    if not can_withdraw(row, now):
        raise TooLateToWithdraw
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    mailing.queue(
        mail_type=WITHDRAWAL,
        shop=row.shop,
        source=f"demo_shop:withdrawal:{row.pk}",
        values={
            "name": name,
            "order": row.reference,
            # To the minute, in the shop's time zone: the buyer may have to prove it.
            "received_at": f"{now.astimezone(row.shop.zone):%d/%m/%Y %H:%M}",
        },
        recipient=mailing.Recipient(email=email, name=name),
        now=now,
    )
    return row
