"""Claimed mails are handed over one by one, and marked one by one: whoever dies between
the two has one mail go twice, and no more than one.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress as ignore
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import mailers
from django.db import transaction

from mailing.actions.claiming import LEASE, claim_batch
from mailing.actions.outcomes import MailFailed, MailSent, Outcome, Postponed, save_outcomes
from mailing.actions.suppressions import suppress
from mailing.actions.transport import (
    Accepted,
    DeliveryAnswer,
    MailServer,
    PermanentFailure,
    TemporaryFailure,
)
from mailing.models import Mail, RefusalReason, Suppression
from mailing.queries.rendering import RenderedMail, render_mails
from mailing.rules import retry_delay

logger = logging.getLogger(__name__)

type Clock = Callable[[], datetime]

# Whoever is slower hands the rest back long before somebody takes him for lost.
TIME_PER_BATCH = LEASE / 3
# A server that is away is asked again for each mail after so long.
RETRY_UNREACHABLE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SentBatch:
    """``looked_at`` mails were due, ``sent`` have gone. ``away``: the server is."""

    looked_at: int
    sent: int = 0
    unreachable: bool = False


def send_due(*, clock: Clock, until: datetime | None = None) -> Iterator[SentBatch]:
    """What is due, batch by batch, until nothing is, the server is away, or time is up.

    The clock is asked again for each mail: a server may take its time.
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


def send_batch(*, server: MailServer, clock: Clock) -> SentBatch:
    start = clock()
    mails, looked_at = claim_batch(now=start)
    texts = _render(mails, start)
    sent, away = 0, False
    while mails and not away and clock() < start + TIME_PER_BATCH:
        mail = mails.pop(0)
        answer = _deliver(mail, texts.get(mail.pk), server)
        _record_answer(mail, answer, clock())
        sent += isinstance(answer, Accepted)
        away = isinstance(answer, TemporaryFailure) and answer.unreachable
    _requeue(mails, clock())
    return SentBatch(looked_at, sent, away)


def _render(mails: list[Mail], now: datetime) -> dict[int, RenderedMail]:
    """One that cannot be written holds up no other."""
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


def _deliver(
    mail: Mail, rendered: RenderedMail | None, server: MailServer
) -> DeliveryAnswer:
    if rendered is None:
        return TemporaryFailure("The mail could not be written.")
    return server.deliver(mail, rendered)


def _record_answer(mail: Mail, answer: DeliveryAnswer, now: datetime) -> None:
    """In a transaction of its own, at once."""
    match answer:
        case Accepted(provider_id):
            outcome: Outcome = MailSent(now, provider_id)
        case TemporaryFailure(text):
            outcome = _retry_or_fail(mail, now + retry_delay(mail.attempts), text)
        case PermanentFailure(text, nobody):
            outcome = MailFailed(
                RefusalReason.BOUNCED if nobody else RefusalReason.REJECTED, text
            )
    with transaction.atomic():
        if isinstance(answer, PermanentFailure) and answer.unknown_recipient and mail.email:
            suppress(
                shop=mail.shop,
                email=mail.email,
                reason=Suppression.Reason.BOUNCED,
                now=now,
            )
        save_outcomes([mail], {mail.pk: outcome}, now=now)


def _retry_or_fail(mail: Mail, until: datetime, answer: str) -> Outcome:
    if until >= mail.not_after:
        return MailFailed(RefusalReason.GAVE_UP, answer)
    return Postponed(until, answer)


def _requeue(mails: list[Mail], now: datetime) -> None:
    outcomes = {
        mail.pk: _retry_or_fail(mail, now + RETRY_UNREACHABLE, "") for mail in mails
    }
    if outcomes:
        with transaction.atomic():
            save_outcomes(mails, outcomes, now=now)
