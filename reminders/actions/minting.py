"""Bons for reminders that are about to go: all of a step at once, as far as money goes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.days import close_of, local_day
from reminders.actions.opening import ORIGINS
from reminders.models import Reminder, Step
from reminders.rules import Aim
from vouchers import actions as vouchers
from vouchers.actions import BudgetSpent, Terms
from vouchers.models import Voucher


def mint(
    made: dict[int, Voucher], reminders: Sequence[Reminder], now: datetime
) -> list[Reminder]:
    """Of one step, none of which has its bon. What is made goes into ``made``, by
    reminder; answers those for whom the budget has nothing left.
    """
    if not reminders or reminders[0].step.gives == Step.Gives.NOTHING:
        return []
    terms = _terms(reminders[0], now)
    try:
        made |= _issue(reminders, terms, now)
    except BudgetSpent:
        return _one_by_one(made, reminders, terms, now)
    return []


def _one_by_one(
    made: dict[int, Voucher], reminders: Sequence[Reminder], terms: Terms, now: datetime
) -> list[Reminder]:
    for place, each in enumerate(reminders):
        try:
            made |= _issue([each], terms, now)
        except BudgetSpent:
            return [*reminders[place:]]
    return []


def _issue(
    reminders: Sequence[Reminder], terms: Terms, now: datetime
) -> dict[int, Voucher]:
    keys = vouchers.issue_to(
        shop=reminders[0].campaign.shop,
        customers=[each.customer_id for each in reminders],
        terms=terms,
        author=f"campaign:{reminders[0].campaign_id}",
        now=now,
    )
    bons = Voucher.objects.in_bulk(keys)
    return {each.pk: bons[key] for each, key in zip(reminders, keys, strict=True)}


def _terms(reminder: Reminder, now: datetime) -> Terms:
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
