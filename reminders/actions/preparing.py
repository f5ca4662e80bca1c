"""Decide on each mail in the transaction that claims it: is its customer still due, may it
go at this hour, does the budget pay for it? Then mint its voucher.

It is asked at every try. A voucher that was minted stays the same, and goes with the mail.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.sql import Fragment, execute
from mailing.mail_types import Declined, Prepared
from mailing.models import Mail
from reminders.actions.voucher_minting import mint
from reminders.models import Reminder, ReminderRefusal
from reminders.queries.due import still_due
from reminders.queries.payload import MintedVoucher, payload
from reminders.queries.waiting import WaitingReminder, read_reminders, who_ordered
from vouchers.actions import cancelling as vouchers

# Reasons that may pass: such a customer can be chosen again.
PASSING = {
    ReminderRefusal.HOURS,
    ReminderRefusal.OFF,
    ReminderRefusal.BUDGET,
    ReminderRefusal.NO_LONGER,
}


@dataclass(slots=True)
class _Decisions:
    """Mails by their reminder, and what is to become of each."""

    mails: Mapping[int, Mail]
    now: datetime
    refused: dict[int, ReminderRefusal] = field(default_factory=dict)
    minted: dict[int, MintedVoucher] = field(default_factory=dict)

    def refuse(self, reminders: Iterable[WaitingReminder], reason: ReminderRefusal) -> None:
        self.refused |= {each.pk: reason for each in reminders}

    def open(self, reminders: Iterable[WaitingReminder]) -> list[WaitingReminder]:
        return [each for each in reminders if each.pk not in self.refused]


def prepare(mails: list[Mail], now: datetime) -> dict[int, Prepared | Declined]:
    """Decide on each mail, by its primary key. Queries: some per campaign and step."""
    by_reminder = {_reminder_of(mail): mail for mail in mails}
    reminders = read_reminders(by_reminder)
    decisions = _Decisions(by_reminder, now)
    # 1. Campaign by campaign: is it on, and is everybody still due?
    for batch in _batches(reminders, lambda each: each.campaign.pk):
        _check(decisions, batch)
    # 2. Step by step, since a step says what the voucher is worth: mint for those left.
    for batch in _batches(decisions.open(reminders), lambda each: each.step.pk):
        without = [each for each in batch if not each.voucher_id]
        unpaid = mint(decisions.minted, without, now)
        decisions.refuse(unpaid, ReminderRefusal.BUDGET)
    # 3. Write down what became of each, and answer.
    _keep(decisions, reminders)
    values = payload(decisions.open(reminders), decisions.minted, now)
    # A mail whose reminder is gone has nobody left who is due.
    answers: dict[int, Prepared | Declined] = {
        mail.pk: Declined(ReminderRefusal.NO_LONGER) for mail in mails
    }
    for each in reminders:
        reason = decisions.refused.get(each.pk)
        answer = Declined(reason) if reason else Prepared(values[each.pk])
        answers[by_reminder[each.pk].pk] = answer
    return answers


def _reminder_of(mail: Mail) -> int:
    return int(mail.source.removeprefix("reminder:"))


def _batches(
    reminders: Iterable[WaitingReminder], key: Callable[[WaitingReminder], int]
) -> list[list[WaitingReminder]]:
    batches: dict[int, list[WaitingReminder]] = defaultdict(list)
    for each in reminders:
        batches[key(each)].append(each)
    return [*batches.values()]


def _check(decisions: _Decisions, reminders: Sequence[WaitingReminder]) -> None:
    """Of one campaign. Queries: 0 where it is off or closed, else 2 or more."""
    campaign, now = reminders[0].campaign, decisions.now
    if campaign.activated_at is None:
        decisions.refuse(reminders, ReminderRefusal.OFF)
        return
    if not campaign.open_at(now):
        decisions.refuse(reminders, ReminderRefusal.HOURS)
        return
    due = still_due(campaign, {each.pk: each.customer_id for each in reminders}, now)
    gone = [each for each in reminders if (each.customer_id, each.trigger_key) not in due]
    decisions.refuse(gone, ReminderRefusal.NO_LONGER)
    # Ordered meanwhile is a reason of its own: it does not pass.
    ordered = who_ordered(gone)
    decisions.refuse((each for each in gone if each.pk in ordered), ReminderRefusal.ORDERED)


_KEEP = Fragment("""
    UPDATE reminders_reminder reminder
    SET mail_id = new.mail, voucher_id = coalesce(new.voucher, reminder.voucher_id),
        withdrawn_at = CASE WHEN new.withdrawn THEN %(now)s END
    FROM unnest(
        %(reminders)s::bigint[], %(mails)s::bigint[], %(vouchers)s::bigint[],
        %(withdrawn)s::boolean[]
    ) AS new(id, mail, voucher, withdrawn)
    WHERE reminder.id = new.id
""")


def _keep(decisions: _Decisions, reminders: Sequence[WaitingReminder]) -> None:
    """Queries: 1."""
    keys = [each.pk for each in reminders]
    minted = {pk: voucher.pk for pk, voucher in decisions.minted.items()}
    execute(
        _KEEP.given(
            now=decisions.now,
            reminders=keys,
            mails=[decisions.mails[pk].pk for pk in keys],
            vouchers=[minted.get(pk) for pk in keys],
            withdrawn=[decisions.refused.get(pk) in PASSING for pk in keys],
        )
    )


def undo(mails: list[Mail], now: datetime) -> None:
    """Cancel the unused vouchers of mails that will not go after all."""
    reminders = Reminder.objects.filter(
        pk__in=[_reminder_of(mail) for mail in mails], voucher__isnull=False
    )
    minted = list(reminders.values_list("voucher", flat=True))
    for voucher in vouchers.lock_unused(minted):
        vouchers.cancel(voucher=voucher, now=now)
