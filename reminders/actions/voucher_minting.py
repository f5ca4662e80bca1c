"""Mint the vouchers of reminders that are about to go, as far as the budget pays."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from core.days import close_of, local_day
from mailing.mail_types import JSON
from reminders.actions.opening import ORIGINS
from reminders.queries.payload import MintedVoucher
from reminders.queries.waiting import WaitingReminder
from reminders.rules.presets import Aim
from vouchers.actions import issuing as vouchers
from vouchers.actions.issuing import VoucherTerms
from vouchers.actions.refusals import BudgetSpent
from vouchers.models import Voucher


def mint(
    minted: dict[int, MintedVoucher], reminders: Sequence[WaitingReminder], now: datetime
) -> list[WaitingReminder]:
    """Adds what it mints to ``minted``, by reminder; answers the reminders for which the
    budget has nothing left.

    Requires: reminders of one step, none of which has its voucher.
    """
    if not reminders or reminders[0].step.gives == reminders[0].step.Gives.NOTHING:
        return []
    terms = _terms(reminders[0], now)
    try:
        minted |= _issue(reminders, terms, now)
    except BudgetSpent:
        # Not for all of them: one by one, as far as it goes.
        for index, each in enumerate(reminders):
            try:
                minted |= _issue([each], terms, now)
            except BudgetSpent:
                return [*reminders[index:]]
    return []


def _issue(
    reminders: Sequence[WaitingReminder], terms: VoucherTerms, now: datetime
) -> dict[int, MintedVoucher]:
    """All of them or none. Raises: BudgetSpent."""
    campaign = reminders[0].campaign
    issued = vouchers.issue_to(
        shop=campaign.shop,
        customers=[each.customer_id for each in reminders],
        terms=terms,
        author=f"campaign:{campaign.pk}",
        now=now,
    )
    # What a mail says of the voucher, but for its code.
    values: dict[str, JSON] = {
        "label": terms.label,
        "amount": None if terms.amount is None else str(terms.amount),
        "percent": None if terms.percent is None else str(terms.percent),
        "valid_until": terms.valid_until.astimezone(UTC).isoformat(),
        "minimum": str(terms.minimum),
    }
    return {
        each.pk: MintedVoucher(voucher.pk, values | {"code": voucher.code})
        for each, voucher in zip(reminders, issued, strict=True)
    }


def _terms(reminder: WaitingReminder, now: datetime) -> VoucherTerms:
    step, campaign = reminder.step, reminder.campaign
    zone = campaign.shop.zone
    last = local_day(now, zone) + timedelta(days=step.valid_days)
    # The voucher of an exclusive offer ends with the offer, whenever its mail goes.
    if campaign.aim == Aim.EXCLUSIVE and campaign.ends_on:
        last = campaign.ends_on
    return VoucherTerms(
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
