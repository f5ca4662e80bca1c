"""What mail providers tell us afterwards: it came back, nobody wants it."""

from datetime import datetime
from enum import StrEnum

from django.db import transaction

from mailing.actions.consents import unsubscribe
from mailing.actions.suppressing import suppress_hash
from mailing.models import Mail, Reason, Suppression
from mailing.queries import address_hash

# So many mails in a row that came back say as much as one that nobody is there.
IN_A_ROW = 3


class Heard(StrEnum):
    """NOBODY is an address that is wrong; RETURNED says nothing of the next mail."""

    NOBODY = "nobody"
    RETURNED = "returned"
    COMPLAINED = "complained"
    UNSUBSCRIBED = "unsubscribed"


@transaction.atomic
def hear(
    *,
    mail: int | None,
    provider_id: str,
    email: str,
    heard: Heard,
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
    match heard:
        case Heard.NOBODY | Heard.RETURNED:
            _come_back(row, heard, answer, now)
        case Heard.COMPLAINED:
            _stop(row, Suppression.Why.COMPLAINED, source, now)
        case Heard.UNSUBSCRIBED:
            _stop(row, Suppression.Why.STOPPED, source, now)
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


def _come_back(mail: Mail, heard: Heard, answer: str, now: datetime) -> None:
    nobody = heard == Heard.NOBODY
    mail.state = Mail.State.BOUNCED
    mail.reason = Reason.BOUNCED if nobody else Reason.RETURNED
    mail.answer = answer[:500]
    mail.save(update_fields=["state", "reason", "answer"])
    if nobody or _always_returned(mail):
        _suppress(mail, Suppression.Why.BOUNCED, now)


def _always_returned(mail: Mail) -> bool:
    rows = Mail.objects.filter(
        shop=mail.shop_id, address_hash=mail.address_hash, sent_at__isnull=False
    )
    latest = rows.order_by("-sent_at", "-pk").values_list("state", flat=True)[:IN_A_ROW]
    return list(latest) == [Mail.State.BOUNCED] * IN_A_ROW


def _stop(mail: Mail, why: Suppression.Why, source: str, now: datetime) -> None:
    """A customer can take it back by himself, on his page; a stranger has none."""
    complained = why == Suppression.Why.COMPLAINED
    mail.reason = Reason.COMPLAINED if complained else Reason.UNSUBSCRIBED
    mail.save(update_fields=["reason"])
    if mail.customer:
        unsubscribe(customer=mail.customer, category=None, source=source, now=now)
    if complained or not mail.customer:
        _suppress(mail, why, now)


def _suppress(mail: Mail, why: Suppression.Why, now: datetime) -> None:
    assert mail.address_hash is not None
    suppress_hash(
        shop=mail.shop_id, address_hash=bytes(mail.address_hash), reason=why, now=now
    )
