"""The last word on a mail, in the transaction that claims it: is its cause still there, may
it go at this hour, does the budget pay for it? Then its voucher is made.

It is asked at every try. A voucher that was made stays the same, and goes with the mail.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from mailing.mail_types import Declined, Prepared
from mailing.models import Mail
from reminders.actions.voucher_minting import mint
from reminders.models import Campaign, Reminder, ReminderRefusal
from reminders.queries import (
    MintedVoucher,
    WaitingReminder,
    content,
    read_reminders,
    still_due,
    who_ordered,
)
from vouchers import actions as vouchers

# Reasons that may pass: such a customer can be chosen again.
PASSING = {
    ReminderRefusal.HOURS,
    ReminderRefusal.OFF,
    ReminderRefusal.BUDGET,
    ReminderRefusal.NO_LONGER,
}


@dataclass(slots=True)
class _Round:
    """Mails with their reminders, and what is to become of each."""

    mails: Mapping[int, Mail]
    now: datetime
    refused: dict[int, ReminderRefusal] = field(default_factory=dict)
    made: dict[int, MintedVoucher] = field(default_factory=dict)

    def refuse(self, reminders: Iterable[WaitingReminder], reason: ReminderRefusal) -> None:
        self.refused |= {each.pk: reason for each in reminders}

    def open(self, reminders: Iterable[WaitingReminder]) -> list[WaitingReminder]:
        return [each for each in reminders if each.pk not in self.refused]


def prepare(mails: list[Mail], now: datetime) -> dict[int, Prepared | Declined]:
    """Queries per campaign and step, however many mails they have."""
    by_mail = {_reminder_of(mail): mail for mail in mails}
    reminders = read_reminders(by_mail)
    found = _Round(by_mail, now)
    for batch in _by_campaign(reminders):
        _ask(found, batch[0].campaign, batch)
    for batch in _by_step(found.open(reminders)):
        unpaid = mint(found.made, [each for each in batch if not each.voucher_id], now)
        found.refuse(unpaid, ReminderRefusal.BUDGET)
    _keep(found, reminders)
    answers: dict[int, Prepared | Declined] = {
        mail.pk: Declined(ReminderRefusal.NO_LONGER) for mail in mails
    }
    said = content(found.open(reminders), found.made, now)
    for each in reminders:
        reason = found.refused.get(each.pk)
        answer = Declined(reason) if reason else Prepared(said[each.pk])
        answers[by_mail[each.pk].pk] = answer
    return answers


def _reminder_of(mail: Mail) -> int:
    return int(mail.source.removeprefix("reminder:"))


def _by_campaign(reminders: Iterable[WaitingReminder]) -> list[list[WaitingReminder]]:
    found: dict[int, list[WaitingReminder]] = defaultdict(list)
    for each in reminders:
        found[each.campaign.pk].append(each)
    return [*found.values()]


def _by_step(reminders: Iterable[WaitingReminder]) -> list[list[WaitingReminder]]:
    found: dict[int, list[WaitingReminder]] = defaultdict(list)
    for each in reminders:
        found[each.step.pk].append(each)
    return [*found.values()]


def _ask(found: _Round, campaign: Campaign, reminders: Sequence[WaitingReminder]) -> None:
    if campaign.activated_at is None:
        found.refuse(reminders, ReminderRefusal.OFF)
    elif not campaign.open_at(found.now):
        found.refuse(reminders, ReminderRefusal.HOURS)
    else:
        whose = {each.pk: each.customer_id for each in reminders}
        due = still_due(campaign, whose, found.now)
        gone = [
            each for each in reminders if (each.customer_id, each.trigger_key) not in due
        ]
        found.refuse(gone, ReminderRefusal.NO_LONGER)
        ordered = who_ordered(gone)
        found.refuse((each for each in gone if each.pk in ordered), ReminderRefusal.ORDERED)


_KEEP = """
    UPDATE reminders_reminder reminder
    SET mail_id = new.mail, voucher_id = coalesce(new.voucher, reminder.voucher_id),
        withdrawn_at = CASE WHEN new.withdrawn THEN %(now)s END
    FROM unnest(
        %(reminders)s::bigint[], %(mails)s::bigint[], %(vouchers)s::bigint[],
        %(withdrawn)s::boolean[]
    ) AS new(id, mail, voucher, withdrawn)
    WHERE reminder.id = new.id
"""


def _keep(found: _Round, reminders: Sequence[WaitingReminder]) -> None:
    keys = [each.pk for each in reminders]
    made = {pk: voucher.pk for pk, voucher in found.made.items()}
    with connection.cursor() as cursor:
        cursor.execute(
            _KEEP,
            {
                "now": found.now,
                "reminders": keys,
                "mails": [found.mails[pk].pk for pk in keys],
                "vouchers": [made.get(pk) for pk in keys],
                "withdrawn": [found.refused.get(pk) in PASSING for pk in keys],
            },
        )


def undo(mails: list[Mail], now: datetime) -> None:
    """Cancel the unused vouchers of mails that will not go after all."""
    reminders = Reminder.objects.filter(
        pk__in=[_reminder_of(mail) for mail in mails], voucher__isnull=False
    )
    made = list(reminders.values_list("voucher", flat=True))
    for voucher in vouchers.lock_unused(made):
        vouchers.cancel(voucher=voucher, now=now)
