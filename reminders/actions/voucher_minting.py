"""Vouchers for reminders that are about to go: all of a step at once, as far as money
goes.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from core.days import close_of, local_day
from mailing.mail_types import JSON
from reminders.actions.opening import ORIGINS
from reminders.queries import MintedVoucher, WaitingReminder
from reminders.rules import Aim
from vouchers import actions as vouchers
from vouchers.actions import BudgetSpent, Terms
from vouchers.models import Voucher


def mint(
    made: dict[int, MintedVoucher], reminders: Sequence[WaitingReminder], now: datetime
) -> list[WaitingReminder]:
    """Of one step, none of which has its voucher. What is made goes into ``made``, by
    reminder; answers those for whom the budget has nothing left.
    """
    if not reminders or reminders[0].step.gives == reminders[0].step.Gives.NOTHING:
        return []
    terms = _terms(reminders[0], now)
    try:
        made |= _issue(reminders, terms, now)
    except BudgetSpent:
        return _one_by_one(made, reminders, terms, now)
    return []


def _one_by_one(
    made: dict[int, MintedVoucher],
    reminders: Sequence[WaitingReminder],
    terms: Terms,
    now: datetime,
) -> list[WaitingReminder]:
    for place, each in enumerate(reminders):
        try:
            made |= _issue([each], terms, now)
        except BudgetSpent:
            return [*reminders[place:]]
    return []


def _issue(
    reminders: Sequence[WaitingReminder], terms: Terms, now: datetime
) -> dict[int, MintedVoucher]:
    issued = vouchers.issue_to(
        shop=reminders[0].campaign.shop,
        customers=[each.customer_id for each in reminders],
        terms=terms,
        author=f"campaign:{reminders[0].campaign.pk}",
        now=now,
    )
    payload = _payload(terms)
    return {
        each.pk: MintedVoucher(voucher.pk, payload | {"code": voucher.code})
        for each, voucher in zip(reminders, issued, strict=True)
    }


def _payload(terms: Terms) -> dict[str, JSON]:
    """What a mail says of the voucher, but for its code."""
    return {
        "label": terms.label,
        "amount": None if terms.amount is None else str(terms.amount),
        "percent": None if terms.percent is None else str(terms.percent),
        "valid_until": terms.valid_until.astimezone(UTC).isoformat(),
        "minimum": str(terms.minimum),
    }


def _terms(reminder: WaitingReminder, now: datetime) -> Terms:
    step, campaign = reminder.step, reminder.campaign
    zone = campaign.shop.zone
    last = local_day(now, zone) + timedelta(days=step.valid_days)
    if campaign.aim == Aim.EXCLUSIVE and campaign.ends_on:
        last = campaign.ends_on
    return Terms(
        origin=ORIGINS[Aim(campaign.aim)],
        label=campaign.label,
        kind=Voucher.Kind(step.gives),
        amount=step.amount,
        percent=step.percent,
        minimum=step.minimum,
        valid_from=now,
        valid_until=close_of(last, zone),
        budget=campaign.budget,
    )
