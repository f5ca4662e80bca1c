"""Send mails that are due. Each is delivered and its outcome saved before the next: a
worker that dies between the two has at most that one mail sent twice.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress as ignore
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import mailers
from django.db import transaction

from mailing.actions.claiming import BATCH_SIZE, LEASE, claim_batch
from mailing.actions.dead_addresses import suppress_dead
from mailing.actions.outcomes import MailFailed, MailSent, Outcome, Postponed, save_outcomes
from mailing.actions.transport import (
    Accepted,
    DeliveryAnswer,
    MailServer,
    PermanentFailure,
    TemporaryFailure,
)
from mailing.models import Mail, MailRefusal
from mailing.rendering import RenderedMail, render_mails
from mailing.rules.smtp_answers import retry_delay

logger = logging.getLogger(__name__)

type Clock = Callable[[], datetime]

# A slow worker puts the rest back long before another takes it for lost.
TIME_PER_BATCH = LEASE / 3
# While the server is unreachable, the rest of the batch waits so long.
RETRY_UNREACHABLE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SentBatch:
    """``looked_at`` mails were due, ``sent`` of them were accepted; ``unreachable``: the
    mail server does not answer.
    """

    looked_at: int
    sent: int = 0
    unreachable: bool = False


def send_due(*, clock: Clock, until: datetime | None = None) -> Iterator[SentBatch]:
    """Send batch by batch, until nothing is due, the server is unreachable, or time is up.

    The clock is read for each mail: a server may take its time.
    """
    server = MailServer(mailers["queue"])
    try:
        while until is None or clock() < until:
            batch = send_batch(server=server, clock=clock)
            if not batch.looked_at:
                return
            yield batch
            if batch.unreachable:
                return
    finally:
        server.close()


def send_batch(*, server: MailServer, clock: Clock, limit: int = BATCH_SIZE) -> SentBatch:
    """Claim at most ``limit`` mails that are due, and deliver them."""
    # 1. Claim, in a transaction that ends here: no lock is held while a server answers.
    start = clock()
    mails, looked_at = claim_batch(now=start, limit=limit)
    # 2. Render all of them: the queries are the same for one as for many.
    rendered = _render(mails, start)
    # 3. Deliver one by one.
    sent, unreachable = 0, False
    while mails and not unreachable and clock() < start + TIME_PER_BATCH:
        mail = mails.pop(0)
        content = rendered.get(mail.pk)
        answer = (
            server.deliver(mail, content)
            if content
            else TemporaryFailure("The mail could not be written.")
        )
        _save_answer(mail, answer, clock())
        sent += isinstance(answer, Accepted)
        unreachable = isinstance(answer, TemporaryFailure) and answer.unreachable
    # 4. Put back what there was no time for.
    if mails:
        now = clock()
        later = now + RETRY_UNREACHABLE
        outcomes = {mail.pk: _retry_or_fail(mail, later, "") for mail in mails}
        with transaction.atomic():
            save_outcomes(mails, outcomes, now=now)
    return SentBatch(looked_at, sent, unreachable)


def _render(mails: list[Mail], now: datetime) -> dict[int, RenderedMail]:
    """If the batch cannot be rendered, try one by one: a bad mail holds up no other."""
    if not mails:
        return {}
    try:
        return render_mails(mails, now)
    except Exception:
        logger.exception("a batch of mails could not be written")
    found: dict[int, RenderedMail] = {}
    for mail in mails:
        with ignore(Exception):
            found |= render_mails([mail], now)
    return found


def _save_answer(mail: Mail, answer: DeliveryAnswer, now: datetime) -> None:
    """In a transaction of its own, at once."""
    match answer:
        case Accepted(provider_id):
            outcome: Outcome = MailSent(now, provider_id)
        case TemporaryFailure(text):
            outcome = _retry_or_fail(mail, now + retry_delay(mail.attempts), text)
        case PermanentFailure(text, unknown):
            reason = MailRefusal.BOUNCED if unknown else MailRefusal.REJECTED
            outcome = MailFailed(reason, text)
    with transaction.atomic():
        save_outcomes([mail], {mail.pk: outcome}, now=now)
        if isinstance(answer, PermanentFailure):
            suppress_dead(mail=mail, unknown=answer.unknown_recipient, now=now)


def _retry_or_fail(mail: Mail, until: datetime, answer: str) -> Outcome:
    if until >= mail.not_after:
        return MailFailed(MailRefusal.GAVE_UP, answer)
    return Postponed(until, answer)
