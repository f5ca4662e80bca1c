"""Mails that are due: looked at, refused, put off or claimed, in one transaction.

Workers never wait for one another: who finds a mail or its customer taken leaves it. All
is asked here, at the last moment: may he receive it, is it quiet, does its mail type agree.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from mailing.actions.outcomes import Claimed, MailRefused, Outcome, Postponed, save_outcomes
from mailing.actions.recipients import lock_recipients
from mailing.mail_types import Declined, MailType, Prepared
from mailing.models import Mail, RefusalReason, SendingLimits
from mailing.queries import (
    address_hash,
    may_receive,
    preferred_languages,
    sending_limits,
    suppressed,
)
from mailing.queries.eligibility import suppression_refusal
from mailing.rules import retry_delay

logger = logging.getLogger(__name__)

BATCH_SIZE = 500
# A worker that has not said for so long what became of a mail is taken for lost.
LEASE = timedelta(minutes=15)
# Somebody is at work on the customer, or a newer release knows the mail type.
RETRY_LOCKED = timedelta(seconds=5)
RETRY_UNKNOWN_TYPE = timedelta(minutes=5)


@dataclass(slots=True)
class ClaimRound:
    """Mails locked in this transaction, with what is to become of each."""

    mails: list[Mail]
    now: datetime
    outcomes: dict[int, Outcome] = field(default_factory=dict)

    @property
    def open(self) -> list[Mail]:
        return [mail for mail in self.mails if mail.pk not in self.outcomes]

    def settle(self, mail: Mail, outcome: Outcome) -> None:
        self.outcomes[mail.pk] = outcome

    def postpone(self, mail: Mail, until: datetime) -> None:
        """Until then, or for good where it is too late by then."""
        late = until >= mail.not_after
        self.settle(mail, MailRefused(RefusalReason.TOO_LATE) if late else Postponed(until))


@transaction.atomic
def claim_batch(*, now: datetime, limit: int = BATCH_SIZE) -> tuple[list[Mail], int]:
    """The mails that are ours to hand over until LEASE has passed, their customers as they
    are; and how many have been looked at.
    """
    rows = Mail.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    due = rows.filter(state__in=[Mail.State.DUE, Mail.State.CLAIMED], due_at__lte=now)
    mails = list(due.select_related("shop").order_by("due_at", "pk")[:limit])
    if not mails:
        return [], 0
    found = ClaimRound(mails, now)
    _load_customers(found)
    _check_time(found)
    for mail_type, batch in _by_mail_type(found.open):
        _check_eligibility(found, mail_type, batch)
    for mail_type, batch in _by_mail_type(found.open):
        _prepare_batch(found, mail_type, batch)
    for mail in found.open:
        found.settle(mail, Claimed(now + LEASE))
    save_outcomes(found.mails, found.outcomes, now=now)
    claimed = [mail for mail in mails if isinstance(found.outcomes[mail.pk], Claimed)]
    return claimed, len(mails)


def _load_customers(found: ClaimRound) -> None:
    """Each mail gets its customer as he is by now, locked. Of several offers to one only
    the first is looked at: the next must count it.
    """
    wanted = {mail.customer_id for mail in found.mails if mail.customer_id}
    people = lock_recipients(wanted)
    wishes = preferred_languages(people.values())
    offered = set()
    for mail in found.mails:
        if mail.customer_id is None:
            continue
        customer = people.get(mail.customer_id)
        if customer is None or (mail.advertising and customer.pk in offered):
            found.settle(mail, Postponed(found.now + RETRY_LOCKED))
            continue
        customer.shop = mail.shop
        mail.customer = customer
        mail.email = customer.email
        mail.language = wishes.get(customer.pk) or customer.language
        if mail.advertising:
            offered.add(customer.pk)


def _check_time(found: ClaimRound) -> None:
    limits = sending_limits(mail.shop_id for mail in found.mails)
    for mail in found.open:
        mail.language = mail.language or mail.shop.language
        if found.now >= mail.not_after:
            found.settle(mail, MailRefused(RefusalReason.TOO_LATE))
        elif mail.declared_type is None:
            found.postpone(mail, found.now + RETRY_UNKNOWN_TYPE)
        elif mail.advertising:
            _wait_for_quiet_hours(found, mail, limits[mail.shop_id])


def _wait_for_quiet_hours(found: ClaimRound, mail: Mail, limits: SendingLimits) -> None:
    until = limits.quiet_hours(mail.shop).next_allowed(found.now)
    if until > found.now:
        found.postpone(mail, until)


def _by_mail_type(mails: Iterable[Mail]) -> list[tuple[MailType, list[Mail]]]:
    found: dict[str, list[Mail]] = defaultdict(list)
    for mail in mails:
        found[mail.mail_type].append(mail)
    return [
        (mail_type, batch)
        for batch in found.values()
        if (mail_type := batch[0].declared_type)
    ]


def _check_eligibility(found: ClaimRound, mail_type: MailType, mails: list[Mail]) -> None:
    """Customers may have many reasons against it; a stranger has but one."""
    customers = {mail.customer.pk: mail.customer for mail in mails if mail.customer}
    reasons = may_receive(
        customers.values(),
        mail_type,
        found.now,
        excluding=[mail.pk for mail in found.mails],
    )
    hashes = {mail.pk: address_hash(mail.email) for mail in mails if mail.email}
    stops = suppressed({mail.shop_id for mail in mails}, hashes.values())
    for mail in mails:
        mail.address_hash = hashes.get(mail.pk)
        if mail.customer:
            reason = reasons[mail.customer.pk]
        else:
            reason = suppression_refusal(
                stops.get((mail.shop_id, hashes[mail.pk])), mail_type
            )
        if reason:
            found.settle(mail, MailRefused(reason))


def _prepare_batch(found: ClaimRound, mail_type: MailType, mails: list[Mail]) -> None:
    """A mail type that stumbles holds up its own mails and no others."""
    if mail_type.prepare is None:
        return
    try:
        with transaction.atomic():
            answers = mail_type.prepare(mails, found.now)
            for mail in mails:
                _apply_answer(found, mail, answers[mail.pk])
    except Exception:
        logger.exception("mails of the kind %s could not be prepared", mail_type.code)
        for mail in mails:
            found.postpone(mail, found.now + retry_delay(mail.attempts + 1))


def _apply_answer(found: ClaimRound, mail: Mail, answer: Prepared | Declined) -> None:
    if isinstance(answer, Declined):
        found.settle(mail, MailRefused(answer.reason))
        return
    mail.values = {**mail.values, **answer.values}
    mail.prepared_at = mail.prepared_at or found.now
