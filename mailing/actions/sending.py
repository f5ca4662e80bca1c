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

from mailing.actions.claiming import LEASE, claim
from mailing.actions.handing import Answer, Handed, Line, Never, NotNow
from mailing.actions.outcomes import Failed, Off, Outcome, Sent, write
from mailing.actions.suppressing import suppress
from mailing.models import Mail, Reason, Suppression
from mailing.queries.rendering import Rendered, render
from mailing.rules import wait

logger = logging.getLogger(__name__)

type Clock = Callable[[], datetime]

# Whoever is slower hands the rest back long before somebody takes him for lost.
SLOWEST = LEASE / 3
# A server that is away is asked again for each mail after so long.
AWAY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Batch:
    """``looked_at`` mails were due, ``sent`` have gone. ``away``: the server is."""

    looked_at: int
    sent: int = 0
    away: bool = False


def send_due(*, clock: Clock, until: datetime | None = None) -> Iterator[Batch]:
    """What is due, batch by batch, until nothing is, the server is away, or time is up.

    The clock is asked again for each mail: a server may take its time.
    """
    line = Line(mailers["queue"])
    try:
        while until is None or clock() < until:
            batch = send_batch(line=line, clock=clock)
            if not batch.looked_at:
                return
            yield batch
            if batch.away:
                return
    finally:
        line.close()


def send_batch(*, line: Line, clock: Clock) -> Batch:
    start = clock()
    mails, looked_at = claim(now=start)
    texts = _render(mails, start)
    sent, away = 0, False
    while mails and not away and clock() < start + SLOWEST:
        mail = mails.pop(0)
        answer = _try(mail, texts.get(mail.pk), line)
        _mark(mail, answer, clock())
        sent += isinstance(answer, Handed)
        away = isinstance(answer, NotNow) and answer.all
    _hand_back(mails, clock())
    return Batch(looked_at, sent, away)


def _render(mails: list[Mail], now: datetime) -> dict[int, Rendered]:
    """One that cannot be written holds up no other."""
    if not mails:
        return {}
    try:
        return render(mails, now)
    except Exception:
        logger.exception("a batch of mails could not be written")
    found: dict[int, Rendered] = {}
    for mail in mails:
        with ignore(Exception):
            found |= render([mail], now)
    return found


def _try(mail: Mail, rendered: Rendered | None, line: Line) -> Answer:
    if rendered is None:
        return NotNow("The mail could not be written.")
    return line.hand_over(mail, rendered)


def _mark(mail: Mail, answer: Answer, now: datetime) -> None:
    """In a transaction of its own, at once."""
    match answer:
        case Handed(provider_id):
            outcome: Outcome = Sent(now, provider_id)
        case NotNow(text):
            outcome = _again(mail, now + wait(mail.attempts), text)
        case Never(text, nobody):
            outcome = Failed(Reason.BOUNCED if nobody else Reason.REJECTED, text)
    with transaction.atomic():
        if isinstance(answer, Never) and answer.nobody and mail.email:
            suppress(
                shop=mail.shop,
                email=mail.email,
                reason=Suppression.Why.BOUNCED,
                now=now,
            )
        write([mail], {mail.pk: outcome}, now=now)


def _again(mail: Mail, until: datetime, answer: str) -> Outcome:
    if until >= mail.not_after:
        return Failed(Reason.GAVE_UP, answer)
    return Off(until, answer)


def _hand_back(mails: list[Mail], now: datetime) -> None:
    outcomes = {mail.pk: _again(mail, now + AWAY, "") for mail in mails}
    if outcomes:
        with transaction.atomic():
            write(mails, outcomes, now=now)
