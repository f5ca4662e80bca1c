"""Record what mail providers report afterwards: bounces, complaints, unsubscriptions."""

from datetime import datetime
from enum import StrEnum

from django.db import transaction

from mailing.actions.consents import unsubscribe
from mailing.actions.dead_addresses import suppress_dead
from mailing.actions.suppressions import suppress_hash
from mailing.models import Mail, MailRefusal, Suppression
from mailing.queries.addresses import address_hash
from mailing.rules.smtp_answers import Verdict, verdict


class DeliveryEvent(StrEnum):
    """A hard bounce means that the address does not exist; a soft one says nothing of the
    next mail.
    """

    HARD_BOUNCE = "hard_bounce"
    SOFT_BOUNCE = "soft_bounce"
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
    """Whether it concerns a mail of ours. Idempotent.

    The mail is found by its primary key or by the provider's id, and must have been sent to
    this address: a wrong id must not suppress somebody else's address.
    """
    if mail is None and not provider_id:
        return False
    named = {"provider_id": provider_id} if mail is None else {"pk": mail}
    # OF self: the joined customer stays unlocked, or a mail would be locked before it.
    rows = Mail.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.filter(address_hash=address_hash(email), sent_at__isnull=False, **named)
    row = rows.select_related("shop", "customer__shop").order_by("pk").first()
    if row is None:
        return False
    match event:
        case DeliveryEvent.HARD_BOUNCE | DeliveryEvent.SOFT_BOUNCE:
            _record_bounce(row, event, answer, now)
        case DeliveryEvent.COMPLAINED:
            _stop_mails(row, Suppression.Reason.COMPLAINED, source, now)
        case DeliveryEvent.UNSUBSCRIBED:
            _stop_mails(row, Suppression.Reason.STOPPED, source, now)
    return True


def _record_bounce(mail: Mail, event: DeliveryEvent, answer: str, now: datetime) -> None:
    """What the mailbox's server said counts before what the provider makes of it."""
    found = verdict(answer)
    unknown = found is Verdict.UNKNOWN or (
        found is Verdict.UNSAID and event == DeliveryEvent.HARD_BOUNCE
    )
    mail.state = Mail.State.BOUNCED
    mail.reason = MailRefusal.BOUNCED if unknown else MailRefusal.RETURNED
    mail.answer = answer[:500]
    mail.save(update_fields=["state", "reason", "answer"])
    suppress_dead(mail=mail, unknown=unknown, now=now)


def _stop_mails(mail: Mail, reason: Suppression.Reason, source: str, now: datetime) -> None:
    """Customers can subscribe again on their own page, so for them a withdrawal is enough,
    unless they complained; a recipient who is no customer has no such page.
    """
    complained = reason == Suppression.Reason.COMPLAINED
    mail.reason = MailRefusal.COMPLAINED if complained else MailRefusal.UNSUBSCRIBED
    mail.save(update_fields=["reason"])
    if mail.customer:
        unsubscribe(customer=mail.customer, category=None, source=source, now=now)
    if complained or not mail.customer:
        assert mail.address_hash is not None, "the mail was found by it"
        suppress_hash(
            shop=mail.shop_id, address_hash=bytes(mail.address_hash), reason=reason, now=now
        )
