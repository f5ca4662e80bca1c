"""Claim mails that are due: check each, refuse or postpone some, in one transaction.

Workers never wait for each other: a mail or a customer that another has locked is skipped.
Everything is checked here, at the last moment before sending: may the customer receive it,
is it quiet hours, does the mail type's ``prepare`` agree.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from core.languages import spoken
from mailing.actions.outcomes import (
    Claimed,
    MailFailed,
    MailRefused,
    Outcome,
    Postponed,
    save_outcomes,
)
from mailing.actions.recipients import lock_recipients
from mailing.actions.suppressions import suppress
from mailing.mail_types import Declined, MailType, find_mail_type
from mailing.models import Mail, MailRefusal, Suppression
from mailing.queries.addresses import address_hash, suppressed
from mailing.queries.consents import preferred_languages
from mailing.queries.eligibility import may_receive, sending_limits, suppression_refusal
from mailing.rules.headers import addressed
from mailing.rules.smtp_answers import retry_delay

logger = logging.getLogger(__name__)

BATCH_SIZE = 500
# A worker that has not reported for so long counts as lost: its mails are due again.
LEASE = timedelta(minutes=15)
# Another transaction holds the customer: it will be over in a moment.
RETRY_LOCKED = timedelta(seconds=5)
# Only a newer release knows the type: it is being deployed.
RETRY_UNKNOWN_TYPE = timedelta(minutes=5)


@dataclass(slots=True)
class ClaimRound:
    """Mails locked in this transaction, and what is to become of each."""

    mails: list[Mail]
    now: datetime
    outcomes: dict[int, Outcome] = field(default_factory=dict)

    @property
    def open(self) -> list[Mail]:
        return [mail for mail in self.mails if mail.pk not in self.outcomes]

    @property
    def open_by_type(self) -> list[tuple[MailType, list[Mail]]]:
        found: dict[str, list[Mail]] = defaultdict(list)
        for mail in self.open:
            found[mail.mail_type].append(mail)
        return [
            (mail_type, mails)
            for code, mails in found.items()
            if (mail_type := find_mail_type(code))
        ]

    def settle(self, mail: Mail, outcome: Outcome) -> None:
        self.outcomes[mail.pk] = outcome

    def postpone(self, mail: Mail, until: datetime) -> None:
        """Until then, or refuse it where that is too late for the mail."""
        late = until >= mail.not_after
        self.settle(mail, MailRefused(MailRefusal.TOO_LATE) if late else Postponed(until))


@transaction.atomic
def claim_batch(*, now: datetime, limit: int = BATCH_SIZE) -> tuple[list[Mail], int]:
    """Claim mails that this worker may send until LEASE has passed; return them with their
    customers as they are now, and how many mails were looked at.
    """
    # 1. Lock what is due. SKIP LOCKED: several workers share the queue without waiting.
    #    Claimed mails are due again once the lease of a lost worker has passed.
    rows = Mail.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    due = rows.filter(state__in=[Mail.State.DUE, Mail.State.CLAIMED], due_at__lte=now)
    mails = list(due.select_related("shop").order_by("due_at", "pk")[:limit])
    if not mails:
        return [], 0
    batch = ClaimRound(mails, now)
    # 2. Who is it for, by now?
    _load_customers(batch)
    # 3. Is this the time for it?
    _check_time(batch)
    # 4. May they receive it?
    for mail_type, of_type in batch.open_by_type:
        _check_eligibility(batch, mail_type, of_type)
    # 5. Could it be written to that address at all? A voucher is minted for it next.
    _check_writable(batch)
    # 6. Does its type still want it sent, and with which values?
    for mail_type, of_type in batch.open_by_type:
        _prepare(batch, mail_type, of_type)
    # 7. What is left is ours.
    for mail in batch.open:
        batch.settle(mail, Claimed(now + LEASE))
    save_outcomes(batch.mails, batch.outcomes, now=now)
    claimed = [mail for mail in mails if isinstance(batch.outcomes[mail.pk], Claimed)]
    return claimed, len(mails)


def _load_customers(batch: ClaimRound) -> None:
    """Give each mail its canonical customer, locked. Queries: 3.

    Of several offers to one person only the first is looked at in this round: the
    frequency cap must count it before the next is checked. Two customers with one address
    are one person.
    """
    wanted = {mail.customer_id for mail in batch.mails if mail.customer_id}
    customers = lock_recipients(wanted)
    preferred = preferred_languages(customers.values())
    offered = set()
    for mail in batch.mails:
        if mail.customer_id is None:
            continue
        customer = customers.get(mail.customer_id)
        who = customer and (customer.address_key or customer.pk)
        if customer is None or (mail.advertising and who in offered):
            batch.settle(mail, Postponed(batch.now + RETRY_LOCKED))
            continue
        customer.shop = mail.shop
        mail.customer = customer
        mail.email = customer.email
        mail.language = preferred.get(customer.pk) or customer.language
        if mail.advertising:
            offered.add(who)


def _check_time(batch: ClaimRound) -> None:
    """Refuse what is too late; postpone offers in quiet hours and types not known yet."""
    limits = sending_limits(mail.shop_id for mail in batch.mails)
    for mail in batch.open:
        mail.language = spoken(mail.language, mail.shop.language)
        if batch.now >= mail.not_after:
            batch.settle(mail, MailRefused(MailRefusal.TOO_LATE))
        elif find_mail_type(mail.mail_type) is None:
            batch.postpone(mail, batch.now + RETRY_UNKNOWN_TYPE)
        elif mail.advertising:
            quiet_hours = limits[mail.shop_id].quiet_hours(mail.shop.zone)
            allowed = quiet_hours.next_allowed(batch.now)
            if allowed > batch.now:
                batch.postpone(mail, allowed)


def _check_eligibility(
    batch: ClaimRound, mail_type: MailType, mails: Iterable[Mail]
) -> None:
    """Customers may be refused for many reasons; a stranger only for their address."""
    mails = list(mails)
    customers = {mail.customer.pk: mail.customer for mail in mails if mail.customer}
    reasons = may_receive(
        customers.values(),
        mail_type,
        batch.now,
        # Claimed ones count as sent: those of this batch must not count against themselves.
        excluding=[mail.pk for mail in batch.mails],
    )
    hashes = {mail.pk: address_hash(mail.email) for mail in mails if mail.email}
    stops = suppressed({mail.shop_id for mail in mails}, hashes.values())
    for mail in mails:
        mail.address_hash = hashes.get(mail.pk)
        if mail.customer:
            reason = reasons[mail.customer.pk]
        else:
            suppression = stops.get((mail.shop_id, hashes[mail.pk]))
            reason = suppression_refusal(suppression, mail_type)
        if reason:
            batch.settle(mail, MailRefused(reason))


def _check_writable(batch: ClaimRound) -> None:
    """An address that no server takes is suppressed, as if its mail had come back."""
    for mail in batch.open:
        try:
            validate_email(mail.email)
            addressed("", mail.email)
        except (ValidationError, ValueError):
            batch.settle(mail, MailFailed(MailRefusal.BOUNCED, "The address is not one."))
            suppress(
                shop=mail.shop,
                email=mail.email,
                reason=Suppression.Reason.BOUNCED,
                now=batch.now,
            )


def _prepare(batch: ClaimRound, mail_type: MailType, mails: list[Mail]) -> None:
    """Ask the type's ``prepare``. If it fails, only mails of its type wait."""
    if mail_type.prepare is None:
        return
    try:
        # A savepoint: what a failed ``prepare`` wrote must not be committed with the rest.
        with transaction.atomic():
            answers = mail_type.prepare(mails, batch.now)
            for mail in mails:
                answer = answers[mail.pk]
                if isinstance(answer, Declined):
                    batch.settle(mail, MailRefused(answer.reason))
                else:
                    mail.values = {**mail.values, **answer.values}
                    mail.prepared_at = mail.prepared_at or batch.now
    except Exception:
        logger.exception("mails of the type %s could not be prepared", mail_type.code)
        for mail in mails:
            batch.postpone(mail, batch.now + retry_delay(mail.attempts + 1))
