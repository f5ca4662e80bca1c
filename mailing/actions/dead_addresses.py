"""Addresses that take no mail: suppressed at once, or after several refusals in a row."""

from datetime import datetime

from django.db.models.functions import Coalesce

from mailing.actions.suppressions import suppress_hash
from mailing.models import Mail, MailRefusal, Suppression
from mailing.rules.smtp_answers import Verdict, verdict

# So many refusals in a row say as much as one that names the address.
IN_A_ROW = 3
# Refusals that say nothing of the address may stand between them.
_LOOKED_AT = 12


def suppress_dead(*, mail: Mail, unknown: bool, now: datetime) -> None:
    """Suppress the address of a mail that was just refused, or came back, where that says
    that nobody reads it. Requires: the mail is saved. Queries: 1, and 1 or 2 to suppress.
    """
    if not mail.address_hash:
        return
    if not unknown:
        rows = Mail.objects.filter(
            shop=mail.shop_id,
            address_hash=mail.address_hash,
            state__in=[Mail.State.SENT, Mail.State.BOUNCED, Mail.State.FAILED],
        )
        latest = rows.order_by(Coalesce("sent_at", "due_at").desc(), "-pk")[:_LOOKED_AT]
        answers = [refused for row in latest if (refused := _refused(row)) is not None]
        if answers[:IN_A_ROW] != [True] * IN_A_ROW:
            return
    suppress_hash(
        shop=mail.shop_id,
        address_hash=bytes(mail.address_hash),
        reason=Suppression.Reason.BOUNCED,
        now=now,
    )


def _refused(mail: Mail) -> bool | None:
    """Whether the mailbox refused it; None where the answer says nothing of the mailbox."""
    if mail.state == Mail.State.SENT:
        return False
    if mail.reason == MailRefusal.GAVE_UP:
        return None
    match verdict(mail.answer):
        case Verdict.UNKNOWN | Verdict.UNAVAILABLE:
            return True
        case Verdict.OURS:
            return None
    # A provider that says « came back » and no more is believed; a server at the door that
    # says nothing of the mailbox is not.
    return True if mail.state == Mail.State.BOUNCED else None
