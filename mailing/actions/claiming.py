"""Mails that are due: looked at, refused, put off or claimed, in one transaction.

Workers never wait for one another: who finds a mail or its customer taken leaves it. All
is asked here, at the last moment: may he receive it, is it quiet, does its kind agree.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from mailing.actions.outcomes import Claimed, Off, Outcome, Refused, write
from mailing.actions.people import lock_people
from mailing.kinds import Declined, Kind, Prepared
from mailing.models import Mail, Pace, Reason
from mailing.queries import address_hash, languages_wished, may_receive, paces, suppressed
from mailing.queries.receiving import stopped
from mailing.rules import wait

logger = logging.getLogger(__name__)

BATCH = 500
# A worker that has not said for so long what became of a mail is taken for lost.
LEASE = timedelta(minutes=15)
# Somebody is at work on the customer, or a newer release knows the kind.
SOON = timedelta(seconds=5)
LATER = timedelta(minutes=5)


@dataclass(slots=True)
class Round:
    """Mails locked in this transaction, with what is to become of each."""

    mails: list[Mail]
    now: datetime
    outcomes: dict[int, Outcome] = field(default_factory=dict)

    @property
    def open(self) -> list[Mail]:
        return [mail for mail in self.mails if mail.pk not in self.outcomes]

    def settle(self, mail: Mail, outcome: Outcome) -> None:
        self.outcomes[mail.pk] = outcome

    def put_off(self, mail: Mail, until: datetime) -> None:
        """Until then, or for good where it is too late by then."""
        late = until >= mail.not_after
        self.settle(mail, Refused(Reason.TOO_LATE) if late else Off(until))


@transaction.atomic
def claim(*, now: datetime, limit: int = BATCH) -> tuple[list[Mail], int]:
    """The mails that are ours to hand over until LEASE has passed, their customers as they
    are; and how many have been looked at.
    """
    rows = Mail.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    due = rows.filter(state__in=[Mail.State.DUE, Mail.State.CLAIMED], due_at__lte=now)
    mails = list(due.select_related("shop").order_by("due_at", "pk")[:limit])
    if not mails:
        return [], 0
    found = Round(mails, now)
    _meet(found)
    _check_time(found)
    for kind, batch in _by_kind(found.open):
        _ask_gate(found, kind, batch)
    for kind, batch in _by_kind(found.open):
        _ask_kind(found, kind, batch)
    for mail in found.open:
        found.settle(mail, Claimed(now + LEASE))
    write(found.mails, found.outcomes, now=now)
    claimed = [mail for mail in mails if isinstance(found.outcomes[mail.pk], Claimed)]
    return claimed, len(mails)


def _meet(found: Round) -> None:
    """Each mail gets its customer as he is by now, locked. Of several offers to one only
    the first is looked at: the next must count it.
    """
    wanted = {mail.customer_id for mail in found.mails if mail.customer_id}
    people = lock_people(wanted)
    wishes = languages_wished(people.values())
    offered = set()
    for mail in found.mails:
        if mail.customer_id is None:
            continue
        customer = people.get(mail.customer_id)
        if customer is None or (mail.advertising and customer.pk in offered):
            found.settle(mail, Off(found.now + SOON))
            continue
        customer.shop = mail.shop
        mail.customer = customer
        mail.email = customer.email
        mail.language = wishes.get(customer.pk) or customer.language
        if mail.advertising:
            offered.add(customer.pk)


def _check_time(found: Round) -> None:
    limits = paces(mail.shop_id for mail in found.mails)
    for mail in found.open:
        mail.language = mail.language or mail.shop.language
        if found.now >= mail.not_after:
            found.settle(mail, Refused(Reason.TOO_LATE))
        elif mail.declared is None:
            found.put_off(mail, found.now + LATER)
        elif mail.advertising:
            _keep_quiet(found, mail, limits[mail.shop_id])


def _keep_quiet(found: Round, mail: Mail, pace: Pace) -> None:
    until = pace.quiet(mail.shop).until(found.now)
    if until > found.now:
        found.put_off(mail, until)


def _by_kind(mails: Iterable[Mail]) -> list[tuple[Kind, list[Mail]]]:
    found: dict[str, list[Mail]] = defaultdict(list)
    for mail in mails:
        found[mail.kind].append(mail)
    return [(kind, batch) for batch in found.values() if (kind := batch[0].declared)]


def _ask_gate(found: Round, kind: Kind, mails: list[Mail]) -> None:
    """Customers may have many reasons against it; a stranger has but one."""
    customers = {mail.customer.pk: mail.customer for mail in mails if mail.customer}
    reasons = may_receive(
        customers.values(), kind, found.now, besides=[mail.pk for mail in found.mails]
    )
    hashes = {mail.pk: address_hash(mail.email) for mail in mails if mail.email}
    stops = suppressed({mail.shop_id for mail in mails}, hashes.values())
    for mail in mails:
        mail.address_hash = hashes.get(mail.pk)
        if mail.customer:
            reason = reasons[mail.customer.pk]
        else:
            reason = stopped(stops.get((mail.shop_id, hashes[mail.pk])), kind)
        if reason:
            found.settle(mail, Refused(reason))


def _ask_kind(found: Round, kind: Kind, mails: list[Mail]) -> None:
    """A kind that stumbles holds up its own mails and no others."""
    if kind.prepare is None:
        return
    try:
        with transaction.atomic():
            answers = kind.prepare(mails, found.now)
            for mail in mails:
                _heed(found, mail, answers[mail.pk])
    except Exception:
        logger.exception("mails of the kind %s could not be prepared", kind.code)
        for mail in mails:
            found.put_off(mail, found.now + wait(mail.attempts + 1))


def _heed(found: Round, mail: Mail, answer: Prepared | Declined) -> None:
    if isinstance(answer, Declined):
        found.settle(mail, Refused(answer.reason))
        return
    mail.values = {**mail.values, **answer.values}
    mail.prepared_at = mail.prepared_at or found.now
