"""What mail providers tell us afterwards: it came back, nobody wants it."""

from datetime import datetime
from enum import StrEnum

from django.db import transaction

from mailing.actions.consents import unsubscribe
from mailing.actions.suppressions import suppress_hash
from mailing.models import Mail, RefusalReason, Suppression
from mailing.queries import address_hash

# So many mails in a row that came back say as much as one that nobody is there.
BOUNCES_IN_A_ROW = 3


class DeliveryEvent(StrEnum):
    """NOBODY is an address that is wrong; RETURNED says nothing of the next mail."""

    NOBODY = "nobody"
    RETURNED = "returned"
    COMPLAINED = "complained"
    UNSUBSCRIBED = "unsubscribed"


@transaction.atomic
def record_event(
    *,
    mail: int | None,
    provider_id: str,
    email: str,
    event: DeliveryEvent,
    answer: str,
    source: str,
    now: datetime,
) -> bool:
    """Whether it is about a mail of ours, known by its own number or by the provider's,
    and sent to this address. Told twice, it is true once.
    """
    row = _find(mail, provider_id, address_hash(email))
    if row is None:
        return False
    match event:
        case DeliveryEvent.NOBODY | DeliveryEvent.RETURNED:
            _record_bounce(row, event, answer, now)
        case DeliveryEvent.COMPLAINED:
            _stop_mails(row, Suppression.Reason.COMPLAINED, source, now)
        case DeliveryEvent.UNSUBSCRIBED:
            _stop_mails(row, Suppression.Reason.STOPPED, source, now)
    return True


def _find(mail: int | None, provider_id: str, address: bytes) -> Mail | None:
    rows = Mail.objects.filter(address_hash=address, sent_at__isnull=False)
    if mail is not None:
        rows = rows.filter(pk=mail)
    elif provider_id:
        rows = rows.filter(provider_id=provider_id)
    else:
        return None
    locked = rows.select_for_update(of=("self",), no_key=True)
    return locked.select_related("shop", "customer__shop").order_by("pk").first()


def _record_bounce(mail: Mail, event: DeliveryEvent, answer: str, now: datetime) -> None:
    nobody = event == DeliveryEvent.NOBODY
    mail.state = Mail.State.BOUNCED
    mail.reason = RefusalReason.BOUNCED if nobody else RefusalReason.RETURNED
    mail.answer = answer[:500]
    mail.save(update_fields=["state", "reason", "answer"])
    if nobody or _bounced_repeatedly(mail):
        _suppress(mail, Suppression.Reason.BOUNCED, now)


def _bounced_repeatedly(mail: Mail) -> bool:
    rows = Mail.objects.filter(
        shop=mail.shop_id, address_hash=mail.address_hash, sent_at__isnull=False
    )
    latest = rows.order_by("-sent_at", "-pk").values_list("state", flat=True)[
        :BOUNCES_IN_A_ROW
    ]
    return list(latest) == [Mail.State.BOUNCED] * BOUNCES_IN_A_ROW


def _stop_mails(mail: Mail, why: Suppression.Reason, source: str, now: datetime) -> None:
    """A customer can take it back by himself, on his page; a stranger has none."""
    complained = why == Suppression.Reason.COMPLAINED
    mail.reason = RefusalReason.COMPLAINED if complained else RefusalReason.UNSUBSCRIBED
    mail.save(update_fields=["reason"])
    if mail.customer:
        unsubscribe(customer=mail.customer, category=None, source=source, now=now)
    if complained or not mail.customer:
        _suppress(mail, why, now)


def _suppress(mail: Mail, why: Suppression.Reason, now: datetime) -> None:
    assert mail.address_hash is not None
    suppress_hash(
        shop=mail.shop_id, address_hash=bytes(mail.address_hash), reason=why, now=now
    )
